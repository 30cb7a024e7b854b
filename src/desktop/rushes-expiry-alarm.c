/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-expiry-alarm"

#include "config.h"

#include "desktop/rushes-expiry-alarm.h"

#define URGENT_SECONDS 3600
/* A video that has just finished may be on its way to this disk in a moment. */
#define GATHER_USEC (2 * G_USEC_PER_SEC)
#define LONGEST_WAIT_SECONDS 600

struct _RushesExpiryAlarm
{
  GObject parent_instance;

  RushesClock *clock;
  GSignalGroup *session_signals;
  GPtrArray *expiring; /* (element-type RushesTask) */
  guint n_ready;
  guint timer; /* of the clock */
  gint64 due;
};

enum
{
  LOOKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesExpiryAlarm, rushes_expiry_alarm, G_TYPE_OBJECT)

static gboolean
is_coming (RushesTask *task)
{
  const RushesTransferState state = rushes_task_get_transfer_state (task);

  return rushes_transfer_state_is_going_on (state) && state != RUSHES_TRANSFER_WAITING;
}

/* When the link of @task ends, where that matters and is still to come; else 0. */
static gint64
get_end (RushesTask *task, gint64 now)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  if (rushes_task_get_state (task) != RUSHES_STATE_READY || snapshot == NULL || snapshot->expires_at <= now)
    return 0;
  return snapshot->expires_at;
}

typedef struct
{
  GPtrArray *expiring;
  guint n_ready;
  gint64 next; /* Unix seconds: when the next one comes to its last hour; G_MAXINT64: none will */
} Finding;

static Finding
look_through (RushesSession *session)
{
  GListModel *tasks = rushes_session_get_tasks (session);
  RushesClock *clock = rushes_session_get_clock (session);
  const gint64 now = rushes_clock_get_real_time (clock) / G_USEC_PER_SEC;
  /* Nothing is coming as long as everything is stopped. */
  const gboolean blocked = rushes_session_get_transfers_blocked (session) != NULL;
  const guint n_tasks = g_list_model_get_n_items (tasks);
  Finding finding = { g_ptr_array_new_with_free_func (g_object_unref), 0, G_MAXINT64 };

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);
      const gint64 end = get_end (task, now);

      if (end == 0)
        continue;
      finding.n_ready++;
      if (end - now >= URGENT_SECONDS)
        finding.next = MIN (finding.next, end - URGENT_SECONDS + 1);
      else if (blocked || !is_coming (task))
        g_ptr_array_add (finding.expiring, g_steal_pointer (&task));
    }
  return finding;
}

static void look (gpointer user_data);

static void
wake_up_at (RushesExpiryAlarm *self, gint64 due)
{
  if (self->timer != 0 && self->due <= due)
    return;
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->due = due;
  self->timer = rushes_clock_add_timer (self->clock, due, look, self);
}

static void
look (gpointer user_data)
{
  RushesExpiryAlarm *self = user_data;
  g_autoptr (RushesSession) session = g_signal_group_dup_target (self->session_signals);
  const gint64 now = rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
  Finding finding;

  self->timer = 0;
  if (session == NULL)
    return;

  finding = look_through (session);
  g_ptr_array_unref (self->expiring);
  self->expiring = finding.expiring;
  self->n_ready = finding.n_ready;
  wake_up_at (self, rushes_clock_get_boot_time (self->clock)
                      + CLAMP (finding.next - now, 1, LONGEST_WAIT_SECONDS) * G_USEC_PER_SEC);
  g_signal_emit (self, signals[LOOKED], 0);
}

/* Once what is going on has settled. */
static void
look_soon (RushesExpiryAlarm *self)
{
  wake_up_at (self, rushes_clock_get_boot_time (self->clock) + GATHER_USEC);
}

static void
rushes_expiry_alarm_dispose (GObject *object)
{
  RushesExpiryAlarm *self = RUSHES_EXPIRY_ALARM (object);

  g_signal_group_set_target (self->session_signals, NULL);
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_expiry_alarm_parent_class)->dispose (object);
}

static void
rushes_expiry_alarm_finalize (GObject *object)
{
  RushesExpiryAlarm *self = RUSHES_EXPIRY_ALARM (object);

  g_clear_object (&self->session_signals);
  g_ptr_array_unref (self->expiring);

  G_OBJECT_CLASS (rushes_expiry_alarm_parent_class)->finalize (object);
}

static void
rushes_expiry_alarm_class_init (RushesExpiryAlarmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_expiry_alarm_dispose;
  object_class->finalize = rushes_expiry_alarm_finalize;

  signals[LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
rushes_expiry_alarm_init (RushesExpiryAlarm *self)
{
  const char *const session_signals[] = { "task-ended", "task-kept", "task-saved", "transfer-failed" };

  self->expiring = g_ptr_array_new_with_free_func (g_object_unref);
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  for (gsize i = 0; i < G_N_ELEMENTS (session_signals); i++)
    g_signal_group_connect_swapped (self->session_signals, session_signals[i],
                                    G_CALLBACK (look_soon), self);
}

RushesExpiryAlarm *
rushes_expiry_alarm_new (RushesSession *session)
{
  RushesExpiryAlarm *self = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  self = g_object_new (RUSHES_TYPE_EXPIRY_ALARM, NULL);
  g_set_object (&self->clock, rushes_session_get_clock (session));
  g_signal_group_set_target (self->session_signals, session);
  look_soon (self);
  return self;
}

GPtrArray *
rushes_expiry_alarm_get_expiring (RushesExpiryAlarm *self)
{
  g_return_val_if_fail (RUSHES_IS_EXPIRY_ALARM (self), NULL);

  return self->expiring;
}

guint
rushes_expiry_alarm_get_n_ready (RushesExpiryAlarm *self)
{
  g_return_val_if_fail (RUSHES_IS_EXPIRY_ALARM (self), 0);

  return self->n_ready;
}

GPtrArray *
rushes_expiry_alarm_list (RushesSession *session)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  return look_through (session).expiring;
}
