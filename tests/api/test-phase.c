/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-phase.h"

static void
test_vocabulary (void)
{
  const struct
  {
    const char *status;
    const char *word;
  } cases[] = {
    { "NOT_START", "waiting" },   { "SUBMITTED", "waiting" },   { "QUEUED", "waiting" },
    { "Preparing", "waiting" },   { "Queueing", "waiting" },    { "", "waiting" },
    { " ", "waiting" },           { "IN_PROGRESS", "running" }, { "Processing", "running" },
    { "SUCCESS", "finished" },    { "Success", "finished" },    { " success\n", "finished" },
    { "succeeded", "finished" },  { "COMPLETED", "finished" },  { "FAILURE", "failed" },
    { "Fail", "failed" },         { "failed", "failed" },       { "CANCELLED", "failed" },
    { "expired", "failed" },      { "UNKNOWN", "unknown" },     { "PAUSED_FOR_REVIEW", "unknown" },
    { "SUCCESSFUL?", "unknown" }, { "成功", "unknown" },        { NULL, "unknown" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      RushesPhase phase = rushes_phase_from_status (cases[i].status);

      g_test_message ("%s", cases[i].status);
      g_assert_cmpstr (rushes_phase_to_string (phase), ==, cases[i].word);
    }
}

static void
test_only_two_ends (void)
{
  g_assert_true (rushes_phase_is_end (RUSHES_PHASE_FINISHED));
  g_assert_true (rushes_phase_is_end (RUSHES_PHASE_FAILED));
  g_assert_false (rushes_phase_is_end (RUSHES_PHASE_UNKNOWN));
  g_assert_false (rushes_phase_is_end (RUSHES_PHASE_WAITING));
  g_assert_false (rushes_phase_is_end (RUSHES_PHASE_RUNNING));
}

static void
test_type (void)
{
  g_autofree char *name = g_enum_to_string (RUSHES_TYPE_PHASE, RUSHES_PHASE_FINISHED);

  g_assert_cmpstr (name, ==, "RUSHES_PHASE_FINISHED");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/phase/vocabulary", test_vocabulary);
  g_test_add_func ("/api/phase/only-two-ends", test_only_two_ends);
  g_test_add_func ("/api/phase/type", test_type);

  return g_test_run ();
}
