/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-text.h"

typedef enum
{
  PROP_ACCOUNT = 1,
  PROP_PAUSED,
  PROP_N_RUNNING,
  PROP_KEY_KEPT,
  PROP_OFFLINE,
  PROP_N_TRANSFERS,
  PROP_N_FAILED_TRANSFERS,
  PROP_FLOWING,
  PROP_TRANSFERS_BLOCKED,
  PROP_N_KEPT,
  PROP_KEPT_BYTES,
  PROP_KEEP_FULL,
} RushesSessionProps;

static GParamSpec *properties[PROP_KEEP_FULL + 1];

enum
{
  TASK_ENDED,
  TASK_SAVED,
  TASK_KEPT,
  TRANSFER_FAILED,
  WRITE_FAILED,
  USAGE_TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesSession, rushes_session, G_TYPE_OBJECT)

static void
note_running (RushesSession *self, guint before)
{
  if (g_hash_table_size (self->running) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RUNNING]);
}

void
rushes_session_forget_running (RushesSession *self, GPtrArray *tasks)
{
  guint before = g_hash_table_size (self->running);

  for (guint i = 0; i < tasks->len; i++)
    g_hash_table_remove (self->running, g_ptr_array_index (tasks, i));
  note_running (self, before);
}

/* With the account goes whether it can be reached. */
void
rushes_session_notify_account (RushesSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE]);
}

void
rushes_session_notify_paused (RushesSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

void
rushes_session_notify_key_kept (RushesSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY_KEPT]);
}

void
rushes_session_emit_saved (RushesSession *self, RushesTask *task)
{
  g_signal_emit (self, signals[TASK_SAVED], 0, task);
}

void
rushes_session_emit_kept (RushesSession *self, RushesTask *task)
{
  g_signal_emit (self, signals[TASK_KEPT], 0, task);
}

void
rushes_session_emit_usage_told (RushesSession *self, RushesAccount *account)
{
  g_signal_emit (self, signals[USAGE_TOLD], 0, account);
}

void
rushes_session_emit_transfer_failed (RushesSession *self, RushesTask *task, RushesFailure *failure)
{
  g_signal_emit (self, signals[TRANSFER_FAILED], 0, task, failure);
}

void
rushes_session_set_kept (RushesSession *self, guint n_kept, gint64 kept_bytes)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->n_kept != n_kept)
    {
      self->n_kept = n_kept;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_KEPT]);
    }
  if (self->kept_bytes != kept_bytes)
    {
      self->kept_bytes = kept_bytes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT_BYTES]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_session_set_keep_full (RushesSession *self, gboolean keep_full)
{
  if (self->keep_full == keep_full)
    return;

  self->keep_full = keep_full;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP_FULL]);
}

static void
tasks_changed_cb (GListModel *tasks, guint position, guint removed, guint added, RushesSession *self)
{
  guint before = g_hash_table_size (self->running);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      rushes_session_apply_pasted (self, task);
      rushes_session_review_keeping_of (self, task);
      if (!rushes_task_has_ended (task))
        g_hash_table_add (self->running, g_steal_pointer (&task));
    }
  note_running (self, before);
  if (removed > 0)
    rushes_session_review_keeping (self);
}

static void
task_ended_cb (RushesFollower *follower, RushesTask *task, RushesSession *self)
{
  guint before = g_hash_table_size (self->running);

  g_hash_table_remove (self->running, task);
  note_running (self, before);
  g_signal_emit (self, signals[TASK_ENDED], 0, task);
  rushes_session_save_finished (self, task);
  rushes_session_review_keeping_of (self, task);
}

static void
offline_changed_cb (RushesFollower *follower, GParamSpec *pspec, RushesSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE]);
}

/* What the queue calls waiting and active is one to its user. */
static void
transfers_changed_cb (RushesTransferQueue *queue, GParamSpec *pspec, RushesSession *self)
{
  static const struct
  {
    const char *of_queue;
    RushesSessionProps of_session;
  } pairs[] = {
    { "n-active", PROP_N_TRANSFERS },        { "n-waiting", PROP_N_TRANSFERS },
    { "n-failed", PROP_N_FAILED_TRANSFERS }, { "flowing", PROP_FLOWING },
    { "blocked", PROP_TRANSFERS_BLOCKED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (g_str_equal (pspec->name, pairs[i].of_queue))
      g_object_notify_by_pspec (G_OBJECT (self), properties[pairs[i].of_session]);
}

static void
write_failed_cb (RushesLibrary *library, RushesFailure *failure, RushesSession *self)
{
  g_signal_emit (self, signals[WRITE_FAILED], 0, failure);
}

static void
rushes_session_dispose (GObject *object)
{
  RushesSession *self = RUSHES_SESSION (object);

  rushes_session_stop_keeping (self);
  rushes_session_stop_quotas (self);
  if (self->follower != NULL)
    rushes_follower_stop (self->follower);
  g_clear_object (&self->follower);
  g_clear_object (&self->queue);
  g_clear_object (&self->finish_folder);
  g_clear_object (&self->client);
  g_clear_object (&self->library);
  g_clear_object (&self->account);
  g_clear_object (&self->listed);
  g_clear_object (&self->key_store);
  g_clear_object (&self->clock);
  g_hash_table_remove_all (self->accounts);
  g_hash_table_remove_all (self->running);

  G_OBJECT_CLASS (rushes_session_parent_class)->dispose (object);
}

static void
rushes_session_finalize (GObject *object)
{
  RushesSession *self = RUSHES_SESSION (object);

  g_clear_pointer (&self->data_folder, g_free);
  g_clear_pointer (&self->parts_folder, g_free);
  g_clear_pointer (&self->name_template, g_free);
  g_clear_pointer (&self->accounts, g_hash_table_unref);
  g_clear_pointer (&self->running, g_hash_table_unref);
  g_clear_pointer (&self->keep_changed, g_hash_table_unref);
  g_clear_pointer (&self->saves, g_hash_table_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->pasted, g_ptr_array_unref);
  g_clear_pointer (&self->told_paused, rushes_failure_unref);
  g_clear_pointer (&self->pauses, g_hash_table_unref);
  g_clear_pointer (&self->unkept, g_hash_table_unref);
  g_clear_pointer (&self->quotas, g_hash_table_unref);
  g_clear_object (&self->quotas_cancellable);

  G_OBJECT_CLASS (rushes_session_parent_class)->finalize (object);
}

static void
rushes_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesSession *self = RUSHES_SESSION (object);

  switch ((RushesSessionProps) property_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_PAUSED:
      g_value_set_boxed (value, rushes_session_get_paused (self));
      break;
    case PROP_N_RUNNING:
      g_value_set_uint (value, g_hash_table_size (self->running));
      break;
    case PROP_KEY_KEPT:
      g_value_set_boolean (value, rushes_session_get_key_kept (self));
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, rushes_session_get_offline (self));
      break;
    case PROP_N_TRANSFERS:
      g_value_set_uint (value, rushes_session_get_n_transfers (self));
      break;
    case PROP_N_FAILED_TRANSFERS:
      g_value_set_uint (value, rushes_session_get_n_failed_transfers (self));
      break;
    case PROP_FLOWING:
      g_value_set_boolean (value, rushes_session_get_flowing (self));
      break;
    case PROP_TRANSFERS_BLOCKED:
      g_value_set_boxed (value, rushes_session_get_transfers_blocked (self));
      break;
    case PROP_N_KEPT:
      g_value_set_uint (value, self->n_kept);
      break;
    case PROP_KEPT_BYTES:
      g_value_set_int64 (value, self->kept_bytes);
      break;
    case PROP_KEEP_FULL:
      g_value_set_boolean (value, self->keep_full);
      break;
    }
}

static void
rushes_session_class_init (RushesSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_session_dispose;
  object_class->finalize = rushes_session_finalize;
  object_class->get_property = rushes_session_get_property;

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, RUSHES_TYPE_ACCOUNT, read_only);
  properties[PROP_PAUSED] = g_param_spec_boxed ("paused", NULL, NULL, RUSHES_TYPE_FAILURE, read_only);
  properties[PROP_N_RUNNING] = g_param_spec_uint ("n-running", NULL, NULL, 0, G_MAXUINT, 0, read_only);
  properties[PROP_KEY_KEPT] = g_param_spec_boolean ("key-kept", NULL, NULL, TRUE, read_only);
  properties[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, read_only);
  properties[PROP_N_TRANSFERS] = g_param_spec_uint ("n-transfers", NULL, NULL, 0, G_MAXUINT, 0, read_only);
  properties[PROP_N_FAILED_TRANSFERS] = g_param_spec_uint ("n-failed-transfers", NULL, NULL, 0, G_MAXUINT, 0,
                                                           read_only);
  properties[PROP_FLOWING] = g_param_spec_boolean ("flowing", NULL, NULL, FALSE, read_only);
  properties[PROP_TRANSFERS_BLOCKED] = g_param_spec_boxed ("transfers-blocked", NULL, NULL,
                                                           RUSHES_TYPE_FAILURE, read_only);
  properties[PROP_N_KEPT] = g_param_spec_uint ("n-kept", NULL, NULL, 0, G_MAXUINT, 0, read_only);
  properties[PROP_KEPT_BYTES] = g_param_spec_int64 ("kept-bytes", NULL, NULL, 0, G_MAXINT64, 0, read_only);
  properties[PROP_KEEP_FULL] = g_param_spec_boolean ("keep-full", NULL, NULL, FALSE, read_only);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[TASK_ENDED] = g_signal_new ("task-ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_TASK);
  signals[TASK_SAVED] = g_signal_new ("task-saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_TASK);
  signals[TASK_KEPT] = g_signal_new ("task-kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, RUSHES_TYPE_TASK);
  signals[TRANSFER_FAILED] = g_signal_new ("transfer-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 2, RUSHES_TYPE_TASK,
                                           RUSHES_TYPE_FAILURE);
  signals[WRITE_FAILED] = g_signal_new ("write-failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_FAILURE);
  signals[USAGE_TOLD] = g_signal_new ("usage-told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, RUSHES_TYPE_ACCOUNT);
}

static void
rushes_session_init (RushesSession *self)
{
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->told_key_kept = TRUE;
  self->listed = g_list_store_new (RUSHES_TYPE_ACCOUNT);
  self->pauses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) rushes_failure_unref);
  self->unkept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rushes_session_init_quotas (self);
  self->running = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->keep_changed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->keep_all_changed = TRUE;
  self->saves = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->removed = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->keep_policy = RUSHES_KEEP_NEVER;
  self->pasted = g_ptr_array_new ();
}

RushesSession *
rushes_session_new (const char *data_folder,
                    gboolean keep_library,
                    RushesKeyStore *key_store,
                    RushesClock *clock)
{
  RushesSession *self = NULL;
  g_autofree char *library_path = NULL;
  g_autoptr (RushesLinkSource) links = NULL;

  g_return_val_if_fail (data_folder != NULL, NULL);
  g_return_val_if_fail (RUSHES_IS_KEY_STORE (key_store), NULL);
  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);

  self = g_object_new (RUSHES_TYPE_SESSION, NULL);
  self->data_folder = g_strdup (data_folder);
  self->parts_folder = g_build_filename (data_folder, "parts", NULL);
  self->key_store = g_object_ref (key_store);
  self->clock = g_object_ref (clock);

  if (keep_library)
    library_path = g_build_filename (data_folder, "library.db", NULL);
  self->library = rushes_library_new (library_path, clock);
  self->client = rushes_client_new ();
  self->follower = rushes_follower_new (self->library, self->client, clock);
  links = rushes_session_links_new (self->client, self->library);
  self->queue = rushes_transfer_queue_new (self->library, links, clock, self->parts_folder);

  g_signal_connect_object (rushes_library_get_tasks (self->library), "items-changed",
                           G_CALLBACK (tasks_changed_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->follower, "task-ended", G_CALLBACK (task_ended_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->follower, "notify::offline", G_CALLBACK (offline_changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->library, "write-failed", G_CALLBACK (write_failed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->queue, "notify", G_CALLBACK (transfers_changed_cb), self, G_CONNECT_DEFAULT);
  rushes_session_init_accounts (self);
  rushes_session_init_saves (self);
  rushes_session_init_keeping (self);

  return self;
}

GListModel *
rushes_session_get_tasks (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return G_LIST_MODEL (rushes_library_get_tasks (self->library));
}

char *
rushes_session_dup_thumbnails_folder (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return g_build_filename (self->data_folder, "thumbnails", NULL);
}

gboolean
rushes_session_get_offline (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);

  return self->follower != NULL && rushes_follower_get_offline (self->follower) && self->account != NULL
         && !rushes_account_is_local (self->account);
}

guint
rushes_session_get_n_running (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  return g_hash_table_size (self->running);
}

RushesClock *
rushes_session_get_clock (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return self->clock;
}

const char *
rushes_session_get_library_notice (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return rushes_library_get_notice (self->library);
}

gboolean
rushes_session_get_read_only (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);

  return rushes_library_get_read_only (self->library);
}

/* Opening and starting */

void
rushes_session_return_boolean (GTask *task, gboolean done, GError *error)
{
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
library_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean opened = rushes_library_open_finish (RUSHES_LIBRARY (source), result, &error);

  self->loading = FALSE;
  if (opened)
    {
      /* Known from here on, so that a window can tell a first run from a later one; its key comes at the
       * start. */
      rushes_session_review_accounts (self);
      rushes_session_review_keeping (self);
    }
  rushes_session_return_boolean (task, opened, error);
}

void
rushes_session_open_async (RushesSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_open_async);
  self->loading = TRUE;
  rushes_library_open_async (self->library, NULL, library_opened_cb, g_steal_pointer (&task));
}

void
rushes_session_set_patient (RushesSession *self, gboolean patient)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  rushes_library_set_patient (self->library, patient);
}

gboolean
rushes_session_open_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

typedef struct
{
  guint next_account;
  GError *keyring_error; /* the first one */
} StartData;

static void
start_data_free (gpointer data)
{
  StartData *start = data;

  g_clear_error (&start->keyring_error);
  g_free (start);
}

static void load_next_key (GTask *task);

static void
key_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  StartData *start = g_task_get_task_data (task);
  g_autoptr (RushesAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  char *key = rushes_key_store_load_finish (RUSHES_KEY_STORE (source), result, &error);

  if (error != NULL && start->keyring_error == NULL)
    start->keyring_error = g_steal_pointer (&error);

  account = g_list_model_get_item (rushes_library_get_accounts (self->library), start->next_account++);
  if (account != NULL)
    {
      /* A key that was entered while the keyring was still thinking is the newer one. */
      if (!rushes_account_has_key (account))
        rushes_account_set_key (account, key);
      rushes_session_register_account (self, account);
    }
  rushes_text_wipe (key);

  load_next_key (g_steal_pointer (&task));
}

/* Takes @task. */
static void
load_next_key (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  StartData *start = g_task_get_task_data (task);
  g_autoptr (RushesAccount) account = g_list_model_get_item (rushes_library_get_accounts (self->library),
                                                             start->next_account);

  if (account != NULL)
    {
      rushes_key_store_load_async (self->key_store, rushes_account_get_id (account), NULL, key_loaded_cb,
                                   task);
      return;
    }

  rushes_session_review_orphans (self);
  rushes_follower_start (self->follower);
  rushes_session_start_videos (self);
  if (start->keyring_error != NULL)
    g_task_return_error (task, g_steal_pointer (&start->keyring_error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
rushes_session_start_async (RushesSession *self,
                            RushesAccount *override,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (override == NULL || RUSHES_IS_ACCOUNT (override));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_start_async);
  g_task_set_task_data (task, g_new0 (StartData, 1), start_data_free);

  if (override != NULL)
    {
      g_list_store_insert (self->listed, 0, override);
      rushes_session_register_account (self, override);
      rushes_session_select_account (self, override);
    }
  load_next_key (task);
}

gboolean
rushes_session_start_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Closing */

static void
library_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean closed = rushes_library_close_finish (RUSHES_LIBRARY (source), result, &error);

  rushes_session_return_boolean (task, closed, error);
}

static void
queue_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  rushes_transfer_queue_stop_finish (RUSHES_TRANSFER_QUEUE (source), result, &error);
  rushes_session_drop_saves (self);
  rushes_library_close_async (self->library, library_closed_cb, g_steal_pointer (&task));
}

void
rushes_session_close_async (RushesSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_close_async);

  rushes_session_stop_keeping (self);
  rushes_session_stop_quotas (self);
  rushes_follower_stop (self->follower);
  rushes_transfer_queue_stop_async (self->queue, queue_stopped_cb, task);
}

gboolean
rushes_session_close_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
