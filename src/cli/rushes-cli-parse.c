/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-parse"

#include "config.h"

#include "cli/rushes-cli-input.h"
#include "cli/rushes-cli-output.h"
#include "cli/rushes-cli-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
print_items (const RushesIntake *intake, gboolean json)
{
  for (guint i = 0; i < intake->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (intake->items, i);
      g_autofree char *line = json ? rushes_cli_output_json_item (item) : rushes_cli_output_plain_item (item);

      if (!rushes_cli_print_line (line))
        return FALSE;
    }
  return TRUE;
}

static gboolean
print_ignored (const RushesIntake *intake, gboolean json)
{
  if (json)
    {
      g_autofree char *line = rushes_cli_output_json_ignored (intake->ignored);

      return rushes_cli_print_line (line);
    }

  for (guint i = 0; i < intake->ignored->len; i++)
    {
      const RushesIntakeIgnored *piece = g_ptr_array_index (intake->ignored, i);
      /* Translators: a line of the text that was read, and why something on it was not used. */
      g_autofree char *words = g_strdup_printf (_ ("line %u: %s"), piece->line, piece->reason);

      rushes_cli_print_problem (words);
    }
  return TRUE;
}

int
rushes_cli_parse_run (const RushesCliOptions *options, gint64 deadline)
{
  const char *argument = options->arguments[0];
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (RushesIntake) intake = NULL;

  if (argument != NULL && strcmp (argument, "-") != 0)
    path = g_filename_from_utf8 (argument, -1, NULL, NULL, &error);

  if (error != NULL)
    g_prefix_error (&error, "%s: ", argument);
  else
    text = rushes_cli_input_read (path, RUSHES_INTAKE_MAX_BYTES, deadline, &error);
  if (text != NULL)
    intake = rushes_intake_read (g_bytes_get_size (text) > 0 ? g_bytes_get_data (text, NULL) : "",
                                 (gssize) g_bytes_get_size (text), &error);
  if (intake == NULL)
    {
      rushes_cli_print_problem (error->message);
      return RUSHES_CLI_EXIT_PROBLEM;
    }

  return print_items (intake, options->json) && print_ignored (intake, options->json)
           ? RUSHES_CLI_EXIT_OK
           : RUSHES_CLI_EXIT_PROBLEM;
}
