/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-inhibitor"

#include "config.h"

#include "ui/rushes-inhibitor.h"

#include <glib/gi18n-lib.h>

#define PATIENCE_USEC (5 * (gint64) G_USEC_PER_SEC)

struct _RushesInhibitor
{
  GObject parent_instance;

  GtkApplication *application; /* (nullable) */
  RushesClock *clock;
  GSignalGroup *session_signals;
  guint timer; /* of the clock; 0 while it is not waited for */
  gboolean wanted;
  guint cookie; /* of the application; 0 where the desktop knows no such thing */
};

typedef enum
{
  PROP_WANTED = 1,
} RushesInhibitorProps;

static GParamSpec *properties[PROP_WANTED + 1];

G_DEFINE_FINAL_TYPE (RushesInhibitor, rushes_inhibitor, G_TYPE_OBJECT)

static void
stop_waiting (RushesInhibitor *self)
{
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
}

static void
set_wanted (RushesInhibitor *self, gboolean wanted)
{
  if (self->wanted == wanted)
    return;

  self->wanted = wanted;
  if (wanted && self->application != NULL)
    self->cookie = gtk_application_inhibit (self->application,
                                            gtk_application_get_active_window (self->application),
                                            GTK_APPLICATION_INHIBIT_SUSPEND | GTK_APPLICATION_INHIBIT_LOGOUT,
                                            _ ("Videos are being fetched"));
  if (!wanted && self->cookie != 0)
    {
      gtk_application_uninhibit (self->application, self->cookie);
      self->cookie = 0;
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTED]);
}

static void
patience_ended (gpointer user_data)
{
  RushesInhibitor *self = user_data;

  self->timer = 0;
  set_wanted (self, TRUE);
}

static void
flowing_changed_cb (RushesInhibitor *self, GParamSpec *pspec, RushesSession *session)
{
  if (!rushes_session_get_flowing (session))
    {
      stop_waiting (self);
      set_wanted (self, FALSE);
    }
  else if (!self->wanted && self->timer == 0)
    {
      self->timer = rushes_clock_add_timer (self->clock,
                                            rushes_clock_get_boot_time (self->clock) + PATIENCE_USEC,
                                            patience_ended, self);
    }
}

static void
rushes_inhibitor_dispose (GObject *object)
{
  RushesInhibitor *self = RUSHES_INHIBITOR (object);

  g_signal_group_set_target (self->session_signals, NULL);
  stop_waiting (self);
  set_wanted (self, FALSE);
  g_clear_object (&self->application);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_inhibitor_parent_class)->dispose (object);
}

static void
rushes_inhibitor_finalize (GObject *object)
{
  RushesInhibitor *self = RUSHES_INHIBITOR (object);

  g_clear_object (&self->session_signals);

  G_OBJECT_CLASS (rushes_inhibitor_parent_class)->finalize (object);
}

static void
rushes_inhibitor_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesInhibitor *self = RUSHES_INHIBITOR (object);

  switch ((RushesInhibitorProps) property_id)
    {
    case PROP_WANTED:
      g_value_set_boolean (value, self->wanted);
      break;
    }
}

static void
rushes_inhibitor_class_init (RushesInhibitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_inhibitor_dispose;
  object_class->finalize = rushes_inhibitor_finalize;
  object_class->get_property = rushes_inhibitor_get_property;

  properties[PROP_WANTED] = g_param_spec_boolean ("wanted", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                                    | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_inhibitor_init (RushesInhibitor *self)
{
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::flowing", G_CALLBACK (flowing_changed_cb),
                                  self);
}

RushesInhibitor *
rushes_inhibitor_new (GtkApplication *application, RushesSession *session)
{
  RushesInhibitor *self = NULL;

  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  self = g_object_new (RUSHES_TYPE_INHIBITOR, NULL);
  g_set_object (&self->application, application);
  g_set_object (&self->clock, rushes_session_get_clock (session));
  g_signal_group_set_target (self->session_signals, session);
  flowing_changed_cb (self, NULL, session);
  return self;
}

gboolean
rushes_inhibitor_get_wanted (RushesInhibitor *self)
{
  g_return_val_if_fail (RUSHES_IS_INHIBITOR (self), FALSE);

  return self->wanted;
}
