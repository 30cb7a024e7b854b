/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"

/* Many portions, and not a whole number of them. */
#define N_TASKS 5003

typedef struct
{
  guint n_changes;
  guint largest; /* rows that came at once */
} Seen;

static void
rows_cb (GListModel *tasks, guint position, guint removed, guint added, Seen *seen)
{
  /* The newest come first, and the others before them. */
  g_assert_cmpuint (position, ==, 1);
  g_assert_cmpuint (removed, ==, 0);
  seen->n_changes++;
  seen->largest = MAX (seen->largest, added);
}

static gboolean
has_first_rows (gpointer user_data)
{
  return fixture_get_n_tasks (user_data) > 1;
}

static GPtrArray *
new_items (void)
{
  GPtrArray *items = fixture_new_items ();

  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);

      fixture_add_item (items, id, NULL);
    }
  return items;
}

/* One is there; the others are on disk, and on their way into the list. */
static void
begin (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GPtrArray) items = new_items ();
  g_autoptr (RushesTask) first = fixture_add (fixture, "first", NULL);

  g_assert_nonnull (first);
  rushes_library_add_async (fixture->library, ACCOUNT, items, rushes_test_keep_result, result);
}

static void
assert_added (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the ids to be added");
  added = rushes_library_add_finish (fixture->library, *result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, N_TASKS);
  for (guint i = 0; i < N_TASKS; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);

      g_assert_cmpstr (rushes_task_get_id (g_ptr_array_index (added, i)), ==, id);
    }
}

static void
assert_order (Fixture *fixture, guint n_tasks)
{
  GListModel *tasks = G_LIST_MODEL (rushes_library_get_tasks (fixture->library));
  gint64 last = 0;

  g_assert_cmpuint (g_list_model_get_n_items (tasks), ==, n_tasks);
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      g_assert_cmpint (rushes_task_get_order (task), >, last);
      last = rushes_task_get_order (task);
    }
}

static void
test_portions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  GListModel *tasks = G_LIST_MODEL (rushes_library_get_tasks (fixture->library));
  Seen seen = { 0 };

  begin (fixture, &result);
  g_signal_connect (tasks, "items-changed", G_CALLBACK (rows_cb), &seen);
  rushes_test_await (has_first_rows, fixture, "the first rows");
  g_assert_null (result);
  g_assert_nonnull (rushes_task_list_find (RUSHES_TASK_LIST (tasks), ACCOUNT, "task-5002"));
  assert_added (fixture, &result);
  g_assert_cmpuint (seen.largest, <, N_TASKS / 5);
  g_assert_cmpuint (seen.n_changes, >, 5);
  assert_order (fixture, N_TASKS + 1);
  g_signal_handlers_disconnect_by_data (tasks, &seen);
}

/* Does not come back before the last task is in the file: then all that was asked for has been done, and is
 * told to the main loop before the next portion. */
static void
wait_for_the_file_cb (GListModel *tasks, guint position, guint removed, guint added, Fixture *fixture)
{
  const gint64 deadline = g_get_monotonic_time () + RUSHES_TEST_DEADLINE * G_TIME_SPAN_SECOND;
  gboolean is_there = FALSE;

  g_signal_handlers_disconnect_by_func (tasks, wait_for_the_file_cb, fixture);
  while (!is_there)
    {
      g_autofree char *n_found = fixture_look_up (fixture,
                                                  "SELECT count (*) FROM tasks WHERE task_id = 'task-new'");

      is_there = g_str_equal (n_found, "1");
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_thread_yield ();
    }
}

/* What a person does next is done to all of them. */
static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) all = NULL;
  g_autoptr (GAsyncResult) twice = NULL;
  g_autoptr (GAsyncResult) removed = NULL;
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) leaving = g_ptr_array_new ();
  g_autoptr (GPtrArray) fresh = NULL;

  begin (fixture, &all);
  g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed",
                    G_CALLBACK (wait_for_the_file_cb), fixture);
  g_ptr_array_add (leaving, fixture_find (fixture, "first"));
  rushes_library_remove_async (fixture->library, leaving, rushes_test_keep_result, &removed);
  fixture_add_item (items, "task-0", "an old one");
  fixture_add_item (items, "task-new", NULL);
  rushes_library_add_async (fixture->library, ACCOUNT, items, rushes_test_keep_result, &twice);

  assert_added (fixture, &all);
  rushes_test_await_result (&twice, "the ids that came later");
  fresh = rushes_library_add_finish (fixture->library, twice, NULL);
  g_assert_cmpuint (fresh->len, ==, 1);
  fixture_assert_done (rushes_library_remove_finish, fixture->library, &removed);
  g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, "task-0")), ==, "an old one");
  assert_order (fixture, N_TASKS + 1);
}

/* They are on disk, whether or not there was time to show them. */
static void
test_closed_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) closed = NULL;

  begin (fixture, &result);
  rushes_test_await (has_first_rows, fixture, "the first rows");
  rushes_library_close_async (fixture->library, rushes_test_keep_result, &closed);
  assert_added (fixture, &result);
  g_assert_cmpuint (fixture_get_n_tasks (fixture), <, N_TASKS);
  fixture_assert_done (rushes_library_close_finish, fixture->library, &closed);

  g_clear_object (&fixture->library);
  fixture_open (fixture);
  assert_order (fixture, N_TASKS + 1);
}

/* Whoever hears of the first rows closes the library. */
typedef struct
{
  RushesLibrary *library;
  GAsyncResult *closed;
} Closing;

static void
close_cb (GListModel *tasks, guint position, guint removed, guint added, Closing *closing)
{
  g_signal_handlers_disconnect_by_func (tasks, close_cb, closing);
  rushes_library_close_async (closing->library, rushes_test_keep_result, &closing->closed);
}

static void
test_closed_by_a_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  Closing closing = { fixture->library, NULL };

  begin (fixture, &result);
  g_signal_connect (rushes_library_get_tasks (fixture->library), "items-changed", G_CALLBACK (close_cb),
                    &closing);
  assert_added (fixture, &result);
  fixture_assert_done (rushes_library_close_finish, fixture->library, &closing.closed);
  g_clear_object (&closing.closed);
  g_clear_object (&fixture->library);
  fixture_open (fixture);
  assert_order (fixture, N_TASKS + 1);
}

/* Rows that were there already lie among the new ones. */
static void
test_some_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) tracked = fixture_add (fixture, "task-60", NULL);
  g_autoptr (RushesTask) removed = fixture_add (fixture, "task-61", "kept");
  g_autoptr (GPtrArray) items = new_items ();
  g_autoptr (GPtrArray) added = NULL;

  fixture_remove (fixture, removed);
  fixture_add_item (items, "task-60", "again");
  added = fixture_add_all (fixture->library, items);

  g_assert_cmpuint (added->len, ==, N_TASKS - 1);
  g_assert_true (g_ptr_array_index (added, 60) == removed);
  g_assert_cmpstr (rushes_task_get_label (removed), ==, "kept");
  g_assert_cmpstr (rushes_task_get_label (tracked), ==, "again");
  g_assert_cmpuint (fixture_get_n_tasks (fixture), ==, N_TASKS);
  fixture_assert_stored (fixture, "SELECT count (*) || ' ' || count (DISTINCT number) FROM tasks",
                         "5003 5003");
  fixture_reopen (fixture);
  assert_order (fixture, N_TASKS);
  g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, "task-60")), ==, "again");
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/library/adding/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("portions", test_portions);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("closed-meanwhile", test_closed_meanwhile);
  ADD ("closed-by-a-row", test_closed_by_a_row);
  ADD ("some-known", test_some_known);

  return g_test_run ();
}
