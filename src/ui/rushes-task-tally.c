/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-tally"

#include "config.h"

#include "ui/rushes-task-tally.h"

#include "ui/rushes-day.h"
#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"

/* The wall clock may be set, so that nothing that it says is waited for longer. */
#define LONGEST_WAIT_SECONDS 60
#define LONGEST_DAY_SECONDS 3600

struct _RushesTaskTally
{
  RushesTaskTallyFunc func;
  gpointer user_data;
  RushesClock *clock; /* (nullable) */
  gboolean blocked;
  GHashTable *ready; /* (unowned entries): those whose links matter */
  guint counts[RUSHES_N_TASK_FILTERS];
  guint timer; /* of the clock; 0: nothing is waited for */
  gint64 due;  /* when it ends, on the boot clock */
};

RushesTaskTally *
rushes_task_tally_new (RushesTaskTallyFunc func, gpointer user_data)
{
  RushesTaskTally *self = g_new0 (RushesTaskTally, 1);

  self->func = func;
  self->user_data = user_data;
  self->ready = g_hash_table_new (NULL, NULL);
  return self;
}

void
rushes_task_tally_free (RushesTaskTally *self)
{
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  g_clear_object (&self->clock);
  g_hash_table_unref (self->ready);
  g_free (self);
}

gint64
rushes_task_tally_get_now (RushesTaskTally *self)
{
  return self->clock != NULL ? rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC : 0;
}

static void time_passed (gpointer user_data);

static void
wake_up_within (RushesTaskTally *self, gint64 seconds)
{
  const gint64 due = rushes_clock_get_boot_time (self->clock) + seconds * G_USEC_PER_SEC;

  if (self->timer != 0 && self->due <= due)
    return;
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->due = due;
  self->timer = rushes_clock_add_timer (self->clock, due, time_passed, self);
}

static void
wait_for_day (RushesTaskTally *self)
{
  wake_up_within (self,
                  MIN (rushes_day_get_seconds_left (rushes_task_tally_get_now (self)), LONGEST_DAY_SECONDS));
}

/* Until the link of @entry begins to count, or ends. */
static void
wait_for_link (RushesTaskTally *self, const RushesTaskEntry *entry, gint64 now)
{
  const gint64 expires_at = rushes_task_entry_get_expires_at (entry);
  const gint64 urgent_at = expires_at - RUSHES_DESCRIBE_URGENT_SECONDS + 1;

  wake_up_within (self, CLAMP ((urgent_at > now ? urgent_at : expires_at) - now, 1, LONGEST_WAIT_SECONDS));
}

static gboolean
is_expiring (RushesTaskTally *self, const RushesTaskEntry *entry, gint64 now)
{
  const gint64 expires_at = rushes_task_entry_get_expires_at (entry);

  return expires_at > now && expires_at - RUSHES_DESCRIBE_URGENT_SECONDS < now
         && (self->blocked || !rushes_describe_is_coming (entry->task));
}

static gboolean
set_expiring (RushesTaskTally *self, RushesTaskEntry *entry, gboolean expiring)
{
  if (entry->expiring == expiring)
    return FALSE;

  entry->expiring = expiring;
  if (expiring)
    self->counts[RUSHES_TASK_FILTER_EXPIRING]++;
  else
    self->counts[RUSHES_TASK_FILTER_EXPIRING]--;
  return TRUE;
}

static GPtrArray *
look_at_links (RushesTaskTally *self)
{
  GPtrArray *changed = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key = NULL;
  const gint64 now = rushes_task_tally_get_now (self);

  g_hash_table_iter_init (&iter, self->ready);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      RushesTaskEntry *entry = key;

      if (set_expiring (self, entry, is_expiring (self, entry, now)))
        g_ptr_array_add (changed, entry);
      /* Over: until its task changes there is nothing to wait for. */
      if (rushes_task_entry_get_expires_at (entry) <= now)
        g_hash_table_iter_remove (&iter);
      else
        wait_for_link (self, entry, now);
    }
  return changed;
}

static void
time_passed (gpointer user_data)
{
  RushesTaskTally *self = user_data;
  g_autoptr (GPtrArray) changed = NULL;

  self->timer = 0;
  changed = look_at_links (self);
  wait_for_day (self);
  self->func (changed, self->user_data);
}

void
rushes_task_tally_set_clock (RushesTaskTally *self, RushesClock *clock)
{
  if (self->clock == clock)
    return;

  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  g_set_object (&self->clock, clock);
  if (clock != NULL)
    wait_for_day (self);
}

void
rushes_task_tally_set_blocked (RushesTaskTally *self, gboolean blocked)
{
  g_autoptr (GPtrArray) changed = NULL;

  if (self->blocked == blocked)
    return;

  self->blocked = blocked;
  changed = look_at_links (self);
  if (changed->len > 0)
    self->func (changed, self->user_data);
}

void
rushes_task_tally_add (RushesTaskTally *self, RushesTaskEntry *entry)
{
  self->counts[RUSHES_TASK_FILTER_ALL]++;
  entry->group = rushes_task_entry_work_out_group (entry);
  self->counts[entry->group]++;
  rushes_task_tally_look_at (self, entry);
}

void
rushes_task_tally_remove (RushesTaskTally *self, RushesTaskEntry *entry)
{
  g_hash_table_remove (self->ready, entry);
  set_expiring (self, entry, FALSE);
  self->counts[entry->group]--;
  self->counts[RUSHES_TASK_FILTER_ALL]--;
}

gboolean
rushes_task_tally_look_at (RushesTaskTally *self, RushesTaskEntry *entry)
{
  const RushesTaskFilter group = rushes_task_entry_work_out_group (entry);
  const gboolean moved = entry->group != group;
  const gint64 now = rushes_task_tally_get_now (self);

  self->counts[entry->group]--;
  self->counts[group]++;
  entry->group = group;
  if (self->clock == NULL || rushes_task_entry_get_expires_at (entry) <= now)
    {
      g_hash_table_remove (self->ready, entry);
      return set_expiring (self, entry, FALSE) || moved;
    }
  g_hash_table_add (self->ready, entry);
  wait_for_link (self, entry, now);
  return set_expiring (self, entry, is_expiring (self, entry, now)) || moved;
}

guint
rushes_task_tally_get_count (const RushesTaskTally *self, RushesTaskFilter filter)
{
  return self->counts[filter];
}
