/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-yield-layout"

#include "config.h"

#include "ui/rushes-yield-layout.h"

struct _RushesYieldLayout
{
  GtkLayoutManager parent_instance;

  guint spacing;
};

typedef enum
{
  PROP_SPACING = 1,
} RushesYieldLayoutProps;

static GParamSpec *properties[PROP_SPACING + 1];

G_DEFINE_FINAL_TYPE (RushesYieldLayout, rushes_yield_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Returns: (nullable): where it wants to be seen at all */
static GtkWidget *
get_second (GtkWidget *first)
{
  GtkWidget *second = first != NULL ? gtk_widget_get_next_sibling (first) : NULL;

  return second != NULL && gtk_widget_get_visible (second) ? second : NULL;
}

static void
rushes_yield_layout_measure (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  RushesYieldLayout *self = RUSHES_YIELD_LAYOUT (manager);
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = get_second (first);
  int second_minimum = 0;
  int second_natural = 0;

  *minimum = *natural = 0;
  if (first != NULL)
    gtk_widget_measure (first, orientation, -1, minimum, natural, NULL, NULL);
  if (second == NULL)
    return;

  gtk_widget_measure (second, orientation, -1, &second_minimum, &second_natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural += (int) self->spacing + second_natural;
    }
  else
    {
      *minimum = MAX (*minimum, second_minimum);
      *natural = MAX (*natural, second_natural);
    }
}

static void
allocate (GtkWidget *widget, GtkWidget *child, int x, int width, int height)
{
  GtkAllocation place = { x, 0, width, height };

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    place.x = gtk_widget_get_width (widget) - x - width;
  gtk_widget_size_allocate (child, &place, -1);
}

static void
rushes_yield_layout_allocate (
  GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  RushesYieldLayout *self = RUSHES_YIELD_LAYOUT (manager);
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *second = get_second (first);
  int least = 0;
  int wanted = 0;
  int rest = 0;

  if (first == NULL)
    return;

  gtk_widget_measure (first, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
  wanted = MAX (least, MIN (wanted, width));
  allocate (widget, first, 0, wanted, height);
  if (second == NULL)
    return;

  rest = width - wanted - (int) self->spacing;
  gtk_widget_measure (second, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_set_child_visible (second, rest >= least);
  if (rest >= least)
    allocate (widget, second, wanted + (int) self->spacing, rest, height);
}

static void
rushes_yield_layout_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((RushesYieldLayoutProps) property_id)
    {
    case PROP_SPACING:
      g_value_set_uint (value, RUSHES_YIELD_LAYOUT (object)->spacing);
      break;
    }
}

static void
rushes_yield_layout_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesYieldLayout *self = RUSHES_YIELD_LAYOUT (object);

  switch ((RushesYieldLayoutProps) property_id)
    {
    case PROP_SPACING:
      if (self->spacing == g_value_get_uint (value))
        return;
      self->spacing = g_value_get_uint (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    }
}

static void
rushes_yield_layout_class_init (RushesYieldLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = rushes_yield_layout_get_property;
  object_class->set_property = rushes_yield_layout_set_property;
  layout_class->measure = rushes_yield_layout_measure;
  layout_class->allocate = rushes_yield_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_uint ("spacing", NULL, NULL, 0, G_MAXINT16, 0,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_yield_layout_init (RushesYieldLayout *self)
{
}
