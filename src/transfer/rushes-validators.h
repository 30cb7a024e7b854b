/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which words of a server identify a file byte for byte (RFC 9110, 8.8): only those may join two
 * pieces of it. Pure; any thread. */

/**
 * rushes_etag_is_strong:
 * @etag: (nullable)
 *
 * Whether it is an entity tag as the standard writes it, in quotes and without "W/". An empty one
 * tells nothing apart and is none.
 */
gboolean rushes_etag_is_strong (const char *etag);

/* Whether both are strong and the same (8.8.3.2). */
gboolean rushes_etag_equal_strong (const char *a, const char *b);

/**
 * rushes_last_modified_is_strong:
 * @last_modified: (nullable): the header of an answer
 * @date: (nullable): the header Date of the same answer
 *
 * A date of one second's precision is strong only where the file had been left alone for a while
 * when it was sent (8.8.2.2). The standard wants enough of a while to rule out two clocks: a minute.
 */
gboolean rushes_last_modified_is_strong (const char *last_modified, const char *date);

G_END_DECLS
