/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-records-adding"

#include "config.h"

#include "library/rushes-records.h"

/* Adding rows: thousands may be pasted at once, and somebody waits for them. */

typedef struct
{
  const char *account_id;
  GPtrArray *additions;
  gint64 now;
} AddChange;

/* So many rows get in with one statement: for each statement, SQLite prepares the CHECKs anew. */
#define ROWS_AT_ONCE 50

/* The columns that they share are the first parameters. */
static char *
make_insertion (void)
{
  GString *sql = g_string_new ("INSERT INTO tasks (number, account_id, task_id, label, added_at) VALUES ");

  for (guint i = 0; i < ROWS_AT_ONCE; i++)
    g_string_append_printf (sql, "%s(?3 + %u, ?1, ?%u, ?%u, ?2)", i > 0 ? ", " : "", i, 4 + 2 * i, 5 + 2 * i);
  g_string_append (sql, " ON CONFLICT (account_id, task_id) DO NOTHING");
  return g_string_free (sql, FALSE);
}

/* Returns: the number that no task has had yet, or -1 */
static gint64
find_next_number (RushesDatabase *database, GError **error)
{
  sqlite3_stmt *row = rushes_database_prepare (
    database,
    "SELECT 1 + max (coalesce ((SELECT seq FROM sqlite_sequence WHERE name = 'tasks'), 0),"
    "                coalesce ((SELECT max (number) FROM tasks), 0))",
    error);
  gint64 number = -1;

  if (row == NULL || !rushes_database_next_row (database, row, error))
    return -1;

  number = sqlite3_column_int64 (row, 0);
  sqlite3_reset (row);
  return number;
}

static gboolean
insert_tasks (RushesDatabase *database,
              const AddChange *change,
              guint first,
              gint64 number,
              const char *sql,
              GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (database, sql, error);

  if (statement == NULL)
    return FALSE;

  rushes_database_bind_text (statement, 1, change->account_id);
  sqlite3_bind_int64 (statement, 2, change->now);
  sqlite3_bind_int64 (statement, 3, number);
  for (guint i = 0; i < ROWS_AT_ONCE; i++)
    {
      const RushesAddition *addition = g_ptr_array_index (change->additions, first + i);

      rushes_database_bind_text (statement, (int) (4 + 2 * i), addition->task_id);
      rushes_database_bind_text (statement, (int) (5 + 2 * i), addition->label);
    }
  return rushes_database_execute (database, statement, error);
}

static void
note_new (RushesAddition *addition, gint64 number, gint64 now)
{
  addition->added = RUSHES_ADDED_NEW;
  addition->number = number;
  addition->added_at = now;
}

static gboolean
insert_task (RushesDatabase *database, const AddChange *change, RushesAddition *addition, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (
    database,
    "INSERT INTO tasks (account_id, task_id, label, added_at) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (account_id, task_id) DO NOTHING",
    error);

  if (statement == NULL)
    return FALSE;

  rushes_database_bind_text (statement, 1, change->account_id);
  rushes_database_bind_text (statement, 2, addition->task_id);
  rushes_database_bind_text (statement, 3, addition->label);
  sqlite3_bind_int64 (statement, 4, change->now);
  if (!rushes_database_execute (database, statement, error))
    return FALSE;

  if (rushes_database_get_n_changes (database) == 1)
    note_new (addition, rushes_database_get_last_number (database), change->now);
  return TRUE;
}

/* Finds the row that is there already. */
static gboolean
find_task (RushesDatabase *database,
           const AddChange *change,
           RushesAddition *addition,
           gboolean *fill_label,
           GError **error)
{
  sqlite3_stmt *row = rushes_database_prepare (database,
                                               "SELECT number, added_at, removed_at IS NOT NULL, label FROM "
                                               "tasks WHERE account_id = ?1 AND task_id = ?2",
                                               error);

  if (row == NULL)
    return FALSE;

  rushes_database_bind_text (row, 1, change->account_id);
  rushes_database_bind_text (row, 2, addition->task_id);
  if (!rushes_database_next_row (database, row, error))
    return FALSE;

  addition->number = sqlite3_column_int64 (row, 0);
  addition->added_at = sqlite3_column_int64 (row, 1);
  addition->added = sqlite3_column_int (row, 2) != 0 ? RUSHES_ADDED_BACK : RUSHES_ADDED_TRACKED;
  *fill_label = sqlite3_column_type (row, 3) == SQLITE_NULL && addition->label != NULL;
  if (!*fill_label)
    {
      g_free (addition->label);
      addition->label = rushes_database_dup_text (row, 3);
    }
  sqlite3_reset (row);
  return TRUE;
}

static gboolean
bring_up_to_date (RushesDatabase *database, RushesAddition *addition, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (
    database, "UPDATE tasks SET label = ?2, removed_at = NULL WHERE number = ?1", error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, addition->number);
  rushes_database_bind_text (statement, 2, addition->label);
  return rushes_database_execute (database, statement, error);
}

/* Its row is there: @number tells one that has just got in from one that was there already. */
static gboolean
look_up (
  RushesDatabase *database, const AddChange *change, RushesAddition *addition, gint64 number, GError **error)
{
  gboolean fill_label = FALSE;

  if (!find_task (database, change, addition, &fill_label, error))
    return FALSE;
  if (addition->number == number)
    {
      note_new (addition, number, change->now);
      return TRUE;
    }
  return (addition->added == RUSHES_ADDED_TRACKED && !fill_label)
         || bring_up_to_date (database, addition, error);
}

static gboolean
add_one (RushesDatabase *database, const AddChange *change, RushesAddition *addition, GError **error)
{
  addition->number = 0;
  if (!insert_task (database, change, addition, error))
    return FALSE;
  return addition->number != 0 || look_up (database, change, addition, -1, error);
}

/* ROWS_AT_ONCE of them, from @first on. */
static gboolean
add_many (RushesDatabase *database, const AddChange *change, guint first, const char *sql, GError **error)
{
  const gint64 number = find_next_number (database, error);
  gboolean all_new = FALSE;

  if (number < 0 || !insert_tasks (database, change, first, number, sql, error))
    return FALSE;

  all_new = rushes_database_get_n_changes (database) == ROWS_AT_ONCE;
  for (guint i = 0; i < ROWS_AT_ONCE; i++)
    {
      RushesAddition *addition = g_ptr_array_index (change->additions, first + i);

      if (all_new)
        note_new (addition, number + i, change->now);
      else if (!look_up (database, change, addition, number + i, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_all (RushesDatabase *database, gpointer user_data, GError **error)
{
  const AddChange *change = user_data;
  g_autofree char *sql = make_insertion ();
  guint n_added = 0;

  for (; n_added + ROWS_AT_ONCE <= change->additions->len; n_added += ROWS_AT_ONCE)
    {
      if (!add_many (database, change, n_added, sql, error))
        return FALSE;
    }
  for (guint i = n_added; i < change->additions->len; i++)
    {
      if (!add_one (database, change, g_ptr_array_index (change->additions, i), error))
        return FALSE;
    }
  return TRUE;
}

gboolean
rushes_records_add (
  RushesDatabase *database, const char *account_id, GPtrArray *additions, gint64 now, GError **error)
{
  AddChange change = { account_id, additions, now };

  return rushes_database_transact (database, RUSHES_SYNC_FULL, add_all, &change, error);
}
