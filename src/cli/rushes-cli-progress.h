/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesCliProgress: one line on standard error that is written over and over, if a person is
 * looking; silent where standard error is no terminal.
 */
typedef struct _RushesCliProgress RushesCliProgress;

RushesCliProgress *rushes_cli_progress_new (guint n_tasks);
/* Leaves a clean line. */
void               rushes_cli_progress_free (RushesCliProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliProgress, rushes_cli_progress_free)

/**
 * rushes_cli_progress_show:
 * @n_done: tasks that have come to their end, one way or the other
 * @n_saving: videos that are being fetched
 * @share: how far they all are together, 0-1
 */
void rushes_cli_progress_show (RushesCliProgress *self, guint n_done, guint n_saving, double share);

/* Makes room for a line of the results. */
void rushes_cli_progress_hide (RushesCliProgress *self);

/* The line itself. Pure. Returns: (transfer full) */
char *rushes_cli_progress_format (guint n_tasks, guint n_done, guint n_saving, double share);

G_END_DECLS
