/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"
#include "library/rushes-database.h"
#include "library/rushes-task-details.h"
#include "library/rushes-transfer-status.h"

G_BEGIN_DECLS

/**
 * The rows of library.db: what is stored of accounts and tasks, and every change to it. Each
 * function is one transaction. On the store's thread only.
 */

typedef struct
{
  char *id;
  char *name;
  char *base_url;
  char *folder;    /* (nullable) */
  char *proxy;     /* (nullable) */
  char *authority; /* (nullable) */
  gint64 budget;
} RushesAccountRecord;

typedef struct
{
  gint64 number; /* never given twice, grows with every task */
  char *account_id;
  char *task_id;
  char *label; /* (nullable) */
  gint64 added_at;
  RushesSnapshot *snapshot; /* (nullable): never answered */
  char *saved_path;         /* (nullable) */
  char *note;               /* (nullable) */
  char *kept_name;          /* (nullable): in videos/ */
  gint64 kept_bytes;
  gboolean keep_declined;
  RushesTransferRecord *transfer; /* (nullable) */
} RushesTaskRecord;

void rushes_account_record_free (RushesAccountRecord *record);
void rushes_task_record_free (RushesTaskRecord *record);

/* (element-type RushesAccountRecord): the oldest first */
GPtrArray *rushes_records_load_accounts (RushesDatabase *database, GError **error);
/* (element-type RushesTaskRecord): those with a number below @below, the newest first, at most @most; without
 * those that were removed */
GPtrArray *rushes_records_load_tasks (RushesDatabase *database, gint64 below, guint most, GError **error);

/* For good: the rows that were removed. Their kept files are to be thrown away: see rushes-file-records.h. */
gboolean rushes_records_purge (RushesDatabase *database, GError **error);

gboolean rushes_records_put_account (RushesDatabase             *database,
                                     const RushesAccountRecord  *account,
                                     gint64                      now,
                                     GError                    **error);

/* Its tasks stay as they are. */
gboolean rushes_records_remove_account (RushesDatabase *database, const char *id, GError **error);

/**
 * rushes_records_merge_account:
 * @twins: (element-type gint64): rows that give way to another one of the same task: they are removed at @now,
 *   and never come back
 *
 * Every other task of @id is one of @into then, and @id is no more.
 */
gboolean rushes_records_merge_account (RushesDatabase  *database,
                                       const char      *id,
                                       const char      *into,
                                       GArray          *twins,
                                       gint64           now,
                                       GError         **error);

typedef enum
{
  RUSHES_ADDED_NEW,
  RUSHES_ADDED_BACK,    /* it had been removed, and is there again */
  RUSHES_ADDED_TRACKED, /* it is there already */
} RushesAdded;

/**
 * RushesAddition: one id to be added, and what became of it.
 *
 * @label: (nullable): in: fills an empty one; out: the one that the row has now
 */
typedef struct
{
  char *task_id;
  char *label;

  /* out */
  RushesAdded added;
  gint64 number;
  gint64 added_at;
} RushesAddition;

RushesAddition *rushes_addition_new (const char *task_id, const char *label);
void            rushes_addition_free (RushesAddition *addition);

/* @additions: (element-type RushesAddition): each id once */
gboolean rushes_records_add (RushesDatabase  *database,
                             const char      *account_id,
                             GPtrArray       *additions,
                             gint64           now,
                             GError         **error);

/* @numbers: (element-type gint64) @removed_at: when; 0: they are back */
gboolean rushes_records_set_removed (RushesDatabase  *database,
                                     GArray          *numbers,
                                     gint64           removed_at,
                                     GError         **error);

/* @numbers: (element-type gint64) @labels: (element-type utf8): as many; NULL where there is none */
gboolean rushes_records_set_labels (RushesDatabase  *database,
                                    GArray          *numbers,
                                    GPtrArray       *labels,
                                    GError         **error);

gboolean rushes_records_set_note (RushesDatabase  *database,
                                  gint64           number,
                                  const char      *note,
                                  GError         **error);

/* Within somebody's transaction: one more line of the task's history. */
gboolean rushes_records_add_state (RushesDatabase  *database,
                                   gint64           number,
                                   gint64           at,
                                   const char      *state,
                                   GError         **error);

/**
 * RushesSnapshotRecord:
 * @raw_reply: (nullable): the reply as it came; stored without secrets. NULL leaves the one that is there
 * @at: Unix seconds: when it was said
 */
typedef struct
{
  gint64 number;
  RushesSnapshot *snapshot;
  char *raw_reply;
  gint64 at;
} RushesSnapshotRecord;

RushesSnapshotRecord *rushes_snapshot_record_new (gint64          number,
                                                  RushesSnapshot *snapshot,
                                                  const char     *raw_reply,
                                                  gint64          at);
void                  rushes_snapshot_record_free (RushesSnapshotRecord *record);

/* @records: (element-type RushesSnapshotRecord). Links are left out where the video is on this disk. */
gboolean rushes_records_write_snapshots (RushesDatabase *database, GPtrArray *records, GError **error);

/* What is only looked at one task at a time, and not kept in memory. */
RushesTaskDetails *rushes_records_load_details (RushesDatabase *database, gint64 number, GError **error);

G_END_DECLS
