/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-part-syncer.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  int fd;
  RushesPartSyncer *syncer;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = NULL;

  self->folder = rushes_test_make_folder ();
  path = g_build_filename (self->folder, "part", NULL);
  self->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (self->fd, >=, 0);
  self->syncer = rushes_part_syncer_new ();
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  rushes_part_syncer_free (self->syncer);
  close (self->fd);
  rushes_test_remove_folder (self->folder);
}

static void
write_more (Fixture *self)
{
  static const char bytes[] = "some bytes of a video";

  g_assert_cmpint (write (self->fd, bytes, sizeof bytes), ==, sizeof bytes);
}

static void
assert_taken (Fixture *self, RushesPartMark known, gint64 length, guint64 crc)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_part_syncer_take (self->syncer, &known, &error));
  g_assert_no_error (error);
  g_assert_cmpint (known.length, ==, length);
  g_assert_cmphex (known.crc, ==, crc);
}

/* What was written when it began is what is synced when it is through, and is told once. */
static void
test_synced (Fixture *self, gconstpointer unused)
{
  const RushesPartMark none = { 0 };
  const RushesPartMark first = { 22, 0xaaaa };
  const RushesPartMark second = { 44, 0xbbbb };

  assert_taken (self, none, 0, 0);
  write_more (self);
  rushes_part_syncer_start (self->syncer, self->fd, &first);
  rushes_part_syncer_wait (self->syncer);
  g_assert_false (rushes_part_syncer_is_busy (self->syncer));
  assert_taken (self, none, 22, 0xaaaa);
  assert_taken (self, first, 22, 0xaaaa);

  write_more (self);
  rushes_part_syncer_start (self->syncer, self->fd, &second);
  rushes_part_syncer_wait (self->syncer);
  assert_taken (self, first, 44, 0xbbbb);
}

/* Who knows of more has heard it elsewhere. */
static void
test_less_than_known (Fixture *self, gconstpointer unused)
{
  const RushesPartMark less = { 22, 0xaaaa };
  const RushesPartMark more = { 44, 0xbbbb };

  rushes_part_syncer_start (self->syncer, self->fd, &less);
  rushes_part_syncer_wait (self->syncer);
  assert_taken (self, more, 44, 0xbbbb);
}

/* A disk that fails is told, and nothing counts as synced that is not. */
static void
test_disk_fails (Fixture *self, gconstpointer unused)
{
  const RushesPartMark first = { 22, 0xaaaa };
  const RushesPartMark second = { 44, 0xbbbb };
  RushesPartMark known = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  rushes_part_syncer_start (self->syncer, -1, &first);
  rushes_part_syncer_wait (self->syncer);
  g_assert_false (rushes_part_syncer_take (self->syncer, &known, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_cmpint (known.length, ==, 0);

  /* Told once; the next sync has its own end. */
  rushes_part_syncer_start (self->syncer, self->fd, &second);
  rushes_part_syncer_wait (self->syncer);
  g_assert_true (rushes_part_syncer_take (self->syncer, &known, &again));
  g_assert_no_error (again);
  g_assert_cmpint (known.length, ==, 44);
}

/* The end of who has it waits for the disk, which is still given the open file. */
static void
test_freed_meanwhile (Fixture *self, gconstpointer unused)
{
  const RushesPartMark mark = { 22, 0xaaaa };

  for (guint i = 0; i < 50; i++)
    {
      RushesPartSyncer *syncer = rushes_part_syncer_new ();

      write_more (self);
      rushes_part_syncer_start (syncer, self->fd, &mark);
      rushes_part_syncer_start (syncer, self->fd, &mark);
      rushes_part_syncer_free (syncer);
    }
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/transfer/part-syncer/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("synced", test_synced);
  ADD ("less-than-known", test_less_than_known);
  ADD ("disk-fails", test_disk_fails);
  ADD ("freed-meanwhile", test_freed_meanwhile);
  return g_test_run ();
}
