/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "api/rushes-check.h"
#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * RushesClient: asks the service about tasks. Main thread.
 *
 * One SoupSession for all questions (8 connections, 4 to a host, 15 s time-out per read, 30 s
 * for a whole question); bodies are cut at 1 MiB; nothing is ever followed to another host.
 */
#define RUSHES_TYPE_CLIENT (rushes_client_get_type ())
G_DECLARE_FINAL_TYPE (RushesClient, rushes_client, RUSHES, CLIENT, GObject)

RushesClient *rushes_client_new (void);

/**
 * rushes_client_query_async:
 *
 * Asks once how @task_id stands. Where the task is finished and the reply holds the id of its file, but
 * no link to it (the service's own dialect never has one), that includes to ask for the file. When that
 * gives no link either, or the time is over, the snapshot is finished without one.
 *
 * Errors of finish: the RUSHES_ERROR codes of asking the service, each with what the service
 * said of it; G_IO_ERROR_CANCELLED.
 */
void            rushes_client_query_async (RushesClient        *self,
                                           RushesAccount       *account,
                                           const char          *task_id,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);

/**
 * rushes_client_query_everywhere_async:
 *
 * The same, and at last looks whether the gateway passes the video on itself: for a task that stays
 * without a link when it has been asked for a few times (gateways can be late with it). Ends with
 * rushes_client_query_finish().
 */
void            rushes_client_query_everywhere_async (RushesClient        *self,
                                                      RushesAccount       *account,
                                                      const char          *task_id,
                                                      GCancellable        *cancellable,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
RushesSnapshot *rushes_client_query_finish (RushesClient  *self,
                                            GAsyncResult  *result,
                                            GError       **error);

/**
 * rushes_client_check_async:
 *
 * Tries @account: asks about a task that cannot be there, and then what is left of the key's quota, where the
 * host can know that. Costs nothing.
 *
 * Errors of finish: as for a question; RUSHES_ERROR_BALANCE where the quota is used up, whatever the
 * service calls that.
 */
void         rushes_client_check_async (RushesClient        *self,
                                        RushesAccount       *account,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
RushesCheck *rushes_client_check_finish (RushesClient *self, GAsyncResult *result, GError **error);

/**
 * rushes_client_ask_usage_async:
 *
 * Asks what is left of the quota of @account's key, and nothing else. finish returns (transfer full) (nullable):
 * NULL without an error where the service does not tell, for whatever reason; the error is G_IO_ERROR_CANCELLED.
 */
void         rushes_client_ask_usage_async (RushesClient        *self,
                                            RushesAccount       *account,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
RushesUsage *rushes_client_ask_usage_finish (RushesClient *self, GAsyncResult *result, GError **error);

/**
 * rushes_client_get_raw_reply:
 * @result: of a question; before its finish or after
 *
 * The reply about the task (never the one about its file) byte for byte as it came: UTF-8, with its links,
 * which are secrets.
 *
 * Returns: (transfer none) (nullable): lives as long as @result; NULL where finish gives an error
 */
const char *rushes_client_get_raw_reply (RushesClient *self, GAsyncResult *result);

G_END_DECLS
