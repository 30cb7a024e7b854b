/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-track-dialog"

#include "config.h"

#include "ui/rushes-track-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/rushes-error.h"
#include "base/rushes-text.h"
#include "ui/rushes-account-dialog.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-format.h"

/* Longer text is read once the typing pauses; shorter text at once. */
#define LONG_TEXT (256 * 1024)
#define PAUSE_MS 200
#define LONGEST_ADDRESS 80
/* Of what could not be used, as much as anybody reads. */
#define MOST_REASONS 50
/* Bytes of a clipboard that is looked at before anybody asked for it. */
#define MOST_OFFERED (256 * 1024)

struct _RushesTrackDialog
{
  AdwWindow parent_instance;

  RushesSession *session;
  GHashTable *notes; /* (nullable): of a list that is imported */
  guint pause_id;
  gboolean busy;             /* the ids are on their way to the disk */
  guint n_asked;             /* how many they are */
  GCancellable *cancellable; /* of looking at the clipboard */
  char *clipboard_text;      /* (nullable): what it offers */

  GtkWidget *track_button;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;
  GtkLabel *preview_label;
  GtkWidget *ignored_expander;
  GtkLabel *ignored_label;
  GtkWidget *offer_box;
  GtkLabel *offer_label;
  GtkWidget *offer_button;
  GtkWidget *clipboard_box;
  GtkLabel *clipboard_label;
  GtkEditable *label_entry;
  GtkWidget *account_box;
  GtkDropDown *account_choice;
};

typedef enum
{
  PROP_SESSION = 1,
} RushesTrackDialogProps;

static GParamSpec *properties[PROP_SESSION + 1];

enum
{
  TRACKED,
  FILE_DROPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesTrackDialog, rushes_track_dialog, ADW_TYPE_WINDOW)

static char *
dup_text (RushesTrackDialog *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

static void
show_preview (RushesTrackDialog *self, const char *text, const char *style_class)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->preview_label), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->preview_label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->preview_label), style_class);
  gtk_label_set_text (self->preview_label, text);
}

static void
show_error (RushesTrackDialog *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
  g_autofree char *sentence = rushes_describe_failure (failure);

  show_preview (self, sentence, "error");
}

static char *
describe_ignored (const GPtrArray *ignored)
{
  guint n_shown = MIN (ignored->len, MOST_REASONS);
  guint n_more = ignored->len - n_shown;
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < n_shown; i++)
    {
      const RushesIntakeIgnored *piece = g_ptr_array_index (ignored, i);

      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      if (piece->text != NULL)
        /* Translators: the number of a line, its text, and why it could not be used */
        g_string_append_printf (lines, _ ("Line %u: “%s”. %s"), piece->line, piece->text, piece->reason);
      else
        /* Translators: the number of a line, and why it could not be used */
        g_string_append_printf (lines, _ ("Line %u: %s"), piece->line, piece->reason);
    }
  if (n_more > 0)
    {
      g_string_append_c (lines, '\n');
      /* Translators: comes below a list of fifty */
      g_string_append_printf (lines, ngettext ("…and %u more", "…and %u more", n_more), n_more);
    }
  return g_string_free (lines, FALSE);
}

/* @ignored: (nullable) */
static void
show_ignored (RushesTrackDialog *self, const GPtrArray *ignored)
{
  g_autofree char *text = ignored != NULL ? describe_ignored (ignored) : NULL;

  gtk_label_set_text (self->ignored_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->ignored_expander, ignored != NULL && ignored->len > 0);
}

/* For whom it is tracked, once it is: until then the session's account stays. (nullable) */
static RushesAccount *
get_chosen (RushesTrackDialog *self)
{
  RushesAccount *chosen = gtk_drop_down_get_selected_item (self->account_choice);

  return chosen != NULL ? chosen : rushes_session_get_account (self->session);
}

/* Says that there is a key in the text, and that it stays there: never is one taken because it was pasted. */
static void
show_offer (RushesTrackDialog *self, const RushesIntakeOffer *offer)
{
  g_autofree char *address = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->offer_box, offer != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "track.use-account", offer != NULL);
  if (offer == NULL)
    return;

  address = rushes_text_neutralise (offer->base_url, LONGEST_ADDRESS);
  /* Translators: a command for a terminal was pasted; %s is the address of a service */
  text = g_strdup_printf (_ ("The command holds a key for %s. It was not taken."), address);
  gtk_label_set_text (self->offer_label, text);
}

static void
show_unreadable (RushesTrackDialog *self, const GError *error)
{
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED))
    show_preview (self, _ ("This text is too long. At most 10 MB can be read at once."), "error");
  else
    show_error (self, error);
  show_ignored (self, NULL);
  show_offer (self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "track.confirm", FALSE);
}

/* Says what is in the text. Returns: (transfer full) (nullable): NULL where it cannot be read. */
static RushesIntake *
read_text (RushesTrackDialog *self)
{
  g_autoptr (RushesIntake) intake = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = dup_text (self);
  g_autofree char *preview = NULL;
  guint n_tracked = 0;

  g_clear_handle_id (&self->pause_id, g_source_remove);
  intake = rushes_intake_read (text, -1, &error);
  if (intake == NULL)
    {
      show_unreadable (self, error);
      return NULL;
    }

  n_tracked = rushes_session_count_tracked (self->session, get_chosen (self), intake);
  preview = rushes_format_intake (intake->items->len - n_tracked, n_tracked, intake->n_repeated,
                                  intake->ignored->len);
  show_preview (self, preview != NULL ? preview : _ ("No ids yet"), "dim-label");
  show_ignored (self, intake->ignored);
  show_offer (self, intake->offer);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "track.confirm", intake->items->len > 0 && !self->busy);
  return g_steal_pointer (&intake);
}

/* What the clipboard holds is offered, not taken: it may have been copied for something else. */
static void
hide_clipboard (RushesTrackDialog *self)
{
  g_clear_pointer (&self->clipboard_text, g_free);
  gtk_widget_set_visible (self->clipboard_box, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "track.use-clipboard", FALSE);
}

static gboolean
pause_over_cb (gpointer user_data)
{
  RushesTrackDialog *self = user_data;
  g_autoptr (RushesIntake) intake = NULL;

  self->pause_id = 0;
  intake = read_text (self);
  return G_SOURCE_REMOVE;
}

static void
text_changed_cb (RushesTrackDialog *self)
{
  g_autoptr (RushesIntake) intake = NULL;

  hide_clipboard (self);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (gtk_text_buffer_get_char_count (self->buffer) > LONG_TEXT)
    self->pause_id = g_timeout_add (PAUSE_MS, pause_over_cb, self);
  else
    intake = read_text (self);
}

static void
set_busy (RushesTrackDialog *self, gboolean busy)
{
  self->busy = busy;
  gtk_text_view_set_editable (self->text_view, !busy);
  gtk_editable_set_editable (self->label_entry, !busy);
  gtk_widget_set_sensitive (self->account_box, !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "track.confirm", !busy);
}

static void
note_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!rushes_session_set_note_finish (RUSHES_SESSION (source), result, &error))
    g_message ("The note of an imported task was not kept: %s", error->message);
}

static void
add_notes (RushesTrackDialog *self, RushesSession *session, GPtrArray *added)
{
  for (guint i = 0; self->notes != NULL && i < added->len; i++)
    {
      RushesTask *task = g_ptr_array_index (added, i);
      const char *note = g_hash_table_lookup (self->notes, rushes_task_get_id (task));

      /* One that comes back has its own. */
      if (note != NULL && rushes_task_get_note (task) == NULL)
        rushes_session_set_note_async (session, task, note, note_set_cb, NULL);
    }
}

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesTrackDialog) self = user_data;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  added = rushes_session_track_finish (RUSHES_SESSION (source), result, &error);
  if (added != NULL)
    add_notes (self, RUSHES_SESSION (source), added);
  /* Closed meanwhile: its widgets are gone, and what was to be told is in the list. */
  if (self->session == NULL)
    return;

  set_busy (self, FALSE);
  if (added == NULL)
    {
      show_error (self, error);
      return;
    }

  g_signal_emit (self, signals[TRACKED], 0, added->len, self->n_asked - MIN (added->len, self->n_asked));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
account_used_cb (RushesTrackDialog *self)
{
  /* What is tracked already depends on the account. */
  if (self->session != NULL)
    text_changed_cb (self);
}

static void
use_account_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (widget);
  g_autoptr (RushesIntake) intake = read_text (self);
  GtkWidget *dialog = NULL;

  if (intake == NULL || intake->offer == NULL)
    return;

  dialog = rushes_account_dialog_new (GTK_WINDOW (self), self->session, intake->offer->base_url,
                                      intake->offer->key);
  g_signal_connect_object (dialog, "used", G_CALLBACK (account_used_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* @text: (transfer full) */
static void
offer_clipboard (RushesTrackDialog *self, char *text)
{
  g_autofree char *owned = text;
  g_autoptr (RushesIntake) intake = rushes_intake_read (text, -1, NULL);
  g_autofree char *sentence = NULL;
  guint n_new = 0;

  if (intake != NULL)
    n_new = intake->items->len - rushes_session_count_tracked (self->session, get_chosen (self), intake);
  /* Whoever has begun to write knows what they want. */
  if (n_new == 0 || gtk_text_buffer_get_char_count (self->buffer) > 0)
    return;

  g_free (self->clipboard_text);
  self->clipboard_text = g_steal_pointer (&owned);
  sentence = g_strdup_printf (ngettext ("There is %u new id on the clipboard",
                                        "There are %u new ids on the clipboard", n_new),
                              n_new);
  gtk_label_set_text (self->clipboard_label, sentence);
  gtk_widget_set_visible (self->clipboard_box, TRUE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "track.use-clipboard", TRUE);
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesTrackDialog) self = user_data;
  char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  /* Long texts are read where somebody wants them. */
  if (text != NULL && self->session != NULL && strlen (text) <= MOST_OFFERED)
    offer_clipboard (self, text);
  else
    g_free (text);
}

static void
use_clipboard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (widget);
  g_autofree char *text = g_steal_pointer (&self->clipboard_text);

  hide_clipboard (self);
  if (text != NULL)
    rushes_track_dialog_add_text (self, text);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/* Returns: (transfer full) (nullable): what those are called that have no label of their own */
static char *
dup_common_label (RushesTrackDialog *self)
{
  g_autofree char *label = g_strdup (gtk_editable_get_text (self->label_entry));

  g_strstrip (label);
  return *label != '\0' ? g_steal_pointer (&label) : NULL;
}

static void
confirm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (widget);
  g_autoptr (RushesIntake) intake = read_text (self);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autofree char *label = dup_common_label (self);

  if (intake == NULL || intake->items->len == 0 || self->busy)
    return;

  /* What is added last comes first in the list, and there it shall stand as in the text. */
  for (guint i = intake->items->len; i > 0; i--)
    {
      RushesIntakeItem *item = g_ptr_array_index (intake->items, i - 1);

      if (item->label == NULL)
        item->label = g_strdup (label);
      g_ptr_array_add (items, item);
    }
  set_busy (self, TRUE);
  self->n_asked = items->len;
  if (get_chosen (self) != NULL)
    rushes_session_select_account (self->session, get_chosen (self));
  rushes_session_track_async (self->session, items, tracked_cb, g_object_ref (self));
}

/* Accounts */

/* The focus goes to the button inside, which has no name of its own. */
static void
name_account_choice (RushesTrackDialog *self)
{
  RushesAccount *account = gtk_drop_down_get_selected_item (self->account_choice);
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->account_choice));
  g_autofree char *name = NULL;

  if (account == NULL || button == NULL)
    return;

  /* Translators: said by a screen reader; %s is the name of the account that is chosen */
  name = g_strdup_printf (_ ("Account: %s"), rushes_account_get_name (account));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* A choice of one is none. */
static void
accounts_changed_cb (RushesTrackDialog *self)
{
  if (self->session != NULL)
    gtk_widget_set_visible (self->account_box,
                            g_list_model_get_n_items (rushes_session_get_accounts (self->session)) > 1);
}

/* The session's own is what most people mean. */
static void
choose_current (RushesTrackDialog *self)
{
  GListModel *accounts = NULL;
  RushesAccount *current = NULL;

  if (self->session == NULL)
    return;

  accounts = rushes_session_get_accounts (self->session);
  current = rushes_session_get_account (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (accounts, i);

      if (account == current)
        gtk_drop_down_set_selected (self->account_choice, i);
    }
}

static void
account_chosen_cb (RushesTrackDialog *self)
{
  name_account_choice (self);
  /* What is tracked already is tracked for an account. */
  if (self->session != NULL && gtk_widget_get_visible (self->account_box))
    text_changed_cb (self);
}

static void
init_accounts (RushesTrackDialog *self)
{
  GListModel *accounts = rushes_session_get_accounts (self->session);

  gtk_drop_down_set_model (self->account_choice, accounts);
  accounts_changed_cb (self);
  choose_current (self);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::account", G_CALLBACK (choose_current), self,
                           G_CONNECT_SWAPPED);
}

/* Files */

static gboolean
files_dropped_cb (RushesTrackDialog *self, const GValue *value, double x, double y, GtkDropTarget *target)
{
  if (self->busy)
    return FALSE;

  for (const GSList *file = g_value_get_boxed (value); file != NULL; file = file->next)
    g_signal_emit (self, signals[FILE_DROPPED], 0, file->data);
  return TRUE;
}

static void
take_files (RushesTrackDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  /* Before the text view, which would take the names of the files for a text. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "drop", G_CALLBACK (files_dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* The object */

static void
rushes_track_dialog_constructed (GObject *object)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (object);

  G_OBJECT_CLASS (rushes_track_dialog_parent_class)->constructed (object);

  init_accounts (self);
  text_changed_cb (self);
  take_files (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->text_view));
}

static void
rushes_track_dialog_dispose (GObject *object)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_TRACK_DIALOG);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (rushes_track_dialog_parent_class)->dispose (object);
}

static void
rushes_track_dialog_finalize (GObject *object)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (object);

  g_clear_pointer (&self->notes, g_hash_table_unref);
  g_clear_pointer (&self->clipboard_text, g_free);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rushes_track_dialog_parent_class)->finalize (object);
}

static void
rushes_track_dialog_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (object);

  switch ((RushesTrackDialogProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    }
}

static void
rushes_track_dialog_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesTrackDialog *self = RUSHES_TRACK_DIALOG (object);

  switch ((RushesTrackDialogProps) property_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    }
}

static void
rushes_track_dialog_class_init (RushesTrackDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = rushes_track_dialog_constructed;
  object_class->dispose = rushes_track_dialog_dispose;
  object_class->finalize = rushes_track_dialog_finalize;
  object_class->get_property = rushes_track_dialog_get_property;
  object_class->set_property = rushes_track_dialog_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[TRACKED] = g_signal_new ("tracked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);

  signals[FILE_DROPPED] = g_signal_new ("file-dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);

  g_type_ensure (RUSHES_TYPE_ACCOUNT);
  /* The application’s own key for it is that of its main window alone. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-track-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, track_button);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, buffer);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, preview_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, ignored_expander);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, ignored_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, offer_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, offer_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, offer_button);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, clipboard_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, clipboard_label);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, label_entry);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, account_box);
  gtk_widget_class_bind_template_child (widget_class, RushesTrackDialog, account_choice);
  gtk_widget_class_bind_template_callback (widget_class, account_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_install_action (widget_class, "track.use-clipboard", NULL, use_clipboard_action);
  gtk_widget_class_install_action (widget_class, "track.use-account", NULL, use_account_action);
  gtk_widget_class_install_action (widget_class, "track.confirm", NULL, confirm_action);
}

static void
rushes_track_dialog_init (RushesTrackDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* What has the focus is the text inside: that is what a screen reader names. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (self->label_entry)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label for All"), -1);
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
rushes_track_dialog_new (GtkWindow *parent, RushesSession *session)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  return g_object_new (RUSHES_TYPE_TRACK_DIALOG, "transient-for", parent, "session", session, NULL);
}

void
rushes_track_dialog_add_notes (RushesTrackDialog *self, GHashTable *notes)
{
  GHashTableIter iter;
  gpointer task_id = NULL;
  gpointer note = NULL;

  g_return_if_fail (RUSHES_IS_TRACK_DIALOG (self));
  g_return_if_fail (notes != NULL);

  if (self->notes == NULL)
    self->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_iter_init (&iter, notes);
  while (g_hash_table_iter_next (&iter, &task_id, &note))
    g_hash_table_replace (self->notes, g_strdup (task_id), g_strdup (note));
}

void
rushes_track_dialog_look_at_clipboard (RushesTrackDialog *self)
{
  g_return_if_fail (RUSHES_IS_TRACK_DIALOG (self));

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->cancellable,
                                 clipboard_read_cb, g_object_ref (self));
}

void
rushes_track_dialog_add_text (RushesTrackDialog *self, const char *text)
{
  GtkTextIter end;

  g_return_if_fail (RUSHES_IS_TRACK_DIALOG (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  if (!gtk_text_iter_starts_line (&end))
    gtk_text_buffer_insert (self->buffer, &end, "\n", 1);
  gtk_text_buffer_insert (self->buffer, &end, text, -1);
}
