/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-asker"

#include "config.h"

#include "cli/rushes-cli-asker.h"

#include "api/rushes-client.h"
#include "base/rushes-error.h"
#include "follow/rushes-pace.h"

struct _RushesCliAsker
{
  GObject parent_instance;

  RushesAccount *account;
  RushesClient *client;
  GQueue waiting; /* GTask; its data is the task's id */
  guint n_in_flight;
  GError *refusal; /* (nullable): of the key */
};

G_DEFINE_FINAL_TYPE (RushesCliAsker, rushes_cli_asker, G_TYPE_OBJECT)

static void ask_next (RushesCliAsker *self);

static void
rushes_cli_asker_finalize (GObject *object)
{
  RushesCliAsker *self = RUSHES_CLI_ASKER (object);

  /* Every question holds the asker, so none is left. */
  g_assert (g_queue_is_empty (&self->waiting));
  g_clear_object (&self->account);
  g_clear_object (&self->client);
  g_clear_error (&self->refusal);

  G_OBJECT_CLASS (rushes_cli_asker_parent_class)->finalize (object);
}

static void
rushes_cli_asker_class_init (RushesCliAskerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_cli_asker_finalize;
}

static void
rushes_cli_asker_init (RushesCliAsker *self)
{
  g_queue_init (&self->waiting);
}

RushesCliAsker *
rushes_cli_asker_new (RushesAccount *account)
{
  RushesCliAsker *self = NULL;

  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);

  self = g_object_new (RUSHES_TYPE_CLI_ASKER, NULL);
  self->account = g_object_ref (account);
  self->client = rushes_client_new ();
  return self;
}

/* 403 is left out: it may be about one task only. */
static gboolean
concerns_every_question (const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);

  return g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED) && detail->http_status == 401;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) question = user_data;
  RushesCliAsker *self = g_task_get_source_object (question);
  g_autoptr (GError) error = NULL;
  RushesSnapshot *snapshot = rushes_client_query_finish (RUSHES_CLIENT (source), result, &error);

  self->n_in_flight--;
  if (snapshot == NULL && self->refusal == NULL && concerns_every_question (error))
    self->refusal = g_error_copy (error);

  if (snapshot != NULL)
    g_task_return_pointer (question, snapshot, (GDestroyNotify) rushes_snapshot_unref);
  else
    g_task_return_error (question, g_steal_pointer (&error));

  ask_next (self);
}

static void
put (RushesCliAsker *self, GTask *question)
{
  const char *task_id = g_task_get_task_data (question);
  GCancellable *cancellable = g_task_get_cancellable (question);

  if (g_task_get_source_tag (question) == rushes_cli_asker_ask_everywhere_async)
    rushes_client_query_everywhere_async (self->client, self->account, task_id, cancellable, answered_cb,
                                          g_object_ref (question));
  else
    rushes_client_query_async (self->client, self->account, task_id, cancellable, answered_cb,
                               g_object_ref (question));
}

static void
ask_next (RushesCliAsker *self)
{
  while (self->n_in_flight < RUSHES_PACE_MAX_IN_FLIGHT && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GTask) question = g_queue_pop_head (&self->waiting);

      if (g_task_return_error_if_cancelled (question))
        continue;
      if (self->refusal != NULL)
        {
          g_task_return_error (question, g_error_copy (self->refusal));
          continue;
        }

      self->n_in_flight++;
      put (self, question);
    }
}

/* Takes @question. */
static void
enqueue (RushesCliAsker *self, GTask *question, const char *task_id)
{
  g_task_set_task_data (question, g_strdup (task_id), g_free);
  g_queue_push_tail (&self->waiting, question);
  ask_next (self);
}

void
rushes_cli_asker_ask_async (RushesCliAsker *self,
                            const char *task_id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *question = NULL;

  g_return_if_fail (RUSHES_IS_CLI_ASKER (self));
  g_return_if_fail (task_id != NULL);

  question = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (question, rushes_cli_asker_ask_async);
  enqueue (self, question, task_id);
}

void
rushes_cli_asker_ask_everywhere_async (RushesCliAsker *self,
                                       const char *task_id,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  GTask *question = NULL;

  g_return_if_fail (RUSHES_IS_CLI_ASKER (self));
  g_return_if_fail (task_id != NULL);

  question = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (question, rushes_cli_asker_ask_everywhere_async);
  enqueue (self, question, task_id);
}

RushesSnapshot *
rushes_cli_asker_ask_finish (RushesCliAsker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
