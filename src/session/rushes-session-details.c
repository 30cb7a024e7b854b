/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-details"

#include "config.h"

#include "session/rushes-session-private.h"

static void
details_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  RushesTaskDetails *details = rushes_library_load_details_finish (RUSHES_LIBRARY (source), result, &error);

  if (details != NULL)
    g_task_return_pointer (task, details, (GDestroyNotify) rushes_task_details_free);
  else
    g_task_return_error (task, error);
}

void
rushes_session_load_details_async (RushesSession *self,
                                   RushesTask *task,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *load = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  load = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (load, rushes_session_load_details_async);
  rushes_library_load_details_async (self->library, task, details_loaded_cb, load);
}

RushesTaskDetails *
rushes_session_load_details_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
