/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session/session-fixture.h"

#include "base/rushes-error.h"

#define OTHER_KEY "sk-other-account-0123456789"
#define FIRST_TASK "306792606023824"
#define SECOND_TASK "306792606023825"

/* A keyring that does not answer for a while */

#define TEST_TYPE_KEYS (test_keys_get_type ())
G_DECLARE_FINAL_TYPE (TestKeys, test_keys, TEST, KEYS, GObject)

struct _TestKeys
{
  GObject parent_instance;

  char *key; /* (nullable): of whichever account */
  gboolean broken;
};

static void test_keys_iface_init (RushesKeyStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestKeys,
                               test_keys,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_KEY_STORE, test_keys_iface_init))

static gboolean
is_broken (TestKeys *self, GTask *task)
{
  if (self->broken)
    g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_KEYRING, "locked");
  return self->broken;
}

static void
test_keys_load_async (RushesKeyStore *store,
                      const char *account_id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  if (!is_broken (TEST_KEYS (store), task))
    g_task_return_pointer (task, g_strdup (TEST_KEYS (store)->key), g_free);
}

static char *
test_keys_load_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_keys_store_async (RushesKeyStore *store,
                       const char *account_id,
                       const char *account_name,
                       const char *key,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  TestKeys *self = TEST_KEYS (store);
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  if (is_broken (self, task))
    return;
  g_free (self->key);
  self->key = g_strdup (key);
  g_task_return_boolean (task, TRUE);
}

static gboolean
test_keys_store_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_keys_iface_init (RushesKeyStoreInterface *iface)
{
  iface->load_async = test_keys_load_async;
  iface->load_finish = test_keys_load_finish;
  iface->store_async = test_keys_store_async;
  iface->store_finish = test_keys_store_finish;
}

static void
test_keys_finalize (GObject *object)
{
  g_free (TEST_KEYS (object)->key);

  G_OBJECT_CLASS (test_keys_parent_class)->finalize (object);
}

static void
test_keys_class_init (TestKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_keys_finalize;
}

static void
test_keys_init (TestKeys *self)
{
}

/* A second account, at a gateway of its own */

typedef struct
{
  SessionFixture session;
  RushesGateway *other;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  session_fixture_set_up (&fixture->session, data);
  fixture->other = rushes_gateway_new (OTHER_KEY, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  session_fixture_tear_down (&fixture->session, data);
  g_clear_object (&fixture->other);
}

static RushesSession *
get_session (Fixture *fixture)
{
  return fixture->session.session;
}

static RushesAccount *
put (Fixture *fixture, const char *id, const char *name, const char *base_url, const char *key)
{
  g_autoptr (RushesAccount) account = rushes_account_new (id, name, base_url, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean kept = FALSE;

  rushes_account_set_key (account, key);
  rushes_session_put_account_async (get_session (fixture), account, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the account");
  g_assert_true (rushes_session_put_account_finish (get_session (fixture), result, &kept, &error));
  g_assert_no_error (error);
  g_assert_true (kept);
  return rushes_session_find_account (get_session (fixture), id);
}

static RushesAccount *
put_other (Fixture *fixture, const char *key)
{
  return put (fixture, "other", "Other", rushes_gateway_get_base_url (fixture->other), key);
}

static void
script (RushesGateway *gateway, const char *task_id)
{
  const RushesScript finished = {
    .task_id = task_id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = -20,
    .link_lasts = 32400,
  };

  rushes_gateway_add (gateway, &finished);
}

static char *
dup_stored_key (Fixture *fixture, const char *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_key_store_load_async (fixture->session.keys, account_id, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the key");
  return rushes_key_store_load_finish (fixture->session.keys, result, NULL);
}

static GPtrArray *
remove_account (Fixture *fixture, RushesAccount *account, gboolean with_tasks)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *tasks = NULL;

  rushes_session_remove_account_async (get_session (fixture), account, with_tasks, rushes_test_keep_result,
                                       &result);
  rushes_test_await_result (&result, "the account to be removed");
  tasks = rushes_session_remove_account_finish (get_session (fixture), result, &error);
  g_assert_no_error (error);
  return tasks;
}

static void
merge (Fixture *fixture, RushesAccount *account, RushesAccount *into)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_merge_account_async (get_session (fixture), account, into, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the accounts to be merged");
  g_assert_true (rushes_session_merge_account_finish (get_session (fixture), result, &error));
  g_assert_no_error (error);
}

static guint
count_tasks (Fixture *fixture)
{
  return g_list_model_get_n_items (rushes_session_get_tasks (get_session (fixture)));
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (rushes_session_get_accounts (get_session (fixture)));
}

/* What is new goes to the one that is selected, and each is asked with its own key. */
static void
test_two (Fixture *fixture, gconstpointer data)
{
  RushesAccount *first = rushes_session_get_account (get_session (fixture));
  RushesAccount *other = put_other (fixture, OTHER_KEY);
  g_autoptr (RushesTask) of_first = NULL;
  g_autoptr (RushesTask) of_other = NULL;

  g_assert_cmpuint (count_accounts (fixture), ==, 2);
  g_assert_true (rushes_session_get_account (get_session (fixture)) == first);
  script (fixture->session.gateway, FIRST_TASK);
  of_first = session_fixture_track (&fixture->session, FIRST_TASK);

  rushes_session_select_account (get_session (fixture), other);
  g_assert_true (rushes_session_get_account (get_session (fixture)) == other);
  script (fixture->other, SECOND_TASK);
  of_other = session_fixture_track (&fixture->session, SECOND_TASK);

  g_assert_cmpstr (rushes_task_get_account_id (of_first), ==, rushes_account_get_id (first));
  g_assert_cmpstr (rushes_task_get_account_id (of_other), ==, "other");
  session_fixture_await_state (of_first, RUSHES_STATE_READY);
  session_fixture_await_state (of_other, RUSHES_STATE_READY);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->other, FIRST_TASK), ==, 0);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->session.gateway, SECOND_TASK), ==, 0);
  g_assert_cmpuint (rushes_session_count_tasks_of (get_session (fixture), other), ==, 1);
}

static gboolean
is_paused (gpointer data)
{
  Fixture *fixture = data;
  RushesAccount *other = rushes_session_find_account (get_session (fixture), "other");

  return rushes_session_get_account_paused (get_session (fixture), other) != NULL;
}

/* One with a bad key says nothing of the others. */
static void
test_each_is_paused_alone (Fixture *fixture, gconstpointer data)
{
  RushesAccount *first = rushes_session_get_account (get_session (fixture));
  RushesAccount *other = put_other (fixture, "sk-a-wrong-key-9876543210");
  g_autoptr (RushesTask) task = NULL;

  rushes_session_select_account (get_session (fixture), other);
  script (fixture->other, SECOND_TASK);
  task = session_fixture_track (&fixture->session, SECOND_TASK);
  rushes_test_await (is_paused, fixture, "the other account to be paused");
  g_assert_nonnull (rushes_session_get_paused (get_session (fixture)));

  rushes_session_select_account (get_session (fixture), first);
  g_assert_null (rushes_session_get_paused (get_session (fixture)));
  other = put_other (fixture, OTHER_KEY);
  g_assert_null (rushes_session_get_account_paused (get_session (fixture), other));
  session_fixture_await_state (task, RUSHES_STATE_READY);
  g_assert_true (rushes_session_get_account (get_session (fixture)) == first);
}

static void
test_survive (Fixture *fixture, gconstpointer data)
{
  put_other (fixture, OTHER_KEY);
  session_fixture_close (&fixture->session);
  session_fixture_open (&fixture->session);

  g_assert_cmpuint (count_accounts (fixture), ==, 2);
  g_assert_true (rushes_account_has_key (rushes_session_find_account (get_session (fixture), "other")));
}

/* The tasks stay, and are not asked; the key is gone. */
static void
test_removed (Fixture *fixture, gconstpointer data)
{
  RushesAccount *other = put_other (fixture, OTHER_KEY);
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autofree char *key = NULL;
  guint n_questions = 0;

  rushes_session_select_account (get_session (fixture), other);
  script (fixture->other, SECOND_TASK);
  task = session_fixture_track (&fixture->session, SECOND_TASK);
  session_fixture_await_state (task, RUSHES_STATE_READY);

  left = remove_account (fixture, other, FALSE);
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_cmpuint (count_tasks (fixture), ==, 1);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_nonnull (rushes_session_get_account (get_session (fixture)));
  key = dup_stored_key (fixture, "other");
  g_assert_null (key);

  n_questions = rushes_gateway_get_n_questions (fixture->other, SECOND_TASK);
  rushes_session_refresh (get_session (fixture), task);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->other, SECOND_TASK), ==, n_questions);

  session_fixture_close (&fixture->session);
  session_fixture_open (&fixture->session);
  g_assert_cmpuint (count_tasks (fixture), ==, 1);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
}

static void
assert_problem (RushesTask *task, const char *code)
{
  RushesFailure *problem = rushes_task_get_problem (task);

  g_assert_cmpstr (problem != NULL ? rushes_failure_get_code (problem) : NULL, ==, code);
}

/* It is said of the tasks that stay, in the next run, too, until they are handed over: then they are asked.
 */
static void
test_orphans (Fixture *fixture, gconstpointer data)
{
  RushesAccount *other = put_other (fixture, OTHER_KEY);
  RushesAccount *into = NULL;
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_select_account (get_session (fixture), other);
  script (fixture->other, SECOND_TASK);
  task = session_fixture_track (&fixture->session, SECOND_TASK);
  session_fixture_await_state (task, RUSHES_STATE_READY);
  assert_problem (task, NULL);
  g_assert_cmpuint (rushes_session_count_orphans (get_session (fixture)), ==, 0);
  left = remove_account (fixture, other, FALSE);
  assert_problem (task, "account-missing");
  g_assert_cmpuint (rushes_session_count_orphans (get_session (fixture)), ==, 1);

  g_clear_object (&task);
  session_fixture_close (&fixture->session);
  session_fixture_open (&fixture->session);
  task = session_fixture_find (&fixture->session, SECOND_TASK);
  assert_problem (task, "account-missing");

  session_fixture_script (&fixture->session, SECOND_TASK, 0);
  into = rushes_session_get_account (get_session (fixture));
  rushes_session_adopt_orphans_async (get_session (fixture), into, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the tasks to be handed over");
  g_assert_true (rushes_session_adopt_orphans_finish (get_session (fixture), result, &error));
  g_assert_no_error (error);
  assert_problem (task, NULL);
  g_assert_cmpstr (rushes_task_get_account_id (task), ==, rushes_account_get_id (into));
  g_assert_cmpuint (rushes_session_count_orphans (get_session (fixture)), ==, 0);
}

static void
test_removed_while_asked (Fixture *fixture, gconstpointer data)
{
  RushesAccount *other = put_other (fixture, OTHER_KEY);
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (GPtrArray) left = NULL;

  rushes_session_select_account (get_session (fixture), other);
  rushes_gateway_set_api_fault (fixture->other, RUSHES_API_FAULT_SILENT);
  task = session_fixture_track (&fixture->session, SECOND_TASK);
  g_assert_true (rushes_task_get_asking (task));
  left = remove_account (fixture, other, FALSE);
  g_assert_false (rushes_task_get_asking (task));
  g_assert_cmpuint (count_tasks (fixture), ==, 1);
}

static void
test_removed_with_tasks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) other = g_object_ref (put_other (fixture, OTHER_KEY));
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GAsyncResult) put_result = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autofree char *key = NULL;

  rushes_session_select_account (get_session (fixture), other);
  script (fixture->other, SECOND_TASK);
  task = session_fixture_track (&fixture->session, SECOND_TASK);
  left = remove_account (fixture, other, TRUE);
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpuint (count_tasks (fixture), ==, 0);
  g_assert_cmpuint (rushes_session_get_n_running (get_session (fixture)), ==, 0);

  /* Undone: all of it is there again, the key too. */
  rushes_session_put_account_async (get_session (fixture), other, rushes_test_keep_result, &put_result);
  rushes_test_await_result (&put_result, "the account to be back");
  rushes_session_restore_async (get_session (fixture), left, rushes_test_keep_result, &restored);
  rushes_test_await_result (&restored, "the task to be back");
  g_assert_true (rushes_session_restore_finish (get_session (fixture), restored, NULL));
  g_assert_cmpuint (count_tasks (fixture), ==, 1);
  key = dup_stored_key (fixture, "other");
  g_assert_cmpstr (key, ==, OTHER_KEY);
  session_fixture_await_state (task, RUSHES_STATE_READY);
}

static void
test_last_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) left = remove_account (fixture, rushes_session_get_account (get_session (fixture)),
                                               FALSE);

  g_assert_null (rushes_session_get_account (get_session (fixture)));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
}

/* Both know the first task; the other one alone knows the second. */
static void
test_merged (Fixture *fixture, gconstpointer data)
{
  RushesAccount *first = rushes_session_get_account (get_session (fixture));
  RushesAccount *other = put (fixture, "other", "Other", rushes_account_get_base_url (first), SESSION_KEY);
  g_autoptr (RushesTask) kept = NULL;
  g_autoptr (RushesTask) twin = NULL;
  g_autoptr (RushesTask) moved = NULL;
  g_autofree char *key = NULL;

  script (fixture->session.gateway, FIRST_TASK);
  script (fixture->session.gateway, SECOND_TASK);
  kept = session_fixture_track (&fixture->session, FIRST_TASK);
  rushes_session_select_account (get_session (fixture), other);
  twin = session_fixture_track (&fixture->session, FIRST_TASK);
  moved = session_fixture_track (&fixture->session, SECOND_TASK);
  g_assert_cmpuint (count_tasks (fixture), ==, 3);

  merge (fixture, other, first);
  g_assert_cmpuint (count_tasks (fixture), ==, 2);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
  g_assert_true (rushes_session_get_account (get_session (fixture)) == first);
  g_assert_cmpstr (rushes_task_get_account_id (moved), ==, rushes_account_get_id (first));
  session_fixture_await_state (kept, RUSHES_STATE_READY);
  session_fixture_await_state (moved, RUSHES_STATE_READY);
  g_assert_cmpuint (rushes_session_get_n_running (get_session (fixture)), ==, 0);
  key = dup_stored_key (fixture, "other");
  g_assert_null (key);

  session_fixture_close (&fixture->session);
  session_fixture_open (&fixture->session);
  g_assert_cmpuint (count_tasks (fixture), ==, 2);
  g_assert_cmpuint (rushes_session_count_tasks_of (get_session (fixture),
                                                   rushes_session_get_account (get_session (fixture))),
                    ==, 2);
}

/* What is on the disk is worth more than what is not. */
static void
test_merged_keeps_saved (Fixture *fixture, gconstpointer data)
{
  RushesAccount *first = rushes_session_get_account (get_session (fixture));
  RushesAccount *other = put (fixture, "other", "Other", rushes_account_get_base_url (first), SESSION_KEY);
  g_autoptr (RushesTask) unsaved = NULL;
  g_autoptr (RushesTask) saved = NULL;
  g_autoptr (RushesTask) found = NULL;

  script (fixture->session.gateway, FIRST_TASK);
  unsaved = session_fixture_track (&fixture->session, FIRST_TASK);
  rushes_session_select_account (get_session (fixture), other);
  saved = session_fixture_track (&fixture->session, FIRST_TASK);
  session_fixture_await_state (saved, RUSHES_STATE_READY);
  g_assert_no_error (session_fixture_save (&fixture->session, saved, "shot.mp4", FALSE));

  merge (fixture, other, first);
  g_assert_cmpuint (count_tasks (fixture), ==, 1);
  found = session_fixture_find (&fixture->session, FIRST_TASK);
  g_assert_true (found == saved);

  g_clear_object (&found);
  session_fixture_close (&fixture->session);
  session_fixture_open (&fixture->session);
  found = session_fixture_find (&fixture->session, FIRST_TASK);
  g_assert_cmpint (rushes_task_get_state (found), ==, RUSHES_STATE_SAVED);
}

static void
test_checked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) draft = rushes_account_new ("draft", "Draft",
                                                        rushes_gateway_get_base_url (fixture->other), NULL);
  g_autoptr (GAsyncResult) good = NULL;
  g_autoptr (GAsyncResult) bad = NULL;
  g_autoptr (RushesCheck) check = NULL;
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (draft, OTHER_KEY);
  rushes_session_check_account_async (get_session (fixture), draft, NULL, rushes_test_keep_result, &good);
  rushes_test_await_result (&good, "the check");
  check = rushes_session_check_account_finish (get_session (fixture), good, &error);
  g_assert_no_error (error);
  g_assert_nonnull (check);

  rushes_account_set_key (draft, "sk-a-wrong-key-9876543210");
  rushes_session_check_account_async (get_session (fixture), draft, NULL, rushes_test_keep_result, &bad);
  rushes_test_await_result (&bad, "the check");
  g_assert_null (rushes_session_check_account_finish (get_session (fixture), bad, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
}

static void
count_told_cb (RushesSession *session, RushesAccount *account, guint *n_told)
{
  (*n_told)++;
}

static gboolean
one_was_told (gpointer n_told)
{
  return *(guint *) n_told == 1;
}

/* Each tells its own; what was told stays good for a quarter of an hour. */
static void
test_usage (Fixture *fixture, gconstpointer data)
{
  RushesManualClock *clock = RUSHES_MANUAL_CLOCK (fixture->session.clock);
  RushesSession *session = get_session (fixture);
  RushesAccount *first = rushes_session_get_account (session);
  RushesAccount *other = put_other (fixture, OTHER_KEY);
  guint n_told = 0;

  g_signal_connect (session, "usage-told", G_CALLBACK (count_told_cb), &n_told);
  g_assert_null (rushes_session_get_account_usage (session, other));
  rushes_gateway_set_quota (fixture->other, 1000, 400, 0);
  rushes_session_ask_usage (session);
  rushes_test_await (one_was_told, &n_told, "the quota");
  g_assert_cmpint (rushes_session_get_account_usage (session, other)->left, ==, 600);
  g_assert_null (rushes_session_get_account_usage (session, first));

  rushes_gateway_set_quota (fixture->other, 1000, 900, 0);
  rushes_manual_clock_advance (clock, 14 * G_TIME_SPAN_MINUTE);
  rushes_session_ask_usage (session);
  n_told = 0;
  rushes_manual_clock_advance (clock, 2 * G_TIME_SPAN_MINUTE);
  rushes_session_ask_usage (session);
  rushes_test_await (one_was_told, &n_told, "the quota once more");
  g_assert_cmpint (rushes_session_get_account_usage (session, other)->left, ==, 100);

  /* A new key has a quota of its own. */
  other = put_other (fixture, "sk-a-wrong-key-9876543210");
  g_assert_null (rushes_session_get_account_usage (session, other));
  g_signal_handlers_disconnect_by_data (session, &n_told);
}

/* What is asked when the program ends does not hold it up. */
static void
test_usage_at_the_end (Fixture *fixture, gconstpointer data)
{
  rushes_gateway_set_quota (fixture->session.gateway, 1000, 400, 0);
  rushes_gateway_set_api_delay (fixture->session.gateway, 60000);
  rushes_session_ask_usage (get_session (fixture));
}

static gboolean
retry_keyring (RushesSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_session_retry_keyring_async (session, rushes_session_get_account (session), rushes_test_keep_result,
                                      &result);
  rushes_test_await_result (&result, "the keyring");
  return rushes_session_retry_keyring_finish (session, result, error);
}

static gboolean
await_done (gboolean (*finish) (RushesSession *, GAsyncResult *, GError **),
            RushesSession *session,
            GAsyncResult *taken,
            GError **error)
{
  g_autoptr (GAsyncResult) result = taken;

  return finish (session, result, error);
}

static RushesSession *
open_session (Fixture *fixture, TestKeys *keys, GError **error)
{
  RushesSession *session = rushes_session_new (fixture->session.user_folder, TRUE, RUSHES_KEY_STORE (keys),
                                               fixture->session.clock);
  GAsyncResult *result = NULL;

  rushes_session_open_async (session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session to open");
  g_assert_true (await_done (rushes_session_open_finish, session, g_steal_pointer (&result), NULL));
  rushes_session_start_async (session, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session to start");
  await_done (rushes_session_start_finish, session, g_steal_pointer (&result), error);
  return session;
}

static void
close_session (RushesSession *session)
{
  GAsyncResult *result = NULL;

  rushes_session_close_async (session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session to close");
  g_assert_true (await_done (rushes_session_close_finish, session, g_steal_pointer (&result), NULL));
  rushes_test_await_finalize (session);
}

/* Locked when the key is entered, and again at the next start: both times it is asked again. */
static void
test_keyring_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestKeys) keys = g_object_new (TEST_TYPE_KEYS, NULL);
  g_autoptr (GAsyncResult) set = NULL;
  g_autoptr (GError) error = NULL;
  RushesSession *session = open_session (fixture, keys, NULL);
  gboolean kept = TRUE;

  keys->broken = TRUE;
  rushes_session_set_account_async (session, "Test", rushes_gateway_get_base_url (fixture->other), OTHER_KEY,
                                    rushes_test_keep_result, &set);
  rushes_test_await_result (&set, "the account");
  g_assert_true (rushes_session_set_account_finish (session, set, &kept, NULL));
  g_clear_object (&set);
  g_assert_false (kept);
  g_assert_false (retry_keyring (session, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEYRING);
  g_clear_error (&error);
  g_assert_false (rushes_session_get_key_kept (session));

  keys->broken = FALSE;
  g_assert_true (retry_keyring (session, &error));
  g_assert_no_error (error);
  g_assert_true (rushes_session_get_key_kept (session));
  g_assert_cmpstr (keys->key, ==, OTHER_KEY);
  close_session (session);

  keys->broken = TRUE;
  session = open_session (fixture, keys, &error);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEYRING);
  g_clear_error (&error);
  g_assert_false (rushes_account_has_key (rushes_session_get_account (session)));
  keys->broken = FALSE;
  g_assert_true (retry_keyring (session, &error));
  g_assert_no_error (error);
  g_assert_true (rushes_account_has_key (rushes_session_get_account (session)));
  close_session (session);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/session/accounts/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("two", test_two);
  ADD ("each-is-paused-alone", test_each_is_paused_alone);
  ADD ("survive", test_survive);
  ADD ("removed", test_removed);
  ADD ("orphans", test_orphans);
  ADD ("removed-while-asked", test_removed_while_asked);
  ADD ("removed-with-tasks", test_removed_with_tasks);
  ADD ("last-removed", test_last_removed);
  ADD ("merged", test_merged);
  ADD ("merged-keeps-saved", test_merged_keeps_saved);
  ADD ("checked", test_checked);
  ADD ("usage-at-the-end", test_usage_at_the_end);
  g_test_add ("/session/accounts/usage", Fixture, SESSION_MANUAL_CLOCK, set_up, test_usage, tear_down);
  ADD ("keyring-comes-back", test_keyring_comes_back);
#undef ADD

  return g_test_run ();
}
