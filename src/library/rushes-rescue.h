/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The rescue of a damaged library: what can be read of it is put into a fresh one, and the damaged
 * file is moved aside, never deleted. On the store's thread, under its lock, with no connection open.
 *
 * The fresh library is whole on disk before the damaged one is touched: whenever the process ends,
 * either of them stands there, or rushes_rescue_resume() puts the fresh one in its place.
 */

/**
 * RushesRescue:
 * @n_tasks: how many tasks were rescued
 * @n_bare: how many of them with nothing but their id: the service is asked for the rest
 * @kept_as: where the damaged file is now; its log stands beside it
 */
typedef struct
{
  guint n_tasks;
  guint n_bare;
  char *kept_as;
} RushesRescue;

void rushes_rescue_free (RushesRescue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesRescue, rushes_rescue_free)

/**
 * rushes_rescue_run:
 * @path: the damaged library; it stays as it is where this fails
 * @now: Unix seconds
 *
 * Returns: (transfer full): or NULL with the RUSHES_ERROR of the file that could not be written
 */
RushesRescue *rushes_rescue_run (const char *path, gint64 now, GError **error);

/* Ends a rescue that was cut off when the damaged file had been moved aside already; mostly there is none. */
gboolean rushes_rescue_resume (const char *path, gint64 now, GError **error);

G_END_DECLS
