/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Landing: a part file that is whole and checked, or a kept video, becomes a file of the user's, whole
 * or not at all. Blocks; worker threads only.
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
 * Without @replace that never overwrites (RENAME_NOREPLACE, or a link), and a name that is taken is
 * RUSHES_ERROR_FILE_EXISTS; so is, with @replace too, a name that is taken by something else than
 * a file. A destination that is a symbolic link to a file stays one: the file it points to is
 * replaced. Where nothing may be made beside the name, or moved onto it (a portal that hands out one
 * file), the name itself is written.
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
 * rushes_landing_copy:
 * @source: a video of ours, whole, which stays
 *
 * Otherwise as rushes_landing_commit(). The bytes are shared where the file system can (a reflink),
 * and copied elsewhere; it is never a hard link, since an editor would change both.
 *
 * Errors: as above; G_IO_ERROR_NOT_FOUND and other codes of that domain where @source cannot be opened
 */
gboolean rushes_landing_copy (const char    *source,
                              GFile         *destination,
                              gboolean       replace,
                              const char    *origin,
                              GCancellable  *cancellable,
                              GError       **error);

/**
 * rushes_landing_sweep:
 *
 * Deletes what runs that were killed have left beside @destination on their way to that name, or to one
 * that stands in for it (" (2)"): nothing that is still written, nor anything of another name. Where
 * @destination is no local path, there is no telling what is still written, so nothing is done. Returns: how
 * many files that were
 */
guint rushes_landing_sweep (GFile *destination);

/**
 * rushes_landing_pick_free_name:
 * @folder: may be one that does not exist
 * @name: sanitised: "clip.mp4"
 * @taken: (nullable): names that were picked before and are not there yet, in a form of this function's
 *   own; made with g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL). What is picked is
 *   added.
 *
 * @name, or "clip (2).mp4" and so on, such that nothing in @folder is called so, within 255 bytes. What
 * decides is rushes_landing_commit() without replace: somebody else may take the name meanwhile. Names
 * that differ in case alone are the same in @taken. Returns: (transfer full)
 */
GFile *rushes_landing_pick_free_name (GFile *folder, const char *name, GHashTable *taken);

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
