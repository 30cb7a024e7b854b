/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-adaptive-bin"

#include "config.h"

#include "ui/rushes-adaptive-bin.h"

#define DEFAULT_NARROW_BELOW 600
/* 96 dots an inch in the 1024ths of GtkSettings: text of its common size. */
#define COMMON_DPI (96 * 1024)

struct _RushesAdaptiveBin
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (nullable) */
  int narrow_below;
  int low_below;
  gboolean narrow;
  gboolean low;
  guint tick_id; /* while "narrow" or "low" is about to change */
};

typedef enum
{
  PROP_CHILD = 1,
  PROP_NARROW_BELOW,
  PROP_NARROW,
  PROP_LOW_BELOW,
  PROP_LOW,
} RushesAdaptiveBinProps;

static GParamSpec *properties[PROP_LOW + 1];

static void rushes_adaptive_bin_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesAdaptiveBin,
                               rushes_adaptive_bin,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, rushes_adaptive_bin_buildable_init))

static GtkBuildableIface *parent_buildable_iface;

/* Where text is larger, so is what it stands in. */
static gboolean
is_below (RushesAdaptiveBin *self, int size, int limit)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  int dpi = 0;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  return size < (dpi > 0 ? (gint64) limit * dpi / COMMON_DPI : limit);
}

static void
set_width (RushesAdaptiveBin *self, int width)
{
  gboolean narrow = is_below (self, width, self->narrow_below);

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
set_height (RushesAdaptiveBin *self, int height)
{
  gboolean low = is_below (self, height, self->low_below);

  if (self->low == low)
    return;

  self->low = low;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOW]);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (widget);

  self->tick_id = 0;
  set_width (self, gtk_widget_get_width (widget));
  set_height (self, gtk_widget_get_height (widget));

  return G_SOURCE_REMOVE;
}

static void
rushes_adaptive_bin_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (widget);
  int least_width = 0;

  *minimum = *natural = 0;
  if (self->child == NULL)
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->child, orientation, -1, NULL, natural, NULL, NULL);
      return;
    }
  if (for_size >= 0)
    {
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      for_size = MAX (for_size, least_width);
    }
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
rushes_adaptive_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (widget);
  int least_width = 0;

  if ((self->narrow != is_below (self, width, self->narrow_below)
       || self->low != is_below (self, height, self->low_below))
      && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (widget, tick_cb, NULL, NULL);

  if (self->child == NULL)
    return;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  gtk_widget_allocate (self->child, MAX (width, least_width), height, baseline, NULL);
}

static GtkSizeRequestMode
rushes_adaptive_bin_get_request_mode (GtkWidget *widget)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child) : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
rushes_adaptive_bin_set_child (RushesAdaptiveBin *self, GtkWidget *child)
{
  if (self->child == child)
    return;

  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

static void
rushes_adaptive_bin_dispose (GObject *object)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (object);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (rushes_adaptive_bin_parent_class)->dispose (object);
}

static void
rushes_adaptive_bin_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (object);

  switch ((RushesAdaptiveBinProps) property_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_NARROW_BELOW:
      g_value_set_int (value, self->narrow_below);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_LOW_BELOW:
      g_value_set_int (value, self->low_below);
      break;
    case PROP_LOW:
      g_value_set_boolean (value, self->low);
      break;
    }
}

static void
rushes_adaptive_bin_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesAdaptiveBin *self = RUSHES_ADAPTIVE_BIN (object);

  switch ((RushesAdaptiveBinProps) property_id)
    {
    case PROP_CHILD:
      rushes_adaptive_bin_set_child (self, g_value_get_object (value));
      break;
    case PROP_NARROW_BELOW:
      if (self->narrow_below == g_value_get_int (value))
        break;
      self->narrow_below = g_value_get_int (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_LOW_BELOW:
      if (self->low_below == g_value_get_int (value))
        break;
      self->low_below = g_value_get_int (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_NARROW:
    case PROP_LOW:
      break;
    }
}

static void
rushes_adaptive_bin_class_init (RushesAdaptiveBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_adaptive_bin_dispose;
  object_class->get_property = rushes_adaptive_bin_get_property;
  object_class->set_property = rushes_adaptive_bin_set_property;
  widget_class->measure = rushes_adaptive_bin_measure;
  widget_class->size_allocate = rushes_adaptive_bin_size_allocate;
  widget_class->get_request_mode = rushes_adaptive_bin_get_request_mode;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | flags);
  properties[PROP_NARROW_BELOW] = g_param_spec_int ("narrow-below", NULL, NULL, 0, G_MAXINT,
                                                    DEFAULT_NARROW_BELOW, G_PARAM_READWRITE | flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  properties[PROP_LOW_BELOW] = g_param_spec_int ("low-below", NULL, NULL, 0, G_MAXINT, 0,
                                                 G_PARAM_READWRITE | flags);
  properties[PROP_LOW] = g_param_spec_boolean ("low", NULL, NULL, FALSE, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "widget");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rushes_adaptive_bin_init (RushesAdaptiveBin *self)
{
  self->narrow_below = DEFAULT_NARROW_BELOW;
  /* For the one frame in which the child is wider than this. */
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
rushes_adaptive_bin_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child) && type == NULL)
    rushes_adaptive_bin_set_child (RUSHES_ADAPTIVE_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable_iface->add_child (buildable, builder, child, type);
}

static void
rushes_adaptive_bin_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable_iface = g_type_interface_peek_parent (iface);
  iface->add_child = rushes_adaptive_bin_add_child;
}

gboolean
rushes_adaptive_bin_get_narrow (RushesAdaptiveBin *self)
{
  g_return_val_if_fail (RUSHES_IS_ADAPTIVE_BIN (self), FALSE);

  return self->narrow;
}

gboolean
rushes_adaptive_bin_get_low (RushesAdaptiveBin *self)
{
  g_return_val_if_fail (RUSHES_IS_ADAPTIVE_BIN (self), FALSE);

  return self->low;
}

void
rushes_adaptive_bin_expect_width (RushesAdaptiveBin *self, int width)
{
  g_return_if_fail (RUSHES_IS_ADAPTIVE_BIN (self));

  set_width (self, width);
}
