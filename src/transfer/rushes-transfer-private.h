/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transfer/rushes-speed.h"
#include "transfer/rushes-transfer-job.h"
#include "transfer/rushes-transfer-route.h"
#include "transfer/rushes-transfer.h"

G_BEGIN_DECLS

/* What RushesTransfer is inside: what it tells is in rushes-transfer.c, what it does in
 * rushes-transfer-steps.c. */

struct _RushesTransfer
{
  GObject parent_instance;

  char *parts_folder;
  RushesAccount *account;
  RushesSnapshot *snapshot;
  RushesLinkSource *links; /* (nullable) */
  RushesClock *clock;
  RushesTransferWorker *worker;
  RushesFetchRequest limits;
  guint max_tries;
  gboolean gives_way; /* ends where it would have to wait */

  /* While it runs. At any time at most one of these is under way: a step of the job, a question for
   * links, the timer; or it is offline. */
  GTask *task;
  RushesTransferJob *job;
  RushesTransferRoute *route; /* of one that has given way: also when it has ended */
  gint64 due;                 /* of that one, on the boot clock: its next try; 0: once it is online */
  GCancellable *asking; /* ends a question for links that nobody waits for any more */
  guint attempt;        /* what comes of an earlier one is of no interest */
  guint timer;
  GSource *progress_source;
  GSource *cancel_source;
  gint64 farthest; /* the most bytes of the video that there ever were */
  RushesSpeed measured;
  gint64 measured_bytes;
  gboolean is_offline;
  gboolean is_ending; /* only the close is still under way */

  gboolean started;
  RushesTransferState state;
  gint64 bytes_done;
  gint64 bytes_total;
  gint64 speed;
  gint64 seconds_left;
  char *host;
  const char *source;   /* static */
  const char *verified; /* static */
  gint64 resumed;
};

void rushes_transfer_set_state (RushesTransfer *self, RushesTransferState state);
/* Four times a second, how far the job is; with the last of it when that stops. */
void rushes_transfer_start_telling (RushesTransfer *self);
void rushes_transfer_stop_telling (RushesTransfer *self);
void rushes_transfer_tell_progress (RushesTransfer *self);

/* From the first step to the return of the task. */
void rushes_transfer_take_steps (RushesTransfer *self,
                                 GFile          *destination,
                                 gboolean        replace,
                                 GCancellable   *cancellable);

G_END_DECLS
