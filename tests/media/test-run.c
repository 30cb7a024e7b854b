/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/rushes-media-run.h"

#include "base/rushes-error.h"
#include "media/fake.h"
#include "media/rushes-media.h"
#include "support/rushes-test-utils.h"

#include <string.h>

typedef struct
{
  Fake fake;
  char *thumbnail;
  char *strip;
  GCancellable *cancellable;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  fake_set_up (&self->fake);
  self->thumbnail = g_build_filename (self->fake.folder, "thumbnail.jpg", NULL);
  self->strip = g_build_filename (self->fake.folder, "strip.jpg", NULL);
  self->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  rushes_media_run_set_patience (90);
  g_free (self->thumbnail);
  g_free (self->strip);
  g_object_unref (self->cancellable);
  fake_tear_down (&self->fake);
}

/* How many files there are, less the video and the log. */
static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->fake.folder, 0, NULL);
  guint count = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    count += strcmp (name, "video") != 0 && strcmp (name, "log") != 0 && strcmp (name, "gate") != 0;
  return count;
}

static RushesMediaFacts *
make (Fixture *self, const char *deed, GError **error)
{
  g_autofree char *video = fake_make_video (&self->fake, "video", deed);
  g_autoptr (GAsyncResult) result = NULL;

  rushes_media_make_pictures_async (video, self->thumbnail, self->strip, self->cancellable,
                                    rushes_test_keep_result, &result);
  return rushes_media_make_pictures_finish (rushes_test_await_result (&result, deed), error);
}

static void
test_good (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = make (self, "good", &error);

  g_assert_no_error (error);
  g_assert_cmpint (facts->duration_ms, ==, 4000);
  g_assert_cmpstr (facts->codec, ==, "H.264");
  g_assert_cmpuint (count_files (self), ==, 2);
  g_assert_true (g_file_test (self->thumbnail, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (self->strip, G_FILE_TEST_IS_REGULAR));
}

static void
test_bad (Fixture *self, gconstpointer unused)
{
  static const struct
  {
    const char *deed;
    RushesError code;
  } cases[] = {
    { "refuses", RUSHES_ERROR_CODEC_MISSING },
    { "full", RUSHES_ERROR_DISK_FULL },
    { "half", RUSHES_ERROR_VIDEO_TOO_LARGE },
    { "memory", RUSHES_ERROR_VIDEO_TOO_LARGE },
    { "crashes", RUSHES_ERROR_MEDIA_HELPER },
    { "mute", RUSHES_ERROR_MEDIA_HELPER },
    { "babbles", RUSHES_ERROR_MEDIA_HELPER },
    { "boasts", RUSHES_ERROR_MEDIA_HELPER },
    { "shouts", RUSHES_ERROR_MEDIA_HELPER },
    /* It says that all is well, but there are no files. */
    { "forgets", RUSHES_ERROR_FOLDER_UNWRITABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesMediaFacts) facts = make (self, cases[i].deed, &error);

      g_test_message ("%s", cases[i].deed);
      g_assert_error (error, RUSHES_ERROR, (int) cases[i].code);
      g_assert_null (facts);
      g_assert_cmpuint (count_files (self), ==, 0);
    }
}

static void
test_names_the_codec (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = make (self, "refuses", &error);

  g_assert_null (facts);
  g_assert_cmpstr (rushes_error_get_detail (error)->text, ==, "H.265 (Main Profile)");
}

static void
test_keeps_what_was_there (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (self->thumbnail, "before", -1, NULL));
  facts = make (self, "crashes", &error);
  g_assert_null (facts);
  g_assert_true (g_file_get_contents (self->thumbnail, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
test_patience (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  rushes_media_run_set_patience (1);
  facts = make (self, "stays", &error);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_TOO_LARGE);
  g_assert_null (facts);
}

static void
test_cancel (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "video", "good");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  fake_close_gate (&self->fake);
  rushes_media_make_pictures_async (video, self->thumbnail, self->strip, self->cancellable,
                                    rushes_test_keep_result, &result);
  fake_await_log (&self->fake, "video,");
  g_cancellable_cancel (self->cancellable);
  facts = rushes_media_make_pictures_finish (rushes_test_await_result (&result, "the end"), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (facts);

  /* It has ended: nobody is there to go through the gate. */
  fake_let_go (&self->fake);
  g_assert_cmpuint (count_files (self), ==, 0);
}

static void
test_cancelled_before (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;
  g_autofree char *log = NULL;

  g_cancellable_cancel (self->cancellable);
  facts = make (self, "good", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (facts);
  log = fake_dup_log (&self->fake);
  g_assert_cmpstr (log, ==, "");
}

static void
test_no_helper (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  g_assert_true (g_setenv ("RUSHES_MEDIA_HELPER", "/nowhere/rushes-media-helper", TRUE));
  facts = make (self, "good", &error);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER);
  g_assert_null (facts);
}

/* A program that a strange video may take over is told nothing. */
static void
test_knows_no_key (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  g_assert_true (g_setenv ("RUSHES_API_KEY", "canary-secret", TRUE));
  facts = make (self, "asks", &error);
  g_unsetenv ("RUSHES_API_KEY");
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED);
  g_assert_cmpstr (error->message, ==, "none none");
  g_assert_null (facts);
}

#define ADD(name, function) g_test_add ("/media/run/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("good", test_good);
  ADD ("bad", test_bad);
  ADD ("names-the-codec", test_names_the_codec);
  ADD ("keeps-what-was-there", test_keeps_what_was_there);
  ADD ("patience", test_patience);
  ADD ("cancel", test_cancel);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("no-helper", test_no_helper);
  ADD ("knows-no-key", test_knows_no_key);
  return g_test_run ();
}
