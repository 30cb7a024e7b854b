/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-file-records"

#include "config.h"

#include "library/rushes-file-records.h"

#include "base/rushes-redact.h"
#include "library/rushes-records.h"

#include <string.h>

/* Where the video is */

static gboolean
execute_with_number (RushesDatabase *database, const char *sql, gint64 number, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, number);
  return rushes_database_execute (database, statement, error);
}

static gboolean
set_video (RushesDatabase *database, const char *sql, const RushesVideoRecord *video, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, video->number);
  rushes_database_bind_text (statement, 2, video->place);
  sqlite3_bind_int64 (statement, 3, video->now);
  sqlite3_bind_int64 (statement, 4, video->bytes);
  rushes_database_bind_text (statement, 5, video->verified);
  return rushes_database_execute (database, statement, error);
}

static gboolean
set_saved (RushesDatabase *database, gpointer user_data, GError **error)
{
  const RushesVideoRecord *video = user_data;

  return rushes_records_add_state (database, video->number, video->now, "saved", error)
         && set_video (
           database,
           "UPDATE tasks SET saved_path = ?2, saved_at = ?3, bytes = ?4, saved_verified = ?5,"
           " download_url = NULL, backup_download_url = NULL, expires_at = NULL WHERE number = ?1",
           video, error)
         && execute_with_number (database, "DELETE FROM transfers WHERE task = ?1", video->number, error);
}

static gboolean
keep_from_discarding (RushesDatabase *database, const char *name, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (database, "DELETE FROM discarded WHERE name = ?1",
                                                     error);

  if (statement == NULL)
    return FALSE;

  rushes_database_bind_text (statement, 1, name);
  return rushes_database_execute (database, statement, error);
}

static gboolean
set_kept (RushesDatabase *database, gpointer user_data, GError **error)
{
  const RushesVideoRecord *video = user_data;

  return rushes_records_add_state (database, video->number, video->now, "kept", error)
         && set_video (
           database,
           "UPDATE tasks SET kept_name = ?2, kept_at = ?3, kept_bytes = ?4, bytes = ?4, kept_verified = ?5,"
           " keep_declined = 0, download_url = NULL, backup_download_url = NULL, expires_at = NULL"
           " WHERE number = ?1",
           video, error)
         && execute_with_number (database, "DELETE FROM transfers WHERE task = ?1 AND purpose = 'keep'",
                                 video->number, error)
         && keep_from_discarding (database, video->place, error);
}

static gboolean
transact_video (RushesDatabase *database,
                RushesDatabaseFunc func,
                const RushesVideoRecord *video,
                GError **error)
{
  RushesVideoRecord copy = *video;

  if (!rushes_database_transact (database, RUSHES_SYNC_FULL, func, &copy, error))
    return FALSE;

  /* What is recorded is recorded: where the log cannot be emptied now, closing does it. */
  rushes_database_empty_log (database, NULL);
  return TRUE;
}

gboolean
rushes_records_set_saved (RushesDatabase *database, const RushesVideoRecord *video, GError **error)
{
  return transact_video (database, set_saved, video, error);
}

gboolean
rushes_records_set_kept (RushesDatabase *database, const RushesVideoRecord *video, GError **error)
{
  return transact_video (database, set_kept, video, error);
}

typedef struct
{
  gint64 number;
  gboolean declined;
} UnkeptChange;

static gboolean
set_unkept (RushesDatabase *database, gpointer user_data, GError **error)
{
  const UnkeptChange *change = user_data;
  sqlite3_stmt *statement = rushes_database_prepare (
    database,
    "UPDATE tasks SET kept_name = NULL, kept_at = NULL, kept_bytes = NULL, kept_verified = NULL,"
    " keep_declined = max (keep_declined, ?2) WHERE number = ?1",
    error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, change->number);
  sqlite3_bind_int (statement, 2, change->declined);
  return rushes_database_execute (database, statement, error);
}

gboolean
rushes_records_set_unkept (RushesDatabase *database, gint64 number, gboolean declined, GError **error)
{
  UnkeptChange change = { number, !!declined };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, set_unkept, &change, error);
}

gboolean
rushes_records_is_kept_name (const char *name)
{
  return name != NULL && *name != '\0' && *name != '.' && strlen (name) <= 255 && strchr (name, '/') == NULL;
}

/* What is under way */

typedef struct
{
  gint64 number;
  const RushesTransferRecord *transfer; /* (nullable) */
  gint64 now;
} TransferChange;

/* What goes on now is queued again when the program starts. */
static const char *
stored_state (RushesTransferState state)
{
  return rushes_transfer_state_to_string (
    state == RUSHES_TRANSFER_PAUSED || state == RUSHES_TRANSFER_FAILED ? state : RUSHES_TRANSFER_QUEUED);
}

static void
bind_redacted (sqlite3_stmt *statement, int column, const char *text)
{
  g_autofree char *redacted = rushes_redact (text);

  rushes_database_bind_text (statement, column, redacted);
}

static gboolean
put_transfer (RushesDatabase *database, gpointer user_data, GError **error)
{
  const TransferChange *change = user_data;
  const RushesTransferRecord *transfer = change->transfer;
  sqlite3_stmt *statement;

  if (transfer == NULL)
    return execute_with_number (database, "DELETE FROM transfers WHERE task = ?1", change->number, error);

  statement = rushes_database_prepare (
    database,
    "INSERT OR REPLACE INTO transfers (task, purpose, destination, replace, state, failure_code,"
    " failure_text, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    error);
  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, change->number);
  rushes_database_bind_text (statement, 2, rushes_transfer_purpose_to_string (transfer->purpose));
  rushes_database_bind_text (statement, 3, transfer->destination);
  sqlite3_bind_int (statement, 4, !!transfer->replace);
  rushes_database_bind_text (statement, 5, stored_state (transfer->state));
  bind_redacted (statement, 6, transfer->failure_code);
  bind_redacted (statement, 7, transfer->failure_text);
  sqlite3_bind_int64 (statement, 8, transfer->created_at != 0 ? transfer->created_at : change->now);
  return rushes_database_execute (database, statement, error);
}

gboolean
rushes_records_put_transfer (
  RushesDatabase *database, gint64 number, const RushesTransferRecord *transfer, gint64 now, GError **error)
{
  TransferChange change = { number, transfer, now };
  const gboolean asked_for = transfer != NULL && transfer->purpose == RUSHES_PURPOSE_SAVE;

  return rushes_database_transact (database, asked_for ? RUSHES_SYNC_FULL : RUSHES_SYNC_NORMAL, put_transfer,
                                   &change, error);
}

enum
{
  COLUMN_PURPOSE,
  COLUMN_DESTINATION,
  COLUMN_REPLACE,
  COLUMN_STATE,
  COLUMN_FAILURE_CODE,
  COLUMN_FAILURE_TEXT,
  COLUMN_CREATED_AT,
};

RushesTransferRecord *
rushes_records_read_transfer (sqlite3_stmt *row, int first)
{
  const char *purpose = (const char *) sqlite3_column_text (row, first + COLUMN_PURPOSE);
  RushesTransferRecord *transfer;

  if (purpose == NULL)
    return NULL;

  transfer = rushes_transfer_record_new (g_str_equal (purpose, "save") ? RUSHES_PURPOSE_SAVE
                                                                       : RUSHES_PURPOSE_KEEP,
                                         (const char *) sqlite3_column_text (row, first + COLUMN_DESTINATION),
                                         sqlite3_column_int (row, first + COLUMN_REPLACE));
  transfer->state = rushes_transfer_state_from_string (
    (const char *) sqlite3_column_text (row, first + COLUMN_STATE));
  transfer->failure_code = rushes_database_dup_text (row, first + COLUMN_FAILURE_CODE);
  transfer->failure_text = rushes_database_dup_text (row, first + COLUMN_FAILURE_TEXT);
  transfer->created_at = sqlite3_column_int64 (row, first + COLUMN_CREATED_AT);
  return transfer;
}

/* What is to be thrown away */

GPtrArray *
rushes_records_load_discarded (RushesDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) row_error = NULL;
  sqlite3_stmt *row = rushes_database_prepare (
    database,
    "SELECT name FROM discarded WHERE name NOT IN (SELECT kept_name FROM tasks WHERE kept_name IS NOT NULL)",
    error);

  if (row == NULL)
    return NULL;

  while (rushes_database_next_row (database, row, &row_error))
    {
      const char *name = (const char *) sqlite3_column_text (row, 0);

      if (rushes_records_is_kept_name (name))
        g_ptr_array_add (names, g_strdup (name));
    }
  if (row_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&row_error));
      return NULL;
    }
  return g_steal_pointer (&names);
}

static gboolean
forget_discarded (RushesDatabase *database, gpointer user_data, GError **error)
{
  GPtrArray *names = user_data;

  for (guint i = 0; i < names->len; i++)
    {
      if (!keep_from_discarding (database, g_ptr_array_index (names, i), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rushes_records_forget_discarded (RushesDatabase *database, GPtrArray *names, GError **error)
{
  return rushes_database_transact (database, RUSHES_SYNC_NORMAL, forget_discarded, names, error);
}
