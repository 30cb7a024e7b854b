/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesAdaptiveBin: holds the content of a window and tells when the room for it is narrow or low, as
 * AdwBreakpointBin of libadwaita 1.4 does.
 *
 * It asks for no width of its own, so that the wide layout never keeps the window from becoming
 * narrow; the least width is the window's own to set. Whoever lays out differently binds to "narrow".
 *
 * Properties: "child" (GtkWidget), "narrow-below" (int, pixels at the common size of text:
 * large text needs more of them), "narrow" (boolean, read-only: one frame after the width has changed, since
 * nothing may be laid out anew while it is being laid out); "low-below" and "low": the same of the height.
 */
#define RUSHES_TYPE_ADAPTIVE_BIN (rushes_adaptive_bin_get_type ())
G_DECLARE_FINAL_TYPE (RushesAdaptiveBin, rushes_adaptive_bin, RUSHES, ADAPTIVE_BIN, GtkWidget)

gboolean rushes_adaptive_bin_get_narrow (RushesAdaptiveBin *self);

gboolean rushes_adaptive_bin_get_low (RushesAdaptiveBin *self);

/* Before the first frame: how wide it is going to be, so that this frame is the right one already. */
void rushes_adaptive_bin_expect_width (RushesAdaptiveBin *self, int width);

G_END_DECLS
