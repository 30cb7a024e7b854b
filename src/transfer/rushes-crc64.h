/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CRC-64/XZ (the reflected polynomial of ECMA-182, all ones before and after): what object stores
 * call "crc64ecma", and send for the whole object even where they send a part of it. Pure; any thread.
 */

/**
 * rushes_crc64_update:
 * @crc: 0 at the beginning, then what the call before returned
 * @data: any alignment; may be NULL where @length is 0
 *
 * Returns: the checksum of everything so far. It is a finished one at any time, so it can be
 *   stored, compared, and continued from.
 */
guint64 rushes_crc64_update (guint64 crc, const guint8 *data, gsize length);

/**
 * rushes_crc64_update_portable:
 *
 * The same, without the processor's help: what rushes_crc64_update() does where there is none.
 */
guint64 rushes_crc64_update_portable (guint64 crc, const guint8 *data, gsize length);

/**
 * rushes_crc64_parse:
 * @decimal: (nullable): what x-oss-hash-crc64ecma says: digits and nothing else
 * @crc: (out)
 *
 * Returns: whether @decimal is a number of 64 bits without a sign; @crc is untouched where it is not
 */
gboolean rushes_crc64_parse (const char *decimal, guint64 *crc);

G_END_DECLS
