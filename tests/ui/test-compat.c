/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "compat/rushes-compat.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-widget-test.h"

#define N_TOASTS 5
#define TRAP "5 < 6 & <b>_bold_</b>"

static GtkWindow *
show_parent (void)
{
  return rushes_widget_test_show (gtk_label_new ("The parent"), 800, 600);
}

/* Confirming */

static gboolean
finish_confirm (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gboolean confirmed = rushes_compat_confirm_finish (result, &error);

  g_assert_no_error (error);
  return confirmed;
}

static void
confirm (GtkWindow *parent, gboolean destructive, GCancellable *cancellable, GAsyncResult **result)
{
  rushes_compat_confirm_async (parent, "Really?", TRAP, "_Leave", "_Do It", destructive, cancellable,
                               rushes_test_keep_result, result);
}

/* libadwaita calls the class one way or the other. */
static void
assert_styled (GtkWidget *button, const char *style_class)
{
  g_autofree char *other = g_strconcat (style_class, "-action", NULL);

  g_assert_true (gtk_widget_has_css_class (button, style_class) || gtk_widget_has_css_class (button, other));
}

static void
test_confirm (void)
{
  GtkWindow *parent = show_parent ();
  g_autoptr (GAsyncResult) yes = NULL;
  g_autoptr (GAsyncResult) no = NULL;
  GtkWidget *button = NULL;

  confirm (parent, TRUE, NULL, &yes);
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Really?");
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, TRAP);
  button = rushes_widget_test_await (NULL, GTK_TYPE_BUTTON, "Do It");
  assert_styled (button, "destructive");
  rushes_widget_test_press (NULL, "Do It");
  rushes_test_await_result (&yes, "the confirmation");
  g_assert_true (finish_confirm (yes));

  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Really?");
  confirm (parent, FALSE, NULL, &no);
  button = rushes_widget_test_await (NULL, GTK_TYPE_BUTTON, "Do It");
  assert_styled (button, "suggested");
  rushes_widget_test_press (NULL, "Leave");
  rushes_test_await_result (&no, "the refusal");
  g_assert_false (finish_confirm (no));

  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Really?");
  rushes_widget_test_close (parent);
}

static void
test_confirm_cancelled (void)
{
  GtkWindow *parent = show_parent ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GError) error = NULL;

  confirm (parent, FALSE, cancellable, &result);
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Really?");
  g_cancellable_cancel (cancellable);
  rushes_test_await_result (&result, "the question to be withdrawn");
  g_assert_false (rushes_compat_confirm_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Really?");

  confirm (parent, FALSE, cancellable, &late);
  rushes_test_await_result (&late, "the question that was never asked");
  g_assert_false (rushes_compat_confirm_finish (late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Really?");
  rushes_widget_test_close (parent);
}

static void
test_confirm_parent_gone (void)
{
  GtkWindow *parent = show_parent ();
  g_autoptr (GAsyncResult) result = NULL;

  confirm (parent, FALSE, NULL, &result);
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Really?");
  gtk_window_destroy (parent);
  rushes_test_await_result (&result, "the end of the question");
  g_assert_false (finish_confirm (result));
  rushes_widget_test_await_gone (NULL, GTK_TYPE_LABEL, "Really?");
}

/* A dialog in a window would be closed in its place. */
static void
test_close_window (void)
{
  GtkWidget *window = adw_application_window_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), gtk_label_new ("The parent"));
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);

  rushes_compat_show_about (GTK_WINDOW (window));
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "The Rushes developers");
  confirm (GTK_WINDOW (window), FALSE, NULL, &result);
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Really?");
  rushes_compat_close_window (GTK_WINDOW (window));
  rushes_test_await_result (&result, "the end of the question");
  g_assert_false (finish_confirm (result));
  rushes_widget_test_await_gone (NULL, GTK_TYPE_WIDGET, NULL);
  g_assert_null (window);
}

/* Choosing */

static void
save (GtkWindow *parent, const char *folder, GCancellable *cancellable, GAsyncResult **result)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  rushes_compat_save_file_async (parent, "Save Video", "dunes.mp4", file, cancellable,
                                 rushes_test_keep_result, result);
}

/* Until the dialog has read the folder it does not answer. */
static void
await_folder (const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);

  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, name);
}

static void
assert_dismissed (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rushes_compat_save_file_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_save_file (void)
{
  GtkWindow *parent = show_parent ();
  char *folder = rushes_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "dunes.mp4", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  save (parent, folder, NULL, &result);
  await_folder (folder);
  rushes_widget_test_press (NULL, "Save");
  rushes_test_await_result (&result, "a file to be chosen");
  file = rushes_compat_save_file_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_file_peek_path (file), ==, path);
  g_assert_false (g_file_query_exists (file, NULL));

  rushes_widget_test_await_gone (NULL, GTK_TYPE_BUTTON, "Save");
  rushes_widget_test_close (parent);
  rushes_test_remove_folder (folder);
}

static void
test_save_file_into_lost_folder (void)
{
  GtkWindow *parent = show_parent ();
  g_autoptr (GAsyncResult) result = NULL;

  save (parent, "/nonexistent/folder", NULL, &result);
  rushes_widget_test_await (NULL, GTK_TYPE_BUTTON, "Save");
  rushes_widget_test_press (NULL, "Cancel");
  rushes_test_await_result (&result, "the dialog to be dismissed");
  assert_dismissed (result);
  rushes_widget_test_close (parent);
}

static void
test_save_file_cancelled (void)
{
  GtkWindow *parent = show_parent ();
  char *folder = rushes_test_make_folder ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) late = NULL;

  save (parent, folder, cancellable, &result);
  await_folder (folder);
  g_cancellable_cancel (cancellable);
  rushes_test_await_result (&result, "the dialog to be withdrawn");
  assert_dismissed (result);
  rushes_widget_test_await_gone (NULL, GTK_TYPE_BUTTON, "Save");

  save (parent, folder, cancellable, &late);
  rushes_test_await_result (&late, "the dialog that was never shown");
  assert_dismissed (late);
  rushes_widget_test_close (parent);
  rushes_test_remove_folder (folder);
}

static void
test_save_file_parent_gone (void)
{
  GtkWindow *parent = show_parent ();
  char *folder = rushes_test_make_folder ();
  g_autoptr (GAsyncResult) result = NULL;

  save (parent, folder, NULL, &result);
  await_folder (folder);
  gtk_window_destroy (parent);
  rushes_test_await_result (&result, "the end of the dialog");
  assert_dismissed (result);
  rushes_widget_test_await_gone (NULL, GTK_TYPE_BUTTON, "Save");
  rushes_test_remove_folder (folder);
}

static void
test_choose_folder (void)
{
  GtkWindow *parent = show_parent ();
  char *folder = rushes_test_make_folder ();
  g_autoptr (GFile) initial = g_file_new_for_path (folder);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) chosen = NULL;
  g_autoptr (GError) error = NULL;

  rushes_compat_choose_folder_async (parent, "Folder", initial, NULL, rushes_test_keep_result, &result);
  await_folder (folder);
  rushes_widget_test_press (NULL, "Select");
  rushes_test_await_result (&result, "a folder to be chosen");
  chosen = rushes_compat_choose_folder_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_equal (chosen, initial));
  rushes_widget_test_close (parent);
  rushes_test_remove_folder (folder);
}

/* Showing */

static void
test_open_file_without (void)
{
  GtkWindow *parent = show_parent ();
  g_autoptr (GFile) file = g_file_new_for_path ("/videos/take 1.mp4");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_compat_open_file_async (parent, file, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the file to be opened");
  g_assert_false (rushes_compat_open_file_finish (result, &error));
  g_assert_nonnull (error);
  rushes_widget_test_close (parent);
}

/* Widgets */

static void
test_about (void)
{
  GtkWindow *parent = show_parent ();

  rushes_compat_show_about (parent);
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "Rushes");
  rushes_widget_test_await (NULL, GTK_TYPE_LABEL, "The Rushes developers");
  g_assert_nonnull (rushes_widget_test_find (NULL, GTK_TYPE_WIDGET, RUSHES_VERSION));
  rushes_widget_test_close (parent);
}

static void
test_toast (void)
{
  AdwToastOverlay *overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  GtkWindow *window = NULL;

  adw_toast_overlay_set_child (overlay, gtk_label_new ("Content"));
  window = rushes_widget_test_show (GTK_WIDGET (overlay), 600, 300);
  adw_toast_overlay_add_toast (overlay, rushes_compat_toast_new (TRAP));
  rushes_widget_test_await (GTK_WIDGET (overlay), GTK_TYPE_LABEL, TRAP);
  rushes_widget_test_close (window);
}

static void
count_down_cb (guint *count)
{
  --*count;
}

static gboolean
is_zero (gpointer count)
{
  return *(guint *) count == 0;
}

static void
ignore_value (double value, gpointer user_data)
{
}

/* Until whatever moves in @widget now has come to its end: nothing of a toast moves for longer. */
static void
await_still (GtkWidget *widget)
{
  g_autoptr (AdwAnimation) animation = adw_timed_animation_new (
      widget, 0, 1, 1000, adw_callback_animation_target_new (ignore_value, NULL, NULL));
  guint n_animations = 1;

  g_signal_connect_swapped (animation, "done", G_CALLBACK (count_down_cb), &n_animations);
  adw_animation_play (animation);
  rushes_test_await (is_zero, &n_animations, "the end of all that moves");
}

/* As when Delete is held down: each toast takes the place of one that has just come. libadwaita 1.2 uses what it has
 * freed when one goes that early, and crashes. */
static void
test_toast_dismissed_early (void)
{
  AdwToastOverlay *overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  GtkWindow *window = NULL;
  guint n_toasts = N_TOASTS;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  adw_toast_overlay_set_child (overlay, gtk_label_new ("Content"));
  window = rushes_widget_test_show (GTK_WIDGET (overlay), 600, 300);
  for (guint i = 0; i < N_TOASTS; i++)
    {
      AdwToast *toast = rushes_compat_toast_new (TRAP);

      adw_toast_set_button_label (toast, "Undo");
      g_signal_connect_swapped (toast, "dismissed", G_CALLBACK (count_down_cb), &n_toasts);
      adw_toast_overlay_add_toast (overlay, g_object_ref (toast));
      rushes_compat_toast_dismiss (toast);
      g_object_unref (toast);
    }
  rushes_test_await (is_zero, &n_toasts, "the end of each toast");
  await_still (GTK_WIDGET (overlay));
  g_assert_null (rushes_widget_test_find (GTK_WIDGET (overlay), GTK_TYPE_LABEL, TRAP));
  rushes_widget_test_close (window);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static void
test_announce (void)
{
  GtkWindow *window = show_parent ();

  rushes_compat_announce (GTK_WIDGET (window), TRAP);
  rushes_widget_test_close (window);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_autofree char *label = g_strdup_printf ("Row %s", text);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
  rushes_compat_list_item_set_accessible_label (item, label);
}

static GtkListView *
create_list (void)
{
  GtkStringList *strings = gtk_string_list_new (NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  for (int i = 0; i < 1000; i++)
    gtk_string_list_take (strings, g_strdup_printf ("%d", i));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return GTK_LIST_VIEW (
    gtk_list_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (strings))), factory));
}

static void
test_list (void)
{
  GtkListView *list = create_list ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWindow *window = NULL;
  GtkWindow *front = NULL;
  GtkSingleSelection *selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (list));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (list));
  window = rushes_widget_test_show (scroller, 300, 400);
  g_assert_nonnull (rushes_widget_test_find (scroller, GTK_TYPE_WIDGET, "Row 0"));
  g_assert_cmpint (gtk_accessible_get_accessible_role (
                     GTK_ACCESSIBLE (rushes_widget_test_find (scroller, GTK_TYPE_WIDGET, "Row 0"))),
                   ==, GTK_ACCESSIBLE_ROLE_LIST_ITEM);

  rushes_compat_list_scroll_to (list, 900);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  rushes_widget_test_await (scroller, GTK_TYPE_LABEL, "900");
  g_assert_cmpfloat (gtk_adjustment_get_value (
                       gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller))),
                     >, 0);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 0);

  if (rushes_compat_list_focus_item (GTK_WIDGET (list), 3))
    {
      rushes_widget_test_await (scroller, GTK_TYPE_LABEL, "3");
      g_assert_true (gtk_window_get_focus (window)
                     == rushes_widget_test_find (scroller, GTK_TYPE_WIDGET, "Row 3"));
    }
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 0);

  /* Also while another window has the keyboard. */
  front = rushes_widget_test_show (gtk_entry_new (), 100, 100);
  if (rushes_compat_list_focus_item (GTK_WIDGET (list), 5))
    {
      rushes_widget_test_await (scroller, GTK_TYPE_LABEL, "5");
      g_assert_true (gtk_window_get_focus (window)
                     == rushes_widget_test_find (scroller, GTK_TYPE_WIDGET, "Row 5"));
    }
  rushes_widget_test_close (front);
  rushes_widget_test_close (window);
}

int
main (int argc, char *argv[])
{
  /* A bus on which nothing is started by its name: no file manager of this machine. */
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  int status;

  g_test_dbus_up (bus);
  g_setenv ("DISPLAY", display, TRUE); /* which it takes away */
  rushes_widget_test_init (&argc, &argv);

  g_test_add_func ("/ui/compat/confirm", test_confirm);
  g_test_add_func ("/ui/compat/confirm-cancelled", test_confirm_cancelled);
  g_test_add_func ("/ui/compat/confirm-parent-gone", test_confirm_parent_gone);
  g_test_add_func ("/ui/compat/close-window", test_close_window);
  g_test_add_func ("/ui/compat/save-file", test_save_file);
  g_test_add_func ("/ui/compat/save-file-into-lost-folder", test_save_file_into_lost_folder);
  g_test_add_func ("/ui/compat/save-file-cancelled", test_save_file_cancelled);
  g_test_add_func ("/ui/compat/save-file-parent-gone", test_save_file_parent_gone);
  g_test_add_func ("/ui/compat/choose-folder", test_choose_folder);
  g_test_add_func ("/ui/compat/open-file-without-program", test_open_file_without);
  g_test_add_func ("/ui/compat/about", test_about);
  g_test_add_func ("/ui/compat/toast", test_toast);
  g_test_add_func ("/ui/compat/toast-dismissed-early", test_toast_dismissed_early);
  g_test_add_func ("/ui/compat/announce", test_announce);
  g_test_add_func ("/ui/compat/list", test_list);

  status = g_test_run ();
  /* Not taken down: that would wait for GTK to let go of the bus. */
  g_test_dbus_stop (bus);
  return status;
}
