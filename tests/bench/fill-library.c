/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-folders.h"
#include "library/library-fixture.h"

#include <locale.h>
#include <stdlib.h>

/* Makes a library of so many tasks, as the program finds it when it starts: nearly all have ended long ago.
 * Usage: bench-fill-library DATA-FOLDER TASKS, where DATA-FOLDER is $XDG_DATA_HOME/rushes */
#define IN_PROGRESS 100 /* one of so many */
/* What waits to be written is written in between: nobody waits long for the last of it. */
#define DRAIN_AFTER 5000

static void
drain (RushesLibrary *library, RushesTask *task)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_load_details_async (library, task, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the changes to be written");
  rushes_task_details_free (rushes_library_load_details_finish (library, result, NULL));
}

static void
fill (RushesLibrary *library, guint n_tasks)
{
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autofree char *id = g_strdup_printf ("306792606%09u", i);
      g_autofree char *label = i % 3 == 0 ? g_strdup_printf ("Take %u", i % 50) : NULL;

      fixture_add_item (items, id, label);
    }
  added = fixture_add_all (library, items);
  g_assert_cmpuint (added->len, ==, n_tasks);
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      if (i % IN_PROGRESS == 0)
        snapshot->phase = RUSHES_PHASE_RUNNING;
      rushes_library_apply_snapshot (library, added->pdata[i], snapshot);
      if (i % DRAIN_AFTER == DRAIN_AFTER - 1)
        drain (library, added->pdata[i]);
    }
}

int
main (int argc, char *argv[])
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  int n_tasks;

  setlocale (LC_ALL, "");
  n_tasks = argc == 3 ? atoi (argv[2]) : -1;
  if (n_tasks < 0)
    {
      g_printerr ("usage: bench-fill-library DATA-FOLDER TASKS\n");
      return 2;
    }
  if (!rushes_folders_make_private (argv[1], &error))
    {
      g_printerr ("bench-fill-library: %s\n", error->message);
      return 1;
    }

  fixture.path = g_build_filename (argv[1], "library.db", NULL);
  fixture.clock = RUSHES_CLOCK (rushes_manual_clock_new ());
  fixture_open (&fixture);
  fill (fixture.library, (guint) n_tasks);
  fixture_close (&fixture);
  g_clear_object (&fixture.clock);
  g_free (fixture.path);
  return 0;
}
