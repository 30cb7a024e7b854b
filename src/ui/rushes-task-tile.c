/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-tile"

#include "config.h"

#include "ui/rushes-task-tile.h"

#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-format.h"
#include "ui/rushes-look.h"
#include "ui/rushes-selection-check.h"
#include "ui/rushes-task-picture.h"
#include "ui/rushes-task-row.h"

struct _RushesTaskTile
{
  AdwBin parent_instance;

  RushesTask *item; /* (nullable) */
  RushesTicker *ticker;
  RushesSession *session; /* (nullable) */
  GSignalGroup *item_signals;
  GSignalGroup *ticker_signals;
  gboolean ticking;
  const char *state_class; /* what was put on the state's box */
  GtkWidget *menu;         /* (nullable): made when it is first asked for */

  RushesTaskPicture *picture;
  RushesSelectionCheck *selection_check;
  GtkLabel *title_label;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkLabel *facts_label;
};

typedef enum
{
  PROP_ITEM = 1,
  PROP_TICKER,
  PROP_SESSION,
  PROP_PICTURES,
} RushesTaskTileProps;

static GParamSpec *properties[PROP_PICTURES + 1];

G_DEFINE_FINAL_TYPE (RushesTaskTile, rushes_task_tile, ADW_TYPE_BIN)

static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text != NULL ? text : "") != 0)
    gtk_label_set_text (label, text);
}

static void
update_state (RushesTaskTile *self)
{
  const char *icon = rushes_describe_task_state_icon (self->item);
  const char *style_class = rushes_describe_task_state_class (self->item);

  set_text (self->state_label, rushes_describe_task_state (self->item));
  if (g_strcmp0 (gtk_image_get_icon_name (self->state_icon), icon) != 0)
    gtk_image_set_from_icon_name (self->state_icon, icon);

  if (g_strcmp0 (self->state_class, style_class) == 0)
    return;
  if (self->state_class != NULL)
    gtk_widget_remove_css_class (self->state_box, self->state_class);
  if (style_class != NULL)
    gtk_widget_add_css_class (self->state_box, style_class);
  self->state_class = style_class;
}

/* One thing only: how its video comes, or why it does not; else how large it is to be seen. */
static void
update_facts (RushesTaskTile *self)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (self->item);
  g_autofree char *facts = rushes_describe_transfer_briefly (self->item);

  if (facts == NULL && snapshot != NULL)
    facts = rushes_format_dimensions (snapshot->width, snapshot->height);
  set_text (self->facts_label, facts);
}

static char *
describe (RushesTaskTile *self)
{
  RushesFailure *failure = rushes_task_get_failure (self->item);

  return failure != NULL ? rushes_describe_failure (failure) : rushes_describe_times (self->item);
}

/* As in the list: tooltips are written when somebody asks for them. */
static gboolean
title_asked_cb (
  RushesTaskTile *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  gtk_tooltip_set_text (tooltip, self->item != NULL ? rushes_describe_title (self->item) : NULL);
  return self->item != NULL;
}

static gboolean
state_asked_cb (
  RushesTaskTile *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  g_autofree char *description = self->item != NULL ? describe (self) : NULL;

  gtk_tooltip_set_text (tooltip, description);
  return description != NULL;
}

/* As in the list: the name also on the list's own widget, where a screen reader stops. */
static void
update_accessible (RushesTaskTile *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = rushes_describe_row (self->item);
  g_autofree char *description = describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description != NULL ? description : "",
                                  -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description != NULL ? description : "", -1);
}

static void
update_all (RushesTaskTile *self)
{
  if (self->item == NULL)
    return;

  set_text (self->title_label, rushes_describe_title (self->item));
  update_state (self);
  update_facts (self);
  update_accessible (self);
}

static void
item_changed_cb (RushesTaskTile *self, GParamSpec *pspec, RushesTask *item)
{
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "asking"))
    return;
  if (g_str_has_prefix (name, "transfer-") || g_str_equal (name, "saved-fraction"))
    update_facts (self);
  else
    update_all (self);
}

/* Time */

static void
time_passed_cb (RushesTaskTile *self, GParamSpec *pspec, RushesTicker *ticker)
{
  rushes_task_picture_set_now (self->picture, rushes_ticker_get_now (ticker));
}

static void
update_ticking (RushesTaskTile *self)
{
  const gboolean ticking = self->ticker != NULL && self->item != NULL
                           && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (self->ticking == ticking)
    return;

  self->ticking = ticking;
  g_signal_group_set_target (self->ticker_signals, ticking ? self->ticker : NULL);
  if (ticking)
    {
      rushes_ticker_hold (self->ticker);
      time_passed_cb (self, NULL, self->ticker);
    }
  else
    {
      rushes_ticker_release (self->ticker);
    }
}

static void
look_if_due (RushesTaskTile *self)
{
  if (self->session != NULL && self->item != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    rushes_look_after_if_due (self->session, self->item);
}

void
rushes_task_tile_look (RushesTaskTile *self)
{
  g_return_if_fail (RUSHES_IS_TASK_TILE (self));

  if (self->session != NULL && self->item != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    rushes_look_after (self->session, self->item);
}

/* The menu */

void
rushes_task_tile_popup_menu (RushesTaskTile *self, double x, double y)
{
  g_autoptr (GMenuModel) model = NULL;
  GdkRectangle place = { 0 };

  g_return_if_fail (RUSHES_IS_TASK_TILE (self));

  if (self->item == NULL)
    return;

  model = rushes_task_row_new_menu (self->item);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);

  place.x = x < 0 ? gtk_widget_get_width (GTK_WIDGET (self)) / 2 : (int) x;
  place.y = x < 0 ? gtk_widget_get_height (GTK_WIDGET (self)) / 2 : (int) y;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
secondary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, RushesTaskTile *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  rushes_task_tile_popup_menu (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, RushesTaskTile *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!rushes_selection_check_begin (self->selection_check))
    rushes_task_tile_popup_menu (self, x, y);
}

/* The object */

static void
rushes_task_tile_set_item (RushesTaskTile *self, RushesTask *item)
{
  if (self->item == item)
    return;

  if (self->menu != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->menu));
  g_set_object (&self->item, item);
  g_signal_group_set_target (self->item_signals, item);
  rushes_task_picture_set_item (self->picture, item);
  update_all (self);
  update_ticking (self);
  look_if_due (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
rushes_task_tile_set_ticker (RushesTaskTile *self, RushesTicker *ticker)
{
  if (self->ticker == ticker)
    return;

  if (self->ticking)
    {
      g_signal_group_set_target (self->ticker_signals, NULL);
      rushes_ticker_release (self->ticker);
      self->ticking = FALSE;
    }
  g_set_object (&self->ticker, ticker);
  update_ticking (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKER]);
}

static void
rushes_task_tile_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_task_tile_parent_class)->map (widget);
  update_ticking (RUSHES_TASK_TILE (widget));
  look_if_due (RUSHES_TASK_TILE (widget));
}

static void
rushes_task_tile_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_task_tile_parent_class)->unmap (widget);
  update_ticking (RUSHES_TASK_TILE (widget));
}

static void
rushes_task_tile_root (GtkWidget *widget)
{
  RushesTaskTile *self = RUSHES_TASK_TILE (widget);

  GTK_WIDGET_CLASS (rushes_task_tile_parent_class)->root (widget);
  if (self->item != NULL)
    update_accessible (self);
}

static void
rushes_task_tile_dispose (GObject *object)
{
  RushesTaskTile *self = RUSHES_TASK_TILE (object);

  g_signal_group_set_target (self->item_signals, NULL);
  rushes_task_tile_set_ticker (self, NULL);
  g_clear_object (&self->item);
  g_clear_object (&self->session);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_TASK_TILE);

  G_OBJECT_CLASS (rushes_task_tile_parent_class)->dispose (object);
}

static void
rushes_task_tile_finalize (GObject *object)
{
  RushesTaskTile *self = RUSHES_TASK_TILE (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->ticker_signals);

  G_OBJECT_CLASS (rushes_task_tile_parent_class)->finalize (object);
}

static void
rushes_task_tile_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTaskTile *self = RUSHES_TASK_TILE (object);

  switch ((RushesTaskTileProps) property_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_TICKER:
      g_value_set_object (value, self->ticker);
      break;
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_PICTURES:
      g_object_get_property (G_OBJECT (self->picture), "pictures", value);
      break;
    }
}

static void
rushes_task_tile_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesTaskTile *self = RUSHES_TASK_TILE (object);

  switch ((RushesTaskTileProps) property_id)
    {
    case PROP_ITEM:
      rushes_task_tile_set_item (self, g_value_get_object (value));
      break;
    case PROP_TICKER:
      rushes_task_tile_set_ticker (self, g_value_get_object (value));
      break;
    case PROP_SESSION:
      if (g_set_object (&self->session, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      look_if_due (self);
      break;
    case PROP_PICTURES:
      g_object_set_property (G_OBJECT (self->picture), "pictures", value);
      g_object_notify_by_pspec (object, pspec);
      break;
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (RUSHES_TYPE_SELECTION_CHECK);
  g_type_ensure (RUSHES_TYPE_TASK_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-task-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, picture);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, selection_check);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, state_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, state_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, state_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskTile, facts_label);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, state_asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_asked_cb);
}

static void
rushes_task_tile_class_init (RushesTaskTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_task_tile_dispose;
  object_class->finalize = rushes_task_tile_finalize;
  object_class->get_property = rushes_task_tile_get_property;
  object_class->set_property = rushes_task_tile_set_property;
  widget_class->map = rushes_task_tile_map;
  widget_class->unmap = rushes_task_tile_unmap;
  widget_class->root = rushes_task_tile_root;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, RUSHES_TYPE_TASK, flags);
  properties[PROP_TICKER] = g_param_spec_object ("ticker", NULL, NULL, RUSHES_TYPE_TICKER, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, RUSHES_TYPE_PICTURES, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
rushes_task_tile_init (RushesTaskTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (RUSHES_TYPE_TASK);
  g_signal_group_connect_swapped (self->item_signals, "notify", G_CALLBACK (item_changed_cb), self);
  self->ticker_signals = g_signal_group_new (RUSHES_TYPE_TICKER);
  g_signal_group_connect_swapped (self->ticker_signals, "notify::now", G_CALLBACK (time_passed_cb), self);
}

GtkWidget *
rushes_task_tile_new (void)
{
  return g_object_new (RUSHES_TYPE_TASK_TILE, NULL);
}

RushesTask *
rushes_task_tile_get_item (RushesTaskTile *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_TILE (self), NULL);

  return self->item;
}
