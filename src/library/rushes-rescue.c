/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-rescue"

#include "config.h"

#include "library/rushes-rescue.h"

#include "api/rushes-account.h"
#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "intake/rushes-intake.h"
#include "library/rushes-file-records.h"
#include "library/rushes-salvage.h"
#include "library/rushes-schema.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The columns of a row, in the order of the table: as they have been in every version so far. Steps
 * only ever add some at the end. */
typedef struct
{
  const char *name;
  RushesSalvagedType type;
  gint64 most; /* a number above this, or below 0, is damage */
} Column;

#define TEXT(name)                                                                                           \
  {                                                                                                          \
    name, RUSHES_SALVAGED_TEXT, 0                                                                            \
  }
#define NUMBER(name, most)                                                                                   \
  {                                                                                                          \
    name, RUSHES_SALVAGED_INTEGER, most                                                                      \
  }
/* The year 9999: what GDateTime can still show. */
#define TIME(name) NUMBER (name, G_GINT64_CONSTANT (253402300799))

#define MAX_NUMBER (G_GINT64_CONSTANT (1) << 40)

static const Column task_columns[] = {
  NUMBER ("number", MAX_NUMBER),
  TEXT ("account_id"),
  TEXT ("task_id"),
  TEXT ("label"),
  TIME ("added_at"),
  TEXT ("phase"),
  TEXT ("raw_status"),
  NUMBER ("progress", 100),
  NUMBER ("width", 100000),
  NUMBER ("height", 100000),
  NUMBER ("bytes", G_MAXINT64),
  TIME ("submitted_at"),
  TIME ("started_at"),
  TIME ("finished_at"),
  TIME ("expires_at"),
  TEXT ("file_id"),
  TEXT ("file_name"),
  TEXT ("download_url"),
  TEXT ("backup_download_url"),
  TEXT ("model"),
  TEXT ("prompt"),
  TEXT ("failure_code"),
  TEXT ("failure_text"),
  TEXT ("failure_request_id"),
  TEXT ("saved_path"),
  TIME ("saved_at"),
  TIME ("removed_at"),
  TEXT ("note"),
  TEXT ("raw_reply"),
  TEXT ("kept_name"),
  NUMBER ("kept_bytes", G_MAXINT64),
  TIME ("kept_at"),
  TEXT ("kept_verified"),
  NUMBER ("keep_declined", 1),
  TEXT ("saved_verified"),
};

enum
{
  TASK_ACCOUNT_ID = 1,
  TASK_TASK_ID = 2,
  TASK_ADDED_AT = 4,
  TASK_PHASE = 5,
  TASK_DOWNLOAD_URL = 17,
  TASK_BACKUP_DOWNLOAD_URL = 18,
  TASK_SAVED_PATH = 24,
  TASK_REMOVED_AT = 26,
  TASK_KEPT_NAME = 29,
  TASK_KEEP_DECLINED = 33,
  /* The first version's; rows that were written before a step keep theirs. */
  N_FIRST_TASK_COLUMNS = 27,
};

/* The columns of an account; the first four are the first version's, the fifth came with the third. */
enum
{
  ACCOUNT_FOLDER = 4,
  ACCOUNT_AUTHORITY = 6,
  ACCOUNT_BUDGET,
  N_ACCOUNT_COLUMNS,
};

typedef struct
{
  GPtrArray *records;
  GHashTable *removed; /* set of "account\ntask": what a person took away does not come back */
  char *insertion;
  gint64 now;
  RushesRescue *rescue;
} Refill;

void
rushes_rescue_free (RushesRescue *self)
{
  g_free (self->kept_as);
  g_free (self);
}

/* Telling records apart: an index or a table is known by what its values are */

static gboolean
is_id (const RushesSalvagedValue *value)
{
  if (value->type != RUSHES_SALVAGED_TEXT || *value->text == '\0'
      || strlen (value->text) > RUSHES_INTAKE_MAX_ID_LENGTH)
    return FALSE;

  for (const char *p = value->text; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_task (const RushesSalvagedRecord *record)
{
  return record->in_table && record->n_values >= N_FIRST_TASK_COLUMNS
         && record->values[0].type == RUSHES_SALVAGED_NULL && is_id (&record->values[TASK_ACCOUNT_ID])
         && is_id (&record->values[TASK_TASK_ID]);
}

/* UNIQUE (account_id, task_id) keeps both, and the number of the row. */
static gboolean
is_task_entry (const RushesSalvagedRecord *record)
{
  return !record->in_table && record->n_values == 3 && is_id (&record->values[0])
         && is_id (&record->values[1]) && record->values[2].type == RUSHES_SALVAGED_INTEGER;
}

/* A row of the schema is made of the same types, but has no address in it. */
static gboolean
is_account (const RushesSalvagedRecord *record)
{
  return record->in_table
         && (record->n_values == 4 || record->n_values == 5 || record->n_values == N_ACCOUNT_COLUMNS)
         && is_id (&record->values[0]) && record->values[1].type == RUSHES_SALVAGED_TEXT
         && record->values[2].type == RUSHES_SALVAGED_TEXT && strstr (record->values[2].text, "://") != NULL
         && record->values[3].type == RUSHES_SALVAGED_INTEGER;
}

static gboolean
is_history (const RushesSalvagedRecord *record)
{
  return record->in_table && record->n_values == 3 && record->values[0].type == RUSHES_SALVAGED_INTEGER
         && record->values[1].type == RUSHES_SALVAGED_INTEGER
         && record->values[2].type == RUSHES_SALVAGED_TEXT;
}

static gboolean
is_word (const RushesSalvagedValue *value, const char *first, const char *second)
{
  return value->type == RUSHES_SALVAGED_TEXT
         && (g_str_equal (value->text, first) || g_str_equal (value->text, second));
}

static gboolean
is_transfer (const RushesSalvagedRecord *record)
{
  return record->in_table && record->n_values == 8 && record->values[0].type == RUSHES_SALVAGED_NULL
         && is_word (&record->values[1], "keep", "save") && record->values[4].type == RUSHES_SALVAGED_TEXT
         && record->values[7].type == RUSHES_SALVAGED_INTEGER;
}

static char *
key_of (const RushesSalvagedValue *account_id, const RushesSalvagedValue *task_id)
{
  return g_strconcat (account_id->text, "\n", task_id->text, NULL);
}

/* Filling the fresh library */

/* (nullable) */
static const char *
get_text (const RushesSalvagedRecord *record, guint i)
{
  return i < record->n_values && record->values[i].type == RUSHES_SALVAGED_TEXT ? record->values[i].text
                                                                                : NULL;
}

static gint64
get_budget (const RushesSalvagedRecord *record)
{
  if (ACCOUNT_BUDGET >= record->n_values || record->values[ACCOUNT_BUDGET].type != RUSHES_SALVAGED_INTEGER)
    return 0;
  return CLAMP (record->values[ACCOUNT_BUDGET].integer, 0, RUSHES_ACCOUNT_MAX_BUDGET);
}

static gboolean
put_account (RushesDatabase *database, const RushesSalvagedRecord *record, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (
    database,
    "INSERT INTO accounts (id, name, base_url, created_at, folder, proxy, authority, budget)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
    error);

  if (statement == NULL)
    return FALSE;

  for (int i = 0; i < 3; i++)
    rushes_database_bind_text (statement, i + 1, record->values[i].text);
  sqlite3_bind_int64 (statement, 4, record->values[3].integer);
  for (guint i = ACCOUNT_FOLDER; i <= ACCOUNT_AUTHORITY; i++)
    rushes_database_bind_text (statement, (int) i + 1, get_text (record, i));
  sqlite3_bind_int64 (statement, ACCOUNT_BUDGET + 1, get_budget (record));
  return rushes_database_execute (database, statement, error);
}

static char *
build_insertion (void)
{
  GString *names = g_string_new ("INSERT INTO tasks (");
  g_autoptr (GString) places = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (task_columns); i++)
    {
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", task_columns[i].name);
      g_string_append_printf (places, "%s?%u", i > 0 ? ", " : "", i + 1);
    }
  g_string_append_printf (names, ") VALUES (%s) ON CONFLICT DO NOTHING", places->str);
  return g_string_free (names, FALSE);
}

static gboolean
is_phase (const char *word)
{
  static const char *const words[] = { "unknown", "waiting", "running", "finished", "failed", NULL };

  return g_strv_contains (words, word);
}

/* Damage may have got into any value; the table takes only what fits. */
static void
bind_value (sqlite3_stmt *statement, const RushesSalvagedRecord *record, guint i)
{
  const RushesSalvagedValue *value = &record->values[i];

  if (value->type != task_columns[i].type)
    return;
  if (value->type == RUSHES_SALVAGED_INTEGER)
    {
      if (value->integer >= 0 && value->integer <= task_columns[i].most)
        sqlite3_bind_int64 (statement, (int) i + 1, value->integer);
    }
  else if ((i != TASK_PHASE || is_phase (value->text))
           && (i != TASK_KEPT_NAME || rushes_records_is_kept_name (value->text)))
    rushes_database_bind_text (statement, (int) i + 1, value->text);
}

static gboolean
has_text (const RushesSalvagedRecord *record, guint i)
{
  return i < record->n_values && record->values[i].type == RUSHES_SALVAGED_TEXT;
}

static gboolean
has_number (const RushesSalvagedRecord *record, guint i)
{
  return i < record->n_values && record->values[i].type == RUSHES_SALVAGED_INTEGER
         && record->values[i].integer >= 0 && record->values[i].integer <= task_columns[i].most;
}

static gboolean
put_row (
  RushesDatabase *database, Refill *refill, const RushesSalvagedRecord *record, gint64 number, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (database, refill->insertion, error);
  const gboolean on_disk = has_text (record, TASK_SAVED_PATH) || has_text (record, TASK_KEPT_NAME);

  if (statement == NULL)
    return FALSE;

  if (number != 0)
    sqlite3_bind_int64 (statement, 1, number);
  for (guint i = 1; i < MIN (record->n_values, G_N_ELEMENTS (task_columns)); i++)
    {
      if (!on_disk || (i != TASK_DOWNLOAD_URL && i != TASK_BACKUP_DOWNLOAD_URL))
        bind_value (statement, record, i);
    }
  if (!has_number (record, TASK_KEEP_DECLINED))
    sqlite3_bind_int64 (statement, TASK_KEEP_DECLINED + 1, 0);
  if (!has_number (record, TASK_ADDED_AT))
    sqlite3_bind_int64 (statement, TASK_ADDED_AT + 1, refill->now);
  return rushes_database_execute (database, statement, error);
}

static gboolean
is_number (gint64 number)
{
  return number > 0 && number <= MAX_NUMBER;
}

/* A number that damage has given to two goes to the first; the other gets one of its own, unless it is the
 * same task once more. */
static gboolean
put_task (RushesDatabase *database, Refill *refill, const RushesSalvagedRecord *record, GError **error)
{
  if (record->values[TASK_REMOVED_AT].type == RUSHES_SALVAGED_INTEGER)
    {
      g_hash_table_add (refill->removed,
                        key_of (&record->values[TASK_ACCOUNT_ID], &record->values[TASK_TASK_ID]));
      return TRUE;
    }

  if (!put_row (database, refill, record, is_number (record->row) ? record->row : 0, error))
    return FALSE;
  if (rushes_database_get_n_changes (database) == 0 && !put_row (database, refill, record, 0, error))
    return FALSE;
  refill->rescue->n_tasks += (guint) rushes_database_get_n_changes (database);
  return TRUE;
}

static gboolean
put_bare (RushesDatabase *database,
          Refill *refill,
          const RushesSalvagedValue *account_id,
          const RushesSalvagedValue *task_id,
          gint64 number,
          GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (
    database,
    "INSERT INTO tasks (number, account_id, task_id, added_at) VALUES (nullif (?1, 0), ?2, ?3, ?4)"
    " ON CONFLICT DO NOTHING",
    error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, number);
  rushes_database_bind_text (statement, 2, account_id->text);
  rushes_database_bind_text (statement, 3, task_id->text);
  sqlite3_bind_int64 (statement, 4, refill->now);
  return rushes_database_execute (database, statement, error);
}

/* The row is gone, but the index still knows which task it was. */
static gboolean
put_entry (RushesDatabase *database, Refill *refill, const RushesSalvagedRecord *record, GError **error)
{
  const RushesSalvagedValue *values = record->values;
  g_autofree char *key = key_of (&values[0], &values[1]);
  const gint64 number = is_number (values[2].integer) ? values[2].integer : 0;

  if (g_hash_table_contains (refill->removed, key))
    return TRUE;

  if (!put_bare (database, refill, &values[0], &values[1], number, error))
    return FALSE;
  if (rushes_database_get_n_changes (database) == 0
      && !put_bare (database, refill, &values[0], &values[1], 0, error))
    return FALSE;
  refill->rescue->n_tasks += (guint) rushes_database_get_n_changes (database);
  refill->rescue->n_bare += (guint) rushes_database_get_n_changes (database);
  return TRUE;
}

static gboolean
put_history (RushesDatabase *database, Refill *refill, const RushesSalvagedRecord *record, GError **error)
{
  sqlite3_stmt *statement = rushes_database_prepare (
    database, "INSERT INTO history (task, at, state) SELECT number, ?2, ?3 FROM tasks WHERE number = ?1",
    error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, record->values[0].integer);
  sqlite3_bind_int64 (statement, 2, record->values[1].integer);
  rushes_database_bind_text (statement, 3, record->values[2].text);
  return rushes_database_execute (database, statement, error);
}

/* One that has become nonsense is only asked for once more. */
static gboolean
put_transfer (RushesDatabase *database, Refill *refill, const RushesSalvagedRecord *record, GError **error)
{
  const RushesSalvagedValue *values = record->values;
  sqlite3_stmt *statement = rushes_database_prepare (
    database,
    "INSERT OR IGNORE INTO transfers (task, purpose, destination, replace, state, failure_code,"
    " failure_text, created_at) SELECT number, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM tasks WHERE number = ?1",
    error);

  if (statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (statement, 1, record->row);
  rushes_database_bind_text (statement, 2, values[1].text);
  rushes_database_bind_text (statement, 3, values[2].text);
  sqlite3_bind_int64 (statement, 4, values[3].integer != 0);
  rushes_database_bind_text (statement, 5, values[4].text);
  rushes_database_bind_text (statement, 6, values[5].text);
  rushes_database_bind_text (statement, 7, values[6].text);
  sqlite3_bind_int64 (statement, 8, values[7].integer);
  return rushes_database_execute (database, statement, error);
}

typedef gboolean (*PutFunc) (RushesDatabase *, Refill *, const RushesSalvagedRecord *, GError **);

static gboolean
put_all (RushesDatabase *database,
         Refill *refill,
         gboolean (*wanted) (const RushesSalvagedRecord *record),
         PutFunc put,
         GError **error)
{
  for (guint i = 0; i < refill->records->len; i++)
    {
      const RushesSalvagedRecord *record = g_ptr_array_index (refill->records, i);

      if (wanted (record) && !put (database, refill, record, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_account_of (RushesDatabase *database, Refill *refill, const RushesSalvagedRecord *record, GError **error)
{
  return put_account (database, record, error);
}

static gboolean
fill (RushesDatabase *database, gpointer user_data, GError **error)
{
  Refill *refill = user_data;

  return put_all (database, refill, is_account, put_account_of, error)
         && put_all (database, refill, is_task, put_task, error)
         && put_all (database, refill, is_task_entry, put_entry, error)
         && put_all (database, refill, is_history, put_history, error)
         && put_all (database, refill, is_transfer, put_transfer, error);
}

/* Files */

static char *
fresh_path_of (const char *path)
{
  return g_strconcat (path, ".rescued", NULL);
}

static void
delete_fresh (const char *fresh)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (fresh, endings[i], NULL);

      unlink (path);
    }
}

static gboolean
make_fresh (const char *fresh, Refill *refill, GError **error)
{
  g_autoptr (RushesDatabase) database = NULL;

  delete_fresh (fresh);
  database = rushes_database_open (fresh, error);
  return database != NULL && rushes_database_begin_writing (database, error)
         && rushes_schema_upgrade (database, error)
         && rushes_database_transact (database, RUSHES_SYNC_FULL, fill, refill, error)
         && rushes_database_close (g_steal_pointer (&database), error);
}

static char *
choose_kept_path (const char *path, gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now);
  g_autofree char *stamp = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H-%M-%SZ") : g_strdup ("");
  char *kept = g_strdup_printf ("%s.damaged-%s", path, stamp);

  for (guint i = 2; access (kept, F_OK) == 0; i++)
    {
      g_free (kept);
      kept = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }
  return kept;
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  if (rename (from, to) == 0 || errno == ENOENT)
    return TRUE;

  g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "%s", from));
  return FALSE;
}

/* The damaged file goes first: from then on rushes_rescue_resume() does the rest. Its log must be gone before
 * the fresh file is there, or SQLite would take it for that one's. */
static gboolean
swap (const char *path, const char *fresh, const char *kept, GError **error)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *from = g_strconcat (path, endings[i], NULL);
      g_autofree char *to = g_strconcat (kept, endings[i], NULL);

      if (!move (from, to, error))
        return FALSE;
    }
  return rushes_folders_sync (folder, error) && move (fresh, path, error)
         && rushes_folders_sync (folder, error);
}

gboolean
rushes_rescue_resume (const char *path, gint64 now, GError **error)
{
  g_autofree char *fresh = fresh_path_of (path);
  g_autofree char *kept = NULL;

  if (access (path, F_OK) == 0 || access (fresh, F_OK) != 0)
    return TRUE;

  kept = choose_kept_path (path, now);
  return swap (path, fresh, kept, error);
}

static GBytes *
map (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
}

static GPtrArray *
salvage (const char *path)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autoptr (GBytes) file = map (path);
  g_autoptr (GBytes) log = map (log_path);

  return rushes_salvage_read (file, log);
}

RushesRescue *
rushes_rescue_run (const char *path, gint64 now, GError **error)
{
  g_autoptr (RushesRescue) rescue = g_new0 (RushesRescue, 1);
  g_autoptr (GPtrArray) records = salvage (path);
  g_autoptr (GHashTable) removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *fresh = fresh_path_of (path);
  g_autofree char *insertion = build_insertion ();
  Refill refill = { records, removed, insertion, now, rescue };

  rescue->kept_as = choose_kept_path (path, now);
  if (!make_fresh (fresh, &refill, error))
    {
      delete_fresh (fresh);
      return NULL;
    }
  return swap (path, fresh, rescue->kept_as, error) ? g_steal_pointer (&rescue) : NULL;
}
