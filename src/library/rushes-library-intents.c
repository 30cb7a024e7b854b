/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-library-intents"

#include "config.h"

#include "library/rushes-library-private.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "library/rushes-records.h"
#include "library/rushes-task-private.h"

#include <string.h>

/* What a person did: each is one job of the store's, fully synced; the objects and the list follow when
 * it is on disk. Jobs end in the order in which they were begun, so the list follows the file. */

char *
rushes_library_clean_label (const char *label)
{
  g_autofree char *redacted = rushes_redact (label);

  if (redacted == NULL || *g_strstrip (redacted) == '\0')
    return NULL;
  return g_steal_pointer (&redacted);
}

/* Removing and bringing back */

typedef struct
{
  GPtrArray *tasks; /* for the main thread */
  GArray *numbers;
  gint64 removed_at; /* 0: they come back */
} Remove;

static void
remove_free (gpointer data)
{
  Remove *removal = data;

  g_ptr_array_unref (removal->tasks);
  g_array_unref (removal->numbers);
  g_free (removal);
}

static Remove *
remove_new (GPtrArray *tasks, gint64 removed_at)
{
  Remove *removal = g_new0 (Remove, 1);

  removal->tasks = g_ptr_array_new_full (tasks->len, g_object_unref);
  removal->numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), tasks->len);
  removal->removed_at = removed_at;
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *task = g_ptr_array_index (tasks, i);
      gint64 number = rushes_task_get_order (task);

      g_ptr_array_add (removal->tasks, g_object_ref (task));
      g_array_append_val (removal->numbers, number);
    }
  return removal;
}

static gboolean
set_removed (RushesDatabase *database, gpointer data, GError **error)
{
  const Remove *removal = data;

  return rushes_records_set_removed (database, removal->numbers, removal->removed_at, error);
}

static void
rows_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesLibrary *self = g_task_get_source_object (task);
  const Remove *removal = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, task))
    return;

  rushes_library_finish_adding (self);
  for (guint i = 0; i < removal->tasks->len; i++)
    {
      RushesTask *removed = g_ptr_array_index (removal->tasks, i);
      gint64 order = rushes_task_get_order (removed);

      g_hash_table_insert (self->removed, g_memdup2 (&order, sizeof order), g_object_ref (removed));
    }
  rushes_task_list_remove (self->tasks, removal->tasks);
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_remove_async (RushesLibrary *self,
                             GPtrArray *tasks,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (tasks != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_remove_async);
  rushes_library_run_intent (self, set_removed, remove_new (tasks, MAX (rushes_library_get_now (self), 1)),
                             remove_free, rows_removed_cb, task);
}

gboolean
rushes_library_remove_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

static void
rows_restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesLibrary *self = g_task_get_source_object (task);
  const Remove *removal = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, task))
    return;

  rushes_library_finish_adding (self);
  for (guint i = 0; i < removal->tasks->len; i++)
    {
      RushesTask *restored = g_ptr_array_index (removal->tasks, i);
      gint64 order = rushes_task_get_order (restored);

      g_hash_table_remove (self->removed, &order);
      rushes_library_refresh_state (self, restored);
    }
  rushes_task_list_append (self->tasks, removal->tasks);
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_restore_async (RushesLibrary *self,
                              GPtrArray *tasks,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (tasks != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_library_restore_async);
  rushes_library_run_intent (self, set_removed, remove_new (tasks, 0), remove_free, rows_restored_cb, task);
}

gboolean
rushes_library_restore_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

/* Changing one task */

typedef struct
{
  RushesTask *task; /* for the main thread */
  gint64 number;
  char *text;
} Change;

static Change *
change_new (RushesTask *task)
{
  Change *change = g_new0 (Change, 1);

  change->task = g_object_ref (task);
  change->number = rushes_task_get_order (task);
  return change;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_object (&change->task);
  g_free (change->text);
  g_free (change);
}

/* One label a task: all of them or none. */
typedef struct
{
  GPtrArray *tasks; /* for the main thread */
  GArray *numbers;
  GPtrArray *texts;
} Labels;

static void
labels_free (gpointer data)
{
  Labels *labels = data;

  g_ptr_array_unref (labels->tasks);
  g_array_unref (labels->numbers);
  g_ptr_array_unref (labels->texts);
  g_free (labels);
}

static Labels *
labels_new (guint n_tasks)
{
  Labels *labels = g_new0 (Labels, 1);

  labels->tasks = g_ptr_array_new_full (n_tasks, g_object_unref);
  labels->numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_tasks);
  labels->texts = g_ptr_array_new_full (n_tasks, g_free);
  return labels;
}

static void
labels_add (Labels *labels, RushesTask *task, const char *label)
{
  const gint64 number = rushes_task_get_order (task);

  g_ptr_array_add (labels->tasks, g_object_ref (task));
  g_array_append_val (labels->numbers, number);
  g_ptr_array_add (labels->texts, rushes_library_clean_label (label));
}

static gboolean
set_labels (RushesDatabase *database, gpointer data, GError **error)
{
  const Labels *labels = data;

  return rushes_records_set_labels (database, labels->numbers, labels->texts, error);
}

static void
labels_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Labels *labels = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, task))
    return;

  for (guint i = 0; i < labels->tasks->len; i++)
    rushes_task_set_label (g_ptr_array_index (labels->tasks, i), g_ptr_array_index (labels->texts, i));
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_set_label_async (
  RushesLibrary *self, RushesTask *task, const char *label, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *call;
  Labels *labels;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_set_label_async);
  labels = labels_new (1);
  labels_add (labels, task, label);
  rushes_library_run_intent (self, set_labels, labels, labels_free, labels_set_cb, call);
}

gboolean
rushes_library_set_label_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

void
rushes_library_set_labels_async (RushesLibrary *self,
                                 GPtrArray *tasks,
                                 const char *const *labels,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *call;
  Labels *changes;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (tasks != NULL);
  g_return_if_fail (labels != NULL);

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_set_labels_async);
  changes = labels_new (tasks->len);
  for (guint i = 0; i < tasks->len; i++)
    labels_add (changes, g_ptr_array_index (tasks, i), labels[i]);
  rushes_library_run_intent (self, set_labels, changes, labels_free, labels_set_cb, call);
}

gboolean
rushes_library_set_labels_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

static gboolean
set_note (RushesDatabase *database, gpointer data, GError **error)
{
  const Change *change = data;

  return rushes_records_set_note (database, change->number, change->text, error);
}

static void
note_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Change *change = rushes_store_get_data (result);

  if (!rushes_library_is_written (source, result, task))
    return;

  rushes_task_set_note (change->task, change->text);
  g_task_return_boolean (task, TRUE);
}

void
rushes_library_set_note_async (
  RushesLibrary *self, RushesTask *task, const char *note, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *call;
  Change *change;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_set_note_async);
  change = change_new (task);
  change->text = rushes_library_clean_label (note);
  rushes_library_run_intent (self, set_note, change, change_free, note_set_cb, call);
}

gboolean
rushes_library_set_note_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  return rushes_library_finish_boolean (self, result, error);
}

/* Looking at one task */

typedef struct
{
  gint64 number;
  RushesTaskDetails *details;
} LoadDetails;

static void
load_details_free (gpointer data)
{
  LoadDetails *load = data;

  g_clear_pointer (&load->details, rushes_task_details_free);
  g_free (load);
}

static gboolean
load_details (RushesDatabase *database, gpointer data, GError **error)
{
  LoadDetails *load = data;

  load->details = rushes_records_load_details (database, load->number, error);
  return load->details != NULL;
}

static void
details_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LoadDetails *load = rushes_store_get_data (result);
  GError *error = NULL;

  if (rushes_store_run_finish (RUSHES_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&load->details), (GDestroyNotify) rushes_task_details_free);
  else
    g_task_return_error (task, error);
}

void
rushes_library_load_details_async (RushesLibrary *self,
                                   RushesTask *task,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *call;
  LoadDetails *load;

  g_return_if_fail (RUSHES_IS_LIBRARY (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  call = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (call, rushes_library_load_details_async);
  load = g_new0 (LoadDetails, 1);
  load->number = rushes_task_get_order (task);
  rushes_library_run_intent (self, load_details, load, load_details_free, details_loaded_cb, call);
}

RushesTaskDetails *
rushes_library_load_details_finish (RushesLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
