/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "base/rushes-clock.h"
#include "intake/rushes-intake.h"
#include "keys/rushes-key-store.h"
#include "library/rushes-library.h"

G_BEGIN_DECLS

/**
 * RushesSession: the whole core behind one object; the only one that a front end needs.
 * Main thread.
 *
 * It wires accounts, library, follower and transfers together. Tasks are rows of one GListModel;
 * errors are RUSHES_ERROR (words: rushes_failure_new_from_error()).
 *
 * Properties: "account" (RushesAccount, nullable: none set up yet), "paused" (RushesFailure,
 * nullable: why the account is not being asked, e.g. a refused key), "n-running" (uint: tasks
 * that have not ended), "key-kept" (boolean: FALSE where the keyring did not take the key that was
 * entered: it is good for this session only), "offline" (boolean: the account cannot be asked,
 * because there is no network).
 *
 * Signals: "task-ended" (RushesTask): finished or failed just now;
 * "task-saved" (RushesTask); "write-failed" (RushesFailure): the library could not be written; what
 * it holds in memory is kept and written again later.
 */
#define RUSHES_TYPE_SESSION (rushes_session_get_type ())
G_DECLARE_FINAL_TYPE (RushesSession, rushes_session, RUSHES, SESSION, GObject)

/**
 * rushes_session_new:
 * @data_folder: $XDG_DATA_HOME/rushes, or a folder of a test's
 * @keep_library: FALSE: the list lives in memory and goes with the session (rushes-cli)
 * @key_store: where keys are kept
 */
RushesSession *rushes_session_new (const char     *data_folder,
                                   gboolean        keep_library,
                                   RushesKeyStore *key_store,
                                   RushesClock    *clock);

/* Opens the library: its rows are in the list when this is done; nothing has been asked yet. */
void     rushes_session_open_async (RushesSession       *self,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean rushes_session_open_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* (transfer none) (nullable): sentences for the person, about how the library was found when it was opened */
const char *rushes_session_get_library_notice (RushesSession *self);

/**
 * rushes_session_start_async:
 * @override: (nullable): an account for this run only (environment, demo), never stored
 *
 * Loads the key of the account (may take three seconds where the keyring is slow) and begins
 * to follow. Call after the first frame. An error says that the keyring did not answer
 * (RUSHES_ERROR_KEYRING); following goes on without a key all the same.
 */
void     rushes_session_start_async (RushesSession       *self,
                                     RushesAccount       *override,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean rushes_session_start_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* Stops asking and fetching, writes what is under way, closes the library. */
void     rushes_session_close_async (RushesSession       *self,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean rushes_session_close_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* (transfer none): of RushesTask */
GListModel *rushes_session_get_tasks (RushesSession *self);
/* (transfer none) (nullable) */
RushesAccount *rushes_session_get_account (RushesSession *self);
RushesFailure *rushes_session_get_paused (RushesSession *self);
guint          rushes_session_get_n_running (RushesSession *self);
gboolean       rushes_session_get_key_kept (RushesSession *self);
gboolean       rushes_session_get_offline (RushesSession *self);
RushesClock   *rushes_session_get_clock (RushesSession *self);

/**
 * rushes_session_set_account_async:
 * @key: (nullable): NULL leaves the key as it is; with an address of another origin it is forgotten
 *   instead, since a key belongs to the service that it was entered for
 *
 * Sets the account up, or changes it. finish returns TRUE with @key_kept telling whether the
 * keyring took the key; FALSE means "this session only", said plainly to the user.
 */
void     rushes_session_set_account_async (RushesSession       *self,
                                           const char          *name,
                                           const char          *base_url,
                                           const char          *key,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean rushes_session_set_account_finish (RushesSession  *self,
                                            GAsyncResult   *result,
                                            gboolean       *key_kept,
                                            GError        **error);

/* How many of @intake's ids are tracked already. */
guint rushes_session_count_tracked (RushesSession *self, RushesIntake *intake);

/**
 * rushes_session_track_async:
 * @items: (element-type RushesIntakeItem)
 *
 * Tracks @items for the current account; where none is set up yet, they wait for the first one. A reply
 * that was pasted fills its task at once; where it is no reply about that task, the task is asked for.
 * finish returns (transfer container): the tasks that are new, on disk and being asked.
 */
void       rushes_session_track_async (RushesSession       *self,
                                       GPtrArray           *items,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GPtrArray *rushes_session_track_finish (RushesSession *self, GAsyncResult *result, GError **error);

void rushes_session_refresh (RushesSession *self, RushesTask *task);

/* As rushes_library_remove_async() and its kin; a removed task is no longer asked, its save is cancelled. */
void     rushes_session_remove_async (RushesSession       *self,
                                      GPtrArray           *tasks,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean rushes_session_remove_finish (RushesSession *self, GAsyncResult *result, GError **error);
void     rushes_session_restore_async (RushesSession       *self,
                                       GPtrArray           *tasks,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean rushes_session_restore_finish (RushesSession *self, GAsyncResult *result, GError **error);
void     rushes_session_set_label_async (RushesSession       *self,
                                         RushesTask          *task,
                                         const char          *label,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean rushes_session_set_label_finish (RushesSession *self, GAsyncResult *result, GError **error);
void     rushes_session_set_note_async (RushesSession       *self,
                                        RushesTask          *task,
                                        const char          *note,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean rushes_session_set_note_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* A name for the task's video, to be offered in the file dialog. Returns: (transfer full) */
char *rushes_session_suggest_name (RushesSession *self, RushesTask *task);

/**
 * rushes_session_save_async:
 *
 * Fetches the video into @destination. The task's saving and saved-fraction tell how far it is.
 * One save a task at a time. finish returns TRUE when the file stands there, whole.
 */
void     rushes_session_save_async (RushesSession       *self,
                                    RushesTask          *task,
                                    GFile               *destination,
                                    gboolean             replace,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean rushes_session_save_finish (RushesSession *self, GAsyncResult *result, GError **error);
void     rushes_session_cancel_save (RushesSession *self, RushesTask *task);

G_END_DECLS
