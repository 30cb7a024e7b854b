/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/follower-fixture.h"

#include <string.h>

/* Tasks that finished, and the links to their videos. */

static const int waits[] = { 5, 15, 45 };

static RushesTask *
track (Fixture *fixture, RushesScriptKind kind)
{
  RushesTask *task;

  fixture_script (fixture, "1", kind, -20);
  task = fixture_track (fixture, "1");
  fixture_await_answers (fixture);
  return task;
}

static RushesTask *
start_and_track (Fixture *fixture, RushesScriptKind kind)
{
  fixture_start (fixture);
  return track (fixture, kind);
}

/* One that was in the library before, as it was told then. */
static RushesTask *
track_known (Fixture *fixture, RushesScriptKind kind, gint64 age)
{
  g_autoptr (RushesSnapshot) finished = rushes_snapshot_new ();
  RushesTask *task = track (fixture, kind);

  finished->phase = RUSHES_PHASE_FINISHED;
  finished->submitted_at = (rushes_clock_get_real_time (RUSHES_CLOCK (fixture->clock)) - age) / SECOND;
  rushes_library_apply_snapshot (fixture->library, task, finished);
  return task;
}

static gboolean
has_link (RushesTask *task)
{
  return rushes_snapshot_has_link (rushes_task_get_snapshot (task));
}

static void
assert_found (Fixture *fixture, RushesTask *task, guint n_asked)
{
  g_assert_true (has_link (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_null (rushes_task_get_problem (task));
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, n_asked);
}

static void
assert_told (RushesTask *task)
{
  RushesFailure *problem = rushes_task_get_problem (task);

  g_assert_false (has_link (task));
  g_assert_nonnull (problem);
  g_assert_cmpstr (rushes_failure_get_code (problem), ==, "no-link");
  g_assert_cmpint (rushes_failure_get_side (problem), ==, RUSHES_SIDE_SERVICE);
  g_assert_cmpint (rushes_failure_get_remedy (problem), ==, RUSHES_REMEDY_RETRY);
  g_assert_cmpstr (rushes_failure_get_hint (problem), !=, "");
  g_assert_null (rushes_task_get_failure (task));
  g_assert_false (rushes_task_get_asking (task));
}

static void
assert_told_and_over (Fixture *fixture, RushesTask *task, guint n_asked)
{
  assert_told (task);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, n_asked);
  assert_told (task);
}

/* Lets the waits from @first up to @last pass, one question after each. */
static void
pass_waits (Fixture *fixture, guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    {
      const guint n_asked = fixture_get_n_asked (fixture, "1");
      const gint64 wait = fixture_get_wait (fixture);

      g_assert_cmpint (wait, >=, waits[i] * SECOND * 8 / 10);
      g_assert_cmpint (wait, <=, waits[i] * SECOND * 12 / 10);
      fixture_pass (fixture, wait);
      g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, n_asked + 1);
    }
}

static void
refresh (Fixture *fixture, RushesTask *task)
{
  rushes_follower_refresh (fixture->follower, task);
  fixture_await_answers (fixture);
}

static void
test_retrieved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_RETRIEVED);

  assert_found (fixture, task, 1);
}

static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_LINKLESS);

  g_assert_true (rushes_task_has_ended (task));
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_null (rushes_task_get_problem (task));
  pass_waits (fixture, 0, 0);
  fixture_script_finished (fixture, "1");
  pass_waits (fixture, 1, 1);
  assert_found (fixture, task, 3);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_everywhere_at_last (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_PROXIED);

  pass_waits (fixture, 0, 1);
  g_assert_false (has_link (task));
  g_assert_null (rushes_task_get_problem (task));
  pass_waits (fixture, 2, 2);
  g_assert_true (g_str_has_suffix (rushes_task_get_snapshot (task)->download_url, "/v1/videos/1/content"));
  assert_found (fixture, task, 4);
}

static void
test_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_LINKLESS);

  pass_waits (fixture, 0, 2);
  assert_told_and_over (fixture, task, 4);

  /* By hand once more, and no oftener. */
  refresh (fixture, task);
  assert_told_and_over (fixture, task, 5);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
}

static void
test_by_hand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_PROXIED);

  g_assert_false (has_link (task));
  refresh (fixture, task);
  assert_found (fixture, task, 2);
}

/* Who asks is told; what would have been asked by itself is asked all the same. */
static void
test_by_hand_in_vain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_LINKLESS);

  refresh (fixture, task);
  assert_told (task);
  pass_waits (fixture, 1, 1);
  assert_told (task);
  pass_waits (fixture, 2, 2);
  assert_told_and_over (fixture, task, 4);
}

static void
test_found_by_hand_afterwards (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_LINKLESS);

  pass_waits (fixture, 0, 2);
  fixture_script (fixture, "1", RUSHES_SCRIPT_PROXIED, -20);
  refresh (fixture, task);
  assert_found (fixture, task, 5);
}

/* The links had ended, and there are no new ones. */
static void
test_not_renewed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_FINISHES);

  rushes_manual_clock_jump (fixture->clock, 1000 * G_TIME_SPAN_DAY);
  rushes_library_update_states (fixture->library);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  fixture_script (fixture, "1", RUSHES_SCRIPT_LINKLESS, -20);
  refresh (fixture, task);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
  assert_told_and_over (fixture, task, 2);
}

static void
test_from_the_library (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_known (fixture, RUSHES_SCRIPT_PROXIED, 6 * G_TIME_SPAN_DAY);

  fixture_start (fixture);
  fixture_await_answers (fixture);
  assert_found (fixture, task, 1);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_from_the_library_in_vain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_known (fixture, RUSHES_SCRIPT_LINKLESS, MINUTE);

  fixture_start (fixture);
  fixture_await_answers (fixture);
  assert_told_and_over (fixture, task, 1);
}

static void
test_too_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_known (fixture, RUSHES_SCRIPT_PROXIED, 8 * G_TIME_SPAN_DAY);

  fixture_start (fixture);
  assert_told_and_over (fixture, task, 0);
  refresh (fixture, task);
  assert_found (fixture, task, 1);
}

static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = track_known (fixture, RUSHES_SCRIPT_FINISHES, MINUTE);
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_record_saved_async (fixture->library, task, "/videos/a.mp4", 5, NULL,
                                     rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the save to be recorded");
  fixture_start (fixture);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_cmpuint (fixture_get_n_asked (fixture, "1"), ==, 0);
  g_assert_null (rushes_task_get_problem (task));
}

/* A service that is away for a while is no reason to have asked. */
static void
test_problems_are_no_tries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_PROXIED);

  pass_waits (fixture, 0, 1);
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_UNAVAILABLE);
  fixture_pass (fixture, 10 * MINUTE);
  g_assert_cmpstr (rushes_failure_get_code (rushes_task_get_problem (task)), !=, "no-link");
  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
  fixture_pass (fixture, 6 * MINUTE);
  g_assert_true (has_link (task));
  g_assert_null (rushes_task_get_problem (task));
}

static void
test_no_longer_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = fixture_track (fixture, "2");
  g_autoptr (RushesSnapshot) finished = rushes_snapshot_new ();

  finished->phase = RUSHES_PHASE_FINISHED;
  rushes_library_apply_snapshot (fixture->library, task, finished);
  rushes_manual_clock_advance (fixture->clock, 2 * MINUTE);
  fixture_start (fixture);
  fixture_pass (fixture, 60 * MINUTE);
  g_assert_true (rushes_task_get_paused (task));
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
}

static void
test_removed_while_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_LINKLESS);

  fixture_remove (fixture, task);
  g_assert_cmpint (rushes_manual_clock_get_next (fixture->clock), ==, G_MAXINT64);
}

static void
test_raw_reply_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesTask) task = start_and_track (fixture, RUSHES_SCRIPT_FINISHES);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RushesTaskDetails) details = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (rushes_task_get_snapshot (task)->download_url, "Signature="));
  rushes_library_load_details_async (fixture->library, task, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the details");
  details = rushes_library_load_details_finish (fixture->library, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (details->raw_reply);
  g_assert_nonnull (strstr (details->raw_reply, "\"SUCCESS\""));
  g_assert_nonnull (strstr (details->raw_reply, "\"download_url\""));
  g_assert_null (strstr (details->raw_reply, "Signature="));
  g_assert_null (strstr (details->raw_reply, KEY));
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/follow/links/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("retrieved", test_retrieved);
  ADD ("late", test_late);
  ADD ("everywhere-at-last", test_everywhere_at_last);
  ADD ("nowhere", test_nowhere);
  ADD ("by-hand", test_by_hand);
  ADD ("by-hand-in-vain", test_by_hand_in_vain);
  ADD ("found-by-hand-afterwards", test_found_by_hand_afterwards);
  ADD ("not-renewed", test_not_renewed);
  ADD ("from-the-library", test_from_the_library);
  ADD ("from-the-library-in-vain", test_from_the_library_in_vain);
  ADD ("too-old", test_too_old);
  ADD ("saved", test_saved);
  ADD ("problems-are-no-tries", test_problems_are_no_tries);
  ADD ("no-longer-known", test_no_longer_known);
  ADD ("removed-while-waiting", test_removed_while_waiting);
  ADD ("raw-reply-is-kept", test_raw_reply_is_kept);

  return g_test_run ();
}
