/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-background"

#include "config.h"

#include "desktop/rushes-background.h"

#include <glib/gi18n-lib.h>

#include "desktop/rushes-notice.h"
#include "desktop/rushes-noticeboard.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define BACKGROUND_INTERFACE "org.freedesktop.portal.Background"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"
/* So that what has just ended can still be saved from its notification where the desktop starts nothing. */
#define GRACE_USEC (60 * (gint64) G_USEC_PER_SEC)

struct _RushesBackground
{
  GObject parent_instance;

  GApplication *application; /* (nullable): a weak pointer */
  RushesHost *host;
  gboolean active;
  RushesClock *clock; /* (nullable): of the session */
  GSignalGroup *session_signals;
  guint grace_timer; /* of the clock */
  char *status;      /* (nullable): as it was told last */

  GDBusConnection *bus; /* (nullable): where an answer is waited for */
  guint answer;         /* the subscription to it */
};

typedef enum
{
  PROP_ACTIVE = 1,
} RushesBackgroundProps;

static GParamSpec *properties[PROP_ACTIVE + 1];

G_DEFINE_FINAL_TYPE (RushesBackground, rushes_background, G_TYPE_OBJECT)

static GDBusConnection *
get_bus (RushesBackground *self)
{
  return self->application != NULL ? g_application_get_dbus_connection (self->application) : NULL;
}

/* What is going on */

static char *
describe_status (RushesSession *session)
{
  const guint n_running = rushes_session_get_n_running (session);
  const guint n_transfers = rushes_session_get_n_transfers (session);

  if (n_running > 0)
    return g_strdup_printf (ngettext ("%u task in progress", "%u tasks in progress", n_running), n_running);
  if (n_transfers > 0)
    return g_strdup_printf (ngettext ("%u video is being fetched", "%u videos are being fetched",
                                      n_transfers),
                            n_transfers);
  return g_strdup (_ ("All tasks have ended"));
}

static void
tell_status (RushesBackground *self, RushesSession *session)
{
  g_autofree char *status = describe_status (session);
  GVariantBuilder options;

  if (get_bus (self) == NULL || g_strcmp0 (self->status, status) == 0)
    return;

  g_free (self->status);
  self->status = g_steal_pointer (&status);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (self->status));
  /* Whether there is anybody to show it does not matter. */
  g_dbus_connection_call (get_bus (self), PORTAL_NAME, PORTAL_PATH, BACKGROUND_INTERFACE, "SetStatus",
                          g_variant_new ("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL,
                          NULL);
}

static void
stop_grace (RushesBackground *self)
{
  if (self->grace_timer != 0)
    rushes_clock_remove_timer (self->clock, self->grace_timer);
  self->grace_timer = 0;
}

static void
grace_ended_cb (gpointer user_data)
{
  RushesBackground *self = user_data;

  self->grace_timer = 0;
  rushes_background_leave (self);
}

gboolean
rushes_background_is_worth_it (RushesSession *session)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), FALSE);

  return rushes_session_get_n_running (session) > 0 || rushes_session_get_n_transfers (session) > 0;
}

static void
session_changed_cb (RushesBackground *self, GParamSpec *pspec, RushesSession *session)
{
  tell_status (self, session);
  if (rushes_background_is_worth_it (session))
    stop_grace (self);
  else if (self->grace_timer == 0)
    self->grace_timer = rushes_clock_add_timer (self->clock,
                                                rushes_clock_get_boot_time (self->clock) + GRACE_USEC,
                                                grace_ended_cb, self);
}

/* Whether it may */

static void
forget_answer (RushesBackground *self)
{
  if (self->answer != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->answer);
  self->answer = 0;
  g_clear_object (&self->bus);
}

static void
answered_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  RushesBackground *self = user_data;
  g_autoptr (GVariant) results = NULL;
  guint32 response = 0;
  gboolean allowed = TRUE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &allowed);
  forget_answer (self);
  /* 2: the portal itself is at a loss. */
  if ((allowed && response != 1) || response == 2)
    return;

  g_debug ("The background is not allowed");
  if (self->application != NULL)
    {
      g_autoptr (GNotification) notice = rushes_notice_new_denied ();

      rushes_noticeboard_put_up (self->application, RUSHES_NOTICE_DENIED, notice);
    }
  rushes_background_leave (self);
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_debug ("No portal is asked about the background: %s", error->message);
}

static void
request (RushesBackground *self)
{
  GDBusConnection *bus = get_bus (self);
  g_autofree char *token = g_strdup_printf ("rushes%u", g_random_int ());
  g_autofree char *sender = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder options;

  if (bus == NULL)
    return;

  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');
  path = g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
  self->bus = g_object_ref (bus);
  self->answer = g_dbus_connection_signal_subscribe (bus, PORTAL_NAME, REQUEST_INTERFACE, "Response", path,
                                                     NULL, G_DBUS_SIGNAL_FLAGS_NONE, answered_cb, self, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         /* Translators: the desktop shows it as the reason for going on without a window */
                         g_variant_new_string (_ ("Your video tasks are followed on.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, BACKGROUND_INTERFACE, "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, requested_cb, NULL);
}

/* Coming and going */

static void
set_active (RushesBackground *self, gboolean active)
{
  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

void
rushes_background_enter (RushesBackground *self)
{
  RushesSession *session = NULL;

  g_return_if_fail (RUSHES_IS_BACKGROUND (self));

  session = rushes_host_get_session (self->host);
  if (self->active || session == NULL)
    return;

  rushes_host_hold (self->host);
  rushes_host_start (self->host);
  g_set_object (&self->clock, rushes_session_get_clock (session));
  set_active (self, TRUE);
  request (self);
  g_signal_group_set_target (self->session_signals, session);
  session_changed_cb (self, NULL, session);
}

void
rushes_background_leave (RushesBackground *self)
{
  g_return_if_fail (RUSHES_IS_BACKGROUND (self));

  if (!self->active)
    return;

  g_signal_group_set_target (self->session_signals, NULL);
  stop_grace (self);
  forget_answer (self);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->status, g_free);
  set_active (self, FALSE);
  rushes_host_release (self->host);
}

/* The object */

gboolean
rushes_background_get_active (RushesBackground *self)
{
  g_return_val_if_fail (RUSHES_IS_BACKGROUND (self), FALSE);

  return self->active;
}

static void
rushes_background_dispose (GObject *object)
{
  RushesBackground *self = RUSHES_BACKGROUND (object);

  rushes_background_leave (self);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (rushes_background_parent_class)->dispose (object);
}

static void
rushes_background_finalize (GObject *object)
{
  RushesBackground *self = RUSHES_BACKGROUND (object);

  g_clear_object (&self->session_signals);

  G_OBJECT_CLASS (rushes_background_parent_class)->finalize (object);
}

static void
rushes_background_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesBackground *self = RUSHES_BACKGROUND (object);

  switch ((RushesBackgroundProps) property_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    }
}

static void
rushes_background_class_init (RushesBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_background_dispose;
  object_class->finalize = rushes_background_finalize;
  object_class->get_property = rushes_background_get_property;

  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_background_init (RushesBackground *self)
{
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::n-running", G_CALLBACK (session_changed_cb),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::n-transfers",
                                  G_CALLBACK (session_changed_cb), self);
}

RushesBackground *
rushes_background_new (GApplication *application, RushesHost *host)
{
  RushesBackground *self = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (RUSHES_IS_HOST (host), NULL);

  self = g_object_new (RUSHES_TYPE_BACKGROUND, NULL);
  g_set_weak_pointer (&self->application, application);
  self->host = g_object_ref (host);
  return self;
}
