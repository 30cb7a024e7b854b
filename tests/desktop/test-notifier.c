/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#include "demo/rushes-gateway.h"
#include "desktop/rushes-notice.h"
#include "desktop/rushes-notifier.h"
#include "rushes-fake-desktop.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

#define KEY "sk-the-right-key-0123456789"
#define SECOND_USEC ((gint64) G_USEC_PER_SEC)
#define N_TASKS 6

/* A session that keeps nothing, with its own time, and a desktop that shows what it is told. */
typedef struct
{
  char *folder;
  RushesFakeDesktop *desktop;
  GApplication *application;
  RushesGateway *gateway;
  RushesManualClock *clock;
  RushesSession *session;
  RushesExpiryAlarm *alarm;
  RushesNotifier *notifier;
  gboolean in_front;
  RushesTask *seen; /* (unowned) (nullable) */
} Fixture;

static gboolean
sees (RushesTask *task, gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->in_front && (task == NULL || task == fixture->seen);
}

static void
open_session (Fixture *fixture)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesAccount) account = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GError) error = NULL;

  account = rushes_account_new ("test", "AnyAPI", rushes_gateway_get_base_url (fixture->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);
  fixture->session = rushes_session_new (fixture->folder, TRUE, keys, RUSHES_CLOCK (fixture->clock));
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the session to open");
  g_assert_true (rushes_session_open_finish (fixture->session, opened, &error));
  rushes_session_start_async (fixture->session, account, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_start_finish (fixture->session, started, &error));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = rushes_test_make_folder ();
  fixture->desktop = rushes_fake_desktop_new ();
  fixture->application = g_application_new ("io.github.rushes_app.Test", G_APPLICATION_DEFAULT_FLAGS);
  g_application_register (fixture->application, NULL, &error);
  g_assert_no_error (error);
  fixture->clock = rushes_manual_clock_new ();
  /* The gateway lives in the time of this machine. */
  rushes_manual_clock_jump (fixture->clock,
                            g_get_real_time () - rushes_clock_get_real_time (RUSHES_CLOCK (fixture->clock)));
  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  open_session (fixture);
  fixture->alarm = rushes_expiry_alarm_new (fixture->session);
  fixture->notifier = rushes_notifier_new (fixture->application, fixture->session, fixture->alarm);
  rushes_notifier_set_sight (fixture->notifier, sees, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) closed = NULL;

  rushes_test_await_finalize (g_steal_pointer (&fixture->notifier));
  rushes_test_await_finalize (g_steal_pointer (&fixture->alarm));
  rushes_session_close_async (fixture->session, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the session to close");
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->gateway);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->application);
  rushes_fake_desktop_free (fixture->desktop);
  rushes_test_remove_folder (fixture->folder);
}

static RushesTask *
get_task (Fixture *fixture, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (rushes_session_get_tasks (fixture->session), position);

  return task;
}

static gboolean
all_have_ended (gpointer user_data)
{
  Fixture *fixture = user_data;
  guint n_tasks = g_list_model_get_n_items (rushes_session_get_tasks (fixture->session));

  /* The follower asks in the time of the clock, too. */
  rushes_manual_clock_advance (fixture->clock, SECOND_USEC / 10);
  for (guint i = 0; i < n_tasks; i++)
    if (!rushes_task_has_ended (get_task (fixture, i)))
      return FALSE;
  return TRUE;
}

/* Each of them ended before it was added. */
static void
track (Fixture *fixture, guint n_tasks, RushesScriptKind kind, double link_lasts, const char *label)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) tracked = NULL;
  g_autoptr (GError) error = NULL;
  const guint first = g_list_model_get_n_items (rushes_session_get_tasks (fixture->session));

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *id = g_strdup_printf ("30679260602382%u", first + i);
      RushesScript script = { .task_id = id,
                              .kind = kind,
                              .submitted_after = -90,
                              .runs_after = -80,
                              .ends_after = -20,
                              .link_lasts = link_lasts };

      rushes_gateway_add (fixture->gateway, &script);
      g_ptr_array_add (items, rushes_intake_item_new (id, label, 1));
    }
  rushes_session_track_async (fixture->session, items, rushes_test_keep_result, &tracked);
  rushes_test_await_result (&tracked, "the tasks to be tracked");
  added = rushes_session_track_finish (fixture->session, tracked, &error);
  g_assert_no_error (error);
  rushes_test_await (all_have_ended, fixture, "all to end");
}

static void
pass (Fixture *fixture, gint64 seconds)
{
  rushes_manual_clock_advance (fixture->clock, seconds * SECOND_USEC);
  rushes_fake_desktop_settle (fixture->desktop, g_application_get_dbus_connection (fixture->application));
}

/* As the follower says it, of tasks that have been there for a while. */
static void
end_task (Fixture *fixture, guint position)
{
  g_signal_emit_by_name (fixture->session, "task-ended", get_task (fixture, position));
}

static guint
count_shown (Fixture *fixture)
{
  return g_hash_table_size (fixture->desktop->shown);
}

static void
assert_text (Fixture *fixture, const char *id, const char *key, const char *expected)
{
  g_autofree char *text = rushes_fake_desktop_dup_text (fixture->desktop, id, key);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_buttons (Fixture *fixture, const char *id, const char *expected)
{
  g_autofree char *buttons = rushes_fake_desktop_dup_buttons (fixture->desktop, id);

  g_assert_cmpstr (buttons, ==, expected);
}

#define FIRST_ID "task 306792606023820 test"

/* What had ended before it was added is no news. */
static void
test_no_news (Fixture *fixture, gconstpointer data)
{
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 30);
  g_assert_cmpuint (fixture->desktop->n_sent, ==, 0);
}

/* The last seconds of a task are often when it is pasted. */
static void
test_quick_news (Fixture *fixture, gconstpointer data)
{
  rushes_manual_clock_jump (fixture->clock, -60 * SECOND_USEC);
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 3);
  assert_text (fixture, FIRST_ID, "title", "“306792606023820” is finished");
}

/* A clock that never comes to rest has nothing to tell that was not told. */
static void
test_clock_jumps (Fixture *fixture, gconstpointer data)
{
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);
  end_task (fixture, 0);
  pass (fixture, 3);
  g_assert_cmpuint (fixture->desktop->n_sent, ==, 1);
  for (int i = 0; i < 20; i++)
    {
      rushes_manual_clock_jump (fixture->clock, (i % 4 < 2 ? 1 : -1) * G_TIME_SPAN_DAY);
      pass (fixture, 660);
    }
  g_assert_cmpuint (fixture->desktop->n_sent, ==, 1);

  /* And goes on telling. */
  track (fixture, 2, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);
  rushes_manual_clock_jump (fixture->clock, -G_TIME_SPAN_DAY);
  end_task (fixture, 1);
  pass (fixture, 3);
  g_assert_cmpuint (fixture->desktop->n_sent, >, 1);
}

/* GLib warns where it finds nobody, and a warning ends this. */
static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  rushes_fake_desktop_leave (fixture->desktop);
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);
  end_task (fixture, 0);
  pass (fixture, 3);
  rushes_notifier_seen (fixture->notifier, get_task (fixture, 0));
  pass (fixture, 0);
  g_assert_cmpuint (fixture->desktop->n_sent, ==, 0);
}

static void
test_finished (Fixture *fixture, gconstpointer data)
{
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 32400, "Dunes <b>& dusk</b>\nsecond \u202eline");
  pass (fixture, 10);
  end_task (fixture, 0);
  pass (fixture, 1);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  pass (fixture, 3);

  g_assert_cmpuint (count_shown (fixture), ==, 1);
  assert_text (fixture, FIRST_ID, "title", "“Dunes <b>& dusk</b> second line” is finished");
  assert_text (fixture, FIRST_ID, "body", "Its video can be saved, as long as the link lasts.");
  assert_text (fixture, FIRST_ID, "default-action", "app.show-task");
  assert_buttons (fixture, FIRST_ID,
                  "Save=app.save-task(306792606023820 test) Details=app.show-task(306792606023820 test)");
}

static gboolean
is_kept (gpointer user_data)
{
  return rushes_session_get_n_kept (user_data) == 1;
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  rushes_test_await (is_kept, fixture->session, "the video to be kept");
  end_task (fixture, 0);
  pass (fixture, 3);
  assert_text (fixture, FIRST_ID, "body", "Its video is kept in Rushes.");
  assert_buttons (fixture, FIRST_ID,
                  "Save=app.save-task(306792606023820 test) "
                  "Show in Files=app.show-task-in-files(306792606023820 test) "
                  "Details=app.show-task(306792606023820 test)");
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  RushesFailure *failure = NULL;
  g_autofree char *body = NULL;

  track (fixture, 1, RUSHES_SCRIPT_FAILS, 0, NULL);
  failure = rushes_task_get_failure (get_task (fixture, 0));
  body = g_strjoin (" ", rushes_failure_get_message (failure), rushes_failure_get_hint (failure), NULL);
  pass (fixture, 10);
  end_task (fixture, 0);
  pass (fixture, 3);
  assert_text (fixture, FIRST_ID, "title", "“306792606023820” failed");
  assert_text (fixture, FIRST_ID, "body", body);
  assert_buttons (fixture, FIRST_ID, "Details=app.show-task(306792606023820 test)");
}

/* Up to three are told one by one, more of them in one; what is told is gone once it is seen. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  track (fixture, 4, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  track (fixture, 1, RUSHES_SCRIPT_FAILS, 0, NULL);
  pass (fixture, 10);
  for (guint i = 0; i < 3; i++)
    end_task (fixture, i);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 3);

  end_task (fixture, 3);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  assert_text (fixture, "summary", "title", "4 tasks are finished");
  assert_text (fixture, "summary", "body", "306792606023820 · 306792606023821 · 306792606023822 · …");
  assert_buttons (fixture, "summary", "Save All…=app.save-all()");

  end_task (fixture, 4);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  assert_text (fixture, "summary", "title", "4 tasks are finished");
  assert_text (fixture, "summary", "body", "1 task failed");

  fixture->in_front = TRUE;
  rushes_notifier_look (fixture->notifier);
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 0);

  /* A new page. */
  fixture->in_front = FALSE;
  end_task (fixture, 0);
  pass (fixture, 3);
  g_assert_nonnull (rushes_fake_desktop_get (fixture->desktop, FIRST_ID));
}

static void
test_sight (Fixture *fixture, gconstpointer data)
{
  track (fixture, 2, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);

  /* Not for what is on the screen. */
  fixture->in_front = TRUE;
  fixture->seen = get_task (fixture, 0);
  end_task (fixture, 0);
  end_task (fixture, 1);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  g_assert_null (rushes_fake_desktop_get (fixture->desktop, FIRST_ID));

  /* It is scrolled to. */
  fixture->seen = get_task (fixture, 1);
  pass (fixture, 2);
  g_assert_cmpuint (count_shown (fixture), ==, 0);

  /* The window is elsewhere, and comes to the front. */
  fixture->in_front = FALSE;
  end_task (fixture, 0);
  end_task (fixture, 1);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 2);
  fixture->in_front = TRUE;
  rushes_notifier_look (fixture->notifier);
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  rushes_notifier_seen (fixture->notifier, get_task (fixture, 0));
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;

  track (fixture, 2, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);
  end_task (fixture, 0);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  end_task (fixture, 0);
  g_ptr_array_add (tasks, g_object_ref (get_task (fixture, 0)));
  rushes_session_remove_async (fixture->session, tasks, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be removed");
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
}

static void
test_modes (Fixture *fixture, gconstpointer data)
{
  track (fixture, 2, RUSHES_SCRIPT_FINISHES, 32400, NULL);
  pass (fixture, 10);

  rushes_notifier_set_mode (fixture->notifier, RUSHES_NOTIFY_SUMMARY);
  end_task (fixture, 0);
  pass (fixture, 3);
  assert_text (fixture, "summary", "title", "1 task is finished");
  end_task (fixture, 1);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  assert_text (fixture, "summary", "title", "2 tasks are finished");

  rushes_notifier_set_mode (fixture->notifier, RUSHES_NOTIFY_NEVER);
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  end_task (fixture, 0);
  pass (fixture, 3);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
}

/* Told once for each that comes to it, and withdrawn when none is left. */
static void
test_expiring (Fixture *fixture, gconstpointer data)
{
  guint n_sent = 0;

  track (fixture, 2, RUSHES_SCRIPT_FINISHES, 2 * 3600, NULL);
  pass (fixture, 10);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  g_assert_cmpuint (rushes_expiry_alarm_get_n_ready (fixture->alarm), ==, 2);

  pass (fixture, 3600);
  assert_text (fixture, "expiring", "title", "2 videos expire within the hour");
  assert_text (fixture, "expiring", "priority", "high");
  assert_buttons (fixture, "expiring", "Save All=app.save-expiring() Show=app.show-expiring()");
  n_sent = fixture->desktop->n_sent;
  pass (fixture, 1800);
  g_assert_cmpuint (fixture->desktop->n_sent, ==, n_sent);

  rushes_notifier_set_warn (fixture->notifier, FALSE);
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  rushes_notifier_set_warn (fixture->notifier, TRUE);
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 1);

  pass (fixture, 7200);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  g_assert_cmpuint (rushes_expiry_alarm_get_n_ready (fixture->alarm), ==, 0);
}

/* Who is at the window has it there. */
static void
test_expiring_in_front (Fixture *fixture, gconstpointer data)
{
  fixture->in_front = TRUE;
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 1800, NULL);
  pass (fixture, 60);
  g_assert_cmpuint (fixture->desktop->n_sent, ==, 0);
  g_assert_cmpuint (rushes_expiry_alarm_get_expiring (fixture->alarm)->len, ==, 1);

  fixture->in_front = FALSE;
  track (fixture, 1, RUSHES_SCRIPT_FINISHES, 1800, NULL);
  pass (fixture, 60);
  assert_text (fixture, "expiring", "title", "2 videos expire within the hour");
  fixture->in_front = TRUE;
  rushes_notifier_look (fixture->notifier);
  pass (fixture, 0);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
}

/* Some desktops read markup in a body: what others have written holds none there. */
static void
test_markup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *escaped = rushes_notice_escape ("a <img src='x'/> & b\n\u202ec");

  g_assert_cmpstr (escaped, ==, "a ‹img src='x'/› ＆ b c");

  track (fixture, 2, RUSHES_SCRIPT_FINISHES, 32400, "<a href='https://elsewhere'>Dunes</a>");
  pass (fixture, 10);
  rushes_notifier_set_mode (fixture->notifier, RUSHES_NOTIFY_SUMMARY);
  end_task (fixture, 0);
  end_task (fixture, 1);
  pass (fixture, 3);
  assert_text (fixture, "summary", "body",
               "‹a href='https://elsewhere'›Dunes‹/a› · ‹a href='https://elsewhere'›Dunes‹/a›");
}

#define ADD(name, function) g_test_add ("/desktop/notifier/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("no-news", test_no_news);
  ADD ("quick-news", test_quick_news);
  ADD ("clock-jumps", test_clock_jumps);
  ADD ("nobody", test_nobody);
  ADD ("finished", test_finished);
  ADD ("kept", test_kept);
  ADD ("failed", test_failed);
  ADD ("several", test_several);
  ADD ("sight", test_sight);
  ADD ("removed", test_removed);
  ADD ("modes", test_modes);
  ADD ("expiring", test_expiring);
  ADD ("expiring-in-front", test_expiring_in_front);
  ADD ("markup", test_markup);

  return g_test_run ();
}
