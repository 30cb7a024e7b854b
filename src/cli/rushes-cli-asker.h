/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * RushesCliAsker: asks one account's questions, RUSHES_PACE_MAX_IN_FLIGHT at a time, in the order in
 * which they came. Once the key has been refused (401) the questions that still wait get the same
 * answer without being asked. Main thread.
 */
#define RUSHES_TYPE_CLI_ASKER (rushes_cli_asker_get_type ())
G_DECLARE_FINAL_TYPE (RushesCliAsker, rushes_cli_asker, RUSHES, CLI_ASKER, GObject)

RushesCliAsker *rushes_cli_asker_new (RushesAccount *account);

/* Errors of finish: as rushes_client_query_finish(). */
void            rushes_cli_asker_ask_async (RushesCliAsker      *self,
                                            const char          *task_id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
/* As rushes_client_query_everywhere_async(); ends with the same finish. */
void            rushes_cli_asker_ask_everywhere_async (RushesCliAsker      *self,
                                                       const char          *task_id,
                                                       GCancellable        *cancellable,
                                                       GAsyncReadyCallback  callback,
                                                       gpointer             user_data);
RushesSnapshot *rushes_cli_asker_ask_finish (RushesCliAsker  *self,
                                             GAsyncResult    *result,
                                             GError         **error);

G_END_DECLS
