/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-test-utils.h"
#include "ui/rushes-fitted-texture.h"

#define RED 0xffff0000u

static GdkTexture *
new_red_texture (int width, int height)
{
  const gsize stride = (gsize) width * 4;
  guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);
  g_autoptr (GBytes) bytes = NULL;

  for (int i = 0; i < width * height; i++)
    pixels[i] = RED;
  bytes = g_bytes_new_take (pixels, stride * (gsize) height);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static guint32
read_pixel (GdkTexture *texture, int x, int y)
{
  const int width = gdk_texture_get_width (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) gdk_texture_get_height (texture));

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  return pixels[y * width + x];
}

static void
test_fills (void)
{
  g_autoptr (GdkTexture) texture = new_red_texture (512, 288);
  GdkTexture *fitted = rushes_fitted_texture_get (texture, 112, 63, 8, 1);

  g_assert_cmpint (gdk_texture_get_width (fitted), ==, 112);
  g_assert_cmpint (gdk_texture_get_height (fitted), ==, 63);
  g_assert_cmphex (read_pixel (fitted, 56, 31), ==, RED);
  /* To the very edges, but for the corners. */
  g_assert_cmphex (read_pixel (fitted, 0, 31), ==, RED);
  g_assert_cmphex (read_pixel (fitted, 111, 31), ==, RED);
  g_assert_cmphex (read_pixel (fitted, 56, 62), ==, RED);
  g_assert_cmphex (read_pixel (fitted, 0, 0), ==, 0);
  g_assert_cmphex (read_pixel (fitted, 111, 62), ==, 0);
}

static void
test_upright (void)
{
  g_autoptr (GdkTexture) texture = new_red_texture (288, 512);
  GdkTexture *fitted = rushes_fitted_texture_get (texture, 112, 63, 8, 2);

  g_assert_cmpint (gdk_texture_get_width (fitted), ==, 224);
  g_assert_cmpint (gdk_texture_get_height (fitted), ==, 126);
  g_assert_cmphex (read_pixel (fitted, 112, 63), ==, RED);
  g_assert_cmphex (read_pixel (fitted, 112, 0), ==, RED);
  g_assert_cmphex (read_pixel (fitted, 40, 63), ==, 0);
  g_assert_cmphex (read_pixel (fitted, 183, 63), ==, 0);
}

/* What was made is used again, also by who is a pixel wider, and goes with what it was made of. */
static void
test_kept (void)
{
  GdkTexture *texture = new_red_texture (512, 288);
  GdkTexture *row = rushes_fitted_texture_get (texture, 112, 63, 8, 1);
  GdkTexture *wider = rushes_fitted_texture_get (texture, 113, 64, 8, 1);

  g_assert_true (row != wider);
  g_assert_true (rushes_fitted_texture_get (texture, 112, 63, 8, 1) == row);
  g_assert_true (rushes_fitted_texture_get (texture, 113, 64, 8, 1) == wider);

  g_object_ref (row);
  g_object_ref (wider);
  g_assert_true (rushes_fitted_texture_get (texture, 112, 63, 8, 2) != row);
  rushes_test_await_finalize (row);
  g_object_unref (texture);
  rushes_test_await_finalize (wider);
}

static void
assert_place (double width, double height, int room_width, int room_height, graphene_rect_t expected)
{
  const graphene_rect_t place = rushes_fitted_texture_place (width, height, room_width, room_height);

  g_assert_true (graphene_rect_equal (&place, &expected));
}

static void
test_place (void)
{
  assert_place (16, 9, 160, 90, GRAPHENE_RECT_INIT (0, 0, 160, 90));
  assert_place (9, 16, 160, 96, GRAPHENE_RECT_INIT (53, 0, 54, 96));
  /* Not quite 16:9. */
  assert_place (1366, 768, 112, 64, GRAPHENE_RECT_INIT (0, 0, 112, 64));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/ui/fitted-texture/fills", test_fills);
  g_test_add_func ("/ui/fitted-texture/upright", test_upright);
  g_test_add_func ("/ui/fitted-texture/kept", test_kept);
  g_test_add_func ("/ui/fitted-texture/place", test_place);
  return g_test_run ();
}
