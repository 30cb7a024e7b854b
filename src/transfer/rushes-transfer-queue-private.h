/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transfer/rushes-transfer-queue.h"
#include "transfer/rushes-transfer.h"

G_BEGIN_DECLS

/* What the files of RushesTransferQueue share: rushes-transfer-queue.c (the object, starting and stopping),
 * rushes-transfer-requests.c (what is asked for a task), rushes-transfer-turns.c (whose turn it is),
 * rushes-queue-job.c (how one transfer stands), rushes-queue-steps.c (what it goes through) and
 * rushes-queue-sweep.c (what an earlier run has left behind). */

/* What is under way for a job. */
typedef enum
{
  RUSHES_STEP_NONE,
  RUSHES_STEP_LOOKING,  /* whether an earlier run has saved it already */
  RUSHES_STEP_PLACING,  /* a name in the videos folder is looked for */
  RUSHES_STEP_FETCHING,
  RUSHES_STEP_RENAMING, /* the name is taken: another is looked for */
  RUSHES_STEP_COPYING,
  RUSHES_STEP_RECORDING, /* the library notes where the video stands */
  RUSHES_STEP_DISCARDING,
} RushesJobStep;

/* What becomes of a job once the step that is under way has ended. */
typedef enum
{
  RUSHES_FATE_GO_ON,
  RUSHES_FATE_PAUSE,
  RUSHES_FATE_DROP,
} RushesJobFate;

/* One transfer. Each step holds a reference, and the queue. */
typedef struct
{
  RushesTransferQueue *queue; /* (unowned) */
  RushesTask *task;

  /* What is asked for, as it is stored */
  RushesTransferPurpose purpose;
  GFile *destination; /* (nullable): of a save */
  gboolean replace;
  gint64 created_at;
  gboolean is_restored; /* a save of an earlier run, which may have come to its end */
  gboolean saved_unfit; /* what was saved before is not the video any more */

  RushesTransferState state;
  gboolean disk_full;  /* paused by that */
  GError *error;       /* (nullable): why it failed, or waits for its next try */
  guint n_failures;    /* of a keeping, in a row */
  gint64 next_try;     /* on the boot clock; 0: none */
  RushesTransferRoute *route; /* (nullable): what a fetch has tried that has given its turn away */

  RushesJobStep step;
  RushesJobFate fate;
  GCancellable *cancellable;           /* (nullable): of the step */
  RushesTransferPurpose step_purpose;  /* where the bytes of this step go */
  RushesTransfer *transfer;            /* (nullable): while fetching */
  RushesTransferWorker *worker;        /* (nullable): its thread */
  gboolean copies_saved;               /* this step copies a file of the user's, not a kept one */
  gboolean is_superseded;              /* another save has been asked for since it began */
  char *host;                          /* (nullable): that is fetched from */
  RushesSnapshot *told;                /* (nullable): whose link's host @told_host is */
  char *told_host;                     /* (nullable) */
  GFile *place;                        /* (nullable): where this step puts the video */
  gint64 bytes;                        /* of the video that stands at the place */
} RushesJob;

struct _RushesTransferQueue
{
  GObject parent_instance;

  RushesLibrary *library;
  RushesLinkSource *links; /* (nullable) */
  RushesClock *clock;
  char *parts_folder;

  GHashTable *accounts; /* id -> RushesAccount */
  GHashTable *locked;   /* set of ids: their key was refused */
  GHashTable *jobs;     /* RushesTask -> RushesJob */
  GPtrArray *busy;      /* RushesJob (unowned): those of which a step is under way */
  GPtrArray *workers;   /* RushesTransferWorker: those that rest, with their connections */

  gboolean started;
  gboolean offline;
  gboolean keeping_allowed;
  RushesFailure *blocked; /* (nullable) */
  GTask *stopping;        /* (nullable) */
  gboolean stopped;

  guint review_id;    /* of the idle source in which turns are given */
  gboolean turns_due; /* not only what flows has changed */
  guint timer;        /* of the clock, for the next try */
  gint64 timer_due;

  guint n_active;
  guint n_waiting;
  guint n_failed;
  gboolean flowing;
};

RushesJob *rushes_job_new (RushesTransferQueue *queue, RushesTask *task, RushesTransferPurpose purpose);
RushesJob *rushes_job_ref (RushesJob *self);
void       rushes_job_unref (RushesJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesJob, rushes_job_unref)

/* (nullable): a video of this disk that this one would be a copy of: the kept one, or what was saved before */
const char *rushes_job_get_source (RushesJob *self);
/* Whether it is a copy and no more: the video is on this disk, and is wanted elsewhere. */
gboolean rushes_job_is_copy (RushesJob *self);
/* (nullable): the account that it needs */
RushesAccount *rushes_job_get_account (RushesJob *self);
/* Whether its bytes come from the account's own gateway, as far as is known: that takes the key. */
gboolean rushes_job_needs_key (RushesJob *self);
/* Whether there is no network for it. */
gboolean rushes_job_is_offline (RushesJob *self);
/* (nullable): the host that it would be fetched from */
const char *rushes_job_get_host (RushesJob *self);

/* (nullable): the link to begin with */
const char *rushes_job_get_link (RushesJob *self);

/* Tells the library how it stands. */
void rushes_job_note_status (RushesJob *self);
/* The same, and has the queue look at it again. */
void rushes_job_set_state (RushesJob *self, RushesTransferState state);
/* Stores what is asked for. */
void rushes_job_store (RushesJob *self);
/* Out of the queue: what stands in the library is gone already, or is to go on. */
void rushes_job_leave_queue (RushesJob *self);
/* Waits for its turn again, as if nothing had gone wrong. */
void rushes_job_requeue (RushesJob *self);

/* The frame of a step: after the end of one, either something came of it, or it has failed, or nothing has
 * come of it and the job does as its fate says. release_step() comes last, and may free both. */
void rushes_job_begin_step (RushesJob *self, RushesJobStep step);
void rushes_job_end_step (RushesJob *self);
void rushes_job_settle (RushesJob *self);
void rushes_job_release_step (RushesJob *self);
/* The end, the failure and the release in one. */
void rushes_job_fail_step (RushesJob *self, const GError *error);

/* Begin a step: none may be under way. */
void rushes_job_begin_looking (RushesJob *self);
void rushes_job_begin_copy (RushesJob *self);
void rushes_job_begin_fetch (RushesJob *self);
/* Ends the step that is under way, if any, and then does as @fate says. */
void rushes_job_interrupt (RushesJob *self, RushesJobFate fate);

typedef gboolean (*RushesJobPredicate) (RushesJob *job, gconstpointer data);

/* (transfer full) (element-type RushesJob): but those that are given up; jobs may come and go while these are
 * walked through. */
GPtrArray *rushes_transfer_queue_list_jobs (RushesTransferQueue *self,
                                            RushesJobPredicate   predicate,
                                            gconstpointer        data);
void       rushes_transfer_queue_requeue_all (RushesTransferQueue *self,
                                              RushesJobPredicate   predicate,
                                              gconstpointer        data);

/* Begins all that may begin and for which there is room. */
void rushes_transfer_queue_give_turns (RushesTransferQueue *self);
/* Deletes what nobody will go on with. */
void rushes_transfer_queue_sweep (RushesTransferQueue *self);
/* What stands still says so, and for which reason. */
void rushes_transfer_queue_note_pause (RushesTransferQueue *self, RushesJob *job);
/* (transfer full) (nullable): NULL: the transfer gets one of its own */
RushesTransferWorker *rushes_transfer_queue_take_worker (RushesTransferQueue *self);
/* @worker: (transfer full) (nullable) */
void rushes_transfer_queue_give_back_worker (RushesTransferQueue *self, RushesTransferWorker *worker);
/* Has turns given soon. */
void rushes_transfer_queue_review (RushesTransferQueue *self);
/* Bytes of what is under way may have begun to flow, or ceased to; nothing else has changed. */
void rushes_transfer_queue_note_flow (RushesTransferQueue *self);
void rushes_transfer_queue_block (RushesTransferQueue *self, const GError *error);
void rushes_transfer_queue_lock_account (RushesTransferQueue *self, const char *account_id);
/* The step of some job has ended. */
void rushes_transfer_queue_note_idle (RushesTransferQueue *self);
void rushes_transfer_queue_emit_kept (RushesTransferQueue *self, RushesTask *task);
void rushes_transfer_queue_emit_saved (RushesTransferQueue *self, RushesTask *task, GFile *file);
void rushes_transfer_queue_emit_failed (RushesTransferQueue *self, RushesTask *task, const GError *error);
void rushes_transfer_queue_emit_cancelled (RushesTransferQueue *self, RushesTask *task);

G_END_DECLS
