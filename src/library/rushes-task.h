/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"
#include "library/rushes-transfer-status.h"

G_BEGIN_DECLS

/**
 * RushesState: how a task stands for its user: what the service says of it and where its
 * video is, in one word.
 */
typedef enum
{
  RUSHES_STATE_UNKNOWN = 0, /* a status that nobody knows; asked again */
  RUSHES_STATE_WAITING,     /* not asked yet, or queued at the service */
  RUSHES_STATE_RUNNING,
  RUSHES_STATE_READY,   /* finished, the video is not on this disk */
  RUSHES_STATE_KEPT,    /* in Rushes' own folder */
  RUSHES_STATE_SAVED,   /* where the user put it */
  RUSHES_STATE_EXPIRED, /* the link is gone and no copy exists */
  RUSHES_STATE_FAILED,
} RushesState;

#define RUSHES_TYPE_STATE (rushes_state_get_type ())
GType rushes_state_get_type (void) G_GNUC_CONST;

/**
 * RushesTask: one task as the library knows it. Main thread.
 *
 * Only the library changes a task; everybody else reads it and watches its properties.
 * Each change is one freeze/thaw, and only what really changed is notified.
 *
 * Properties (all readable): id, account-id, label, note, state, raw-status, width, height, bytes,
 * added-at, submitted-at, started-at, finished-at, expires-at (gint64, Unix seconds, 0 unknown),
 * usual-seconds (gint64, 0 unknown), failure, problem (RushesFailure, nullable), asking (bool),
 * paused (bool), saved-path (nullable), saved-missing (bool), has-damaged (bool), kept-path (nullable), kept-bytes (gint64, 0
 * where nothing is kept), keep-declined (bool), transfer-state (RushesTransferState), transfer-purpose
 * (RushesTransferPurpose), transfer-bytes, transfer-total (gint64, 0 unknown), transfer-speed (gint64, bytes a
 * second, 0 unknown), transfer-seconds-left (gint64, -1 unknown), saving (bool), saved-fraction (double, 0-1,
 * -1 while the size is unknown).
 */
#define RUSHES_TYPE_TASK (rushes_task_get_type ())
G_DECLARE_FINAL_TYPE (RushesTask, rushes_task, RUSHES, TASK, GObject)

/* The service's id: opaque text. */
const char *rushes_task_get_id (RushesTask *self);
const char *rushes_task_get_account_id (RushesTask *self);
/* (nullable) */
const char *rushes_task_get_label (RushesTask *self);
const char *rushes_task_get_note (RushesTask *self);
RushesState rushes_task_get_state (RushesTask *self);
/* (nullable): the last reply that told something; (transfer none) */
RushesSnapshot *rushes_task_get_snapshot (RushesTask *self);
gint64          rushes_task_get_added_at (RushesTask *self);
/* Since when it has been going on, in Unix seconds: when it was submitted, as far as that is known and
 * can be true, else when it was added. */
gint64 rushes_task_get_began_at (RushesTask *self);
/* How long such tasks usually take, as was known when it was answered last; 0 unknown. */
gint64 rushes_task_get_usual_seconds (RushesTask *self);
/* Whether it goes on at @now (Unix seconds) longer than such tasks should. */
gboolean rushes_task_is_taking_long (RushesTask *self, gint64 now);
/* Why the task failed, or NULL. */
RushesFailure *rushes_task_get_failure (RushesTask *self);
/* Why the last question or save did not work, or NULL: never the task's own failure. */
RushesFailure *rushes_task_get_problem (RushesTask *self);
/* Whether the service is being asked about it right now. */
gboolean rushes_task_get_asking (RushesTask *self);
/* Whether it is no longer asked by itself, for the reason that its problem tells: only by hand. */
gboolean rushes_task_get_paused (RushesTask *self);
/* How its video comes to this disk at this moment; see RushesTransferStatus. */
RushesTransferState   rushes_task_get_transfer_state (RushesTask *self);
RushesTransferPurpose rushes_task_get_transfer_purpose (RushesTask *self);
gint64                rushes_task_get_transfer_bytes (RushesTask *self);
gint64                rushes_task_get_transfer_total (RushesTask *self);
gint64                rushes_task_get_transfer_speed (RushesTask *self);
gint64                rushes_task_get_transfer_seconds_left (RushesTask *self);
/* (nullable): what is stored of the transfer; changes when rushes_library_put_transfer_finish() returns */
const RushesTransferRecord *rushes_task_get_transfer_record (RushesTask *self);
/* Whether the user waits for it: a transfer to where he wants it goes on by itself. */
gboolean rushes_task_get_saving (RushesTask *self);
/* How much of the video is there, of any transfer: 0 to 1, -1 while that is not known. */
double rushes_task_get_saved_fraction (RushesTask *self);
/* (nullable): where the user put the video: a path or a URI */
const char *rushes_task_get_saved_path (RushesTask *self);
/* Whether it was not there any more when it was looked for last. */
gboolean rushes_task_get_saved_missing (RushesTask *self);
/* Whether its video came damaged, and what came was still set aside when it was looked for last. */
gboolean rushes_task_get_has_damaged (RushesTask *self);
/* (nullable): where it stands in our own folder; absolute */
const char *rushes_task_get_kept_path (RushesTask *self);
gint64      rushes_task_get_kept_bytes (RushesTask *self);
/* Whether the user deleted the kept copy: it is never fetched again by itself. */
gboolean rushes_task_get_keep_declined (RushesTask *self);
/* Whether the service has come to an end with it. */
gboolean rushes_task_has_ended (RushesTask *self);

/**
 * rushes_task_get_order:
 *
 * Newest first: a number that grows with every task added and never changes, so that a
 * list sorted by it never has to be sorted again. Property "order" (gint64).
 */
gint64 rushes_task_get_order (RushesTask *self);

G_END_DECLS
