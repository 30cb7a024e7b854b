/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows which keys do what, in a window as narrow as the screen wants it. Returns: (transfer none) */
GtkWindow *rushes_shortcuts_show (GtkWindow *parent);

G_END_DECLS
