/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-relay"

#include "config.h"

#include "transfer/rushes-relay.h"

#include "base/rushes-error.h"

#include <errno.h>

/* Small enough to stay in a processor's cache; handed over as soon as there is a good piece, since waking
 * the other thread costs as much as reading a little, or as soon as it is late. */
#define BUFFER_BYTES (256 * 1024)
#define PIECE_BYTES (128 * 1024)
#define LATE (G_TIME_SPAN_SECOND / 10)

typedef struct
{
  RushesRelayTake take;
  gpointer user_data;

  GMutex mutex;
  GCond changed;
  /* Guarded by the mutex */
  const guint8 *handed; /* what is being taken, or waits for it */
  gsize n_handed;       /* 0: the taker is idle */
  gboolean over;        /* nothing more comes */
  GError *error;        /* of the taker, who is idle for ever */
} Relay;

static gpointer
take_all (gpointer data)
{
  Relay *self = data;

  g_mutex_lock (&self->mutex);
  while (TRUE)
    {
      GError *error = NULL;

      while (self->n_handed == 0 && !self->over)
        g_cond_wait (&self->changed, &self->mutex);
      if (self->n_handed == 0)
        break;

      g_mutex_unlock (&self->mutex);
      self->take (self->handed, self->n_handed, self->user_data, &error);
      g_mutex_lock (&self->mutex);

      self->n_handed = 0;
      self->error = error;
      g_cond_signal (&self->changed);
      if (error != NULL)
        break;
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

typedef enum
{
  HANDED,
  BUSY,
  FAILED,
} Handing;

/* Gives the taker @bytes, which stay untouched until it is idle again. */
static Handing
hand (Relay *self, const guint8 *bytes, gsize length, gboolean wait)
{
  Handing handing = BUSY;

  g_mutex_lock (&self->mutex);
  while (wait && self->n_handed > 0)
    g_cond_wait (&self->changed, &self->mutex);

  if (self->error != NULL)
    handing = FAILED;
  else if (self->n_handed == 0)
    {
      self->handed = bytes;
      self->n_handed = length;
      g_cond_signal (&self->changed);
      handing = HANDED;
    }
  g_mutex_unlock (&self->mutex);
  return handing;
}

/* Returns: what the last reading returned */
static gssize
read_all (Relay *self,
          GInputStream *stream,
          gint64 limit,
          guint8 *buffers[2],
          GCancellable *cancellable,
          GError **error)
{
  gint64 handed_at = g_get_monotonic_time ();
  guint filling = 0;
  gsize filled = 0;
  Handing handing = HANDED;
  gssize n = 0;

  while (limit != 0 && handing != FAILED)
    {
      gsize most = BUFFER_BYTES - filled;

      if (limit > 0)
        most = (gsize) MIN ((gint64) most, limit);
      n = g_input_stream_read (stream, buffers[filling] + filled, most, cancellable, error);
      if (n <= 0)
        break;

      filled += (gsize) n;
      if (limit > 0)
        limit -= n;
      if (filled < PIECE_BYTES && limit != 0 && g_get_monotonic_time () - handed_at < LATE)
        continue;

      handing = hand (self, buffers[filling], filled, filled == BUFFER_BYTES);
      if (handing == HANDED)
        {
          handed_at = g_get_monotonic_time ();
          filling = 1 - filling;
          filled = 0;
        }
    }

  if (filled > 0 && handing != FAILED)
    hand (self, buffers[filling], filled, TRUE);
  return n;
}

/* One transfer less, and not the end of the program. */
static gboolean
fail (int saved_errno, GError **error)
{
  g_propagate_error (error,
                     rushes_error_from_errno (saved_errno, RUSHES_ERROR_FAILED, "the transfer's relay"));
  return FALSE;
}

gboolean
rushes_relay_run (GInputStream *stream,
                  gint64 limit,
                  RushesRelayTake take,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree guint8 *first = g_try_malloc (BUFFER_BYTES);
  g_autofree guint8 *second = g_try_malloc (BUFFER_BYTES);
  guint8 *buffers[2] = { first, second };
  Relay self = { .take = take, .user_data = user_data };
  g_autoptr (GError) read_error = NULL;
  GThread *taker;

  if (first == NULL || second == NULL)
    return fail (ENOMEM, error);

  g_mutex_init (&self.mutex);
  g_cond_init (&self.changed);
  taker = g_thread_try_new ("take", take_all, &self, NULL);
  if (taker == NULL)
    {
      g_mutex_clear (&self.mutex);
      g_cond_clear (&self.changed);
      return fail (EAGAIN, error);
    }

  read_all (&self, stream, limit, buffers, cancellable, &read_error);

  g_mutex_lock (&self.mutex);
  self.over = TRUE;
  g_cond_signal (&self.changed);
  g_mutex_unlock (&self.mutex);
  g_thread_join (taker);
  g_mutex_clear (&self.mutex);
  g_cond_clear (&self.changed);

  /* A full disk comes before what it has brought about. */
  if (self.error != NULL)
    g_propagate_error (error, self.error);
  else if (read_error != NULL)
    g_propagate_error (error, g_steal_pointer (&read_error));
  else
    return TRUE;
  return FALSE;
}
