/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-herald"

#include "config.h"

#include "ui/rushes-herald.h"

#include "desktop/rushes-expiry-alarm.h"
#include "desktop/rushes-file-manager.h"
#include "desktop/rushes-notice.h"
#include "desktop/rushes-noticeboard.h"
#include "desktop/rushes-notifier.h"
#include "desktop/rushes-task-target.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-user-folder.h"
#include "ui/rushes-window.h"

#define MODE_KEY "notify"
#define EXPIRING_KEY "notify-expiring"
#define FOLDER_KEY "last-folder"

struct _RushesHerald
{
  GObject parent_instance;

  GtkApplication *application; /* (nullable): a weak pointer */
  RushesHost *host;
  RushesEntrance *entrance;
  GSettings *settings;
  RushesExpiryAlarm *alarm; /* (nullable): both as long as a library is open */
  RushesNotifier *notifier;
  enum
  {
    WISH_NONE,
    WISH_EXPIRING,
    WISH_UNSAVED,
  } wish; /* what the window is to show, once there is one with an open library */
};

G_DEFINE_FINAL_TYPE (RushesHerald, rushes_herald, G_TYPE_OBJECT)

static RushesWindow *
find_window (RushesHerald *self)
{
  GList *windows = self->application != NULL ? gtk_application_get_windows (self->application) : NULL;

  for (GList *window = windows; window != NULL; window = window->next)
    if (RUSHES_IS_WINDOW (window->data))
      return window->data;
  return NULL;
}

/* Telling */

static gboolean
sees (RushesTask *task, gpointer user_data)
{
  RushesWindow *window = find_window (user_data);

  return window != NULL && rushes_window_sees (window, task);
}

static void
settings_changed_cb (RushesHerald *self)
{
  if (self->notifier == NULL)
    return;

  rushes_notifier_set_mode (self->notifier,
                            (RushesNotifyMode) g_settings_get_enum (self->settings, MODE_KEY));
  rushes_notifier_set_warn (self->notifier, g_settings_get_boolean (self->settings, EXPIRING_KEY));
}

static void
stop_telling (RushesHerald *self)
{
  g_clear_object (&self->notifier);
  g_clear_object (&self->alarm);
}

static void
fulfil_wish (RushesHerald *self)
{
  RushesWindow *window = find_window (self);

  if (window == NULL || !rushes_host_get_opened (self->host))
    return;

  if (self->wish == WISH_EXPIRING)
    rushes_window_visit_expiring (window);
  else if (self->wish == WISH_UNSAVED)
    rushes_window_visit_unsaved (window);
  self->wish = WISH_NONE;
}

static void
opened_changed_cb (RushesHerald *self)
{
  RushesSession *session = rushes_host_get_session (self->host);

  stop_telling (self);
  /* What is made up is nobody's concern. */
  if (!rushes_host_get_opened (self->host) || rushes_host_get_demo (self->host) || self->application == NULL)
    return;

  self->alarm = rushes_expiry_alarm_new (session);
  self->notifier = rushes_notifier_new (G_APPLICATION (self->application), session, self->alarm);
  rushes_notifier_set_sight (self->notifier, sees, self);
  settings_changed_cb (self);
  fulfil_wish (self);
}

static void
active_changed_cb (RushesHerald *self)
{
  if (self->notifier != NULL)
    rushes_notifier_look (self->notifier);
}

static void
window_added_cb (RushesHerald *self, GtkWindow *window)
{
  if (RUSHES_IS_WINDOW (window))
    g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* Saving */

typedef struct
{
  RushesHerald *herald;
  char *target;     /* (nullable): of one task; otherwise those that are about to expire */
  GPtrArray *tasks; /* (nullable): those that are being saved */
  GFile *folder;    /* (nullable) */
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->herald);
  g_free (errand->target);
  g_clear_pointer (&errand->tasks, g_ptr_array_unref);
  g_clear_object (&errand->folder);
  g_free (errand);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static Errand *
errand_new (RushesHerald *self, const char *target)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->herald = g_object_ref (self);
  errand->target = g_strdup (target);
  return errand;
}

/* One of the tasks that is saved, or one that is not. */
static RushesTask *
find_by_saved (GPtrArray *tasks, gboolean saved)
{
  for (guint i = 0; i < tasks->len; i++)
    if ((rushes_task_get_state (g_ptr_array_index (tasks, i)) == RUSHES_STATE_SAVED) == saved)
      return g_ptr_array_index (tasks, i);
  return NULL;
}

static void
report (Errand *errand, guint n_saved, guint n_failed)
{
  RushesHerald *self = errand->herald;
  RushesTask *saved = find_by_saved (errand->tasks, TRUE);
  RushesTask *unsaved = find_by_saved (errand->tasks, FALSE);
  g_autoptr (GNotification) notice = NULL;

  if (n_failed > 0 && unsaved != NULL)
    {
      notice = rushes_notice_new_unsaved (unsaved, n_failed, n_saved + n_failed);
    }
  else if (n_saved > 0 && saved != NULL)
    {
      g_autofree char *folder = rushes_user_folder_describe (errand->folder);

      notice = rushes_notice_new_saved (saved, n_saved, folder);
    }
  if (notice != NULL && self->application != NULL)
    rushes_noticeboard_put_up (G_APPLICATION (self->application), RUSHES_NOTICE_SAVED, notice);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  guint n_failed = 0;
  const guint n_saved = rushes_session_save_all_finish (RUSHES_SESSION (source), result, &n_failed, &error);

  if (error != NULL)
    g_debug ("Saving has ended: %s", error->message);
  else
    report (errand, n_saved, n_failed);
  rushes_host_release (errand->herald->host);
}

static GPtrArray *
find_tasks (RushesSession *session, const char *target)
{
  GPtrArray *tasks = NULL;
  RushesTask *task = NULL;

  if (target == NULL)
    return rushes_expiry_alarm_list (session);

  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  task = rushes_task_target_find (rushes_session_get_tasks (session), target);
  if (task != NULL && rushes_session_can_save (session, task))
    g_ptr_array_add (tasks, g_steal_pointer (&task));
  g_clear_object (&task);
  return tasks;
}

static void
opened_to_save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  GPtrArray *tasks = NULL;
  g_autoptr (GFile) folder = NULL;
  RushesHerald *self = errand->herald;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSession) session = rushes_host_open_finish (RUSHES_HOST (source), result, &error);

  if (session == NULL)
    {
      g_debug ("Nothing is saved: %s", error->message);
      return;
    }
  tasks = errand->tasks = find_tasks (session, errand->target);
  if (tasks->len == 0)
    {
      rushes_host_release (self->host);
      return;
    }

  folder = rushes_session_dup_save_folder (session, g_ptr_array_index (tasks, 0));
  if (folder == NULL)
    folder = rushes_user_folder_read (self->settings, FOLDER_KEY);
  errand->folder = g_object_ref (folder);
  rushes_session_save_all_async (session, tasks, folder, saved_cb, g_steal_pointer (&errand));
}

static void
save_task_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesHerald *self = user_data;

  rushes_host_open_async (self->host, TRUE, opened_to_save_cb,
                          errand_new (self, g_variant_get_string (parameter, NULL)));
}

static void
save_expiring_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesHerald *self = user_data;

  rushes_host_open_async (self->host, TRUE, opened_to_save_cb, errand_new (self, NULL));
}

/* Showing */

static void
show_task_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesHerald *self = user_data;

  rushes_entrance_show_task (self->entrance, g_variant_get_string (parameter, NULL));
}

static void
shown_in_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_file_manager_show_finish (result, &error))
    {
      g_debug ("The folder could not be shown: %s", error->message);
      rushes_entrance_show_task (errand->herald->entrance, errand->target);
    }
  rushes_host_release (errand->herald->host);
}

static void
opened_to_show_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  RushesHerald *self = errand->herald;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSession) session = rushes_host_open_finish (RUSHES_HOST (source), result, &error);
  g_autoptr (RushesTask) task = NULL;
  g_autoptr (GFile) file = NULL;

  if (session == NULL)
    {
      g_debug ("Nothing is shown: %s", error->message);
      return;
    }
  task = rushes_task_target_find (rushes_session_get_tasks (session), errand->target);
  file = task != NULL ? rushes_describe_file (task) : NULL;
  if (file != NULL)
    {
      rushes_file_manager_show_async (file, NULL, shown_in_files_cb, g_steal_pointer (&errand));
      return;
    }
  /* The window knows what became of it. */
  rushes_entrance_show_task (self->entrance, errand->target);
  rushes_host_release (self->host);
}

static void
show_task_in_files_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesHerald *self = user_data;

  rushes_host_open_async (self->host, FALSE, opened_to_show_cb,
                          errand_new (self, g_variant_get_string (parameter, NULL)));
}

static void
show_expiring_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesHerald *self = user_data;

  self->wish = WISH_EXPIRING;
  g_application_activate (G_APPLICATION (self->application));
  fulfil_wish (self);
}

static void
save_all_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesHerald *self = user_data;

  self->wish = WISH_UNSAVED;
  g_application_activate (G_APPLICATION (self->application));
  fulfil_wish (self);
}

/* The object */

static const GActionEntry actions[] = {
  { .name = "show-task", .activate = show_task_activated, .parameter_type = "s" },
  { .name = "save-task", .activate = save_task_activated, .parameter_type = "s" },
  { .name = "show-task-in-files", .activate = show_task_in_files_activated, .parameter_type = "s" },
  { .name = "save-expiring", .activate = save_expiring_activated },
  { .name = "show-expiring", .activate = show_expiring_activated },
  { .name = "save-all", .activate = save_all_activated },
};

static void
rushes_herald_dispose (GObject *object)
{
  RushesHerald *self = RUSHES_HERALD (object);

  if (self->application != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
      g_action_map_remove_action (G_ACTION_MAP (self->application), actions[i].name);
  stop_telling (self);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->host);
  g_clear_object (&self->entrance);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (rushes_herald_parent_class)->dispose (object);
}

static void
rushes_herald_class_init (RushesHeraldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_herald_dispose;
}

static void
rushes_herald_init (RushesHerald *self)
{
}

RushesHerald *
rushes_herald_new (GtkApplication *application,
                   RushesHost *host,
                   RushesEntrance *entrance,
                   GSettings *settings)
{
  RushesHerald *self = NULL;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (RUSHES_IS_HOST (host), NULL);
  g_return_val_if_fail (RUSHES_IS_ENTRANCE (entrance), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (RUSHES_TYPE_HERALD, NULL);
  g_set_weak_pointer (&self->application, application);
  self->host = g_object_ref (host);
  self->entrance = g_object_ref (entrance);
  self->settings = g_object_ref (settings);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_object (host, "notify::opened", G_CALLBACK (opened_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" MODE_KEY, G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::" EXPIRING_KEY, G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
