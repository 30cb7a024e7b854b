/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-library-adding"

#include "config.h"

#include "library/rushes-library-private.h"

#include "intake/rushes-intake.h"
#include "library/rushes-records.h"
#include "library/rushes-task-private.h"

/* What a person pasted: on disk as one job; then the newest rows stand in the list at once, and the others
 * come in the main loop's free moments, in portions that nobody waits for. Until all are there, adding has
 * not ended. */

/* As many as a window shows, and then more and more: a list makes its first widgets with them. */
#define FIRST_ROWS 40
#define CHUNK_ROWS 500
/* As redrawing: they take turns, however slow either is. */
#define CHUNK_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

struct _RushesAdding
{
  GTask *task;
  char *account_id;
  GPtrArray *additions; /* RushesAddition */
  GPtrArray *added;     /* RushesTask: those that are in the list, the newest first */
  guint n_left;         /* of the additions: from their end they get into the list */
  guint position;       /* where their tasks stand in the list */
  guint idle_id;
};

/* On the store's thread */

typedef struct
{
  char *account_id;
  GPtrArray *additions;
  gint64 now;
} Add;

static void
add_free (gpointer data)
{
  Add *add = data;

  g_free (add->account_id);
  g_ptr_array_unref (add->additions);
  g_free (add);
}

static gboolean
add_rows (RushesDatabase *database, gpointer data, GError **error)
{
  const Add *add = data;

  return rushes_records_add (database, add->account_id, add->additions, add->now, error);
}

/* On the main thread */

/* Each id once; the first label that there is counts. */
static GPtrArray *
collect_additions (GPtrArray *items)
{
  GPtrArray *additions = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_addition_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);
      g_autofree char *label = rushes_library_clean_label (item->label);
      RushesAddition *addition = g_hash_table_lookup (by_id, item->task_id);

      if (addition == NULL)
        {
          addition = rushes_addition_new (item->task_id, label);
          g_hash_table_insert (by_id, addition->task_id, addition);
          g_ptr_array_add (additions, addition);
        }
      else if (addition->label == NULL)
        addition->label = g_steal_pointer (&label);
    }
  return additions;
}

static RushesAdding *
adding_new (GTask *task, const Add *add, guint position)
{
  RushesAdding *adding = g_new0 (RushesAdding, 1);

  adding->task = g_object_ref (task);
  adding->account_id = g_strdup (add->account_id);
  adding->additions = g_ptr_array_ref (add->additions);
  adding->added = g_ptr_array_new_with_free_func (g_object_unref);
  adding->n_left = add->additions->len;
  adding->position = position;
  return adding;
}

static void
adding_free (RushesAdding *adding)
{
  g_clear_handle_id (&adding->idle_id, g_source_remove);
  g_object_unref (adding->task);
  g_free (adding->account_id);
  g_ptr_array_unref (adding->additions);
  g_clear_pointer (&adding->added, g_ptr_array_unref);
  g_free (adding);
}

static RushesTask *
take_removed (RushesLibrary *self, gint64 order)
{
  g_autofree gint64 *stolen_key = NULL;
  gpointer key = NULL;
  gpointer task = NULL;

  if (!g_hash_table_steal_extended (self->removed, &order, &key, &task))
    return NULL;

  stolen_key = key;
  return task;
}

/* (transfer full): the object of a row that gets into the list */
static RushesTask *
task_for (RushesLibrary *self, const char *account_id, const RushesAddition *addition)
{
  RushesTask *task = addition->added == RUSHES_ADDED_BACK ? take_removed (self, addition->number) : NULL;

  if (task == NULL)
    task = rushes_task_new (addition->task_id, account_id, addition->number, addition->added_at);
  rushes_task_set_label (task, addition->label);
  rushes_library_refresh_state (self, task);
  return task;
}

/* Of an id that was pasted again. */
static void
update_tracked (RushesLibrary *self, const char *account_id, const RushesAddition *addition)
{
  RushesTask *tracked = rushes_task_list_find (self->tasks, account_id, addition->task_id);

  if (tracked != NULL)
    rushes_task_set_label (tracked, addition->label);
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      const gpointer first = array->pdata[i];

      array->pdata[i] = array->pdata[array->len - 1 - i];
      array->pdata[array->len - 1 - i] = first;
    }
}

/* Returns: (transfer container): the newest of those that are left, as the list has them */
static GPtrArray *
make_some (RushesLibrary *self, guint most)
{
  RushesAdding *adding = self->adding;
  const guint end = adding->n_left - MIN (most, adding->n_left);
  GPtrArray *tasks = g_ptr_array_new ();

  for (; adding->n_left > end; adding->n_left--)
    {
      const RushesAddition *addition = g_ptr_array_index (adding->additions, adding->n_left - 1);

      if (addition->added != RUSHES_ADDED_TRACKED)
        {
          RushesTask *task = task_for (self, adding->account_id, addition);

          g_ptr_array_add (adding->added, task);
          g_ptr_array_add (tasks, task);
        }
      else
        {
          update_tracked (self, adding->account_id, addition);
        }
    }
  reverse (tasks);
  return tasks;
}

void
rushes_library_stop_adding (RushesLibrary *self)
{
  RushesAdding *adding = self->adding;
  g_autoptr (GPtrArray) unseen = NULL;

  if (adding == NULL)
    return;

  unseen = make_some (self, G_MAXUINT);
  self->adding = NULL;
  reverse (adding->added);
  g_task_return_pointer (adding->task, g_steal_pointer (&adding->added), (GDestroyNotify) g_ptr_array_unref);
  adding_free (adding);
}

/* Some more, before those that are there already: they are older. Whoever hears of them may close the
 * library, and so end it. */
static void
go_on (RushesLibrary *self, guint most)
{
  RushesAdding *adding = self->adding;
  g_autoptr (GPtrArray) tasks = make_some (self, most);

  rushes_task_list_insert (self->tasks, adding->position, tasks);
  if (self->adding == adding && adding->n_left == 0)
    rushes_library_stop_adding (self);
}

void
rushes_library_finish_adding (RushesLibrary *self)
{
  if (self->adding != NULL)
    go_on (self, G_MAXUINT);
}

static gboolean
go_on_cb (gpointer user_data)
{
  RushesLibrary *self = user_data;
  /* The task has held it. */
  g_autoptr (RushesLibrary) held = g_object_ref (self);

  go_on (self, CLAMP (self->adding->added->len, FIRST_ROWS, CHUNK_ROWS));
  return G_SOURCE_CONTINUE;
}

static void
rows_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesLibrary *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!rushes_store_run_finish (RUSHES_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  rushes_library_finish_adding (self);
  self->adding = adding_new (task, rushes_store_get_data (result),
                             g_list_model_get_n_items (G_LIST_MODEL (self->tasks)));
  go_on (self, FIRST_ROWS);
  if (self->adding != NULL)
    self->adding->idle_id = g_idle_add_full (CHUNK_PRIORITY, go_on_cb, self, NULL);
}

void
rushes_library_add_async (RushesLibrary *self,
                          const char *account_id,
                          GPtrArray *items,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  Add *add;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (account_id != NULL);
  g_return_if_fail (items != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_add_async);

  add = g_new0 (Add, 1);
  add->account_id = g_strdup (account_id);
  add->additions = collect_additions (items);
  add->now = rushes_library_get_now (self);
  rushes_library_run_intent (self, add_rows, add, add_free, rows_added_cb, task);
}

GPtrArray *
rushes_library_add_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
