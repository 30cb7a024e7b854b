/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-video-layout.h"

#include <adwaita.h>

#include "support/rushes-test-utils.h"
#include "ui/rushes-widget-test.h"

#define LIMIT 200
/* Pixels are whole: what is halved, or follows from a shape, may be off by this. */
#define ROUNDED 1.5

/* A picture of that shape in the layout, in a window of that size. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *frame;
  GtkWidget *picture;
} Scene;

static void
set_scene (Scene *scene, int limit, int painted_width, int painted_height, int width, int height)
{
  g_autoptr (GdkPaintable) painted = gdk_paintable_new_empty (painted_width, painted_height);
  GtkLayoutManager *layout = g_object_new (RUSHES_TYPE_VIDEO_LAYOUT, NULL);

  rushes_video_layout_set_limit (RUSHES_VIDEO_LAYOUT (layout), limit);
  scene->picture = gtk_picture_new_for_paintable (painted);
  scene->frame = adw_bin_new ();
  gtk_widget_set_layout_manager (scene->frame, layout);
  adw_bin_set_child (ADW_BIN (scene->frame), scene->picture);
  scene->window = rushes_widget_test_show (scene->frame, width, height);
}

static void
end_scene (Scene *scene)
{
  g_object_ref (scene->frame);
  rushes_widget_test_close (scene->window);
  rushes_test_await_finalize (scene->frame);
}

/* In the middle of what room there is. */
static void
assert_place (Scene *scene, int width, int height)
{
  const double x = (gtk_widget_get_width (scene->frame) - width) / 2.0;
  const double y = (gtk_widget_get_height (scene->frame) - height) / 2.0;
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (scene->picture, scene->frame, &place));
  g_assert_cmpfloat_with_epsilon (place.origin.x, x, ROUNDED);
  g_assert_cmpfloat_with_epsilon (place.origin.y, y, ROUNDED);
  g_assert_cmpfloat_with_epsilon (place.size.width, width, ROUNDED);
  g_assert_cmpfloat_with_epsilon (place.size.height, height, ROUNDED);
}

static void
assert_height (Scene *scene, int width, int expected_minimum, int expected_natural)
{
  int minimum = 0;
  int natural = 0;

  gtk_widget_measure (scene->frame, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, expected_minimum);
  g_assert_cmpint (natural, ==, expected_natural);
}

static void
test_wide_has_no_bands (void)
{
  Scene scene;
  int width = 0;

  set_scene (&scene, LIMIT, 1600, 900, 320, 300);

  assert_height (&scene, 320, 180, 180);
  assert_height (&scene, 160, 90, 90);
  /* No width asks for less. */
  assert_height (&scene, -1, 0, LIMIT);
  width = gtk_widget_get_width (scene.frame);
  assert_place (&scene, width, width * 9 / 16);
  end_scene (&scene);
}

static void
test_high_is_limited (void)
{
  Scene scene;

  set_scene (&scene, LIMIT, 900, 1600, 320, 300);

  assert_height (&scene, 320, LIMIT, LIMIT);
  assert_place (&scene, 113, LIMIT);
  end_scene (&scene);
}

static void
test_wider_than_the_limit (void)
{
  Scene scene;

  set_scene (&scene, LIMIT, 1600, 900, 600, 300);

  assert_height (&scene, 600, LIMIT, LIMIT);
  assert_place (&scene, 356, LIMIT);
  end_scene (&scene);
}

static void
test_without_limit_fills_the_room (void)
{
  Scene scene;
  int width = 0;

  set_scene (&scene, 0, 1600, 900, 640, 480);

  assert_height (&scene, 640, 0, 360);
  width = gtk_widget_get_width (scene.frame);
  assert_place (&scene, width, width * 9 / 16);
  rushes_video_layout_set_limit (RUSHES_VIDEO_LAYOUT (gtk_widget_get_layout_manager (scene.frame)), LIMIT);
  assert_height (&scene, 640, LIMIT, LIMIT);
  end_scene (&scene);
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  g_test_add_func ("/ui/video-layout/wide-has-no-bands", test_wide_has_no_bands);
  g_test_add_func ("/ui/video-layout/high-is-limited", test_high_is_limited);
  g_test_add_func ("/ui/video-layout/wider-than-the-limit", test_wider_than_the_limit);
  g_test_add_func ("/ui/video-layout/without-limit-fills-the-room", test_without_limit_fills_the_room);

  return g_test_run ();
}
