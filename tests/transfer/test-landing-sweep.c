/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-test-utils.h"
#include "transfer/rushes-far-file.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-syscall-fault.h"
#include "transfer/rushes-test-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  GFile *destination;
} Fixture;

static char *
get_path (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
put (Fixture *self, const char *name)
{
  g_autofree char *path = get_path (self, name);

  g_assert_true (g_file_set_contents (path, "half a cop", -1, NULL));
}

static gboolean
is_there (Fixture *self, const char *name)
{
  g_autofree char *path = get_path (self, name);

  return g_file_test (path, G_FILE_TEST_IS_SYMLINK) || g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  self->folder = rushes_test_make_folder ();
  path = get_path (self, "clip.mp4");
  self->destination = g_file_new_for_path (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rushes_test_remove_folder (self->folder);
  g_object_unref (self->destination);
}

static void
test_left_behind (Fixture *self, gconstpointer data)
{
  put (self, ".clip.mp4.01234567.part");
  put (self, ".clip (2).mp4.89abcdef.part");
  put (self, ".clip (17).mp4.89abcdef.part");

  g_assert_cmpuint (rushes_landing_sweep (self->destination), ==, 3);
  rushes_test_assert_only (self->folder, NULL);
  g_assert_cmpuint (rushes_landing_sweep (self->destination), ==, 0);
}

/* The user's folder is the user's: nothing of another name, and nothing that is no file. */
static void
test_others_stay (Fixture *self, gconstpointer data)
{
  const char *const others[] = {
    "clip.mp4",
    "clip.mp4.01234567.part",
    ".clip.mp4.part",
    ".clip.mp4.0123456.part",
    ".clip.mp4.0123456g.part",
    ".clip.mp4.01234567.part.mp4",
    ".other.mp4.01234567.part",
    ".clip (1).mp4.01234567.part",
    ".clip (x).mp4.01234567.part",
    ".clip (2).mov.01234567.part",
    ".01234567.part",
  };
  g_autofree char *link = get_path (self, ".clip.mp4.aaaaaaaa.part");
  g_autofree char *folder = get_path (self, ".clip.mp4.bbbbbbbb.part");

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    put (self, others[i]);
  g_assert_cmpint (symlink ("clip.mp4", link), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);

  g_assert_cmpuint (rushes_landing_sweep (self->destination), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (is_there (self, others[i]));
  g_assert_true (is_there (self, ".clip.mp4.aaaaaaaa.part"));
  g_assert_true (is_there (self, ".clip.mp4.bbbbbbbb.part"));
}

static void
test_long_name (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *left_behind = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) destination = NULL;

  while (name->len < 249)
    g_string_append (name, "海");
  g_string_append (name, "xx.mp4");
  /* 200 bytes end within a character. */
  left_behind = g_strdup_printf (".%.198s.01234567.part", name->str);
  put (self, left_behind);

  path = get_path (self, name->str);
  destination = g_file_new_for_path (path);
  g_assert_cmpuint (rushes_landing_sweep (destination), ==, 1);
}

/* Somebody copies to this name right now, be it in another process. */
static void
test_in_use (Fixture *self, gconstpointer data)
{
  g_autofree char *path = get_path (self, ".clip.mp4.01234567.part");
  int fd;

  put (self, ".clip.mp4.01234567.part");
  fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  g_assert_cmpuint (rushes_landing_sweep (self->destination), ==, 0);
  g_assert_true (g_close (fd, NULL));
  g_assert_cmpuint (rushes_landing_sweep (self->destination), ==, 1);
}

static void
test_nowhere (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "gone", "clip.mp4", NULL);
  g_autoptr (GFile) nowhere = g_file_new_for_path (path);
  g_autofree char *far_path = get_path (self, "clip.mp4");
  g_autoptr (GFile) far_file = rushes_far_file_new (far_path);

  put (self, ".clip.mp4.01234567.part");
  g_assert_cmpuint (rushes_landing_sweep (nowhere), ==, 0);
  g_assert_cmpuint (rushes_landing_sweep (far_file), ==, 0);
  g_assert_true (is_there (self, ".clip.mp4.01234567.part"));
}

/* Where a file cannot be without a name, as on FAT; in a process of its own. */
static void
copy_under_a_name (gpointer data)
{
  Fixture *self = data;
  g_autoptr (GBytes) video = rushes_test_make_mp4 (300000, 3);
  g_autofree char *source = get_path (self, "source");
  g_autofree char *path = get_path (self, "clip.mp4");
  g_autoptr (GError) error = NULL;

  rushes_test_write_file (source, video);
  put (self, ".clip.mp4.01234567.part");
  put (self, ".other.mp4.01234567.part");
  g_assert_true (rushes_syscall_fault_add (__NR_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP));

  g_assert_true (rushes_landing_copy (source, self->destination, FALSE, NULL, NULL, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (path, video);
  g_assert_false (is_there (self, ".clip.mp4.01234567.part"));
  g_assert_true (is_there (self, ".other.mp4.01234567.part"));
}

static void
test_next_copy_sweeps (Fixture *self, gconstpointer data)
{
  if (!rushes_syscall_fault_is_possible ())
    {
      g_test_skip ("the kernel lets this test break nothing here");
      return;
    }
  rushes_syscall_fault_run_alone (copy_under_a_name, self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/transfer/landing-sweep/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("left-behind", test_left_behind);
  ADD ("others-stay", test_others_stay);
  ADD ("long-name", test_long_name);
  ADD ("in-use", test_in_use);
  ADD ("nowhere", test_nowhere);
  ADD ("next-copy-sweeps", test_next_copy_sweeps);

  return g_test_run ();
}
