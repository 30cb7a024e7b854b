/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-orphans"

#include "config.h"

#include "session/rushes-session-private.h"

/* Tasks whose account is not there: it was removed, or was that of the environment in another run. */

#define ACCOUNT_MISSING "account-missing"
#define ENVIRONMENT_MISSING "environment-missing"

/* Before there is any account, tasks wait for the first one. */
static gboolean
is_orphan (RushesSession *self, RushesTask *task)
{
  const char *account_id = rushes_task_get_account_id (task);

  return rushes_session_find_account (self, account_id) == NULL
         && (!g_str_equal (account_id, RUSHES_SESSION_FIRST_ACCOUNT)
             || g_list_model_get_n_items (G_LIST_MODEL (self->listed)) > 0);
}

/* Whether there is anything to ask for: how it stands, or its video. */
static gboolean
needs_account (RushesTask *task)
{
  const RushesState state = rushes_task_get_state (task);

  return !rushes_task_has_ended (task) || state == RUSHES_STATE_READY || state == RUSHES_STATE_EXPIRED;
}

static gboolean
is_told (RushesTask *task)
{
  RushesFailure *problem = rushes_task_get_problem (task);
  const char *code = problem != NULL ? rushes_failure_get_code (problem) : "";

  return g_str_equal (code, ACCOUNT_MISSING) || g_str_equal (code, ENVIRONMENT_MISSING);
}

void
rushes_session_review_orphans (RushesSession *self)
{
  GListModel *tasks = rushes_session_get_tasks (self);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);
      const gboolean tell = is_orphan (self, task) && needs_account (task);

      if (tell && rushes_task_get_problem (task) == NULL)
        {
          const gboolean of_environment = g_str_equal (rushes_task_get_account_id (task),
                                                       RUSHES_ACCOUNT_ENVIRONMENT);
          g_autoptr (RushesFailure) problem
            = rushes_failure_new_from_record (of_environment ? ENVIRONMENT_MISSING : ACCOUNT_MISSING, NULL);

          rushes_library_note_problem (self->library, task, problem);
        }
      else if (!tell && is_told (task))
        rushes_library_note_problem (self->library, task, NULL);
    }
}

guint
rushes_session_count_orphans (RushesSession *self)
{
  GListModel *tasks = NULL;
  guint n_orphans = 0;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  tasks = rushes_session_get_tasks (self);
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (is_orphan (self, task))
        n_orphans++;
    }
  return n_orphans;
}

/* (transfer full) (nullable): the account of one of them */
static char *
dup_first_account_id (RushesSession *self)
{
  GListModel *tasks = rushes_session_get_tasks (self);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (is_orphan (self, task))
        return g_strdup (rushes_task_get_account_id (task));
    }
  return NULL;
}

static void adopt_next (GTask *task);

static void
adopted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (rushes_library_merge_account_finish (RUSHES_LIBRARY (source), result, &error))
    adopt_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* One account after the other; takes @task. */
static void
adopt_next (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  const char *into = g_task_get_task_data (task);
  g_autofree char *account_id = dup_first_account_id (self);
  g_autoptr (GPtrArray) twins = NULL;

  if (account_id == NULL || rushes_session_find_account (self, into) == NULL)
    {
      rushes_session_review_orphans (self);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  twins = rushes_session_list_twins (self, account_id, into);
  for (guint i = 0; i < twins->len; i++)
    rushes_transfer_queue_cancel (self->queue, g_ptr_array_index (twins, i));
  rushes_session_forget_running (self, twins);
  rushes_library_merge_account_async (self->library, account_id, into, twins, adopted_cb, task);
}

void
rushes_session_adopt_orphans_async (RushesSession *self,
                                    RushesAccount *into,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (into));
  g_return_if_fail (!rushes_session_account_is_fixed (self, into));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_adopt_orphans_async);
  g_task_set_task_data (task, g_strdup (rushes_account_get_id (into)), g_free);
  adopt_next (task);
}

gboolean
rushes_session_adopt_orphans_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
