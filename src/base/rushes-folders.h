/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * rushes_folders_make_private:
 * @path: one of our own folders
 *
 * Makes @path (and what is missing above it) with mode 0700. A symbolic link or a file in
 * its place, or a folder of somebody else's, is an error: we put secrets there. Blocks
 * briefly; any thread.
 */
gboolean rushes_folders_make_private (const char *path, GError **error);

/* fsync() of the folder itself, so that a rename in it survives a power cut. Blocks. */
gboolean rushes_folders_sync (const char *path, GError **error);

/* $XDG_DATA_HOME/rushes. Returns: (transfer full) */
char *rushes_folders_dup_data (void);

G_END_DECLS
