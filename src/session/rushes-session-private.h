/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-client.h"
#include "follow/rushes-follower.h"
#include "session/rushes-session.h"

G_BEGIN_DECLS

/* What the files of RushesSession share: rushes-session.c (the object, accounts, opening and closing),
 * rushes-session-tasks.c (what the user does with tasks), rushes-session-saves.c (videos on their way). */

/* The id of the account that the user sets up; further ones get ids of their own. */
#define RUSHES_SESSION_FIRST_ACCOUNT "default"

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
  GHashTable *accounts;   /* id -> RushesAccount: all that can be asked in this run */
  gboolean key_kept;      /* the keyring took the last key that was entered */
  RushesFailure *paused;  /* (nullable) */
  GHashTable *running;    /* set of RushesTask that have not ended */
  GHashTable *saves;      /* RushesTask -> GCancellable of the save under way */
  GPtrArray *pasted;      /* (element-type RushesPasted) (unowned): for the tasks that are being added */
  GTask *closing;         /* (nullable): waits for the saves to come to an end */
};

/* Returns @done or @error (taken) from @task. */
void rushes_session_return_boolean (GTask *task, gboolean done, GError *error);
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
/* Goes on with closing once no save is under way any more. */
void rushes_session_close_when_idle (RushesSession *self);

G_END_DECLS
