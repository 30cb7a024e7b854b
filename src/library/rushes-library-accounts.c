/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-library-accounts"

#include "config.h"

#include "library/rushes-library-private.h"

#include "base/rushes-error.h"
#include "library/rushes-task-private.h"

/* Adding and changing */

typedef struct
{
  RushesAccount *account; /* for the main thread */
  RushesAccountRecord *record;
  gint64 now;
} PutAccount;

static void
put_account_free (gpointer data)
{
  PutAccount *put = data;

  g_clear_object (&put->account);
  g_clear_pointer (&put->record, rushes_account_record_free);
  g_free (put);
}

static gboolean
put_account (RushesDatabase *database, gpointer data, GError **error)
{
  const PutAccount *put = data;

  return rushes_records_put_account (database, put->record, put->now, error);
}

/* The number of accounts where there is none. */
static guint
find_account (RushesLibrary *self, const char *account_id)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);
  const guint n_accounts = g_list_model_get_n_items (accounts);
  guint position;

  for (position = 0; position < n_accounts; position++)
    {
      g_autoptr (RushesAccount) other = g_list_model_get_item (accounts, position);

      if (g_str_equal (rushes_account_get_id (other), account_id))
        break;
    }
  return position;
}

static void
show_account (RushesLibrary *self, RushesAccount *account)
{
  const guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  const guint position = find_account (self, rushes_account_get_id (account));
  g_autoptr (RushesAccount) shown = NULL;
  gpointer addition = account;

  if (position < n_accounts)
    shown = g_list_model_get_item (G_LIST_MODEL (self->accounts), position);
  if (shown != account)
    g_list_store_splice (self->accounts, position, shown != NULL ? 1 : 0, &addition, 1);
}

static void
hide_account (RushesLibrary *self, const char *account_id)
{
  const guint position = find_account (self, account_id);

  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)))
    g_list_store_remove (self->accounts, position);
}

static void
account_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const PutAccount *put = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, task))
    return;

  show_account (g_task_get_source_object (task), put->account);
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_put_account_async (RushesLibrary *self,
                                  RushesAccount *account,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PutAccount *put;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_put_account_async);
  if (g_str_equal (rushes_account_get_id (account), RUSHES_ACCOUNT_ENVIRONMENT))
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FAILED,
                               "the environment's account is never stored");
      return;
    }

  put = g_new0 (PutAccount, 1);
  put->account = g_object_ref (account);
  put->record = g_new0 (RushesAccountRecord, 1);
  put->record->id = g_strdup (rushes_account_get_id (account));
  put->record->name = g_strdup (rushes_account_get_name (account));
  put->record->base_url = g_strdup (rushes_account_get_base_url (account));
  put->record->folder = g_strdup (rushes_account_get_folder (account));
  put->record->proxy = g_strdup (rushes_account_get_proxy (account));
  put->record->authority = g_strdup (rushes_account_get_authority (account));
  put->record->budget = rushes_account_get_budget (account);
  put->now = rushes_library_get_now (self);
  rushes_library_run_intent (self, put_account, put, put_account_free, account_put_cb,
                             g_steal_pointer (&task));
}

gboolean
rushes_library_put_account_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

/* Removing */

static gboolean
remove_account (RushesDatabase *database, gpointer data, GError **error)
{
  return rushes_records_remove_account (database, data, error);
}

static void
account_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (!rushes_library_is_written (source, result, task))
    return;

  hide_account (g_task_get_source_object (task), rushes_store_get_data (result));
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_remove_account_async (RushesLibrary *self,
                                     const char *account_id,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_remove_account_async);
  rushes_library_run_intent (self, remove_account, g_strdup (account_id), g_free, account_removed_cb, task);
}

gboolean
rushes_library_remove_account_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

/* Merging */

typedef struct
{
  char *account_id;
  char *into;
  GPtrArray *twins; /* for the main thread */
  GArray *numbers;  /* of the twins */
  gint64 now;
} Merge;

static Merge *
merge_new (const char *account_id, const char *into, GPtrArray *twins, gint64 now)
{
  Merge *merge = g_new0 (Merge, 1);

  merge->account_id = g_strdup (account_id);
  merge->into = g_strdup (into);
  merge->twins = g_ptr_array_new_full (twins->len, g_object_unref);
  merge->numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), twins->len);
  merge->now = now;
  for (guint i = 0; i < twins->len; i++)
    {
      RushesTask *twin = g_ptr_array_index (twins, i);
      const gint64 number = rushes_task_get_order (twin);

      g_ptr_array_add (merge->twins, g_object_ref (twin));
      g_array_append_val (merge->numbers, number);
    }
  return merge;
}

static void
merge_free (gpointer data)
{
  Merge *merge = data;

  g_free (merge->account_id);
  g_free (merge->into);
  g_ptr_array_unref (merge->twins);
  g_array_unref (merge->numbers);
  g_free (merge);
}

static gboolean
merge_account (RushesDatabase *database, gpointer data, GError **error)
{
  const Merge *merge = data;

  return rushes_records_merge_account (database, merge->account_id, merge->into, merge->numbers, merge->now,
                                       error);
}

static GPtrArray *
list_tasks_of (RushesLibrary *self, const char *account_id)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_tasks = g_list_model_get_n_items (G_LIST_MODEL (self->tasks));

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (self->tasks), i);

      if (g_str_equal (rushes_task_get_account_id (task), account_id))
        g_ptr_array_add (tasks, g_steal_pointer (&task));
    }
  return tasks;
}

/* What was removed may still be brought back: to the account that its row is of by now. */
static void
move_removed (RushesLibrary *self, const Merge *merge)
{
  GHashTableIter iter;
  gpointer removed;

  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, NULL, &removed))
    {
      if (g_str_equal (rushes_task_get_account_id (removed), merge->account_id))
        rushes_task_set_account_id (removed, merge->into);
    }
}

static void
account_merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesLibrary *self = g_task_get_source_object (task);
  const Merge *merge = rushes_store_get_data (result);
  g_autoptr (GPtrArray) moving = NULL;

  if (!rushes_library_is_written (source, result, task))
    return;

  rushes_library_finish_adding (self);
  rushes_task_list_remove (self->tasks, merge->twins);
  moving = list_tasks_of (self, merge->account_id);
  rushes_task_list_move (self->tasks, moving, merge->into);
  move_removed (self, merge);
  hide_account (self, merge->account_id);
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_merge_account_async (RushesLibrary *self,
                                    const char *account_id,
                                    const char *into,
                                    GPtrArray *twins,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (account_id != NULL);
  g_return_if_fail (into != NULL && !g_str_equal (into, account_id));
  g_return_if_fail (twins != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_merge_account_async);
  rushes_library_run_intent (self, merge_account,
                             merge_new (account_id, into, twins, MAX (rushes_library_get_now (self), 1)),
                             merge_free, account_merged_cb, task);
}

gboolean
rushes_library_merge_account_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}
