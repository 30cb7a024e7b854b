/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-saves"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-file-name.h"
#include "transfer/rushes-transfer.h"

char *
rushes_session_suggest_name (RushesSession *self, RushesTask *task)
{
  RushesSnapshot *snapshot = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  snapshot = rushes_task_get_snapshot (task);
  return rushes_file_name_suggest (snapshot != NULL ? snapshot->file_name : NULL,
                                   rushes_task_get_label (task), rushes_task_get_id (task));
}

typedef struct
{
  RushesTask *task;
  RushesTransfer *transfer;
  GFile *destination;
} SaveData;

static void
save_data_free (gpointer data)
{
  SaveData *save = data;

  g_clear_object (&save->task);
  g_clear_object (&save->transfer);
  g_clear_object (&save->destination);
  g_free (save);
}

static void
note_transfer (RushesSession *self, RushesTask *task, RushesTransfer *transfer)
{
  const RushesTransferStatus status = {
    .state = RUSHES_TRANSFER_RUNNING,
    .purpose = RUSHES_PURPOSE_SAVE,
    .bytes_done = rushes_transfer_get_bytes_done (transfer),
    .bytes_total = rushes_transfer_get_bytes_total (transfer),
    .seconds_left = -1,
  };

  rushes_library_note_transfer (self->library, task, &status);
}

static void
save_progressed_cb (RushesTransfer *transfer, GParamSpec *pspec, GTask *save_task)
{
  RushesSession *self = g_task_get_source_object (save_task);
  SaveData *save = g_task_get_task_data (save_task);

  note_transfer (self, save->task, transfer);
}

/* The row forgets the save before anybody hears how it ended. */
static void
save_is_over (RushesSession *self, SaveData *save)
{
  g_signal_handlers_disconnect_matched (save->transfer, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, save_progressed_cb,
                                        NULL);
  rushes_library_note_transfer (self->library, save->task, NULL);
  g_hash_table_remove (self->saves, save->task);
  rushes_session_close_when_idle (self);
}

static void
saved_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  SaveData *save = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* The file is there all the same: a library that cannot note it is told of, not the save. */
  if (!rushes_library_record_saved_finish (RUSHES_LIBRARY (source), result, &error))
    g_warning ("A saved video could not be recorded: %s", error->message);

  rushes_session_emit_saved (self, save->task);
  g_object_ref (self);
  save_is_over (self, save);
  g_task_return_boolean (task, TRUE);
  g_object_unref (self);
}

static void
transfer_ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  SaveData *save = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *place = NULL;

  if (!rushes_transfer_run_finish (RUSHES_TRANSFER (source), result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (error);
          rushes_library_note_problem (self->library, save->task, problem);
        }
      save_is_over (self, save);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  place = g_file_get_path (save->destination);
  if (place == NULL)
    place = g_file_get_uri (save->destination);
  rushes_library_record_saved_async (self->library, save->task, place,
                                     rushes_transfer_get_bytes_done (save->transfer),
                                     rushes_transfer_get_verified (save->transfer), saved_recorded_cb,
                                     g_steal_pointer (&task));
}

static RushesTransfer *
new_transfer (RushesSession *self, RushesTask *task, GError **error)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  RushesAccount *account = g_hash_table_lookup (self->accounts, rushes_task_get_account_id (task));

  if (g_hash_table_contains (self->saves, task))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "this video is being saved already");
      return NULL;
    }
  if (account == NULL)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING,
                           "the task's account is not there in this run");
      return NULL;
    }
  if (snapshot == NULL || !rushes_snapshot_has_link (snapshot))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "no link to the video is known");
      return NULL;
    }
  return rushes_transfer_new (self->parts_folder, account, snapshot);
}

void
rushes_session_save_async (RushesSession *self,
                           RushesTask *task,
                           GFile *destination,
                           gboolean replace,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) save_task = NULL;
  g_autoptr (RushesTransfer) transfer = NULL;
  GCancellable *cancellable = NULL;
  SaveData *save = NULL;
  GError *error = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));
  g_return_if_fail (G_IS_FILE (destination));

  save_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (save_task, rushes_session_save_async);

  transfer = new_transfer (self, task, &error);
  if (transfer == NULL)
    {
      g_task_return_error (save_task, error);
      return;
    }

  save = g_new0 (SaveData, 1);
  save->task = g_object_ref (task);
  save->transfer = g_object_ref (transfer);
  save->destination = g_object_ref (destination);
  g_task_set_task_data (save_task, save, save_data_free);

  cancellable = g_cancellable_new ();
  g_hash_table_insert (self->saves, g_object_ref (task), cancellable);
  rushes_library_note_problem (self->library, task, NULL);
  note_transfer (self, task, transfer);
  g_signal_connect (transfer, "notify::fraction", G_CALLBACK (save_progressed_cb), save_task);
  rushes_transfer_run_async (transfer, destination, replace, cancellable, transfer_ran_cb,
                             g_steal_pointer (&save_task));
}

gboolean
rushes_session_save_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rushes_session_cancel_save (RushesSession *self, RushesTask *task)
{
  GCancellable *cancellable = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  cancellable = g_hash_table_lookup (self->saves, task);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}
