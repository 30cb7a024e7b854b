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
 * @part_path: ours, complete; gone when this succeeds, untouched in its bytes when it fails
 * @destination: where the user wants it; its folder exists
 * @replace: whether a file that is there may be replaced (the dialog has asked)
 * @origin: (nullable): scheme://host/path of the video; a query is not stored
 *
 * On the same file system: fsync, rename, fsync of the folder. On another, or where the
 * destination is no local path: a copy beside the destination, without a name where the file
 * system can (O_TMPFILE) and under a temporary one elsewhere, synced, then moved to its name.
 * Without @replace that never overwrites (RENAME_NOREPLACE), and a name that is taken is
 * RUSHES_ERROR_FILE_EXISTS; so is, with @replace too, a name that is taken by something else than
 * a file. A destination that is a symbolic link to a file stays one: the file it points to is
 * replaced.
 *
 * The file's mode is 0666 less the umask, and its attribute user.xdg.origin.url is @origin where
 * the file system has attributes. Nothing half-written is left behind by any error or by
 * cancellation.
 *
 * Errors: RUSHES_ERROR_DISK_FULL, RUSHES_ERROR_FOLDER_UNWRITABLE, RUSHES_ERROR_FILE_EXISTS,
 *   G_IO_ERROR_CANCELLED (then the file is not there)
 */
gboolean rushes_landing_commit (const char    *part_path,
                                GFile         *destination,
                                gboolean       replace,
                                const char    *origin,
                                GCancellable  *cancellable,
                                GError       **error);

/**
 * rushes_landing_check_folder:
 * @replace: as above
 *
 * Whether a file can be put where @destination says, and @needed bytes (0: unknown) would fit:
 * asked before a download begins. Errors as above.
 */
gboolean rushes_landing_check_folder (GFile         *destination,
                                      gboolean       replace,
                                      gint64         needed,
                                      GCancellable  *cancellable,
                                      GError       **error);

G_END_DECLS
