/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "ui/rushes-tinted-icon.h"
#include "ui/rushes-widget-test.h"

#define SIZE 32

/* (transfer full): what @widget draws */
static cairo_surface_t *
draw (GtkWidget *widget)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIZE, SIZE);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
assert_same (GtkWidget *plain, GtkWidget *tinted)
{
  cairo_surface_t *expected = draw (plain);
  cairo_surface_t *drawn = draw (tinted);
  const gsize length = (gsize) cairo_image_surface_get_stride (drawn) * SIZE;
  const guchar *expected_pixels = cairo_image_surface_get_data (expected);
  const guchar *pixels = cairo_image_surface_get_data (drawn);

  g_assert_cmpint (gtk_widget_get_width (tinted), ==, gtk_widget_get_width (plain));
  g_assert_cmpint (gtk_widget_get_height (tinted), ==, gtk_widget_get_height (plain));
  /* Rounded once more on the way. */
  for (gsize i = 0; i < length; i++)
    g_assert_cmpint (ABS ((int) pixels[i] - (int) expected_pixels[i]), <=, 2);
  cairo_surface_destroy (expected);
  cairo_surface_destroy (drawn);
}

/* As GtkImage draws it, in each size and colour. */
static void
test_looks_the_same (void)
{
  static const char *const classes[] = { "body", "dim-label", "warning", "error", "success" };
  static const int sizes[] = { -1, 24 };

  for (guint i = 0; i < G_N_ELEMENTS (classes) * G_N_ELEMENTS (sizes); i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      GtkWidget *images[2] = { gtk_image_new_from_icon_name ("dialog-warning-symbolic"), gtk_image_new () };
      GtkWindow *window = NULL;

      rushes_tinted_icon_show (GTK_IMAGE (images[1]), "dialog-information-symbolic");
      rushes_tinted_icon_show (GTK_IMAGE (images[1]), "dialog-warning-symbolic");
      g_assert_cmpstr (rushes_tinted_icon_get_name (GTK_IMAGE (images[1])), ==, "dialog-warning-symbolic");
      for (guint j = 0; j < 2; j++)
        {
          gtk_image_set_pixel_size (GTK_IMAGE (images[j]), sizes[i % 2]);
          gtk_widget_add_css_class (images[j], classes[i / 2]);
          gtk_widget_set_halign (images[j], GTK_ALIGN_CENTER);
          gtk_widget_set_valign (images[j], GTK_ALIGN_CENTER);
          gtk_box_append (GTK_BOX (box), images[j]);
        }
      window = rushes_widget_test_show (box, 200, 200);
      assert_same (images[0], images[1]);
      rushes_widget_test_close (window);
    }
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  g_test_add_func ("/ui/tinted-icon/looks-the-same", test_looks_the_same);

  return g_test_run ();
}
