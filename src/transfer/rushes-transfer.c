/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-transfer"

#include "config.h"

#include "transfer/rushes-transfer.h"

#include "transfer/rushes-retry.h"
#include "transfer/rushes-transfer-private.h"

#define PROGRESS_MS 250

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
  g_clear_pointer (&self->route, rushes_transfer_route_free);

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

void
rushes_transfer_set_gives_way (RushesTransfer *self, RushesTransferRoute *route)
{
  g_return_if_fail (RUSHES_IS_TRANSFER (self));
  g_return_if_fail (!self->started);

  self->gives_way = TRUE;
  g_clear_pointer (&self->route, rushes_transfer_route_free);
  self->route = route;
}

RushesTransferRoute *
rushes_transfer_steal_route (RushesTransfer *self, gint64 *due)
{
  g_return_val_if_fail (RUSHES_IS_TRANSFER (self), NULL);
  g_return_val_if_fail (self->task == NULL && self->route != NULL, NULL);

  *due = self->due;
  return g_steal_pointer (&self->route);
}

/* What is told */

void
rushes_transfer_set_state (RushesTransfer *self, RushesTransferState state)
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

void
rushes_transfer_tell_progress (RushesTransfer *self)
{
  RushesTransferJob *job = self->job;

  set_progress (self, atomic_load_explicit (&job->bytes_done, memory_order_relaxed),
                atomic_load_explicit (&job->bytes_total, memory_order_relaxed));
}

static gboolean
progress_due_cb (gpointer user_data)
{
  RushesTransfer *self = user_data;

  rushes_transfer_tell_progress (self);
  rushes_transfer_set_state (self, (RushesTransferState) atomic_load_explicit (&self->job->state,
                                                                               memory_order_relaxed));
  if (self->state == RUSHES_TRANSFER_RUNNING)
    measure (self);
  else
    set_speed (self, 0, -1);
  return G_SOURCE_CONTINUE;
}

void
rushes_transfer_start_telling (RushesTransfer *self)
{
  self->measured = (RushesSpeed){ 0 };
  self->measured_bytes = self->bytes_done;
  self->progress_source = g_timeout_source_new (PROGRESS_MS);
  g_source_set_callback (self->progress_source, progress_due_cb, self, NULL);
  g_source_attach (self->progress_source, g_task_get_context (self->task));
}

void
rushes_transfer_stop_telling (RushesTransfer *self)
{
  g_source_destroy (self->progress_source);
  g_clear_pointer (&self->progress_source, g_source_unref);
  rushes_transfer_tell_progress (self);
  set_speed (self, 0, -1);
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
  self->task = g_steal_pointer (&task);
  rushes_transfer_take_steps (self, destination, replace, cancellable);
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
