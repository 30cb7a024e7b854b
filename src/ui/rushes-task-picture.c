/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-picture"

#include "config.h"

#include "ui/rushes-task-picture.h"

#include <adwaita.h>

#include "api/rushes-failure.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-fitted-texture.h"
#include "ui/rushes-format.h"
#include "ui/rushes-tinted-icon.h"

/* Whoever scrolls past is not asked about. */
#define ASK_DELAY_MILLISECONDS 120
#define FADE_MILLISECONDS 200
#define SCRUB_LINE_HEIGHT 3
/* As in the style sheet. */
#define CORNER_RADIUS 8
/* Of a spinner, until it stands as it stood. */
#define N_TURNS 8

struct _RushesTaskPicture
{
  GtkWidget parent_instance;

  RushesTask *item;         /* (nullable) */
  RushesPictures *pictures; /* (nullable) */
  GSignalGroup *item_signals;
  gboolean badges;
  gint64 now;

  char *video; /* (nullable): the file that the picture is of */
  gint64 duration;
  GdkTexture *texture; /* (nullable) */
  gboolean wanted;     /* to be asked for, once it has been drawn */
  guint ask_id;
  GCancellable *asking; /* (nullable) */

  GdkTexture *strip;          /* (nullable) */
  GCancellable *asking_strip; /* (nullable) */
  double pointer;             /* -1: not over it */
  int frame;                  /* -1: none */

  AdwAnimation *fade; /* (nullable): made when it is first needed */
  double opacity;

  GtkWidget *icon;
  GtkWidget *spinner;      /* (nullable) */
  GtkWidget *length_badge; /* (nullable): as the two below */
  GtkWidget *time_badge;
  GtkWidget *time_label;
};

typedef enum
{
  PROP_ITEM = 1,
  PROP_PICTURES,
  PROP_BADGES,
  PROP_DURATION,
} RushesTaskPictureProps;

static GParamSpec *properties[PROP_DURATION + 1];

G_DEFINE_FINAL_TYPE (RushesTaskPicture, rushes_task_picture, GTK_TYPE_WIDGET)

/* What changes all the time while bytes flow or questions are asked, and cannot be seen here. */
static const char *const unseen_properties[] = { "transfer-bytes",
                                                 "transfer-total",
                                                 "transfer-speed",
                                                 "transfer-seconds-left",
                                                 "saved-fraction",
                                                 "asking",
                                                 NULL };

/* What stands in the frame */

/* Made when they are first needed: the list has hundreds of pictures, and most show neither. */
static void
make_spinner (RushesTaskPicture *self)
{
  self->spinner = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                "pixel-size", 20, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER,
                                NULL);
  rushes_tinted_icon_show (GTK_IMAGE (self->spinner), "process-working-symbolic");
  gtk_widget_insert_after (self->spinner, GTK_WIDGET (self), self->icon);
}

/* With the seconds that are counted beside it: a hundred of them at sixty frames a second would keep the
 * processor awake for hours. */
static void
turn_spinner (RushesTaskPicture *self)
{
  if (self->spinner != NULL && gtk_widget_get_visible (self->spinner))
    rushes_tinted_icon_turn (GTK_IMAGE (self->spinner), (int) (self->now % N_TURNS) * 360 / N_TURNS);
}

static GtkWidget *
new_badge_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
place_badge (RushesTaskPicture *self, GtkWidget *badge, GtkAlign halign, GtkAlign valign)
{
  gtk_widget_add_css_class (badge, "picture-badge");
  gtk_widget_set_halign (badge, halign);
  gtk_widget_set_valign (badge, valign);
  gtk_widget_set_visible (badge, FALSE);
  gtk_widget_set_parent (badge, GTK_WIDGET (self));
}

static void
make_badges (RushesTaskPicture *self)
{
  GtkWidget *time_icon = gtk_image_new_from_icon_name ("rushes-expiring-symbolic");

  self->length_badge = new_badge_label ();
  place_badge (self, self->length_badge, GTK_ALIGN_END, GTK_ALIGN_END);

  self->time_badge = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->time_label = new_badge_label ();
  gtk_box_append (GTK_BOX (self->time_badge), time_icon);
  gtk_box_append (GTK_BOX (self->time_badge), self->time_label);
  place_badge (self, self->time_badge, GTK_ALIGN_START, GTK_ALIGN_START);
}

static void
update_placeholder (RushesTaskPicture *self)
{
  RushesState state = self->item != NULL ? rushes_task_get_state (self->item) : RUSHES_STATE_UNKNOWN;
  const gboolean running = self->item != NULL && state == RUSHES_STATE_RUNNING;
  const gboolean has_video = self->item != NULL && rushes_task_has_ended (self->item)
                             && state != RUSHES_STATE_FAILED;
  const char *icon_name = has_video ? "rushes-video-symbolic" : rushes_describe_state_icon (state);

  if (running && self->spinner == NULL)
    make_spinner (self);
  if (self->spinner != NULL)
    gtk_widget_set_visible (self->spinner, running);
  gtk_widget_set_visible (self->icon, self->item != NULL && !running && self->texture == NULL);
  rushes_tinted_icon_show (GTK_IMAGE (self->icon), icon_name);
}

static void
set_badge (GtkWidget *badge, GtkWidget *label, const char *text)
{
  if (text != NULL && g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (badge, text != NULL);
}

static void
update_badges (RushesTaskPicture *self)
{
  const RushesSnapshot *snapshot = self->item != NULL ? rushes_task_get_snapshot (self->item) : NULL;
  g_autofree char *length = NULL;
  g_autofree char *left = NULL;

  if (self->length_badge == NULL)
    return;

  if (self->badges && self->duration > 0)
    length = rushes_format_duration (self->duration);
  else if (self->badges && snapshot != NULL && rushes_task_get_state (self->item) == RUSHES_STATE_RUNNING
           && snapshot->started_at > 0 && self->now > 0)
    length = rushes_format_elapsed (self->now - snapshot->started_at);
  if (self->badges && self->now > 0 && self->item != NULL)
    left = rushes_describe_time_left (self->item, self->now);

  set_badge (self->length_badge, self->length_badge, length);
  set_badge (self->time_badge, self->time_label, left);
  if (left != NULL && snapshot->expires_at - self->now < RUSHES_DESCRIBE_URGENT_SECONDS)
    gtk_widget_add_css_class (self->time_badge, "urgent");
  else
    gtk_widget_remove_css_class (self->time_badge, "urgent");
}

static void
set_duration (RushesTaskPicture *self, gint64 duration)
{
  if (self->duration == duration)
    return;

  self->duration = duration;
  update_badges (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DURATION]);
}

static void
fade_cb (double value, gpointer user_data)
{
  RushesTaskPicture *self = user_data;

  self->opacity = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Does nothing but show the end where animations are off. */
static void
begin_fade (RushesTaskPicture *self)
{
  if (self->fade == NULL)
    {
      AdwAnimationTarget *target = adw_callback_animation_target_new (fade_cb, self, NULL);

      self->fade = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, FADE_MILLISECONDS, target);
    }
  adw_animation_reset (self->fade);
  adw_animation_play (self->fade);
}

static void
set_texture (RushesTaskPicture *self, GdkTexture *texture, gboolean fading)
{
  const gboolean had_texture = self->texture != NULL;

  if (!g_set_object (&self->texture, texture))
    return;

  if (self->fade != NULL)
    adw_animation_skip (self->fade);
  self->opacity = 1;
  if (fading && texture != NULL && !had_texture)
    begin_fade (self);
  update_placeholder (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Asking for it */

static void
stop_asking (RushesTaskPicture *self)
{
  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_cancellable_cancel (self->asking_strip);
  g_clear_object (&self->asking_strip);
}

/* Why there is none: it can be read where the pointer rests. */
static void
explain (RushesTaskPicture *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = error != NULL ? rushes_failure_new_from_error (error) : NULL;
  g_autofree char *sentence = failure != NULL ? rushes_describe_failure (failure) : NULL;

  if (sentence != NULL || gtk_widget_get_has_tooltip (GTK_WIDGET (self)))
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), sentence);
}

static void
picture_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesTaskPicture) self = user_data;
  RushesPictures *pictures = RUSHES_PICTURES (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = rushes_pictures_load_finish (pictures, result, &error);

  /* What was asked for before is not about this item any more. */
  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;

  g_clear_object (&self->asking);
  explain (self, error);
  if (texture == NULL)
    return;

  set_texture (self, texture, TRUE);
  set_duration (self, rushes_pictures_get_duration (pictures, self->video));
}

static gboolean
ask_cb (gpointer user_data)
{
  RushesTaskPicture *self = user_data;

  self->ask_id = 0;
  self->wanted = FALSE;
  if (self->pictures == NULL || self->video == NULL)
    return G_SOURCE_REMOVE;

  self->asking = g_cancellable_new ();
  rushes_pictures_load_async (self->pictures, self->video, RUSHES_PICTURE_THUMBNAIL, self->asking,
                              picture_loaded_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* Only what has been drawn is asked for: the first frame does not wait for it. */
static void
ask_soon (RushesTaskPicture *self)
{
  if (self->wanted && self->ask_id == 0 && self->asking == NULL)
    self->ask_id = g_timeout_add (ASK_DELAY_MILLISECONDS, ask_cb, self);
}

/* Our own copy first: it is on this disk, and no one moves it. What is far away is not read for this. */
static char *
dup_video (RushesTask *item)
{
  const char *kept = rushes_task_get_kept_path (item);
  const char *saved = rushes_task_get_saved_path (item);

  if (kept != NULL)
    return g_strdup (kept);
  if (saved == NULL || rushes_task_get_saved_missing (item))
    return NULL;
  return g_path_is_absolute (saved) ? g_strdup (saved) : g_filename_from_uri (saved, NULL, NULL);
}

static void
end_scrubbing (RushesTaskPicture *self)
{
  g_cancellable_cancel (self->asking_strip);
  g_clear_object (&self->asking_strip);
  g_clear_object (&self->strip);
  self->pointer = -1;
  self->frame = -1;
}

static void
show_video (RushesTaskPicture *self)
{
  GdkTexture *texture = NULL;
  gint64 duration = 0;

  stop_asking (self);
  end_scrubbing (self);
  if (gtk_widget_get_has_tooltip (GTK_WIDGET (self)))
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
  self->wanted = FALSE;
  if (self->pictures != NULL && self->video != NULL)
    {
      texture = rushes_pictures_peek (self->pictures, self->video, RUSHES_PICTURE_THUMBNAIL);
      duration = rushes_pictures_get_duration (self->pictures, self->video);
      self->wanted = rushes_pictures_is_due (self->pictures, self->video);
    }
  set_texture (self, texture, FALSE);
  set_duration (self, duration);
  if (self->wanted)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_video (RushesTaskPicture *self)
{
  g_autofree char *video = self->item != NULL ? dup_video (self->item) : NULL;

  if (g_strcmp0 (self->video, video) == 0)
    return;

  g_free (self->video);
  self->video = g_steal_pointer (&video);
  show_video (self);
}

static void
item_changed_cb (RushesTaskPicture *self, GParamSpec *pspec, RushesTask *item)
{
  if (g_strv_contains (unseen_properties, g_param_spec_get_name (pspec)))
    return;

  update_video (self);
  update_placeholder (self);
  update_badges (self);
}

/* Scrubbing */

static void
update_frame (RushesTaskPicture *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  int frame = -1;

  if (self->strip != NULL && self->pointer >= 0 && width > 0)
    frame = CLAMP ((int) (self->pointer * RUSHES_MEDIA_STRIP_FRAMES / width), 0,
                   RUSHES_MEDIA_STRIP_FRAMES - 1);
  if (self->frame == frame)
    return;

  self->frame = frame;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
strip_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesTaskPicture) self = user_data;
  g_autoptr (GdkTexture) strip = rushes_pictures_load_finish (RUSHES_PICTURES (source), result, NULL);

  if (g_task_get_cancellable (G_TASK (result)) != self->asking_strip)
    return;

  g_clear_object (&self->asking_strip);
  g_set_object (&self->strip, strip);
  update_frame (self);
}

static void
ask_for_strip (RushesTaskPicture *self)
{
  /* Without the first picture there is nothing to scrub through, or it is being made. */
  if (self->strip != NULL || self->asking_strip != NULL || self->texture == NULL || self->pictures == NULL)
    return;

  g_set_object (&self->strip, rushes_pictures_peek (self->pictures, self->video, RUSHES_PICTURE_STRIP));
  if (self->strip != NULL)
    return;

  self->asking_strip = g_cancellable_new ();
  rushes_pictures_load_async (self->pictures, self->video, RUSHES_PICTURE_STRIP, self->asking_strip,
                              strip_loaded_cb, g_object_ref (self));
}

void
rushes_task_picture_scrub (RushesTaskPicture *self, double x)
{
  g_return_if_fail (RUSHES_IS_TASK_PICTURE (self));

  if (x < 0)
    {
      const gboolean scrubbed = self->frame >= 0;

      end_scrubbing (self);
      if (scrubbed)
        gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  self->pointer = x;
  ask_for_strip (self);
  update_frame (self);
}

/* A finger that passes wants to scroll. */
static gboolean
is_touch (gpointer controller)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (controller);

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
pointer_moved_cb (GtkEventControllerMotion *controller, double x, double y, RushesTaskPicture *self)
{
  if (!is_touch (controller))
    rushes_task_picture_scrub (self, MAX (x, 0));
}

static void
pointer_left_cb (GtkEventControllerMotion *controller, RushesTaskPicture *self)
{
  rushes_task_picture_scrub (self, -1);
}

/* Dragging */

GdkContentProvider *
rushes_task_picture_prepare_drag (RushesTaskPicture *self)
{
  g_autoptr (GFile) file = NULL;
  GdkFileList *files = NULL;
  GdkContentProvider *content = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK_PICTURE (self), NULL);

  file = self->item != NULL ? rushes_describe_file (self->item) : NULL;
  if (file == NULL)
    return NULL;

  /* GDK offers it as text/uri-list, and to sandboxed programs through the portal. */
  files = gdk_file_list_new_from_array (&file, 1);
  content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);
  g_boxed_free (GDK_TYPE_FILE_LIST, files);
  return content;
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, RushesTaskPicture *self)
{
  return is_touch (source) ? NULL : rushes_task_picture_prepare_drag (self);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, RushesTaskPicture *self)
{
  g_autoptr (GdkPaintable) live = NULL;
  g_autoptr (GdkPaintable) image = NULL;

  rushes_task_picture_scrub (self, -1);
  live = gtk_widget_paintable_new (GTK_WIDGET (self));
  image = gdk_paintable_get_current_image (live);
  gtk_drag_source_set_icon (source, image, 0, 0);
}

/* Drawing */

/* One frame of all that stand side by side in the strip. */
static void
snapshot_frame (GtkSnapshot *snapshot, GdkTexture *strip, int frame, int width, int height)
{
  const graphene_rect_t place = rushes_fitted_texture_place ((double) gdk_texture_get_width (strip)
                                                               / RUSHES_MEDIA_STRIP_FRAMES,
                                                             gdk_texture_get_height (strip), width, height);
  graphene_rect_t whole = place;

  whole.origin.x -= frame * place.size.width;
  whole.size.width *= RUSHES_MEDIA_STRIP_FRAMES;
  gtk_snapshot_push_clip (snapshot, &place);
  gtk_snapshot_append_texture (snapshot, strip, &whole);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_scrub_line (GtkSnapshot *snapshot, int frame, int width, int height)
{
  const double part = (double) width / RUSHES_MEDIA_STRIP_FRAMES;

  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, .5 },
                             &GRAPHENE_RECT_INIT (0, height - SCRUB_LINE_HEIGHT, width, SCRUB_LINE_HEIGHT));
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 1, 1, .9 },
                             &GRAPHENE_RECT_INIT (part * frame, height - SCRUB_LINE_HEIGHT, part,
                                                  SCRUB_LINE_HEIGHT));
}

static void
rushes_task_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (widget);
  const int width = gtk_widget_get_width (widget);
  const int height = gtk_widget_get_height (widget);
  GskRoundedRect corners;

  ask_soon (self);
  if (width <= 0 || height <= 0)
    return;

  if (self->frame >= 0)
    {
      gsk_rounded_rect_init_from_rect (&corners, &GRAPHENE_RECT_INIT (0, 0, width, height), CORNER_RADIUS);
      gtk_snapshot_push_rounded_clip (snapshot, &corners);
      snapshot_frame (snapshot, self->strip, self->frame, width, height);
      snapshot_scrub_line (snapshot, self->frame, width, height);
      gtk_snapshot_pop (snapshot);
    }
  else if (self->texture != NULL)
    {
      if (self->opacity < 1)
        gtk_snapshot_push_opacity (snapshot, self->opacity);
      gtk_snapshot_append_texture (snapshot,
                                   rushes_fitted_texture_get (self->texture, width, height, CORNER_RADIUS,
                                                              gtk_widget_get_scale_factor (widget)),
                                   &GRAPHENE_RECT_INIT (0, 0, width, height));
      if (self->opacity < 1)
        gtk_snapshot_pop (snapshot);
    }
  GTK_WIDGET_CLASS (rushes_task_picture_parent_class)->snapshot (widget, snapshot);
}

/* Beside something wide, as in a row: a box of newer GTK takes the least height of what gets higher with
 * its width for the height at all the width there is. */
static gboolean
has_fixed_height (GtkWidget *widget)
{
  int requested = -1;

  gtk_widget_get_size_request (widget, NULL, &requested);
  return requested >= 0;
}

static GtkSizeRequestMode
rushes_task_picture_get_request_mode (GtkWidget *widget)
{
  return has_fixed_height (widget) ? GTK_SIZE_REQUEST_CONSTANT_SIZE : GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rushes_task_picture_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 && !has_fixed_height (widget))
    *minimum = *natural = (for_size * 9 + 8) / 16;
}

/* What lies upon the picture is placed by its own alignment. */
static void
rushes_task_picture_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least_width = 0;
      int least_height = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &least_height, NULL, NULL, NULL);
      gtk_widget_allocate (child, MAX (width, least_width), MAX (height, least_height), -1, NULL);
    }
}

/* The object */

static void
rushes_task_picture_map (GtkWidget *widget)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (widget);

  GTK_WIDGET_CLASS (rushes_task_picture_parent_class)->map (widget);
  if (self->video != NULL && self->texture == NULL)
    show_video (self);
}

static void
rushes_task_picture_unmap (GtkWidget *widget)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (widget);

  GTK_WIDGET_CLASS (rushes_task_picture_parent_class)->unmap (widget);
  stop_asking (self);
  end_scrubbing (self);
}

static void
rushes_task_picture_dispose (GObject *object)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (object);

  stop_asking (self);
  g_signal_group_set_target (self->item_signals, NULL);
  g_clear_object (&self->fade);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->spinner, gtk_widget_unparent);
  g_clear_pointer (&self->length_badge, gtk_widget_unparent);
  g_clear_pointer (&self->time_badge, gtk_widget_unparent);
  g_clear_object (&self->item);
  g_clear_object (&self->pictures);
  g_clear_object (&self->texture);
  g_clear_object (&self->strip);

  G_OBJECT_CLASS (rushes_task_picture_parent_class)->dispose (object);
}

static void
rushes_task_picture_finalize (GObject *object)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (object);

  g_clear_object (&self->item_signals);
  g_free (self->video);

  G_OBJECT_CLASS (rushes_task_picture_parent_class)->finalize (object);
}

static void
rushes_task_picture_set_pictures (RushesTaskPicture *self, RushesPictures *pictures)
{
  if (!g_set_object (&self->pictures, pictures))
    return;

  show_video (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PICTURES]);
}

static void
rushes_task_picture_set_badges (RushesTaskPicture *self, gboolean badges)
{
  if (self->badges == badges)
    return;

  self->badges = badges;
  if (badges && self->length_badge == NULL)
    make_badges (self);
  update_badges (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGES]);
}

static void
rushes_task_picture_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (object);

  switch ((RushesTaskPictureProps) property_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_PICTURES:
      g_value_set_object (value, self->pictures);
      break;
    case PROP_BADGES:
      g_value_set_boolean (value, self->badges);
      break;
    case PROP_DURATION:
      g_value_set_int64 (value, self->duration);
      break;
    }
}

static void
rushes_task_picture_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesTaskPicture *self = RUSHES_TASK_PICTURE (object);

  switch ((RushesTaskPictureProps) property_id)
    {
    case PROP_ITEM:
      rushes_task_picture_set_item (self, g_value_get_object (value));
      break;
    case PROP_PICTURES:
      rushes_task_picture_set_pictures (self, g_value_get_object (value));
      break;
    case PROP_BADGES:
      rushes_task_picture_set_badges (self, g_value_get_boolean (value));
      break;
    case PROP_DURATION:
      break;
    }
}

static void
rushes_task_picture_class_init (RushesTaskPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_task_picture_dispose;
  object_class->finalize = rushes_task_picture_finalize;
  object_class->get_property = rushes_task_picture_get_property;
  object_class->set_property = rushes_task_picture_set_property;
  widget_class->map = rushes_task_picture_map;
  widget_class->unmap = rushes_task_picture_unmap;
  widget_class->get_request_mode = rushes_task_picture_get_request_mode;
  widget_class->measure = rushes_task_picture_measure;
  widget_class->size_allocate = rushes_task_picture_size_allocate;
  widget_class->snapshot = rushes_task_picture_snapshot;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, RUSHES_TYPE_TASK,
                                               G_PARAM_READWRITE | flags);
  properties[PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, RUSHES_TYPE_PICTURES,
                                                   G_PARAM_READWRITE | flags);
  properties[PROP_BADGES] = g_param_spec_boolean ("badges", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_DURATION] = g_param_spec_int64 ("duration", NULL, NULL, 0, G_MAXINT64, 0,
                                                  G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "picture");
  /* Whatever shows it has the task's name. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rushes_task_picture_init (RushesTaskPicture *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  self->opacity = 1;
  self->pointer = -1;
  self->frame = -1;
  self->item_signals = g_signal_group_new (RUSHES_TYPE_TASK);
  g_signal_group_connect_swapped (self->item_signals, "notify", G_CALLBACK (item_changed_cb), self);

  gtk_widget_add_css_class (GTK_WIDGET (self), "task-picture");
  self->icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             "pixel-size", 24, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER,
                             "visible", FALSE, NULL);
  gtk_widget_add_css_class (self->icon, "dim-label");
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));

  g_signal_connect (motion, "enter", G_CALLBACK (pointer_moved_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
}

GtkWidget *
rushes_task_picture_new (void)
{
  return g_object_new (RUSHES_TYPE_TASK_PICTURE, NULL);
}

void
rushes_task_picture_set_item (RushesTaskPicture *self, RushesTask *item)
{
  g_return_if_fail (RUSHES_IS_TASK_PICTURE (self));
  g_return_if_fail (item == NULL || RUSHES_IS_TASK (item));

  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->item_signals, item);
  update_video (self);
  update_placeholder (self);
  update_badges (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

gint64
rushes_task_picture_get_duration (RushesTaskPicture *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_PICTURE (self), 0);

  return self->duration;
}

void
rushes_task_picture_set_now (RushesTaskPicture *self, gint64 now)
{
  g_return_if_fail (RUSHES_IS_TASK_PICTURE (self));

  self->now = now;
  turn_spinner (self);
  update_badges (self);
}

int
rushes_task_picture_get_frame (RushesTaskPicture *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_PICTURE (self), -1);

  return self->frame;
}

GdkTexture *
rushes_task_picture_get_texture (RushesTaskPicture *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_PICTURE (self), NULL);

  return self->texture;
}
