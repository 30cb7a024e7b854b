/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-compat"

#include "config.h"

#include "compat/rushes-compat-dialogs.h"

#if ADW_CHECK_VERSION(1, 5, 0)

/* What a window beside another was made for. */
#define DIALOG_KEY "rushes-compat-dialog"

G_DEFINE_TYPE (RushesCompatAlert, rushes_compat_alert, ADW_TYPE_ALERT_DIALOG)

void
rushes_compat_alert_set_response_label (RushesCompatAlert *alert, const char *response, const char *label)
{
  adw_alert_dialog_set_response_label (ADW_ALERT_DIALOG (alert), response, label);
}

void
rushes_compat_alert_set_focus (RushesCompatAlert *alert, GtkWidget *widget)
{
  adw_dialog_set_focus (ADW_DIALOG (alert), widget);
}

G_DEFINE_TYPE (RushesCompatPages, rushes_compat_pages, ADW_TYPE_PREFERENCES_DIALOG)

void
rushes_compat_pages_add (RushesCompatPages *pages, AdwPreferencesPage *page)
{
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (pages), page);
}

static void
add_toast (RushesCompatPages *pages, AdwToast *toast)
{
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (pages), toast);
}

void
rushes_compat_dialog_set_size (GtkWidget *dialog, int width, int height)
{
  adw_dialog_set_content_width (ADW_DIALOG (dialog), width);
  adw_dialog_set_content_height (ADW_DIALOG (dialog), height);
}

void
rushes_compat_dialog_present (GtkWidget *dialog, GtkWindow *parent)
{
  adw_dialog_present (ADW_DIALOG (dialog), (GtkWidget *) parent);
}

void
rushes_compat_dialog_present_beside (GtkWidget *dialog, GtkWindow *parent)
{
  GtkRoot *window = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  /* One without a parent gets a window. */
  adw_dialog_present (ADW_DIALOG (dialog), NULL);
  window = gtk_widget_get_root (dialog);
  g_object_set_data (G_OBJECT (window), DIALOG_KEY, dialog);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
}

static void
close_dialog (GtkWidget *dialog)
{
  adw_dialog_close (ADW_DIALOG (dialog));
}

/* Returns: (transfer none) (nullable) */
static GtkWidget *
find_within (AdwApplicationWindow *window, GType type)
{
  g_autoptr (GListModel) dialogs = adw_application_window_get_dialogs (window);

  for (guint i = 0; i < g_list_model_get_n_items (dialogs); i++)
    {
      g_autoptr (GtkWidget) dialog = g_list_model_get_item (dialogs, i);

      if (g_type_is_a (G_OBJECT_TYPE (dialog), type))
        return dialog; /* The window has it. */
    }
  return NULL;
}

static gboolean
is_dialog (GtkWindow *window, GtkWindow *parent, GType type, GtkWidget **dialog)
{
  *dialog = g_object_get_data (G_OBJECT (window), DIALOG_KEY);
  return *dialog != NULL && gtk_window_get_transient_for (window) == parent
         && g_type_is_a (G_OBJECT_TYPE (*dialog), type);
}

#else

G_DEFINE_TYPE (RushesCompatAlert, rushes_compat_alert, ADW_TYPE_MESSAGE_DIALOG)

void
rushes_compat_alert_set_response_label (RushesCompatAlert *alert, const char *response, const char *label)
{
  adw_message_dialog_set_response_label (ADW_MESSAGE_DIALOG (alert), response, label);
}

void
rushes_compat_alert_set_focus (RushesCompatAlert *alert, GtkWidget *widget)
{
  gtk_window_set_focus (GTK_WINDOW (alert), widget);
}

G_DEFINE_TYPE (RushesCompatPages, rushes_compat_pages, ADW_TYPE_PREFERENCES_WINDOW)

void
rushes_compat_pages_add (RushesCompatPages *pages, AdwPreferencesPage *page)
{
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (pages), page);
}

static void
add_toast (RushesCompatPages *pages, AdwToast *toast)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (pages), toast);
}

void
rushes_compat_dialog_set_size (GtkWidget *dialog, int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (dialog), width, height);
}

static void
present (GtkWidget *dialog, GtkWindow *parent, gboolean modal)
{
  gtk_window_set_modal (GTK_WINDOW (dialog), modal);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
rushes_compat_dialog_present (GtkWidget *dialog, GtkWindow *parent)
{
  present (dialog, parent, TRUE);
}

void
rushes_compat_dialog_present_beside (GtkWidget *dialog, GtkWindow *parent)
{
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  present (dialog, parent, FALSE);
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
}

static gboolean
is_dialog (GtkWindow *window, GtkWindow *parent, GType type, GtkWidget **dialog)
{
  *dialog = GTK_WIDGET (window);
  return gtk_window_get_transient_for (window) == parent && g_type_is_a (G_OBJECT_TYPE (window), type);
}

#endif

static void
rushes_compat_alert_class_init (RushesCompatAlertClass *klass)
{
}

static void
rushes_compat_alert_init (RushesCompatAlert *self)
{
}

static gboolean
close_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  close_dialog (widget);
  return GDK_EVENT_STOP;
}

static void
rushes_compat_pages_class_init (RushesCompatPagesClass *klass)
{
  /* The application’s own key for it is that of its main window alone. */
  gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), GDK_KEY_w, GDK_CONTROL_MASK, close_cb, NULL);
}

static void
rushes_compat_pages_init (RushesCompatPages *self)
{
}

void
rushes_compat_pages_add_toast (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *pages = gtk_widget_get_ancestor (widget, RUSHES_COMPAT_TYPE_PAGES);

  if (pages != NULL)
    add_toast (RUSHES_COMPAT_PAGES (pages), toast);
  else
    g_object_unref (toast);
}

GtkWidget *
rushes_compat_dialog_find (GtkWindow *parent, GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

#if ADW_CHECK_VERSION(1, 5, 0)
  if (ADW_IS_APPLICATION_WINDOW (parent))
    found = find_within (ADW_APPLICATION_WINDOW (parent), type);
#endif
  for (guint i = 0; i < g_list_model_get_n_items (windows) && found == NULL; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
      GtkWidget *dialog = NULL;

      if (is_dialog (window, parent, type, &dialog))
        found = dialog;
    }
  return found;
}
