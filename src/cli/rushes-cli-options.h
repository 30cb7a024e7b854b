/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RUSHES_CLI_COMMAND_NONE = 0, /* --version, --help */
  RUSHES_CLI_COMMAND_STATUS = 1 << 0,
  RUSHES_CLI_COMMAND_SAVE = 1 << 1,
  RUSHES_CLI_COMMAND_TRACK = 1 << 2,
  RUSHES_CLI_COMMAND_PARSE = 1 << 3,
} RushesCliCommand;

#define RUSHES_CLI_COMMANDS_ASKING (RUSHES_CLI_COMMAND_STATUS | RUSHES_CLI_COMMAND_SAVE)
#define RUSHES_CLI_COMMANDS_ALL (RUSHES_CLI_COMMANDS_ASKING | RUSHES_CLI_COMMAND_TRACK | RUSHES_CLI_COMMAND_PARSE)

/**
 * RushesCliOptions: the command line, understood.
 *
 * @help: (nullable): nothing is to be done but to print this text; everything else is unset
 * @arguments: what stands behind the command, as it was written; NULL for RUSHES_CLI_COMMAND_NONE
 * @base_url: (nullable)
 * @key_file: (nullable): a path
 * @account: (nullable): a name
 * @folder: (nullable): --to; a path
 * @name_template: (nullable): --name; a good one
 * @timeout: seconds; 0: none
 */
typedef struct
{
  RushesCliCommand command;
  char *help;
  char **arguments;

  char *base_url;
  char *key_file;
  char *account;
  gboolean demo;

  gboolean json;
  gboolean show_links;
  char *folder;
  char *name_template;
  gboolean no_wait;
  double timeout;
} RushesCliOptions;

/**
 * rushes_cli_options_parse:
 * @argv: with the program's name; not changed
 *
 * Options stand on either side of the command.
 *
 * Returns: (transfer full): or NULL with a G_OPTION_ERROR, whose message is a translated
 *   sentence that repeats nothing that may be a key
 */
RushesCliOptions *rushes_cli_options_parse (const char *const *argv, GError **error);
void              rushes_cli_options_free (RushesCliOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliOptions, rushes_cli_options_free)

/* The one line that tells how the program is used. (transfer full) */
char *rushes_cli_options_dup_usage (void);

G_END_DECLS
