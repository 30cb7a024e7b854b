/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesFocusKeeper: rows come and go while somebody stands on them with the keyboard. GTK then leaves the
 * window without a focus, or begins again at its first button, or, from 4.12 on, at the first row; this brings
 * the focus to the neighbour instead, or, where the list is gone from the screen, to what is shown in its
 * place.
 */
#define RUSHES_TYPE_FOCUS_KEEPER (rushes_focus_keeper_get_type ())
G_DECLARE_FINAL_TYPE (RushesFocusKeeper, rushes_focus_keeper, RUSHES, FOCUS_KEEPER, GObject)

/**
 * rushes_focus_keeper_new:
 * @window: where all of it is
 * @stack: which shows the list, or something else in its place
 * @list: a GtkListView or GtkGridView with RushesTaskSlots
 *
 * All three outlive it.
 */
RushesFocusKeeper *rushes_focus_keeper_new (GtkWindow *window, GtkStack *stack, GtkWidget *list);

G_END_DECLS
