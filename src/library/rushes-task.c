/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task"

#include "config.h"

#include "library/rushes-task.h"

#include "library/rushes-task-private.h"

#define TAKING_LONG_SECONDS (30 * 60)

struct _RushesTask
{
  GObject parent_instance;

  char *id;
  char *account_id;
  gint64 order;
  gint64 added_at;

  char *label;
  char *note;
  RushesSnapshot *snapshot;
  RushesFailure *problem;
  char *saved_path;
  double saved_fraction;
  gint64 usual_seconds;
  gint64 now; /* the time that was told last */
  RushesState state;
  gboolean asking;
  gboolean paused;
  gboolean saving;
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
} RushesTaskProps;

static GParamSpec *properties[PROP_SAVED_PATH + 1];

G_DEFINE_FINAL_TYPE (RushesTask, rushes_task, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (RushesState,
                    rushes_state,
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_KEPT, "kept"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_SAVED, "saved"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_EXPIRED, "expired"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_FAILED, "failed"))

RushesState
rushes_task_work_out_state (const RushesSnapshot *snapshot, const char *saved_path, gint64 now)
{
  if (snapshot == NULL)
    return RUSHES_STATE_WAITING;

  switch (snapshot->phase)
    {
    case RUSHES_PHASE_WAITING:
      return RUSHES_STATE_WAITING;
    case RUSHES_PHASE_RUNNING:
      return RUSHES_STATE_RUNNING;
    case RUSHES_PHASE_FAILED:
      return RUSHES_STATE_FAILED;
    case RUSHES_PHASE_FINISHED:
      if (saved_path != NULL)
        return RUSHES_STATE_SAVED;
      return snapshot->expires_at != 0 && snapshot->expires_at <= now ? RUSHES_STATE_EXPIRED
                                                                      : RUSHES_STATE_READY;
    case RUSHES_PHASE_UNKNOWN:
    default:
      return RUSHES_STATE_UNKNOWN;
    }
}

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
      g_value_set_string (value, self->id);
      break;
    case PROP_ACCOUNT_ID:
      g_value_set_string (value, self->account_id);
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
      g_value_set_boolean (value, self->saving);
      break;
    case PROP_SAVED_FRACTION:
      g_value_set_double (value, self->saved_fraction);
      break;
    case PROP_SAVED_PATH:
      g_value_set_string (value, self->saved_path);
      break;
    }
}

static void
rushes_task_finalize (GObject *object)
{
  RushesTask *self = RUSHES_TASK (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
  g_clear_pointer (&self->problem, rushes_failure_unref);
  g_clear_pointer (&self->saved_path, g_free);

  G_OBJECT_CLASS (rushes_task_parent_class)->finalize (object);
}

static void
rushes_task_class_init (RushesTaskClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rushes_task_get_property;
  object_class->finalize = rushes_task_finalize;

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
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_task_init (RushesTask *self)
{
  self->state = RUSHES_STATE_WAITING;
  self->saved_fraction = -1;
}

RushesTask *
rushes_task_new (const char *id, const char *account_id, gint64 order, gint64 added_at)
{
  RushesTask *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (account_id != NULL, NULL);

  self = g_object_new (RUSHES_TYPE_TASK, NULL);
  self->id = g_strdup (id);
  self->account_id = g_strdup (account_id);
  self->order = order;
  self->added_at = added_at;
  self->now = added_at;
  return self;
}

const char *
rushes_task_get_id (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->id;
}

const char *
rushes_task_get_account_id (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->account_id;
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

gboolean
rushes_task_get_saving (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), FALSE);

  return self->saving;
}

double
rushes_task_get_saved_fraction (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), -1);

  return self->saved_fraction;
}

const char *
rushes_task_get_saved_path (RushesTask *self)
{
  g_return_val_if_fail (RUSHES_IS_TASK (self), NULL);

  return self->saved_path;
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
  state = rushes_task_work_out_state (self->snapshot, self->saved_path, now);
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
rushes_task_set_saving (RushesTask *self, gboolean saving, double fraction)
{
  const double wanted = saving ? CLAMP (fraction, -1, 1) : -1;
  gboolean saving_changed;
  gboolean fraction_changed;

  g_return_if_fail (RUSHES_IS_TASK (self));

  saving_changed = self->saving != !!saving;
  fraction_changed = self->saved_fraction < wanted || self->saved_fraction > wanted;
  self->saving = !!saving;
  self->saved_fraction = wanted;

  g_object_freeze_notify (G_OBJECT (self));
  notify_if (self, saving_changed, PROP_SAVING);
  notify_if (self, fraction_changed, PROP_SAVED_FRACTION);
  g_object_thaw_notify (G_OBJECT (self));
}

void
rushes_task_set_saved_path (RushesTask *self, const char *path)
{
  g_return_if_fail (RUSHES_IS_TASK (self));

  if (g_strcmp0 (self->saved_path, path) == 0)
    return;

  g_free (self->saved_path);
  self->saved_path = g_strdup (path);

  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_SAVED_PATH);
  rushes_task_update_state (self, self->now);
  g_object_thaw_notify (G_OBJECT (self));
}
