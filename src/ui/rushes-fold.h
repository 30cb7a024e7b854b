/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Hides @revealer while it shows nothing: GTK styles and measures also what is folded away, each time that
 * the window is measured, and loads the fonts for it before the first frame. */
void rushes_fold (GtkRevealer *revealer);

/* Where there is no @room for it, it is hidden whatever it shows. */
void rushes_fold_set_room (GtkRevealer *revealer, gboolean room);

G_END_DECLS
