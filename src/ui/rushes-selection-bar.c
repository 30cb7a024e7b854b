/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-selection-bar"

#include "config.h"

#include "ui/rushes-selection-bar.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-adaptive-bin.h"
#include "ui/rushes-fold.h"

struct _RushesSelectionBar
{
  AdwBin parent_instance;

  GtkSelectionModel *selection; /* (nullable) */
  gboolean narrow;

  GtkRevealer *revealer;
  GtkOrientable *lines;
  GtkWidget *buttons;
  GtkLabel *count_label;
};

typedef enum
{
  PROP_SELECTION = 1,
  PROP_REVEALED,
  PROP_NARROW,
} RushesSelectionBarProps;

static GParamSpec *properties[PROP_NARROW + 1];

G_DEFINE_FINAL_TYPE (RushesSelectionBar, rushes_selection_bar, ADW_TYPE_BIN)

static void
update_count (RushesSelectionBar *self)
{
  g_autoptr (GtkBitset) selected = self->selection != NULL
                                     ? gtk_selection_model_get_selection (self->selection)
                                     : NULL;
  const guint n_selected = selected != NULL ? (guint) gtk_bitset_get_size (selected) : 0;
  g_autofree char *text = NULL;

  if (self->count_label == NULL)
    return;

  if (n_selected == 0)
    text = g_strdup (_ ("None selected"));
  else
    text = g_strdup_printf (ngettext ("%u selected", "%u selected", n_selected), n_selected);
  if (g_strcmp0 (gtk_label_get_text (self->count_label), text) == 0)
    return;

  gtk_label_set_text (self->count_label, text);
  if (gtk_revealer_get_reveal_child (self->revealer))
    rushes_compat_announce (GTK_WIDGET (self), text);
}

static void
rushes_selection_bar_set_selection (RushesSelectionBar *self, GtkSelectionModel *selection)
{
  if (self->selection == selection)
    return;

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, update_count, self);
  g_set_object (&self->selection, selection);
  if (selection != NULL)
    {
      g_signal_connect_swapped (selection, "selection-changed", G_CALLBACK (update_count), self);
      g_signal_connect_swapped (selection, "items-changed", G_CALLBACK (update_count), self);
    }
  update_count (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTION]);
}

static gboolean
is_revealed (RushesSelectionBar *self)
{
  return self->revealer != NULL && gtk_revealer_get_reveal_child (self->revealer);
}

static void
arrange (RushesSelectionBar *self)
{
  gtk_orientable_set_orientation (self->lines,
                                  self->narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (GTK_BOX (self->buttons), self->narrow);
}

/* Who never selects anything does not wait for its buttons. */
static void
make (RushesSelectionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rushes_fold (self->revealer);
  update_count (self);
  arrange (self);
}

static void
rushes_selection_bar_set_revealed (RushesSelectionBar *self, gboolean revealed)
{
  if (is_revealed (self) == revealed)
    return;

  if (self->revealer == NULL)
    make (self);
  gtk_revealer_set_reveal_child (self->revealer, revealed);
  if (revealed)
    rushes_compat_announce (GTK_WIDGET (self), gtk_label_get_text (self->count_label));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVEALED]);
}

static void
rushes_selection_bar_set_narrow (RushesSelectionBar *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  if (self->lines != NULL)
    arrange (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
rushes_selection_bar_dispose (GObject *object)
{
  RushesSelectionBar *self = RUSHES_SELECTION_BAR (object);

  rushes_selection_bar_set_selection (self, NULL);
  /* Otherwise the template takes it from the bin, which goes on pointing at it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_SELECTION_BAR);

  G_OBJECT_CLASS (rushes_selection_bar_parent_class)->dispose (object);
}

static void
rushes_selection_bar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesSelectionBar *self = RUSHES_SELECTION_BAR (object);

  switch ((RushesSelectionBarProps) property_id)
    {
    case PROP_SELECTION:
      g_value_set_object (value, self->selection);
      break;
    case PROP_REVEALED:
      g_value_set_boolean (value, is_revealed (self));
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    }
}

static void
rushes_selection_bar_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesSelectionBar *self = RUSHES_SELECTION_BAR (object);

  switch ((RushesSelectionBarProps) property_id)
    {
    case PROP_SELECTION:
      rushes_selection_bar_set_selection (self, g_value_get_object (value));
      break;
    case PROP_REVEALED:
      rushes_selection_bar_set_revealed (self, g_value_get_boolean (value));
      break;
    case PROP_NARROW:
      rushes_selection_bar_set_narrow (self, g_value_get_boolean (value));
      break;
    }
}

static void
rushes_selection_bar_class_init (RushesSelectionBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_selection_bar_dispose;
  object_class->get_property = rushes_selection_bar_get_property;
  object_class->set_property = rushes_selection_bar_set_property;

  properties[PROP_SELECTION] = g_param_spec_object ("selection", NULL, NULL, GTK_TYPE_SELECTION_MODEL, flags);
  properties[PROP_REVEALED] = g_param_spec_boolean ("revealed", NULL, NULL, FALSE, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (RUSHES_TYPE_ADAPTIVE_BIN);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-selection-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesSelectionBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, RushesSelectionBar, lines);
  gtk_widget_class_bind_template_child (widget_class, RushesSelectionBar, buttons);
  gtk_widget_class_bind_template_child (widget_class, RushesSelectionBar, count_label);
}

static void
rushes_selection_bar_init (RushesSelectionBar *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Selected Tasks"),
                                  -1);
}

GtkWidget *
rushes_selection_bar_new (void)
{
  return g_object_new (RUSHES_TYPE_SELECTION_BAR, NULL);
}
