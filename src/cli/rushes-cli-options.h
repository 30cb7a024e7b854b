/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  RUSHES_CLI_COMMAND_NONE, /* --version */
  RUSHES_CLI_COMMAND_STATUS,
  RUSHES_CLI_COMMAND_SAVE,
  RUSHES_CLI_COMMAND_PARSE,
} RushesCliCommand;

/**
 * RushesCliOptions: the command line, understood.
 *
 * @arguments: (not nullable): what stands behind the command, as it was written
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
 * Options stand on either side of the command. --help is answered here, and ends the process.
 *
 * Returns: (transfer full): or NULL with a G_OPTION_ERROR, whose message is a translated
 *   sentence that repeats nothing that may be a key
 */
RushesCliOptions *rushes_cli_options_parse (const char *const *argv, GError **error);
void              rushes_cli_options_free (RushesCliOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliOptions, rushes_cli_options_free)

/* The one line that tells how the program is used. (transfer none) */
const char *rushes_cli_options_get_usage (void);

/* Whether @argument has the shape of a key, which never belongs on a command line. */
gboolean rushes_cli_looks_like_key (const char *argument);

G_END_DECLS
