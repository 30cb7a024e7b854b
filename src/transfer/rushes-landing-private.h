/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The way of landing for destinations that are no local path (a share, a phone), through GIO. */

gboolean rushes_landing_commit_remote (const char    *part_path,
                                       GFile         *destination,
                                       gboolean       replace,
                                       GCancellable  *cancellable,
                                       GError       **error);
gboolean rushes_landing_check_remote_folder (GFile         *destination,
                                             gboolean       replace,
                                             gint64         needed,
                                             GCancellable  *cancellable,
                                             GError       **error);

/* ".NAME.12345678.part". Returns: (transfer full) */
char *rushes_landing_make_temp_name (const char *name);

G_END_DECLS
