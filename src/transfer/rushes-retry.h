/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When a transfer is tried again by itself. Pure; any thread. */

/* So many tries without a new byte; each new byte begins the count anew. */
#define RUSHES_RETRY_MAX_TRIES 6
/* A server that asks for a longer pause is not believed. */
#define RUSHES_RETRY_LONGEST_PAUSE 3600

/**
 * rushes_retry_get_delay_ms:
 * @n_tries: how many failed already since the last new byte: 0 or 1 before the first repetition
 * @random: evenly spread over all its values
 *
 * Full jitter: anything between nothing and 1 s doubled with each try, a minute at most. Many
 * transfers that broke together so do not come back together.
 */
guint64 rushes_retry_get_delay_ms (guint n_tries, guint32 random);

/**
 * rushes_retry_is_worth:
 * @error: (nullable)
 *
 * Whether the same may well succeed in a moment, without anybody's doing: no answer, an answer cut
 * short, a service in trouble, 408, 425, 429, 500, 502, 503, 504. Not what a person must mend
 * (disk, key, certificate) nor what only another link mends (LINK_EXPIRED, DAMAGED, NOT_A_VIDEO).
 */
gboolean rushes_retry_is_worth (const GError *error);

/**
 * rushes_retry_parse_after:
 * @header: (nullable): Retry-After
 * @now: in seconds since 1970
 *
 * Returns: seconds, within 0 and an hour: see rushes_retry_after_parse()
 */
gint64 rushes_retry_parse_after (const char *header, gint64 now);

G_END_DECLS
