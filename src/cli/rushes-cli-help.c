/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-help"

#include "config.h"

#include "cli/rushes-cli-help.h"

#include "cli/rushes-cli-output.h"

#include <glib/gi18n-lib.h>

/* Between what is typed and what it means. */
#define GAP 2

static const RushesCliCommandWords commands[] = {
  { RUSHES_CLI_COMMAND_STATUS, "status", "ID…|-", N_ ("Ask once how each task stands"),
    N_ ("Prints one line a task: its id, its state, the dimensions of its video, when it was submitted and\n"
        "finished, and until when its link is good, or what went wrong.") },
  { RUSHES_CLI_COMMAND_SAVE, "save", "ID…|-", N_ ("Wait until each task ends, then save its video"),
    N_ ("A video is fetched into a part file, checked from end to end, and then put into the folder, whole\n"
        "or not at all. What an earlier run has fetched is not fetched again. No file is ever replaced.") },
  { RUSHES_CLI_COMMAND_TRACK, "track", "ID…|-", N_ ("Put tasks into Rushes’ list, where they are followed"),
    N_ (
      "Hands the tasks to the running Rushes, which follows them and keeps their videos. Where it does not\n"
      "run they are written into its list, and followed as soon as it is opened. Needs no key.") },
  { RUSHES_CLI_COMMAND_PARSE, "parse", "[FILE|-]", N_ ("Show which task ids a text holds"),
    N_ ("Asks nobody. Reads prose, tables, logs, query URLs, cURL commands and whole replies.") },
};

const RushesCliCommandWords *
rushes_cli_help_get_commands (gsize *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}

/* (nullable) */
static const RushesCliCommandWords *
find_command (RushesCliCommand command)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].command == command)
      return &commands[i];
  return NULL;
}

static void
append_line (GString *text, const char *typed, int width, const char *meaning)
{
  g_string_append_printf (text, "  %s", typed);
  for (int cells = rushes_cli_output_measure (typed); cells < width + GAP; cells++)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, "%s\n", meaning);
}

static char *
format_command (const RushesCliCommandWords *words)
{
  return g_strdup_printf ("%s %s", words->name, words->arguments);
}

static char *
format_option (const RushesCliOptionWords *words)
{
  if (words->value != NULL)
    return g_strdup_printf ("--%s=%s", words->name, _ (words->value));

  return g_strdup_printf ("--%s", words->name);
}

static void
append_commands (GString *text)
{
  int width = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *typed = format_command (&commands[i]);

      width = MAX (width, rushes_cli_output_measure (typed));
    }

  g_string_append_printf (text, "%s\n", _ ("Commands:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *typed = format_command (&commands[i]);

      append_line (text, typed, width, _ (commands[i].brief));
    }
}

static void
append_options (GString *text, const char *heading, const RushesCliOptionWords *options, gsize n_options)
{
  int width = 0;

  for (gsize i = 0; i < n_options; i++)
    {
      g_autofree char *typed = format_option (&options[i]);

      width = MAX (width, rushes_cli_output_measure (typed));
    }

  g_string_append_printf (text, "\n%s\n", heading);
  for (gsize i = 0; i < n_options; i++)
    {
      g_autofree char *typed = format_option (&options[i]);

      append_line (text, typed, width, _ (options[i].brief));
    }
}

/* Those with a meaning for @command, or only those with a meaning for exactly @exactly, if that is set. */
static void
append_chosen (GString *text,
               const char *heading,
               const RushesCliOptionWords *options,
               gsize n_options,
               RushesCliCommand command,
               RushesCliCommand exactly)
{
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (RushesCliOptionWords));

  for (gsize i = 0; i < n_options; i++)
    {
      if (exactly != 0 ? options[i].commands == exactly : (options[i].commands & command) != 0)
        g_array_append_val (chosen, options[i]);
    }
  if (chosen->len > 0)
    append_options (text, heading, (const RushesCliOptionWords *) (gpointer) chosen->data, chosen->len);
}

char *
rushes_cli_help_dup_usage (RushesCliCommand command)
{
  const RushesCliCommandWords *words = find_command (command);

  if (words == NULL)
    /* Translators: how the program is called; COMMAND stands for one of its commands. */
    return g_strdup (_ ("Usage: rushes-cli [OPTION…] COMMAND [ID…|-]"));

  /* Translators: how the program is called: the first %s is a command, the second what follows it: “ID…|-”.
   */
  return g_strdup_printf (_ ("Usage: rushes-cli [OPTION…] %s %s"), words->name, words->arguments);
}

static void
append_key_words (GString *text)
{
  g_string_append_printf (
    text, "\n%s\n",
    _ ("The key comes from RUSHES_API_KEY, from --key-file or from the keyring, never from an\n"
       "argument, where others could read it."));
}

static void
append_exit_words (GString *text, RushesCliCommand command)
{
  const gboolean asks = command == RUSHES_CLI_COMMAND_NONE || (command & RUSHES_CLI_COMMANDS_ASKING) != 0;

  g_string_append_printf (
    text, "\n%s\n",
    asks ? _ ("Exit status: 0 all well; 1 a task failed, or could not be read or saved; 2 wrong usage;\n"
              "3 the key was refused; 4 the service could not be reached.")
         : _ ("Exit status: 0 all well; 1 it did not work; 2 wrong usage."));
}

static char *
dup_general (const RushesCliOptionWords *options, gsize n_options)
{
  GString *text = g_string_new (NULL);
  g_autofree char *usage = rushes_cli_help_dup_usage (RUSHES_CLI_COMMAND_NONE);

  g_string_append_printf (text, "%s\n\n%s\n\n", usage,
                          _ ("Follows AI video tasks and saves the finished videos."));
  append_commands (text);
  append_chosen (text, _ ("Options of “status” and “save”:"), options, n_options, 0,
                 RUSHES_CLI_COMMANDS_ASKING);
  append_chosen (text, _ ("Options of “save”:"), options, n_options, 0, RUSHES_CLI_COMMAND_SAVE);
  append_chosen (text, _ ("Options of every command:"), options, n_options, 0, RUSHES_CLI_COMMANDS_ALL);
  g_string_append_printf (text, "\n%s\n",
                          _ ("“-” reads ids, or any text that holds them, from standard input."));
  append_key_words (text);
  append_exit_words (text, RUSHES_CLI_COMMAND_NONE);
  g_string_append_printf (
    text, "\n%s", _ ("“rushes-cli COMMAND --help” tells of one command, “man rushes-cli” of everything."));

  return g_string_free (text, FALSE);
}

char *
rushes_cli_help_dup (RushesCliCommand command, const RushesCliOptionWords *options, gsize n_options)
{
  const RushesCliCommandWords *words = find_command (command);
  GString *text = NULL;
  g_autofree char *usage = NULL;

  if (words == NULL)
    return dup_general (options, n_options);

  text = g_string_new (NULL);
  usage = rushes_cli_help_dup_usage (command);
  g_string_append_printf (text, "%s\n\n%s\n\n%s\n", usage, _ (words->brief), _ (words->text));
  append_chosen (text, _ ("Options:"), options, n_options, command, 0);
  if (command & RUSHES_CLI_COMMANDS_ASKING)
    append_key_words (text);
  append_exit_words (text, command);

  return g_strchomp (g_string_free (text, FALSE));
}
