/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/helper/rushes-helper-limits.h"

#include "base/rushes-error.h"
#include "media/helper/rushes-helper-fence.h"
#include "support/rushes-test-utils.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LARGEST_FILE 1000
#define KEPT "kept"

static rlim_t
get_limit (int resource)
{
  struct rlimit value;

  g_assert_cmpint (getrlimit (resource, &value), ==, 0);
  return value.rlim_max;
}

/* Each case in a process of its own: there is no way back. */
static void
in_a_process_of_its_own (const char *path)
{
  g_test_trap_subprocess (path, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_set (void)
{
  if (!g_test_subprocess ())
    {
      in_a_process_of_its_own (NULL);
      return;
    }

  g_assert_true (rushes_helper_limits_set (LARGEST_FILE));
  g_assert_cmpuint (get_limit (RLIMIT_CPU), <=, 60);
  g_assert_cmpuint (get_limit (RLIMIT_FSIZE), ==, LARGEST_FILE);
  g_assert_cmpuint (get_limit (RLIMIT_NOFILE), <=, 64);
  g_assert_cmpuint (get_limit (RLIMIT_CORE), ==, 0);
  g_assert_cmpint (prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), ==, 1);
  g_assert_cmpint (getpriority (PRIO_PROCESS, 0), >, 0);
}

static void
test_memory (void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  g_test_skip ("the sanitizer needs all addresses");
#else
  if (!g_test_subprocess ())
    {
      in_a_process_of_its_own (NULL);
      return;
    }

  g_assert_true (rushes_helper_limits_set (LARGEST_FILE));
  /* Volatile: a compiler may leave out memory that nobody uses. */
  void *volatile much = malloc ((gsize) 2 * 1024 * 1024 * 1024);
  g_assert_null (much);
#endif
}

static void
test_files (void)
{
  static const char bytes[LARGEST_FILE + 1] = "x";
  g_autofree char *path = NULL;
  int fd;

  if (!g_test_subprocess ())
    {
      in_a_process_of_its_own (NULL);
      return;
    }

  g_assert_true (rushes_helper_limits_set (LARGEST_FILE));
  fd = g_file_open_tmp ("rushes-limits-XXXXXX", &path, NULL);
  g_assert_cmpint (fd, >=, 0);
  g_unlink (path);
  g_assert_cmpint (write (fd, bytes, sizeof bytes), ==, LARGEST_FILE);
  /* An error, and not the end of the process. */
  g_assert_cmpint (write (fd, bytes, 1), ==, -1);
  close (fd);
}

static void
test_dies_with_parent (void)
{
  int signal_number = 0;

  if (!g_test_subprocess ())
    {
      in_a_process_of_its_own (NULL);
      return;
    }

  g_assert_true (rushes_helper_limits_set (LARGEST_FILE));
  g_assert_cmpint (prctl (PR_GET_PDEATHSIG, &signal_number), ==, 0);
  g_assert_cmpint (signal_number, ==, 9);
}

static int
write_into (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    return errno;
  close (fd);
  return 0;
}

/* Of every kind: the fence of calls is asked before that of connections. */
static void
assert_no_sockets (void)
{
  const int families[] = { AF_INET, AF_INET6, AF_UNIX, AF_NETLINK };
  const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_RAW };

  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (types); j++)
      {
        g_assert_cmpint (socket (families[i], types[j] | SOCK_CLOEXEC, 0), ==, -1);
        g_assert_cmpint (errno, ==, EPERM);
      }
}

static void
assert_no_connection (int fd)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (9),
                                       .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };

  g_assert_cmpint (connect (fd, (const struct sockaddr *) &address, sizeof address), ==, -1);
  g_assert_true (errno == EPERM || errno == EACCES);
}

static gpointer
do_nothing (gpointer data)
{
  return data;
}

static void
assert_filtered (const char *inside)
{
  g_autofree char *link = g_build_filename (inside, "link", NULL);
  g_autofree char *file = g_build_filename (inside, "file", NULL);

  assert_no_sockets ();
  g_assert_cmpint (execl ("/bin/sh", "sh", "-c", "exit 1", NULL), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (kill (getppid (), 0), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (write_into (inside), ==, 0);
  g_assert_cmpint (chmod (file, 0777), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (unlink (file), ==, 0);
  g_assert_cmpint (syscall (SYS_io_uring_setup, 1, NULL), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (syscall (SYS_unshare, 0), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  /* What a decoder does all day still goes on. */
  g_assert_cmpint (prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), ==, 1);
  g_thread_join (g_thread_new ("another", do_nothing, NULL));
}

/* What can be done to a file that may only be read. */
static void
assert_kept (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "file", NULL);
  g_autofree char *contents = NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (truncate (path, 0), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (open (path, O_RDONLY | O_TRUNC | O_CLOEXEC), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (openat (AT_FDCWD, path, O_RDONLY | O_TRUNC | O_CLOEXEC), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
#ifdef SYS_open
  g_assert_cmpint (syscall (SYS_open, path, O_RDONLY | O_TRUNC | O_CLOEXEC), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
#endif
  g_assert_cmpint (fchmod (fd, 0777), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (fremovexattr (fd, "user.rushes"), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
#ifdef SYS_utime
  g_assert_cmpint (syscall (SYS_utime, path, NULL), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
#endif
  close (fd);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, KEPT);
}

/* Not even what may be written: nothing of ours needs it. */
static void
assert_not_emptied (const char *inside)
{
  g_autofree char *path = g_build_filename (inside, "file", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, 0), ==, -1);
  g_assert_cmpint (errno, ==, EACCES);
  close (fd);
  g_assert_cmpint (unlink (path), ==, 0);
}

static void
assert_fenced (const char *inside, const char *outside)
{
  g_autofree char *file = g_build_filename (inside, "file", NULL);

  g_assert_cmpint (write_into (outside), ==, EACCES);
  g_assert_cmpint (write_into (inside), ==, 0);
  g_assert_cmpint (unlink (file), ==, 0);
  g_assert_cmpint (execl ("/bin/sh", "sh", "-c", "exit 1", NULL), ==, -1);
  g_assert_true (errno == EPERM || errno == EACCES);
}

static void
test_fence (void)
{
  if (!g_test_subprocess ())
    {
      g_autofree char *outside = rushes_test_make_folder ();
      g_autofree char *inside = rushes_test_make_folder ();

      g_assert_true (g_setenv ("OUTSIDE", outside, TRUE));
      g_assert_true (g_setenv ("INSIDE", inside, TRUE));
      in_a_process_of_its_own (NULL);
      rushes_test_remove_folder (g_steal_pointer (&outside));
      rushes_test_remove_folder (g_steal_pointer (&inside));
      return;
    }

  {
    const long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    g_autofree char *path = g_build_filename (g_getenv ("INSIDE"), "picture", NULL);
    g_autofree char *kept = g_build_filename (g_getenv ("OUTSIDE"), "file", NULL);
    int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    RushesMediaFences raised;

    g_assert_true (g_file_set_contents (kept, KEPT, -1, NULL));
    g_assert_true (rushes_helper_limits_set (LARGEST_FILE));
    raised = rushes_helper_fence_raise (path, NULL);

    /* What holds is said, and what is said holds. */
    g_assert_cmpint ((raised & RUSHES_MEDIA_FENCE_FILES) != 0, ==, version >= 1);
    g_assert_cmpint ((raised & RUSHES_MEDIA_FENCE_CONNECTIONS) != 0, ==, version >= 4);
    if ((raised & RUSHES_MEDIA_FENCE_FILES) != 0)
      assert_fenced (g_getenv ("INSIDE"), g_getenv ("OUTSIDE"));
    if (version >= 3)
      assert_not_emptied (g_getenv ("INSIDE"));
    if ((raised & (RUSHES_MEDIA_FENCE_CONNECTIONS | RUSHES_MEDIA_FENCE_CALLS)) != 0)
      assert_no_connection (fd);
    if ((raised & RUSHES_MEDIA_FENCE_CALLS) != 0)
      {
        assert_filtered (g_getenv ("INSIDE"));
        assert_kept (g_getenv ("OUTSIDE"));
      }
    close (fd);
  }
}

static void
assert_read (const char *answer, RushesMediaFences expected)
{
  g_autoptr (GBytes) bytes = g_bytes_new (answer, strlen (answer));

  g_assert_cmpint (rushes_media_words_read_fences (bytes), ==, expected);
}

static void
test_words (void)
{
  const RushesMediaFences two = RUSHES_MEDIA_FENCE_LIMITS | RUSHES_MEDIA_FENCE_CALLS;
  g_autofree char *empty = rushes_media_words_add_fences ("{}", two);
  g_autofree char *other = rushes_media_words_add_fences ("{\"error\":\"damaged\",\"text\":\"\"}", two);
  g_autofree char *none = rushes_media_words_add_fences ("{}", 0);
  g_autofree char *described = rushes_media_words_describe_fences (two);

  g_assert_cmpstr (empty, ==, "{\"fences\":\"limits seccomp\"}");
  assert_read (empty, two);
  assert_read (other, two);
  assert_read (none, 0);
  assert_read ("{\"fences\":\"all of them\"}", 0);
  assert_read ("{\"fences\":[]}", 0);
  assert_read ("believe me", 0);
  g_assert_cmpstr (described, ==, "limits, seccomp");
}

/* The program itself says what holds, whatever becomes of the video. */
static void
test_said (void)
{
  g_autofree char *folder = rushes_test_make_folder ();
  g_autofree char *one = g_build_filename (folder, "one", NULL);
  g_autofree char *other = g_build_filename (folder, "other", NULL);
  const char *argv[] = { g_getenv ("RUSHES_MEDIA_HELPER"), "pictures", folder, one, other, NULL };
  const long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  g_autoptr (GSubprocess) helper = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  RushesMediaFences fences;

  helper = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (helper, NULL, NULL, &answer, NULL, &error);
  g_assert_no_error (error);
  fences = rushes_media_words_read_fences (answer);
  g_assert_true ((fences & RUSHES_MEDIA_FENCE_LIMITS) != 0);
  /* Not the other way round: valgrind hides from this program what the kernel can. */
  g_assert_true ((fences & RUSHES_MEDIA_FENCE_FILES) != 0 || version < 1);
  g_assert_false (rushes_media_words_read (answer, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_UNREADABLE);
  rushes_test_remove_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/limits/set", test_set);
  g_test_add_func ("/media/limits/memory", test_memory);
  g_test_add_func ("/media/limits/files", test_files);
  g_test_add_func ("/media/limits/dies-with-parent", test_dies_with_parent);
  g_test_add_func ("/media/limits/fence", test_fence);
  g_test_add_func ("/media/limits/words", test_words);
  g_test_add_func ("/media/limits/said", test_said);
  return g_test_run ();
}
