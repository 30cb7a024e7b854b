/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/rushes-thumbnails.h"

#include "base/rushes-error.h"
#include "media/fake.h"
#include "support/rushes-test-utils.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  Fake fake;
  char *folder;
  RushesThumbnails *thumbnails;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  fake_set_up (&self->fake);
  self->folder = g_build_filename (self->fake.folder, "thumbnails", NULL);
  self->thumbnails = rushes_thumbnails_new (self->folder, RUSHES_THUMBNAILS_MAX_BYTES);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  rushes_test_await_finalize (g_steal_pointer (&self->thumbnails));
  g_free (self->folder);
  fake_tear_down (&self->fake);
}

static void
start_anew (Fixture *self, guint64 max_bytes)
{
  rushes_test_await_finalize (g_steal_pointer (&self->thumbnails));
  self->thumbnails = rushes_thumbnails_new (self->folder, max_bytes);
}

static RushesThumbnail *
get (Fixture *self, const char *video, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_thumbnails_get_async (self->thumbnails, video, NULL, rushes_test_keep_result, &result);
  return rushes_thumbnails_get_finish (self->thumbnails, rushes_test_await_result (&result, video), error);
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static void
assert_log (Fixture *self, const char *names)
{
  g_autofree char *log = fake_dup_log (&self->fake);

  g_assert_cmpstr (log, ==, names);
}

static void
assert_got (Fixture *self, const char *video)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesThumbnail) thumbnail = get (self, video, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_test (thumbnail->thumbnail_path, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (thumbnail->strip_path, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpstr (thumbnail->thumbnail_path, !=, thumbnail->strip_path);
  g_assert_cmpint (thumbnail->facts->duration_ms, ==, 4000);
  g_assert_cmpuint (thumbnail->facts->width, ==, 64);
}

static void
assert_failed (Fixture *self, const char *video, RushesError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesThumbnail) thumbnail = get (self, video, &error);

  g_assert_error (error, RUSHES_ERROR, (int) code);
  g_assert_null (thumbnail);
}

/* The time of a file with a key, so that one was used before another without waiting in between. */
static void
set_time (const char *path, gint64 seconds)
{
  const struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static char *
dup_facts_path (Fixture *self, const char *video)
{
  g_autoptr (RushesThumbnail) thumbnail = get (self, video, NULL);

  g_assert_nonnull (thumbnail);
  g_assert_true (g_str_has_suffix (thumbnail->thumbnail_path, ".jpg"));
  return g_strdup_printf ("%.*s.json", (int) (strlen (thumbnail->thumbnail_path) - strlen (".jpg")),
                          thumbnail->thumbnail_path);
}

static void
test_kept (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");
  struct stat info;

  assert_got (self, video);
  assert_got (self, video);
  start_anew (self, RUSHES_THUMBNAILS_MAX_BYTES);
  assert_got (self, video);
  assert_log (self, "a,");
  g_assert_cmpuint (count_files (self), ==, 3);
  g_assert_cmpint (stat (self->folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
}

static void
test_changed (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");

  assert_got (self, video);
  set_time (video, 1000);
  assert_got (self, video);
  assert_log (self, "a,a,");
}

static void
test_picture_gone (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");
  g_autoptr (RushesThumbnail) thumbnail = get (self, video, NULL);

  g_unlink (thumbnail->strip_path);
  assert_got (self, video);
  /* As after a power cut. */
  g_assert_true (g_file_set_contents (thumbnail->thumbnail_path, "", 0, NULL));
  assert_got (self, video);
  assert_log (self, "a,a,a,");
}

static void
test_facts_spoilt (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");
  g_autofree char *facts = dup_facts_path (self, video);

  g_assert_true (g_file_set_contents (facts, "{\"duration_ms\":", -1, NULL));
  assert_got (self, video);
  assert_log (self, "a,a,");
}

static void
test_failure_remembered (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "refuses");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesThumbnail) thumbnail = get (self, video, &error);

      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_CODEC_MISSING);
      g_assert_cmpstr (rushes_error_get_detail (error)->text, ==, "H.265 (Main Profile)");
      g_assert_null (thumbnail);
    }
  assert_log (self, "a,");

  /* A codec may have been installed, or the video repaired. */
  start_anew (self, RUSHES_THUMBNAILS_MAX_BYTES);
  assert_failed (self, video, RUSHES_ERROR_CODEC_MISSING);
  set_time (video, 1000);
  assert_failed (self, video, RUSHES_ERROR_CODEC_MISSING);
  assert_log (self, "a,a,a,");
  g_assert_cmpuint (count_files (self), ==, 0);
}

static void
test_full_disk_not_remembered (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "full");

  assert_failed (self, video, RUSHES_ERROR_DISK_FULL);
  assert_failed (self, video, RUSHES_ERROR_DISK_FULL);
  assert_log (self, "a,a,");
}

static void
test_no_video (Fixture *self, gconstpointer unused)
{
  assert_failed (self, "/nowhere/video.mp4", RUSHES_ERROR_VIDEO_UNREADABLE);
  assert_failed (self, self->fake.folder, RUSHES_ERROR_VIDEO_UNREADABLE);
  assert_log (self, "");
}

static void
test_no_folder (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");

  g_assert_true (g_file_set_contents (self->folder, "a file", -1, NULL));
  assert_failed (self, video, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_log (self, "");
}

typedef struct
{
  RushesThumbnails *thumbnails;
  guint running;
  guint waiting;
} Expected;

static gboolean
is_so (gpointer user_data)
{
  Expected *expected = user_data;

  return rushes_thumbnails_get_running (expected->thumbnails) == expected->running
         && rushes_thumbnails_get_waiting (expected->thumbnails) == expected->waiting;
}

static void
await (Fixture *self, guint running, guint waiting)
{
  Expected expected = { self->thumbnails, running, waiting };

  rushes_test_await (is_so, &expected, "the helpers");
}

#define MOST_QUESTIONS 5

/* Questions for the videos a, b, c…, each asked when the one before is in its place. */
typedef struct
{
  char *videos[MOST_QUESTIONS];
  GCancellable *cancellables[MOST_QUESTIONS];
  GAsyncResult *results[MOST_QUESTIONS];
} Questions;

static void
ask (Fixture *self, Questions *questions)
{
  fake_close_gate (&self->fake);
  for (guint i = 0; i < MOST_QUESTIONS; i++)
    {
      const char name[] = { (char) ('a' + i), '\0' };

      questions->videos[i] = fake_make_video (&self->fake, name, "good");
      questions->cancellables[i] = g_cancellable_new ();
      rushes_thumbnails_get_async (self->thumbnails, questions->videos[i], questions->cancellables[i],
                                   rushes_test_keep_result, &questions->results[i]);
      await (self, MIN (i + 1, RUSHES_THUMBNAILS_MAX_HELPERS),
             MAX (i + 1, RUSHES_THUMBNAILS_MAX_HELPERS) - RUSHES_THUMBNAILS_MAX_HELPERS);
      /* They start in no order of their own. */
      if (i == 0)
        fake_await_log (&self->fake, "a,");
    }
  fake_await_log (&self->fake, "a,b,");
}

static void
answer (Fixture *self, Questions *questions, guint i, gboolean cancelled)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesThumbnail) thumbnail = rushes_thumbnails_get_finish (
    self->thumbnails, rushes_test_await_result (&questions->results[i], questions->videos[i]), &error);

  g_assert_true ((thumbnail == NULL) == cancelled);
  if (cancelled)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
questions_clear (Questions *questions)
{
  for (guint i = 0; i < MOST_QUESTIONS; i++)
    {
      g_free (questions->videos[i]);
      g_object_unref (questions->cancellables[i]);
      g_clear_object (&questions->results[i]);
    }
}

static void
test_newest_first (Fixture *self, gconstpointer unused)
{
  Questions questions = { { NULL } };

  ask (self, &questions);
  /* Each that ends lets the newest of those who wait begin. */
  fake_let_go (&self->fake);
  fake_await_log (&self->fake, "a,b,e,");
  fake_let_go (&self->fake);
  fake_await_log (&self->fake, "a,b,e,d,");
  fake_let_go (&self->fake);
  fake_await_log (&self->fake, "a,b,e,d,c,");
  g_assert_cmpuint (rushes_thumbnails_get_running (self->thumbnails), ==, 2);
  fake_let_go (&self->fake);
  fake_let_go (&self->fake);
  for (guint i = 0; i < MOST_QUESTIONS; i++)
    answer (self, &questions, i, FALSE);
  g_assert_cmpuint (rushes_thumbnails_get_running (self->thumbnails), ==, 0);
  questions_clear (&questions);
}

static void
test_asked_again_is_newest (Fixture *self, gconstpointer unused)
{
  Questions questions = { { NULL } };
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (RushesThumbnail) thumbnail = NULL;

  ask (self, &questions);
  rushes_thumbnails_get_async (self->thumbnails, questions.videos[2], NULL, rushes_test_keep_result, &again);
  /* Another question for the same folder comes back only when the one before has been seen. */
  {
    g_autofree char *nothing = g_build_filename (self->fake.folder, "nothing", NULL);

    assert_failed (self, nothing, RUSHES_ERROR_VIDEO_UNREADABLE);
  }
  rushes_test_pump ();
  g_assert_cmpuint (rushes_thumbnails_get_waiting (self->thumbnails), ==, 3);
  for (guint i = 0; i < MOST_QUESTIONS; i++)
    fake_let_go (&self->fake);
  for (guint i = 0; i < MOST_QUESTIONS; i++)
    answer (self, &questions, i, FALSE);

  /* One helper for both. */
  thumbnail = rushes_thumbnails_get_finish (self->thumbnails, rushes_test_await_result (&again, "again"),
                                            NULL);
  g_assert_nonnull (thumbnail);
  {
    g_autofree char *log = fake_dup_log (&self->fake);

    g_assert_cmpuint (strlen (log), ==, strlen ("a,b,c,d,e,"));
  }
  questions_clear (&questions);
}

static void
test_cancelled_never_starts (Fixture *self, gconstpointer unused)
{
  Questions questions = { { NULL } };

  ask (self, &questions);
  for (guint i = 2; i < MOST_QUESTIONS; i++)
    {
      g_cancellable_cancel (questions.cancellables[i]);
      answer (self, &questions, i, TRUE);
    }
  g_assert_cmpuint (rushes_thumbnails_get_waiting (self->thumbnails), ==, 0);
  fake_let_go (&self->fake);
  fake_let_go (&self->fake);
  answer (self, &questions, 0, FALSE);
  answer (self, &questions, 1, FALSE);
  assert_log (self, "a,b,");
  questions_clear (&questions);
}

static void
test_cancelled_while_running (Fixture *self, gconstpointer unused)
{
  Questions questions = { { NULL } };
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (RushesThumbnail) thumbnail = NULL;
  g_autoptr (GError) error = NULL;

  ask (self, &questions);
  g_cancellable_cancel (questions.cancellables[0]);
  /* Whoever asks for it now is not told that it was cancelled. */
  rushes_thumbnails_get_async (self->thumbnails, questions.videos[0], NULL, rushes_test_keep_result, &again);
  answer (self, &questions, 0, TRUE);
  /* When its helper is dead, the next one starts: only then may anybody go through the gate. */
  fake_await_starts (&self->fake, 3);

  for (guint i = 0; i < MOST_QUESTIONS; i++)
    fake_let_go (&self->fake);
  for (guint i = 1; i < MOST_QUESTIONS; i++)
    answer (self, &questions, i, FALSE);
  thumbnail = rushes_thumbnails_get_finish (self->thumbnails, rushes_test_await_result (&again, "again"),
                                            &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (self), ==, 3 * MOST_QUESTIONS);
  questions_clear (&questions);
}

static void
test_one_of_two_cancelled (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) leaves = NULL;
  g_autoptr (GAsyncResult) stays = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesThumbnail) nothing = NULL;
  g_autoptr (RushesThumbnail) thumbnail = NULL;

  fake_close_gate (&self->fake);
  rushes_thumbnails_get_async (self->thumbnails, video, NULL, rushes_test_keep_result, &stays);
  fake_await_log (&self->fake, "a,");
  rushes_thumbnails_get_async (self->thumbnails, video, cancellable, rushes_test_keep_result, &leaves);
  assert_failed (self, "/nowhere/video.mp4", RUSHES_ERROR_VIDEO_UNREADABLE);
  g_cancellable_cancel (cancellable);
  nothing = rushes_thumbnails_get_finish (self->thumbnails, rushes_test_await_result (&leaves, "one"),
                                          &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (nothing);
  fake_let_go (&self->fake);
  thumbnail = rushes_thumbnails_get_finish (self->thumbnails, rushes_test_await_result (&stays, "other"),
                                            NULL);
  g_assert_nonnull (thumbnail);
  assert_log (self, "a,");
}

static void
test_oldest_goes (Fixture *self, gconstpointer unused)
{
  g_autofree char *first = fake_make_video (&self->fake, "a", "good");
  g_autofree char *second = fake_make_video (&self->fake, "b", "good");
  g_autofree char *third = fake_make_video (&self->fake, "c", "good");
  g_autofree char *first_facts = dup_facts_path (self, first);
  g_autofree char *second_facts = dup_facts_path (self, second);
  g_autofree char *other = g_build_filename (self->folder, "notes.txt", NULL);
  g_autofree char *part = g_strdup_printf ("%.*s.jpg.12345678.part",
                                           (int) (strlen (first_facts) - strlen (".json")), first_facts);

  g_assert_true (g_file_set_contents (other, "of somebody else", -1, NULL));
  g_assert_true (g_file_set_contents (part, "left behind", -1, NULL));
  set_time (part, 1000);
  /* The second has not been used for longer; its pictures are as old as the first's. */
  set_time (first_facts, 3000);
  set_time (second_facts, 2000);

  /* Room for two: the facts are some 110 bytes, a picture five. */
  start_anew (self, 300);
  assert_got (self, third);
  g_assert_true (g_file_test (first_facts, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (second_facts, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (count_files (self), ==, 2 * 3 + 1);
}

/* Looking at a thumbnail is using it. */
static void
test_use_counts (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = fake_make_video (&self->fake, "a", "good");
  g_autofree char *facts = dup_facts_path (self, video);
  struct stat info;

  set_time (facts, 1000);
  assert_got (self, video);
  g_assert_cmpint (stat (facts, &info), ==, 0);
  g_assert_cmpint (info.st_mtime, >, 1000);
}

#define ADD(name, function) g_test_add ("/media/thumbnails/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("kept", test_kept);
  ADD ("changed", test_changed);
  ADD ("picture-gone", test_picture_gone);
  ADD ("facts-spoilt", test_facts_spoilt);
  ADD ("failure-remembered", test_failure_remembered);
  ADD ("full-disk-not-remembered", test_full_disk_not_remembered);
  ADD ("no-video", test_no_video);
  ADD ("no-folder", test_no_folder);
  ADD ("newest-first", test_newest_first);
  ADD ("asked-again-is-newest", test_asked_again_is_newest);
  ADD ("cancelled-never-starts", test_cancelled_never_starts);
  ADD ("cancelled-while-running", test_cancelled_while_running);
  ADD ("one-of-two-cancelled", test_one_of_two_cancelled);
  ADD ("oldest-goes", test_oldest_goes);
  ADD ("use-counts", test_use_counts);
  return g_test_run ();
}
