/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-yield-layout.h"

#include <adwaita.h>

#include "support/rushes-test-utils.h"
#include "ui/rushes-widget-test.h"

#define SPACING 6

/* A name, and an id that gives way to it. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *first;
  GtkWidget *second;
  GtkWidget *window;
} Fixture;

static GtkWidget *
new_label (const char *text, PangoEllipsizeMode ellipsize, int width_chars)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  return label;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_layout_manager (fixture->box,
                                 g_object_new (RUSHES_TYPE_YIELD_LAYOUT, "spacing", SPACING, NULL));
  fixture->first = new_label ("A name that says what it is", PANGO_ELLIPSIZE_END, -1);
  fixture->second = new_label ("306793300000001", PANGO_ELLIPSIZE_MIDDLE, 9);
  gtk_box_append (GTK_BOX (fixture->box), fixture->first);
  gtk_box_append (GTK_BOX (fixture->box), fixture->second);
  gtk_widget_set_valign (fixture->box, GTK_ALIGN_START);
  fixture->window = GTK_WIDGET (rushes_widget_test_show (fixture->box, 800, 100));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_widget_test_close (GTK_WINDOW (fixture->window));
  rushes_test_await_finalize (fixture->box);
}

static int
measure (GtkWidget *widget, gboolean natural)
{
  int minimum_size = 0;
  int natural_size = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum_size, &natural_size, NULL, NULL);
  return natural ? natural_size : minimum_size;
}

static void
allocate (Fixture *fixture, int width)
{
  int height = 0;

  gtk_widget_measure (fixture->box, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
  gtk_widget_allocate (fixture->box, width, height, -1, NULL);
}

static int
get_x (Fixture *fixture, GtkWidget *child)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, fixture->box, &bounds));
  return (int) bounds.origin.x;
}

/* The second gets shorter, then goes, and only then does the first get shorter. */
static void
test_second_gives_way (Fixture *fixture, gconstpointer data)
{
  const int name = measure (fixture->first, TRUE);
  const int id = measure (fixture->second, TRUE);
  const int least = measure (fixture->second, FALSE);

  g_assert_cmpint (least, <, id);
  g_assert_cmpint (measure (fixture->box, TRUE), ==, name + SPACING + id);
  g_assert_cmpint (measure (fixture->box, FALSE), ==, measure (fixture->first, FALSE));

  allocate (fixture, name + SPACING + id);
  g_assert_cmpint (gtk_widget_get_width (fixture->first), ==, name);
  g_assert_cmpint (gtk_widget_get_width (fixture->second), ==, id);

  allocate (fixture, name + SPACING + least);
  g_assert_cmpint (gtk_widget_get_width (fixture->first), ==, name);
  g_assert_cmpint (gtk_widget_get_width (fixture->second), ==, least);
  g_assert_true (gtk_widget_get_child_visible (fixture->second));

  allocate (fixture, name + SPACING + least - 1);
  g_assert_cmpint (gtk_widget_get_width (fixture->first), ==, name);
  g_assert_false (gtk_widget_get_child_visible (fixture->second));

  allocate (fixture, name - 10);
  g_assert_cmpint (gtk_widget_get_width (fixture->first), ==, name - 10);
}

static void
test_direction (Fixture *fixture, gconstpointer data)
{
  const int name = measure (fixture->first, TRUE);
  const int id = measure (fixture->second, TRUE);

  allocate (fixture, name + SPACING + id);
  g_assert_cmpint (get_x (fixture, fixture->first), ==, 0);
  g_assert_cmpint (get_x (fixture, fixture->second), ==, name + SPACING);

  gtk_widget_set_direction (fixture->box, GTK_TEXT_DIR_RTL);
  allocate (fixture, name + SPACING + id);
  g_assert_cmpint (get_x (fixture, fixture->first), ==, SPACING + id);
  g_assert_cmpint (get_x (fixture, fixture->second), ==, 0);
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  g_test_add ("/ui/yield-layout/second-gives-way", Fixture, NULL, set_up, test_second_gives_way, tear_down);
  g_test_add ("/ui/yield-layout/direction", Fixture, NULL, set_up, test_direction, tear_down);

  return g_test_run ();
}
