/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "library/library-fixture.h"

#include <sqlite3.h>

static void
test_every_field_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "306792606023824", "镜头一：港口的黎明");
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  gint64 order = rushes_task_get_order (task);

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  fixture_assert_finished (rushes_task_get_snapshot (task));
  g_clear_object (&task);

  rushes_manual_clock_advance (RUSHES_MANUAL_CLOCK (fixture->clock), G_TIME_SPAN_MINUTE);
  fixture_reopen (fixture);
  task = g_object_ref (fixture_find (fixture, "306792606023824"));
  g_assert_cmpstr (rushes_task_get_label (task), ==, "镜头一：港口的黎明");
  g_assert_cmpstr (rushes_task_get_account_id (task), ==, ACCOUNT);
  g_assert_cmpint (rushes_task_get_order (task), ==, order);
  g_assert_cmpint (rushes_task_get_added_at (task), ==, NOW);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_null (rushes_task_get_saved_path (task));
  g_assert_cmpstr (rushes_task_get_snapshot (task)->task_id, ==, "306792606023824");
  fixture_assert_finished (rushes_task_get_snapshot (task));
}

/* Learnt while it runs, and again from what is stored; told with the next answer. */
static void
test_usual_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) running = rushes_snapshot_new ();
  RushesTask *task = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("finished-%u", i);
      g_autoptr (RushesTask) finished = fixture_add (fixture, id, NULL);
      g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

      snapshot->phase = RUSHES_PHASE_FINISHED;
      snapshot->submitted_at = 1756454400;
      snapshot->finished_at = snapshot->submitted_at + 110 + i;
      rushes_library_apply_snapshot (fixture->library, finished, snapshot);
      rushes_library_apply_snapshot (fixture->library, finished, snapshot);
    }
  running->phase = RUSHES_PHASE_RUNNING;
  task = fixture_add (fixture, "running", NULL);
  g_assert_cmpint (rushes_task_get_usual_seconds (task), ==, 0);
  rushes_library_apply_snapshot (fixture->library, task, running);
  g_assert_cmpint (rushes_task_get_usual_seconds (task), ==, 120);
  g_clear_object (&task);

  fixture_reopen (fixture);
  task = fixture_add (fixture, "another", NULL);
  rushes_library_apply_snapshot (fixture->library, task, running);
  g_assert_cmpint (rushes_task_get_usual_seconds (task), ==, 120);
  g_clear_object (&task);
}

static void
test_unknown_stays_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) silent = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesTask) strange = fixture_add (fixture, "2", NULL);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->raw_status = g_strdup ("DREAMING");
  rushes_library_apply_snapshot (fixture->library, strange, snapshot);
  g_clear_object (&silent);
  g_clear_object (&strange);
  fixture_reopen (fixture);

  g_assert_null (rushes_task_get_snapshot (fixture_find (fixture, "1")));
  g_assert_null (rushes_task_get_label (fixture_find (fixture, "1")));
  g_assert_cmpint (rushes_task_get_state (fixture_find (fixture, "1")), ==, RUSHES_STATE_WAITING);
  g_assert_cmpint (rushes_task_get_state (fixture_find (fixture, "2")), ==, RUSHES_STATE_UNKNOWN);
  g_assert_cmpstr (rushes_task_get_snapshot (fixture_find (fixture, "2"))->raw_status, ==, "DREAMING");
  g_assert_cmpint (rushes_task_get_snapshot (fixture_find (fixture, "2"))->progress, ==, -1);
  g_assert_cmpint (rushes_task_get_snapshot (fixture_find (fixture, "2"))->bytes, ==, 0);
  g_assert_null (rushes_task_get_snapshot (fixture_find (fixture, "2"))->download_url);
}

static void
test_failure_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
  g_autoptr (RushesFailure) before = rushes_failure_new ("1026", "input new_sensitive", "0af7651916cd43dd");
  RushesFailure *after;

  snapshot->phase = RUSHES_PHASE_FAILED;
  snapshot->failure = rushes_failure_ref (before);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_clear_object (&task);
  fixture_reopen (fixture);

  after = rushes_task_get_failure (fixture_find (fixture, "1"));
  g_assert_nonnull (after);
  g_assert_true (rushes_failure_equal (before, after));
  g_assert_cmpstr (rushes_failure_get_code (after), ==, "1026");
  g_assert_cmpstr (rushes_failure_get_text (after), ==, "input new_sensitive");
  g_assert_cmpstr (rushes_failure_get_request_id (after), ==, "0af7651916cd43dd");
  g_assert_cmpint (rushes_failure_get_side (after), ==, RUSHES_SIDE_PROMPT);
  g_assert_cmpstr (rushes_failure_get_message (after), ==, rushes_failure_get_message (before));
}

/* A failure that came with text alone is the same one after a restart. */
static void
test_failure_without_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
  g_autoptr (RushesFailure) before = rushes_failure_new (NULL, "任务超时（60分钟）", NULL);

  snapshot->phase = RUSHES_PHASE_FAILED;
  snapshot->failure = rushes_failure_ref (before);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_clear_object (&task);
  fixture_reopen (fixture);
  g_assert_true (rushes_failure_equal (before, rushes_task_get_failure (fixture_find (fixture, "1"))));
  g_assert_cmpstr (rushes_failure_get_message (rushes_task_get_failure (fixture_find (fixture, "1"))), ==,
                   rushes_failure_get_message (before));
}

static void
test_on_disk_when_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  fixture_add_item (items, "1", "一");
  fixture_add_item (items, "2", NULL);
  added = fixture_add_all (fixture->library, items);
  g_assert_cmpuint (added->len, ==, 2);
  fixture_assert_stored (fixture, "SELECT count (*) FROM tasks WHERE account_id = 'default'", "2");
  fixture_assert_stored (fixture, "SELECT label FROM tasks WHERE task_id = '1'", "一");
}

static void
note_count_cb (GListModel *list, guint position, guint removed, guint n_added, GArray *counts)
{
  g_array_append_val (counts, n_added);
}

/* The list changes once, and not before the file has it. */
static void
test_one_append (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed", G_CALLBACK (note_count_cb),
                    counts);
  for (guint i = 0; i < 5; i++)
    fixture_add_item (items, &"abcde"[i], NULL);
  rushes_library_add_async (fixture->library, ACCOUNT, items, rushes_test_keep_result, &result);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 0);
  rushes_test_await_result (&result, "ids to be added");
  added = rushes_library_add_finish (fixture->library, result, NULL);
  g_assert_cmpuint (added->len, ==, 5);
  g_assert_cmpuint (counts->len, ==, 1);
  g_assert_cmpuint (g_array_index (counts, guint, 0), ==, 5);
  g_assert_true (added->pdata[0] == fixture_find (fixture, "abcde"));
}

static void
test_added_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  fixture_add_item (items, "1", "late");
  fixture_add_item (items, "2", NULL);
  fixture_add_item (items, "2", "second");
  fixture_add_item (items, "1", "later");
  fixture_add_item (items, "2", "third");
  added = fixture_add_all (fixture->library, items);
  g_assert_cmpuint (added->len, ==, 1);
  g_assert_cmpstr (rushes_task_get_id (added->pdata[0]), ==, "2");
  g_assert_cmpstr (rushes_task_get_label (added->pdata[0]), ==, "second");
  /* The label filled an empty one; it does not replace one. */
  g_assert_cmpstr (rushes_task_get_label (task), ==, "late");
  g_assert_null (fixture_add (fixture, "1", "another"));
  g_assert_cmpstr (rushes_task_get_label (task), ==, "late");
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 2);
  fixture_assert_stored (fixture, "SELECT group_concat (label) FROM tasks", "late,second");
}

static void
test_same_id_of_two_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_add_item (items, "1", NULL);
  rushes_library_add_async (fixture->library, RUSHES_ACCOUNT_ENVIRONMENT, items, rushes_test_keep_result,
                            &result);
  rushes_test_await_result (&result, "the environment's task");
  added = rushes_library_add_finish (fixture->library, result, NULL);
  g_assert_cmpuint (added->len, ==, 1);
  g_assert_true (added->pdata[0] != task);
  g_assert_cmpint (rushes_task_get_order (added->pdata[0]), >, rushes_task_get_order (task));
  g_clear_pointer (&added, g_ptr_array_unref);
  g_clear_object (&task);
  g_clear_object (&result);

  /* Its account is stored nowhere, it is. */
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 2);
  g_assert_nonnull (
    rushes_task_list_find (rushes_library_get_tasks (fixture->library), RUSHES_ACCOUNT_ENVIRONMENT, "1"));
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;
  gint64 began = 0;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%015u", i);

      fixture_add_item (items, id, i % 3 == 0 ? "label" : NULL);
    }
  began = g_get_monotonic_time ();
  added = fixture_add_all (fixture->library, items);
  g_assert_cmpuint (added->len, ==, 10000);
  g_test_message ("added in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - began) / 1000);

  g_clear_pointer (&added, g_ptr_array_unref);
  fixture_close (fixture);
  began = g_get_monotonic_time ();
  fixture_open (fixture);
  g_test_message ("opened in %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 10000);
  g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, "000000000000009")), ==, "label");
}

static void
test_order_of_adding (Fixture *fixture, gconstpointer data)
{
  gint64 last = 0;

  for (guint i = 0; i < 4; i++)
    g_object_unref (fixture_add (fixture, &"dcba"[i], NULL));
  fixture_remove (fixture, fixture_find (fixture, "a"));
  fixture_reopen (fixture);
  g_object_unref (fixture_add (fixture, "a", NULL));

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (RushesTask) task
        = g_list_model_get_item (G_LIST_MODEL (rushes_library_get_tasks (fixture->library)), i);

      g_assert_cmpint (rushes_task_get_order (task), >, last);
      last = rushes_task_get_order (task);
    }
  g_assert_cmpint (last, ==, 5);
}

static void
test_remove_and_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", "mine");
  g_autoptr (RushesTask) other = fixture_add (fixture, "2", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  fixture_remove (fixture, task);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);
  fixture_assert_stored (fixture, "SELECT removed_at IS NOT NULL FROM tasks WHERE task_id = '1'", "1");

  fixture_restore (fixture, task);
  g_assert_true (fixture_find (fixture, "1") == task);
  fixture_assert_stored (fixture, "SELECT removed_at IS NULL FROM tasks WHERE task_id = '1'", "1");
  g_clear_object (&task);
  g_clear_object (&other);
  fixture_reopen (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 2);
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "1")));
}

static void
test_removed_and_added_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesTask) again = NULL;

  fixture_remove (fixture, task);
  again = fixture_add (fixture, "1", "back");
  g_assert_true (again == task);
  g_assert_cmpstr (rushes_task_get_label (task), ==, "back");
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);
  fixture_assert_stored (fixture, "SELECT count (*) FROM tasks", "1");

  /* An undo that comes too late has nothing to do. */
  fixture_restore (fixture, task);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 1);
}

static void
test_removed_is_purged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesTask) other = fixture_add (fixture, "2", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  gint64 order = rushes_task_get_order (task);

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  fixture_remove (fixture, task);
  g_clear_object (&task);
  g_clear_object (&other);
  fixture_close (fixture);
  fixture_assert_stored (fixture, "SELECT count (*) FROM tasks", "1");
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));

  fixture_open (fixture);
  task = fixture_add (fixture, "1", NULL);
  g_assert_nonnull (task);
  g_assert_cmpint (rushes_task_get_order (task), >, order);
  g_assert_null (rushes_task_get_snapshot (task));
}

/* Where the end came before anything could be purged, the next start does it. */
static void
test_purged_at_start (Fixture *fixture, gconstpointer data)
{
  sqlite3 *connection = NULL;

  g_object_unref (fixture_add (fixture, "1", NULL));
  fixture_close (fixture);
  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, "UPDATE tasks SET removed_at = 5", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (connection);

  fixture_open (fixture);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, 0);
  fixture_assert_stored (fixture, "SELECT count (*) FROM tasks", "0");
}

static void
test_label (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", "  first \n");
  GAsyncResult *result = NULL;

  g_assert_cmpstr (rushes_task_get_label (task), ==, "first");
  rushes_library_set_label_async (fixture->library, task, " 第二 ", rushes_test_keep_result, &result);
  g_assert_cmpstr (rushes_task_get_label (task), ==, "first");
  fixture_assert_done (rushes_library_set_label_finish, fixture->library, &result);
  g_assert_cmpstr (rushes_task_get_label (task), ==, "第二");
  fixture_assert_stored (fixture, "SELECT label FROM tasks", "第二");

  rushes_library_set_label_async (fixture->library, task, "   ", rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_set_label_finish, fixture->library, &result);
  g_assert_null (rushes_task_get_label (task));
  fixture_assert_stored (fixture, "SELECT label IS NULL FROM tasks", "1");

  /* Somebody pasted the wrong thing. */
  rushes_library_set_label_async (fixture->library, task, "sk-" CANARY CANARY, rushes_test_keep_result,
                                  &result);
  fixture_assert_done (rushes_library_set_label_finish, fixture->library, &result);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
}

/* Of many at once, each its own: what a label was before can be brought back in one step. */
static void
test_labels (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = fixture_add (fixture, "1", "one");
  g_autoptr (RushesTask) second = fixture_add (fixture, "2", "two");
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  const char *const labels[] = { " both ", NULL };
  GAsyncResult *result = NULL;

  g_ptr_array_add (tasks, first);
  g_ptr_array_add (tasks, second);
  rushes_library_set_labels_async (fixture->library, tasks, labels, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_set_labels_finish, fixture->library, &result);
  g_assert_cmpstr (rushes_task_get_label (first), ==, "both");
  g_assert_null (rushes_task_get_label (second));
  fixture_assert_stored (fixture, "SELECT count(*) FROM tasks WHERE label = 'both'", "1");
  fixture_assert_stored (fixture, "SELECT count(*) FROM tasks WHERE label IS NULL", "1");
}

static void
run_beside (Fixture *fixture, const char *sql)
{
  sqlite3 *beside = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &beside), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (beside, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (beside), ==, SQLITE_OK);
}

static void
test_all_labels_or_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = fixture_add (fixture, "1", "one");
  g_autoptr (RushesTask) second = fixture_add (fixture, "2", "two");
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *const labels[] = { "good", "bad" };
  GAsyncResult *result = NULL;

  run_beside (fixture, "CREATE TRIGGER refusal BEFORE UPDATE OF label ON tasks WHEN NEW.label = 'bad'"
                       " BEGIN SELECT RAISE (ABORT, 'refused'); END");
  g_ptr_array_add (tasks, first);
  g_ptr_array_add (tasks, second);
  rushes_library_set_labels_async (fixture->library, tasks, labels, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the refusal");
  g_assert_false (rushes_library_set_labels_finish (fixture->library, result, &error));
  g_assert_nonnull (error);
  g_clear_object (&result);

  g_assert_cmpstr (rushes_task_get_label (first), ==, "one");
  g_assert_cmpstr (rushes_task_get_label (second), ==, "two");
  fixture_assert_stored (fixture, "SELECT count(*) FROM tasks WHERE label IN ('one', 'two')", "2");
  run_beside (fixture, "DROP TRIGGER refusal");
}

static void
test_saved_drops_links (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  g_autoptr (RushesSnapshot) renewed = fixture_new_finished ();
  const RushesTransferStatus running = { .state = RUSHES_TRANSFER_RUNNING, .purpose = RUSHES_PURPOSE_SAVE };

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  /* Written in the background; the label waits behind it. */
  g_object_unref (fixture_add (fixture, "2", NULL));
  g_assert_true (fixture_folder_holds (fixture->data_folder, CANARY));

  rushes_library_note_transfer (fixture->library, task, &running);
  fixture_record_saved (fixture, task, "/films/视频/shot.mp4", 4096);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  g_assert_false (rushes_task_get_saving (task));
  g_assert_cmpstr (rushes_task_get_saved_path (task), ==, "/films/视频/shot.mp4");
  g_assert_false (rushes_snapshot_has_link (rushes_task_get_snapshot (task)));
  g_assert_cmpint (rushes_task_get_snapshot (task)->bytes, ==, 4096);
  /* Gone at once, not only when the window is closed. */
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));

  /* Asked again by hand: for this run the link is known, the file never gets it. */
  g_free (renewed->download_url);
  renewed->download_url = g_strdup ("https://cdn.example/renewed.mp4?Signature=" CANARY "renewed");
  rushes_library_apply_snapshot (fixture->library, task, renewed);
  g_assert_true (rushes_snapshot_has_link (rushes_task_get_snapshot (task)));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  g_clear_object (&task);
  fixture_close (fixture);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));

  fixture_open (fixture);
  g_assert_cmpint (rushes_task_get_state (fixture_find (fixture, "1")), ==, RUSHES_STATE_SAVED);
  g_assert_cmpstr (rushes_task_get_saved_path (fixture_find (fixture, "1")), ==, "/films/视频/shot.mp4");
  g_assert_cmpint (rushes_task_get_snapshot (fixture_find (fixture, "1"))->width, ==, 1366);
}

/* What was said before the save is written before it, however close together they are. */
static void
test_order_of_writes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) running = rushes_snapshot_new ();
  g_autoptr (RushesSnapshot) finished = fixture_new_finished ();
  GAsyncResult *result = NULL;

  running->phase = RUSHES_PHASE_RUNNING;
  rushes_library_apply_snapshot (fixture->library, task, running);
  rushes_library_apply_snapshot (fixture->library, task, finished);
  rushes_library_record_saved_async (fixture->library, task, "/a.mp4", 5, NULL, rushes_test_keep_result,
                                     &result);
  fixture_assert_done (rushes_library_record_saved_finish, fixture->library, &result);
  fixture_assert_stored (fixture, "SELECT phase || width || saved_path || bytes FROM tasks",
                         "finished1366/a.mp45");
}

static void
test_links_expire (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  RushesManualClock *clock = RUSHES_MANUAL_CLOCK (fixture->clock);

  g_assert_cmpint (rushes_library_get_next_expiry (fixture->library), ==, G_MAXINT64);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_library_get_next_expiry (fixture->library), ==, 1756486785);

  rushes_manual_clock_advance (clock, (1756486784 - NOW) * G_USEC_PER_SEC);
  rushes_library_update_states (fixture->library);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  rushes_manual_clock_advance (clock, G_USEC_PER_SEC);
  rushes_library_update_states (fixture->library);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  g_assert_cmpint (rushes_library_get_next_expiry (fixture->library), ==, G_MAXINT64);

  g_clear_object (&task);
  fixture_reopen (fixture);
  g_assert_cmpint (rushes_task_get_state (fixture_find (fixture, "1")), ==, RUSHES_STATE_EXPIRED);
}

/* A clock that was wrong is put right. */
static void
test_links_work_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesTask) saved = fixture_add (fixture, "2", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  RushesManualClock *clock = RUSHES_MANUAL_CLOCK (fixture->clock);

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  rushes_library_apply_snapshot (fixture->library, saved, snapshot);
  fixture_record_saved (fixture, saved, "/videos/a.mp4", 5);
  rushes_manual_clock_jump (clock, G_TIME_SPAN_DAY);
  rushes_library_update_states (fixture->library);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  rushes_manual_clock_jump (clock, -G_TIME_SPAN_DAY);
  rushes_library_update_states (fixture->library);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_library_get_next_expiry (fixture->library), ==, 1756486785);
  g_assert_cmpint (rushes_task_get_state (saved), ==, RUSHES_STATE_SAVED);
}

static void
notified_cb (RushesTask *task, GParamSpec *pspec, guint *n_notified)
{
  (*n_notified)++;
}

/* Links that end one after the other, and one that is renewed before its time. */
static void
test_links_expire_in_order (Fixture *fixture, gconstpointer data)
{
  static const gint64 ends[] = { 300, 100, 200, 200 };
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RushesSnapshot) renewed = fixture_new_finished ();
  guint n_notified = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      snapshot->expires_at = NOW + ends[i];
      g_ptr_array_add (tasks, fixture_add (fixture, id, NULL));
      rushes_library_apply_snapshot (fixture->library, tasks->pdata[i], snapshot);
      g_signal_connect (tasks->pdata[i], "notify::state", G_CALLBACK (notified_cb), &n_notified);
    }
  renewed->expires_at = NOW + 400;
  rushes_library_apply_snapshot (fixture->library, tasks->pdata[3], renewed);
  g_assert_cmpint (rushes_library_get_next_expiry (fixture->library), ==, NOW + 100);

  rushes_manual_clock_advance (RUSHES_MANUAL_CLOCK (fixture->clock), 250 * G_USEC_PER_SEC);
  rushes_library_update_states (fixture->library);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_cmpint (rushes_task_get_state (tasks->pdata[0]), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_task_get_state (tasks->pdata[1]), ==, RUSHES_STATE_EXPIRED);
  g_assert_cmpint (rushes_task_get_state (tasks->pdata[2]), ==, RUSHES_STATE_EXPIRED);
  g_assert_cmpint (rushes_task_get_state (tasks->pdata[3]), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_library_get_next_expiry (fixture->library), ==, NOW + 300);
  for (guint i = 0; i < tasks->len; i++)
    g_signal_handlers_disconnect_by_data (tasks->pdata[i], &n_notified);
}

static void
test_problem_is_not_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  g_autoptr (RushesFailure) problem = rushes_failure_new ("1002", "slow down", NULL);

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  rushes_library_note_asking (fixture->library, task, TRUE);
  rushes_library_note_problem (fixture->library, task, problem);
  g_assert_true (rushes_task_get_asking (task));
  g_assert_true (rushes_failure_equal (rushes_task_get_problem (task), problem));
  fixture_assert_finished (rushes_task_get_snapshot (task));

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_assert_null (rushes_task_get_problem (task));

  rushes_library_note_problem (fixture->library, task, problem);
  g_clear_object (&task);
  fixture_reopen (fixture);
  g_assert_null (rushes_task_get_problem (fixture_find (fixture, "1")));
  g_assert_false (rushes_task_get_asking (fixture_find (fixture, "1")));
}

/* Text that repeats a link or a key is stored without it, whoever failed to see to that before. */
static void
test_text_is_redacted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_RUNNING;
  snapshot->raw_status = g_strdup ("https://a.example/?key=" CANARY);
  snapshot->prompt = g_strdup ("sk-" CANARY CANARY);
  snapshot->file_name = g_strdup ("Bearer " CANARY);
  snapshot->model = g_strdup ("https://a.example/?key=" CANARY);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_clear_object (&task);
  fixture_close (fixture);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
}

static RushesAccount *
new_account (const char *id, const char *name, const char *base_url)
{
  g_autoptr (GError) error = NULL;
  RushesAccount *account = rushes_account_new (id, name, base_url, &error);

  g_assert_no_error (error);
  return account;
}

static void
put_account (Fixture *fixture, RushesAccount *account)
{
  GAsyncResult *result = NULL;

  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
}

static void
assert_account (Fixture *fixture, guint position, const char *id, const char *name, const char *base_url)
{
  g_autoptr (RushesAccount) account = g_list_model_get_item (rushes_library_get_accounts (fixture->library),
                                                             position);

  g_assert_nonnull (account);
  g_assert_cmpstr (rushes_account_get_id (account), ==, id);
  g_assert_cmpstr (rushes_account_get_name (account), ==, name);
  g_assert_cmpstr (rushes_account_get_base_url (account), ==, base_url);
}

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) first = new_account ("default", "工作室", "https://www.anyapi.vip");
  g_autoptr (RushesAccount) second = new_account ("second", "Second", "https://second.example");
  g_autoptr (RushesAccount) changed = new_account ("default", "Studio", "https://other.example/v1");

  rushes_account_set_key (first, "sk-" CANARY CANARY);
  put_account (fixture, first);
  put_account (fixture, second);
  put_account (fixture, first);
  assert_account (fixture, 0, "default", "工作室", "https://www.anyapi.vip");
  put_account (fixture, changed);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_library_get_accounts (fixture->library)), ==, 2);

  fixture_reopen (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (rushes_library_get_accounts (fixture->library)), ==, 2);
  assert_account (fixture, 0, "default", "Studio", "https://other.example");
  assert_account (fixture, 1, "second", "Second", "https://second.example");
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
}

static void
test_environment_is_not_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) account = new_account (RUSHES_ACCOUNT_ENVIRONMENT, "Environment",
                                                   "https://www.anyapi.vip");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the refusal");
  g_assert_false (rushes_library_put_account_finish (fixture->library, result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  fixture_assert_stored (fixture, "SELECT count (*) FROM accounts", "0");
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/library/library/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("every-field-survives", test_every_field_survives);
  ADD ("usual-time", test_usual_time);
  ADD ("unknown-stays-unknown", test_unknown_stays_unknown);
  ADD ("failure-survives", test_failure_survives);
  ADD ("failure-without-code", test_failure_without_code);
  ADD ("on-disk-when-told", test_on_disk_when_told);
  ADD ("one-append", test_one_append);
  ADD ("added-twice", test_added_twice);
  ADD ("same-id-of-two-accounts", test_same_id_of_two_accounts);
  ADD ("many", test_many);
  ADD ("order-of-adding", test_order_of_adding);
  ADD ("remove-and-restore", test_remove_and_restore);
  ADD ("removed-and-added-again", test_removed_and_added_again);
  ADD ("removed-is-purged", test_removed_is_purged);
  ADD ("purged-at-start", test_purged_at_start);
  ADD ("label", test_label);
  ADD ("labels", test_labels);
  ADD ("all-labels-or-none", test_all_labels_or_none);
  ADD ("saved-drops-links", test_saved_drops_links);
  ADD ("order-of-writes", test_order_of_writes);
  ADD ("links-expire", test_links_expire);
  ADD ("links-work-again", test_links_work_again);
  ADD ("links-expire-in-order", test_links_expire_in_order);
  ADD ("problem-is-not-stored", test_problem_is_not_stored);
  ADD ("text-is-redacted", test_text_is_redacted);
  ADD ("accounts", test_accounts);
  ADD ("environment-is-not-stored", test_environment_is_not_stored);

  return g_test_run ();
}
