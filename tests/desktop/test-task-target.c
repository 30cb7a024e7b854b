/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "desktop/rushes-task-target.h"
#include "library/rushes-task-private.h"
#include "support/rushes-test-utils.h"

typedef struct
{
  GListStore *tasks;
  RushesTask *first; /* the same id in two accounts */
  RushesTask *second;
  RushesTask *other;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->tasks = g_list_store_new (RUSHES_TYPE_TASK);
  fixture->first = rushes_task_new ("306792606023824", "studio", 1, 0);
  fixture->second = rushes_task_new ("306792606023824", "my account", 2, 0);
  fixture->other = rushes_task_new ("clip-7", "studio", 3, 0);
  g_list_store_append (fixture->tasks, fixture->first);
  g_list_store_append (fixture->tasks, fixture->second);
  g_list_store_append (fixture->tasks, fixture->other);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->tasks);
  g_clear_object (&fixture->first);
  g_clear_object (&fixture->second);
  g_clear_object (&fixture->other);
}

static void
assert_found (Fixture *fixture, const char *target, RushesTask *expected)
{
  g_autoptr (RushesTask) found = rushes_task_target_find (G_LIST_MODEL (fixture->tasks), target);

  g_assert_true (found == expected);
}

static void
test_there_and_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = rushes_task_target_dup (fixture->first);
  g_autofree char *second = rushes_task_target_dup (fixture->second);

  g_assert_cmpstr (first, ==, "306792606023824 studio");
  assert_found (fixture, first, fixture->first);
  assert_found (fixture, second, fixture->second);
}

static void
test_id_alone (Fixture *fixture, gconstpointer data)
{
  assert_found (fixture, "306792606023824", fixture->second);
  assert_found (fixture, "clip-7", fixture->other);
}

/* Anybody on the bus may say anything. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const char *targets[] = { "",
                            " ",
                            " studio",
                            "306792606023824 ",
                            "306792606023824 nobody",
                            "3067926060",
                            "clip-7\n",
                            "clip-7\tstudio",
                            "\xff",
                            "clip-7 studio " };

  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    assert_found (fixture, targets[i], NULL);
}

#define ADD(name, function)                                                                                  \
  g_test_add ("/desktop/task-target/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("there-and-back", test_there_and_back);
  ADD ("id-alone", test_id_alone);
  ADD ("refused", test_refused);

  return g_test_run ();
}
