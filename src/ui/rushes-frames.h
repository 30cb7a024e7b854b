/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/rushes-media.h"

G_BEGIN_DECLS

/**
 * Single frames of a video, in full resolution, for the user: as a PNG file, or on the clipboard. The
 * last one is what the next shot starts from. Made in a helper process: see rushes-media.h, which also
 * names the errors.
 */

/* "Dunes at dusk, last frame.png"; for RUSHES_FRAME_AT with the position (nanoseconds). Returns: (transfer full) */
char *rushes_frames_suggest_name (const char *title, RushesFrameWhich which, gint64 position);

/**
 * rushes_frames_save_async:
 * @name: what the file dialog suggests
 *
 * Asks where, and saves it there. Returns of finish: (transfer full): where it is; NULL with
 * G_IO_ERROR_CANCELLED where the user changed their mind
 */
void   rushes_frames_save_async (GtkWindow           *parent,
                                 const char          *video,
                                 RushesFrameWhich     which,
                                 gint64               position,
                                 const char          *name,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
GFile *rushes_frames_save_finish (GAsyncResult *result, GError **error);

/* The second half of it, for tests: @destination may be replaced, the dialog has asked. */
void rushes_frames_save_to_async (const char          *video,
                                  RushesFrameWhich     which,
                                  gint64               position,
                                  GFile               *destination,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);

/* Puts it on @clipboard, as image/png. */
void     rushes_frames_copy_async (GdkClipboard        *clipboard,
                                   const char          *video,
                                   RushesFrameWhich     which,
                                   gint64               position,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean rushes_frames_copy_finish (GAsyncResult *result, GError **error);

G_END_DECLS
