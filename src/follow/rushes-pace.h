/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Pace: how long to wait before a task is asked again. Pure: time and chance come from outside.
 *
 * The gateways refresh a task about every 15 s, so asking faster tells nothing new.
 */

/* Questions under way at once. */
#define RUSHES_PACE_MAX_IN_FLIGHT 4

/**
 * rushes_pace_after_reply:
 * @chance: 0 to 1, evenly spread
 *
 * Returns: microseconds: 15 s, ± 20 % by @chance, so that many tasks spread out
 */
gint64 rushes_pace_after_reply (double chance);

/**
 * rushes_pace_after_problem:
 * @n_problems: how many questions in a row did not work, from 1
 * @retry_after: seconds the service asked for, or 0
 *
 * Returns: microseconds: 15 s doubled with each, up to 5 min, jittered; never less than
 *   @retry_after (which is itself held to an hour)
 */
gint64 rushes_pace_after_problem (guint n_problems, guint retry_after, double chance);

/**
 * rushes_pace_after_unknown:
 * @n_unknown: how often in a row the service did not know the task, from 1
 *
 * A gateway tells an id before it can find it, so the first two times are asked again as after any
 * problem. Returns: microseconds: from the third time on 5 min, ± 20 % by @chance
 */
gint64 rushes_pace_after_unknown (guint n_unknown, double chance);

G_END_DECLS
