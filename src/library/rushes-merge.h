/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * What a new reply changes of what is known. Pure; any thread.
 */

/**
 * rushes_merge_snapshots:
 * @known: (nullable): what the library knows of the task
 * @said: what the reply says
 * @now: Unix seconds
 *
 * A task's end is final: once it has finished, a reply that steps back to running, or says that it
 * failed, changes nothing; once it has failed, only a reply with a link to a video does, since no
 * finished video may be lost. What a reply does not say stays as it is known: dialects differ in
 * what they tell. Links come as a pair out of one reply; those that are known stay only where the
 * new reply has none and they have not expired at @now.
 *
 * Returns: (transfer full) (nullable): what is known from now on; NULL where nothing changes
 */
RushesSnapshot *rushes_merge_snapshots (const RushesSnapshot *known, const RushesSnapshot *said, gint64 now);

/**
 * rushes_merge_saved:
 * @known: (nullable)
 * @bytes: the size of the saved video
 *
 * Returns: (transfer full) (nullable): @known without its links, which are no longer needed, and with
 *   @bytes; NULL for NULL
 */
RushesSnapshot *rushes_merge_saved (const RushesSnapshot *known, gint64 bytes);

G_END_DECLS
