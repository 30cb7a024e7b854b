/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Values as a person reads them. Pure: what time it is comes from the caller. Times are Unix seconds,
 * 0 is unknown. Everything returned is (transfer full), and plain text.
 */

/* "1366 × 768", or NULL where one of the two is not known. */
char *rushes_format_dimensions (int width, int height);

/* "3.8 MB", or NULL for 0. */
char *rushes_format_size (gint64 bytes);

/* "1:12", "1:02:03": how long something has been going on. Less than nothing is nothing. */
char *rushes_format_elapsed (gint64 seconds);

/* "6 s", "1:12": the length of a video; NULL for 0. */
char *rushes_format_duration (gint64 milliseconds);

/* "48 min", "1 h 20 min", "8 h", "3 days": a span that is yet to pass, rounded down. */
char *rushes_format_span (gint64 seconds);

/* "just now", "12 min ago", "3 h ago", "2 days ago"; the date where it is longer ago than a week. */
char *rushes_format_relative (gint64 then, gint64 now);

/* "29 August 2025, 07:44:32 UTC": in the local zone, which is named. */
char *rushes_format_absolute (gint64 then);

/* "12 new · 3 already tracked · 2 repeated · 1 not an id", or NULL where there is nothing to say. */
char *rushes_format_intake (guint n_new, guint n_tracked, guint n_repeated, guint n_ignored);

/* " · " between those of @parts that say something (NULL and "" do not); NULL where none does. */
char *rushes_format_join (const char *const *parts, gsize n_parts);

G_END_DECLS
