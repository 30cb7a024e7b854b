/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-client.h"

G_BEGIN_DECLS

/**
 * RushesAsker: whoever the follower puts its questions to: a RushesClient, or what stands for the service
 * in a test, where a day's questions take seconds. Main thread.
 *
 * @everywhere: look also where a finished task's video may be when its reply has no link to it: as
 *   rushes_client_query_everywhere_async()
 * @raw_reply: (out) (optional) (nullable): the reply as it came, with its secrets; NULL where there was none
 *
 * The errors are those of rushes_client_query_async(). @callback gets no source object that could be
 * relied upon: finish is called on the asker that was asked.
 */
#define RUSHES_TYPE_ASKER (rushes_asker_get_type ())
G_DECLARE_INTERFACE (RushesAsker, rushes_asker, RUSHES, ASKER, GObject)

struct _RushesAskerInterface
{
  GTypeInterface parent_iface;

  void (*query_async) (RushesAsker        *self,
                       RushesAccount      *account,
                       const char         *task_id,
                       gboolean            everywhere,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);
  RushesSnapshot *(*query_finish) (RushesAsker  *self,
                                   GAsyncResult *result,
                                   char        **raw_reply,
                                   GError      **error);
};

void            rushes_asker_query_async (RushesAsker        *self,
                                          RushesAccount      *account,
                                          const char         *task_id,
                                          gboolean            everywhere,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
RushesSnapshot *rushes_asker_query_finish (RushesAsker  *self,
                                           GAsyncResult *result,
                                           char        **raw_reply,
                                           GError      **error);

/* One that asks @client. Returns: (transfer full) */
RushesAsker *rushes_asker_new_for_client (RushesClient *client);

G_END_DECLS
