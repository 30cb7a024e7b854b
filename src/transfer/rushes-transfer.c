/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer"

#include "config.h"

#include "transfer/rushes-transfer.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "transfer/rushes-fetch.h"
#include "transfer/rushes-landing.h"

#define PROGRESS_MS 250

struct _RushesTransfer
{
  GObject parent_instance;

  char *parts_folder;
  RushesAccount *account;
  RushesSnapshot *snapshot;

  gboolean started;
  gint64 bytes_done;
  gint64 bytes_total;
  const char *source;   /* static */
  const char *verified; /* static */
};

typedef enum
{
  PROP_BYTES_DONE = 1,
  PROP_BYTES_TOTAL,
  PROP_FRACTION,
} RushesTransferProps;

static GParamSpec *properties[PROP_FRACTION + 1];

G_DEFINE_FINAL_TYPE (RushesTransfer, rushes_transfer, G_TYPE_OBJECT)

/* Everything the worker needs, so that it touches nothing of the main thread's. */
typedef struct
{
  /* Input: set before the thread starts, and then only read */
  char *parts_folder;
  char *part_path;
  RushesPart *part;
  RushesAccount *account; /* a copy that belongs to the thread */
  RushesSnapshot *snapshot;
  GFile *destination;
  gboolean replace;
  GCancellable *cancellable; /* (nullable) */

  /* Progress: guarded by the mutex */
  GMutex mutex;
  gint64 bytes_done;
  gint64 bytes_total;

  /* Output: read when the thread is done */
  const char *source;
  const char *verified;
  GError *error;

  /* Main thread */
  GSource *progress_source;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_free (run->parts_folder);
  g_free (run->part_path);
  g_clear_object (&run->account);
  g_clear_pointer (&run->snapshot, rushes_snapshot_unref);
  g_clear_object (&run->destination);
  g_clear_object (&run->cancellable);
  g_mutex_clear (&run->mutex);
  g_clear_error (&run->error);
  g_assert (run->progress_source == NULL);
  g_free (run);
}

static void
rushes_transfer_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTransfer *self = RUSHES_TRANSFER (object);

  switch ((RushesTransferProps) property_id)
    {
    case PROP_BYTES_DONE:
      g_value_set_int64 (value, self->bytes_done);
      break;
    case PROP_BYTES_TOTAL:
      g_value_set_int64 (value, self->bytes_total);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, rushes_transfer_get_fraction (self));
      break;
    }
}

static void
rushes_transfer_finalize (GObject *object)
{
  RushesTransfer *self = RUSHES_TRANSFER (object);

  g_free (self->parts_folder);
  g_clear_object (&self->account);
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);

  G_OBJECT_CLASS (rushes_transfer_parent_class)->finalize (object);
}

static void
rushes_transfer_class_init (RushesTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rushes_transfer_get_property;
  object_class->finalize = rushes_transfer_finalize;

  properties[PROP_BYTES_DONE] = g_param_spec_int64 ("bytes-done", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_BYTES_TOTAL] = g_param_spec_int64 ("bytes-total", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_transfer_init (RushesTransfer *self)
{
}

RushesTransfer *
rushes_transfer_new (const char *parts_folder, RushesAccount *account, RushesSnapshot *snapshot)
{
  RushesTransfer *self = NULL;

  g_return_val_if_fail (parts_folder != NULL, NULL);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (snapshot != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_TRANSFER, NULL);
  self->parts_folder = g_strdup (parts_folder);
  self->account = g_object_ref (account);
  self->snapshot = rushes_snapshot_ref (snapshot);
  return self;
}

static void
set_progress (RushesTransfer *self, gint64 bytes_done, gint64 bytes_total)
{
  GObject *object = G_OBJECT (self);
  double fraction = rushes_transfer_get_fraction (self);

  g_object_freeze_notify (object);
  if (self->bytes_done != bytes_done)
    {
      self->bytes_done = bytes_done;
      g_object_notify_by_pspec (object, properties[PROP_BYTES_DONE]);
    }
  if (self->bytes_total != bytes_total)
    {
      self->bytes_total = bytes_total;
      g_object_notify_by_pspec (object, properties[PROP_BYTES_TOTAL]);
    }
  if (fraction != rushes_transfer_get_fraction (self))
    g_object_notify_by_pspec (object, properties[PROP_FRACTION]);
  g_object_thaw_notify (object);
}

/* In the worker thread. */
static void
note_progress (RushesFetchStage stage, gint64 done, gint64 total, gpointer user_data)
{
  Run *run = user_data;

  g_mutex_lock (&run->mutex);
  run->bytes_done = done;
  run->bytes_total = total;
  g_mutex_unlock (&run->mutex);
}

static void
tell_progress (RushesTransfer *self, Run *run)
{
  gint64 done, total;

  g_mutex_lock (&run->mutex);
  done = run->bytes_done;
  total = run->bytes_total;
  g_mutex_unlock (&run->mutex);

  set_progress (self, done, total);
}

static gboolean
progress_due_cb (gpointer user_data)
{
  GTask *task = user_data;

  tell_progress (g_task_get_source_object (task), g_task_get_task_data (task));
  return G_SOURCE_CONTINUE;
}

/* What lies with this machine, or with the user, is the same with any link. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
}

static gboolean
fetch_link (Run *run, SoupSession *session, const char *link, RushesFetchResult *result, GError **error)
{
  RushesFetchRequest request = {
    .link = link, .account = run->account, .part = run->part, .progress = note_progress, .user_data = run
  };

  g_autofree char *shown = rushes_signed_link_redact (link);

  g_debug ("fetching %s", shown);
  return rushes_fetch_run (session, &request, run->cancellable, result, error);
}

static gboolean
fetch (Run *run, RushesFetchResult *result, GError **error)
{
  g_autoptr (SoupSession) session = rushes_fetch_new_session ();
  const char *primary = run->snapshot->download_url;
  const char *backup = run->snapshot->backup_download_url;
  g_autoptr (GError) primary_error = NULL;
  g_autoptr (GError) backup_error = NULL;

  run->source = "primary";
  if (primary != NULL && fetch_link (run, session, primary, result, &primary_error))
    return TRUE;

  if (backup != NULL && g_strcmp0 (backup, primary) != 0 && !is_final (primary_error))
    {
      if (primary_error != NULL)
        g_info ("the primary link failed: %s", primary_error->message);
      rushes_fetch_result_clear (result);
      run->source = "backup";
      if (fetch_link (run, session, backup, result, &backup_error))
        return TRUE;
    }

  /* The first link's failure says more than that of its stand-in, unless trying that became pointless. */
  if (primary_error == NULL || is_final (backup_error))
    g_propagate_error (error, g_steal_pointer (&backup_error));
  else
    g_propagate_error (error, g_steal_pointer (&primary_error));
  return FALSE;
}

static gboolean
fetch_and_land (Run *run, GError **error)
{
  g_auto (RushesFetchResult) result = { 0 };

  if (!rushes_landing_check_folder (run->destination, run->replace, run->snapshot->bytes, run->cancellable,
                                    error)
      || !rushes_folders_make_private (run->parts_folder, error))
    return FALSE;

  run->part = rushes_part_open (run->part_path, run->cancellable, error);
  if (run->part == NULL || !fetch (run, &result, error)
      || !rushes_landing_commit (run->part_path, run->destination, run->replace, result.origin,
                                 run->cancellable, error))
    return FALSE;

  rushes_part_finish (run->part);
  if (result.from_gateway)
    run->source = "gateway";
  run->verified = result.verified;
  return TRUE;
}

/* In the main thread again, when the worker is done. */
static gboolean
worker_done_cb (gpointer user_data)
{
  GTask *task = user_data;
  RushesTransfer *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  g_source_destroy (run->progress_source);
  g_clear_pointer (&run->progress_source, g_source_unref);
  tell_progress (self, run);

  if (run->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&run->error));
      return G_SOURCE_REMOVE;
    }

  self->source = run->source;
  self->verified = run->verified;
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gpointer
work (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  GMainContext *callers_context = NULL;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) done = g_idle_source_new ();

  /* libsoup hangs the timers of its connections on the thread's context: without one of our own
   * they would run in the main thread, on connections that this one may be closing. */
  g_main_context_push_thread_default (context);
  fetch_and_land (run, &run->error);
  g_clear_pointer (&run->part, rushes_part_close);
  g_main_context_pop_thread_default (context);

  /* The task goes along: it and what it holds are to end in the main thread. */
  callers_context = g_task_get_context (task);
  g_source_set_priority (done, G_PRIORITY_DEFAULT);
  g_source_set_callback (done, worker_done_cb, task, g_object_unref);
  g_source_attach (done, callers_context);
  return NULL;
}

static Run *
run_new (RushesTransfer *self, GFile *destination, gboolean replace, GCancellable *cancellable)
{
  Run *run = g_new0 (Run, 1);

  run->parts_folder = g_strdup (self->parts_folder);
  run->part_path = rushes_part_dup_path (self->parts_folder, self->account, self->snapshot->task_id);
  run->account = rushes_fetch_copy_account (self->account);
  run->snapshot = rushes_snapshot_ref (self->snapshot);
  run->destination = g_object_ref (destination);
  run->replace = replace;
  g_set_object (&run->cancellable, cancellable);
  g_mutex_init (&run->mutex);
  return run;
}

static void
start_telling_progress (Run *run, GTask *task)
{
  run->progress_source = g_timeout_source_new (PROGRESS_MS);
  g_source_set_callback (run->progress_source, progress_due_cb, task, NULL);
  g_source_attach (run->progress_source, g_task_get_context (task));
}

void
rushes_transfer_run_async (RushesTransfer *self,
                           GFile *destination,
                           gboolean replace,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  GThread *thread;

  g_return_if_fail (RUSHES_IS_TRANSFER (self));
  g_return_if_fail (G_IS_FILE (destination));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_transfer_run_async);
  /* Once the file is there, to say "cancelled" would be untrue. */
  g_task_set_check_cancellable (task, FALSE);

  if (!rushes_snapshot_has_link (self->snapshot))
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "no link to the video is known");
      return;
    }

  /* A thread of its own: it is busy for minutes, and GIO's pool resolves names with its few threads. */
  g_task_set_task_data (task, run_new (self, destination, replace, cancellable), run_free);
  thread = g_thread_try_new ("rushes-transfer", work, g_object_ref (task), &error);
  if (thread == NULL)
    {
      g_object_unref (task);
      g_task_return_error (task, error);
      return;
    }
  g_thread_unref (thread);
  start_telling_progress (g_task_get_task_data (task), task);
}

gboolean
rushes_transfer_run_finish (RushesTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == rushes_transfer_run_async, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
rushes_transfer_get_source (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), NULL);

  return self->source;
}

const char *
rushes_transfer_get_verified (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), NULL);

  return self->verified;
}

gint64
rushes_transfer_get_bytes_done (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), 0);

  return self->bytes_done;
}

gint64
rushes_transfer_get_bytes_total (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), 0);

  return self->bytes_total;
}

double
rushes_transfer_get_fraction (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), -1);

  if (self->bytes_total <= 0)
    return -1;
  return MIN ((double) self->bytes_done / (double) self->bytes_total, 1);
}
