/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-schema"

#include "config.h"

#include "library/rushes-schema.h"

#include "base/rushes-error.h"

/* A task's number is its place in the order of adding: AUTOINCREMENT, so that none is ever given
 * twice. Tasks name an account that need not be stored (the one of the environment), hence no
 * foreign key. What the service has not said is NULL, phase included: then it never answered.
 * The links are secrets and stand here only until the video has been saved. */
static const char step_1[] = //
  "CREATE TABLE accounts ("
  "  id TEXT PRIMARY KEY NOT NULL,"
  "  name TEXT NOT NULL,"
  "  base_url TEXT NOT NULL,"
  "  created_at INTEGER NOT NULL"
  ") STRICT;"

  "CREATE TABLE tasks ("
  "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  account_id TEXT NOT NULL,"
  "  task_id TEXT NOT NULL,"
  "  label TEXT,"
  "  added_at INTEGER NOT NULL,"

  "  phase TEXT CHECK (phase IN ('unknown', 'waiting', 'running', 'finished', 'failed')),"
  "  raw_status TEXT,"
  "  progress INTEGER,"
  "  width INTEGER,"
  "  height INTEGER,"
  "  bytes INTEGER,"
  "  submitted_at INTEGER,"
  "  started_at INTEGER,"
  "  finished_at INTEGER,"
  "  expires_at INTEGER,"
  "  file_id TEXT,"
  "  file_name TEXT,"
  "  download_url TEXT,"
  "  backup_download_url TEXT,"
  "  model TEXT,"
  "  prompt TEXT,"
  "  failure_code TEXT,"
  "  failure_text TEXT,"
  "  failure_request_id TEXT,"

  "  saved_path TEXT,"
  "  saved_at INTEGER,"
  "  removed_at INTEGER,"

  "  UNIQUE (account_id, task_id),"
  "  CHECK (saved_path IS NULL OR (download_url IS NULL AND backup_download_url IS NULL))"
  ") STRICT;"

  /* Purging looks for these, at each start and end: nearly always there are none. */
  "CREATE INDEX tasks_removed ON tasks (removed_at) WHERE removed_at IS NOT NULL;";

/* The last reply as it came, without secrets; and what became of a task when: a phase, or 'saved'. */
static const char step_2[] = //
  "ALTER TABLE tasks ADD COLUMN note TEXT;"
  "ALTER TABLE tasks ADD COLUMN raw_reply TEXT;"

  "CREATE TABLE history ("
  "  task INTEGER NOT NULL REFERENCES tasks (number) ON DELETE CASCADE,"
  "  at INTEGER NOT NULL,"
  "  state TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX history_task ON history (task);";

/* A video in a folder of our own is as good as a saved one: its links are dropped. What is fetched when the
 * program ends is fetched on by the next. Names of kept files whose task is gone for good wait to be thrown
 * away: files that nobody knows are left alone, a rescued library may have forgotten them. */
static const char step_3[] = //
  "ALTER TABLE accounts ADD COLUMN folder TEXT;"

  "ALTER TABLE tasks ADD COLUMN kept_name TEXT"
  "  CHECK (kept_name IS NULL OR (download_url IS NULL AND backup_download_url IS NULL));"
  "ALTER TABLE tasks ADD COLUMN kept_bytes INTEGER;"
  "ALTER TABLE tasks ADD COLUMN kept_at INTEGER;"
  "ALTER TABLE tasks ADD COLUMN kept_verified TEXT;"
  "ALTER TABLE tasks ADD COLUMN keep_declined INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE tasks ADD COLUMN saved_verified TEXT;"

  "CREATE TABLE transfers ("
  "  task INTEGER PRIMARY KEY REFERENCES tasks (number) ON DELETE CASCADE,"
  "  purpose TEXT NOT NULL CHECK (purpose IN ('keep', 'save')),"
  "  destination TEXT,"
  "  replace INTEGER NOT NULL,"
  "  state TEXT NOT NULL CHECK (state IN ('queued', 'paused', 'failed')),"
  "  failure_code TEXT,"
  "  failure_text TEXT,"
  "  created_at INTEGER NOT NULL,"
  "  CHECK ((destination IS NOT NULL) = (purpose = 'save'))"
  ") STRICT;"

  "CREATE TABLE discarded (name TEXT PRIMARY KEY NOT NULL) STRICT;";

/* How an account's connections are made: "none", or a proxy's URL (NULL: the system's), and certificates in
 * PEM; how many questions a minute may bring (0: as usual). */
static const char step_4[] = //
  "ALTER TABLE accounts ADD COLUMN proxy TEXT;"
  "ALTER TABLE accounts ADD COLUMN authority TEXT;"
  "ALTER TABLE accounts ADD COLUMN budget INTEGER NOT NULL DEFAULT 0;";

static const char *const steps[] = { step_1, step_2, step_3, step_4 };

int
rushes_schema_get_version (void)
{
  return G_N_ELEMENTS (steps);
}

static gboolean
read_version (RushesDatabase *database, gint64 *version, GError **error)
{
  g_autofree char *value = rushes_database_dup_value (database, "PRAGMA user_version", error);

  if (value == NULL)
    return FALSE;

  *version = g_ascii_strtoll (value, NULL, 10);
  return TRUE;
}

gboolean
rushes_schema_check (RushesDatabase *database, GError **error)
{
  gint64 version;

  if (!read_version (database, &version, error))
    return FALSE;
  if (version < 0 || version > rushes_schema_get_version ())
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER,
                   "the library has version %" G_GINT64_FORMAT ", this Rushes knows %d", version,
                   rushes_schema_get_version ());
      return FALSE;
    }
  return TRUE;
}

gboolean
rushes_schema_is_lost (RushesDatabase *database)
{
  g_autofree char *found = rushes_database_dup_value (
    database,
    "SELECT count (*) FROM sqlite_schema WHERE name = 'tasks' AND (SELECT user_version FROM"
    " pragma_user_version) = 0",
    NULL);

  return found != NULL && !g_str_equal (found, "0");
}

gboolean
rushes_schema_is_current (RushesDatabase *database)
{
  gint64 version;

  return read_version (database, &version, NULL) && version == rushes_schema_get_version ();
}

static gboolean
take_steps (RushesDatabase *database, gpointer user_data, GError **error)
{
  const gint64 *version = user_data;
  char stamp[64];

  for (gsize i = *version; i < G_N_ELEMENTS (steps); i++)
    {
      if (!rushes_database_run (database, steps[i], error))
        return FALSE;
    }

  /* A pragma takes no bound value. */
  g_snprintf (stamp, sizeof stamp, "PRAGMA user_version = %d", rushes_schema_get_version ());
  return rushes_database_run (database, stamp, error);
}

gboolean
rushes_schema_back_up (RushesDatabase *database, const char *path, GError **error)
{
  g_autofree char *copy = NULL;
  gint64 version;

  if (!read_version (database, &version, error))
    return FALSE;
  if (version == 0 || version == rushes_schema_get_version ())
    return TRUE;

  copy = g_strdup_printf ("%s.before-%d", path, rushes_schema_get_version ());
  /* A link stands in the library and nowhere else; the service tells it again. */
  return rushes_database_copy (
    database, copy, "UPDATE tasks SET download_url = NULL, backup_download_url = NULL, expires_at = NULL",
    error);
}

gboolean
rushes_schema_upgrade (RushesDatabase *database, GError **error)
{
  gint64 version;

  if (!rushes_schema_check (database, error) || !read_version (database, &version, error))
    return FALSE;
  if (version == rushes_schema_get_version ())
    return TRUE;

  return rushes_database_transact (database, RUSHES_SYNC_FULL, take_steps, &version, error);
}
