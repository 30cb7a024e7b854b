/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-test-utils.h"
#include "ui/rushes-adaptive-bin.h"

static gboolean
is_narrow (gpointer bin)
{
  return rushes_adaptive_bin_get_narrow (bin);
}

static gboolean
is_wide (gpointer bin)
{
  return !rushes_adaptive_bin_get_narrow (bin) && gtk_widget_get_width (bin) > 600;
}

static GtkWidget *
new_window (int width, GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *bin = g_object_new (RUSHES_TYPE_ADAPTIVE_BIN, "child", child, NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), width, 300);
  gtk_window_set_child (GTK_WINDOW (window), bin);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
test_follows_width (void)
{
  GtkWidget *window = new_window (360, gtk_label_new ("Dunes"));
  GtkWidget *bin = gtk_window_get_child (GTK_WINDOW (window));

  rushes_test_await (is_narrow, bin, "the bin to be narrow");
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 300);
  rushes_test_await (is_wide, bin, "the bin to be wide");
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  rushes_test_await (is_narrow, bin, "the bin to be narrow again");

  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_low (gpointer bin)
{
  return rushes_adaptive_bin_get_low (bin);
}

static gboolean
is_high (gpointer bin)
{
  return !rushes_adaptive_bin_get_low (bin);
}

static void
test_follows_height (void)
{
  GtkWidget *window = new_window (800, gtk_label_new ("Dunes"));
  GtkWidget *bin = gtk_window_get_child (GTK_WINDOW (window));

  rushes_test_await (is_wide, bin, "the bin to be wide");
  /* Nobody has asked to be told. */
  g_assert_false (rushes_adaptive_bin_get_low (RUSHES_ADAPTIVE_BIN (bin)));

  g_object_set (bin, "low-below", 400, NULL);
  rushes_test_await (is_low, bin, "the bin to be low");
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  rushes_test_await (is_high, bin, "the bin to be high");

  gtk_window_destroy (GTK_WINDOW (window));
}

/* The wide layout's own need of room must not keep the window from becoming narrow. */
static void
test_asks_for_no_width (void)
{
  GtkWidget *wide = gtk_label_new ("Dunes");
  GtkWidget *bin = g_object_ref_sink (g_object_new (RUSHES_TYPE_ADAPTIVE_BIN, "child", wide, NULL));
  int minimum = -1;
  int natural = -1;

  gtk_widget_set_size_request (wide, 500, 50);
  gtk_widget_measure (bin, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 0);
  g_assert_cmpint (natural, ==, 500);
  gtk_widget_measure (bin, GTK_ORIENTATION_VERTICAL, 100, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 50);

  rushes_test_await_finalize (bin);
}

static void
test_expects (void)
{
  GtkWidget *bin = g_object_ref_sink (g_object_new (RUSHES_TYPE_ADAPTIVE_BIN, NULL));

  g_assert_false (rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (bin)));
  rushes_adaptive_bin_expect_width (RUSHES_ADAPTIVE_BIN (bin), 599);
  g_assert_true (rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (bin)));
  rushes_adaptive_bin_expect_width (RUSHES_ADAPTIVE_BIN (bin), 600);
  g_assert_false (rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (bin)));

  rushes_test_await_finalize (bin);
}

/* At one and a half times the size of text 800 pixels hold what 533 hold else. */
static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *bin = g_object_ref_sink (g_object_new (RUSHES_TYPE_ADAPTIVE_BIN, NULL));

  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);
  rushes_adaptive_bin_expect_width (RUSHES_ADAPTIVE_BIN (bin), 800);
  g_assert_true (rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (bin)));
  rushes_adaptive_bin_expect_width (RUSHES_ADAPTIVE_BIN (bin), 900);
  g_assert_false (rushes_adaptive_bin_get_narrow (RUSHES_ADAPTIVE_BIN (bin)));
  gtk_settings_reset_property (settings, "gtk-xft-dpi");

  rushes_test_await_finalize (bin);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();

  g_test_add_func ("/ui/adaptive-bin/follows-width", test_follows_width);
  g_test_add_func ("/ui/adaptive-bin/follows-height", test_follows_height);
  g_test_add_func ("/ui/adaptive-bin/asks-for-no-width", test_asks_for_no_width);
  g_test_add_func ("/ui/adaptive-bin/expects", test_expects);
  g_test_add_func ("/ui/adaptive-bin/large-text", test_large_text);

  return g_test_run ();
}
