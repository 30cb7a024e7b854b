/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * The list as a file for other programs, and back: CSV (RFC 4180, UTF-8 with a byte order mark, so that
 * spreadsheets read it right) and JSON (an array with one object a line). Links are secrets and are never
 * among it. Times are RFC 3339 in UTC. Pure; any thread, but the task's own for new_from_task().
 */

typedef enum
{
  RUSHES_EXPORT_CSV,
  RUSHES_EXPORT_JSON,
} RushesExportFormat;

/* All texts are nullable but @task_id and @account_id; numbers are 0 and times 0 where they are not known. */
typedef struct
{
  char *task_id;
  char *account_id;
  char *label;
  char *note;
  char *state; /* the nick of the RushesState at the time of the export */
  char *raw_status;
  gint64 width;
  gint64 height;
  gint64 bytes;
  gint64 added_at;
  gint64 submitted_at;
  gint64 started_at;
  gint64 finished_at;
  char *file_id;
  char *file_name;
  char *model;
  char *prompt;
  char *failure_code;
  char *failure_text;
  char *saved_path;
  char *kept_path;
} RushesExportEntry;

RushesExportEntry *rushes_export_entry_new (const char *task_id, const char *account_id);
RushesExportEntry *rushes_export_entry_new_from_task (RushesTask *task);
void               rushes_export_entry_free (RushesExportEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesExportEntry, rushes_export_entry_free)

/* @entries: (element-type RushesExportEntry). Returns: (transfer full): the text of the file */
char *rushes_export_write (GPtrArray *entries, RushesExportFormat format);

/**
 * rushes_export_read:
 * @length: of @text in bytes, or -1
 *
 * Reads what rushes_export_write() wrote, and what others made of it: columns and members may stand in any
 * order, be unknown or missing, all but task_id. Rows without a usable id are left out.
 *
 * Returns: (transfer full) (element-type RushesExportEntry): in the order of the file; or NULL with
 *   RUSHES_ERROR_FAILED where it is neither
 */
GPtrArray *rushes_export_read (const char *text, gssize length, GError **error);

G_END_DECLS
