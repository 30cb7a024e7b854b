/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-client.h"
#include "follow/rushes-follower.h"
#include "session/rushes-session.h"
#include "transfer/rushes-transfer-queue.h"

G_BEGIN_DECLS

/* What the files of RushesSession share: rushes-session.c (the object, opening and closing),
 * rushes-session-accounts.c (accounts and their keys), rushes-session-tasks.c (what the user does with tasks), rushes-session-saves.c (videos on their way to
 * where the user wants them), rushes-session-keeping.c (what is fetched into our own folder),
 * rushes-session-files.c (what stands on this disk), rushes-session-damaged.c (what came damaged),
 * rushes-session-links.c (fresh links). */

struct _RushesSession
{
  GObject parent_instance;

  char *data_folder;
  char *parts_folder;
  RushesKeyStore *key_store;
  RushesClock *clock;
  RushesLibrary *library;
  RushesClient *client;
  RushesFollower *follower;

  RushesAccount *account; /* (nullable): where new tasks belong */
  GListStore *listed;     /* of RushesAccount: the one of this run only, if there is one, then those stored */
  GHashTable *accounts;   /* id -> RushesAccount: all that can be asked in this run */
  GHashTable *pauses;     /* account id -> RushesFailure: why it is not asked */
  RushesFailure *told_paused; /* (nullable): as was notified last */
  gboolean told_key_kept;
  GHashTable *quotas;     /* account id -> what rushes-session-quotas.c makes of it */
  GCancellable *quotas_cancellable;
  GHashTable *unkept;     /* set of ids of accounts whose key the keyring did not take */
  GHashTable *running;    /* set of RushesTask that have not ended */
  RushesTransferQueue *queue;
  GHashTable *saves;      /* RushesTask -> GTask that waits for its save */
  GHashTable *removed;    /* RushesTask -> path (utf8) of the kept copy that was removed and can come back */
  char *name_template;    /* (nullable) */
  GFile *finish_folder;   /* (nullable): where what finishes is saved */
  GPtrArray *pasted;      /* (element-type RushesPasted) (unowned): for the tasks that are being added */

  GNetworkMonitor *monitor;
  GBinding *offline_binding;
  RushesKeepPolicy keep_policy;
  gboolean keep_policy_set; /* by somebody: until then what is stored waits */
  gint64 keep_limit; /* 0: none */
  guint n_kept;
  gint64 kept_bytes;
  gboolean keep_full;
  gboolean shedding;     /* copies are being deleted to make room */
  gboolean shed_in_vain; /* there were none that could go */
  GHashTable *keep_changed;    /* set of RushesTask: something has happened to them since the last look */
  gboolean keep_all_changed;   /* or may have, to any */
  gint64 keep_looked;          /* on the boot clock: at all of them, the last time */
  gboolean keep_linkless;      /* what that has found: there are some that may get a link soon */
  gint64 keep_next_renewal;    /* when the next link is to be renewed; G_MAXINT64: never */
  RushesTask *keep_first_left; /* (nullable): the most urgent of those that there is no room for */
  guint keep_review_id; /* of the idle source */
  guint keep_timer;     /* of the clock */

  gboolean loading; /* the library: its rows come in many small batches */
  gboolean videos_starting;
  gboolean videos_started;
  gboolean closing;
};

/* Returns @done or @error (taken) from @task. */
void rushes_session_return_boolean (GTask *task, gboolean done, GError *error);
void rushes_session_notify_account (RushesSession *self);
void rushes_session_notify_paused (RushesSession *self);
void rushes_session_notify_key_kept (RushesSession *self);

/* rushes-session-accounts.c */
void rushes_session_init_accounts (RushesSession *self);
/* The library's accounts are there. */
void rushes_session_review_accounts (RushesSession *self);
/* It can be asked from here on, or again. */
void rushes_session_register_account (RushesSession *self, RushesAccount *account);

void rushes_session_emit_usage_told (RushesSession *self, RushesAccount *account);

/* Of the tasks that both accounts have, those that give way. (transfer full) (element-type RushesTask) */
GPtrArray *rushes_session_list_twins (RushesSession *self, const char *account_id, const char *into_id);

/* rushes-session-orphans.c: says of each task whether its account is missed. */
void rushes_session_review_orphans (RushesSession *self);

/* rushes-session-quotas.c */
void rushes_session_init_quotas (RushesSession *self);
void rushes_session_forget_quota (RushesSession *self, const char *account_id);
/* For good; may be called again. */
void rushes_session_stop_quotas (RushesSession *self);

/* @tasks (element-type RushesTask) no longer count as running. */
void rushes_session_forget_running (RushesSession *self, GPtrArray *tasks);
/* What replies said that were pasted, until their tasks are in the list. */
typedef struct
{
  char *account_id;
  GHashTable *replies; /* task id -> what rushes-session-tasks.c makes of it */
} RushesPasted;

/* Tells @task, which is new in the list, what a reply said that was pasted with its id. */
void rushes_session_apply_pasted (RushesSession *self, RushesTask *task);
void rushes_session_emit_saved (RushesSession *self, RushesTask *task);
void rushes_session_emit_kept (RushesSession *self, RushesTask *task);
void rushes_session_emit_transfer_failed (RushesSession *self, RushesTask *task, RushesFailure *failure);

/* rushes-session-saves.c */
void rushes_session_init_saves (RushesSession *self);
/* @task has finished just now. */
void rushes_session_save_finished (RushesSession *self, RushesTask *task);
/* Nobody waits for a save any more: they go on with the next start. */
void rushes_session_drop_saves (RushesSession *self);

/* rushes-session-removed.c: @task's kept copy is being removed. */
void rushes_session_remember_removed (RushesSession *self, RushesTask *task);

/* rushes-session-keeping.c */
void rushes_session_init_keeping (RushesSession *self);
/* For good; may be called again. */
void rushes_session_stop_keeping (RushesSession *self);
/* Once the library is open and the keys are there: transfers go on where they ended. */
void rushes_session_start_videos (RushesSession *self);
/* Has it looked soon which videos are to be kept, and what is kept. */
void rushes_session_review_keeping (RushesSession *self);
/* The same where something has happened to @task alone; what that costs does not grow with the other tasks. */
void rushes_session_review_keeping_of (RushesSession *self, RushesTask *task);
/* Whether a video of @task is to be kept by itself. */
gboolean rushes_session_wants_kept (RushesSession *self, RushesTask *task);
void     rushes_session_set_kept (RushesSession *self, guint n_kept, gint64 kept_bytes);
void     rushes_session_set_keep_full (RushesSession *self, gboolean keep_full);

/* rushes-session-files.c */
/* Deletes the oldest copies of what is saved elsewhere, until @wanted bytes are free. finish returns how many
 * became free. */
void     rushes_session_shed_copies_async (RushesSession       *self,
                                           gint64               wanted,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gint64   rushes_session_shed_copies_finish (RushesSession *self, GAsyncResult *result, GError **error);
/* Throws away what was kept of tasks that are gone for good. */
void     rushes_session_discard_removed_async (RushesSession       *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
gboolean rushes_session_discard_removed_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* rushes-session-damaged.c */
/* Looks whether something was set aside; the task says soon after. */
void rushes_session_look_for_damaged (RushesSession *self, RushesTask *task);

/* Returns: (transfer full): asks @client, and tells @library what it says */
RushesLinkSource *rushes_session_links_new (RushesClient *client, RushesLibrary *library);

G_END_DECLS
