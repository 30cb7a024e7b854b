/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/rushes-task-finder.h"
#include "library/rushes-task-private.h"
#include "support/rushes-test-utils.h"

#define MOST 3

static RushesTask *
add (GListStore *tasks, const char *id, const char *label, const char *prompt)
{
  g_autoptr (RushesTask) task = rushes_task_new (id, "studio",
                                                 g_list_model_get_n_items (G_LIST_MODEL (tasks)), 0);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  rushes_task_set_label (task, label);
  snapshot->prompt = g_strdup (prompt);
  rushes_task_set_snapshot (task, snapshot);
  g_list_store_append (tasks, task);
  return task;
}

static GListStore *
new_tasks (void)
{
  GListStore *tasks = g_list_store_new (RUSHES_TYPE_TASK);

  add (tasks, "1001", "Dunes at dusk", NULL);
  add (tasks, "1002", NULL, "A harbour at dusk, long shot");
  add (tasks, "1003", "沙丘", NULL);
  add (tasks, "1004", "Café", NULL);
  add (tasks, "1005", NULL, "Dunes again");
  add (tasks, "100", "Dunes, take 2", NULL);
  return tasks;
}

/* @expected: ids, one after the other */
static void
assert_finds (const char *first, const char *second, const char *expected)
{
  g_autoptr (GListStore) tasks = new_tasks ();
  const char *terms[] = { first, second, NULL };
  g_autoptr (GPtrArray) found = rushes_task_finder_find (G_LIST_MODEL (tasks), terms, MOST);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", rushes_task_get_id (g_ptr_array_index (found, i)));
  g_assert_cmpstr (ids->str, ==, expected);
}

/* What is called so comes before what only speaks of it, and newer before older. */
static void
test_order (void)
{
  assert_finds ("dunes", NULL, "100 1001 1005");
  assert_finds ("dusk", NULL, "1001 1002");
  assert_finds ("100", NULL, "100 1005 1004");
}

static void
test_words (void)
{
  assert_finds ("DUNES", "dusk", "1001");
  assert_finds ("dunes dusk", NULL, "1001");
  assert_finds ("harbour", "1002", "1002");
  assert_finds ("沙", NULL, "1003");
  assert_finds ("cafe\xcc\x81", NULL, "1004");
  assert_finds ("harbour", "dunes", "");
}

static void
test_nothing (void)
{
  assert_finds ("", NULL, "");
  assert_finds (" ", "\t", "");
  assert_finds ("d", NULL, "");
  assert_finds ("\xff\xfe", NULL, "");
}

static void
test_many (void)
{
  g_autoptr (GListStore) tasks = g_list_store_new (RUSHES_TYPE_TASK);
  const char *terms[] = { "dusk", "7777", NULL };
  g_autoptr (GPtrArray) found = NULL;
  gint64 began_at;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *id = g_strdup_printf ("3067926060%05u", i);

      add (tasks, id, i % 3 == 0 ? "Dunes at dusk" : NULL,
           "A harbour at dusk, the camera glides over the water");
    }
  began_at = g_get_monotonic_time ();
  found = rushes_task_finder_find (G_LIST_MODEL (tasks), terms, 50);
  g_test_message ("10000 tasks looked through in %.1f ms",
                  (double) (g_get_monotonic_time () - began_at) / 1000);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (rushes_task_get_id (g_ptr_array_index (found, 0)), ==, "306792606007777");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/desktop/task-finder/order", test_order);
  g_test_add_func ("/desktop/task-finder/words", test_words);
  g_test_add_func ("/desktop/task-finder/nothing", test_nothing);
  g_test_add_func ("/desktop/task-finder/many", test_many);

  return g_test_run ();
}
