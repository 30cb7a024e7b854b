/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>

#include "base/rushes-error.h"
#include "library/rushes-task-private.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-task-row.h"
#include "ui/rushes-widget-test.h"
#include "ui/task-samples.h"

#define HOUR 3600

/* One row in a window, with a clock that stands still. */
typedef struct
{
  RushesManualClock *clock;
  RushesTicker *ticker;
  GtkWidget *window;
  GtkWidget *row;
} Fixture;

static gboolean
is_mapped (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = rushes_manual_clock_new ();
  fixture->ticker = rushes_ticker_new (RUSHES_CLOCK (fixture->clock));
  fixture->row = rushes_task_row_new ();
  g_object_set (fixture->row, "ticker", fixture->ticker, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->row);
  gtk_window_present (GTK_WINDOW (fixture->window));
  rushes_test_await (is_mapped, fixture->row, "the row to be shown");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_ref (fixture->row);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  rushes_test_await_finalize (fixture->row);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  rushes_test_await_finalize (fixture->ticker);
  g_clear_object (&fixture->clock);
}

static GtkWidget *
find (Fixture *fixture, const char *id)
{
  GtkWidget *part = rushes_widget_test_find_part (fixture->row, id);

  g_assert_nonnull (part);
  return part;
}

/* Parts that no task has needed yet are not there. */
static gboolean
can_see (Fixture *fixture, const char *id)
{
  GtkWidget *part = rushes_widget_test_find_part (fixture->row, id);

  return part != NULL && gtk_widget_is_visible (part);
}

/* What a label says, or NULL where it cannot be seen. */
static const char *
read_label (Fixture *fixture, const char *id)
{
  return can_see (fixture, id) ? gtk_label_get_text (GTK_LABEL (find (fixture, id))) : NULL;
}

static const char *
read_facts (Fixture *fixture)
{
  return can_see (fixture, "facts_line")
           ? gtk_inscription_get_text (GTK_INSCRIPTION (find (fixture, "facts_line")))
           : read_label (fixture, "facts_label");
}

static void
show_task (Fixture *fixture, RushesTask *task)
{
  g_object_set (fixture->row, "item", task, NULL);
}

static void
assert_button (Fixture *fixture, const char *label, const char *action, gboolean accented)
{
  GtkWidget *button = find (fixture, "action_button");
  g_autofree char *wrong = NULL;

  g_assert_cmpint (gtk_widget_get_visible (button), ==, label != NULL);
  if (label == NULL)
    return;

  wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label);
  g_assert_cmpstr (wrong, ==, NULL);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, action);
  g_assert_cmpint (g_variant_get_int64 (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button))), ==,
                   7);
  g_assert_cmpint (gtk_widget_has_css_class (button, "suggested-action"), ==, accented);
}

static void
assert_name (Fixture *fixture, const char *name)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (fixture->row),
                                                               GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  g_assert_cmpstr (wrong, ==, NULL);
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_waiting ();

  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "title_label"), ==, TASK_SAMPLE_ID);
  g_assert_cmpstr (read_label (fixture, "id_label"), ==, NULL);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Waiting");
  assert_button (fixture, NULL, NULL, FALSE);
  assert_name (fixture, TASK_SAMPLE_ID ", Waiting");
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_running ();

  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Running");
  g_assert_cmpstr (read_facts (fixture), ==, "1:12 so far · submitted 1 min ago");
  g_assert_true (gtk_widget_get_visible (find (fixture, "picture")));

  rushes_manual_clock_advance (fixture->clock, 3 * G_USEC_PER_SEC);
  g_assert_cmpstr (read_facts (fixture), ==, "1:15 so far · submitted 1 min ago");

  /* A spinner that nobody sees would still cost frames. */
  show_task (fixture, NULL);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
}

static void
test_ready (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);

  rushes_task_set_label (task, "Dunes <at> dusk");
  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "title_label"), ==, "Dunes <at> dusk");
  g_assert_cmpstr (read_label (fixture, "id_label"), ==, TASK_SAMPLE_ID);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Ready");
  g_assert_cmpstr (read_label (fixture, "urgency_label"), ==, NULL);
  g_assert_nonnull (strstr (read_facts (fixture), "1366 × 768"));
  g_assert_true (gtk_widget_has_css_class (find (fixture, "state_box"), "accent"));
  assert_button (fixture, "Save Video…", "win.save", TRUE);
  assert_name (fixture, "Dunes <at> dusk, Ready, 1366 × 768");
}

/* The link runs out before the user's eyes: fact, warning, and at last another state. */
static void
test_link_runs_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (HOUR + 1);

  show_task (fixture, task);
  g_assert_nonnull (strstr (read_facts (fixture), "link valid for 1 h"));
  g_assert_cmpstr (read_label (fixture, "urgency_label"), ==, NULL);

  rushes_manual_clock_advance (fixture->clock, 2 * G_USEC_PER_SEC);
  g_assert_null (strstr (read_facts (fixture), "link"));
  g_assert_cmpstr (read_label (fixture, "urgency_label"), ==, "Link valid for 59 min");

  rushes_task_update_state (task, TASK_SAMPLE_NOW + HOUR + 2);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Expired");
  g_assert_cmpstr (read_label (fixture, "urgency_label"), ==, NULL);
  assert_button (fixture, "Ask Again", "win.ask-again", FALSE);
}

static void
test_saving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  GtkProgressBar *bar = NULL;

  show_task (fixture, task);
  g_assert_false (can_see (fixture, "transfer_box"));

  task_sample_set_saving (task, 0);
  g_assert_cmpstr (read_label (fixture, "transfer_label"), ==, "Saving…");
  assert_button (fixture, "Pause", "win.pause", FALSE);

  task_sample_set_transfer (task, RUSHES_TRANSFER_RUNNING, RUSHES_PURPOSE_SAVE);
  g_assert_cmpstr (read_label (fixture, "transfer_label"), ==,
                   "Saving · 1.6\302\240MB of 3.8\302\240MB · 820.0\302\240kB/s · 3 s left");
  bar = GTK_PROGRESS_BAR (find (fixture, "transfer_bar"));
  g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), 16. / 38, 0.001);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (bar)));
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Ready");

  task_sample_set_transfer (task, RUSHES_TRANSFER_PAUSED, RUSHES_PURPOSE_SAVE);
  g_assert_cmpstr (read_label (fixture, "transfer_label"), ==, "Paused · 1.6\302\240MB of 3.8\302\240MB");
  assert_button (fixture, "Resume", "win.resume", FALSE);

  task_sample_set_transfer (task, RUSHES_TRANSFER_FAILED, RUSHES_PURPOSE_SAVE);
  assert_button (fixture, "Try Again", "win.retry", FALSE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (bar)));

  rushes_task_set_transfer (task, NULL);
  g_assert_false (can_see (fixture, "transfer_box"));
  assert_button (fixture, "Save Video…", "win.save", TRUE);
}

/* A reason that stopped it is told while it waits, and no longer once it goes on. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE, "no route");
  g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (error);

  rushes_task_set_problem (task, problem);
  task_sample_set_transfer (task, RUSHES_TRANSFER_WAITING, RUSHES_PURPOSE_KEEP);
  show_task (fixture, task);
  g_assert_true (gtk_widget_get_visible (find (fixture, "trouble_box")));
  g_assert_nonnull (strstr (read_label (fixture, "transfer_label"), "trying again soon"));
  assert_button (fixture, "Save Video…", "win.save", TRUE);
  task_sample_set_transfer (task, RUSHES_TRANSFER_RUNNING, RUSHES_PURPOSE_KEEP);
  g_assert_false (gtk_widget_get_visible (find (fixture, "trouble_box")));
  /* It comes by itself: nothing is lost by doing nothing. */
  assert_button (fixture, "Save Video…", "win.save", FALSE);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_kept ("/videos/dunes.mp4");

  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Kept");
  g_assert_true (gtk_widget_has_css_class (find (fixture, "state_box"), "success"));
  assert_button (fixture, "Save Video…", "win.save", FALSE);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_saved ("/home/ada/Videos/dunes.mp4");

  show_task (fixture, task);
  rushes_task_set_saved_missing (task, TRUE);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Moved or deleted");
  g_assert_true (gtk_widget_has_css_class (find (fixture, "state_box"), "warning"));
  g_assert_false (gtk_widget_has_css_class (find (fixture, "state_box"), "success"));
  assert_button (fixture, "Save Again…", "win.save", FALSE);
  assert_name (fixture, TASK_SAMPLE_ID ", Moved or deleted, 1366 × 768");
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_saved ("/home/ada/Videos/dunes.mp4");

  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Saved");
  g_assert_true (gtk_widget_has_css_class (find (fixture, "state_box"), "success"));
  assert_button (fixture, "Show in Files", "win.show-in-files", FALSE);
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_failed ();

  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Failed");
  g_assert_nonnull (strstr (read_label (fixture, "trouble_label"), "(1026)"));
  g_assert_false (gtk_widget_get_visible (find (fixture, "trouble_icon")));
  assert_button (fixture, NULL, NULL, FALSE);
}

/* A question that did not work is told, and nothing that was known is taken away. */
static void
test_problem (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE, "no route");
  g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (error);

  show_task (fixture, task);
  g_assert_cmpstr (read_label (fixture, "trouble_label"), ==, NULL);

  rushes_task_set_problem (task, problem);
  g_assert_nonnull (strstr (read_label (fixture, "trouble_label"), rushes_failure_get_message (problem)));
  g_assert_true (gtk_widget_get_visible (find (fixture, "trouble_icon")));
  g_assert_cmpstr (read_label (fixture, "state_label"), ==, "Ready");

  rushes_task_set_problem (task, NULL);
  g_assert_cmpstr (read_label (fixture, "trouble_label"), ==, NULL);
}

/* A row that is used again shows nothing of the task before, and no longer listens to it. */
static void
test_recycled (Fixture *fixture, gconstpointer data)
{
  RushesTask *first = task_sample_new_failed ();
  g_autoptr (RushesTask) second = task_sample_new_finished (8 * HOUR);

  rushes_task_set_label (first, "Portrait");
  show_task (fixture, first);
  show_task (fixture, second);
  g_assert_cmpstr (read_label (fixture, "title_label"), ==, TASK_SAMPLE_ID);
  g_assert_cmpstr (read_label (fixture, "trouble_label"), ==, NULL);
  g_assert_false (gtk_widget_has_css_class (find (fixture, "state_box"), "error"));

  rushes_task_set_label (first, "Other");
  g_assert_cmpstr (read_label (fixture, "title_label"), ==, TASK_SAMPLE_ID);
  rushes_test_await_finalize (first);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (48 * 60);
  int wide = 0;
  int narrow = 0;

  rushes_task_set_label (task, "Portrait, wind in the hair, long");
  show_task (fixture, task);
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &wide, NULL, NULL, NULL);
  g_object_set (fixture->row, "narrow", TRUE, NULL);
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &narrow, NULL, NULL, NULL);

  g_assert_cmpint (narrow, <, wide);
  g_assert_cmpint (narrow, <=, 360);
  task_sample_set_transfer (task, RUSHES_TRANSFER_RUNNING, RUSHES_PURPOSE_KEEP);
  gtk_widget_measure (fixture->row, GTK_ORIENTATION_HORIZONTAL, -1, &narrow, NULL, NULL, NULL);
  g_assert_cmpint (narrow, <=, 360);
  rushes_task_set_transfer (task, NULL);
  g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (find (fixture, "action_button"))), ==,
                   "document-save-symbolic");
  /* The same name, though it is no longer written there. */
  assert_button (fixture, "Save Video…", "win.save", TRUE);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (find (fixture, "action_button")), ==, "Save Video…");

  g_object_set (fixture->row, "narrow", FALSE, NULL);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (find (fixture, "action_button"))), ==, "Save Video…");
}

static void
test_menu (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);

  rushes_task_face_popup_menu (RUSHES_TASK_FACE (fixture->row), -1, -1);
  show_task (fixture, task);
  rushes_task_face_popup_menu (RUSHES_TASK_FACE (fixture->row), 10, 10);
  rushes_test_pump ();
  rushes_task_face_popup_menu (RUSHES_TASK_FACE (fixture->row), -1, -1);
  rushes_test_pump ();
  show_task (fixture, NULL);
}

static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = task_sample_new_running ();

  show_task (fixture, task);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), !=, G_MAXINT64);
  gtk_widget_set_visible (fixture->window, FALSE);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
}

#define ADD(name, function) g_test_add ("/ui/task-row/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();

  ADD ("waiting", test_waiting);
  ADD ("running", test_running);
  ADD ("ready", test_ready);
  ADD ("link-runs-out", test_link_runs_out);
  ADD ("saving", test_saving);
  ADD ("interrupted", test_interrupted);
  ADD ("kept", test_kept);
  ADD ("missing", test_missing);
  ADD ("saved", test_saved);
  ADD ("failed", test_failed);
  ADD ("problem", test_problem);
  ADD ("recycled", test_recycled);
  ADD ("narrow", test_narrow);
  ADD ("menu", test_menu);
  ADD ("hidden", test_hidden);

  return g_test_run ();
}
