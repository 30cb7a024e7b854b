/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "demo/rushes-gateway.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-announcer.h"
#include "ui/rushes-expiry-watch.h"
#include "ui/rushes-inhibitor.h"
#include "ui/rushes-widget-test.h"

#define KEY "sk-the-right-key-0123456789"
#define SOON "306792606023824"
#define LATER "306792606023825"

/* A session that keeps nothing, with its own time, against a gateway of our own. */
typedef struct
{
  char *folder;
  RushesGateway *gateway;
  RushesManualClock *clock;
  RushesSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesAccount) account = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = rushes_test_make_folder ();
  fixture->clock = rushes_manual_clock_new ();
  /* The gateway lives in the time of this machine. */
  rushes_manual_clock_jump (fixture->clock,
                            g_get_real_time () - rushes_clock_get_real_time (RUSHES_CLOCK (fixture->clock)));
  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  account = rushes_account_new ("test", "AnyAPI", rushes_gateway_get_base_url (fixture->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);

  fixture->session = rushes_session_new (fixture->folder, TRUE, keys, RUSHES_CLOCK (fixture->clock));
  rushes_widget_test_open (fixture->session);
  rushes_session_start_async (fixture->session, account, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_start_finish (fixture->session, started, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_widget_test_close_session (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->gateway);
  g_clear_object (&fixture->clock);
  rushes_test_remove_folder (fixture->folder);
}

static void
track (Fixture *fixture, const char *task_id, double link_lasts)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = -20,
    .link_lasts = link_lasts,
  };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) tracked = NULL;
  g_autoptr (GError) error = NULL;

  rushes_gateway_add (fixture->gateway, &script);
  g_ptr_array_add (items, rushes_intake_item_new (task_id, NULL, 1));
  rushes_session_track_async (fixture->session, items, rushes_test_keep_result, &tracked);
  rushes_test_await_result (&tracked, "the task to be tracked");
  added = rushes_session_track_finish (fixture->session, tracked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
}

static RushesTask *
get_task (Fixture *fixture, guint position)
{
  g_autoptr (RushesTask) task = g_list_model_get_item (rushes_session_get_tasks (fixture->session), position);

  return task;
}

static gboolean
all_are_ready (gpointer user_data)
{
  Fixture *fixture = user_data;
  guint n_tasks = g_list_model_get_n_items (rushes_session_get_tasks (fixture->session));

  /* The follower asks in the time of the clock, too. */
  rushes_manual_clock_advance (fixture->clock, G_USEC_PER_SEC / 10);
  for (guint i = 0; i < n_tasks; i++)
    if (rushes_task_get_state (get_task (fixture, i)) != RUSHES_STATE_READY)
      return FALSE;
  return TRUE;
}

static RushesTaskViewModel *
new_view_model (Fixture *fixture)
{
  RushesTaskViewModel *tasks = rushes_task_view_model_new (NULL);

  rushes_task_view_model_set_clock (tasks, RUSHES_CLOCK (fixture->clock));
  rushes_task_view_model_set_model (tasks, rushes_session_get_tasks (fixture->session));
  return tasks;
}

/* The gateway signs in the time of this machine, from which the clock strays while things are waited for. */
static void
advance_until_left (Fixture *fixture, const char *task_id, gint64 seconds)
{
  const gint64 now = rushes_clock_get_real_time (RUSHES_CLOCK (fixture->clock));

  for (guint i = 0; i < g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)); i++)
    {
      RushesTask *task = get_task (fixture, i);
      const gint64 expires_at = rushes_task_get_snapshot (task)->expires_at;

      if (g_str_equal (rushes_task_get_id (task), task_id))
        rushes_manual_clock_advance (fixture->clock, (expires_at - seconds) * G_USEC_PER_SEC - now);
    }
}

/* The list looks within a second of the moment, and the watch gathers for half of one. */
#define MARGIN 5

/* A link begins to count when it has less than an hour left, and no longer when it has expired. */
static void
test_expiry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTaskViewModel) tasks = new_view_model (fixture);
  g_autoptr (RushesExpiryWatch) watch = rushes_expiry_watch_new (tasks, RUSHES_CLOCK (fixture->clock));

  track (fixture, SOON, 3 * 3600);
  track (fixture, LATER, 5 * 3600);
  rushes_test_await (all_are_ready, fixture, "both to be finished");
  advance_until_left (fixture, SOON, 2 * 3600);
  g_assert_cmpuint (rushes_expiry_watch_get_n_expiring (watch), ==, 0);

  advance_until_left (fixture, SOON, 3600 - MARGIN);
  g_assert_cmpuint (rushes_expiry_watch_get_n_expiring (watch), ==, 1);
  advance_until_left (fixture, LATER, 3600 + MARGIN);
  g_assert_cmpuint (rushes_expiry_watch_get_n_expiring (watch), ==, 0);
  advance_until_left (fixture, LATER, 3600 - MARGIN);
  g_assert_cmpuint (rushes_expiry_watch_get_n_expiring (watch), ==, 1);
  advance_until_left (fixture, LATER, -30);
  g_assert_cmpuint (rushes_expiry_watch_get_n_expiring (watch), ==, 0);
}

static void
count_notification (guint *n_notified)
{
  (*n_notified)++;
}

static void
test_expiry_notified (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTaskViewModel) tasks = new_view_model (fixture);
  g_autoptr (RushesExpiryWatch) watch = rushes_expiry_watch_new (tasks, RUSHES_CLOCK (fixture->clock));
  guint n_notified = 0;

  g_signal_connect_swapped (watch, "notify::n-expiring", G_CALLBACK (count_notification), &n_notified);
  track (fixture, SOON, 1800);
  rushes_test_await (all_are_ready, fixture, "it to be finished");
  rushes_manual_clock_advance (fixture->clock, G_USEC_PER_SEC);
  g_assert_cmpuint (rushes_expiry_watch_get_n_expiring (watch), ==, 1);
  rushes_manual_clock_advance (fixture->clock, 60 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpuint (n_notified, ==, 1);
}

static void
append_announcement (GString *heard, const char *text)
{
  g_string_append_printf (heard, "%s\n", text);
}

/* Together what happens together, and nothing after that. */
static void
test_announced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAnnouncer) announcer = rushes_announcer_new (fixture->session);
  g_autoptr (GString) heard = g_string_new (NULL);

  g_signal_connect_swapped (announcer, "announce", G_CALLBACK (append_announcement), heard);
  track (fixture, SOON, 3 * 3600);
  rushes_test_await (all_are_ready, fixture, "it to be finished");
  rushes_manual_clock_advance (fixture->clock, 3 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpstr (heard->str, ==, SOON ", Ready, 1366 × 768\n");
  rushes_manual_clock_advance (fixture->clock, 60 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpstr (heard->str, ==, SOON ", Ready, 1366 × 768\n");

  track (fixture, LATER, 3 * 3600);
  rushes_test_await (all_are_ready, fixture, "the other to be finished");
  rushes_manual_clock_advance (fixture->clock, 3 * (gint64) G_USEC_PER_SEC);
  g_string_truncate (heard, 0);
  g_signal_emit_by_name (fixture->session, "task-ended", get_task (fixture, 0));
  g_signal_emit_by_name (fixture->session, "task-kept", get_task (fixture, 0));
  g_signal_emit_by_name (fixture->session, "task-ended", get_task (fixture, 1));
  rushes_manual_clock_advance (fixture->clock, 3 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpstr (heard->str, ==, "2 tasks have changed\n");
}

static gboolean
flows (gpointer session)
{
  return rushes_session_get_flowing (session);
}

static gboolean
is_kept (gpointer user_data)
{
  return rushes_session_get_n_kept (user_data) == 1;
}

/* Only once bytes have flowed for some seconds, and no longer than they flow. */
static void
test_inhibitor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesInhibitor) inhibitor = rushes_inhibitor_new (NULL, fixture->session);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  track (fixture, SOON, 3 * 3600);
  rushes_test_await (all_are_ready, fixture, "it to be finished");
  rushes_session_set_keep_policy (fixture->session, RUSHES_KEEP_ALWAYS);
  rushes_test_await (flows, fixture->session, "the first bytes");
  g_assert_false (rushes_inhibitor_get_wanted (inhibitor));
  rushes_manual_clock_advance (fixture->clock, 6 * (gint64) G_USEC_PER_SEC);
  g_assert_true (rushes_inhibitor_get_wanted (inhibitor));

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_test_await (is_kept, fixture->session, "the video to be kept");
  g_assert_false (rushes_inhibitor_get_wanted (inhibitor));
}

#define ADD(name, function) g_test_add ("/ui/watches/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("expiry", test_expiry);
  ADD ("expiry-notified", test_expiry_notified);
  ADD ("announced", test_announced);
  ADD ("inhibitor", test_inhibitor);

  return g_test_run ();
}
