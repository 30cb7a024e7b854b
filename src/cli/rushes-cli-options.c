/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-options"

#include "config.h"

#include "cli/rushes-cli-options.h"

#include "base/rushes-redact.h"
#include "cli/rushes-cli-help.h"
#include "transfer/rushes-name-template.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A month: beyond it a number of seconds is a slip of the hand. */
#define MAX_TIMEOUT (31.0 * 24 * 60 * 60)

/* The command line as GOption leaves it. */
typedef struct
{
  RushesCliOptions options;
  char *timeout;
  gboolean version;
  gboolean help;
} Line;

typedef struct
{
  RushesCliOptionWords words;
  GOptionArg argument;
  gsize offset; /* in Line */
} Option;

static const Option options[] = {
  { { "base-url", RUSHES_CLI_COMMANDS_ASKING, N_ ("URL"), N_ ("Ask this service") },
    G_OPTION_ARG_STRING,
    G_STRUCT_OFFSET (Line, options.base_url) },
  { { "key-file", RUSHES_CLI_COMMANDS_ASKING, N_ ("FILE"), N_ ("Read the key from this file") },
    G_OPTION_ARG_FILENAME,
    G_STRUCT_OFFSET (Line, options.key_file) },
  { { "account", RUSHES_CLI_COMMANDS_ASKING, N_ ("NAME"), N_ ("Use this account of the window’s") },
    G_OPTION_ARG_STRING,
    G_STRUCT_OFFSET (Line, options.account) },
  { { "demo", RUSHES_CLI_COMMANDS_ASKING, NULL,
      N_ ("Ask a demo on this computer; without an ID, about all its tasks") },
    G_OPTION_ARG_NONE,
    G_STRUCT_OFFSET (Line, options.demo) },
  { { "show-links", RUSHES_CLI_COMMANDS_ASKING, NULL,
      N_ ("Print the links to the videos, which are secrets") },
    G_OPTION_ARG_NONE,
    G_STRUCT_OFFSET (Line, options.show_links) },
  { { "to", RUSHES_CLI_COMMAND_SAVE, N_ ("DIR"),
      N_ ("Put the videos into this folder, which is made if missing") },
    G_OPTION_ARG_FILENAME,
    G_STRUCT_OFFSET (Line, options.folder) },
  { { "name", RUSHES_CLI_COMMAND_SAVE, N_ ("TEMPLATE"),
      N_ ("Call them so; {id} {label} {date} {time} {width} {height} {account} {model} {n}") },
    G_OPTION_ARG_STRING,
    G_STRUCT_OFFSET (Line, options.name_template) },
  { { "no-wait", RUSHES_CLI_COMMAND_SAVE, NULL, N_ ("Do not wait for a task that still runs") },
    G_OPTION_ARG_NONE,
    G_STRUCT_OFFSET (Line, options.no_wait) },
  { { "timeout", RUSHES_CLI_COMMANDS_ALL, N_ ("SECONDS"), N_ ("Give up after so many seconds") },
    G_OPTION_ARG_STRING,
    G_STRUCT_OFFSET (Line, timeout) },
  { { "json", RUSHES_CLI_COMMANDS_ALL, NULL, N_ ("Print one JSON object a line") },
    G_OPTION_ARG_NONE,
    G_STRUCT_OFFSET (Line, options.json) },
  { { "help", RUSHES_CLI_COMMANDS_ALL, NULL, N_ ("Print this help") },
    G_OPTION_ARG_NONE,
    G_STRUCT_OFFSET (Line, help) },
  { { "version", RUSHES_CLI_COMMANDS_ALL, NULL, N_ ("Print the version") },
    G_OPTION_ARG_NONE,
    G_STRUCT_OFFSET (Line, version) },
};

static void
clear_options (RushesCliOptions *self)
{
  g_free (self->help);
  g_strfreev (self->arguments);
  g_free (self->base_url);
  g_free (self->key_file);
  g_free (self->account);
  g_free (self->folder);
  g_free (self->name_template);
}

void
rushes_cli_options_free (RushesCliOptions *self)
{
  if (self == NULL)
    return;

  clear_options (self);
  g_free (self);
}

char *
rushes_cli_options_dup_usage (void)
{
  return rushes_cli_help_dup_usage (RUSHES_CLI_COMMAND_NONE);
}

/* A key never belongs on a command line. */
static gboolean
looks_like_key (const char *argument)
{
  return g_ascii_strncasecmp (argument, "sk-", 3) == 0 || g_ascii_strncasecmp (argument, "bearer ", 7) == 0;
}

static void
set_usage_error (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, sentence);
}

/* Writes of an option what may be repeated: a value may be a key. */
static char *
dup_option_name (const char *argument)
{
  if (g_str_has_prefix (argument, "--"))
    return g_strndup (argument, strcspn (argument, "="));

  return g_strndup (argument, 2);
}

/* GOption repeats the whole argument in its message; @error becomes one that does not. */
static void
hide_values (const char *const *argv, GError **error)
{
  g_autofree char *redacted = NULL;

  for (guint i = 1; argv[i] != NULL; i++)
    {
      g_autofree char *name = NULL;

      if (argv[i][0] != '-' || argv[i][1] == '\0' || strstr ((*error)->message, argv[i]) == NULL)
        continue;

      if (g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        {
          name = dup_option_name (argv[i]);
          g_clear_error (error);
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, _ ("There is no option “%s”."),
                       name);
          return;
        }
    }

  redacted = rushes_redact ((*error)->message);
  g_free ((*error)->message);
  (*error)->message = g_steal_pointer (&redacted);
}

/* (nullable) */
static const RushesCliCommandWords *
find_command (const char *name)
{
  gsize n_commands;
  const RushesCliCommandWords *commands = rushes_cli_help_get_commands (&n_commands);

  for (gsize i = 0; i < n_commands; i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

/* Takes the command off the front of the arguments. */
static gboolean
take_command (RushesCliOptions *self, char **remaining, const char **name, GError **error)
{
  const RushesCliCommandWords *command = NULL;

  if (remaining == NULL || remaining[0] == NULL)
    {
      set_usage_error (error, _ ("A command is missing."));
      return FALSE;
    }
  /* What was written is not repeated: it may be a key in the wrong place. */
  command = find_command (remaining[0]);
  if (command == NULL)
    {
      set_usage_error (error, _ ("The first word must be a command: status, save, track or parse."));
      return FALSE;
    }

  self->command = command->command;
  *name = command->name;
  self->arguments = g_strdupv (remaining + 1);
  return TRUE;
}

static gboolean
refuse_key (GError **error)
{
  set_usage_error (error, _ ("A key does not belong on a command line, where others can read it. "
                             "Put it into RUSHES_API_KEY or into a file for --key-file."));
  return FALSE;
}

static gboolean
check_ids (RushesCliOptions *self, GError **error)
{
  guint n_arguments = g_strv_length (self->arguments);
  guint n_dashes = 0;

  if (n_arguments == 0 && !self->demo)
    {
      set_usage_error (error, _ ("A task id is missing; “-” reads them from standard input."));
      return FALSE;
    }

  for (guint i = 0; i < n_arguments; i++)
    {
      g_strstrip (self->arguments[i]);
      n_dashes += strcmp (self->arguments[i], "-") == 0 ? 1 : 0;
      if (self->arguments[i][0] == '\0')
        {
          set_usage_error (error, _ ("A task id is empty."));
          return FALSE;
        }
      if (looks_like_key (self->arguments[i]))
        return refuse_key (error);
    }
  if (n_dashes > 1)
    {
      set_usage_error (error, _ ("Standard input can be read only once."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_arguments (RushesCliOptions *self, GError **error)
{
  if (self->command != RUSHES_CLI_COMMAND_PARSE)
    return check_ids (self, error);

  if (g_strv_length (self->arguments) > 1)
    {
      set_usage_error (error, _ ("“parse” reads one file at a time."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_option (const char *option, const char *command, GError **error)
{
  /* Translators: both %s are words of the command line: “--to”, “status”. */
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("“%s” has no meaning for “%s”."), option,
               command);
  return FALSE;
}

static gboolean
is_given (const Line *line, const Option *option)
{
  const char *value = (const char *) line + option->offset;

  if (option->argument == G_OPTION_ARG_NONE)
    return *(const gboolean *) (gconstpointer) value;

  return *(char *const *) (gconstpointer) value != NULL;
}

/* An option that would be silently ignored is a mistake that its user would notice too late. */
static gboolean
check_meanings (const Line *line, const char *command, GError **error)
{
  const char *const whom_to_ask[] = { "base-url", "key-file", "account", "demo", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      const RushesCliOptionWords *words = &options[i].words;
      g_autofree char *typed = g_strconcat ("--", words->name, NULL);
      const gboolean is_whom = g_strv_contains (whom_to_ask, words->name);

      if (!is_given (line, &options[i]))
        continue;
      /* Scripts put them before every command; "parse" asks nobody, so it does no harm there. */
      if ((words->commands & line->options.command) == 0
          && !(is_whom && line->options.command == RUSHES_CLI_COMMAND_PARSE))
        return refuse_option (typed, command, error);
      if (line->options.demo && is_whom && strcmp (words->name, "demo") != 0)
        return refuse_option (typed, "--demo", error);
    }
  return TRUE;
}

static gboolean
check_values (RushesCliOptions *self, gboolean timeout_given, GError **error)
{
  if ((self->account != NULL && looks_like_key (self->account))
      || (self->base_url != NULL && looks_like_key (self->base_url)))
    return refuse_key (error);

  if (timeout_given && !(isfinite (self->timeout) && self->timeout > 0 && self->timeout <= MAX_TIMEOUT))
    {
      set_usage_error (error, _ ("“--timeout” takes a number of seconds, more than 0."));
      return FALSE;
    }
  if (self->folder != NULL && *self->folder == '\0')
    {
      set_usage_error (error, _ ("“--to” takes a folder."));
      return FALSE;
    }
  if (self->name_template != NULL)
    {
      g_autofree char *explanation = rushes_name_template_explain (self->name_template);

      if (explanation != NULL)
        {
          set_usage_error (error, explanation);
          return FALSE;
        }
    }
  return TRUE;
}

static void
line_free (Line *line)
{
  clear_options (&line->options);
  g_free (line->timeout);
  g_free (line);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Line, line_free)

/* Fills @line. @remaining: (out): the words that are no options */
static gboolean
read_line (const char *const *argv, Line *line, char ***remaining, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) copy = g_strdupv ((char **) argv);
  GOptionEntry entries[G_N_ELEMENTS (options) + 2] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      entries[i].long_name = options[i].words.name;
      entries[i].short_name = strcmp (options[i].words.name, "help") == 0 ? 'h' : 0;
      entries[i].arg = options[i].argument;
      entries[i].arg_data = (char *) line + options[i].offset;
    }
  entries[G_N_ELEMENTS (options)].long_name = G_OPTION_REMAINING;
  entries[G_N_ELEMENTS (options)].arg = G_OPTION_ARG_STRING_ARRAY;
  entries[G_N_ELEMENTS (options)].arg_data = remaining;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse_strv (context, &copy, error);
}

/* (transfer full) */
static RushesCliOptions *
take_options (Line *line)
{
  RushesCliOptions *self = g_memdup2 (&line->options, sizeof line->options);

  memset (&line->options, 0, sizeof line->options);
  return self;
}

static double
read_timeout (const char *text)
{
  char *end = NULL;
  double seconds = g_ascii_strtod (text, &end);

  return end == text || *end != '\0' ? NAN : seconds;
}

static char *
dup_help (char **remaining)
{
  const RushesCliCommandWords *command = remaining != NULL ? find_command (remaining[0]) : NULL;
  RushesCliOptionWords words[G_N_ELEMENTS (options)];

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    words[i] = options[i].words;
  return rushes_cli_help_dup (command != NULL ? command->command : RUSHES_CLI_COMMAND_NONE, words,
                              G_N_ELEMENTS (words));
}

RushesCliOptions *
rushes_cli_options_parse (const char *const *argv, GError **error)
{
  g_autoptr (Line) line = g_new0 (Line, 1);
  RushesCliOptions *self = &line->options;
  g_autoptr (GError) local_error = NULL;
  g_auto (GStrv) remaining = NULL;
  const char *command = NULL;

  if (!read_line (argv, line, &remaining, &local_error))
    {
      hide_values (argv, &local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (line->help || line->version)
    {
      self = g_new0 (RushesCliOptions, 1);
      self->help = line->help ? dup_help (remaining) : NULL;
      return self;
    }

  if (line->timeout != NULL)
    self->timeout = read_timeout (line->timeout);
  if (!take_command (self, remaining, &command, error) || !check_arguments (self, error)
      || !check_meanings (line, command, error) || !check_values (self, line->timeout != NULL, error))
    return NULL;

  return take_options (line);
}
