/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-recents"

#include "config.h"

#include "ui/rushes-recents.h"

#include "ui/rushes-describe.h"

struct _RushesRecents
{
  GObject parent_instance;

  RushesHost *host;
  GtkRecentManager *manager;
  GSignalGroup *session_signals;
};

G_DEFINE_FINAL_TYPE (RushesRecents, rushes_recents, G_TYPE_OBJECT)

static void
task_saved_cb (RushesRecents *self, RushesTask *task)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *uri = NULL;

  if (rushes_host_get_demo (self->host) || rushes_task_get_saved_path (task) == NULL)
    return;

  file = rushes_describe_file (task);
  if (file == NULL)
    return;
  uri = g_file_get_uri (file);
  gtk_recent_manager_add_item (self->manager, uri);
}

static void
session_changed_cb (RushesRecents *self)
{
  g_signal_group_set_target (self->session_signals, rushes_host_get_session (self->host));
}

static void
rushes_recents_dispose (GObject *object)
{
  RushesRecents *self = RUSHES_RECENTS (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->manager);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (rushes_recents_parent_class)->dispose (object);
}

static void
rushes_recents_class_init (RushesRecentsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_recents_dispose;
}

static void
rushes_recents_init (RushesRecents *self)
{
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  g_signal_group_connect_object (self->session_signals, "task-saved", G_CALLBACK (task_saved_cb), self,
                                 G_CONNECT_SWAPPED);
}

RushesRecents *
rushes_recents_new (RushesHost *host, GtkRecentManager *manager)
{
  RushesRecents *self = NULL;

  g_return_val_if_fail (RUSHES_IS_HOST (host), NULL);
  g_return_val_if_fail (manager == NULL || GTK_IS_RECENT_MANAGER (manager), NULL);

  self = g_object_new (RUSHES_TYPE_RECENTS, NULL);
  self->host = g_object_ref (host);
  self->manager = g_object_ref (manager != NULL ? manager : gtk_recent_manager_get_default ());
  g_signal_connect_object (host, "notify::session", G_CALLBACK (session_changed_cb), self, G_CONNECT_SWAPPED);
  session_changed_cb (self);
  return self;
}
