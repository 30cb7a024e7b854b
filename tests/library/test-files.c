/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"
#include "library/rushes-file-records.h"

#include <string.h>

#define DESTINATION "file:///home/ada/films/%E8%A7%86%E9%A2%91.mp4"

static void
put_transfer (Fixture *fixture, RushesTask *task, const RushesTransferRecord *record)
{
  GAsyncResult *result = NULL;

  rushes_library_put_transfer_async (fixture->library, task, record, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_transfer_finish, fixture->library, &result);
}

static void
record_unkept (Fixture *fixture, RushesTask *task, gboolean declined)
{
  GAsyncResult *result = NULL;

  rushes_library_record_unkept_async (fixture->library, task, declined, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_record_unkept_finish, fixture->library, &result);
}

/* "a b": the names to be thrown away */
static char *
list_discarded (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  rushes_library_list_discarded_async (fixture->library, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the names");
  names = rushes_library_list_discarded_finish (fixture->library, result, &error);
  g_assert_no_error (error);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
assert_discarded (Fixture *fixture, const char *expected)
{
  g_autofree char *names = list_discarded (fixture);

  g_assert_cmpstr (names, ==, expected);
}

static void
forget_discarded (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GAsyncResult *result = NULL;

  g_ptr_array_add (names, (gpointer) name);
  rushes_library_forget_discarded_async (fixture->library, names, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_forget_discarded_finish, fixture->library, &result);
}

/* (transfer full): one whose links are in the file */
static RushesTask *
add_finished (Fixture *fixture, const char *id)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, id, NULL);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();
  GAsyncResult *result = NULL;

  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  /* Written in the background; the label waits behind it. */
  rushes_library_set_label_async (fixture->library, task, id, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_set_label_finish, fixture->library, &result);
  return g_steal_pointer (&task);
}

static void
test_kept_drops_links (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_finished (fixture, "1");
  g_autoptr (RushesSnapshot) renewed = fixture_new_finished ();
  g_autofree char *path = g_build_filename (fixture->data_folder, "videos", "视频.mp4", NULL);

  g_assert_true (fixture_folder_holds (fixture->data_folder, CANARY));
  fixture_record_kept (fixture, task, "视频.mp4", 4096);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, path);
  g_assert_cmpint (rushes_task_get_kept_bytes (task), ==, 4096);
  g_assert_cmpint (rushes_task_get_snapshot (task)->bytes, ==, 4096);
  g_assert_false (rushes_snapshot_has_link (rushes_task_get_snapshot (task)));
  /* Gone at once, not only when the window is closed; and asking again does not bring them back. */
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
  g_free (renewed->download_url);
  renewed->download_url = g_strdup ("https://cdn.example/renewed.mp4?Signature=" CANARY "renewed");
  rushes_library_apply_snapshot (fixture->library, task, renewed);
  g_clear_object (&task);
  fixture_close (fixture);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));

  fixture_open (fixture);
  task = g_object_ref (fixture_find (fixture, "1"));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  g_assert_cmpstr (rushes_task_get_kept_path (task), ==, path);
  g_assert_cmpint (rushes_task_get_kept_bytes (task), ==, 4096);
  fixture_assert_stored (fixture, "SELECT kept_verified || ' ' || kept_at FROM tasks", "crc64 1756454400");
  fixture_assert_stored (fixture, "SELECT group_concat (state) FROM history", "finished,kept");
}

static void
test_unkept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_finished (fixture, "1");
  g_autoptr (RushesSnapshot) renewed = fixture_new_finished ();

  fixture_record_kept (fixture, task, "a.mp4", 5);
  record_unkept (fixture, task, FALSE);
  g_assert_null (rushes_task_get_kept_path (task));
  g_assert_cmpint (rushes_task_get_kept_bytes (task), ==, 0);
  g_assert_false (rushes_task_get_keep_declined (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);

  /* Now a link is of use again. */
  rushes_library_apply_snapshot (fixture->library, task, renewed);
  record_unkept (fixture, task, TRUE);
  g_assert_true (rushes_task_get_keep_declined (task));
  /* That a file is not there does not take back what the user said. */
  record_unkept (fixture, task, FALSE);
  g_assert_true (rushes_task_get_keep_declined (task));
  g_clear_object (&task);
  fixture_reopen (fixture);
  g_assert_true (rushes_task_get_keep_declined (fixture_find (fixture, "1")));
  g_assert_null (rushes_task_get_kept_path (fixture_find (fixture, "1")));
  fixture_assert_finished (rushes_task_get_snapshot (fixture_find (fixture, "1")));

  /* Kept once more, because he asked for it. */
  fixture_record_kept (fixture, fixture_find (fixture, "1"), "a.mp4", 5);
  g_assert_false (rushes_task_get_keep_declined (fixture_find (fixture, "1")));
  fixture_reopen (fixture);
  g_assert_false (rushes_task_get_keep_declined (fixture_find (fixture, "1")));
}

static void
test_kept_names (void)
{
  g_assert_true (rushes_records_is_kept_name ("a.mp4"));
  g_assert_true (rushes_records_is_kept_name ("视频 (2).mp4"));
  g_assert_false (rushes_records_is_kept_name (NULL));
  g_assert_false (rushes_records_is_kept_name (""));
  g_assert_false (rushes_records_is_kept_name ("."));
  g_assert_false (rushes_records_is_kept_name (".."));
  g_assert_false (rushes_records_is_kept_name (".hidden"));
  g_assert_false (rushes_records_is_kept_name ("../library.db"));
  g_assert_false (rushes_records_is_kept_name ("/etc/passwd"));
}

static void
assert_copies (Fixture *fixture, guint number, gint64 bytes)
{
  RushesKeptCopies *copies = rushes_library_get_kept_copies (fixture->library);

  g_assert_cmpuint (rushes_kept_copies_get_number (copies), ==, number);
  g_assert_cmpint (rushes_kept_copies_get_bytes (copies), ==, bytes);
}

static gboolean
has_name (Fixture *fixture, const char *name)
{
  return rushes_kept_copies_has_name (rushes_library_get_kept_copies (fixture->library), name);
}

/* Whatever becomes of the tasks, the sums are those of the list. */
static void
test_kept_copies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) first = fixture_add (fixture, "306792606023824", NULL);
  g_autoptr (RushesTask) second = fixture_add (fixture, "306792606023825", NULL);

  assert_copies (fixture, 0, 0);
  fixture_record_kept (fixture, first, "first.mp4", 700);
  fixture_record_kept (fixture, second, "second.mp4", 50);
  assert_copies (fixture, 2, 750);
  g_assert_true (has_name (fixture, "first.mp4"));
  g_assert_true (has_name (fixture, "second.mp4"));
  g_assert_false (has_name (fixture, "first (2).mp4"));

  fixture_record_kept (fixture, second, "other.mp4", 60);
  assert_copies (fixture, 2, 760);
  g_assert_false (has_name (fixture, "second.mp4"));
  g_assert_true (has_name (fixture, "other.mp4"));

  fixture_remove (fixture, first);
  assert_copies (fixture, 1, 60);
  g_assert_false (has_name (fixture, "first.mp4"));
  fixture_restore (fixture, first);
  assert_copies (fixture, 2, 760);
  g_assert_true (has_name (fixture, "first.mp4"));

  record_unkept (fixture, second, FALSE);
  assert_copies (fixture, 1, 700);
  g_assert_false (has_name (fixture, "other.mp4"));
  fixture_remove (fixture, first);
  record_unkept (fixture, first, FALSE);
  assert_copies (fixture, 0, 0);
  fixture_restore (fixture, first);
  assert_copies (fixture, 0, 0);
  fixture_record_kept (fixture, first, "first.mp4", 700);

  g_clear_object (&first);
  g_clear_object (&second);
  fixture_reopen (fixture);
  assert_copies (fixture, 1, 700);
  g_assert_true (has_name (fixture, "first.mp4"));
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_finished (fixture, "1");

  /* Nothing is missing that was never there. */
  rushes_library_note_missing (fixture->library, task, TRUE);
  g_assert_false (rushes_task_get_saved_missing (task));

  fixture_record_kept (fixture, task, "a.mp4", 5);
  fixture_record_saved (fixture, task, "/films/a.mp4", 5);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  rushes_library_note_missing (fixture->library, task, TRUE);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_KEPT);
  record_unkept (fixture, task, FALSE);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
  g_assert_true (rushes_task_get_saved_missing (task));
  rushes_library_note_missing (fixture->library, task, FALSE);
  g_assert_false (rushes_task_get_saved_missing (task));

  /* Looked for anew after each start. */
  rushes_library_note_missing (fixture->library, task, TRUE);
  g_clear_object (&task);
  fixture_reopen (fixture);
  g_assert_false (rushes_task_get_saved_missing (fixture_find (fixture, "1")));
}

static void
assert_record (RushesTask *task, const RushesTransferRecord *expected)
{
  const RushesTransferRecord *record = rushes_task_get_transfer_record (task);

  g_assert_true (rushes_transfer_record_equal (record, expected));
}

static void
test_transfer_is_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_finished (fixture, "1");
  g_autoptr (RushesTransferRecord) record = rushes_transfer_record_new (RUSHES_PURPOSE_SAVE, DESTINATION,
                                                                        TRUE);
  g_autoptr (GPtrArray) transfers = NULL;

  g_object_unref (add_finished (fixture, "2"));
  record->state = RUSHES_TRANSFER_FAILED;
  record->failure_code = g_strdup ("disk-full");
  record->failure_text = g_strdup ("no space on /home");
  put_transfer (fixture, task, record);
  record->created_at = NOW;
  assert_record (task, record);
  /* Stored is not shown: that is for whoever moves the bytes. */
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_NONE);
  g_clear_object (&task);

  fixture_reopen (fixture);
  transfers = rushes_library_list_transfers (fixture->library);
  g_assert_cmpuint (transfers->len, ==, 1);
  task = g_object_ref (transfers->pdata[0]);
  g_assert_cmpstr (rushes_task_get_id (task), ==, "1");
  assert_record (task, record);
  g_assert_cmpint (rushes_task_get_transfer_state (task), ==, RUSHES_TRANSFER_FAILED);
  g_assert_cmpint (rushes_task_get_transfer_purpose (task), ==, RUSHES_PURPOSE_SAVE);
  g_assert_cmpint (rushes_task_get_transfer_seconds_left (task), ==, -1);
  g_assert_cmpstr (rushes_failure_get_code (rushes_task_get_problem (task)), ==, "disk-full");
  g_assert_cmpint (rushes_failure_get_side (rushes_task_get_problem (task)), ==, RUSHES_SIDE_COMPUTER);

  put_transfer (fixture, task, NULL);
  g_assert_null (rushes_task_get_transfer_record (task));
  g_clear_pointer (&transfers, g_ptr_array_unref);
  g_clear_object (&task);
  fixture_reopen (fixture);
  transfers = rushes_library_list_transfers (fixture->library);
  g_assert_cmpuint (transfers->len, ==, 0);
}

/* What is under way when it is stored is queued when it is read. */
static void
test_transfer_is_queued_again (Fixture *fixture, gconstpointer data)
{
  const RushesTransferState states[] = { RUSHES_TRANSFER_NONE,       RUSHES_TRANSFER_QUEUED,
                                         RUSHES_TRANSFER_ASKING,     RUSHES_TRANSFER_CONNECTING,
                                         RUSHES_TRANSFER_RUNNING,    RUSHES_TRANSFER_VERIFYING,
                                         RUSHES_TRANSFER_COMMITTING, RUSHES_TRANSFER_WAITING };

  g_object_unref (add_finished (fixture, "1"));
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (RushesTransferRecord) record = rushes_transfer_record_new (RUSHES_PURPOSE_KEEP, NULL, FALSE);

      record->state = states[i];
      put_transfer (fixture, fixture_find (fixture, "1"), record);
      fixture_reopen (fixture);
      g_assert_cmpint (rushes_task_get_transfer_state (fixture_find (fixture, "1")), ==,
                       RUSHES_TRANSFER_QUEUED);
    }
}

/* Secrets of a failure's text are not written. */
static void
test_transfer_is_redacted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesTransferRecord) record = rushes_transfer_record_new (RUSHES_PURPOSE_KEEP, NULL, FALSE);

  record->failure_code = g_strdup ("incomplete");
  record->failure_text = g_strdup ("sk-" CANARY CANARY " at " LINK);
  put_transfer (fixture, task, record);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
}

static void
test_file_ends_transfer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) kept = add_finished (fixture, "1");
  g_autoptr (RushesTask) promised = add_finished (fixture, "2");
  g_autoptr (RushesTransferRecord) keep = rushes_transfer_record_new (RUSHES_PURPOSE_KEEP, NULL, FALSE);
  g_autoptr (RushesTransferRecord) save = rushes_transfer_record_new (RUSHES_PURPOSE_SAVE, DESTINATION,
                                                                      FALSE);
  const RushesTransferStatus committing = { .state = RUSHES_TRANSFER_COMMITTING };

  put_transfer (fixture, kept, keep);
  rushes_library_note_transfer (fixture->library, kept, &committing);
  fixture_record_kept (fixture, kept, "1.mp4", 5);
  g_assert_null (rushes_task_get_transfer_record (kept));
  g_assert_cmpint (rushes_task_get_transfer_state (kept), ==, RUSHES_TRANSFER_NONE);

  /* The user still waits for his: it has only become a copy. */
  put_transfer (fixture, promised, save);
  fixture_record_kept (fixture, promised, "2.mp4", 5);
  g_assert_nonnull (rushes_task_get_transfer_record (promised));
  fixture_assert_stored (fixture, "SELECT group_concat (task || purpose) FROM transfers", "2save");
  fixture_record_saved (fixture, promised, "/films/2.mp4", 5);
  g_assert_null (rushes_task_get_transfer_record (promised));
  fixture_assert_stored (fixture, "SELECT count (*) FROM transfers", "0");
}

/* Until removing is final nothing of the kept file is said; then its name is told until it is forgotten. */
static void
test_removed_is_discarded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_finished (fixture, "1");
  g_autoptr (RushesTask) other = add_finished (fixture, "2");
  g_autoptr (RushesTransferRecord) record = rushes_transfer_record_new (RUSHES_PURPOSE_KEEP, NULL, FALSE);

  fixture_record_kept (fixture, task, "1.mp4", 5);
  fixture_record_kept (fixture, other, "2.mp4", 5);
  put_transfer (fixture, task, record);
  fixture_remove (fixture, task);
  assert_discarded (fixture, "");
  fixture_restore (fixture, task);
  g_assert_nonnull (rushes_task_get_kept_path (task));
  g_clear_object (&task);
  g_clear_object (&other);
  fixture_reopen (fixture);
  assert_discarded (fixture, "");
  g_assert_nonnull (rushes_task_get_kept_path (fixture_find (fixture, "1")));

  fixture_remove (fixture, fixture_find (fixture, "1"));
  fixture_reopen (fixture);
  assert_discarded (fixture, "1.mp4");
  fixture_assert_stored (fixture, "SELECT count (*) FROM transfers", "0");
  fixture_reopen (fixture);
  assert_discarded (fixture, "1.mp4");
  forget_discarded (fixture, "1.mp4");
  assert_discarded (fixture, "");
  fixture_reopen (fixture);
  assert_discarded (fixture, "");
}

/* The same task once more: what is kept now is not what was thrown away. */
static void
test_kept_again_is_not_discarded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = add_finished (fixture, "1");

  fixture_record_kept (fixture, task, "1.mp4", 5);
  fixture_remove (fixture, task);
  g_clear_object (&task);
  fixture_reopen (fixture);
  assert_discarded (fixture, "1.mp4");
  task = add_finished (fixture, "1");
  fixture_record_kept (fixture, task, "1.mp4", 5);
  assert_discarded (fixture, "");
  g_clear_object (&task);
  fixture_reopen (fixture);
  assert_discarded (fixture, "");
  g_assert_nonnull (rushes_task_get_kept_path (fixture_find (fixture, "1")));
}

/* The way that an account's connections take, and how often it may be asked. */
static void
test_account_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) account = rushes_account_new (ACCOUNT, "Studio", "https://gateway.example", NULL);
  g_autoptr (RushesAccount) stored = NULL;
  GAsyncResult *result = NULL;

  rushes_account_set_proxy (account, "none");
  rushes_account_set_authority (account, "-----BEGIN CERTIFICATE-----\n");
  rushes_account_set_budget (account, 6);
  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
  fixture_reopen (fixture);
  stored = g_list_model_get_item (rushes_library_get_accounts (fixture->library), 0);
  g_assert_cmpstr (rushes_account_get_proxy (stored), ==, "none");
  g_assert_cmpstr (rushes_account_get_authority (stored), ==, "-----BEGIN CERTIFICATE-----\n");
  g_assert_cmpuint (rushes_account_get_budget (stored), ==, 6);

  rushes_account_set_proxy (account, "");
  rushes_account_set_authority (account, NULL);
  rushes_account_set_budget (account, 0);
  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
  fixture_assert_stored (fixture, "SELECT proxy IS NULL AND authority IS NULL AND budget = 0 FROM accounts",
                         "1");
}

static void
test_account_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesAccount) account = rushes_account_new (ACCOUNT, "Studio", "https://gateway.example", NULL);
  g_autoptr (RushesAccount) stored = NULL;
  GAsyncResult *result = NULL;

  rushes_account_set_folder (account, "file:///films");
  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
  fixture_reopen (fixture);
  stored = g_list_model_get_item (rushes_library_get_accounts (fixture->library), 0);
  g_assert_cmpstr (rushes_account_get_folder (stored), ==, "file:///films");

  rushes_account_set_folder (account, NULL);
  rushes_library_put_account_async (fixture->library, account, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_put_account_finish, fixture->library, &result);
  fixture_assert_stored (fixture, "SELECT folder FROM accounts", NULL);
}

static void
test_in_memory (void)
{
  g_autoptr (RushesClock) clock = RUSHES_CLOCK (rushes_manual_clock_new ());
  g_autoptr (RushesLibrary) library = rushes_library_new (NULL, clock);

  g_assert_null (rushes_library_get_videos_folder (library));
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/library/files/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("kept-drops-links", test_kept_drops_links);
  ADD ("unkept", test_unkept);
  g_test_add_func ("/library/files/kept-names", test_kept_names);
  ADD ("kept-copies", test_kept_copies);
  ADD ("missing", test_missing);
  ADD ("transfer-is-stored", test_transfer_is_stored);
  ADD ("transfer-is-queued-again", test_transfer_is_queued_again);
  ADD ("transfer-is-redacted", test_transfer_is_redacted);
  ADD ("file-ends-transfer", test_file_ends_transfer);
  ADD ("removed-is-discarded", test_removed_is_discarded);
  ADD ("kept-again-is-not-discarded", test_kept_again_is_not_discarded);
  ADD ("account-folder", test_account_folder);
  ADD ("account-settings", test_account_settings);
  g_test_add_func ("/library/files/in-memory", test_in_memory);

  return g_test_run ();
}
