/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-player"

#include "config.h"

#include "ui/rushes-player-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-format.h"
#include "ui/rushes-frames.h"
#include "ui/rushes-video-layout.h"

/* Where a file does not say how many frames it has a second: most of them have this. */
#define USUAL_FRAME_RATE 24.0
/* Higher than that only in the full screen: below it there is more to see. */
#define PICTURE_HEIGHT 400
#define LEAST_PICTURE_HEIGHT 120
/* The controls, and what is around both */
#define CONTROLS_HEIGHT 114

/* Whoever goes through the list by keys does not wait for each video. */
#define CHECK_AFTER_MSEC 150

enum
{
  OPEN_ELSEWHERE,
  MESSAGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesPlayer, rushes_player, ADW_TYPE_BIN)

/* The one that has the pipeline. */
static RushesPlayer *active; /* (nullable) (unowned) */

static void drop_stream (RushesPlayer *self);

/* What is shown */

static void
set_action_state (RushesPlayer *self, const char *name, gboolean state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

static gboolean
get_action_state (RushesPlayer *self, const char *name)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), name);

  return g_variant_get_boolean (state);
}

static gint64
get_duration (RushesPlayer *self)
{
  const gint64 duration = self->stream != NULL ? gtk_media_stream_get_duration (self->stream) : 0;

  return duration > 0 ? duration : self->duration;
}

/* Where the user wants to be counts before the pipeline is there. */
static gint64
get_timestamp (RushesPlayer *self)
{
  if (self->wanted >= 0)
    return self->wanted;
  if (self->stream == NULL)
    return 0;
  return gtk_media_stream_is_seeking (self->stream) ? self->sought
                                                    : gtk_media_stream_get_timestamp (self->stream);
}

static void
update_button (GtkButton *button, const char *icon_name, const char *label)
{
  gtk_button_set_icon_name (button, icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_position (RushesPlayer *self)
{
  const gint64 duration = get_duration (self);
  const gint64 timestamp = MIN (get_timestamp (self), MAX (duration, 0));
  g_autofree char *now = rushes_format_elapsed (timestamp / G_USEC_PER_SEC);
  g_autofree char *whole = rushes_format_elapsed ((duration + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);
  /* Translators: where a video stands, and how long it is: "0:02 / 0:06" */
  g_autofree char *text = g_strdup_printf (_ ("%s / %s"), now, whole);

  gtk_adjustment_set_upper (self->adjustment, (double) duration / G_USEC_PER_SEC);
  gtk_adjustment_set_value (self->adjustment, (double) timestamp / G_USEC_PER_SEC);
  if (g_strcmp0 (gtk_label_get_text (self->time_label), text) != 0)
    {
      gtk_label_set_text (self->time_label, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                      -1);
    }
}

static void
update_playing (RushesPlayer *self)
{
  const gboolean playing = self->stream != NULL && gtk_media_stream_get_playing (self->stream);

  set_action_state (self, "play", playing);
  update_button (self->play_button,
                 playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic",
                 playing ? _ ("Pause") : _ ("Play"));
}

static void
set_state (RushesPlayer *self, RushesPlayerState state)
{
  const gboolean usable = state == RUSHES_PLAYER_READY;
  static const char *const names[] = { "play", "loop", "mute",       "fullscreen",
                                       "seek", "step", "save-frame", "copy-frame" };

  self->state = state;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self->actions), names[i])),
                                 usable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->scale), usable);
  gtk_widget_set_sensitive (self->frame_button, usable);
  /* Where there is nothing to play there is nothing to press. */
  gtk_widget_set_visible (self->controls, state == RUSHES_PLAYER_READY || state == RUSHES_PLAYER_CHECKING);
  gtk_stack_set_visible_child_name (
    self->stack, state == RUSHES_PLAYER_READY || state == RUSHES_PLAYER_CHECKING ? "picture" : "words");
}

static void
show_words (RushesPlayer *self, const char *icon_name, const char *words, gboolean elsewhere)
{
  gtk_image_set_from_icon_name (self->words_icon, icon_name);
  gtk_label_set_text (self->words_label, words);
  gtk_widget_set_visible (self->words_button, elsewhere);
}

static void
show_trouble (RushesPlayer *self, const char *words)
{
  drop_stream (self);
  gtk_picture_set_paintable (self->picture, NULL);
  show_words (self, "dialog-warning-symbolic", words, TRUE);
  if (self->fullscreen != NULL)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "fullscreen",
                                        g_variant_new_boolean (FALSE));
  set_state (self, RUSHES_PLAYER_TROUBLE);
}

/* The pipeline */

static void
drop_stream (RushesPlayer *self)
{
  if (active == self)
    active = NULL;
  self->wanted = -1;
  self->prepared = FALSE;
  if (self->stream == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->stream, self);
  gtk_media_stream_pause (self->stream);
  if (gtk_picture_get_paintable (self->picture) == GDK_PAINTABLE (self->stream))
    {
      g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (GDK_PAINTABLE (self->stream));

      gtk_picture_set_paintable (self->picture, still);
    }
  gtk_media_file_clear (GTK_MEDIA_FILE (self->stream));
  g_clear_object (&self->stream);
  update_playing (self);
}

/* One at a time: who scrubs asks for more than a pipeline can do, and only wants the last. */
static void
go_where_wanted (RushesPlayer *self)
{
  gint64 wanted = self->wanted;

  if (wanted < 0 || !self->prepared || gtk_media_stream_is_seeking (self->stream))
    return;

  self->wanted = -1;
  if (get_duration (self) > 0)
    wanted = MIN (wanted, get_duration (self));
  self->sought = wanted;
  if (gtk_media_stream_is_seekable (self->stream))
    gtk_media_stream_seek (self->stream, wanted);
}

/* Until then the first frame stays, so that nothing flickers. */
static void
show_stream (RushesPlayer *self)
{
  if (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (self->stream)) > 0)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->stream));
}

static void
stream_changed_cb (GtkMediaStream *stream, GParamSpec *pspec, RushesPlayer *self)
{
  const GError *error = gtk_media_stream_get_error (stream);

  if (error != NULL)
    {
      g_debug ("the pipeline ended: %s", error->message);
      show_trouble (self, _ ("This video cannot be played here."));
      return;
    }
  if (!self->prepared && gtk_media_stream_is_prepared (stream))
    {
      self->prepared = TRUE;
      show_stream (self);
    }
  go_where_wanted (self);
  update_playing (self);
  update_position (self);
}

static void
stream_painted_cb (GtkMediaStream *stream, RushesPlayer *self)
{
  if (gtk_picture_get_paintable (self->picture) != GDK_PAINTABLE (stream))
    show_stream (self);
}

/* GTK has a stand-in for the case that no backend is installed; its type is not public. */
static gboolean
is_without_backend (GtkMediaStream *stream)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (stream), "GtkNoMediaFile");
}

static gboolean
ensure_stream (RushesPlayer *self)
{
  if (self->stream != NULL)
    return TRUE;
  if (self->state != RUSHES_PLAYER_READY)
    return FALSE;

  if (active != NULL)
    drop_stream (active);
  self->stream = gtk_media_file_new ();
  if (is_without_backend (self->stream))
    {
      g_clear_object (&self->stream);
      show_trouble (self, _ ("GTK’s player is not installed on this computer, so videos cannot be played "
                             "here. It comes with the package libgtk-4-media-gstreamer."));
      return FALSE;
    }

  active = self;
  g_signal_connect (self->stream, "notify", G_CALLBACK (stream_changed_cb), self);
  g_signal_connect (self->stream, "invalidate-contents", G_CALLBACK (stream_painted_cb), self);
  gtk_media_stream_set_loop (self->stream, get_action_state (self, "loop"));
  gtk_media_stream_set_muted (self->stream, get_action_state (self, "mute"));
  gtk_media_file_set_filename (GTK_MEDIA_FILE (self->stream), self->path);
  return self->stream != NULL;
}

static void
go_to (RushesPlayer *self, gint64 timestamp)
{
  if (!ensure_stream (self))
    return;

  self->wanted = MAX (timestamp, 0);
  if (get_duration (self) > 0)
    self->wanted = MIN (self->wanted, get_duration (self));
  go_where_wanted (self);
  update_position (self);
}

/* The actions */

static void
change_play (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  RushesPlayer *self = user_data;

  if (!g_variant_get_boolean (value))
    {
      if (self->stream != NULL)
        gtk_media_stream_pause (self->stream);
      return;
    }
  if (!ensure_stream (self))
    return;

  if (gtk_media_stream_get_ended (self->stream))
    go_to (self, 0);
  /* The pipeline may have broken over that. */
  if (self->stream != NULL)
    gtk_media_stream_play (self->stream);
  update_playing (self);
}

static void
change_loop (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  RushesPlayer *self = user_data;

  if (self->stream != NULL)
    gtk_media_stream_set_loop (self->stream, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

static void
change_mute (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  RushesPlayer *self = user_data;

  if (self->stream != NULL)
    gtk_media_stream_set_muted (self->stream, g_variant_get_boolean (value));
  g_simple_action_set_state (action, value);
}

static void
seek_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesPlayer *self = user_data;

  go_to (self, get_timestamp (self) + g_variant_get_int32 (parameter) * G_USEC_PER_SEC);
}

static double
get_frame_rate (RushesPlayer *self)
{
  const double rate = self->pictures != NULL && self->path != NULL
                        ? rushes_pictures_get_frame_rate (self->pictures, self->path)
                        : 0;

  return rate > 0 ? rate : USUAL_FRAME_RATE;
}

/* To the middle of a frame: its edges are not whole microseconds. */
static void
step_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesPlayer *self = user_data;
  const double rate = get_frame_rate (self);
  const gint64 frame = (gint64) ((double) get_timestamp (self) / G_USEC_PER_SEC * rate);
  const gint64 n_frames = (gint64) ((double) get_duration (self) / G_USEC_PER_SEC * rate + 0.5);
  gint64 next = MAX (frame + g_variant_get_int32 (parameter), 0);

  if (!ensure_stream (self))
    return;

  gtk_media_stream_pause (self->stream);
  if (n_frames > 0)
    next = MIN (next, n_frames - 1);
  go_to (self, (gint64) (((double) next + 0.5) / rate * G_USEC_PER_SEC));
}

/* Full screen */

/* @limit: 0: all the room that there is */
static void
set_picture_limit (RushesPlayer *self, int limit)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->frame);

  rushes_video_layout_set_limit (RUSHES_VIDEO_LAYOUT (layout), limit);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), limit == 0);
}

static gboolean
leave_fullscreen_cb (RushesPlayer *self)
{
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "fullscreen",
                                      g_variant_new_boolean (FALSE));
  return GDK_EVENT_STOP;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return leave_fullscreen_cb (user_data);
}

static void
enter_fullscreen (RushesPlayer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->fullscreen = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_title (self->fullscreen, self->title != NULL ? self->title : _ ("Video"));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (self->fullscreen, GTK_WINDOW (root));
  gtk_widget_add_css_class (GTK_WIDGET (self->fullscreen), "player-fullscreen");
  gtk_widget_insert_action_group (GTK_WIDGET (self->fullscreen), "player", G_ACTION_GROUP (self->actions));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->fullscreen), keys);
  gtk_widget_add_controller (GTK_WIDGET (self->fullscreen), rushes_player_new_shortcuts ());
  g_signal_connect_object (self->fullscreen, "close-request", G_CALLBACK (leave_fullscreen_cb), self,
                           G_CONNECT_SWAPPED);

  g_object_ref (self->content);
  adw_bin_set_child (ADW_BIN (self), NULL);
  set_picture_limit (self, 0);
  gtk_window_set_child (self->fullscreen, self->content);
  g_object_unref (self->content);
  gtk_window_fullscreen (self->fullscreen);
  gtk_window_present (self->fullscreen);
  gtk_widget_grab_focus (GTK_WIDGET (self->play_button));
}

static void
leave_fullscreen (RushesPlayer *self)
{
  GtkWindow *window = g_steal_pointer (&self->fullscreen);

  g_object_ref (self->content);
  gtk_window_set_child (window, NULL);
  set_picture_limit (self, self->picture_height);
  adw_bin_set_child (ADW_BIN (self), self->content);
  g_object_unref (self->content);
  gtk_window_destroy (window);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->play_button));
}

static void
change_fullscreen (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  RushesPlayer *self = user_data;
  const gboolean wanted = g_variant_get_boolean (value);

  if (wanted == (self->fullscreen != NULL))
    return;

  if (wanted)
    enter_fullscreen (self);
  else
    leave_fullscreen (self);
  update_button (self->fullscreen_button, wanted ? "view-restore-symbolic" : "view-fullscreen-symbolic",
                 wanted ? _ ("Leave Full Screen") : _ ("Full Screen"));
  g_simple_action_set_state (action, value);
}

static const GActionEntry entries[] = {
  { "play", NULL, NULL, "false", change_play },
  { "loop", NULL, NULL, "false", change_loop },
  { "mute", NULL, NULL, "false", change_mute },
  { "fullscreen", NULL, NULL, "false", change_fullscreen },
  { "seek", seek_action, "i" },
  { "step", step_action, "i" },
  { "save-frame", rushes_player_save_frame_action, "s" },
  { "copy-frame", rushes_player_copy_frame_action, "s" },
};

/* Checking: the first frame, made elsewhere */

static void
decode_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (task_data, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPlayer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* A pipeline may be there already. */
  if (texture != NULL && self->stream == NULL)
    gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
}

static void
frame_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPlayer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = rushes_media_load_frame_finish (result, &error);
  g_autoptr (GTask) decoding = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (png == NULL)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
      g_autofree char *sentence = rushes_describe_failure (failure);

      show_trouble (self, sentence);
      return;
    }

  set_state (self, RUSHES_PLAYER_READY);
  update_position (self);
  /* Without a source: the thread may be the last to hold the task, and no widget may go there. */
  decoding = g_task_new (NULL, self->checking, decoded_cb, g_object_ref (self));
  g_task_set_task_data (decoding, g_steal_pointer (&png), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (decoding, decode_in_thread);
}

static void
pictures_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPlayer) self = user_data;
  g_autoptr (GdkTexture) texture = rushes_pictures_load_finish (RUSHES_PICTURES (source), result, NULL);

  if (texture == NULL || self->pictures == NULL || self->path == NULL)
    return;

  self->duration = rushes_pictures_get_duration (self->pictures, self->path) * 1000;
  update_position (self);
}

static gboolean
check_cb (gpointer user_data)
{
  RushesPlayer *self = user_data;

  self->check_id = 0;
  if (self->pictures != NULL && self->duration == 0)
    rushes_pictures_load_async (self->pictures, self->path, RUSHES_PICTURE_THUMBNAIL, self->checking,
                                pictures_loaded_cb, g_object_ref (self));
  rushes_media_load_frame_async (self->path, RUSHES_FRAME_FIRST, 0, self->checking, frame_loaded_cb,
                                 g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* What is at hand is shown at once. */
static void
begin_checking (RushesPlayer *self)
{
  GdkTexture *texture = NULL;
  /* Its room is there from the beginning. */
  g_autoptr (GdkPaintable) nothing = gdk_paintable_new_empty (1600, 900);

  self->checking = g_cancellable_new ();
  if (self->pictures != NULL)
    {
      texture = rushes_pictures_peek (self->pictures, self->path, RUSHES_PICTURE_THUMBNAIL);
      self->duration = rushes_pictures_get_duration (self->pictures, self->path) * 1000;
    }
  gtk_picture_set_paintable (self->picture, texture != NULL ? GDK_PAINTABLE (texture) : nothing);
  set_state (self, RUSHES_PLAYER_CHECKING);
  self->check_id = g_timeout_add (CHECK_AFTER_MSEC, check_cb, self);
}

static void
forget_video (RushesPlayer *self)
{
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
  drop_stream (self);
  gtk_picture_set_paintable (self->picture, NULL);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_object (&self->pictures);
  self->duration = 0;
}

/* The object */

static void
picture_clicked_cb (GtkGestureClick *gesture, int n_press, double x, double y, RushesPlayer *self)
{
  const char *name = n_press == 2 ? "fullscreen" : "play";

  g_action_group_activate_action (G_ACTION_GROUP (self->actions), name, NULL);
}

static gboolean
scrubbed_cb (GtkRange *range, GtkScrollType scroll, double value, RushesPlayer *self)
{
  go_to (self, (gint64) (value * G_USEC_PER_SEC));
  return GDK_EVENT_STOP;
}

static void
elsewhere_clicked_cb (RushesPlayer *self)
{
  g_signal_emit (self, signals[OPEN_ELSEWHERE], 0);
}

static void
rushes_player_unmap (GtkWidget *widget)
{
  RushesPlayer *self = RUSHES_PLAYER (widget);

  GTK_WIDGET_CLASS (rushes_player_parent_class)->unmap (widget);
  if (self->stream != NULL && self->fullscreen == NULL)
    {
      drop_stream (self);
      update_position (self);
    }
}

static void
rushes_player_dispose (GObject *object)
{
  RushesPlayer *self = RUSHES_PLAYER (object);

  g_clear_handle_id (&self->check_id, g_source_remove);
  g_cancellable_cancel (self->checking);
  g_clear_object (&self->checking);
  g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  if (self->picture != NULL)
    drop_stream (self);
  if (self->fullscreen != NULL)
    leave_fullscreen (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "player", NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_PLAYER);
  g_clear_object (&self->pictures);

  G_OBJECT_CLASS (rushes_player_parent_class)->dispose (object);
}

static void
rushes_player_finalize (GObject *object)
{
  RushesPlayer *self = RUSHES_PLAYER (object);

  g_clear_object (&self->actions);
  g_free (self->path);
  g_free (self->title);

  G_OBJECT_CLASS (rushes_player_parent_class)->finalize (object);
}

static void
rushes_player_class_init (RushesPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rushes_player_dispose;
  object_class->finalize = rushes_player_finalize;
  widget_class->unmap = rushes_player_unmap;

  signals[OPEN_ELSEWHERE] = g_signal_new ("open-elsewhere", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RUSHES_TYPE_VIDEO_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-player.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, stack);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, frame);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, picture);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, words_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, words_label);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, words_button);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, controls);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, scale);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, adjustment);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, time_label);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, play_button);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, frame_button);
  gtk_widget_class_bind_template_child (widget_class, RushesPlayer, fullscreen_button);
  gtk_widget_class_bind_template_callback (widget_class, elsewhere_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrubbed_cb);
}

static void
rushes_player_init (RushesPlayer *self)
{
  self->wanted = -1;
  self->working = g_cancellable_new ();
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "player", G_ACTION_GROUP (self->actions));

  gtk_widget_init_template (GTK_WIDGET (self));
  self->picture_height = PICTURE_HEIGHT;
  set_picture_limit (self, self->picture_height);
  /* Not bound: what is bound is taken out of its parent by GTK, and AdwBin would not know of it. */
  self->content = adw_bin_get_child (ADW_BIN (self));
  update_button (self->fullscreen_button, "view-fullscreen-symbolic", _ ("Full Screen"));
  update_playing (self);
  update_position (self);
  set_state (self, RUSHES_PLAYER_EMPTY);
  show_words (self, "rushes-video-symbolic", "", FALSE);
}

GtkWidget *
rushes_player_new (void)
{
  return g_object_new (RUSHES_TYPE_PLAYER, NULL);
}

void
rushes_player_set_video (RushesPlayer *self, const char *path, const char *title, RushesPictures *pictures)
{
  g_return_if_fail (RUSHES_IS_PLAYER (self));

  if (g_strcmp0 (self->path, path) == 0)
    {
      if (path != NULL && g_strcmp0 (self->title, title) != 0)
        {
          g_free (self->title);
          self->title = g_strdup (title);
        }
      return;
    }

  forget_video (self);
  if (path == NULL)
    {
      if (self->fullscreen != NULL)
        leave_fullscreen_cb (self);
      set_state (self, RUSHES_PLAYER_EMPTY);
      return;
    }
  self->path = g_strdup (path);
  self->title = g_strdup (title);
  self->pictures = pictures != NULL ? g_object_ref (pictures) : NULL;
  begin_checking (self);
  update_position (self);
}

void
rushes_player_set_words (RushesPlayer *self, const char *icon_name, const char *words, gboolean elsewhere)
{
  g_return_if_fail (RUSHES_IS_PLAYER (self));
  g_return_if_fail (words != NULL);

  if (self->state == RUSHES_PLAYER_EMPTY)
    show_words (self, icon_name, words, elsewhere);
}

void
rushes_player_set_room (RushesPlayer *self, int room)
{
  const int height = CLAMP (room - CONTROLS_HEIGHT, LEAST_PICTURE_HEIGHT, PICTURE_HEIGHT);

  g_return_if_fail (RUSHES_IS_PLAYER (self));

  if (self->picture_height == height)
    return;

  self->picture_height = height;
  if (self->fullscreen == NULL)
    set_picture_limit (self, height);
}

RushesPlayerState
rushes_player_get_state (RushesPlayer *self)
{
  g_return_val_if_fail (RUSHES_IS_PLAYER (self), RUSHES_PLAYER_EMPTY);

  return self->state;
}

GtkMediaStream *
rushes_player_get_stream (RushesPlayer *self)
{
  g_return_val_if_fail (RUSHES_IS_PLAYER (self), NULL);

  return self->stream;
}

gint64
rushes_player_get_position (RushesPlayer *self)
{
  g_return_val_if_fail (RUSHES_IS_PLAYER (self), 0);

  return get_timestamp (self) * 1000;
}

GtkWindow *
rushes_player_get_fullscreen (RushesPlayer *self)
{
  g_return_val_if_fail (RUSHES_IS_PLAYER (self), NULL);

  return self->fullscreen;
}

GActionGroup *
rushes_player_get_actions (RushesPlayer *self)
{
  g_return_val_if_fail (RUSHES_IS_PLAYER (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
