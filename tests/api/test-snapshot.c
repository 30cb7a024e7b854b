/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-snapshot.h"

static void
test_new_says_nothing (void)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_UNKNOWN);
  g_assert_cmpint (snapshot->progress, ==, -1);
  g_assert_cmpint (snapshot->bytes, ==, 0);
  g_assert_null (snapshot->raw_status);
  g_assert_null (snapshot->failure);
}

static void
test_has_link (void)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_FINISHED;
  g_assert_false (rushes_snapshot_has_link (snapshot));
  snapshot->backup_download_url = g_strdup ("https://cdn.example/output.mp4");
  g_assert_true (rushes_snapshot_has_link (snapshot));
  snapshot->phase = RUSHES_PHASE_RUNNING;
  g_assert_false (rushes_snapshot_has_link (snapshot));
}

static void
test_boxed_is_the_same (void)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
  g_auto (GValue) value = G_VALUE_INIT;

  snapshot->task_id = g_strdup ("1");
  snapshot->failure = rushes_failure_new ("1026", NULL, NULL);
  g_value_init (&value, RUSHES_TYPE_SNAPSHOT);
  g_value_set_boxed (&value, snapshot);
  g_assert_true (g_value_get_boxed (&value) == snapshot);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/snapshot/new-says-nothing", test_new_says_nothing);
  g_test_add_func ("/api/snapshot/has-link", test_has_link);
  g_test_add_func ("/api/snapshot/boxed-is-the-same", test_boxed_is_the_same);

  return g_test_run ();
}
