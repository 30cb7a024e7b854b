/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer-worker"

#include "config.h"

#include "transfer/rushes-transfer-worker.h"

#include "api/rushes-network.h"
#include "base/rushes-error.h"
#include "transfer/rushes-fetch.h"

struct _RushesTransferWorker
{
  gatomicrefcount refs; /* the thread has none: it ends with the last one */
  GMainContext *context;
  GMainLoop *loop;
  GTlsDatabase *database; /* (nullable) */

  SoupSession *session; /* only the thread's; NULL until there is work */
};

typedef struct
{
  RushesTransferWorker *worker;
  GMainContext *callers_context;
  RushesTransferWorkFunc work;
  RushesTransferWorkDoneFunc done;
  gpointer user_data;
} Work;

static void
worker_free (RushesTransferWorker *self)
{
  g_clear_object (&self->database);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self);
}

/* libsoup hangs the timers of its connections on the thread's context: with one of our own that runs,
 * they are in this thread, and close what has been idle for long. */
static gpointer
serve (gpointer user_data)
{
  RushesTransferWorker *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  /* A connection of HTTP/2 that has broken is only given back when its end has been read. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  if (self->session != NULL)
    rushes_network_abort (self->session);
  g_clear_object (&self->session);
  g_main_context_pop_thread_default (self->context);

  worker_free (self);
  return NULL;
}

RushesTransferWorker *
rushes_transfer_worker_new (GTlsDatabase *database, GError **error)
{
  RushesTransferWorker *self = g_new0 (RushesTransferWorker, 1);
  g_autoptr (GError) cause = NULL;
  GThread *thread = NULL;

  g_atomic_ref_count_init (&self->refs);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_set_object (&self->database, database);

  thread = g_thread_try_new ("rushes-transfer", serve, self, &cause);
  if (thread == NULL)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, cause->message);
      worker_free (self);
      return NULL;
    }
  g_thread_unref (thread);
  return self;
}

RushesTransferWorker *
rushes_transfer_worker_ref (RushesTransferWorker *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
attach (GMainContext *context, GSourceFunc func, gpointer user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, context);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
rushes_transfer_worker_unref (RushesTransferWorker *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    attach (self->context, quit_cb, self->loop);
}

static gboolean
done_cb (gpointer user_data)
{
  Work *work = user_data;

  work->done (work->user_data);
  rushes_transfer_worker_unref (work->worker);
  g_main_context_unref (work->callers_context);
  g_free (work);
  return G_SOURCE_REMOVE;
}

static gboolean
work_cb (gpointer user_data)
{
  Work *work = user_data;
  RushesTransferWorker *self = work->worker;

  if (self->session == NULL)
    {
      self->session = rushes_fetch_new_session ();
      if (self->database != NULL)
        soup_session_set_tls_database (self->session, self->database);
    }

  work->work (self->session, work->user_data);
  attach (work->callers_context, done_cb, work);
  return G_SOURCE_REMOVE;
}

void
rushes_transfer_worker_run (RushesTransferWorker *self,
                            RushesTransferWorkFunc work,
                            RushesTransferWorkDoneFunc done,
                            gpointer user_data)
{
  Work *item = g_new0 (Work, 1);

  item->worker = rushes_transfer_worker_ref (self);
  item->callers_context = g_main_context_ref_thread_default ();
  item->work = work;
  item->done = done;
  item->user_data = user_data;
  attach (self->context, work_cb, item);
}
