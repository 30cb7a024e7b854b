/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-records"

#include "config.h"

#include "library/rushes-records.h"

#include "base/rushes-redact.h"
#include "library/rushes-file-records.h"

#include <string.h>

/* Bytes; a real one has two thousand. */
#define MAX_RAW_REPLY (64 * 1024)
/* Of a task's phase that are written down: a server can make it go back and forth for ever. */
#define MOST_CHANGES "200"

void
rushes_account_record_free (RushesAccountRecord *record)
{
  g_free (record->id);
  g_free (record->name);
  g_free (record->base_url);
  g_free (record->folder);
  g_free (record->proxy);
  g_free (record->authority);
  g_free (record);
}

void
rushes_task_record_free (RushesTaskRecord *record)
{
  g_free (record->account_id);
  g_free (record->task_id);
  g_free (record->label);
  g_free (record->saved_path);
  g_free (record->note);
  g_free (record->kept_name);
  g_clear_pointer (&record->transfer, rushes_transfer_record_free);
  g_clear_pointer (&record->snapshot, rushes_snapshot_unref);
  g_free (record);
}

RushesAddition *
rushes_addition_new (const char *task_id, const char *label)
{
  RushesAddition *addition = g_new0 (RushesAddition, 1);

  addition->task_id = g_strdup (task_id);
  addition->label = g_strdup (label);
  return addition;
}

void
rushes_addition_free (RushesAddition *addition)
{
  g_free (addition->task_id);
  g_free (addition->label);
  g_free (addition);
}

RushesSnapshotRecord *
rushes_snapshot_record_new (gint64 number, RushesSnapshot *snapshot, const char *raw_reply, gint64 at)
{
  RushesSnapshotRecord *record = g_new0 (RushesSnapshotRecord, 1);

  record->number = number;
  record->snapshot = rushes_snapshot_ref (snapshot);
  record->raw_reply = g_strdup (raw_reply);
  record->at = at;
  return record;
}

void
rushes_snapshot_record_free (RushesSnapshotRecord *record)
{
  rushes_snapshot_unref (record->snapshot);
  g_free (record->raw_reply);
  g_free (record);
}

/* Accounts */

GPtrArray *
rushes_records_load_accounts (RushesDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (
    (GDestroyNotify) rushes_account_record_free);
  g_autoptr (GError) row_error = NULL;
  sqlite3_stmt *row = rushes_database_prepare (
    database,
    "SELECT id, name, base_url, folder, proxy, authority, budget FROM accounts ORDER BY created_at, rowid",
    error);

  if (row == NULL)
    return NULL;

  while (rushes_database_next_row (database, row, &row_error))
    {
      RushesAccountRecord *account = g_new0 (RushesAccountRecord, 1);

      account->id = rushes_database_dup_text (row, 0);
      account->name = rushes_database_dup_text (row, 1);
      account->base_url = rushes_database_dup_text (row, 2);
      account->folder = rushes_database_dup_text (row, 3);
      account->proxy = rushes_database_dup_text (row, 4);
      account->authority = rushes_database_dup_text (row, 5);
      account->budget = sqlite3_column_int64 (row, 6);
      g_ptr_array_add (accounts, account);
    }
  if (row_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&row_error));
      return NULL;
    }
  return g_steal_pointer (&accounts);
}

typedef struct
{
  const RushesAccountRecord *account;
  gint64 now;
} AccountChange;

static gboolean
put_account (RushesDatabase *database, gpointer user_data, GError **error)
{
  const AccountChange *change = user_data;
  sqlite3_stmt *statement = rushes_database_prepare (
    database,
    "INSERT INTO accounts (id, name, base_url, created_at, folder, proxy, authority, budget)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name, base_url = excluded.base_url,"
    " folder = excluded.folder, proxy = excluded.proxy, authority = excluded.authority,"
    " budget = excluded.budget",
    error);

  if (statement == NULL)
    return FALSE;

  rushes_database_bind_text (statement, 1, change->account->id);
  rushes_database_bind_text (statement, 2, change->account->name);
  rushes_database_bind_text (statement, 3, change->account->base_url);
  sqlite3_bind_int64 (statement, 4, change->now);
  rushes_database_bind_text (statement, 5, change->account->folder);
  rushes_database_bind_text (statement, 6, change->account->proxy);
  rushes_database_bind_text (statement, 7, change->account->authority);
  sqlite3_bind_int64 (statement, 8, change->account->budget);
  return rushes_database_execute (database, statement, error);
}

gboolean
rushes_records_put_account (RushesDatabase *database,
                            const RushesAccountRecord *account,
                            gint64 now,
                            GError **error)
{
  AccountChange change = { account, now };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, put_account, &change, error);
}

static gboolean
remove_account (RushesDatabase *database, gpointer user_data, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (database, "DELETE FROM accounts WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  rushes_database_bind_text (statement, 1, user_data);
  return rushes_database_execute (database, statement, error);
}

gboolean
rushes_records_remove_account (RushesDatabase *database, const char *id, GError **error)
{
  return rushes_database_transact (database, RUSHES_SYNC_FULL, remove_account, (gpointer) id, error);
}

typedef struct
{
  const char *id;
  const char *into;
  GArray *twins;
  gint64 now;
} Merge;

/* A task stands once in an account, removed or not: so what gives way gets an account of its own. */
static gboolean
remove_twins (RushesDatabase *database, const Merge *merge, GError **error)
{
  for (guint i = 0; i < merge->twins->len; i++)
    {
      sqlite3_stmt *statement = rushes_database_prepare (
        database,
        "UPDATE tasks SET removed_at = ?2, account_id = account_id || char(1) || number WHERE number = ?1",
        error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, g_array_index (merge->twins, gint64, i));
      sqlite3_bind_int64 (statement, 2, merge->now);
      if (!rushes_database_execute (database, statement, error))
        return FALSE;
    }
  return TRUE;
}

/* OR IGNORE: of what was removed before, some may stand in both accounts, and goes with the next purge. */
static gboolean
merge_account (RushesDatabase *database, gpointer user_data, GError **error)
{
  const Merge *merge = user_data;
  sqlite3_stmt *statement;

  if (!remove_twins (database, merge, error))
    return FALSE;

  statement = rushes_database_prepare (database,
                                       "UPDATE OR IGNORE tasks SET account_id = ?2 WHERE account_id = ?1",
                                       error);
  if (statement == NULL)
    return FALSE;
  rushes_database_bind_text (statement, 1, merge->id);
  rushes_database_bind_text (statement, 2, merge->into);
  return rushes_database_execute (database, statement, error)
         && remove_account (database, (gpointer) merge->id, error);
}

gboolean
rushes_records_merge_account (
  RushesDatabase *database, const char *id, const char *into, GArray *twins, gint64 now, GError **error)
{
  Merge merge = { id, into, twins, now };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, merge_account, &merge, error);
}

/* Reading tasks */

/* A name that both tables have needs its table. */
#define TASK_COLUMNS                                                                                         \
  "tasks.number, account_id, task_id, label, added_at, saved_path, phase, raw_status, progress, width, "     \
  "height, "                                                                                                 \
  "bytes, submitted_at, started_at, finished_at, expires_at, file_id, file_name, download_url, "             \
  "backup_download_url, model, prompt, tasks.failure_code, tasks.failure_text, failure_request_id, note, "   \
  "kept_name, kept_bytes, keep_declined, " RUSHES_TRANSFER_COLUMNS

enum
{
  COLUMN_NUMBER,
  COLUMN_ACCOUNT_ID,
  COLUMN_TASK_ID,
  COLUMN_LABEL,
  COLUMN_ADDED_AT,
  COLUMN_SAVED_PATH,
  COLUMN_PHASE,
  COLUMN_RAW_STATUS,
  COLUMN_PROGRESS,
  COLUMN_WIDTH,
  COLUMN_HEIGHT,
  COLUMN_BYTES,
  COLUMN_SUBMITTED_AT,
  COLUMN_STARTED_AT,
  COLUMN_FINISHED_AT,
  COLUMN_EXPIRES_AT,
  COLUMN_FILE_ID,
  COLUMN_FILE_NAME,
  COLUMN_DOWNLOAD_URL,
  COLUMN_BACKUP_DOWNLOAD_URL,
  COLUMN_MODEL,
  COLUMN_PROMPT,
  COLUMN_FAILURE_CODE,
  COLUMN_FAILURE_TEXT,
  COLUMN_FAILURE_REQUEST_ID,
  COLUMN_NOTE,
  COLUMN_KEPT_NAME,
  COLUMN_KEPT_BYTES,
  COLUMN_KEEP_DECLINED,
  COLUMN_TRANSFER,
};

/* The words that the table's CHECK knows. */
static RushesPhase
phase_from_word (const char *word)
{
  static const RushesPhase phases[] = { RUSHES_PHASE_WAITING, RUSHES_PHASE_RUNNING, RUSHES_PHASE_FINISHED,
                                        RUSHES_PHASE_FAILED };

  for (gsize i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      if (g_str_equal (word, rushes_phase_to_string (phases[i])))
        return phases[i];
    }
  return RUSHES_PHASE_UNKNOWN;
}

static RushesFailure *
read_failure (sqlite3_stmt *row)
{
  return rushes_failure_new ((const char *) sqlite3_column_text (row, COLUMN_FAILURE_CODE),
                             (const char *) sqlite3_column_text (row, COLUMN_FAILURE_TEXT),
                             (const char *) sqlite3_column_text (row, COLUMN_FAILURE_REQUEST_ID));
}

static RushesSnapshot *
read_snapshot (sqlite3_stmt *row)
{
  RushesSnapshot *snapshot;
  const char *phase = (const char *) sqlite3_column_text (row, COLUMN_PHASE);

  if (phase == NULL)
    return NULL;

  snapshot = rushes_snapshot_new ();
  snapshot->task_id = rushes_database_dup_text (row, COLUMN_TASK_ID);
  snapshot->phase = phase_from_word (phase);
  snapshot->raw_status = rushes_database_dup_text (row, COLUMN_RAW_STATUS);
  if (sqlite3_column_type (row, COLUMN_PROGRESS) != SQLITE_NULL)
    snapshot->progress = sqlite3_column_int (row, COLUMN_PROGRESS);
  snapshot->width = sqlite3_column_int (row, COLUMN_WIDTH);
  snapshot->height = sqlite3_column_int (row, COLUMN_HEIGHT);
  snapshot->bytes = sqlite3_column_int64 (row, COLUMN_BYTES);
  snapshot->submitted_at = sqlite3_column_int64 (row, COLUMN_SUBMITTED_AT);
  snapshot->started_at = sqlite3_column_int64 (row, COLUMN_STARTED_AT);
  snapshot->finished_at = sqlite3_column_int64 (row, COLUMN_FINISHED_AT);
  snapshot->expires_at = sqlite3_column_int64 (row, COLUMN_EXPIRES_AT);
  snapshot->file_id = rushes_database_dup_text (row, COLUMN_FILE_ID);
  snapshot->file_name = rushes_database_dup_text (row, COLUMN_FILE_NAME);
  snapshot->download_url = rushes_database_dup_text (row, COLUMN_DOWNLOAD_URL);
  snapshot->backup_download_url = rushes_database_dup_text (row, COLUMN_BACKUP_DOWNLOAD_URL);
  snapshot->model = rushes_database_dup_text (row, COLUMN_MODEL);
  snapshot->prompt = rushes_database_dup_text (row, COLUMN_PROMPT);
  if (snapshot->phase == RUSHES_PHASE_FAILED)
    snapshot->failure = read_failure (row);
  return snapshot;
}

static RushesTaskRecord *
read_task (sqlite3_stmt *row)
{
  RushesTaskRecord *task = g_new0 (RushesTaskRecord, 1);

  task->number = sqlite3_column_int64 (row, COLUMN_NUMBER);
  task->account_id = rushes_database_dup_text (row, COLUMN_ACCOUNT_ID);
  task->task_id = rushes_database_dup_text (row, COLUMN_TASK_ID);
  task->label = rushes_database_dup_text (row, COLUMN_LABEL);
  task->added_at = sqlite3_column_int64 (row, COLUMN_ADDED_AT);
  task->saved_path = rushes_database_dup_text (row, COLUMN_SAVED_PATH);
  task->note = rushes_database_dup_text (row, COLUMN_NOTE);
  task->kept_name = rushes_database_dup_text (row, COLUMN_KEPT_NAME);
  task->kept_bytes = sqlite3_column_int64 (row, COLUMN_KEPT_BYTES);
  task->keep_declined = sqlite3_column_int (row, COLUMN_KEEP_DECLINED) != 0;
  task->transfer = rushes_records_read_transfer (row, COLUMN_TRANSFER);
  task->snapshot = read_snapshot (row);
  return task;
}

GPtrArray *
rushes_records_load_tasks (RushesDatabase *database, gint64 below, guint most, GError **error)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_task_record_free);
  g_autoptr (GError) row_error = NULL;
  sqlite3_stmt *row = rushes_database_prepare (database,
                                               "SELECT " TASK_COLUMNS
                                               " FROM tasks LEFT JOIN transfers ON task = number"
                                               " WHERE removed_at IS NULL AND number < ?1"
                                               " ORDER BY number DESC LIMIT ?2",
                                               error);

  if (row == NULL)
    return NULL;

  sqlite3_bind_int64 (row, 1, below);
  sqlite3_bind_int64 (row, 2, most);
  while (rushes_database_next_row (database, row, &row_error))
    g_ptr_array_add (tasks, read_task (row));
  if (row_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&row_error));
      return NULL;
    }
  return g_steal_pointer (&tasks);
}

/* Adding and removing */

static gboolean
purge (RushesDatabase *database, gpointer user_data, GError **error)
{
  return rushes_database_run (database,
                              "INSERT OR IGNORE INTO discarded SELECT kept_name FROM tasks"
                              " WHERE removed_at IS NOT NULL AND kept_name IS NOT NULL;"
                              "DELETE FROM tasks WHERE removed_at IS NOT NULL",
                              error);
}

gboolean
rushes_records_purge (RushesDatabase *database, GError **error)
{
  return rushes_database_transact (database, RUSHES_SYNC_NORMAL, purge, NULL, error);
}

typedef struct
{
  GArray *numbers;
  gint64 removed_at;
} RemoveChange;

static gboolean
set_removed (RushesDatabase *database, gpointer user_data, GError **error)
{
  const RemoveChange *change = user_data;

  for (guint i = 0; i < change->numbers->len; i++)
    {
      sqlite3_stmt *statement = rushes_database_prepare (
        database, "UPDATE tasks SET removed_at = nullif (?2, 0) WHERE number = ?1", error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, g_array_index (change->numbers, gint64, i));
      sqlite3_bind_int64 (statement, 2, change->removed_at);
      if (!rushes_database_execute (database, statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rushes_records_set_removed (RushesDatabase *database, GArray *numbers, gint64 removed_at, GError **error)
{
  RemoveChange change = { numbers, removed_at };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, set_removed, &change, error);
}

/* Label and note */

typedef struct
{
  const char *sql;
  gint64 number;
  const char *text;
} TaskChange;

static gboolean
set_text (RushesDatabase *database, gpointer user_data, GError **error)
{
  const TaskChange *change = user_data;
  sqlite3_stmt *statement = rushes_database_prepare (database, change->sql, error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, change->number);
  rushes_database_bind_text (statement, 2, change->text);
  return rushes_database_execute (database, statement, error);
}

typedef struct
{
  GArray *numbers;
  GPtrArray *labels;
} LabelChange;

static gboolean
set_labels (RushesDatabase *database, gpointer user_data, GError **error)
{
  const LabelChange *change = user_data;

  for (guint i = 0; i < change->numbers->len; i++)
    {
      TaskChange label = { "UPDATE tasks SET label = ?2 WHERE number = ?1",
                           g_array_index (change->numbers, gint64, i),
                           g_ptr_array_index (change->labels, i) };

      if (!set_text (database, &label, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rushes_records_set_labels (RushesDatabase *database, GArray *numbers, GPtrArray *labels, GError **error)
{
  LabelChange change = { numbers, labels };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, set_labels, &change, error);
}

gboolean
rushes_records_set_note (RushesDatabase *database, gint64 number, const char *note, GError **error)
{
  TaskChange change = { "UPDATE tasks SET note = ?2 WHERE number = ?1", number, note };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, set_text, &change, error);
}

/* Before the row itself changes: a state that it has already is nothing new. */
static gboolean
add_to_history (RushesDatabase *database,
                sqlite3_stmt *statement,
                gint64 number,
                gint64 at,
                const char *state,
                GError **error)
{
  sqlite3_bind_int64 (statement, 1, number);
  sqlite3_bind_int64 (statement, 2, at);
  rushes_database_bind_text (statement, 3, state);
  return rushes_database_execute (database, statement, error);
}

gboolean
rushes_records_add_state (
  RushesDatabase *database, gint64 number, gint64 at, const char *state, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (
    database, "INSERT INTO history (task, at, state) SELECT number, ?2, ?3 FROM tasks WHERE number = ?1",
    error);

  return statement != NULL && add_to_history (database, statement, number, at, state, error);
}

/* Snapshots */

static void
bind_known (sqlite3_stmt *statement, int column, gint64 value)
{
  if (value != 0)
    sqlite3_bind_int64 (statement, column, value);
}

static void
bind_redacted (sqlite3_stmt *statement, int column, const char *text)
{
  g_autofree char *redacted = rushes_redact (text);

  rushes_database_bind_text (statement, column, redacted);
}

/* A reply is kept for a person to look at; what is longer would by and by fill the disk. Cut when its secrets
 * are gone: a piece of one would not be found. */
static void
bind_raw_reply (sqlite3_stmt *statement, int index, const char *raw_reply)
{
  g_autofree char *redacted = rushes_redact (raw_reply);
  g_autofree char *cut = NULL;

  if (redacted != NULL && strlen (redacted) > MAX_RAW_REPLY)
    cut = g_utf8_make_valid (redacted, MAX_RAW_REPLY);
  rushes_database_bind_text (statement, index, cut != NULL ? cut : redacted);
}

static void
bind_failure (sqlite3_stmt *statement, const RushesFailure *failure)
{
  rushes_database_bind_text (statement, 18, rushes_failure_get_code (failure));
  rushes_database_bind_text (statement, 19, rushes_failure_get_text (failure));
  rushes_database_bind_text (statement, 20, rushes_failure_get_request_id (failure));
}

static void
bind_snapshot (sqlite3_stmt *statement, const RushesSnapshot *snapshot)
{
  rushes_database_bind_text (statement, 2, rushes_phase_to_string (snapshot->phase));
  bind_redacted (statement, 3, snapshot->raw_status);
  if (snapshot->progress >= 0)
    sqlite3_bind_int (statement, 4, snapshot->progress);
  bind_known (statement, 5, snapshot->width);
  bind_known (statement, 6, snapshot->height);
  bind_known (statement, 7, snapshot->bytes);
  bind_known (statement, 8, snapshot->submitted_at);
  bind_known (statement, 9, snapshot->started_at);
  bind_known (statement, 10, snapshot->finished_at);
  bind_known (statement, 11, snapshot->expires_at);
  rushes_database_bind_text (statement, 12, snapshot->file_id);
  bind_redacted (statement, 13, snapshot->file_name);
  rushes_database_bind_text (statement, 14, snapshot->download_url);
  rushes_database_bind_text (statement, 15, snapshot->backup_download_url);
  bind_redacted (statement, 16, snapshot->model);
  bind_redacted (statement, 17, snapshot->prompt);
  if (snapshot->failure != NULL)
    bind_failure (statement, snapshot->failure);
}

static sqlite3_stmt *
prepare_phase (RushesDatabase *database, GError **error)
{
  return rushes_database_prepare (database,
                                  "INSERT INTO history (task, at, state) SELECT number, ?2, ?3 FROM tasks"
                                  " WHERE number = ?1 AND phase IS NOT ?3"
                                  " AND (SELECT count (*) FROM history WHERE task = ?1) < " MOST_CHANGES,
                                  error);
}

static sqlite3_stmt *
prepare_snapshot (RushesDatabase *database, GError **error)
{
  return rushes_database_prepare (
    database,
    "UPDATE tasks SET phase = ?2, raw_status = ?3, progress = ?4, width = ?5, height = ?6, bytes = ?7,"
    " submitted_at = ?8, started_at = ?9, finished_at = ?10,"
    " expires_at = iif (coalesce (saved_path, kept_name) IS NULL, ?11, NULL), file_id = ?12, file_name = ?13,"
    " download_url = iif (coalesce (saved_path, kept_name) IS NULL, ?14, NULL),"
    " backup_download_url = iif (coalesce (saved_path, kept_name) IS NULL, ?15, NULL), model = ?16,"
    " prompt = ?17,"
    " failure_code = ?18, failure_text = ?19, failure_request_id = ?20,"
    " raw_reply = ifnull (?21, raw_reply) WHERE number = ?1",
    error);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const RushesSnapshotRecord *one = *(const RushesSnapshotRecord *const *) a;
  const RushesSnapshotRecord *other = *(const RushesSnapshotRecord *const *) b;

  return one->number < other->number ? -1 : one->number > other->number;
}

/* As they stand in the file: tasks that share a page are written with one, however many pages there are. */
static gboolean
write_snapshots (RushesDatabase *database, gpointer user_data, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();
  sqlite3_stmt *phase = prepare_phase (database, error);
  sqlite3_stmt *statement = phase != NULL ? prepare_snapshot (database, error) : NULL;

  if (statement == NULL)
    return FALSE;

  g_ptr_array_extend (records, user_data, NULL, NULL);
  g_ptr_array_sort (records, compare_numbers);
  for (guint i = 0; i < records->len; i++)
    {
      const RushesSnapshotRecord *record = g_ptr_array_index (records, i);

      if (!add_to_history (database, phase, record->number, record->at,
                           rushes_phase_to_string (record->snapshot->phase), error))
        return FALSE;
      sqlite3_bind_int64 (statement, 1, record->number);
      bind_snapshot (statement, record->snapshot);
      bind_raw_reply (statement, 21, record->raw_reply);
      if (!rushes_database_execute (database, statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rushes_records_write_snapshots (RushesDatabase *database, GPtrArray *records, GError **error)
{
  return rushes_database_transact (database, RUSHES_SYNC_NORMAL, write_snapshots, records, error);
}

/* Details */

static gboolean
load_history (RushesDatabase *database, gint64 number, RushesTaskDetails *details, GError **error)
{
  g_autoptr (GError) row_error = NULL;
  sqlite3_stmt *row = rushes_database_prepare (database,
                                               "SELECT at, state FROM history WHERE task = ?1 ORDER BY rowid",
                                               error);

  if (row == NULL)
    return FALSE;

  sqlite3_bind_int64 (row, 1, number);
  while (rushes_database_next_row (database, row, &row_error))
    {
      RushesHistoryEntry entry = { sqlite3_column_int64 (row, 0), rushes_database_dup_text (row, 1) };

      g_array_append_val (details->history, entry);
    }
  if (row_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&row_error));
      return FALSE;
    }
  return TRUE;
}

RushesTaskDetails *
rushes_records_load_details (RushesDatabase *database, gint64 number, GError **error)
{
  g_autoptr (RushesTaskDetails) details = rushes_task_details_new ();
  g_autoptr (GError) row_error = NULL;
  sqlite3_stmt *row = rushes_database_prepare (
    database, "SELECT raw_reply, coalesce(saved_verified, kept_verified) FROM tasks WHERE number = ?1",
    error);

  if (row == NULL)
    return NULL;

  sqlite3_bind_int64 (row, 1, number);
  if (rushes_database_next_row (database, row, &row_error))
    {
      details->raw_reply = rushes_database_dup_text (row, 0);
      details->verified = rushes_database_dup_text (row, 1);
    }
  sqlite3_reset (row);
  if (row_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&row_error));
      return NULL;
    }
  return load_history (database, number, details, error) ? g_steal_pointer (&details) : NULL;
}
