/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-row"

#include "config.h"

#include "ui/rushes-task-row.h"

#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-look.h"
#include "ui/rushes-selection-check.h"
#include "ui/rushes-steady-layout.h"
#include "ui/rushes-task-picture.h"
#include "ui/rushes-verbs.h"

/* 16:9, as most videos are; others are to be shown whole inside. */
#define PICTURE_WIDTH 112
#define PICTURE_HEIGHT 63
#define NARROW_PICTURE_WIDTH 80
#define NARROW_PICTURE_HEIGHT 45

struct _RushesTaskRow
{
  AdwBin parent_instance;

  RushesTask *item; /* (nullable) */
  RushesTicker *ticker;
  RushesSession *session; /* (nullable): who looks after the task's files */
  GSignalGroup *item_signals;
  GSignalGroup *ticker_signals;
  gboolean narrow;
  gboolean ticking;
  const char *state_class; /* what was put on the state's box */
  GtkWidget *menu;         /* (nullable): made when it is first asked for */
  GtkWidget *heading;      /* (nullable) */

  RushesSelectionCheck *selection_check;
  GtkWidget *picture;
  GtkLabel *title_label;
  GtkLabel *id_label;
  GtkBox *truth_box;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkLabel *facts_label;
  GtkWidget *urgency_box;
  GtkLabel *urgency_label;
  GtkWidget *trouble_box;
  GtkWidget *trouble_icon;
  GtkLabel *trouble_label;
  GtkWidget *transfer_box;
  GtkImage *transfer_icon;
  GtkLabel *transfer_label;
  GtkProgressBar *transfer_bar;
  GtkButton *action_button;
};

typedef enum
{
  PROP_ITEM = 1,
  PROP_TICKER,
  PROP_SESSION,
  PROP_NARROW,
  PROP_PICTURES,
  PROP_HEADING,
} RushesTaskRowProps;

static GParamSpec *properties[PROP_HEADING + 1];

G_DEFINE_FINAL_TYPE (RushesTaskRow, rushes_task_row, ADW_TYPE_BIN)

/* The sections of the context menu. */
static const RushesVerb transfer_verbs[] = { RUSHES_VERB_PAUSE, RUSHES_VERB_RESUME, RUSHES_VERB_RETRY,
                                             RUSHES_VERB_CANCEL_SAVING, RUSHES_VERB_CANCEL_KEEPING };
static const RushesVerb video_verbs[] = { RUSHES_VERB_SAVE,          RUSHES_VERB_SAVE_AGAIN,
                                          RUSHES_VERB_SAVE_DAMAGED,  RUSHES_VERB_OPEN,
                                          RUSHES_VERB_SHOW_IN_FILES, RUSHES_VERB_COPY_PATH };
static const RushesVerb task_verbs[] = { RUSHES_VERB_DETAILS, RUSHES_VERB_COPY_ID, RUSHES_VERB_RENAME,
                                         RUSHES_VERB_ASK_AGAIN };
static const RushesVerb last_verbs[] = { RUSHES_VERB_DELETE_DAMAGED, RUSHES_VERB_REMOVE_KEPT,
                                         RUSHES_VERB_REMOVE };

/* What changes several times a second while bytes flow: nothing but the line about them follows from it. */
static const char *const flow_properties[] = { "transfer-bytes",        "transfer-total", "transfer-speed",
                                               "transfer-seconds-left", "saved-fraction", NULL };

/* GtkLabel lays out anew whatever it is given: most seconds bring nothing new. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text != NULL ? text : "") != 0)
    gtk_label_set_text (label, text);
}

static void
swap_class (GtkWidget *widget, const char **current, const char *style_class)
{
  if (g_strcmp0 (*current, style_class) == 0)
    return;

  if (*current != NULL)
    gtk_widget_remove_css_class (widget, *current);
  if (style_class != NULL)
    gtk_widget_add_css_class (widget, style_class);
  *current = style_class;
}

/* Tooltips are written when somebody asks for them: GTK looks for the pointer each time that one is set. */
static gboolean
show_tooltip (GtkTooltip *tooltip, const char *text)
{
  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static gboolean
times_asked_cb (
  RushesTaskRow *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  g_autofree char *times = self->item != NULL ? rushes_describe_times (self->item) : NULL;

  return show_tooltip (tooltip, times);
}

static gboolean
trouble_asked_cb (
  RushesTaskRow *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  RushesFailure *failure = self->item != NULL ? rushes_task_get_failure (self->item) : NULL;
  RushesFailure *problem = self->item != NULL ? rushes_task_get_problem (self->item) : NULL;
  RushesFailure *trouble = failure != NULL ? failure : problem;
  g_autofree char *origin = trouble != NULL ? rushes_describe_failure_origin (trouble) : NULL;
  g_autofree char *sentence = trouble != NULL ? rushes_describe_trouble (self->item) : NULL;
  g_autofree char *text = trouble != NULL ? g_strjoin ("\n", sentence, origin, NULL) : NULL;

  return show_tooltip (tooltip, text);
}

static void
set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

static void
update_title (RushesTaskRow *self)
{
  gboolean labelled = rushes_task_get_label (self->item) != NULL;

  set_text (self->title_label, rushes_describe_title (self->item));
  set_text (self->id_label, labelled ? rushes_task_get_id (self->item) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->id_label), labelled && !self->narrow);
}

static void
update_state (RushesTaskRow *self)
{
  gtk_image_set_from_icon_name (self->state_icon, rushes_describe_task_state_icon (self->item));
  set_text (self->state_label, rushes_describe_task_state (self->item));
  swap_class (self->state_box, &self->state_class, rushes_describe_task_state_class (self->item));
}

/* The texts that change by themselves as time goes by. */
static void
update_times (RushesTaskRow *self)
{
  gint64 now = 0;
  g_autofree char *facts = NULL;
  g_autofree char *urgency = NULL;

  if (self->ticker == NULL)
    return;

  now = rushes_ticker_get_now (self->ticker);
  facts = rushes_describe_facts_of (self->item,
                                    rushes_task_picture_get_duration (RUSHES_TASK_PICTURE (self->picture)),
                                    now, self->narrow);
  urgency = rushes_describe_urgency (self->item, now);
  set_text (self->facts_label, facts);
  set_text (self->urgency_label, urgency);
  gtk_widget_set_visible (self->urgency_box, urgency != NULL);
}

static void
update_trouble (RushesTaskRow *self)
{
  RushesFailure *failure = rushes_task_get_failure (self->item);
  const RushesTransferState transfer = rushes_task_get_transfer_state (self->item);
  g_autofree char *sentence = rushes_describe_trouble (self->item);

  set_text (self->trouble_label, sentence);
  /* While it goes on, what stopped it before is history; while it waits, that is the reason. */
  gtk_widget_set_visible (self->trouble_box, sentence != NULL && !rushes_describe_is_out_of_space (self->item)
                                               && (transfer == RUSHES_TRANSFER_WAITING
                                                   || !rushes_transfer_state_is_going_on (transfer)));
  /* A failure has its icon in the line above. */
  gtk_widget_set_visible (self->trouble_icon, failure == NULL);
}

static void
update_transfer (RushesTaskRow *self)
{
  const RushesTransferState state = rushes_task_get_transfer_state (self->item);
  g_autofree char *full = rushes_describe_transfer (self->item);
  g_autofree char *text = self->narrow && full != NULL ? rushes_describe_transfer_briefly (self->item)
                                                       : g_strdup (full);
  const double fraction = rushes_describe_transfer_fraction (self->item);

  gtk_widget_set_visible (self->transfer_box, text != NULL);
  /* What has not begun has no progress. */
  gtk_widget_set_visible (GTK_WIDGET (self->transfer_bar),
                          text != NULL && fraction != 0 && state != RUSHES_TRANSFER_FAILED);
  if (text == NULL)
    return;

  gtk_image_set_from_icon_name (self->transfer_icon, rushes_describe_transfer_icon (self->item));
  set_text (self->transfer_label, text);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->transfer_bar, fraction);
}

static void
update_action (RushesTaskRow *self)
{
  RushesVerb verb = rushes_verb_choose (self->item);
  const char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->action_button), verb != RUSHES_VERB_NONE);
  if (verb == RUSHES_VERB_NONE)
    return;

  label = rushes_verb_get_label (verb);
  if (self->narrow)
    gtk_button_set_icon_name (self->action_button, rushes_verb_get_icon (verb));
  else
    gtk_button_set_label (self->action_button, label);
  set_tooltip (GTK_WIDGET (self->action_button), self->narrow ? label : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->action_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->action_button), "x",
                                    rushes_task_get_order (self->item));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), rushes_verb_get_action (verb));

  /* Accented only where doing nothing loses something. */
  if (verb == RUSHES_VERB_SAVE && rushes_task_get_state (self->item) == RUSHES_STATE_READY
      && !rushes_describe_is_coming (self->item))
    gtk_widget_add_css_class (GTK_WIDGET (self->action_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->action_button), "suggested-action");
}

/* A screen reader stops at the list's own widget around the row: it needs the name, too. */
static void
update_accessible (RushesTaskRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = rushes_describe_row (self->item);
  g_autofree char *times = rushes_describe_times (self->item);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, times != NULL ? times : "", -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, times != NULL ? times : "", -1);
}

static void
update_all (RushesTaskRow *self)
{
  if (self->item == NULL)
    return;

  update_title (self);
  update_state (self);
  update_times (self);
  update_trouble (self);
  update_transfer (self);
  update_action (self);
  update_accessible (self);
}

static void
item_changed_cb (RushesTaskRow *self, GParamSpec *pspec, RushesTask *item)
{
  const char *name = g_param_spec_get_name (pspec);

  if (g_str_equal (name, "asking"))
    return;
  if (!g_strv_contains (flow_properties, name))
    {
      update_all (self);
      return;
    }
  update_transfer (self);
  /* Its size is not known: all that can be shown is that something comes. */
  if (g_str_equal (name, "transfer-bytes") && rushes_describe_transfer_fraction (item) < 0)
    gtk_progress_bar_pulse (self->transfer_bar);
}

static void
time_passed_cb (RushesTaskRow *self, GParamSpec *pspec, RushesTicker *ticker)
{
  if (self->item != NULL)
    update_times (self);
}

static void
duration_changed_cb (RushesTaskRow *self)
{
  if (self->item != NULL && self->picture != NULL)
    update_times (self);
}

static void
update_ticking (RushesTaskRow *self)
{
  gboolean ticking = self->ticker != NULL && self->item != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));

  if (self->ticking == ticking)
    return;

  self->ticking = ticking;
  if (ticking)
    {
      g_signal_group_set_target (self->ticker_signals, self->ticker);
      rushes_ticker_hold (self->ticker);
      time_passed_cb (self, NULL, self->ticker);
    }
  else
    {
      g_signal_group_set_target (self->ticker_signals, NULL);
      rushes_ticker_release (self->ticker);
    }
}

static void
look_if_due (RushesTaskRow *self)
{
  if (self->session != NULL && self->item != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    rushes_look_after_if_due (self->session, self->item);
}

static void
rushes_task_row_set_item (RushesTaskRow *self, RushesTask *item)
{
  if (self->item == item)
    return;

  if (self->menu != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->menu));
  g_set_object (&self->item, item);
  g_signal_group_set_target (self->item_signals, item);
  rushes_task_picture_set_item (RUSHES_TASK_PICTURE (self->picture), item);
  update_all (self);
  update_ticking (self);
  look_if_due (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

static void
rushes_task_row_set_ticker (RushesTaskRow *self, RushesTicker *ticker)
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
  if (self->item != NULL)
    update_times (self);
  update_ticking (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TICKER]);
}

static void
rushes_task_row_set_session (RushesTaskRow *self, RushesSession *session)
{
  if (!g_set_object (&self->session, session))
    return;

  look_if_due (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
rushes_task_row_set_narrow (RushesTaskRow *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_widget_set_size_request (self->picture, narrow ? NARROW_PICTURE_WIDTH : PICTURE_WIDTH,
                               narrow ? NARROW_PICTURE_HEIGHT : PICTURE_HEIGHT);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->truth_box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->truth_box, narrow ? 0 : 6);
  gtk_label_set_wrap (self->facts_label, narrow);
  gtk_label_set_lines (self->facts_label, narrow ? 3 : 1);
  gtk_label_set_lines (self->trouble_label, narrow ? 6 : 2);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  update_all (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
rushes_task_row_set_heading (RushesTaskRow *self, GtkWidget *heading)
{
  if (self->heading == heading)
    return;

  g_clear_pointer (&self->heading, gtk_widget_unparent);
  self->heading = heading;
  if (heading != NULL)
    {
      gtk_widget_set_layout_manager (GTK_WIDGET (self), gtk_box_layout_new (GTK_ORIENTATION_VERTICAL));
      gtk_widget_insert_after (heading, GTK_WIDGET (self), NULL);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEADING]);
}

/* The menu */

static void
append_verbs (GMenu *menu, RushesTask *task, const RushesVerb *verbs, gsize n_verbs)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (gsize i = 0; i < n_verbs; i++)
    {
      g_autoptr (GMenuItem) item = NULL;

      if (!rushes_verb_applies (verbs[i], task))
        continue;
      item = g_menu_item_new (rushes_verb_get_menu_label (verbs[i]), NULL);
      g_menu_item_set_action_and_target (item, rushes_verb_get_action (verbs[i]), "x",
                                         rushes_task_get_order (task));
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

GMenuModel *
rushes_task_row_new_menu (RushesTask *task)
{
  GMenu *model = g_menu_new ();

  append_verbs (model, task, transfer_verbs, G_N_ELEMENTS (transfer_verbs));
  append_verbs (model, task, video_verbs, G_N_ELEMENTS (video_verbs));
  append_verbs (model, task, task_verbs, G_N_ELEMENTS (task_verbs));
  append_verbs (model, task, last_verbs, G_N_ELEMENTS (last_verbs));
  return G_MENU_MODEL (model);
}

void
rushes_task_row_popup_menu (RushesTaskRow *self, double x, double y)
{
  g_autoptr (GMenuModel) model = NULL;
  GdkRectangle place = { 0 };

  g_return_if_fail (RUSHES_IS_TASK_ROW (self));

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

  place.x = x < 0 ? PICTURE_WIDTH : (int) x;
  place.y = x < 0 ? gtk_widget_get_height (GTK_WIDGET (self)) / 2 : (int) y;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
secondary_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, RushesTaskRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  rushes_task_row_popup_menu (self, x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, RushesTaskRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (!rushes_selection_check_begin (self->selection_check))
    rushes_task_row_popup_menu (self, x, y);
}

/* The object */

static void
rushes_task_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_task_row_parent_class)->map (widget);
  update_ticking (RUSHES_TASK_ROW (widget));
  look_if_due (RUSHES_TASK_ROW (widget));
}

static void
rushes_task_row_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rushes_task_row_parent_class)->unmap (widget);
  update_ticking (RUSHES_TASK_ROW (widget));
}

static void
rushes_task_row_root (GtkWidget *widget)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (widget);

  GTK_WIDGET_CLASS (rushes_task_row_parent_class)->root (widget);
  if (self->item != NULL)
    update_accessible (self);
}

static void
rushes_task_row_dispose (GObject *object)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (object);

  g_signal_group_set_target (self->item_signals, NULL);
  rushes_task_row_set_ticker (self, NULL);
  g_clear_object (&self->item);
  g_clear_object (&self->session);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->heading, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_TASK_ROW);

  G_OBJECT_CLASS (rushes_task_row_parent_class)->dispose (object);
}

static void
rushes_task_row_finalize (GObject *object)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->ticker_signals);

  G_OBJECT_CLASS (rushes_task_row_parent_class)->finalize (object);
}

static void
rushes_task_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (object);

  switch ((RushesTaskRowProps) property_id)
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
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_PICTURES:
      g_object_get_property (G_OBJECT (self->picture), "pictures", value);
      break;
    case PROP_HEADING:
      g_value_set_object (value, self->heading);
      break;
    }
}

static void
rushes_task_row_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (object);

  switch ((RushesTaskRowProps) property_id)
    {
    case PROP_ITEM:
      rushes_task_row_set_item (self, g_value_get_object (value));
      break;
    case PROP_TICKER:
      rushes_task_row_set_ticker (self, g_value_get_object (value));
      break;
    case PROP_SESSION:
      rushes_task_row_set_session (self, g_value_get_object (value));
      break;
    case PROP_NARROW:
      rushes_task_row_set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_PICTURES:
      g_object_set_property (G_OBJECT (self->picture), "pictures", value);
      break;
    case PROP_HEADING:
      rushes_task_row_set_heading (self, g_value_get_object (value));
      break;
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (RUSHES_TYPE_SELECTION_CHECK);
  g_type_ensure (RUSHES_TYPE_STEADY_LAYOUT);
  g_type_ensure (RUSHES_TYPE_TASK_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, selection_check);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, picture);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, truth_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, urgency_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, urgency_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, trouble_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, transfer_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, transfer_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, transfer_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, transfer_bar);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, action_button);
  gtk_widget_class_bind_template_callback (widget_class, duration_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, times_asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, trouble_asked_cb);
}

static void
rushes_task_row_class_init (RushesTaskRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_task_row_dispose;
  object_class->finalize = rushes_task_row_finalize;
  object_class->get_property = rushes_task_row_get_property;
  object_class->set_property = rushes_task_row_set_property;
  widget_class->map = rushes_task_row_map;
  widget_class->unmap = rushes_task_row_unmap;
  widget_class->root = rushes_task_row_root;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, RUSHES_TYPE_TASK, flags);
  properties[PROP_TICKER] = g_param_spec_object ("ticker", NULL, NULL, RUSHES_TYPE_TICKER, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_PICTURES] = g_param_spec_object ("pictures", NULL, NULL, RUSHES_TYPE_PICTURES, flags);
  properties[PROP_HEADING] = g_param_spec_object ("heading", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (widget_class);
}

static void
rushes_task_row_init (RushesTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (RUSHES_TYPE_TASK);
  g_signal_group_connect_swapped (self->item_signals, "notify", G_CALLBACK (item_changed_cb), self);
  self->ticker_signals = g_signal_group_new (RUSHES_TYPE_TICKER);
  g_signal_group_connect_swapped (self->ticker_signals, "notify::now", G_CALLBACK (time_passed_cb), self);
}

GtkWidget *
rushes_task_row_new (void)
{
  return g_object_new (RUSHES_TYPE_TASK_ROW, NULL);
}

RushesTask *
rushes_task_row_get_item (RushesTaskRow *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK_ROW (self), NULL);

  return self->item;
}

void
rushes_task_row_look (RushesTaskRow *self)
{
  g_return_if_fail (RUSHES_IS_TASK_ROW (self));

  if (self->session == NULL || self->item == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  rushes_look_after (self->session, self->item);
}
