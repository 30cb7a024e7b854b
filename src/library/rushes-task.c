/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task"

#include "config.h"

#include "library/rushes-task.h"

#include "library/rushes-task-private.h"

#define TAKING_LONG_SECONDS (30 * 60)

struct _RushesTask
{
  GObject parent_instance;

  RushesTaskKey key; /* (owned), the account's a GRefString: the same for many */
  gint64 order;
  gint64 added_at;

  char *label;
  char *note;
  RushesSnapshot *snapshot;
  RushesFailure *problem;
  char *saved_path;
  char *kept_path;
  gint64 kept_bytes;
  RushesTransferStatus *transfer; /* (nullable): few have one at a time */
  RushesTransferRecord *transfer_record;
  gint64 usual_seconds;
  gint64 now; /* the time that was told last */
  RushesState state;
  guint asking : 1;
  guint paused : 1;
  guint saved_missing : 1;
  guint has_damaged : 1;
  guint keep_declined : 1;

  RushesTaskTags tags;
};

typedef enum
{
  PROP_ID = 1,
  PROP_ACCOUNT_ID,
  PROP_ORDER,
  PROP_ADDED_AT,
  PROP_LABEL,
  PROP_NOTE,
  PROP_STATE,
  PROP_RAW_STATUS,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_BYTES,
  PROP_SUBMITTED_AT,
  PROP_STARTED_AT,
  PROP_FINISHED_AT,
  PROP_EXPIRES_AT,
  PROP_USUAL_SECONDS,
  PROP_FAILURE,
  PROP_PROBLEM,
  PROP_ASKING,
  PROP_PAUSED,
  PROP_SAVING,
  PROP_SAVED_FRACTION,
  PROP_SAVED_PATH,
  PROP_SAVED_MISSING,
  PROP_HAS_DAMAGED,
  PROP_KEPT_PATH,
  PROP_KEPT_BYTES,
  PROP_KEEP_DECLINED,
  PROP_TRANSFER_STATE,
  PROP_TRANSFER_PURPOSE,
  PROP_TRANSFER_BYTES,
  PROP_TRANSFER_TOTAL,
  PROP_TRANSFER_SPEED,
  PROP_TRANSFER_SECONDS_LEFT,
} RushesTaskProps;

static GParamSpec *properties[PROP_TRANSFER_SECONDS_LEFT + 1];

static const RushesTransferStatus *
get_transfer (RushesTask *self)
{
  static const RushesTransferStatus none = { .seconds_left = -1 };

  return self->transfer != NULL ? self->transfer : &none;
}

G_DEFINE_FINAL_TYPE (RushesTask, rushes_task, G_TYPE_OBJECT)

/* What a reply says of a task, as far as it is a property: read before and after, and compared. */
typedef struct
{
  const char *raw_status;
  RushesFailure *failure;
  int width;
  int height;
  gint64 bytes;
  gint64 submitted_at;
  gint64 started_at;
  gint64 finished_at;
  gint64 expires_at;
} Said;

static Said
get_said (const RushesSnapshot *snapshot)
{
  if (snapshot == NULL)
    return (Said){ 0 };

  return (Said){
    .raw_status = snapshot->raw_status,
    .failure = snapshot->phase == RUSHES_PHASE_FAILED ? snapshot->failure : NULL,
    .width = snapshot->width,
    .height = snapshot->height,
    .bytes = snapshot->bytes,
    .submitted_at = snapshot->submitted_at,
    .started_at = snapshot->started_at,
    .finished_at = snapshot->finished_at,
    .expires_at = snapshot->expires_at,
  };
}

static void
notify (RushesTask *self, RushesTaskProps property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
notify_if (RushesTask *self, gboolean changed, RushesTaskProps property)
{
  if (changed)
    notify (self, property);
}

static void
notify_said (RushesTask *self, const Said *before, const Said *after)
{
  notify_if (self, g_strcmp0 (before->raw_status, after->raw_status) != 0, PROP_RAW_STATUS);
  notify_if (self, !rushes_failure_equal (before->failure, after->failure), PROP_FAILURE);
  notify_if (self, before->width != after->width, PROP_WIDTH);
  notify_if (self, before->height != after->height, PROP_HEIGHT);
  notify_if (self, before->bytes != after->bytes, PROP_BYTES);
  notify_if (self, before->submitted_at != after->submitted_at, PROP_SUBMITTED_AT);
  notify_if (self, before->started_at != after->started_at, PROP_STARTED_AT);
  notify_if (self, before->finished_at != after->finished_at, PROP_FINISHED_AT);
  notify_if (self, before->expires_at != after->expires_at, PROP_EXPIRES_AT);
}

static void
rushes_task_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesTask *self = RUSHES_TASK (object);
  Said said = get_said (self->snapshot);

  switch ((RushesTaskProps) property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->key.task_id);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, self->key.account_id);
      break;
    case PROP_ORDER:
      g_value_set_int64 (value, self->order);
      break;
    case PROP_ADDED_AT:
      g_value_set_int64 (value, self->added_at);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_RAW_STATUS:
      g_value_set_string (value, said.raw_status);
      break;
    case PROP_WIDTH:
      g_value_set_int (value, said.width);
      break;
    case PROP_HEIGHT:
      g_value_set_int (value, said.height);
      break;
    case PROP_BYTES:
      g_value_set_int64 (value, said.bytes);
      break;
    case PROP_SUBMITTED_AT:
      g_value_set_int64 (value, said.submitted_at);
      break;
    case PROP_STARTED_AT:
      g_value_set_int64 (value, said.started_at);
      break;
    case PROP_FINISHED_AT:
      g_value_set_int64 (value, said.finished_at);
      break;
    case PROP_EXPIRES_AT:
      g_value_set_int64 (value, said.expires_at);
      break;
    case PROP_USUAL_SECONDS:
      g_value_set_int64 (value, self->usual_seconds);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, said.failure);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    case PROP_ASKING:
      g_value_set_boolean (value, self->asking);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case PROP_SAVING:
      g_value_set_boolean (value, rushes_transfer_status_is_saving (get_transfer (self)));
      break;
    case PROP_SAVED_FRACTION:
      g_value_set_double (value, rushes_transfer_status_get_fraction (get_transfer (self)));
      break;
    case PROP_SAVED_PATH:
      g_value_set_string (value, self->saved_path);
      break;
    case PROP_SAVED_MISSING:
      g_value_set_boolean (value, self->saved_missing);
      break;
    case PROP_HAS_DAMAGED:
      g_value_set_boolean (value, self->has_damaged);
      break;
    case PROP_KEPT_PATH:
      g_value_set_string (value, self->kept_path);
      break;
    case PROP_KEPT_BYTES:
      g_value_set_int64 (value, self->kept_bytes);
      break;
    case PROP_KEEP_DECLINED:
      g_value_set_boolean (value, self->keep_declined);
      break;
    case PROP_TRANSFER_STATE:
      g_value_set_enum (value, (int) get_transfer (self)->state);
      break;
    case PROP_TRANSFER_PURPOSE:
      g_value_set_enum (value, (int) get_transfer (self)->purpose);
      break;
    case PROP_TRANSFER_BYTES:
      g_value_set_int64 (value, get_transfer (self)->bytes_done);
      break;
    case PROP_TRANSFER_TOTAL:
      g_value_set_int64 (value, get_transfer (self)->bytes_total);
      break;
    case PROP_TRANSFER_SPEED:
      g_value_set_int64 (value, get_transfer (self)->speed);
      break;
    case PROP_TRANSFER_SECONDS_LEFT:
      g_value_set_int64 (value, get_transfer (self)->seconds_left);
      break;
    }
}

static void
rushes_task_finalize (GObject *object)
{
  RushesTask *self = RUSHES_TASK (object);

  g_free ((char *) self->key.task_id);
  g_ref_string_release ((GRefString *) self->key.account_id);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
  g_clear_pointer (&self->problem, rushes_failure_unref);
  g_clear_pointer (&self->saved_path, g_free);
  g_clear_pointer (&self->kept_path, g_free);
  g_clear_pointer (&self->transfer, g_free);
  g_clear_pointer (&self->transfer_record, rushes_transfer_record_free);
  g_slist_free (self->tags.watches);

  G_OBJECT_CLASS (rushes_task_parent_class)->finalize (object);
}

static void
rushes_task_dispatch_properties_changed (GObject *object, guint n_properties, GParamSpec **changed)
{
  rushes_task_tell_watches (RUSHES_TASK (object), n_properties, changed);
  G_OBJECT_CLASS (rushes_task_parent_class)->dispatch_properties_changed (object, n_properties, changed);
}

const RushesTaskKey *
rushes_task_get_key (RushesTask *self)
{
  return &self->key;
}

RushesTaskTags *
rushes_task_get_tags (RushesTask *self)
{
  return &self->tags;
}

static void
install_video_properties (GParamFlags flags)
{
  properties[PROP_SAVED_MISSING] = g_param_spec_boolean ("saved-missing", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_DAMAGED] = g_param_spec_boolean ("has-damaged", NULL, NULL, FALSE, flags);
  properties[PROP_KEPT_PATH] = g_param_spec_string ("kept-path", NULL, NULL, NULL, flags);
  properties[PROP_KEPT_BYTES] = g_param_spec_int64 ("kept-bytes", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_KEEP_DECLINED] = g_param_spec_boolean ("keep-declined", NULL, NULL, FALSE, flags);
  properties[PROP_TRANSFER_STATE] = g_param_spec_enum ("transfer-state", NULL, NULL,
                                                       RUSHES_TYPE_TRANSFER_STATE, RUSHES_TRANSFER_NONE,
                                                       flags);
  properties[PROP_TRANSFER_PURPOSE] = g_param_spec_enum ("transfer-purpose", NULL, NULL,
                                                         RUSHES_TYPE_TRANSFER_PURPOSE, RUSHES_PURPOSE_KEEP,
                                                         flags);
  properties[PROP_TRANSFER_BYTES] = g_param_spec_int64 ("transfer-bytes", NULL, NULL, 0, G_MAXINT64, 0,
                                                        flags);
  properties[PROP_TRANSFER_TOTAL] = g_param_spec_int64 ("transfer-total", NULL, NULL, 0, G_MAXINT64, 0,
                                                        flags);
  properties[PROP_TRANSFER_SPEED] = g_param_spec_int64 ("transfer-speed", NULL, NULL, 0, G_MAXINT64, 0,
                                                        flags);
  properties[PROP_TRANSFER_SECONDS_LEFT] = g_param_spec_int64 ("transfer-seconds-left", NULL, NULL, -1,
                                                               G_MAXINT64, -1, flags);
}

static void
rushes_task_class_init (RushesTaskClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rushes_task_get_property;
  object_class->finalize = rushes_task_finalize;
  object_class->dispatch_properties_changed = rushes_task_dispatch_properties_changed;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_ACCOUNT_ID] = g_param_spec_string ("account-id", NULL, NULL, NULL, flags);
  properties[PROP_ORDER] = g_param_spec_int64 ("order", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ADDED_AT] = g_param_spec_int64 ("added-at", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RUSHES_TYPE_STATE, RUSHES_STATE_WAITING,
                                              flags);
  properties[PROP_RAW_STATUS] = g_param_spec_string ("raw-status", NULL, NULL, NULL, flags);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_HEIGHT] = g_param_spec_int ("height", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_BYTES] = g_param_spec_int64 ("bytes", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SUBMITTED_AT] = g_param_spec_int64 ("submitted-at", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                      flags);
  properties[PROP_STARTED_AT] = g_param_spec_int64 ("started-at", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                    flags);
  properties[PROP_FINISHED_AT] = g_param_spec_int64 ("finished-at", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                     flags);
  properties[PROP_EXPIRES_AT] = g_param_spec_int64 ("expires-at", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                    flags);
  properties[PROP_USUAL_SECONDS] = g_param_spec_int64 ("usual-seconds", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, RUSHES_TYPE_FAILURE, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, RUSHES_TYPE_FAILURE, flags);
  properties[PROP_ASKING] = g_param_spec_boolean ("asking", NULL, NULL, FALSE, flags);
  properties[PROP_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  properties[PROP_SAVING] = g_param_spec_boolean ("saving", NULL, NULL, FALSE, flags);
  properties[PROP_SAVED_FRACTION] = g_param_spec_double ("saved-fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_SAVED_PATH] = g_param_spec_string ("saved-path", NULL, NULL, NULL, flags);
  install_video_properties (flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_task_init (RushesTask *self)
{
  self->state = RUSHES_STATE_WAITING;
}

RushesTask *
rushes_task_new (const char *id, const char *account_id, gint64 order, gint64 added_at)
{
  RushesTask *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (account_id != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_TASK, NULL);
  self->key.task_id = g_strdup (id);
  self->key.account_id = g_ref_string_new_intern (account_id);
  self->order = order;
  self->added_at = added_at;
  self->now = added_at;
  return self;
}

const char *
rushes_task_get_id (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->key.task_id;
}

const char *
rushes_task_get_account_id (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->key.account_id;
}

void
rushes_task_set_account_id (RushesTask *self, const char *account_id)
{
  if (g_str_equal (self->key.account_id, account_id))
    return;

  g_ref_string_release ((GRefString *) self->key.account_id);
  self->key.account_id = g_ref_string_new_intern (account_id);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT_ID]);
}

gint64
rushes_task_get_order (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return self->order;
}

gint64
rushes_task_get_added_at (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return self->added_at;
}

gint64
rushes_task_get_began_at (RushesTask *self)
{
  gint64 submitted_at;

  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  submitted_at = get_said (self->snapshot).submitted_at;
  return submitted_at > 0 ? MIN (submitted_at, self->added_at) : self->added_at;
}

gint64
rushes_task_get_usual_seconds (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return self->usual_seconds;
}

gboolean
rushes_task_is_taking_long (RushesTask *self, gint64 now)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return !rushes_task_has_ended (self) && now - rushes_task_get_began_at (self) >= TAKING_LONG_SECONDS;
}

const char *
rushes_task_get_label (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->label;
}

const char *
rushes_task_get_note (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->note;
}

RushesState
rushes_task_get_state (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), RUSHES_STATE_UNKNOWN);

  return self->state;
}

RushesSnapshot *
rushes_task_get_snapshot (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->snapshot;
}

RushesFailure *
rushes_task_get_failure (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return get_said (self->snapshot).failure;
}

RushesFailure *
rushes_task_get_problem (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->problem;
}

gboolean
rushes_task_get_asking (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->asking;
}

gboolean
rushes_task_get_paused (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->paused;
}

RushesTransferState
rushes_task_get_transfer_state (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), RUSHES_TRANSFER_NONE);

  return get_transfer (self)->state;
}

RushesTransferPurpose
rushes_task_get_transfer_purpose (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), RUSHES_PURPOSE_KEEP);

  return get_transfer (self)->purpose;
}

gint64
rushes_task_get_transfer_bytes (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return get_transfer (self)->bytes_done;
}

gint64
rushes_task_get_transfer_total (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return get_transfer (self)->bytes_total;
}

gint64
rushes_task_get_transfer_speed (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return get_transfer (self)->speed;
}

gint64
rushes_task_get_transfer_seconds_left (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), -1);

  return get_transfer (self)->seconds_left;
}

const RushesTransferRecord *
rushes_task_get_transfer_record (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->transfer_record;
}

gboolean
rushes_task_get_saving (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return rushes_transfer_status_is_saving (get_transfer (self));
}

double
rushes_task_get_saved_fraction (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), -1);

  return rushes_transfer_status_get_fraction (get_transfer (self));
}

const char *
rushes_task_get_saved_path (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->saved_path;
}

gboolean
rushes_task_get_saved_missing (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->saved_missing;
}

gboolean
rushes_task_get_has_damaged (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->has_damaged;
}

const char *
rushes_task_get_kept_path (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->kept_path;
}

gint64
rushes_task_get_kept_bytes (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), 0);

  return self->kept_bytes;
}

gboolean
rushes_task_get_keep_declined (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->keep_declined;
}

gboolean
rushes_task_has_ended (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->snapshot != NULL && rushes_phase_is_end (self->snapshot->phase);
}

void
rushes_task_set_label (RushesTask *self, const char *label)
{
  const char *wanted = label != NULL && *label != '\0' ? label : NULL;

  g_return_if_fail (RUSHES_IS_TASK (self));

  if (g_strcmp0 (self->label, wanted) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (wanted);
  notify (self, PROP_LABEL);
}

void
rushes_task_set_note (RushesTask *self, const char *note)
{
  const char *wanted = note != NULL && *note != '\0' ? note : NULL;

  g_return_if_fail (RUSHES_IS_TASK (self));

  if (g_strcmp0 (self->note, wanted) == 0)
    return;

  g_free (self->note);
  self->note = g_strdup (wanted);
  notify (self, PROP_NOTE);
}

void
rushes_task_update_state (RushesTask *self, gint64 now)
{
  RushesState state;

  g_return_if_fail (RUSHES_IS_TASK (self));

  self->now = now;
  state = rushes_task_work_out_state (self->snapshot,
                                      (RushesWhereabouts){
                                        .saved = self->saved_path != NULL,
                                        .saved_missing = self->saved_missing,
                                        .kept = self->kept_path != NULL,
                                      },
                                      now);
  if (state == self->state)
    return;

  self->state = state;
  notify (self, PROP_STATE);
}

void
rushes_task_set_snapshot (RushesTask *self, RushesSnapshot *snapshot)
{
  g_autoptr (RushesSnapshot) replaced = NULL;
  Said before;
  Said after;

  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->snapshot == snapshot)
    return;

  replaced = g_steal_pointer (&self->snapshot);
  self->snapshot = snapshot != NULL ? rushes_snapshot_ref (snapshot) : NULL;
  before = get_said (replaced);
  after = get_said (snapshot);

  g_object_freeze_notify (G_OBJECT (self));
  notify_said (self, &before, &after);
  rushes_task_update_state (self, self->now);
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_task_set_problem (RushesTask *self, RushesFailure *problem)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (rushes_failure_equal (self->problem, problem))
    return;

  g_clear_pointer (&self->problem, rushes_failure_unref);
  self->problem = problem != NULL ? rushes_failure_ref (problem) : NULL;
  notify (self, PROP_PROBLEM);
}

void
rushes_task_set_asking (RushesTask *self, gboolean asking)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->asking == !!asking)
    return;

  self->asking = !!asking;
  notify (self, PROP_ASKING);
}

void
rushes_task_set_usual_seconds (RushesTask *self, gint64 seconds)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->usual_seconds == seconds)
    return;

  self->usual_seconds = seconds;
  notify (self, PROP_USUAL_SECONDS);
}

void
rushes_task_set_paused (RushesTask *self, gboolean paused)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->paused == !!paused)
    return;

  self->paused = !!paused;
  notify (self, PROP_PAUSED);
}

void
rushes_task_set_transfer (RushesTask *self, const RushesTransferStatus *status)
{
  RushesTransferStatus before;
  const RushesTransferStatus *after;

  g_return_if_fail (RUSHES_IS_TASK (self));

  before = *get_transfer (self);
  if (status == NULL)
    g_clear_pointer (&self->transfer, g_free);
  else if (self->transfer == NULL)
    self->transfer = g_memdup2 (status, sizeof *status);
  else
    *self->transfer = *status;
  after = get_transfer (self);

  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, before.state != after->state, PROP_TRANSFER_STATE);
  notify_if (self, before.purpose != after->purpose, PROP_TRANSFER_PURPOSE);
  notify_if (self, before.bytes_done != after->bytes_done, PROP_TRANSFER_BYTES);
  notify_if (self, before.bytes_total != after->bytes_total, PROP_TRANSFER_TOTAL);
  notify_if (self, before.speed != after->speed, PROP_TRANSFER_SPEED);
  notify_if (self, before.seconds_left != after->seconds_left, PROP_TRANSFER_SECONDS_LEFT);
  notify_if (self, rushes_transfer_status_is_saving (&before) != rushes_transfer_status_is_saving (after), PROP_SAVING);
  notify_if (self, before.bytes_done != after->bytes_done || before.bytes_total != after->bytes_total,
             PROP_SAVED_FRACTION);
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_task_take_transfer_record (RushesTask *self, RushesTransferRecord *record)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  g_clear_pointer (&self->transfer_record, rushes_transfer_record_free);
  self->transfer_record = record;
}

void
rushes_task_set_saved_path (RushesTask *self, const char *path)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  g_object_freeze_notify (G_OBJECT (self));
  rushes_task_set_saved_missing (self, FALSE);
  if (g_strcmp0 (self->saved_path, path) != 0)
    {
      g_free (self->saved_path);
      self->saved_path = g_strdup (path);
      notify (self, PROP_SAVED_PATH);
      rushes_task_update_state (self, self->now);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_task_set_saved_missing (RushesTask *self, gboolean missing)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->saved_missing == !!missing)
    return;

  self->saved_missing = !!missing;

  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_SAVED_MISSING);
  rushes_task_update_state (self, self->now);
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_task_set_has_damaged (RushesTask *self, gboolean has_damaged)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->has_damaged == !!has_damaged)
    return;

  self->has_damaged = !!has_damaged;
  notify (self, PROP_HAS_DAMAGED);
}

void
rushes_task_set_kept (RushesTask *self, const char *path, gint64 bytes)
{
  const gint64 wanted = path != NULL ? bytes : 0;

  g_return_if_fail (RUSHES_IS_TASK (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->kept_bytes != wanted)
    {
      self->kept_bytes = wanted;
      notify (self, PROP_KEPT_BYTES);
    }
  if (g_strcmp0 (self->kept_path, path) != 0)
    {
      g_free (self->kept_path);
      self->kept_path = g_strdup (path);
      notify (self, PROP_KEPT_PATH);
      rushes_task_update_state (self, self->now);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_task_set_keep_declined (RushesTask *self, gboolean declined)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (self->keep_declined == !!declined)
    return;

  self->keep_declined = !!declined;
  notify (self, PROP_KEEP_DECLINED);
}
