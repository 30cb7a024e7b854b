/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-tinted-icon"

#include "config.h"

#include "ui/rushes-tinted-icon.h"

#include <string.h>

/* Of names, sizes and colours: far more than one window has at once. */
#define MAX_TEXTURES 128
#define MAX_COLORS 4

/* Compared as it lies in memory. */
typedef struct
{
  const char *name; /* interned */
  gint64 width;
  gint64 height;
  gint64 scale;
  gint64 direction;
  gint64 turn;
  GdkRGBA colors[MAX_COLORS];
} Look;

struct _RushesTintedIcon
{
  GObject parent_instance;

  GtkWidget *image; /* (nullable): a weak pointer */
  const char *name; /* (nullable): interned */
  int turn;         /* in degrees */
};

/* Look -> GdkTexture: what has been painted so far */
static GHashTable *textures;

static void rushes_tinted_icon_paintable_init (GdkPaintableInterface *iface);
static void rushes_tinted_icon_symbolic_init (GtkSymbolicPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesTintedIcon,
                               rushes_tinted_icon,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, rushes_tinted_icon_paintable_init)
                                 G_IMPLEMENT_INTERFACE (GTK_TYPE_SYMBOLIC_PAINTABLE,
                                                        rushes_tinted_icon_symbolic_init))

static guint
look_hash (gconstpointer data)
{
  const Look *look = data;

  return g_direct_hash (look->name) ^ (guint) look->width ^ (guint) (look->colors[0].red * 255) << 8
         ^ (guint) (look->colors[0].alpha * 255) << 16 ^ (guint) look->scale << 24 ^ (guint) look->turn;
}

static gboolean
look_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Look)) == 0;
}

/* Another theme has other icons of the same names. */
static void
theme_changed_cb (GtkIconTheme *theme, gpointer user_data)
{
  g_hash_table_remove_all (textures);
}

static GHashTable *
get_textures (GtkIconTheme *theme)
{
  if (textures == NULL)
    {
      textures = g_hash_table_new_full (look_hash, look_equal, g_free, g_object_unref);
      g_signal_connect (theme, "changed", G_CALLBACK (theme_changed_cb), NULL);
    }
  return textures;
}

static GskRenderNode *
draw_icon (GtkIconTheme *theme, const Look *look)
{
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (theme, look->name, NULL,
                                                                  (int) MIN (look->width, look->height),
                                                                  (int) look->scale,
                                                                  (GtkTextDirection) look->direction, 0);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  if (look->turn != 0)
    {
      const graphene_point_t centre = { (float) look->width / 2, (float) look->height / 2 };

      gtk_snapshot_translate (snapshot, &centre);
      gtk_snapshot_rotate (snapshot, (float) look->turn);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-centre.x, -centre.y));
    }
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, (double) look->width,
                                            (double) look->height, look->colors, MAX_COLORS);
  return gtk_snapshot_free_to_node (snapshot);
}

static GdkTexture *
paint (GtkIconTheme *theme, const Look *look)
{
  const int width = (int) (look->width * look->scale);
  const int height = (int) (look->height * look->scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  GskRenderNode *node = draw_icon (theme, look);
  const int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) pixels = NULL;
  cairo_t *cr = NULL;

  cairo_surface_set_device_scale (surface, (double) look->scale, (double) look->scale);
  cr = cairo_create (surface);
  if (node != NULL)
    {
      gsk_render_node_draw (node, cr);
      gsk_render_node_unref (node);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * (gsize) height);
  cairo_surface_destroy (surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, (gsize) stride);
}

/* Returns: (transfer none) */
static GdkTexture *
find_texture (RushesTintedIcon *self, const Look *look)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (self->image));
  GHashTable *painted = get_textures (theme);
  GdkTexture *texture = g_hash_table_lookup (painted, look);

  if (texture != NULL)
    return texture;

  if (g_hash_table_size (painted) >= MAX_TEXTURES)
    g_hash_table_remove_all (painted);
  texture = paint (theme, look);
  g_hash_table_insert (painted, g_memdup2 (look, sizeof *look), texture);
  return texture;
}

static void
rushes_tinted_icon_snapshot_symbolic (GtkSymbolicPaintable *paintable,
                                      GdkSnapshot *snapshot,
                                      double width,
                                      double height,
                                      const GdkRGBA *colors,
                                      gsize n_colors)
{
  RushesTintedIcon *self = RUSHES_TINTED_ICON (paintable);
  Look look;

  if (self->name == NULL || self->image == NULL || width < 1 || height < 1)
    return;

  memset (&look, 0, sizeof look);
  look.name = self->name;
  look.width = (gint64) width;
  look.height = (gint64) height;
  look.scale = gtk_widget_get_scale_factor (self->image);
  look.direction = gtk_widget_get_direction (self->image);
  look.turn = self->turn;
  memcpy (look.colors, colors, MIN (n_colors, MAX_COLORS) * sizeof *colors);
  gtk_snapshot_append_texture (snapshot, find_texture (self, &look),
                               &GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height));
}

/* Nobody said in which colours: in that of the words around it. */
static void
rushes_tinted_icon_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  RushesTintedIcon *self = RUSHES_TINTED_ICON (paintable);
  GdkRGBA colors[MAX_COLORS];

  if (self->image == NULL)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (self->image), &colors[0]);
  for (guint i = 1; i < MAX_COLORS; i++)
    colors[i] = colors[0];
  rushes_tinted_icon_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, width, height, colors,
                                        MAX_COLORS);
}

static void
rushes_tinted_icon_paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = rushes_tinted_icon_snapshot;
}

static void
rushes_tinted_icon_symbolic_init (GtkSymbolicPaintableInterface *iface)
{
  iface->snapshot_symbolic = rushes_tinted_icon_snapshot_symbolic;
}

static void
rushes_tinted_icon_dispose (GObject *object)
{
  RushesTintedIcon *self = RUSHES_TINTED_ICON (object);

  g_clear_weak_pointer (&self->image);

  G_OBJECT_CLASS (rushes_tinted_icon_parent_class)->dispose (object);
}

static void
rushes_tinted_icon_class_init (RushesTintedIconClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_tinted_icon_dispose;
}

static void
rushes_tinted_icon_init (RushesTintedIcon *self)
{
}

/* Returns: (transfer none) (nullable) */
static RushesTintedIcon *
find_icon (GtkImage *image)
{
  GdkPaintable *paintable = gtk_image_get_paintable (image);

  return RUSHES_IS_TINTED_ICON (paintable) ? RUSHES_TINTED_ICON (paintable) : NULL;
}

void
rushes_tinted_icon_show (GtkImage *image, const char *icon_name)
{
  RushesTintedIcon *self = NULL;
  const char *name = g_intern_string (icon_name);

  g_return_if_fail (GTK_IS_IMAGE (image));

  self = find_icon (image);
  if (self == NULL)
    {
      g_autoptr (RushesTintedIcon) icon = g_object_new (RUSHES_TYPE_TINTED_ICON, NULL);

      g_set_weak_pointer (&icon->image, GTK_WIDGET (image));
      icon->name = name;
      gtk_image_set_from_paintable (image, GDK_PAINTABLE (icon));
    }
  else if (self->name != name)
    {
      self->name = name;
      gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
    }
}

void
rushes_tinted_icon_turn (GtkImage *image, int degrees)
{
  RushesTintedIcon *self = NULL;

  g_return_if_fail (GTK_IS_IMAGE (image));

  self = find_icon (image);
  g_return_if_fail (self != NULL);
  if (self->turn == degrees)
    return;

  self->turn = degrees;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

const char *
rushes_tinted_icon_get_name (GtkImage *image)
{
  RushesTintedIcon *self = NULL;

  g_return_val_if_fail (GTK_IS_IMAGE (image), NULL);

  self = find_icon (image);
  return self != NULL ? self->name : NULL;
}
