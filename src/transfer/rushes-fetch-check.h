/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transfer/rushes-part.h"

G_BEGIN_DECLS

/**
 * rushes_fetch_check_part:
 * @verified: (out): the strongest check that held: "crc64", "md5", "length" or "structure"
 *
 * Whether a part is the video that its answer announced: length, checksum, and the structure of an MP4.
 * Changes nothing. Blocks.
 *
 * Errors: RUSHES_ERROR_NOT_A_VIDEO, RUSHES_ERROR_DAMAGED, RUSHES_ERROR_INCOMPLETE (it does not hold, and
 *   nobody said how long it is: then it is most likely cut short), G_IO_ERROR_CANCELLED
 */
gboolean rushes_fetch_check_part (const RushesPart  *part,
                                  GCancellable      *cancellable,
                                  const char       **verified,
                                  GError           **error);

G_END_DECLS
