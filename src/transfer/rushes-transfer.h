/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * RushesTransfer: the video of one task on its way to one file of the user's. Main thread.
 *
 * Asks whether the file can be put there at all, fetches into a part file of ours (on a thread of
 * its own), from the primary link first and then, where that brought no video for any reason that
 * does not lie with this machine, from the backup link; then lands it (rushes_landing_commit()).
 * The part stays after an error or a cancellation, to be gone on with. How many run at once is the matter of
 * whoever makes them.
 *
 * Cancel by the cancellable. Progress is told at most four times a second, and the last of it before
 * run_async() calls back. It begins anew with the second link.
 *
 * Properties: "bytes-done", "bytes-total" (gint64; total 0 while unknown), "fraction" (double,
 * 0-1, -1 unknown).
 */
#define RUSHES_TYPE_TRANSFER (rushes_transfer_get_type ())
G_DECLARE_FINAL_TYPE (RushesTransfer, rushes_transfer, RUSHES, TRANSFER, GObject)

/**
 * rushes_transfer_new:
 * @parts_folder: ours; made with mode 0700 if it is missing
 * @snapshot: of a finished task, with its links
 */
RushesTransfer *rushes_transfer_new (const char     *parts_folder,
                                     RushesAccount  *account,
                                     RushesSnapshot *snapshot);

/**
 * rushes_transfer_run_async:
 * @destination: the file to be
 * @replace: whether it may be there already
 *
 * Call once. Errors of finish: those of rushes_fetch_run() (of the primary link, where both were
 * tried) and rushes_landing_commit(); RUSHES_ERROR_NO_LINK. After an error or a cancellation nothing
 * of it is in the user's folder. finish returns TRUE when the file is there, whole and synced,
 * even if it was cancelled in the last moment.
 */
void     rushes_transfer_run_async (RushesTransfer      *self,
                                    GFile               *destination,
                                    gboolean             replace,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean rushes_transfer_run_finish (RushesTransfer *self, GAsyncResult *result, GError **error);

/* After success: where the bytes came from: "primary", "backup" or "gateway". */
const char *rushes_transfer_get_source (RushesTransfer *self);
/* After success: the strongest check that held: "crc64", "md5", "length" or
 * "structure". */
const char *rushes_transfer_get_verified (RushesTransfer *self);
gint64      rushes_transfer_get_bytes_done (RushesTransfer *self);
gint64      rushes_transfer_get_bytes_total (RushesTransfer *self);
double      rushes_transfer_get_fraction (RushesTransfer *self);

G_END_DECLS
