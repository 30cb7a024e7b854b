/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesBudget: how many questions an account may put: a bucket that holds ten and is filled with two
 * a second; one with a limit holds one, and is filled as often as the limit says, so that no minute sees more
 * than that. Pure: all times come from outside, in microseconds of the boot clock.
 *
 * Where the service asks to be left alone, nothing is put until then; afterwards there is no burst, and
 * each time has halved the rate (down to one question in 16 s). Every minute that passes without
 * another such wish doubles it again.
 *
 * What a person asks for by hand is let through even then, one question in 15 s.
 */

/* Questions that may be put at once after a while of silence. */
#define RUSHES_BUDGET_BURST 10
/* Between two questions in the long run, at full rate. */
#define RUSHES_BUDGET_INTERVAL (G_TIME_SPAN_SECOND / 2)
/* How often the rate is halved at most. */
#define RUSHES_BUDGET_MAX_SLOWNESS 5
/* After this long in peace the rate doubles. */
#define RUSHES_BUDGET_RECOVERY G_TIME_SPAN_MINUTE
/* Between two questions by hand while the service wants to be left alone. */
#define RUSHES_BUDGET_BY_HAND_INTERVAL (15 * G_TIME_SPAN_SECOND)

typedef struct
{
  gint64 full_at;    /* when the bucket is full again; in the past: it is full */
  gint64 held_until; /* the service wants to be left alone until then */
  gint64 by_hand_at; /* the next question by hand while it does */
  gint64 interval;   /* between two questions in the long run, at full rate */
  guint burst;       /* questions that the bucket holds */
  guint slowness;    /* how often the rate was halved, as of held_until */
} RushesBudget;

/* Full, and at full rate, without a limit. */
void rushes_budget_init (RushesBudget *self);
/* @per_minute: 0: no limit. What was taken stays taken. */
void rushes_budget_set_limit (RushesBudget *self, guint per_minute);

/* When the next question may be put; in the past: now. */
gint64 rushes_budget_get_next (const RushesBudget *self, gboolean by_hand);
/* Takes one question out; not before its time. */
void rushes_budget_take (RushesBudget *self, gint64 now);

/**
 * rushes_budget_slow_down:
 * @wait: how long to leave the service alone, from @now
 *
 * Questions that were under way together are told the same: what comes while the service is left alone
 * anyhow may lengthen that, but halves nothing.
 */
void rushes_budget_slow_down (RushesBudget *self, gint64 now, gint64 wait);
/* How often the rate is halved right now. */
guint rushes_budget_get_slowness (const RushesBudget *self, gint64 now);
/* Forgets what the service wished; what was taken stays taken. */
void rushes_budget_forgive (RushesBudget *self);

G_END_DECLS
