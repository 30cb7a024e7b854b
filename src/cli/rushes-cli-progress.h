/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesCliProgress: one line on standard error that is written over and over, if a person is
 * looking; silent where standard error is no terminal.
 */
typedef struct _RushesCliProgress RushesCliProgress;

/**
 * RushesCliProgressFigures: how far it all is.
 *
 * @n_done: tasks that have come to their end, one way or the other
 * @n_saving: videos that are being fetched
 * @share: how far they all are together, 0-1
 * @bytes_done: of the videos that are being fetched
 * @bytes_total: of the same; 0 while one of them does not say
 * @speed: bytes a second; 0 unknown
 * @seconds_left: of the same; -1 while that means nothing
 */
typedef struct
{
  guint n_tasks;
  guint n_done;
  guint n_saving;
  double share;
  gint64 bytes_done;
  gint64 bytes_total;
  gint64 speed;
  gint64 seconds_left;
} RushesCliProgressFigures;

RushesCliProgress *rushes_cli_progress_new (void);
/* Leaves a clean line. */
void               rushes_cli_progress_free (RushesCliProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesCliProgress, rushes_cli_progress_free)

void rushes_cli_progress_show (RushesCliProgress *self, const RushesCliProgressFigures *figures);

/* Makes room for a line of the results. */
void rushes_cli_progress_hide (RushesCliProgress *self);

/* The line itself. Pure. Returns: (transfer full) */
char *rushes_cli_progress_format (const RushesCliProgressFigures *figures);

/* As much of @line as fits into @n_columns of a terminal. Pure. Returns: (transfer full) */
char *rushes_cli_progress_cut (const char *line, guint n_columns);

G_END_DECLS
