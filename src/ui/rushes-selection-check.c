/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-selection-check"

#include "config.h"

#include "ui/rushes-selection-check.h"

#include <glib/gi18n-lib.h>

struct _RushesSelectionCheck
{
  AdwBin parent_instance;

  GtkCheckButton *button;    /* (nullable) */
  GtkWidget *item;           /* (nullable): the list's own widget around everything */
  GtkEventController *click; /* (unowned) (nullable): on @item */
  gulong flags_id;           /* on @item */
  gulong selecting_id;       /* on the window */
  gulong toggled_id;
};

G_DEFINE_FINAL_TYPE (RushesSelectionCheck, rushes_selection_check, ADW_TYPE_BIN)

static gboolean
is_selecting (RushesSelectionCheck *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean selecting = FALSE;

  if (self->selecting_id != 0)
    g_object_get (root, "selecting", &selecting, NULL);
  return selecting;
}

static gboolean
is_selected (RushesSelectionCheck *self)
{
  return self->item != NULL && (gtk_widget_get_state_flags (self->item) & GTK_STATE_FLAG_SELECTED) != 0;
}

static void toggle (RushesSelectionCheck *self);

/* Made when somebody selects: the list has hundreds of these, and they are seldom wanted. */
static void
make_button (RushesSelectionCheck *self)
{
  GtkWidget *button = gtk_check_button_new ();

  self->button = GTK_CHECK_BUTTON (button);
  self->toggled_id = g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggle), self);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* The item has the focus, and the space bar does the same there. */
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_add_css_class (button, "selection-mode");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Select"), -1);
  adw_bin_set_child (ADW_BIN (self), button);
}

static void
update (RushesSelectionCheck *self)
{
  const gboolean selecting = is_selecting (self);

  gtk_widget_set_visible (GTK_WIDGET (self), selecting);
  if (selecting && self->button == NULL)
    make_button (self);
  if (self->button == NULL)
    return;

  g_signal_handler_block (self->button, self->toggled_id);
  gtk_check_button_set_active (self->button, is_selected (self));
  g_signal_handler_unblock (self->button, self->toggled_id);
}

static void
toggle (RushesSelectionCheck *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "listitem.select", "(bb)", TRUE, FALSE);
  update (self);
}

static void
item_flags_changed_cb (RushesSelectionCheck *self)
{
  update (self);
}

/* Buttons go on doing what they say. */
static gboolean
has_other_use (GtkWidget *item, double x, double y)
{
  GtkWidget *target = gtk_widget_pick (item, x, y, GTK_PICK_DEFAULT);

  for (; target != NULL && target != item; target = gtk_widget_get_parent (target))
    if (GTK_IS_BUTTON (target) || GTK_IS_CHECK_BUTTON (target))
      return TRUE;
  return FALSE;
}

static void
item_released_cb (GtkGestureClick *gesture, int n_press, double x, double y, RushesSelectionCheck *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  /* With a modifier the list knows what to do. */
  if (!is_selecting (self) || (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0
      || has_other_use (self->item, x, y))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (self->item);
  toggle (self);
}

static gboolean
is_key (GtkShortcut *shortcut, guint keyval, GdkModifierType modifiers)
{
  GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

  return GTK_IS_KEYVAL_TRIGGER (trigger)
         && gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval
         && gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers;
}

/* An arrow key selects the one that it comes to, and nothing else: with Control it only goes there. While
 * many are being chosen nobody wants to lose them, so the list does what it does for the key with Control. */
static gboolean
move_only (GtkWidget *list, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (list);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      const guint n_keys = GTK_IS_SHORTCUT_CONTROLLER (controller)
                             ? g_list_model_get_n_items (G_LIST_MODEL (controller))
                             : 0;

      for (guint j = 0; j < n_keys; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (is_key (shortcut, keyval, GDK_CONTROL_MASK))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, list,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

static gboolean
is_moving_key (guint keyval)
{
  const guint keys[] = { GDK_KEY_Up,      GDK_KEY_KP_Up,      GDK_KEY_Down,      GDK_KEY_KP_Down,
                         GDK_KEY_Left,    GDK_KEY_KP_Left,    GDK_KEY_Right,     GDK_KEY_KP_Right,
                         GDK_KEY_Home,    GDK_KEY_KP_Home,    GDK_KEY_End,       GDK_KEY_KP_End,
                         GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keyval == keys[i])
      return TRUE;
  return FALSE;
}

static gboolean
is_list_selecting (GtkWidget *list)
{
  GtkRoot *root = gtk_widget_get_root (list);
  gboolean selecting = FALSE;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (root), "selecting") != NULL)
    g_object_get (root, "selecting", &selecting, NULL);
  return selecting;
}

/* The item is not opened while others are being chosen: the Enter key chooses it, as the space bar does. */
static gboolean
list_key_pressed_cb (
  GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, GtkWidget *list)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (list));

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || focus == NULL
      || gtk_widget_get_parent (focus) != list || !is_list_selecting (list))
    return GDK_EVENT_PROPAGATE;
  if (is_moving_key (keyval))
    return move_only (list, keyval);
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (focus, "listitem.select", "(bb)", TRUE, FALSE);
  return GDK_EVENT_STOP;
}

/* On the list: an item may have the focus before it is in sight. */
void
rushes_selection_check_add_keys (GtkWidget *list)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (GTK_IS_LIST_BASE (list));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (list_key_pressed_cb), list);
  gtk_widget_add_controller (list, keys);
}

static void
attach (RushesSelectionCheck *self)
{
  GtkWidget *item = GTK_WIDGET (self);

  while (item != NULL && !GTK_IS_LIST_BASE (gtk_widget_get_parent (item)))
    item = gtk_widget_get_parent (item);
  if (item == NULL)
    return;

  self->item = g_object_ref (item);
  self->flags_id = g_signal_connect_swapped (item, "state-flags-changed", G_CALLBACK (item_flags_changed_cb),
                                             self);
  self->click = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  /* Before the list, which would select this one alone. */
  gtk_event_controller_set_propagation_phase (self->click, GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->click), GDK_BUTTON_PRIMARY);
  g_signal_connect (self->click, "released", G_CALLBACK (item_released_cb), self);
  gtk_widget_add_controller (item, self->click);
}

static void
detach (RushesSelectionCheck *self)
{
  if (self->item == NULL)
    return;

  g_clear_signal_handler (&self->flags_id, self->item);
  gtk_widget_remove_controller (self->item, g_steal_pointer (&self->click));
  g_clear_object (&self->item);
}

static void
rushes_selection_check_root (GtkWidget *widget)
{
  RushesSelectionCheck *self = RUSHES_SELECTION_CHECK (widget);
  GtkRoot *root = NULL;

  GTK_WIDGET_CLASS (rushes_selection_check_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (root), "selecting") != NULL)
    self->selecting_id = g_signal_connect_swapped (root, "notify::selecting", G_CALLBACK (update), self);
  attach (self);
  update (self);
}

static void
rushes_selection_check_unroot (GtkWidget *widget)
{
  RushesSelectionCheck *self = RUSHES_SELECTION_CHECK (widget);

  detach (self);
  g_clear_signal_handler (&self->selecting_id, gtk_widget_get_root (widget));
  GTK_WIDGET_CLASS (rushes_selection_check_parent_class)->unroot (widget);
}

static void
rushes_selection_check_class_init (RushesSelectionCheckClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->root = rushes_selection_check_root;
  widget_class->unroot = rushes_selection_check_unroot;
}

static void
rushes_selection_check_init (RushesSelectionCheck *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
rushes_selection_check_new (void)
{
  return g_object_new (RUSHES_TYPE_SELECTION_CHECK, NULL);
}

gboolean
rushes_selection_check_begin (RushesSelectionCheck *self)
{
  g_return_val_if_fail (RUSHES_IS_SELECTION_CHECK (self), FALSE);

  if (self->selecting_id == 0 || self->item == NULL || is_selecting (self))
    return FALSE;

  g_object_set (gtk_widget_get_root (GTK_WIDGET (self)), "selecting", TRUE, NULL);
  if (!is_selected (self))
    toggle (self);
  return TRUE;
}
