/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RushesSelectionBar: says how many tasks are selected, and offers what can be done with all of them: the
 * actions "selection.*" of the window.
 *
 * Properties: "selection" (GtkSelectionModel, nullable), "revealed" (boolean), "narrow" (boolean: in two lines).
 */
#define RUSHES_TYPE_SELECTION_BAR (rushes_selection_bar_get_type ())
G_DECLARE_FINAL_TYPE (RushesSelectionBar, rushes_selection_bar, RUSHES, SELECTION_BAR, AdwBin)

GtkWidget *rushes_selection_bar_new (void);

G_END_DECLS
