/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/rushes-search-pictures.h"

#include "support/rushes-test-utils.h"

typedef struct
{
  char *folder;
  char *video;
  RushesThumbnails *thumbnails;
  GPtrArray *videos;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *pictures = NULL;

  fixture->folder = rushes_test_make_folder ();
  fixture->video = g_build_filename (fixture->folder, "take 1.mp4", NULL);
  g_assert_true (g_file_set_contents (fixture->video, "video", -1, NULL));
  pictures = g_build_filename (fixture->folder, "thumbnails", NULL);
  fixture->thumbnails = rushes_thumbnails_new (pictures, RUSHES_THUMBNAILS_MAX_BYTES);
  fixture->videos = g_ptr_array_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->videos);
  rushes_test_await_finalize (g_steal_pointer (&fixture->thumbnails));
  g_free (fixture->video);
  rushes_test_remove_folder (fixture->folder);
}

static void
assert_no_pictures (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) icons = NULL;

  rushes_search_pictures_get_async (fixture->thumbnails, fixture->videos, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the pictures");
  icons = rushes_search_pictures_get_finish (fixture->thumbnails, result);
  g_assert_cmpuint (icons->len, ==, fixture->videos->len);
  for (guint i = 0; i < icons->len; i++)
    g_assert_null (g_ptr_array_index (icons, i));
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  assert_no_pictures (fixture);
}

static void
test_no_videos (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_add (fixture->videos, NULL);
  g_ptr_array_add (fixture->videos, (gpointer) "/nobody/take 2.mp4");
  g_ptr_array_add (fixture->videos, NULL);
  assert_no_pictures (fixture);
}

/* Nobody waits for a helper that takes its time; it does not outlive the question. */
static void
test_slow (Fixture *fixture, gconstpointer data)
{
  g_autofree char *helper = g_build_filename (fixture->folder, "helper", NULL);

  g_assert_true (g_file_set_contents_full (helper, "#!/bin/sh\nexec sleep 1000\n", -1,
                                           G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_setenv ("RUSHES_MEDIA_HELPER", helper, TRUE);
  g_ptr_array_add (fixture->videos, fixture->video);
  g_ptr_array_add (fixture->videos, NULL);
  assert_no_pictures (fixture);
  g_assert_cmpuint (rushes_thumbnails_get_waiting (fixture->thumbnails), ==, 0);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/desktop/search-pictures/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing", test_nothing);
  ADD ("no-videos", test_no_videos);
  ADD ("slow", test_slow);

  return g_test_run ();
}
