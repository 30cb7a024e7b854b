/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"

#include <string.h>

#define N_TASKS 200
#define REPLY "{\"status\": \"SUCCESS\", \"download_url\": \"" LINK "\"}"

static RushesTaskDetails *
load (Fixture *fixture, const char *task_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RushesTaskDetails *details;

  rushes_library_load_details_async (fixture->library, fixture_find (fixture, task_id),
                                     rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the details");
  details = rushes_library_load_details_finish (fixture->library, result, &error);
  g_assert_no_error (error);
  return details;
}

static void
assert_entry (RushesTaskDetails *details, guint i, const char *state)
{
  const RushesHistoryEntry *entry;

  g_assert_cmpuint (details->history->len, >, i);
  entry = &g_array_index (details->history, RushesHistoryEntry, i);
  g_assert_cmpstr (entry->state, ==, state);
  g_assert_cmpint (entry->at, ==, NOW);
}

static void
say (Fixture *fixture, RushesTask *task, RushesPhase phase, const char *status)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->phase = phase;
  snapshot->raw_status = g_strdup (status);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  g_clear_pointer (&snapshot, rushes_snapshot_unref);
  /* Loading writes first what has been said. */
  rushes_task_details_free (load (fixture, rushes_task_get_id (task)));
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) finished = fixture_new_finished ();
  g_autoptr (RushesTaskDetails) before = load (fixture, "1");
  g_autoptr (RushesTaskDetails) after = NULL;

  g_assert_cmpuint (before->history->len, ==, 0);
  g_assert_null (before->raw_reply);

  say (fixture, task, RUSHES_PHASE_WAITING, "QUEUED");
  say (fixture, task, RUSHES_PHASE_RUNNING, "IN_PROGRESS");
  say (fixture, task, RUSHES_PHASE_RUNNING, "Processing");
  rushes_library_apply_snapshot (fixture->library, task, finished);
  fixture_record_saved (fixture, task, "/videos/a.mp4", 5);
  g_clear_object (&task);
  fixture_reopen (fixture);

  after = load (fixture, "1");
  g_assert_cmpuint (after->history->len, ==, 4);
  assert_entry (after, 0, "waiting");
  assert_entry (after, 1, "running");
  assert_entry (after, 2, "finished");
  assert_entry (after, 3, "saved");
}

static void
test_raw_reply (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesSnapshot) finished = fixture_new_finished ();
  g_autoptr (RushesTaskDetails) details = NULL;

  rushes_library_apply_reply (fixture->library, task, finished, REPLY);
  details = load (fixture, "1");
  g_assert_nonnull (strstr (details->raw_reply, "\"status\": \"SUCCESS\""));
  g_assert_null (strstr (details->raw_reply, CANARY));

  /* Nothing of a link is left once the video is there. */
  fixture_record_saved (fixture, task, "/videos/a.mp4", 5);
  g_clear_object (&task);
  fixture_close (fixture);
  g_assert_false (fixture_folder_holds (fixture->data_folder, CANARY));
  fixture_open (fixture);
}

/* Replies that come together are written as their tasks stand in the file, whichever came first. */
static void
test_batch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (RushesSnapshot) finished = fixture_new_finished ();

  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = g_strdup_printf ("306792606%09u", i);

      fixture_add_item (items, id, NULL);
    }
  tasks = fixture_add_all (fixture->library, items);
  for (guint i = 0; i < N_TASKS; i++)
    rushes_library_apply_snapshot (fixture->library, tasks->pdata[i * 37 % N_TASKS], finished);
  g_clear_pointer (&tasks, g_ptr_array_unref);
  fixture_reopen (fixture);

  fixture_assert_stored (fixture, "SELECT count (*) FROM history", G_STRINGIFY (N_TASKS));
  fixture_assert_stored (fixture,
                         "SELECT count (*) FROM history AS one JOIN history AS next"
                         " ON next.rowid = one.rowid + 1 WHERE next.task < one.task",
                         "0");
}

/* A server that sends much, and changes its mind for ever, does not fill the disk. */
static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);
  g_autoptr (RushesTask) restless = fixture_add (fixture, "2", NULL);
  g_autoptr (RushesSnapshot) finished = fixture_new_finished ();
  g_autofree char *filler = g_strnfill (1000 * 1000, 'x');
  g_autofree char *reply = g_strdup_printf ("{\"a\": \"%s\", \"key\": \"sk-%s\"}", filler, filler);
  g_autoptr (RushesTaskDetails) details = NULL;

  rushes_library_apply_reply (fixture->library, task, finished, reply);
  details = load (fixture, "1");
  g_assert_cmpuint (strlen (details->raw_reply), <=, 64 * 1024);
  g_assert_true (g_str_has_prefix (details->raw_reply, "{\"a\": \"xxx"));

  for (int i = 0; i < 150; i++)
    {
      say (fixture, restless, RUSHES_PHASE_WAITING, "QUEUED");
      say (fixture, restless, RUSHES_PHASE_RUNNING, "IN_PROGRESS");
    }
  fixture_assert_stored (fixture, "SELECT max (n) FROM (SELECT count (*) AS n FROM history GROUP BY task)",
                         "200");
}

static void
set_note (Fixture *fixture, RushesTask *task, const char *note)
{
  GAsyncResult *result = NULL;

  rushes_library_set_note_async (fixture->library, task, note, rushes_test_keep_result, &result);
  fixture_assert_done (rushes_library_set_note_finish, fixture->library, &result);
}

static void
test_note (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);

  set_note (fixture, task, "  first take\nsecond line, " LINK "\n");
  g_assert_true (g_str_has_prefix (rushes_task_get_note (task), "first take\nsecond line, "));
  g_assert_null (strstr (rushes_task_get_note (task), CANARY));
  g_clear_object (&task);
  fixture_reopen (fixture);
  task = g_object_ref (fixture_find (fixture, "1"));
  g_assert_true (g_str_has_prefix (rushes_task_get_note (task), "first take\nsecond line, "));
  set_note (fixture, task, " ");
  g_assert_null (rushes_task_get_note (task));
  g_clear_object (&task);
  fixture_reopen (fixture);
  g_assert_null (rushes_task_get_note (fixture_find (fixture, "1")));
}

/* A task that is gone for good takes its history along. */
static void
test_purged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_add (fixture, "1", NULL);

  say (fixture, task, RUSHES_PHASE_RUNNING, "IN_PROGRESS");
  fixture_assert_stored (fixture, "SELECT count (*) FROM history", "1");
  fixture_remove (fixture, task);
  g_clear_object (&task);
  fixture_reopen (fixture);
  fixture_assert_stored (fixture, "SELECT count (*) FROM history", "0");
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/library/details/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("history", test_history);
  ADD ("raw-reply", test_raw_reply);
  ADD ("batch", test_batch);
  ADD ("limits", test_limits);
  ADD ("note", test_note);
  ADD ("purged", test_purged);

  return g_test_run ();
}
