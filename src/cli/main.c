/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli"

#include "config.h"

#include "base/rushes-log.h"
#include "base/rushes-redact.h"
#include "cli/rushes-cli-options.h"
#include "cli/rushes-cli-printer.h"
#include "cli/rushes-cli-run.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autoptr (RushesCliOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  rushes_log_init ();
  /* Hidden whoever repeats it, also where this run uses another key or none. */
  rushes_redact_add_secret (g_getenv ("RUSHES_API_KEY"));

  options = rushes_cli_options_parse ((const char *const *) argv, &error);
  if (options == NULL)
    {
      g_autofree char *usage = rushes_cli_options_dup_usage ();

      rushes_cli_print_problem (error->message);
      g_printerr ("%s\n", usage);
      return RUSHES_CLI_EXIT_USAGE;
    }
  if (options->command != RUSHES_CLI_COMMAND_NONE)
    return rushes_cli_run (options);

  return rushes_cli_print_line (options->help != NULL ? options->help : "rushes-cli " RUSHES_VERSION)
           ? RUSHES_CLI_EXIT_OK
           : RUSHES_CLI_EXIT_PROBLEM;
}
