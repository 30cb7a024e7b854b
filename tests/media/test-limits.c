/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/helper/rushes-helper-limits.h"

#include "media/helper/rushes-helper-fence.h"
#include "support/rushes-test-utils.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LARGEST_FILE 1000

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
#if defined(__SANITIZE_ADDRESS__)
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

static void
assert_fenced (const char *inside, const char *outside, gboolean knows_connections)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (9),
                                       .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  g_autofree char *file = g_build_filename (inside, "file", NULL);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (write_into (outside), ==, EACCES);
  g_assert_cmpint (write_into (inside), ==, 0);
  g_assert_cmpint (unlink (file), ==, 0);
  g_assert_cmpint (execl ("/bin/sh", "sh", "-c", "exit 1", NULL), ==, -1);
  g_assert_cmpint (errno, ==, EACCES);
  g_assert_cmpint (connect (fd, (const struct sockaddr *) &address, sizeof address), ==, -1);
  if (knows_connections)
    g_assert_cmpint (errno, ==, EACCES);
  close (fd);
}

static void
test_fence (void)
{
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

  if (version < 1)
    {
      g_test_skip ("this kernel has no Landlock");
      return;
    }
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
    g_autofree char *path = g_build_filename (g_getenv ("INSIDE"), "picture", NULL);

    g_assert_cmpint (write_into (g_getenv ("OUTSIDE")), ==, 0);
    g_assert_true (rushes_helper_limits_set (LARGEST_FILE));
    rushes_helper_fence_raise (path, NULL);
    assert_fenced (g_getenv ("INSIDE"), g_getenv ("OUTSIDE"), version >= 4);
  }
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
  return g_test_run ();
}
