/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-watchdog"

#include "config.h"

#include "transfer/rushes-watchdog.h"

struct _RushesWatchdog
{
  GThread *thread;
  GCancellable *caller;
  gulong handler;
  GCancellable *own;
  GPollFD poll_fd;

  GMutex mutex;
  GCond changed;
  /* Guarded by the mutex */
  gint64 window;
  gsize least_bytes;
  gint64 waits_since;
  gint64 wakes_at; /* the thread, by itself */
  gsize n_bytes;
  gboolean stopped;
  gboolean given_up;
};

static gpointer
watch (gpointer user_data)
{
  RushesWatchdog *self = user_data;
  gboolean given_up;

  g_mutex_lock (&self->mutex);
  while (!self->stopped && !self->given_up)
    {
      self->wakes_at = self->waits_since + self->window;
      /* Fed meanwhile, it has waited for too short a time and goes on. */
      if (!g_cond_wait_until (&self->changed, &self->mutex, self->wakes_at))
        self->given_up = g_get_monotonic_time () >= self->waits_since + self->window;
    }
  given_up = self->given_up;
  g_mutex_unlock (&self->mutex);

  if (given_up)
    g_cancellable_cancel (self->own);
  return NULL;
}

static void
caller_cancelled_cb (GCancellable *caller, GCancellable *own)
{
  g_cancellable_cancel (own);
}

RushesWatchdog *
rushes_watchdog_start (GCancellable *caller, guint window_ms, gsize least_bytes)
{
  RushesWatchdog *self = g_new0 (RushesWatchdog, 1);

  self->own = g_cancellable_new ();
  self->window = (gint64) window_ms * G_TIME_SPAN_MILLISECOND;
  self->least_bytes = least_bytes;
  self->waits_since = g_get_monotonic_time ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  /* Else each read that has to wait would make a descriptor for the cancellable, and close it again. */
  g_cancellable_make_pollfd (self->own, &self->poll_fd);
  g_set_object (&self->caller, caller);
  if (caller != NULL)
    self->handler = g_cancellable_connect (caller, G_CALLBACK (caller_cancelled_cb), g_object_ref (self->own),
                                           g_object_unref);
  self->thread = g_thread_new ("rushes-watchdog", watch, self);
  return self;
}

void
rushes_watchdog_stop (RushesWatchdog *self)
{
  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  g_cancellable_disconnect (self->caller, self->handler);
  g_clear_object (&self->caller);
  g_cancellable_release_fd (self->own);
  g_clear_object (&self->own);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

GCancellable *
rushes_watchdog_get_cancellable (RushesWatchdog *self)
{
  return self->own;
}

void
rushes_watchdog_expect (RushesWatchdog *self, guint window_ms, gsize least_bytes)
{
  g_mutex_lock (&self->mutex);
  self->window = (gint64) window_ms * G_TIME_SPAN_MILLISECOND;
  self->least_bytes = least_bytes;
  self->waits_since = g_get_monotonic_time ();
  self->n_bytes = 0;
  /* Early enough, it sees by itself that there is more time. */
  if (self->waits_since + self->window < self->wakes_at)
    g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
}

void
rushes_watchdog_feed (RushesWatchdog *self, gsize n_bytes)
{
  g_mutex_lock (&self->mutex);
  self->n_bytes += n_bytes;
  if (self->n_bytes >= self->least_bytes)
    {
      self->n_bytes = 0;
      self->waits_since = g_get_monotonic_time ();
    }
  g_mutex_unlock (&self->mutex);
}

gboolean
rushes_watchdog_has_given_up (RushesWatchdog *self)
{
  gboolean given_up;

  g_mutex_lock (&self->mutex);
  given_up = self->given_up;
  g_mutex_unlock (&self->mutex);
  return given_up;
}
