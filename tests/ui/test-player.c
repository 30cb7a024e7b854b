/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "demo/rushes-gateway.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-frames.h"
#include "ui/rushes-player.h"
#include "ui/rushes-widget-test.h"

/* A player in a window, and videos in a folder. */
typedef struct
{
  char *folder;
  GtkWidget *player;
  GtkWindow *window;
  char *message; /* (nullable): the last one */
  guint n_elsewhere;
} Fixture;

static void
message_cb (RushesPlayer *player, const char *text, Fixture *fixture)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

static void
elsewhere_cb (RushesPlayer *player, Fixture *fixture)
{
  fixture->n_elsewhere++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rushes_test_make_folder ();
  fixture->player = rushes_player_new ();
  g_signal_connect (fixture->player, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->player, "open-elsewhere", G_CALLBACK (elsewhere_cb), fixture);
  fixture->window = rushes_widget_test_show (fixture->player, 480, 500);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->player);
  rushes_widget_test_close (fixture->window);
  rushes_test_await_finalize (fixture->player);
  rushes_test_remove_folder (fixture->folder);
  g_free (fixture->message);
}

static char *
put_file (Fixture *fixture, const char *name, gconstpointer bytes, gsize size)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);
  return path;
}

static char *
put_video (Fixture *fixture)
{
  g_autoptr (GBytes) bytes = rushes_gateway_get_video ("dunes");

  return put_file (fixture, "dunes.mp4", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static RushesPlayer *
get_player (Fixture *fixture)
{
  return RUSHES_PLAYER (fixture->player);
}

static gboolean
is_ready (gpointer player)
{
  return rushes_player_get_state (player) == RUSHES_PLAYER_READY;
}

static gboolean
is_in_trouble (gpointer player)
{
  return rushes_player_get_state (player) == RUSHES_PLAYER_TROUBLE;
}

static gboolean
is_prepared (gpointer player)
{
  GtkMediaStream *stream = rushes_player_get_stream (player);

  return stream != NULL && gtk_media_stream_is_prepared (stream);
}

static gboolean
is_moving (gpointer player)
{
  return rushes_player_get_position (player) > 200 * 1000 * 1000;
}

static gboolean
has_message (gpointer data)
{
  return ((Fixture *) data)->message != NULL;
}

static void
show_video (Fixture *fixture)
{
  g_autofree char *path = put_video (fixture);

  rushes_player_set_video (get_player (fixture), path, "Dunes at dusk", NULL);
  rushes_test_await (is_ready, fixture->player, "the first frame");
}

static void
act (Fixture *fixture, const char *name, GVariant *parameter)
{
  g_action_group_activate_action (rushes_player_get_actions (get_player (fixture)), name, parameter);
}

static gboolean
lacks_backend (void)
{
  g_autoptr (GtkMediaStream) stream = gtk_media_file_new ();

  if (!g_str_equal (G_OBJECT_TYPE_NAME (stream), "GtkNoMediaFile"))
    return FALSE;
  g_test_skip ("GTK's media backend is not installed");
  return TRUE;
}

static void
test_first_frame (Fixture *fixture, gconstpointer data)
{
  show_video (fixture);

  /* Nothing of it is decoded in this process so far. */
  g_assert_null (rushes_player_get_stream (get_player (fixture)));
  g_assert_nonnull (rushes_widget_test_find (fixture->player, GTK_TYPE_BUTTON, "Play"));
  rushes_widget_test_assert_named (fixture->player);
  rushes_widget_test_assert_fits (fixture->player);
}

static void
test_play (Fixture *fixture, gconstpointer data)
{
  if (lacks_backend ())
    return;

  show_video (fixture);
  /* It is not over before it is told to pause, however slow the machine is. */
  act (fixture, "loop", NULL);
  rushes_widget_test_press (fixture->player, "Play");
  rushes_test_await (is_prepared, fixture->player, "the pipeline");
  rushes_test_await (is_moving, fixture->player, "the video to go on");
  rushes_widget_test_press (fixture->player, "Pause");
  g_assert_false (gtk_media_stream_get_playing (rushes_player_get_stream (get_player (fixture))));
  g_assert_nonnull (rushes_widget_test_find (fixture->player, GTK_TYPE_BUTTON, "Play"));

  /* Another video ends it. */
  rushes_player_set_video (get_player (fixture), NULL, NULL, NULL);
  g_assert_null (rushes_player_get_stream (get_player (fixture)));
}

static gboolean
stands_at_second_frame (gpointer player)
{
  const gint64 position = rushes_player_get_position (player);

  return is_prepared (player) && position >= G_GINT64_CONSTANT (1000000000) / 24
         && position < G_GINT64_CONSTANT (2000000000) / 24
         && !gtk_media_stream_is_seeking (rushes_player_get_stream (player));
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  if (lacks_backend ())
    return;

  show_video (fixture);
  act (fixture, "step", g_variant_new_int32 (1));
  rushes_test_await (stands_at_second_frame, fixture->player, "the second frame");
  act (fixture, "step", g_variant_new_int32 (1));
  act (fixture, "step", g_variant_new_int32 (-1));
  rushes_test_await (stands_at_second_frame, fixture->player, "the second frame again");
}

static void
test_one_pipeline (Fixture *fixture, gconstpointer data)
{
  GtkWidget *other = rushes_player_new ();
  GtkWindow *window = NULL;
  g_autofree char *path = NULL;

  if (lacks_backend ())
    {
      g_object_unref (g_object_ref_sink (other));
      return;
    }

  window = rushes_widget_test_show (other, 480, 500);
  show_video (fixture);
  path = put_video (fixture);
  rushes_player_set_video (RUSHES_PLAYER (other), path, NULL, NULL);
  rushes_test_await (is_ready, other, "the first frame");

  act (fixture, "play", NULL);
  rushes_test_await (is_prepared, fixture->player, "the pipeline");
  g_action_group_activate_action (rushes_player_get_actions (RUSHES_PLAYER (other)), "play", NULL);
  g_assert_null (rushes_player_get_stream (get_player (fixture)));
  g_assert_nonnull (rushes_player_get_stream (RUSHES_PLAYER (other)));

  /* Nobody can see it any more. */
  gtk_widget_set_visible (other, FALSE);
  g_assert_null (rushes_player_get_stream (RUSHES_PLAYER (other)));
  rushes_widget_test_close (window);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_file (fixture, "broken.mp4", "no video at all", 15);

  rushes_player_set_video (get_player (fixture), path, NULL, NULL);
  rushes_test_await (is_in_trouble, fixture->player, "the trouble");
  g_assert_null (rushes_player_get_stream (get_player (fixture)));
  g_assert_null (rushes_widget_test_find (fixture->player, GTK_TYPE_BUTTON, "Play"));
  g_assert_false (
    g_action_group_get_action_enabled (rushes_player_get_actions (get_player (fixture)), "play"));
  rushes_widget_test_press (fixture->player, "Open in Another Player");
  g_assert_cmpuint (fixture->n_elsewhere, ==, 1);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  rushes_player_set_words (get_player (fixture), "rushes-ready-symbolic", "It is not here.", FALSE);
  g_assert_nonnull (rushes_widget_test_find (fixture->player, GTK_TYPE_LABEL, "It is not here."));
  g_assert_null (rushes_widget_test_find (fixture->player, GTK_TYPE_BUTTON, NULL));
}

static void
test_fullscreen (Fixture *fixture, gconstpointer data)
{
  GtkWindow *fullscreen = NULL;

  show_video (fixture);
  act (fixture, "fullscreen", NULL);
  fullscreen = rushes_player_get_fullscreen (get_player (fixture));
  g_assert_nonnull (fullscreen);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fullscreen));
  rushes_widget_test_assert_named (GTK_WIDGET (fullscreen));
  g_assert_true (is_ready (fixture->player));

  rushes_widget_test_press (GTK_WIDGET (fullscreen), "Leave Full Screen");
  g_assert_null (rushes_player_get_fullscreen (get_player (fixture)));
  g_assert_nonnull (rushes_widget_test_await (fixture->player, GTK_TYPE_BUTTON, "Play"));
}

/* It is destroyed while its parts are in another window. */
static void
test_closed_in_fullscreen (Fixture *fixture, gconstpointer data)
{
  show_video (fixture);
  act (fixture, "fullscreen", NULL);
  g_assert_nonnull (rushes_player_get_fullscreen (get_player (fixture)));
}

static void
test_copy_frame (Fixture *fixture, gconstpointer data)
{
  GdkContentFormats *formats = NULL;

  show_video (fixture);
  act (fixture, "copy-frame", g_variant_new_string ("last"));
  rushes_test_await (has_message, fixture, "the frame");
  g_assert_cmpstr (fixture->message, ==, "Frame copied");
  formats = gdk_clipboard_get_formats (gtk_widget_get_clipboard (fixture->player));
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "image/png"));
}

static void
test_save_frame (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_video (fixture);
  g_autofree char *picture = g_build_filename (fixture->folder, "frame.png", NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (picture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  rushes_frames_save_to_async (path, RUSHES_FRAME_LAST, 0, destination, NULL, rushes_test_keep_result,
                               &result);
  rushes_test_await_result (&result, "the frame");
  file = rushes_frames_save_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_equal (file, destination));

  texture = gdk_texture_new_from_filename (picture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1366);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 768);
}

static void
test_names (void)
{
  g_autofree char *first = rushes_frames_suggest_name ("Dunes/dusk", RUSHES_FRAME_FIRST, 0);
  g_autofree char *at = rushes_frames_suggest_name ("Dunes", RUSHES_FRAME_AT, 1480000000);

  g_assert_cmpstr (first, ==, "Dunes-dusk, first frame.png");
  g_assert_cmpstr (at, ==, "Dunes, frame at 1.48 s.png");
}

static guint
count_lines (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  return g_strv_length (lines);
}

/* From one video to the next by a key that is held down: only where one stays is a helper started. */
static void
test_passed (Fixture *fixture, gconstpointer data)
{
  static const char *const variable = "RUSHES_MEDIA_HELPER";
  g_autofree char *helper = g_strdup (g_getenv (variable));
  g_autofree char *started = g_build_filename (fixture->folder, "started", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\necho >> '%s' again\nexec '%s' \"$@\"\n", started,
                                             helper);
  g_autofree char *wrapper = put_file (fixture, "helper", script, strlen (script));
  g_autofree char *damaged = put_file (fixture, "damaged.mp4", "no video", 8);
  g_autofree char *path = put_video (fixture);

  g_assert_no_errno (g_chmod (wrapper, 0700));
  g_setenv (variable, wrapper, TRUE);
  for (guint i = 0; i < 20; i++)
    {
      rushes_player_set_video (get_player (fixture), i % 2 == 0 ? damaged : path, "Dunes at dusk", NULL);
      g_assert_cmpint (rushes_player_get_state (get_player (fixture)), ==, RUSHES_PLAYER_CHECKING);
    }
  rushes_test_await (is_ready, fixture->player, "the first frame");
  g_assert_cmpuint (count_lines (started), ==, 1);
  g_setenv (variable, helper, TRUE);
}

int
main (int argc, char **argv)
{
  rushes_widget_test_init (&argc, &argv);

#define ADD(name, function) g_test_add ("/ui/player/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("first-frame", test_first_frame);
  ADD ("play", test_play);
  ADD ("step", test_step);
  ADD ("one-pipeline", test_one_pipeline);
  ADD ("damaged", test_damaged);
  ADD ("nothing", test_nothing);
  ADD ("fullscreen", test_fullscreen);
  ADD ("closed-in-fullscreen", test_closed_in_fullscreen);
  ADD ("passed", test_passed);
  ADD ("copy-frame", test_copy_frame);
  ADD ("save-frame", test_save_frame);
  g_test_add_func ("/ui/player/names", test_names);

  return g_test_run ();
}
