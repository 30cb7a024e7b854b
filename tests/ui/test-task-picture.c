/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "demo/rushes-gateway.h"
#include "library/rushes-task-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-task-picture.h"
#include "ui/rushes-tinted-icon.h"
#include "ui/rushes-widget-test.h"
#include "ui/task-samples.h"

/* Of one thumbnail of 16:9. */
#define THUMBNAIL_BYTES (320 * 180 * 4)

/* A picture in a window, and videos in a folder. */
typedef struct
{
  char *folder;
  RushesPictures *pictures;
  GtkWindow *window;
  GtkWidget *picture;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thumbnails = NULL;

  fixture->folder = rushes_test_make_folder ();
  thumbnails = g_build_filename (fixture->folder, "thumbnails", NULL);
  fixture->pictures = rushes_pictures_new (thumbnails, data != NULL ? GPOINTER_TO_SIZE (data)
                                                                    : RUSHES_PICTURES_MAX_BYTES);
  fixture->picture = rushes_task_picture_new ();
  gtk_widget_set_valign (fixture->picture, GTK_ALIGN_START);
  g_object_set (fixture->picture, "pictures", fixture->pictures, "badges", TRUE, NULL);
  fixture->window = rushes_widget_test_show (fixture->picture, 240, 240);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->picture);
  rushes_widget_test_close (fixture->window);
  rushes_test_await_finalize (fixture->picture);
  rushes_test_await_finalize (fixture->pictures);
  rushes_test_remove_folder (fixture->folder);
}

/* Returns: (transfer full): its path */
static char *
put_file (Fixture *fixture, const char *name, const void *bytes, gsize length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return path;
}

static char *
put_video (Fixture *fixture, const char *name)
{
  g_autoptr (GBytes) bytes = rushes_gateway_get_video (name);
  g_autofree char *file_name = g_strconcat (name, ".mp4", NULL);

  return put_file (fixture, file_name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
has_texture (gpointer picture)
{
  return rushes_task_picture_get_texture (picture) != NULL;
}

static gboolean
has_tooltip (gpointer picture)
{
  return gtk_widget_get_tooltip_text (picture) != NULL;
}

static gboolean
has_frame (gpointer picture)
{
  return rushes_task_picture_get_frame (picture) >= 0;
}

static RushesTask *
show_video (Fixture *fixture, const char *name)
{
  g_autofree char *path = put_video (fixture, name);
  RushesTask *task = task_sample_new_kept (path);

  g_object_set (fixture->picture, "item", task, NULL);
  return task;
}

static RushesTask *
show_video_and_wait (Fixture *fixture, const char *name)
{
  RushesTask *task = show_video (fixture, name);

  rushes_test_await (has_texture, fixture->picture, "the picture");
  return task;
}

/* 16:9, whatever is in it. */
static void
assert_frame (GtkWidget *picture)
{
  g_assert_cmpint (gtk_widget_get_height (picture), ==, (gtk_widget_get_width (picture) * 9 + 8) / 16);
}

static void
test_loads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = show_video (fixture, "dunes");
  GdkTexture *texture = NULL;

  /* Binding does nothing but begin. */
  g_assert_false (has_texture (fixture->picture));
  g_assert_nonnull (rushes_widget_test_find (fixture->picture, GTK_TYPE_IMAGE, NULL));

  rushes_test_await (has_texture, fixture->picture, "the picture");
  texture = rushes_task_picture_get_texture (RUSHES_TASK_PICTURE (fixture->picture));
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 320);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 180);
  g_assert_cmpint (rushes_task_picture_get_duration (RUSHES_TASK_PICTURE (fixture->picture)), ==, 4000);
  g_assert_nonnull (rushes_widget_test_find (fixture->picture, GTK_TYPE_LABEL, "4 s"));
  g_assert_null (rushes_widget_test_find (fixture->picture, GTK_TYPE_IMAGE, NULL));
  assert_frame (fixture->picture);

  /* Another widget has it at once. */
  g_object_set (fixture->picture, "item", NULL, NULL);
  g_assert_false (has_texture (fixture->picture));
  g_object_set (fixture->picture, "item", task, NULL);
  g_assert_true (has_texture (fixture->picture));
}

/* It is shown whole: as high as the frame, and narrower. */
static void
test_portrait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = show_video_and_wait (fixture, "silk");
  GdkTexture *texture = rushes_task_picture_get_texture (RUSHES_TASK_PICTURE (fixture->picture));

  g_assert_cmpint (gdk_texture_get_width (texture), <, gdk_texture_get_height (texture));
  assert_frame (fixture->picture);
}

static void
test_placeholders (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) running = task_sample_new_running ();
  g_autoptr (RushesTask) failed = task_sample_new_failed ();
  GtkWidget *found = NULL;

  g_object_set (fixture->picture, "item", running, NULL);
  found = rushes_widget_test_find (fixture->picture, GTK_TYPE_IMAGE, NULL);
  g_assert_nonnull (found);
  g_assert_cmpstr (rushes_tinted_icon_get_name (GTK_IMAGE (found)), ==, "process-working-symbolic");
  rushes_task_picture_set_now (RUSHES_TASK_PICTURE (fixture->picture), TASK_SAMPLE_NOW);
  g_assert_nonnull (rushes_widget_test_find (fixture->picture, GTK_TYPE_LABEL, "1:12"));

  g_object_set (fixture->picture, "item", failed, NULL);
  g_assert_null (rushes_widget_test_find (fixture->picture, GTK_TYPE_LABEL, NULL));
  found = rushes_widget_test_find (fixture->picture, GTK_TYPE_IMAGE, NULL);
  g_assert_cmpstr (rushes_tinted_icon_get_name (GTK_IMAGE (found)), ==, "dialog-warning-symbolic");
}

static void
count_cb (GdkFrameClock *clock, guint *count)
{
  *count += 1;
}

static gboolean
has_counted (gpointer count)
{
  return *(guint *) count > 0;
}

/* Returns: (transfer full): what is drawn at @now */
static GBytes *
draw_at (Fixture *fixture, gint64 now)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (fixture->picture);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  guint n_painted = 0;
  gulong painted = g_signal_connect (clock, "after-paint", G_CALLBACK (count_cb), &n_painted);

  rushes_task_picture_set_now (RUSHES_TASK_PICTURE (fixture->picture), now);
  rushes_test_await (has_counted, &n_painted, "a painted frame");
  g_signal_handler_disconnect (clock, painted);
  paintable = gtk_widget_paintable_new (fixture->picture);
  gdk_paintable_snapshot (paintable, snapshot, 100, 100);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  return gsk_render_node_serialize (node);
}

/* With the seconds, eight of which are a round. */
static void
test_spinner (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) running = task_sample_new_running ();
  g_autoptr (GPtrArray) drawn = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint n_layouts = 0;
  gulong laid_out = 0;

  g_object_set (fixture->picture, "item", running, "badges", FALSE, NULL);
  g_ptr_array_add (drawn, draw_at (fixture, TASK_SAMPLE_NOW));
  laid_out = g_signal_connect (gtk_widget_get_frame_clock (fixture->picture), "layout", G_CALLBACK (count_cb),
                               &n_layouts);
  for (int second = 1; second <= 8; second++)
    {
      g_ptr_array_add (drawn, draw_at (fixture, TASK_SAMPLE_NOW + second));
      for (int past = 0; past < second; past++)
        g_assert_cmpint (g_bytes_equal (drawn->pdata[past], drawn->pdata[second]), ==, second - past == 8);
    }
  g_assert_cmpuint (n_layouts, ==, 0);
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (fixture->picture), laid_out);
}

static void
test_time_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (3601);
  GtkWidget *label = NULL;

  g_object_set (fixture->picture, "item", task, NULL);
  rushes_task_picture_set_now (RUSHES_TASK_PICTURE (fixture->picture), TASK_SAMPLE_NOW);
  label = rushes_widget_test_find (fixture->picture, GTK_TYPE_LABEL, "1 h");
  g_assert_nonnull (label);
  g_assert_false (gtk_widget_has_css_class (gtk_widget_get_parent (label), "urgent"));

  rushes_task_picture_set_now (RUSHES_TASK_PICTURE (fixture->picture), TASK_SAMPLE_NOW + 2);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "59 min");
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_parent (label), "urgent"));

  /* In the list that is told beside it. */
  g_object_set (fixture->picture, "badges", FALSE, NULL);
  g_assert_null (rushes_widget_test_find (fixture->picture, GTK_TYPE_LABEL, NULL));
}

/* What has been given up leaves nothing behind, at whatever moment. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = show_video (fixture, "dunes");
  g_autofree char *other_path = put_video (fixture, "silk");
  g_autoptr (RushesTask) other = task_sample_new_kept (other_path);
  GdkTexture *texture = NULL;

  gtk_test_widget_wait_for_draw (fixture->picture);
  g_object_set (fixture->picture, "item", NULL, NULL);
  g_object_set (fixture->picture, "item", other, NULL);
  rushes_test_await (has_texture, fixture->picture, "the other picture");
  texture = rushes_task_picture_get_texture (RUSHES_TASK_PICTURE (fixture->picture));
  g_assert_cmpint (gdk_texture_get_width (texture), <, gdk_texture_get_height (texture));
  g_assert_null (
    rushes_pictures_peek (fixture->pictures, rushes_task_get_kept_path (task), RUSHES_PICTURE_THUMBNAIL));
}

/* The saved file is gone, and our own copy with it: there is nothing that the picture is of. */
static void
test_file_goes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = show_video_and_wait (fixture, "dunes");

  rushes_task_set_kept (task, NULL, 0);
  g_assert_false (has_texture (fixture->picture));
  g_assert_cmpint (rushes_task_picture_get_duration (RUSHES_TASK_PICTURE (fixture->picture)), ==, 0);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_file (fixture, "broken.mp4", "no video at all", 15);
  g_autoptr (RushesTask) task = task_sample_new_kept (path);

  g_object_set (fixture->picture, "item", task, NULL);
  rushes_test_await (has_tooltip, fixture->picture, "the reason");
  g_assert_false (has_texture (fixture->picture));
  g_assert_nonnull (rushes_widget_test_find (fixture->picture, GTK_TYPE_IMAGE, NULL));

  g_object_set (fixture->picture, "item", NULL, NULL);
  g_assert_false (has_tooltip (fixture->picture));
}

static void
test_scrub (Fixture *fixture, gconstpointer data)
{
  RushesTaskPicture *picture = RUSHES_TASK_PICTURE (fixture->picture);
  g_autoptr (RushesTask) task = show_video_and_wait (fixture, "dunes");
  const double width = gtk_widget_get_width (fixture->picture);

  rushes_task_picture_scrub (picture, width / 2 - 1);
  rushes_test_await (has_frame, picture, "the strip");
  g_assert_cmpint (rushes_task_picture_get_frame (picture), ==, 5);
  rushes_task_picture_scrub (picture, width / 2 + 1);
  g_assert_cmpint (rushes_task_picture_get_frame (picture), ==, 6);
  rushes_task_picture_scrub (picture, 5000);
  g_assert_cmpint (rushes_task_picture_get_frame (picture), ==, 11);
  gtk_test_widget_wait_for_draw (fixture->picture);

  rushes_task_picture_scrub (picture, -1);
  g_assert_cmpint (rushes_task_picture_get_frame (picture), ==, -1);
  /* The second time it is at hand. */
  rushes_task_picture_scrub (picture, 0);
  g_assert_cmpint (rushes_task_picture_get_frame (picture), ==, 0);
}

static void
test_drag (Fixture *fixture, gconstpointer data)
{
  RushesTaskPicture *picture = RUSHES_TASK_PICTURE (fixture->picture);
  g_autoptr (RushesTask) running = task_sample_new_running ();
  g_autofree char *path = put_video (fixture, "dunes");
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (RushesTask) task = task_sample_new_kept (path);
  g_autoptr (GdkContentProvider) content = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_auto (GValue) value = G_VALUE_INIT;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (picture, "item", running, NULL);
  g_assert_null (rushes_task_picture_prepare_drag (picture));

  g_object_set (picture, "item", task, NULL);
  content = rushes_task_picture_prepare_drag (picture);
  g_assert_nonnull (content);
  /* What GDK does for whoever asks for the text. */
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_assert_true (gdk_content_provider_get_value (content, &value, &error));
  gdk_content_serialize_async (stream, "text/uri-list", &value, G_PRIORITY_DEFAULT, NULL,
                               rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the list of files");
  gdk_content_serialize_finish (result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL);
  g_strchomp (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)));
  g_assert_cmpstr (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)), ==, uri);
}

/* There is room for one: the one that is shown. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = show_video_and_wait (fixture, "dunes");
  g_autoptr (RushesTask) second = show_video_and_wait (fixture, "harbour");

  g_assert_cmpuint (rushes_pictures_get_bytes (fixture->pictures), ==, THUMBNAIL_BYTES);
  g_assert_null (
    rushes_pictures_peek (fixture->pictures, rushes_task_get_kept_path (first), RUSHES_PICTURE_THUMBNAIL));
  g_assert_nonnull (
    rushes_pictures_peek (fixture->pictures, rushes_task_get_kept_path (second), RUSHES_PICTURE_THUMBNAIL));
  /* Its length stays known. */
  g_assert_cmpint (rushes_pictures_get_duration (fixture->pictures, rushes_task_get_kept_path (first)), ==,
                   4000);
}

#define ADD(name, data, function)                                                                            \
  g_test_add ("/ui/task-picture/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  ADD ("loads", NULL, test_loads);
  ADD ("portrait", NULL, test_portrait);
  ADD ("placeholders", NULL, test_placeholders);
  ADD ("spinner", NULL, test_spinner);
  ADD ("time-left", NULL, test_time_left);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("file-goes", NULL, test_file_goes);
  ADD ("damaged", NULL, test_damaged);
  ADD ("scrub", NULL, test_scrub);
  ADD ("drag", NULL, test_drag);
  ADD ("bounded", GSIZE_TO_POINTER (THUMBNAIL_BYTES), test_bounded);

  return g_test_run ();
}
