/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-track-dialog.h"

#include "base/rushes-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-account-dialog.h"
#include "ui/rushes-widget-test.h"

#include <string.h>

typedef struct
{
  char *folder;
  RushesSession *session;
  RushesTrackDialog *dialog;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  fixture->folder = rushes_test_make_folder ();
  fixture->session = rushes_session_new (fixture->folder, FALSE, keys, clock);
  rushes_widget_test_open (fixture->session);

  fixture->dialog = RUSHES_TRACK_DIALOG (rushes_track_dialog_new (NULL, fixture->session));
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  rushes_test_pump ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  rushes_test_pump ();
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  rushes_test_remove_folder (fixture->folder);
}

static GtkWidget *
part (Fixture *fixture, const char *id)
{
  return GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (fixture->dialog), RUSHES_TYPE_TRACK_DIALOG, id));
}

static const char *
read_label (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (part (fixture, id)));
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "No ids yet");
  g_assert_false (gtk_widget_get_visible (part (fixture, "ignored_expander")));
  g_assert_false (gtk_widget_get_sensitive (part (fixture, "track_button")));

  rushes_track_dialog_add_text (fixture->dialog, "306792606023824\nhello there\n306793118204466\n"
                                                 "306792606023824\n2025-08-29 07:44:32");
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "2 new · 1 repeated · 2 not ids");
  g_assert_true (gtk_widget_get_sensitive (part (fixture, "track_button")));
  g_assert_true (gtk_widget_get_visible (part (fixture, "ignored_expander")));
  g_assert_cmpstr (read_label (fixture, "ignored_label"), ==,
                   "Line 2: “hello there”. There is no task id here.\n"
                   "Line 5: “2025-08-29 07:44:32”. This is a date or a time, not a task id.");
  gtk_expander_set_expanded (GTK_EXPANDER (part (fixture, "ignored_expander")), TRUE);
  rushes_test_pump ();
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->dialog));
}

static void
test_many_reasons (Fixture *fixture, gconstpointer data)
{
  GString *text = g_string_new (NULL);
  const char *reasons;

  for (guint i = 0; i < 130; i++)
    g_string_append_printf (text, "word\n");
  rushes_track_dialog_add_text (fixture->dialog, text->str);
  g_string_free (text, TRUE);

  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "130 not ids");
  reasons = read_label (fixture, "ignored_label");
  g_assert_nonnull (strstr (reasons, "Line 50: “word”."));
  g_assert_null (strstr (reasons, "Line 51:"));
  g_assert_true (g_str_has_suffix (reasons, "…and 80 more"));
}

static void
test_key_is_not_taken (Fixture *fixture, gconstpointer data)
{
  rushes_track_dialog_add_text (fixture->dialog,
                                "curl 'https://gate.example/minimax/v1/query/video_generation"
                                "?task_id=306792606023824' \\\n"
                                "  -H 'Authorization: Bearer sk-AbCdEfGh12345678'");
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "1 new");
  g_assert_true (gtk_widget_get_visible (part (fixture, "offer_box")));
  g_assert_nonnull (strstr (read_label (fixture, "offer_label"), "https://gate.example."));
  g_assert_null (strstr (read_label (fixture, "offer_label"), "AbCdEfGh"));
  g_assert_null (rushes_session_get_account (fixture->session));
}

static void
put_account (Fixture *fixture, const char *id, const char *name)
{
  g_autoptr (RushesAccount) account = rushes_account_new (id, name, "https://gate.example", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (account, "sk-AbCdEfGh12345678");
  rushes_session_put_account_async (fixture->session, account, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the account");
  g_assert_true (rushes_session_put_account_finish (fixture->session, result, NULL, &error));
  g_assert_no_error (error);
}

static guint
choose_account (Fixture *fixture, const char *id)
{
  GListModel *accounts = rushes_session_get_accounts (fixture->session);
  RushesAccount *account = rushes_session_find_account (fixture->session, id);
  guint position = 0;

  g_assert_true (g_list_store_find (G_LIST_STORE (accounts), account, &position));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (part (fixture, "account_choice")), position);
  return position;
}

/* Among several one can choose; the form shows the one that is asked about. */
static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  GtkDropDown *choice = GTK_DROP_DOWN (part (fixture, "account_choice"));
  RushesAccount *account = NULL;
  guint chosen = 0;

  g_assert_false (gtk_widget_get_visible (part (fixture, "account_box")));
  put_account (fixture, "first", "Studio");
  g_assert_false (gtk_widget_get_visible (part (fixture, "account_box")));
  put_account (fixture, "second", "Home");
  g_assert_true (gtk_widget_get_visible (part (fixture, "account_box")));
  account = rushes_session_get_account (fixture->session);
  g_assert_true (gtk_drop_down_get_selected_item (choice) == account);
  rushes_test_pump ();
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->dialog));

  g_assert_nonnull (rushes_widget_test_find (GTK_WIDGET (choice), GTK_TYPE_TOGGLE_BUTTON, "Account: Studio"));

  /* Whoever leaves the form has chosen nothing. */
  chosen = choose_account (fixture, "second");
  g_assert_true (rushes_session_get_account (fixture->session) == account);

  /* Chosen elsewhere, it is shown here. */
  rushes_session_select_account (fixture->session, rushes_session_find_account (fixture->session, "second"));
  rushes_session_select_account (fixture->session, rushes_session_find_account (fixture->session, "first"));
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), !=, chosen);
}

static gboolean
dialog_has_gone (gpointer data)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0;
}

/* The tasks are those of the account that was chosen, and so is what is known of them. */
static void
test_chosen_account (Fixture *fixture, gconstpointer data)
{
  GListModel *tasks = rushes_session_get_tasks (fixture->session);
  g_autoptr (RushesTask) task = NULL;

  put_account (fixture, "first", "Studio");
  put_account (fixture, "second", "Home");
  rushes_track_dialog_add_text (fixture->dialog, "306792606023824");
  choose_account (fixture, "second");
  gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "track.confirm", NULL);
  rushes_test_await (dialog_has_gone, NULL, "the form to close");
  fixture->dialog = NULL;

  task = g_list_model_get_item (tasks, 0);
  g_assert_cmpstr (rushes_task_get_account_id (task), ==, "second");
  g_assert_cmpstr (rushes_account_get_id (rushes_session_get_account (fixture->session)), ==, "second");

  fixture->dialog = RUSHES_TRACK_DIALOG (rushes_track_dialog_new (NULL, fixture->session));
  rushes_track_dialog_add_text (fixture->dialog, "306792606023824");
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "1 already tracked");
  choose_account (fixture, "first");
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "1 new");
}

/* Beside the one of the environment, too, which stays as it is. */
static void
test_offer_beside_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) environment = rushes_account_new (RUSHES_ACCOUNT_ENVIRONMENT, "Environment",
                                                              "https://gate.example", NULL);
  g_autoptr (GAsyncResult) started = NULL;
  GtkWidget *form = NULL;

  rushes_account_set_key (environment, "sk-AbCdEfGh12345678");
  rushes_session_start_async (fixture->session, environment, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_get_account (fixture->session) == environment);

  rushes_track_dialog_add_text (fixture->dialog, "curl https://other.example/v1/models"
                                                 " -H 'Authorization: Bearer sk-QrStUvWx12345678'");
  rushes_widget_test_press (GTK_WIDGET (fixture->dialog), "Use This Account…");
  form = rushes_widget_test_await (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  rushes_widget_test_press (form, "Use");
  rushes_widget_test_await_gone (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_accounts (fixture->session)), ==, 2);
  g_assert_cmpstr (rushes_account_get_name (rushes_session_get_account (fixture->session)), ==,
                   "other.example");
  g_assert_cmpstr (rushes_account_peek_key (environment), ==, "sk-AbCdEfGh12345678");
}

static void
use_offered (Fixture *fixture, const char *key, gboolean replace)
{
  g_autofree char *command = g_strdup_printf ("curl 'https://gate.example/v1/query/video_generation"
                                              "?task_id=306792606023824' -H 'Authorization: Bearer %s'",
                                              key);
  GtkWidget *form = NULL;
  GtkWidget *choice = NULL;

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (part (fixture, "text_view"))), command,
                            -1);
  rushes_widget_test_press (GTK_WIDGET (fixture->dialog), "Use This Account…");
  form = rushes_widget_test_await (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  rushes_widget_test_assert_named (form);
  g_assert_nonnull (rushes_widget_test_find_words (form, "“Studio” has this address already"));
  choice = rushes_widget_test_find (form, GTK_TYPE_SWITCH, NULL);
  if (replace)
    gtk_switch_set_active (GTK_SWITCH (choice), TRUE);
  rushes_widget_test_press (form, "Use");
  rushes_widget_test_await_gone (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
}

/* It is one more account, which takes nothing from the one that is there. */
static void
test_offer_adds (Fixture *fixture, gconstpointer data)
{
  GListModel *accounts = rushes_session_get_accounts (fixture->session);
  RushesAccount *account = NULL;

  put_account (fixture, "first", "Studio");
  use_offered (fixture, "sk-QrStUvWx12345678", FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 2);
  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_id (account), !=, "first");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, "sk-QrStUvWx12345678");
  account = rushes_session_find_account (fixture->session, "first");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, "sk-AbCdEfGh12345678");
  /* It is the one that is chosen in the form, too. */
  g_assert_true (gtk_drop_down_get_selected_item (GTK_DROP_DOWN (part (fixture, "account_choice")))
                 == rushes_session_get_account (fixture->session));
}

static void
test_offer_replaces (Fixture *fixture, gconstpointer data)
{
  GListModel *accounts = rushes_session_get_accounts (fixture->session);
  RushesAccount *account = NULL;

  put_account (fixture, "first", "Studio");
  use_offered (fixture, "sk-QrStUvWx12345678", TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);
  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_id (account), ==, "first");
  g_assert_cmpstr (rushes_account_get_name (account), ==, "Studio");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, "sk-QrStUvWx12345678");

  /* The same once more is no other account. */
  use_offered (fixture, "sk-QrStUvWx12345678", FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);
}

/* It is offered, and becomes the account where the person says so, not before. */
static void
test_account_is_offered (Fixture *fixture, gconstpointer data)
{
  GtkWidget *form;
  GtkWidget *key;
  RushesAccount *account;

  g_assert_null (
    rushes_widget_test_find (GTK_WIDGET (fixture->dialog), GTK_TYPE_BUTTON, "Use This Account…"));
  rushes_track_dialog_add_text (fixture->dialog,
                                "curl 'https://gate.example/minimax/v1/query/video_generation"
                                "?task_id=306792606023824' \\\n"
                                "  -H 'Authorization: Bearer sk-AbCdEfGh12345678'");
  rushes_widget_test_press (GTK_WIDGET (fixture->dialog), "Use This Account…");
  form = rushes_widget_test_await (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  rushes_widget_test_assert_named (form);
  g_assert_null (rushes_session_get_account (fixture->session));
  g_assert_null (rushes_widget_test_find_words (form, "AbCdEfGh"));
  key = rushes_widget_test_find (form, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL);
  g_assert_false (gtk_text_get_visibility (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (key)))));

  /* Nothing is kept where it is left. */
  rushes_widget_test_press (form, "Cancel");
  rushes_widget_test_await_gone (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  g_assert_null (rushes_session_get_account (fixture->session));

  rushes_widget_test_press (GTK_WIDGET (fixture->dialog), "Use This Account…");
  form = rushes_widget_test_await (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  rushes_widget_test_press (form, "Use");
  rushes_widget_test_await_gone (NULL, RUSHES_TYPE_ACCOUNT_DIALOG, NULL);
  account = rushes_session_get_account (fixture->session);
  g_assert_nonnull (account);
  g_assert_cmpstr (rushes_account_get_base_url (account), ==, "https://gate.example");
  g_assert_cmpstr (rushes_account_get_name (account), ==, "gate.example");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, "sk-AbCdEfGh12345678");
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "1 new");
}

static gboolean
is_too_long (gpointer data)
{
  return strcmp (read_label (data, "preview_label"),
                 "This text is too long. At most 10 MB can be read at once.")
         == 0;
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (RUSHES_INTAKE_MAX_BYTES + 1, 'x');

  for (gsize i = 500; i < RUSHES_INTAKE_MAX_BYTES; i += 500)
    text[i] = '\n';
  rushes_track_dialog_add_text (fixture->dialog, "306792606023824");
  g_assert_true (gtk_widget_get_sensitive (part (fixture, "track_button")));
  rushes_track_dialog_add_text (fixture->dialog, text);
  rushes_test_await (is_too_long, fixture, "the text to be refused");
  g_assert_false (gtk_widget_get_sensitive (part (fixture, "track_button")));
}

static gboolean
clipboard_is_offered (gpointer user_data)
{
  return gtk_widget_get_visible (part (user_data, "clipboard_box"));
}

static guint
count_characters (Fixture *fixture)
{
  return (guint) gtk_text_buffer_get_char_count (
    gtk_text_view_get_buffer (GTK_TEXT_VIEW (part (fixture, "text_view"))));
}

/* What is on the clipboard is offered, and taken only by whoever says so. */
static void
test_clipboard (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->dialog));

  gdk_clipboard_set_text (clipboard, "306792606023824 and 306793118204466");
  rushes_track_dialog_look_at_clipboard (fixture->dialog);
  rushes_test_await (clipboard_is_offered, fixture, "the clipboard to be offered");
  g_assert_cmpstr (read_label (fixture, "clipboard_label"), ==, "There are 2 new ids on the clipboard");
  g_assert_cmpuint (count_characters (fixture), ==, 0);
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->dialog));

  rushes_widget_test_press (GTK_WIDGET (fixture->dialog), "Insert");
  g_assert_cmpstr (read_label (fixture, "preview_label"), ==, "2 new");
  g_assert_false (clipboard_is_offered (fixture));
}

static void
look_at_clipboard (Fixture *fixture)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->dialog));
  g_autoptr (GAsyncResult) result = NULL;

  rushes_track_dialog_look_at_clipboard (fixture->dialog);
  /* Whoever asks later is answered later. */
  gdk_clipboard_read_text_async (clipboard, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the clipboard");
  rushes_test_pump ();
}

/* Neither a text without ids is offered, nor one to somebody who has begun to write. */
static void
test_clipboard_is_left_alone (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->dialog));

  gdk_clipboard_set_text (clipboard, "nothing of the kind");
  look_at_clipboard (fixture);
  g_assert_false (clipboard_is_offered (fixture));

  gdk_clipboard_set_text (clipboard, "306792606023824");
  rushes_track_dialog_add_text (fixture->dialog, "306793118204466");
  look_at_clipboard (fixture);
  g_assert_false (clipboard_is_offered (fixture));
}

static void
forget_dialog_cb (Fixture *fixture)
{
  fixture->dialog = NULL;
}

static gboolean
is_closed (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->dialog == NULL;
}

/* One label for those that have none of their own. */
static void
test_label_for_all (Fixture *fixture, gconstpointer data)
{
  GListModel *tasks = rushes_session_get_tasks (fixture->session);
  g_autoptr (RushesTask) first = NULL;
  g_autoptr (RushesTask) second = NULL;

  g_signal_connect_swapped (fixture->dialog, "tracked", G_CALLBACK (forget_dialog_cb), fixture);
  rushes_track_dialog_add_text (fixture->dialog, "306792606023824\n306793118204466 | Harbour\n");
  gtk_editable_set_text (GTK_EDITABLE (part (fixture, "label_entry")), " Dunes ");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->dialog), "track.confirm", NULL));
  rushes_test_await (is_closed, fixture, "the tasks to be tracked");

  g_assert_cmpuint (g_list_model_get_n_items (tasks), ==, 2);
  first = g_list_model_get_item (tasks, 0);
  second = g_list_model_get_item (tasks, 1);
  g_assert_cmpstr (rushes_task_get_label (first), ==, "Harbour");
  g_assert_cmpstr (rushes_task_get_label (second), ==, "Dunes");
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ui/track-dialog/preview", test_preview);
  ADD ("/ui/track-dialog/many-reasons", test_many_reasons);
  ADD ("/ui/track-dialog/key-is-not-taken", test_key_is_not_taken);
  ADD ("/ui/track-dialog/account-is-offered", test_account_is_offered);
  ADD ("/ui/track-dialog/accounts", test_accounts);
  ADD ("/ui/track-dialog/chosen-account", test_chosen_account);
  ADD ("/ui/track-dialog/offer-adds", test_offer_adds);
  ADD ("/ui/track-dialog/offer-beside-environment", test_offer_beside_environment);
  ADD ("/ui/track-dialog/offer-replaces", test_offer_replaces);
  ADD ("/ui/track-dialog/too-long", test_too_long);
  ADD ("/ui/track-dialog/clipboard", test_clipboard);
  ADD ("/ui/track-dialog/clipboard-is-left-alone", test_clipboard_is_left_alone);
  ADD ("/ui/track-dialog/label-for-all", test_label_for_all);

  return g_test_run ();
}
