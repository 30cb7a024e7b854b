/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-merge.h"

#define NOW G_GINT64_CONSTANT (1756454400)
#define LINK "https://cdn.example/output.mp4?Signature=a%2Fb%3D"
#define BACKUP "https://backup.example/output.mp4?Signature=c"
#define RENEWED "https://cdn.example/output.mp4?Signature=renewed"

static RushesSnapshot *
new_snapshot (RushesPhase phase)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->phase = phase;
  return snapshot;
}

static RushesSnapshot *
new_finished (const char *link, gint64 expires_at)
{
  RushesSnapshot *snapshot = new_snapshot (RUSHES_PHASE_FINISHED);

  snapshot->download_url = g_strdup (link);
  snapshot->expires_at = expires_at;
  return snapshot;
}

typedef struct
{
  RushesPhase known;
  RushesPhase said;
  gboolean with_link;
  gboolean taken;
} EndCase;

static const EndCase end_cases[] = {
  { RUSHES_PHASE_FINISHED, RUSHES_PHASE_RUNNING, FALSE, FALSE },
  { RUSHES_PHASE_FINISHED, RUSHES_PHASE_UNKNOWN, FALSE, FALSE },
  { RUSHES_PHASE_FINISHED, RUSHES_PHASE_FAILED, FALSE, FALSE },
  { RUSHES_PHASE_FINISHED, RUSHES_PHASE_FINISHED, TRUE, TRUE },
  { RUSHES_PHASE_FAILED, RUSHES_PHASE_WAITING, FALSE, FALSE },
  { RUSHES_PHASE_FAILED, RUSHES_PHASE_FINISHED, FALSE, FALSE },
  { RUSHES_PHASE_FAILED, RUSHES_PHASE_FINISHED, TRUE, TRUE },
  { RUSHES_PHASE_RUNNING, RUSHES_PHASE_WAITING, FALSE, TRUE },
  { RUSHES_PHASE_RUNNING, RUSHES_PHASE_FAILED, FALSE, TRUE },
  { RUSHES_PHASE_UNKNOWN, RUSHES_PHASE_RUNNING, FALSE, TRUE },
};

static void
test_an_end_is_final (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (end_cases); i++)
    {
      g_autoptr (RushesSnapshot) known = new_snapshot (end_cases[i].known);
      g_autoptr (RushesSnapshot) said = new_snapshot (end_cases[i].said);
      g_autoptr (RushesSnapshot) merged = NULL;

      if (end_cases[i].with_link)
        said->download_url = g_strdup (LINK);
      merged = rushes_merge_snapshots (known, said, NOW);
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (merged != NULL, ==, end_cases[i].taken);
      if (merged != NULL)
        g_assert_cmpint (merged->phase, ==, end_cases[i].said);
    }
}

static void
test_the_first_reply (void)
{
  g_autoptr (RushesSnapshot) said = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) merged = rushes_merge_snapshots (NULL, said, NOW);

  g_assert_nonnull (merged);
  g_assert_cmpstr (merged->download_url, ==, LINK);
  g_assert_cmpint (merged->expires_at, ==, NOW + 60);
}

static void
test_nothing_new (void)
{
  g_autoptr (RushesSnapshot) known = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) same = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) less = new_finished (LINK, NOW + 60);

  known->width = 1366;
  known->height = 768;
  known->file_id = g_strdup ("306793063383292");
  same->width = 1366;
  same->height = 768;
  same->file_id = g_strdup ("306793063383292");
  g_assert_null (rushes_merge_snapshots (known, same, NOW));
  g_assert_null (rushes_merge_snapshots (known, less, NOW));
}

static void
test_what_is_known_stays (void)
{
  g_autoptr (RushesSnapshot) known = new_snapshot (RUSHES_PHASE_RUNNING);
  g_autoptr (RushesSnapshot) said = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) merged = NULL;

  known->raw_status = g_strdup ("Processing");
  known->progress = 50;
  known->submitted_at = NOW - 100;
  known->started_at = NOW - 90;
  known->width = 1;
  known->height = 2;
  known->prompt = g_strdup ("a harbour");
  said->finished_at = NOW - 10;
  said->width = 1366;
  said->height = 768;

  merged = rushes_merge_snapshots (known, said, NOW);
  g_assert_nonnull (merged);
  g_assert_cmpint (merged->submitted_at, ==, NOW - 100);
  g_assert_cmpint (merged->started_at, ==, NOW - 90);
  g_assert_cmpint (merged->finished_at, ==, NOW - 10);
  g_assert_cmpint (merged->width, ==, 1366);
  g_assert_cmpint (merged->height, ==, 768);
  g_assert_cmpstr (merged->prompt, ==, "a harbour");
  /* How it stands is the new reply's alone. */
  g_assert_null (merged->raw_status);
  g_assert_cmpint (merged->progress, ==, -1);
}

static void
test_links_are_a_pair (void)
{
  g_autoptr (RushesSnapshot) known = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) said = new_finished (RENEWED, NOW + 32400);
  g_autoptr (RushesSnapshot) merged = NULL;

  known->backup_download_url = g_strdup (BACKUP);
  merged = rushes_merge_snapshots (known, said, NOW);
  g_assert_nonnull (merged);
  g_assert_cmpstr (merged->download_url, ==, RENEWED);
  g_assert_null (merged->backup_download_url);
  g_assert_cmpint (merged->expires_at, ==, NOW + 32400);
}

static void
test_links_that_work_stay (void)
{
  g_autoptr (RushesSnapshot) known = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) said = new_finished (NULL, 0);
  g_autoptr (RushesSnapshot) merged = NULL;

  known->backup_download_url = g_strdup (BACKUP);
  said->width = 1366;
  said->height = 768;
  merged = rushes_merge_snapshots (known, said, NOW);
  g_assert_nonnull (merged);
  g_assert_cmpstr (merged->download_url, ==, LINK);
  g_assert_cmpstr (merged->backup_download_url, ==, BACKUP);
  g_assert_cmpint (merged->expires_at, ==, NOW + 60);
}

static void
test_links_that_ended_go (void)
{
  g_autoptr (RushesSnapshot) known = new_finished (LINK, NOW);
  g_autoptr (RushesSnapshot) said = new_finished (NULL, 0);
  g_autoptr (RushesSnapshot) merged = rushes_merge_snapshots (known, said, NOW);

  g_assert_nonnull (merged);
  g_assert_null (merged->download_url);
  g_assert_cmpint (merged->expires_at, ==, NOW);
}

static void
test_saved (void)
{
  g_autoptr (RushesSnapshot) known = new_finished (LINK, NOW + 60);
  g_autoptr (RushesSnapshot) saved = NULL;

  known->backup_download_url = g_strdup (BACKUP);
  known->width = 1366;
  saved = rushes_merge_saved (known, 4096);
  g_assert_cmpint (saved->phase, ==, RUSHES_PHASE_FINISHED);
  g_assert_false (rushes_snapshot_has_link (saved));
  g_assert_null (saved->backup_download_url);
  g_assert_cmpint (saved->expires_at, ==, 0);
  g_assert_cmpint (saved->bytes, ==, 4096);
  g_assert_cmpint (saved->width, ==, 1366);
  /* Whoever still holds the other one finds it as it was. */
  g_assert_cmpstr (known->download_url, ==, LINK);
  g_assert_null (rushes_merge_saved (NULL, 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/library/merge/an-end-is-final", test_an_end_is_final);
  g_test_add_func ("/library/merge/the-first-reply", test_the_first_reply);
  g_test_add_func ("/library/merge/nothing-new", test_nothing_new);
  g_test_add_func ("/library/merge/what-is-known-stays", test_what_is_known_stays);
  g_test_add_func ("/library/merge/links-are-a-pair", test_links_are_a_pair);
  g_test_add_func ("/library/merge/links-that-work-stay", test_links_that_work_stay);
  g_test_add_func ("/library/merge/links-that-ended-go", test_links_that_ended_go);
  g_test_add_func ("/library/merge/saved", test_saved);

  return g_test_run ();
}
