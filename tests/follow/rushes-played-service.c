/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "follow/rushes-played-service.h"

#define LATENCY (200 * G_TIME_SPAN_MILLISECOND)
#define LINK_LASTS 32400

typedef struct
{
  gint64 ends_at;
  gint64 asked_at; /* 0: not yet */
  guint n_asked;
} PlayedTask;

struct _RushesPlayedService
{
  GObject parent_instance;

  RushesManualClock *clock;
  gint64 offset;       /* of its own wall clock, which never jumps, from the boot clock */
  GHashTable *tasks;   /* id -> PlayedTask */
  GPtrArray *silenced; /* of GTask */
  GArray *times;
  gint64 longest_gap;
  gint64 limit;
  gint64 limited_until;
  guint n_limited;
  guint n_in_flight;
  guint n_returning;
  guint most_in_flight;
  guint retry_after;
  int fault;
  gboolean silent;
};

static void rushes_played_service_iface_init (RushesAskerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RushesPlayedService,
                               rushes_played_service,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_ASKER, rushes_played_service_iface_init))

static gint64
now_of (RushesPlayedService *self)
{
  return rushes_clock_get_boot_time (RUSHES_CLOCK (self->clock));
}

static GError *
new_error (int code, guint retry_after)
{
  const RushesErrorDetail detail = { .retry_after = retry_after };

  return rushes_error_new_with_detail ((RushesError) code, &detail, "played");
}

static RushesSnapshot *
new_snapshot (RushesPlayedService *self, const char *task_id, const PlayedTask *played)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->task_id = g_strdup (task_id);
  if (now_of (self) < played->ends_at)
    {
      snapshot->phase = RUSHES_PHASE_RUNNING;
      snapshot->raw_status = g_strdup ("IN_PROGRESS");
      return snapshot;
    }
  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->raw_status = g_strdup ("SUCCESS");
  snapshot->download_url = g_strdup_printf ("https://cdn.example.com/%s.mp4", task_id);
  snapshot->expires_at = (now_of (self) + self->offset) / G_USEC_PER_SEC + LINK_LASTS;
  return snapshot;
}

/* Takes @user_data. */
static void
answer (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesPlayedService *self = g_task_get_source_object (task);
  const char *task_id = g_task_get_task_data (task);
  const PlayedTask *played = g_hash_table_lookup (self->tasks, task_id);

  if (self->silent)
    {
      g_ptr_array_add (self->silenced, g_steal_pointer (&task));
      return;
    }

  self->n_in_flight--;
  self->n_returning++;
  if (self->fault != 0)
    g_task_return_error (task, new_error (self->fault, self->retry_after));
  else if (g_object_get_data (G_OBJECT (task), "limited") != NULL)
    g_task_return_error (task, new_error (RUSHES_ERROR_RATE_LIMITED, 0));
  else if (played == NULL)
    g_task_return_error (task, new_error (RUSHES_ERROR_TASK_UNKNOWN, 0));
  else
    g_task_return_pointer (task, new_snapshot (self, task_id, played),
                           (GDestroyNotify) rushes_snapshot_unref);
}

static void
note_question (RushesPlayedService *self, PlayedTask *played)
{
  const gint64 now = now_of (self);

  if (played->asked_at != 0)
    self->longest_gap = MAX (self->longest_gap, now - played->asked_at);
  played->asked_at = now;
  played->n_asked++;
}

static void
played_service_query_async (RushesAsker *asker,
                            RushesAccount *account,
                            const char *task_id,
                            gboolean everywhere,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  RushesPlayedService *self = RUSHES_PLAYED_SERVICE (asker);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  PlayedTask *played = g_hash_table_lookup (self->tasks, task_id);
  const gint64 now = now_of (self);

  g_task_set_source_tag (task, played_service_query_async);
  g_task_set_task_data (task, g_strdup (task_id), g_free);
  g_array_append_val (self->times, now);
  self->n_in_flight++;
  self->most_in_flight = MAX (self->most_in_flight, self->n_in_flight);
  if (played != NULL)
    note_question (self, played);
  if (now < self->limited_until)
    {
      self->n_limited++;
      g_object_set_data (G_OBJECT (task), "limited", self);
    }
  else
    {
      self->limited_until = now + self->limit;
    }
  rushes_clock_add_timer (RUSHES_CLOCK (self->clock), now + LATENCY, answer, task);
}

static RushesSnapshot *
played_service_query_finish (RushesAsker *asker, GAsyncResult *result, char **raw_reply, GError **error)
{
  RUSHES_PLAYED_SERVICE (asker)->n_returning--;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
rushes_played_service_finalize (GObject *object)
{
  RushesPlayedService *self = RUSHES_PLAYED_SERVICE (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->tasks, g_hash_table_unref);
  g_clear_pointer (&self->silenced, g_ptr_array_unref);
  g_clear_pointer (&self->times, g_array_unref);

  G_OBJECT_CLASS (rushes_played_service_parent_class)->finalize (object);
}

static void
rushes_played_service_class_init (RushesPlayedServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rushes_played_service_finalize;
}

static void
rushes_played_service_init (RushesPlayedService *self)
{
  self->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->silenced = g_ptr_array_new ();
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
rushes_played_service_iface_init (RushesAskerInterface *iface)
{
  iface->query_async = played_service_query_async;
  iface->query_finish = played_service_query_finish;
}

RushesPlayedService *
rushes_played_service_new (RushesManualClock *clock)
{
  RushesPlayedService *self = g_object_new (RUSHES_TYPE_PLAYED_SERVICE, NULL);

  self->clock = g_object_ref (clock);
  self->offset = rushes_clock_get_real_time (RUSHES_CLOCK (clock)) - now_of (self);
  return self;
}

void
rushes_played_service_add (RushesPlayedService *self, const char *task_id, gint64 ends_at)
{
  PlayedTask *played = g_new0 (PlayedTask, 1);

  played->ends_at = ends_at;
  g_hash_table_replace (self->tasks, g_strdup (task_id), played);
}

void
rushes_played_service_set_fault (RushesPlayedService *self, int code, guint retry_after)
{
  self->fault = code;
  self->retry_after = retry_after;
}

void
rushes_played_service_set_limit (RushesPlayedService *self, gint64 interval)
{
  self->limit = interval;
}

void
rushes_played_service_set_silent (RushesPlayedService *self, gboolean silent)
{
  self->silent = silent;
  if (silent)
    return;

  for (guint i = 0; i < self->silenced->len; i++)
    answer (g_ptr_array_index (self->silenced, i));
  g_ptr_array_set_size (self->silenced, 0);
}

guint
rushes_played_service_get_n_returning (RushesPlayedService *self)
{
  return self->n_returning;
}

guint
rushes_played_service_get_n_asked (RushesPlayedService *self, const char *task_id)
{
  const PlayedTask *played = g_hash_table_lookup (self->tasks, task_id);

  return played != NULL ? played->n_asked : 0;
}

gint64
rushes_played_service_get_longest_gap (RushesPlayedService *self)
{
  return self->longest_gap;
}

GArray *
rushes_played_service_get_times (RushesPlayedService *self)
{
  return self->times;
}

guint
rushes_played_service_get_most_in_flight (RushesPlayedService *self)
{
  return self->most_in_flight;
}

guint
rushes_played_service_get_n_limited (RushesPlayedService *self)
{
  return self->n_limited;
}
