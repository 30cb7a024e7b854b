/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-preferences"

#include "config.h"

#include "ui/rushes-preferences.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-account-form.h"

#define FOLDER_KEY "last-folder"

struct _RushesPreferences
{
  AdwPreferencesWindow parent_instance;

  RushesSession *session;
  GSettings *settings;
  GCancellable *cancellable; /* of the folder dialog */
  RushesAccountForm *form;   /* (nullable): a child; NULL once disposed */

  AdwPreferencesPage *account_page;
  AdwPreferencesGroup *apply_group;
  AdwActionRow *folder_row;
  GtkWidget *reset_button;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_SETTINGS,
} RushesPreferencesProps;

static GParamSpec *properties[PROP_SETTINGS + 1];

G_DEFINE_FINAL_TYPE (RushesPreferences, rushes_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* The account */

static void
form_changed_cb (RushesPreferences *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->apply_group), rushes_account_form_get_editable (self->form));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preferences.apply",
                                 rushes_account_form_get_editable (self->form)
                                   && !rushes_account_form_get_busy (self->form)
                                   && rushes_account_form_get_complete (self->form)
                                   && rushes_account_form_get_changed (self->form));
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPreferences) self = user_data;

  /* The form has said what went wrong. */
  if (!rushes_account_form_apply_finish (RUSHES_ACCOUNT_FORM (source), result, NULL, NULL)
      || self->form == NULL)
    return;

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                    rushes_compat_toast_new (_ ("The account was changed")));
}

static void
apply (RushesPreferences *self)
{
  if (rushes_account_form_get_editable (self->form) && !rushes_account_form_get_busy (self->form)
      && rushes_account_form_get_changed (self->form))
    rushes_account_form_apply_async (self->form, applied_cb, g_object_ref (self));
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  apply (RUSHES_PREFERENCES (widget));
}

/* The folder */

/* Returns: (transfer full): the folder that the save dialog opens in */
static GFile *
dup_folder (RushesPreferences *self)
{
  g_autofree char *uri = g_settings_get_string (self->settings, FOLDER_KEY);
  const char *path = NULL;

  if (*uri != '\0')
    return g_file_new_for_uri (uri);

  path = g_get_user_special_dir (G_USER_DIRECTORY_VIDEOS);
  if (path == NULL)
    path = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  return g_file_new_for_path (path != NULL ? path : g_get_home_dir ());
}

/* How a person would call it. Returns: (transfer full) */
static char *
describe_folder (GFile *folder)
{
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autofree char *portal_path = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  g_autoptr (GFile) portal = g_file_new_for_path (portal_path);
  g_autofree char *below_home = g_file_get_relative_path (home, folder);

  if (below_home != NULL)
    return g_filename_display_name (below_home);
  /* Such a path says nothing outside the sandbox. */
  if (g_file_has_prefix (folder, portal))
    {
      g_autofree char *name = g_file_get_basename (folder);

      return g_filename_display_name (name);
    }
  return g_file_get_parse_name (folder);
}

static void
folder_changed_cb (RushesPreferences *self)
{
  g_autoptr (GFile) folder = dup_folder (self);
  g_autofree char *description = describe_folder (folder);
  g_autofree char *uri = g_settings_get_string (self->settings, FOLDER_KEY);

  adw_action_row_set_subtitle (self->folder_row, description);
  gtk_widget_set_visible (self->reset_button, *uri != '\0');
}

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = rushes_compat_choose_folder_finish (result, &error);
  g_autofree char *uri = NULL;

  if (self->form == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (folder == NULL)
    {
      g_debug ("No folder: %s", error->message);
      adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self),
                                        rushes_compat_toast_new (
                                          _ ("The folder dialog could not be opened")));
      return;
    }

  uri = g_file_get_uri (folder);
  g_settings_set_string (self->settings, FOLDER_KEY, uri);
}

static void
choose_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesPreferences *self = RUSHES_PREFERENCES (widget);
  g_autoptr (GFile) folder = dup_folder (self);

  rushes_compat_choose_folder_async (GTK_WINDOW (self), _ ("Folder for Videos"), folder, self->cancellable,
                                     folder_chosen_cb, g_object_ref (self));
}

static void
reset_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_settings_reset (RUSHES_PREFERENCES (widget)->settings, FOLDER_KEY);
}

static void
rushes_preferences_constructed (GObject *object)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  G_OBJECT_CLASS (rushes_preferences_parent_class)->constructed (object);

  self->form = RUSHES_ACCOUNT_FORM (rushes_account_form_new (self->session));
  g_signal_connect_object (self->form, "notify", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "activated", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  /* The button comes below the form. */
  g_object_ref (self->apply_group);
  adw_preferences_page_remove (self->account_page, self->apply_group);
  adw_preferences_page_add (self->account_page, ADW_PREFERENCES_GROUP (self->form));
  adw_preferences_page_add (self->account_page, self->apply_group);
  g_object_unref (self->apply_group);
  form_changed_cb (self);

  g_signal_connect_object (self->settings, "changed::" FOLDER_KEY, G_CALLBACK (folder_changed_cb), self,
                           G_CONNECT_SWAPPED);
  folder_changed_cb (self);
}

/* libadwaita 1.2 never lets go of what is in a group of preferences: so the form is ended by hand, or it
 * would hold the session for good. */
static void
release_form (RushesPreferences *self)
{
  g_autoptr (RushesAccountForm) form = g_object_ref (g_steal_pointer (&self->form));

  g_signal_handlers_disconnect_by_data (form, self);
  /* A row that has the focus would hear of losing it after its end. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  adw_preferences_page_remove (self->account_page, ADW_PREFERENCES_GROUP (form));
  g_object_run_dispose (G_OBJECT (form));
}

static void
rushes_preferences_dispose (GObject *object)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  if (self->form != NULL)
    release_form (self);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_PREFERENCES);

  G_OBJECT_CLASS (rushes_preferences_parent_class)->dispose (object);
}

static void
rushes_preferences_finalize (GObject *object)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rushes_preferences_parent_class)->finalize (object);
}

static void
rushes_preferences_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  switch ((RushesPreferencesProps) property_id)
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
rushes_preferences_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesPreferences *self = RUSHES_PREFERENCES (object);

  switch ((RushesPreferencesProps) property_id)
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
rushes_preferences_class_init (RushesPreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_preferences_constructed;
  object_class->dispose = rushes_preferences_dispose;
  object_class->finalize = rushes_preferences_finalize;
  object_class->get_property = rushes_preferences_get_property;
  object_class->set_property = rushes_preferences_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesPreferences, account_page);
  gtk_widget_class_bind_template_child (widget_class, RushesPreferences, apply_group);
  gtk_widget_class_bind_template_child (widget_class, RushesPreferences, folder_row);
  gtk_widget_class_bind_template_child (widget_class, RushesPreferences, reset_button);
  gtk_widget_class_install_action (widget_class, "preferences.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "preferences.choose-folder", NULL, choose_folder_action);
  gtk_widget_class_install_action (widget_class, "preferences.reset-folder", NULL, reset_folder_action);
}

static void
rushes_preferences_init (RushesPreferences *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rushes_preferences_new (GtkWindow *parent, RushesSession *session, GSettings *settings)
{
  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (RUSHES_TYPE_PREFERENCES, "transient-for", parent, "session", session, "settings",
                       settings, NULL);
}
