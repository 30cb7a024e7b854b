/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rushes-shortcuts.h"

#include "support/rushes-test-utils.h"
#include "ui/rushes-help.h"
#include "ui/rushes-widget-test.h"

static gboolean
is_drawn (gpointer window)
{
  return gtk_widget_get_width (window) > 0;
}

static void
test_fits_a_narrow_screen (void)
{
  GtkWindow *parent = rushes_widget_test_show (gtk_label_new (NULL), 360, 294);
  GtkWindow *window = rushes_shortcuts_show (parent);
  int least_width = 0;

  rushes_test_await (is_drawn, window, "the shortcuts");
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  g_assert_cmpint (least_width, <=, 360);
  rushes_widget_test_assert_named (GTK_WIDGET (window));
  rushes_widget_test_close (window);
  rushes_widget_test_close (parent);
}

static void
test_says_the_keys (void)
{
  GtkWindow *parent = rushes_widget_test_show (gtk_label_new (NULL), 360, 294);
  GtkWindow *window = rushes_shortcuts_show (parent);

  rushes_test_await (is_drawn, window, "the shortcuts");
  g_assert_nonnull (rushes_widget_test_find_words (GTK_WIDGET (window), "Track tasks"));
  g_assert_nonnull (rushes_widget_test_find_words (GTK_WIDGET (window), "Ctrl+N"));
  g_assert_nonnull (rushes_widget_test_find_words (GTK_WIDGET (window), "Alt+1…7"));
  rushes_widget_test_close (window);
  rushes_widget_test_close (parent);
}

/* What Control and W do within @widget, at their own place. */
static gboolean
press_close_keys (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          g_autofree char *trigger = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

          if (strstr (trigger, "<Control>w") != NULL)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

static void
assert_closed_by_key (GtkWidget *widget)
{
  g_object_ref (widget);
  g_assert_true (press_close_keys (widget));
  rushes_test_await_finalize (widget);
}

static void
test_closed_by_key (void)
{
  GtkWindow *parent = rushes_widget_test_show (gtk_label_new (NULL), 360, 294);

  assert_closed_by_key (GTK_WIDGET (rushes_shortcuts_show (parent)));
  rushes_help_present (parent);
  assert_closed_by_key (rushes_widget_test_await (NULL, RUSHES_TYPE_HELP, NULL));
  rushes_widget_test_close (parent);
}

int
main (int argc, char *argv[])
{
  rushes_widget_test_init (&argc, &argv);

  g_test_add_func ("/ui/shortcuts/fits-a-narrow-screen", test_fits_a_narrow_screen);
  g_test_add_func ("/ui/shortcuts/says-the-keys", test_says_the_keys);
  g_test_add_func ("/ui/shortcuts/closed-by-key", test_closed_by_key);

  return g_test_run ();
}
