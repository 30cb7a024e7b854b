/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * rushes_media_run_async:
 * @arguments: of rushes-media-helper, without its name; NULL-terminated
 *
 * Runs one helper and waits until it has ended: also where it is cancelled, or killed because it
 * took too long; nobody writes to its files any more then. RUSHES_MEDIA_HELPER is where the program
 * is, for those who run Rushes from its build folder. Main thread.
 *
 * Errors: RUSHES_ERROR_MEDIA_HELPER, RUSHES_ERROR_VIDEO_TOO_LARGE (its limits ended it),
 *   G_IO_ERROR_CANCELLED
 * Returns: (transfer full): from _finish(), what it said: for rushes_media_words_read()
 */
void    rushes_media_run_async (const char *const   *arguments,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
GBytes *rushes_media_run_finish (GAsyncResult *result, GError **error);

/* Seconds by the clock on the wall that helpers started from now on get; tests have less time. */
void rushes_media_run_set_patience (guint seconds);

G_END_DECLS
