/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
  _Atomic int stage; /* RushesFetchStage */

  /* Output of the step that ran last */
  GError *error;       /* (nullable) */
  gint64 bytes_there;  /* in the part */
  gboolean is_whole;   /* nothing is left to be fetched */
  RushesFetchResult result;

  RushesPart *part; /* the worker's own */
  gpointer owner;   /* whose job it is: the main thread's own */
} RushesTransferJob;

RushesTransferJob *rushes_transfer_job_new (void);
/* When it is closed. */
void rushes_transfer_job_free (RushesTransferJob *self);

/* Can the destination be written, and what is there of the video? */
void rushes_transfer_job_prepare (SoupSession *session, gpointer job);
/* One attempt with the link. */
void rushes_transfer_job_fetch (SoupSession *session, gpointer job);
/* The part is whole and checked: to its destination with it. */
void rushes_transfer_job_land (SoupSession *session, gpointer job);
/* Lets the part go; always the last step. Leaves the error as it is. */
void rushes_transfer_job_close (SoupSession *session, gpointer job);

G_END_DECLS
