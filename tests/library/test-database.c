/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-database.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rushes_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "library.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_test_remove_folder (fixture->folder);
  g_free (fixture->path);
}

static RushesDatabase *
open_for_writing (const char *path)
{
  g_autoptr (GError) error = NULL;
  RushesDatabase *database = rushes_database_open (path, &error);

  g_assert_no_error (error);
  rushes_database_begin_writing (database, &error);
  g_assert_no_error (error);
  return database;
}

static void
run (RushesDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;

  rushes_database_run (database, sql, &error);
  g_assert_no_error (error);
}

static void
assert_value (RushesDatabase *database, const char *sql, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = rushes_database_dup_value (database, sql, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, expected);
}

static void
close_well (RushesDatabase *database)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rushes_database_close (database, &error));
  g_assert_no_error (error);
}

/* A database with some rows, all in its one file. */
static void
make_database (const char *path)
{
  RushesDatabase *database = open_for_writing (path);

  run (database, "CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT) STRICT;"
                 "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000)"
                 " INSERT INTO t SELECT n, hex (randomblob (40)) FROM c;");
  close_well (database);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *contents = NULL;
  gsize length = 0;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static void
assert_file_is (const char *path, GBytes *expected)
{
  g_autoptr (GBytes) bytes = read_file (path);

  g_assert_true (g_bytes_equal (bytes, expected));
}

static void
assert_not_opened (const char *path, RushesError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rushes_database_open (path, &error));
  g_assert_error (error, RUSHES_ERROR, (int) code);
}

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  RushesDatabase *database = open_for_writing (fixture->path);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);

  assert_value (database, "PRAGMA journal_mode", "wal");
  assert_value (database, "PRAGMA foreign_keys", "1");
  assert_value (database, "PRAGMA secure_delete", "1");
  assert_value (database, "PRAGMA busy_timeout", "5000");
  run (database, "CREATE TABLE t (x TEXT) STRICT");
  g_assert_cmpuint (get_mode (fixture->path), ==, 0600);
  g_assert_cmpuint (get_mode (log), ==, 0600);
  close_well (database);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
test_mode_is_mended (Fixture *fixture, gconstpointer data)
{
  make_database (fixture->path);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  close_well (open_for_writing (fixture->path));
  g_assert_cmpuint (get_mode (fixture->path), ==, 0600);
}

static void
test_in_memory (void)
{
  RushesDatabase *database = open_for_writing (NULL);

  run (database, "CREATE TABLE t (x TEXT) STRICT; INSERT INTO t VALUES ('1');");
  assert_value (database, "SELECT count (*) FROM t", "1");
  close_well (database);
}

static void
test_text_to_the_byte (void)
{
  static const char *const texts[] = { "", "镜头一 “é”", "a%2Fb%2B+%zz?x=1&y='\"", "bad \xff\xfe utf-8" };
  g_autoptr (RushesDatabase) database = open_for_writing (NULL);
  g_autoptr (GError) error = NULL;

  run (database, "CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT) STRICT; INSERT INTO t VALUES (-1, NULL)");
  assert_value (database, "SELECT x FROM t WHERE n = -1", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      sqlite3_stmt *put = rushes_database_prepare (database, "INSERT INTO t VALUES (?1, ?2)", &error);
      sqlite3_stmt *get = rushes_database_prepare (database, "SELECT x FROM t WHERE n = ?1", &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      sqlite3_bind_int64 (put, 1, (sqlite3_int64) i);
      rushes_database_bind_text (put, 2, texts[i]);
      g_assert_true (rushes_database_execute (database, put, &error));
      g_assert_cmpint (rushes_database_get_n_changes (database), ==, 1);
      g_assert_cmpint (rushes_database_get_last_number (database), ==, i);

      sqlite3_bind_int64 (get, 1, (sqlite3_int64) i);
      g_assert_true (rushes_database_next_row (database, get, &error));
      text = rushes_database_dup_text (get, 0);
      g_assert_cmpstr (text, ==, texts[i]);
      g_assert_false (rushes_database_next_row (database, get, &error));
      g_assert_no_error (error);
    }
}

/* A prepared statement keeps no value of the call before. */
static void
test_values_do_not_stay (void)
{
  g_autoptr (RushesDatabase) database = open_for_writing (NULL);
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *put = NULL;

  run (database, "CREATE TABLE t (x TEXT) STRICT");
  put = rushes_database_prepare (database, "INSERT INTO t VALUES (?1)", &error);
  rushes_database_bind_text (put, 1, "secret");
  g_assert_true (rushes_database_execute (database, put, &error));
  g_assert_true (rushes_database_prepare (database, "INSERT INTO t VALUES (?1)", &error) == put);
  g_assert_true (rushes_database_execute (database, put, &error));
  assert_value (database, "SELECT count (*) FROM t WHERE x IS NULL", "1");
}

static gboolean
put_one_and_fail (RushesDatabase *database, gpointer user_data, GError **error)
{
  run (database, "INSERT INTO t VALUES ('1')");
  return rushes_database_run (database, "INSERT INTO nowhere VALUES (1)", error);
}

static gboolean
put_one (RushesDatabase *database, gpointer user_data, GError **error)
{
  return rushes_database_run (database, "INSERT INTO t VALUES ('1')", error);
}

static void
test_all_or_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesDatabase) database = open_for_writing (fixture->path);
  g_autoptr (GError) error = NULL;

  run (database, "CREATE TABLE t (x TEXT) STRICT");
  g_assert_false (rushes_database_transact (database, RUSHES_SYNC_FULL, put_one_and_fail, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED);
  assert_value (database, "SELECT count (*) FROM t", "0");
  g_clear_error (&error);

  /* And the next one finds nothing in its way. */
  g_assert_true (rushes_database_transact (database, RUSHES_SYNC_NORMAL, put_one, NULL, &error));
  g_assert_no_error (error);
  assert_value (database, "PRAGMA synchronous", "1");
  g_assert_true (rushes_database_transact (database, RUSHES_SYNC_FULL, put_one, NULL, &error));
  assert_value (database, "PRAGMA synchronous", "2");
  assert_value (database, "SELECT count (*) FROM t", "2");
}

static gboolean
fill (RushesDatabase *database, gpointer user_data, GError **error)
{
  return rushes_database_run (
    database,
    "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000)"
    " INSERT INTO t SELECT hex (randomblob (100)) FROM c",
    error);
}

static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesDatabase) database = open_for_writing (fixture->path);
  g_autoptr (GError) error = NULL;

  run (database, "CREATE TABLE t (x TEXT) STRICT; PRAGMA max_page_count = 20");
  g_assert_false (rushes_database_transact (database, RUSHES_SYNC_FULL, fill, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  g_clear_error (&error);
  g_assert_true (rushes_database_transact (database, RUSHES_SYNC_FULL, put_one, NULL, &error));
  assert_value (database, "SELECT count (*) FROM t", "1");
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesDatabase) database = open_for_writing (fixture->path);
  g_autoptr (GError) error = NULL;
  sqlite3 *other = NULL;

  run (database, "CREATE TABLE t (x TEXT) STRICT; PRAGMA busy_timeout = 10");
  g_assert_cmpint (sqlite3_open (fixture->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (rushes_database_transact (database, RUSHES_SYNC_FULL, put_one, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_IN_USE);

  g_clear_error (&error);
  g_assert_cmpint (sqlite3_close (other), ==, SQLITE_OK);
  g_assert_true (rushes_database_transact (database, RUSHES_SYNC_FULL, put_one, NULL, &error));
  g_assert_no_error (error);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesDatabase) database = open_for_writing (fixture->path);
  g_autoptr (GError) error = NULL;

  run (database, "CREATE TABLE t (x TEXT) STRICT; PRAGMA query_only = ON");
  g_assert_false (rushes_database_transact (database, RUSHES_SYNC_FULL, put_one, NULL, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
}

/* Not by permissions, which do not count for root. */
static void
test_no_place_for_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *below_a_file = g_build_filename (fixture->path, "library.db", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link.db", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", "library.db", NULL);

  make_database (fixture->path);
  assert_not_opened (below_a_file, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_not_opened (missing, RUSHES_ERROR_FOLDER_UNWRITABLE);
  assert_not_opened (fixture->folder, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  assert_not_opened (link, RUSHES_ERROR_FOLDER_UNWRITABLE);
}

static void
test_not_a_database (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = NULL;

  g_assert_true (
    g_file_set_contents (fixture->path, "This is no database, however long it may be.\n", -1, NULL));
  text = read_file (fixture->path);
  assert_not_opened (fixture->path, RUSHES_ERROR_LIBRARY_DAMAGED);
  assert_file_is (fixture->path, text);
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) damaged = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize size = 0;

  make_database (fixture->path);
  whole = read_file (fixture->path);
  size = g_bytes_get_size (whole);
  g_assert_cmpuint (size, >, 5 * 4096);
  bytes = g_memdup2 (g_bytes_get_data (whole, NULL), size);
  memset (bytes + 3 * 4096, 0xa5, 64);
  g_assert_true (g_file_set_contents (fixture->path, (const char *) bytes, (gssize) size, NULL));
  damaged = read_file (fixture->path);
  assert_not_opened (fixture->path, RUSHES_ERROR_LIBRARY_DAMAGED);
  assert_file_is (fixture->path, damaged);

  g_assert_true (g_file_set_contents (fixture->path, (const char *) bytes, 3 * 4096 + 17, NULL));
  assert_not_opened (fixture->path, RUSHES_ERROR_LIBRARY_DAMAGED);
}

/* What is deleted is gone from file and log as soon as the log is emptied. */
static void
test_deleted_is_gone (Fixture *fixture, gconstpointer data)
{
  RushesDatabase *database = open_for_writing (fixture->path);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (GBytes) file_before = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) log_bytes = NULL;
  g_autoptr (GError) error = NULL;

  run (database, "CREATE TABLE t (x TEXT) STRICT; INSERT INTO t VALUES ('canary-4711')");
  g_assert_true (rushes_database_empty_log (database, &error));
  file_before = read_file (fixture->path);
  g_assert_nonnull (memmem (g_bytes_get_data (file_before, NULL), g_bytes_get_size (file_before),
                            "canary-4711", strlen ("canary-4711")));

  run (database, "UPDATE t SET x = NULL");
  g_assert_true (rushes_database_empty_log (database, &error));
  file = read_file (fixture->path);
  log_bytes = read_file (log);
  g_assert_null (
    memmem (g_bytes_get_data (file, NULL), g_bytes_get_size (file), "canary-4711", strlen ("canary-4711")));
  g_assert_cmpuint (g_bytes_get_size (log_bytes), ==, 0);
  close_well (database);
}

static gpointer
use_elsewhere (gpointer database)
{
  rushes_database_run (database, "SELECT 1", NULL);
  return NULL;
}

static void
test_other_thread (void)
{
  if (g_test_subprocess ())
    {
      RushesDatabase *database = rushes_database_open (NULL, NULL);

      g_thread_join (g_thread_new ("elsewhere", use_elsewhere, database));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*assertion failed*thread*");
}

/* What stands where the copy should be stays, and so does nothing beside it. */
static void
test_copy_without_a_place (Fixture *fixture, gconstpointer data)
{
  RushesDatabase *database = open_for_writing (fixture->path);
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *part = g_strconcat (copy, ".part", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir (copy, 0700));
  g_assert_false (rushes_database_copy (database, copy, "", &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  g_assert_true (g_file_test (copy, G_FILE_TEST_IS_DIR));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  close_well (database);
}

#define ADD(name, func) g_test_add ("/library/database/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("settings", test_settings);
  ADD ("mode-is-mended", test_mode_is_mended);
  g_test_add_func ("/library/database/in-memory", test_in_memory);
  g_test_add_func ("/library/database/text-to-the-byte", test_text_to_the_byte);
  g_test_add_func ("/library/database/values-do-not-stay", test_values_do_not_stay);
  ADD ("all-or-nothing", test_all_or_nothing);
  ADD ("disk-full", test_disk_full);
  ADD ("locked", test_locked);
  ADD ("read-only", test_read_only);
  ADD ("no-place-for-it", test_no_place_for_it);
  ADD ("not-a-database", test_not_a_database);
  ADD ("damaged", test_damaged);
  ADD ("deleted-is-gone", test_deleted_is_gone);
  ADD ("copy-without-a-place", test_copy_without_a_place);
  g_test_add_func ("/library/database/other-thread", test_other_thread);

  return g_test_run ();
}
