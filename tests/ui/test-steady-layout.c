/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-steady-layout.h"

#include <adwaita.h>

#include "support/rushes-test-utils.h"

#define TEXT                                                                                                 \
  "A sentence that is long enough to be broken into several lines where there is little room for it."

static int
measure (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int natural = 0;

  gtk_widget_measure (widget, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

static void
test_width_is_steady (void)
{
  GtkWidget *label = gtk_label_new (TEXT);
  GtkWidget *bin = g_object_ref_sink (adw_bin_new ());
  int width;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_layout_manager (bin, g_object_new (RUSHES_TYPE_STEADY_LAYOUT, NULL));
  adw_bin_set_child (ADW_BIN (bin), label);

  /* The label itself would be narrower for being higher: this is what the layout keeps out. */
  width = measure (label, GTK_ORIENTATION_HORIZONTAL, -1);
  g_assert_cmpint (measure (label, GTK_ORIENTATION_HORIZONTAL, 200), <, width);
  g_assert_cmpint (measure (bin, GTK_ORIENTATION_HORIZONTAL, 200), ==, width);
  g_assert_cmpint (measure (bin, GTK_ORIENTATION_VERTICAL, width / 3), ==,
                   measure (label, GTK_ORIENTATION_VERTICAL, width / 3));
  g_assert_cmpint (measure (bin, GTK_ORIENTATION_VERTICAL, width / 3), >,
                   measure (bin, GTK_ORIENTATION_VERTICAL, width));

  gtk_widget_set_visible (label, FALSE);
  g_assert_cmpint (measure (bin, GTK_ORIENTATION_HORIZONTAL, -1), ==, 0);
  rushes_test_await_finalize (bin);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/steady-layout/width-is-steady", test_width_is_steady);

  return g_test_run ();
}
