/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "media/rushes-media.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"

#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECONDS_OF_ENDLESS (10 * 60 * 60)

typedef struct
{
  char *folder;
  char *thumbnail;
  char *strip;
  char *frame;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->folder = rushes_test_make_folder ();
  self->thumbnail = g_build_filename (self->folder, "thumbnail.jpg", NULL);
  self->strip = g_build_filename (self->folder, "strip.jpg", NULL);
  self->frame = g_build_filename (self->folder, "frame.png", NULL);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  rushes_test_remove_folder (self->folder);
  g_free (self->thumbnail);
  g_free (self->strip);
  g_free (self->frame);
}

static char *
dup_fixture (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "fixtures", "videos", name, NULL);
}

/* A copy in the test's own folder, to be spoilt: *@bytes are changed and written by write_copy(). */
static GByteArray *
load_copy (const char *name)
{
  g_autofree char *path = g_strconcat ("videos/", name, NULL);
  g_autoptr (GBytes) bytes = rushes_test_load_fixture (path);
  GByteArray *copy = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return g_byte_array_append (copy, data, (guint) length);
}

static char *
write_copy (Fixture *self, GByteArray *bytes)
{
  char *path = g_build_filename (self->folder, "video.mp4", NULL);

  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  return path;
}

/* The first byte of the box @type. */
static guint8 *
find_box (GByteArray *bytes, const char *type)
{
  guint8 *name = memmem (bytes->data, bytes->len, type, 4);

  g_assert_nonnull (name);
  return name - 4;
}

static void
put_16 (guint8 *bytes, guint16 value)
{
  value = GUINT16_TO_BE (value);
  memcpy (bytes, &value, sizeof value);
}

static void
put_32 (guint8 *bytes, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (bytes, &value, sizeof value);
}

static guint32
get_32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

/* The dimensions that the container tells of. */
static void
put_dimensions (GByteArray *bytes, guint16 width, guint16 height)
{
  guint8 *entry = find_box (bytes, "stsd") + 16;

  put_16 (entry + 32, width);
  put_16 (entry + 34, height);
}

static RushesMediaFacts *
make (Fixture *self, const char *video, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_media_make_pictures_async (video, self->thumbnail, self->strip, NULL, rushes_test_keep_result,
                                    &result);
  return rushes_media_make_pictures_finish (rushes_test_await_result (&result, video), error);
}

static RushesMediaFacts *
make_of (Fixture *self, const char *name)
{
  g_autofree char *video = dup_fixture (name);
  g_autoptr (GError) error = NULL;
  RushesMediaFacts *facts = make (self, video, &error);

  g_assert_no_error (error);
  return facts;
}

static gboolean
save (
  Fixture *self, const char *video, RushesFrameWhich which, gint64 position, gboolean replace, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) destination = g_file_new_for_path (self->frame);

  rushes_media_save_frame_async (video, which, position, destination, replace, NULL, rushes_test_keep_result,
                                 &result);
  return rushes_media_save_frame_finish (rushes_test_await_result (&result, video), error);
}

static GdkPixbuf *
load (const char *path)
{
  /* Not by guessing: a bare system knows no types of files. */
  const char *type = g_str_has_suffix (path, ".png") ? "png" : "jpeg";
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, &error);
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  gdk_pixbuf_loader_write (loader, (const guchar *) contents, length, &error);
  g_assert_no_error (error);
  gdk_pixbuf_loader_close (loader, &error);
  g_assert_no_error (error);
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

/* Red, green and blue of one pixel. */
static const guint8 *
get_pixel (GdkPixbuf *picture, int x, int y)
{
  return gdk_pixbuf_read_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture)
         + x * gdk_pixbuf_get_n_channels (picture);
}

static void
assert_size (const char *path, int width, int height)
{
  g_autoptr (GdkPixbuf) picture = load (path);

  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (picture), ==, height);
}

/* The brightness of the middle of the @part-th of @parts parts. */
static int
get_light (const char *path, int part, int parts)
{
  g_autoptr (GdkPixbuf) picture = load (path);
  int width = gdk_pixbuf_get_width (picture) / parts;

  return get_pixel (picture, width * part + width / 2, gdk_pixbuf_get_height (picture) / 2)[1];
}

static guint
count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint count = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    count += strcmp (name, "video.mp4") != 0;
  return count;
}

static void
assert_refused (Fixture *self, const char *video, RushesError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) frame_error = NULL;
  g_autoptr (RushesMediaFacts) facts = make (self, video, &error);

  g_assert_error (error, RUSHES_ERROR, (int) code);
  g_assert_null (facts);
  g_assert_false (save (self, video, RUSHES_FRAME_LAST, 0, TRUE, &frame_error));
  g_assert_error (frame_error, RUSHES_ERROR, (int) code);
  g_assert_cmpuint (count_files (self), ==, 0);
}

static void
test_facts (Fixture *self, gconstpointer unused)
{
  static const struct
  {
    const char *name;
    RushesMediaFacts facts;
    int strip_width;
    int strip_height;
  } cases[] = {
    { "videos/counted.mp4", { 4000, 64, 48, 10, 1, TRUE, NULL }, 64, 48 },
    { "videos/turned.mp4", { 1000, 36, 64, 10, 1, FALSE, NULL }, 36, 64 },
    { "videos/wide.mp4", { 1000, 64, 48, 10, 1, FALSE, NULL }, 64, 48 },
    { "../../src/demo/videos/dunes.mp4", { 4000, 1366, 768, 24, 1, FALSE, NULL }, 160, 90 },
    { "../../src/demo/videos/silk.mp4", { 4000, 768, 1366, 24, 1, FALSE, NULL }, 51, 90 },
    { "../../src/demo/videos/ink.mp4", { 4000, 1080, 1080, 24, 1, FALSE, NULL }, 90, 90 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *video = g_test_build_filename (G_TEST_DIST, "fixtures", cases[i].name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesMediaFacts) facts = make (self, video, &error);
      const RushesMediaFacts *expected = &cases[i].facts;

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      g_assert_cmpint (facts->duration_ms, ==, expected->duration_ms);
      g_assert_cmpuint (facts->width, ==, expected->width);
      g_assert_cmpuint (facts->height, ==, expected->height);
      g_assert_cmpuint (facts->fps_n, ==, expected->fps_n);
      g_assert_cmpuint (facts->fps_d, ==, expected->fps_d);
      g_assert_cmpint (facts->has_audio, ==, expected->has_audio);
      g_assert_true (g_str_has_prefix (facts->codec, "H.264"));
      assert_size (self->strip, cases[i].strip_width * RUSHES_MEDIA_STRIP_FRAMES, cases[i].strip_height);
      g_assert_cmpuint (count_files (self), ==, 2);
    }
  assert_size (self->thumbnail, 180, 180);
}

static void
test_private (Fixture *self, gconstpointer unused)
{
  g_autoptr (RushesMediaFacts) facts = make_of (self, "turned.mp4");
  const char *paths[] = { self->thumbnail, self->strip };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      struct stat info;

      g_assert_cmpint (stat (paths[i], &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
}

static void
test_turned (Fixture *self, gconstpointer unused)
{
  g_autoptr (RushesMediaFacts) facts = make_of (self, "turned.mp4");
  g_autoptr (GdkPixbuf) picture = load (self->thumbnail);
  const guint8 *top = get_pixel (picture, 18, 8);
  const guint8 *bottom = get_pixel (picture, 18, 56);

  g_assert_cmpint (top[0], >, 200);
  g_assert_cmpint (top[2], <, 50);
  g_assert_cmpint (bottom[0], <, 50);
  g_assert_cmpint (bottom[2], >, 200);
}

static void
test_not_black (Fixture *self, gconstpointer unused)
{
  g_autoptr (RushesMediaFacts) facts = make_of (self, "dawn.mp4");

  g_assert_cmpint (get_light (self->thumbnail, 0, 1), >, 200);
  g_assert_cmpint (get_light (self->strip, 0, RUSHES_MEDIA_STRIP_FRAMES), <, 20);
  g_assert_cmpint (get_light (self->strip, 11, RUSHES_MEDIA_STRIP_FRAMES), >, 200);
}

/* Each frame of the strip is lighter than the one before, as the video is; @from: where that ends. */
static void
assert_strip_grows (Fixture *self, int until)
{
  for (int i = 1; i < until; i++)
    g_assert_cmpint (get_light (self->strip, i, RUSHES_MEDIA_STRIP_FRAMES), >,
                     get_light (self->strip, i - 1, RUSHES_MEDIA_STRIP_FRAMES));
}

static void
test_strip (Fixture *self, gconstpointer unused)
{
  g_autoptr (RushesMediaFacts) facts = make_of (self, "counted.mp4");

  /* The sound goes on for its last quarter. */
  assert_strip_grows (self, 9);
  g_assert_cmpint (get_light (self->strip, 11, RUSHES_MEDIA_STRIP_FRAMES), >, 225);
}

static void
test_long (Fixture *self, gconstpointer unused)
{
  g_autoptr (RushesMediaFacts) facts = make_of (self, "minute.mp4");

  g_assert_cmpint (facts->duration_ms, ==, 60000);
  assert_strip_grows (self, RUSHES_MEDIA_STRIP_FRAMES);
}

/* The frame that the light of a picture of counted.mp4 tells of. */
static int
get_number (const char *path)
{
  double luma = get_light (path, 0, 1) * 219 / 255.0;

  return (int) (luma / 7 + 0.5);
}

static void
test_frames (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("counted.mp4");
  static const struct
  {
    RushesFrameWhich which;
    gint64 milliseconds;
    int number;
  } cases[] = {
    { RUSHES_FRAME_FIRST, 0, 0 },  { RUSHES_FRAME_LAST, 0, 29 },  { RUSHES_FRAME_AT, 0, 0 },
    { RUSHES_FRAME_AT, 99, 0 },    { RUSHES_FRAME_AT, 100, 1 },   { RUSHES_FRAME_AT, 1250, 12 },
    { RUSHES_FRAME_AT, 2900, 29 }, { RUSHES_FRAME_AT, 3500, 29 }, { RUSHES_FRAME_AT, 1000000, 29 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%d at %d ms", cases[i].number, (int) cases[i].milliseconds);
      g_assert_true (save (self, video, cases[i].which, cases[i].milliseconds * 1000000, TRUE, &error));
      g_assert_no_error (error);
      assert_size (self->frame, 64, 48);
      g_assert_cmpint (get_number (self->frame), ==, cases[i].number);
      g_assert_cmpuint (count_files (self), ==, 1);
    }
}

static void
test_varying_rate (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("varying.mp4");
  g_autoptr (GError) error = NULL;
  int third, fourth;

  g_assert_true (save (self, video, RUSHES_FRAME_AT, G_GINT64_CONSTANT (1900000000), TRUE, &error));
  third = get_light (self->frame, 0, 1);
  g_assert_true (save (self, video, RUSHES_FRAME_AT, G_GINT64_CONSTANT (4900000000), TRUE, &error));
  fourth = get_light (self->frame, 0, 1);
  g_assert_true (save (self, video, RUSHES_FRAME_LAST, 0, TRUE, &error));
  g_assert_cmpint (third, >, 90);
  g_assert_cmpint (fourth, >, third + 30);
  g_assert_cmpint (get_light (self->frame, 0, 1), >, fourth + 30);
}

static void
test_full_size (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = g_test_build_filename (G_TEST_DIST, "..", "src", "demo", "videos", "silk.mp4",
                                                  NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  rushes_media_load_frame_async (video, RUSHES_FRAME_LAST, 0, NULL, rushes_test_keep_result, &result);
  bytes = rushes_media_load_frame_finish (rushes_test_await_result (&result, "the frame"), &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (self->frame, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), NULL));
  assert_size (self->frame, 768, 1366);
}

static void
test_replace (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("wide.mp4");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (self->frame, "before", -1, NULL));
  g_assert_false (save (self, video, RUSHES_FRAME_FIRST, 0, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  g_assert_true (g_file_get_contents (self->frame, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
  g_clear_error (&error);

  g_assert_true (save (self, video, RUSHES_FRAME_FIRST, 0, TRUE, &error));
  g_assert_no_error (error);
  assert_size (self->frame, 64, 48);
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
test_no_folder (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("wide.mp4");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) frame_error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  g_free (self->strip);
  g_free (self->frame);
  self->strip = g_build_filename (self->folder, "nowhere", "strip.jpg", NULL);
  self->frame = g_build_filename (self->folder, "nowhere", "frame.png", NULL);
  facts = make (self, video, &error);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_null (facts);
  g_assert_false (save (self, video, RUSHES_FRAME_FIRST, 0, TRUE, &frame_error));
  g_assert_error (frame_error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_cmpuint (count_files (self), ==, 0);
}

/* Both pictures, or none. */
static void
test_place_taken (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("wide.mp4");
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir (self->strip, 0700));
  g_assert_null (make (self, video, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_false (g_file_test (self->thumbnail, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (self->strip, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
test_no_video (Fixture *self, gconstpointer unused)
{
  g_autofree char *sound = dup_fixture ("sound.mp4");
  g_autofree char *text = g_test_build_filename (G_TEST_DIST, "media", "test-pictures.c", NULL);

  assert_refused (self, sound, RUSHES_ERROR_VIDEO_EMPTY);
  assert_refused (self, text, RUSHES_ERROR_VIDEO_EMPTY);
}

static void
test_unreadable (Fixture *self, gconstpointer unused)
{
  g_autofree char *fifo = g_build_filename (self->folder, "video.mp4", NULL);

  assert_refused (self, fifo, RUSHES_ERROR_VIDEO_UNREADABLE);
  assert_refused (self, self->folder, RUSHES_ERROR_VIDEO_UNREADABLE);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused (self, fifo, RUSHES_ERROR_VIDEO_UNREADABLE);
  assert_refused (self, "/dev/zero", RUSHES_ERROR_VIDEO_UNREADABLE);
}

static void
test_cut (Fixture *self, gconstpointer unused)
{
  g_autoptr (GByteArray) bytes = load_copy ("counted.mp4");
  g_autofree char *video = NULL;

  g_byte_array_set_size (bytes, bytes->len / 2);
  video = write_copy (self, bytes);
  assert_refused (self, video, RUSHES_ERROR_VIDEO_DAMAGED);
}

/* A structure that holds, around nothing. */
static void
test_blank (Fixture *self, gconstpointer unused)
{
  g_autoptr (GByteArray) bytes = load_copy ("dawn.mp4");
  guint8 *data = find_box (bytes, "mdat") + 8;
  g_autofree char *video = NULL;

  memset (data, 0, (gsize) (bytes->data + bytes->len - data));
  video = write_copy (self, bytes);
  assert_refused (self, video, RUSHES_ERROR_VIDEO_DAMAGED);
}

static void
test_too_large (Fixture *self, gconstpointer unused)
{
  g_autoptr (GByteArray) says_so = load_copy ("dawn.mp4");
  g_autoptr (GByteArray) hides_it = load_copy ("huge.mp4");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  put_dimensions (says_so, 30000, 30000);
  first = write_copy (self, says_so);
  assert_refused (self, first, RUSHES_ERROR_VIDEO_TOO_LARGE);

  put_dimensions (hides_it, 64, 48);
  second = write_copy (self, hides_it);
  assert_refused (self, second, RUSHES_ERROR_VIDEO_TOO_LARGE);
}

/* It says that it lasts for hours. */
static void
test_endless (Fixture *self, gconstpointer unused)
{
  g_autoptr (GByteArray) bytes = load_copy ("dawn.mp4");
  guint8 *movie = find_box (bytes, "mvhd");
  guint8 *media = find_box (bytes, "mdhd");
  g_autofree char *video = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  put_32 (movie + 24, SECONDS_OF_ENDLESS * get_32 (movie + 20));
  put_32 (find_box (bytes, "tkhd") + 28, SECONDS_OF_ENDLESS * get_32 (movie + 20));
  put_32 (media + 24, SECONDS_OF_ENDLESS * get_32 (media + 20));
  video = write_copy (self, bytes);

  facts = make (self, video, &error);
  g_assert_no_error (error);
  assert_size (self->strip, 64 * RUSHES_MEDIA_STRIP_FRAMES, 48);
  g_assert_true (save (self, video, RUSHES_FRAME_LAST, 0, TRUE, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_light (self->frame, 0, 1), >, 200);

  /* More than any file has. */
  put_32 (movie + 24, 0xfffffff0);
  put_32 (media + 24, 0xfffffff0);
  g_free (video);
  video = write_copy (self, bytes);
  g_clear_pointer (&facts, rushes_media_facts_free);
  facts = make (self, video, &error);
  g_assert_true (facts != NULL || error->domain == RUSHES_ERROR);
}

/* Whatever comes of it: an end in time, all files or none, and an error that we know. */
static void
test_flipped_bits (Fixture *self, gconstpointer unused)
{
  for (guint seed = 1; seed <= 8; seed++)
    {
      g_autoptr (GByteArray) bytes = load_copy ("counted.mp4");
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autofree char *video = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesMediaFacts) facts = NULL;
      /* In turns in the description and in the pictures. */
      gsize from = seed % 2 == 0 ? (gsize) (find_box (bytes, "moov") - bytes->data) + 8
                                 : (gsize) (find_box (bytes, "mdat") - bytes->data) + 8;

      for (guint i = 0; i < 4 * seed; i++)
        bytes->data[g_rand_int_range (random, (gint32) from, (gint32) MIN (from + 3000, bytes->len))]
          ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
      video = write_copy (self, bytes);

      facts = make (self, video, &error);
      g_test_message ("seed %u: %s", seed, error != NULL ? error->message : "pictures");
      g_assert_true (facts != NULL || error->domain == RUSHES_ERROR);
      g_assert_cmpuint (count_files (self), ==, facts != NULL ? 2 : 0);
      g_unlink (self->thumbnail);
      g_unlink (self->strip);
    }
}

/* GStreamer's folder as it is on a computer without decoders of H.264. */
static char *
make_plugins (Fixture *self)
{
  static const char *const names[] = { "coreelements", "app", "isomp4", "playback", "png", "jpeg" };
  char *folder = g_build_filename (self->folder, "plugins", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strdup_printf ("libgst%s.so", names[i]);
      g_autofree char *target = g_build_filename (GSTREAMER_PLUGINS, file, NULL);
      g_autofree char *link_name = g_build_filename (folder, file, NULL);

      g_assert_cmpint (symlink (target, link_name), ==, 0);
    }
  return folder;
}

static void
test_codec_missing (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("dawn.mp4");
  g_autofree char *plugins = make_plugins (self);
  g_autofree char *before = g_strdup (g_getenv ("GST_PLUGIN_SYSTEM_PATH_1_0"));
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesMediaFacts) facts = NULL;

  g_assert_true (g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", plugins, TRUE));
  facts = make (self, video, &error);
  if (before != NULL)
    g_assert_true (g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", before, TRUE));
  else
    g_unsetenv ("GST_PLUGIN_SYSTEM_PATH_1_0");

  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_CODEC_MISSING);
  g_assert_nonnull (strstr (rushes_error_get_detail (error)->text, "H.264"));
  g_assert_null (facts);
  g_assert_cmpuint (count_files (self), ==, 1);
}

static void
test_plugins_missing (Fixture *self, gconstpointer unused)
{
  g_autofree char *video = dup_fixture ("dawn.mp4");
  g_autofree char *before = g_strdup (g_getenv ("GST_PLUGIN_SYSTEM_PATH_1_0"));

  g_assert_true (g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", self->folder, TRUE));
  assert_refused (self, video, RUSHES_ERROR_MEDIA_HELPER);
  if (before != NULL)
    g_assert_true (g_setenv ("GST_PLUGIN_SYSTEM_PATH_1_0", before, TRUE));
  else
    g_unsetenv ("GST_PLUGIN_SYSTEM_PATH_1_0");
}

#define ADD(name, function) g_test_add ("/media/pictures/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("facts", test_facts);
  ADD ("private", test_private);
  ADD ("turned", test_turned);
  ADD ("not-black", test_not_black);
  ADD ("strip", test_strip);
  ADD ("long", test_long);
  ADD ("frames", test_frames);
  ADD ("varying-rate", test_varying_rate);
  ADD ("full-size", test_full_size);
  ADD ("replace", test_replace);
  ADD ("no-folder", test_no_folder);
  ADD ("place-taken", test_place_taken);
  ADD ("no-video", test_no_video);
  ADD ("unreadable", test_unreadable);
  ADD ("cut", test_cut);
  ADD ("blank", test_blank);
  ADD ("too-large", test_too_large);
  ADD ("endless", test_endless);
  ADD ("flipped-bits", test_flipped_bits);
  ADD ("codec-missing", test_codec_missing);
  ADD ("plugins-missing", test_plugins_missing);
  return g_test_run ();
}
