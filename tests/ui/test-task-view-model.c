/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "library/rushes-task-list.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-task-view-model.h"
#include "ui/view-samples.h"

#define FEW 50
#define MANY 10000

typedef struct
{
  RushesTaskList *list;
  GPtrArray *tasks; /* as they were made */
  RushesManualClock *clock;
  RushesTaskViewModel *model;
  GPtrArray *mirror; /* what somebody has who only hears of changes */
  guint n_told;
  guint n_replaced;    /* those that came together with some that went, at most */
  RushesTask *focused; /* (unowned) (nullable) */
  guint n_lost;        /* how often that one was not there */
  guint n_counts;
  guint n_headings;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  fixture->n_told++;
  if (removed > 0)
    fixture->n_replaced = MAX (fixture->n_replaced, added);
  if (fixture->focused != NULL)
    fixture->n_lost += rushes_task_view_model_find (fixture->model, fixture->focused) == G_MAXUINT;
  if (removed > 0)
    g_ptr_array_remove_range (fixture->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (fixture->mirror, (int) (position + i), g_list_model_get_item (model, position + i));
  g_assert_cmpuint (fixture->mirror->len, ==, g_list_model_get_n_items (model));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->list = rushes_task_list_new ();
  fixture->tasks = view_sample_new_tasks (GPOINTER_TO_UINT (data));
  rushes_task_list_append (fixture->list, fixture->tasks);
  fixture->clock = rushes_manual_clock_new ();
  fixture->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->model = rushes_task_view_model_new (NULL);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  g_signal_connect_swapped (fixture->model, "counts-changed", G_CALLBACK (count_cb), &fixture->n_counts);
  g_signal_connect_swapped (fixture->model, "headings-changed", G_CALLBACK (count_cb), &fixture->n_headings);
  rushes_task_view_model_set_clock (fixture->model, RUSHES_CLOCK (fixture->clock));
  rushes_task_view_model_set_model (fixture->model, G_LIST_MODEL (fixture->list));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->mirror, g_ptr_array_unref);
  rushes_test_await_finalize (g_steal_pointer (&fixture->model));
  rushes_test_await_finalize (g_steal_pointer (&fixture->list));
  for (guint i = 0; i < fixture->tasks->len; i++)
    g_assert_cmpuint (G_OBJECT (g_ptr_array_index (fixture->tasks, i))->ref_count, ==, 1);
  g_clear_pointer (&fixture->tasks, g_ptr_array_unref);
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
}

static gboolean
is_settled (gpointer user_data)
{
  return rushes_task_view_model_get_settled (user_data);
}

static void
settle (Fixture *fixture)
{
  rushes_test_await (is_settled, fixture->model, "the model to settle");
}

static RushesTask *
get_task (Fixture *fixture, guint number)
{
  return g_ptr_array_index (fixture->tasks, number);
}

static guint
count_shown (Fixture *fixture)
{
  return g_list_model_get_n_items (rushes_task_view_model_get_shown (fixture->model));
}

static RushesTask *
get_shown (Fixture *fixture, guint position)
{
  return g_ptr_array_index (fixture->mirror, position);
}

/* The same once more, in the simplest way there is. */

static gboolean
belongs (RushesTask *task, RushesTaskFilter filter)
{
  const RushesState state = rushes_task_get_state (task);
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  switch (filter)
    {
    case RUSHES_TASK_FILTER_ALL:
      return TRUE;
    case RUSHES_TASK_FILTER_IN_PROGRESS:
      return state == RUSHES_STATE_WAITING || state == RUSHES_STATE_RUNNING || state == RUSHES_STATE_UNKNOWN;
    case RUSHES_TASK_FILTER_READY:
      return state == RUSHES_STATE_READY;
    case RUSHES_TASK_FILTER_KEPT:
      return state == RUSHES_STATE_KEPT;
    case RUSHES_TASK_FILTER_SAVED:
      return state == RUSHES_STATE_SAVED;
    case RUSHES_TASK_FILTER_FAILED:
      return state == RUSHES_STATE_FAILED || state == RUSHES_STATE_EXPIRED;
    case RUSHES_TASK_FILTER_EXPIRING:
      return state == RUSHES_STATE_READY && snapshot->expires_at > VIEW_SAMPLE_NOW
             && snapshot->expires_at < VIEW_SAMPLE_NOW + 3600;
    }
  g_assert_not_reached ();
}

static gboolean
holds (RushesTask *task, const char *word)
{
  const char *label = rushes_task_get_label (task);
  g_autofree char *folded = label != NULL ? g_utf8_casefold (label, -1) : NULL;

  return word == NULL || strstr (rushes_task_get_id (task), word) != NULL
         || (folded != NULL && strstr (folded, word) != NULL);
}

static gint64
get_time_left (RushesTask *task)
{
  return rushes_task_get_state (task) == RUSHES_STATE_READY ? rushes_task_get_snapshot (task)->expires_at
                                                            : G_MAXINT64;
}

static int
compare_int64 (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}

static int
compare_newest (gint64 a, gint64 b)
{
  return compare_int64 (a != 0 ? -a : G_MAXINT64, b != 0 ? -b : G_MAXINT64);
}

static char *
make_key (RushesTask *task)
{
  const char *label = rushes_task_get_label (task);
  g_autofree char *folded = g_utf8_casefold (label != NULL ? label : rushes_task_get_id (task), -1);

  return g_utf8_collate_key_for_filename (folded, -1);
}

static int
compare_names (RushesTask *a, RushesTask *b)
{
  const gboolean with = rushes_task_get_label (a) != NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  if (with != (rushes_task_get_label (b) != NULL))
    return with ? -1 : 1;
  one = make_key (a);
  other = make_key (b);
  return strcmp (one, other);
}

static int
compare_tasks (gconstpointer a, gconstpointer b, gpointer user_data)
{
  RushesTask *first = *(RushesTask *const *) a;
  RushesTask *second = *(RushesTask *const *) b;
  const RushesSnapshot *one = rushes_task_get_snapshot (first);
  const RushesSnapshot *other = rushes_task_get_snapshot (second);
  int result = 0;

  switch ((RushesTaskSort) GPOINTER_TO_INT (user_data))
    {
    case RUSHES_TASK_SORT_SUBMITTED:
      result = compare_newest (rushes_task_get_began_at (first), rushes_task_get_began_at (second));
      break;
    case RUSHES_TASK_SORT_FINISHED:
      result = compare_newest (one->finished_at, other->finished_at);
      break;
    case RUSHES_TASK_SORT_TIME_LEFT:
      result = compare_int64 (get_time_left (first), get_time_left (second));
      break;
    case RUSHES_TASK_SORT_SIZE:
      result = compare_newest (one->bytes, other->bytes);
      break;
    case RUSHES_TASK_SORT_LABEL:
      result = compare_names (first, second);
      break;
    case RUSHES_TASK_SORT_STATE:
      g_assert_not_reached ();
    }
  return result != 0 ? result : compare_int64 (rushes_task_get_order (second), rushes_task_get_order (first));
}

static void
assert_right (Fixture *fixture, RushesTaskFilter filter, const char *word, RushesTaskSort sort)
{
  g_autoptr (GPtrArray) expected = g_ptr_array_new ();
  guint counts[RUSHES_N_TASK_FILTERS] = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      for (guint part = 0; part < RUSHES_N_TASK_FILTERS; part++)
        counts[part] += belongs (task, (RushesTaskFilter) part);
      if (belongs (task, filter) && holds (task, word))
        g_ptr_array_add (expected, task);
    }
  g_ptr_array_sort_with_data (expected, compare_tasks, GINT_TO_POINTER (sort));

  for (guint part = 0; part < RUSHES_N_TASK_FILTERS; part++)
    g_assert_cmpuint (rushes_task_view_model_get_count (fixture->model, (RushesTaskFilter) part), ==,
                      counts[part]);
  g_assert_cmpuint (count_shown (fixture), ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    {
      g_assert_true (get_shown (fixture, i) == g_ptr_array_index (expected, i));
      g_assert_cmpuint (rushes_task_view_model_find (fixture->model, get_shown (fixture, i)), ==, i);
    }
}

/* The cases */

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  settle (fixture);
  for (guint filter = 0; filter < RUSHES_N_TASK_FILTERS; filter++)
    {
      rushes_task_view_model_set_filter (fixture->model, (RushesTaskFilter) filter);
      settle (fixture);
      g_assert_cmpuint (count_shown (fixture), >, 0);
      assert_right (fixture, (RushesTaskFilter) filter, NULL, RUSHES_TASK_SORT_SUBMITTED);
    }
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  static const RushesTaskSort sorts[] = { RUSHES_TASK_SORT_SIZE,  RUSHES_TASK_SORT_FINISHED,
                                          RUSHES_TASK_SORT_LABEL, RUSHES_TASK_SORT_TIME_LEFT,
                                          RUSHES_TASK_SORT_LABEL, RUSHES_TASK_SORT_SUBMITTED };

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      rushes_task_view_model_set_sort (fixture->model, sorts[i]);
      settle (fixture);
      assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, sorts[i]);
    }
}

static gint64
get_finished_at (Fixture *fixture, guint position)
{
  return rushes_task_get_snapshot (get_shown (fixture, position))->finished_at;
}

/* What is known is the other way round; what is not known stands at the end either way. */
static void
test_reversed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) newest = NULL;
  guint n_tasks = 0;
  guint n_finished = 0;

  settle (fixture);
  n_tasks = count_shown (fixture);
  newest = g_object_ref (get_shown (fixture, 0));
  rushes_task_view_model_set_reversed (fixture->model, TRUE);
  settle (fixture);
  g_assert_true (get_shown (fixture, n_tasks - 1) == newest);
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_FINISHED);
  settle (fixture);
  while (get_finished_at (fixture, n_finished) > 0)
    n_finished++;
  for (guint i = 1; i < n_tasks; i++)
    if (i < n_finished)
      g_assert_cmpint (get_finished_at (fixture, i - 1), <=, get_finished_at (fixture, i));
    else
      g_assert_cmpint (get_finished_at (fixture, i), ==, 0);
  g_assert_cmpuint (n_finished, >, 0);
  g_assert_cmpuint (n_finished, <, n_tasks);

  /* One that changes finds its place in that order, too. */
  view_sample_set_snapshot (get_shown (fixture, n_tasks - 1),
                            view_sample_new_snapshot (0, RUSHES_PHASE_FINISHED));
  g_assert_cmpint (get_finished_at (fixture, 0), <, get_finished_at (fixture, 1));

  rushes_task_view_model_set_reversed (fixture->model, FALSE);
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_SUBMITTED);
  settle (fixture);
}

static void
test_sort_by_state (Fixture *fixture, gconstpointer data)
{
  RushesTaskFilter part = RUSHES_TASK_FILTER_IN_PROGRESS;

  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_STATE);
  for (guint i = 0; i < count_shown (fixture); i++)
    {
      while (part < RUSHES_TASK_FILTER_FAILED && !belongs (get_shown (fixture, i), part))
        part++;
      g_assert_true (belongs (get_shown (fixture, i), part));
    }
  g_assert_cmpint (part, ==, RUSHES_TASK_FILTER_FAILED);
}

static void
test_sort_by_label (Fixture *fixture, gconstpointer data)
{
  rushes_task_set_label (get_task (fixture, 7), "take 10");
  rushes_task_set_label (get_task (fixture, 5), "Take 2");
  rushes_task_set_label (get_task (fixture, 9), "Zoom");
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_LABEL);

  g_assert_cmpuint (rushes_task_view_model_find (fixture->model, get_task (fixture, 5)), <,
                    rushes_task_view_model_find (fixture->model, get_task (fixture, 7)));
  g_assert_cmpuint (rushes_task_view_model_find (fixture->model, get_task (fixture, 7)), <,
                    rushes_task_view_model_find (fixture->model, get_task (fixture, 9)));
  /* What has no label stands at the end. */
  g_assert_null (rushes_task_get_label (get_shown (fixture, count_shown (fixture) - 1)));

  rushes_task_set_label (get_task (fixture, 9), "aaa");
  g_assert_cmpuint (rushes_task_view_model_find (fixture->model, get_task (fixture, 9)), ==, 0);
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_LABEL);
}

/* A name that changes while nobody sorts by it is another one afterwards; ids need not be numbers. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = {
    "cgt-20250901-b", "cgt-20250901-a", "0306792606000001", "306792606099952x", "task_10", "task_9", "99", "_"
  };
  g_autoptr (GPtrArray) strangers = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_ptr_array_add (strangers, rushes_task_new (ids[i], "default", 1000000 + (gint64) i, VIEW_SAMPLE_NOW));
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    view_sample_set_snapshot (strangers->pdata[i], view_sample_new_snapshot (1, RUSHES_PHASE_FINISHED));
  rushes_task_list_append (fixture->list, strangers);
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_LABEL);
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_LABEL);

  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_SIZE);
  rushes_task_set_label (get_task (fixture, 1), "Zoom");
  rushes_task_set_label (get_task (fixture, 3), NULL);
  rushes_task_set_label (strangers->pdata[0], "an Ameise");
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_LABEL);
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_LABEL);

  rushes_task_set_label (strangers->pdata[0], NULL);
  rushes_task_set_label (strangers->pdata[2], "an Ameise");
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_LABEL);
  rushes_task_list_remove (fixture->list, strangers);
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_LABEL);
}

/* The other way round, those with a label and those without one, each among themselves. */
static void
test_names_reversed (Fixture *fixture, gconstpointer data)
{
  gboolean with = TRUE;

  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_LABEL);
  rushes_task_view_model_set_reversed (fixture->model, TRUE);
  settle (fixture);
  for (guint i = 1; i < count_shown (fixture); i++)
    {
      const gboolean was_with = with;

      with = rushes_task_get_label (get_shown (fixture, i)) != NULL;
      g_assert_false (with && !was_with);
      if (with == was_with)
        g_assert_cmpint (compare_names (get_shown (fixture, i - 1), get_shown (fixture, i)), >=, 0);
    }
  g_assert_false (with);
}

static void
assert_found (Fixture *fixture, const char *text, guint n_found)
{
  rushes_task_view_model_set_search (fixture->model, text);
  settle (fixture);
  g_assert_cmpuint (count_shown (fixture), ==, n_found);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) snapshot = view_sample_new_snapshot (1, RUSHES_PHASE_FINISHED);

  rushes_task_set_label (get_task (fixture, 3), "É bleu");
  rushes_task_set_note (get_task (fixture, 4), "for Anna");
  assert_found (fixture, "e\xcc\x81 BLEU", 1);
  assert_found (fixture, "anna", 1);
  assert_found (fixture, "anna bleu", 0);
  assert_found (fixture, "  bleu\tÉ ", 1);
  assert_found (fixture, rushes_task_get_id (get_task (fixture, 8)), 1);
  assert_found (fixture, "1026", FEW / 5);
  assert_found (fixture, "SENSITIVE input", FEW / 5);
  assert_found (fixture, "push-in dusk", FEW / 5 * 3);
  assert_found (fixture, "nothing has this", 0);
  assert_found (fixture, "   ", FEW);
  assert_found (fixture, NULL, FEW);

  /* What comes to be found, and what is found no longer. */
  assert_found (fixture, "anna", 1);
  rushes_task_set_note (get_task (fixture, 5), "Anna's, too");
  g_assert_cmpuint (count_shown (fixture), ==, 2);
  rushes_task_set_note (get_task (fixture, 4), NULL);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
  assert_found (fixture, "glacier", 0);
  g_free (snapshot->prompt);
  snapshot->prompt = g_strdup ("A glacier");
  rushes_task_set_snapshot (get_task (fixture, 6), snapshot);
  g_assert_cmpuint (count_shown (fixture), ==, 1);
}

/* One that changes is told of alone, and not at all where it stays. */
static void
test_one_change (Fixture *fixture, gconstpointer data)
{
  RushesTask *running = get_task (fixture, 1);
  guint kept = 0;

  settle (fixture);
  g_assert_cmpint (rushes_task_get_state (running), ==, RUSHES_STATE_RUNNING);
  kept = rushes_task_view_model_get_count (fixture->model, RUSHES_TASK_FILTER_KEPT);
  fixture->n_told = 0;
  fixture->n_counts = 0;

  rushes_task_set_kept (running, "/videos/1.mp4", 1);
  view_sample_set_snapshot (running, view_sample_new_snapshot (100000 - fixture->tasks->len + 1,
                                                               RUSHES_PHASE_FINISHED));
  g_assert_cmpuint (rushes_task_view_model_get_count (fixture->model, RUSHES_TASK_FILTER_KEPT), ==, kept + 1);
  g_assert_cmpuint (fixture->n_told, ==, 0);
  g_assert_cmpuint (fixture->n_counts, >=, 1);

  rushes_task_view_model_set_filter (fixture->model, RUSHES_TASK_FILTER_KEPT);
  settle (fixture);
  fixture->n_told = 0;
  rushes_task_set_saved_path (running, "/videos/saved.mp4");
  g_assert_cmpuint (fixture->n_told, ==, 1);
  g_assert_cmpuint (count_shown (fixture), ==, kept);
  assert_right (fixture, RUSHES_TASK_FILTER_KEPT, NULL, RUSHES_TASK_SORT_SUBMITTED);
}

/* Moving by one place is one change of two, and nothing leaves the list. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  RushesTask *task = get_shown (fixture, 10);
  RushesSnapshot *snapshot = NULL;

  g_assert_cmpuint (fixture->n_told, ==, 1);
  snapshot = view_sample_new_snapshot (100000 - 11, RUSHES_PHASE_RUNNING);
  snapshot->submitted_at = rushes_task_get_began_at (get_shown (fixture, 9)) + 1;
  view_sample_set_snapshot (task, snapshot);
  g_assert_cmpuint (fixture->n_told, ==, 2);
  g_assert_true (get_shown (fixture, 9) == task);
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_SUBMITTED);
}

static void
test_flow (Fixture *fixture, gconstpointer data)
{
  const RushesTransferStatus status = {
    .state = RUSHES_TRANSFER_RUNNING,
    .purpose = RUSHES_PURPOSE_SAVE,
    .bytes_done = 1,
    .bytes_total = 100,
    .seconds_left = -1,
  };

  fixture->n_told = 0;
  rushes_task_set_transfer (get_task (fixture, 0), &status);
  rushes_task_set_asking (get_task (fixture, 1), TRUE);
  g_assert_cmpuint (fixture->n_told, ==, 0);
}

/* What happens to the list in the course of a year, in a few seconds. */
static void
change_at_random (Fixture *fixture, GRand *rand)
{
  g_autoptr (GPtrArray) some = g_ptr_array_new ();
  const guint start = (guint) g_rand_int_range (rand, 0, (int) fixture->tasks->len);
  const guint n_some = (guint) g_rand_int_range (rand, 1, g_rand_boolean (rand) ? 3 : 30);
  const RushesPhase phase = (RushesPhase) g_rand_int_range (rand, RUSHES_PHASE_UNKNOWN,
                                                            RUSHES_PHASE_FAILED + 1);

  for (guint i = start; i < MIN (start + n_some, fixture->tasks->len); i++)
    g_ptr_array_add (some, get_task (fixture, i));
  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      rushes_task_list_remove (fixture->list, some);
      break;
    case 1:
      rushes_task_list_append (fixture->list, some);
      break;
    case 2:
      rushes_task_list_prepend (fixture->list, some);
      break;
    case 3:
      rushes_task_set_label (some->pdata[0], g_rand_boolean (rand) ? "another name" : NULL);
      break;
    case 4:
      rushes_task_set_saved_path (some->pdata[0], g_rand_boolean (rand) ? "/videos/saved.mp4" : NULL);
      rushes_task_update_state (some->pdata[0], VIEW_SAMPLE_NOW);
      break;
    default:
      view_sample_set_snapshot (some->pdata[0],
                                view_sample_new_snapshot ((guint) g_rand_int_range (rand, 0, 100000), phase));
      break;
    }
}

static void
test_at_random (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { NULL, "77", "düne", "another" };
  static const RushesTaskSort sorts[] = { RUSHES_TASK_SORT_SUBMITTED, RUSHES_TASK_SORT_FINISHED,
                                          RUSHES_TASK_SORT_TIME_LEFT, RUSHES_TASK_SORT_SIZE,
                                          RUSHES_TASK_SORT_LABEL };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20250829);

  for (guint round = 0; round < (fixture->tasks->len == MANY ? 25 : 300); round++)
    {
      const RushesTaskFilter filter = (RushesTaskFilter) g_rand_int_range (rand, 0, RUSHES_N_TASK_FILTERS);
      const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];
      const RushesTaskSort sort = sorts[g_rand_int_range (rand, 0, G_N_ELEMENTS (sorts))];

      rushes_task_view_model_set_sort (fixture->model, sort);
      rushes_task_view_model_set_filter (fixture->model, filter);
      rushes_task_view_model_set_search (fixture->model, word);
      /* While it is worked out, and when it is there. */
      for (guint i = 0; i < 10; i++)
        {
          change_at_random (fixture, rand);
          if (g_rand_boolean (rand))
            g_main_context_iteration (NULL, FALSE);
        }
      settle (fixture);
      assert_right (fixture, filter, word, sort);
      for (guint i = 0; i < 10; i++)
        change_at_random (fixture, rand);
      settle (fixture);
      assert_right (fixture, filter, word, sort);
    }
}

static void
test_expiring (Fixture *fixture, gconstpointer data)
{
  const guint before = rushes_task_view_model_get_count (fixture->model, RUSHES_TASK_FILTER_EXPIRING);
  RushesTask *task = NULL;

  g_assert_cmpuint (before, >, 0);
  rushes_task_view_model_set_filter (fixture->model, RUSHES_TASK_FILTER_EXPIRING);
  g_assert_cmpuint (count_shown (fixture), ==, before);
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_TIME_LEFT);
  task = get_shown (fixture, 0);

  /* On its way: nobody has to care, unless nothing arrives. */
  rushes_task_set_transfer (task, &(RushesTransferStatus){ .state = RUSHES_TRANSFER_RUNNING,
                                                           .purpose = RUSHES_PURPOSE_SAVE,
                                                           .seconds_left = -1 });
  g_assert_cmpuint (count_shown (fixture), ==, before - 1);
  rushes_task_view_model_set_blocked (fixture->model, TRUE);
  g_assert_cmpuint (count_shown (fixture), ==, before);
  rushes_task_view_model_set_blocked (fixture->model, FALSE);
  g_assert_cmpuint (count_shown (fixture), ==, before - 1);
  rushes_task_set_transfer (task, NULL);
  g_assert_cmpuint (count_shown (fixture), ==, before);

  /* Those whose links last ten minutes have gone; those with an hour more have come. */
  rushes_manual_clock_advance (fixture->clock, 601 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (rushes_task_view_model_find (fixture->model, task), ==, G_MAXUINT);
  rushes_manual_clock_advance (fixture->clock, 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (count_shown (fixture), >, 0);
  g_assert_cmpuint (count_shown (fixture), ==,
                    rushes_task_view_model_get_count (fixture->model, RUSHES_TASK_FILTER_EXPIRING));
  for (guint i = 0; i < count_shown (fixture); i++)
    g_assert_cmpint (rushes_task_get_snapshot (get_shown (fixture, i))->expires_at, ==,
                     VIEW_SAMPLE_NOW + 4200);

  /* A machine that slept, and whose clock was set: within a minute it is right. */
  rushes_manual_clock_jump (fixture->clock, 3600 * G_TIME_SPAN_SECOND);
  rushes_manual_clock_advance (fixture->clock, 60 * G_TIME_SPAN_SECOND);
  for (guint i = 0; i < count_shown (fixture); i++)
    g_assert_cmpint (rushes_task_get_snapshot (get_shown (fixture, i))->expires_at, ==,
                     VIEW_SAMPLE_NOW + 7800);

  /* Set back again: those have their time. */
  g_assert_cmpuint (count_shown (fixture), >, 0);
  rushes_manual_clock_jump (fixture->clock, -3600 * G_TIME_SPAN_SECOND);
  rushes_manual_clock_advance (fixture->clock, 60 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
}

static void
assert_heading (Fixture *fixture, guint position, const char *expected)
{
  g_autofree char *heading = rushes_task_view_model_dup_heading (fixture->model, position);

  g_assert_cmpstr (heading, ==, expected);
}

/* Sets when the task at @position was submitted, counted from now. */
static void
submit (Fixture *fixture, guint number, gint64 seconds)
{
  RushesSnapshot *snapshot = view_sample_new_snapshot (number, RUSHES_PHASE_RUNNING);

  snapshot->submitted_at = VIEW_SAMPLE_NOW + seconds;
  view_sample_set_snapshot (get_task (fixture, number), snapshot);
}

static void
test_headings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = g_ptr_array_new ();

  /* The manual clock begins at eight on a Friday. */
  submit (fixture, 3, -60);
  submit (fixture, 2, -3600);
  submit (fixture, 1, -10 * 3600);
  submit (fixture, 0, -9 * 24 * 3600);
  assert_heading (fixture, 0, "Today");
  assert_heading (fixture, 1, NULL);
  assert_heading (fixture, 2, "Yesterday");
  assert_heading (fixture, 3, "20 August 2025");
  assert_heading (fixture, 4, NULL);

  rushes_test_pump ();
  fixture->n_headings = 0;
  g_ptr_array_add (first, get_task (fixture, 3));
  rushes_task_list_remove (fixture->list, first);
  g_assert_cmpuint (fixture->n_headings, ==, 0);
  rushes_test_pump ();
  g_assert_cmpuint (fixture->n_headings, ==, 1);
  assert_heading (fixture, 0, "Today");
  assert_heading (fixture, 1, "Yesterday");

  rushes_manual_clock_advance (fixture->clock, 16 * G_TIME_SPAN_HOUR);
  rushes_test_pump ();
  g_assert_cmpuint (fixture->n_headings, >=, 2);
  assert_heading (fixture, 0, "Yesterday");
  assert_heading (fixture, 1, "Thursday");

  rushes_task_view_model_set_grouped (fixture->model, FALSE);
  assert_heading (fixture, 0, NULL);
  rushes_task_view_model_set_grouped (fixture->model, TRUE);

  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_FINISHED);
  assert_heading (fixture, 0, "Not finished yet");
  assert_heading (fixture, 1, NULL);
  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_LABEL);
  assert_heading (fixture, 0, NULL);
}

static void
test_headings_of_finished (Fixture *fixture, gconstpointer data)
{
  guint n_headings = 0;
  gint64 last = 0;

  rushes_task_view_model_set_sort (fixture->model, RUSHES_TASK_SORT_FINISHED);
  for (guint i = 0; i < count_shown (fixture); i++)
    {
      const RushesSnapshot *snapshot = rushes_task_get_snapshot (get_shown (fixture, i));
      const gint64 day = snapshot->finished_at / (24 * 3600);
      g_autofree char *heading = rushes_task_view_model_dup_heading (fixture->model, i);

      g_assert_cmpint (heading != NULL, ==, i == 0 || day != last);
      if (snapshot->finished_at == 0 && heading != NULL)
        g_assert_cmpstr (heading, ==, "Not finished yet");
      last = day;
      n_headings += heading != NULL;
    }
  g_assert_cmpuint (n_headings, >=, 2);
}

/* Rows that come in chunks, as a library reads them, are told chunk by chunk, without the others. */
static void
test_chunks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) older = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_before = count_shown (fixture);

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (older, view_sample_new_task (i));
  fixture->n_told = 0;
  rushes_task_list_prepend (fixture->list, older);
  g_assert_cmpuint (fixture->n_told, ==, 1);
  g_assert_true (get_shown (fixture, n_before + 99) == older->pdata[0]);
  assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, RUSHES_TASK_SORT_SUBMITTED);
}

static RushesTask *
get_focused (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->focused;
}

/* A list looks for each of its own rows among all that come together with them: among few, and there is the
 * one on which somebody stands, wherever in the list it comes to stand. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  static const RushesTaskSort sorts[] = { RUSHES_TASK_SORT_SIZE, RUSHES_TASK_SORT_SUBMITTED };
  static const guint places[] = { 0, 1, 511, 512, 513, 514, MANY / 2, MANY - 2, MANY - 1 };

  settle (fixture);
  rushes_task_view_model_set_focus_func (fixture->model, get_focused, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sorts); j++)
      {
        /* By submission the newest are the first. */
        fixture->focused = get_task (fixture, MANY - 1 - places[i]);
        fixture->n_told = fixture->n_replaced = fixture->n_lost = 0;
        rushes_task_view_model_set_sort (fixture->model, sorts[j]);
        settle (fixture);
        g_assert_cmpuint (fixture->n_told, >, 1);
        g_assert_cmpuint (fixture->n_replaced, <, 1000);
        g_assert_cmpuint (fixture->n_lost, ==, 0);
        assert_right (fixture, RUSHES_TASK_FILTER_ALL, NULL, sorts[j]);
      }
}

static void
test_no_model (Fixture *fixture, gconstpointer data)
{
  rushes_task_view_model_set_search (fixture->model, "düne");
  rushes_task_view_model_set_model (fixture->model, NULL);
  settle (fixture);
  g_assert_cmpuint (count_shown (fixture), ==, 0);
  g_assert_cmpuint (rushes_task_view_model_get_count (fixture->model, RUSHES_TASK_FILTER_ALL), ==, 0);
  rushes_task_set_label (get_task (fixture, 0), "nobody listens");
}

/* Gone while it works something out. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  rushes_task_view_model_set_search (fixture->model, "düne");
  g_assert_false (rushes_task_view_model_get_settled (fixture->model));
}

#define ADD(name, n_tasks, func)                                                                             \
  g_test_add ("/ui/task-view-model/" name, Fixture, GUINT_TO_POINTER (n_tasks), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  ADD ("filter", FEW, test_filter);
  ADD ("filter-many", MANY, test_filter);
  ADD ("sort", FEW, test_sort);
  ADD ("sort-many", MANY, test_sort);
  ADD ("reversed", FEW, test_reversed);
  ADD ("reversed-many", MANY, test_reversed);
  ADD ("sort-by-state", FEW, test_sort_by_state);
  ADD ("sort-by-label", FEW, test_sort_by_label);
  ADD ("names", FEW, test_names);
  ADD ("names-reversed", FEW * 4, test_names_reversed);
  ADD ("search", FEW, test_search);
  ADD ("one-change", FEW, test_one_change);
  ADD ("one-change-of-many", MANY, test_one_change);
  ADD ("move", FEW, test_move);
  ADD ("flow", FEW, test_flow);
  ADD ("at-random", FEW * 4, test_at_random);
  ADD ("at-random-many", MANY, test_at_random);
  ADD ("expiring", FEW, test_expiring);
  ADD ("headings", 4, test_headings);
  ADD ("headings-of-finished", FEW * 10, test_headings_of_finished);
  ADD ("chunks", FEW, test_chunks);
  ADD ("parts", MANY, test_parts);
  ADD ("no-model", FEW, test_no_model);
  ADD ("gone", MANY, test_gone);
  return g_test_run ();
}
