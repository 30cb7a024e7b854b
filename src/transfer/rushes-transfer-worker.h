/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * RushesTransferWorker: a thread with a session of its own, for work that blocks. Handed from
 * transfer to transfer, it keeps the connections to a host that serves many videos. A thread of
 * our own rather than GIO's pool: it is busy for minutes, and GIO resolves names with its few.
 *
 * Main thread, but for what it runs. One piece of work after the other.
 */
typedef struct _RushesTransferWorker RushesTransferWorker;

/* @database: (nullable): the authorities to trust; NULL: the system's. Error: RUSHES_ERROR_FAILED */
RushesTransferWorker *rushes_transfer_worker_new (GTlsDatabase *database, GError **error);
RushesTransferWorker *rushes_transfer_worker_ref (RushesTransferWorker *self);
/* With the last reference the thread ends, by itself and after what it still has to do. */
void rushes_transfer_worker_unref (RushesTransferWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTransferWorker, rushes_transfer_worker_unref)

typedef void (*RushesTransferWorkFunc) (SoupSession *session, gpointer user_data);
typedef void (*RushesTransferWorkDoneFunc) (gpointer user_data);

/* Runs @work in the thread, and then @done in the main context of now. */
void rushes_transfer_worker_run (RushesTransferWorker       *self,
                                 RushesTransferWorkFunc      work,
                                 RushesTransferWorkDoneFunc  done,
                                 gpointer                    user_data);

G_END_DECLS
