/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-manual-clock"

#include "config.h"

#include "support/rushes-manual-clock.h"

#define BEGINNING (G_GINT64_CONSTANT (1756454400) * G_USEC_PER_SEC)

typedef struct
{
  guint id;
  gint64 due;
  RushesClockFunc func;
  gpointer user_data;
} ManualTimer;

struct _RushesManualClock
{
  GObject parent_instance;

  gint64 boot_time;
  gint64 offset;     /* wall clock less boot clock */
  GSequence *timers; /* ManualTimer by due, then id */
  guint last_id;
};

static void rushes_manual_clock_iface_init (RushesClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesManualClock,
                               rushes_manual_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_CLOCK, rushes_manual_clock_iface_init))

static int
compare_timers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ManualTimer *first = a;
  const ManualTimer *second = b;

  if (first->due != second->due)
    return first->due < second->due ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

static gint64
manual_clock_get_real_time (RushesClock *clock)
{
  RushesManualClock *self = RUSHES_MANUAL_CLOCK (clock);

  return self->boot_time + self->offset;
}

static gint64
manual_clock_get_boot_time (RushesClock *clock)
{
  return RUSHES_MANUAL_CLOCK (clock)->boot_time;
}

static guint
manual_clock_add_timer (RushesClock *clock, gint64 boot_time, RushesClockFunc func, gpointer user_data)
{
  RushesManualClock *self = RUSHES_MANUAL_CLOCK (clock);
  ManualTimer *timer = g_new0 (ManualTimer, 1);

  timer->id = ++self->last_id;
  timer->due = MAX (boot_time, self->boot_time);
  timer->func = func;
  timer->user_data = user_data;
  g_sequence_insert_sorted (self->timers, timer, compare_timers, NULL);
  return timer->id;
}

static void
manual_clock_remove_timer (RushesClock *clock, guint id)
{
  RushesManualClock *self = RUSHES_MANUAL_CLOCK (clock);
  GSequenceIter *iter;

  for (iter = g_sequence_get_begin_iter (self->timers); !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter))
    {
      ManualTimer *timer = g_sequence_get (iter);

      if (timer->id == id)
        {
          g_sequence_remove (iter);
          return;
        }
    }
}

static void
rushes_manual_clock_finalize (GObject *object)
{
  RushesManualClock *self = RUSHES_MANUAL_CLOCK (object);

  g_clear_pointer (&self->timers, g_sequence_free);

  G_OBJECT_CLASS (rushes_manual_clock_parent_class)->finalize (object);
}

static void
rushes_manual_clock_class_init (RushesManualClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_manual_clock_finalize;
}

static void
rushes_manual_clock_init (RushesManualClock *self)
{
  self->boot_time = G_USEC_PER_SEC;
  self->offset = BEGINNING - self->boot_time;
  self->timers = g_sequence_new (g_free);
}

static void
rushes_manual_clock_iface_init (RushesClockInterface *iface)
{
  iface->get_real_time = manual_clock_get_real_time;
  iface->get_boot_time = manual_clock_get_boot_time;
  iface->add_timer = manual_clock_add_timer;
  iface->remove_timer = manual_clock_remove_timer;
}

RushesManualClock *
rushes_manual_clock_new (void)
{
  return g_object_new (RUSHES_TYPE_MANUAL_CLOCK, NULL);
}

gint64
rushes_manual_clock_get_next (RushesManualClock *self)
{
  GSequenceIter *first = g_sequence_get_begin_iter (self->timers);

  return g_sequence_iter_is_end (first) ? G_MAXINT64 : ((ManualTimer *) g_sequence_get (first))->due;
}

void
rushes_manual_clock_advance (RushesManualClock *self, gint64 microseconds)
{
  gint64 end = self->boot_time + microseconds;

  while (rushes_manual_clock_get_next (self) <= end)
    {
      GSequenceIter *first = g_sequence_get_begin_iter (self->timers);
      ManualTimer timer = *(ManualTimer *) g_sequence_get (first);

      g_sequence_remove (first);
      self->boot_time = MAX (self->boot_time, timer.due);
      timer.func (timer.user_data);
    }
  self->boot_time = end;
}

void
rushes_manual_clock_jump (RushesManualClock *self, gint64 microseconds)
{
  self->offset += microseconds;
}
