/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * rushes_file_manager_show_async:
 *
 * Shows where @file is, with the file selected where that can be had: by the file manager
 * (org.freedesktop.FileManager1), by the portal, which is all that a sandbox may talk to, or else by opening its
 * folder with the program for folders. The file itself is never opened. No window is needed. Main thread.
 */
void     rushes_file_manager_show_async (GFile               *file,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean rushes_file_manager_show_finish (GAsyncResult *result, GError **error);

G_END_DECLS
