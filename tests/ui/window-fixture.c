/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/window-fixture.h"

#include "support/rushes-test-utils.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-track-dialog.h"
#include "ui/rushes-widget-test.h"

#define KEY "sk-the-right-key-0123456789"
#define FINISHED WINDOW_FIXTURE_FINISHED
#define FAILED WINDOW_FIXTURE_FAILED
#define RUNNING WINDOW_FIXTURE_RUNNING

typedef struct
{
  WindowFixture *fixture;
  const char *what;
  const char *task_id;
  guint n_rows;
} Expectation;

GtkWidget *
window_fixture_find_row (WindowFixture *self, const char *task_id)
{
  GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->window->list_view));

  for (; item != NULL; item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = rushes_widget_test_get_face (item);
      RushesTask *task = row != NULL ? rushes_task_face_get_item (RUSHES_TASK_FACE (row)) : NULL;

      if (task != NULL && g_str_equal (rushes_task_get_id (task), task_id))
        return row;
    }
  return NULL;
}

RushesTask *
window_fixture_find_task (WindowFixture *self, const char *task_id)
{
  GtkWidget *row = window_fixture_find_row (self, task_id);

  g_assert_nonnull (row);
  return rushes_task_face_get_item (RUSHES_TASK_FACE (row));
}

const char *
window_fixture_read_row (GtkWidget *row, const char *id)
{
  GtkWidget *label = rushes_widget_test_find_part (row, id);

  if (label == NULL || !gtk_widget_is_visible (label))
    return NULL;
  return GTK_IS_INSCRIPTION (label) ? gtk_inscription_get_text (GTK_INSCRIPTION (label))
                                    : gtk_label_get_text (GTK_LABEL (label));
}

static gboolean
row_has_state (gpointer user_data)
{
  Expectation *expected = user_data;
  GtkWidget *row = window_fixture_find_row (expected->fixture, expected->task_id);

  return row != NULL && g_strcmp0 (window_fixture_read_row (row, "state_label"), expected->what) == 0;
}

void
window_fixture_await_state (WindowFixture *self, const char *task_id, const char *state)
{
  Expectation expected = { self, state, task_id, 0 };

  rushes_test_await (row_has_state, &expected, state);
}

guint
window_fixture_count_rows (WindowFixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->window->view_model));
}

static gboolean
has_rows (gpointer user_data)
{
  Expectation *expected = user_data;

  return window_fixture_count_rows (expected->fixture) == expected->n_rows;
}

void
window_fixture_await_rows (WindowFixture *self, guint n_rows, const char *what)
{
  Expectation expected = { .fixture = self, .n_rows = n_rows };

  rushes_test_await (has_rows, &expected, what);
}

void
window_fixture_await_done (RushesSession *session,
                           GAsyncResult **result,
                           gboolean (*finish) (RushesSession *, GAsyncResult *, GError **))
{
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the session's answer");
  finish (session, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
add_script (WindowFixture *self, const char *task_id, RushesScriptKind kind, double ends_after)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = kind,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = ends_after,
    .link_lasts = 32400,
  };

  rushes_gateway_add (self->gateway, &script);
}

void
window_fixture_set_up (WindowFixture *self, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GError) error = NULL;

  self->data_folder = rushes_test_make_folder ();
  self->user_folder = rushes_test_make_folder ();
  self->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  add_script (self, FINISHED, RUSHES_SCRIPT_FINISHES, -20);
  add_script (self, FAILED, RUSHES_SCRIPT_FAILS, -20);
  add_script (self, RUNNING, RUSHES_SCRIPT_FINISHES, 3600);

  self->account = rushes_account_new ("test", "AnyAPI", rushes_gateway_get_base_url (self->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (self->account, KEY);
  self->session = rushes_session_new (self->data_folder, TRUE, keys, clock);
  self->settings = g_settings_new (RUSHES_SCHEMA_ID);
  g_settings_set_string (self->settings, "background", "quit");
  /* A toast closed while it comes in crashes libadwaita < 1.3: nobody is that quick, but a test is. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  self->window = RUSHES_WINDOW (rushes_window_new (NULL, self->settings, FALSE));
  gtk_window_present (GTK_WINDOW (self->window));
}

void
window_fixture_open_library (WindowFixture *self, gboolean account_expected)
{
  GAsyncResult *result = NULL;

  g_object_set (self->window, "session", self->session, NULL);
  rushes_session_open_async (self->session, rushes_test_keep_result, &result);
  window_fixture_await_done (self->session, &result, rushes_session_open_finish);
  rushes_window_show_library (self->window, account_expected);
}

void
window_fixture_start (WindowFixture *self)
{
  GAsyncResult *result = NULL;

  window_fixture_open_library (self, TRUE);
  rushes_session_start_async (self->session, self->account, rushes_test_keep_result, &result);
  window_fixture_await_done (self->session, &result, rushes_session_start_finish);
}

gboolean
window_fixture_dismiss_toast (WindowFixture *self)
{
  GtkWidget *toast = gtk_widget_get_last_child (GTK_WIDGET (self->window->toasts));

  if (!g_str_equal (G_OBJECT_TYPE_NAME (toast), "AdwToastWidget"))
    return FALSE;
  g_signal_emit_by_name (gtk_widget_get_last_child (toast), "clicked");
  return TRUE;
}

/* A toast that waited for its turn comes when the one before it has gone. */
static gboolean
no_toast_is_left (gpointer user_data)
{
  return !window_fixture_dismiss_toast (user_data);
}

void
window_fixture_tear_down (WindowFixture *self, gconstpointer data)
{
  GAsyncResult *result = NULL;

  rushes_test_await (no_toast_is_left, self, "the toasts to go");
  g_object_ref (self->window);
  gtk_window_destroy (GTK_WINDOW (self->window));
  rushes_session_close_async (self->session, rushes_test_keep_result, &result);
  window_fixture_await_done (self->session, &result, rushes_session_close_finish);

  rushes_test_await_finalize (g_steal_pointer (&self->window));
  rushes_test_await_finalize (g_steal_pointer (&self->session));
  g_settings_reset (self->settings, "last-folder");
  g_settings_reset (self->settings, "background");
  g_clear_object (&self->settings);
  g_clear_object (&self->account);
  g_clear_object (&self->gateway);
  rushes_test_remove_folder (self->data_folder);
  rushes_test_remove_folder (self->user_folder);
}

static gboolean
dialog_is_open (gpointer user_data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWidget **dialog = user_data;

  *dialog = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (RUSHES_IS_TRACK_DIALOG (toplevel))
        *dialog = toplevel;
    }
  return *dialog != NULL && gtk_widget_get_mapped (*dialog);
}

static gboolean
dialog_is_closed (gpointer user_data)
{
  GtkWidget *dialog = NULL;

  dialog_is_open (&dialog);
  return dialog == NULL;
}

void
window_fixture_await_form_closed (void)
{
  rushes_test_await (dialog_is_closed, NULL, "the form to close");
}

GtkWidget *
window_fixture_open_form (WindowFixture *self)
{
  GtkWidget *dialog = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->window), "win.track", NULL));
  rushes_test_await (dialog_is_open, &dialog, "the form");
  return dialog;
}

void
window_fixture_track_three (WindowFixture *self)
{
  GtkWidget *dialog = window_fixture_open_form (self);

  rushes_track_dialog_add_text (RUSHES_TRACK_DIALOG (dialog),
                                FINISHED " | Dunes at dusk\n" FAILED "\n" RUNNING "\n");
  g_assert_true (gtk_widget_activate_action (dialog, "track.confirm", NULL));
  window_fixture_await_rows (self, 3, "three rows");
  window_fixture_await_form_closed ();
}

void
window_fixture_keep (WindowFixture *self)
{
  rushes_session_set_keep_policy (self->session, RUSHES_KEEP_ALWAYS);
  window_fixture_await_state (self, FINISHED, "Kept");
}
