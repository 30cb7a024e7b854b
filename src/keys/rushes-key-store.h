/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesKeyStore: where an account's key is kept between runs. Main thread.
 *
 * Implementations: rushes_keyring_new() (the desktop's Secret Service, or the portal's
 * in a sandbox) and rushes_session_keys_new() (memory: "this session only", and tests).
 * All calls are asynchronous and bounded: after three seconds without an answer they end with
 * RUSHES_ERROR_KEYRING, so that a broken keyring never holds anything up. Only a keyring that
 * has answered that it must be unlocked first, and so asks its user, gets a minute.
 */
#define RUSHES_TYPE_KEY_STORE (rushes_key_store_get_type ())
G_DECLARE_INTERFACE (RushesKeyStore, rushes_key_store, RUSHES, KEY_STORE, GObject)

struct _RushesKeyStoreInterface
{
  GTypeInterface parent_iface;

  void (*load_async) (RushesKeyStore      *self,
                      const char          *account_id,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data);
  char *(*load_finish) (RushesKeyStore *self, GAsyncResult *result, GError **error);
  void (*store_async) (RushesKeyStore      *self,
                       const char          *account_id,
                       const char          *account_name,
                       const char          *key,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data);
  gboolean (*store_finish) (RushesKeyStore *self, GAsyncResult *result, GError **error);
};

/* Returns: (transfer full) (nullable): the key; NULL without an error where there is none. */
void  rushes_key_store_load_async (RushesKeyStore      *self,
                                   const char          *account_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
char *rushes_key_store_load_finish (RushesKeyStore *self, GAsyncResult *result, GError **error);

/* @key: (nullable): NULL forgets it. @account_name is what the keyring's own program shows. */
void     rushes_key_store_store_async (RushesKeyStore      *self,
                                       const char          *account_id,
                                       const char          *account_name,
                                       const char          *key,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean rushes_key_store_store_finish (RushesKeyStore *self, GAsyncResult *result, GError **error);

/* Returns: (transfer full). Property "patience-ms" (uint, construct-only): 3000, for tests to change. */
RushesKeyStore *rushes_keyring_new (void);
RushesKeyStore *rushes_session_keys_new (void);

G_END_DECLS
