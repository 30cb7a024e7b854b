/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "transfer/torture-child.h"
#include "transfer/torture-fixture.h"
#include "transfer/torture-steps.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A process that fetches videos is killed, again and again, and started again: at a state of a transfer, or
 * at one of the calls that change the disk. In the end each video is there to the byte, recorded, and
 * nowhere in pieces. RUSHES_KILL_ROUNDS says how often, RUSHES_KILL_SEED with which chance. */
#define USUAL_ROUNDS 20
#define MOST_KILLS 3
#define CHILD_SECONDS 60
#define MIB G_GINT64_CONSTANT (1048576)
#define SPEED (60 * 1024 * 1024)

static const char *const states[] = { "queued",    "asking",     "connecting", "running", "running",
                                      "verifying", "committing", "kept",       "saved" };

static const char *const policies[] = { "keep", "never", "join" };

/* Where the process is to die. */
typedef struct
{
  const char *state; /* (nullable) */
  guint nth;         /* the how manieth time that it is told of */
  gint64 delay;      /* afterwards, in microseconds */
  TortureStep step;
  int nth_step; /* negative: after it; 0: none */
} Plan;

typedef struct
{
  guint n_state_kills[G_N_ELEMENTS (states)];
  guint n_step_kills[TORTURE_N_STEPS];
  guint n_runs;
  guint n_unkilled; /* that had done everything before */
  guint n_twice;    /* videos that are saved under a second name as well */
  guint n_strays;   /* videos in our own folder that nobody knows */
  guint n_records;  /* of parts that are gone */
} Figures;

typedef struct
{
  Torture base;
  GRand *chance;
  Figures figures;
  gboolean big_remembered; /* in this round, that it is to be saved */
  gboolean small_remembered;
  int n_steps[G_N_ELEMENTS (policies)][TORTURE_N_STEPS]; /* of a run that was left alone */
} Kill;

static GSubprocess *
start_child (Kill *kill, guint policy, const Plan *plan)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *step = plan->nth_step != 0
                            ? g_strdup_printf ("%s %d", torture_step_names[plan->step], plan->nth_step)
                            : g_strdup ("");
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  g_subprocess_launcher_setenv (launcher, "RUSHES_BASE_URL", rushes_gateway_get_base_url (kill->base.gateway),
                                TRUE);
  g_subprocess_launcher_setenv (launcher, "RUSHES_API_KEY", TORTURE_KEY, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, self, "--torture-child", kill->base.data_folder,
                                       kill->base.user_folder, policies[policy], step, "big-kept",
                                       "small-kept", kill->big_remembered ? "big-saved=" : "big-saved+",
                                       kill->small_remembered ? "small-saved=" : "small-saved+", NULL);
  g_assert_no_error (error);
  return child;
}

/* Somewhere within what it does next: that is what chance is for. */
static void
let_pass (gint64 microseconds)
{
  const gint64 end = g_get_monotonic_time () + microseconds;

  while (g_get_monotonic_time () < end)
    g_thread_yield ();
}

/* A later run has less to do. */
static void
note_steps (Kill *kill, guint policy, const char *counts)
{
  g_auto (GStrv) numbers = g_strsplit (counts, " ", -1);

  g_assert_cmpuint (g_strv_length (numbers), ==, TORTURE_N_STEPS);
  for (guint i = 0; i < TORTURE_N_STEPS; i++)
    kill->n_steps[policy][i] = MAX (kill->n_steps[policy][i], atoi (numbers[i]));
}

/* Returns: whether it has done everything; else it was killed as planned */
static gboolean
run_child (Kill *kill, guint policy, const Plan *plan)
{
  g_autoptr (GSubprocess) child = start_child (kill, policy, plan);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  guint n_seen = 0;
  char *next;

  kill->figures.n_runs++;
  while ((next = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *line = next;
      const char *state = strchr (line, ' ') != NULL ? strchr (line, ' ') + 1 : "";

      g_string_append_printf (told, "%s\n", line);
      if (g_str_has_prefix (line, "done "))
        {
          note_steps (kill, policy, state);
          done = TRUE;
        }
      kill->big_remembered = kill->big_remembered || g_str_equal (line, "big-saved remembered");
      kill->small_remembered = kill->small_remembered || g_str_equal (line, "small-saved remembered");
      if (plan->state != NULL && g_str_equal (state, plan->state) && ++n_seen == plan->nth)
        {
          let_pass (plan->delay);
          g_subprocess_send_signal (child, SIGKILL);
        }
    }
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  if (!done && (!g_subprocess_get_if_signaled (child) || g_subprocess_get_term_sig (child) != SIGKILL))
    g_error ("the process ended by itself, having told:\n%s", told->str);
  return done;
}

static Plan
choose_plan (Kill *kill, guint policy, guint *state)
{
  Plan plan = { .nth = 1 };

  *state = (guint) g_rand_int_range (kill->chance, 0, G_N_ELEMENTS (states));
  if (g_rand_boolean (kill->chance))
    {
      do
        plan.step = (TortureStep) g_rand_int_range (kill->chance, 0, TORTURE_N_STEPS);
      while (kill->n_steps[policy][plan.step] == 0);
      /* Rather an early one: a later process has less to do. */
      plan.nth_step = 1
                      + (int) (kill->n_steps[policy][plan.step] * g_rand_double (kill->chance)
                               * g_rand_double (kill->chance));
      if (g_rand_boolean (kill->chance))
        plan.nth_step = -plan.nth_step;
      return plan;
    }

  plan.state = states[*state];
  plan.nth = (guint) g_rand_int_range (kill->chance, 1, 4);
  plan.delay = g_rand_boolean (kill->chance) ? 0 : g_rand_int_range (kill->chance, 0, 40000);
  return plan;
}

static void
assert_file (Kill *kill, const char *id, const char *path)
{
  const TortureVideo *video = torture_find_whole (&kill->base, path);

  g_assert_nonnull (video);
  g_assert_cmpstr (video->id, ==, id);
}

/* How many files of videos/ no task has. */
static guint
count_strays (Kill *kill, guint n_kept)
{
  g_autofree char *folder = g_build_filename (kill->base.data_folder, "videos", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, >=, n_kept);
  return n_files - n_kept;
}

/* A record without its part is swept in time; bytes that nobody needs any more are not left behind. */
static void
look_into_parts (Kill *kill)
{
  g_autofree char *folder = g_build_filename (kill->base.data_folder, "parts", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_has_suffix (name, ".part.state"))
        g_error ("%s is left in parts/", name);
      kill->figures.n_records++;
    }
}

static void
check_rows (Kill *kill, RushesLibrary *library, guint policy)
{
  GListModel *tasks = G_LIST_MODEL (rushes_library_get_tasks (library));
  const guint n_files = torture_assert_nothing_partial (&kill->base);
  guint n_kept = 0;
  guint n_saved = 0;

  g_assert_null (rushes_library_get_notice (library));
  g_assert_cmpuint (g_list_model_get_n_items (tasks), ==, kill->base.videos->len);
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);
      const char *id = rushes_task_get_id (task);

      g_assert_null (rushes_task_get_transfer_record (task));
      if (g_str_has_suffix (id, "-saved"))
        g_assert_nonnull (rushes_task_get_saved_path (task));
      else if (!g_str_equal (policies[policy], "never"))
        g_assert_nonnull (rushes_task_get_kept_path (task));
      if (rushes_task_get_kept_path (task) != NULL)
        assert_file (kill, id, rushes_task_get_kept_path (task));
      if (rushes_task_get_saved_path (task) != NULL)
        assert_file (kill, id, rushes_task_get_saved_path (task));
      n_kept += rushes_task_get_kept_path (task) != NULL;
      n_saved += rushes_task_get_saved_path (task) != NULL;
    }
  g_assert_cmpuint (n_files, >=, n_saved);
  kill->figures.n_twice += n_files - n_saved;
  kill->figures.n_strays += count_strays (kill, n_kept);
}

static void
check_all (Kill *kill, guint policy)
{
  g_autofree char *path = g_build_filename (kill->base.data_folder, "library.db", NULL);
  g_autoptr (RushesClock) clock = RUSHES_CLOCK (rushes_manual_clock_new ());
  g_autoptr (RushesLibrary) library = rushes_library_new (path, clock);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  rushes_library_open_async (library, NULL, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the library to open");
  rushes_library_open_finish (library, opened, &error);
  g_assert_no_error (error);
  check_rows (kill, library, policy);
  rushes_library_close_async (library, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the library to close");
  g_assert_true (rushes_library_close_finish (library, closed, NULL));
  look_into_parts (kill);
}

static void
run_round (Kill *kill, guint policy)
{
  const guint n_kills = (guint) g_rand_int_range (kill->chance, 1, MOST_KILLS + 1);
  const Plan none = { 0 };
  gboolean done = FALSE;

  for (guint i = 0; i < n_kills && !done; i++)
    {
      guint state;
      const Plan plan = choose_plan (kill, policy, &state);

      done = run_child (kill, policy, &plan);
      torture_assert_nothing_partial (&kill->base);
      if (done)
        kill->figures.n_unkilled++;
      else if (plan.nth_step != 0)
        kill->figures.n_step_kills[plan.step]++;
      else
        kill->figures.n_state_kills[state]++;
    }
  if (!done)
    g_assert_true (run_child (kill, policy, &none));
  check_all (kill, policy);
}

static void
begin_anew (Kill *kill)
{
  torture_begin_anew (&kill->base);
  kill->big_remembered = FALSE;
  kill->small_remembered = FALSE;
}

static void
set_up (Kill *kill, gconstpointer data)
{
  torture_set_up (&kill->base, NULL);
  torture_add_video (&kill->base, "big-kept", 18 * MIB + 7, 32400);
  torture_add_video (&kill->base, "small-kept", 300 * 1024 + 1, 32400);
  torture_add_video (&kill->base, "big-saved", 20 * MIB + 3, 32400);
  /* Its link has nearly expired whenever it is looked at. */
  torture_add_video (&kill->base, "small-saved", 500 * 1024 + 5, 20);
  rushes_gateway_set_cdn_speed (kill->base.gateway, SPEED);
  kill->chance = g_rand_new_with_seed (torture_number_from_environment ("RUSHES_KILL_SEED", 20251122));
}

static void
tear_down (Kill *kill, gconstpointer data)
{
  g_rand_free (kill->chance);
  torture_tear_down (&kill->base, NULL);
}

static void
tell_figures (const Figures *figures, guint n_rounds)
{
  guint n_kills = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      n_kills += figures->n_state_kills[i];
      g_test_message ("killed when %s: %u", states[i], figures->n_state_kills[i]);
    }
  for (guint i = 0; i < TORTURE_N_STEPS; i++)
    {
      n_kills += figures->n_step_kills[i];
      g_test_message ("killed at a %s: %u", torture_step_names[i], figures->n_step_kills[i]);
    }
  g_test_message ("%u rounds, %u processes, %u killed, %u were done before", n_rounds, figures->n_runs,
                  n_kills, figures->n_unkilled);
  g_test_message ("left behind: %u second copies, %u copies that nobody knows, %u records of parts",
                  figures->n_twice, figures->n_strays, figures->n_records);
}

static void
test_killed (Kill *kill, gconstpointer data)
{
  const guint n_rounds = torture_number_from_environment ("RUSHES_KILL_ROUNDS", USUAL_ROUNDS);
  const Plan none = { 0 };

  for (guint policy = 0; policy < G_N_ELEMENTS (policies); policy++)
    {
      g_assert_true (run_child (kill, policy, &none));
      check_all (kill, policy);
      begin_anew (kill);
    }
  for (guint round = 0; round < n_rounds; round++)
    {
      run_round (kill, round % G_N_ELEMENTS (policies));
      begin_anew (kill);
    }
  tell_figures (&kill->figures, n_rounds);
}

int
main (int argc, char *argv[])
{
  if (torture_child_is_meant (argc, argv))
    {
      alarm (CHILD_SECONDS);
      return torture_child_run (argc, argv);
    }

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/transfer/kill/killed", Kill, NULL, set_up, test_killed, tear_down);

  return g_test_run ();
}
