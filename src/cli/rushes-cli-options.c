/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-options"

#include "config.h"

#include "cli/rushes-cli-options.h"

#include "base/rushes-redact.h"
#include "transfer/rushes-name-template.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A month: beyond it a number of seconds is a slip of the hand. */
#define MAX_TIMEOUT (31.0 * 24 * 60 * 60)

typedef struct
{
  const char *name;
  RushesCliCommand command;
} CommandName;

static const CommandName commands[] = {
  { "status", RUSHES_CLI_COMMAND_STATUS },
  { "save", RUSHES_CLI_COMMAND_SAVE },
  { "parse", RUSHES_CLI_COMMAND_PARSE },
};

void
rushes_cli_options_free (RushesCliOptions *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->arguments);
  g_free (self->base_url);
  g_free (self->key_file);
  g_free (self->account);
  g_free (self->folder);
  g_free (self->name_template);
  g_free (self);
}

const char *
rushes_cli_options_get_usage (void)
{
  return _ ("Usage: rushes-cli [OPTION…] status|save|parse [ID…|-]");
}

gboolean
rushes_cli_looks_like_key (const char *argument)
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

static gboolean
find_command (const char *name, RushesCliCommand *command)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (strcmp (commands[i].name, name) == 0)
        {
          *command = commands[i].command;
          return TRUE;
        }
    }
  return FALSE;
}

/* Takes the command off the front of the arguments. */
static gboolean
take_command (RushesCliOptions *self, char **remaining, GError **error)
{
  if (remaining == NULL || remaining[0] == NULL)
    {
      set_usage_error (error, _ ("A command is missing."));
      return FALSE;
    }
  /* What was written is not repeated: it may be a key in the wrong place. */
  if (!find_command (remaining[0], &self->command))
    {
      set_usage_error (error, _ ("The first word must be a command: status, save or parse."));
      return FALSE;
    }

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
      if (rushes_cli_looks_like_key (self->arguments[i]))
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

/* An option that would be silently ignored is a mistake that its user would notice too late. */
static gboolean
check_meanings (RushesCliOptions *self, GError **error)
{
  const char *command = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    command = commands[i].command == self->command ? commands[i].name : command;

  if (self->command != RUSHES_CLI_COMMAND_SAVE)
    {
      if (self->folder != NULL)
        return refuse_option ("--to", command, error);
      if (self->name_template != NULL)
        return refuse_option ("--name", command, error);
      if (self->no_wait)
        return refuse_option ("--no-wait", command, error);
    }
  if (self->command == RUSHES_CLI_COMMAND_PARSE && self->show_links)
    return refuse_option ("--show-links", command, error);

  if (self->demo)
    {
      if (self->base_url != NULL)
        return refuse_option ("--base-url", "--demo", error);
      if (self->key_file != NULL)
        return refuse_option ("--key-file", "--demo", error);
      if (self->account != NULL)
        return refuse_option ("--account", "--demo", error);
    }
  return TRUE;
}

static gboolean
check_values (RushesCliOptions *self, gboolean timeout_given, GError **error)
{
  if ((self->account != NULL && rushes_cli_looks_like_key (self->account))
      || (self->base_url != NULL && rushes_cli_looks_like_key (self->base_url)))
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

static GOptionContext *
new_context (const GOptionEntry *entries)
{
  GOptionContext *context = g_option_context_new (_ ("COMMAND [ID…|-]"));

  g_option_context_set_summary (context,
                                _ ("Commands:\n"
                                   "  status ID…|-    ask once how each task stands\n"
                                   "  save ID…|-      wait until each task ends, then save its video\n"
                                   "  parse [FILE|-]  show which task ids a text holds\n"
                                   "\n"
                                   "“-” reads ids, or any text that holds them, from standard input."));
  g_option_context_set_description (
    context, _ ("The key comes from RUSHES_API_KEY, from --key-file or from the keyring, never from an\n"
                "argument, where others could read it.\n"
                "\n"
                "Exit status: 0 all well; 1 a task failed, or could not be read or saved; 2 wrong usage;\n"
                "3 the key was refused; 4 the service could not be reached."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return context;
}

RushesCliOptions *
rushes_cli_options_parse (const char *const *argv, GError **error)
{
  g_autoptr (RushesCliOptions) self = g_new0 (RushesCliOptions, 1);
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) local_error = NULL;
  g_auto (GStrv) remaining = NULL;
  g_auto (GStrv) copy = g_strdupv ((char **) argv);
  g_autofree char *timeout = NULL;
  gboolean version = FALSE;
  const GOptionEntry entries[] = {
    { "base-url", 0, 0, G_OPTION_ARG_STRING, &self->base_url, N_ ("Ask this service"), N_ ("URL") },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file, N_ ("Read the key from this file"),
      N_ ("FILE") },
    { "account", 0, 0, G_OPTION_ARG_STRING, &self->account, N_ ("Use this account of the window’s"),
      N_ ("NAME") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &self->demo,
      N_ ("Ask a demo on this computer; without an ID, about all its tasks"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print one JSON object a line"), NULL },
    { "show-links", 0, 0, G_OPTION_ARG_NONE, &self->show_links,
      N_ ("Print the links to the videos, which are secrets"), NULL },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &self->folder,
      N_ ("save: put the videos into this folder (made if it is missing)"), N_ ("DIR") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name_template,
      N_ ("save: call the videos so; {id} {label} {date} {time} {width} {height} {account} {model} {n}"),
      N_ ("TEMPLATE") },
    { "no-wait", 0, 0, G_OPTION_ARG_NONE, &self->no_wait, N_ ("save: do not wait for a task that still runs"),
      NULL },
    { "timeout", 0, 0, G_OPTION_ARG_STRING, &timeout, N_ ("Give up after so many seconds"), N_ ("SECONDS") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("Print the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &remaining, NULL, NULL },
    { NULL },
  };

  context = new_context (entries);
  if (!g_option_context_parse_strv (context, &copy, &local_error))
    {
      hide_values (argv, &local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (version)
    return g_steal_pointer (&self);

  if (timeout != NULL)
    {
      char *end = NULL;

      self->timeout = g_ascii_strtod (timeout, &end);
      if (end == timeout || *end != '\0')
        self->timeout = NAN;
    }
  if (!take_command (self, remaining, error) || !check_arguments (self, error)
      || !check_meanings (self, error) || !check_values (self, timeout != NULL, error))
    return NULL;

  return g_steal_pointer (&self);
}
