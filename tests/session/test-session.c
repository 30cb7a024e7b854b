/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session/rushes-session.h"

#include "base/rushes-error.h"
#include "demo/rushes-gateway.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define KEY "sk-the-right-key-0123456789"
#define SECOND_TASK "306792606023825"
#define FIRST_TASK "306792606023824"
#define UNKNOWN_TASK "999999999999999"

typedef struct
{
  char *data_folder;
  char *user_folder;
  RushesGateway *gateway;
  RushesKeyStore *keys;
  RushesClock *clock;
  RushesSession *session;
} Fixture;

static void
await_boolean (gboolean (*finish) (RushesSession *, GAsyncResult *, GError **),
               RushesSession *session,
               GAsyncResult **result,
               GError **error)
{
  g_autoptr (GAsyncResult) kept = NULL;

  rushes_test_await_result (result, "the session's answer");
  kept = g_steal_pointer (result);
  finish (session, kept, error);
}

static void
open_and_start (Fixture *fixture)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->session = rushes_session_new (fixture->data_folder, TRUE, fixture->keys, fixture->clock);
  rushes_session_open_async (fixture->session, rushes_test_keep_result, &result);
  await_boolean (rushes_session_open_finish, fixture->session, &result, &error);
  g_assert_no_error (error);
  rushes_session_start_async (fixture->session, NULL, rushes_test_keep_result, &result);
  await_boolean (rushes_session_start_finish, fixture->session, &result, &error);
  g_assert_no_error (error);
}

static void
close_session (Fixture *fixture)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_close_async (fixture->session, rushes_test_keep_result, &result);
  await_boolean (rushes_session_close_finish, fixture->session, &result, &error);
  g_assert_no_error (error);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
}

static void
set_account (Fixture *fixture, const char *base_url, const char *key)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean key_kept = FALSE;

  rushes_session_set_account_async (fixture->session, "Test", base_url, key, rushes_test_keep_result,
                                    &result);
  rushes_test_await_result (&result, "the account");
  rushes_session_set_account_finish (fixture->session, result, &key_kept, &error);
  g_assert_no_error (error);
  g_assert_true (key_kept);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->data_folder = rushes_test_make_folder ();
  fixture->user_folder = rushes_test_make_folder ();
  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  fixture->keys = rushes_session_keys_new ();
  if (fixture->clock == NULL)
    fixture->clock = rushes_clock_new_system ();
  open_and_start (fixture);
}

/* At the time that it is, since the gateway goes by the wall clock; then it stands still. */
static void
set_up_with_manual_clock (Fixture *fixture, gconstpointer data)
{
  fixture->clock = RUSHES_CLOCK (rushes_manual_clock_new ());
  rushes_manual_clock_jump (RUSHES_MANUAL_CLOCK (fixture->clock),
                            g_get_real_time () - rushes_clock_get_real_time (fixture->clock));
  set_up (fixture, data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->session != NULL)
    close_session (fixture);
  rushes_test_await_finalize (g_steal_pointer (&fixture->keys));
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
  g_clear_object (&fixture->gateway);
  rushes_test_remove_folder (fixture->data_folder);
  rushes_test_remove_folder (fixture->user_folder);
}

static void
add_finished (Fixture *fixture, const char *task_id)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = -20,
    .link_lasts = 32400,
  };

  rushes_gateway_add (fixture->gateway, &script);
}

static RushesTask *
track (Fixture *fixture, const char *task_id)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (items, rushes_intake_item_new (task_id, NULL, 1));
  rushes_session_track_async (fixture->session, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be tracked");
  added = rushes_session_track_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, 1);
  return g_object_ref (g_ptr_array_index (added, 0));
}

static gboolean
is_ready (gpointer task)
{
  return rushes_task_get_state (task) == RUSHES_STATE_READY;
}

static gboolean
has_problem (gpointer task)
{
  return rushes_task_get_problem (task) != NULL;
}

static gboolean
is_paused (gpointer session)
{
  return rushes_session_get_paused (session) != NULL;
}

/* Lets the time pass that @task waits for. */
static void
await (
  Fixture *fixture, RushesTask *task, RushesTestCondition condition, gpointer user_data, const char *what)
{
  RushesManualClock *clock = NULL;

  if (!RUSHES_IS_MANUAL_CLOCK (fixture->clock))
    {
      rushes_test_await (condition, user_data, what);
      return;
    }

  clock = RUSHES_MANUAL_CLOCK (fixture->clock);
  while (!condition (user_data))
    {
      gint64 pause = 0;

      if (rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_WAITING)
        pause = rushes_manual_clock_get_next (clock) - rushes_clock_get_boot_time (fixture->clock);
      rushes_manual_clock_advance (clock, MAX (pause, 0));
      g_main_context_iteration (NULL, FALSE);
    }
}

static RushesTask *
track_finished (Fixture *fixture)
{
  g_autoptr (RushesTask) task = NULL;

  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  add_finished (fixture, FIRST_TASK);
  task = track (fixture, FIRST_TASK);
  await (fixture, task, is_ready, task, "the task to be ready");
  return g_steal_pointer (&task);
}

static gboolean
is_there (gpointer result)
{
  return *(GAsyncResult **) result != NULL;
}

static GError *
save (Fixture *fixture, RushesTask *task, GFile *destination)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  rushes_session_save_async (fixture->session, task, destination, TRUE, rushes_test_keep_result, &result);
  await (fixture, task, is_there, &result, "the save to end");
  g_assert_cmpint (rushes_session_save_finish (fixture->session, result, &error), ==, error == NULL);
  g_assert_false (rushes_task_get_saving (task));
  return error;
}

static GFile *
user_file (Fixture *fixture, const char *name)
{
  return g_file_new_build_filename (fixture->user_folder, name, NULL);
}

static void
assert_folder_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = dir != NULL ? g_dir_read_name (dir) : NULL;

  g_assert_cmpstr (name, ==, NULL);
}

static void
assert_nothing_left (Fixture *fixture)
{
  assert_folder_empty (fixture->user_folder);
}

static void
test_main_job (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_finished (fixture);
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  g_autofree char *name = rushes_session_suggest_name (fixture->session, task);
  g_autoptr (GFile) destination = user_file (fixture, name);
  g_autoptr (GBytes) expected = rushes_gateway_get_video (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_cmpint (snapshot->width, ==, 1366);
  g_assert_cmpint (snapshot->height, ==, 768);
  g_assert_true (g_str_has_suffix (name, ".mp4"));
  g_assert_nonnull (strstr (name, FIRST_TASK));
  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 0);

  g_assert_no_error (save (fixture, task, destination));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  g_assert_true (g_file_load_contents (destination, NULL, &contents, &length, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));

  /* The list is there again, with the network gone. */
  g_clear_object (&task);
  close_session (fixture);
  rushes_gateway_stop (fixture->gateway);
  open_and_start (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 1);
  task = g_list_model_get_item (rushes_session_get_tasks (fixture->session), 0);
  g_assert_cmpstr (rushes_task_get_id (task), ==, FIRST_TASK);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  g_assert_cmpint (rushes_task_get_snapshot (task)->width, ==, 1366);
}

static void
test_wrong_key_pauses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  add_finished (fixture, FIRST_TASK);
  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), "sk-a-wrong-key-9876543210");
  task = track (fixture, FIRST_TASK);
  rushes_test_await (is_paused, fixture->session, "the account to pause");
  g_assert_cmpint (rushes_failure_get_side (rushes_session_get_paused (fixture->session)), ==,
                   RUSHES_SIDE_KEY);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);
  g_assert_cmpuint (rushes_session_get_n_running (fixture->session), ==, 1);

  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  g_assert_null (rushes_session_get_paused (fixture->session));
  rushes_test_await (is_ready, task, "the task to be asked with the right key");
}

static void
test_no_account (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  /* No id is lost for want of an account: it waits for the first one. */
  g_assert_null (rushes_session_get_account (fixture->session));
  add_finished (fixture, FIRST_TASK);
  task = track (fixture, FIRST_TASK);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);

  g_clear_object (&task);
  close_session (fixture);
  open_and_start (fixture);
  task = g_list_model_get_item (rushes_session_get_tasks (fixture->session), 0);
  g_assert_cmpstr (rushes_task_get_id (task), ==, FIRST_TASK);
  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  rushes_test_await (is_ready, task, "the task to be asked once there is an account");
}

static void
test_key_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  /* Another address, the key untouched. */
  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), NULL);
  g_assert_true (rushes_account_has_key (rushes_session_get_account (fixture->session)));

  close_session (fixture);
  open_and_start (fixture);
  g_assert_cmpstr (rushes_account_get_base_url (rushes_session_get_account (fixture->session)), ==,
                   rushes_gateway_get_base_url (fixture->gateway));
  add_finished (fixture, SECOND_TASK);
  task = track (fixture, SECOND_TASK);
  rushes_test_await (is_ready, task, "the task to be asked with the stored key");
}

static void
test_key_stays_with_its_service (Fixture *fixture, gconstpointer data)
{
  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  set_account (fixture, rushes_gateway_get_cdn_url (fixture->gateway), NULL);
  g_assert_false (rushes_account_has_key (rushes_session_get_account (fixture->session)));

  close_session (fixture);
  open_and_start (fixture);
  g_assert_cmpstr (rushes_account_get_base_url (rushes_session_get_account (fixture->session)), ==,
                   rushes_gateway_get_cdn_url (fixture->gateway));
  g_assert_false (rushes_account_has_key (rushes_session_get_account (fixture->session)));
}

static void
test_override_is_not_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesAccount) account = rushes_account_new (RUSHES_ACCOUNT_ENVIRONMENT, "Environment",
                                                          rushes_gateway_get_base_url (fixture->gateway),
                                                          &error);
  g_autoptr (RushesTask) task = NULL;
  GAsyncResult *result = NULL;

  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);
  add_finished (fixture, FIRST_TASK);
  rushes_session_start_async (fixture->session, account, rushes_test_keep_result, &result);
  await_boolean (rushes_session_start_finish, fixture->session, &result, &error);
  g_assert_no_error (error);
  g_assert_true (rushes_session_get_account (fixture->session) == account);
  task = track (fixture, FIRST_TASK);
  rushes_test_await (is_ready, task, "the environment's task");

  g_clear_object (&task);
  close_session (fixture);
  rushes_test_await_finalize (g_steal_pointer (&account));
  open_and_start (fixture);
  g_assert_null (rushes_session_get_account (fixture->session));
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 1);
}

typedef struct
{
  RushesApiFault fault;
  RushesSide side;
} ApiFaultCase;

static void
test_api_fault (Fixture *fixture, gconstpointer data)
{
  const ApiFaultCase *expected = data;
  g_autoptr (RushesTask) task = NULL;

  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  add_finished (fixture, FIRST_TASK);
  rushes_gateway_set_api_fault (fixture->gateway, expected->fault);
  task = track (fixture, FIRST_TASK);
  rushes_test_await (has_problem, task, "the question to fail");

  g_assert_cmpint (rushes_failure_get_side (rushes_task_get_problem (task)), ==, expected->side);
  g_assert_cmpstr (rushes_failure_get_message (rushes_task_get_problem (task)), !=, "");
  g_assert_cmpstr (rushes_failure_get_hint (rushes_task_get_problem (task)), !=, "");
  g_assert_null (rushes_task_get_failure (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 1);
}

static gboolean
was_not_known (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (RushesTask) task = g_list_model_get_item (rushes_session_get_tasks (fixture->session), 0);

  return rushes_gateway_get_n_questions (fixture->gateway, UNKNOWN_TASK) > 0
         && !rushes_task_get_asking (task);
}

/* So soon after it was added it may only be too early to know it; but who asks is told. */
static void
test_unknown_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = NULL;

  set_account (fixture, rushes_gateway_get_base_url (fixture->gateway), KEY);
  task = track (fixture, UNKNOWN_TASK);
  rushes_test_await (was_not_known, fixture, "the first answer");
  g_assert_null (rushes_task_get_problem (task));
  rushes_session_refresh (fixture->session, task);
  rushes_test_await (has_problem, task, "the question to fail");
  g_assert_cmpint (rushes_failure_get_side (rushes_task_get_problem (task)), ==, RUSHES_SIDE_REQUEST);
  g_assert_false (rushes_task_has_ended (task));
}

typedef struct
{
  RushesCdnFault fault;
  RushesError code;
} CdnFaultCase;

static void
test_cdn_fault (Fixture *fixture, gconstpointer data)
{
  const CdnFaultCase *expected = data;
  g_autoptr (RushesTask) task = track_finished (fixture);
  g_autoptr (GFile) destination = user_file (fixture, "video.mp4");
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_cdn_fault (fixture->gateway, expected->fault);
  error = save (fixture, task, destination);
  g_assert_error (error, RUSHES_ERROR, (int) expected->code);
  g_assert_nonnull (rushes_task_get_problem (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  assert_nothing_left (fixture);

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_NONE);
  g_assert_no_error (save (fixture, task, destination));
  g_assert_null (rushes_task_get_problem (task));
}

static void
test_folder_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_finished (fixture);
  g_autoptr (GFile) destination = user_file (fixture, "gone/video.mp4");
  g_autoptr (GError) error = save (fixture, task, destination);

  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_cmpint (rushes_failure_get_remedy (rushes_task_get_problem (task)), ==,
                   RUSHES_REMEDY_CHOOSE_FOLDER);
  assert_nothing_left (fixture);
}

static gboolean
is_saving_something (gpointer task)
{
  double fraction = 0;

  g_object_get (task, "saved-fraction", &fraction, NULL);
  return rushes_task_get_saving (task) && fraction > 0;
}

static GAsyncResult *
start_slow_save (Fixture *fixture, RushesTask *task, GAsyncResult **result)
{
  g_autoptr (GFile) destination = user_file (fixture, "video.mp4");

  rushes_gateway_set_cdn_fault (fixture->gateway, RUSHES_CDN_FAULT_SLOW);
  rushes_session_save_async (fixture->session, task, destination, TRUE, rushes_test_keep_result, result);
  rushes_test_await (is_saving_something, task, "the first bytes");
  return *result;
}

static void
assert_cancelled (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  await_boolean (rushes_session_save_finish, fixture->session, result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_left (fixture);
}

static void
test_cancel_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_finished (fixture);
  GAsyncResult *result = NULL;

  start_slow_save (fixture, task, &result);
  g_assert_null (result);
  rushes_session_cancel_transfer (fixture->session, task);
  assert_cancelled (fixture, &result);
  g_assert_null (rushes_task_get_problem (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
}

static void
test_remove_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_finished (fixture);
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  GAsyncResult *result = NULL;
  GAsyncResult *removed = NULL;
  g_autoptr (GError) error = NULL;

  start_slow_save (fixture, task, &result);
  g_ptr_array_add (tasks, task);
  rushes_session_remove_async (fixture->session, tasks, rushes_test_keep_result, &removed);
  await_boolean (rushes_session_remove_finish, fixture->session, &removed, &error);
  g_assert_no_error (error);
  assert_cancelled (fixture, &result);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 0);

  rushes_session_restore_async (fixture->session, tasks, rushes_test_keep_result, &removed);
  await_boolean (rushes_session_restore_finish, fixture->session, &removed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_session_get_tasks (fixture->session)), ==, 1);
}

static void
test_close_while_saving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_finished (fixture);
  GAsyncResult *result = NULL;
  GAsyncResult *closed = NULL;
  g_autoptr (GError) error = NULL;

  start_slow_save (fixture, task, &result);
  rushes_session_close_async (fixture->session, rushes_test_keep_result, &closed);
  await_boolean (rushes_session_close_finish, fixture->session, &closed, &error);
  g_assert_no_error (error);
  assert_cancelled (fixture, &result);
  g_clear_object (&task);
  rushes_test_await_finalize (g_steal_pointer (&fixture->session));
}

static void
test_damaged_library (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->data_folder, "library.db", NULL);

  g_assert_null (rushes_session_get_library_notice (fixture->session));
  close_session (fixture);
  g_assert_true (g_file_set_contents (path, "no database", -1, NULL));
  open_and_start (fixture);
  g_assert_nonnull (strstr (rushes_session_get_library_notice (fixture->session), "library.db.damaged-"));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    ApiFaultCase expected;
  } api_faults[] = {
    { "/session/bad-reply/html", { RUSHES_API_FAULT_HTML, RUSHES_SIDE_REQUEST } },
    { "/session/bad-reply/not-json", { RUSHES_API_FAULT_NOT_JSON, RUSHES_SIDE_SERVICE } },
    { "/session/bad-reply/unavailable", { RUSHES_API_FAULT_UNAVAILABLE, RUSHES_SIDE_SERVICE } },
    { "/session/bad-reply/redirect", { RUSHES_API_FAULT_REDIRECT, RUSHES_SIDE_REQUEST } },
    { "/session/bad-reply/huge", { RUSHES_API_FAULT_HUGE, RUSHES_SIDE_SERVICE } },
    { "/session/bad-reply/no-network", { RUSHES_API_FAULT_CLOSE, RUSHES_SIDE_NETWORK } },
  };
  static const struct
  {
    const char *name;
    CdnFaultCase expected;
  } cdn_faults[] = {
    { "/session/bad-link/forbidden", { RUSHES_CDN_FAULT_FORBIDDEN, RUSHES_ERROR_LINK_EXPIRED } },
    { "/session/bad-link/error-page", { RUSHES_CDN_FAULT_ERROR_PAGE, RUSHES_ERROR_NOT_A_VIDEO } },
    { "/session/bad-link/truncated", { RUSHES_CDN_FAULT_TRUNCATED, RUSHES_ERROR_INCOMPLETE } },
    { "/session/bad-link/chunked-cut", { RUSHES_CDN_FAULT_CHUNKED_CUT, RUSHES_ERROR_INCOMPLETE } },
    { "/session/bad-link/unavailable", { RUSHES_CDN_FAULT_UNAVAILABLE, RUSHES_ERROR_SERVICE } },
  };

  g_test_init (&argc, &argv, NULL);

#define ADD(name, func, data) g_test_add (name, Fixture, data, set_up, func, tear_down)
  ADD ("/session/main-job", test_main_job, NULL);
  ADD ("/session/wrong-key-pauses", test_wrong_key_pauses, NULL);
  ADD ("/session/no-account", test_no_account, NULL);
  ADD ("/session/key-survives", test_key_survives, NULL);
  ADD ("/session/key-stays-with-its-service", test_key_stays_with_its_service, NULL);
  ADD ("/session/override-is-not-stored", test_override_is_not_stored, NULL);
  ADD ("/session/unknown-id", test_unknown_id, NULL);
  ADD ("/session/folder-gone", test_folder_gone, NULL);
  ADD ("/session/cancel-save", test_cancel_save, NULL);
  ADD ("/session/remove-and-restore", test_remove_and_restore, NULL);
  ADD ("/session/close-while-saving", test_close_while_saving, NULL);
  ADD ("/session/damaged-library", test_damaged_library, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (api_faults); i++)
    ADD (api_faults[i].name, test_api_fault, &api_faults[i].expected);
  for (gsize i = 0; i < G_N_ELEMENTS (cdn_faults); i++)
    g_test_add (cdn_faults[i].name, Fixture, &cdn_faults[i].expected, set_up_with_manual_clock,
                test_cdn_fault, tear_down);

  return g_test_run ();
}
