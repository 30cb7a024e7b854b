/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-save"

#include "config.h"

#include "cli/rushes-cli-destination.h"
#include "cli/rushes-cli-run.h"

#include "base/rushes-clock.h"
#include "base/rushes-error.h"
#include "cli/rushes-cli-asker.h"
#include "cli/rushes-cli-progress.h"
#include "follow/rushes-pace.h"
#include "transfer/rushes-transfer.h"

#include <glib/gi18n-lib.h>

#define MAX_TRANSFERS 2
/* Of a transfer, where its caller does not want to wait: each link, and the first once more. */
#define MAX_HASTY_TRIES 3
/* Questions in a row that may go wrong for a task that has been read before: about an hour. */
#define MAX_PROBLEMS 12
/* The same for one that has never been read, while the service asks for patience. */
#define MAX_FIRST_PROBLEMS 3

typedef struct
{
  RushesCliRun *run;
  RushesCliAsker *asker;
  RushesCliDestination *destination;
  RushesCliProgress *progress;
  RushesClock *clock;
  RushesLinkSource *links;

  GPtrArray *jobs; /* SaveJob */
  GQueue ready;    /* SaveJob (unowned): finished, and not being fetched yet */
  guint n_transfers;
  guint n_done;
} SaveCommand;

/* One task: asked until it ends, then fetched. Exactly one of a question, the timer, a place in
 * "ready" and the transfer is there until it is done. */
typedef struct
{
  SaveCommand *command;
  guint index;
  RushesCliRow *row; /* NULL when it is done */
  guint n_problems;  /* questions in a row that went wrong */
  guint n_linkless;  /* replies that it is finished, and no link */
  guint timer;
  RushesTransfer *transfer;
  GFile *file;
} SaveJob;

static void ask (SaveJob *job);
static void fetch_next (SaveCommand *command);

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

  g_assert (job->timer == 0 && job->transfer == NULL);
  rushes_cli_row_free (job->row);
  g_free (job);
}

static void
show_progress (SaveCommand *command)
{
  RushesCliProgressFigures figures = {
    .n_tasks = command->jobs->len,
    .n_done = command->n_done,
    .n_saving = command->n_transfers,
    .share = command->n_done,
  };
  gboolean is_total_known = TRUE;
  gboolean is_time_known = FALSE;

  for (guint i = 0; i < command->jobs->len; i++)
    {
      RushesTransfer *transfer = ((SaveJob *) g_ptr_array_index (command->jobs, i))->transfer;

      if (transfer == NULL)
        continue;
      figures.share += MAX (rushes_transfer_get_fraction (transfer), 0);
      figures.bytes_done += rushes_transfer_get_bytes_done (transfer);
      figures.bytes_total += rushes_transfer_get_bytes_total (transfer);
      figures.speed += rushes_transfer_get_speed (transfer);
      is_total_known = is_total_known && rushes_transfer_get_bytes_total (transfer) > 0;
      is_time_known = is_time_known || rushes_transfer_get_seconds_left (transfer) >= 0;
    }

  figures.share /= MAX (command->jobs->len, 1);
  if (!is_total_known)
    figures.bytes_total = 0;
  figures.seconds_left = is_time_known && is_total_known && figures.speed > 0
                           ? (figures.bytes_total - figures.bytes_done) / figures.speed
                           : -1;
  rushes_cli_progress_show (command->progress, &figures);
}

static void
finish (SaveJob *job)
{
  SaveCommand *command = job->command;

  rushes_cli_progress_hide (command->progress);
  rushes_cli_printer_put (command->run->printer, job->index, g_steal_pointer (&job->row));
  command->n_done++;
  show_progress (command);
}

/* Takes @problem. */
static void
finish_with_problem (SaveJob *job, RushesCliProblem *problem)
{
  rushes_cli_row_take_problem (job->row, problem);
  finish (job);
}

static void
finish_early (SaveJob *job)
{
  SaveCommand *command = job->command;

  rushes_cli_progress_hide (command->progress);
  rushes_cli_run_end_row (command->run, job->index, g_steal_pointer (&job->row));
  command->n_done++;
}

/* Fetching */

static void
progressed_cb (RushesTransfer *transfer, GParamSpec *pspec, SaveCommand *command)
{
  show_progress (command);
}

static void
transferred_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SaveJob *job = user_data;
  SaveCommand *command = job->command;
  g_autoptr (RushesTransfer) transfer = g_steal_pointer (&job->transfer);
  g_autoptr (GFile) file = g_steal_pointer (&job->file);
  g_autoptr (GError) error = NULL;
  gboolean saved = rushes_transfer_run_finish (transfer, result, &error);

  g_signal_handlers_disconnect_by_func (transfer, progressed_cb, command);
  command->n_transfers--;

  if (saved)
    {
      job->row->path = g_file_get_path (file);
      job->row->source = g_strdup (rushes_transfer_get_source (transfer));
      job->row->verified = g_strdup (rushes_transfer_get_verified (transfer));
      job->row->resumed = rushes_transfer_get_resumed (transfer);
      finish (job);
    }
  /* Somebody else took the name meanwhile; the next one is looked for. */
  else if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS))
    g_queue_push_head (&command->ready, job);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish_early (job);
  else
    finish_with_problem (job, rushes_cli_problem_new_from_error (error));

  rushes_cli_destination_release (command->destination, file);
  fetch_next (command);
}

static void
fetch (SaveJob *job)
{
  SaveCommand *command = job->command;
  RushesCliRun *run = command->run;
  g_autoptr (GError) error = NULL;

  job->file = rushes_cli_destination_claim (command->destination, job->row, job->index + 1, &error);
  if (job->file == NULL)
    {
      finish_with_problem (job, rushes_cli_problem_new_from_error (error));
      return;
    }

  command->n_transfers++;
  job->transfer = rushes_transfer_new (run->parts_folder, run->account, job->row->snapshot, command->links,
                                       command->clock);
  if (run->options->no_wait)
    rushes_transfer_set_max_tries (job->transfer, MAX_HASTY_TRIES);
  g_signal_connect (job->transfer, "notify", G_CALLBACK (progressed_cb), command);
  rushes_transfer_run_async (job->transfer, job->file, FALSE, run->cancellable, transferred_cb, job);
  show_progress (command);
}

static void
fetch_next (SaveCommand *command)
{
  if (g_cancellable_is_cancelled (command->run->cancellable))
    return;

  while (command->n_transfers < MAX_TRANSFERS && !g_queue_is_empty (&command->ready))
    fetch (g_queue_pop_head (&command->ready));
}

/* Asking */

static void
timer_fired_cb (gpointer user_data)
{
  SaveJob *job = user_data;

  job->timer = 0;
  ask (job);
}

static void
ask_again (SaveJob *job, gint64 delay)
{
  RushesClock *clock = job->command->clock;

  job->timer = rushes_clock_add_timer (clock, rushes_clock_get_boot_time (clock) + delay, timer_fired_cb,
                                       job);
}

/* Whether another question may go better than the one that ended with @error. */
static gboolean
is_worth_another_try (SaveJob *job, const GError *error)
{
  gboolean was_read = job->row->snapshot != NULL;
  const RushesCliOptions *options = job->command->run->options;

  if (options->no_wait || !rushes_cli_destination_check (job->command->destination, NULL))
    return FALSE;
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_RATE_LIMITED))
    return job->n_problems < (was_read ? MAX_PROBLEMS : MAX_FIRST_PROBLEMS);

  /* At the very beginning somebody is still looking, and had better know at once. */
  return was_read && job->n_problems < MAX_PROBLEMS
         && (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE)
             || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE));
}

static void
note_problem (SaveJob *job, const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);

  job->n_problems++;
  if (!is_worth_another_try (job, error))
    {
      finish_with_problem (job, rushes_cli_problem_new_from_error (error));
      return;
    }
  ask_again (job, rushes_pace_after_problem (job->n_problems, detail->retry_after, g_random_double ()));
}

/* By the service's word alone: the command does not know since when it is waited for. */
static gint64
get_age (const SaveJob *job)
{
  const gint64 submitted_at = job->row->snapshot->submitted_at;

  return submitted_at > 0 ? g_get_real_time () - submitted_at * G_USEC_PER_SEC : 0;
}

static void
note_unfinished (SaveJob *job)
{
  SaveCommand *command = job->command;
  g_autoptr (GError) error = NULL;

  /* Waiting for hours is no use where the video could not be put down in the end. */
  if (!rushes_cli_destination_check (command->destination, &error))
    finish_with_problem (job, rushes_cli_problem_new_from_error (error));
  else if (command->run->options->no_wait)
    finish_with_problem (job, rushes_cli_problem_new ("unfinished", RUSHES_SIDE_SERVICE,
                                                      _ ("The video is not finished yet."),
                                                      _ ("Try again later, or without “--no-wait”."),
                                                      RUSHES_CLI_EXIT_PROBLEM));
  else
    ask_again (job, rushes_pace_after_reply (get_age (job), g_random_double ()));
}

/* Gateways can be late with the link. Returns: whether it is asked for again */
static gboolean
look_for_link (SaveJob *job)
{
  if (rushes_snapshot_has_link (job->row->snapshot) || job->n_linkless >= RUSHES_PACE_MAX_LINKLESS)
    return FALSE;

  if (job->command->run->options->no_wait)
    {
      job->n_linkless = RUSHES_PACE_MAX_LINKLESS;
      ask (job);
      return TRUE;
    }
  job->n_linkless++;
  ask_again (job, rushes_pace_after_linkless (job->n_linkless, g_random_double ()));
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SaveJob *job = user_data;
  g_autoptr (GError) error = NULL;
  RushesSnapshot *snapshot = rushes_cli_asker_ask_finish (RUSHES_CLI_ASKER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      finish_early (job);
      return;
    }
  if (snapshot == NULL)
    {
      note_problem (job, error);
      return;
    }

  g_clear_pointer (&job->row->snapshot, rushes_snapshot_unref);
  job->row->snapshot = snapshot;
  job->n_problems = 0;

  if (snapshot->phase == RUSHES_PHASE_FAILED)
    finish (job);
  else if (snapshot->phase != RUSHES_PHASE_FINISHED)
    note_unfinished (job);
  else if (!look_for_link (job))
    {
      g_queue_push_tail (&job->command->ready, job);
      fetch_next (job->command);
    }
}

static void
ask (SaveJob *job)
{
  RushesCliAsker *asker = job->command->asker;
  GCancellable *cancellable = job->command->run->cancellable;

  if (job->n_linkless >= RUSHES_PACE_MAX_LINKLESS)
    rushes_cli_asker_ask_everywhere_async (asker, job->row->task_id, cancellable, answered_cb, job);
  else
    rushes_cli_asker_ask_async (asker, job->row->task_id, cancellable, answered_cb, job);
}

/* The command */

/* Ends what waits; questions and transfers under way end by the cancellable. */
static void
end_waiting (SaveCommand *command)
{
  for (guint i = 0; i < command->jobs->len; i++)
    {
      SaveJob *job = g_ptr_array_index (command->jobs, i);

      if (job->timer != 0)
        {
          rushes_clock_remove_timer (command->clock, job->timer);
          job->timer = 0;
          finish_early (job);
        }
      else if (g_queue_remove (&command->ready, job))
        finish_early (job);
    }
}

static void
add_jobs (SaveCommand *command)
{
  GPtrArray *items = command->run->items;

  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);
      SaveJob *job = g_new0 (SaveJob, 1);

      job->command = command;
      job->index = i;
      job->row = rushes_cli_row_new (item->task_id, item->label);
      g_ptr_array_add (command->jobs, job);
      ask (job);
    }
}

void
rushes_cli_save_run (RushesCliRun *run)
{
  g_autoptr (RushesCliAsker) asker = rushes_cli_asker_new (run->account);
  g_autoptr (RushesCliDestination) destination = rushes_cli_destination_new (run->options, run->account);
  g_autoptr (RushesCliProgress) progress = rushes_cli_progress_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (RushesClient) client = rushes_client_new ();
  g_autoptr (RushesLinkSource) links = rushes_link_source_new_for_client (client);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (save_job_free);
  SaveCommand command = {
    .run = run,
    .asker = asker,
    .destination = destination,
    .progress = progress,
    .clock = clock,
    .links = links,
    .jobs = jobs,
    .ready = G_QUEUE_INIT,
  };

  add_jobs (&command);
  show_progress (&command);
  while (command.n_done < jobs->len)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_cancellable_is_cancelled (run->cancellable))
        end_waiting (&command);
    }
}
