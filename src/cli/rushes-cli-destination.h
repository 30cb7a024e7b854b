/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "cli/rushes-cli-options.h"
#include "cli/rushes-cli-row.h"

G_BEGIN_DECLS

/**
 * RushesCliDestination: the folder that "save" saves into, and which names are left in it. Main
 * thread.
 */
typedef struct _RushesCliDestination RushesCliDestination;

/* Makes the folder if it is missing. */
RushesCliDestination *rushes_cli_destination_new (const RushesCliOptions *options, RushesAccount *account);
void                  rushes_cli_destination_free (RushesCliDestination *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliDestination, rushes_cli_destination_free)

/* Whether there is a folder to save into: FALSE with RUSHES_ERROR_FOLDER_UNWRITABLE or _DISK_FULL. */
gboolean rushes_cli_destination_check (RushesCliDestination *self, GError **error);

/**
 * rushes_cli_destination_claim:
 * @row: of a finished task
 * @n: its number, from 1
 *
 * A name that neither a file nor another save of this run has; " (2)" and so on where the first
 * choice is taken. Until it is released nobody else of this run gets it.
 *
 * Returns: (transfer full): or NULL, as rushes_cli_destination_check()
 */
GFile *rushes_cli_destination_claim (RushesCliDestination *self,
                                     const RushesCliRow   *row,
                                     guint                 n,
                                     GError              **error);
void   rushes_cli_destination_release (RushesCliDestination *self, GFile *file);

G_END_DECLS
