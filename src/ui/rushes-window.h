/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesWindow: the list of tasks and everything that can be done with it.
 *
 * It may stand on the screen before there is a session; it shows nothing until there are the first rows,
 * or it is told that the library is open, or that it could not be opened.
 *
 * Properties: "session" (RushesSession, nullable, writable once), "settings" (GSettings of RUSHES_SCHEMA_ID,
 * construct-only), "demo" (boolean, construct-only: it says so), "ticker" (RushesTicker, nullable,
 * read-only: of the session's clock), "narrow" (boolean, read-only), "selecting" (boolean: a click on an item selects
 * it or takes it out of the selection).
 */
#define RUSHES_TYPE_WINDOW (rushes_window_get_type ())
G_DECLARE_FINAL_TYPE (RushesWindow, rushes_window, RUSHES, WINDOW, AdwApplicationWindow)

/* @application: (nullable): without it the window has no application's actions */
GtkWidget *rushes_window_new (GtkApplication *application, GSettings *settings, gboolean demo);

/**
 * rushes_window_show_library:
 * @account_expected: whether an account is on its way from outside (environment, demo), so that
 *   nobody has to be asked for one
 *
 * The session's library is open: shows what is in it.
 */
void rushes_window_show_library (RushesWindow *self, gboolean account_expected);

/* The library could not be opened, or the demo not be started. */
void rushes_window_show_failure (RushesWindow *self, RushesFailure *failure);

/* Something that is true for the whole run and is no pause: the keyring did not answer, the library
 * could not be written. */
void rushes_window_show_notice (RushesWindow *self, RushesFailure *notice);

/* Says how many tasks have been added; @n_known were in the list already. */
void rushes_window_report_tracked (RushesWindow *self, guint n_new, guint n_known);
/* Says what went wrong, with a way on where there is one. */
void rushes_window_report_error (RushesWindow *self, const GError *error);

/* What the desktop hands over, once the library is open: rushes-window-visits.c. Nothing is added by it: where
 * it holds ids, the form shows them. */

/* A list or a text. */
void rushes_window_visit_file (RushesWindow *self, GFile *file);
/* @text: for the form; empty: there was nothing to be tracked, and that is said */
void rushes_window_visit_text (RushesWindow *self, const char *text);
/* Whatever is on the clipboard, as soon as it can be read. */
void rushes_window_visit_clipboard (RushesWindow *self);
/* The task that @target (rushes-task-target.h) names, selected and with its details; that it is gone is said. */
void rushes_window_visit_task (RushesWindow *self, const char *target);
/* Searches the whole list for @text. */
void rushes_window_visit_search (RushesWindow *self, const char *text);

/* What notifications lead to, likewise: rushes-window-sight.c. */

/* The videos that are about to expire. */
void rushes_window_visit_expiring (RushesWindow *self);
/* Asks where to save all that is not saved. */
void rushes_window_visit_unsaved (RushesWindow *self);

/* Whether somebody sees @task right now: the window is in front, with its row or its details in sight. @task:
 * (nullable): NULL: whether the window is in front. */
gboolean rushes_window_sees (RushesWindow *self, RushesTask *task);

/* Closes it to end the program: the background is no question then, saves under way are. */
void rushes_window_quit (RushesWindow *self);
/* Of one that is being closed: whether that ends the program, or tasks are followed without it. */
gboolean rushes_window_get_quitting (RushesWindow *self);
gboolean rushes_window_get_going_on (RushesWindow *self);

G_END_DECLS
