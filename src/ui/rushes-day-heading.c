/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-day-heading"

#include "config.h"

#include "ui/rushes-day-heading.h"

struct _RushesDayHeading
{
  GtkWidget parent_instance;

  RushesTaskViewModel *model; /* (nullable) */
  gulong model_id;
  guint position;
  GtkWidget *label; /* (nullable): made with the first name: most never have one */
};

typedef enum
{
  PROP_MODEL = 1,
  PROP_POSITION,
} RushesDayHeadingProps;

static GParamSpec *properties[PROP_POSITION + 1];

G_DEFINE_FINAL_TYPE (RushesDayHeading, rushes_day_heading, GTK_TYPE_WIDGET)

/* It belongs to the day, not to the task below it. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
make_label (RushesDayHeading *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->label, "heading");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
update (RushesDayHeading *self)
{
  g_autofree char *name = self->model != NULL
                            ? rushes_task_view_model_dup_heading (self->model, self->position)
                            : NULL;

  if (name != NULL && self->label == NULL)
    make_label (self);
  if (name != NULL)
    gtk_label_set_text (GTK_LABEL (self->label), name);
  gtk_widget_set_visible (GTK_WIDGET (self), name != NULL);
}

static void
rushes_day_heading_set_model (RushesDayHeading *self, RushesTaskViewModel *model)
{
  if (self->model == model)
    return;

  if (self->model != NULL)
    g_clear_signal_handler (&self->model_id, self->model);
  g_set_object (&self->model, model);
  if (model != NULL)
    self->model_id = g_signal_connect_swapped (model, "headings-changed", G_CALLBACK (update), self);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

static void
rushes_day_heading_set_position (RushesDayHeading *self, guint position)
{
  if (self->position == position)
    return;

  self->position = position;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

static void
rushes_day_heading_dispose (GObject *object)
{
  RushesDayHeading *self = RUSHES_DAY_HEADING (object);

  if (self->model != NULL)
    g_clear_signal_handler (&self->model_id, self->model);
  g_clear_object (&self->model);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (rushes_day_heading_parent_class)->dispose (object);
}

static void
rushes_day_heading_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesDayHeading *self = RUSHES_DAY_HEADING (object);

  switch ((RushesDayHeadingProps) property_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;
    }
}

static void
rushes_day_heading_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesDayHeading *self = RUSHES_DAY_HEADING (object);

  switch ((RushesDayHeadingProps) property_id)
    {
    case PROP_MODEL:
      rushes_day_heading_set_model (self, g_value_get_object (value));
      break;
    case PROP_POSITION:
      rushes_day_heading_set_position (self, g_value_get_uint (value));
      break;
    }
}

static void
rushes_day_heading_class_init (RushesDayHeadingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_day_heading_dispose;
  object_class->get_property = rushes_day_heading_get_property;
  object_class->set_property = rushes_day_heading_set_property;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, RUSHES_TYPE_TASK_VIEW_MODEL, flags);
  properties[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, G_MAXUINT, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rushes_day_heading_init (RushesDayHeading *self)
{
  self->position = G_MAXUINT;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "day-heading");
}

GtkWidget *
rushes_day_heading_new (void)
{
  return g_object_new (RUSHES_TYPE_DAY_HEADING, NULL);
}
