/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "cli/rushes-cli-options.h"
#include "cli/rushes-cli-printer.h"
#include "cli/rushes-cli-row.h"
#include "intake/rushes-intake.h"
#include "session/rushes-demo.h"

G_BEGIN_DECLS

/**
 * RushesCliRun: one run of "status" or "save": whom to ask, about what, and what may end it early.
 *
 * @items: (element-type RushesIntakeItem): the tasks, each once, in the order in which they were given
 * @parts_folder: where videos are put together
 * @cancellable: cancelled when the time is up, or when a signal asks the program to end
 * @timed_out: the time is up
 * @signal: the signal that ends it, or 0
 */
typedef struct
{
  const RushesCliOptions *options;
  RushesDemo *demo; /* (nullable) */
  RushesAccount *account;
  GPtrArray *items;
  char *parts_folder;
  RushesCliPrinter *printer;

  GCancellable *cancellable;
  gboolean timed_out;
  int signal;

  gint64 deadline; /* on g_get_monotonic_time(); 0: none */
  guint sources[3]; /* of the signals */
  guint timer;
} RushesCliRun;

/**
 * rushes_cli_run:
 *
 * Does what @options ask for. Returns: the exit status; a signal that came ends the process with
 * that very signal, once everything is put away.
 */
int rushes_cli_run (const RushesCliOptions *options);

/* The commands: pump the main context until they are through. */
void rushes_cli_status_run (RushesCliRun *run);
void rushes_cli_save_run (RushesCliRun *run);
int  rushes_cli_parse_run (const RushesCliOptions *options, gint64 deadline);
int  rushes_cli_track_run (const RushesCliOptions *options, gint64 deadline);

/**
 * rushes_cli_run_end_row:
 *
 * Prints @row, which it takes, of a question or a save that was cancelled: a row whose time was
 * up says so; after a signal nothing more is printed.
 */
void rushes_cli_run_end_row (RushesCliRun *run, guint index, RushesCliRow *row);

G_END_DECLS
