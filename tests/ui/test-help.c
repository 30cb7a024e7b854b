/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-help.h"

#include <string.h>

#include "api/rushes-failure.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-widget-test.h"

typedef struct
{
  GtkWindow *window;
  GtkWidget *help;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = rushes_widget_test_show (gtk_label_new ("The list"), 400, 300);
  rushes_help_present (fixture->window);
  fixture->help = rushes_widget_test_await (NULL, RUSHES_TYPE_HELP, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->help != NULL)
    rushes_widget_test_close_dialog (fixture->help);
  rushes_widget_test_close (fixture->window);
}

static void
show_page (Fixture *fixture, const char *name)
{
  g_object_set (fixture->help, "visible-page-name", name, NULL);
}

/* Each state of the window is explained. */
static void
test_states (Fixture *fixture, gconstpointer data)
{
  show_page (fixture, "states");
  for (int state = RUSHES_STATE_UNKNOWN; state <= RUSHES_STATE_FAILED; state++)
    {
      GtkWidget *row = rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW,
                                                 rushes_describe_state ((RushesState) state));

      g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), !=, "");
    }
}

static void
assert_explained (
  RushesSide side, const char *message, const char *hint, const char *codes, gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *row = rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW, message);
  const char *subtitle = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));

  g_assert_nonnull (strstr (subtitle, hint));
  g_assert_true (codes == NULL || strstr (subtitle, codes) != NULL);
}

/* Whatever can go wrong is there, with what to do. */
static void
test_problems (Fixture *fixture, gconstpointer data)
{
  show_page (fixture, "problems");
  rushes_failure_foreach (assert_explained, fixture);
}

static guint
count_rows (Fixture *fixture, const char *const *messages)
{
  guint n_rows = 0;

  for (; *messages != NULL; messages++)
    n_rows += rushes_widget_test_find (fixture->help, ADW_TYPE_ACTION_ROW, *messages) != NULL;
  return n_rows;
}

/* By the service's number, or by words. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  const char *const messages[] = { "The account’s balance or quota is used up.",
                                   "There is not enough space on the disk.",
                                   "The service does not know this task.", NULL };
  GtkWidget *entry = NULL;

  show_page (fixture, "problems");
  entry = rushes_widget_test_await (fixture->help, GTK_TYPE_SEARCH_ENTRY, NULL);
  for (guint i = 0; messages[i] != NULL; i++)
    rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW, messages[i]);

  gtk_editable_set_text (GTK_EDITABLE (entry), "1008");
  rushes_widget_test_await_gone (fixture->help, ADW_TYPE_ACTION_ROW, messages[1]);
  g_assert_cmpuint (count_rows (fixture, messages), ==, 1);
  g_assert_null (rushes_widget_test_find (fixture->help, GTK_TYPE_LABEL, "This Computer"));

  gtk_editable_set_text (GTK_EDITABLE (entry), " SPACE on ");
  rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW, messages[1]);
  rushes_widget_test_await_gone (fixture->help, ADW_TYPE_ACTION_ROW, messages[0]);
  g_assert_cmpuint (count_rows (fixture, messages), ==, 1);

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW, messages[0]);
  g_assert_cmpuint (count_rows (fixture, messages), ==, 3);
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rushes", NULL);

  show_page (fixture, "files");
  g_assert_nonnull (rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW, "Kept Videos"));
  gtk_widget_activate_action (fixture->help, "help.open", "s", folder);
  rushes_widget_test_await (fixture->help, GTK_TYPE_LABEL, "There is nothing in this folder yet");
}

/* What is copied can be typed as it is. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->help);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GtkWidget *row = NULL;

  show_page (fixture, "scripts");
  row = rushes_widget_test_await (fixture->help, ADW_TYPE_ACTION_ROW, "Ask how a task stands");
  rushes_widget_test_press (row, "Copy");
  gdk_clipboard_read_text_async (clipboard, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the clipboard");
  text = gdk_clipboard_read_text_finish (clipboard, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "rushes-cli status 306792606023824");
  rushes_widget_test_await (fixture->help, GTK_TYPE_LABEL, "The command was copied");
}

/* Asked for again, it is the same window; it goes with the one that it stands over. */
static void
test_once (Fixture *fixture, gconstpointer data)
{
  guint n_windows = g_list_model_get_n_items (gtk_window_get_toplevels ());

  g_assert_false (gtk_window_get_modal (GTK_WINDOW (gtk_widget_get_root (fixture->help))));
  rushes_help_present (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, n_windows);

  g_object_add_weak_pointer (G_OBJECT (fixture->help), (gpointer *) &fixture->help);
  rushes_widget_test_close (g_steal_pointer (&fixture->window));
  while (fixture->help != NULL)
    g_main_context_iteration (NULL, TRUE);
  fixture->window = rushes_widget_test_show (gtk_label_new ("Another"), 100, 100);
}

static void
test_fits (Fixture *fixture, gconstpointer data)
{
  const char *const pages[] = { "states", "problems", "files", "scripts" };

  gtk_window_set_default_size (GTK_WINDOW (gtk_widget_get_root (fixture->help)), 360, 600);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      show_page (fixture, pages[i]);
      rushes_test_pump ();
      rushes_widget_test_assert_named (fixture->help);
      g_assert_cmpint (gtk_widget_get_width (fixture->help), <=, 420);
    }
}

#define ADD(name, function) g_test_add ("/ui/help/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  ADD ("states", test_states);
  ADD ("problems", test_problems);
  ADD ("search", test_search);
  ADD ("files", test_files);
  ADD ("copy", test_copy);
  ADD ("once", test_once);
  ADD ("fits", test_fits);

  return g_test_run ();
}
