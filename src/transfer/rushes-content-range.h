/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The header Content-Range (RFC 9110, 14.4), to the letter: a piece that is put in the wrong place
 * makes a video that looks whole. Pure; any thread. */

/**
 * rushes_content_range_parse:
 * @header: (nullable): "bytes 0-499/1234", or an asterisk in the place of the last number
 * @first: (out): of the first byte
 * @last: (out): of the last byte; @last - @first + 1 bytes do not overflow
 * @total: (out): bytes of the whole; -1 where the server does not know
 *
 * Returns: FALSE, and nothing is written, for every other unit, order, sign, space or size
 */
gboolean rushes_content_range_parse (const char *header, gint64 *first, gint64 *last, gint64 *total);

/**
 * rushes_content_range_parse_unsatisfied:
 * @header: (nullable): what a 416 says
 * @total: (out): bytes of the whole
 *
 * The other form, an asterisk in the place of the range. Returns: as above
 */
gboolean rushes_content_range_parse_unsatisfied (const char *header, gint64 *total);

G_END_DECLS
