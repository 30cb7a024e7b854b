/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesSplit: a list, and beside it, where there is room, what one of its items has to say; over the list
 * where there is not. As AdwNavigationSplitView of libadwaita 1.4, for a libadwaita that is older.
 *
 * It asks for no width of its own. The two are parted by a line; the detail takes a fixed share.
 *
 * Properties: "list", "detail" (GtkWidget), "beside-from" (int, pixels: so wide it has to be), "open"
 * (boolean: whether the detail is shown), "beside" (boolean, read-only: whether there is room for both; one
 * frame after the width has changed, as RushesAdaptiveBin:narrow).
 */
#define RUSHES_TYPE_SPLIT (rushes_split_get_type ())
G_DECLARE_FINAL_TYPE (RushesSplit, rushes_split, RUSHES, SPLIT, GtkWidget)

gboolean rushes_split_get_open (RushesSplit *self);
void     rushes_split_set_open (RushesSplit *self, gboolean open);
gboolean rushes_split_get_beside (RushesSplit *self);
/* Before the first frame: how wide it is going to be. */
void rushes_split_expect_width (RushesSplit *self, int width);

G_END_DECLS
