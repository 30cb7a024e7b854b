/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-task-private.h"
#include "library/rushes-task-watch.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1756454400)

static RushesSnapshot *
new_snapshot (RushesPhase phase, gint64 expires_at)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->phase = phase;
  snapshot->expires_at = expires_at;
  return snapshot;
}

typedef struct
{
  const char *name;
  RushesPhase phase;
  gint64 expires_at;
  const char *saved_path;
  RushesState state;
  gboolean saved_missing;
  const char *kept_path;
  const char *link;
} StateCase;

static const StateCase state_cases[] = {
  { "waiting", RUSHES_PHASE_WAITING, 0, NULL, RUSHES_STATE_WAITING },
  { "running", RUSHES_PHASE_RUNNING, 0, NULL, RUSHES_STATE_RUNNING },
  { "unknown", RUSHES_PHASE_UNKNOWN, 0, NULL, RUSHES_STATE_UNKNOWN },
  { "failed", RUSHES_PHASE_FAILED, 0, NULL, RUSHES_STATE_FAILED },
  { "failed-with-old-expiry", RUSHES_PHASE_FAILED, NOW - 1, NULL, RUSHES_STATE_FAILED },
  { "ready-without-expiry", RUSHES_PHASE_FINISHED, 0, NULL, RUSHES_STATE_READY },
  { "ready", RUSHES_PHASE_FINISHED, NOW + 1, NULL, RUSHES_STATE_READY },
  { "expires-this-second", RUSHES_PHASE_FINISHED, NOW, NULL, RUSHES_STATE_EXPIRED },
  { "expired", RUSHES_PHASE_FINISHED, NOW - 1, NULL, RUSHES_STATE_EXPIRED },
  { "saved", RUSHES_PHASE_FINISHED, NOW + 1, "/films/a.mp4", RUSHES_STATE_SAVED },
  { "saved-and-expired", RUSHES_PHASE_FINISHED, NOW - 1, "/films/a.mp4", RUSHES_STATE_SAVED },
  { "kept", RUSHES_PHASE_FINISHED, 0, NULL, RUSHES_STATE_KEPT, FALSE, "/videos/a.mp4" },
  { "kept-and-expired", RUSHES_PHASE_FINISHED, NOW - 1, NULL, RUSHES_STATE_KEPT, FALSE, "/videos/a.mp4" },
  { "kept-and-saved", RUSHES_PHASE_FINISHED, 0, "/films/a.mp4", RUSHES_STATE_SAVED, FALSE, "/videos/a.mp4" },
  { "kept-and-missing", RUSHES_PHASE_FINISHED, 0, "/films/a.mp4", RUSHES_STATE_KEPT, TRUE, "/videos/a.mp4" },
  { "missing", RUSHES_PHASE_FINISHED, 0, "/films/a.mp4", RUSHES_STATE_SAVED, TRUE },
  { "missing-and-expired", RUSHES_PHASE_FINISHED, NOW, "/films/a.mp4", RUSHES_STATE_SAVED, TRUE, NULL,
    "https://a" },
  { "missing-and-ready", RUSHES_PHASE_FINISHED, NOW + 1, "/films/a.mp4", RUSHES_STATE_READY, TRUE, NULL,
    "https://a" },
};

static void
test_state (gconstpointer data)
{
  const StateCase *expected = data;
  g_autoptr (RushesSnapshot) snapshot = new_snapshot (expected->phase, expected->expires_at);
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  const RushesWhereabouts where = {
    .saved = expected->saved_path != NULL,
    .saved_missing = expected->saved_missing,
    .kept = expected->kept_path != NULL,
  };

  snapshot->download_url = g_strdup (expected->link);
  g_assert_cmpint (rushes_task_work_out_state (snapshot, where, NOW), ==, expected->state);

  rushes_task_set_snapshot (task, snapshot);
  rushes_task_set_saved_path (task, expected->saved_path);
  rushes_task_set_saved_missing (task, expected->saved_missing);
  rushes_task_set_kept (task, expected->kept_path, 5);
  g_assert_cmpint (rushes_task_get_state (task), ==, expected->state);
  g_assert_cmpint (rushes_task_has_ended (task), ==, rushes_phase_is_end (expected->phase));
}

static void
test_never_answered (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 7, NOW);

  g_assert_cmpint (rushes_task_work_out_state (NULL, (RushesWhereabouts){ .kept = TRUE }, NOW), ==,
                   RUSHES_STATE_WAITING);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_WAITING);
  g_assert_false (rushes_task_has_ended (task));
  g_assert_null (rushes_task_get_snapshot (task));
  g_assert_cmpint (rushes_task_get_order (task), ==, 7);
  g_assert_cmpint (rushes_task_get_added_at (task), ==, NOW);
}

static void
test_link_expires (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (RushesSnapshot) snapshot = new_snapshot (RUSHES_PHASE_FINISHED, NOW + 60);

  rushes_task_set_snapshot (task, snapshot);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  rushes_task_update_state (task, NOW + 59);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  rushes_task_update_state (task, NOW + 60);
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_EXPIRED);
}

/* What was notified since it was asked last, sorted, separated with a space. */
static void
note_notify_cb (RushesTask *task, GParamSpec *pspec, GPtrArray *noted)
{
  g_ptr_array_add (noted, g_strdup (pspec->name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
assert_noted (GPtrArray *noted, const char *expected)
{
  g_autofree char *names = NULL;

  g_ptr_array_sort (noted, compare_names);
  g_ptr_array_add (noted, NULL);
  names = g_strjoinv (" ", (char **) noted->pdata);
  g_assert_cmpstr (names, ==, expected);
  g_ptr_array_set_size (noted, 0);
}

static void
test_notifies_what_changed (void)
{
  g_autoptr (GPtrArray) noted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (RushesSnapshot) running = new_snapshot (RUSHES_PHASE_RUNNING, 0);
  g_autoptr (RushesSnapshot) same = new_snapshot (RUSHES_PHASE_RUNNING, 0);
  g_autoptr (RushesSnapshot) finished = new_snapshot (RUSHES_PHASE_FINISHED, NOW + 60);
  g_autoptr (RushesSnapshot) failed = new_snapshot (RUSHES_PHASE_FAILED, 0);
  g_autoptr (RushesFailure) problem = rushes_failure_new ("1002", "slow down", NULL);
  g_autoptr (RushesFailure) same_problem = rushes_failure_new ("1002", "slow down", NULL);

  running->raw_status = g_strdup ("IN_PROGRESS");
  same->raw_status = g_strdup ("IN_PROGRESS");
  finished->raw_status = g_strdup ("SUCCESS");
  finished->width = 1366;
  finished->height = 768;
  failed->failure = rushes_failure_new ("1026", "no", "request");
  g_signal_connect (task, "notify", G_CALLBACK (note_notify_cb), noted);

  rushes_task_set_snapshot (task, running);
  assert_noted (noted, "raw-status state");
  rushes_task_set_snapshot (task, same);
  assert_noted (noted, "");
  rushes_task_set_snapshot (task, finished);
  assert_noted (noted, "expires-at height raw-status state width");
  rushes_task_update_state (task, NOW + 1);
  assert_noted (noted, "");
  rushes_task_update_state (task, NOW + 60);
  assert_noted (noted, "state");
  rushes_task_set_saved_path (task, "/a.mp4");
  assert_noted (noted, "saved-path state");
  rushes_task_set_saved_path (task, "/a.mp4");
  assert_noted (noted, "");
  rushes_task_set_snapshot (task, failed);
  assert_noted (noted, "expires-at failure height raw-status state width");
  g_assert_nonnull (rushes_task_get_failure (task));

  rushes_task_set_problem (task, problem);
  assert_noted (noted, "problem");
  rushes_task_set_problem (task, same_problem);
  assert_noted (noted, "");
  rushes_task_set_problem (task, NULL);
  assert_noted (noted, "problem");
  rushes_task_set_label (task, "镜头一");
  assert_noted (noted, "label");
  rushes_task_set_label (task, "镜头一");
  assert_noted (noted, "");
  rushes_task_set_label (task, "");
  assert_noted (noted, "label");
  rushes_task_set_label (task, NULL);
  assert_noted (noted, "");
  rushes_task_set_asking (task, TRUE);
  rushes_task_set_asking (task, TRUE);
  assert_noted (noted, "asking");
  rushes_task_set_paused (task, TRUE);
  rushes_task_set_paused (task, TRUE);
  g_assert_true (rushes_task_get_paused (task));
  assert_noted (noted, "paused");
}

static void
test_notifies_transfer (void)
{
  g_autoptr (GPtrArray) noted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  RushesTransferStatus status = {
    .state = RUSHES_TRANSFER_QUEUED,
    .purpose = RUSHES_PURPOSE_SAVE,
    .seconds_left = -1,
  };

  g_signal_connect (task, "notify", G_CALLBACK (note_notify_cb), noted);
  g_assert_cmpint (rushes_task_get_transfer_seconds_left (task), ==, -1);
  rushes_task_set_transfer (task, &status);
  assert_noted (noted, "saving transfer-purpose transfer-state");
  status.state = RUSHES_TRANSFER_RUNNING;
  status.bytes_total = 400;
  status.bytes_done = 100;
  rushes_task_set_transfer (task, &status);
  rushes_task_set_transfer (task, &status);
  assert_noted (noted, "saved-fraction transfer-bytes transfer-state transfer-total");
  g_assert_cmpfloat (rushes_task_get_saved_fraction (task), ==, 0.25);
  status.speed = 100;
  status.seconds_left = 3;
  rushes_task_set_transfer (task, &status);
  assert_noted (noted, "transfer-seconds-left transfer-speed");

  /* Nobody waits for one that stands still, or that is kept of our own accord. */
  status.state = RUSHES_TRANSFER_PAUSED;
  rushes_task_set_transfer (task, &status);
  assert_noted (noted, "saving transfer-state");
  status.state = RUSHES_TRANSFER_RUNNING;
  status.purpose = RUSHES_PURPOSE_KEEP;
  rushes_task_set_transfer (task, &status);
  assert_noted (noted, "transfer-purpose transfer-state");
  rushes_task_set_transfer (task, NULL);
  assert_noted (noted, "saved-fraction transfer-bytes transfer-seconds-left transfer-speed transfer-state "
                       "transfer-total");
  g_assert_cmpfloat (rushes_task_get_saved_fraction (task), ==, -1);
}

static void
test_notifies_files (void)
{
  g_autoptr (GPtrArray) noted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (RushesSnapshot) finished = new_snapshot (RUSHES_PHASE_FINISHED, 0);

  rushes_task_set_snapshot (task, finished);
  g_signal_connect (task, "notify", G_CALLBACK (note_notify_cb), noted);
  rushes_task_set_kept (task, "/videos/a.mp4", 7);
  rushes_task_set_kept (task, "/videos/a.mp4", 7);
  assert_noted (noted, "kept-bytes kept-path state");
  rushes_task_set_saved_path (task, "/films/a.mp4");
  assert_noted (noted, "saved-path state");
  rushes_task_set_saved_missing (task, TRUE);
  rushes_task_set_saved_missing (task, TRUE);
  assert_noted (noted, "saved-missing state");
  rushes_task_set_kept (task, NULL, 7);
  assert_noted (noted, "kept-bytes kept-path state");
  rushes_task_set_keep_declined (task, TRUE);
  rushes_task_set_keep_declined (task, TRUE);
  assert_noted (noted, "keep-declined");
  /* Saved once more, to the same place. */
  rushes_task_set_saved_path (task, "/films/a.mp4");
  assert_noted (noted, "saved-missing");
}

/* Every property can be read, and says what the getters say. */
static void
test_properties (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("id-1", "account-1", 12, NOW);
  g_autoptr (RushesSnapshot) snapshot = new_snapshot (RUSHES_PHASE_FINISHED, NOW + 9);
  g_autofree char *id = NULL;
  g_autofree char *account_id = NULL;
  g_autofree char *label = NULL;
  g_autofree char *raw_status = NULL;
  g_autofree char *saved_path = NULL;
  g_autoptr (RushesFailure) failure = NULL;
  g_autoptr (RushesFailure) problem = NULL;
  gint64 order, added_at, bytes, submitted_at, started_at, finished_at, expires_at;
  gint64 transfer_bytes, total, speed, seconds_left, kept_bytes;
  gboolean asking, saving, missing, declined;
  RushesTransferState transfer_state;
  RushesTransferPurpose purpose;
  const RushesTransferStatus status = { RUSHES_TRANSFER_CONNECTING, RUSHES_PURPOSE_SAVE, 2, 4, 6, 8 };
  g_autofree char *kept_path = NULL;
  double fraction;
  int width, height;
  RushesState state;

  snapshot->raw_status = g_strdup ("SUCCESS");
  snapshot->width = 1366;
  snapshot->height = 768;
  snapshot->bytes = G_GINT64_CONSTANT (5000000000);
  snapshot->submitted_at = NOW - 100;
  snapshot->started_at = NOW - 90;
  snapshot->finished_at = NOW - 10;
  rushes_task_set_snapshot (task, snapshot);
  rushes_task_set_label (task, "Shot");
  rushes_task_set_transfer (task, &status);
  rushes_task_set_kept (task, "/videos/a.mp4", 8);
  rushes_task_set_keep_declined (task, TRUE);

  g_object_get (task, "id", &id, "account-id", &account_id, "order", &order, "added-at", &added_at, "label",
                &label, "state", &state, "raw-status", &raw_status, "width", &width, "height", &height,
                "bytes", &bytes, "submitted-at", &submitted_at, "started-at", &started_at, "finished-at",
                &finished_at, "expires-at", &expires_at, "failure", &failure, "problem", &problem, "asking",
                &asking, "saving", &saving, "saved-fraction", &fraction, "saved-path", &saved_path,
                "transfer-state", &transfer_state, "transfer-purpose", &purpose, "transfer-bytes",
                &transfer_bytes, "transfer-total", &total, "transfer-speed", &speed, "transfer-seconds-left",
                &seconds_left, "kept-path", &kept_path, "kept-bytes", &kept_bytes, "saved-missing", &missing,
                "keep-declined", &declined, NULL);
  g_assert_cmpint (transfer_state, ==, RUSHES_TRANSFER_CONNECTING);
  g_assert_cmpint (purpose, ==, RUSHES_PURPOSE_SAVE);
  g_assert_cmpint (transfer_bytes, ==, 2);
  g_assert_cmpint (total, ==, 4);
  g_assert_cmpint (speed, ==, 6);
  g_assert_cmpint (seconds_left, ==, 8);
  g_assert_cmpstr (kept_path, ==, "/videos/a.mp4");
  g_assert_cmpint (kept_bytes, ==, 8);
  g_assert_false (missing);
  g_assert_true (declined);
  g_assert_cmpstr (id, ==, "id-1");
  g_assert_cmpstr (account_id, ==, "account-1");
  g_assert_cmpint (order, ==, 12);
  g_assert_cmpint (added_at, ==, NOW);
  g_assert_cmpstr (label, ==, "Shot");
  g_assert_cmpint (state, ==, RUSHES_STATE_KEPT);
  g_assert_cmpstr (raw_status, ==, "SUCCESS");
  g_assert_cmpint (width, ==, 1366);
  g_assert_cmpint (height, ==, 768);
  g_assert_cmpint (bytes, ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpint (submitted_at, ==, NOW - 100);
  g_assert_cmpint (started_at, ==, NOW - 90);
  g_assert_cmpint (finished_at, ==, NOW - 10);
  g_assert_cmpint (expires_at, ==, NOW + 9);
  g_assert_null (failure);
  g_assert_null (problem);
  g_assert_false (asking);
  g_assert_true (saving);
  g_assert_cmpfloat (fraction, ==, 0.5);
  g_assert_null (saved_path);
}

/* One change is one moment: who is told of one property finds all of them changed. */
static void
assert_whole_cb (RushesTask *task, GParamSpec *pspec, gpointer user_data)
{
  g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_READY);
  g_assert_cmpint (rushes_task_get_snapshot (task)->width, ==, 1366);
}

static void
test_changes_at_once (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (RushesSnapshot) snapshot = new_snapshot (RUSHES_PHASE_FINISHED, NOW + 60);

  snapshot->width = 1366;
  g_signal_connect (task, "notify", G_CALLBACK (assert_whole_cb), NULL);
  rushes_task_set_snapshot (task, snapshot);
}

/* A time of submission that cannot be true is none. */
static void
test_began_at (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (RushesSnapshot) earlier = new_snapshot (RUSHES_PHASE_RUNNING, 0);
  g_autoptr (RushesSnapshot) later = new_snapshot (RUSHES_PHASE_RUNNING, 0);

  g_assert_cmpint (rushes_task_get_began_at (task), ==, NOW);
  earlier->submitted_at = NOW - 100;
  rushes_task_set_snapshot (task, earlier);
  g_assert_cmpint (rushes_task_get_began_at (task), ==, NOW - 100);
  later->submitted_at = NOW + 100;
  rushes_task_set_snapshot (task, later);
  g_assert_cmpint (rushes_task_get_began_at (task), ==, NOW);
}

static void
test_taking_long (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (RushesSnapshot) finished = new_snapshot (RUSHES_PHASE_FINISHED, 0);

  g_assert_false (rushes_task_is_taking_long (task, NOW + 1799));
  g_assert_true (rushes_task_is_taking_long (task, NOW + 1800));
  rushes_task_set_snapshot (task, finished);
  g_assert_false (rushes_task_is_taking_long (task, NOW + 1800));
}

typedef struct
{
  RushesTaskWatch watch;
  GString *told; /* of all, in order */
  char mark;
  const RushesTaskWatch *ends; /* (nullable): another one, as soon as this one is told */
} Watcher;

static void
watched_cb (RushesTask *task, GParamSpec *property, gpointer data)
{
  Watcher *watcher = data;

  g_string_append_printf (watcher->told, "%c:%s ", watcher->mark, property->name);
  if (watcher->ends != NULL)
    rushes_task_unwatch (task, watcher->ends);
}

static void
handled_cb (RushesTask *task, GParamSpec *property, GString *told)
{
  g_string_append_printf (told, "h:%s ", property->name);
}

static void
test_watch (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("1", "a", 1, NOW);
  g_autoptr (GString) told = g_string_new (NULL);
  Watcher first = { .watch = { watched_cb, &first }, .told = told, .mark = '1' };
  Watcher second = { .watch = { watched_cb, &second }, .told = told, .mark = '2' };

  g_signal_connect (task, "notify", G_CALLBACK (handled_cb), told);
  rushes_task_watch (task, &first.watch);
  rushes_task_set_label (task, "one");
  g_assert_cmpstr (told->str, ==, "1:label h:label ");

  /* As handlers are: once for all that is frozen, and nothing for what stays. */
  g_string_set_size (told, 0);
  g_object_freeze_notify (G_OBJECT (task));
  rushes_task_set_label (task, "two");
  rushes_task_set_label (task, "three");
  g_assert_cmpstr (told->str, ==, "");
  g_object_thaw_notify (G_OBJECT (task));
  rushes_task_set_label (task, "three");
  g_assert_cmpstr (told->str, ==, "1:label h:label ");

  /* The one that came last is told first; here it ends the other. */
  g_string_set_size (told, 0);
  rushes_task_watch (task, &second.watch);
  second.ends = &first.watch;
  rushes_task_set_label (task, "four");
  g_assert_cmpstr (told->str, ==, "2:label h:label ");

  g_string_set_size (told, 0);
  rushes_task_unwatch (task, &second.watch);
  rushes_task_set_label (task, "five");
  g_assert_cmpstr (told->str, ==, "h:label ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (state_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/library/task/state/%s", state_cases[i].name);

      g_test_add_data_func (path, &state_cases[i], test_state);
    }
  g_test_add_func ("/library/task/never-answered", test_never_answered);
  g_test_add_func ("/library/task/link-expires", test_link_expires);
  g_test_add_func ("/library/task/notifies-what-changed", test_notifies_what_changed);
  g_test_add_func ("/library/task/notifies-transfer", test_notifies_transfer);
  g_test_add_func ("/library/task/notifies-files", test_notifies_files);
  g_test_add_func ("/library/task/properties", test_properties);
  g_test_add_func ("/library/task/began-at", test_began_at);
  g_test_add_func ("/library/task/taking-long", test_taking_long);
  g_test_add_func ("/library/task/changes-at-once", test_changes_at_once);
  g_test_add_func ("/library/task/watch", test_watch);

  return g_test_run ();
}
