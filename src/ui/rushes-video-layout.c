/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-video-layout"

#include "config.h"

#include "ui/rushes-video-layout.h"

struct _RushesVideoLayout
{
  GtkLayoutManager parent_instance;

  int limit;
};

G_DEFINE_FINAL_TYPE (RushesVideoLayout, rushes_video_layout, GTK_TYPE_LAYOUT_MANAGER)

/* How high it would be with @width (or how wide with that height), as it is painted. */
static int
get_natural (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int natural = 0;

  gtk_widget_measure (child, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

static GtkSizeRequestMode
rushes_video_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rushes_video_layout_measure (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  RushesVideoLayout *self = RUSHES_VIDEO_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *minimum = *natural = 0;
  if (child == NULL || !gtk_widget_should_layout (child))
    return;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = get_natural (child, orientation, self->limit > 0 ? self->limit : -1);
      return;
    }
  *natural = get_natural (child, orientation, for_size);
  if (self->limit > 0)
    *natural = MIN (*natural, self->limit);
  /* Of no width in particular: the narrower, the lower. */
  if (self->limit > 0 && for_size >= 0)
    *minimum = *natural;
}

static void
rushes_video_layout_allocate (
  GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  RushesVideoLayout *self = RUSHES_VIDEO_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  const int room = self->limit > 0 ? MIN (height, self->limit) : height;
  GtkAllocation place = { 0, 0, width, room };

  if (child == NULL || !gtk_widget_should_layout (child))
    return;

  /* Whichever side is the shorter one decides. */
  if (width > 0)
    place.height = MIN (get_natural (child, GTK_ORIENTATION_VERTICAL, width), room);
  if (place.height == room && room > 0)
    place.width = MIN (get_natural (child, GTK_ORIENTATION_HORIZONTAL, room), width);
  place.x = (width - place.width) / 2;
  place.y = (height - place.height) / 2;
  gtk_widget_size_allocate (child, &place, -1);
}

static void
rushes_video_layout_class_init (RushesVideoLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = rushes_video_layout_get_request_mode;
  layout_class->measure = rushes_video_layout_measure;
  layout_class->allocate = rushes_video_layout_allocate;
}

static void
rushes_video_layout_init (RushesVideoLayout *self)
{
}

void
rushes_video_layout_set_limit (RushesVideoLayout *self, int limit)
{
  g_return_if_fail (RUSHES_IS_VIDEO_LAYOUT (self));
  g_return_if_fail (limit >= 0);

  if (self->limit == limit)
    return;

  self->limit = limit;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
