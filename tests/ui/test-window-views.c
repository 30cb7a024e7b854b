/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "session/rushes-session-private.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-adaptive-bin.h"
#include "ui/rushes-contact-sheet.h"
#include "ui/rushes-widget-test.h"
#include "ui/rushes-window-private.h"

/* The window with two tasks, as a list and as a contact sheet. Nothing is asked. */
typedef struct
{
  char *data_folder;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  fixture->data_folder = rushes_test_make_folder ();
  fixture->session = rushes_session_new (fixture->data_folder, TRUE, keys, clock);
  rushes_widget_test_open (fixture->session);
  rushes_widget_test_track (fixture->session, "306792606023824 | Dunes\n306793118204466\n");

  fixture->settings = g_settings_new (RUSHES_SCHEMA_ID);
  g_settings_set_string (fixture->settings, "view", data != NULL ? data : "list");
  fixture->window = RUSHES_WINDOW (rushes_window_new (NULL, fixture->settings, FALSE));
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_object_set (fixture->window, "session", fixture->session, NULL);
  rushes_window_show_library (fixture->window, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_settings_reset (fixture->settings, "view");
  g_object_ref (fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  rushes_test_pump ();
  rushes_test_await_finalize (g_steal_pointer (&fixture->window));
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->settings);
  rushes_test_remove_folder (fixture->data_folder);
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->window->stack);
}

static GtkWidget *
find_sheet (Fixture *fixture)
{
  return rushes_widget_test_find (GTK_WIDGET (fixture->window), RUSHES_TYPE_CONTACT_SHEET, NULL);
}

/* By the button, by the action, and remembered either way; the sheet is not made before. */
static void
test_switch (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autofree char *remembered = NULL;

  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_null (adw_bin_get_child (fixture->window->sheet_bin));

  g_assert_nonnull (rushes_widget_test_find (window, GTK_TYPE_TOGGLE_BUTTON, "Contact Sheet"));
  gtk_toggle_button_set_active (fixture->window->view_button, TRUE);
  g_assert_cmpstr (get_page (fixture), ==, "sheet");
  rushes_widget_test_await (window, RUSHES_TYPE_CONTACT_SHEET, NULL);
  remembered = g_settings_get_string (fixture->settings, "view");
  g_assert_cmpstr (remembered, ==, "sheet");

  gtk_widget_activate_action (window, "win.view", "s", "list");
  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_false (gtk_toggle_button_get_active (fixture->window->view_button));
  g_assert_null (find_sheet (fixture));
}

/* The selection is one; the focus is where the user looks. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkSelectionModel *shared = NULL;
  GtkWidget *sheet = NULL;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->window->selection), 1, TRUE);
  gtk_widget_activate_action (window, "win.view", "s", "sheet");
  sheet = rushes_widget_test_await (window, RUSHES_TYPE_CONTACT_SHEET, NULL);
  gtk_test_widget_wait_for_draw (window);
  g_object_get (sheet, "model", &shared, NULL);
  g_assert_true (gtk_selection_model_is_selected (shared, 1));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), sheet));
  g_object_unref (shared);

  gtk_widget_activate_action (window, "win.view", "s", "list");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         GTK_WIDGET (fixture->window->list_view)));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->window->selection), 1));
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (get_page (fixture), ==, "sheet");
  g_assert_true (gtk_toggle_button_get_active (fixture->window->view_button));
  rushes_widget_test_await (GTK_WIDGET (fixture->window), GTK_TYPE_LABEL, "Dunes");
  rushes_widget_test_assert_named (GTK_WIDGET (fixture->window));
}

static gboolean
is_low (gpointer window)
{
  return rushes_adaptive_bin_get_low (RUSHES_ADAPTIVE_BIN (RUSHES_WINDOW (window)->adaptive_bin));
}

static gboolean
is_high (gpointer window)
{
  return !is_low (window);
}

/* In a low window what is done in the list has the room of what stands above it. */
static void
test_low (Fixture *fixture, gconstpointer data)
{
  RushesWindow *window = fixture->window;

  gtk_revealer_set_reveal_child (window->expiry_revealer, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.selecting", NULL);
  g_assert_true (gtk_widget_get_visible (window->filter_bar));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->expiry_revealer)));

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 294);
  rushes_test_await (is_low, window, "the window to be low");
  g_assert_false (gtk_widget_get_visible (window->filter_bar));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->expiry_revealer)));
  gtk_revealer_set_reveal_child (window->notice_revealer, TRUE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->notice_revealer)));
  gtk_widget_activate_action (GTK_WIDGET (window), "selection.end", NULL);
  g_assert_true (gtk_widget_get_visible (window->filter_bar));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->expiry_revealer)));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->notice_revealer)));
  /* What says nothing takes no part in the layout at any time. */
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->demo_revealer)));

  gtk_search_bar_set_search_mode (window->search_bar, TRUE);
  g_assert_true (gtk_widget_get_visible (window->filter_bar));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window->expiry_revealer)));
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 640);
  rushes_test_await (is_high, window, "the window to be high");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window->expiry_revealer)));
}

#define ADD(name, data, function)                                                                            \
  g_test_add ("/ui/window-views/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  ADD ("switch", NULL, test_switch);
  ADD ("selection", NULL, test_selection);
  ADD ("low", NULL, test_low);
  ADD ("remembered", "sheet", test_remembered);

  return g_test_run ();
}
