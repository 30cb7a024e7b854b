/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-pieces"

#include "config.h"

#include "transfer/rushes-pieces.h"

/* Fewer bytes are only taken when they are the last, or late. */
#define PIECE_BYTES (64 * 1024)
#define LATE (G_TIME_SPAN_SECOND / 10)

/* Returns: what the last reading returned; before that, @filled bytes may have come */
static gssize
fill (GInputStream *stream,
      guint8 *buffer,
      gsize most,
      gsize *filled,
      GCancellable *cancellable,
      GError **error)
{
  const gint64 late = g_get_monotonic_time () + LATE;
  const gsize enough = MIN (most, PIECE_BYTES);
  gssize n;

  *filled = 0;
  do
    {
      n = g_input_stream_read (stream, buffer + *filled, most - *filled, cancellable, error);
      *filled += (gsize) MAX (n, 0);
    }
  while (n > 0 && *filled < enough && g_get_monotonic_time () < late);
  return n;
}

gboolean
rushes_pieces_read (GInputStream *stream,
                    guint8 *buffer,
                    gint64 limit,
                    RushesPiecesTake take,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GError) cause = NULL;
  gssize n = 1;

  while (n > 0 && limit != 0)
    {
      gsize most = RUSHES_PIECES_BUFFER_BYTES;
      gsize filled;

      if (limit > 0)
        most = (gsize) MIN ((gint64) most, limit);
      n = fill (stream, buffer, most, &filled, cancellable, &cause);
      if (limit > 0)
        limit -= (gint64) filled;
      /* A full disk comes before what it has brought about. */
      if (filled > 0 && !take (buffer, filled, user_data, error))
        return FALSE;
    }

  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return n >= 0;
}
