/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Pace: how long to wait before a task is asked again. Pure: time and chance come from outside,
 * all in microseconds.
 *
 * The gateways refresh a task about every 15 s, so asking faster tells nothing new. Nothing is ever
 * given up: a task that has been running for a week is asked every five minutes.
 */

/* Questions under way at once, of one account. */
#define RUSHES_PACE_MAX_IN_FLIGHT 4

/* So often in a row the service may not know a task before it is no longer asked by itself. */
#define RUSHES_PACE_MAX_UNKNOWN 3

/* So often a task that finished without a link is asked again by itself, the last time everywhere. */
#define RUSHES_PACE_MAX_LINKLESS 3

/**
 * rushes_pace_after_reply:
 * @age: since the task was created, or added; what is below 0 is new
 * @chance: 0 to 1, evenly spread
 *
 * Returns: 15 s for the first ten minutes, then a fortieth of @age up to 60 s, and 5 min after a day; all
 *   ± 20 % by @chance, so that many tasks spread out
 */
gint64 rushes_pace_after_reply (gint64 age, double chance);

/**
 * rushes_pace_after_problem:
 * @n_problems: how many questions in a row did not work, from 1
 * @retry_after: seconds the service asked for, or 0
 *
 * Returns: 15 s doubled with each, up to 5 min, jittered; never less than @retry_after (which is itself
 *   held to an hour)
 */
gint64 rushes_pace_after_problem (guint n_problems, guint retry_after, double chance);

/**
 * rushes_pace_after_linkless:
 * @n_linkless: how many replies told that the task is finished, and no link to its video, from 1
 *
 * Gateways can be late with the link, if only by seconds.
 *
 * Returns: 5 s, then three times as much with each, up to 45 s, jittered
 */
gint64 rushes_pace_after_linkless (guint n_linkless, double chance);

/* Whether a service may still have the video of a task that was created so long ago: they keep them for a
 * week at most. */
gboolean rushes_pace_may_have_link (gint64 age);

/* A gateway tells an id before it can find it: whether a task that was added so long ago may still be
 * unknown to the service for that reason. */
gboolean rushes_pace_may_be_too_early (gint64 since_added);

/* The client gives up a question long before: one that was under way for so long went through the
 * sleep of the machine. */
gboolean rushes_pace_has_slept (gint64 under_way);

G_END_DECLS
