/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "base/rushes-clock.h"
#include "library/rushes-library.h"
#include "transfer/rushes-link-source.h"

G_BEGIN_DECLS

/**
 * RushesTransferQueue: every video on its way to this disk. Main thread.
 *
 * One transfer a task, stored in the library from the moment it is asked for until it is over, so that it
 * goes on after a restart or a crash. Two purposes: a video is kept in the library's videos folder, or
 * saved where the user wants it. A save that is asked for while the video is being kept waits for that,
 * and is then a copy; so is the save of one that is kept already, or that still stands where it was saved
 * before. A copy takes no network and no turn.
 *
 * Three videos are fetched at once, two from one host; what the user waits for comes first, then what
 * expires soonest, at last what has expired already (its links are renewed). What does not come is tried
 * again by RushesTransfer, and gives its turn away until then; if that gives up, a save has failed until it
 * is retried by hand, while keeping is tried again later where that may help. A full disk stops everything
 * ("blocked"); a key that is refused stops the account's transfers that need it until the account is added
 * again. Offline, what is not local waits without counting a try.
 *
 * A save that may not replace, and a kept video, get the next free name (" (2)") where theirs is taken.
 *
 * Properties: "n-active" (uint: being fetched, checked or copied), "n-waiting" (uint: for their turn, their
 * next try, or the network), "n-failed" (uint), "blocked" (RushesFailure, nullable: the disk is full),
 * "flowing" (boolean: bytes arrive right now), "offline" (boolean, writable), "keeping-allowed" (boolean,
 * writable, TRUE: whether videos may be fetched to be kept; what a save has joined goes on).
 *
 * Signals: "kept" (RushesTask); "saved" (RushesTask, GFile); "failed" (RushesTask, GError): not for a
 * keeping that is tried again by itself, nor for what a full disk stopped; "cancelled" (RushesTask): a save
 * was given up. When one is emitted, task and library know of it, and another save of the task may be asked for.
 */
#define RUSHES_TYPE_TRANSFER_QUEUE (rushes_transfer_queue_get_type ())
G_DECLARE_FINAL_TYPE (RushesTransferQueue, rushes_transfer_queue, RUSHES, TRANSFER_QUEUE, GObject)

/**
 * rushes_transfer_queue_new:
 * @links: (nullable): who renews links; NULL: nobody
 * @parts_folder: made with mode 0700 if it is missing
 */
RushesTransferQueue *rushes_transfer_queue_new (RushesLibrary    *library,
                                                RushesLinkSource *links,
                                                RushesClock      *clock,
                                                const char       *parts_folder);

/* With its key. Transfers of an account that was not added wait. Adding it again tries those again that
 * failed for want of a key. */
void rushes_transfer_queue_add_account (RushesTransferQueue *self, RushesAccount *account);
void rushes_transfer_queue_remove_account (RushesTransferQueue *self, const char *account_id);

/* Takes up what the library has stored, once that is open. */
void rushes_transfer_queue_start (RushesTransferQueue *self);

/* Ends everything within a moment; bytes and what was asked for stay, for the next start of the program. */
void     rushes_transfer_queue_stop_async (RushesTransferQueue *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean rushes_transfer_queue_stop_finish (RushesTransferQueue *self, GAsyncResult *result, GError **error);

/**
 * rushes_transfer_queue_add:
 * @task: finished; with or without links
 * @destination: (nullable): for RUSHES_PURPOSE_SAVE
 * @replace: whether a file at @destination may be replaced
 *
 * A keeping of what has a transfer already changes nothing. A save takes over what has been fetched so far;
 * not while another one is under way (rushes_transfer_queue_is_saving()).
 */
void     rushes_transfer_queue_add (RushesTransferQueue   *self,
                                    RushesTask            *task,
                                    RushesTransferPurpose  purpose,
                                    GFile                 *destination,
                                    gboolean               replace);
/* Whether there is any, also one that is paused or has failed. */
gboolean rushes_transfer_queue_contains (RushesTransferQueue *self, RushesTask *task);
/* Whether a save waits or is under way: not one that is paused or has failed. */
gboolean rushes_transfer_queue_is_saving (RushesTransferQueue *self, RushesTask *task);

/* The bytes stay. */
void rushes_transfer_queue_pause (RushesTransferQueue *self, RushesTask *task);
void rushes_transfer_queue_resume (RushesTransferQueue *self, RushesTask *task);
/* Gives the transfer up, bytes and all, and says no more of it than "cancelled" of a save. */
void rushes_transfer_queue_cancel (RushesTransferQueue *self, RushesTask *task);
/* Gives the save up and goes on to keep the video. */
void rushes_transfer_queue_keep_instead (RushesTransferQueue *self, RushesTask *task);
/* Of what has failed, or waits for its next try. */
void rushes_transfer_queue_retry (RushesTransferQueue *self, RushesTask *task);
void rushes_transfer_queue_retry_failed (RushesTransferQueue *self);
/* Tries again after a full disk. */
void rushes_transfer_queue_unblock (RushesTransferQueue *self);
/* Gives up all that is only to be kept. */
void rushes_transfer_queue_cancel_keeping (RushesTransferQueue *self);

void rushes_transfer_queue_set_offline (RushesTransferQueue *self, gboolean offline);
void rushes_transfer_queue_set_keeping_allowed (RushesTransferQueue *self, gboolean allowed);

/* Of what is being kept, or waits for that; @n_unknown: how many do not say how large they are. */
gint64         rushes_transfer_queue_get_coming_bytes (RushesTransferQueue *self, guint *n_unknown);
guint          rushes_transfer_queue_get_n_active (RushesTransferQueue *self);
guint          rushes_transfer_queue_get_n_waiting (RushesTransferQueue *self);
guint          rushes_transfer_queue_get_n_failed (RushesTransferQueue *self);
/* (transfer none) (nullable) */
RushesFailure *rushes_transfer_queue_get_blocked (RushesTransferQueue *self);
gboolean       rushes_transfer_queue_get_flowing (RushesTransferQueue *self);

G_END_DECLS
