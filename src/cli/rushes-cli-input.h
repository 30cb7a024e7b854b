/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "intake/rushes-intake.h"

G_BEGIN_DECLS

/**
 * What the program reads before it asks anybody. Errors are G_IO_ERROR with translated sentences
 * that repeat nothing of what was read; G_IO_ERROR_TIMED_OUT where @deadline has passed.
 *
 * @deadline: on g_get_monotonic_time(), or 0 for none
 */

/**
 * rushes_cli_input_read:
 * @path: (nullable): a file, or NULL for standard input
 * @max_bytes: more is an error
 *
 * Blocks. Returns: (transfer full)
 */
GBytes *rushes_cli_input_read (const char *path, gsize max_bytes, gint64 deadline, GError **error);

/**
 * rushes_cli_input_collect:
 * @arguments: ids, as they are; "-" stands for the ids that standard input holds
 *
 * Returns: (transfer full) (element-type RushesIntakeItem): each id once, in their order
 */
GPtrArray *rushes_cli_input_collect (char **arguments, gint64 deadline, GError **error);

G_END_DECLS
