/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * A video on its way to the disk, in words. Pure, apart from reading the task.
 */

/**
 * rushes_describe_transfer:
 *
 * "Saving · 1.6 MB of 3.8 MB · 820 kB/s · 3 s left", "Paused · 1.6 MB of 3.8 MB", "Checking the video…".
 * A video that is to be kept and has to wait for its turn is no matter for its user. What is not known,
 * or means nothing yet, is left out.
 *
 * Returns: (transfer full) (nullable): plain text; NULL where there is nothing to say
 */
char *rushes_describe_transfer (RushesTask *task);

/* The same where there is little room: "Saving 42 %", "Paused", "Checking the video…". A failed one has its
 * words, too. */
char *rushes_describe_transfer_briefly (RushesTask *task);

/* A symbolic icon that says the same; only where there is something to say. */
const char *rushes_describe_transfer_icon (RushesTask *task);

/* Whether it is a full disk that it waits for: that is told once, for all videos. */
gboolean rushes_describe_is_out_of_space (RushesTask *task);

/* Whether the video is on its way and nothing holds it up: nobody has to care about its link. */
gboolean rushes_describe_is_coming (RushesTask *task);

/* How much of it is there: 0 to 1; -1 while that is not known, though bytes flow. */
double rushes_describe_transfer_fraction (RushesTask *task);

G_END_DECLS
