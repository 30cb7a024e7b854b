/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/landing-fixture.h"

#include "support/rushes-test-utils.h"
#include "transfer/rushes-far-file.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-syscall-fault.h"
#include "transfer/rushes-test-mp4.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file system that is not the one of the temporary folder on most machines. */
#define OTHER_FILE_SYSTEM "/dev/shm"
#define SEED 3

const char landing_same[] = "same file system";
const char landing_other[] = "another file system";
const char landing_far_away[] = "no local path";

void
landing_fixture_init (LandingFixture *self, gconstpointer where, const char *name, gsize bytes)
{
  self->ours = rushes_test_make_folder ();
  if (where == landing_other && g_access (OTHER_FILE_SYSTEM, W_OK) == 0)
    self->folder = g_mkdtemp (g_strdup (OTHER_FILE_SYSTEM "/rushes-test-XXXXXX"));
  else
    self->folder = rushes_test_make_folder ();
  self->source = g_build_filename (self->ours, name, NULL);
  self->path = g_build_filename (self->folder, LANDING_NAME, NULL);
  self->destination = where == landing_far_away ? rushes_far_file_new (self->path)
                                                : g_file_new_for_path (self->path);
  self->video = rushes_test_make_mp4 (bytes, SEED);
  rushes_test_write_file (self->source, self->video);
  g_assert_cmpint (g_chmod (self->source, 0600), ==, 0);
}

void
landing_fixture_tear_down (LandingFixture *self, gconstpointer where)
{
  rushes_test_remove_folder (self->ours);
  rushes_test_remove_folder (self->folder);
  g_free (self->source);
  g_free (self->path);
  g_object_unref (self->destination);
  g_bytes_unref (self->video);
}

void
landing_fixture_add (
  const char *group, gconstpointer where, const char *name, LandingTest set_up, LandingTest test)
{
  const char *place = where == landing_same ? "same" : where == landing_other ? "other" : "remote";
  g_autofree char *path = g_strjoin ("/", group, place, name, NULL);

  g_test_add (path, LandingFixture, where, set_up, test, landing_fixture_tear_down);
}

gboolean
landing_fixture_is_skipped (gconstpointer where)
{
  GStatBuf here, there;

  if (where != landing_other
      || (g_stat (g_get_tmp_dir (), &here) == 0 && g_stat (OTHER_FILE_SYSTEM, &there) == 0
          && here.st_dev != there.st_dev && g_access (OTHER_FILE_SYSTEM, W_OK) == 0))
    return FALSE;
  g_test_skip ("there is only one file system to write to here");
  return TRUE;
}

void
landing_fixture_run_broken (LandingFixture *self, gconstpointer where, void (*broken) (LandingFixture *self))
{
  if (landing_fixture_is_skipped (where))
    return;
  if (!rushes_syscall_fault_is_possible ())
    {
      g_test_skip ("the kernel lets this test break nothing here");
      return;
    }

  rushes_syscall_fault_run_alone ((void (*) (gpointer)) broken, self);
}

GBytes *
landing_fixture_write_old (const char *path)
{
  GBytes *old = g_bytes_new_static ("an old film", 11);

  rushes_test_write_file (path, old);
  return old;
}

void
landing_fixture_assert_ours (LandingFixture *self)
{
  g_autofree char *name = g_path_get_basename (self->source);

  rushes_test_assert_file (self->source, self->video);
  rushes_test_assert_only (self->ours, name);
}

void
landing_fixture_assert_landed (LandingFixture *self)
{
  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, LANDING_NAME);
}

void
landing_fixture_set_up_part (LandingFixture *self, gconstpointer where)
{
  landing_fixture_init (self, where, "42-abcdef.part", LANDING_PART_BYTES);
}

gboolean
landing_fixture_commit_part (LandingFixture *self, gboolean replace, GError **error)
{
  return rushes_landing_commit (self->source, self->destination, replace, LANDING_ORIGIN, NULL, error);
}

void
landing_fixture_assert_part_landed (LandingFixture *self)
{
  landing_fixture_assert_landed (self);
  rushes_test_assert_only (self->ours, NULL);
}

void
landing_fixture_assert_part_untouched (LandingFixture *self, const char *only)
{
  landing_fixture_assert_ours (self);
  rushes_test_assert_only (self->folder, only);
}
