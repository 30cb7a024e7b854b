/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-clock"

#include "config.h"

#include "base/rushes-clock.h"

#include <time.h>

/* A timer of the main loop stands still while the machine sleeps: look again at least this often. */
#define LONGEST_NAP_MS 20000

G_DEFINE_INTERFACE (RushesClock, rushes_clock, G_TYPE_OBJECT)

static void
rushes_clock_default_init (RushesClockInterface *iface)
{
}

gint64
rushes_clock_get_real_time (RushesClock *self)
{
  g_return_val_if_fail (RUSHES_IS_CLOCK (self), 0);

  return RUSHES_CLOCK_GET_IFACE (self)->get_real_time (self);
}

gint64
rushes_clock_get_boot_time (RushesClock *self)
{
  g_return_val_if_fail (RUSHES_IS_CLOCK (self), 0);

  return RUSHES_CLOCK_GET_IFACE (self)->get_boot_time (self);
}

guint
rushes_clock_add_timer (RushesClock *self, gint64 boot_time, RushesClockFunc func, gpointer user_data)
{
  g_return_val_if_fail (RUSHES_IS_CLOCK (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return RUSHES_CLOCK_GET_IFACE (self)->add_timer (self, boot_time, func, user_data);
}

void
rushes_clock_remove_timer (RushesClock *self, guint id)
{
  g_return_if_fail (RUSHES_IS_CLOCK (self));

  RUSHES_CLOCK_GET_IFACE (self)->remove_timer (self, id);
}

#define RUSHES_TYPE_SYSTEM_CLOCK (rushes_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (RushesSystemClock, rushes_system_clock, RUSHES, SYSTEM_CLOCK, GObject)

struct _RushesSystemClock
{
  GObject parent_instance;

  GHashTable *timers; /* id -> SystemTimer */
  guint last_id;
};

typedef struct
{
  RushesSystemClock *clock; /* (unowned): the clock owns its timers */
  guint id;
  guint source_id;
  gint64 due;
  RushesClockFunc func;
  gpointer user_data;
} SystemTimer;

static void rushes_system_clock_iface_init (RushesClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesSystemClock,
                               rushes_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_CLOCK, rushes_system_clock_iface_init))

static void
system_timer_free (gpointer data)
{
  SystemTimer *timer = data;

  g_clear_handle_id (&timer->source_id, g_source_remove);
  g_free (timer);
}

static gint64
system_clock_get_real_time (RushesClock *clock)
{
  return g_get_real_time ();
}

static gint64
system_clock_get_boot_time (RushesClock *clock)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void system_timer_arm (SystemTimer *timer);

static gboolean
system_timer_woke_cb (gpointer data)
{
  SystemTimer *timer = data;
  RushesClockFunc func = timer->func;
  gpointer user_data = timer->user_data;

  timer->source_id = 0;
  if (timer->due > system_clock_get_boot_time (NULL))
    {
      system_timer_arm (timer);
      return G_SOURCE_REMOVE;
    }

  g_hash_table_remove (timer->clock->timers, GUINT_TO_POINTER (timer->id));
  func (user_data);
  return G_SOURCE_REMOVE;
}

static void
system_timer_arm (SystemTimer *timer)
{
  gint64 wait_ms = (timer->due - system_clock_get_boot_time (NULL) + 999) / 1000;

  timer->source_id = g_timeout_add ((guint) CLAMP (wait_ms, 0, LONGEST_NAP_MS), system_timer_woke_cb, timer);
}

static guint
system_clock_add_timer (RushesClock *clock, gint64 boot_time, RushesClockFunc func, gpointer user_data)
{
  RushesSystemClock *self = RUSHES_SYSTEM_CLOCK (clock);
  SystemTimer *timer = g_new0 (SystemTimer, 1);

  do
    self->last_id++;
  while (self->last_id == 0 || g_hash_table_contains (self->timers, GUINT_TO_POINTER (self->last_id)));

  timer->clock = self;
  timer->id = self->last_id;
  timer->due = boot_time;
  timer->func = func;
  timer->user_data = user_data;
  g_hash_table_insert (self->timers, GUINT_TO_POINTER (timer->id), timer);
  system_timer_arm (timer);

  return timer->id;
}

static void
system_clock_remove_timer (RushesClock *clock, guint id)
{
  g_hash_table_remove (RUSHES_SYSTEM_CLOCK (clock)->timers, GUINT_TO_POINTER (id));
}

static void
rushes_system_clock_finalize (GObject *object)
{
  RushesSystemClock *self = RUSHES_SYSTEM_CLOCK (object);

  g_clear_pointer (&self->timers, g_hash_table_unref);

  G_OBJECT_CLASS (rushes_system_clock_parent_class)->finalize (object);
}

static void
rushes_system_clock_class_init (RushesSystemClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_system_clock_finalize;
}

static void
rushes_system_clock_init (RushesSystemClock *self)
{
  self->timers = g_hash_table_new_full (NULL, NULL, NULL, system_timer_free);
}

static void
rushes_system_clock_iface_init (RushesClockInterface *iface)
{
  iface->get_real_time = system_clock_get_real_time;
  iface->get_boot_time = system_clock_get_boot_time;
  iface->add_timer = system_clock_add_timer;
  iface->remove_timer = system_clock_remove_timer;
}

RushesClock *
rushes_clock_new_system (void)
{
  return g_object_new (RUSHES_TYPE_SYSTEM_CLOCK, NULL);
}
