/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Days as people count them: in the local zone. Pure, but for the zone; times are Unix seconds.
 */

/* A number that is the same all day long, and greater by one on the next day. */
gint64 rushes_day_get_number (gint64 then);

/* Seconds until the next day begins: more than 0. */
gint64 rushes_day_get_seconds_left (gint64 now);

/* "Today", "Yesterday", "Wednesday" of the last week, else "29 August 2025". (transfer full) */
char *rushes_day_describe (gint64 then, gint64 now);

G_END_DECLS
