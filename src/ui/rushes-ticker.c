/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-ticker"

#include "config.h"

#include "ui/rushes-ticker.h"

struct _RushesTicker
{
  GObject parent_instance;

  RushesClock *clock;
  guint n_holders;
  guint timer; /* of the clock; 0 while nobody holds */
};

typedef enum
{
  PROP_CLOCK = 1,
  PROP_NOW,
} RushesTickerProps;

static GParamSpec *properties[PROP_NOW + 1];

G_DEFINE_FINAL_TYPE (RushesTicker, rushes_ticker, G_TYPE_OBJECT)

static void tick (gpointer user_data);

static void
wait_a_second (RushesTicker *self)
{
  gint64 due = rushes_clock_get_boot_time (self->clock) + G_USEC_PER_SEC;

  self->timer = rushes_clock_add_timer (self->clock, due, tick, self);
}

static void
tick (gpointer user_data)
{
  RushesTicker *self = user_data;

  wait_a_second (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOW]);
}

static void
stop (RushesTicker *self)
{
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

static void
rushes_ticker_dispose (GObject *object)
{
  RushesTicker *self = RUSHES_TICKER (object);

  stop (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_ticker_parent_class)->dispose (object);
}

static void
rushes_ticker_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTicker *self = RUSHES_TICKER (object);

  switch ((RushesTickerProps) property_id)
    {
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_NOW:
      g_value_set_int64 (value, rushes_ticker_get_now (self));
      break;
    }
}

static void
rushes_ticker_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesTicker *self = RUSHES_TICKER (object);

  switch ((RushesTickerProps) property_id)
    {
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_NOW:
      break;
    }
}

static void
rushes_ticker_class_init (RushesTickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_ticker_dispose;
  object_class->get_property = rushes_ticker_get_property;
  object_class->set_property = rushes_ticker_set_property;

  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, RUSHES_TYPE_CLOCK,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  properties[PROP_NOW] = g_param_spec_int64 ("now", NULL, NULL, 0, G_MAXINT64, 0,
                                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                               | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_ticker_init (RushesTicker *self)
{
}

RushesTicker *
rushes_ticker_new (RushesClock *clock)
{
  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);

  return g_object_new (RUSHES_TYPE_TICKER, "clock", clock, NULL);
}

gint64
rushes_ticker_get_now (RushesTicker *self)
{
  g_return_val_if_fail (RUSHES_IS_TICKER (self), 0);

  return rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
}

void
rushes_ticker_hold (RushesTicker *self)
{
  g_return_if_fail (RUSHES_IS_TICKER (self));

  if (self->n_holders++ == 0)
    wait_a_second (self);
}

void
rushes_ticker_release (RushesTicker *self)
{
  g_return_if_fail (RUSHES_IS_TICKER (self));
  g_return_if_fail (self->n_holders > 0);

  if (--self->n_holders == 0)
    stop (self);
}
