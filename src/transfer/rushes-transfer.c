/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer"

#include "config.h"

#include "transfer/rushes-transfer.h"

#include "base/rushes-error.h"
#include "transfer/rushes-retry.h"
#include "transfer/rushes-speed.h"
#include "transfer/rushes-transfer-job.h"
#include "transfer/rushes-transfer-route.h"

#define PROGRESS_MS 250

struct _RushesTransfer
{
  GObject parent_instance;

  char *parts_folder;
  RushesAccount *account;
  RushesSnapshot *snapshot;
  RushesLinkSource *links; /* (nullable) */
  RushesClock *clock;
  RushesTransferWorker *worker;
  RushesFetchRequest limits;
  guint max_tries;

  /* While it runs. At any time at most one of these is under way: a step of the job, a question for
   * links, the timer; or it is offline. */
  GTask *task;
  RushesTransferJob *job;
  RushesTransferRoute *route;
  GCancellable *asking; /* ends a question for links that nobody waits for any more */
  guint attempt;        /* what comes of an earlier one is of no interest */
  guint timer;
  GSource *progress_source;
  GSource *cancel_source;
  gint64 farthest; /* the most bytes of the video that there ever were */
  RushesSpeed measured;
  gint64 measured_bytes;
  gboolean is_offline;
  gboolean is_ending; /* only the close is still under way */

  gboolean started;
  RushesTransferState state;
  gint64 bytes_done;
  gint64 bytes_total;
  gint64 speed;
  gint64 seconds_left;
  char *host;
  const char *source;   /* static */
  const char *verified; /* static */
  gint64 resumed;
};

typedef enum
{
  PROP_STATE = 1,
  PROP_BYTES_DONE,
  PROP_BYTES_TOTAL,
  PROP_FRACTION,
  PROP_SPEED,
  PROP_SECONDS_LEFT,
} RushesTransferProps;

static GParamSpec *properties[PROP_SECONDS_LEFT + 1];

G_DEFINE_FINAL_TYPE (RushesTransfer, rushes_transfer, G_TYPE_OBJECT)

static void go_on (RushesTransfer *self);

static void
rushes_transfer_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTransfer *self = RUSHES_TRANSFER (object);

  switch ((RushesTransferProps) property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_BYTES_DONE:
      g_value_set_int64 (value, self->bytes_done);
      break;
    case PROP_BYTES_TOTAL:
      g_value_set_int64 (value, self->bytes_total);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, rushes_transfer_get_fraction (self));
      break;
    case PROP_SPEED:
      g_value_set_int64 (value, self->speed);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int64 (value, self->seconds_left);
      break;
    }
}

static void
rushes_transfer_finalize (GObject *object)
{
  RushesTransfer *self = RUSHES_TRANSFER (object);

  g_free (self->parts_folder);
  g_free (self->host);
  g_clear_object (&self->account);
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
  g_clear_object (&self->links);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->worker, rushes_transfer_worker_unref);

  G_OBJECT_CLASS (rushes_transfer_parent_class)->finalize (object);
}

static void
rushes_transfer_class_init (RushesTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rushes_transfer_get_property;
  object_class->finalize = rushes_transfer_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RUSHES_TYPE_TRANSFER_STATE,
                                              RUSHES_TRANSFER_NONE, flags);
  properties[PROP_BYTES_DONE] = g_param_spec_int64 ("bytes-done", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_BYTES_TOTAL] = g_param_spec_int64 ("bytes-total", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_SPEED] = g_param_spec_int64 ("speed", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SECONDS_LEFT] = g_param_spec_int64 ("seconds-left", NULL, NULL, -1, G_MAXINT64, -1, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_transfer_init (RushesTransfer *self)
{
  self->seconds_left = -1;
  self->max_tries = RUSHES_RETRY_MAX_TRIES;
}

RushesTransfer *
rushes_transfer_new (const char *parts_folder,
                     RushesAccount *account,
                     RushesSnapshot *snapshot,
                     RushesLinkSource *links,
                     RushesClock *clock)
{
  RushesTransfer *self = NULL;

  g_return_val_if_fail (parts_folder != NULL, NULL);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (snapshot != NULL, NULL);
  g_return_val_if_fail (links == NULL || RUSHES_IS_LINK_SOURCE (links), NULL);
  g_return_val_if_fail (RUSHES_IS_CLOCK (clock), NULL);

  self = g_object_new (RUSHES_TYPE_TRANSFER, NULL);
  self->parts_folder = g_strdup (parts_folder);
  self->account = g_object_ref (account);
  self->snapshot = rushes_snapshot_ref (snapshot);
  g_set_object (&self->links, links);
  self->clock = g_object_ref (clock);
  return self;
}

void
rushes_transfer_set_worker (RushesTransfer *self, RushesTransferWorker *worker)
{
  g_return_if_fail (RUSHES_IS_TRANSFER (self));
  g_return_if_fail (!self->started);

  g_clear_pointer (&self->worker, rushes_transfer_worker_unref);
  self->worker = rushes_transfer_worker_ref (worker);
}

void
rushes_transfer_set_limits (
  RushesTransfer *self, guint connect_ms, guint first_byte_ms, guint stall_ms, gsize stall_bytes)
{
  g_return_if_fail (RUSHES_IS_TRANSFER (self));
  g_return_if_fail (!self->started);

  self->limits.connect_ms = connect_ms;
  self->limits.first_byte_ms = first_byte_ms;
  self->limits.stall_ms = stall_ms;
  self->limits.stall_bytes = stall_bytes;
}

void
rushes_transfer_set_max_tries (RushesTransfer *self, guint max_tries)
{
  g_return_if_fail (RUSHES_IS_TRANSFER (self));
  g_return_if_fail (!self->started);

  self->max_tries = max_tries;
}

/* What is told */

static void
set_state (RushesTransfer *self, RushesTransferState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_number (RushesTransfer *self, gint64 *number, gint64 value, RushesTransferProps property)
{
  if (*number == value)
    return;

  *number = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_progress (RushesTransfer *self, gint64 bytes_done, gint64 bytes_total)
{
  double fraction = rushes_transfer_get_fraction (self);

  g_object_freeze_notify (G_OBJECT (self));
  set_number (self, &self->bytes_done, bytes_done, PROP_BYTES_DONE);
  set_number (self, &self->bytes_total, bytes_total, PROP_BYTES_TOTAL);
  if (fraction != rushes_transfer_get_fraction (self))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_speed (RushesTransfer *self, gint64 speed, gint64 seconds_left)
{
  set_number (self, &self->speed, speed, PROP_SPEED);
  set_number (self, &self->seconds_left, seconds_left, PROP_SECONDS_LEFT);
}

static void
measure (RushesTransfer *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 left = self->bytes_total - self->bytes_done;

  rushes_speed_add (&self->measured, now, MAX (self->bytes_done - self->measured_bytes, 0));
  self->measured_bytes = self->bytes_done;
  set_speed (self, rushes_speed_get (&self->measured, now),
             left > 0 ? rushes_speed_get_seconds_left (&self->measured, now, left) : -1);
}

static RushesTransferState
state_from_stage (int stage)
{
  switch ((RushesFetchStage) stage)
    {
    case RUSHES_FETCH_RUNNING:
      return RUSHES_TRANSFER_RUNNING;
    case RUSHES_FETCH_VERIFYING:
      return RUSHES_TRANSFER_VERIFYING;
    case RUSHES_FETCH_CONNECTING:
    default:
      return RUSHES_TRANSFER_CONNECTING;
    }
}

static void
tell_progress (RushesTransfer *self)
{
  RushesTransferJob *job = self->job;

  set_progress (self, atomic_load_explicit (&job->bytes_done, memory_order_relaxed),
                atomic_load_explicit (&job->bytes_total, memory_order_relaxed));
}

static gboolean
progress_due_cb (gpointer user_data)
{
  RushesTransfer *self = user_data;

  tell_progress (self);
  set_state (self, state_from_stage (atomic_load_explicit (&self->job->stage, memory_order_relaxed)));
  if (self->state == RUSHES_TRANSFER_RUNNING)
    measure (self);
  return G_SOURCE_CONTINUE;
}

static void
start_telling_progress (RushesTransfer *self)
{
  self->measured = (RushesSpeed){ 0 };
  self->measured_bytes = self->bytes_done;
  self->progress_source = g_timeout_source_new (PROGRESS_MS);
  g_source_set_callback (self->progress_source, progress_due_cb, self, NULL);
  g_source_attach (self->progress_source, g_task_get_context (self->task));
}

static void
stop_telling_progress (RushesTransfer *self)
{
  g_source_destroy (self->progress_source);
  g_clear_pointer (&self->progress_source, g_source_unref);
  tell_progress (self);
  set_speed (self, 0, -1);
}

/* The end */

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
closed_cb (gpointer user_data)
{
  RushesTransfer *self = ((RushesTransferJob *) user_data)->owner;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GError *error = g_steal_pointer (&self->job->error);

  clear_source (&self->cancel_source);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->job, rushes_transfer_job_free);
  g_clear_pointer (&self->route, rushes_transfer_route_free);
  set_state (self, RUSHES_TRANSFER_NONE);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Nothing is under way any more. Takes @error; NULL: the file is there. */
static void
end (RushesTransfer *self, GError *error)
{
  self->is_ending = TRUE;
  self->attempt++;
  g_clear_error (&self->job->error);
  self->job->error = error;
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_close, closed_cb, self->job);
}

static gboolean
end_if_cancelled (RushesTransfer *self)
{
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (self->job->cancellable, &error))
    return FALSE;

  end (self, error);
  return TRUE;
}

static void
clear_timer (RushesTransfer *self)
{
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

/* A step of the worker ends by itself; what waits is ended here. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  RushesTransfer *self = user_data;

  clear_timer (self);
  if (!self->is_ending && (self->state == RUSHES_TRANSFER_WAITING || self->state == RUSHES_TRANSFER_ASKING))
    end_if_cancelled (self);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  return G_SOURCE_REMOVE;
}

/* Landing */

static void
landed_cb (gpointer user_data)
{
  RushesTransfer *self = ((RushesTransferJob *) user_data)->owner;
  RushesTransferJob *job = self->job;

  if (job->error != NULL)
    {
      end (self, g_steal_pointer (&job->error));
      return;
    }

  self->verified = job->result.verified;
  self->resumed = job->result.resumed_from;
  if (job->result.from_gateway)
    self->source = "gateway";
  else if (rushes_transfer_route_get_current (self->route) == RUSHES_TRANSFER_LINK_BACKUP)
    self->source = "backup";
  else
    self->source = "primary";
  end (self, NULL);
}

static void
land (RushesTransfer *self)
{
  set_state (self, RUSHES_TRANSFER_COMMITTING);
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_land, landed_cb, self->job);
}

/* Fetching */

/* What lies with this machine is the same with any link. */
static gboolean
is_final (const GError *error)
{
  return error->domain != RUSHES_ERROR || error->code == RUSHES_ERROR_FAILED
         || error->code == RUSHES_ERROR_DISK_FULL || error->code == RUSHES_ERROR_FOLDER_UNWRITABLE
         || error->code == RUSHES_ERROR_PART_IN_USE;
}

static gint64
get_now (RushesTransfer *self)
{
  return rushes_clock_get_boot_time (self->clock);
}

static void
note_failure (RushesTransfer *self, const GError *error)
{
  RushesTransferJob *job = self->job;

  g_info ("the link of %s failed: %s", self->host != NULL ? self->host : "nobody", error->message);
  if (job->bytes_there > self->farthest)
    {
      self->farthest = job->bytes_there;
      rushes_transfer_route_note_progress (self->route);
    }
  rushes_transfer_route_note_failure (self->route, error, job->result.resumed_from > 0, !self->is_offline,
                                      get_now (self), g_random_int ());
}

static void
fetched_cb (gpointer user_data)
{
  RushesTransfer *self = ((RushesTransferJob *) user_data)->owner;
  RushesTransferJob *job = self->job;

  stop_telling_progress (self);
  if (job->error == NULL)
    land (self);
  else if (is_final (job->error))
    end (self, g_steal_pointer (&job->error));
  else
    {
      note_failure (self, job->error);
      go_on (self);
    }
}

static void
set_host (RushesTransfer *self, const char *link)
{
  g_autoptr (GUri) uri = g_uri_parse (link, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);

  g_free (self->host);
  self->host = uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

static void
fetch (RushesTransfer *self)
{
  const char *link = rushes_transfer_route_get_link (self->route);

  g_free (self->job->link);
  self->job->link = g_strdup (link != NULL ? link : "");
  set_host (self, self->job->link);
  self->attempt++;
  atomic_store (&self->job->stage, RUSHES_FETCH_CONNECTING);
  set_state (self, self->job->is_whole ? RUSHES_TRANSFER_VERIFYING : RUSHES_TRANSFER_CONNECTING);
  start_telling_progress (self);
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_fetch, fetched_cb, self->job);
}

/* Fresh links */

typedef struct
{
  RushesTransfer *transfer; /* (owned) */
  guint attempt;
} Question;

static GError *
new_task_failed_error (const RushesSnapshot *snapshot)
{
  RushesErrorDetail detail = { 0 };

  if (snapshot->failure != NULL)
    {
      detail.code = (char *) rushes_failure_get_code (snapshot->failure);
      detail.text = (char *) rushes_failure_get_text (snapshot->failure);
      detail.request_id = (char *) rushes_failure_get_request_id (snapshot->failure);
    }
  return rushes_error_new_with_detail (RUSHES_ERROR_TASK_FAILED, &detail,
                                       "the task failed, says the service");
}

/* Why @snapshot is of no use. Returns: (transfer full) (nullable) */
static GError *
find_fault (const RushesSnapshot *snapshot)
{
  if (snapshot->phase == RUSHES_PHASE_FAILED)
    return new_task_failed_error (snapshot);
  if (snapshot->phase != RUSHES_PHASE_FINISHED && !rushes_snapshot_has_link (snapshot))
    return g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_NO_LINK, "the task is not finished any more");
  return NULL;
}

static void
take_links (RushesTransfer *self, RushesSnapshot *snapshot, const GError *error)
{
  if (snapshot == NULL)
    {
      g_info ("no fresh links: %s", error->message);
      rushes_transfer_route_note_refusal (self->route, error, !self->is_offline, get_now (self),
                                          g_random_int ());
      return;
    }

  rushes_transfer_route_note_links (self->route, snapshot);
  /* The key may be another one, too. */
  g_object_unref (self->job->account);
  self->job->account = rushes_fetch_copy_account (self->account);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (RushesTransfer) self = question->transfer;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_link_source_renew_finish (RUSHES_LINK_SOURCE (source), result,
                                                                         &error);
  gboolean is_late = question->attempt != self->attempt;

  g_free (question);
  if (is_late)
    return;

  g_clear_object (&self->asking);
  if (end_if_cancelled (self))
    return;
  if (snapshot != NULL)
    error = find_fault (snapshot);
  if (error != NULL)
    g_clear_pointer (&snapshot, rushes_snapshot_unref);
  take_links (self, snapshot, error);
  go_on (self);
}

static void
renew (RushesTransfer *self)
{
  Question *question = g_new0 (Question, 1);

  question->transfer = g_object_ref (self);
  question->attempt = ++self->attempt;
  self->asking = g_cancellable_new ();
  set_state (self, RUSHES_TRANSFER_ASKING);
  rushes_link_source_renew_async (self->links, self->account, self->snapshot->task_id, self->asking,
                                  renewed_cb, question);
}

/* From step to step */

static void
timer_fired_cb (gpointer user_data)
{
  RushesTransfer *self = user_data;

  self->timer = 0;
  go_on (self);
}

static void
wait_until (RushesTransfer *self, gint64 due)
{
  set_state (self, RUSHES_TRANSFER_WAITING);
  self->timer = rushes_clock_add_timer (self->clock, due, timer_fired_cb, self);
}

static void
go_on (RushesTransfer *self)
{
  gint64 now = get_now (self);
  gint64 due = now;
  RushesTransferStep step;

  if (end_if_cancelled (self))
    return;
  if (self->is_offline && !self->job->is_whole)
    {
      set_state (self, RUSHES_TRANSFER_WAITING);
      return;
    }

  step = rushes_transfer_route_next (self->route, rushes_clock_get_real_time (self->clock) / G_USEC_PER_SEC,
                                     now, &due);
  if (step == RUSHES_TRANSFER_STEP_END)
    end (self, rushes_transfer_route_dup_error (self->route));
  else if (due > now)
    wait_until (self, due);
  else if (step == RUSHES_TRANSFER_STEP_RENEW)
    renew (self);
  else
    fetch (self);
}

static void
prepared_cb (gpointer user_data)
{
  RushesTransfer *self = ((RushesTransferJob *) user_data)->owner;
  RushesTransferJob *job = self->job;

  if (job->error != NULL)
    {
      end (self, g_steal_pointer (&job->error));
      return;
    }

  self->farthest = job->bytes_there;
  tell_progress (self);
  /* Nobody has to be asked for what is all there. */
  if (job->is_whole && !end_if_cancelled (self))
    {
      rushes_transfer_route_turn_to_origin (self->route, job->result.origin);
      fetch (self);
    }
  else if (!job->is_whole)
    go_on (self);
}

void
rushes_transfer_set_offline (RushesTransfer *self, gboolean offline)
{
  g_return_if_fail (RUSHES_IS_TRANSFER (self));

  if (self->is_offline == offline)
    return;

  self->is_offline = offline;
  clear_timer (self);
  if (self->state == RUSHES_TRANSFER_WAITING && !self->is_ending)
    go_on (self);
}

static char *
dup_content_link (RushesTransfer *self)
{
  g_autoptr (GUri) uri = rushes_account_build_content_url (self->account, self->snapshot->task_id);

  return uri != NULL ? g_uri_to_string (uri) : NULL;
}

static RushesTransferJob *
new_job (RushesTransfer *self, GFile *destination, gboolean replace, GCancellable *cancellable)
{
  RushesTransferJob *job = rushes_transfer_job_new ();

  job->parts_folder = g_strdup (self->parts_folder);
  job->part_path = rushes_part_dup_path (self->parts_folder, self->account, self->snapshot->task_id);
  job->destination = g_object_ref (destination);
  job->replace = replace;
  job->expected_bytes = self->snapshot->bytes;
  job->account = rushes_fetch_copy_account (self->account);
  job->limits = self->limits;
  job->owner = self;
  g_set_object (&job->cancellable, cancellable);
  return job;
}

static void
start (RushesTransfer *self, GCancellable *cancellable)
{
  g_autofree char *content_link = dup_content_link (self);

  self->route = rushes_transfer_route_new (self->snapshot, content_link, self->links != NULL,
                                           self->max_tries);
  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancel_source, g_task_get_context (self->task));
    }
  set_state (self, RUSHES_TRANSFER_CONNECTING);
  rushes_transfer_worker_run (self->worker, rushes_transfer_job_prepare, prepared_cb, self->job);
}

void
rushes_transfer_run_async (RushesTransfer *self,
                           GFile *destination,
                           gboolean replace,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (RUSHES_IS_TRANSFER (self));
  g_return_if_fail (G_IS_FILE (destination));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_transfer_run_async);
  /* Once the file is there, to say "cancelled" would be untrue. */
  g_task_set_check_cancellable (task, FALSE);

  if (self->worker == NULL)
    self->worker = rushes_transfer_worker_new (NULL, &error);
  if (self->worker == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* The task holds the transfer until it is closed. */
  self->job = new_job (self, destination, replace, cancellable);
  self->task = g_steal_pointer (&task);
  start (self, cancellable);
}

gboolean
rushes_transfer_run_finish (RushesTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == rushes_transfer_run_async, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

RushesTransferState
rushes_transfer_get_state (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), RUSHES_TRANSFER_NONE);

  return self->state;
}

const char *
rushes_transfer_get_source (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), NULL);

  return self->source;
}

const char *
rushes_transfer_get_verified (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), NULL);

  return self->verified;
}

gint64
rushes_transfer_get_resumed (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), 0);

  return self->resumed;
}

const char *
rushes_transfer_get_host (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), NULL);

  return self->host;
}

gint64
rushes_transfer_get_bytes_done (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), 0);

  return self->bytes_done;
}

gint64
rushes_transfer_get_bytes_total (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), 0);

  return self->bytes_total;
}

gint64
rushes_transfer_get_speed (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), 0);

  return self->speed;
}

gint64
rushes_transfer_get_seconds_left (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), -1);

  return self->seconds_left;
}

double
rushes_transfer_get_fraction (RushesTransfer *self)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), -1);

  if (self->bytes_total <= 0)
    return -1;
  return MIN ((double) self->bytes_done / (double) self->bytes_total, 1);
}
