/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-list"

#include "config.h"

#include "library/rushes-task-list.h"

#include "library/rushes-task-private.h"

#include <string.h>

struct _RushesTaskList
{
  GObject parent_instance;

  GPtrArray *tasks;
  GHashTable *by_key; /* RushesTaskKey (the task's) -> RushesTask (unowned: @tasks has it) */
};

static void rushes_task_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesTaskList,
                               rushes_task_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rushes_task_list_iface_init))

static guint
key_hash (gconstpointer data)
{
  const RushesTaskKey *key = data;

  return g_str_hash (key->task_id) * 31 + g_str_hash (key->account_id);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const RushesTaskKey *first = a;
  const RushesTaskKey *second = b;

  return g_str_equal (first->task_id, second->task_id) && g_str_equal (first->account_id, second->account_id);
}

static GType
rushes_task_list_get_item_type (GListModel *model)
{
  return RUSHES_TYPE_TASK;
}

static guint
rushes_task_list_get_n_items (GListModel *model)
{
  return RUSHES_TASK_LIST (model)->tasks->len;
}

static gpointer
rushes_task_list_get_item (GListModel *model, guint position)
{
  RushesTaskList *self = RUSHES_TASK_LIST (model);

  return position < self->tasks->len ? g_object_ref (g_ptr_array_index (self->tasks, position)) : NULL;
}

static void
rushes_task_list_finalize (GObject *object)
{
  RushesTaskList *self = RUSHES_TASK_LIST (object);

  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);

  G_OBJECT_CLASS (rushes_task_list_parent_class)->finalize (object);
}

static void
rushes_task_list_class_init (RushesTaskListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_task_list_finalize;
}

static void
rushes_task_list_init (RushesTaskList *self)
{
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_key = g_hash_table_new (key_hash, key_equal);
}

static void
rushes_task_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = rushes_task_list_get_item_type;
  iface->get_n_items = rushes_task_list_get_n_items;
  iface->get_item = rushes_task_list_get_item;
}

RushesTaskList *
rushes_task_list_new (void)
{
  return g_object_new (RUSHES_TYPE_TASK_LIST, NULL);
}

RushesTask *
rushes_task_list_find (RushesTaskList *self, const char *account_id, const char *task_id)
{
  const RushesTaskKey key = { .task_id = task_id, .account_id = account_id };

  g_return_val_if_fail (RUSHES_IS_TASK_LIST (self), NULL);
  g_return_val_if_fail (account_id != NULL && task_id != NULL, NULL);

  return g_hash_table_lookup (self->by_key, &key);
}

gboolean
rushes_task_list_contains (RushesTaskList *self, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  return rushes_task_list_find (self, rushes_task_get_account_id (task), rushes_task_get_id (task)) == task;
}

void
rushes_task_list_append (RushesTaskList *self, GPtrArray *tasks)
{
  g_return_if_fail (RUSHES_IS_TASK_LIST (self));

  rushes_task_list_insert (self, self->tasks->len, tasks);
}

void
rushes_task_list_insert (RushesTaskList *self, guint position, GPtrArray *tasks)
{
  g_autoptr (GPtrArray) fresh = NULL;
  guint n_before;

  g_return_if_fail (RUSHES_IS_TASK_LIST (self));
  g_return_if_fail (position <= self->tasks->len);
  g_return_if_fail (tasks != NULL);

  fresh = g_ptr_array_sized_new (tasks->len);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);

      if (g_hash_table_contains (self->by_key, rushes_task_get_key (task)))
        continue;
      g_hash_table_insert (self->by_key, (gpointer) rushes_task_get_key (task), task);
      g_ptr_array_add (fresh, g_object_ref (task));
    }
  if (fresh->len == 0)
    return;

  /* All of them in one move: one by one the cost would grow with the list. */
  n_before = self->tasks->len;
  g_ptr_array_set_size (self->tasks, (int) (n_before + fresh->len));
  memmove (self->tasks->pdata + position + fresh->len, self->tasks->pdata + position,
           (n_before - position) * sizeof (gpointer));
  memcpy (self->tasks->pdata + position, fresh->pdata, fresh->len * sizeof (gpointer));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, fresh->len);
}

void
rushes_task_list_prepend (RushesTaskList *self, GPtrArray *tasks)
{
  rushes_task_list_insert (self, 0, tasks);
}

static void
remove_run (RushesTaskList *self, guint position, guint length)
{
  for (guint i = position; i < position + length; i++)
    g_hash_table_remove (self->by_key, rushes_task_get_key (g_ptr_array_index (self->tasks, i)));
  g_ptr_array_remove_range (self->tasks, position, length);
  g_list_model_items_changed (G_LIST_MODEL (self), position, length, 0);
}

void
rushes_task_list_remove (RushesTaskList *self, GPtrArray *tasks)
{
  g_autoptr (GHashTable) leaving = NULL;
  guint end;

  g_return_if_fail (RUSHES_IS_TASK_LIST (self));
  g_return_if_fail (tasks != NULL);

  leaving = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);

      if (rushes_task_list_contains (self, task))
        g_hash_table_add (leaving, g_object_ref (task));
    }

  /* From the end, so that what has been looked at stays where it was; and until nobody is left, since
   * the one that leaves is mostly a newer one. */
  end = self->tasks->len;
  while (end > 0 && g_hash_table_size (leaving) > 0)
    {
      guint start = end;

      while (start > 0 && g_hash_table_remove (leaving, g_ptr_array_index (self->tasks, start - 1)))
        start--;
      if (start < end)
        remove_run (self, start, end - start);
      end = start < end ? start : end - 1;
    }
}

static gboolean
can_move (RushesTaskList *self, RushesTask *task, const char *account_id)
{
  return rushes_task_list_contains (self, task)
         && rushes_task_list_find (self, account_id, rushes_task_get_id (task)) == NULL;
}

/* The key is the task's own. */
static void
rekey (RushesTaskList *self, RushesTask *task, const char *account_id)
{
  g_hash_table_remove (self->by_key, rushes_task_get_key (task));
  rushes_task_set_account_id (task, account_id);
  g_hash_table_insert (self->by_key, (gpointer) rushes_task_get_key (task), task);
}

void
rushes_task_list_move (RushesTaskList *self, GPtrArray *tasks, const char *account_id)
{
  g_autoptr (GHashTable) moving = NULL;

  g_return_if_fail (RUSHES_IS_TASK_LIST (self));
  g_return_if_fail (tasks != NULL);
  g_return_if_fail (account_id != NULL);

  moving = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);

      if (can_move (self, task, account_id))
        {
          g_hash_table_add (moving, g_object_ref (task));
          rekey (self, task, account_id);
        }
    }

  for (guint start = 0; start < self->tasks->len && g_hash_table_size (moving) > 0;)
    {
      guint end = start;

      while (end < self->tasks->len && g_hash_table_remove (moving, g_ptr_array_index (self->tasks, end)))
        end++;
      if (end > start)
        g_list_model_items_changed (G_LIST_MODEL (self), start, end - start, end - start);
      start = MAX (end, start + 1);
    }
}
