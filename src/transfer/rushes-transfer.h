/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/rushes-clock.h"
#include "library/rushes-transfer-status.h"
#include "transfer/rushes-link-source.h"
#include "transfer/rushes-transfer-route.h"
#include "transfer/rushes-transfer-worker.h"

G_BEGIN_DECLS

/**
 * RushesTransfer: the video of one task on its way to one file. Main thread.
 *
 * Asks whether the file can be put there at all, fetches into the task's part (RushesPart; what is
 * there of an earlier time is gone on with), and lands it (rushes_landing_commit()). What blocks is
 * done by a RushesTransferWorker. Which link is taken when is the matter of RushesTransferRoute:
 * the primary link, renewed near its expiry or when it is refused, then the backup link, then the
 * gateway's content route; with pauses that grow, and six tries in a row without a new byte.
 *
 * After an error or a cancellation the part stays, to be gone on with by another RushesTransfer; the user's
 * folder has nothing of it. How many run at once is the matter of whoever makes them.
 *
 * Cancel by the cancellable. Progress is told at most four times a second, and the last of it before
 * run_async() calls back.
 *
 * Properties: "state" (RushesTransferState: NONE before and after), "bytes-done", "bytes-total" (gint64;
 * total 0 while unknown), "fraction" (double, 0-1, -1 unknown), "speed" (gint64, bytes a second; 0
 * unknown), "seconds-left" (gint64; -1 unknown).
 */
#define RUSHES_TYPE_TRANSFER (rushes_transfer_get_type ())
G_DECLARE_FINAL_TYPE (RushesTransfer, rushes_transfer, RUSHES, TRANSFER, GObject)

/**
 * rushes_transfer_new:
 * @parts_folder: ours; made with mode 0700 if it is missing
 * @snapshot: of a finished task, with its links as far as they are known
 * @links: (nullable): asked for fresh links; NULL: there are no others
 */
RushesTransfer *rushes_transfer_new (const char       *parts_folder,
                                     RushesAccount    *account,
                                     RushesSnapshot   *snapshot,
                                     RushesLinkSource *links,
                                     RushesClock      *clock);

/* Before run_async(), all of them: */

/* The worker to use, with the connections of the transfers before; without it there is a new one. */
void rushes_transfer_set_worker (RushesTransfer *self, RushesTransferWorker *worker);
/* Of each attempt, as RushesFetchRequest has them; 0: the usual. */
void rushes_transfer_set_limits (RushesTransfer *self,
                                 guint           connect_ms,
                                 guint           first_byte_ms,
                                 guint           stall_ms,
                                 gsize           stall_bytes);
/* Tries in a row without a new byte: usually RUSHES_RETRY_MAX_TRIES */
void rushes_transfer_set_max_tries (RushesTransfer *self, guint max_tries);
/* Where it would have to wait, for its next try or for the network, it ends with G_IO_ERROR_WOULD_BLOCK, so
 * that another has its turn. @route: (transfer full) (nullable): of the transfer of this video that ended so
 * before: what it has tried is not forgotten. */
void rushes_transfer_set_gives_way (RushesTransfer *self, RushesTransferRoute *route);

/**
 * rushes_transfer_run_async:
 * @destination: the file to be
 * @replace: whether it may be there already
 *
 * Call once. Errors of finish: those of rushes_fetch_run(), rushes_part_open() and
 * rushes_landing_commit(); RUSHES_ERROR_NO_LINK; RUSHES_ERROR_LINK_EXPIRED where no way was left; where
 * links could not be renewed, why not (RUSHES_ERROR_TASK_UNKNOWN, _TASK_FAILED, _KEY_REFUSED…).
 * finish returns TRUE when the file is there, whole and synced, even if it was cancelled in
 * the last moment.
 */
void     rushes_transfer_run_async (RushesTransfer      *self,
                                    GFile               *destination,
                                    gboolean             replace,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean rushes_transfer_run_finish (RushesTransfer *self, GAsyncResult *result, GError **error);

/**
 * rushes_transfer_steal_route:
 * @due: (out): on the boot clock, when its next try may be; 0: as soon as there is a network
 *
 * After G_IO_ERROR_WOULD_BLOCK, once. Returns: (transfer full): for rushes_transfer_set_gives_way()
 */
RushesTransferRoute *rushes_transfer_steal_route (RushesTransfer *self, gint64 *due);

/* While @offline there are no new attempts, and one that ends now is no try. Any time. */
void rushes_transfer_set_offline (RushesTransfer *self, gboolean offline);

RushesTransferState rushes_transfer_get_state (RushesTransfer *self);
gint64              rushes_transfer_get_bytes_done (RushesTransfer *self);
gint64              rushes_transfer_get_bytes_total (RushesTransfer *self);
double              rushes_transfer_get_fraction (RushesTransfer *self);
gint64              rushes_transfer_get_speed (RushesTransfer *self);
gint64              rushes_transfer_get_seconds_left (RushesTransfer *self);
/* (nullable): whose link is in use, as its text has it */
const char *rushes_transfer_get_host (RushesTransfer *self);

/* After success: where the bytes came from: "primary", "backup" or "gateway". */
const char *rushes_transfer_get_source (RushesTransfer *self);
/* After success: the strongest check that held: "crc64", "md5", "length" or "structure". */
const char *rushes_transfer_get_verified (RushesTransfer *self);
/* After success: bytes that were there and were not fetched again by the last attempt. */
gint64 rushes_transfer_get_resumed (RushesTransfer *self);

G_END_DECLS
