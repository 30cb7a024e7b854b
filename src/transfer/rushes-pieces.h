/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesPieces: a body in pieces that are worth their writing.
 *
 * TLS hands over records of 16 KiB, and a connection whatever has come. What is there is collected in one buffer
 * that stays in the processor's cache, checked and written from there, and the buffer is filled again. One thread
 * does all of it: to wake a second one for each piece, and to carry the bytes from one processor's cache to the
 * other's, costs more than it brings. What comes slowly is not kept waiting for the rest of its piece.
 */

/* How large a buffer is of use, in bytes. */
#define RUSHES_PIECES_BUFFER_BYTES (128 * 1024)

/* @length is never 0. The first error is the last call. */
typedef gboolean (*RushesPiecesTake) (const guint8 *bytes, gsize length, gpointer user_data, GError **error);

/**
 * rushes_pieces_read:
 * @buffer: of RUSHES_PIECES_BUFFER_BYTES; what is in it afterwards is of no meaning
 * @limit: no more bytes than this are read, and then none is waited for; -1 reads to the end
 *
 * Blocks until @stream ends or fails, or @take does, which is called in this thread.
 *
 * Returns: FALSE with the error of @stream or @take, that of @take before the other; what was read before an
 *   error of @stream was taken
 */
gboolean rushes_pieces_read (GInputStream      *stream,
                             guint8            *buffer,
                             gint64             limit,
                             RushesPiecesTake   take,
                             gpointer           user_data,
                             GCancellable      *cancellable,
                             GError           **error);

G_END_DECLS
