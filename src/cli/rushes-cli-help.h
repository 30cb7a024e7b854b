/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "cli/rushes-cli-options.h"

G_BEGIN_DECLS

/**
 * RushesCliCommandWords: a command, as --help tells it.
 *
 * @arguments: what follows it: “ID…|-”
 * @brief: translatable: what it does, in one line
 * @text: translatable: the rest, for its own help
 */
typedef struct
{
  RushesCliCommand command;
  const char *name;
  const char *arguments;
  const char *brief;
  const char *text;
} RushesCliCommandWords;

/**
 * RushesCliOptionWords: an option, as --help tells it.
 *
 * @commands: those that it has a meaning for
 * @value: (nullable): translatable: what follows it: “SECONDS”
 * @brief: translatable: what it does, in one line
 */
typedef struct
{
  const char *name;
  RushesCliCommand commands;
  const char *value;
  const char *brief;
} RushesCliOptionWords;

/* @n_commands: (out). All there are, in the order in which they are told. (transfer none) */
const RushesCliCommandWords *rushes_cli_help_get_commands (gsize *n_commands);

/**
 * rushes_cli_help_dup:
 * @command: or RUSHES_CLI_COMMAND_NONE for the whole program
 *
 * Returns: (transfer full): lines, translated
 */
char *rushes_cli_help_dup (RushesCliCommand command, const RushesCliOptionWords *options, gsize n_options);

/* “Usage: rushes-cli …”. (transfer full) */
char *rushes_cli_help_dup_usage (RushesCliCommand command);

G_END_DECLS
