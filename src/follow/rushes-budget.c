/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-budget"

#include "config.h"

#include "follow/rushes-budget.h"

/* Long before any time that is told, and far enough from the end of the numbers to be added to. */
#define NEVER (G_MININT64 / 2)

/* A bucket is its time to fill up: with this much left to fill, one question is in it. */
static gint64
all_but_one (const RushesBudget *self)
{
  return (self->burst - 1) * self->interval;
}

void
rushes_budget_init (RushesBudget *self)
{
  rushes_budget_set_limit (self, 0);
  self->full_at = NEVER;
  self->by_hand_at = NEVER;
  rushes_budget_forgive (self);
}

void
rushes_budget_set_limit (RushesBudget *self, guint per_minute)
{
  self->interval = per_minute > 0 ? G_TIME_SPAN_MINUTE / per_minute : RUSHES_BUDGET_INTERVAL;
  self->burst = per_minute > 0 ? 1 : RUSHES_BUDGET_BURST;
}

void
rushes_budget_forgive (RushesBudget *self)
{
  self->held_until = NEVER;
  self->slowness = 0;
}

gint64
rushes_budget_get_next (const RushesBudget *self, gboolean by_hand)
{
  const gint64 held_until = by_hand ? MIN (self->held_until, self->by_hand_at) : self->held_until;

  return MAX (held_until, self->full_at - all_but_one (self));
}

guint
rushes_budget_get_slowness (const RushesBudget *self, gint64 now)
{
  const gint64 n_recovered = MAX (now - self->held_until, 0) / RUSHES_BUDGET_RECOVERY;

  return self->slowness - (guint) MIN (n_recovered, self->slowness);
}

void
rushes_budget_take (RushesBudget *self, gint64 now)
{
  const gint64 interval = self->interval << rushes_budget_get_slowness (self, now);

  self->full_at = MAX (self->full_at, now);
  if (now < self->held_until)
    self->by_hand_at = now + RUSHES_BUDGET_BY_HAND_INTERVAL;
  else
    self->full_at = MAX (self->full_at, self->held_until + all_but_one (self));
  self->full_at += interval;
}

void
rushes_budget_slow_down (RushesBudget *self, gint64 now, gint64 wait)
{
  if (now >= self->held_until)
    self->slowness = MIN (rushes_budget_get_slowness (self, now) + 1, RUSHES_BUDGET_MAX_SLOWNESS);
  self->held_until = MAX (self->held_until, now + wait);
}
