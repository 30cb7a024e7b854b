/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-keeping"

#include "config.h"

#include "session/rushes-session-private.h"

/* How long before its link expires a video that nobody keeps gets a fresh one. */
#define RENEWAL_LEAD 120
/* For how long a service may still give a fresh link to what has expired: who has not had one by then is left
 * to ask for it by hand. */
#define RENEWABLE_SECONDS (7 * 24 * 60 * 60)
/* For how long a service may be late with the link. */
#define FRESH_SECONDS (24 * 60 * 60)
/* How often is looked whether the service has given a link that it was late with. */
#define LINK_PAUSE (60 * G_USEC_PER_SEC)
/* How long it is enough to look at the tasks that something has happened to. */
#define LOOK_PAUSE (60 * G_USEC_PER_SEC)

static gint64
get_now (RushesSession *self)
{
  return rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
}

/* What is to be kept */

static gboolean
may_keep (RushesSession *self)
{
  switch (self->keep_policy)
    {
    case RUSHES_KEEP_ALWAYS:
      return TRUE;
    case RUSHES_KEEP_UNMETERED:
      return !g_network_monitor_get_network_metered (self->monitor);
    case RUSHES_KEEP_NEVER:
      break;
    }
  return FALSE;
}

/* A finished video that is nowhere on this disk, and that nobody has done away with. */
static gboolean
is_at_risk (RushesTask *task)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  return snapshot != NULL && snapshot->phase == RUSHES_PHASE_FINISHED
         && rushes_task_get_kept_path (task) == NULL && rushes_task_get_saved_path (task) == NULL
         && !rushes_task_get_keep_declined (task);
}

gboolean
rushes_session_wants_kept (RushesSession *self, RushesTask *task)
{
  return self->keep_policy != RUSHES_KEEP_NEVER && !self->keep_full && is_at_risk (task)
         && rushes_library_get_videos_folder (self->library) != NULL;
}

/* What a look at tasks brings. */
typedef struct
{
  GPtrArray *at_risk;  /* RushesTask: with a link, and nothing on its way */
  gboolean linkless;   /* there are such without a link, which may be late */
  gint64 next_renewal; /* of those, after now; G_MAXINT64: none */
} Survey;

static gboolean
is_renewable (RushesSession *self, const RushesSnapshot *snapshot)
{
  return snapshot->expires_at == 0 || snapshot->expires_at > get_now (self) - RENEWABLE_SECONDS;
}

/* Whether a link that is not there yet may still come. */
static gboolean
is_fresh (RushesSession *self, RushesTask *task)
{
  const gint64 finished_at = rushes_task_get_snapshot (task)->finished_at;

  return MAX (finished_at, rushes_task_get_added_at (task)) > get_now (self) - FRESH_SECONDS;
}

static void
survey_one (RushesSession *self, RushesTask *task, Survey *survey)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  if (!is_at_risk (task) || rushes_transfer_queue_contains (self->queue, task))
    return;

  if (!rushes_snapshot_has_link (snapshot))
    survey->linkless = survey->linkless || is_fresh (self, task);
  else if (is_renewable (self, snapshot))
    g_ptr_array_add (survey->at_risk, g_object_ref (task));
  if (snapshot->expires_at - RENEWAL_LEAD > get_now (self))
    survey->next_renewal = MIN (survey->next_renewal, snapshot->expires_at - RENEWAL_LEAD);
}

static void
survey_all (RushesSession *self, Survey *survey)
{
  GListModel *tasks = rushes_session_get_tasks (self);
  const guint n_tasks = g_list_model_get_n_items (tasks);

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      survey_one (self, task, survey);
    }
}

/* The others are as the last look at all of them has left them; what there was no room for comes after the
 * first of them. */
static void
survey_changed (RushesSession *self, Survey *survey)
{
  RushesTaskList *tasks = rushes_library_get_tasks (self->library);
  GHashTableIter iter;
  gpointer task;

  if (self->keep_first_left != NULL)
    g_hash_table_add (self->keep_changed, g_object_ref (self->keep_first_left));
  g_hash_table_iter_init (&iter, self->keep_changed);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    if (rushes_task_list_contains (tasks, task))
      survey_one (self, task, survey);
}

/* Keeping */

static void
room_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesSession *self = RUSHES_SESSION (source);

  self->shed_in_vain = rushes_session_shed_copies_finish (self, result, NULL) == 0;
  rushes_session_review_keeping (self);
}

/* Whether room for @bytes is being made. */
static gboolean
make_room (RushesSession *self, gint64 bytes)
{
  if (self->shedding || self->shed_in_vain)
    return self->shedding;

  rushes_session_shed_copies_async (self, bytes, room_made_cb, NULL);
  return TRUE;
}

static gint
compare_expiry (gconstpointer a, gconstpointer b)
{
  const gint64 expiry_a = rushes_task_get_snapshot (*(RushesTask *const *) a)->expires_at;
  const gint64 expiry_b = rushes_task_get_snapshot (*(RushesTask *const *) b)->expires_at;

  return expiry_a < expiry_b ? -1 : expiry_a > expiry_b;
}

/* What the service does not say the size of is taken for as large as those that are kept. */
static gint64
get_usual_bytes (RushesKeptCopies *kept)
{
  const guint n_kept = rushes_kept_copies_get_number (kept);

  return n_kept > 0 ? rushes_kept_copies_get_bytes (kept) / n_kept : 0;
}

static gint64
get_bytes (RushesTask *task, RushesKeptCopies *kept)
{
  const gint64 told = rushes_task_get_snapshot (task)->bytes;

  return told > 0 ? told : get_usual_bytes (kept);
}

static gint64
get_room (RushesSession *self, RushesKeptCopies *kept)
{
  guint n_unknown = 0;
  gint64 coming;

  if (self->keep_limit == 0)
    return G_MAXINT64;
  coming = rushes_transfer_queue_get_coming_bytes (self->queue, &n_unknown);
  return self->keep_limit - rushes_kept_copies_get_bytes (kept) - coming - n_unknown * get_usual_bytes (kept);
}

/* Returns: how many bytes more the limit would have to allow */
static gint64
keep_what_fits (RushesSession *self, Survey *survey)
{
  RushesKeptCopies *kept = rushes_library_get_kept_copies (self->library);
  gint64 room = get_room (self, kept);

  g_clear_object (&self->keep_first_left);
  g_ptr_array_sort (survey->at_risk, compare_expiry);
  for (guint i = 0; i < survey->at_risk->len; i++)
    {
      RushesTask *task = g_ptr_array_index (survey->at_risk, i);
      const gint64 bytes = get_bytes (task, kept);

      if (room < bytes)
        {
          self->keep_first_left = g_object_ref (task);
          return bytes - room;
        }
      room -= bytes;
      rushes_transfer_queue_add (self->queue, task, RUSHES_PURPOSE_KEEP, NULL, FALSE);
    }
  return MAX (-room, 0);
}

static void
keep_at_risk (RushesSession *self, Survey *survey)
{
  const gint64 lacking = keep_what_fits (self, survey);

  rushes_session_set_keep_full (self, lacking > 0 && !make_room (self, lacking));
}

/* Who keeps nothing is to have a link that works all the same; only when there is none to be had, a
 * video is called expired. */
static void
renew_expiring (RushesSession *self)
{
  g_autoptr (GPtrArray) at_risk = g_ptr_array_new_with_free_func (g_object_unref);
  Survey survey = { .at_risk = at_risk, .next_renewal = G_MAXINT64 };
  const gint64 now = get_now (self);

  survey_all (self, &survey);
  for (guint i = 0; i < at_risk->len; i++)
    {
      RushesTask *task = g_ptr_array_index (at_risk, i);
      const gint64 expires_at = rushes_task_get_snapshot (task)->expires_at;

      if (expires_at > now && expires_at - RENEWAL_LEAD <= now)
        rushes_follower_refresh (self->follower, task);
    }
}

static void
timer_fired_cb (gpointer user_data)
{
  RushesSession *self = user_data;

  self->keep_timer = 0;
  renew_expiring (self);
  rushes_session_review_keeping (self);
}

static void
set_timer (RushesSession *self)
{
  const gint64 boot_time = rushes_clock_get_boot_time (self->clock);
  gint64 due = G_MAXINT64;

  if (self->keep_timer != 0)
    rushes_clock_remove_timer (self->clock, self->keep_timer);
  self->keep_timer = 0;

  if (self->keep_linkless)
    due = boot_time + LINK_PAUSE;
  if (self->keep_next_renewal != G_MAXINT64)
    due = MIN (due, boot_time + (self->keep_next_renewal - get_now (self)) * G_USEC_PER_SEC);
  if (due != G_MAXINT64)
    self->keep_timer = rushes_clock_add_timer (self->clock, due, timer_fired_cb, self);
}

/* Whether what waits for room may have its turn. */
static gboolean
has_room_for_left (RushesSession *self)
{
  RushesKeptCopies *kept = rushes_library_get_kept_copies (self->library);
  RushesTask *task = self->keep_first_left;

  return task != NULL
         && (!is_at_risk (task) || rushes_transfer_queue_contains (self->queue, task)
             || get_room (self, kept) >= get_bytes (task, kept));
}

static void
look (RushesSession *self, Survey *survey)
{
  const gint64 boot_time = rushes_clock_get_boot_time (self->clock);

  /* What nobody has told of is seen now and then. */
  if (self->keep_all_changed || boot_time >= self->keep_looked + LOOK_PAUSE || has_room_for_left (self))
    {
      self->keep_looked = boot_time;
      survey_all (self, survey);
      self->keep_linkless = survey->linkless;
      self->keep_next_renewal = survey->next_renewal;
    }
  else
    {
      survey_changed (self, survey);
      self->keep_linkless = self->keep_linkless || survey->linkless;
      self->keep_next_renewal = MIN (self->keep_next_renewal, survey->next_renewal);
    }
  self->keep_all_changed = FALSE;
  g_hash_table_remove_all (self->keep_changed);
}

static gboolean
review_cb (gpointer user_data)
{
  RushesSession *self = user_data;
  RushesKeptCopies *kept = rushes_library_get_kept_copies (self->library);
  const gint64 kept_bytes = rushes_kept_copies_get_bytes (kept);
  g_autoptr (GPtrArray) at_risk = g_ptr_array_new_with_free_func (g_object_unref);
  Survey survey = { .at_risk = at_risk, .next_renewal = G_MAXINT64 };

  self->keep_review_id = 0;
  rushes_session_set_kept (self, rushes_kept_copies_get_number (kept), kept_bytes);
  if (!self->videos_started)
    return G_SOURCE_REMOVE;

  look (self, &survey);
  /* What did not say how large it is may have been larger than was thought: then the rest waits. */
  rushes_transfer_queue_set_keeping_allowed (self->queue,
                                             may_keep (self)
                                               && (self->keep_limit == 0 || kept_bytes < self->keep_limit));
  if (may_keep (self) && rushes_library_get_videos_folder (self->library) != NULL)
    keep_at_risk (self, &survey);
  set_timer (self);
  return G_SOURCE_REMOVE;
}

static void
review_soon (RushesSession *self)
{
  /* One look at all tasks, not one for each batch: it is asked for again when the last one is there. */
  if (self->keep_review_id == 0 && !self->loading && !self->closing)
    self->keep_review_id = g_idle_add_full (G_PRIORITY_DEFAULT, review_cb, self, NULL);
}

void
rushes_session_review_keeping (RushesSession *self)
{
  self->keep_all_changed = TRUE;
  review_soon (self);
}

void
rushes_session_review_keeping_of (RushesSession *self, RushesTask *task)
{
  if (self->loading)
    self->keep_all_changed = TRUE;
  if (!self->keep_all_changed && !g_hash_table_contains (self->keep_changed, task))
    g_hash_table_add (self->keep_changed, g_object_ref (task));
  review_soon (self);
}

void
rushes_session_set_keep_policy (RushesSession *self, RushesKeepPolicy policy)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  self->keep_policy = policy;
  self->keep_policy_set = TRUE;
  if (policy == RUSHES_KEEP_NEVER)
    rushes_transfer_queue_cancel_keeping (self->queue);
  rushes_session_review_keeping (self);
}

void
rushes_session_set_keep_limit (RushesSession *self, gint64 bytes)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (bytes >= 0);

  self->keep_limit = bytes;
  self->shed_in_vain = FALSE;
  rushes_session_review_keeping (self);
}

/* What is kept */

guint
rushes_session_get_n_kept (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  return self->n_kept;
}

const char *
rushes_session_get_videos_folder (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), NULL);

  return rushes_library_get_videos_folder (self->library);
}

gint64
rushes_session_get_kept_bytes (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  return self->kept_bytes;
}

gboolean
rushes_session_get_keep_full (RushesSession *self)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (self), FALSE);

  return self->keep_full;
}

/* Starting and stopping */

/* What was removed for good is out of the way before a name in the folder is taken again. */
static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesSession *self = RUSHES_SESSION (source);
  g_autoptr (GError) error = NULL;

  if (!rushes_session_discard_removed_finish (self, result, &error))
    g_info ("What was kept of removed tasks is still there: %s", error->message);
  if (self->closing)
    return;

  rushes_transfer_queue_start (self->queue);
  self->videos_started = TRUE;
  if (self->keep_policy == RUSHES_KEEP_NEVER && self->keep_policy_set)
    rushes_transfer_queue_cancel_keeping (self->queue);
  rushes_session_review_keeping (self);
}

void
rushes_session_start_videos (RushesSession *self)
{
  if (self->videos_starting)
    return;

  self->videos_starting = TRUE;
  rushes_session_discard_removed_async (self, discarded_cb, NULL);
}

static void
metered_changed_cb (GNetworkMonitor *monitor, GParamSpec *pspec, RushesSession *self)
{
  rushes_session_review_keeping (self);
}

void
rushes_session_set_network_monitor (RushesSession *self, GNetworkMonitor *monitor)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (G_IS_NETWORK_MONITOR (monitor));

  if (self->monitor == monitor)
    return;

  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_func (self->monitor, metered_changed_cb, self);
  g_clear_pointer (&self->offline_binding, g_binding_unbind);
  g_set_object (&self->monitor, monitor);
  g_signal_connect_object (monitor, "notify::network-metered", G_CALLBACK (metered_changed_cb), self,
                           G_CONNECT_DEFAULT);
  self->offline_binding = g_object_bind_property (monitor, "network-available", self->follower, "offline",
                                                  G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  rushes_session_review_keeping (self);
}

void
rushes_session_init_keeping (RushesSession *self)
{
  rushes_session_set_network_monitor (self, g_network_monitor_get_default ());
  /* The follower knows better than the monitor where the service answers all the same. */
  g_object_bind_property (self->follower, "offline", self->queue, "offline", G_BINDING_SYNC_CREATE);
}

void
rushes_session_stop_keeping (RushesSession *self)
{
  self->closing = TRUE;
  g_clear_handle_id (&self->keep_review_id, g_source_remove);
  if (self->keep_timer != 0)
    rushes_clock_remove_timer (self->clock, self->keep_timer);
  self->keep_timer = 0;
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_func (self->monitor, metered_changed_cb, self);
  g_clear_pointer (&self->offline_binding, g_binding_unbind);
  g_clear_object (&self->monitor);
  g_clear_object (&self->keep_first_left);
  g_hash_table_remove_all (self->keep_changed);
}
