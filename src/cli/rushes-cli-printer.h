/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/rushes-cli-options.h"
#include "cli/rushes-cli-row.h"

G_BEGIN_DECLS

/**
 * RushesCliPrinter: results on standard output, in the order in which they were asked for, each as
 * soon as those before it are there. Whoever reads along sees a line when it is printed.
 */
typedef struct _RushesCliPrinter RushesCliPrinter;

/* @items: (element-type RushesIntakeItem): what will be printed, in its order */
RushesCliPrinter *rushes_cli_printer_new (const RushesCliOptions *options, GPtrArray *items);
void              rushes_cli_printer_free (RushesCliPrinter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliPrinter, rushes_cli_printer_free)

/* Takes @row: the result for the item number @index, once each. */
void rushes_cli_printer_put (RushesCliPrinter *self, guint index, RushesCliRow *row);

/* What all rows so far make of the command; a problem where they could not be written. */
int rushes_cli_printer_get_exit_status (RushesCliPrinter *self);

/* Prints one line; FALSE, after a word on standard error, where that did not work. */
gboolean rushes_cli_print_line (const char *line);

/* Tells the user what is wrong, on standard error. */
void rushes_cli_print_problem (const char *sentence);

G_END_DECLS
