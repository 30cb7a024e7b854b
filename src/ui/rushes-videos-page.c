/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-videos-page"

#include "config.h"

#include "ui/rushes-videos-page.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat-dialogs.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-name-form.h"
#include "ui/rushes-user-folder.h"

#define KEEP_KEY "keep-videos"
#define SAVE_KEY "save-on-finish"
#define SAVE_FOLDER_KEY "save-folder"
#define LAST_FOLDER_KEY "last-folder"

struct _RushesVideosPage
{
  AdwPreferencesPage parent_instance;

  RushesSession *session;
  GSettings *settings;            /* (nullable): NULL once disposed */
  GSignalGroup *account_signals;  /* of the session's account */
  GCancellable *cancellable;      /* of the folder dialogs */
  AdwPreferencesGroup *name_form; /* (nullable): a child; NULL once disposed */

  AdwComboRow *keep_row;
  GtkSwitch *save_switch;
  AdwActionRow *save_folder_row;
  AdwActionRow *folder_row;
  GtkWidget *reset_button;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_SETTINGS,
} RushesVideosPageProps;

static GParamSpec *properties[PROP_SETTINGS + 1];

G_DEFINE_FINAL_TYPE (RushesVideosPage, rushes_videos_page, ADW_TYPE_PREFERENCES_PAGE)

static void
show_toast (RushesVideosPage *self, const char *text)
{
  rushes_compat_pages_add_toast (GTK_WIDGET (self), rushes_compat_toast_new (text));
}

/* Keeping */

/* The combo's items are in the order of RushesKeepPolicy. */
static void
keep_selected_cb (RushesVideosPage *self)
{
  const int policy = (int) adw_combo_row_get_selected (self->keep_row);

  if (self->settings != NULL && g_settings_get_enum (self->settings, KEEP_KEY) != policy)
    g_settings_set_enum (self->settings, KEEP_KEY, policy);
}

static void
keep_changed_cb (RushesVideosPage *self)
{
  adw_combo_row_set_selected (self->keep_row, (guint) g_settings_get_enum (self->settings, KEEP_KEY));
}

/* Saving what finishes */

static void
save_switched_cb (RushesVideosPage *self)
{
  const gboolean active = gtk_switch_get_active (self->save_switch);

  if (self->settings == NULL || g_settings_get_boolean (self->settings, SAVE_KEY) == active)
    return;

  /* What is shown is meant: it stays there, even if the user's folders are set up otherwise some day. */
  if (active && !rushes_user_folder_is_set (self->settings, SAVE_FOLDER_KEY))
    {
      g_autoptr (GFile) folder = rushes_user_folder_read (self->settings, SAVE_FOLDER_KEY);

      rushes_user_folder_write (self->settings, SAVE_FOLDER_KEY, folder);
    }
  g_settings_set_boolean (self->settings, SAVE_KEY, active);
}

static void
save_changed_cb (RushesVideosPage *self)
{
  const gboolean active = g_settings_get_boolean (self->settings, SAVE_KEY);
  g_autoptr (GFile) folder = rushes_user_folder_read (self->settings, SAVE_FOLDER_KEY);
  g_autofree char *description = rushes_user_folder_describe (folder);

  gtk_switch_set_active (self->save_switch, active);
  gtk_widget_set_visible (GTK_WIDGET (self->save_folder_row), active);
  adw_action_row_set_subtitle (self->save_folder_row, description);
}

/* Returns: (transfer full) (nullable): NULL: nothing was chosen, and it has been said if that is no wish */
static GFile *
finish_choice (RushesVideosPage *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GFile *folder = rushes_compat_choose_folder_finish (result, &error);

  if (folder == NULL && self->settings != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("No folder: %s", error->message);
      show_toast (self, _ ("The folder dialog could not be opened"));
    }
  return folder;
}

static void
save_folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesVideosPage) self = user_data;
  g_autoptr (GFile) folder = finish_choice (self, result);

  if (folder != NULL && self->settings != NULL)
    rushes_user_folder_write (self->settings, SAVE_FOLDER_KEY, folder);
}

static void
choose_save_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (widget);
  g_autoptr (GFile) folder = rushes_user_folder_read (self->settings, SAVE_FOLDER_KEY);

  rushes_compat_choose_folder_async (GTK_WINDOW (gtk_widget_get_root (widget)),
                                     _ ("Folder for Finished Videos"), folder, self->cancellable,
                                     save_folder_chosen_cb, g_object_ref (self));
}

/* The account's folder */

static const char *
get_account_folder (RushesVideosPage *self)
{
  RushesAccount *account = rushes_session_get_account (self->session);

  return account != NULL ? rushes_account_get_folder (account) : NULL;
}

static GFile *
dup_folder (RushesVideosPage *self)
{
  const char *uri = get_account_folder (self);

  return uri != NULL ? g_file_new_for_uri (uri) : rushes_user_folder_read (self->settings, LAST_FOLDER_KEY);
}

static void
folder_changed_cb (RushesVideosPage *self)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *description = NULL;
  g_autofree char *text = NULL;

  if (self->settings == NULL)
    return;

  folder = dup_folder (self);
  description = rushes_user_folder_describe (folder);
  if (get_account_folder (self) == NULL && rushes_user_folder_is_set (self->settings, LAST_FOLDER_KEY))
    /* Translators: %s is a folder: the one that the user saved to last */
    text = g_strdup_printf (_ ("%s (used last)"), description);
  else
    text = g_steal_pointer (&description);
  adw_action_row_set_subtitle (self->folder_row, text);
  gtk_widget_set_visible (self->reset_button,
                          get_account_folder (self) != NULL
                            || rushes_user_folder_is_set (self->settings, LAST_FOLDER_KEY));
}

static void
account_changed_cb (RushesVideosPage *self)
{
  g_signal_group_set_target (self->account_signals, rushes_session_get_account (self->session));
  folder_changed_cb (self);
}

static void
account_folder_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesVideosPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rushes_session_set_account_folder_finish (RUSHES_SESSION (source), result, &error)
      || self->settings == NULL)
    return;

  g_debug ("The folder was not taken: %s", error->message);
  show_toast (self, _ ("The folder could not be remembered"));
}

static void
set_folder (RushesVideosPage *self, GFile *folder)
{
  if (rushes_session_get_account (self->session) != NULL)
    rushes_session_set_account_folder_async (self->session, folder, account_folder_set_cb,
                                             g_object_ref (self));
  if (folder != NULL)
    rushes_user_folder_write (self->settings, LAST_FOLDER_KEY, folder);
  else
    g_settings_reset (self->settings, LAST_FOLDER_KEY);
}

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesVideosPage) self = user_data;
  g_autoptr (GFile) folder = finish_choice (self, result);

  if (folder != NULL && self->settings != NULL)
    set_folder (self, folder);
}

static void
choose_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (widget);
  g_autoptr (GFile) folder = dup_folder (self);

  rushes_compat_choose_folder_async (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Folder for Videos"),
                                     folder, self->cancellable, folder_chosen_cb, g_object_ref (self));
}

static void
reset_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_folder (RUSHES_VIDEOS_PAGE (widget), NULL);
}

/* The object */

static void
watch_setting (RushesVideosPage *self, const char *signal, void (*changed_cb) (RushesVideosPage *))
{
  g_signal_connect_object (self->settings, signal, G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

static void
rushes_videos_page_constructed (GObject *object)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (object);

  G_OBJECT_CLASS (rushes_videos_page_parent_class)->constructed (object);

  self->name_form = ADW_PREFERENCES_GROUP (rushes_name_form_new (self->session, self->settings));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), self->name_form);

  watch_setting (self, "changed::" KEEP_KEY, keep_changed_cb);
  watch_setting (self, "changed::" SAVE_KEY, save_changed_cb);
  watch_setting (self, "changed::" SAVE_FOLDER_KEY, save_changed_cb);
  watch_setting (self, "changed::" LAST_FOLDER_KEY, folder_changed_cb);
  g_signal_connect_object (self->session, "notify::account", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  account_changed_cb (self);
}

/* libadwaita 1.2 never lets go of what is in a group of preferences: so the form is ended by hand. */
static void
release_form (RushesVideosPage *self)
{
  g_autoptr (AdwPreferencesGroup) form = g_object_ref (g_steal_pointer (&self->name_form));

  adw_preferences_page_remove (ADW_PREFERENCES_PAGE (self), form);
  g_object_run_dispose (G_OBJECT (form));
}

static void
rushes_videos_page_dispose (GObject *object)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_signal_group_set_target (self->account_signals, NULL);
  if (self->name_form != NULL)
    release_form (self);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_VIDEOS_PAGE);

  G_OBJECT_CLASS (rushes_videos_page_parent_class)->dispose (object);
}

static void
rushes_videos_page_finalize (GObject *object)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (object);

  g_clear_object (&self->account_signals);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rushes_videos_page_parent_class)->finalize (object);
}

static void
rushes_videos_page_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (object);

  switch ((RushesVideosPageProps) property_id)
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
rushes_videos_page_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesVideosPage *self = RUSHES_VIDEOS_PAGE (object);

  switch ((RushesVideosPageProps) property_id)
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
rushes_videos_page_class_init (RushesVideosPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_videos_page_constructed;
  object_class->dispose = rushes_videos_page_dispose;
  object_class->finalize = rushes_videos_page_finalize;
  object_class->get_property = rushes_videos_page_get_property;
  object_class->set_property = rushes_videos_page_set_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-videos-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesVideosPage, keep_row);
  gtk_widget_class_bind_template_child (widget_class, RushesVideosPage, save_switch);
  gtk_widget_class_bind_template_child (widget_class, RushesVideosPage, save_folder_row);
  gtk_widget_class_bind_template_child (widget_class, RushesVideosPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, RushesVideosPage, reset_button);
  gtk_widget_class_bind_template_callback (widget_class, keep_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_switched_cb);
  gtk_widget_class_install_action (widget_class, "videos.choose-save-folder", NULL,
                                   choose_save_folder_action);
  gtk_widget_class_install_action (widget_class, "videos.choose-folder", NULL, choose_folder_action);
  gtk_widget_class_install_action (widget_class, "videos.reset-folder", NULL, reset_folder_action);
}

static void
rushes_videos_page_init (RushesVideosPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->account_signals = g_signal_group_new (RUSHES_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::folder", G_CALLBACK (folder_changed_cb),
                                  self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
rushes_videos_page_new (RushesSession *session, GSettings *settings)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  return g_object_new (RUSHES_TYPE_VIDEOS_PAGE, "session", session, "settings", settings, NULL);
}
