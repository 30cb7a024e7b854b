/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/rushes-host.h"

G_BEGIN_DECLS

/**
 * RushesRecents: has the desktop remember the videos that were saved among its recent files, where the user lets
 * it remember any: so that the file dialog of an editor offers them. Those of the demo are not.
 */
#define RUSHES_TYPE_RECENTS (rushes_recents_get_type ())
G_DECLARE_FINAL_TYPE (RushesRecents, rushes_recents, RUSHES, RECENTS, GObject)

/* @manager: (nullable): NULL: the desktop's */
RushesRecents *rushes_recents_new (RushesHost *host, GtkRecentManager *manager);

G_END_DECLS
