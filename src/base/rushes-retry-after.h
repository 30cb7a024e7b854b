/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_retry_after_parse:
 * @header: (nullable): what Retry-After says: seconds, or a date (RFC 9110, 10.2.3)
 * @now: in seconds since 1970
 * @longest: no longer pause is believed
 *
 * Returns: the pause in seconds from @now on, within 0 and @longest; 0 where @header asks for
 *   none, or for what nobody can read. Pure; any thread.
 */
gint64 rushes_retry_after_parse (const char *header, gint64 now, gint64 longest);

G_END_DECLS
