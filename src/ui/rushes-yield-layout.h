/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesYieldLayout: two children side by side, of which the second gives way: the first has all the room that
 * it wants; the second has the rest of it, and is not shown where that is less than it needs.
 *
 * Properties: "spacing" (uint: pixels between them).
 */
#define RUSHES_TYPE_YIELD_LAYOUT (rushes_yield_layout_get_type ())
G_DECLARE_FINAL_TYPE (RushesYieldLayout, rushes_yield_layout, RUSHES, YIELD_LAYOUT, GtkLayoutManager)

G_END_DECLS
