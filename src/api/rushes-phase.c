/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-phase"

#include "config.h"

#include "api/rushes-phase.h"

#include <string.h>

G_DEFINE_ENUM_TYPE (RushesPhase,
                    rushes_phase,
                    G_DEFINE_ENUM_VALUE (RUSHES_PHASE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (RUSHES_PHASE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (RUSHES_PHASE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (RUSHES_PHASE_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (RUSHES_PHASE_FAILED, "failed"))

typedef struct
{
  const char *word; /* lower case */
  RushesPhase phase;
} Word;

/* The gateways' task model, the service's own two versions, its callbacks, and what forks emit. */
static const Word vocabulary[] = {
  { "", RUSHES_PHASE_WAITING },
  { "not_start", RUSHES_PHASE_WAITING },
  { "submitted", RUSHES_PHASE_WAITING },
  { "queued", RUSHES_PHASE_WAITING },
  { "preparing", RUSHES_PHASE_WAITING },
  { "queueing", RUSHES_PHASE_WAITING },
  { "in_progress", RUSHES_PHASE_RUNNING },
  { "processing", RUSHES_PHASE_RUNNING },
  { "running", RUSHES_PHASE_RUNNING },
  { "success", RUSHES_PHASE_FINISHED },
  { "succeed", RUSHES_PHASE_FINISHED },
  { "succeeded", RUSHES_PHASE_FINISHED },
  { "completed", RUSHES_PHASE_FINISHED },
  { "done", RUSHES_PHASE_FINISHED },
  { "finished", RUSHES_PHASE_FINISHED },
  { "failure", RUSHES_PHASE_FAILED },
  { "fail", RUSHES_PHASE_FAILED },
  { "failed", RUSHES_PHASE_FAILED },
  { "error", RUSHES_PHASE_FAILED },
  { "canceled", RUSHES_PHASE_FAILED },
  { "cancelled", RUSHES_PHASE_FAILED },
  { "expired", RUSHES_PHASE_FAILED },
};

RushesPhase
rushes_phase_from_status (const char *status)
{
  g_autofree char *word = NULL;

  if (status == NULL)
    return RUSHES_PHASE_UNKNOWN;

  /* ASCII only: a locale's idea of case (the Turkish i) must not change what a status means. */
  word = g_ascii_strdown (status, -1);
  g_strstrip (word);

  for (gsize i = 0; i < G_N_ELEMENTS (vocabulary); i++)
    {
      if (strcmp (word, vocabulary[i].word) == 0)
        return vocabulary[i].phase;
    }
  return RUSHES_PHASE_UNKNOWN;
}

const char *
rushes_phase_to_string (RushesPhase phase)
{
  switch (phase)
    {
    case RUSHES_PHASE_WAITING:
      return "waiting";
    case RUSHES_PHASE_RUNNING:
      return "running";
    case RUSHES_PHASE_FINISHED:
      return "finished";
    case RUSHES_PHASE_FAILED:
      return "failed";
    case RUSHES_PHASE_UNKNOWN:
    default:
      return "unknown";
    }
}

gboolean
rushes_phase_is_end (RushesPhase phase)
{
  return phase == RUSHES_PHASE_FINISHED || phase == RUSHES_PHASE_FAILED;
}
