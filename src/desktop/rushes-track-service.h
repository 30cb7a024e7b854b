/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "desktop/rushes-host.h"

G_BEGIN_DECLS

/* Somebody's tasks were taken: so many are new, so many were tracked already. */
typedef void (*RushesTrackServiceFunc) (guint n_added, guint n_known, gpointer user_data);

/**
 * rushes_track_service_export:
 * @object_path: the application's
 * @func: (nullable): called for as long as it is exported
 *
 * Takes tasks over from other programs of the user's, on the session's bus (intake/rushes-handover.h): they are
 * checked, tracked, and on disk when the caller has its answer. Errors go back as RUSHES_ERROR.
 *
 * Returns: for g_dbus_connection_unregister_object(); 0 with an error
 */
guint rushes_track_service_export (GDBusConnection        *connection,
                                   const char             *object_path,
                                   RushesHost             *host,
                                   RushesTrackServiceFunc  func,
                                   gpointer                user_data,
                                   GError                **error);

G_END_DECLS
