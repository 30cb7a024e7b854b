/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/rushes-host.h"

G_BEGIN_DECLS

/**
 * RushesEntrance: what the desktop hands to the program: files and links that are to be opened, text on the
 * clipboard that is to be tracked, and what its search has found.
 *
 * What is handed over before there is a window with an open library waits for it. Nothing is added by it: the
 * form shows what was found, and the user decides.
 */
#define RUSHES_TYPE_ENTRANCE (rushes_entrance_get_type ())
G_DECLARE_FINAL_TYPE (RushesEntrance, rushes_entrance, RUSHES, ENTRANCE, GObject)

/* @application: not kept alive; it gets the action "track-clipboard". @host: after the application has connected
 * to it: the window is told of the library first. */
RushesEntrance *rushes_entrance_new (GtkApplication *application, RushesHost *host);

/* The search of the desktop, on the application's bus: for its dbus_register and dbus_unregister. */
gboolean rushes_entrance_export (RushesEntrance   *self,
                                 GDBusConnection  *connection,
                                 const char       *application_path,
                                 GError          **error);
void     rushes_entrance_unexport (RushesEntrance *self);

/* Raises the window, or makes it, and opens them there. */
void rushes_entrance_open (RushesEntrance *self, GFile **files, gsize n_files);

/* Takes out of @arguments (nullable) of a command line what is a link or the file of a list; the others are left
 * in their order. Returns: (transfer full) (element-type GFile): for rushes_entrance_open() */
GPtrArray *rushes_entrance_pick_files (GApplicationCommandLine *command_line, char **arguments);

/* Raises the window, or makes it, and shows the task that @target (rushes-task-target.h) names. */
void rushes_entrance_show_task (RushesEntrance *self, const char *target);

/* Raises the window, or makes it, and offers there what is on the clipboard. */
void rushes_entrance_track_clipboard (RushesEntrance *self);

G_END_DECLS
