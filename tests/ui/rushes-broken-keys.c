/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-broken-keys.h"

#include "base/rushes-error.h"

struct _RushesBrokenKeys
{
  GObject parent_instance;

  GPtrArray *waiting; /* (nullable): of GTask, while held up */
};

static void rushes_broken_keys_iface_init (RushesKeyStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesBrokenKeys,
                               rushes_broken_keys,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_KEY_STORE, rushes_broken_keys_iface_init))

static void
fail (GTask *task)
{
  g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_KEYRING, "there is no keyring");
}

static void
begin (RushesBrokenKeys *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, begin);
  if (self->waiting != NULL)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    fail (task);
}

static void
broken_keys_load_async (RushesKeyStore *store,
                        const char *account_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  begin (RUSHES_BROKEN_KEYS (store), cancellable, callback, user_data);
}

static char *
broken_keys_load_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
broken_keys_store_async (RushesKeyStore *store,
                         const char *account_id,
                         const char *account_name,
                         const char *key,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  begin (RUSHES_BROKEN_KEYS (store), cancellable, callback, user_data);
}

static gboolean
broken_keys_store_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
rushes_broken_keys_dispose (GObject *object)
{
  RushesBrokenKeys *self = RUSHES_BROKEN_KEYS (object);

  g_clear_pointer (&self->waiting, g_ptr_array_unref);

  G_OBJECT_CLASS (rushes_broken_keys_parent_class)->dispose (object);
}

static void
rushes_broken_keys_class_init (RushesBrokenKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_broken_keys_dispose;
}

static void
rushes_broken_keys_init (RushesBrokenKeys *self)
{
}

static void
rushes_broken_keys_iface_init (RushesKeyStoreInterface *iface)
{
  iface->load_async = broken_keys_load_async;
  iface->load_finish = broken_keys_load_finish;
  iface->store_async = broken_keys_store_async;
  iface->store_finish = broken_keys_store_finish;
}

RushesBrokenKeys *
rushes_broken_keys_new (void)
{
  return g_object_new (RUSHES_TYPE_BROKEN_KEYS, NULL);
}

void
rushes_broken_keys_hold_up (RushesBrokenKeys *self)
{
  g_assert_null (self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

void
rushes_broken_keys_release (RushesBrokenKeys *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  g_ptr_array_foreach (waiting, (GFunc) (GCallback) fail, NULL);
}
