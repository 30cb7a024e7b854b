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
  GSequence *waits;  /* Wait: until when nothing changes for each link that matters, the soonest first */
  GHashTable *ready; /* (unowned entries): those whose links matter -> GSequenceIter of @waits */
  gint64 looked_at;  /* by the wall clock, in seconds; 0: never */
  gint64 boot_then;  /* at the same moment, on the boot clock */
  guint counts[RUSHES_N_TASK_FILTERS];
  guint timer; /* of the clock; 0: nothing is waited for */
  gint64 due;  /* when it ends, on the boot clock */
};

typedef struct
{
  RushesTaskEntry *entry; /* (unowned) */
  gint64 until;           /* by the wall clock, in seconds */
} Wait;

RushesTaskTally *
rushes_task_tally_new (RushesTaskTallyFunc func, gpointer user_data)
{
  RushesTaskTally *self = g_new0 (RushesTaskTally, 1);

  self->func = func;
  self->user_data = user_data;
  self->waits = g_sequence_new (g_free);
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
  g_sequence_free (self->waits);
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

static int
compare_waits (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Wait *first = a;
  const Wait *second = b;

  return (first->until > second->until) - (first->until < second->until);
}

static void
forget_link (RushesTaskTally *self, RushesTaskEntry *entry)
{
  GSequenceIter *iter = g_hash_table_lookup (self->ready, entry);

  if (iter == NULL)
    return;
  g_sequence_remove (iter);
  g_hash_table_remove (self->ready, entry);
}

/* Until the link of @entry begins to count, or ends. */
static void
wait_for_link (RushesTaskTally *self, RushesTaskEntry *entry, gint64 now)
{
  const gint64 expires_at = rushes_task_entry_get_expires_at (entry);
  const gint64 urgent_at = expires_at - RUSHES_DESCRIBE_URGENT_SECONDS + 1;
  const gint64 until = urgent_at > now ? urgent_at : expires_at;
  GSequenceIter *iter = g_hash_table_lookup (self->ready, entry);
  Wait *wait = NULL;

  if (iter != NULL && ((Wait *) g_sequence_get (iter))->until == until)
    return;

  forget_link (self, entry);
  wait = g_new (Wait, 1);
  wait->entry = entry;
  wait->until = until;
  g_hash_table_insert (self->ready, entry, g_sequence_insert_sorted (self->waits, wait, compare_waits, NULL));
}

/* Returns: (nullable) */
static const Wait *
get_soonest (RushesTaskTally *self)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (self->waits);

  return g_sequence_iter_is_end (iter) ? NULL : g_sequence_get (iter);
}

static void
wake_up_for_link (RushesTaskTally *self, gint64 now)
{
  const Wait *soonest = get_soonest (self);

  if (soonest != NULL)
    wake_up_within (self, CLAMP (soonest->until - now, 1, LONGEST_WAIT_SECONDS));
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

static void
look_at_link (RushesTaskTally *self, RushesTaskEntry *entry, gint64 now, GPtrArray *changed)
{
  if (set_expiring (self, entry, is_expiring (self, entry, now)))
    g_ptr_array_add (changed, entry);
  /* Over: until its task changes there is nothing to wait for. */
  if (rushes_task_entry_get_expires_at (entry) <= now)
    forget_link (self, entry);
  else
    wait_for_link (self, entry, now);
}

static void
look_at_all_links (RushesTaskTally *self, gint64 now, GPtrArray *changed)
{
  guint n_entries = 0;
  g_autofree gpointer *entries = g_hash_table_get_keys_as_array (self->ready, &n_entries);

  for (guint i = 0; i < n_entries; i++)
    look_at_link (self, entries[i], now, changed);
}

/* Whoever sets the wall clock back takes back what had begun. */
static gboolean
was_set_back (RushesTaskTally *self, gint64 now)
{
  const gint64 boot_now = rushes_clock_get_boot_time (self->clock);
  const gboolean set_back = self->looked_at != 0
                            && now < self->looked_at + (boot_now - self->boot_then) / G_USEC_PER_SEC - 1;

  self->looked_at = now;
  self->boot_then = boot_now;
  return set_back;
}

static void
time_passed (gpointer user_data)
{
  RushesTaskTally *self = user_data;
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  const gint64 now = rushes_task_tally_get_now (self);

  self->timer = 0;
  if (was_set_back (self, now))
    look_at_all_links (self, now, changed);
  for (const Wait *wait = get_soonest (self); wait != NULL && wait->until <= now; wait = get_soonest (self))
    look_at_link (self, wait->entry, now, changed);
  wake_up_for_link (self, now);
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
  self->looked_at = 0;
  if (clock == NULL)
    return;

  wake_up_for_link (self, rushes_task_tally_get_now (self));
  wait_for_day (self);
}

void
rushes_task_tally_set_blocked (RushesTaskTally *self, gboolean blocked)
{
  g_autoptr (GPtrArray) changed = NULL;

  if (self->blocked == blocked)
    return;

  self->blocked = blocked;
  changed = g_ptr_array_new ();
  look_at_all_links (self, rushes_task_tally_get_now (self), changed);
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
  forget_link (self, entry);
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
      forget_link (self, entry);
      return set_expiring (self, entry, FALSE) || moved;
    }
  wait_for_link (self, entry, now);
  wake_up_for_link (self, now);
  return set_expiring (self, entry, is_expiring (self, entry, now)) || moved;
}

guint
rushes_task_tally_get_count (const RushesTaskTally *self, RushesTaskFilter filter)
{
  return self->counts[filter];
}
