/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture at the size in which it is drawn, whole inside @width × @height, with round corners.
 *
 * Shrinking a picture of 512 pixels and cutting its corners costs more than all the rest of a row, and a
 * list that scrolls does it for every row in every frame. Here it is done once: what comes back is drawn
 * pixel by pixel. The last two sizes that were asked for are kept with @texture, as long as it lives.
 *
 * Main thread. @scale: device pixels for one of ours. The result belongs to @texture: it is there until two
 * other sizes have been asked for. */
GdkTexture *rushes_fitted_texture_get (GdkTexture *texture, int width, int height, int radius, int scale);

/* Where all of @width × @height goes inside @room_width × @room_height. */
graphene_rect_t rushes_fitted_texture_place (double width, double height, int room_width, int room_height);

G_END_DECLS
