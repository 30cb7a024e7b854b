/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-keyring"

#include "config.h"

#include "base/rushes-error.h"
#include "base/rushes-text.h"
#include "keys/rushes-key-store.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

/* How long the keyring may keep silent. */
#define PATIENCE_MS 3000
/* How long a person may take to unlock it, once it has said that it is locked. */
#define UNLOCK_PATIENCE_MS 60000

#define ACCOUNT_ATTRIBUTE "account-id"

#define RUSHES_TYPE_KEYRING (rushes_keyring_get_type ())
G_DECLARE_FINAL_TYPE (RushesKeyring, rushes_keyring, RUSHES, KEYRING, GObject)

struct _RushesKeyring
{
  GObject parent_instance;

  guint patience_ms;
};

typedef enum
{
  PROP_PATIENCE_MS = 1,
} RushesKeyringProps;

static GParamSpec *properties[PROP_PATIENCE_MS + 1];

static void rushes_keyring_iface_init (RushesKeyStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesKeyring,
                               rushes_keyring,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_KEY_STORE, rushes_keyring_iface_init))

/* The profile makes no difference here: both read one library. */
static const SecretSchema schema = {
  .name = "io.github.rushes_app.Rushes",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { ACCOUNT_ATTRIBUTE, SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

/**
 * One call is several of libsecret's: a search that never prompts, to see whether anybody answers,
 * then the matter itself. When the patience is at its end the caller is told at once, whether or not
 * libsecret heeds its cancellable; what comes after that is dropped.
 */
typedef struct
{
  char *account_id;
  char *label;
  char *key;

  GCancellable *cancellable; /* of libsecret's calls */
  GCancellable *outer;       /* (nullable): the caller's */
  gulong outer_id;
  guint patience_id;
  gboolean ended;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_handle_id (&call->patience_id, g_source_remove);
  g_cancellable_disconnect (call->outer, call->outer_id);
  g_clear_object (&call->outer);
  g_clear_object (&call->cancellable);
  g_clear_pointer (&call->account_id, g_free);
  g_clear_pointer (&call->label, g_free);
  rushes_text_wipe (call->key);
  g_free (call);
}

/* Whether the call may still return; if so, it has to, now. */
static gboolean
call_end (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (call->ended)
    return FALSE;

  call->ended = TRUE;
  g_clear_handle_id (&call->patience_id, g_source_remove);
  return TRUE;
}

static void
call_fail (GTask *task, const GError *error)
{
  if (!call_end (task) || g_task_return_error_if_cancelled (task))
    return;

  g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_KEYRING, "the keyring: %s", error->message);
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);

  call->patience_id = 0;
  if (call_end (task))
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_KEYRING, "the keyring does not answer");
      g_cancellable_cancel (call->cancellable);
    }
  return G_SOURCE_REMOVE;
}

static void
call_arm (GTask *task, guint patience_ms)
{
  Call *call = g_task_get_task_data (task);

  g_clear_handle_id (&call->patience_id, g_source_remove);
  call->patience_id = g_timeout_add_full (G_PRIORITY_DEFAULT, patience_ms, patience_ended_cb,
                                          g_object_ref (task), g_object_unref);
}

static void
outer_cancelled_cb (GCancellable *outer, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
call_begin (GTask *task, const char *account_id, GAsyncReadyCallback searched_cb)
{
  RushesKeyring *self = g_task_get_source_object (task);
  Call *call = g_new0 (Call, 1);
  GCancellable *outer = g_task_get_cancellable (task);

  g_task_set_task_data (task, call, call_free);
  call->account_id = g_strdup (account_id);
  call->cancellable = g_cancellable_new ();
  if (outer != NULL)
    {
      call->outer = g_object_ref (outer);
      call->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb),
                                              g_object_ref (call->cancellable), g_object_unref);
    }
  call_arm (task, self->patience_ms);

  secret_password_search (&schema, SECRET_SEARCH_NONE, call->cancellable, searched_cb, g_object_ref (task),
                          ACCOUNT_ATTRIBUTE, account_id, NULL);
}

/* libsecret has no error for what it has found, but may not touch. */
static GError *
new_locked_error (void)
{
  return g_error_new_literal (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "it stayed locked");
}

/* Loading */

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  if (key == NULL && error == NULL)
    error = new_locked_error ();

  if (error != NULL)
    call_fail (task, error);
  else if (call_end (task))
    g_task_return_pointer (task, g_strdup (key), (GDestroyNotify) rushes_text_wipe);
  secret_password_free (key);
}

static gboolean
is_locked (GList *found)
{
  /* Only the Secret Service locks single items; the portal's file is open or not there. */
  return SECRET_IS_ITEM (found->data) && secret_item_get_locked (found->data);
}

static void
searched_for_load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      call_fail (task, error);
    }
  else if (found == NULL)
    {
      if (call_end (task))
        g_task_return_pointer (task, NULL, NULL);
    }
  else if (!call->ended)
    {
      if (is_locked (found))
        call_arm (task, UNLOCK_PATIENCE_MS);
      secret_password_lookup (&schema, call->cancellable, looked_up_cb, g_object_ref (task),
                              ACCOUNT_ATTRIBUTE, call->account_id, NULL);
    }
  g_list_free_full (found, g_object_unref);
}

static void
keyring_load_async (RushesKeyStore *store,
                    const char *account_id,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, keyring_load_async);
  call_begin (task, account_id, searched_for_load_cb);
}

static char *
keyring_load_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Storing and forgetting */

static void
return_stored (GTask *task, const GError *error)
{
  if (error != NULL)
    {
      call_fail (task, error);
    }
  else if (call_end (task))
    {
      g_task_set_check_cancellable (task, FALSE);
      g_task_return_boolean (task, TRUE);
    }
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_store_finish (result, &error);
  return_stored (task, error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_clear_finish (result, &error) && error == NULL)
    error = new_locked_error ();
  return_stored (task, error);
}

static void
searched_for_store_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    {
      call_fail (task, error);
    }
  else if (!call->ended)
    {
      /* Whether the keyring is locked, or has to be made, shows only now; but somebody does answer. */
      call_arm (task, UNLOCK_PATIENCE_MS);
      if (call->key != NULL)
        secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, call->label, call->key, call->cancellable,
                               stored_cb, g_object_ref (task), ACCOUNT_ATTRIBUTE, call->account_id, NULL);
      else if (found == NULL)
        return_stored (task, NULL);
      else
        secret_password_clear (&schema, call->cancellable, cleared_cb, g_object_ref (task), ACCOUNT_ATTRIBUTE,
                               call->account_id, NULL);
    }
  g_list_free_full (found, g_object_unref);
}

static void
keyring_store_async (RushesKeyStore *store,
                     const char *account_id,
                     const char *account_name,
                     const char *key,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  Call *call = NULL;

  g_task_set_source_tag (task, keyring_store_async);
  call_begin (task, account_id, searched_for_store_cb);
  call = g_task_get_task_data (task);
  call->key = g_strdup (key);
  /* Translators: how the key is called in the program “Passwords and Keys”; %s is the account's name */
  call->label = g_strdup_printf (_ ("Rushes: key of “%s”"), account_name);
}

static gboolean
keyring_store_finish (RushesKeyStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
rushes_keyring_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesKeyring *self = RUSHES_KEYRING (object);

  switch ((RushesKeyringProps) property_id)
    {
    case PROP_PATIENCE_MS:
      g_value_set_uint (value, self->patience_ms);
      break;
    }
}

static void
rushes_keyring_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesKeyring *self = RUSHES_KEYRING (object);

  switch ((RushesKeyringProps) property_id)
    {
    case PROP_PATIENCE_MS:
      self->patience_ms = g_value_get_uint (value);
      break;
    }
}

static void
rushes_keyring_class_init (RushesKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rushes_keyring_get_property;
  object_class->set_property = rushes_keyring_set_property;

  properties[PROP_PATIENCE_MS] = g_param_spec_uint ("patience-ms", NULL, NULL, 1, G_MAXUINT, PATIENCE_MS,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                      | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_keyring_init (RushesKeyring *self)
{
}

static void
rushes_keyring_iface_init (RushesKeyStoreInterface *iface)
{
  iface->load_async = keyring_load_async;
  iface->load_finish = keyring_load_finish;
  iface->store_async = keyring_store_async;
  iface->store_finish = keyring_store_finish;
}

RushesKeyStore *
rushes_keyring_new (void)
{
  return g_object_new (RUSHES_TYPE_KEYRING, NULL);
}
