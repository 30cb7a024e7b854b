/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-link-source"

#include "config.h"

#include "transfer/rushes-link-source.h"

G_DEFINE_INTERFACE (RushesLinkSource, rushes_link_source, G_TYPE_OBJECT)

static void
rushes_link_source_default_init (RushesLinkSourceInterface *iface)
{
}

void
rushes_link_source_renew_async (RushesLinkSource *self,
                                RushesAccount *account,
                                const char *task_id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_LINK_SOURCE (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));
  g_return_if_fail (task_id != NULL);

  RUSHES_LINK_SOURCE_GET_IFACE (self)->renew_async (self, account, task_id, cancellable, callback, user_data);
}

RushesSnapshot *
rushes_link_source_renew_finish (RushesLinkSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_LINK_SOURCE (self), NULL);

  return RUSHES_LINK_SOURCE_GET_IFACE (self)->renew_finish (self, result, error);
}

#define RUSHES_TYPE_CLIENT_LINKS (rushes_client_links_get_type ())
G_DECLARE_FINAL_TYPE (RushesClientLinks, rushes_client_links, RUSHES, CLIENT_LINKS, GObject)

struct _RushesClientLinks
{
  GObject parent_instance;

  RushesClient *client;
};

static void rushes_client_links_iface_init (RushesLinkSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesClientLinks,
                               rushes_client_links,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_LINK_SOURCE,
                                                      rushes_client_links_iface_init))

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  RushesSnapshot *snapshot = rushes_client_query_finish (RUSHES_CLIENT (source), result, &error);

  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify) rushes_snapshot_unref);
  else
    g_task_return_error (task, error);
}

static void
client_links_renew_async (RushesLinkSource *source,
                          RushesAccount *account,
                          const char *task_id,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  RushesClientLinks *self = RUSHES_CLIENT_LINKS (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, client_links_renew_async);
  rushes_client_query_everywhere_async (self->client, account, task_id, cancellable, answered_cb, task);
}

static RushesSnapshot *
client_links_renew_finish (RushesLinkSource *source, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
rushes_client_links_iface_init (RushesLinkSourceInterface *iface)
{
  iface->renew_async = client_links_renew_async;
  iface->renew_finish = client_links_renew_finish;
}

static void
rushes_client_links_dispose (GObject *object)
{
  g_clear_object (&RUSHES_CLIENT_LINKS (object)->client);

  G_OBJECT_CLASS (rushes_client_links_parent_class)->dispose (object);
}

static void
rushes_client_links_class_init (RushesClientLinksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_client_links_dispose;
}

static void
rushes_client_links_init (RushesClientLinks *self)
{
}

RushesLinkSource *
rushes_link_source_new_for_client (RushesClient *client)
{
  RushesClientLinks *self = NULL;

  g_return_val_if_fail (RUSHES_IS_CLIENT (client), NULL);

  self = g_object_new (RUSHES_TYPE_CLIENT_LINKS, NULL);
  self->client = g_object_ref (client);
  return RUSHES_LINK_SOURCE (self);
}
