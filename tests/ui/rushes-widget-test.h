/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * What tests of widgets share: they put a widget into a real window, look for its parts by what a
 * user sees of them, and wait with a deadline.
 */

/* To be called first in main(): instead of g_test_init() and gtk_init(). */
void rushes_widget_test_init (int *argc, char ***argv);

/* Waits until the library of @session is open. */
void rushes_widget_test_open (RushesSession *session);
/* Waits until it is closed. @session: (transfer full): nobody else may hold it */
void rushes_widget_test_close_session (RushesSession *session);

/* Tracks what is pasted as @text, and waits until it is in the library. */
void rushes_widget_test_track (RushesSession *session, const char *text);

/* Shows @widget in a window of that size and waits until it is drawn. Returns: (transfer none) */
GtkWindow *rushes_widget_test_show (GtkWidget *widget, int width, int height);
/* Shows @dialog, one of compat's, without a parent, and waits until it is drawn. */
void rushes_widget_test_show_dialog (GtkWidget *dialog, int width, int height);
/* Closes it as its user does and waits until it is finalised: nobody may hold it. */
void rushes_widget_test_close_dialog (GtkWidget *dialog);
/* Closes @window and waits until it is finalised: nobody may hold it. */
void rushes_widget_test_close (GtkWindow *window);

/**
 * rushes_widget_test_find:
 * @root: (nullable): where to look; NULL: in every window
 * @type: what it is
 * @name: (nullable): what it is called: label, title, tooltip, accessible label, or text of a label
 *
 * Returns: (transfer none) (nullable): the first one that can be seen
 */
GtkWidget *rushes_widget_test_find (GtkWidget *root, GType type, const char *name);
/* A label that can be seen below @root and holds @words, or NULL. */
GtkWidget *rushes_widget_test_find_words (GtkWidget *root, const char *words);
/* What its .ui file calls @id, in @root or below it, seen or not. Returns: (transfer none) (nullable) */
GtkWidget *rushes_widget_test_find_part (GtkWidget *root, const char *id);
/* As rushes_widget_test_find(), but waits until it is there. */
GtkWidget *rushes_widget_test_await (GtkWidget *root, GType type, const char *name);
/* Waits until nothing of the kind can be seen any more. */
void rushes_widget_test_await_gone (GtkWidget *root, GType type, const char *name);

/* What is shown in an item of the list or the contact sheet: a RushesTaskFace, or NULL out of view. */
GtkWidget *rushes_widget_test_get_face (GtkWidget *list_item);

/* Presses the button of that name, which has to be sensitive. */
void rushes_widget_test_press (GtkWidget *root, const char *name);

/* Fails where a control below @root that can have the focus has no name for a screen reader. */
void rushes_widget_test_assert_named (GtkWidget *root);

/* Fails where something below @root is cut at the sides of @root, or a label is shortened. */
void rushes_widget_test_assert_fits (GtkWidget *root);

G_END_DECLS
