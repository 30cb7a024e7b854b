/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-split"

#include "config.h"

#include "ui/rushes-split.h"

#define DEFAULT_BESIDE_FROM 900
/* The detail's part of the room, and what it is at least and at most. */
#define SHARE 0.46
#define MIN_DETAIL 400
#define MAX_DETAIL 640

struct _RushesSplit
{
  GtkWidget parent_instance;

  GtkWidget *list;   /* (nullable) */
  GtkWidget *detail; /* (nullable) */
  GtkWidget *line;
  int beside_from;
  gboolean open;
  gboolean beside;
  guint tick_id;
};

typedef enum
{
  PROP_LIST = 1,
  PROP_DETAIL,
  PROP_BESIDE_FROM,
  PROP_OPEN,
  PROP_BESIDE,
} RushesSplitProps;

static GParamSpec *properties[PROP_BESIDE + 1];

G_DEFINE_FINAL_TYPE (RushesSplit, rushes_split, GTK_TYPE_WIDGET)

/* What cannot be seen is not mapped: it neither plays nor has the focus. */
static void
update_children (RushesSplit *self)
{
  if (self->list != NULL)
    gtk_widget_set_child_visible (self->list, !self->open || self->beside);
  if (self->detail != NULL)
    gtk_widget_set_child_visible (self->detail, self->open);
  gtk_widget_set_child_visible (self->line, self->open && self->beside);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
set_width (RushesSplit *self, int width)
{
  const gboolean beside = width >= self->beside_from;

  if (self->beside == beside)
    return;

  self->beside = beside;
  update_children (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BESIDE]);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  RushesSplit *self = RUSHES_SPLIT (widget);

  self->tick_id = 0;
  set_width (self, gtk_widget_get_width (widget));

  return G_SOURCE_REMOVE;
}

/* The layout */

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int for_size, int *minimum, int *natural)
{
  int least_width = 0;
  int child_minimum = 0;
  int child_natural = 0;

  if (child == NULL || !gtk_widget_get_child_visible (child))
    return;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      for_size = MAX (for_size, least_width);
    }
  gtk_widget_measure (child, orientation, for_size, &child_minimum, &child_natural, NULL, NULL);
  *minimum = MAX (*minimum, child_minimum);
  *natural = MAX (*natural, child_natural);
}

static int
get_detail_width (RushesSplit *self, int width)
{
  return self->beside ? CLAMP ((int) (width * SHARE), MIN_DETAIL, MAX_DETAIL) : width;
}

static void
rushes_split_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  RushesSplit *self = RUSHES_SPLIT (widget);
  const gboolean vertical = orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0;
  const int detail_width = vertical ? get_detail_width (self, for_size) : -1;
  const int list_width = vertical && self->open && self->beside ? MAX (for_size - detail_width, 0) : for_size;

  *minimum = *natural = 0;
  measure_child (self->list, orientation, list_width, minimum, natural);
  measure_child (self->detail, orientation, detail_width, minimum, natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = 0;
}

static void
allocate_child (GtkWidget *child, int x, int width, int height, int baseline)
{
  const GtkAllocation place = { x, 0, MAX (width, 0), height };
  GtkAllocation enough = place;
  int least_width = 0;

  if (child == NULL || !gtk_widget_get_child_visible (child))
    return;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  enough.width = MAX (place.width, least_width);
  gtk_widget_size_allocate (child, &enough, baseline);
}

static void
rushes_split_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RushesSplit *self = RUSHES_SPLIT (widget);
  const gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const gboolean both = self->open && self->beside;
  const int detail_width = get_detail_width (self, width);
  const int list_width = both ? width - detail_width - 1 : width;

  if (self->beside != (width >= self->beside_from) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (widget, tick_cb, NULL, NULL);

  allocate_child (self->list, both && rtl ? detail_width + 1 : 0, list_width, height, baseline);
  allocate_child (self->line, rtl ? detail_width : list_width, 1, height, -1);
  allocate_child (self->detail, both && !rtl ? list_width + 1 : 0, detail_width, height, baseline);
}

static GtkSizeRequestMode
rushes_split_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The object */

static void
set_child (RushesSplit *self, GtkWidget **child, GtkWidget *new_child, GParamSpec *pspec)
{
  if (*child == new_child)
    return;

  g_clear_pointer (child, gtk_widget_unparent);
  *child = new_child;
  if (new_child != NULL)
    gtk_widget_insert_before (new_child, GTK_WIDGET (self), child == &self->list ? self->line : NULL);
  update_children (self);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
rushes_split_dispose (GObject *object)
{
  RushesSplit *self = RUSHES_SPLIT (object);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->detail, gtk_widget_unparent);

  G_OBJECT_CLASS (rushes_split_parent_class)->dispose (object);
}

static void
rushes_split_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesSplit *self = RUSHES_SPLIT (object);

  switch ((RushesSplitProps) property_id)
    {
    case PROP_LIST:
      g_value_set_object (value, self->list);
      break;
    case PROP_DETAIL:
      g_value_set_object (value, self->detail);
      break;
    case PROP_BESIDE_FROM:
      g_value_set_int (value, self->beside_from);
      break;
    case PROP_OPEN:
      g_value_set_boolean (value, self->open);
      break;
    case PROP_BESIDE:
      g_value_set_boolean (value, self->beside);
      break;
    }
}

static void
rushes_split_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesSplit *self = RUSHES_SPLIT (object);

  switch ((RushesSplitProps) property_id)
    {
    case PROP_LIST:
      set_child (self, &self->list, g_value_get_object (value), pspec);
      break;
    case PROP_DETAIL:
      set_child (self, &self->detail, g_value_get_object (value), pspec);
      break;
    case PROP_BESIDE_FROM:
      if (self->beside_from == g_value_get_int (value))
        break;
      self->beside_from = g_value_get_int (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_OPEN:
      rushes_split_set_open (self, g_value_get_boolean (value));
      break;
    case PROP_BESIDE:
      break;
    }
}

static void
rushes_split_class_init (RushesSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_split_dispose;
  object_class->get_property = rushes_split_get_property;
  object_class->set_property = rushes_split_set_property;
  widget_class->measure = rushes_split_measure;
  widget_class->size_allocate = rushes_split_size_allocate;
  widget_class->get_request_mode = rushes_split_get_request_mode;

  properties[PROP_LIST] = g_param_spec_object ("list", NULL, NULL, GTK_TYPE_WIDGET,
                                               G_PARAM_READWRITE | flags);
  properties[PROP_DETAIL] = g_param_spec_object ("detail", NULL, NULL, GTK_TYPE_WIDGET,
                                                 G_PARAM_READWRITE | flags);
  properties[PROP_BESIDE_FROM] = g_param_spec_int ("beside-from", NULL, NULL, 0, G_MAXINT,
                                                   DEFAULT_BESIDE_FROM, G_PARAM_READWRITE | flags);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, G_PARAM_READWRITE | flags);
  properties[PROP_BESIDE] = g_param_spec_boolean ("beside", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "widget");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rushes_split_init (RushesSplit *self)
{
  self->beside_from = DEFAULT_BESIDE_FROM;
  self->line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  update_children (self);
}

gboolean
rushes_split_get_open (RushesSplit *self)
{
  g_return_val_if_fail (RUSHES_IS_SPLIT (self), FALSE);

  return self->open;
}

void
rushes_split_set_open (RushesSplit *self, gboolean open)
{
  g_return_if_fail (RUSHES_IS_SPLIT (self));

  if (self->open == open)
    return;

  self->open = open;
  update_children (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

gboolean
rushes_split_get_beside (RushesSplit *self)
{
  g_return_val_if_fail (RUSHES_IS_SPLIT (self), FALSE);

  return self->beside;
}

void
rushes_split_expect_width (RushesSplit *self, int width)
{
  g_return_if_fail (RUSHES_IS_SPLIT (self));

  set_width (self, width);
}
