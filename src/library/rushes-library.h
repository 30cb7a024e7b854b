/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "base/rushes-clock.h"
#include "library/rushes-kept-copies.h"
#include "library/rushes-task-details.h"
#include "library/rushes-task-list.h"

G_BEGIN_DECLS

/**
 * RushesLibrary: the one durable list of tasks, queue and history in one. Main thread; SQLite
 * runs on a thread of its own (one connection, one thread, one process: a lock file keeps a
 * second process out).
 *
 * What the user did (added, removed, labelled, saved) is on disk, fully synced, when the
 * call's finish returns. What the service said is written in the background, and never lost by
 * a crash of ours once it is written. The list changes when finish returns, never before.
 *
 * Signal "write-failed" (RushesFailure): what the service said could not be written (a full disk,
 * mostly). It is told once and tried again with the next reply, after 30 s, then after twice as long each
 * time up to 5 min, and at the end; in the meantime the list is right and the file is behind.
 *
 * Errors: RUSHES_ERROR_LIBRARY_*, RUSHES_ERROR_DISK_FULL, RUSHES_ERROR_FOLDER_UNWRITABLE.
 */
#define RUSHES_TYPE_LIBRARY (rushes_library_get_type ())
G_DECLARE_FINAL_TYPE (RushesLibrary, rushes_library, RUSHES, LIBRARY, GObject)

/**
 * rushes_library_new:
 * @path: (nullable): library.db; its folder is made if it is missing. NULL: in memory, gone
 *   with the object
 */
RushesLibrary *rushes_library_new (const char *path, RushesClock *clock);

/**
 * rushes_library_open_async:
 *
 * Opens it and loads every row. Call once, before anything else; a library that could not be opened
 * is of no use any more. Opening that has begun is not cancelled, but by closing.
 *
 * Accounts and the newest rows are there first, long before finish where there are many; the others
 * follow in small batches, each at the beginning of the list. All are there when finish returns. What a
 * person does meanwhile is held back until then.
 *
 * A damaged file is moved aside with its date and what can be read of it is rescued, row by row, into
 * a fresh library. Of a large one that is known only when the newest rows are there: then these go again,
 * what a person did meanwhile is RUSHES_ERROR_LIBRARY_DAMAGED, and the rescued rows come. A file of a newer
 * version is shown and not written: what a person does is then RUSHES_ERROR_LIBRARY_NEWER, what the service says
 * is kept in memory only. Either is told by rushes_library_get_notice().
 */
void     rushes_library_open_async (RushesLibrary       *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean rushes_library_open_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* While it is @patient, opening stands still once the newest rows are in the list: for who wants to show them
 * before the others, and the check of the file, take their time. */
void rushes_library_set_patient (RushesLibrary *self, gboolean patient);

/* (nullable): sentences for the person, about how the library was found when it was opened */
const char *rushes_library_get_notice (RushesLibrary *self);
/* Whether it is of a newer version, and nothing is written. */
gboolean rushes_library_get_read_only (RushesLibrary *self);

/* Writes what is still under way and closes the file. After this nothing may be asked of it. */
void     rushes_library_close_async (RushesLibrary       *self,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean rushes_library_close_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* (transfer none): the same object for the library's whole life */
RushesTaskList *rushes_library_get_tasks (RushesLibrary *self);
/* (transfer none): of RushesAccount, without their keys */
GListModel *rushes_library_get_accounts (RushesLibrary *self);

/* Adds @account, or replaces the one with its id; not the one of the environment, which is never stored. */
void     rushes_library_put_account_async (RushesLibrary       *self,
                                           RushesAccount       *account,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean rushes_library_put_account_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* Forgets the account with @account_id. Its tasks stay, and wait for it. */
void     rushes_library_remove_account_async (RushesLibrary       *self,
                                              const char          *account_id,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean rushes_library_remove_account_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/**
 * rushes_library_merge_account_async:
 * @twins: (element-type RushesTask): those of @account_id, or of @into, that give way to the same task of the
 *   other one; they leave the list for good
 *
 * The tasks of @account_id are those of @into then, and there is no account with that id any more. One step:
 * all of it, or nothing.
 */
void     rushes_library_merge_account_async (RushesLibrary       *self,
                                             const char          *account_id,
                                             const char          *into,
                                             GPtrArray           *twins,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean rushes_library_merge_account_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/**
 * rushes_library_add_async:
 * @items: (element-type RushesIntakeItem): ids to follow; those tracked already are left as they
 *   are, but a label fills an empty one; those removed before come back as they were
 *
 * finish returns (transfer full) (element-type RushesTask): the tasks that are in the list now and
 * were not before, on disk, in the order of @items.
 */
void       rushes_library_add_async (RushesLibrary       *self,
                                     const char          *account_id,
                                     GPtrArray           *items,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
GPtrArray *rushes_library_add_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/**
 * rushes_library_remove_async:
 *
 * Takes @tasks (element-type RushesTask) out of the list; rushes_library_restore_async() puts
 * the same objects back for as long as the library is open.
 */
void     rushes_library_remove_async (RushesLibrary       *self,
                                      GPtrArray           *tasks,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean rushes_library_remove_finish (RushesLibrary *self, GAsyncResult *result, GError **error);
void     rushes_library_restore_async (RushesLibrary       *self,
                                       GPtrArray           *tasks,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean rushes_library_restore_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* @label: (nullable): NULL or empty takes it away. Trimmed and redacted (rushes_redact()). */
void     rushes_library_set_label_async (RushesLibrary       *self,
                                         RushesTask          *task,
                                         const char          *label,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean rushes_library_set_label_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* As above for many: @labels has one (nullable) for each of @tasks (element-type RushesTask). All are set or
 * none. */
void     rushes_library_set_labels_async (RushesLibrary       *self,
                                          GPtrArray           *tasks,
                                          const char *const   *labels,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean rushes_library_set_labels_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* @note: (nullable): as the label, but of any length and number of lines. */
void     rushes_library_set_note_async (RushesLibrary       *self,
                                        RushesTask          *task,
                                        const char          *note,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean rushes_library_set_note_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* (nullable): where kept videos stand, beside library.db; absolute. Whoever keeps one makes it. NULL for a
 * library in memory. */
const char *rushes_library_get_videos_folder (RushesLibrary *self);

/* (transfer none): of the tasks in the list. What this costs does not grow with them, but the first time after
 * some of them were removed. */
RushesKeptCopies *rushes_library_get_kept_copies (RushesLibrary *self);

/**
 * rushes_library_record_saved_async:
 * @path: where the video stands now, whole: a path, or a URI
 * @bytes: its size
 * @verified: (nullable): the strongest check that held: "crc64", "md5", "length", "structure"
 *
 * The links are dropped with it: they are secrets and no longer needed. So is the stored transfer.
 */
void     rushes_library_record_saved_async (RushesLibrary       *self,
                                            RushesTask          *task,
                                            const char          *path,
                                            gint64               bytes,
                                            const char          *verified,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean rushes_library_record_saved_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/**
 * rushes_library_record_kept_async:
 * @name: of the file in rushes_library_get_videos_folder(), where the video stands now, whole: one plain name
 *   that does not begin with a dot
 *
 * As rushes_library_record_saved_async(), but a stored transfer to where the user wants the video stays: it
 * has become a copy.
 */
void     rushes_library_record_kept_async (RushesLibrary       *self,
                                           RushesTask          *task,
                                           const char          *name,
                                           gint64               bytes,
                                           const char          *verified,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean rushes_library_record_kept_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* The kept copy is gone. @declined: the user deleted it: it is never fetched again by itself. */
void     rushes_library_record_unkept_async (RushesLibrary       *self,
                                             RushesTask          *task,
                                             gboolean             declined,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean rushes_library_record_unkept_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/**
 * rushes_library_put_transfer_async:
 * @record: (nullable): NULL: the transfer is over and forgotten. A state that is not PAUSED or FAILED is
 *   stored as QUEUED
 *
 * What goes on after a restart or a crash. Fully synced where it is for saving. Does not note anything: that
 * is rushes_library_note_transfer(); only when the library is opened, tasks begin with the state and the
 * problem that are stored.
 */
void     rushes_library_put_transfer_async (RushesLibrary              *self,
                                            RushesTask                 *task,
                                            const RushesTransferRecord *record,
                                            GAsyncReadyCallback         callback,
                                            gpointer                    user_data);
gboolean rushes_library_put_transfer_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/* (transfer full) (element-type RushesTask): of the list, those that have a stored transfer */
GPtrArray *rushes_library_list_transfers (RushesLibrary *self);

/**
 * rushes_library_list_discarded_async:
 *
 * The kept videos whose tasks were removed and can no longer be brought back: removing is final when the
 * library is closed, and the names are found when it is opened again. Only these may be thrown away: a file
 * in videos/ that the library does not know may be all that is left after a rescue. Names that a task has
 * again are not among them; to be asked for, and acted upon, before anything is kept in this run.
 *
 * finish returns (transfer full) (element-type utf8): names in rushes_library_get_videos_folder()
 */
void       rushes_library_list_discarded_async (RushesLibrary       *self,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
GPtrArray *rushes_library_list_discarded_finish (RushesLibrary *self, GAsyncResult *result, GError **error);
/* They are thrown away, and not listed again. @names: (element-type utf8) */
void     rushes_library_forget_discarded_async (RushesLibrary       *self,
                                                GPtrArray           *names,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean rushes_library_forget_discarded_finish (RushesLibrary *self, GAsyncResult *result, GError **error);

/**
 * rushes_library_apply_snapshot:
 *
 * What a reply said: the task changes at once, the file soon after, with whatever else is said in the
 * meantime. Clears the problem. What is known and what is new are put together as rushes-merge.h says:
 * an end is final, and links that still work are not forgotten.
 */
void rushes_library_apply_snapshot (RushesLibrary *self, RushesTask *task, RushesSnapshot *snapshot);

/**
 * rushes_library_apply_reply:
 * @raw_reply: (nullable): the reply as it came: kept without its secrets where it tells anything new, for
 *   rushes_library_load_details_async()
 *
 * As rushes_library_apply_snapshot().
 */
void rushes_library_apply_reply (RushesLibrary  *self,
                                 RushesTask     *task,
                                 RushesSnapshot *snapshot,
                                 const char     *raw_reply);

/* The last reply as it came, and what became of the task when. */
void               rushes_library_load_details_async (RushesLibrary       *self,
                                                      RushesTask          *task,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
RushesTaskDetails *rushes_library_load_details_finish (RushesLibrary  *self,
                                                       GAsyncResult   *result,
                                                       GError        **error);

/* A question or a save that did not work, or NULL. Not stored, and nothing known of the task changes. */
void rushes_library_note_problem (RushesLibrary *self, RushesTask *task, RushesFailure *problem);
void rushes_library_note_asking (RushesLibrary *self, RushesTask *task, gboolean asking);
void rushes_library_note_paused (RushesLibrary *self, RushesTask *task, gboolean paused);
/* How the transfer stands, or NULL for none. At once, not stored. */
void rushes_library_note_transfer (RushesLibrary              *self,
                                   RushesTask                 *task,
                                   const RushesTransferStatus *status);
/* Whether the saved file was not there when it was looked for. Not stored. */
void rushes_library_note_missing (RushesLibrary *self, RushesTask *task, gboolean saved_missing);
/* Whether there are bytes of a damaged video that were set aside. Not stored. */
void rushes_library_note_damaged (RushesLibrary *self, RushesTask *task, gboolean has_damaged);
/* Looks for links that have expired since: call now and then (the follower does). What it costs grows with
 * those that have, not with the tasks. */
void rushes_library_update_states (RushesLibrary *self);
/* Unix seconds: when the next link may expire after that look, not later; G_MAXINT64 where none will. */
gint64 rushes_library_get_next_expiry (RushesLibrary *self);
/* Unix seconds: when the last link ended before that look, which works again if the clock is put back; G_MININT64
 * where none did. */
gint64 rushes_library_get_last_expiry (RushesLibrary *self);

G_END_DECLS
