/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/* Tasks in every state, told at the moment at which a manual clock begins: 2025-08-29T08:00:00Z. */
#define TASK_SAMPLE_NOW G_GINT64_CONSTANT (1756454400)
#define TASK_SAMPLE_ID "306792606023824"

/* Added just now, never asked. */
RushesTask *task_sample_new_waiting (void);
/* Submitted 80 s ago, started 72 s ago. */
RushesTask *task_sample_new_running (void);
/* 1366 × 768, submitted 13 min ago, finished 12 min ago; its link has @link_seconds left. */
RushesTask *task_sample_new_finished (gint64 link_seconds);
/* As above, and saved. */
RushesTask *task_sample_new_saved (const char *path);
/* Refused for its prompt: 1026. */
RushesTask *task_sample_new_failed (void);
/* "PAUSED", which nobody knows. */
RushesTask *task_sample_new_unknown (void);

/* Its video is on its way to where the user wants it; @percent of it is there, 0: nobody knows. */
void task_sample_set_saving (RushesTask *task, int percent);

/* Kept in our own folder; otherwise as task_sample_new_finished(). */
RushesTask *task_sample_new_kept (const char *path);
/* 1.6 MB of 3.8 MB of it are there; 820 kB/s and 3 s left where bytes flow. */
void task_sample_set_transfer (RushesTask *task, RushesTransferState state, RushesTransferPurpose purpose);

G_END_DECLS
