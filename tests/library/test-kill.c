/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/library-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A process that adds ids and hears of them is killed at random moments: whatever it was told to be added is
 * there. RUSHES_KILL_ROUNDS says how often, RUSHES_KILL_SEED with which chance. */
#define N_IDS 1000
#define MOST_AT_ONCE 40
#define USUAL_ROUNDS 10

/* The process that dies */

static void
tell (GPtrArray *added)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < added->len; i++)
    g_string_append_printf (lines, "%s\n", rushes_task_get_id (added->pdata[i]));
  if (write (STDOUT_FILENO, lines->str, lines->len) != (gssize) lines->len)
    g_error ("nobody listens: %s", g_strerror (errno));
}

static void
say_something (RushesLibrary *library, GPtrArray *added)
{
  for (guint i = 0; i < added->len; i++)
    {
      g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

      snapshot->phase = i % 2 == 0 ? RUSHES_PHASE_FINISHED : RUSHES_PHASE_RUNNING;
      rushes_library_apply_reply (library, added->pdata[i], snapshot, "{\"status\": \"…\"}");
    }
}

static int
write_until_killed (const char *path, guint32 seed)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesLibrary) library = fixture_open_library (path, clock, &error);
  guint n_ids = 0;

  g_assert_no_error (error);
  while (n_ids < N_IDS)
    {
      g_autoptr (GPtrArray) items = fixture_new_items ();
      g_autoptr (GPtrArray) added = NULL;

      for (gint32 n = g_rand_int_range (chance, 1, MOST_AT_ONCE); n > 0 && n_ids < N_IDS; n--)
        {
          g_autofree char *id = g_strdup_printf ("task-%u", n_ids++);

          fixture_add_item (items, id, "标签");
        }
      added = fixture_add_all (library, items);
      tell (added);
      say_something (library, added);
    }
  pause ();
  return 0;
}

/* The one that kills it */

static guint32
number_from_environment (const char *name, guint32 usual)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : usual;
}

/* Somewhere within what the writer does next: that is what chance is for. */
static void
let_pass (gint64 microseconds)
{
  const gint64 end = g_get_monotonic_time () + microseconds;

  while (g_get_monotonic_time () < end)
    g_thread_yield ();
}

/* (element-type utf8): what it was told before it died */
static GPtrArray *
run_writer (Fixture *fixture, GRand *chance)
{
  GPtrArray *told = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *seed = g_strdup_printf ("%u", g_rand_int (chance));
  const guint last = (guint) g_rand_int_range (chance, 1, N_IDS + 1);
  const gint64 delay = g_rand_int_range (chance, 0, 8000);
  g_autoptr (GSubprocess) writer = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  char *line;

  writer = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--write-until-killed",
                             fixture->path, seed, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (writer));
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_ptr_array_add (told, line);
      if (told->len == last)
        {
          let_pass (delay);
          g_subprocess_send_signal (writer, SIGKILL);
        }
    }
  g_subprocess_wait (writer, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_term_sig (writer), ==, SIGKILL);
  g_assert_cmpuint (told->len, >=, last);
  return told;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  const guint n_rounds = number_from_environment ("RUSHES_KILL_ROUNDS", USUAL_ROUNDS);
  const guint32 seed = number_from_environment ("RUSHES_KILL_SEED", 20251122);
  g_autoptr (GRand) chance = g_rand_new_with_seed (seed);
  guint n_told = 0;

  fixture_close (fixture);
  for (guint round = 0; round < n_rounds; round++)
    {
      g_autoptr (GPtrArray) told = NULL;

      g_assert_cmpint (g_unlink (fixture->path), ==, 0);
      told = run_writer (fixture, chance);
      n_told += told->len;

      fixture_open (fixture);
      g_assert_null (rushes_library_get_notice (fixture->library));
      for (guint i = 0; i < told->len; i++)
        g_assert_cmpstr (rushes_task_get_label (fixture_find (fixture, told->pdata[i])), ==, "标签");
      fixture_assert_stored (fixture, "PRAGMA integrity_check", "ok");
      fixture_close (fixture);
    }
  g_test_message ("%u rounds, %u ids told to be added, none missing", n_rounds, n_told);
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--write-until-killed"))
    return write_until_killed (argv[2], (guint32) g_ascii_strtoull (argv[3], NULL, 10));

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/library/kill/killed", Fixture, NULL, fixture_set_up, test_killed, fixture_tear_down);

  return g_test_run ();
}
