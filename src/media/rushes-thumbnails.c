/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-thumbnails"

#include "config.h"

#include "media/rushes-thumbnails.h"

#include "base/rushes-error.h"
#include "media/rushes-thumbnail-shelf.h"

/* A library whose every file is broken: then some are tried again. */
#define MOST_FAILURES 10000

struct _RushesThumbnails
{
  GObject parent_instance;

  RushesThumbnailShelf *shelf;
  GHashTable *jobs;     /* key → Job, those that somebody waits for */
  GQueue waiting;       /* Job, the next one first */
  GHashTable *failures; /* key → GError */
  guint running;
};

G_DEFINE_FINAL_TYPE (RushesThumbnails, rushes_thumbnails, G_TYPE_OBJECT)

G_DEFINE_BOXED_TYPE (RushesThumbnail, rushes_thumbnail, rushes_thumbnail_ref, rushes_thumbnail_unref)

/* The pictures of one video in the making. It owns itself, until it is done or nobody waits for it. */
typedef struct
{
  RushesThumbnails *owner; /* a reference, while a helper runs */
  char *video;
  char *key;
  GPtrArray *waiters;
  GCancellable *cancellable; /* of the helper */
  gboolean running;
  gboolean abandoned;
  RushesMediaFacts *facts;
} Job;

typedef struct
{
  GTask *task;
  GSource *cancelled;
  Job *job;
} Waiter;

/* The task data of a question, and of the worker that looks for it: that one knows the shelf alone. */
typedef struct
{
  RushesThumbnailShelf *shelf;
  char *video;
  char *key;
  RushesThumbnail *thumbnail;
  GError *error;
} Question;

static void start_jobs (RushesThumbnails *self);

static void
thumbnail_clear (gpointer data)
{
  RushesThumbnail *self = data;

  g_free (self->thumbnail_path);
  g_free (self->strip_path);
  g_clear_pointer (&self->facts, rushes_media_facts_free);
}

RushesThumbnail *
rushes_thumbnail_ref (RushesThumbnail *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
rushes_thumbnail_unref (RushesThumbnail *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, thumbnail_clear);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  rushes_thumbnail_shelf_unref (question->shelf);
  g_free (question->video);
  g_free (question->key);
  g_clear_pointer (&question->thumbnail, rushes_thumbnail_unref);
  g_clear_error (&question->error);
  g_free (question);
}

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  if (waiter->cancelled != NULL)
    {
      g_source_destroy (waiter->cancelled);
      g_source_unref (waiter->cancelled);
    }
  g_object_unref (waiter->task);
  g_free (waiter);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->owner);
  g_free (job->video);
  g_free (job->key);
  g_clear_pointer (&job->waiters, g_ptr_array_unref);
  g_clear_object (&job->cancellable);
  g_clear_pointer (&job->facts, rushes_media_facts_free);
  g_free (job);
}

static void
rushes_thumbnails_finalize (GObject *object)
{
  RushesThumbnails *self = RUSHES_THUMBNAILS (object);

  /* Whoever waits holds a reference: there are no jobs any more. */
  g_hash_table_unref (self->jobs);
  g_queue_clear (&self->waiting);
  g_hash_table_unref (self->failures);
  g_clear_pointer (&self->shelf, rushes_thumbnail_shelf_unref);

  G_OBJECT_CLASS (rushes_thumbnails_parent_class)->finalize (object);
}

static void
rushes_thumbnails_class_init (RushesThumbnailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rushes_thumbnails_finalize;
}

static void
rushes_thumbnails_init (RushesThumbnails *self)
{
  self->jobs = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->waiting);
  self->failures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
}

RushesThumbnails *
rushes_thumbnails_new (const char *folder, guint64 max_bytes)
{
  RushesThumbnails *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_THUMBNAILS, NULL);
  self->shelf = rushes_thumbnail_shelf_new (folder, max_bytes);
  return self;
}

guint
rushes_thumbnails_get_running (RushesThumbnails *self)
{
  g_return_val_if_fail (RUSHES_IS_THUMBNAILS (self), 0);

  return self->running;
}

guint
rushes_thumbnails_get_waiting (RushesThumbnails *self)
{
  g_return_val_if_fail (RUSHES_IS_THUMBNAILS (self), 0);

  return g_queue_get_length (&self->waiting);
}

/* Whether asking again would end the same way: a full disk and a locked file are no fault of the video. */
static gboolean
is_for_good (const GError *error)
{
  return error->domain == RUSHES_ERROR && error->code != RUSHES_ERROR_DISK_FULL
         && error->code != RUSHES_ERROR_FOLDER_UNWRITABLE && error->code != RUSHES_ERROR_VIDEO_UNREADABLE;
}

static void
remember_failure (RushesThumbnails *self, const char *key, const GError *error)
{
  if (g_hash_table_size (self->failures) >= MOST_FAILURES)
    g_hash_table_remove_all (self->failures);
  g_hash_table_replace (self->failures, g_strdup (key), g_error_copy (error));
}

/* Answers everybody who waits for @job, and ends it. */
static void
finish_job (RushesThumbnails *self, Job *job, RushesThumbnail *thumbnail, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&job->waiters);

  if (!job->abandoned)
    g_hash_table_remove (self->jobs, job->key);

  /* An answer may make somebody cancel another question; that comes too late then. */
  for (guint i = 0; i < waiters->len; i++)
    {
      Waiter *waiter = waiters->pdata[i];

      if (waiter->cancelled != NULL)
        g_source_destroy (waiter->cancelled);
    }
  for (guint i = 0; i < waiters->len; i++)
    {
      Waiter *waiter = waiters->pdata[i];

      if (thumbnail != NULL)
        g_task_return_pointer (waiter->task, rushes_thumbnail_ref (thumbnail),
                               (GDestroyNotify) rushes_thumbnail_unref);
      else
        g_task_return_error (waiter->task, g_error_copy (error));
    }
  job_free (job);
}

static void
keep (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  RushesThumbnails *self = job->owner;
  g_autofree char *key = rushes_thumbnail_shelf_dup_key (self->shelf, job->video, NULL);
  RushesThumbnail *thumbnail;
  GError *error = NULL;

  thumbnail = rushes_thumbnail_shelf_keep (self->shelf, job->key, job->facts, &error);
  if (thumbnail == NULL)
    g_task_return_error (task, error);
  else if (g_strcmp0 (key, job->key) != 0)
    {
      /* They may be of the file as it was or as it is: under the old name nobody finds them. */
      rushes_thumbnail_unref (thumbnail);
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_VIDEO_UNREADABLE,
                               "the video changed while its pictures were made");
    }
  else
    g_task_return_pointer (task, thumbnail, (GDestroyNotify) rushes_thumbnail_unref);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (RushesThumbnails) self = g_object_ref (job->owner);
  g_autoptr (RushesThumbnail) thumbnail = NULL;
  g_autoptr (GError) error = NULL;

  thumbnail = g_task_propagate_pointer (G_TASK (result), &error);
  finish_job (self, job, thumbnail, error);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (RushesThumbnails) self = g_object_ref (job->owner);
  g_autoptr (GError) error = NULL;

  job->facts = rushes_media_make_pictures_finish (result, &error);
  self->running--;
  start_jobs (self);

  if (job->facts != NULL)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, kept_cb, job);

      g_task_set_task_data (task, job, NULL);
      g_task_run_in_thread (task, keep);
      return;
    }

  if (is_for_good (error))
    remember_failure (self, job->key, error);
  finish_job (self, job, NULL, error);
}

static void
start_job (RushesThumbnails *self, Job *job)
{
  g_autofree char *path = rushes_thumbnail_shelf_dup_path (self->shelf, job->key);
  g_autofree char *strip_path = rushes_thumbnail_shelf_dup_strip_path (self->shelf, job->key);

  self->running++;
  job->running = TRUE;
  job->owner = g_object_ref (self);
  rushes_media_make_pictures_async (job->video, path, strip_path, job->cancellable, made_cb, job);
}

static void
start_jobs (RushesThumbnails *self)
{
  while (self->running < RUSHES_THUMBNAILS_MAX_HELPERS && !g_queue_is_empty (&self->waiting))
    start_job (self, g_queue_pop_head (&self->waiting));
}

/* Nobody waits for it any more. */
static void
abandon_job (RushesThumbnails *self, Job *job)
{
  g_hash_table_remove (self->jobs, job->key);
  if (!job->running)
    {
      g_queue_remove (&self->waiting, job);
      job_free (job);
      return;
    }

  /* Who asks for the same video from now on gets a helper that nobody is about to kill. */
  job->abandoned = TRUE;
  g_cancellable_cancel (job->cancellable);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = user_data;
  Job *job = waiter->job;
  g_autoptr (GTask) task = g_object_ref (waiter->task);

  g_ptr_array_remove_fast (job->waiters, waiter);
  if (job->waiters->len == 0)
    abandon_job (g_task_get_source_object (task), job);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static Job *
get_job (RushesThumbnails *self, Question *question)
{
  Job *job = g_hash_table_lookup (self->jobs, question->key);

  if (job == NULL)
    {
      job = g_new0 (Job, 1);
      job->video = g_strdup (question->video);
      job->key = g_strdup (question->key);
      job->waiters = g_ptr_array_new_with_free_func (waiter_free);
      job->cancellable = g_cancellable_new ();
      g_hash_table_insert (self->jobs, job->key, job);
    }
  else if (!job->running)
    g_queue_remove (&self->waiting, job);

  if (!job->running)
    g_queue_push_head (&self->waiting, job);
  return job;
}

static void
wait_for_job (Job *job, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->task = g_object_ref (task);
  waiter->job = job;
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, g_task_get_context (task));
    }
  g_ptr_array_add (job->waiters, waiter);
}

/* On a worker thread. */
static void
look (GTask *look_task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Question *question = task_data;
  RushesThumbnailShelf *shelf = question->shelf;

  /* Rows that have been scrolled past by now. */
  if (g_task_return_error_if_cancelled (look_task))
    return;

  question->key = rushes_thumbnail_shelf_dup_key (shelf, question->video, &question->error);
  if (question->key != NULL)
    question->thumbnail = rushes_thumbnail_shelf_find (shelf, question->key);
  if (question->key != NULL && question->thumbnail == NULL)
    rushes_thumbnail_shelf_prepare (shelf, &question->error);
  g_task_return_boolean (look_task, TRUE);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesThumbnails *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  const GError *failure;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (question->thumbnail != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&question->thumbnail),
                             (GDestroyNotify) rushes_thumbnail_unref);
      return;
    }
  if (question->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&question->error));
      return;
    }

  failure = g_hash_table_lookup (self->failures, question->key);
  if (failure != NULL)
    {
      g_task_return_error (task, g_error_copy (failure));
      return;
    }
  wait_for_job (get_job (self, question), task);
  start_jobs (self);
}

void
rushes_thumbnails_get_async (RushesThumbnails *self,
                             const char *video_path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) look_task = NULL;
  GTask *task;
  Question *question;

  g_return_if_fail (RUSHES_IS_THUMBNAILS (self));
  g_return_if_fail (video_path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_thumbnails_get_async);
  question = g_new0 (Question, 1);
  question->shelf = rushes_thumbnail_shelf_ref (self->shelf);
  question->video = g_strdup (video_path);
  g_task_set_task_data (task, question, question_free);

  /* Without us as its source: a worker that is late may not be the last to hold us. */
  look_task = g_task_new (NULL, cancellable, looked_cb, task);
  g_task_set_task_data (look_task, question, NULL);
  g_task_run_in_thread (look_task, look);
}

RushesThumbnail *
rushes_thumbnails_get_finish (RushesThumbnails *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
