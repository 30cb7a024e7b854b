/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-widget-test"

#include "config.h"

#include "ui/rushes-widget-test.h"

#include "compat/rushes-compat-dialogs.h"
#include "intake/rushes-intake.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-task-slot.h"

/* What GTK says of itself and would end a test here. */
static const char *const chatter[][2] = {
  /* 4.8, of the path bar of its file dialog, on a busy machine */
  { "GtkButton", "without a current allocation" },
  /* 4.24, now and then, on X11 */
  { "gdk_frame_timings_submitted()", "called on submitted frame" },
};

static gboolean
is_chatter (const char *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (chatter); i++)
    if (strstr (message, chatter[i][0]) != NULL && strstr (message, chatter[i][1]) != NULL)
      return TRUE;
  return FALSE;
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 && is_chatter (fields[i].value))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

void
rushes_widget_test_init (int *argc, char ***argv)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  /* Not gtk_test_init(), which wants the locale en_US.UTF-8 and since GTK 4.20 complains where it is not. */
  g_test_init (argc, argv, NULL);
  gtk_init ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

GtkWindow *
rushes_widget_test_show (GtkWidget *widget, int width, int height)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  gtk_window_set_default_size (window, width, height);
  adw_window_set_content (ADW_WINDOW (window), widget);
  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return window;
}

void
rushes_widget_test_show_dialog (GtkWidget *dialog, int width, int height)
{
  rushes_compat_dialog_set_size (dialog, width, height);
  rushes_compat_dialog_present (dialog, NULL);
  gtk_test_widget_wait_for_draw (dialog);
}

void
rushes_widget_test_close_dialog (GtkWidget *dialog)
{
  g_object_ref (dialog);
  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (dialog)));
  rushes_test_await_finalize (dialog);
}

void
rushes_widget_test_close (GtkWindow *window)
{
  g_object_ref (window);
  gtk_window_destroy (window);
  rushes_test_await_finalize (window);
}

static gboolean
text_is (const char *text, const char *name)
{
  return g_strcmp0 (text, name) == 0;
}

static gboolean
label_is (const char *label, const char *name)
{
  g_auto (GStrv) parts = label != NULL ? g_strsplit (label, "_", 2) : NULL;
  g_autofree char *plain = parts != NULL ? g_strjoinv ("", parts) : NULL;

  return text_is (plain, name);
}

static gboolean
accessible_label_is (GtkWidget *widget, const char *name)
{
  g_autofree char *difference = NULL;

  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;

  difference = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                   name);
  return difference == NULL;
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  return (GTK_IS_LABEL (widget) && text_is (gtk_label_get_text (GTK_LABEL (widget)), name))
         || (GTK_IS_BUTTON (widget) && label_is (gtk_button_get_label (GTK_BUTTON (widget)), name))
         || (ADW_IS_PREFERENCES_ROW (widget)
             && text_is (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), name))
         || text_is (gtk_widget_get_tooltip_text (widget), name) || accessible_label_is (widget, name);
}

static GtkWidget *
find_below (GtkWidget *widget, GType type, const char *name)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (name == NULL || is_called (widget, name)))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_below (child, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
rushes_widget_test_find (GtkWidget *root, GType type, const char *name)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  if (root != NULL)
    return find_below (root, type, name);

  for (guint i = 0; found == NULL && i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      found = find_below (window, type, name);
    }
  return found;
}

GtkWidget *
rushes_widget_test_find_words (GtkWidget *root, const char *words)
{
  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), words) != NULL)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = rushes_widget_test_find_words (child, words);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
rushes_widget_test_find_part (GtkWidget *root, const char *id)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), id) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = rushes_widget_test_find_part (child, id);
  return found;
}

typedef struct
{
  GtkWidget *root;
  GType type;
  const char *name;
} Wanted;

static gboolean
is_there (gpointer data)
{
  Wanted *wanted = data;

  return rushes_widget_test_find (wanted->root, wanted->type, wanted->name) != NULL;
}

static gboolean
is_gone (gpointer data)
{
  return !is_there (data);
}

GtkWidget *
rushes_widget_test_await (GtkWidget *root, GType type, const char *name)
{
  Wanted wanted = { root, type, name };

  rushes_test_await (is_there, &wanted, name != NULL ? name : g_type_name (type));
  return rushes_widget_test_find (root, type, name);
}

void
rushes_widget_test_await_gone (GtkWidget *root, GType type, const char *name)
{
  Wanted wanted = { root, type, name };

  rushes_test_await (is_gone, &wanted, name != NULL ? name : g_type_name (type));
}

GtkWidget *
rushes_widget_test_get_face (GtkWidget *list_item)
{
  RushesTaskSlot *slot = rushes_task_slot_find (list_item);

  return slot != NULL ? (GtkWidget *) rushes_task_slot_get_face (slot) : NULL;
}

void
rushes_widget_test_press (GtkWidget *root, const char *name)
{
  GtkWidget *button = rushes_widget_test_await (root, GTK_TYPE_BUTTON, name);

  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
         || (tooltip != NULL && *tooltip != '\0')
         || (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL);
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_SWITCH (widget)
         || GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_LIST_BASE (widget);
}

void
rushes_widget_test_assert_named (GtkWidget *root)
{
  if (!gtk_widget_get_mapped (root))
    return;

  /* The button inside of a menu button is read out by the name of that. */
  if (GTK_IS_MENU_BUTTON (root) && has_name (root))
    return;
  if (is_control (root) && gtk_widget_get_focusable (root) && !has_name (root))
    g_error ("a %s in a %s has no accessible name", G_OBJECT_TYPE_NAME (root),
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    rushes_widget_test_assert_named (child);
}

static void
assert_within (GtkWidget *widget, GtkWidget *root)
{
  graphene_rect_t bounds;

  /* A scroll bar's slider reaches beyond it. */
  if (!gtk_widget_get_mapped (widget) || GTK_IS_SCROLLBAR (widget))
    return;

  g_assert_true (gtk_widget_compute_bounds (widget, root, &bounds));
  if (bounds.origin.x < 0 || bounds.origin.x + bounds.size.width > gtk_widget_get_width (root))
    g_error ("a %s is cut: from %.0f to %.0f of %d", G_OBJECT_TYPE_NAME (widget), bounds.origin.x,
             bounds.origin.x + bounds.size.width, gtk_widget_get_width (root));
  if (GTK_IS_LABEL (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    g_error ("“%s” is cut", gtk_label_get_text (GTK_LABEL (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_within (child, root);
}

void
rushes_widget_test_assert_fits (GtkWidget *root)
{
  /* What has changed just now is not laid out yet. */
  gtk_test_widget_wait_for_draw (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_within (child, root);
}

void
rushes_widget_test_open (RushesSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_open_async (session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to open");
  rushes_session_open_finish (session, result, &error);
  g_assert_no_error (error);
}

void
rushes_widget_test_close_session (RushesSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_session_close_async (session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to close");
  rushes_session_close_finish (session, result, NULL);
  /* It holds the session. */
  g_clear_object (&result);
  rushes_test_await_finalize (session);
}

void
rushes_widget_test_track (RushesSession *session, const char *text)
{
  g_autoptr (RushesIntake) intake = rushes_intake_read (text, -1, NULL);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  rushes_session_track_async (session, intake->items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the tasks");
  added = rushes_session_track_finish (session, result, NULL);
  g_assert_nonnull (added);
}
