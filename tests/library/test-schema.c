/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-schema.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"

typedef struct
{
  RushesDatabase *database;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->database = rushes_database_open (NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_database_free (fixture->database);
}

static void
assert_value (Fixture *fixture, const char *sql, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = rushes_database_dup_value (fixture->database, sql, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, expected);
}

static void
upgrade (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  rushes_schema_upgrade (fixture->database, &error);
  g_assert_no_error (error);
}

static gboolean
run (Fixture *fixture, const char *sql)
{
  return rushes_database_run (fixture->database, sql, NULL);
}

static void
test_new_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *version = g_strdup_printf ("%d", rushes_schema_get_version ());

  upgrade (fixture);
  assert_value (fixture, "PRAGMA user_version", version);
  g_assert_true (run (fixture, "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '1', 5)"));
  upgrade (fixture);
  assert_value (fixture, "SELECT count (*) FROM tasks", "1");
}

static void
test_newer_is_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %d", rushes_schema_get_version () + 1);
  g_autoptr (GError) check_error = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (run (fixture, stamp));
  g_assert_false (rushes_schema_check (fixture->database, &check_error));
  g_assert_error (check_error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER);
  g_assert_false (rushes_schema_upgrade (fixture->database, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_NEWER);
  assert_value (fixture, "SELECT count (*) FROM sqlite_schema", "0");
}

/* A table of somebody else's stands in the way of the second statement: the first is undone. */
static void
test_all_steps_or_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (run (fixture, "CREATE TABLE tasks (x)"));
  g_assert_false (rushes_schema_upgrade (fixture->database, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED);
  assert_value (fixture, "PRAGMA user_version", "0");
  assert_value (fixture, "SELECT group_concat (name) FROM sqlite_schema", "tasks");
}

static void
test_what_rows_must_be (Fixture *fixture, gconstpointer data)
{
  upgrade (fixture);
  g_assert_true (run (fixture, "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '1', 5)"));
  /* The same id of another account is another task. */
  g_assert_true (run (fixture, "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('b', '1', 5)"));
  g_assert_false (run (fixture, "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '1', 5)"));
  g_assert_false (run (fixture, "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '2', 'x')"));
  g_assert_false (run (fixture, "INSERT INTO tasks (account_id, added_at) VALUES ('a', 5)"));
  g_assert_false (run (fixture, "UPDATE tasks SET phase = 'gone'"));
  /* A saved video has no links. */
  g_assert_false (run (fixture, "UPDATE tasks SET saved_path = '/a.mp4', download_url = 'https://a'"));
  g_assert_true (run (fixture, "UPDATE tasks SET saved_path = '/a.mp4'"));
  /* Neither has a kept one. */
  g_assert_false (run (fixture, "UPDATE tasks SET kept_name = 'a.mp4', saved_path = NULL,"
                                " backup_download_url = 'https://a'"));
  g_assert_true (run (fixture, "UPDATE tasks SET kept_name = 'a.mp4'"));
  /* What is saved has a place, what is kept none. */
  g_assert_false (
    run (fixture, "INSERT INTO transfers VALUES (1, 'save', NULL, 0, 'queued', NULL, NULL, 1)"));
  g_assert_false (run (fixture, "INSERT INTO transfers VALUES (1, 'keep', 'x', 0, 'queued', NULL, NULL, 1)"));
  g_assert_false (run (fixture, "INSERT INTO transfers VALUES (1, 'keep', NULL, 0, 'none', NULL, NULL, 1)"));
  g_assert_false (
    run (fixture, "INSERT INTO transfers VALUES (9, 'keep', NULL, 0, 'queued', NULL, NULL, 1)"));
  g_assert_true (run (fixture, "INSERT INTO transfers VALUES (1, 'keep', NULL, 0, 'queued', NULL, NULL, 1)"));
}

/* The order of a task that is gone for good is never given to another. */
static void
test_numbers_only_grow (Fixture *fixture, gconstpointer data)
{
  upgrade (fixture);
  g_assert_true (run (fixture, "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '1', 5);"
                               "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '2', 5);"
                               "DELETE FROM tasks;"
                               "INSERT INTO tasks (account_id, task_id, added_at) VALUES ('a', '3', 5);"));
  assert_value (fixture, "SELECT number FROM tasks", "3");
}

#define ADD(name, func) g_test_add ("/library/schema/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("new-file", test_new_file);
  ADD ("newer-is-left-alone", test_newer_is_left_alone);
  ADD ("all-steps-or-none", test_all_steps_or_none);
  ADD ("what-rows-must-be", test_what_rows_must_be);
  ADD ("numbers-only-grow", test_numbers_only_grow);

  return g_test_run ();
}
