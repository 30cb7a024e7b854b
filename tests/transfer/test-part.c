/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-crc64.h"
#include "transfer/rushes-part-record.h"
#include "transfer/rushes-test-mp4.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TASK_ID "306792606023824"
#define BYTES 300000
#define ETAG "\"5B3C1A2E053D763E1B002CC607C5A0FE1\""

typedef struct
{
  char *folder;
  char *path;
  char *state_path;
  GBytes *bytes;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = rushes_test_make_folder ();
  self->path = g_build_filename (self->folder, "42.part", NULL);
  self->state_path = g_strconcat (self->path, ".state", NULL);
  self->bytes = rushes_test_make_mp4 (BYTES, 21);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rushes_test_remove_folder (self->folder);
  g_free (self->path);
  g_free (self->state_path);
  g_bytes_unref (self->bytes);
}

static RushesPart *
open_part (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  RushesPart *part = rushes_part_open (self->path, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (part);
  return part;
}

static void
append (RushesPart *part, GBytes *bytes, gsize from, gsize to)
{
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_part_append (part, data + from, to - from, &error));
  g_assert_no_error (error);
}

/* @length bytes of ours, closed in order. */
static void
leave_part (Fixture *self, gsize length)
{
  const RushesPartIdentity identity = { .total = BYTES, .etag = (char *) ETAG, .has_crc = TRUE, .crc = 4711 };
  g_autoptr (RushesPart) part = open_part (self);
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_part_restart (part, &identity, &error));
  g_assert_no_error (error);
  append (part, self->bytes, 0, length);
}

/* What is read back is a prefix of ours, of @length bytes, on disk and in the checksum. */
static void
assert_part (Fixture *self, gint64 length)
{
  g_autoptr (RushesPart) part = open_part (self);
  g_autoptr (GBytes) prefix = g_bytes_new_from_bytes (self->bytes, 0, (gsize) length);

  g_assert_cmpint (rushes_part_get_length (part), ==, length);
  g_assert_cmpuint (rushes_part_get_crc (part), ==,
                    rushes_crc64_update (0, g_bytes_get_data (prefix, NULL), (gsize) length));
  rushes_test_assert_file (self->path, prefix);
}

static void
test_path (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesAccount) account = rushes_account_new ("a", "A", "https://one.example", NULL);
  g_autoptr (RushesAccount) other = rushes_account_new ("b", "B", "https://two.example", NULL);
  const char *ids[] = { TASK_ID, "../../../etc/passwd", "a/b", "a-b", "", ".", "\001\002" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *path = rushes_part_dup_path (self->folder, account, ids[i]);
      g_autofree char *again = rushes_part_dup_path (self->folder, account, ids[i]);
      g_autofree char *parent = g_path_get_dirname (path);

      g_assert_cmpstr (path, ==, again);
      g_assert_cmpstr (parent, ==, self->folder);
      g_assert_true (g_str_has_suffix (path, ".part"));
      g_assert_true (g_hash_table_add (seen, g_steal_pointer (&path)));
      g_assert_true (g_hash_table_add (seen, rushes_part_dup_path (self->folder, other, ids[i])));
    }
}

static void
test_goes_on (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesPart) part = NULL;
  const RushesPartIdentity *identity;
  struct stat info;

  leave_part (self, 100000);
  assert_part (self, 100000);
  g_assert_cmpint (g_stat (self->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
  g_assert_cmpint (g_stat (self->state_path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);

  part = open_part (self);
  identity = rushes_part_get_identity (part);
  g_assert_cmpint (identity->total, ==, BYTES);
  g_assert_cmpstr (identity->etag, ==, ETAG);
  g_assert_null (identity->last_modified);
  g_assert_true (identity->has_crc);
  g_assert_cmpuint (identity->crc, ==, 4711);
  g_assert_false (rushes_part_is_complete (part));
  append (part, self->bytes, 100000, BYTES);
  g_assert_true (rushes_part_is_complete (part));
  g_clear_pointer (&part, rushes_part_close);
  assert_part (self, BYTES);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  leave_part (self, 0);
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_restart (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesPart) part = NULL;

  leave_part (self, 100000);
  part = open_part (self);
  g_assert_true (rushes_part_restart (part, NULL, NULL));
  g_assert_cmpint (rushes_part_get_length (part), ==, 0);
  g_assert_null (rushes_part_get_identity (part)->etag);
  append (part, self->bytes, 0, 5);
  g_clear_pointer (&part, rushes_part_close);
  assert_part (self, 5);
}

static void
test_in_use (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesAccount) account = rushes_account_new ("a", "A", "https://one.example", NULL);
  g_autoptr (RushesPart) part = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) not_discarded = NULL;

  g_free (self->path);
  self->path = rushes_part_dup_path (self->folder, account, TASK_ID);
  part = open_part (self);
  append (part, self->bytes, 0, 1000);
  g_assert_null (rushes_part_open (self->path, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_PART_IN_USE);
  g_assert_false (rushes_part_discard (self->folder, account, TASK_ID, &not_discarded));
  g_assert_error (not_discarded, RUSHES_ERROR, RUSHES_ERROR_PART_IN_USE);

  g_clear_pointer (&part, rushes_part_close);
  assert_part (self, 1000);
  g_assert_true (rushes_part_discard (self->folder, account, TASK_ID, NULL));
  g_assert_true (rushes_part_discard (self->folder, account, TASK_ID, NULL));
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_longer (Fixture *self, gconstpointer data)
{
  FILE *file;

  leave_part (self, 100000);
  file = g_fopen (self->path, "ae");
  g_assert_cmpint (fputs ("written, and not recorded", file), >=, 0);
  fclose (file);
  assert_part (self, 100000);
}

static void
test_shorter (Fixture *self, gconstpointer data)
{
  leave_part (self, 100000);
  g_assert_cmpint (truncate (self->path, 99999), ==, 0);
  assert_part (self, 0);
}

static void
flip_bit (const char *path, long offset)
{
  FILE *file = g_fopen (path, "r+e");
  int byte;

  g_assert_nonnull (file);
  fseek (file, offset, SEEK_SET);
  byte = fgetc (file);
  fseek (file, offset, SEEK_SET);
  fputc (byte ^ 0x10, file);
  fclose (file);
}

static void
test_bit_flipped (Fixture *self, gconstpointer data)
{
  leave_part (self, 100000);
  flip_bit (self->path, 54321);
  assert_part (self, 0);
}

/* Whatever a power cut leaves of a record, bytes that it does not vouch for are not relied on. */
static void
test_torn_record (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  leave_part (self, 1000);
  g_assert_true (g_file_get_contents (self->state_path, &text, &length, NULL));
  for (gsize i = 0; i + 1 < length; i += 11)
    {
      leave_part (self, 1000);
      g_assert_cmpint (truncate (self->state_path, (off_t) i), ==, 0);
      assert_part (self, 0);

      leave_part (self, 1000);
      flip_bit (self->state_path, (long) i);
      assert_part (self, 0);
    }
}

/* What was written after the last sync is lost with the power, or comes back as something else. */
static void
test_power_cut (Fixture *self, gconstpointer data)
{
  const guint8 *bytes = g_bytes_get_data (self->bytes, NULL);
  g_auto (RushesPartRecord) record = { .identity.total = BYTES };
  g_autoptr (GError) error = NULL;

  leave_part (self, 100000);
  record.length = 100000;
  record.crc = rushes_crc64_update (0, bytes, 100000);
  record.synced = (RushesPartMark){ 60000, rushes_crc64_update (0, bytes, 60000) };
  g_assert_true (rushes_part_record_write (self->state_path, &record, &error));
  g_assert_no_error (error);

  flip_bit (self->path, 60000);
  assert_part (self, 60000);
}

/* In the place of the part, and of its record: each gives way, and what it leads to stays as it is. */
static void
test_strange_things (Fixture *self, gconstpointer data)
{
  g_autofree char *victim = g_build_filename (self->folder, "victim", NULL);
  const char *places[] = { self->path, self->state_path };

  rushes_test_write_file (victim, self->bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      for (int kind = 0; kind < 4; kind++)
        {
          leave_part (self, 1000);
          g_assert_cmpint (g_unlink (places[i]), ==, 0);
          if (kind == 0)
            g_assert_cmpint (symlink (victim, places[i]), ==, 0);
          else if (kind == 1)
            g_assert_cmpint (link (victim, places[i]), ==, 0);
          else if (kind == 2)
            g_assert_cmpint (g_mkdir (places[i], 0700), ==, 0);
          else
            g_assert_cmpint (mkfifo (places[i], 0600), ==, 0);

          assert_part (self, 0);
          leave_part (self, 1000);
          assert_part (self, 1000);
          rushes_test_assert_file (victim, self->bytes);
        }
    }
}

static void
test_folder_in_the_way (Fixture *self, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (self->path, "precious", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  rushes_test_write_file (inside, self->bytes);
  g_assert_null (rushes_part_open (self->path, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  rushes_test_assert_file (inside, self->bytes);
}

static void
test_set_aside (Fixture *self, gconstpointer data)
{
  g_autofree char *damaged = rushes_part_dup_damaged_path (self->path);
  g_autoptr (RushesPart) part = NULL;
  g_autoptr (GError) in_use = NULL;

  leave_part (self, BYTES);
  part = open_part (self);
  g_assert_true (rushes_part_set_aside (part, NULL));
  g_assert_cmpint (rushes_part_get_length (part), ==, 0);
  rushes_test_assert_file (damaged, self->bytes);

  g_assert_null (rushes_part_open (self->path, NULL, &in_use));
  g_assert_error (in_use, RUSHES_ERROR, RUSHES_ERROR_PART_IN_USE);
  append (part, self->bytes, 0, 10);
  rushes_part_finish (part);
  g_clear_pointer (&part, rushes_part_close);
  rushes_test_assert_only (self->folder, NULL);
}

static void
make_old (const char *path)
{
  const struct timespec times[2] = { { 1000000000, 0 }, { 1000000000, 0 } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
test_sweep (Fixture *self, gconstpointer data)
{
  g_autoptr (GHashTable) keep = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *foreign = g_build_filename (self->folder, "holiday.mp4", NULL);
  g_autoptr (RushesPart) part = NULL;

  rushes_test_write_file (foreign, self->bytes);
  make_old (foreign);
  leave_part (self, 1000);
  g_assert_cmpuint (rushes_part_sweep (self->folder, keep), ==, 0);

  make_old (self->path);
  make_old (self->state_path);
  g_hash_table_add (keep, self->path);
  g_assert_cmpuint (rushes_part_sweep (self->folder, keep), ==, 0);
  g_hash_table_remove_all (keep);

  part = open_part (self);
  make_old (self->path);
  g_assert_cmpuint (rushes_part_sweep (self->folder, keep), ==, 0);
  g_clear_pointer (&part, rushes_part_close);

  make_old (self->path);
  make_old (self->state_path);
  g_assert_cmpuint (rushes_part_sweep (self->folder, keep), ==, 1);
  rushes_test_assert_only (self->folder, "holiday.mp4");

  /* Killed between a landing and its end. */
  leave_part (self, 1000);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpuint (rushes_part_sweep (self->folder, keep), ==, 0);
  rushes_test_assert_only (self->folder, "holiday.mp4");
}

/* Killed in the middle of it: a child appends and tells of each piece, until it dies. */

#define KILL_ROUNDS 40
#define KILL_BYTES (48 * 1024 * 1024)

static guint8
get_byte (gint64 offset)
{
  return (guint8) ((guint64) (offset / 8 + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 8 * (offset % 8));
}

static void
fill (guint8 *buffer, gint64 offset, gsize length)
{
  for (gsize i = 0; i < length; i++)
    buffer[i] = get_byte (offset + (gint64) i);
}

static void G_GNUC_NORETURN
append_until_killed (const char *path, int tell_fd)
{
  static guint8 buffer[512 * 1024];
  const RushesPartIdentity identity = { .total = KILL_BYTES };
  RushesPart *part = rushes_part_open (path, NULL, NULL);

  if (part == NULL || (rushes_part_get_length (part) == 0 && !rushes_part_restart (part, &identity, NULL)))
    _exit (1);

  while (!rushes_part_is_complete (part))
    {
      gint64 length = rushes_part_get_length (part);
      gsize n = (gsize) MIN (KILL_BYTES - length, (gint64) sizeof buffer);

      fill (buffer, length, n);
      if (!rushes_part_append (part, buffer, n, NULL) || write (tell_fd, "", 1) != 1)
        _exit (2);
    }
  rushes_part_close (part);
  _exit (0);
}

/* Returns: whether the child came to its end before it was killed */
static gboolean
kill_after (const char *path, guint n_pieces)
{
  int pipe_fds[2];
  int status;
  pid_t child;
  char byte;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    append_until_killed (path, pipe_fds[1]);

  close (pipe_fds[1]);
  while (n_pieces > 0 && read (pipe_fds[0], &byte, 1) == 1)
    n_pieces--;
  kill (child, SIGKILL);
  close (pipe_fds[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) || WEXITSTATUS (status) == 0);
  return WIFEXITED (status);
}

static gint64
check_prefix (Fixture *self)
{
  g_autoptr (RushesPart) part = open_part (self);
  gint64 length = rushes_part_get_length (part);
  g_autofree char *there = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (self->path, &there, &size, NULL));
  g_assert_cmpint (length, ==, (gint64) size);
  for (gint64 i = 0; i < length; i++)
    {
      if ((guint8) there[i] != get_byte (i))
        g_error ("byte %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " is another one", i, length);
    }
  return length;
}

static void
test_killed (Fixture *self, gconstpointer data)
{
  gint64 before = 0;
  guint n_kept = 0;

  for (guint i = 0; i < KILL_ROUNDS; i++)
    {
      gboolean was_complete = kill_after (self->path, (guint) g_test_rand_int_range (0, 40));
      gint64 length = check_prefix (self);

      /* What was read back once is never lost again. */
      g_assert_cmpint (length, >=, before);
      n_kept += length > before;
      before = length;
      if (was_complete || length == KILL_BYTES)
        {
          g_assert_cmpint (length, ==, KILL_BYTES);
          g_assert_cmpint (g_unlink (self->path), ==, 0);
          before = 0;
        }
    }
  g_assert_cmpuint (n_kept, >, 0);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/part/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("path", test_path);
  add ("goes-on", test_goes_on);
  add ("empty", test_empty);
  add ("restart", test_restart);
  add ("in-use", test_in_use);
  add ("longer", test_longer);
  add ("shorter", test_shorter);
  add ("bit-flipped", test_bit_flipped);
  add ("torn-record", test_torn_record);
  add ("power-cut", test_power_cut);
  add ("strange-things", test_strange_things);
  add ("folder-in-the-way", test_folder_in_the_way);
  add ("set-aside", test_set_aside);
  add ("sweep", test_sweep);
  add ("killed", test_killed);

  return g_test_run ();
}
