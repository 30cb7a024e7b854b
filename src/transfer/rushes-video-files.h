/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-kept-copies.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Whole videos on this disk: what is done with their files takes its time, and so happens on a thread. Call
 * from the main thread.
 */

/**
 * rushes_video_files_find_place_async:
 * @folder: of kept videos; made with mode 0700 if it is missing
 * @name: what the video is to be called
 * @kept: the names in @folder that belong to videos
 * @coming: (element-type utf8): set of those that will belong to one in a moment; of the call's alone
 * @bytes: the video's size; 0 unknown
 *
 * Looks for a name for a video that is to be kept: @name, or " (2)" and so on. A whole video of that name
 * that belongs to nobody is this one, left behind by a run that ended before it could be noted.
 *
 * finish returns (transfer full): the path, and in @found the size of the video that stands there already,
 * or 0 where nothing does. Errors: RUSHES_ERROR_FOLDER_UNWRITABLE, RUSHES_ERROR_DISK_FULL
 */
void  rushes_video_files_find_place_async (const char          *folder,
                                           const char          *name,
                                           RushesKeptCopies    *kept,
                                           GHashTable          *coming,
                                           gint64               bytes,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
char *rushes_video_files_find_place_finish (GAsyncResult *result, gint64 *found, GError **error);

/* "name (2).mp4" for 2; @name itself for 1. Pure; any thread. Returns: (transfer full) */
char *rushes_video_files_number_name (const char *name, guint n);

/* Makes a kept video ours alone: mode 0600. */
void rushes_video_files_close_off (const char *path);

/**
 * rushes_video_files_copy_async:
 * @expected: of a @source that is not ours alone: how many bytes it has if it is the video; else 0
 *
 * rushes_landing_copy(), under the next free name where @destination is taken and may not be replaced.
 *
 * finish returns (transfer full): where the copy stands, and in @bytes its size. Errors: those of
 * rushes_landing_copy(); G_IO_ERROR_NOT_FOUND where @source is not there, or is not a whole video of
 * @expected bytes
 */
void   rushes_video_files_copy_async (const char          *source,
                                      gint64               expected,
                                      GFile               *destination,
                                      gboolean             replace,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GFile *rushes_video_files_copy_finish (GAsyncResult *result, gint64 *bytes, GError **error);

/**
 * rushes_video_files_find_landed_async:
 * @destination: where a video was to be saved
 * @bytes: the video's size; 0 unknown
 * @since: Unix seconds: when that was asked for
 * @origin: (nullable): what it was fetched from; a query does not count
 *
 * Whether a run that ended before it could be noted has saved the video already: a whole one of that size,
 * or from that origin, that has been there only since. finish returns its size, or 0
 */
void   rushes_video_files_find_landed_async (GFile               *destination,
                                             gint64               bytes,
                                             gint64               since,
                                             const char          *origin,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gint64 rushes_video_files_find_landed_finish (GAsyncResult *result);

/**
 * rushes_video_files_find_free_name_async:
 *
 * finish returns (transfer full): @taken, or a name beside it that no file has
 */
void   rushes_video_files_find_free_name_async (GFile               *taken,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
GFile *rushes_video_files_find_free_name_finish (GAsyncResult *result, GError **error);

/**
 * rushes_video_files_look_async:
 * @places: (element-type utf8): paths or URIs; NULL for none
 *
 * finish returns (transfer full) (element-type gint64): the size of each file, -1 where it is not there, -2
 * where that cannot be told (it may not be looked for)
 */
void    rushes_video_files_look_async (GPtrArray           *places,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GArray *rushes_video_files_look_finish (GAsyncResult *result, GError **error);

/**
 * rushes_video_files_remove_async:
 * @paths: (element-type utf8): of kept videos
 * @to_trash: where there is one; a file that cannot be moved there is deleted
 *
 * finish returns (transfer full) (element-type gint64): the size of each file that is gone now, 0 for one that
 * was gone before, -1 for one that could not be removed
 */
void    rushes_video_files_remove_async (GPtrArray           *paths,
                                         gboolean             to_trash,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GArray *rushes_video_files_remove_finish (GAsyncResult *result, GError **error);

/**
 * rushes_video_files_trash_async:
 * @paths: (element-type utf8): of files in folders of ours
 *
 * As rushes_video_files_remove_async() to the trash, but until rushes_video_files_forget_async() each can be
 * brought back: it also stands beside itself under a hidden name, and takes no more room for that. Where
 * the file system has no second names, it cannot.
 */
void    rushes_video_files_trash_async (GPtrArray           *paths,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GArray *rushes_video_files_trash_finish (GAsyncResult *result, GError **error);

/* As rushes_video_files_trash_async(), but not to the trash: it only has its hidden name until it is brought
 * back or forgotten, and takes its room until then. */
void    rushes_video_files_set_aside_async (GPtrArray           *paths,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
GArray *rushes_video_files_set_aside_finish (GAsyncResult *result, GError **error);

/* finish returns (transfer full) (element-type gint64): the size of each file that is back, or -1: another
 * stands in its place, or it is gone for good */
void    rushes_video_files_bring_back_async (GPtrArray           *paths,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
GArray *rushes_video_files_bring_back_finish (GAsyncResult *result, GError **error);

/* They stay where else they are: in the trash, or nowhere. */
void rushes_video_files_forget_async (GPtrArray *paths);

/* Deletes what a run that ended in the middle of a copy has left in @folder, and no video. */
void rushes_video_files_sweep_async (const char          *folder,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
/* Returns: how many files that were */
guint rushes_video_files_sweep_finish (GAsyncResult *result);

G_END_DECLS
