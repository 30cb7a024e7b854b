/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-preferences.h"

#include "base/rushes-clock.h"
#include "session/rushes-demo.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-broken-keys.h"
#include "ui/rushes-widget-test.h"

#define KEY "a-key-of-a-test"
#define ADDRESS "https://www.anyapi.vip"

typedef struct
{
  char *folder;
  RushesSession *session;
  GSettings *settings;
  GtkWidget *preferences;
} Fixture;

static void
open_session (Fixture *fixture, RushesKeyStore *keys)
{
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  fixture->folder = rushes_test_make_folder ();
  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  fixture->session = rushes_session_new (fixture->folder, FALSE, keys, clock);
  rushes_widget_test_open (fixture->session);
}

static void
set_account (Fixture *fixture)
{
  g_autoptr (GAsyncResult) set = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_set_account_async (fixture->session, "Studio", ADDRESS, KEY, rushes_test_keep_result, &set);
  rushes_test_await_result (&set, "the account to be set");
  g_assert_true (rushes_session_set_account_finish (fixture->session, set, NULL, &error));
  g_assert_no_error (error);
}

/* Starts the session with an account from outside. */
static void
override_account (Fixture *fixture, const char *id)
{
  g_autoptr (RushesAccount) account = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GError) error = NULL;

  account = rushes_account_new (id, "Given", "http://127.0.0.1:8080", &error);
  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);
  rushes_session_start_async (fixture->session, account, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_start_finish (fixture->session, started, &error));
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

  open_session (fixture, keys);
}

static void
set_up_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesBrokenKeys) keys = rushes_broken_keys_new ();

  open_session (fixture, RUSHES_KEY_STORE (keys));
}

static void
hide (Fixture *fixture)
{
  rushes_widget_test_close_dialog (g_steal_pointer (&fixture->preferences));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "last-folder",   "keep-videos",    "keep-limit-mib",
                                      "name-template", "save-on-finish", "save-folder" };

  if (fixture->preferences != NULL)
    hide (fixture);
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (fixture->settings, keys[i]);
  g_assert_finalize_object (fixture->settings);
  rushes_test_remove_folder (fixture->folder);
}

static GtkWidget *
find_row (Fixture *fixture, const char *title)
{
  return rushes_widget_test_await (fixture->preferences, ADW_TYPE_PREFERENCES_ROW, title);
}

static void
type_into (Fixture *fixture, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find_row (fixture, title)), text);
}

static const char *
read_from (Fixture *fixture, const char *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (find_row (fixture, title)));
}

static gboolean
can_apply (Fixture *fixture)
{
  return gtk_widget_is_sensitive (rushes_widget_test_await (fixture->preferences, GTK_TYPE_BUTTON, "Apply"));
}

static void
apply (Fixture *fixture)
{
  rushes_widget_test_press (fixture->preferences, "Apply");
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_LABEL, "The account was changed");
}

static void
assert_says (Fixture *fixture, const char *words)
{
  g_assert_nonnull (rushes_widget_test_find_words (fixture->preferences, words));
}

static gboolean
has_width (gpointer widget)
{
  return gtk_widget_get_width (widget) > 0;
}

static void
assert_page_fits (Fixture *fixture)
{
  GtkWidget *page = rushes_widget_test_find (fixture->preferences, ADW_TYPE_PREFERENCES_PAGE, NULL);

  rushes_test_await (has_width, page, "the page to be laid out");
  g_assert_cmpint (gtk_widget_get_width (page), <=, 360);
  rushes_widget_test_assert_fits (page);
}

static void
show_page (Fixture *fixture, const char *page, const char *button)
{
  g_object_set (fixture->preferences, "visible-page-name", page, NULL);
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_BUTTON, button);
}

static void
show_videos_page (Fixture *fixture)
{
  show_page (fixture, "videos", "Choose Folder for Videos");
}

static void
show_storage_page (Fixture *fixture)
{
  show_page (fixture, "storage", "Remove Copies Saved Elsewhere");
}

static void
test_account (Fixture *fixture, gconstpointer data)
{
  RushesAccount *account = NULL;

  set_account (fixture);
  show (fixture, 560);
  rushes_widget_test_assert_named (fixture->preferences);
  g_assert_cmpstr (read_from (fixture, "Service Address"), ==, ADDRESS);
  g_assert_cmpstr (read_from (fixture, "Name (Optional)"), ==, "Studio");
  g_assert_cmpstr (read_from (fixture, "New Key"), ==, "");
  assert_says (fixture, "The key is kept in your keyring.");
  g_assert_false (can_apply (fixture));

  type_into (fixture, "Name (Optional)", "Another Studio");
  g_assert_true (can_apply (fixture));
  type_into (fixture, "Name (Optional)", "Studio");
  g_assert_false (can_apply (fixture));
  type_into (fixture, "Name (Optional)", "Another Studio");
  apply (fixture);
  g_assert_false (can_apply (fixture));

  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_name (account), ==, "Another Studio");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, KEY);
}

static void
test_new_key (Fixture *fixture, gconstpointer data)
{
  set_account (fixture);
  show (fixture, 560);
  type_into (fixture, "New Key", "another-key-of-a-test");
  apply (fixture);
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_get_account (fixture->session)), ==,
                   "another-key-of-a-test");
  g_assert_cmpstr (read_from (fixture, "New Key"), ==, "");
}

/* A key goes to the service it was entered for, and to no other. */
static void
test_new_service (Fixture *fixture, gconstpointer data)
{
  RushesAccount *account = NULL;

  set_account (fixture);
  show (fixture, 560);
  type_into (fixture, "Service Address", "https://example.com");
  rushes_widget_test_press (fixture->preferences, "Apply");
  g_assert_true (gtk_widget_has_css_class (find_row (fixture, "New Key"), "error"));
  assert_says (fixture, "the present one is not sent there");
  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_base_url (account), ==, ADDRESS);

  type_into (fixture, "New Key", "a-key-of-example-com");
  g_assert_false (gtk_widget_has_css_class (find_row (fixture, "New Key"), "error"));
  apply (fixture);
  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_base_url (account), ==, "https://example.com");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, "a-key-of-example-com");
}

static void
test_session_only (Fixture *fixture, gconstpointer data)
{
  set_account (fixture);
  show (fixture, 360);
  type_into (fixture, "New Key", "another-key-of-a-test");
  apply (fixture);
  assert_says (fixture, "for this session only");
  assert_page_fits (fixture);

  /* It is still so when they are opened again, and when something else is changed. */
  hide (fixture);
  show (fixture, 360);
  assert_says (fixture, "for this session only");
  type_into (fixture, "Name (Optional)", "Another Studio");
  apply (fixture);
  assert_says (fixture, "for this session only");
}

static void
test_environment (Fixture *fixture, gconstpointer data)
{
  override_account (fixture, RUSHES_ACCOUNT_ENVIRONMENT);
  show (fixture, 560);
  g_assert_false (gtk_widget_is_sensitive (find_row (fixture, "Service Address")));
  g_assert_false (gtk_widget_is_sensitive (find_row (fixture, "Name")));
  g_assert_null (rushes_widget_test_find (fixture->preferences, ADW_TYPE_PASSWORD_ENTRY_ROW, NULL));
  g_assert_null (rushes_widget_test_find (fixture->preferences, GTK_TYPE_BUTTON, "Apply"));
  assert_says (fixture, "RUSHES_API_KEY");
}

static void
test_demo (Fixture *fixture, gconstpointer data)
{
  override_account (fixture, RUSHES_DEMO_ACCOUNT_ID);
  show (fixture, 560);
  g_assert_null (rushes_widget_test_find (fixture->preferences, GTK_TYPE_BUTTON, "Apply"));
  assert_says (fixture, "demo");
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *videos = g_build_filename (g_get_home_dir (), "Videos & <Takes>", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (videos);
  g_autofree char *uri = g_file_get_uri (folder);
  g_autofree char *value = NULL;

  set_account (fixture);
  show (fixture, 360);
  show_videos_page (fixture);
  rushes_widget_test_assert_named (fixture->preferences);
  assert_page_fits (fixture);
  g_assert_null (
    rushes_widget_test_find (fixture->preferences, GTK_TYPE_BUTTON, "Use the Folder of the System"));

  g_settings_set_string (fixture->settings, "last-folder", uri);
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_LABEL, "Videos & <Takes> (used last)");
  rushes_widget_test_press (fixture->preferences, "Use the Folder of the System");
  value = g_settings_get_string (fixture->settings, "last-folder");
  g_assert_cmpstr (value, ==, "");
}

/* A folder that is chosen is the account's: what is saved elsewhere once does not change it. */
static void
test_choose_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (fixture->folder);
  g_autofree char *uri = g_file_get_uri (folder);
  g_autofree char *name = g_file_get_basename (folder);
  RushesAccount *account = NULL;

  g_settings_set_string (fixture->settings, "last-folder", uri);
  set_account (fixture);
  show (fixture, 560);
  show_videos_page (fixture);
  rushes_widget_test_press (fixture->preferences, "Choose Folder for Videos");
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, name);
  g_settings_reset (fixture->settings, "last-folder");
  rushes_widget_test_press (NULL, "Select");
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_LABEL, fixture->folder);
  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_folder (account), ==, uri);

  g_settings_set_string (fixture->settings, "last-folder", "file:///tmp");
  rushes_test_pump ();
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (fixture, "Folder for Videos"))), ==,
                   fixture->folder);
  rushes_widget_test_press (fixture->preferences, "Use the Folder of the System");
  rushes_widget_test_await_gone (fixture->preferences, GTK_TYPE_BUTTON, "Use the Folder of the System");
  g_assert_null (rushes_account_get_folder (rushes_session_get_account (fixture->session)));
}

static void
test_keep (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *row = NULL;

  set_account (fixture);
  show (fixture, 360);
  show_videos_page (fixture);
  row = ADW_COMBO_ROW (find_row (fixture, "Keep Finished Videos"));
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, RUSHES_KEEP_UNMETERED);
  adw_combo_row_set_selected (row, RUSHES_KEEP_NEVER);
  g_assert_cmpint (g_settings_get_enum (fixture->settings, "keep-videos"), ==, RUSHES_KEEP_NEVER);
  g_settings_set_string (fixture->settings, "keep-videos", "always");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, RUSHES_KEEP_ALWAYS);
}

/* The folder that is shown when the switch is turned is the one that is meant. */
static void
test_save_on_finish (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toggle = NULL;

  set_account (fixture);
  show (fixture, 360);
  show_videos_page (fixture);
  g_assert_null (
    rushes_widget_test_find (fixture->preferences, GTK_TYPE_BUTTON, "Choose Folder for Finished Videos"));

  toggle = rushes_widget_test_await (fixture->preferences, GTK_TYPE_SWITCH,
                                     "Save Each Finished Video to a Folder");
  gtk_switch_set_active (GTK_SWITCH (toggle), TRUE);
  g_assert_true (g_settings_get_boolean (fixture->settings, "save-on-finish"));
  {
    g_autofree char *uri = g_settings_get_string (fixture->settings, "save-folder");

    g_assert_cmpstr (uri, !=, "");
  }
  rushes_widget_test_await (fixture->preferences, GTK_TYPE_BUTTON, "Choose Folder for Finished Videos");
  rushes_widget_test_assert_named (fixture->preferences);

  g_settings_set_boolean (fixture->settings, "save-on-finish", FALSE);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (toggle)));
}

static char *
read_setting (Fixture *fixture, const char *key)
{
  return g_settings_get_string (fixture->settings, key);
}

static void
assert_template (Fixture *fixture, const char *expected)
{
  g_autofree char *value = read_setting (fixture, "name-template");

  g_assert_cmpstr (value, ==, expected);
}

static const char *
read_example (Fixture *fixture)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (find_row (fixture, "Example")));
}

static void
test_name_template (Fixture *fixture, gconstpointer data)
{
  const char *title = "Name Template (Optional)";
  GtkEditable *entry = NULL;

  set_account (fixture);
  show (fixture, 360);
  show_videos_page (fixture);
  entry = GTK_EDITABLE (find_row (fixture, title));
  g_assert_true (g_str_has_suffix (read_example (fixture), ".mp4"));

  rushes_widget_test_press (fixture->preferences, "Width");
  /* Not inserted: of that, GTK 4.18 tells the screen reader an end before its start. */
  gtk_editable_set_text (entry, "{width}×");
  gtk_editable_set_position (entry, -1);
  rushes_widget_test_press (fixture->preferences, "Height");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "{width}×{height}");
  assert_template (fixture, "{width}×{height}");
  g_assert_cmpstr (read_example (fixture), ==, "1366×768.mp4");
  assert_page_fits (fixture);

  /* What is no template is explained, and the good one stays. */
  type_into (fixture, title, "{width}/{nobody}");
  assert_says (fixture, "can’t contain “/”");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  assert_template (fixture, "{width}×{height}");
  type_into (fixture, title, "{nobody}");
  assert_says (fixture, "{nobody}");

  type_into (fixture, title, "");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry), "error"));
  assert_template (fixture, "");
  g_settings_set_string (fixture->settings, "name-template", "{id}");
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "{id}");
}

static void
test_storage (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = NULL;

  set_account (fixture);
  show (fixture, 360);
  show_storage_page (fixture);
  rushes_widget_test_assert_named (fixture->preferences);
  assert_page_fits (fixture);
  assert_says (fixture, "None yet");
  assert_says (fixture, "No kept video is saved elsewhere.");
  button = rushes_widget_test_await (fixture->preferences, GTK_TYPE_BUTTON, "Remove Copies Saved Elsewhere");
  g_assert_false (gtk_widget_is_sensitive (button));
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  AdwComboRow *row = NULL;
  GtkStringObject *item = NULL;

  set_account (fixture);
  show (fixture, 360);
  show_storage_page (fixture);
  row = ADW_COMBO_ROW (find_row (fixture, "Limit"));
  item = adw_combo_row_get_selected_item (row);
  g_assert_cmpstr (gtk_string_object_get_string (item), ==, "No Limit");
  adw_combo_row_set_selected (row, 3);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "keep-limit-mib"), ==, 5 * 1024);

  /* One that was set elsewhere is shown, and stays until another one is chosen. */
  g_settings_set_int (fixture->settings, "keep-limit-mib", 300);
  item = adw_combo_row_get_selected_item (row);
  g_assert_cmpstr (gtk_string_object_get_string (item), ==, "300.0\302\240MiB");
  g_assert_cmpint (g_settings_get_int (fixture->settings, "keep-limit-mib"), ==, 300);
  adw_combo_row_set_selected (row, 0);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "keep-limit-mib"), ==, 0);
}

static void
add (const char *path,
     void (*fixture_set_up) (Fixture *, gconstpointer),
     void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  add ("/ui/preferences/account", set_up, test_account);
  add ("/ui/preferences/new-key", set_up, test_new_key);
  add ("/ui/preferences/new-service", set_up, test_new_service);
  add ("/ui/preferences/session-only", set_up_broken, test_session_only);
  add ("/ui/preferences/environment", set_up, test_environment);
  add ("/ui/preferences/demo", set_up, test_demo);
  add ("/ui/preferences/folder", set_up, test_folder);
  add ("/ui/preferences/choose-folder", set_up, test_choose_folder);
  add ("/ui/preferences/keep", set_up, test_keep);
  add ("/ui/preferences/save-on-finish", set_up, test_save_on_finish);
  add ("/ui/preferences/name-template", set_up, test_name_template);
  add ("/ui/preferences/storage", set_up, test_storage);
  add ("/ui/preferences/limit", set_up, test_limit);

  return g_test_run ();
}
