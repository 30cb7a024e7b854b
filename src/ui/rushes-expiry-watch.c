/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-expiry-watch"

#include "config.h"

#include "ui/rushes-expiry-watch.h"

#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-describe.h"

/* Many things change at once when videos finish: they are counted together. */
#define GATHER_USEC (G_USEC_PER_SEC / 2)
/* The wall clock may be set, so that nothing that it says is waited for longer. */
#define LONGEST_WAIT_USEC (60 * (gint64) G_USEC_PER_SEC)

struct _RushesExpiryWatch
{
  GObject parent_instance;

  RushesClock *clock;
  GListModel *tasks;
  GSignalGroup *session_signals;
  guint n_expiring;
  guint timer; /* of the clock; 0: nothing is waited for */
  gint64 due;  /* when it ends, on the boot clock */
};

typedef enum
{
  PROP_N_EXPIRING = 1,
} RushesExpiryWatchProps;

static GParamSpec *properties[PROP_N_EXPIRING + 1];

G_DEFINE_FINAL_TYPE (RushesExpiryWatch, rushes_expiry_watch, G_TYPE_OBJECT)

static void count (gpointer user_data);

static void
count_within (RushesExpiryWatch *self, gint64 microseconds)
{
  const gint64 due = rushes_clock_get_boot_time (self->clock) + microseconds;

  if (self->timer != 0 && self->due <= due)
    return;
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->due = due;
  self->timer = rushes_clock_add_timer (self->clock, due, count, self);
}

/* Seconds until the link of @task counts, not more than 0 if it does now; G_MAXINT64 where it never will. */
static gint64
get_seconds_until_urgent (RushesTask *task, gint64 now)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  if (rushes_task_get_state (task) != RUSHES_STATE_READY || snapshot == NULL || snapshot->expires_at <= now)
    return G_MAXINT64;
  return snapshot->expires_at - RUSHES_DESCRIBE_URGENT_SECONDS - now;
}

static void
count (gpointer user_data)
{
  RushesExpiryWatch *self = user_data;
  const gint64 now = rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
  g_autoptr (RushesSession) session = g_signal_group_dup_target (self->session_signals);
  const gboolean blocked = session != NULL && rushes_session_get_transfers_blocked (session) != NULL;
  gint64 next = G_MAXINT64;
  guint n_expiring = 0;

  self->timer = 0;
  for (guint i = 0; i < g_list_model_get_n_items (self->tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (self->tasks, i);
      gint64 seconds = get_seconds_until_urgent (task, now);

      if (seconds == G_MAXINT64)
        continue;
      if (seconds < 0 && (blocked || !rushes_describe_is_coming (task)))
        n_expiring++;
      /* What counts already is to be looked at again, too: until it has expired. */
      next = MIN (next, MAX (seconds + 1, 1));
    }
  if (next != G_MAXINT64)
    count_within (self, n_expiring > 0 ? LONGEST_WAIT_USEC / 4
                                       : MIN (next * (gint64) G_USEC_PER_SEC, LONGEST_WAIT_USEC));

  if (self->n_expiring == n_expiring)
    return;
  self->n_expiring = n_expiring;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_EXPIRING]);
}

static void
something_changed_cb (RushesExpiryWatch *self)
{
  count_within (self, GATHER_USEC);
}

static void
rushes_expiry_watch_dispose (GObject *object)
{
  RushesExpiryWatch *self = RUSHES_EXPIRY_WATCH (object);

  g_signal_group_set_target (self->session_signals, NULL);
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
rushes_expiry_watch_finalize (GObject *object)
{
  RushesExpiryWatch *self = RUSHES_EXPIRY_WATCH (object);

  g_clear_object (&self->session_signals);

  G_OBJECT_CLASS (rushes_expiry_watch_parent_class)->finalize (object);
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
  object_class->finalize = rushes_expiry_watch_finalize;
  object_class->get_property = rushes_expiry_watch_get_property;

  properties[PROP_N_EXPIRING] = g_param_spec_uint ("n-expiring", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                     | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_expiry_watch_init (RushesExpiryWatch *self)
{
  static const char *const signals[] = {
    "notify::n-running", "notify::n-transfers", "notify::transfers-blocked", "task-ended", "task-saved",
    "task-kept",         "transfer-failed"
  };

  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_group_connect_swapped (self->session_signals, signals[i], G_CALLBACK (something_changed_cb),
                                    self);
}

RushesExpiryWatch *
rushes_expiry_watch_new (RushesSession *session)
{
  RushesExpiryWatch *self = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  self = g_object_new (RUSHES_TYPE_EXPIRY_WATCH, NULL);
  g_set_object (&self->clock, rushes_session_get_clock (session));
  g_set_object (&self->tasks, rushes_session_get_tasks (session));
  g_signal_group_set_target (self->session_signals, session);
  g_signal_connect_swapped (self->tasks, "items-changed", G_CALLBACK (something_changed_cb), self);
  something_changed_cb (self);
  return self;
}

guint
rushes_expiry_watch_get_n_expiring (RushesExpiryWatch *self)
{
  g_return_val_if_fail (RUSHES_IS_EXPIRY_WATCH (self), 0);

  return self->n_expiring;
}
