/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-transfer-status.h"
#include "transfer/rushes-fetch.h"

#include <stdatomic.h>

G_BEGIN_DECLS

/**
 * RushesTransferJob: what a transfer has its worker do, step by step: RushesTransferWorkFuncs of a job.
 *
 * While a step runs, the job belongs to the worker, except for its progress; in between it belongs to
 * the main thread.
 */
typedef struct
{
  /* Input of all steps */
  char *parts_folder;
  char *part_path;
  GFile *destination;
  gboolean replace;
  gint64 expected_bytes;     /* 0 unknown */
  GCancellable *cancellable; /* (nullable) */

  /* Input of the fetch */
  RushesAccount *account; /* a copy of the job's own */
  char *link;
  RushesFetchRequest limits; /* only these of it */

  /* Progress: written in the worker, read in the main thread */
  _Atomic gint64 bytes_done;
  _Atomic gint64 bytes_total;
  _Atomic int state; /* RushesTransferState */

  /* Output of the step that ran last */
  GError *error;       /* (nullable) */
  gint64 bytes_there;  /* in the part */
  gboolean is_whole;   /* nothing is left to be fetched */
  gboolean is_fetched; /* all of it is there and holds: an error is one of the landing */
  RushesFetchResult result;

  RushesPart *part; /* (nullable): the worker's own; NULL when it is landed, or closed */
  gpointer owner;   /* whose job it is: the main thread's own */
} RushesTransferJob;

RushesTransferJob *rushes_transfer_job_new (void);
/* When it is closed. */
void rushes_transfer_job_free (RushesTransferJob *self);

/* Can the destination be written, and what is there of the video? */
void rushes_transfer_job_prepare (SoupSession *session, gpointer job);
/* One attempt with the link. What is whole then, and checked, goes to its destination at once: many small videos
 * would spend more time between the steps than in them. */
void rushes_transfer_job_fetch (SoupSession *session, gpointer job);
/* Lets the part go, if it has not landed. Leaves the error as it is. */
void rushes_transfer_job_close (SoupSession *session, gpointer job);

G_END_DECLS
