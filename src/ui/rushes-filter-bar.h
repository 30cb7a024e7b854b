/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/rushes-task-view-model.h"

G_BEGIN_DECLS

/**
 * RushesFilterBar: the parts of the list as words with counts, and the menu of its order. Where there is no
 * room for all words they scroll sideways; Alt and a digit chooses one from wherever the focus is.
 *
 * It shows a model, and acts through the actions "tasks.filter", "tasks.sort", "tasks.reversed" and
 * "tasks.grouped" of the window. "Expiring" is only there where something expires.
 *
 * Property: "model" (RushesTaskViewModel, nullable).
 */
#define RUSHES_TYPE_FILTER_BAR (rushes_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (RushesFilterBar, rushes_filter_bar, RUSHES, FILTER_BAR, AdwBin)

GtkWidget *rushes_filter_bar_new (void);

G_END_DECLS
