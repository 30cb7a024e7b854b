/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesSteadyLayout: a layout for one child whose width never depends on its height.
 *
 * GtkBox and AdwClamp ask each child how wide it would be at its height, and a wrapped GtkLabel
 * finds that out by being laid out again and again (a dozen times for one answer, and boxes
 * within boxes multiply it). Around a wrapped text, or a column that holds one, this layout
 * answers with the width that holds for any height, which costs nothing.
 */
#define RUSHES_TYPE_STEADY_LAYOUT (rushes_steady_layout_get_type ())
G_DECLARE_FINAL_TYPE (RushesSteadyLayout, rushes_steady_layout, RUSHES, STEADY_LAYOUT, GtkLayoutManager)

G_END_DECLS
