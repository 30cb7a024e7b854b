/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/play-fixture.h"
#include "follow/rushes-budget.h"
#include "follow/rushes-pace.h"

#include <malloc.h>

/* Ten thousand tasks, twenty-four hours. */

#define N_TASKS 10000
#define DAY (24 * HOUR)

/* Less than one small thing that is left behind by each question: there are some 150 000. */
#define MOST_GROWTH (3 * 1024 * 1024)

/* From a question to its answer, and for the others whose turn it is first. */
#define SLACK (5 * SECOND)

typedef struct
{
  gint64 began_at;
  gint64 ends_at;
  gint64 noticed_at; /* 0: not */
} Course;

typedef struct
{
  Play *play;
  GHashTable *courses; /* id -> Course */
} Day;

static void
ended_cb (RushesFollower *follower, RushesTask *task, Day *day)
{
  Course *course = g_hash_table_lookup (day->courses, rushes_task_get_id (task));

  g_assert_cmpint (course->noticed_at, ==, 0);
  course->noticed_at = play_get_now (day->play);
}

static void
day_begin (Day *day, Play *play)
{
  day->play = play;
  day->courses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect (play->follower, "task-ended", G_CALLBACK (ended_cb), day);
}

static void
day_end (Day *day)
{
  g_signal_handlers_disconnect_by_data (day->play->follower, day);
  g_clear_pointer (&day->courses, g_hash_table_unref);
}

/* Gives it a place in @ids, too. */
static void
day_plan (Day *day, GPtrArray *ids, const char *prefix, gint64 lasts)
{
  char *id = g_strdup_printf ("%s-%u", prefix, g_hash_table_size (day->courses));
  Course *course = g_new0 (Course, 1);

  course->began_at = play_get_now (day->play);
  course->ends_at = lasts == G_MAXINT64 ? lasts : course->began_at + lasts;
  rushes_played_service_add (day->play->service, id, course->ends_at);
  g_hash_table_insert (day->courses, g_strdup (id), course);
  g_ptr_array_add (ids, id);
}

static void
day_track (Day *day, GPtrArray *ids)
{
  g_autoptr (GPtrArray) added = play_track_all (day->play, ids);

  g_assert_cmpuint (added->len, ==, ids->len);
}

/* How late the ends of those were noticed whose ids begin with @prefix, beyond one wait at their pace (or
 * counted from their end, where @from_end). */
static gint64
get_latest (Day *day, const char *prefix, gboolean from_end, gint64 until, guint *n_noticed)
{
  GHashTableIter iter;
  gpointer id;
  gpointer data;
  gint64 latest = G_MININT64;

  *n_noticed = 0;
  g_hash_table_iter_init (&iter, day->courses);
  while (g_hash_table_iter_next (&iter, &id, &data))
    {
      const Course *course = data;
      const gint64 one_wait = rushes_pace_after_reply (course->ends_at - course->began_at, 1);

      if (!g_str_has_prefix (id, prefix) || course->ends_at > until)
        continue;
      if (course->noticed_at == 0)
        g_error ("the end of %s was not noticed", (char *) id);
      (*n_noticed)++;
      latest = MAX (latest, course->noticed_at - course->ends_at - (from_end ? 0 : one_wait));
    }
  return latest;
}

/* Seven new ones every minute; most take about two minutes, some take hours, a few never end. */
static gint64
choose_how_long (void)
{
  const int kind = g_test_rand_int_range (0, 1000);

  if (kind == 0)
    return G_MAXINT64;
  if (kind < 10)
    return g_test_rand_int_range (HOUR / SECOND, 6 * HOUR / SECOND) * SECOND;
  return g_test_rand_int_range (60, 180) * SECOND;
}

static void
test_busy_day (Play *play, gconstpointer data)
{
  const gint64 began = g_get_monotonic_time ();
  const gint64 end = play_get_now (play) + DAY;
  Day day;
  guint n_noticed;
  guint n_asked;
  gint64 latest;

  day_begin (&day, play);
  while (play_get_now (play) < end)
    {
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

      for (guint i = 0; i < 7; i++)
        day_plan (&day, ids, "task", choose_how_long ());
      day_track (&day, ids);
      play_pass (play, MINUTE);
    }
  play_pass (play, 2 * MINUTE);

  n_asked = play_assert_rate (play);
  latest = get_latest (&day, "task", FALSE, end, &n_noticed);
  g_test_message ("busy day: %u tasks, %u ends noticed, %u questions (%.2f a second, %.1f a task), "
                  "at the latest %.1f s after one wait at their pace, %.1f s of real time",
                  g_hash_table_size (day.courses), n_noticed, n_asked, (double) n_asked * SECOND / DAY,
                  (double) n_asked / g_hash_table_size (day.courses), (double) latest / SECOND,
                  (double) (g_get_monotonic_time () - began) / SECOND);
  g_assert_cmpuint (g_hash_table_size (day.courses), >=, N_TASKS);
  g_assert_cmpint (latest, <=, SLACK);
  g_assert_cmpuint (play->n_paused, ==, 0);
  day_end (&day);
}

/* What is in use, less what the played service notes of each question. */
static gssize
measure_memory (Play *play)
{
  const guint n_asked = rushes_played_service_get_times (play->service)->len;

  return (gssize) mallinfo2 ().uordblks - (gssize) (n_asked * sizeof (gint64));
}

/* All at once, with ends all over the day; meanwhile somebody makes one video after the other. */
static void
test_ten_thousand_at_once (Play *play, gconstpointer data)
{
  const gint64 began = g_get_monotonic_time ();
  const gint64 end = play_get_now (play) + DAY;
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (g_free);
  Day day;
  guint n_old;
  guint n_new;
  guint n_asked;
  gint64 latest_old;
  gint64 latest_new;
  gssize memory = 0;

  day_begin (&day, play);
  for (guint i = 0; i < N_TASKS; i++)
    day_plan (&day, old, "old", i % 2 == 0 ? G_MAXINT64 : (gint64) (g_test_rand_double () * DAY));
  day_track (&day, old);
  while (play_get_now (play) < end)
    {
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

      day_plan (&day, ids, "new", g_test_rand_int_range (60, 180) * SECOND);
      day_track (&day, ids);
      play_pass (play, 5 * MINUTE);
      /* By then each has been asked once. */
      if (memory == 0 && rushes_played_service_get_times (play->service)->len > 2 * N_TASKS)
        memory = measure_memory (play);
    }

  memory = measure_memory (play) - memory;
  g_test_message ("memory of a day: %" G_GSSIZE_FORMAT " bytes more", memory);
  g_assert_cmpint (memory, <=, MOST_GROWTH);
  n_asked = play_assert_rate (play);
  latest_old = get_latest (&day, "old", TRUE, end - N_TASKS * SECOND, &n_old);
  latest_new = get_latest (&day, "new", FALSE, end, &n_new);
  g_test_message (
    "ten thousand at once: %u questions (%.2f a second), nobody left alone for more than %.0f s; "
    "%u old ends noticed after %.0f s at the latest, %u new ones %.1f s after one wait, "
    "%.1f s of real time",
    n_asked, (double) n_asked * SECOND / DAY,
    (double) rushes_played_service_get_longest_gap (play->service) / SECOND, n_old,
    (double) latest_old / SECOND, n_new, (double) latest_new / SECOND,
    (double) (g_get_monotonic_time () - began) / SECOND);
  g_assert_cmpint (latest_new, <=, SLACK);
  /* Each of n in n seconds. */
  g_assert_cmpint (latest_old, <=, N_TASKS * SECOND + SLACK);
  g_assert_cmpint (rushes_played_service_get_longest_gap (play->service), <=, N_TASKS * SECOND + SLACK);
  /* Civil is not idle: what may be asked is asked. */
  g_assert_cmpuint (n_asked, >=, (guint) (DAY / RUSHES_BUDGET_INTERVAL) * 99 / 100);
  day_end (&day);
}

/* A service that takes half of what we may ask: it is rarely asked in vain. */
static void
test_stricter_service (Play *play, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  Day day;
  guint n_asked;
  guint n_limited;

  day_begin (&day, play);
  rushes_played_service_set_limit (play->service, 900 * G_TIME_SPAN_MILLISECOND);
  for (guint i = 0; i < 1000; i++)
    day_plan (&day, ids, "task", G_MAXINT64);
  day_track (&day, ids);
  play_pass (play, 3 * HOUR);

  n_asked = rushes_played_service_get_times (play->service)->len;
  n_limited = rushes_played_service_get_n_limited (play->service);
  g_test_message ("stricter service: %u questions in three hours, %u of them in vain", n_asked, n_limited);
  g_assert_cmpuint (n_limited * 10, <, n_asked);
  g_assert_cmpuint (n_asked, >, 3 * 3600 / 4);
  day_end (&day);
}

#define ADD(name, func) g_test_add ("/follow/day/" name, Play, NULL, play_set_up, func, play_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("busy", test_busy_day);
  ADD ("ten-thousand-at-once", test_ten_thousand_at_once);
  ADD ("stricter-service", test_stricter_service);

  return g_test_run ();
}
