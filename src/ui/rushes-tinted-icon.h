/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RushesTintedIcon: a symbolic icon of the theme in an image, coloured once for all images that show it in
 * those colours. What GtkImage draws of a name is coloured pixel by pixel in each frame where the processor
 * draws: about an eighth of what the frames of a list that scrolls take. Main thread.
 */
#define RUSHES_TYPE_TINTED_ICON (rushes_tinted_icon_get_type ())
G_DECLARE_FINAL_TYPE (RushesTintedIcon, rushes_tinted_icon, RUSHES, TINTED_ICON, GObject)

/* Has @image show the icon called @icon_name: (nullable). */
void rushes_tinted_icon_show (GtkImage *image, const char *icon_name);

/* Has @image, which shows an icon, show it turned around its centre. Nothing is laid out anew: a style that
 * turns would have the whole window laid out, and each frame turn the picture point by point. */
void rushes_tinted_icon_turn (GtkImage *image, int degrees);

/* Returns: (nullable): what rushes_tinted_icon_show() was last told */
const char *rushes_tinted_icon_get_name (GtkImage *image);

G_END_DECLS
