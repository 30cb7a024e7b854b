/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

/* The baseline of the start: an empty libadwaita window that ends with its first frame. With --stay, that of
 * what stands there: it does not end. */

static gboolean stay;

static void
painted_cb (GdkFrameClock *clock, GApplication *application)
{
  g_application_quit (application);
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 720);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), adw_header_bar_new ());
  gtk_widget_realize (window);
  if (!stay)
    g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted_cb), application);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application
    = adw_application_new ("io.github.rushes_app.EmptyWindow", G_APPLICATION_NON_UNIQUE);

  stay = argc == 2 && g_str_equal (argv[1], "--stay");
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
