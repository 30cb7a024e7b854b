/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-saves"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "transfer/rushes-file-name.h"
#include "transfer/rushes-name-template.h"
#include "transfer/rushes-video-files.h"

#include <glib/gi18n-lib.h>

/* Names */

static RushesAccount *
find_account (RushesSession *self, RushesTask *task)
{
  return g_hash_table_lookup (self->accounts, rushes_task_get_account_id (task));
}

/* When the video was made, as far as the service tells. */
static GDateTime *
get_moment (RushesTask *task)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  const gint64 finished_at = snapshot != NULL ? snapshot->finished_at : 0;

  return g_date_time_new_from_unix_local (finished_at > 0 ? finished_at : rushes_task_get_began_at (task));
}

/* A name is stored for good, so a server's text goes into it without a secret. */
static char *
expand (RushesSession *self, RushesTask *task, const char *name_template, guint n)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  RushesAccount *account = find_account (self, task);
  g_autofree char *model = rushes_redact (snapshot != NULL ? snapshot->model : NULL);
  g_autofree char *label = rushes_redact (rushes_task_get_label (task));
  g_autoptr (GDateTime) moment = get_moment (task);
  const RushesNameTemplateValues values = {
    .task_id = rushes_task_get_id (task),
    .label = label,
    .account = account != NULL ? rushes_account_get_name (account) : NULL,
    .model = model,
    .width = snapshot != NULL ? snapshot->width : 0,
    .height = snapshot != NULL ? snapshot->height : 0,
    .moment = moment,
    .n = n,
  };

  return rushes_name_template_expand (name_template, &values);
}

static char *
suggest_default_name (RushesTask *task)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  g_autofree char *hint = rushes_redact (snapshot != NULL ? snapshot->file_name : NULL);

  return rushes_file_name_suggest (hint, rushes_task_get_label (task), rushes_task_get_id (task));
}

/* @n: its number among those saved together, from 1 */
static char *
suggest_name (RushesSession *self, RushesTask *task, guint n)
{
  return self->name_template != NULL ? expand (self, task, self->name_template, n)
                                     : suggest_default_name (task);
}

char *
rushes_session_suggest_name (RushesSession *self, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  return suggest_name (self, task, 1);
}

/* (transfer full) (nullable): the newest one that has a video */
static RushesTask *
find_example (RushesSession *self)
{
  GListModel *tasks = rushes_session_get_tasks (self);
  const guint n_tasks = g_list_model_get_n_items (tasks);
  g_autoptr (RushesTask) example = NULL;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_session_can_save (self, task)
          && (example == NULL || rushes_task_get_order (task) > rushes_task_get_order (example)))
        g_set_object (&example, task);
    }
  return g_steal_pointer (&example);
}

static char *
invent_name (RushesSession *self, const char *name_template)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (rushes_clock_get_real_time (self->clock)
                                                               / G_USEC_PER_SEC);
  const RushesNameTemplateValues values = {
    .task_id = "306792606023824",
    /* Translators: what somebody might call a video: an example in a file name */
    .label = _ ("Harbour at dawn"),
    .account = self->account != NULL ? rushes_account_get_name (self->account) : "AnyAPI",
    .model = "MiniMax-Hailuo-2.3",
    .width = 1366,
    .height = 768,
    .moment = now,
    .n = 1,
  };

  if (*name_template == '\0')
    return rushes_file_name_suggest ("output.mp4", values.label, values.task_id);
  return rushes_name_template_expand (name_template, &values);
}

char *
rushes_session_preview_name (RushesSession *self, RushesTask *task, const char *name_template)
{
  g_autoptr (RushesTask) example = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (task == NULL || RUSHES_IS_TASK (task), NULL);
  g_return_val_if_fail (name_template != NULL, NULL);

  example = task != NULL ? g_object_ref (task) : find_example (self);
  if (example == NULL)
    return invent_name (self, name_template);
  return *name_template != '\0' ? expand (self, example, name_template, 1) : suggest_default_name (example);
}

void
rushes_session_set_name_template (RushesSession *self, const char *name_template)
{
  g_autofree char *problem = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  g_clear_pointer (&self->name_template, g_free);
  if (name_template == NULL || *name_template == '\0')
    return;

  problem = rushes_name_template_explain (name_template);
  if (problem == NULL)
    self->name_template = g_strdup (name_template);
}

/* Folders */

static GFile *
get_account_folder (RushesAccount *account)
{
  const char *uri = account != NULL ? rushes_account_get_folder (account) : NULL;

  return uri != NULL ? g_file_new_for_uri (uri) : NULL;
}

GFile *
rushes_session_dup_save_folder (RushesSession *self, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  return get_account_folder (find_account (self, task));
}

static void
folder_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean put = rushes_library_put_account_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, put, error);
}

static gboolean
is_stored (RushesSession *self, RushesAccount *account)
{
  GListModel *stored = rushes_library_get_accounts (self->library);
  const guint n_accounts = g_list_model_get_n_items (stored);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (RushesAccount) other = g_list_model_get_item (stored, i);

      if (other == account)
        return TRUE;
    }
  return FALSE;
}

void
rushes_session_set_account_folder_async (RushesSession *self,
                                         GFile *folder,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_set_account_folder_async);
  if (self->account == NULL)
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FAILED, "no account is set up");
      return;
    }

  rushes_account_set_folder (self->account, uri);
  if (is_stored (self, self->account))
    rushes_library_put_account_async (self->library, self->account, folder_put_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
rushes_session_set_account_folder_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rushes_session_set_save_on_finish (RushesSession *self, GFile *folder)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (folder == NULL || G_IS_FILE (folder));

  g_set_object (&self->finish_folder, folder);
}

void
rushes_session_save_finished (RushesSession *self, RushesTask *task)
{
  g_autoptr (GFile) account_folder = NULL;
  g_autoptr (GFile) destination = NULL;
  g_autofree char *name = NULL;

  if (self->finish_folder == NULL || rushes_task_get_saved_path (task) != NULL
      || !rushes_session_can_save (self, task) || rushes_transfer_queue_is_saving (self->queue, task))
    return;

  account_folder = rushes_session_dup_save_folder (self, task);
  name = suggest_name (self, task, 1);
  destination = g_file_get_child (account_folder != NULL ? account_folder : self->finish_folder, name);
  rushes_transfer_queue_add (self->queue, task, RUSHES_PURPOSE_SAVE, destination, FALSE);
}

/* What the queue tells */

/* (transfer full) (nullable): the save that somebody waits for */
static GTask *
steal_save (RushesSession *self, RushesTask *task)
{
  g_autoptr (RushesTask) key = NULL;
  GTask *save = NULL;

  g_hash_table_steal_extended (self->saves, task, (gpointer *) &key, (gpointer *) &save);
  return save;
}

static void
saved_cb (RushesTransferQueue *queue, RushesTask *task, GFile *file, RushesSession *self)
{
  g_autoptr (GTask) save = steal_save (self, task);

  self->shed_in_vain = FALSE;
  rushes_session_look_for_damaged (self, task);
  rushes_session_review_keeping_of (self, task);
  rushes_session_emit_saved (self, task);
  if (save != NULL)
    g_task_return_boolean (save, TRUE);
}

static void
kept_cb (RushesTransferQueue *queue, RushesTask *task, RushesSession *self)
{
  rushes_session_look_for_damaged (self, task);
  rushes_session_review_keeping_of (self, task);
  rushes_session_emit_kept (self, task);
}

static void
failed_cb (RushesTransferQueue *queue, RushesTask *task, GError *error, RushesSession *self)
{
  g_autoptr (GTask) save = steal_save (self, task);
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  rushes_session_look_for_damaged (self, task);
  rushes_session_emit_transfer_failed (self, task, failure);
  if (save != NULL)
    g_task_return_error (save, g_error_copy (error));
}

static void
return_cancelled (GTask *save)
{
  g_task_return_new_error (save, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the save was given up");
}

static void
cancelled_cb (RushesTransferQueue *queue, RushesTask *task, RushesSession *self)
{
  g_autoptr (GTask) save = steal_save (self, task);

  if (save != NULL)
    return_cancelled (save);
}

void
rushes_session_init_saves (RushesSession *self)
{
  g_signal_connect_object (self->queue, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->queue, "kept", G_CALLBACK (kept_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->queue, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->queue, "cancelled", G_CALLBACK (cancelled_cb), self, G_CONNECT_DEFAULT);
}

void
rushes_session_drop_saves (RushesSession *self)
{
  GHashTableIter iter;
  gpointer save;

  g_hash_table_iter_init (&iter, self->saves);
  while (g_hash_table_iter_next (&iter, NULL, &save))
    return_cancelled (save);
  g_hash_table_remove_all (self->saves);
}

/* One video */

gboolean
rushes_session_can_save (RushesSession *self, RushesTask *task)
{
  const RushesSnapshot *snapshot = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);
  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  snapshot = rushes_task_get_snapshot (task);
  return rushes_task_get_kept_path (task) != NULL
         || (snapshot != NULL && snapshot->phase == RUSHES_PHASE_FINISHED);
}

static gboolean
check_save (RushesSession *self, RushesTask *task, GError **error)
{
  if (self->closing)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the session closes");
      return FALSE;
    }
  if (rushes_transfer_queue_is_saving (self->queue, task))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "this video is being saved already");
      return FALSE;
    }
  if (!rushes_session_can_save (self, task))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "the task has no video");
      return FALSE;
    }
  if (rushes_task_get_kept_path (task) == NULL && find_account (self, task) == NULL)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING,
                           "the task's account is not there in this run");
      return FALSE;
    }
  return TRUE;
}

void
rushes_session_save_async (RushesSession *self,
                           RushesTask *task,
                           GFile *destination,
                           gboolean replace,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) save = NULL;
  GError *error = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (G_IS_FILE (destination));

  save = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (save, rushes_session_save_async);
  if (!check_save (self, task, &error))
    {
      g_task_return_error (save, error);
      return;
    }

  rushes_transfer_queue_add (self->queue, task, RUSHES_PURPOSE_SAVE, destination, replace);
  /* An older one is a save that failed or was paused: this one has taken its place. */
  cancelled_cb (self->queue, task, self);
  g_hash_table_insert (self->saves, g_object_ref (task), g_steal_pointer (&save));
}

gboolean
rushes_session_save_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Many */

typedef struct
{
  guint n_under_way;
  guint n_saved;
  guint n_failed;
} Batch;

static void
batch_one_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Batch *batch = g_task_get_task_data (task);

  if (rushes_session_save_finish (RUSHES_SESSION (source), result, NULL))
    batch->n_saved++;
  else
    batch->n_failed++;
  if (--batch->n_under_way == 0)
    g_task_return_boolean (task, TRUE);
}

/* (transfer full): so that no two of a batch begin with one name; what stands on the disk is the queue's
 * matter */
static char *
make_unique (GHashTable *names, const char *name)
{
  g_autofree char *unique = g_strdup (name);

  for (guint n = 2; g_hash_table_contains (names, unique); n++)
    {
      g_free (unique);
      unique = rushes_video_files_number_name (name, n);
    }
  g_hash_table_add (names, g_strdup (unique));
  return g_steal_pointer (&unique);
}

void
rushes_session_save_all_async (
  RushesSession *self, GPtrArray *tasks, GFile *folder, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Batch *batch = g_new0 (Batch, 1);

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (tasks != NULL);
  g_return_if_fail (G_IS_FILE (folder));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_save_all_async);
  g_task_set_task_data (task, batch, g_free);

  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *one = g_ptr_array_index (tasks, i);
      g_autoptr (GFile) destination = NULL;
      g_autofree char *wanted = NULL;
      g_autofree char *name = NULL;

      if (!rushes_session_can_save (self, one) || rushes_transfer_queue_is_saving (self->queue, one))
        continue;

      wanted = suggest_name (self, one, ++batch->n_under_way);
      name = make_unique (names, wanted);
      destination = g_file_get_child (folder, name);
      rushes_session_save_async (self, one, destination, FALSE, batch_one_ended_cb, g_object_ref (task));
    }
  if (batch->n_under_way == 0)
    g_task_return_boolean (task, TRUE);
}

guint
rushes_session_save_all_finish (RushesSession *self, GAsyncResult *result, guint *n_failed, GError **error)
{
  const Batch *batch = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  batch = g_task_get_task_data (G_TASK (result));
  if (n_failed != NULL)
    *n_failed = batch->n_failed;
  return g_task_propagate_boolean (G_TASK (result), error) ? batch->n_saved : 0;
}

/* Transfers */

void
rushes_session_pause_transfer (RushesSession *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  rushes_transfer_queue_pause (self->queue, task);
}

void
rushes_session_resume_transfer (RushesSession *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  rushes_transfer_queue_resume (self->queue, task);
}

static void
declined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("That a video is not to be kept could not be recorded: %s", error->message);
}

void
rushes_session_cancel_transfer (RushesSession *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  if (!rushes_transfer_queue_contains (self->queue, task))
    return;
  if (rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE
      && rushes_session_wants_kept (self, task))
    {
      rushes_transfer_queue_keep_instead (self->queue, task);
      return;
    }

  if (rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_KEEP)
    rushes_library_record_unkept_async (self->library, task, TRUE, declined_cb, NULL);
  rushes_transfer_queue_cancel (self->queue, task);
}

void
rushes_session_retry_transfer (RushesSession *self, RushesTask *task)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  rushes_transfer_queue_retry (self->queue, task);
}

void
rushes_session_retry_failed (RushesSession *self)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  rushes_transfer_queue_retry_failed (self->queue);
}

void
rushes_session_resume_transfers (RushesSession *self)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  rushes_transfer_queue_unblock (self->queue);
}

guint
rushes_session_get_n_transfers (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  return self->queue != NULL ? rushes_transfer_queue_get_n_active (self->queue)
                                 + rushes_transfer_queue_get_n_waiting (self->queue)
                             : 0;
}

guint
rushes_session_get_n_failed_transfers (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  return self->queue != NULL ? rushes_transfer_queue_get_n_failed (self->queue) : 0;
}

gboolean
rushes_session_get_flowing (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);

  return self->queue != NULL && rushes_transfer_queue_get_flowing (self->queue);
}

RushesFailure *
rushes_session_get_transfers_blocked (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return self->queue != NULL ? rushes_transfer_queue_get_blocked (self->queue) : NULL;
}
