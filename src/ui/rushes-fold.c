/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fold"

#include "config.h"

#include "ui/rushes-fold.h"

#define NO_ROOM "rushes-no-room"

/* GTK says that it is to be revealed before it looks whether it can be animated: it is visible by then. */
static void
update_cb (GtkRevealer *revealer)
{
  const gboolean shows = gtk_revealer_get_reveal_child (revealer)
                         || gtk_revealer_get_child_revealed (revealer);

  gtk_widget_set_visible (GTK_WIDGET (revealer),
                          shows && g_object_get_data (G_OBJECT (revealer), NO_ROOM) == NULL);
}

void
rushes_fold_set_room (GtkRevealer *revealer, gboolean room)
{
  g_return_if_fail (GTK_IS_REVEALER (revealer));

  g_object_set_data (G_OBJECT (revealer), NO_ROOM, GINT_TO_POINTER (!room));
  update_cb (revealer);
}

void
rushes_fold (GtkRevealer *revealer)
{
  g_return_if_fail (GTK_IS_REVEALER (revealer));

  g_signal_connect (revealer, "notify::reveal-child", G_CALLBACK (update_cb), NULL);
  g_signal_connect (revealer, "notify::child-revealed", G_CALLBACK (update_cb), NULL);
  update_cb (revealer);
}
