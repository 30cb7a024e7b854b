/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RushesSelectionCheck: the box that is ticked where an item of a list or of a grid is selected.
 *
 * To be put anywhere into what the factory of a GtkListView or GtkGridView makes; it finds the rest by
 * itself. It is seen while the window's property "selecting" (boolean) is TRUE, and then a plain click
 * anywhere on the item, buttons apart, adds it to the selection or takes it out.
 */
#define RUSHES_TYPE_SELECTION_CHECK (rushes_selection_check_get_type ())
G_DECLARE_FINAL_TYPE (RushesSelectionCheck, rushes_selection_check, RUSHES, SELECTION_CHECK, AdwBin)

GtkWidget *rushes_selection_check_new (void);

/* Begins to select, with its item: what a long press does. Returns: FALSE where that had begun already */
gboolean rushes_selection_check_begin (RushesSelectionCheck *self);

/* For the list or grid itself: while "selecting" is TRUE the Enter key does what a click does, and the arrow
 * keys only move. */
void rushes_selection_check_add_keys (GtkWidget *list);

G_END_DECLS
