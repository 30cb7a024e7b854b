/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-welcome.h"

#include "base/rushes-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-broken-keys.h"
#include "ui/rushes-widget-test.h"

#define KEY "a-key-of-a-test"

typedef struct
{
  char *folder;
  RushesBrokenKeys *broken_keys; /* (nullable) */
  RushesSession *session;
  GtkWidget *welcome;
  GtkWindow *window;
  gboolean done;
} Fixture;

static void
done_cb (Fixture *fixture)
{
  g_assert_false (fixture->done);
  fixture->done = TRUE;
}

static void
set_up_with (Fixture *fixture, RushesKeyStore *keys, int width)
{
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  fixture->folder = rushes_test_make_folder ();
  fixture->session = rushes_session_new (fixture->folder, FALSE, keys, clock);
  rushes_widget_test_open (fixture->session);

  fixture->welcome = rushes_welcome_new (fixture->session);
  g_signal_connect_swapped (fixture->welcome, "done", G_CALLBACK (done_cb), fixture);
  fixture->window = rushes_widget_test_show (fixture->welcome, width, 800);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();

  set_up_with (fixture, keys, GPOINTER_TO_INT (data));
}

static void
set_up_broken (Fixture *fixture, gconstpointer data)
{
  fixture->broken_keys = rushes_broken_keys_new ();
  set_up_with (fixture, RUSHES_KEY_STORE (fixture->broken_keys), GPOINTER_TO_INT (data));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    rushes_widget_test_close (fixture->window);
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->broken_keys);
  rushes_test_remove_folder (fixture->folder);
}

static void
type_into (Fixture *fixture, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (rushes_widget_test_await (fixture->welcome, ADW_TYPE_ENTRY_ROW, row)),
                         text);
}

static const char *
read_from (Fixture *fixture, const char *row)
{
  return gtk_editable_get_text (
    GTK_EDITABLE (rushes_widget_test_await (fixture->welcome, ADW_TYPE_ENTRY_ROW, row)));
}

static GtkWidget *
find_start (Fixture *fixture)
{
  return rushes_welcome_get_start_button (RUSHES_WELCOME (fixture->welcome));
}

static gboolean
is_done (gpointer data)
{
  return ((Fixture *) data)->done;
}

static void
test_first_sight (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (gtk_widget_get_width (fixture->welcome), <=, GPOINTER_TO_INT (data));
  rushes_widget_test_assert_named (fixture->welcome);
  rushes_widget_test_assert_fits (fixture->welcome);

  g_assert_cmpstr (read_from (fixture, "Service Address"), ==, "https://www.anyapi.vip");
  g_assert_cmpstr (read_from (fixture, "Key"), ==, "");
  g_assert_true (
    ADW_IS_PASSWORD_ENTRY_ROW (rushes_widget_test_find (fixture->welcome, ADW_TYPE_ENTRY_ROW, "Key")));
  g_assert_nonnull (rushes_widget_test_find_words (fixture->welcome, "kept in your keyring"));
  g_assert_false (gtk_widget_is_sensitive (find_start (fixture)));
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  RushesAccount *account = NULL;

  type_into (fixture, "Key", "  " KEY " ");
  g_assert_true (gtk_widget_is_sensitive (find_start (fixture)));
  rushes_widget_test_press (fixture->welcome, "Start");
  g_assert_false (gtk_widget_is_sensitive (find_start (fixture)));
  rushes_test_await (is_done, fixture, "the first run to be done");

  account = rushes_session_get_account (fixture->session);
  g_assert_cmpstr (rushes_account_get_base_url (account), ==, "https://www.anyapi.vip");
  g_assert_cmpstr (rushes_account_get_name (account), ==, "anyapi.vip");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, KEY);
}

static void
test_enter (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = rushes_widget_test_await (fixture->welcome, ADW_TYPE_ENTRY_ROW, "Key");

  /* With nothing in the field there is nothing to do. */
  g_signal_emit_by_name (row, "entry-activated");
  g_assert_null (rushes_session_get_account (fixture->session));

  type_into (fixture, "Key", KEY);
  g_signal_emit_by_name (row, "entry-activated");
  g_signal_emit_by_name (row, "entry-activated");
  rushes_test_await (is_done, fixture, "the first run to be done");
}

static void
test_address_invalid (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = rushes_widget_test_await (fixture->welcome, ADW_TYPE_ENTRY_ROW, "Service Address");

  type_into (fixture, "Service Address", "http://example.com");
  type_into (fixture, "Key", KEY);
  rushes_widget_test_press (fixture->welcome, "Start");
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row))),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_null (rushes_session_get_account (fixture->session));
  rushes_widget_test_assert_fits (fixture->welcome);

  type_into (fixture, "Service Address", "example.com/v1/");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  rushes_widget_test_press (fixture->welcome, "Start");
  rushes_test_await (is_done, fixture, "the first run to be done");
  g_assert_cmpstr (rushes_account_get_base_url (rushes_session_get_account (fixture->session)), ==,
                   "https://example.com");
}

static void
test_session_only (Fixture *fixture, gconstpointer data)
{
  type_into (fixture, "Key", KEY);
  type_into (fixture, "Name (Optional)", "Studio");
  rushes_widget_test_press (fixture->welcome, "Start");
  /* Said before the page goes, and the page does not go by itself. */
  rushes_widget_test_await (fixture->welcome, GTK_TYPE_BUTTON, "Continue");
  g_assert_false (fixture->done);
  g_assert_nonnull (rushes_widget_test_find_words (fixture->welcome, "for this session only"));
  g_assert_cmpstr (read_from (fixture, "New Key"), ==, "");
  g_assert_cmpstr (rushes_account_get_name (rushes_session_get_account (fixture->session)), ==, "Studio");
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_get_account (fixture->session)), ==, KEY);
  rushes_widget_test_assert_fits (fixture->welcome);

  rushes_widget_test_press (fixture->welcome, "Continue");
  g_assert_true (fixture->done);
}

static void
test_session_only_then_another (Fixture *fixture, gconstpointer data)
{
  type_into (fixture, "Key", KEY);
  rushes_widget_test_press (fixture->welcome, "Start");
  rushes_widget_test_await (fixture->welcome, GTK_TYPE_BUTTON, "Continue");

  type_into (fixture, "New Key", "another-key-of-a-test");
  rushes_widget_test_press (fixture->welcome, "Start");
  rushes_widget_test_await (fixture->welcome, GTK_TYPE_BUTTON, "Continue");
  g_assert_cmpstr (rushes_account_peek_key (rushes_session_get_account (fixture->session)), ==,
                   "another-key-of-a-test");
  g_assert_false (fixture->done);
}

static void
test_closed_meanwhile (Fixture *fixture, gconstpointer data)
{
  rushes_broken_keys_hold_up (fixture->broken_keys);
  type_into (fixture, "Key", KEY);
  rushes_widget_test_press (fixture->welcome, "Start");
  rushes_widget_test_await (fixture->welcome, GTK_TYPE_BUTTON, "Starting…");
  gtk_window_destroy (fixture->window);
  fixture->window = NULL;
  rushes_test_pump ();
  rushes_broken_keys_release (fixture->broken_keys);
  rushes_test_pump ();
  g_assert_false (fixture->done);
}

static void
demo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_demo (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = { { .name = "demo", .activate = demo_cb } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  gboolean called = FALSE;

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), &called);
  gtk_widget_insert_action_group (GTK_WIDGET (fixture->window), "app", G_ACTION_GROUP (actions));
  rushes_widget_test_press (fixture->welcome, "Try the Demo");
  g_assert_true (called);
  g_assert_false (fixture->done);
}

static int
measure_height (Fixture *fixture, int width)
{
  GtkWidget *page = gtk_widget_get_first_child (fixture->welcome);
  GtkWidget *viewport = gtk_widget_get_first_child (gtk_widget_get_first_child (page));
  int height = 0;

  g_assert_true (GTK_IS_VIEWPORT (viewport));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  gtk_widget_measure (gtk_widget_get_first_child (viewport), GTK_ORIENTATION_VERTICAL, width, &height, NULL,
                      NULL, NULL);
  return height;
}

/* In a window of the first size, as the program draws it: all of it down to the way into the demo. */
static void
test_all_in_sight (Fixture *fixture, gconstpointer data)
{
  const int width = GPOINTER_TO_INT (data);
  const int height = 720 - 47; /* below the header bar */
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();

  gtk_css_provider_load_from_resource (css, "/io/github/rushes_app/Rushes/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_assert_cmpint (measure_height (fixture, width), <=, height);

  /* What has no room beside the other stands below it. */
  g_object_set (fixture->welcome, "narrow", TRUE, NULL);
  g_assert_cmpint (measure_height (fixture, width), >, height);
  gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (css));
}

static void
add (const char *path,
     void (*fixture_set_up) (Fixture *, gconstpointer),
     void (*test) (Fixture *, gconstpointer),
     int width)
{
  g_test_add (path, Fixture, GINT_TO_POINTER (width), fixture_set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  add ("/ui/welcome/first-sight", set_up, test_first_sight, 1000);
  add ("/ui/welcome/first-sight-narrow", set_up, test_first_sight, 360);
  add ("/ui/welcome/all-in-sight", set_up, test_all_in_sight, 1000);
  add ("/ui/welcome/done", set_up, test_done, 1000);
  add ("/ui/welcome/enter", set_up, test_enter, 1000);
  add ("/ui/welcome/address-invalid", set_up, test_address_invalid, 360);
  add ("/ui/welcome/session-only", set_up_broken, test_session_only, 360);
  add ("/ui/welcome/session-only-then-another", set_up_broken, test_session_only_then_another, 1000);
  add ("/ui/welcome/closed-meanwhile", set_up_broken, test_closed_meanwhile, 1000);
  add ("/ui/welcome/demo", set_up, test_demo, 1000);

  return g_test_run ();
}
