/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-store"

#include "config.h"

#include "library/rushes-store.h"

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "library/rushes-salvage.h"
#include "library/rushes-schema.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of a file whose check, which reads all of it, would be waited for. */
#define LARGE_FILE (256 * 1024)

/* What the thread works with: nothing of it is touched by the main thread while the thread lives. */
typedef struct
{
  char *path; /* (nullable) */
  GAsyncQueue *jobs;
  GMainContext *context; /* where results are told */
  RushesDatabase *database;
  int lock_fd;
} Worker;

/* @opened first: it is what the callback finds. */
typedef struct
{
  RushesOpened opened;
  gint64 now;
} OpenData;

typedef struct _Job Job;
typedef gboolean (*JobFunc) (Worker *worker, const Job *job, GError **error);

/* Goes to the thread and comes back: its task, which may be the last to hold the store, is only ever
 * touched on the main thread. */
struct _Job
{
  GTask *task; /* NULL ends the thread */
  JobFunc func;
  RushesDatabaseFunc database_func;
  gpointer data; /* (unowned): the task's, for @database_func */
  GError *error;
};

struct _RushesStore
{
  GObject parent_instance;

  Worker *worker;
  GThread *thread;
};

G_DEFINE_FINAL_TYPE (RushesStore, rushes_store, G_TYPE_OBJECT)

static void
open_data_free (gpointer data)
{
  OpenData *open = data;

  g_clear_pointer (&open->opened.rescue, rushes_rescue_free);
  g_free (open);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* On the store's thread */

static char *
lock_path_of (const char *path)
{
  const gsize stem = g_str_has_suffix (path, ".db") ? strlen (path) - 3 : strlen (path);

  return g_strdup_printf ("%.*s.lock", (int) stem, path);
}

/* The lock belongs to the open file, so that a second store of this process is kept out as well, and it is
 * gone with the process however that ends. */
static gboolean
take_lock (Worker *worker, GError **error)
{
  g_autofree char *path = lock_path_of (worker->path);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  worker->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (worker->lock_fd < 0)
    {
      g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", path));
      return FALSE;
    }
  if (fcntl (worker->lock_fd, F_OFD_SETLK, &lock) == 0)
    return TRUE;

  if (errno == EAGAIN || errno == EACCES)
    g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_IN_USE, "another process has locked %s", path);
  else
    g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_LIBRARY_FAILED, "%s", path));
  return FALSE;
}

static void
drop_lock (Worker *worker)
{
  if (worker->lock_fd >= 0)
    close (worker->lock_fd);
  worker->lock_fd = -1;
}

static gboolean
prepare_folder (Worker *worker, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (worker->path);

  return rushes_folders_make_private (folder, error);
}

/* A new file is on disk only when the folder that names it is, and that folder's own name. */
static gboolean
sync_folders (Worker *worker, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (worker->path);
  g_autofree char *parent = g_path_get_dirname (folder);

  return rushes_folders_sync (folder, error) && rushes_folders_sync (parent, error);
}

/* What stands in the header is trusted only as far as it agrees with itself: a library that seems to be of a
 * newer version must never be taken for a damaged one. */
static gboolean
check_header (Worker *worker, gboolean *newer, GError **error)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint64 version = 0;
  gboolean sound;

  *newer = FALSE;
  file = worker->path != NULL ? g_mapped_file_new (worker->path, FALSE, NULL) : NULL;
  if (file == NULL)
    return TRUE;

  bytes = g_mapped_file_get_bytes (file);
  sound = rushes_salvage_header_is_sound (bytes, &version);
  *newer = sound && version > rushes_schema_get_version ();
  if (!sound)
    g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED, "the header makes no sense");
  return sound;
}

static gboolean
is_large (Worker *worker)
{
  struct stat info;

  return worker->path != NULL && stat (worker->path, &info) == 0 && info.st_size >= LARGE_FILE;
}

/* One that will be changed at once, or that a newer Rushes wrote, is never opened unchecked. */
static gboolean
open_database (Worker *worker, RushesOpened *opened, GError **error)
{
  const gboolean can_wait = opened->rescue == NULL && is_large (worker);

  worker->database = rushes_database_open_unchecked (worker->path, error);
  if (worker->database == NULL)
    return FALSE;

  opened->unchecked = can_wait && rushes_schema_is_current (worker->database);
  return opened->unchecked || rushes_database_check (worker->database, error);
}

static gboolean
open_sound (Worker *worker, RushesOpened *opened, GError **error)
{
  g_autoptr (GError) newer = NULL;

  if (!open_database (worker, opened, error))
    return FALSE;
  if (opened->unchecked)
    return TRUE;

  if (rushes_schema_is_lost (worker->database))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED, "there are tables, but no version");
      return FALSE;
    }
  if (rushes_schema_check (worker->database, &newer))
    return rushes_database_begin_writing (worker->database, error)
           && (worker->path == NULL || rushes_schema_back_up (worker->database, worker->path, error))
           && rushes_schema_upgrade (worker->database, error);

  opened->newer = g_error_matches (newer, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER);
  if (opened->newer)
    return rushes_database_forbid_writing (worker->database, error);
  g_propagate_error (error, g_steal_pointer (&newer));
  return FALSE;
}

static gboolean
rescue (Worker *worker, RushesOpened *opened, const GError *damage, gint64 now, GError **error)
{
  g_message ("The library is damaged (%s)", damage->message);
  g_clear_pointer (&worker->database, rushes_database_free);
  opened->rescue = rushes_rescue_run (worker->path, now, error);
  return opened->rescue != NULL && open_sound (worker, opened, error);
}

static gboolean
open_or_rescue (Worker *worker, RushesOpened *opened, gint64 now, GError **error)
{
  g_autoptr (GError) damage = NULL;
  gboolean newer;

  if (check_header (worker, &newer, &damage) && open_sound (worker, opened, &damage))
    return TRUE;
  if (newer || worker->path == NULL || !g_error_matches (damage, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&damage));
      return FALSE;
    }
  return rescue (worker, opened, damage, now, error);
}

/* Always FALSE, to be returned. */
static gboolean
refuse_closed (GError **error)
{
  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "the library is not open");
  return FALSE;
}

static gboolean
open_job (Worker *worker, const Job *job, GError **error)
{
  OpenData *data = job->data;
  const gboolean on_disk = worker->path != NULL;
  const gboolean is_new = on_disk && access (worker->path, F_OK) != 0;
  gboolean opened = (!on_disk
                     || (prepare_folder (worker, error) && take_lock (worker, error)
                         && rushes_rescue_resume (worker->path, data->now, error)))
                    && open_or_rescue (worker, &data->opened, data->now, error)
                    && (!is_new || sync_folders (worker, error));

  if (!opened)
    {
      g_clear_pointer (&worker->database, rushes_database_free);
      drop_lock (worker);
    }
  return opened;
}

static gboolean
check_job (Worker *worker, const Job *job, GError **error)
{
  OpenData *data = job->data;
  g_autoptr (GError) damage = NULL;
  gboolean checked;

  if (worker->database == NULL)
    return refuse_closed (error);
  if (rushes_database_check (worker->database, &damage)
      && rushes_database_begin_writing (worker->database, &damage))
    return TRUE;

  checked = g_error_matches (damage, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_DAMAGED)
            && rescue (worker, &data->opened, damage, data->now, error);
  if (!checked)
    {
      g_clear_pointer (&worker->database, rushes_database_free);
      drop_lock (worker);
      if (error != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&damage));
    }
  return checked;
}

static gboolean
close_job (Worker *worker, const Job *job, GError **error)
{
  RushesDatabase *database = g_steal_pointer (&worker->database);
  gboolean closed = database == NULL || rushes_database_close (database, error);

  drop_lock (worker);
  return closed;
}

static gboolean
run_job (Worker *worker, const Job *job, GError **error)
{
  if (worker->database == NULL)
    return refuse_closed (error);
  return job->database_func (worker->database, job->data, error);
}

static gboolean tell_cb (gpointer user_data);

static void
do_job (Worker *worker, Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  if (!job->func (worker, job, &job->error) && job->error == NULL)
    g_set_error_literal (&job->error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED,
                         "a job failed without a reason");

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, job, job_free);
  g_source_attach (source, worker->context);
}

static gpointer
work (gpointer user_data)
{
  Worker *worker = user_data;
  Job *job;

  for (job = g_async_queue_pop (worker->jobs); job->task != NULL; job = g_async_queue_pop (worker->jobs))
    do_job (worker, job);
  job_free (job);

  close_job (worker, NULL, NULL);
  return NULL;
}

/* On the main thread */

static gboolean
tell_cb (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
push_job (RushesStore *self, GTask *task, JobFunc func, RushesDatabaseFunc database_func)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->database_func = database_func;
  job->data = task != NULL ? g_task_get_task_data (task) : NULL;
  job->task = task;
  g_async_queue_push (self->worker->jobs, job);
}

/* Nothing is under way any more here, since each job's task holds the store; the thread only has to close the
 * file where nobody did. */
static void
rushes_store_finalize (GObject *object)
{
  RushesStore *self = RUSHES_STORE (object);
  Worker *worker = self->worker;

  push_job (self, NULL, NULL, NULL);
  g_thread_join (self->thread);

  g_async_queue_unref (worker->jobs);
  g_main_context_unref (worker->context);
  g_free (worker->path);
  g_free (worker);

  G_OBJECT_CLASS (rushes_store_parent_class)->finalize (object);
}

static void
rushes_store_class_init (RushesStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_store_finalize;
}

static void
rushes_store_init (RushesStore *self)
{
  self->worker = g_new0 (Worker, 1);
  self->worker->jobs = g_async_queue_new ();
  self->worker->context = g_main_context_ref_thread_default ();
  self->worker->lock_fd = -1;
}

RushesStore *
rushes_store_new (const char *path)
{
  RushesStore *self = g_object_new (RUSHES_TYPE_STORE, NULL);

  self->worker->path = g_strdup (path);
  self->thread = g_thread_new ("rushes-store", work, self->worker);
  return self;
}

static gboolean
finish (RushesStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
push_opening (RushesStore *self, GTask *task, gint64 now, JobFunc func)
{
  OpenData *data = g_new0 (OpenData, 1);

  data->now = now;
  g_task_set_task_data (task, data, open_data_free);
  push_job (self, task, func, NULL);
}

void
rushes_store_open_async (RushesStore *self, gint64 now, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_store_open_async);
  push_opening (self, task, now, open_job);
}

gboolean
rushes_store_open_finish (RushesStore *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

void
rushes_store_check_async (RushesStore *self, gint64 now, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_store_check_async);
  push_opening (self, task, now, check_job);
}

gboolean
rushes_store_check_finish (RushesStore *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

void
rushes_store_run_async (RushesStore *self,
                        RushesDatabaseFunc func,
                        gpointer data,
                        GDestroyNotify free_data,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_STORE (self));
  g_return_if_fail (func != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_store_run_async);
  g_task_set_task_data (task, data, free_data);
  push_job (self, task, run_job, func);
}

gboolean
rushes_store_run_finish (RushesStore *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

gpointer
rushes_store_get_data (GAsyncResult *result)
{
  return g_task_get_task_data (G_TASK (result));
}

void
rushes_store_close_async (RushesStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_store_close_async);
  push_job (self, task, close_job, NULL);
}

gboolean
rushes_store_close_finish (RushesStore *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}
