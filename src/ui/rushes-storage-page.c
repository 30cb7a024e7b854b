/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-storage-page"

#include "config.h"

#include "ui/rushes-storage-page.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat-dialogs.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-format.h"
#include "ui/rushes-user-folder.h"

#define LIMIT_KEY "keep-limit-mib"

/* GiB that can be chosen; 0: no limit. */
static const int limits[] = { 0, 1, 2, 5, 10, 20, 50, 100, 200, 500 };

struct _RushesStoragePage
{
  AdwPreferencesPage parent_instance;

  RushesSession *session;
  GSettings *settings;       /* (nullable): NULL once disposed */
  GCancellable *cancellable; /* of the question and the file manager */
  int other_limit_mib;       /* one that was set elsewhere: a further item of the combo; 0: none */
  GPtrArray *removed;        /* RushesTask (nullable): whose copies can be brought back */
  AdwToast *undo_toast;      /* (nullable): that offers it */

  AdwActionRow *kept_row;
  AdwActionRow *location_row;
  AdwComboRow *limit_row;
  GtkWidget *full_row;
  AdwActionRow *remove_row;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_SETTINGS,
} RushesStoragePageProps;

static GParamSpec *properties[PROP_SETTINGS + 1];

G_DEFINE_FINAL_TYPE (RushesStoragePage, rushes_storage_page, ADW_TYPE_PREFERENCES_PAGE)

static void
show_toast (RushesStoragePage *self, const char *text)
{
  rushes_compat_pages_add_toast (GTK_WIDGET (self), rushes_compat_toast_new (text));
}

/* What is kept */

static void
update_kept (RushesStoragePage *self)
{
  const guint n_kept = rushes_session_get_n_kept (self->session);
  g_autofree char *count = NULL;
  g_autofree char *size = rushes_format_size (rushes_session_get_kept_bytes (self->session));
  g_autofree char *text = NULL;

  if (n_kept > 0)
    count = g_strdup_printf (ngettext ("%u video", "%u videos", n_kept), n_kept);
  else
    /* Translators: there are no kept videos */
    count = g_strdup (_ ("None yet"));
  text = rushes_format_join ((const char *[]){ count, size }, 2);
  adw_action_row_set_subtitle (self->kept_row, text);
  /* The folder is made with the first of them. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "storage.show-location", n_kept > 0);
}

static void
update_removable (RushesStoragePage *self)
{
  gint64 bytes = rushes_session_get_removable_bytes (self->session);
  g_autofree char *size = rushes_format_size (bytes);
  g_autofree char *text = NULL;

  if (size != NULL)
    /* Translators: %s is a size: how much room there will be */
    text = g_strdup_printf (_ ("Frees %s. The videos stay where you saved them."), size);
  else
    text = g_strdup (_ ("No kept video is saved elsewhere."));
  adw_action_row_set_subtitle (self->remove_row, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "storage.remove", bytes > 0);
}

static void
session_changed_cb (RushesStoragePage *self)
{
  if (self->session == NULL)
    return;

  update_kept (self);
  update_removable (self);
  gtk_widget_set_visible (self->full_row, rushes_session_get_keep_full (self->session));
}

/* Where it is */

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesStoragePage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rushes_compat_open_file_finish (result, &error) || self->settings == NULL
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_debug ("The folder could not be shown: %s", error->message);
  show_toast (self, _ ("The folder could not be shown"));
}

static GFile *
dup_location (RushesStoragePage *self)
{
  const char *path = rushes_session_get_videos_folder (self->session);

  return path != NULL ? g_file_new_for_path (path) : NULL;
}

static void
show_location_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (widget);
  g_autoptr (GFile) folder = dup_location (self);

  rushes_compat_open_file_async (GTK_WINDOW (gtk_widget_get_root (widget)), folder, self->cancellable,
                                 shown_cb, g_object_ref (self));
}

static void
show_location (RushesStoragePage *self)
{
  g_autoptr (GFile) folder = dup_location (self);
  g_autofree char *description = folder != NULL ? rushes_user_folder_describe (folder) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->location_row), folder != NULL);
  adw_action_row_set_subtitle (self->location_row, description != NULL ? description : "");
}

/* How much it may be */

static void
limit_selected_cb (RushesStoragePage *self)
{
  guint position = adw_combo_row_get_selected (self->limit_row);
  int limit = 0;

  if (self->settings == NULL || position == GTK_INVALID_LIST_POSITION)
    return;

  limit = position < G_N_ELEMENTS (limits) ? limits[position] * 1024 : self->other_limit_mib;
  if (g_settings_get_int (self->settings, LIMIT_KEY) != limit)
    g_settings_set_int (self->settings, LIMIT_KEY, limit);
}

static GtkStringList *
list_limits (int other_limit_mib)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  /* Translators: the kept videos may take as much room as they like */
  gtk_string_list_append (list, _ ("No Limit"));
  for (gsize i = 1; i < G_N_ELEMENTS (limits); i++)
    gtk_string_list_take (list, g_format_size_full ((guint64) limits[i] << 30, G_FORMAT_SIZE_IEC_UNITS));
  if (other_limit_mib > 0)
    gtk_string_list_take (list,
                          g_format_size_full ((guint64) other_limit_mib << 20, G_FORMAT_SIZE_IEC_UNITS));
  return list;
}

static void
limit_changed_cb (RushesStoragePage *self)
{
  const int limit = g_settings_get_int (self->settings, LIMIT_KEY);
  guint position = G_N_ELEMENTS (limits);
  g_autoptr (GtkStringList) list = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i] * 1024 == limit)
      position = i;

  if (position == G_N_ELEMENTS (limits) && self->other_limit_mib != limit)
    {
      self->other_limit_mib = limit;
      list = list_limits (limit);
      g_signal_handlers_block_by_func (self->limit_row, limit_selected_cb, self);
      adw_combo_row_set_model (self->limit_row, G_LIST_MODEL (list));
      g_signal_handlers_unblock_by_func (self->limit_row, limit_selected_cb, self);
    }
  adw_combo_row_set_selected (self->limit_row, position);
}

/* What can go, and come back until its toast is gone */

static void
forget_removed (RushesStoragePage *self)
{
  if (self->removed != NULL)
    rushes_session_forget_kept (self->session, self->removed);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
}

static void
toast_dismissed_cb (RushesStoragePage *self, AdwToast *toast)
{
  if (self->undo_toast != toast)
    return;

  self->undo_toast = NULL;
  forget_removed (self);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesStoragePage) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean restored = rushes_session_restore_kept_finish (RUSHES_SESSION (source), result, &error);

  if (self->settings == NULL)
    return;
  session_changed_cb (self);
  if (restored)
    return;
  g_info ("Copies could not be brought back: %s", error->message);
  show_toast (self, _ ("Not all copies could be brought back"));
}

static void
undo_cb (RushesStoragePage *self, AdwToast *toast)
{
  g_autoptr (GPtrArray) removed = g_steal_pointer (&self->removed);

  if (removed != NULL)
    rushes_session_restore_kept_async (self->session, removed, restored_cb, g_object_ref (self));
}

/* @removed: (transfer full) */
static void
offer_undo (RushesStoragePage *self, const char *text, GPtrArray *removed)
{
  if (self->undo_toast != NULL)
    rushes_compat_toast_dismiss (self->undo_toast);
  forget_removed (self);
  self->removed = removed;
  self->undo_toast = rushes_compat_toast_new (text);
  adw_toast_set_button_label (self->undo_toast, _ ("Undo"));
  g_signal_connect_object (self->undo_toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo_toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  rushes_compat_pages_add_toast (GTK_WIDGET (self), self->undo_toast);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesStoragePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) removed = NULL;
  gint64 bytes = rushes_session_remove_saved_copies_finish (RUSHES_SESSION (source), result, &removed,
                                                            &error);
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;

  /* Nobody is there any more who could want them back. */
  if (self->settings == NULL || error != NULL)
    rushes_session_forget_kept (RUSHES_SESSION (source), removed);
  if (self->settings == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  session_changed_cb (self);
  if (error != NULL)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      show_toast (self, rushes_failure_get_message (failure));
      return;
    }

  size = rushes_format_size (bytes);
  if (size == NULL)
    {
      show_toast (self, _ ("Nothing was removed: the saved videos are no longer where they were"));
      return;
    }
  /* Translators: %s is a size: how much room there is now that was not there before */
  text = g_strdup_printf (_ ("Freed %s"), size);
  offer_undo (self, text, g_steal_pointer (&removed));
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesStoragePage) self = user_data;

  if (rushes_compat_confirm_finish (result, NULL) && self->settings != NULL)
    rushes_session_remove_saved_copies_async (self->session, removed_cb, g_object_ref (self));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (widget);
  g_autofree char *size = rushes_format_size (rushes_session_get_removable_bytes (self->session));
  g_autofree char *body = NULL;

  if (size == NULL)
    return;

  /* Translators: %s is a size: how much room there will be */
  body = g_strdup_printf (_ ("This frees %s. Only copies go whose videos are still where you saved them."),
                          size);
  rushes_compat_confirm_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                               _ ("Remove Copies Saved Elsewhere?"), body, _ ("_Cancel"), _ ("_Remove"), TRUE,
                               self->cancellable, confirmed_cb, g_object_ref (self));
}

/* The object */

static void
rushes_storage_page_constructed (GObject *object)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (object);
  g_autoptr (GtkStringList) list = NULL;

  G_OBJECT_CLASS (rushes_storage_page_parent_class)->constructed (object);

  list = list_limits (0);
  adw_combo_row_set_model (self->limit_row, G_LIST_MODEL (list));
  g_signal_connect_object (self->limit_row, "notify::selected", G_CALLBACK (limit_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::" LIMIT_KEY, G_CALLBACK (limit_changed_cb), self,
                           G_CONNECT_SWAPPED);
  limit_changed_cb (self);
  g_signal_connect_object (self->session, "notify", G_CALLBACK (session_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "task-saved", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  session_changed_cb (self);
  show_location (self);
}

static void
rushes_storage_page_dispose (GObject *object)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      forget_removed (self);
    }
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_STORAGE_PAGE);

  G_OBJECT_CLASS (rushes_storage_page_parent_class)->dispose (object);
}

static void
rushes_storage_page_finalize (GObject *object)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rushes_storage_page_parent_class)->finalize (object);
}

static void
rushes_storage_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (object);

  switch ((RushesStoragePageProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    }
}

static void
rushes_storage_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesStoragePage *self = RUSHES_STORAGE_PAGE (object);

  switch ((RushesStoragePageProps) property_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    }
}

static void
rushes_storage_page_class_init (RushesStoragePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_storage_page_constructed;
  object_class->dispose = rushes_storage_page_dispose;
  object_class->finalize = rushes_storage_page_finalize;
  object_class->get_property = rushes_storage_page_get_property;
  object_class->set_property = rushes_storage_page_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-storage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesStoragePage, kept_row);
  gtk_widget_class_bind_template_child (widget_class, RushesStoragePage, location_row);
  gtk_widget_class_bind_template_child (widget_class, RushesStoragePage, limit_row);
  gtk_widget_class_bind_template_child (widget_class, RushesStoragePage, full_row);
  gtk_widget_class_bind_template_child (widget_class, RushesStoragePage, remove_row);
  gtk_widget_class_install_action (widget_class, "storage.show-location", NULL, show_location_action);
  gtk_widget_class_install_action (widget_class, "storage.remove", NULL, remove_action);
}

static void
rushes_storage_page_init (RushesStoragePage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rushes_storage_page_new (RushesSession *session, GSettings *settings)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (RUSHES_TYPE_STORAGE_PAGE, "session", session, "settings", settings, NULL);
}
