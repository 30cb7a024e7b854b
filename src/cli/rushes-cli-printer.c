/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-printer"

#include "config.h"

#include "cli/rushes-cli-printer.h"

#include "base/rushes-redact.h"
#include "cli/rushes-cli-output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Past it a longer id is not worth pushing every other column away. */
#define MAX_ID_WIDTH 40

struct _RushesCliPrinter
{
  gboolean json;
  gboolean columns;
  RushesCliFormat format;
  GTimeZone *zone;
  int id_width;

  RushesCliRow **rows; /* those that wait for one before them */
  guint n_rows;
  guint n_printed;
  int exit_status;
};

/* See no-color.org: any value but an empty one means none. */
static gboolean
wants_colours (void)
{
  const char *refusal = g_getenv ("NO_COLOR");
  const char *terminal = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && (refusal == NULL || *refusal == '\0') && terminal != NULL
         && *terminal != '\0' && strcmp (terminal, "dumb") != 0;
}

RushesCliPrinter *
rushes_cli_printer_new (const RushesCliOptions *options, GPtrArray *items)
{
  RushesCliPrinter *self = g_new0 (RushesCliPrinter, 1);

  self->json = options->json;
  self->columns = isatty (STDOUT_FILENO);
  self->format = (options->command == RUSHES_CLI_COMMAND_SAVE ? RUSHES_CLI_FORMAT_SAVED : 0)
                 | (options->show_links ? RUSHES_CLI_FORMAT_LINKS : 0)
                 | (wants_colours () ? RUSHES_CLI_FORMAT_COLOURS : 0);
  self->zone = g_time_zone_new_local ();
  self->n_rows = items->len;
  self->rows = g_new0 (RushesCliRow *, items->len);
  self->exit_status = RUSHES_CLI_EXIT_OK;

  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);

      self->id_width = MAX (self->id_width, rushes_cli_output_measure (item->task_id));
    }
  self->id_width = MIN (self->id_width, MAX_ID_WIDTH);
  return self;
}

void
rushes_cli_printer_free (RushesCliPrinter *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_rows; i++)
    rushes_cli_row_free (self->rows[i]);
  g_free (self->rows);
  g_time_zone_unref (self->zone);
  g_free (self);
}

static char *
format_row (RushesCliPrinter *self, const RushesCliRow *row)
{
  if (self->json)
    return rushes_cli_output_json (row, self->format);
  if (self->columns)
    return rushes_cli_output_columns (row, self->format, self->id_width, self->zone);

  return rushes_cli_output_plain (row, self->format);
}

static void
merge (RushesCliPrinter *self, int exit_status)
{
  self->exit_status = rushes_cli_exit_status_merge (self->exit_status, exit_status);
}

void
rushes_cli_printer_put (RushesCliPrinter *self, guint index, RushesCliRow *row)
{
  g_return_if_fail (index < self->n_rows);
  g_return_if_fail (index >= self->n_printed && self->rows[index] == NULL);

  self->rows[index] = row;
  merge (self, rushes_cli_row_get_exit_status (row));

  while (self->n_printed < self->n_rows && self->rows[self->n_printed] != NULL)
    {
      g_autoptr (RushesCliRow) next = g_steal_pointer (&self->rows[self->n_printed]);
      g_autofree char *line = format_row (self, next);

      self->n_printed++;
      if (!rushes_cli_print_line (line))
        merge (self, RUSHES_CLI_EXIT_PROBLEM);
    }
}

int
rushes_cli_printer_get_exit_status (RushesCliPrinter *self)
{
  return self->exit_status;
}

gboolean
rushes_cli_print_line (const char *line)
{
  g_autofree char *sentence = NULL;
  static gboolean told;

  if (fputs (line, stdout) >= 0 && fputc ('\n', stdout) != EOF && fflush (stdout) == 0)
    return TRUE;

  /* A reader who went away ("head") has seen enough; and once is enough for the others. */
  if (errno != EPIPE && !told)
    {
      sentence = g_strdup_printf (_ ("The results can’t be written: %s"), g_strerror (errno));
      rushes_cli_print_problem (sentence);
    }
  told = TRUE;
  return FALSE;
}

void
rushes_cli_print_problem (const char *sentence)
{
  g_autofree char *redacted = rushes_redact (sentence);

  g_printerr ("rushes-cli: %s\n", redacted);
}
