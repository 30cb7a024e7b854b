/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Landing: a part file that is whole and checked becomes a file of the user's, whole or not at
 * all. Blocks; worker threads only.
 */

/**
 * rushes_landing_commit:
 * @part_path: ours, complete; gone afterwards
 * @destination: where the user wants it; its folder exists
 * @replace: whether a file that is there may be replaced (the dialog has asked)
 *
 * On the same file system: fsync, rename, fsync of the folder. On another, or where the
 * destination is no local path: a copy under a temporary name in the destination's folder, synced,
 * then renamed. Without @replace the rename never overwrites (renameat2 RENAME_NOREPLACE) and a
 * name that is taken is RUSHES_ERROR_FILE_EXISTS. The file's mode is 0666 less the umask, and its
 * attribute user.xdg.origin.url is @origin. Nothing half-written is left behind by any error or
 * by cancellation.
 *
 * Errors: RUSHES_ERROR_DISK_FULL, RUSHES_ERROR_FOLDER_UNWRITABLE, RUSHES_ERROR_FILE_EXISTS
 *
 * @origin: (nullable): scheme://host/path of the video, never with its query
 */
gboolean rushes_landing_commit (const char    *part_path,
                                GFile         *destination,
                                gboolean       replace,
                                const char    *origin,
                                GCancellable  *cancellable,
                                GError       **error);

/**
 * rushes_landing_check_folder:
 *
 * Whether a file can be put where @destination says, and @needed bytes (0: unknown) would fit:
 * asked before a download begins. Errors as above.
 */
gboolean rushes_landing_check_folder (GFile *destination, gint64 needed, GError **error);

G_END_DECLS
