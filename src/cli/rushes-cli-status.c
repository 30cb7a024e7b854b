/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-status"

#include "config.h"

#include "cli/rushes-cli-asker.h"
#include "cli/rushes-cli-run.h"

typedef struct
{
  RushesCliRun *run;
  guint *n_left;
  guint index;
} Question;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  RushesCliRun *run = question->run;
  const RushesIntakeItem *item = g_ptr_array_index (run->items, question->index);
  g_autoptr (RushesCliRow) row = rushes_cli_row_new (item->task_id, item->label);
  g_autoptr (GError) error = NULL;

  (*question->n_left)--;
  row->snapshot = rushes_cli_asker_ask_finish (RUSHES_CLI_ASKER (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      rushes_cli_run_end_row (run, question->index, g_steal_pointer (&row));
      return;
    }

  if (error != NULL)
    rushes_cli_row_take_problem (row, rushes_cli_problem_new_from_error (error));
  rushes_cli_printer_put (run->printer, question->index, g_steal_pointer (&row));
}

void
rushes_cli_status_run (RushesCliRun *run)
{
  g_autoptr (RushesCliAsker) asker = rushes_cli_asker_new (run->account);
  guint n_left = run->items->len;

  for (guint i = 0; i < run->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (run->items, i);
      Question *question = g_new0 (Question, 1);

      question->run = run;
      question->n_left = &n_left;
      question->index = i;
      rushes_cli_asker_ask_async (asker, item->task_id, run->cancellable, answered_cb, question);
    }

  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}
