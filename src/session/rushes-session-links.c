/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-links"

#include "config.h"

#include "session/rushes-session-private.h"

/* Fresh links for a transfer are news of the task, too: the library hears of them. */
#define RUSHES_TYPE_SESSION_LINKS (rushes_session_links_get_type ())
G_DECLARE_FINAL_TYPE (RushesSessionLinks, rushes_session_links, RUSHES, SESSION_LINKS, GObject)

struct _RushesSessionLinks
{
  GObject parent_instance;

  RushesLinkSource *service;
  RushesLibrary *library;
};

static void rushes_session_links_iface_init (RushesLinkSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesSessionLinks,
                               rushes_session_links,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_LINK_SOURCE,
                                                      rushes_session_links_iface_init))

static void
rushes_session_links_dispose (GObject *object)
{
  RushesSessionLinks *self = RUSHES_SESSION_LINKS (object);

  g_clear_object (&self->service);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (rushes_session_links_parent_class)->dispose (object);
}

static void
rushes_session_links_class_init (RushesSessionLinksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_session_links_dispose;
}

static void
rushes_session_links_init (RushesSessionLinks *self)
{
}

/* What is asked for */
typedef struct
{
  char *account_id;
  char *task_id;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->account_id);
  g_free (question->task_id);
  g_free (question);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) renewal = user_data;
  RushesSessionLinks *self = g_task_get_source_object (renewal);
  const Question *question = g_task_get_task_data (renewal);
  GError *error = NULL;
  RushesSnapshot *snapshot = rushes_link_source_renew_finish (RUSHES_LINK_SOURCE (source), result, &error);
  RushesTask *task = NULL;

  if (snapshot == NULL)
    {
      g_task_return_error (renewal, error);
      return;
    }

  task = rushes_task_list_find (rushes_library_get_tasks (self->library), question->account_id,
                                question->task_id);
  if (task != NULL)
    rushes_library_apply_snapshot (self->library, task, snapshot);
  g_task_return_pointer (renewal, snapshot, (GDestroyNotify) rushes_snapshot_unref);
}

static void
rushes_session_links_renew_async (RushesLinkSource *source,
                                  RushesAccount *account,
                                  const char *task_id,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  RushesSessionLinks *self = RUSHES_SESSION_LINKS (source);
  GTask *renewal = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->account_id = g_strdup (rushes_account_get_id (account));
  question->task_id = g_strdup (task_id);
  g_task_set_source_tag (renewal, rushes_session_links_renew_async);
  g_task_set_task_data (renewal, question, question_free);
  rushes_link_source_renew_async (self->service, account, task_id, cancellable, renewed_cb, renewal);
}

static RushesSnapshot *
rushes_session_links_renew_finish (RushesLinkSource *source, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
rushes_session_links_iface_init (RushesLinkSourceInterface *iface)
{
  iface->renew_async = rushes_session_links_renew_async;
  iface->renew_finish = rushes_session_links_renew_finish;
}

RushesLinkSource *
rushes_session_links_new (RushesClient *client, RushesLibrary *library)
{
  RushesSessionLinks *self = g_object_new (RUSHES_TYPE_SESSION_LINKS, NULL);

  self->service = rushes_link_source_new_for_client (client);
  self->library = g_object_ref (library);
  return RUSHES_LINK_SOURCE (self);
}
