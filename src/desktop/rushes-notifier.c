/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-notifier"

#include "config.h"

#include "desktop/rushes-notifier.h"

#include "desktop/rushes-notice.h"
#include "desktop/rushes-noticeboard.h"

/* Most videos are kept within that time from when their task ends. */
#define GATHER_USEC (2 * G_USEC_PER_SEC)
#define LOOK_USEC G_USEC_PER_SEC
/* A service answers the first question within that time. */
#define NEWS_SECONDS 5
#define MOST_SINGLE 3

struct _RushesNotifier
{
  GObject parent_instance;

  GApplication *application; /* (nullable): a weak pointer */
  RushesClock *clock;
  RushesExpiryAlarm *alarm;
  GSignalGroup *session_signals;
  GSignalGroup *task_signals; /* of the list of tasks */
  RushesNotifyMode mode;
  gboolean warn;
  RushesNotifierSight sight; /* (nullable) */
  gpointer sight_data;

  GPtrArray *ended;   /* (element-type RushesTask): since the last time that something was told */
  GPtrArray *unseen;  /* (element-type RushesTask): told, and not seen yet */
  gboolean summary;   /* they have been told in one */
  GHashTable *warned; /* set of RushesTask: told to expire, or seen above the list */
  gboolean warning;   /* that notification is there */
  guint gather_timer; /* both of the clock */
  guint look_timer;
};

G_DEFINE_FINAL_TYPE (RushesNotifier, rushes_notifier, G_TYPE_OBJECT)

static gboolean
is_seen (RushesNotifier *self, RushesTask *task)
{
  return self->sight != NULL && self->sight (task, self->sight_data);
}

static void
send (RushesNotifier *self, const char *id, GNotification *notice)
{
  if (self->application != NULL)
    rushes_noticeboard_put_up (self->application, id, notice);
}

static void
withdraw (RushesNotifier *self, const char *id)
{
  if (self->application != NULL)
    rushes_noticeboard_take_down (self->application, id);
}

static void
withdraw_task (RushesNotifier *self, RushesTask *task)
{
  g_autofree char *id = rushes_notice_id_for_task (task);

  withdraw (self, id);
}

/* Telling */

static void
tell_task (RushesNotifier *self, RushesTask *task)
{
  g_autofree char *id = rushes_notice_id_for_task (task);
  g_autoptr (GNotification) notice = rushes_notice_new_for_task (task);

  send (self, id, notice);
}

static void
tell_summary (RushesNotifier *self)
{
  g_autoptr (GNotification) notice = rushes_notice_new_summary (self->unseen);

  if (!self->summary)
    for (guint i = 0; i < self->unseen->len; i++)
      withdraw_task (self, g_ptr_array_index (self->unseen, i));
  self->summary = TRUE;
  send (self, RUSHES_NOTICE_SUMMARY, notice);
}

static void
forget_unseen (RushesNotifier *self)
{
  for (guint i = 0; !self->summary && i < self->unseen->len; i++)
    withdraw_task (self, g_ptr_array_index (self->unseen, i));
  if (self->summary)
    withdraw (self, RUSHES_NOTICE_SUMMARY);
  self->summary = FALSE;
  g_ptr_array_set_size (self->unseen, 0);
}

static gboolean
is_listed (GListModel *tasks, RushesTask *task)
{
  return RUSHES_IS_TASK_LIST (tasks) && rushes_task_list_contains (RUSHES_TASK_LIST (tasks), task);
}

/* Of what has ended, what is to be told: it is added to what is unseen. */
static GPtrArray *
take_news (RushesNotifier *self)
{
  g_autoptr (GPtrArray) ended = g_steal_pointer (&self->ended);
  g_autoptr (GListModel) tasks = g_signal_group_dup_target (self->task_signals);
  GPtrArray *news = g_ptr_array_new_with_free_func (g_object_unref);

  self->ended = g_ptr_array_new_with_free_func (g_object_unref);
  if (self->mode == RUSHES_NOTIFY_NEVER || tasks == NULL)
    return news;

  for (guint i = 0; i < ended->len; i++)
    {
      RushesTask *task = g_ptr_array_index (ended, i);

      if (is_listed (tasks, task) && !is_seen (self, task))
        {
          g_ptr_array_add (news, g_object_ref (task));
          if (!g_ptr_array_find (self->unseen, task, NULL))
            g_ptr_array_add (self->unseen, g_object_ref (task));
        }
    }
  return news;
}

static void plan_look (RushesNotifier *self);

static void
gathered_cb (gpointer user_data)
{
  RushesNotifier *self = user_data;
  g_autoptr (GPtrArray) news = NULL;

  self->gather_timer = 0;
  news = take_news (self);
  if (news->len == 0)
    return;

  if (self->mode == RUSHES_NOTIFY_SUMMARY || self->summary || self->unseen->len > MOST_SINGLE)
    tell_summary (self);
  else
    for (guint i = 0; i < news->len; i++)
      tell_task (self, g_ptr_array_index (news, i));
  plan_look (self);
}

static void
task_ended_cb (RushesNotifier *self, RushesTask *task)
{
  const gint64 now = rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
  const gint64 age = now - rushes_task_get_added_at (task);
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  const gint64 finished_at = snapshot != NULL ? snapshot->finished_at : 0;
  /* The clock may have been put back since then. */
  const gboolean is_new = age >= 0 && age < NEWS_SECONDS;

  if (self->mode == RUSHES_NOTIFY_NEVER || (is_new && finished_at <= rushes_task_get_added_at (task)))
    return;

  if (!g_ptr_array_find (self->ended, task, NULL))
    g_ptr_array_add (self->ended, g_object_ref (task));
  if (self->gather_timer == 0)
    self->gather_timer = rushes_clock_add_timer (self->clock,
                                                 rushes_clock_get_boot_time (self->clock) + GATHER_USEC,
                                                 gathered_cb, self);
}

/* Seeing */

static void
look_cb (gpointer user_data)
{
  RushesNotifier *self = user_data;

  self->look_timer = 0;
  rushes_notifier_look (self);
}

/* What is seen by scrolling is seen soon enough. */
static void
plan_look (RushesNotifier *self)
{
  if (self->look_timer != 0 || (self->unseen->len == 0 && !self->warning) || !is_seen (self, NULL))
    return;

  self->look_timer = rushes_clock_add_timer (self->clock,
                                             rushes_clock_get_boot_time (self->clock) + LOOK_USEC, look_cb,
                                             self);
}

static void
forget_task (RushesNotifier *self, guint place)
{
  if (self->unseen->len == 1)
    {
      forget_unseen (self);
      return;
    }

  if (!self->summary)
    withdraw_task (self, g_ptr_array_index (self->unseen, place));
  g_ptr_array_remove_index (self->unseen, place);
}

void
rushes_notifier_look (RushesNotifier *self)
{
  g_return_if_fail (RUSHES_IS_NOTIFIER (self));

  if (!is_seen (self, NULL))
    return;

  if (self->warning)
    withdraw (self, RUSHES_NOTICE_EXPIRING);
  self->warning = FALSE;
  /* It tells to look at the list, and that has been done. */
  if (self->summary)
    forget_unseen (self);
  for (guint i = self->unseen->len; i > 0; i--)
    if (is_seen (self, g_ptr_array_index (self->unseen, i - 1)))
      forget_task (self, i - 1);
  plan_look (self);
}

void
rushes_notifier_seen (RushesNotifier *self, RushesTask *task)
{
  guint place = 0;

  g_return_if_fail (RUSHES_IS_NOTIFIER (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  if (g_ptr_array_find (self->unseen, task, &place))
    forget_task (self, place);
  else
    /* It may be one of an earlier run. */
    withdraw_task (self, task);
}

/* A task that was removed is nobody's concern any more. */
static void
tasks_changed_cb (RushesNotifier *self, guint position, guint n_removed, guint n_added, GListModel *tasks)
{
  if (n_removed == 0)
    return;

  for (guint i = self->unseen->len; i > 0; i--)
    if (!is_listed (tasks, g_ptr_array_index (self->unseen, i - 1)))
      forget_task (self, i - 1);
}

/* Expiring */

/* Returns: whether there is one that was not among them before */
static gboolean
note_expiring (RushesNotifier *self, GPtrArray *expiring)
{
  GHashTable *noted = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  gboolean more = FALSE;

  for (guint i = 0; i < expiring->len; i++)
    {
      RushesTask *task = g_ptr_array_index (expiring, i);

      more = more || !g_hash_table_contains (self->warned, task);
      g_hash_table_add (noted, g_object_ref (task));
    }
  g_hash_table_unref (self->warned);
  self->warned = noted;
  return more;
}

static void
looked_cb (RushesNotifier *self)
{
  GPtrArray *expiring = rushes_expiry_alarm_get_expiring (self->alarm);
  const gboolean more = note_expiring (self, expiring);

  if (expiring->len == 0 || !self->warn)
    {
      if (self->warning)
        withdraw (self, RUSHES_NOTICE_EXPIRING);
      self->warning = FALSE;
    }
  /* Who is at the window has it above the list. */
  else if (more && !is_seen (self, NULL))
    {
      g_autoptr (GNotification) notice = rushes_notice_new_expiring (expiring->len);

      send (self, RUSHES_NOTICE_EXPIRING, notice);
      self->warning = TRUE;
    }
}

/* The object */

void
rushes_notifier_set_sight (RushesNotifier *self, RushesNotifierSight sight, gpointer user_data)
{
  g_return_if_fail (RUSHES_IS_NOTIFIER (self));

  self->sight = sight;
  self->sight_data = user_data;
}

void
rushes_notifier_set_mode (RushesNotifier *self, RushesNotifyMode mode)
{
  g_return_if_fail (RUSHES_IS_NOTIFIER (self));

  if (self->mode == mode)
    return;

  self->mode = mode;
  forget_unseen (self);
}

void
rushes_notifier_set_warn (RushesNotifier *self, gboolean warn)
{
  g_return_if_fail (RUSHES_IS_NOTIFIER (self));

  if (self->warn == warn)
    return;

  self->warn = warn;
  g_hash_table_remove_all (self->warned);
  looked_cb (self);
}

static void
rushes_notifier_dispose (GObject *object)
{
  RushesNotifier *self = RUSHES_NOTIFIER (object);

  g_signal_group_set_target (self->session_signals, NULL);
  g_signal_group_set_target (self->task_signals, NULL);
  if (self->gather_timer != 0)
    rushes_clock_remove_timer (self->clock, self->gather_timer);
  if (self->look_timer != 0)
    rushes_clock_remove_timer (self->clock, self->look_timer);
  self->gather_timer = self->look_timer = 0;
  self->sight = NULL;
  if (self->alarm != NULL)
    g_signal_handlers_disconnect_by_data (self->alarm, self);
  g_clear_object (&self->alarm);
  g_clear_object (&self->clock);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (rushes_notifier_parent_class)->dispose (object);
}

static void
rushes_notifier_finalize (GObject *object)
{
  RushesNotifier *self = RUSHES_NOTIFIER (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->task_signals);
  g_ptr_array_unref (self->ended);
  g_ptr_array_unref (self->unseen);
  g_hash_table_unref (self->warned);

  G_OBJECT_CLASS (rushes_notifier_parent_class)->finalize (object);
}

static void
rushes_notifier_class_init (RushesNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_notifier_dispose;
  object_class->finalize = rushes_notifier_finalize;
}

static void
rushes_notifier_init (RushesNotifier *self)
{
  self->warn = TRUE;
  self->ended = g_ptr_array_new_with_free_func (g_object_unref);
  self->unseen = g_ptr_array_new_with_free_func (g_object_unref);
  self->warned = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "task-ended", G_CALLBACK (task_ended_cb), self);
  self->task_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->task_signals, "items-changed", G_CALLBACK (tasks_changed_cb), self);
}

RushesNotifier *
rushes_notifier_new (GApplication *application, RushesSession *session, RushesExpiryAlarm *alarm)
{
  RushesNotifier *self = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);
  g_return_val_if_fail (RUSHES_IS_EXPIRY_ALARM (alarm), NULL);

  self = g_object_new (RUSHES_TYPE_NOTIFIER, NULL);
  g_set_weak_pointer (&self->application, application);
  g_set_object (&self->clock, rushes_session_get_clock (session));
  g_set_object (&self->alarm, alarm);
  g_signal_connect_swapped (alarm, "looked", G_CALLBACK (looked_cb), self);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->task_signals, rushes_session_get_tasks (session));
  return self;
}
