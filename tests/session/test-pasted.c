/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session/rushes-session.h"

#include "demo/rushes-gateway.h"
#include "support/rushes-test-utils.h"

#define KEY "sk-the-right-key-0123456789"
#define TASK "306792606023824"

#define FINISHED                                                                                             \
  "{\"code\":\"success\",\"message\":\"\",\"data\":{\"task_id\":\"" TASK                                     \
  "\",\"status\":\"SUCCESS\",\"progress\":\"100%\",\"submit_time\":1756453472,\"finish_time\":1756453535,"   \
  "\"data\":{\"task_id\":\"" TASK "\",\"status\":\"Success\",\"video_width\":1366,\"video_height\":768,"     \
  "\"file\":{\"file_id\":306793063383292,\"filename\":\"output.mp4\","                                       \
  "\"download_url\":\"https://cdn.example/output.mp4?Expires=4102444800&Signature=x\"}}}}"
#define RUNNING "{\"task_id\":\"" TASK "\",\"status\":\"Processing\",\"base_resp\":{\"status_code\":0}}"
#define CREATED "{\"task_id\":\"" TASK "\",\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}"

typedef struct
{
  char *folder;
  RushesGateway *gateway;
  RushesKeyStore *keys;
  RushesClock *clock;
  RushesSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) set = NULL;
  g_autoptr (GError) error = NULL;
  gboolean key_kept;

  fixture->folder = rushes_test_make_folder ();
  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  fixture->keys = rushes_session_keys_new ();
  fixture->clock = rushes_clock_new_system ();
  fixture->session = rushes_session_new (fixture->folder, FALSE, fixture->keys, fixture->clock);

  rushes_session_open_async (fixture->session, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the session to open");
  g_assert_true (rushes_session_open_finish (fixture->session, opened, &error));
  rushes_session_start_async (fixture->session, NULL, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_start_finish (fixture->session, started, &error));
  rushes_session_set_account_async (fixture->session, "Test", rushes_gateway_get_base_url (fixture->gateway),
                                    KEY, rushes_test_keep_result, &set);
  rushes_test_await_result (&set, "the account");
  g_assert_true (rushes_session_set_account_finish (fixture->session, set, &key_kept, &error));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_close_async (fixture->session, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the session to close");
  g_assert_true (rushes_session_close_finish (fixture->session, closed, &error));
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
  g_clear_object (&fixture->keys);
  g_clear_object (&fixture->clock);
  g_clear_object (&fixture->gateway);
  rushes_test_remove_folder (fixture->folder);
}

static RushesTask *
paste (Fixture *fixture, const char *text)
{
  g_autoptr (RushesIntake) intake = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  intake = rushes_intake_read (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (intake->items->len, ==, 1);
  rushes_session_track_async (fixture->session, intake->items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be tracked");
  added = rushes_session_track_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  return g_list_model_get_item (rushes_session_get_tasks (fixture->session), 0);
}

static gboolean
is_known (gpointer task)
{
  return rushes_task_get_snapshot (task) != NULL;
}

static gboolean
was_answered (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (RushesTask) task = g_list_model_get_item (rushes_session_get_tasks (fixture->session), 0);

  return rushes_gateway_get_n_questions (fixture->gateway, TASK) > 0 && !rushes_task_get_asking (task);
}

/* The gateway does not know the task; so soon after it was added nothing is said about that. */
static void
await_answer (Fixture *fixture, RushesTask *task)
{
  rushes_test_await (was_answered, fixture, "the task to be asked for");
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, TASK), ==, 1);
  g_assert_null (rushes_task_get_problem (task));
  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 1);
}

static void
test_finished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = paste (fixture, "The reply was:\n" FINISHED "\n");
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  g_assert_nonnull (snapshot);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_cmpint (snapshot->width, ==, 1366);
  g_assert_cmpint (snapshot->finished_at, ==, 1756453535);
  g_assert_cmpstr (snapshot->file_id, ==, "306793063383292");
  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 0);
  rushes_test_pump ();
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, TASK), ==, 0);
}

static void
test_running_is_asked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = paste (fixture, RUNNING);

  g_assert_nonnull (rushes_task_get_snapshot (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 1);

  /* It is asked for all the same, and what the paste told stays. */
  await_answer (fixture, task);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_RUNNING);
}

static void
test_created_says_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = paste (fixture, CREATED);

  g_assert_false (is_known (task));
  await_answer (fixture, task);
  g_assert_false (is_known (task));
}

static void
test_end_of_a_known_task (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = paste (fixture, TASK);
  g_autoptr (RushesTask) again = NULL;

  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 1);
  await_answer (fixture, first);
  again = paste (fixture, FINISHED);
  g_assert_true (again == first);
  g_assert_cmpint (rushes_task_get_state (first), ==, RUSHES_STATE_READY);
  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 1);

  /* An older reply does not wake it up. */
  g_clear_object (&again);
  again = paste (fixture, RUNNING);
  g_assert_cmpint (rushes_task_get_state (first), ==, RUSHES_STATE_READY);
}

static void
test_no_error_of_a_bad_reply (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = paste (fixture, "{\"task_id\":\"" TASK
                                                "\",\"status\":\"Success\",\"base_resp\":{\"status_code\":"
                                                "1004,\"status_msg\":\"login fail\"},\"x\":[nonsense]}");

  g_assert_false (is_known (task));
  g_assert_cmpstr (rushes_task_get_id (task), ==, TASK);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)
  ADD ("/session/pasted/finished", test_finished);
  ADD ("/session/pasted/running-is-asked", test_running_is_asked);
  ADD ("/session/pasted/created-says-nothing", test_created_says_nothing);
  ADD ("/session/pasted/end-of-a-known-task", test_end_of_a_known_task);
  ADD ("/session/pasted/no-error-of-a-bad-reply", test_no_error_of_a_bad_reply);

  return g_test_run ();
}
