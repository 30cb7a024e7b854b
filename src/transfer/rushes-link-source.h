/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-client.h"

G_BEGIN_DECLS

/**
 * RushesLinkSource: whoever can ask the service for fresh links to a task's video. Main thread.
 */
#define RUSHES_TYPE_LINK_SOURCE (rushes_link_source_get_type ())
G_DECLARE_INTERFACE (RushesLinkSource, rushes_link_source, RUSHES, LINK_SOURCE, GObject)

struct _RushesLinkSourceInterface
{
  GTypeInterface parent_iface;

  void (*renew_async) (RushesLinkSource    *self,
                       RushesAccount       *account,
                       const char          *task_id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data);
  RushesSnapshot *(*renew_finish) (RushesLinkSource *self, GAsyncResult *result, GError **error);
};

/* Asks how the task stands now; its snapshot has the links, if the service still gives them. Errors
 * of finish: those of rushes_client_query_finish(). */
void            rushes_link_source_renew_async (RushesLinkSource    *self,
                                                RushesAccount       *account,
                                                const char          *task_id,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
RushesSnapshot *rushes_link_source_renew_finish (RushesLinkSource  *self,
                                                 GAsyncResult      *result,
                                                 GError           **error);

/* Asks @client, everywhere: rushes_client_query_everywhere_async(). Returns: (transfer full) */
RushesLinkSource *rushes_link_source_new_for_client (RushesClient *client);

G_END_DECLS
