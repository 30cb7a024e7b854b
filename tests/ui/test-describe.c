/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "base/rushes-error.h"
#include "library/rushes-task-private.h"
#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-verbs.h"
#include "ui/task-samples.h"

#define HOUR 3600

/* Never colour alone: each state has a word and an icon that no other has, apart from the two that
 * both mean "it is on this disk". */
static void
test_states (void)
{
  for (int i = RUSHES_STATE_UNKNOWN; i <= RUSHES_STATE_FAILED; i++)
    for (int j = RUSHES_STATE_UNKNOWN; j < i; j++)
      {
        g_assert_cmpstr (rushes_describe_state ((RushesState) i), !=,
                         rushes_describe_state ((RushesState) j));
        if (i != RUSHES_STATE_SAVED || j != RUSHES_STATE_KEPT)
          g_assert_cmpstr (rushes_describe_state_icon ((RushesState) i), !=,
                           rushes_describe_state_icon ((RushesState) j));
      }
}

typedef struct
{
  RushesTask *task; /* taken */
  const char *facts;
  const char *brief;
  const char *urgency;
  const char *name;
  RushesVerb verb;
} Case;

static void
check (Case expected)
{
  g_autoptr (RushesTask) task = expected.task;
  g_autofree char *facts = rushes_describe_facts (task, TASK_SAMPLE_NOW, FALSE);
  g_autofree char *brief = rushes_describe_facts (task, TASK_SAMPLE_NOW, TRUE);
  g_autofree char *urgency = rushes_describe_urgency (task, TASK_SAMPLE_NOW);
  g_autofree char *name = rushes_describe_row (task);

  g_assert_cmpstr (facts, ==, expected.facts);
  g_assert_cmpstr (brief, ==, expected.brief);
  g_assert_cmpstr (urgency, ==, expected.urgency);
  g_assert_cmpstr (name, ==, expected.name);
  g_assert_cmpint (rushes_verb_choose (task), ==, expected.verb);
}

static void
test_waiting (void)
{
  check ((Case){
    .task = task_sample_new_waiting (),
    .facts = "added just now",
    .brief = "added\302\240just\302\240now",
    .name = TASK_SAMPLE_ID ", Waiting",
    .verb = RUSHES_VERB_NONE,
  });
}

static void
test_running (void)
{
  check ((Case){
    .task = task_sample_new_running (),
    .facts = "1:12 so far · submitted 1 min ago",
    .brief = "1:12 so far · submitted\302\2401\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Running",
    .verb = RUSHES_VERB_NONE,
  });
}

static void
test_taking_long (void)
{
  RushesTask *task = task_sample_new_running ();
  g_autofree char *facts = rushes_describe_facts (task, TASK_SAMPLE_NOW + 1800 - 80, FALSE);

  g_assert_cmpstr (facts, ==, "taking long · 29:52 so far · submitted 30 min ago");
  g_object_unref (task);
}

static void
test_usual (void)
{
  RushesTask *task = task_sample_new_running ();

  rushes_task_set_usual_seconds (task, 120);
  check ((Case){
    .task = task,
    .facts = "1:12 so far, usually about 2 min · submitted 1 min ago",
    .brief = "1:12 so far, usually about 2 min · submitted\302\2401\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Running",
    .verb = RUSHES_VERB_NONE,
  });
}

static void
test_paused (void)
{
  RushesTask *task = task_sample_new_waiting ();

  rushes_task_set_paused (task, TRUE);
  check ((Case){
    .task = task,
    .facts = "no longer asked about by itself · added just now",
    .brief = "no longer asked about by itself · added\302\240just\302\240now",
    .name = TASK_SAMPLE_ID ", Waiting",
    .verb = RUSHES_VERB_NONE,
  });
}

static void
test_ready (void)
{
  check ((Case){
    .task = task_sample_new_finished (8 * HOUR),
    .facts = "1366 × 768 · 3.8\302\240MB · link valid for 8 h · finished 12 min ago · submitted 13 min ago",
    .brief = "1366\302\240×\302\240768 · 3.8\302\240MB · link\302\240valid\302\240for\302\2408\302\240h · finished\302\24012\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Ready, 1366 × 768",
    .verb = RUSHES_VERB_SAVE,
  });
}

/* Less than an hour: said once, as a warning, and no longer among the facts. */
static void
test_urgent (void)
{
  check ((Case){
    .task = task_sample_new_finished (48 * 60),
    .facts = "1366 × 768 · 3.8\302\240MB · finished 12 min ago · submitted 13 min ago",
    .brief = "1366\302\240×\302\240768 · 3.8\302\240MB · finished\302\24012\302\240min\302\240ago",
    .urgency = "Link valid for 48 min",
    .name = TASK_SAMPLE_ID ", Ready, 1366 × 768",
    .verb = RUSHES_VERB_SAVE,
  });
}

static void
test_expired (void)
{
  check ((Case){
    .task = task_sample_new_finished (-1),
    .facts = "1366 × 768 · 3.8\302\240MB · finished 12 min ago · submitted 13 min ago",
    .brief = "1366\302\240×\302\240768 · 3.8\302\240MB · finished\302\24012\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Expired, 1366 × 768",
    .verb = RUSHES_VERB_ASK_AGAIN,
  });
}

static void
test_saved (void)
{
  check ((Case){
    .task = task_sample_new_saved ("/home/ada/Videos/dunes.mp4"),
    .facts = "1366 × 768 · 3.8\302\240MB · finished 12 min ago · submitted 13 min ago",
    .brief = "1366\302\240×\302\240768 · 3.8\302\240MB · finished\302\24012\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Saved, 1366 × 768",
    .verb = RUSHES_VERB_SHOW_IN_FILES,
  });
}

static void
test_failed (void)
{
  check ((Case){
    .task = task_sample_new_failed (),
    .facts = "ended 12 min ago · submitted 13 min ago",
    .brief = "ended\302\24012\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Failed",
    .verb = RUSHES_VERB_NONE,
  });
}

/* What nobody knows is shown as it came. */
static void
test_unknown (void)
{
  check ((Case){
    .task = task_sample_new_unknown (),
    .facts = "PAUSED · submitted 13 min ago",
    .brief = "PAUSED · submitted\302\24013\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Unknown",
    .verb = RUSHES_VERB_NONE,
  });
}

static void
test_label (void)
{
  RushesTask *task = task_sample_new_finished (8 * HOUR);

  rushes_task_set_label (task, "Dunes at dusk");
  g_assert_cmpstr (rushes_describe_title (task), ==, "Dunes at dusk");
  check ((Case){
    .task = task,
    .facts = "1366 × 768 · 3.8\302\240MB · link valid for 8 h · finished 12 min ago · submitted 13 min ago",
    .brief = "1366\302\240×\302\240768 · 3.8\302\240MB · link\302\240valid\302\240for\302\2408\302\240h · finished\302\24012\302\240min\302\240ago",
    .name = "Dunes at dusk, Ready, 1366 × 768",
    .verb = RUSHES_VERB_SAVE,
  });
}

static void
test_times (void)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autofree char *times = rushes_describe_times (task);

  g_assert_cmpstr (times, ==,
                   "Added 29 August 2025, 08:00:00 UTC\n"
                   "Submitted 29 August 2025, 07:47:00 UTC\n"
                   "Finished 29 August 2025, 07:48:00 UTC\n"
                   "Link valid until 29 August 2025, 16:00:00 UTC");
}

static void
test_times_failed (void)
{
  g_autoptr (RushesTask) task = task_sample_new_failed ();
  g_autofree char *times = rushes_describe_times (task);

  g_assert_nonnull (strstr (times, "\nFailed "));
  g_assert_null (strstr (times, "Finished"));
}

static void
test_saved_place (void)
{
  g_autoptr (RushesTask) here = task_sample_new_saved ("/home/ada/Videos/dunes.mp4");
  g_autoptr (RushesTask) there = task_sample_new_saved ("sftp://studio/dunes.mp4");
  g_autoptr (RushesTask) nowhere = task_sample_new_waiting ();
  g_autoptr (GFile) local = rushes_describe_file (here);
  g_autoptr (GFile) remote = rushes_describe_file (there);
  g_autofree char *path = g_file_get_path (local);
  g_autofree char *uri = g_file_get_uri (remote);
  g_autofree char *times = rushes_describe_times (here);

  g_assert_cmpstr (path, ==, "/home/ada/Videos/dunes.mp4");
  g_assert_cmpstr (uri, ==, "sftp://studio/dunes.mp4");
  g_assert_null (rushes_describe_file (nowhere));
  g_assert_nonnull (strstr (times, "Saved as /home/ada/Videos/dunes.mp4"));
}

static void
test_failure (void)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new ("1026", "input new_sensitive", "0217f4");
  g_autofree char *sentence = rushes_describe_failure (failure);
  g_autofree char *origin = rushes_describe_failure_origin (failure);
  g_autofree char *expected = g_strdup_printf ("%s %s (1026)", rushes_failure_get_message (failure),
                                               rushes_failure_get_hint (failure));

  g_assert_cmpstr (sentence, ==, expected);
  g_assert_cmpstr (origin, ==, "The service says: input new_sensitive\nCode: 1026\nRequest id: 0217f4");
}

/* A word of ours is nothing that anybody looks up. */
static void
test_failure_of_ours (void)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "ENOSPC");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
  g_autofree char *sentence = rushes_describe_failure (failure);

  g_assert_nonnull (strstr (sentence, rushes_failure_get_message (failure)));
  g_assert_null (strchr (sentence, '('));
}

/* What is told of a transfer, and the one action beside it. */
static void
check_transfer (RushesTransferState state,
                RushesTransferPurpose purpose,
                const char *expected,
                RushesVerb verb)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autofree char *text = NULL;

  task_sample_set_transfer (task, state, purpose);
  text = rushes_describe_transfer (task);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (rushes_verb_choose (task), ==, verb);
  if (state != RUSHES_TRANSFER_NONE)
    g_assert_cmpfloat_with_epsilon (rushes_describe_transfer_fraction (task), 16. / 38, .001);
}

#define SAVE RUSHES_PURPOSE_SAVE
#define KEEP RUSHES_PURPOSE_KEEP

static void
test_saving (void)
{
  check_transfer (RUSHES_TRANSFER_QUEUED, SAVE, "Waiting for its turn · 1.6\302\240MB of 3.8\302\240MB",
                  RUSHES_VERB_PAUSE);
  check_transfer (RUSHES_TRANSFER_ASKING, SAVE, "Asking for a fresh link…", RUSHES_VERB_PAUSE);
  check_transfer (RUSHES_TRANSFER_CONNECTING, SAVE, "Connecting…", RUSHES_VERB_PAUSE);
  check_transfer (RUSHES_TRANSFER_RUNNING, SAVE,
                  "Saving · 1.6\302\240MB of 3.8\302\240MB · 820.0\302\240kB/s · 3 s left",
                  RUSHES_VERB_PAUSE);
  check_transfer (RUSHES_TRANSFER_VERIFYING, SAVE, "Checking the video…", RUSHES_VERB_NONE);
  check_transfer (RUSHES_TRANSFER_COMMITTING, SAVE, "Putting the video in place…", RUSHES_VERB_NONE);
  check_transfer (RUSHES_TRANSFER_WAITING, SAVE,
                  "Interrupted, trying again soon · 1.6\302\240MB of 3.8\302\240MB", RUSHES_VERB_PAUSE);
  check_transfer (RUSHES_TRANSFER_PAUSED, SAVE, "Paused · 1.6\302\240MB of 3.8\302\240MB",
                  RUSHES_VERB_RESUME);
  check_transfer (RUSHES_TRANSFER_FAILED, SAVE, "Not saved · 1.6\302\240MB of 3.8\302\240MB",
                  RUSHES_VERB_RETRY);
}

/* What is kept by itself can be saved at any time: that stays the thing to do. */
static void
test_keeping (void)
{
  check_transfer (RUSHES_TRANSFER_NONE, KEEP, NULL, RUSHES_VERB_SAVE);
  check_transfer (RUSHES_TRANSFER_QUEUED, KEEP, NULL, RUSHES_VERB_SAVE);
  check_transfer (RUSHES_TRANSFER_RUNNING, KEEP,
                  "Fetching · 1.6\302\240MB of 3.8\302\240MB · 820.0\302\240kB/s · 3 s left",
                  RUSHES_VERB_SAVE);
  check_transfer (RUSHES_TRANSFER_PAUSED, KEEP, "Paused · 1.6\302\240MB of 3.8\302\240MB", RUSHES_VERB_SAVE);
  check_transfer (RUSHES_TRANSFER_FAILED, KEEP, "Not fetched · 1.6\302\240MB of 3.8\302\240MB",
                  RUSHES_VERB_SAVE);
}

static void
check_briefly (RushesTransferState state, RushesTransferPurpose purpose, const char *expected)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autofree char *text = NULL;

  task_sample_set_transfer (task, state, purpose);
  text = rushes_describe_transfer_briefly (task);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_transfer_briefly (void)
{
  check_briefly (RUSHES_TRANSFER_NONE, KEEP, NULL);
  check_briefly (RUSHES_TRANSFER_QUEUED, KEEP, NULL);
  check_briefly (RUSHES_TRANSFER_QUEUED, SAVE, "Waiting for its turn");
  check_briefly (RUSHES_TRANSFER_RUNNING, KEEP, "Fetching 42 %");
  check_briefly (RUSHES_TRANSFER_RUNNING, SAVE, "Saving 42 %");
  check_briefly (RUSHES_TRANSFER_PAUSED, SAVE, "Paused");
  check_briefly (RUSHES_TRANSFER_FAILED, SAVE, "Not saved");
}

/* Speed and time left are told only once they mean something. */
static void
test_saving_of_unknown_size (void)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  RushesTransferStatus status = {
    .state = RUSHES_TRANSFER_RUNNING,
    .purpose = RUSHES_PURPOSE_SAVE,
    .seconds_left = -1,
  };
  g_autofree char *nothing = NULL;
  g_autofree char *something = NULL;

  rushes_task_set_transfer (task, &status);
  nothing = rushes_describe_transfer (task);
  g_assert_cmpstr (nothing, ==, "Saving…");
  g_assert_cmpfloat (rushes_describe_transfer_fraction (task), ==, -1);

  status.bytes_done = 1600000;
  rushes_task_set_transfer (task, &status);
  something = rushes_describe_transfer (task);
  g_assert_cmpstr (something, ==, "Saving · 1.6\302\240MB");
}

/* Why is told beside it, once. */
static void
test_saving_failed (void)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autoptr (GError) network = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE, "no route");
  g_autoptr (GError) folder = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE, "EROFS");
  g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (network);
  g_autoptr (GError) disk = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "ENOSPC");
  g_autoptr (RushesFailure) full = rushes_failure_new_from_error (disk);
  g_autofree char *text = NULL;
  g_autoptr (RushesFailure) refusal = rushes_failure_new_from_error (folder);

  task_sample_set_transfer (task, RUSHES_TRANSFER_FAILED, RUSHES_PURPOSE_SAVE);
  rushes_task_set_problem (task, problem);
  g_assert_null (rushes_describe_transfer (task));
  g_assert_cmpint (rushes_verb_choose (task), ==, RUSHES_VERB_RETRY);

  /* A full disk is told once, for all videos. */
  task_sample_set_transfer (task, RUSHES_TRANSFER_PAUSED, RUSHES_PURPOSE_SAVE);
  g_assert_false (rushes_describe_is_out_of_space (task));
  rushes_task_set_problem (task, full);
  g_assert_true (rushes_describe_is_out_of_space (task));
  text = rushes_describe_transfer (task);
  g_assert_cmpstr (text, ==, "Paused until there is space · 1.6\302\240MB of 3.8\302\240MB");
  task_sample_set_transfer (task, RUSHES_TRANSFER_FAILED, RUSHES_PURPOSE_SAVE);

  /* The same folder would refuse it again. */
  rushes_task_set_problem (task, refusal);
  g_assert_cmpint (rushes_verb_choose (task), ==, RUSHES_VERB_SAVE);
}

static void
assert_applies (RushesTask *task, RushesVerb verb, gboolean applies)
{
  g_assert_cmpint (rushes_verb_applies (verb, task), ==, applies);
}

static void
test_verbs_while_saving (void)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);

  task_sample_set_saving (task, 50);
  assert_applies (task, RUSHES_VERB_SAVE, FALSE);
  assert_applies (task, RUSHES_VERB_PAUSE, TRUE);
  assert_applies (task, RUSHES_VERB_CANCEL_SAVING, TRUE);
  assert_applies (task, RUSHES_VERB_CANCEL_KEEPING, FALSE);
  assert_applies (task, RUSHES_VERB_REMOVE, TRUE);

  task_sample_set_transfer (task, RUSHES_TRANSFER_VERIFYING, RUSHES_PURPOSE_KEEP);
  assert_applies (task, RUSHES_VERB_SAVE, TRUE);
  assert_applies (task, RUSHES_VERB_PAUSE, FALSE);
  assert_applies (task, RUSHES_VERB_CANCEL_SAVING, FALSE);
  assert_applies (task, RUSHES_VERB_CANCEL_KEEPING, TRUE);
  assert_applies (task, RUSHES_VERB_REMOVE_KEPT, FALSE);
}

/* The menu is where the damaged file is, while there is one. */
static void
test_damaged (void)
{
  g_autoptr (RushesTask) task = task_sample_new_finished (8 * HOUR);
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_DAMAGED, "the CRC-64 differs");
  g_autoptr (RushesFailure) problem = rushes_failure_new_from_error (error);
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  g_assert_null (rushes_describe_trouble (task));
  assert_applies (task, RUSHES_VERB_SAVE_DAMAGED, FALSE);
  assert_applies (task, RUSHES_VERB_DELETE_DAMAGED, FALSE);
  rushes_task_set_problem (task, problem);
  without = rushes_describe_trouble (task);
  g_assert_cmpstr (without, ==, "The video came damaged. Nothing was saved. Try again.");

  rushes_task_set_has_damaged (task, TRUE);
  with = rushes_describe_trouble (task);
  g_assert_cmpstr (with, ==,
                   "The video came damaged. The damaged file was kept aside: try again, or save it as it is "
                   "from the menu.");
  assert_applies (task, RUSHES_VERB_SAVE_DAMAGED, TRUE);
  assert_applies (task, RUSHES_VERB_DELETE_DAMAGED, TRUE);
}

static void
test_kept (void)
{
  g_autoptr (RushesTask) task = task_sample_new_kept ("/home/ada/.local/share/rushes/videos/dunes.mp4");
  g_autoptr (GFile) file = rushes_describe_file (task);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *times = rushes_describe_times (task);

  g_assert_cmpstr (path, ==, "/home/ada/.local/share/rushes/videos/dunes.mp4");
  g_assert_nonnull (strstr (times, "Kept as /home/ada/.local/share/rushes/videos/dunes.mp4"));
  assert_applies (task, RUSHES_VERB_OPEN, TRUE);
  assert_applies (task, RUSHES_VERB_SHOW_IN_FILES, TRUE);
  assert_applies (task, RUSHES_VERB_COPY_PATH, TRUE);
  assert_applies (task, RUSHES_VERB_REMOVE_KEPT, TRUE);
  check ((Case){
    .task = g_steal_pointer (&task),
    .facts = "1366 × 768 · 3.8\302\240MB · finished 12 min ago · submitted 13 min ago",
    .brief = "1366\302\240×\302\240768 · 3.8\302\240MB · finished\302\24012\302\240min\302\240ago",
    .name = TASK_SAMPLE_ID ", Kept, 1366 × 768",
    .verb = RUSHES_VERB_SAVE,
  });
}

static void
test_missing (void)
{
  g_autoptr (RushesTask) task = task_sample_new_saved ("/home/ada/Videos/dunes.mp4");
  g_autofree char *times = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *kept_path = NULL;
  g_autoptr (GFile) kept_file = NULL;

  rushes_task_set_saved_missing (task, TRUE);
  rushes_task_update_state (task, TASK_SAMPLE_NOW);
  times = rushes_describe_times (task);
  g_assert_cmpstr (rushes_describe_task_state (task), ==, "Moved or deleted");
  g_assert_cmpstr (rushes_describe_task_state_class (task), ==, "warning");
  g_assert_cmpstr (rushes_describe_task_state_icon (task), !=,
                   rushes_describe_state_icon (RUSHES_STATE_SAVED));
  g_assert_nonnull (strstr (times, "Was saved as /home/ada/Videos/dunes.mp4"));
  g_assert_null (rushes_describe_file (task));
  g_assert_cmpint (rushes_verb_choose (task), ==, RUSHES_VERB_SAVE_AGAIN);
  assert_applies (task, RUSHES_VERB_OPEN, FALSE);
  assert_applies (task, RUSHES_VERB_SAVE, FALSE);

  /* Our own copy is as good as any. */
  rushes_task_set_kept (task, "/videos/dunes.mp4", 3800000);
  rushes_task_update_state (task, TASK_SAMPLE_NOW);
  kept_file = rushes_describe_file (task);
  kept_path = g_file_get_path (kept_file);
  facts = rushes_describe_facts (task, TASK_SAMPLE_NOW, FALSE);
  g_assert_cmpstr (kept_path, ==, "/videos/dunes.mp4");
  g_assert_cmpstr (rushes_describe_task_state (task), ==, "Kept");
  g_assert_nonnull (strstr (facts, "the saved file was moved or deleted"));
  g_assert_cmpint (rushes_verb_choose (task), ==, RUSHES_VERB_SAVE_AGAIN);
}

/* What is told with the picture at hand. */
static void
test_with_picture (void)
{
  g_autoptr (RushesTask) ready = task_sample_new_finished (8 * 3600 + 60);
  g_autoptr (RushesTask) kept = task_sample_new_kept ("/videos/dunes.mp4");
  g_autofree char *facts = rushes_describe_facts_of (ready, 5875, TASK_SAMPLE_NOW, TRUE);
  g_autofree char *left = rushes_describe_time_left (ready, TASK_SAMPLE_NOW);

  g_assert_true (g_str_has_prefix (facts, "1366\302\240×\302\240768 · 6 s · "));
  g_assert_cmpstr (left, ==, "8 h");
  g_assert_null (rushes_describe_time_left (kept, TASK_SAMPLE_NOW));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/describe/states", test_states);
  g_test_add_func ("/ui/describe/waiting", test_waiting);
  g_test_add_func ("/ui/describe/running", test_running);
  g_test_add_func ("/ui/describe/taking-long", test_taking_long);
  g_test_add_func ("/ui/describe/usual", test_usual);
  g_test_add_func ("/ui/describe/paused", test_paused);
  g_test_add_func ("/ui/describe/ready", test_ready);
  g_test_add_func ("/ui/describe/urgent", test_urgent);
  g_test_add_func ("/ui/describe/expired", test_expired);
  g_test_add_func ("/ui/describe/saved", test_saved);
  g_test_add_func ("/ui/describe/failed", test_failed);
  g_test_add_func ("/ui/describe/unknown", test_unknown);
  g_test_add_func ("/ui/describe/label", test_label);
  g_test_add_func ("/ui/describe/times", test_times);
  g_test_add_func ("/ui/describe/times-failed", test_times_failed);
  g_test_add_func ("/ui/describe/saved-place", test_saved_place);
  g_test_add_func ("/ui/describe/failure", test_failure);
  g_test_add_func ("/ui/describe/failure-of-ours", test_failure_of_ours);
  g_test_add_func ("/ui/describe/saving", test_saving);
  g_test_add_func ("/ui/describe/keeping", test_keeping);
  g_test_add_func ("/ui/describe/transfer-briefly", test_transfer_briefly);
  g_test_add_func ("/ui/describe/saving-of-unknown-size", test_saving_of_unknown_size);
  g_test_add_func ("/ui/describe/saving-failed", test_saving_failed);
  g_test_add_func ("/ui/describe/verbs-while-saving", test_verbs_while_saving);
  g_test_add_func ("/ui/describe/damaged", test_damaged);
  g_test_add_func ("/ui/describe/kept", test_kept);
  g_test_add_func ("/ui/describe/missing", test_missing);
  g_test_add_func ("/ui/describe/with-picture", test_with_picture);

  return g_test_run ();
}
