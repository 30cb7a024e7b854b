/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesVideoLayout: a layout for one GtkPicture that is as high as its width makes it, but no
 * higher than a limit; and no larger than what is painted, so that nothing is empty beside it but
 * the room around it, and that its corners are the corners of what is painted.
 *
 * It asks for the whole of that height: where one can scroll, it is never squeezed. Without a
 * limit it takes what room there is.
 */
#define RUSHES_TYPE_VIDEO_LAYOUT (rushes_video_layout_get_type ())
G_DECLARE_FINAL_TYPE (RushesVideoLayout, rushes_video_layout, RUSHES, VIDEO_LAYOUT, GtkLayoutManager)

/* In pixels; 0: none. */
void rushes_video_layout_set_limit (RushesVideoLayout *self, int limit);

G_END_DECLS
