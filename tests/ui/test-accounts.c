/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-preferences.h"

#include "base/rushes-clock.h"
#include "demo/rushes-gateway.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-account-dialog.h"
#include "ui/rushes-account-form.h"
#include "ui/rushes-account-network-row.h"
#include "ui/rushes-accounts-group.h"
#include "ui/rushes-widget-test.h"

#include <string.h>

#define KEY "sk-accounts-of-a-test-1"
#define OTHER_KEY "sk-accounts-of-a-test-2"

/* The Preferences, over a session with one account at a gateway of our own */

typedef struct
{
  char *folder;
  RushesGateway *gateway;
  RushesSession *session;
  GSettings *settings;
  GtkWidget *preferences;
} Fixture;

static void
put_account (Fixture *fixture, const char *id, const char *name)
{
  g_autoptr (RushesAccount) account = rushes_account_new (id, name,
                                                          rushes_gateway_get_base_url (fixture->gateway),
                                                          NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (account, KEY);
  rushes_session_put_account_async (fixture->session, account, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the account");
  g_assert_true (rushes_session_put_account_finish (fixture->session, result, NULL, &error));
  g_assert_no_error (error);
}

static void
show (Fixture *fixture, int width)
{
  fixture->preferences = rushes_preferences_new (fixture->session, fixture->settings);
  rushes_widget_test_show_dialog (fixture->preferences, width, 600);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GError) error = NULL;

  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  fixture->folder = rushes_test_make_folder ();
  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  fixture->session = rushes_session_new (fixture->folder, FALSE, keys, clock);
  rushes_widget_test_open (fixture->session);
  put_account (fixture, "default", "Studio");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->preferences != NULL)
    rushes_widget_test_close_dialog (g_steal_pointer (&fixture->preferences));
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  g_assert_finalize_object (fixture->settings);
  g_clear_object (&fixture->gateway);
  rushes_test_remove_folder (fixture->folder);
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (rushes_session_get_accounts (fixture->session));
}

static const char *
get_current (Fixture *fixture)
{
  return rushes_account_get_name (rushes_session_get_account (fixture->session));
}

static void
type_into (GtkWidget *root, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (rushes_widget_test_await (root, ADW_TYPE_PREFERENCES_ROW, title)),
                         text);
}

static const char *
read_from (GtkWidget *root, const char *title)
{
  return gtk_editable_get_text (
    GTK_EDITABLE (rushes_widget_test_await (root, ADW_TYPE_PREFERENCES_ROW, title)));
}

static gboolean
find_dialog (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget **dialog = data;

  *dialog = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (windows) && *dialog == NULL; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (RUSHES_IS_ACCOUNT_DIALOG (window))
        *dialog = window; /* GTK has it */
    }
  return *dialog != NULL;
}

static gboolean
there_are_two (gpointer fixture)
{
  return count_accounts (fixture) == 2;
}

static gboolean
there_is_one (gpointer fixture)
{
  return count_accounts (fixture) == 1;
}

static gboolean
other_is_current (gpointer fixture)
{
  return g_str_equal (get_current (fixture), "Other");
}

/* The key comes in a whole command, and brings the address with it. */
static void
test_add (Fixture *fixture, gconstpointer data)
{
  const char *base_url = rushes_gateway_get_base_url (fixture->gateway);
  g_autofree char *command = g_strdup_printf ("curl '%s/v1/models' -H 'Authorization: Bearer %s'", base_url,
                                              OTHER_KEY);
  GtkWidget *dialog = NULL;

  show (fixture, 560);
  rushes_widget_test_press (fixture->preferences, "Add Account");
  rushes_test_await (find_dialog, &dialog, "the dialog");
  gtk_test_widget_wait_for_draw (dialog);
  rushes_widget_test_assert_named (dialog);
  type_into (dialog, "Key", command);
  g_assert_cmpstr (read_from (dialog, "Service Address"), ==, base_url);
  type_into (dialog, "Name (Optional)", "Other");
  rushes_widget_test_press (dialog, "Add");

  rushes_test_await (other_is_current, fixture, "the account to be there");
  g_assert_cmpuint (count_accounts (fixture), ==, 2);
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_LABEL, "Other");
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_get_account (fixture->session)), ==, OTHER_KEY);
}

/* Choosing one is choosing what the form is about. */
static void
test_switch (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  put_account (fixture, "other", "Other");
  show (fixture, 360);
  g_assert_cmpstr (get_current (fixture), ==, "Studio");
  row = rushes_widget_test_await (fixture->preferences, ADW_TYPE_ACTION_ROW, "Other");
  adw_action_row_activate (ADW_ACTION_ROW (row));
  g_assert_cmpstr (get_current (fixture), ==, "Other");
  g_assert_cmpstr (read_from (fixture->preferences, "Name (Optional)"), ==, "Other");
  rushes_widget_test_assert_named (fixture->preferences);
  rushes_widget_test_assert_fits (
    rushes_widget_test_find (fixture->preferences, ADW_TYPE_PREFERENCES_PAGE, NULL));
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = NULL;

  put_account (fixture, "other", "Other");
  show (fixture, 560);
  group = rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNTS_GROUP, NULL);
  g_assert_true (gtk_widget_activate_action (group, "accounts.remove-with-tasks", "s", "other"));
  rushes_test_await (there_is_one, fixture, "the account to be gone");
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_LABEL, "“Other” was removed");

  rushes_widget_test_press (fixture->preferences, "Undo");
  rushes_test_await (there_are_two, fixture, "the account to be back");
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_find_account (fixture->session, "other")), ==,
                   KEY);
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = NULL;

  put_account (fixture, "other", "Other");
  show (fixture, 560);
  group = rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNTS_GROUP, NULL);
  g_assert_true (gtk_widget_activate_action (group, "accounts.merge", "(ss)", "other", "default"));
  g_assert_cmpuint (count_accounts (fixture), ==, 2);
  {
    GListModel *windows = gtk_window_get_toplevels ();
    g_autoptr (GtkWindow) question = NULL;

    for (guint i = 0; i < g_list_model_get_n_items (windows) && question == NULL; i++)
      {
        g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

        if (gtk_window_get_transient_for (window) == GTK_WINDOW (gtk_widget_get_root (fixture->preferences)))
          question = g_steal_pointer (&window);
      }
    rushes_widget_test_press (question != NULL ? GTK_WIDGET (question) : fixture->preferences, "Merge");
  }
  rushes_test_await (there_is_one, fixture, "the accounts to be merged");
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_LABEL, "The accounts were merged");
}

/* An underscore is one, and no mnemonic of the menu. */
static void
test_menu_name (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = NULL;
  g_autoptr (GMenuModel) merging = NULL;
  g_autofree char *label = NULL;

  put_account (fixture, "other", "my_own_studio");
  show (fixture, 560);
  button = rushes_widget_test_find (fixture->preferences, GTK_TYPE_MENU_BUTTON, "More about “Studio”");
  g_assert_nonnull (button);
  merging = g_menu_model_get_item_link (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button)), 0,
                                        G_MENU_LINK_SECTION);
  g_assert_nonnull (merging);
  g_assert_true (g_menu_model_get_item_attribute (merging, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, "Merge into “my__own__studio”…");
}

static gboolean
is_rested (gpointer form)
{
  return !rushes_account_form_get_busy (form);
}

static void
check (Fixture *fixture)
{
  GtkWidget *form = rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNT_FORM, NULL);

  rushes_widget_test_press (fixture->preferences, "Check");
  rushes_test_await (is_rested, form, "the check");
}

static void
assert_says (Fixture *fixture, const char *words)
{
  g_test_message ("%s", words);
  g_assert_nonnull (rushes_widget_test_find_words (fixture->preferences, words));
}

static gboolean
is_marked (Fixture *fixture, const char *title)
{
  return gtk_widget_has_css_class (rushes_widget_test_await (fixture->preferences, ADW_TYPE_PREFERENCES_ROW,
                                                             title),
                                   "error");
}

/* What is wrong is said at once, where it is wrong. */
static void
test_check (Fixture *fixture, gconstpointer data)
{
  show (fixture, 560);
  check (fixture);
  assert_says (fixture, "The service is there and takes the key.");

  rushes_gateway_set_quota (fixture->gateway, 1000, 400, 0);
  check (fixture);
  assert_says (fixture, "400 of 1000 units of its quota are used, 600 are left.");

  rushes_gateway_set_quota (fixture->gateway, 1000, 1000, 0);
  check (fixture);
  g_assert_true (is_marked (fixture, "New Key"));
  rushes_gateway_set_quota (fixture->gateway, -1, 0, 0);

  type_into (fixture->preferences, "New Key", "sk-not-the-right-key-9");
  check (fixture);
  g_assert_true (is_marked (fixture, "New Key"));
  g_assert_false (is_marked (fixture, "Service Address"));
  type_into (fixture->preferences, "New Key", "");

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_HTML);
  check (fixture);
  g_assert_true (is_marked (fixture, "Service Address"));
  g_assert_false (is_marked (fixture, "New Key"));

  rushes_gateway_stop (fixture->gateway);
  check (fixture);
  g_assert_true (is_marked (fixture, "Service Address"));
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_get_account (fixture->session)), ==, KEY);
}

static gboolean
quota_is_told (gpointer fixture)
{
  RushesSession *session = ((Fixture *) fixture)->session;

  return rushes_session_get_account_usage (session, rushes_session_get_account (session)) != NULL;
}

/* What is left is said where the account is chosen. */
static void
test_quota (Fixture *fixture, gconstpointer data)
{
  GtkWidget *group = NULL;

  rushes_gateway_set_quota (fixture->gateway, 1000, 400, 4102444800);
  show (fixture, 360);
  rushes_test_await (quota_is_told, fixture, "the quota");
  group = rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNTS_GROUP, NULL);
  g_assert_nonnull (
    rushes_widget_test_find_words (group, "400 of 1000 units of its quota are used, 600 are left."));
  g_assert_nonnull (rushes_widget_test_find_words (group, "The key is valid until"));
  rushes_widget_test_assert_fits (
    rushes_widget_test_find (fixture->preferences, ADW_TYPE_PREFERENCES_PAGE, NULL));
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "Bearer $ANYAPI_KEY", "the name of a variable" },
    { "<your key>", "the placeholder of an example" },
    { "sk-abcd…wxyz", "The middle of this key was left out" },
    { "Bearer", "There is no key in this text." },
  };

  show (fixture, 560);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      type_into (fixture->preferences, "New Key", cases[i].text);
      rushes_widget_test_press (fixture->preferences, "Apply");
      g_assert_true (is_marked (fixture, "New Key"));
      assert_says (fixture, cases[i].words);
    }
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_get_account (fixture->session)), ==, KEY);
}

/* The service follows the address, and the address the service. */
static void
test_service (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  show (fixture, 560);
  row = rushes_widget_test_await (fixture->preferences, ADW_TYPE_COMBO_ROW, "Service");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, RUSHES_SERVICE_GATEWAY);
  type_into (fixture->preferences, "Service Address", "api.minimaxi.com/v1/");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, RUSHES_SERVICE_MINIMAX_MAINLAND);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), RUSHES_SERVICE_ANYAPI);
  g_assert_cmpstr (read_from (fixture->preferences, "Service Address"), ==, RUSHES_SERVICE_ANYAPI_BASE_URL);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), RUSHES_SERVICE_GATEWAY);
  g_assert_cmpstr (read_from (fixture->preferences, "Service Address"), ==, "");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, RUSHES_SERVICE_GATEWAY);
}

static RushesAccount *
get_account (Fixture *fixture)
{
  return rushes_session_get_account (fixture->session);
}

static gboolean
proxy_is_none (gpointer fixture)
{
  return g_strcmp0 (rushes_account_get_proxy (get_account (fixture)), "none") == 0;
}

static gboolean
proxy_is_set (gpointer fixture)
{
  return g_strcmp0 (rushes_account_get_proxy (get_account (fixture)), "http://proxy.example:3128") == 0;
}

static void
choose (GtkWidget *root, const char *title, guint choice)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (rushes_widget_test_await (root, ADW_TYPE_COMBO_ROW, title)),
                              choice);
}

/* A proxy of its own, that it is a proxy's address, and how often the service is asked. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = NULL;

  show (fixture, 360);
  row = rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNT_NETWORK_ROW, NULL);
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==, "As the system has it");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  choose (row, "Proxy", 1);
  choose (row, "Questions per Minute", 4);
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==,
                   "No proxy · 6 questions a minute");
  rushes_widget_test_press (fixture->preferences, "Apply");
  rushes_test_await (proxy_is_none, fixture, "the account without a proxy");
  g_assert_cmpuint (rushes_account_get_budget (get_account (fixture)), ==, 6);
  g_assert_cmpstr (rushes_account_peek_key (get_account (fixture)), ==, KEY);
  g_assert_cmpstr (get_current (fixture), ==, "Studio");

  choose (row, "Proxy", 2);
  type_into (row, "Proxy Address", "http://me:secret@proxy.example");
  rushes_widget_test_press (fixture->preferences, "Apply");
  g_assert_true (is_marked (fixture, "Proxy Address"));
  assert_says (fixture, "This is no address of a proxy.");
  g_assert_true (proxy_is_none (fixture));
  rushes_widget_test_assert_fits (
    rushes_widget_test_find (fixture->preferences, ADW_TYPE_PREFERENCES_PAGE, NULL));
  rushes_widget_test_assert_named (fixture->preferences);

  type_into (row, "Proxy Address", "proxy.example:3128");
  g_assert_false (is_marked (fixture, "Proxy Address"));
  rushes_widget_test_press (fixture->preferences, "Apply");
  rushes_test_await (proxy_is_set, fixture, "the account with a proxy");
  g_assert_cmpstr (read_from (row, "Proxy Address"), ==, "http://proxy.example:3128");
}

static gboolean
is_read (gpointer row)
{
  return g_str_has_prefix (adw_action_row_get_subtitle (row), "Rushes test, until ");
}

static gboolean
is_refused (gpointer row)
{
  return gtk_widget_has_css_class (row, "error");
}

static gboolean
authority_is_set (gpointer fixture)
{
  return rushes_account_get_authority (get_account (fixture)) != NULL;
}

static gboolean
authority_is_not_set (gpointer fixture)
{
  return !authority_is_set (fixture);
}

static void
test_authority (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "transfer", "self-signed.pem", NULL);
  g_autofree char *junk_path = g_test_build_filename (G_TEST_DIST, "fixtures", "library-1.sql", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) junk = g_file_new_for_path (junk_path);
  g_autoptr (GFile) nothing = g_file_new_for_path ("/nowhere/authority.pem");
  RushesAccountNetworkRow *row = NULL;
  GtkWidget *authority_row = NULL;

  show (fixture, 360);
  row = RUSHES_ACCOUNT_NETWORK_ROW (
    rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNT_NETWORK_ROW, NULL));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  authority_row = rushes_widget_test_await (GTK_WIDGET (row), ADW_TYPE_ACTION_ROW, "Additional Authority");

  rushes_account_network_row_read_authority (row, junk);
  rushes_test_await (is_refused, authority_row, "the file to be refused");
  assert_says (fixture, "There is no certificate in this file.");
  rushes_account_network_row_read_authority (row, file);
  rushes_test_await (is_read, authority_row, "the certificate to be read");
  g_assert_false (is_refused (authority_row));
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), ==, "Own authority");
  rushes_account_network_row_read_authority (row, nothing);
  rushes_test_await (is_refused, authority_row, "nothing to be refused");
  assert_says (fixture, "The file can’t be read.");
  rushes_widget_test_press (fixture->preferences, "Apply");
  rushes_test_await (authority_is_set, fixture, "the account with an authority");
  g_assert_true (
    g_str_has_prefix (rushes_account_get_authority (get_account (fixture)), "-----BEGIN CERTIFICATE-----"));
  g_assert_null (strstr (rushes_account_get_authority (get_account (fixture)), "KEY"));

  rushes_widget_test_press (fixture->preferences, "Remove Authority");
  rushes_widget_test_press (fixture->preferences, "Apply");
  rushes_test_await (authority_is_not_set, fixture, "the account without an authority");
}

/* Adding one, whatever goes wrong, and in the end nothing: what the window says each time. */
static void
test_walk (Fixture *fixture, gconstpointer data)
{
  const char *base_url = rushes_gateway_get_base_url (fixture->gateway);
  const struct
  {
    const char *what;
    const char *address; /* NULL: the gateway's */
    const char *key;
    gint64 used; /* of a quota of 1000 */
    const char *marked;
    const char *words;
  } steps[] = {
    { "no address", "ftp://anyapi.vip", KEY, 400, "Service Address", "address is not valid" },
    { "a wrong host", "http://127.0.0.1:9", KEY, 400, "Service Address", "could not be reached" },
    { "a wrong key", NULL, "sk-not-the-right-key-9", 400, "Key", "refused the key" },
    { "an exhausted key", NULL, KEY, 1000, "Key", "is used up" },
    { "a good one", NULL, KEY, 400, NULL, "The service is there and takes the key." },
  };
  GtkWidget *dialog = NULL;

  show (fixture, 560);
  rushes_widget_test_press (fixture->preferences, "Add Account");
  rushes_test_await (find_dialog, &dialog, "the dialog");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkWidget *form = rushes_widget_test_find (dialog, RUSHES_TYPE_ACCOUNT_FORM, NULL);
      GtkWidget *said = NULL;

      rushes_gateway_set_quota (fixture->gateway, 1000, steps[i].used, 4102444800);
      type_into (dialog, "Key", steps[i].key);
      type_into (dialog, "Service Address", steps[i].address != NULL ? steps[i].address : base_url);
      rushes_widget_test_press (dialog, "Check");
      rushes_test_await (is_rested, form, "the check");
      said = rushes_widget_test_find_words (dialog, steps[i].words);
      g_test_message ("%s: %s", steps[i].what, said != NULL ? gtk_label_get_text (GTK_LABEL (said)) : "?");
      g_assert_nonnull (said);
      if (steps[i].marked != NULL)
        g_assert_true (gtk_widget_has_css_class (rushes_widget_test_await (dialog, ADW_TYPE_PREFERENCES_ROW,
                                                                           steps[i].marked),
                                                 "error"));
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static gboolean
nobody_is_missed (gpointer fixture)
{
  return rushes_session_count_orphans (((Fixture *) fixture)->session) == 0;
}

/* What was left of an account that was removed is handed over to another. */
static void
test_hand_over (Fixture *fixture, gconstpointer data)
{
  RushesIntakeItem item = { .task_id = (char *) "306792606023824" };
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GAsyncResult) tracked = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  RushesAccount *other = NULL;
  GtkWidget *group = NULL;

  put_account (fixture, "other", "Other");
  other = rushes_session_find_account (fixture->session, "other");
  rushes_session_select_account (fixture->session, other);
  g_ptr_array_add (items, &item);
  rushes_session_track_async (fixture->session, items, rushes_test_keep_result, &tracked);
  rushes_test_await_result (&tracked, "the task");
  g_ptr_array_unref (rushes_session_track_finish (fixture->session, tracked, NULL));
  show (fixture, 360);
  g_assert_null (rushes_widget_test_find (fixture->preferences, GTK_TYPE_BUTTON, "Hand Over…"));
  rushes_session_remove_account_async (fixture->session, other, FALSE, rushes_test_keep_result, &removed);
  rushes_test_await_result (&removed, "the account to be removed");
  tasks = rushes_session_remove_account_finish (fixture->session, removed, NULL);
  g_assert_cmpuint (tasks->len, ==, 0);

  group = rushes_widget_test_find (fixture->preferences, RUSHES_TYPE_ACCOUNTS_GROUP, NULL);
  g_assert_nonnull (rushes_widget_test_find_words (group, "1 task is no longer followed"));
  rushes_widget_test_press (fixture->preferences, "Hand Over…");
  rushes_widget_test_press (NULL, "Hand Over");
  rushes_test_await (nobody_is_missed, fixture, "the task to be handed over");
  rushes_widget_test_await_gone (fixture->preferences, GTK_TYPE_BUTTON, "Hand Over…");
  g_assert_cmpuint (rushes_session_count_tasks_of (fixture->session,
                                                   rushes_session_get_account (fixture->session)),
                    ==, 1);
}

/* Two at one host that nobody gave a name can be told apart. */
static void
test_same_host (Fixture *fixture, gconstpointer data)
{
  const char *names[] = { "127.0.0.1", "127.0.0.1 (2)", "127.0.0.1 (3)" };

  show (fixture, 560);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = g_strdup_printf ("sk-one-of-several-%u", i);
      GtkWidget *dialog = NULL;

      rushes_widget_test_press (fixture->preferences, "Add Account");
      rushes_test_await (find_dialog, &dialog, "the dialog");
      type_into (dialog, "Service Address", rushes_gateway_get_base_url (fixture->gateway));
      type_into (dialog, "Key", key);
      rushes_widget_test_press (dialog, "Add");
      while (find_dialog (&dialog))
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (get_current (fixture), ==, names[i]);
    }
  g_assert_cmpuint (count_accounts (fixture), ==, 4);
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

#define ADD(name, func) g_test_add ("/ui/accounts/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("add", test_add);
  ADD ("switch", test_switch);
  ADD ("remove", test_remove);
  ADD ("merge", test_merge);
  ADD ("menu-name", test_menu_name);
  ADD ("check", test_check);
  ADD ("quota", test_quota);
  ADD ("no-key", test_no_key);
  ADD ("service", test_service);
  ADD ("network", test_network);
  ADD ("authority", test_authority);
  ADD ("walk", test_walk);
  ADD ("same-host", test_same_host);
  ADD ("hand-over", test_hand_over);
#undef ADD

  return g_test_run ();
}
