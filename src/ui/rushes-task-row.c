/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-row"

#include "config.h"

#include "ui/rushes-task-row.h"

#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-selection-check.h"
#include "ui/rushes-steady-layout.h"
#include "ui/rushes-task-picture.h"
#include "ui/rushes-verbs.h"
#include "ui/rushes-yield-layout.h"

/* 16:9, as most videos are; others are to be shown whole inside. */
#define PICTURE_WIDTH 112
#define PICTURE_HEIGHT 63
#define NARROW_PICTURE_WIDTH 80
#define NARROW_PICTURE_HEIGHT 45

struct _RushesTaskRow
{
  RushesTaskFace parent_instance;

  gboolean narrow;
  GtkWidget *heading; /* (nullable) */

  RushesSelectionCheck *selection_check;
  RushesTaskPicture *picture;
  GtkBox *lines_box;
  GtkLabel *title_label;
  GtkLabel *id_label;
  GtkBox *truth_box;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkInscription *facts_line; /* wide: seconds that are counted in it ask for no new layout of the window */
  GtkLabel *facts_label;      /* narrow */
  GtkButton *action_button;

  /* Each line (nullable): there once it was wanted */
  GtkWidget *urgency_box;
  GtkLabel *urgency_label;
  GtkWidget *transfer_box;
  GtkImage *transfer_icon;
  GtkLabel *transfer_label;
  GtkProgressBar *transfer_bar;
  GtkWidget *trouble_box;
  GtkWidget *trouble_icon;
  GtkLabel *trouble_label;
};

typedef enum
{
  PROP_NARROW = 1,
  PROP_HEADING,
} RushesTaskRowProps;

static GParamSpec *properties[PROP_HEADING + 1];

G_DEFINE_FINAL_TYPE (RushesTaskRow, rushes_task_row, RUSHES_TYPE_TASK_FACE)

static RushesTask *
get_item (RushesTaskRow *self)
{
  return rushes_task_face_get_item (RUSHES_TASK_FACE (self));
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
  g_autofree char *times = get_item (self) != NULL ? rushes_describe_times (get_item (self)) : NULL;

  return show_tooltip (tooltip, times);
}

static int
get_trouble_lines (RushesTaskRow *self)
{
  return self->narrow ? 6 : 2;
}

static gboolean
trouble_asked_cb (
  RushesTaskRow *self, int x, int y, gboolean keyboard_mode, GtkTooltip *tooltip, GtkWidget *widget)
{
  RushesFailure *failure = get_item (self) != NULL ? rushes_task_get_failure (get_item (self)) : NULL;
  RushesFailure *problem = get_item (self) != NULL ? rushes_task_get_problem (get_item (self)) : NULL;
  RushesFailure *trouble = failure != NULL ? failure : problem;
  g_autofree char *origin = trouble != NULL ? rushes_describe_failure_origin (trouble) : NULL;
  g_autofree char *sentence = trouble != NULL ? rushes_describe_trouble (get_item (self)) : NULL;
  g_autofree char *text = trouble != NULL ? g_strjoin ("\n", sentence, origin, NULL) : NULL;

  return show_tooltip (tooltip, text);
}

/* Its lines */

static GtkBuilder *
build_line (const char *id)
{
  const char *ids[] = { id, NULL };
  GtkBuilder *builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!gtk_builder_add_objects_from_resource (builder, "/io/github/rushes_app/Rushes/ui/rushes-task-lines.ui",
                                              ids, &error))
    g_error ("%s", error->message);
  return builder;
}

static void
make_urgency (RushesTaskRow *self)
{
  g_autoptr (GtkBuilder) line = build_line ("urgency_box");

  self->urgency_box = GTK_WIDGET (gtk_builder_get_object (line, "urgency_box"));
  self->urgency_label = GTK_LABEL (gtk_builder_get_object (line, "urgency_label"));
  gtk_box_insert_child_after (self->lines_box, self->urgency_box, GTK_WIDGET (self->truth_box));
}

static void
make_transfer (RushesTaskRow *self)
{
  g_autoptr (GtkBuilder) line = build_line ("transfer_box");

  self->transfer_box = GTK_WIDGET (gtk_builder_get_object (line, "transfer_box"));
  self->transfer_icon = GTK_IMAGE (gtk_builder_get_object (line, "transfer_icon"));
  self->transfer_label = GTK_LABEL (gtk_builder_get_object (line, "transfer_label"));
  self->transfer_bar = GTK_PROGRESS_BAR (gtk_builder_get_object (line, "transfer_bar"));
  gtk_box_insert_child_after (self->lines_box, self->transfer_box,
                              self->urgency_box != NULL ? self->urgency_box : GTK_WIDGET (self->truth_box));
}

static void
make_trouble (RushesTaskRow *self)
{
  g_autoptr (GtkBuilder) line = build_line ("trouble_box");

  self->trouble_box = GTK_WIDGET (gtk_builder_get_object (line, "trouble_box"));
  self->trouble_icon = GTK_WIDGET (gtk_builder_get_object (line, "trouble_icon"));
  self->trouble_label = GTK_LABEL (gtk_builder_get_object (line, "trouble_label"));
  gtk_label_set_lines (self->trouble_label, get_trouble_lines (self));
  g_signal_connect_swapped (self->trouble_box, "query-tooltip", G_CALLBACK (trouble_asked_cb), self);
  gtk_box_append (self->lines_box, self->trouble_box);
}

/* Returns: whether there is @line to be changed: made, by @make, where it is to be seen */
static gboolean
prepare_line (RushesTaskRow *self, GtkWidget **line, gboolean seen, void (*make) (RushesTaskRow *self))
{
  if (*line == NULL && seen)
    make (self);
  if (*line != NULL)
    gtk_widget_set_visible (*line, seen);
  return *line != NULL;
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
  gboolean labelled = rushes_task_get_label (get_item (self)) != NULL;

  rushes_task_face_set_text (self->title_label, rushes_describe_title (get_item (self)));
  rushes_task_face_set_text (self->id_label, labelled ? rushes_task_get_id (get_item (self)) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->id_label), labelled && !self->narrow);
}

/* The texts that change by themselves as time goes by. */
static void
rushes_task_row_update_times (RushesTaskFace *face)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (face);
  RushesTicker *ticker = rushes_task_face_get_ticker (face);
  const gint64 now = ticker != NULL ? rushes_ticker_get_now (ticker) : 0;
  g_autofree char *facts = NULL;
  g_autofree char *urgency = NULL;

  if (ticker == NULL)
    return;

  facts = rushes_describe_facts_of (get_item (self), rushes_task_picture_get_duration (self->picture), now,
                                    self->narrow);
  urgency = rushes_describe_urgency (get_item (self), now);
  rushes_task_picture_set_now (self->picture, now);
  if (self->narrow)
    rushes_task_face_set_text (self->facts_label, facts);
  else
    gtk_inscription_set_text (self->facts_line, facts);
  if (prepare_line (self, &self->urgency_box, urgency != NULL, make_urgency))
    rushes_task_face_set_text (self->urgency_label, urgency);
}

static void
update_trouble (RushesTaskRow *self)
{
  RushesFailure *failure = rushes_task_get_failure (get_item (self));
  const RushesTransferState transfer = rushes_task_get_transfer_state (get_item (self));
  g_autofree char *sentence = rushes_describe_trouble (get_item (self));

  /* While it goes on, what stopped it before is history; while it waits, that is the reason. */
  const gboolean seen = sentence != NULL && !rushes_describe_is_out_of_space (get_item (self))
                        && (transfer == RUSHES_TRANSFER_WAITING
                            || !rushes_transfer_state_is_going_on (transfer));

  if (!prepare_line (self, &self->trouble_box, seen, make_trouble))
    return;

  rushes_task_face_set_text (self->trouble_label, sentence);
  /* A failure has its icon in the line above. */
  gtk_widget_set_visible (self->trouble_icon, failure == NULL);
}

static void
update_transfer (RushesTaskRow *self)
{
  const RushesTransferState state = rushes_task_get_transfer_state (get_item (self));
  g_autofree char *full = rushes_describe_transfer (get_item (self));
  g_autofree char *text = self->narrow && full != NULL ? rushes_describe_transfer_briefly (get_item (self))
                                                       : g_strdup (full);
  const double fraction = rushes_describe_transfer_fraction (get_item (self));

  if (!prepare_line (self, &self->transfer_box, text != NULL, make_transfer) || text == NULL)
    return;

  /* What has not begun has no progress. */
  gtk_widget_set_visible (GTK_WIDGET (self->transfer_bar), fraction != 0 && state != RUSHES_TRANSFER_FAILED);
  rushes_task_face_set_icon (self->transfer_icon, rushes_describe_transfer_icon (get_item (self)));
  rushes_task_face_set_text (self->transfer_label, text);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->transfer_bar, fraction);
}

static void
update_action (RushesTaskRow *self)
{
  RushesVerb verb = rushes_verb_choose (get_item (self));
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
                                    rushes_task_get_order (get_item (self)));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), rushes_verb_get_action (verb));

  /* Accented only where doing nothing loses something. */
  if (verb == RUSHES_VERB_SAVE && rushes_task_get_state (get_item (self)) == RUSHES_STATE_READY
      && !rushes_describe_is_coming (get_item (self)))
    gtk_widget_add_css_class (GTK_WIDGET (self->action_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->action_button), "suggested-action");
}

static void
rushes_task_row_update (RushesTaskFace *face)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (face);

  update_title (self);
  rushes_task_face_show_state (face, self->state_box, self->state_icon, self->state_label);
  rushes_task_row_update_times (face);
  update_trouble (self);
  update_transfer (self);
  update_action (self);
}

static void
rushes_task_row_update_flow (RushesTaskFace *face, const char *property)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (face);

  update_transfer (self);
  /* Its size is not known: all that can be shown is that something comes. */
  if (self->transfer_bar != NULL && g_str_equal (property, "transfer-bytes")
      && rushes_describe_transfer_fraction (get_item (self)) < 0)
    gtk_progress_bar_pulse (self->transfer_bar);
}

static char *
rushes_task_row_describe (RushesTaskFace *face)
{
  return rushes_describe_times (rushes_task_face_get_item (face));
}

static void
duration_changed_cb (RushesTaskRow *self)
{
  if (get_item (self) != NULL && self->picture != NULL)
    rushes_task_row_update_times (RUSHES_TASK_FACE (self));
}

static void
rushes_task_row_set_narrow (RushesTaskRow *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), narrow ? NARROW_PICTURE_WIDTH : PICTURE_WIDTH,
                               narrow ? NARROW_PICTURE_HEIGHT : PICTURE_HEIGHT);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->truth_box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->truth_box, narrow ? 0 : 6);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_line), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_label), narrow);
  if (self->trouble_label != NULL)
    gtk_label_set_lines (self->trouble_label, get_trouble_lines (self));
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
  if (get_item (self) != NULL)
    rushes_task_row_update (RUSHES_TASK_FACE (self));
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

/* The object */

static void
rushes_task_row_dispose (GObject *object)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (object);

  g_clear_pointer (&self->heading, gtk_widget_unparent);

  G_OBJECT_CLASS (rushes_task_row_parent_class)->dispose (object);
}

static void
rushes_task_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTaskRow *self = RUSHES_TASK_ROW (object);

  switch ((RushesTaskRowProps) property_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
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
    case PROP_NARROW:
      rushes_task_row_set_narrow (self, g_value_get_boolean (value));
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
  g_type_ensure (RUSHES_TYPE_YIELD_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, selection_check);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, picture);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, lines_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, id_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, truth_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, facts_line);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTaskRow, action_button);
  gtk_widget_class_bind_template_callback (widget_class, duration_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, times_asked_cb);
}

static void
rushes_task_row_class_init (RushesTaskRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RushesTaskFaceClass *face_class = RUSHES_TASK_FACE_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_task_row_dispose;
  object_class->get_property = rushes_task_row_get_property;
  object_class->set_property = rushes_task_row_set_property;
  face_class->update = rushes_task_row_update;
  face_class->update_flow = rushes_task_row_update_flow;
  face_class->update_times = rushes_task_row_update_times;
  face_class->describe = rushes_task_row_describe;
  face_class->menu_x = PICTURE_WIDTH;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_HEADING] = g_param_spec_object ("heading", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
rushes_task_row_init (RushesTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rushes_task_face_set_parts (RUSHES_TASK_FACE (self), self->picture, self->selection_check);
}

GtkWidget *
rushes_task_row_new (void)
{
  return g_object_new (RUSHES_TYPE_TASK_ROW, NULL);
}
