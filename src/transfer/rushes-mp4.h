/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * rushes_mp4_check:
 * @fd: open for reading; its offset is not used
 * @size: of the file in bytes
 *
 * The structure of an MP4 file, without decoding anything (ISO/IEC 14496-12, 4.2): "ftyp" is the
 * first box, the sizes of the top-level boxes sum to @size, "moov" and "mdat" are there. This
 * tells a video from an error page and from a file that was cut. Blocks; any thread.
 *
 * Returns: FALSE with RUSHES_ERROR_NOT_A_VIDEO (it does not begin like one) or
 *   RUSHES_ERROR_DAMAGED (it begins like one, but does not hold)
 */
gboolean rushes_mp4_check (int fd, gint64 size, GError **error);

/* So many bytes tell a video from an error page. */
#define RUSHES_MP4_HEAD_BYTES 16

/**
 * rushes_mp4_check_head:
 * @length: RUSHES_MP4_HEAD_BYTES, or all there are
 *
 * Whether a file that begins so may be an MP4. Pure. Returns: FALSE with RUSHES_ERROR_NOT_A_VIDEO
 */
gboolean rushes_mp4_check_head (const guint8 *head, gsize length, GError **error);

G_END_DECLS
