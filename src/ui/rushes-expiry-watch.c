/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-expiry-watch"

#include "config.h"

#include "ui/rushes-expiry-watch.h"

/* A video that has just finished may be on its way to this disk in a moment. */
#define GATHER_USEC (G_USEC_PER_SEC / 2)

struct _RushesExpiryWatch
{
  GObject parent_instance;

  RushesTaskViewModel *tasks;
  RushesClock *clock;
  guint n_expiring;
  guint timer; /* of the clock; 0: nothing is waited for */
};

typedef enum
{
  PROP_N_EXPIRING = 1,
} RushesExpiryWatchProps;

static GParamSpec *properties[PROP_N_EXPIRING + 1];

G_DEFINE_FINAL_TYPE (RushesExpiryWatch, rushes_expiry_watch, G_TYPE_OBJECT)

static void
look (gpointer user_data)
{
  RushesExpiryWatch *self = user_data;
  const guint n_expiring = rushes_task_view_model_get_count (self->tasks, RUSHES_TASK_FILTER_EXPIRING);

  self->timer = 0;
  if (self->n_expiring == n_expiring)
    return;
  self->n_expiring = n_expiring;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_EXPIRING]);
}

static void
counts_changed_cb (RushesExpiryWatch *self)
{
  if (self->timer != 0
      || rushes_task_view_model_get_count (self->tasks, RUSHES_TASK_FILTER_EXPIRING) == self->n_expiring)
    return;

  self->timer = rushes_clock_add_timer (self->clock, rushes_clock_get_boot_time (self->clock) + GATHER_USEC,
                                        look, self);
}

static void
rushes_expiry_watch_dispose (GObject *object)
{
  RushesExpiryWatch *self = RUSHES_EXPIRY_WATCH (object);

  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  if (self->tasks != NULL)
    g_signal_handlers_disconnect_by_data (self->tasks, self);
  g_clear_object (&self->tasks);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_expiry_watch_parent_class)->dispose (object);
}

static void
rushes_expiry_watch_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesExpiryWatch *self = RUSHES_EXPIRY_WATCH (object);

  switch ((RushesExpiryWatchProps) property_id)
    {
    case PROP_N_EXPIRING:
      g_value_set_uint (value, self->n_expiring);
      break;
    }
}

static void
rushes_expiry_watch_class_init (RushesExpiryWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_expiry_watch_dispose;
  object_class->get_property = rushes_expiry_watch_get_property;

  properties[PROP_N_EXPIRING] = g_param_spec_uint ("n-expiring", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                     | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_expiry_watch_init (RushesExpiryWatch *self)
{
}

RushesExpiryWatch *
rushes_expiry_watch_new (RushesTaskViewModel *tasks, RushesClock *clock)
{
  RushesExpiryWatch *self = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK_VIEW_MODEL (tasks), NULL);
  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);

  self = g_object_new (RUSHES_TYPE_EXPIRY_WATCH, NULL);
  g_set_object (&self->tasks, tasks);
  g_set_object (&self->clock, clock);
  g_signal_connect_swapped (tasks, "counts-changed", G_CALLBACK (counts_changed_cb), self);
  counts_changed_cb (self);
  return self;
}

guint
rushes_expiry_watch_get_n_expiring (RushesExpiryWatch *self)
{
  g_return_val_if_fail (RUSHES_IS_EXPIRY_WATCH (self), 0);

  return self->n_expiring;
}
