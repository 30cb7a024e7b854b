/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-face"

#include "config.h"

#include "ui/rushes-task-face.h"

#include "ui/rushes-describe.h"
#include "ui/rushes-look.h"
#include "ui/rushes-tinted-icon.h"
#include "ui/rushes-verbs.h"

typedef struct
{
  RushesTask *item;       /* (nullable) */
  RushesTicker *ticker;   /* (nullable) */
  RushesSession *session; /* (nullable) */
  guint position;
  GSignalGroup *item_signals;
  GSignalGroup *ticker_signals;
  gboolean ticking;
  const char *state_class;               /* (nullable): what was put on the state's box */
  GtkWidget *menu;                       /* (nullable): made when it is first asked for */
  RushesTaskPicture *picture;            /* (unowned) (nullable) */
  RushesSelectionCheck *selection_check; /* (unowned) (nullable) */
} RushesTaskFacePrivate;

typedef enum
{
  PROP_ITEM = 1,
  PROP_POSITION,
  PROP_TICKER,
  PROP_SESSION,
  PROP_PICTURES,
} RushesTaskFaceProps;

static GParamSpec *properties[PROP_PICTURES + 1];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RushesTaskFace, rushes_task_face, ADW_TYPE_BIN)

/* What changes several times a second while bytes flow. */
static const char *const flow_properties[] = { "transfer-bytes",        "transfer-total", "transfer-speed",
                                               "transfer-seconds-left", "saved-fraction", NULL };

static RushesTaskFacePrivate *
get_private (RushesTaskFace *self)
{
  return rushes_task_face_get_instance_private (self);
}

/* What it shows */

void
rushes_task_face_set_text (GtkLabel *label, const char *text)
{
  g_return_if_fail (GTK_IS_LABEL (label));

  if (g_strcmp0 (gtk_label_get_text (label), text != NULL ? text : "") != 0)
    gtk_label_set_text (label, text);
}

void
rushes_task_face_set_icon (GtkImage *image, const char *icon_name)
{
  g_return_if_fail (GTK_IS_IMAGE (image));

  rushes_tinted_icon_show (image, icon_name);
}

void
rushes_task_face_show_state (RushesTaskFace *self, GtkWidget *box, GtkImage *icon, GtkLabel *label)
{
  RushesTaskFacePrivate *priv = NULL;
  const char *style_class = NULL;

  g_return_if_fail (RUSHES_IS_TASK_FACE (self));

  priv = get_private (self);
  style_class = rushes_describe_task_state_class (priv->item);
  rushes_task_face_set_icon (icon, rushes_describe_task_state_icon (priv->item));
  rushes_task_face_set_text (label, rushes_describe_task_state (priv->item));
  if (g_strcmp0 (priv->state_class, style_class) == 0)
    return;

  if (priv->state_class != NULL)
    gtk_widget_remove_css_class (box, priv->state_class);
  if (style_class != NULL)
    gtk_widget_add_css_class (box, style_class);
  priv->state_class = style_class;
}

static void
set_accessible (GtkWidget *widget, const char *name, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* The list's own widget around it. Returns: (nullable) */
static GtkWidget *
find_list_item (RushesTaskFace *self)
{
  GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (self));

  while (widget != NULL && !GTK_IS_LIST_BASE (gtk_widget_get_parent (widget)))
    widget = gtk_widget_get_parent (widget);
  return widget;
}

static void
update_accessible (RushesTaskFace *self)
{
  GtkWidget *list_item = find_list_item (self);
  g_autofree char *name = rushes_describe_row (get_private (self)->item);
  g_autofree char *words = RUSHES_TASK_FACE_GET_CLASS (self)->describe (self);
  const char *description = words != NULL ? words : "";

  set_accessible (GTK_WIDGET (self), name, description);
  if (list_item != NULL)
    set_accessible (list_item, name, description);
}

static void
update (RushesTaskFace *self)
{
  RUSHES_TASK_FACE_GET_CLASS (self)->update (self);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    update_accessible (self);
}

static void
item_changed_cb (RushesTaskFace *self, GParamSpec *pspec, RushesTask *item)
{
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "asking"))
    return;
  if (g_strv_contains (flow_properties, name))
    RUSHES_TASK_FACE_GET_CLASS (self)->update_flow (self, name);
  else
    update (self);
}

/* Time */

static void
time_passed_cb (RushesTaskFace *self, GParamSpec *pspec, RushesTicker *ticker)
{
  if (get_private (self)->item != NULL)
    RUSHES_TASK_FACE_GET_CLASS (self)->update_times (self);
}

static void
update_ticking (RushesTaskFace *self)
{
  RushesTaskFacePrivate *priv = get_private (self);
  const gboolean ticking = priv->ticker != NULL && priv->item != NULL
                           && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (priv->ticking == ticking)
    return;

  priv->ticking = ticking;
  g_signal_group_set_target (priv->ticker_signals, ticking ? priv->ticker : NULL);
  if (!ticking)
    {
      rushes_ticker_release (priv->ticker);
      return;
    }
  rushes_ticker_hold (priv->ticker);
  time_passed_cb (self, NULL, priv->ticker);
}

/* Its files */

static gboolean
can_look (RushesTaskFace *self)
{
  RushesTaskFacePrivate *priv = get_private (self);

  return priv->session != NULL && priv->item != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static void
look_if_due (RushesTaskFace *self)
{
  if (can_look (self))
    rushes_look_after_if_due (get_private (self)->session, get_private (self)->item);
}

void
rushes_task_face_look (RushesTaskFace *self)
{
  g_return_if_fail (RUSHES_IS_TASK_FACE (self));

  if (can_look (self))
    rushes_look_after (get_private (self)->session, get_private (self)->item);
}

/* Its size */

void
rushes_task_face_measure (
  RushesTaskFace *self, GtkOrientation orientation, int for_size, int *minimum, int *natural)
{
  int width = 0;

  g_return_if_fail (RUSHES_IS_TASK_FACE (self));

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
      for_size = MAX (for_size, width);
    }
  gtk_widget_measure (GTK_WIDGET (self), orientation, for_size, minimum, natural, NULL, NULL);
}

/* The menu */

static GtkPopover *
get_menu (RushesTaskFace *self)
{
  RushesTaskFacePrivate *priv = get_private (self);

  if (priv->menu == NULL)
    {
      priv->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (priv->menu), FALSE);
      gtk_widget_set_halign (priv->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (priv->menu, GTK_WIDGET (self));
    }
  return GTK_POPOVER (priv->menu);
}

void
rushes_task_face_popup_menu (RushesTaskFace *self, double x, double y)
{
  RushesTaskFacePrivate *priv = NULL;
  g_autoptr (GMenuModel) model = NULL;
  GdkRectangle place = { (int) x, (int) y, 0, 0 };
  GtkPopover *menu = NULL;

  g_return_if_fail (RUSHES_IS_TASK_FACE (self));

  priv = get_private (self);
  if (priv->item == NULL)
    return;

  menu = get_menu (self);
  model = rushes_verbs_new_menu (priv->item);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (menu), model);
  if (x < 0)
    {
      const int menu_x = RUSHES_TASK_FACE_GET_CLASS (self)->menu_x;

      place.x = menu_x >= 0 ? menu_x : gtk_widget_get_width (GTK_WIDGET (self)) / 2;
      if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
        place.x = gtk_widget_get_width (GTK_WIDGET (self)) - place.x;
      place.y = gtk_widget_get_height (GTK_WIDGET (self)) / 2;
    }
  gtk_popover_set_pointing_to (menu, &place);
  gtk_popover_popup (menu);
}

static void
secondary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, RushesTaskFace *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  rushes_task_face_popup_menu (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, RushesTaskFace *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!rushes_selection_check_begin (get_private (self)->selection_check))
    rushes_task_face_popup_menu (self, x, y);
}

static void
add_gestures (RushesTaskFace *self)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (long_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}

/* The object */

static void
rushes_task_face_set_item (RushesTaskFace *self, RushesTask *item)
{
  RushesTaskFacePrivate *priv = get_private (self);

  if (priv->item == item)
    return;

  if (priv->menu != NULL)
    gtk_popover_popdown (GTK_POPOVER (priv->menu));
  g_set_object (&priv->item, item);
  g_signal_group_set_target (priv->item_signals, item);
  rushes_task_picture_set_item (priv->picture, item);
  if (item != NULL)
    update (self);
  update_ticking (self);
  look_if_due (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
rushes_task_face_set_position (RushesTaskFace *self, guint position)
{
  RushesTaskFacePrivate *priv = get_private (self);

  if (priv->position == position)
    return;

  priv->position = position;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

static void
rushes_task_face_set_ticker (RushesTaskFace *self, RushesTicker *ticker)
{
  RushesTaskFacePrivate *priv = get_private (self);

  if (priv->ticker == ticker)
    return;

  if (priv->ticking)
    {
      g_signal_group_set_target (priv->ticker_signals, NULL);
      rushes_ticker_release (priv->ticker);
      priv->ticking = FALSE;
    }
  g_set_object (&priv->ticker, ticker);
  if (ticker != NULL)
    time_passed_cb (self, NULL, ticker);
  update_ticking (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKER]);
}

static void
rushes_task_face_set_session (RushesTaskFace *self, RushesSession *session)
{
  if (!g_set_object (&get_private (self)->session, session))
    return;

  look_if_due (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
rushes_task_face_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_task_face_parent_class)->map (widget);
  update_ticking (RUSHES_TASK_FACE (widget));
  look_if_due (RUSHES_TASK_FACE (widget));
}

static void
rushes_task_face_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_task_face_parent_class)->unmap (widget);
  update_ticking (RUSHES_TASK_FACE (widget));
}

static void
rushes_task_face_root (GtkWidget *widget)
{
  RushesTaskFace *self = RUSHES_TASK_FACE (widget);

  GTK_WIDGET_CLASS (rushes_task_face_parent_class)->root (widget);
  if (get_private (self)->item != NULL)
    update_accessible (self);
}

static void
rushes_task_face_dispose (GObject *object)
{
  RushesTaskFace *self = RUSHES_TASK_FACE (object);
  RushesTaskFacePrivate *priv = get_private (self);

  g_signal_group_set_target (priv->item_signals, NULL);
  rushes_task_face_set_ticker (self, NULL);
  g_clear_object (&priv->item);
  g_clear_object (&priv->session);
  g_clear_pointer (&priv->menu, gtk_widget_unparent);
  priv->picture = NULL;
  priv->selection_check = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), G_OBJECT_TYPE (self));

  G_OBJECT_CLASS (rushes_task_face_parent_class)->dispose (object);
}

static void
rushes_task_face_finalize (GObject *object)
{
  RushesTaskFacePrivate *priv = get_private (RUSHES_TASK_FACE (object));

  g_clear_object (&priv->item_signals);
  g_clear_object (&priv->ticker_signals);

  G_OBJECT_CLASS (rushes_task_face_parent_class)->finalize (object);
}

static void
rushes_task_face_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTaskFacePrivate *priv = get_private (RUSHES_TASK_FACE (object));

  switch ((RushesTaskFaceProps) property_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, priv->item);
      break;
    case PROP_POSITION:
      g_value_set_uint (value, priv->position);
      break;
    case PROP_TICKER:
      g_value_set_object (value, priv->ticker);
      break;
    case PROP_SESSION:
      g_value_set_object (value, priv->session);
      break;
    case PROP_PICTURES:
      g_object_get_property (G_OBJECT (priv->picture), "pictures", value);
      break;
    }
}

static void
rushes_task_face_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesTaskFace *self = RUSHES_TASK_FACE (object);

  switch ((RushesTaskFaceProps) property_id)
    {
    case PROP_ITEM:
      rushes_task_face_set_item (self, g_value_get_object (value));
      break;
    case PROP_POSITION:
      rushes_task_face_set_position (self, g_value_get_uint (value));
      break;
    case PROP_TICKER:
      rushes_task_face_set_ticker (self, g_value_get_object (value));
      break;
    case PROP_SESSION:
      rushes_task_face_set_session (self, g_value_get_object (value));
      break;
    case PROP_PICTURES:
      g_object_set_property (G_OBJECT (get_private (self)->picture), "pictures", value);
      break;
    }
}

static void
rushes_task_face_class_init (RushesTaskFaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_task_face_dispose;
  object_class->finalize = rushes_task_face_finalize;
  object_class->get_property = rushes_task_face_get_property;
  object_class->set_property = rushes_task_face_set_property;
  widget_class->map = rushes_task_face_map;
  widget_class->unmap = rushes_task_face_unmap;
  widget_class->root = rushes_task_face_root;
  klass->menu_x = -1;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, RUSHES_TYPE_TASK, flags);
  properties[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, G_MAXUINT, flags);
  properties[PROP_TICKER] = g_param_spec_object ("ticker", NULL, NULL, RUSHES_TYPE_TICKER, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, RUSHES_TYPE_PICTURES, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rushes_task_face_init (RushesTaskFace *self)
{
  RushesTaskFacePrivate *priv = get_private (self);

  priv->position = G_MAXUINT;
  priv->item_signals = g_signal_group_new (RUSHES_TYPE_TASK);
  g_signal_group_connect_swapped (priv->item_signals, "notify", G_CALLBACK (item_changed_cb), self);
  priv->ticker_signals = g_signal_group_new (RUSHES_TYPE_TICKER);
  g_signal_group_connect_swapped (priv->ticker_signals, "notify::now", G_CALLBACK (time_passed_cb), self);
  add_gestures (self);
}

void
rushes_task_face_set_parts (RushesTaskFace *self,
                            RushesTaskPicture *picture,
                            RushesSelectionCheck *selection_check)
{
  g_return_if_fail (RUSHES_IS_TASK_FACE (self));
  g_return_if_fail (RUSHES_IS_TASK_PICTURE (picture));
  g_return_if_fail (RUSHES_IS_SELECTION_CHECK (selection_check));

  get_private (self)->picture = picture;
  get_private (self)->selection_check = selection_check;
}

RushesTask *
rushes_task_face_get_item (RushesTaskFace *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_FACE (self), NULL);

  return get_private (self)->item;
}

RushesTicker *
rushes_task_face_get_ticker (RushesTaskFace *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_FACE (self), NULL);

  return get_private (self)->ticker;
}
