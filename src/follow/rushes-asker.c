/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-asker"

#include "config.h"

#include "follow/rushes-asker.h"

G_DEFINE_INTERFACE (RushesAsker, rushes_asker, G_TYPE_OBJECT)

static void
rushes_asker_default_init (RushesAskerInterface *iface)
{
}

void
rushes_asker_query_async (RushesAsker *self,
                          RushesAccount *account,
                          const char *task_id,
                          gboolean everywhere,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_ASKER (self));

  RUSHES_ASKER_GET_IFACE (self)->query_async (self, account, task_id, everywhere, cancellable, callback,
                                              user_data);
}

RushesSnapshot *
rushes_asker_query_finish (RushesAsker *self, GAsyncResult *result, char **raw_reply, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_ASKER (self), NULL);

  return RUSHES_ASKER_GET_IFACE (self)->query_finish (self, result, raw_reply, error);
}

#define RUSHES_TYPE_CLIENT_ASKER (rushes_client_asker_get_type ())
G_DECLARE_FINAL_TYPE (RushesClientAsker, rushes_client_asker, RUSHES, CLIENT_ASKER, GObject)

struct _RushesClientAsker
{
  GObject parent_instance;

  RushesClient *client;
};

static void rushes_client_asker_iface_init (RushesAskerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesClientAsker,
                               rushes_client_asker,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_ASKER, rushes_client_asker_iface_init))

static void
client_asker_query_async (RushesAsker *asker,
                          RushesAccount *account,
                          const char *task_id,
                          gboolean everywhere,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  RushesClientAsker *self = RUSHES_CLIENT_ASKER (asker);

  if (everywhere)
    rushes_client_query_everywhere_async (self->client, account, task_id, cancellable, callback, user_data);
  else
    rushes_client_query_async (self->client, account, task_id, cancellable, callback, user_data);
}

static RushesSnapshot *
client_asker_query_finish (RushesAsker *asker, GAsyncResult *result, char **raw_reply, GError **error)
{
  RushesClientAsker *self = RUSHES_CLIENT_ASKER (asker);

  if (raw_reply != NULL)
    *raw_reply = g_strdup (rushes_client_get_raw_reply (self->client, result));
  return rushes_client_query_finish (self->client, result, error);
}

static void
rushes_client_asker_finalize (GObject *object)
{
  RushesClientAsker *self = RUSHES_CLIENT_ASKER (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (rushes_client_asker_parent_class)->finalize (object);
}

static void
rushes_client_asker_class_init (RushesClientAskerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_client_asker_finalize;
}

static void
rushes_client_asker_init (RushesClientAsker *self)
{
}

static void
rushes_client_asker_iface_init (RushesAskerInterface *iface)
{
  iface->query_async = client_asker_query_async;
  iface->query_finish = client_asker_query_finish;
}

RushesAsker *
rushes_asker_new_for_client (RushesClient *client)
{
  RushesClientAsker *self;

  g_return_val_if_fail (RUSHES_IS_CLIENT (client), NULL);

  self = g_object_new (RUSHES_TYPE_CLIENT_ASKER, NULL);
  self->client = g_object_ref (client);
  return RUSHES_ASKER (self);
}
