/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RushesPhase: how the service says a task stands.
 *
 * The API family spells it in many ways; this is the union of the vocabularies, compared
 * trimmed and without case. What nobody knows is UNKNOWN: it is shown as it came and asked
 * again, since calling it a failure would lose a live task.
 */
typedef enum
{
  RUSHES_PHASE_UNKNOWN = 0,
  RUSHES_PHASE_WAITING,  /* NOT_START, SUBMITTED, QUEUED, Preparing, Queueing, "" */
  RUSHES_PHASE_RUNNING,  /* IN_PROGRESS, Processing */
  RUSHES_PHASE_FINISHED, /* SUCCESS, Success, succeeded, completed, done */
  RUSHES_PHASE_FAILED,   /* FAILURE, Fail, failed, error, cancelled, expired */
} RushesPhase;

#define RUSHES_TYPE_PHASE (rushes_phase_get_type ())
GType rushes_phase_get_type (void) G_GNUC_CONST;

/* @status: (nullable): as it came. Pure. */
RushesPhase rushes_phase_from_status (const char *status);

/* The word of the command line's JSON: "waiting", "running", "finished", "failed", "unknown". */
const char *rushes_phase_to_string (RushesPhase phase);

/* Whether a task in this phase is never asked again by itself: FINISHED or FAILED. */
gboolean rushes_phase_is_end (RushesPhase phase);

G_END_DECLS
