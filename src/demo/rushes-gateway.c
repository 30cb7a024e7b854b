/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway"

#include "config.h"

#include "demo/rushes-gateway.h"
#include "demo/rushes-gateway-private.h"
#include "demo/rushes-gateway-video.h"
#include "demo/rushes-http-port.h"

#define DEMO_FINISHES_AFTER 40
#define DEMO_LAST_AFTER (3 * 60)
#define PACED_LAST_AFTER (60 * 60)

struct _RushesGateway
{
  GObject parent_instance;

  RushesGatewayDesk desk;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  guint most_in_flight; /* once stopped */

  /* The thread's; api is read from outside as well, once it has started. */
  RushesHttpPort *api;
  RushesHttpPort *cdn;

  GMutex start_lock;
  GCond started_or_failed;
  gboolean has_started;
  GError *start_error;
};

G_DEFINE_FINAL_TYPE (RushesGateway, rushes_gateway, G_TYPE_OBJECT)

double
rushes_gateway_desk_get_now (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

void
rushes_gateway_desk_add (RushesGatewayDesk *desk, const RushesScript *script)
{
  RushesGatewayTask *task = rushes_gateway_task_new (script, rushes_gateway_desk_get_now ());

  g_hash_table_replace (desk->tasks, task->task_id, task);
}

static void
desk_init (RushesGatewayDesk *desk)
{
  g_mutex_init (&desk->lock);
  desk->quota_granted = -1;
  desk->secret = g_uuid_string_random ();
  desk->tasks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) rushes_gateway_task_free);
  desk->questions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  desk->cdn_log = g_string_new (NULL);
}

static void
desk_clear (RushesGatewayDesk *desk)
{
  g_free (desk->key);
  g_free (desk->secret);
  g_free (desk->base_url);
  g_free (desk->cdn_url);
  g_hash_table_unref (desk->tasks);
  g_hash_table_unref (desk->questions);
  g_string_free (desk->cdn_log, TRUE);
  g_mutex_clear (&desk->lock);
}

static void
open_ports (RushesGateway *self)
{
  g_mutex_lock (&self->start_lock);
  self->api = rushes_http_port_new (NULL, rushes_gateway_api_answer, &self->desk, &self->start_error);
  if (self->api != NULL)
    self->cdn = rushes_http_port_new ("AliyunOSS", rushes_gateway_cdn_answer, &self->desk,
                                      &self->start_error);
  if (self->cdn != NULL)
    {
      self->desk.base_url = g_strdup (rushes_http_port_get_url (self->api));
      self->desk.cdn_url = g_strdup (rushes_http_port_get_url (self->cdn));
    }
  self->has_started = TRUE;
  g_cond_signal (&self->started_or_failed);
  g_mutex_unlock (&self->start_lock);
}

static gpointer
serve (gpointer user_data)
{
  RushesGateway *self = user_data;

  g_main_context_push_thread_default (self->context);
  open_ports (self);
  if (self->start_error == NULL)
    g_main_loop_run (self->loop);

  if (self->api != NULL)
    {
      rushes_http_port_close (self->api);
      self->most_in_flight = rushes_http_port_get_most_open (self->api);
    }
  g_clear_object (&self->api);
  g_clear_object (&self->cdn);
  /* What SoupServer has put off for later still belongs to this thread. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
rushes_gateway_dispose (GObject *object)
{
  rushes_gateway_stop (RUSHES_GATEWAY (object));

  G_OBJECT_CLASS (rushes_gateway_parent_class)->dispose (object);
}

static void
rushes_gateway_finalize (GObject *object)
{
  RushesGateway *self = RUSHES_GATEWAY (object);

  desk_clear (&self->desk);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_clear_error (&self->start_error);
  g_cond_clear (&self->started_or_failed);
  g_mutex_clear (&self->start_lock);

  G_OBJECT_CLASS (rushes_gateway_parent_class)->finalize (object);
}

static void
rushes_gateway_class_init (RushesGatewayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_gateway_dispose;
  object_class->finalize = rushes_gateway_finalize;
}

static void
rushes_gateway_init (RushesGateway *self)
{
  desk_init (&self->desk);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->start_lock);
  g_cond_init (&self->started_or_failed);
}

RushesGateway *
rushes_gateway_new (const char *key, GError **error)
{
  g_autoptr (RushesGateway) self = g_object_new (RUSHES_TYPE_GATEWAY, NULL);

  self->desk.key = g_strdup (key);
  self->thread = g_thread_new ("rushes-gateway", serve, self);

  g_mutex_lock (&self->start_lock);
  while (!self->has_started)
    g_cond_wait (&self->started_or_failed, &self->start_lock);
  g_mutex_unlock (&self->start_lock);

  if (self->start_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->start_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}

const char *
rushes_gateway_get_base_url (RushesGateway *self)
{
  return self->desk.base_url;
}

const char *
rushes_gateway_get_cdn_url (RushesGateway *self)
{
  return self->desk.cdn_url;
}

void
rushes_gateway_add (RushesGateway *self, const RushesScript *script)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  rushes_gateway_desk_add (&self->desk, script);
}

GPtrArray *
rushes_gateway_add_demo (RushesGateway *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  return rushes_gateway_desk_add_demo (&self->desk, DEMO_FINISHES_AFTER, DEMO_LAST_AFTER);
}

GPtrArray *
rushes_gateway_add_demo_paced (RushesGateway *self, double finish_after)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  return rushes_gateway_desk_add_demo (&self->desk, finish_after, PACED_LAST_AFTER);
}

void
rushes_gateway_set_api_fault (RushesGateway *self, RushesApiFault fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  self->desk.api_fault = fault;
}

void
rushes_gateway_set_cdn_fault (RushesGateway *self, RushesCdnFault fault)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  self->desk.cdn_fault = fault;
}

void
rushes_gateway_set_quota (RushesGateway *self, gint64 granted, gint64 used, gint64 key_ends)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  self->desk.quota_granted = granted;
  self->desk.quota_used = used;
  self->desk.key_ends = key_ends;
}

void
rushes_gateway_set_api_delay (RushesGateway *self, guint milliseconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  self->desk.api_delay = milliseconds;
}

void
rushes_gateway_set_cdn_speed (RushesGateway *self, guint bytes_per_second)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  self->desk.cdn_speed = bytes_per_second;
}

const char *const *
rushes_gateway_get_videos (void)
{
  return rushes_gateway_video_get_names ();
}

GBytes *
rushes_gateway_get_video (const char *video)
{
  return g_bytes_ref (rushes_gateway_video_get (video)->bytes);
}

void
rushes_gateway_add_video (const char *name, GBytes *bytes)
{
  rushes_gateway_video_add (name, bytes);
}

guint
rushes_gateway_get_n_questions (RushesGateway *self, const char *task_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->desk.questions, task_id));
}

guint
rushes_gateway_get_most_in_flight (RushesGateway *self)
{
  return self->thread != NULL ? rushes_http_port_get_most_open (self->api) : self->most_in_flight;
}

guint
rushes_gateway_get_in_flight (RushesGateway *self)
{
  return self->thread != NULL ? rushes_http_port_get_n_open (self->api) : 0;
}

char *
rushes_gateway_dup_cdn_log (RushesGateway *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->desk.lock);

  return g_strdup (self->desk.cdn_log->str);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

void
rushes_gateway_stop (RushesGateway *self)
{
  g_autoptr (GSource) quit = NULL;

  if (self->thread == NULL)
    return;

  quit = g_idle_source_new ();
  g_source_set_callback (quit, quit_cb, self->loop, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (g_steal_pointer (&self->thread));
}
