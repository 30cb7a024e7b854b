/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-run"

#include "config.h"

#include "cli/rushes-cli-run.h"

#include "base/rushes-folders.h"
#include "cli/rushes-cli-account.h"
#include "cli/rushes-cli-await.h"
#include "cli/rushes-cli-input.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

static gboolean
time_is_up_cb (gpointer user_data)
{
  RushesCliRun *run = user_data;

  run->timed_out = TRUE;
  run->timer = 0;
  g_cancellable_cancel (run->cancellable);
  return G_SOURCE_REMOVE;
}

static void
stop (RushesCliRun *run, int signal_number)
{
  /* With the sources gone a second signal ends the process at once. */
  for (guint i = 0; i < G_N_ELEMENTS (run->sources); i++)
    g_clear_handle_id (&run->sources[i], g_source_remove);
  g_clear_handle_id (&run->timer, g_source_remove);
  run->signal = signal_number;
  g_cancellable_cancel (run->cancellable);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  stop (user_data, SIGINT);
  return G_SOURCE_CONTINUE;
}

static gboolean
terminated_cb (gpointer user_data)
{
  stop (user_data, SIGTERM);
  return G_SOURCE_CONTINUE;
}

static gboolean
hung_up_cb (gpointer user_data)
{
  stop (user_data, SIGHUP);
  return G_SOURCE_CONTINUE;
}

static void
watch (RushesCliRun *run)
{
  run->cancellable = g_cancellable_new ();
  run->sources[0] = g_unix_signal_add (SIGINT, interrupted_cb, run);
  run->sources[1] = g_unix_signal_add (SIGTERM, terminated_cb, run);
  run->sources[2] = g_unix_signal_add (SIGHUP, hung_up_cb, run);
  if (run->deadline != 0)
    {
      gint64 left = MAX (run->deadline - g_get_monotonic_time (), 0) / 1000;

      run->timer = g_timeout_add ((guint) MIN (left, G_MAXINT), time_is_up_cb, run);
    }
}

static void
clear (RushesCliRun *run)
{
  for (guint i = 0; i < G_N_ELEMENTS (run->sources); i++)
    g_clear_handle_id (&run->sources[i], g_source_remove);
  g_clear_handle_id (&run->timer, g_source_remove);
  g_clear_pointer (&run->printer, rushes_cli_printer_free);
  g_clear_pointer (&run->items, g_ptr_array_unref);
  g_clear_pointer (&run->parts_folder, g_free);
  g_clear_object (&run->account);
  g_clear_object (&run->demo);
  g_clear_object (&run->cancellable);
}

static gboolean
start_demo (RushesCliRun *run, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local_error = NULL;

  rushes_demo_start_async (run->cancellable, rushes_cli_keep_result, &result);

  run->demo = rushes_demo_start_finish (rushes_cli_await_result (&result), &local_error);
  if (run->demo == NULL)
    {
      g_debug ("%s", local_error->message);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&local_error));
      else
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The demo did not start."));
      return FALSE;
    }

  run->account = g_object_ref (rushes_demo_get_account (run->demo));
  run->parts_folder = g_build_filename (rushes_demo_get_data_folder (run->demo), "parts", NULL);
  if (run->items->len == 0)
    {
      g_ptr_array_unref (run->items);
      run->items = g_ptr_array_ref (rushes_demo_get_items (run->demo));
    }
  return TRUE;
}

static gboolean
choose_account (RushesCliRun *run, GError **error)
{
  g_autofree char *data_folder = rushes_folders_dup_data ();

  run->account = rushes_cli_account_choose (run->options, run->cancellable, error);
  run->parts_folder = g_build_filename (data_folder, "parts", NULL);
  return run->account != NULL;
}

/* An id is told to the service and printed: a key in its place must not be. */
static gboolean
check_items (RushesCliRun *run, GError **error)
{
  const char *key = rushes_account_peek_key (run->account);

  if (run->items->len == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("The text holds no task id."));
      return FALSE;
    }

  for (guint i = 0; i < run->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (run->items, i);

      if (key != NULL && strstr (item->task_id, key) != NULL)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                               _ ("One of the task ids is the key."));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
prepare (RushesCliRun *run, GError **error)
{
  run->items = rushes_cli_input_collect (run->options->arguments, run->deadline, error);
  if (run->items == NULL)
    return FALSE;

  watch (run);
  if (!(run->options->demo ? start_demo (run, error) : choose_account (run, error))
      || !check_items (run, error))
    return FALSE;

  run->printer = rushes_cli_printer_new (run->options, run->items);
  return TRUE;
}

/* Nothing has been asked yet. */
static int
report (RushesCliRun *run, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    {
      rushes_cli_print_problem (error->message);
      return RUSHES_CLI_EXIT_USAGE;
    }
  if (run->timed_out)
    rushes_cli_print_problem (_ ("The time was up before anything was asked."));
  else if (run->signal == 0)
    rushes_cli_print_problem (error->message);
  return RUSHES_CLI_EXIT_PROBLEM;
}

static int
run_questions (const RushesCliOptions *options, gint64 deadline)
{
  RushesCliRun run = { .options = options, .deadline = deadline };
  g_autoptr (GError) error = NULL;
  int exit_status;
  int signal_number;

  if (!prepare (&run, &error))
    exit_status = report (&run, error);
  else
    {
      if (options->command == RUSHES_CLI_COMMAND_SAVE)
        rushes_cli_save_run (&run);
      else
        rushes_cli_status_run (&run);
      exit_status = rushes_cli_printer_get_exit_status (run.printer);
    }

  signal_number = run.signal;
  clear (&run);
  if (signal_number != 0)
    raise (signal_number);
  return exit_status;
}

void
rushes_cli_run_end_row (RushesCliRun *run, guint index, RushesCliRow *row)
{
  gboolean was_read = row->snapshot != NULL;

  if (!run->timed_out)
    {
      rushes_cli_row_free (row);
      return;
    }

  rushes_cli_row_take_problem (
    row, rushes_cli_problem_new ("timed-out", was_read ? RUSHES_SIDE_SERVICE : RUSHES_SIDE_NETWORK,
                                 was_read ? _ ("The time was up before the video was saved.")
                                          : _ ("The time was up before the service answered."),
                                 _ ("Give it more time with “--timeout”, or try again later."),
                                 was_read ? RUSHES_CLI_EXIT_PROBLEM : RUSHES_CLI_EXIT_UNREACHABLE));
  rushes_cli_printer_put (run->printer, index, row);
}

int
rushes_cli_run (const RushesCliOptions *options)
{
  gint64 deadline = 0;

  if (options->timeout > 0)
    deadline = g_get_monotonic_time () + (gint64) (options->timeout * G_USEC_PER_SEC);

  if (options->command == RUSHES_CLI_COMMAND_PARSE)
    return rushes_cli_parse_run (options, deadline);
  if (options->command == RUSHES_CLI_COMMAND_TRACK)
    return rushes_cli_track_run (options, deadline);

  return run_questions (options, deadline);
}
