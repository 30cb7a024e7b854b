/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "api/rushes-check.h"
#include "base/rushes-clock.h"
#include "intake/rushes-intake.h"
#include "keys/rushes-key-store.h"
#include "library/rushes-library.h"

G_BEGIN_DECLS

/* The id of the account that the user sets up first; what is tracked before waits for it under this id.
 * Further ones get ids of their own. */
#define RUSHES_SESSION_FIRST_ACCOUNT "default"

/**
 * RushesSession: the whole core behind one object; the only one that a front end needs.
 * Main thread.
 *
 * It wires accounts, library, follower and transfers together. Tasks are rows of one GListModel;
 * errors are RUSHES_ERROR (words: rushes_failure_new_from_error()).
 *
 * Properties: "account" (RushesAccount, nullable: none set up yet), "paused" (RushesFailure,
 * nullable: why the account is not being asked, e.g. a refused key), "n-running" (uint: tasks
 * that have not ended), "key-kept" (boolean: FALSE where the keyring did not take the account's key
 * when it was entered: it is good for this session only), "offline" (boolean: the account cannot be asked,
 * because there is no network).
 *
 * Of the videos: "n-transfers" (uint: on their way, or waiting for their turn), "n-failed-transfers"
 * (uint: those that rushes_session_retry_failed() tries again), "flowing" (boolean: bytes arrive right
 * now, so the machine had better not be suspended), "transfers-blocked" (RushesFailure, nullable: the
 * disk is full, and nothing is fetched until rushes_session_resume_transfers()), "n-kept" (uint),
 * "kept-bytes" (gint64), "keep-full" (boolean: the limit is reached with copies that are the only ones,
 * so finished videos are no longer kept).
 *
 * Signals: "task-ended" (RushesTask): finished or failed just now;
 * "task-saved" (RushesTask); "task-kept" (RushesTask): a copy stands in Rushes' own folder;
 * "transfer-failed" (RushesTask, RushesFailure): its video did not come, for the reason that is the
 * task's problem now; "write-failed" (RushesFailure): the library could not be written; what
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

/* As rushes_library_set_patient(): the newest rows first, the others when it is no longer @patient. */
void rushes_session_set_patient (RushesSession *self, gboolean patient);

/* (transfer none) (nullable): sentences for the person, about how the library was found when it was opened */
const char *rushes_session_get_library_notice (RushesSession *self);
/* Whether nothing can be added or changed, because a newer Rushes wrote the library. */
gboolean rushes_session_get_read_only (RushesSession *self);

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

/* (transfer full): where pictures of the videos may be kept; it need not be there yet */
char *rushes_session_dup_thumbnails_folder (RushesSession *self);

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

/* Accounts: rushes-session-accounts.c */

/**
 * rushes_session_get_accounts:
 *
 * Of RushesAccount: all of them; the one of this run only (environment, demo) first, where there is one.
 * Returns: (transfer none): the same object for the session's whole life
 */
GListModel *rushes_session_get_accounts (RushesSession *self);

/* (transfer none) (nullable) */
RushesAccount *rushes_session_find_account (RushesSession *self, const char *account_id);

/* Whether @account is there for this run only, and cannot be changed. */
gboolean rushes_session_account_is_fixed (RushesSession *self, RushesAccount *account);

/* What is tracked from here on is tracked for @account (of the list). */
void rushes_session_select_account (RushesSession *self, RushesAccount *account);

/* As the properties say of the current account, of any. */
RushesFailure *rushes_session_get_account_paused (RushesSession *self, RushesAccount *account);
gboolean       rushes_session_get_account_key_kept (RushesSession *self, RushesAccount *account);
guint          rushes_session_count_tasks_of (RushesSession *self, RushesAccount *account);

/* Returns: (transfer full): an id for a new account */
char *rushes_session_new_account_id (RushesSession *self);

/**
 * rushes_session_put_account_async:
 * @account: with the id of one in the list it takes its place, otherwise it is new. Where it has no key, that
 *   of the one it replaces stays, if the service is the same: a key belongs to the service that it was
 *   entered for
 *
 * finish: as rushes_session_set_account_finish()
 */
void     rushes_session_put_account_async (RushesSession       *self,
                                           RushesAccount       *account,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean rushes_session_put_account_finish (RushesSession  *self,
                                            GAsyncResult   *result,
                                            gboolean       *key_kept,
                                            GError        **error);

/**
 * rushes_session_remove_account_async:
 * @with_tasks: whether its tasks leave the list, too; otherwise they stay as they are, and are not asked any
 *   more
 *
 * Forgets the account and its key. To undo it: rushes_session_put_account_async() with the same object, which
 * has its key still, and rushes_session_restore_async() with what finish returns: (transfer full)
 * (element-type RushesTask): the tasks that left; empty without @with_tasks.
 */
void       rushes_session_remove_account_async (RushesSession       *self,
                                                RushesAccount       *account,
                                                gboolean             with_tasks,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
GPtrArray *rushes_session_remove_account_finish (RushesSession *self, GAsyncResult *result, GError **error);

/**
 * rushes_session_merge_account_async:
 *
 * The tasks of @account are those of @into then, and @account and its key are forgotten. Of a task that both
 * have, the one stays whose video is on this disk, or else that of @into. It is not undone.
 */
void     rushes_session_merge_account_async (RushesSession       *self,
                                             RushesAccount       *account,
                                             RushesAccount       *into,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean rushes_session_merge_account_finish (RushesSession *self, GAsyncResult *result, GError **error);

/**
 * rushes_session_count_orphans:
 *
 * How many tasks belong to an account that is not in the list: it was removed, or was the environment's in
 * another run. Those of them that there is something to ask for have a problem ("account-missing",
 * "environment-missing").
 */
guint rushes_session_count_orphans (RushesSession *self);

/* All of them are tasks of @into then; as rushes_session_merge_account_async(). */
void     rushes_session_adopt_orphans_async (RushesSession       *self,
                                             RushesAccount       *into,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean rushes_session_adopt_orphans_finish (RushesSession *self, GAsyncResult *result, GError **error);

/**
 * rushes_session_ask_usage:
 *
 * Asks what is left of the quota of each account's key, where that was not asked for a while. What is told
 * comes with the signal "usage-told" (RushesAccount).
 */
void rushes_session_ask_usage (RushesSession *self);
/* (nullable): as it was told last in this run */
const RushesUsage *rushes_session_get_account_usage (RushesSession *self, RushesAccount *account);

/* As rushes_client_check_async(); @account need not be in the list. */
void         rushes_session_check_account_async (RushesSession       *self,
                                                 RushesAccount       *account,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
RushesCheck *rushes_session_check_account_finish (RushesSession *self, GAsyncResult *result, GError **error);

/**
 * rushes_session_retry_keyring_async:
 *
 * Once the keyring may be there, or unlocked: gives it the key of @account, or where that has none asks for
 * it. finish returns whether the account has a key that is kept; errors: RUSHES_ERROR_KEYRING
 */
void     rushes_session_retry_keyring_async (RushesSession       *self,
                                             RushesAccount       *account,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean rushes_session_retry_keyring_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* How many of @intake's ids are tracked for @account already. @account: (nullable): NULL: for the first one to come */
guint rushes_session_count_tracked (RushesSession *self, RushesAccount *account, RushesIntake *intake);

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

/* Asks about @task now, and tries its transfer again where that failed. */
void rushes_session_refresh (RushesSession *self, RushesTask *task);

/* As rushes_library_remove_async() and its kin; a removed task is no longer asked, its transfer is given up.
 * What was kept of it goes to the trash with the next start. */
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
/* @labels: one (nullable) for each of @tasks (element-type RushesTask): all are set or none */
void     rushes_session_set_labels_async (RushesSession       *self,
                                          GPtrArray           *tasks,
                                          const char *const   *labels,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean rushes_session_set_labels_finish (RushesSession *self, GAsyncResult *result, GError **error);
void     rushes_session_set_note_async (RushesSession       *self,
                                        RushesTask          *task,
                                        const char          *note,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean rushes_session_set_note_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* As rushes_library_load_details_async(): what is only looked at one task at a time. */
void               rushes_session_load_details_async (RushesSession       *self,
                                                      RushesTask          *task,
                                                      GCancellable        *cancellable,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
RushesTaskDetails *rushes_session_load_details_finish (RushesSession  *self,
                                                       GAsyncResult   *result,
                                                       GError        **error);

/* Saving: rushes-session-saves.c */

/**
 * rushes_session_suggest_name:
 *
 * A name for the task's video, to be offered in the file dialog: as the name template says, or the service's
 * file name joined with the id. Returns: (transfer full)
 */
char *rushes_session_suggest_name (RushesSession *self, RushesTask *task);

/**
 * rushes_session_preview_name:
 * @task: (nullable): the newest one that has a video, or an invented one
 * @name_template: a good one (rushes_name_template_explain()), or empty for the default
 *
 * The name that a template would give. Returns: (transfer full)
 */
char *rushes_session_preview_name (RushesSession *self, RushesTask *task, const char *name_template);

/* @name_template: (nullable): as rushes-name-template.h says; NULL, empty or a bad one: the default name */
void rushes_session_set_name_template (RushesSession *self, const char *name_template);

/**
 * rushes_session_dup_save_folder:
 *
 * Where videos of the task's account are saved unless the user says otherwise: what the file dialog opens
 * with. Returns: (transfer full) (nullable)
 */
GFile *rushes_session_dup_save_folder (RushesSession *self, RushesTask *task);

/* @folder: (nullable): for the current account; stored, except for one of this run only */
void     rushes_session_set_account_folder_async (RushesSession       *self,
                                                  GFile               *folder,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean rushes_session_set_account_folder_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* @folder: (nullable): whatever finishes from now on is saved there, or in the folder of its account where
 * that has one; NULL: nothing is saved by itself */
void rushes_session_set_save_on_finish (RushesSession *self, GFile *folder);

/**
 * rushes_session_save_async:
 * @replace: whether a file at @destination may be replaced (the dialog has asked); without it the video
 *   is called " (2)" and so on where the name is taken
 *
 * Brings the video to @destination: from Rushes' own folder where it is kept, otherwise from the service;
 * a keeping that is under way is joined. What was asked for survives a restart. The task's transfer
 * properties tell how far it is, its saved-path in the end where it is.
 *
 * finish returns TRUE when the file stands there, whole. G_IO_ERROR_CANCELLED: it was cancelled, or the
 * session closed (then it goes on with the next start). After any other error
 * rushes_session_retry_transfer() tries again. One save a task at a time: RUSHES_ERROR_FAILED.
 */
void     rushes_session_save_async (RushesSession       *self,
                                    RushesTask          *task,
                                    GFile               *destination,
                                    gboolean             replace,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean rushes_session_save_finish (RushesSession *self, GAsyncResult *result, GError **error);

/**
 * rushes_session_save_all_async:
 * @tasks: (element-type RushesTask): those without a video, or being saved already, are left out
 *
 * Saves each into @folder under the name that rushes_session_suggest_name() gives, made unique; nothing
 * is replaced. finish returns how many stand there now, and in @n_failed how many do not.
 */
void  rushes_session_save_all_async (RushesSession       *self,
                                     GPtrArray           *tasks,
                                     GFile               *folder,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
guint rushes_session_save_all_finish (RushesSession  *self,
                                      GAsyncResult   *result,
                                      guint          *n_failed,
                                      GError        **error);

/* Whether rushes_session_save_async() has anything to save: finished, whatever became of its links. */
gboolean rushes_session_can_save (RushesSession *self, RushesTask *task);

/* Of a transfer that waits or is under way; the bytes stay. */
void rushes_session_pause_transfer (RushesSession *self, RushesTask *task);
void rushes_session_resume_transfer (RushesSession *self, RushesTask *task);
/* Gives the transfer up. A save that had joined a keeping leaves that going; a keeping that is given up
 * is not begun again. */
void rushes_session_cancel_transfer (RushesSession *self, RushesTask *task);
/* Of one that failed: to where it was to go. */
void rushes_session_retry_transfer (RushesSession *self, RushesTask *task);
void rushes_session_retry_failed (RushesSession *self);
/* Tries again after a full disk. */
void rushes_session_resume_transfers (RushesSession *self);

/* Keeping: rushes-session-keeping.c */

/**
 * RushesKeepPolicy: when a finished video is fetched into Rushes' own folder by itself.
 */
typedef enum
{
  RUSHES_KEEP_ALWAYS,
  RUSHES_KEEP_UNMETERED, /* not over a network that costs by the byte */
  RUSHES_KEEP_NEVER,
} RushesKeepPolicy;

/* Begins, or gives up at once; until it is set nothing is kept. What was kept stays. */
void rushes_session_set_keep_policy (RushesSession *self, RushesKeepPolicy policy);

/**
 * rushes_session_set_keep_limit:
 * @bytes: 0: none
 *
 * When the copies take more, the oldest that are saved elsewhere too are deleted; the only copy never is.
 * Where that makes too little room, keeping stops ("keep-full").
 */
void rushes_session_set_keep_limit (RushesSession *self, gint64 bytes);

/* (transfer none) (nullable): where kept videos stand; it need not be there yet */
const char    *rushes_session_get_videos_folder (RushesSession *self);
guint          rushes_session_get_n_kept (RushesSession *self);
gint64         rushes_session_get_kept_bytes (RushesSession *self);
gboolean       rushes_session_get_keep_full (RushesSession *self);
guint          rushes_session_get_n_transfers (RushesSession *self);
guint          rushes_session_get_n_failed_transfers (RushesSession *self);
gboolean       rushes_session_get_flowing (RushesSession *self);
/* (transfer none) (nullable) */
RushesFailure *rushes_session_get_transfers_blocked (RushesSession *self);
/* What rushes_session_remove_saved_copies_async() would free, as far as is known. */
gint64 rushes_session_get_removable_bytes (RushesSession *self);

/**
 * rushes_session_remove_saved_copies_async:
 *
 * Removes the kept copies of what is saved elsewhere, once it has looked that it still is. They can be brought
 * back by rushes_session_restore_kept_async() until rushes_session_forget_kept(), which has to follow then, or
 * the next start; they take their room until then.
 *
 * finish returns the bytes that become free; @removed: (out) (transfer full) (element-type RushesTask): whose
 */
void   rushes_session_remove_saved_copies_async (RushesSession       *self,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gint64 rushes_session_remove_saved_copies_finish (RushesSession  *self,
                                                  GAsyncResult   *result,
                                                  GPtrArray     **removed,
                                                  GError        **error);

/* Moves the kept copies of @tasks (element-type RushesTask) to the trash; they are not kept again. */
void     rushes_session_remove_kept_async (RushesSession       *self,
                                           GPtrArray           *tasks,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean rushes_session_remove_kept_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* Brings back what the last of these calls, or of those above, has removed of @tasks (element-type RushesTask) in this run, unless
 * it has been forgotten meanwhile. Errors: RUSHES_ERROR_FAILED where that cannot be done for one of them */
void     rushes_session_restore_kept_async (RushesSession       *self,
                                            GPtrArray           *tasks,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean rushes_session_restore_kept_finish (RushesSession *self, GAsyncResult *result, GError **error);
/* What was removed of @tasks is no longer wanted back. */
void     rushes_session_forget_kept (RushesSession *self, GPtrArray *tasks);

/* Looks whether the task's files are still where they were: to be called when it is shown. The task says
 * soon after what was found. */
void rushes_session_look_after_files (RushesSession *self, RushesTask *task);

/* Damaged videos: rushes-session-damaged.c */

/* Whether the task's video came damaged, and what came was set aside (RushesTask:has-damaged): as was found
 * when a transfer ended, or rushes_session_look_after_files() looked. Blocks nothing. */
gboolean rushes_session_has_damaged (RushesSession *self, RushesTask *task);

/* As rushes_session_suggest_name(), but it says "-damaged" at the end. Returns: (transfer full) */
char *rushes_session_suggest_damaged_name (RushesSession *self, RushesTask *task);

/**
 * rushes_session_save_damaged_async:
 * @replace: as for rushes_session_save_async()
 *
 * Copies what was set aside to @destination. The task is not saved by that, and what was set aside stays.
 *
 * finish returns (transfer full): where the copy stands. Errors: those of rushes_landing_copy();
 * G_IO_ERROR_NOT_FOUND where nothing is set aside any more
 */
void   rushes_session_save_damaged_async (RushesSession       *self,
                                          RushesTask          *task,
                                          GFile               *destination,
                                          gboolean             replace,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GFile *rushes_session_save_damaged_finish (RushesSession *self, GAsyncResult *result, GError **error);

/* Moves what was set aside to the trash. */
void     rushes_session_discard_damaged_async (RushesSession       *self,
                                               RushesTask          *task,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
gboolean rushes_session_discard_damaged_finish (RushesSession *self, GAsyncResult *result, GError **error);
/* As rushes_session_restore_kept_async() and rushes_session_forget_kept() */
void     rushes_session_restore_damaged_async (RushesSession       *self,
                                               RushesTask          *task,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
gboolean rushes_session_restore_damaged_finish (RushesSession *self, GAsyncResult *result, GError **error);
void     rushes_session_forget_damaged (RushesSession *self, RushesTask *task);

/* For tests: instead of g_network_monitor_get_default(). */
void rushes_session_set_network_monitor (RushesSession *self, GNetworkMonitor *monitor);

G_END_DECLS
