/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-player-frames"

#include "config.h"

#include "ui/rushes-player-private.h"

#include <glib/gi18n-lib.h>

#include "ui/rushes-describe.h"
#include "ui/rushes-frames.h"

/* Frames of the video that are saved or copied, and what is said of it. */

static void
tell_error (RushesPlayer *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = NULL;
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  failure = rushes_failure_new_from_error (error);
  sentence = rushes_describe_failure (failure);
  g_signal_emit_by_name (self, "message", sentence);
}

static void
frame_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPlayer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = rushes_frames_save_finish (result, &error);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *shown = name != NULL ? g_filename_display_name (name) : NULL;
  g_autofree char *text = NULL;

  if (file == NULL)
    {
      tell_error (self, error);
      return;
    }
  /* Translators: %s is the name of a file */
  text = g_strdup_printf (_ ("Frame saved as “%s”"), shown);
  g_signal_emit_by_name (self, "message", text);
}

static void
frame_copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPlayer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rushes_frames_copy_finish (result, &error))
    g_signal_emit_by_name (self, "message", _ ("Frame copied"));
  else
    tell_error (self, error);
}

static RushesFrameWhich
read_which (RushesPlayer *self, GVariant *parameter)
{
  const char *word = g_variant_get_string (parameter, NULL);

  if (g_str_equal (word, "last"))
    return RUSHES_FRAME_LAST;
  /* What is on screen before anything was played is the first frame. */
  return g_str_equal (word, "shown") && rushes_player_get_position (self) > 0 ? RUSHES_FRAME_AT
                                                                              : RUSHES_FRAME_FIRST;
}

void
rushes_player_save_frame_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesPlayer *self = user_data;
  const RushesFrameWhich which = read_which (self, parameter);
  const gint64 position = rushes_player_get_position (self);
  g_autofree char *name = rushes_frames_suggest_name (self->title != NULL ? self->title : _ ("Video"), which,
                                                      position);
  GtkRoot *root = gtk_widget_get_root (self->content);

  if (self->stream != NULL)
    gtk_media_stream_pause (self->stream);
  if (GTK_IS_WINDOW (root))
    rushes_frames_save_async (GTK_WINDOW (root), self->path, which, position, name, self->working,
                              frame_saved_cb, g_object_ref (self));
}

void
rushes_player_copy_frame_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesPlayer *self = user_data;

  rushes_frames_copy_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->path,
                            read_which (self, parameter), rushes_player_get_position (self), self->working,
                            frame_copied_cb, g_object_ref (self));
}
