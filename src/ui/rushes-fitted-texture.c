/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fitted-texture"

#include "config.h"

#include "ui/rushes-fitted-texture.h"

/* The columns of a grid differ by a pixel: one video in two of them is not drawn anew each time. */
#define N_SIZES 2

typedef struct
{
  int width;
  int height;
  int radius;
  int scale;
} Size;

typedef struct
{
  Size size;
  GdkTexture *texture; /* (nullable) */
} Fitted;

static G_DEFINE_QUARK (rushes - fitted - texture, fitted)

static void
fitted_free (gpointer data)
{
  Fitted *fitted = data;

  for (guint i = 0; i < N_SIZES; i++)
    g_clear_object (&fitted[i].texture);
  g_free (fitted);
}

graphene_rect_t
rushes_fitted_texture_place (double width, double height, int room_width, int room_height)
{
  const double scale = MIN (room_width / width, room_height / height);
  /* A pixel of another colour around a video of 16:9 would be taken for a border. */
  const double w = room_width - width * scale < 2 ? room_width : width * scale;
  const double h = room_height - height * scale < 2 ? room_height : height * scale;

  return GRAPHENE_RECT_INIT ((room_width - w) / 2, (room_height - h) / 2, w, h);
}

static cairo_surface_t *
new_surface_of (GdkTexture *texture)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gdk_texture_get_width (texture),
                                                         gdk_texture_get_height (texture));

  gdk_texture_download (texture, cairo_image_surface_get_data (surface),
                        (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
clip_round (cairo_t *cr, int width, int height, int radius)
{
  const double r = MIN (radius, MIN (width, height) / 2);

  cairo_new_path (cr);
  cairo_arc (cr, width - r, r, r, -G_PI_2, 0);
  cairo_arc (cr, width - r, height - r, r, 0, G_PI_2);
  cairo_arc (cr, r, height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, r, r, r, G_PI, G_PI + G_PI_2);
  cairo_close_path (cr);
  cairo_clip (cr);
}

static void
draw (cairo_t *cr, GdkTexture *texture, const Size *size)
{
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  const graphene_rect_t place = rushes_fitted_texture_place (width, height, size->width, size->height);
  cairo_surface_t *whole = new_surface_of (texture);

  cairo_scale (cr, size->scale, size->scale);
  clip_round (cr, size->width, size->height, size->radius);
  cairo_translate (cr, place.origin.x, place.origin.y);
  cairo_rectangle (cr, 0, 0, place.size.width, place.size.height);
  cairo_scale (cr, place.size.width / width, place.size.height / height);
  cairo_set_source_surface (cr, whole, 0, 0);
  /* Otherwise its edges would mix with nothing. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_fill (cr);
  cairo_surface_destroy (whole);
}

static GdkTexture *
fit (GdkTexture *texture, const Size *size)
{
  const int width = size->width * size->scale;
  const int height = size->height * size->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  const gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;
  cairo_t *cr = cairo_create (surface);

  draw (cr, texture, size);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * (gsize) height,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static gboolean
is_size (const Fitted *fitted, const Size *size)
{
  return fitted->texture != NULL && fitted->size.width == size->width && fitted->size.height == size->height
         && fitted->size.radius == size->radius && fitted->size.scale == size->scale;
}

GdkTexture *
rushes_fitted_texture_get (GdkTexture *texture, int width, int height, int radius, int scale)
{
  const Size size = { width, height, radius, scale };
  Fitted *fitted = NULL;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);
  g_return_val_if_fail (width > 0 && height > 0 && radius >= 0 && scale > 0, NULL);

  fitted = g_object_get_qdata (G_OBJECT (texture), fitted_quark ());
  if (fitted == NULL)
    {
      fitted = g_new0 (Fitted, N_SIZES);
      g_object_set_qdata_full (G_OBJECT (texture), fitted_quark (), fitted, fitted_free);
    }
  for (guint i = 0; i < N_SIZES; i++)
    if (is_size (&fitted[i], &size))
      return fitted[i].texture;

  g_clear_object (&fitted[N_SIZES - 1].texture);
  memmove (fitted + 1, fitted, sizeof (Fitted) * (N_SIZES - 1));
  fitted->size = size;
  fitted->texture = fit (texture, &size);
  return fitted->texture;
}
