/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-host"

#include "config.h"

#include "desktop/rushes-host.h"

#include "base/rushes-folders.h"
#include "session/rushes-demo.h"

#define LINGER_SECONDS 30

struct _RushesHost
{
  GObject parent_instance;

  GApplication *application; /* (nullable): a weak pointer */
  gboolean is_demo;
  guint n_holds;
  gboolean ending; /* whoever holds it still is not waited for */
  gboolean wanted; /* somebody has come since then */
  GError *problem; /* (nullable) */

  GCancellable *cancellable; /* of the demo's start */
  RushesDemo *demo;          /* (nullable) */
  RushesAccount *override;   /* (nullable): of the environment or the demo */
  RushesSession *session;    /* (nullable) */
  gboolean busy; /* from the beginning of opening till everything is closed: the process is held */
  gboolean opened;
  gboolean start_wanted;
  gboolean starting;
  gboolean started;
  gboolean closing;

  GPtrArray *waiting; /* of GTask: for the session; their data tells for which one */
  GPtrArray *tracks;  /* of GTask: to be tracked once the session has started */
  guint linger_source;
};

typedef enum
{
  PROP_SESSION = 1,
  PROP_OPENED,
  PROP_PROBLEM,
} RushesHostProps;

static GParamSpec *properties[PROP_PROBLEM + 1];

enum
{
  FAILED,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesHost, rushes_host, G_TYPE_OBJECT)

static void open_if_wanted (RushesHost *self);
static void close_if_unwanted (RushesHost *self);

/* The process lives as long as there is something to open or to close. */
static void
set_busy (RushesHost *self, gboolean busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  if (self->application == NULL)
    return;
  if (busy)
    g_application_hold (self->application);
  else
    g_application_release (self->application);
}

static void
set_opened (RushesHost *self, gboolean opened)
{
  if (self->opened == opened)
    return;

  self->opened = opened;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPENED]);
}

static void
take_problem (RushesHost *self, GError *problem)
{
  g_clear_error (&self->problem);
  self->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

/* Those who wait for it */

static gboolean
wants_start (GTask *task)
{
  return GPOINTER_TO_INT (g_task_get_task_data (task));
}

static void
serve_waiting (RushesHost *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (self->started || !wants_start (task))
        g_task_return_pointer (task, g_object_ref (self->session), g_object_unref);
      else
        g_ptr_array_add (self->waiting, g_object_ref (task));
    }
}

/* Each of them has held it. */
static void
refuse (RushesHost *self, GPtrArray **tasks, const GError *error)
{
  g_autoptr (GPtrArray) refused = g_steal_pointer (tasks);

  *tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < refused->len; i++)
    {
      g_task_return_error (g_ptr_array_index (refused, i), g_error_copy (error));
      rushes_host_release (self);
    }
}

static void
refuse_all (RushesHost *self, const GError *error)
{
  g_object_ref (self);
  refuse (self, &self->waiting, error);
  refuse (self, &self->tracks, error);
  g_object_unref (self);
}

/* Tracking */

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesHost *self = g_task_get_source_object (task);
  GError *error = NULL;
  GPtrArray *added = rushes_session_track_finish (RUSHES_SESSION (source), result, &error);

  if (added != NULL)
    g_task_return_pointer (task, added, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
  rushes_host_release (self);
}

static void
track (RushesHost *self)
{
  g_autoptr (GPtrArray) tracks = NULL;

  if (!self->started)
    return;

  tracks = g_steal_pointer (&self->tracks);
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tracks->len; i++)
    {
      GTask *task = g_ptr_array_index (tracks, i);

      rushes_session_track_async (self->session, g_task_get_task_data (task), tracked_cb,
                                  g_object_ref (task));
    }
}

static RushesIntakeItem *
copy_item (const RushesIntakeItem *item)
{
  RushesIntakeItem *copy = rushes_intake_item_new (item->task_id, item->label, item->line);

  copy->reply = item->reply != NULL ? g_bytes_ref (item->reply) : NULL;
  return copy;
}

/* Nobody else is there any more who would begin. */
static void
start_for_tracks (RushesHost *self)
{
  if (self->tracks->len > 0 && self->n_holds == self->tracks->len)
    rushes_host_start (self);
}

void
rushes_host_track_async (RushesHost *self, GPtrArray *items, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *reversed = NULL;

  g_return_if_fail (RUSHES_IS_HOST (self));
  g_return_if_fail (items != NULL);

  /* What is added last comes first in the list, and there it shall stand as it was given. */
  reversed = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  for (guint i = items->len; i > 0; i--)
    g_ptr_array_add (reversed, copy_item (g_ptr_array_index (items, i - 1)));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_host_track_async);
  g_task_set_task_data (task, reversed, (GDestroyNotify) g_ptr_array_unref);
  if (self->ending)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The program ends");
      return;
    }
  g_ptr_array_add (self->tracks, g_steal_pointer (&task));
  rushes_host_hold (self);
  track (self);
  start_for_tracks (self);
}

GPtrArray *
rushes_host_track_finish (RushesHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
demo_tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = rushes_host_track_finish (RUSHES_HOST (source), result, &error);

  if (added == NULL)
    g_debug ("The demo's tasks could not be added: %s", error->message);
}

/* Starting */

static void
session_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesHost) self = user_data;
  GError *error = NULL;

  if (!rushes_session_start_finish (RUSHES_SESSION (source), result, &error))
    take_problem (self, error);
  if (self->session != RUSHES_SESSION (source) || self->closing)
    return;

  self->started = TRUE;
  track (self);
  serve_waiting (self);
}

void
rushes_host_start (RushesHost *self)
{
  g_return_if_fail (RUSHES_IS_HOST (self));

  self->start_wanted = TRUE;
  if (!self->opened || self->starting)
    return;

  self->starting = TRUE;
  rushes_session_start_async (self->session, self->override, session_started_cb, g_object_ref (self));
}

/* Opening */

static void
forget_session (RushesHost *self)
{
  g_clear_object (&self->session);
  g_clear_object (&self->override);
  /* The demo's folder goes with it, so it goes after the session. */
  g_clear_object (&self->demo);
  take_problem (self, NULL);
  self->start_wanted = self->starting = self->started = self->closing = FALSE;
}

static void
fail (RushesHost *self, const GError *error)
{
  forget_session (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
  g_signal_emit (self, signals[FAILED], 0, error);
  refuse_all (self, error);
  g_signal_emit (self, signals[CLOSED], 0);
  set_busy (self, FALSE);
}

static void
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesHost) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_open_finish (RUSHES_SESSION (source), result, &error))
    {
      fail (self, error);
      return;
    }

  set_opened (self, TRUE);
  serve_waiting (self);
  if (self->start_wanted || self->waiting->len > 0)
    rushes_host_start (self);
  start_for_tracks (self);
  close_if_unwanted (self);
}

static void
open_session (RushesHost *self, const char *data_folder)
{
  g_autoptr (RushesKeyStore) keys = self->is_demo ? rushes_session_keys_new () : rushes_keyring_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  self->session = rushes_session_new (data_folder, TRUE, keys, clock);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
  rushes_session_open_async (self->session, session_opened_cb, g_object_ref (self));
}

static void
demo_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesHost) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesDemo) demo = rushes_demo_start_finish (result, &error);

  if (demo == NULL)
    {
      fail (self, error);
      return;
    }

  self->demo = g_steal_pointer (&demo);
  g_set_object (&self->override, rushes_demo_get_account (self->demo));
  open_session (self, rushes_demo_get_data_folder (self->demo));
  rushes_host_track_async (self, rushes_demo_get_items (self->demo), demo_tracked_cb, NULL);
}

static void
read_environment (RushesHost *self)
{
  GError *error = NULL;

  self->override = rushes_account_new_from_environment (&error);
  if (error != NULL)
    take_problem (self, error);
}

static void
open_if_wanted (RushesHost *self)
{
  if (self->busy || self->n_holds == 0 || (self->ending && !self->wanted))
    return;

  self->ending = self->wanted = FALSE;
  set_busy (self, TRUE);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (self->is_demo)
    {
      rushes_demo_start_async (self->cancellable, demo_started_cb, g_object_ref (self));
    }
  else
    {
      g_autofree char *data_folder = rushes_folders_dup_data ();

      read_environment (self);
      open_session (self, data_folder);
    }
}

void
rushes_host_reopen (RushesHost *self)
{
  g_return_if_fail (RUSHES_IS_HOST (self));

  open_if_wanted (self);
}

/* Closing */

static void
session_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesHost) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_close_finish (RUSHES_SESSION (source), result, &error))
    g_warning ("The library could not be closed properly: %s", error->message);

  forget_session (self);
  g_signal_emit (self, signals[CLOSED], 0);
  set_busy (self, FALSE);
  /* Somebody has come while it was being closed. */
  open_if_wanted (self);
}

static void
close_session (RushesHost *self)
{
  self->closing = TRUE;
  set_opened (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
  rushes_session_close_async (self->session, session_closed_cb, g_object_ref (self));
}

static void
close_if_unwanted (RushesHost *self)
{
  if (self->n_holds > 0 && !self->ending)
    return;

  if (self->opened)
    close_session (self);
  /* Opening a library is not cancelled. */
  else if (self->busy && self->session == NULL)
    g_cancellable_cancel (self->cancellable);
}

void
rushes_host_hold (RushesHost *self)
{
  g_return_if_fail (RUSHES_IS_HOST (self));

  self->n_holds++;
  self->wanted = TRUE;
  open_if_wanted (self);
}

void
rushes_host_release (RushesHost *self)
{
  g_return_if_fail (RUSHES_IS_HOST (self));
  g_return_if_fail (self->n_holds > 0);

  self->n_holds--;
  start_for_tracks (self);
  close_if_unwanted (self);
}

static gboolean
linger_ended_cb (gpointer user_data)
{
  RushesHost *self = user_data;

  self->linger_source = 0;
  rushes_host_release (self);
  return G_SOURCE_REMOVE;
}

static void
stop_lingering (RushesHost *self)
{
  if (self->linger_source == 0)
    return;

  g_clear_handle_id (&self->linger_source, g_source_remove);
  rushes_host_release (self);
}

void
rushes_host_linger (RushesHost *self)
{
  g_return_if_fail (RUSHES_IS_HOST (self));

  if (self->ending)
    return;
  rushes_host_hold (self);
  stop_lingering (self);
  self->linger_source = g_timeout_add_seconds (LINGER_SECONDS, linger_ended_cb, self);
}

void
rushes_host_end (RushesHost *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RUSHES_IS_HOST (self));

  if (self->ending)
    return;

  self->ending = TRUE;
  self->wanted = FALSE;
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The program ends");
  stop_lingering (self);
  refuse_all (self, error);
  if (self->busy)
    close_if_unwanted (self);
  else
    g_signal_emit (self, signals[CLOSED], 0);
}

/* A session for somebody */

void
rushes_host_open_async (RushesHost *self, gboolean started, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RUSHES_IS_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_host_open_async);
  g_task_set_task_data (task, GINT_TO_POINTER (started), NULL);
  if (self->ending)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The program ends");
      return;
    }

  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  rushes_host_hold (self);
  if (self->opened)
    serve_waiting (self);
  if (started)
    rushes_host_start (self);
}

RushesSession *
rushes_host_open_finish (RushesHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The object */

RushesSession *
rushes_host_get_session (RushesHost *self)
{
  g_return_val_if_fail (RUSHES_IS_HOST (self), NULL);

  return self->closing ? NULL : self->session;
}

gboolean
rushes_host_get_opened (RushesHost *self)
{
  g_return_val_if_fail (RUSHES_IS_HOST (self), FALSE);

  return self->opened;
}

const GError *
rushes_host_get_problem (RushesHost *self)
{
  g_return_val_if_fail (RUSHES_IS_HOST (self), NULL);

  return self->problem;
}

gboolean
rushes_host_has_override (RushesHost *self)
{
  g_return_val_if_fail (RUSHES_IS_HOST (self), FALSE);

  return self->override != NULL;
}

void
rushes_host_set_demo (RushesHost *self, gboolean demo)
{
  g_return_if_fail (RUSHES_IS_HOST (self));
  g_return_if_fail (!self->busy);

  self->is_demo = demo;
}

gboolean
rushes_host_get_demo (RushesHost *self)
{
  g_return_val_if_fail (RUSHES_IS_HOST (self), FALSE);

  return self->is_demo;
}

static void
rushes_host_dispose (GObject *object)
{
  RushesHost *self = RUSHES_HOST (object);

  g_clear_handle_id (&self->linger_source, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->override);
  g_clear_object (&self->demo);
  g_clear_weak_pointer (&self->application);

  G_OBJECT_CLASS (rushes_host_parent_class)->dispose (object);
}

static void
rushes_host_finalize (GObject *object)
{
  RushesHost *self = RUSHES_HOST (object);

  g_clear_error (&self->problem);
  g_ptr_array_unref (self->waiting);
  g_ptr_array_unref (self->tracks);

  G_OBJECT_CLASS (rushes_host_parent_class)->finalize (object);
}

static void
rushes_host_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesHost *self = RUSHES_HOST (object);

  switch ((RushesHostProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, rushes_host_get_session (self));
      break;
    case PROP_OPENED:
      g_value_set_boolean (value, self->opened);
      break;
    case PROP_PROBLEM:
      g_value_set_boxed (value, self->problem);
      break;
    }
}

static void
rushes_host_class_init (RushesHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rushes_host_dispose;
  object_class->finalize = rushes_host_finalize;
  object_class->get_property = rushes_host_get_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION, flags);
  properties[PROP_OPENED] = g_param_spec_boolean ("opened", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_boxed ("problem", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
rushes_host_init (RushesHost *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
}

RushesHost *
rushes_host_new (GApplication *application)
{
  RushesHost *self = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (RUSHES_TYPE_HOST, NULL);
  g_set_weak_pointer (&self->application, application);
  return self;
}
