/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-test-utils.h"
#include "ui/rushes-fold.h"

static gboolean
is_hidden (gpointer widget)
{
  return !gtk_widget_get_visible (widget);
}

static gboolean
is_revealed (gpointer revealer)
{
  return gtk_revealer_get_child_revealed (revealer);
}

/* It folds and unfolds as before, and takes part in nothing while it is folded. */
static void
test_fold (gconstpointer animated)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *revealer = gtk_revealer_new ();
  int height = 0;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", GPOINTER_TO_INT (animated), NULL);
  gtk_revealer_set_child (GTK_REVEALER (revealer), gtk_label_new ("There is no network."));
  gtk_window_set_child (GTK_WINDOW (window), revealer);
  rushes_fold (GTK_REVEALER (revealer));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_assert_false (gtk_widget_get_visible (revealer));

  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), TRUE);
  g_assert_true (gtk_widget_get_mapped (revealer));
  g_assert_cmpint (gtk_revealer_get_child_revealed (GTK_REVEALER (revealer)), !=, GPOINTER_TO_INT (animated));
  rushes_test_await (is_revealed, revealer, "the text");
  gtk_widget_measure (revealer, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  g_assert_cmpint (height, >, 0);

  gtk_revealer_set_reveal_child (GTK_REVEALER (revealer), FALSE);
  g_assert_cmpint (gtk_widget_get_visible (revealer), ==, GPOINTER_TO_INT (animated));
  rushes_test_await (is_hidden, revealer, "it to be folded");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_data_func ("/ui/fold/animated", GINT_TO_POINTER (TRUE), test_fold);
  g_test_add_data_func ("/ui/fold/at-once", GINT_TO_POINTER (FALSE), test_fold);
  return g_test_run ();
}
