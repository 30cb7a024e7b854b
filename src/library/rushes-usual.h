/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * RushesUsual: how long tasks usually take, learnt from the last of them that have finished: the median
 * from submission to finish. Pure; zeroed memory is one that has learnt nothing.
 */

/* How many count. */
#define RUSHES_USUAL_MAX 31
/* Fewer than this tell nothing. */
#define RUSHES_USUAL_MIN 3

typedef struct
{
  gint64 seconds[RUSHES_USUAL_MAX];
  guint n; /* ever */
} RushesUsual;

/* Learns from a finished task, where its times tell something; from any other it learns nothing. */
void rushes_usual_learn (RushesUsual *self, const RushesSnapshot *snapshot);

/* Seconds, rounded as people say it; 0: not known. */
gint64 rushes_usual_get_seconds (const RushesUsual *self);

G_END_DECLS
