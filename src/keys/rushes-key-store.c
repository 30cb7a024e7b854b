/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-key-store"

#include "config.h"

#include "keys/rushes-key-store.h"

G_DEFINE_INTERFACE (RushesKeyStore, rushes_key_store, G_TYPE_OBJECT)

static void
rushes_key_store_default_init (RushesKeyStoreInterface *iface)
{
}

void
rushes_key_store_load_async (RushesKeyStore *self,
                             const char *account_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_KEY_STORE (self));
  g_return_if_fail (account_id != NULL);

  RUSHES_KEY_STORE_GET_IFACE (self)->load_async (self, account_id, cancellable, callback, user_data);
}

char *
rushes_key_store_load_finish (RushesKeyStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_KEY_STORE (self), NULL);

  return RUSHES_KEY_STORE_GET_IFACE (self)->load_finish (self, result, error);
}

void
rushes_key_store_store_async (RushesKeyStore *self,
                              const char *account_id,
                              const char *account_name,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_KEY_STORE (self));
  g_return_if_fail (account_id != NULL);
  g_return_if_fail (account_name != NULL);

  RUSHES_KEY_STORE_GET_IFACE (self)->store_async (self, account_id, account_name, key, cancellable, callback,
                                                  user_data);
}

gboolean
rushes_key_store_store_finish (RushesKeyStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_KEY_STORE (self), FALSE);

  return RUSHES_KEY_STORE_GET_IFACE (self)->store_finish (self, result, error);
}
