/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-database.h"
#include "library/rushes-rescue.h"

G_BEGIN_DECLS

/**
 * RushesStore: library.db on a thread of its own.
 *
 * One connection, one thread, one process: SQLite before 3.51.3 can damage a file that two
 * connections write at once, so a lock file beside the database ("library.lock") keeps every
 * other process out. Work is done in the order in which it was asked for, and told of in that
 * order on the main context of the thread that made the store. A call that has begun is not
 * cancelled: what is told is what happened.
 */
#define RUSHES_TYPE_STORE (rushes_store_get_type ())
G_DECLARE_FINAL_TYPE (RushesStore, rushes_store, RUSHES, STORE, GObject)

/* @path: (nullable): its folder is made if it is missing, for us alone. NULL: in memory */
RushesStore *rushes_store_new (const char *path);

/**
 * RushesOpened: how the library was found.
 *
 * @rescue: (nullable): it was damaged; this is what became of it
 * @newer: a newer Rushes wrote it: it is only read, and every transaction is RUSHES_ERROR_LIBRARY_NEWER
 * @unchecked: it is large, and whether it is damaged is not known yet: call rushes_store_check_async() when
 *   what is needed at once has been read, and before anything is written
 */
typedef struct
{
  RushesRescue *rescue;
  gboolean newer;
  gboolean unchecked;
} RushesOpened;

/**
 * rushes_store_open_async:
 * @now: Unix seconds
 *
 * Call once, first. A damaged library is moved aside and rescued; one of a newer version is only read.
 * Errors: RUSHES_ERROR_LIBRARY_IN_USE where somebody has the lock, and those of rushes-database.h.
 *
 * The callback finds the RushesOpened in rushes_store_get_data().
 */
void     rushes_store_open_async (RushesStore         *self,
                                  gint64               now,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean rushes_store_open_finish (RushesStore *self, GAsyncResult *result, GError **error);

/**
 * rushes_store_check_async:
 *
 * Ends the opening of a large library: from here on it can be written. One that turns out to be damaged is
 * rescued as by rushes_store_open_async(): then @rescue is set, and what was read before is to be forgotten.
 *
 * The callback finds the RushesOpened in rushes_store_get_data().
 */
void     rushes_store_check_async (RushesStore         *self,
                                   gint64               now,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean rushes_store_check_finish (RushesStore *self, GAsyncResult *result, GError **error);

/**
 * rushes_store_run_async:
 * @func: called on the store's thread
 * @data: for @func; freed on the main thread after the callback
 *
 * The callback finds @data in rushes_store_get_data().
 */
void     rushes_store_run_async (RushesStore         *self,
                                 RushesDatabaseFunc   func,
                                 gpointer             data,
                                 GDestroyNotify       free_data,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
gboolean rushes_store_run_finish (RushesStore *self, GAsyncResult *result, GError **error);
gpointer rushes_store_get_data (GAsyncResult *result);

/* Does what was asked for before, then closes file and lock. Nothing can be asked for any more. */
void     rushes_store_close_async (RushesStore         *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean rushes_store_close_finish (RushesStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
