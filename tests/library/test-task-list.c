/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-task-list.h"
#include "library/rushes-task-private.h"
#include "support/rushes-test-utils.h"

/* A list of our own that only knows what items-changed says. */
typedef struct
{
  RushesTaskList *list;
  GPtrArray *mirror;
  guint n_signals;
} Mirror;

static void
items_changed_cb (GListModel *list, guint position, guint removed, guint added, Mirror *mirror)
{
  mirror->n_signals++;
  g_assert_cmpuint (position + removed, <=, mirror->mirror->len);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->mirror, position, removed);
  for (guint i = position; i < position + added; i++)
    g_ptr_array_insert (mirror->mirror, (int) i, g_list_model_get_item (list, i));

  /* Nobody is told of a change that has not happened, or of one that is only half of it. */
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, mirror->mirror->len);
  for (guint i = 0; i < mirror->mirror->len; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (list, i);

      g_assert_true (task == g_ptr_array_index (mirror->mirror, i));
      g_assert_true (rushes_task_list_contains (mirror->list, task));
    }
}

static void
set_up (Mirror *mirror, gconstpointer data)
{
  mirror->list = rushes_task_list_new ();
  mirror->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (mirror->list, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
tear_down (Mirror *mirror, gconstpointer data)
{
  g_ptr_array_unref (mirror->mirror);
  rushes_test_await_finalize (g_steal_pointer (&mirror->list));
}

static RushesTask *
new_task (guint number)
{
  g_autofree char *id = g_strdup_printf ("%u", number);

  return rushes_task_new (id, number % 2 == 0 ? "even" : "odd", number, 0);
}

static GPtrArray *
new_tasks (guint first, guint n)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (tasks, new_task (first + i));
  return tasks;
}

static void
assert_same (RushesTaskList *list, GPtrArray *expected)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_true (task == g_ptr_array_index (expected, i));
    }
}

static void
test_append_and_find (Mirror *mirror, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = new_tasks (0, 4);
  g_autoptr (GPtrArray) empty = g_ptr_array_new ();

  rushes_task_list_append (mirror->list, tasks);
  g_assert_cmpuint (mirror->n_signals, ==, 1);
  assert_same (mirror->list, tasks);
  g_assert_true (rushes_task_list_find (mirror->list, "odd", "3") == g_ptr_array_index (tasks, 3));
  g_assert_null (rushes_task_list_find (mirror->list, "even", "3"));
  g_assert_null (rushes_task_list_find (mirror->list, "odd", "5"));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (mirror->list), 4));
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (mirror->list)) == RUSHES_TYPE_TASK);

  /* Nothing new: nothing is said. */
  rushes_task_list_append (mirror->list, empty);
  rushes_task_list_append (mirror->list, tasks);
  g_assert_cmpuint (mirror->n_signals, ==, 1);
  assert_same (mirror->list, tasks);
}

static void
test_prepend (Mirror *mirror, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = new_tasks (0, 9);
  g_autoptr (GPtrArray) newer = new_tasks (6, 3);
  g_autoptr (GPtrArray) older = g_ptr_array_new ();

  rushes_task_list_append (mirror->list, newer);
  for (guint i = 0; i < 6; i++)
    g_ptr_array_add (older, g_ptr_array_index (tasks, i));
  for (guint i = 0; i < 3; i++)
    {
      g_ptr_array_add (older, g_ptr_array_index (newer, i));
      g_object_unref (g_ptr_array_index (tasks, 6 + i));
      tasks->pdata[6 + i] = g_object_ref (g_ptr_array_index (newer, i));
    }

  /* Those that are there already stay where they are. */
  rushes_task_list_prepend (mirror->list, older);
  g_assert_cmpuint (mirror->n_signals, ==, 2);
  assert_same (mirror->list, tasks);
  g_assert_true (rushes_task_list_find (mirror->list, "odd", "5") == g_ptr_array_index (tasks, 5));
  rushes_task_list_prepend (mirror->list, older);
  g_assert_cmpuint (mirror->n_signals, ==, 2);
}

static void
test_each_once (Mirror *mirror, gconstpointer data)
{
  g_autoptr (GPtrArray) tasks = new_tasks (0, 2);
  g_autoptr (RushesTask) twin = new_task (1);

  g_ptr_array_add (tasks, g_object_ref (twin));
  rushes_task_list_append (mirror->list, tasks);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (mirror->list)), ==, 2);
  g_assert_false (rushes_task_list_contains (mirror->list, twin));

  /* Nor does the twin take the other one out. */
  g_ptr_array_remove_range (tasks, 0, 2);
  rushes_task_list_remove (mirror->list, tasks);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (mirror->list)), ==, 2);
}

static void
test_one_signal_a_run (Mirror *mirror, gconstpointer data)
{
  static const guint leaving[] = { 7, 1, 2, 8, 3, 0, 5, 5 };
  g_autoptr (GPtrArray) tasks = new_tasks (0, 10);
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();

  rushes_task_list_append (mirror->list, tasks);
  mirror->n_signals = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (leaving); i++)
    g_ptr_array_add (removed, g_ptr_array_index (tasks, leaving[i]));
  rushes_task_list_remove (mirror->list, removed);

  /* 0 to 3, 5, and 7 to 8. */
  g_assert_cmpuint (mirror->n_signals, ==, 3);
  g_ptr_array_add (expected, g_ptr_array_index (tasks, 4));
  g_ptr_array_add (expected, g_ptr_array_index (tasks, 6));
  g_ptr_array_add (expected, g_ptr_array_index (tasks, 9));
  assert_same (mirror->list, expected);
  g_assert_null (rushes_task_list_find (mirror->list, "odd", "7"));

  rushes_task_list_remove (mirror->list, removed);
  g_assert_cmpuint (mirror->n_signals, ==, 3);
}

static void
check_against_model (Mirror *mirror, GPtrArray *model, GPtrArray *out)
{
  assert_same (mirror->list, model);
  assert_same (mirror->list, mirror->mirror);
  for (guint i = 0; i < model->len; i++)
    {
      RushesTask *task = g_ptr_array_index (model, i);

      g_assert_true (
        rushes_task_list_find (mirror->list, rushes_task_get_account_id (task), rushes_task_get_id (task))
        == task);
    }
  for (guint i = 0; i < out->len; i++)
    g_assert_false (rushes_task_list_contains (mirror->list, g_ptr_array_index (out, i)));
}

/* Moves some of @from to the end of @to, and says which. */
static GPtrArray *
pick (GPtrArray *from, GPtrArray *to)
{
  GPtrArray *picked = g_ptr_array_new_with_free_func (g_object_unref);
  const int n = g_test_rand_int_range (0, 12);

  for (int i = 0; i < n && from->len > 0; i++)
    {
      guint position = (guint) g_test_rand_int_range (0, (int) from->len);
      RushesTask *task = g_ptr_array_steal_index (from, position);

      g_ptr_array_add (picked, g_object_ref (task));
      g_ptr_array_add (to, task);
    }
  return picked;
}

static void
test_against_model (Mirror *mirror, gconstpointer data)
{
  g_autoptr (GPtrArray) in = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) out = new_tasks (0, 60);

  for (guint round = 0; round < 400; round++)
    {
      if (g_test_rand_bit ())
        {
          g_autoptr (GPtrArray) added = pick (out, in);
          rushes_task_list_append (mirror->list, added);
        }
      else
        {
          g_autoptr (GPtrArray) removed = pick (in, out);
          rushes_task_list_remove (mirror->list, removed);
        }
      check_against_model (mirror, in, out);
    }
}

/* 10 000 rows, half of them taken out again, every second one: the worst there is. */
static void
test_many (void)
{
  g_autoptr (RushesTaskList) list = rushes_task_list_new ();
  g_autoptr (GPtrArray) tasks = new_tasks (0, 10000);
  g_autoptr (GPtrArray) removed = g_ptr_array_new ();
  gint64 began = g_get_monotonic_time ();

  rushes_task_list_append (list, tasks);
  for (guint i = 0; i < tasks->len; i += 2)
    g_ptr_array_add (removed, g_ptr_array_index (tasks, i));
  rushes_task_list_remove (list, removed);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 5000);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
}

#define ADD(name, func) g_test_add ("/library/task-list/" name, Mirror, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("append-and-find", test_append_and_find);
  ADD ("prepend", test_prepend);
  ADD ("each-once", test_each_once);
  ADD ("one-signal-a-run", test_one_signal_a_run);
  ADD ("against-model", test_against_model);
  g_test_add_func ("/library/task-list/many", test_many);

  return g_test_run ();
}
