/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-accounts"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-text.h"
#include "session/rushes-demo.h"

/* The list */

GListModel *
rushes_session_get_accounts (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return G_LIST_MODEL (self->listed);
}

RushesAccount *
rushes_session_find_account (RushesSession *self, const char *account_id)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (account_id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->listed)); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (G_LIST_MODEL (self->listed), i);

      if (g_str_equal (rushes_account_get_id (account), account_id))
        return account; /* the list has it */
    }
  return NULL;
}

gboolean
rushes_session_account_is_fixed (RushesSession *self, RushesAccount *account)
{
  const char *id;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), FALSE);

  id = rushes_account_get_id (account);
  return g_str_equal (id, RUSHES_ACCOUNT_ENVIRONMENT) || g_str_equal (id, RUSHES_DEMO_ACCOUNT_ID);
}

/* Of the one of this run only, which stands before those of the library. */
static guint
count_fixed (RushesSession *self)
{
  g_autoptr (RushesAccount) first = g_list_model_get_item (G_LIST_MODEL (self->listed), 0);

  return first != NULL && rushes_session_account_is_fixed (self, first) ? 1 : 0;
}

static void
stored_changed_cb (GListModel *stored, guint position, guint removed, guint added, RushesSession *self)
{
  g_autoptr (GPtrArray) additions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = position; i < position + added; i++)
    g_ptr_array_add (additions, g_list_model_get_item (stored, i));
  g_list_store_splice (self->listed, count_fixed (self) + position, removed, additions->pdata,
                       additions->len);
}

/* The current one */

static void
review_state (RushesSession *self)
{
  RushesFailure *paused = rushes_session_get_paused (self);
  const gboolean key_kept = rushes_session_get_key_kept (self);

  if (!rushes_failure_equal (self->told_paused, paused))
    {
      g_clear_pointer (&self->told_paused, rushes_failure_unref);
      self->told_paused = paused != NULL ? rushes_failure_ref (paused) : NULL;
      rushes_session_notify_paused (self);
    }
  if (self->told_key_kept != key_kept)
    {
      self->told_key_kept = key_kept;
      rushes_session_notify_key_kept (self);
    }
}

static void
set_current (RushesSession *self, RushesAccount *account)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (g_set_object (&self->account, account))
    rushes_session_notify_account (self);
  review_state (self);
  g_object_thaw_notify (G_OBJECT (self));
}

RushesAccount *
rushes_session_get_account (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return self->account;
}

void
rushes_session_select_account (RushesSession *self, RushesAccount *account)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));
  g_return_if_fail (rushes_session_find_account (self, rushes_account_get_id (account)) == account);

  set_current (self, account);
}

void
rushes_session_review_accounts (RushesSession *self)
{
  g_autoptr (RushesAccount) first = NULL;

  if (self->account != NULL)
    return;

  first = g_list_model_get_item (G_LIST_MODEL (self->listed), 0);
  if (first != NULL)
    set_current (self, first);
}

/* What is known of each */

static void
account_paused_cb (RushesFollower *follower,
                   RushesAccount *account,
                   RushesFailure *failure,
                   RushesSession *self)
{
  g_hash_table_replace (self->pauses, g_strdup (rushes_account_get_id (account)),
                        rushes_failure_ref (failure));
  review_state (self);
}

static void
account_resumed_cb (RushesFollower *follower, RushesAccount *account, RushesSession *self)
{
  g_hash_table_remove (self->pauses, rushes_account_get_id (account));
  review_state (self);
}

RushesFailure *
rushes_session_get_account_paused (RushesSession *self, RushesAccount *account)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);

  return g_hash_table_lookup (self->pauses, rushes_account_get_id (account));
}

RushesFailure *
rushes_session_get_paused (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return self->account != NULL ? rushes_session_get_account_paused (self, self->account) : NULL;
}

gboolean
rushes_session_get_account_key_kept (RushesSession *self, RushesAccount *account)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), FALSE);

  return !g_hash_table_contains (self->unkept, rushes_account_get_id (account));
}

gboolean
rushes_session_get_key_kept (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);

  return self->account == NULL || rushes_session_get_account_key_kept (self, self->account);
}

static void
note_key_kept (RushesSession *self, const char *account_id, gboolean kept)
{
  if (kept)
    g_hash_table_remove (self->unkept, account_id);
  else
    g_hash_table_add (self->unkept, g_strdup (account_id));
  review_state (self);
}

/* (transfer full) (element-type RushesTask) */
static GPtrArray *
list_tasks_of (RushesSession *self, const char *account_id)
{
  GListModel *all = rushes_session_get_tasks (self);
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (all, i);

      if (g_str_equal (rushes_task_get_account_id (task), account_id))
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return tasks;
}

guint
rushes_session_count_tasks_of (RushesSession *self, RushesAccount *account)
{
  g_autoptr (GPtrArray) tasks = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), 0);

  tasks = list_tasks_of (self, rushes_account_get_id (account));
  return tasks->len;
}

void
rushes_session_register_account (RushesSession *self, RushesAccount *account)
{
  g_hash_table_replace (self->accounts, g_strdup (rushes_account_get_id (account)), g_object_ref (account));
  rushes_follower_add_account (self->follower, account);
  rushes_transfer_queue_add_account (self->queue, account);
  rushes_session_review_keeping (self);
}

/* Nothing is asked in its name any more, and its key is forgotten. */
static void
unregister_account (RushesSession *self, const char *account_id, RushesAccount *next)
{
  g_hash_table_remove (self->accounts, account_id);
  g_hash_table_remove (self->pauses, account_id);
  g_hash_table_remove (self->unkept, account_id);
  rushes_session_forget_quota (self, account_id);
  rushes_follower_remove_account (self->follower, account_id);
  rushes_transfer_queue_remove_account (self->queue, account_id);
  /* Whether the keyring hears it or not: the account is gone. */
  rushes_key_store_store_async (self->key_store, account_id, "", NULL, NULL, NULL, NULL);
  if (self->account != NULL && g_str_equal (rushes_account_get_id (self->account), account_id))
    set_current (self, next);
  rushes_session_review_orphans (self);
}

void
rushes_session_init_accounts (RushesSession *self)
{
  g_signal_connect_object (rushes_library_get_accounts (self->library), "items-changed",
                           G_CALLBACK (stored_changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->follower, "account-paused", G_CALLBACK (account_paused_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->follower, "account-resumed", G_CALLBACK (account_resumed_cb), self,
                           G_CONNECT_DEFAULT);
}

/* Adding and changing */

typedef struct
{
  RushesAccount *account;
  gboolean new_key;
  gboolean key_kept;
  gboolean select;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->account);
  g_free (change);
}

static void
account_is_put (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  const char *id = rushes_account_get_id (change->account);

  g_hash_table_remove (self->pauses, id);
  rushes_session_register_account (self, change->account);
  if (change->select || self->account == NULL || g_str_equal (rushes_account_get_id (self->account), id))
    set_current (self, change->account);
  note_key_kept (self, id, change->key_kept);
  rushes_session_review_orphans (self);
  g_task_return_boolean (task, TRUE);
}

static void
key_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  change->key_kept = rushes_key_store_store_finish (RUSHES_KEY_STORE (source), result, &error);
  if (!change->key_kept)
    g_debug ("The key is kept for this session only: %s", error->message);
  account_is_put (task);
}

static void
account_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!rushes_library_put_account_finish (RUSHES_LIBRARY (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (!change->new_key)
    {
      change->key_kept = rushes_session_get_account_key_kept (self, change->account);
      account_is_put (task);
      return;
    }
  rushes_key_store_store_async (self->key_store, rushes_account_get_id (change->account),
                                rushes_account_get_name (change->account),
                                rushes_account_peek_key (change->account), NULL, key_stored_cb,
                                g_object_ref (task));
}

static gboolean
is_same_service (RushesAccount *a, RushesAccount *b)
{
  g_autoptr (GUri) uri = g_uri_parse (rushes_account_get_base_url (b), G_URI_FLAGS_NONE, NULL);

  return uri != NULL && rushes_account_owns (a, uri);
}

/* Takes @task. */
static void
put_account (RushesSession *self, GTask *task, RushesAccount *account, gboolean select)
{
  RushesAccount *old = rushes_session_find_account (self, rushes_account_get_id (account));
  Change *change = g_new0 (Change, 1);

  change->account = g_object_ref (account);
  change->select = select;
  g_task_set_task_data (task, change, change_free);
  /* A key belongs to the service that it was entered for: another one never gets it. */
  change->new_key = rushes_account_has_key (account) || (old != NULL && !is_same_service (old, account));
  if (!change->new_key && old != NULL)
    rushes_account_set_key (account, rushes_account_peek_key (old));
  rushes_library_put_account_async (self->library, account, account_put_cb, task);
}

static gboolean
put_finish (RushesSession *self, GAsyncResult *result, gboolean *key_kept, GError **error)
{
  const Change *change;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  change = g_task_get_task_data (G_TASK (result));
  if (key_kept != NULL)
    *key_kept = change != NULL && change->key_kept;
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
rushes_session_new_account_id (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  /* Tasks that came before any account wait for this one. */
  return g_list_model_get_n_items (rushes_library_get_accounts (self->library)) == 0
           ? g_strdup (RUSHES_SESSION_FIRST_ACCOUNT)
           : g_uuid_string_random ();
}

void
rushes_session_put_account_async (RushesSession *self,
                                  RushesAccount *account,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_put_account_async);
  put_account (self, task, account, FALSE);
}

gboolean
rushes_session_put_account_finish (RushesSession *self,
                                   GAsyncResult *result,
                                   gboolean *key_kept,
                                   GError **error)
{
  return put_finish (self, result, key_kept, error);
}

/* The stored one that is meant where there is no choice. (transfer full) (nullable) */
static RushesAccount *
dup_main_account (RushesSession *self)
{
  if (self->account != NULL && !rushes_session_account_is_fixed (self, self->account))
    return g_object_ref (self->account);
  return g_list_model_get_item (rushes_library_get_accounts (self->library), 0);
}

void
rushes_session_set_account_async (RushesSession *self,
                                  const char *name,
                                  const char *base_url,
                                  const char *key,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (RushesAccount) old = NULL;
  g_autoptr (RushesAccount) account = NULL;
  GError *error = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_set_account_async);

  old = dup_main_account (self);
  account = rushes_account_new (old != NULL ? rushes_account_get_id (old) : RUSHES_SESSION_FIRST_ACCOUNT,
                                name, base_url, &error);
  if (account == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (old != NULL)
    rushes_account_copy_settings (account, old);
  rushes_account_set_key (account, key);
  put_account (self, g_steal_pointer (&task), account, TRUE);
}

gboolean
rushes_session_set_account_finish (RushesSession *self,
                                   GAsyncResult *result,
                                   gboolean *key_kept,
                                   GError **error)
{
  return put_finish (self, result, key_kept, error);
}

/* Removing */

/* Whom new tasks belong to once @account is gone. (nullable) */
static RushesAccount *
find_next (RushesSession *self, RushesAccount *account)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->listed)); i++)
    {
      g_autoptr (RushesAccount) other = g_list_model_get_item (G_LIST_MODEL (self->listed), i);

      if (other != account)
        return other; /* the list has it */
    }
  return NULL;
}

typedef struct
{
  RushesAccount *account;
  RushesAccount *into; /* (nullable): merging */
  GPtrArray *tasks;    /* that leave the list */
} Leave;

static void
leave_free (gpointer data)
{
  Leave *leave = data;

  g_clear_object (&leave->account);
  g_clear_object (&leave->into);
  g_clear_pointer (&leave->tasks, g_ptr_array_unref);
  g_free (leave);
}

static void
account_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Leave *leave = g_task_get_task_data (task);
  GError *error = NULL;

  if (!rushes_library_remove_account_finish (RUSHES_LIBRARY (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  unregister_account (self, rushes_account_get_id (leave->account), find_next (self, leave->account));
  g_task_return_pointer (task, g_steal_pointer (&leave->tasks), (GDestroyNotify) g_ptr_array_unref);
}

static void
tasks_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = RUSHES_SESSION (source);
  const Leave *leave = g_task_get_task_data (task);
  GError *error = NULL;

  if (!rushes_session_remove_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  rushes_library_remove_account_async (self->library, rushes_account_get_id (leave->account),
                                       account_removed_cb, g_object_ref (task));
}

void
rushes_session_remove_account_async (RushesSession *self,
                                     RushesAccount *account,
                                     gboolean with_tasks,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = NULL;
  Leave *leave = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));
  g_return_if_fail (!rushes_session_account_is_fixed (self, account));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_remove_account_async);
  leave = g_new0 (Leave, 1);
  leave->account = g_object_ref (account);
  leave->tasks = with_tasks ? list_tasks_of (self, rushes_account_get_id (account))
                            : g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, leave, leave_free);
  /* The tasks first: should the second step not work, the account is still there for them. */
  rushes_session_remove_async (self, leave->tasks, tasks_removed_cb, task);
}

GPtrArray *
rushes_session_remove_account_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Merging */

static gboolean
is_on_disk (RushesTask *task)
{
  return rushes_task_get_saved_path (task) != NULL || rushes_task_get_kept_path (task) != NULL;
}

GPtrArray *
rushes_session_list_twins (RushesSession *self, const char *account_id, const char *into_id)
{
  g_autoptr (GPtrArray) tasks = list_tasks_of (self, account_id);
  GPtrArray *twins = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);
      RushesTask *other = rushes_task_list_find (rushes_library_get_tasks (self->library), into_id,
                                                 rushes_task_get_id (task));

      if (other != NULL)
        g_ptr_array_add (twins, g_object_ref (is_on_disk (task) && !is_on_disk (other) ? other : task));
    }
  return twins;
}

static void
account_merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  const Leave *leave = g_task_get_task_data (task);
  GError *error = NULL;

  if (!rushes_library_merge_account_finish (RUSHES_LIBRARY (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  rushes_session_forget_running (self, leave->tasks);
  unregister_account (self, rushes_account_get_id (leave->account), leave->into);
  g_task_return_boolean (task, TRUE);
}

void
rushes_session_merge_account_async (RushesSession *self,
                                    RushesAccount *account,
                                    RushesAccount *into,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = NULL;
  Leave *leave = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account) && RUSHES_IS_ACCOUNT (into) && account != into);
  g_return_if_fail (!rushes_session_account_is_fixed (self, account));
  g_return_if_fail (!rushes_session_account_is_fixed (self, into));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_merge_account_async);
  leave = g_new0 (Leave, 1);
  leave->account = g_object_ref (account);
  leave->into = g_object_ref (into);
  leave->tasks = rushes_session_list_twins (self, rushes_account_get_id (account),
                                            rushes_account_get_id (into));
  g_task_set_task_data (task, leave, leave_free);
  for (guint i = 0; i < leave->tasks->len; i++)
    rushes_transfer_queue_cancel (self->queue, g_ptr_array_index (leave->tasks, i));
  rushes_library_merge_account_async (self->library, rushes_account_get_id (account),
                                      rushes_account_get_id (into), leave->tasks, account_merged_cb, task);
}

gboolean
rushes_session_merge_account_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Trying */

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  RushesCheck *check = rushes_client_check_finish (RUSHES_CLIENT (source), result, &error);

  if (check != NULL)
    g_task_return_pointer (task, check, (GDestroyNotify) rushes_check_free);
  else
    g_task_return_error (task, error);
}

void
rushes_session_check_account_async (RushesSession *self,
                                    RushesAccount *account,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_session_check_account_async);
  rushes_client_check_async (self->client, account, cancellable, checked_cb, task);
}

RushesCheck *
rushes_session_check_account_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The keyring */

static void
key_stored_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  RushesAccount *account = g_task_get_task_data (task);
  GError *error = NULL;
  const gboolean kept = rushes_key_store_store_finish (RUSHES_KEY_STORE (source), result, &error);

  note_key_kept (self, rushes_account_get_id (account), kept);
  rushes_session_return_boolean (task, kept, error);
}

static void
key_loaded_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  RushesAccount *account = g_task_get_task_data (task);
  GError *error = NULL;
  char *key = rushes_key_store_load_finish (RUSHES_KEY_STORE (source), result, &error);

  /* A key that was entered meanwhile is the newer one. Having its first, the account is asked again. */
  if (key != NULL && !rushes_account_has_key (account))
    {
      g_hash_table_remove (self->pauses, rushes_account_get_id (account));
      rushes_account_set_key (account, key);
      review_state (self);
    }
  rushes_text_wipe (key);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, rushes_account_has_key (account));
}

void
rushes_session_retry_keyring_async (RushesSession *self,
                                    RushesAccount *account,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));
  g_return_if_fail (!rushes_session_account_is_fixed (self, account));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_retry_keyring_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  if (rushes_account_has_key (account))
    rushes_key_store_store_async (self->key_store, rushes_account_get_id (account),
                                  rushes_account_get_name (account), rushes_account_peek_key (account), NULL,
                                  key_stored_again_cb, task);
  else
    rushes_key_store_load_async (self->key_store, rushes_account_get_id (account), NULL, key_loaded_again_cb,
                                 task);
}

gboolean
rushes_session_retry_keyring_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
