/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesRelay: what one thread reads, another takes at the same time.
 *
 * A video that is decrypted, and then checked, recorded and written, keeps one processor busy with
 * one of these at a time, and the server waiting. Two buffers go to and fro: while one is taken, the
 * other is filled, with as much as comes meanwhile. Nothing waits for a buffer to be full.
 */

/* Called in a thread of the relay's own; the first error is the last call. */
typedef gboolean (*RushesRelayTake) (const guint8 *bytes, gsize length, gpointer user_data, GError **error);

/**
 * rushes_relay_run:
 * @limit: no more bytes than this are read, and then none is waited for; -1 reads to the end
 *
 * Blocks until @stream ends or fails, or @take does, and everything that was read has been taken.
 * Both ways, @take is not called any more afterwards.
 *
 * Returns: FALSE with the error of @stream or @take; what was read before an error of @stream was taken. Where
 *   there is no memory or no thread for it, RUSHES_ERROR_FAILED before anything is read
 */
gboolean rushes_relay_run (GInputStream     *stream,
                           gint64            limit,
                           RushesRelayTake   take,
                           gpointer          user_data,
                           GCancellable     *cancellable,
                           GError          **error);

G_END_DECLS
