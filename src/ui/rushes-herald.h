/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/rushes-host.h"
#include "ui/rushes-entrance.h"

G_BEGIN_DECLS

/**
 * RushesHerald: the application's notifications, as the settings say, and what can be done there.
 *
 * As long as a library is open it is watched, whether there is a window or not; the demo is not. The actions of
 * the application that it adds ("show-task", "save-task", "show-task-in-files", "save-expiring", "show-expiring",
 * "save-all") are on the session's bus, and work in a process that was started for one of them. A target is looked
 * up in the list: one that is not there does nothing, or that is said in the window. What they save goes into the
 * folder that the file dialog would open in, and replaces nothing.
 */
#define RUSHES_TYPE_HERALD (rushes_herald_get_type ())
G_DECLARE_FINAL_TYPE (RushesHerald, rushes_herald, RUSHES, HERALD, GObject)

/* @application: not kept alive */
RushesHerald *rushes_herald_new (GtkApplication *application,
                                 RushesHost     *host,
                                 RushesEntrance *entrance,
                                 GSettings      *settings);

G_END_DECLS
