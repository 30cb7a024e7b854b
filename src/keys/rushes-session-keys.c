/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-keys"

#include "config.h"

#include "base/rushes-text.h"
#include "keys/rushes-key-store.h"

#define RUSHES_TYPE_SESSION_KEYS (rushes_session_keys_get_type ())
G_DECLARE_FINAL_TYPE (RushesSessionKeys, rushes_session_keys, RUSHES, SESSION_KEYS, GObject)

struct _RushesSessionKeys
{
  GObject parent_instance;

  GHashTable *keys; /* account id -> key, wiped when it goes */
};

static void rushes_session_keys_iface_init (RushesKeyStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesSessionKeys,
                               rushes_session_keys,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_KEY_STORE, rushes_session_keys_iface_init))

static void
wipe (gpointer key)
{
  rushes_text_wipe (key);
}

static void
session_keys_load_async (RushesKeyStore *store,
                         const char *account_id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  RushesSessionKeys *self = RUSHES_SESSION_KEYS (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, session_keys_load_async);
  g_task_return_pointer (task, g_strdup (g_hash_table_lookup (self->keys, account_id)), wipe);
}

static char *
session_keys_load_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
session_keys_store_async (RushesKeyStore *store,
                          const char *account_id,
                          const char *account_name,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  RushesSessionKeys *self = RUSHES_SESSION_KEYS (store);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, session_keys_store_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (key != NULL)
    g_hash_table_insert (self->keys, g_strdup (account_id), g_strdup (key));
  else
    g_hash_table_remove (self->keys, account_id);
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_boolean (task, TRUE);
}

static gboolean
session_keys_store_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
rushes_session_keys_finalize (GObject *object)
{
  RushesSessionKeys *self = RUSHES_SESSION_KEYS (object);

  g_clear_pointer (&self->keys, g_hash_table_unref);

  G_OBJECT_CLASS (rushes_session_keys_parent_class)->finalize (object);
}

static void
rushes_session_keys_class_init (RushesSessionKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_session_keys_finalize;
}

static void
rushes_session_keys_init (RushesSessionKeys *self)
{
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
}

static void
rushes_session_keys_iface_init (RushesKeyStoreInterface *iface)
{
  iface->load_async = session_keys_load_async;
  iface->load_finish = session_keys_load_finish;
  iface->store_async = session_keys_store_async;
  iface->store_finish = session_keys_store_finish;
}

RushesKeyStore *
rushes_session_keys_new (void)
{
  return g_object_new (RUSHES_TYPE_SESSION_KEYS, NULL);
}
