/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"
#include "transfer/rushes-transfer-queue.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* Many videos the whole way, as the program brings them: out of a library through the queue, checked, landed
 * and noted in the library. What transfer.py measures. Arguments:
 *   prepare FOLDER TASKS LINK…   makes the library, with finished tasks that have these links in turn
 *   run FOLDER                   keeps all of them, and ends when the last one is noted */
#define KEY "sk-the-right-key-0123456789"

typedef struct
{
  RushesLibrary *library;
  RushesTransferQueue *queue;
  guint n_kept;
} Job;

static RushesLibrary *
open_library (const char *folder, RushesClock *clock)
{
  g_autofree char *path = g_build_filename (folder, "library.db", NULL);
  g_autoptr (GError) error = NULL;
  RushesLibrary *library = fixture_open_library (path, clock, &error);

  g_assert_no_error (error);
  return library;
}

static void
close_library (RushesLibrary *library)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_close_async (library, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to close");
  g_assert_true (rushes_library_close_finish (library, result, NULL));
}

static void
prepare (const char *folder, guint n_tasks, char **links, RushesClock *clock)
{
  RushesLibrary *library = open_library (folder, clock);
  const guint n_links = g_strv_length (links);
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *id = g_strdup_printf ("306792606%09u", i);

      fixture_add_item (items, id, NULL);
    }
  added = fixture_add_all (library, items);
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
      RushesTask *task = g_ptr_array_index (added, i);

      snapshot->task_id = g_strdup (rushes_task_get_id (task));
      snapshot->phase = RUSHES_PHASE_FINISHED;
      snapshot->raw_status = g_strdup ("Success");
      snapshot->finished_at = rushes_clock_get_real_time (clock) / G_USEC_PER_SEC;
      snapshot->expires_at = snapshot->finished_at + 9 * 3600;
      snapshot->download_url = g_strdup_printf ("%s?take=%u", links[i % n_links], i);
      rushes_library_apply_snapshot (library, task, snapshot);
    }
  close_library (library);
}

static void
kept_cb (RushesTransferQueue *queue, RushesTask *task, Job *job)
{
  job->n_kept++;
}

static void
failed_cb (RushesTransferQueue *queue, RushesTask *task, const GError *error, Job *job)
{
  g_error ("%s: %s", rushes_task_get_id (task), error->message);
}

static void
run (const char *folder, RushesClock *clock)
{
  g_autofree char *parts = g_build_filename (folder, "parts", NULL);
  g_autoptr (RushesAccount) account = rushes_account_new (ACCOUNT, "Bench", "http://127.0.0.1:1", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  GListModel *tasks = NULL;
  Job job = { 0 };

  job.library = open_library (folder, clock);
  tasks = G_LIST_MODEL (rushes_library_get_tasks (job.library));
  job.queue = rushes_transfer_queue_new (job.library, NULL, clock, parts);
  rushes_account_set_key (account, KEY);
  rushes_transfer_queue_add_account (job.queue, account);
  g_signal_connect (job.queue, "kept", G_CALLBACK (kept_cb), &job);
  g_signal_connect (job.queue, "failed", G_CALLBACK (failed_cb), &job);
  rushes_transfer_queue_start (job.queue);
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      rushes_transfer_queue_add (job.queue, task, RUSHES_PURPOSE_KEEP, NULL, FALSE);
    }
  while (job.n_kept < g_list_model_get_n_items (tasks))
    g_main_context_iteration (NULL, TRUE);

  rushes_transfer_queue_stop_async (job.queue, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the queue to stop");
  g_assert_true (rushes_transfer_queue_stop_finish (job.queue, result, NULL));
  close_library (job.library);
}

int
main (int argc, char *argv[])
{
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  setlocale (LC_ALL, "");
  if (argc >= 5 && strcmp (argv[1], "prepare") == 0)
    prepare (argv[2], (guint) atoi (argv[3]), argv + 4, clock);
  else if (argc == 3 && strcmp (argv[1], "run") == 0)
    run (argv[2], clock);
  else
    return 2;
  return 0;
}
