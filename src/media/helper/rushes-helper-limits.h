/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_helper_limits_set:
 * @largest_file: bytes that a file written by this process may have
 *
 * Takes from this process what decoding one video does not need, before a byte of that video is
 * read: processor time, memory, files, core dumps, privileges. It also ends with its parent, and
 * stands back behind everybody else. Call once, from main().
 *
 * Returns: FALSE where the system refuses; then nothing may be decoded
 */
gboolean rushes_helper_limits_set (guint64 largest_file);

G_END_DECLS
