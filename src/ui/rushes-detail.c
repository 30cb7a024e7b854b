/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-detail"

#include "config.h"

#include "ui/rushes-detail.h"

#include <glib/gi18n-lib.h>

#include "base/rushes-redact.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-facts.h"
#include "ui/rushes-format.h"
#include "ui/rushes-pretty.h"
#include "ui/rushes-timeline.h"
#include "ui/rushes-verbs.h"

struct _RushesDetail
{
  AdwBin parent_instance;

  RushesSession *session;
  RushesPictures *pictures; /* (nullable) */
  RushesTicker *ticker;
  RushesTask *task;           /* (nullable) */
  RushesTaskDetails *details; /* (nullable): not loaded yet */
  char *reply;                /* (nullable): laid out */
  GCancellable *loading;      /* (nullable) */
  RushesState state;          /* that the details were loaded for */
  guint update_id;
  guint room_id; /* while the player is about to be told its room */
  gboolean holding;
  gint64 minute; /* that the timeline was drawn in */
  gboolean link_over;

  GtkWidget *back_button;
  GtkWidget *close_button;
  GtkLabel *title_label;
  GtkScrolledWindow *scroller;
  RushesPlayer *player;
  GtkImage *state_icon;
  GtkLabel *state_label;
  GtkLabel *trouble_label;
  GtkLabel *origin_label;
  GtkButton *remedy_button;
  GtkButton *main_button;
  GtkMenuButton *more_button;
  RushesTimeline *timeline;
  GtkEditable *label_row;
  GtkTextView *note_view;
  RushesFacts *facts;
  AdwActionRow *link_row;
  GtkWidget *link_button;
  GtkWidget *backup_row;
  GtkWidget *history_row;
  GtkLabel *history_label;
  GtkWidget *reply_row;
  GtkLabel *reply_label;
};

enum
{
  LABEL_CHOSEN,
  MESSAGE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesDetail, rushes_detail, ADW_TYPE_BIN)

/* What is shown */

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
  /* A selection in it would be lost. */
  if (g_strcmp0 (gtk_label_get_text (label), text != NULL ? text : "") != 0)
    gtk_label_set_text (label, text != NULL ? text : "");
}

static void
update_state (RushesDetail *self)
{
  static const char *const classes[] = { "accent", "success", "warning", "error" };
  const char *style = rushes_describe_task_state_class (self->task);
  const char *verified = self->details != NULL ? self->details->verified : NULL;
  const gboolean proved = g_strcmp0 (verified, "crc64") == 0 || g_strcmp0 (verified, "md5") == 0;
  g_autoptr (GFile) file = rushes_describe_file (self->task);
  g_autofree char *text = NULL;

  if (file != NULL && proved)
    /* Translators: a state, and that the whole video is known to be what the service made: "Kept, verified
     * end to end" */
    text = g_strdup_printf (_ ("%s, verified end to end"), rushes_describe_task_state (self->task));
  set_text (self->state_label, text != NULL ? text : rushes_describe_task_state (self->task));
  gtk_image_set_from_icon_name (self->state_icon, rushes_describe_task_state_icon (self->task));
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->state_icon), classes[i]);
      gtk_widget_remove_css_class (GTK_WIDGET (self->state_label), classes[i]);
    }
  if (style != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), style);
      gtk_widget_add_css_class (GTK_WIDGET (self->state_label), style);
    }
}

static RushesFailure *
get_trouble (RushesTask *task)
{
  RushesFailure *failure = rushes_task_get_failure (task);

  return failure != NULL ? failure : rushes_task_get_problem (task);
}

static void
update_trouble (RushesDetail *self)
{
  RushesFailure *failure = get_trouble (self->task);
  g_autofree char *trouble = failure != NULL ? rushes_describe_failure (failure) : NULL;
  g_autofree char *origin = failure != NULL ? rushes_describe_failure_origin (failure) : NULL;

  set_text (self->trouble_label, trouble);
  set_text (self->origin_label, origin);
}

/* What the remedy comes to for this task, as it stands; NULL where there is nothing to do. */
static const char *
find_remedy (RushesTask *task, const char **action_name)
{
  RushesFailure *failure = get_trouble (task);
  const char *label = failure != NULL ? rushes_describe_remedy (failure, action_name) : NULL;

  if (label == NULL || !g_str_has_prefix (*action_name, "win."))
    return label;
  if (g_str_equal (*action_name, rushes_verb_get_action (RUSHES_VERB_SAVE)))
    return rushes_verb_applies (RUSHES_VERB_SAVE, task) || rushes_verb_applies (RUSHES_VERB_SAVE_AGAIN, task)
             ? label
             : NULL;
  if (rushes_verb_applies (RUSHES_VERB_RETRY, task))
    return label;

  /* No video was on its way: it was a question that failed. What the service calls failed stays so. */
  *action_name = rushes_verb_get_action (RUSHES_VERB_ASK_AGAIN);
  return rushes_task_get_failure (task) == NULL ? rushes_verb_get_label (RUSHES_VERB_ASK_AGAIN) : NULL;
}

static void
update_remedy (RushesDetail *self)
{
  const RushesVerb verb = rushes_verb_choose (self->task);
  const char *action_name = NULL;
  const char *label = find_remedy (self->task, &action_name);

  /* Once is enough. */
  if (label != NULL && verb != RUSHES_VERB_NONE && g_str_equal (rushes_verb_get_action (verb), action_name))
    label = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_button), label != NULL);
  if (label == NULL)
    return;

  gtk_button_set_label (self->remedy_button, label);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->remedy_button),
                                          g_str_has_prefix (action_name, "win.")
                                            ? g_variant_new_int64 (rushes_task_get_order (self->task))
                                            : NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->remedy_button), action_name);
}

static void
update_buttons (RushesDetail *self)
{
  const RushesVerb verb = rushes_verb_choose (self->task);

  gtk_widget_set_visible (GTK_WIDGET (self->main_button), verb != RUSHES_VERB_NONE);
  if (verb != RUSHES_VERB_NONE)
    {
      gtk_button_set_label (self->main_button, rushes_verb_get_label (verb));
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->main_button),
                                              g_variant_new_int64 (rushes_task_get_order (self->task)));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->main_button), rushes_verb_get_action (verb));
    }
}

/* What can be done changes all the time: it matters when it is offered. */
static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  RushesDetail *self = user_data;
  g_autoptr (GMenuModel) menu = self->task != NULL ? rushes_verbs_new_menu (self->task) : NULL;

  gtk_menu_button_set_menu_model (button, menu);
}

static const char *
explain_no_video (RushesTask *task)
{
  if (rushes_task_get_saved_missing (task))
    return _ ("The video was moved or deleted. It can be saved again.");
  switch (rushes_task_get_state (task))
    {
    case RUSHES_STATE_READY:
      return _ ("The video is not on this computer yet. It can be looked at once it is saved.");
    case RUSHES_STATE_WAITING:
    case RUSHES_STATE_RUNNING:
      return _ ("The video is not finished yet.");
    case RUSHES_STATE_EXPIRED:
      return _ ("The link to the video has expired, and there is no copy of it.");
    case RUSHES_STATE_FAILED:
      return _ ("There is no video, since the task failed.");
    case RUSHES_STATE_KEPT:
    case RUSHES_STATE_SAVED:
    case RUSHES_STATE_UNKNOWN:
      break;
    }
  return _ ("There is no video on this computer.");
}

static void
update_video (RushesDetail *self)
{
  g_autoptr (GFile) file = rushes_describe_file (self->task);
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  rushes_player_set_video (self->player, path, rushes_describe_title (self->task), self->pictures);
  if (path == NULL)
    rushes_player_set_words (self->player, rushes_describe_task_state_icon (self->task),
                             file != NULL
                               ? _ ("The video is on another computer, so it cannot be played here.")
                               : explain_no_video (self->task),
                             file != NULL);
}

static void
set_label (RushesDetail *self)
{
  const char *label = rushes_task_get_label (self->task);

  if (g_strcmp0 (gtk_editable_get_text (self->label_row), label != NULL ? label : "") == 0)
    return;
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->label_row), FALSE);
  gtk_editable_set_text (self->label_row, label != NULL ? label : "");
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->label_row), TRUE);
}

static char *
get_written_note (RushesDetail *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->note_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_note (RushesDetail *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->note_view);
  const char *note = rushes_task_get_note (self->task);
  g_autofree char *written = get_written_note (self);

  if (g_strcmp0 (written, note != NULL ? note : "") == 0)
    return;
  /* Undoing does not lead to the note of another task. */
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, note != NULL ? note : "", -1);
  gtk_text_buffer_end_irreversible_action (buffer);
}

/* What the user is writing is not taken away. */
static void
update_entries (RushesDetail *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->label_row))))
    set_label (self);
  if (!gtk_widget_has_focus (GTK_WIDGET (self->note_view)))
    set_note (self);
}

static void
update_timeline (RushesDetail *self)
{
  const gint64 now = rushes_ticker_get_now (self->ticker);

  self->minute = now / 60;
  rushes_timeline_set_task (self->timeline, self->task, now);
}

static gboolean
is_link_over (RushesDetail *self)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  return snapshot != NULL && snapshot->expires_at != 0
         && snapshot->expires_at <= rushes_ticker_get_now (self->ticker);
}

static void
update_links (RushesDetail *self)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  self->link_over = is_link_over (self);
  gtk_widget_set_visible (GTK_WIDGET (self->link_row), snapshot != NULL && snapshot->download_url != NULL);
  gtk_widget_set_visible (self->link_button, !self->link_over);
  gtk_widget_set_visible (self->backup_row,
                          snapshot != NULL && snapshot->backup_download_url != NULL && !self->link_over);
  adw_action_row_set_subtitle (self->link_row,
                               self->link_over
                                 ? _ ("It has expired. The service gives another one when it is asked again.")
                                 : _ (
                                   "It is a secret: whoever has it can fetch the video until it expires."));
}

static void
update_facts (RushesDetail *self)
{
  g_autoptr (GFile) file = rushes_describe_file (self->task);
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;
  const gboolean known = self->pictures != NULL && path != NULL;

  rushes_facts_set (self->facts, self->task, self->details,
                    known ? rushes_pictures_get_duration (self->pictures, path) : 0,
                    known ? rushes_pictures_get_frame_rate (self->pictures, path) : 0);
}

static const char *
describe_step (const char *state)
{
  static const struct
  {
    const char *state;
    const char *word;
  } words[] = {
    { "unknown", N_ ("Unknown") }, { "waiting", N_ ("Waiting") },   { "running", N_ ("Running") },
    { "failed", N_ ("Failed") },   { "finished", N_ ("Finished") }, { "kept", N_ ("Kept") },
    { "saved", N_ ("Saved") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].state, state))
      return _ (words[i].word);
  return state;
}

static void
update_history (RushesDetail *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; self->details != NULL && i < self->details->history->len; i++)
    {
      const RushesHistoryEntry *entry = &g_array_index (self->details->history, RushesHistoryEntry, i);
      g_autofree char *when = rushes_format_absolute (entry->at);

      if (i > 0)
        g_string_append_c (text, '\n');
      /* Translators: a line of a task's history: the time, and what became of it */
      g_string_append_printf (text, _ ("%s: %s"), when, describe_step (entry->state));
    }
  gtk_widget_set_visible (self->history_row, text->len > 0);
  set_text (self->history_label, text->str);
  gtk_widget_set_visible (self->reply_row, self->reply != NULL);
  set_text (self->reply_label, self->reply);
}

static void load (RushesDetail *self);

static void
update (RushesDetail *self)
{
  if (self->task == NULL)
    return;

  set_text (self->title_label, rushes_describe_title (self->task));
  update_state (self);
  update_trouble (self);
  update_remedy (self);
  update_buttons (self);
  update_video (self);
  update_timeline (self);
  update_facts (self);
  update_history (self);
  update_entries (self);
  update_links (self);
  if (self->state != rushes_task_get_state (self->task))
    load (self);
}

/* Many things change at once, and several times a second while bytes flow. */
static gboolean
update_cb (gpointer user_data)
{
  RushesDetail *self = user_data;

  self->update_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
queue_update (RushesDetail *self)
{
  if (self->update_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->update_id = g_timeout_add (100, update_cb, self);
}

static void
tick_cb (RushesDetail *self)
{
  if (self->task == NULL || !self->holding)
    return;

  if (rushes_ticker_get_now (self->ticker) / 60 != self->minute)
    update_timeline (self);
  if (is_link_over (self) != self->link_over)
    update_links (self);
}

/* What is loaded */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesDetail) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesTaskDetails) details = rushes_session_load_details_finish (RUSHES_SESSION (source), result,
                                                                              &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->task == NULL)
    return;
  if (details == NULL)
    {
      g_debug ("details cannot be loaded: %s", error->message);
      return;
    }

  g_clear_pointer (&self->details, rushes_task_details_free);
  g_clear_pointer (&self->reply, g_free);
  if (details->raw_reply != NULL)
    {
      g_autofree char *harmless = rushes_redact (details->raw_reply);

      self->reply = rushes_pretty_json (harmless);
    }
  self->details = g_steal_pointer (&details);
  update (self);
}

static void
load (RushesDetail *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  self->state = rushes_task_get_state (self->task);
  rushes_session_load_details_async (self->session, self->task, self->loading, loaded_cb,
                                     g_object_ref (self));
}

/* What the user does */

static void
tell (RushesDetail *self, const char *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text);
}

static void
player_message_cb (RushesDetail *self, const char *text)
{
  tell (self, text);
}

static void
open_elsewhere_cb (RushesDetail *self)
{
  if (self->task != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "x", rushes_task_get_order (self->task));
}

static void
label_applied_cb (RushesDetail *self)
{
  g_autofree char *label = g_strdup (gtk_editable_get_text (self->label_row));

  if (self->task != NULL)
    g_signal_emit (self, signals[LABEL_CHOSEN], 0, g_strstrip (label));
}

static void
note_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesDetail) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesFailure) failure = NULL;
  g_autofree char *sentence = NULL;

  if (rushes_session_set_note_finish (RUSHES_SESSION (source), result, &error))
    return;

  failure = rushes_failure_new_from_error (error);
  sentence = rushes_describe_failure (failure);
  tell (self, sentence);
}

/* It has several lines, so that no key ends it: it is stored when it is left. */
static void
store_note (RushesDetail *self)
{
  g_autofree char *note = NULL;

  if (self->task == NULL)
    return;

  note = g_strstrip (get_written_note (self));
  if (g_strcmp0 (note, rushes_task_get_note (self->task) != NULL ? rushes_task_get_note (self->task) : "")
      != 0)
    rushes_session_set_note_async (self->session, self->task, note, note_set_cb, g_object_ref (self));
}

static void
copy_secret (RushesDetail *self, const char *link)
{
  if (link == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), link);
  tell (self, _ ("Link copied. Only give it to people who may have the video."));
}

static void
copy_link_cb (RushesDetail *self)
{
  RushesSnapshot *snapshot = self->task != NULL ? rushes_task_get_snapshot (self->task) : NULL;

  copy_secret (self, snapshot != NULL ? snapshot->download_url : NULL);
}

static void
copy_backup_link_cb (RushesDetail *self)
{
  RushesSnapshot *snapshot = self->task != NULL ? rushes_task_get_snapshot (self->task) : NULL;

  copy_secret (self, snapshot != NULL ? snapshot->backup_download_url : NULL);
}

static void
copy_reply_cb (RushesDetail *self)
{
  if (self->reply == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->reply);
  tell (self, _ ("Reply copied"));
}

/* The object */

static void
rushes_detail_map (GtkWidget *widget)
{
  RushesDetail *self = RUSHES_DETAIL (widget);

  GTK_WIDGET_CLASS (rushes_detail_parent_class)->map (widget);
  if (!self->holding)
    rushes_ticker_hold (self->ticker);
  self->holding = TRUE;
  update (self);
}

static void
stop (RushesDetail *self)
{
  if (self->holding)
    rushes_ticker_release (self->ticker);
  self->holding = FALSE;
  g_clear_handle_id (&self->update_id, g_source_remove);
}

static void
rushes_detail_unmap (GtkWidget *widget)
{
  store_note (RUSHES_DETAIL (widget));
  stop (RUSHES_DETAIL (widget));
  GTK_WIDGET_CLASS (rushes_detail_parent_class)->unmap (widget);
}

static void
rushes_detail_dispose (GObject *object)
{
  RushesDetail *self = RUSHES_DETAIL (object);

  stop (self);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->task != NULL)
    g_signal_handlers_disconnect_by_data (self->task, self);
  g_clear_object (&self->task);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "player", NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_DETAIL);
  g_clear_object (&self->ticker);
  g_clear_object (&self->pictures);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (rushes_detail_parent_class)->dispose (object);
}

static void
rushes_detail_finalize (GObject *object)
{
  RushesDetail *self = RUSHES_DETAIL (object);

  g_clear_pointer (&self->details, rushes_task_details_free);
  g_free (self->reply);

  G_OBJECT_CLASS (rushes_detail_parent_class)->finalize (object);
}

static void
rushes_detail_class_init (RushesDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = rushes_detail_finalize;
  widget_class->map = rushes_detail_map;
  widget_class->unmap = rushes_detail_unmap;

  signals[LABEL_CHOSEN] = g_signal_new ("label-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (RUSHES_TYPE_FACTS);
  g_type_ensure (RUSHES_TYPE_PLAYER);
  g_type_ensure (RUSHES_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, back_button);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, close_button);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, title_label);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, player);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, state_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, state_label);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, origin_label);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, remedy_button);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, main_button);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, more_button);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, timeline);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, label_row);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, note_view);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, link_row);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, link_button);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, backup_row);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, history_row);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, history_label);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, reply_row);
  gtk_widget_class_bind_template_child (widget_class, RushesDetail, reply_label);
  gtk_widget_class_bind_template_callback (widget_class, player_message_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_elsewhere_cb);
  gtk_widget_class_bind_template_callback (widget_class, label_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, store_note);
  gtk_widget_class_bind_template_callback (widget_class, copy_link_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_backup_link_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_reply_cb);
}

/* What has the focus is the text inside: that is what a screen reader names. */
static void
name_entry (GtkEditable *row)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (row)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
}

static gboolean
tell_room_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  RushesDetail *self = RUSHES_DETAIL (widget);

  self->room_id = 0;
  rushes_player_set_room (self->player, (int) gtk_adjustment_get_page_size (
                                          gtk_scrolled_window_get_vadjustment (self->scroller)));
  return G_SOURCE_REMOVE;
}

/* Nothing may be laid out anew while it is being laid out. */
static void
page_size_changed_cb (RushesDetail *self)
{
  if (self->room_id == 0)
    self->room_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tell_room_cb, NULL, NULL);
}

static void
rushes_detail_init (RushesDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->more_button, make_menu_cb, self, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "player", rushes_player_get_actions (self->player));
  gtk_widget_add_controller (GTK_WIDGET (self), rushes_player_new_shortcuts ());
  /* At its least the picture has no height. */
  gtk_scrollable_set_vscroll_policy (GTK_SCROLLABLE (gtk_scrolled_window_get_child (self->scroller)),
                                     GTK_SCROLL_NATURAL);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "notify::page-size",
                           G_CALLBACK (page_size_changed_cb), self, G_CONNECT_SWAPPED);
  name_entry (self->label_row);
  rushes_compat_name_expander_row (ADW_EXPANDER_ROW (self->history_row));
  rushes_compat_name_expander_row (ADW_EXPANDER_ROW (self->reply_row));
  rushes_detail_set_over (self, FALSE);
}

GtkWidget *
rushes_detail_new (RushesSession *session, RushesPictures *pictures, RushesTicker *ticker)
{
  RushesDetail *self = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (pictures == NULL || RUSHES_IS_PICTURES (pictures), NULL);
  g_return_val_if_fail (RUSHES_IS_TICKER (ticker), NULL);

  self = g_object_new (RUSHES_TYPE_DETAIL, NULL);
  self->session = g_object_ref (session);
  self->pictures = pictures != NULL ? g_object_ref (pictures) : NULL;
  self->ticker = g_object_ref (ticker);
  g_signal_connect_object (ticker, "notify::now", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

RushesTask *
rushes_detail_get_task (RushesDetail *self)
{
  g_return_val_if_fail (RUSHES_IS_DETAIL (self), NULL);

  return self->task;
}

static void
forget_task (RushesDetail *self)
{
  if (self->task != NULL)
    g_signal_handlers_disconnect_by_data (self->task, self);
  g_clear_object (&self->task);
  g_clear_pointer (&self->details, rushes_task_details_free);
  g_clear_pointer (&self->reply, g_free);
  g_cancellable_cancel (self->loading);
  g_clear_handle_id (&self->update_id, g_source_remove);
}

void
rushes_detail_set_task (RushesDetail *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_DETAIL (self));
  g_return_if_fail (task == NULL || RUSHES_IS_TASK (task));

  if (self->task == task)
    return;

  store_note (self);
  forget_task (self);
  if (task == NULL)
    {
      rushes_player_set_video (self->player, NULL, NULL, NULL);
      return;
    }

  self->task = g_object_ref (task);
  g_signal_connect_swapped (task, "notify", G_CALLBACK (queue_update), self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  set_label (self);
  set_note (self);
  load (self);
  update (self);
}

void
rushes_detail_set_over (RushesDetail *self, gboolean over)
{
  g_return_if_fail (RUSHES_IS_DETAIL (self));

  gtk_widget_set_visible (self->back_button, over);
  gtk_widget_set_visible (self->close_button, !over);
}

void
rushes_detail_take_focus (RushesDetail *self)
{
  g_return_if_fail (RUSHES_IS_DETAIL (self));

  gtk_widget_grab_focus (gtk_widget_get_visible (self->back_button) ? self->back_button : self->close_button);
}
