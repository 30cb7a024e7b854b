/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/rushes-error.h"
#include "follow/rushes-asker.h"
#include "support/rushes-manual-clock.h"

G_BEGIN_DECLS

/**
 * RushesPlayedService: a service on a manual clock, without sockets: a day of it takes seconds. It
 * counts, and keeps the time of every question.
 */
#define RUSHES_TYPE_PLAYED_SERVICE (rushes_played_service_get_type ())
G_DECLARE_FINAL_TYPE (RushesPlayedService, rushes_played_service, RUSHES, PLAYED_SERVICE, GObject)

RushesPlayedService *rushes_played_service_new (RushesManualClock *clock);

/* @task_id runs until then, on the boot clock (G_MAXINT64: for ever). It does not know any other. */
void rushes_played_service_add (RushesPlayedService *self, const char *task_id, gint64 ends_at);

/* From here on every answer is this error; 0: none. @retry_after: seconds, or 0. */
void rushes_played_service_set_fault (RushesPlayedService *self, int code, guint retry_after);
/* Answers 429 to what comes more often than that; 0: no limit. */
void rushes_played_service_set_limit (RushesPlayedService *self, gint64 interval);
/* Keeps what it is asked to itself until this is taken back. */
void rushes_played_service_set_silent (RushesPlayedService *self, gboolean silent);
/* How many answers are on their way through the main loop. */
guint rushes_played_service_get_n_returning (RushesPlayedService *self);

guint rushes_played_service_get_n_asked (RushesPlayedService *self, const char *task_id);
/* The longest that anybody who was still running has been left without a question. */
gint64 rushes_played_service_get_longest_gap (RushesPlayedService *self);
/* (element-type gint64): when it was asked, on the boot clock, in order */
GArray *rushes_played_service_get_times (RushesPlayedService *self);
guint   rushes_played_service_get_most_in_flight (RushesPlayedService *self);
guint   rushes_played_service_get_n_limited (RushesPlayedService *self);

G_END_DECLS
