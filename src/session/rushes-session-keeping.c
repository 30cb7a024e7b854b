/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-session-keeping"

#include "config.h"

#include "session/rushes-session-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-video-files.h"

/* How long before its link expires a video that nobody keeps gets a fresh one. */
#define RENEWAL_LEAD 120
/* How often is looked whether the service has given a link that it was late with. */
#define LINK_PAUSE (60 * G_USEC_PER_SEC)

static gint64
get_now (RushesSession *self)
{
  return rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC;
}

static gboolean
is_saved (RushesTask *task)
{
  return rushes_task_get_saved_path (task) != NULL && !rushes_task_get_saved_missing (task);
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

/* What one look at all tasks brings. */
typedef struct
{
  guint n_kept;
  gint64 kept_bytes;
  gint64 coming_bytes; /* of what is being kept */
  GPtrArray *at_risk;  /* RushesTask: with a link, and nothing on its way */
  gboolean linkless;   /* there are such without a link, which may be late */
  gint64 next_renewal; /* of those, after now; G_MAXINT64: none */
} Survey;

static void
survey_one (RushesSession *self, RushesTask *task, Survey *survey)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  if (rushes_task_get_kept_path (task) != NULL)
    {
      survey->n_kept++;
      survey->kept_bytes += rushes_task_get_kept_bytes (task);
    }
  else if (rushes_transfer_queue_contains (self->queue, task))
    {
      if (rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_KEEP)
        survey->coming_bytes += snapshot->bytes;
    }
  else if (is_at_risk (task))
    {
      if (rushes_snapshot_has_link (snapshot))
        g_ptr_array_add (survey->at_risk, g_object_ref (task));
      else
        survey->linkless = TRUE;
      if (snapshot->expires_at - RENEWAL_LEAD > get_now (self))
        survey->next_renewal = MIN (survey->next_renewal, snapshot->expires_at - RENEWAL_LEAD);
    }
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

/* Making room */

typedef struct
{
  gint64 wanted;      /* bytes that are to become free; G_MAXINT64: all there are */
  GPtrArray *tasks;   /* RushesTask: kept and saved, the oldest first */
  GPtrArray *removed; /* RushesTask: those whose files are being removed */
  gint64 freed;
  guint n_recorded;
} Shedding;

static void
shedding_free (gpointer data)
{
  Shedding *shedding = data;

  g_ptr_array_unref (shedding->tasks);
  g_ptr_array_unref (shedding->removed);
  g_free (shedding);
}

static gint
compare_age (gconstpointer a, gconstpointer b)
{
  const gint64 order_a = rushes_task_get_order (*(RushesTask *const *) a);
  const gint64 order_b = rushes_task_get_order (*(RushesTask *const *) b);

  return order_a < order_b ? -1 : order_a > order_b;
}

/* (transfer full): kept, and saved elsewhere too as far as is known; not those that a save is copying */
static GPtrArray *
list_removable (RushesSession *self)
{
  GListModel *tasks = rushes_session_get_tasks (self);
  const guint n_tasks = g_list_model_get_n_items (tasks);
  GPtrArray *removable = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_task_get_kept_path (task) != NULL && is_saved (task)
          && !rushes_transfer_queue_contains (self->queue, task))
        g_ptr_array_add (removable, g_steal_pointer (&task));
    }
  g_ptr_array_sort (removable, compare_age);
  return removable;
}

static void
shed (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  Shedding *shedding = g_task_get_task_data (task);
  const gint64 freed = shedding->freed;

  self->shedding = FALSE;
  rushes_session_review_keeping (self);
  g_task_return_int (task, freed);
}

static void
shed_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Shedding *shedding = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("A copy that was deleted could not be recorded: %s", error->message);
  if (--shedding->n_recorded == 0)
    shed (task);
}

static void
copies_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Shedding *shedding = g_task_get_task_data (task);
  g_autoptr (GArray) sizes = rushes_video_files_remove_finish (result, NULL);

  shedding->n_recorded = 1;
  for (guint i = 0; i < sizes->len; i++)
    {
      const gint64 size = g_array_index (sizes, gint64, i);

      /* What cannot be recorded any more is found missing when it is looked for. */
      if (size < 0 || self->closing)
        continue;
      shedding->freed += size;
      shedding->n_recorded++;
      rushes_library_record_unkept_async (self->library, g_ptr_array_index (shedding->removed, i), TRUE,
                                          shed_recorded_cb, g_object_ref (task));
    }
  if (--shedding->n_recorded == 0)
    shed (task);
}

/* Only what was found just now where the user put it, of the same size, is a copy; the kept one may be the
 * only one that is as it came. */
static void
originals_looked_at_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Shedding *shedding = g_task_get_task_data (task);
  g_autoptr (GArray) sizes = rushes_video_files_look_finish (result, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  gint64 found = 0;

  for (guint i = 0; i < sizes->len && found < shedding->wanted; i++)
    {
      RushesTask *one = g_ptr_array_index (shedding->tasks, i);
      const gint64 size = g_array_index (sizes, gint64, i);

      if (size == -1)
        rushes_library_note_missing (self->library, one, TRUE);
      if (size < 0 || size != rushes_task_get_kept_bytes (one) || rushes_task_get_kept_path (one) == NULL)
        continue;
      found += size;
      g_ptr_array_add (shedding->removed, g_object_ref (one));
      g_ptr_array_add (paths, g_strdup (rushes_task_get_kept_path (one)));
    }

  if (paths->len == 0)
    shed (task);
  else
    rushes_video_files_remove_async (paths, FALSE, copies_removed_cb, g_steal_pointer (&task));
}

/* Takes @task, which returns how many bytes became free. */
static void
begin_shedding (RushesSession *self, GTask *task, gint64 wanted)
{
  Shedding *shedding = g_new0 (Shedding, 1);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  shedding->wanted = wanted;
  shedding->tasks = list_removable (self);
  shedding->removed = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, shedding, shedding_free);
  for (guint i = 0; i < shedding->tasks->len; i++)
    g_ptr_array_add (places, g_strdup (rushes_task_get_saved_path (g_ptr_array_index (shedding->tasks, i))));

  self->shedding = TRUE;
  rushes_video_files_look_async (places, originals_looked_at_cb, task);
}

/* Keeping */

static void
room_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  RushesSession *self = RUSHES_SESSION (source);

  self->shed_in_vain = g_task_propagate_int (G_TASK (result), NULL) <= 0;
  rushes_session_review_keeping (self);
}

/* Whether room for @bytes is being made. */
static gboolean
make_room (RushesSession *self, gint64 bytes)
{
  GTask *task = NULL;

  if (self->shedding)
    return TRUE;
  if (self->shed_in_vain)
    return FALSE;

  task = g_task_new (self, NULL, room_made_cb, NULL);
  g_task_set_source_tag (task, make_room);
  begin_shedding (self, task, bytes);
  return TRUE;
}

static gint
compare_expiry (gconstpointer a, gconstpointer b)
{
  const gint64 expiry_a = rushes_task_get_snapshot (*(RushesTask *const *) a)->expires_at;
  const gint64 expiry_b = rushes_task_get_snapshot (*(RushesTask *const *) b)->expires_at;

  return expiry_a < expiry_b ? -1 : expiry_a > expiry_b;
}

/* Returns: how many bytes more the limit would have to allow */
static gint64
keep_what_fits (RushesSession *self, Survey *survey)
{
  gint64 room = self->keep_limit > 0 ? self->keep_limit - survey->kept_bytes - survey->coming_bytes
                                     : G_MAXINT64;

  g_ptr_array_sort (survey->at_risk, compare_expiry);
  for (guint i = 0; i < survey->at_risk->len; i++)
    {
      RushesTask *task = g_ptr_array_index (survey->at_risk, i);
      const gint64 bytes = rushes_task_get_snapshot (task)->bytes;

      if (room < bytes)
        return bytes - room;
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
set_timer (RushesSession *self, const Survey *survey)
{
  const gint64 boot_time = rushes_clock_get_boot_time (self->clock);
  gint64 due = G_MAXINT64;

  if (self->keep_timer != 0)
    rushes_clock_remove_timer (self->clock, self->keep_timer);
  self->keep_timer = 0;

  if (survey->linkless)
    due = boot_time + LINK_PAUSE;
  if (survey->next_renewal != G_MAXINT64)
    due = MIN (due, boot_time + (survey->next_renewal - get_now (self)) * G_USEC_PER_SEC);
  if (due != G_MAXINT64)
    self->keep_timer = rushes_clock_add_timer (self->clock, due, timer_fired_cb, self);
}

static gboolean
review_cb (gpointer user_data)
{
  RushesSession *self = user_data;
  g_autoptr (GPtrArray) at_risk = g_ptr_array_new_with_free_func (g_object_unref);
  Survey survey = { .at_risk = at_risk, .next_renewal = G_MAXINT64 };

  self->keep_review_id = 0;
  survey_all (self, &survey);
  rushes_session_set_kept (self, survey.n_kept, survey.kept_bytes);
  if (!self->videos_started)
    return G_SOURCE_REMOVE;

  rushes_transfer_queue_set_keeping_allowed (self->queue, may_keep (self));
  if (may_keep (self) && rushes_library_get_videos_folder (self->library) != NULL)
    keep_at_risk (self, &survey);
  set_timer (self, &survey);
  return G_SOURCE_REMOVE;
}

void
rushes_session_review_keeping (RushesSession *self)
{
  if (self->keep_review_id == 0 && !self->closing)
    self->keep_review_id = g_idle_add_full (G_PRIORITY_DEFAULT, review_cb, self, NULL);
}

void
rushes_session_set_keep_policy (RushesSession *self, RushesKeepPolicy policy)
{
  g_return_if_fail (RUSHES_IS_SESSION (self));

  self->keep_policy = policy;
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

gint64
rushes_session_get_removable_bytes (RushesSession *self)
{
  g_autoptr (GPtrArray) removable = NULL;
  gint64 bytes = 0;

  g_return_val_if_fail (RUSHES_IS_SESSION (self), 0);

  removable = list_removable (self);
  for (guint i = 0; i < removable->len; i++)
    bytes += rushes_task_get_kept_bytes (g_ptr_array_index (removable, i));
  return bytes;
}

void
rushes_session_remove_saved_copies_async (RushesSession *self,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_remove_saved_copies_async);
  begin_shedding (self, task, G_MAXINT64);
}

gint64
rushes_session_remove_saved_copies_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  gint64 freed;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  freed = g_task_propagate_int (G_TASK (result), error);
  return MAX (freed, 0);
}

typedef struct
{
  GPtrArray *tasks; /* RushesTask: each has a kept copy */
  guint n_under_way;
  GError *error; /* (nullable): the first one */
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_ptr_array_unref (removal->tasks);
  g_clear_error (&removal->error);
  g_free (removal);
}

static void
removal_step_ended (GTask *task)
{
  RushesSession *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;

  if (--removal->n_under_way > 0)
    return;

  self->shed_in_vain = FALSE;
  rushes_session_review_keeping (self);
  error = g_steal_pointer (&removal->error);
  rushes_session_return_boolean (task, error == NULL, error);
}

static void
removal_recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Removal *removal = g_task_get_task_data (task);

  rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result,
                                       removal->error == NULL ? &removal->error : NULL);
  removal_step_ended (task);
}

static void
trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesSession *self = g_task_get_source_object (task);
  Removal *removal = g_task_get_task_data (task);
  g_autoptr (GArray) sizes = rushes_video_files_remove_finish (result, NULL);

  removal->n_under_way = 1;
  for (guint i = 0; i < sizes->len; i++)
    if (g_array_index (sizes, gint64, i) >= 0 && !self->closing)
      {
        removal->n_under_way++;
        rushes_library_record_unkept_async (self->library, g_ptr_array_index (removal->tasks, i), TRUE,
                                            removal_recorded_cb, g_object_ref (task));
      }
    else if (g_array_index (sizes, gint64, i) < 0 && removal->error == NULL)
      removal->error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE,
                                            "a kept video could not be removed");
  removal_step_ended (task);
}

void
rushes_session_remove_kept_async (RushesSession *self,
                                  GPtrArray *tasks,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = NULL;
  Removal *removal = g_new0 (Removal, 1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (tasks != NULL);

  removal->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    {
      RushesTask *one = g_ptr_array_index (tasks, i);
      const char *path = rushes_task_get_kept_path (one);

      if (path == NULL)
        continue;
      g_ptr_array_add (removal->tasks, g_object_ref (one));
      g_ptr_array_add (paths, g_strdup (path));
    }

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_session_remove_kept_async);
  g_task_set_task_data (task, removal, removal_free);
  rushes_video_files_remove_async (paths, TRUE, trashed_cb, task);
}

gboolean
rushes_session_remove_kept_finish (RushesSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whether files are still there */

typedef struct
{
  RushesSession *session;
  RushesTask *task;
  GPtrArray *places; /* as they were when they were looked for: saved, kept; either may be "" */
} Look;

static void
look_free (Look *look)
{
  g_object_unref (look->session);
  g_object_unref (look->task);
  g_ptr_array_unref (look->places);
  g_free (look);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static void
unkept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_library_record_unkept_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("That a kept video is gone could not be recorded: %s", error->message);
  rushes_session_review_keeping (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Look) look = user_data;
  RushesSession *self = look->session;
  g_autoptr (GArray) sizes = rushes_video_files_look_finish (result, NULL);
  const gint64 saved = g_array_index (sizes, gint64, 0);
  const gint64 kept = g_array_index (sizes, gint64, 1);

  if (self->closing)
    return;
  if (saved != -2
      && g_strcmp0 (g_ptr_array_index (look->places, 0), rushes_task_get_saved_path (look->task)) == 0)
    rushes_library_note_missing (self->library, look->task, saved == -1);
  if (kept == -1
      && g_strcmp0 (g_ptr_array_index (look->places, 1), rushes_task_get_kept_path (look->task)) == 0)
    rushes_library_record_unkept_async (self->library, look->task, FALSE, unkept_cb, g_object_ref (self));
}

void
rushes_session_look_after_files (RushesSession *self, RushesTask *task)
{
  const char *saved_path = NULL;
  const char *kept_path = NULL;
  Look *look = NULL;

  g_return_if_fail (RUSHES_IS_SESSION (self));
  g_return_if_fail (RUSHES_IS_TASK (task));

  saved_path = rushes_task_get_saved_path (task);
  kept_path = rushes_task_get_kept_path (task);
  if (saved_path == NULL && kept_path == NULL)
    return;

  look = g_new0 (Look, 1);
  look->session = g_object_ref (self);
  look->task = g_object_ref (task);
  look->places = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (look->places, g_strdup (saved_path));
  g_ptr_array_add (look->places, g_strdup (kept_path));
  rushes_video_files_look_async (look->places, looked_cb, look);
}

/* Starting and stopping */

static void
start_queue (RushesSession *self)
{
  if (self->closing)
    return;

  rushes_transfer_queue_start (self->queue);
  self->videos_started = TRUE;
  rushes_session_review_keeping (self);
}

static void
discarded_forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesSession) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_library_forget_discarded_finish (RUSHES_LIBRARY (source), result, &error))
    g_info ("What was thrown away could not be recorded: %s", error->message);
  start_queue (self);
}

typedef struct
{
  RushesSession *session;
  GPtrArray *names;
} Discarding;

static void
discarded_trashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Discarding *discarding = user_data;
  g_autoptr (GPtrArray) names = discarding->names;
  g_autoptr (GArray) sizes = rushes_video_files_remove_finish (result, NULL);
  g_autoptr (RushesSession) self = discarding->session;

  if (!self->closing)
    rushes_library_forget_discarded_async (self->library, names, discarded_forgotten_cb, g_object_ref (self));
}

/* The copies of tasks that were removed in an earlier run, and can no longer be brought back. */
static void
discarded_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesSession) self = user_data;
  const char *folder = rushes_library_get_videos_folder (self->library);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = rushes_library_list_discarded_finish (RUSHES_LIBRARY (source), result,
                                                                      &error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  Discarding *discarding = NULL;

  if (names == NULL || names->len == 0 || folder == NULL || self->closing)
    {
      start_queue (self);
      return;
    }

  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (paths, g_build_filename (folder, g_ptr_array_index (names, i), NULL));
  discarding = g_new0 (Discarding, 1);
  discarding->session = g_steal_pointer (&self);
  discarding->names = g_steal_pointer (&names);
  rushes_video_files_remove_async (paths, TRUE, discarded_trashed_cb, discarding);
}

void
rushes_session_start_videos (RushesSession *self)
{
  if (self->videos_starting)
    return;

  self->videos_starting = TRUE;
  rushes_library_list_discarded_async (self->library, discarded_listed_cb, g_object_ref (self));
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
}
