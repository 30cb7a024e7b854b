/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-database.h"
#include "library/rushes-transfer-status.h"

G_BEGIN_DECLS

/**
 * What is stored of videos on this disk: where they were saved, what is kept, and what is under way. As
 * rushes-records.h: each function is one transaction, on the store's thread only.
 */

typedef struct
{
  gint64 number;        /* of the task */
  const char *place;    /* a path or a URI where it was saved; the name in videos/ where it is kept */
  gint64 bytes;
  const char *verified; /* (nullable): the strongest check that held */
  gint64 now;
} RushesVideoRecord;

/* Drop the links as well, from the file and from its log; and the stored transfer. Keeping leaves a transfer
 * to where the user wants it. */
gboolean rushes_records_set_saved (RushesDatabase           *database,
                                   const RushesVideoRecord  *video,
                                   GError                  **error);
gboolean rushes_records_set_kept (RushesDatabase           *database,
                                  const RushesVideoRecord  *video,
                                  GError                  **error);

/* @declined: stays once it is set, until something is kept again */
gboolean rushes_records_set_unkept (RushesDatabase *database, gint64 number, gboolean declined, GError **error);

/* Whether @name can be that of a kept video: one plain name, never a way out of the folder. */
gboolean rushes_records_is_kept_name (const char *name);

/* @transfer: (nullable): NULL: it is over. Fully synced where it is for saving. */
gboolean rushes_records_put_transfer (RushesDatabase              *database,
                                      gint64                       number,
                                      const RushesTransferRecord  *transfer,
                                      gint64                       now,
                                      GError                     **error);

/* The columns of table transfers that a row of tasks is joined with, and reading them. (nullable) */
#define RUSHES_TRANSFER_COLUMNS                                                                               \
  "transfers.purpose, transfers.destination, transfers.replace, transfers.state, "                            \
  "transfers.failure_code, transfers.failure_text, transfers.created_at"
RushesTransferRecord *rushes_records_read_transfer (sqlite3_stmt *row, int first_column);

/* (element-type utf8): names in videos/ that no task has any more */
GPtrArray *rushes_records_load_discarded (RushesDatabase *database, GError **error);
/* @names: (element-type utf8): they are thrown away */
gboolean rushes_records_forget_discarded (RushesDatabase *database, GPtrArray *names, GError **error);

G_END_DECLS
