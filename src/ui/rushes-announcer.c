/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-announcer"

#include "config.h"

#include "ui/rushes-announcer.h"

#include <glib/gi18n-lib.h>

#include "ui/rushes-describe.h"

/* Most videos are kept within that time from when their task ends. */
#define GATHER_USEC (2 * G_USEC_PER_SEC)

struct _RushesAnnouncer
{
  GObject parent_instance;

  RushesClock *clock;
  GSignalGroup *session_signals;
  GHashTable *changed; /* set of RushesTask */
  guint timer;
};

enum
{
  ANNOUNCE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesAnnouncer, rushes_announcer, G_TYPE_OBJECT)

static void
announce_cb (gpointer user_data)
{
  RushesAnnouncer *self = user_data;
  const guint n_changed = g_hash_table_size (self->changed);
  g_autofree char *text = NULL;
  GHashTableIter iter;
  gpointer task = NULL;

  self->timer = 0;
  g_hash_table_iter_init (&iter, self->changed);
  if (g_hash_table_iter_next (&iter, &task, NULL) && n_changed == 1)
    text = rushes_describe_row (task);
  else
    text = g_strdup_printf (
      /* Translators: said by a screen reader */
      ngettext ("%u task has changed", "%u tasks have changed", n_changed), n_changed);
  g_hash_table_remove_all (self->changed);
  g_signal_emit (self, signals[ANNOUNCE], 0, text);
}

static void
task_changed_cb (RushesAnnouncer *self, RushesTask *task)
{
  g_hash_table_add (self->changed, g_object_ref (task));
  if (self->timer == 0)
    self->timer = rushes_clock_add_timer (self->clock, rushes_clock_get_boot_time (self->clock) + GATHER_USEC,
                                          announce_cb, self);
}

static void
rushes_announcer_dispose (GObject *object)
{
  RushesAnnouncer *self = RUSHES_ANNOUNCER (object);

  g_signal_group_set_target (self->session_signals, NULL);
  if (self->timer != 0)
    rushes_clock_remove_timer (self->clock, self->timer);
  self->timer = 0;
  g_hash_table_remove_all (self->changed);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (rushes_announcer_parent_class)->dispose (object);
}

static void
rushes_announcer_finalize (GObject *object)
{
  RushesAnnouncer *self = RUSHES_ANNOUNCER (object);

  g_clear_object (&self->session_signals);
  g_clear_pointer (&self->changed, g_hash_table_unref);

  G_OBJECT_CLASS (rushes_announcer_parent_class)->finalize (object);
}

static void
rushes_announcer_class_init (RushesAnnouncerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_announcer_dispose;
  object_class->finalize = rushes_announcer_finalize;

  signals[ANNOUNCE] = g_signal_new ("announce", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rushes_announcer_init (RushesAnnouncer *self)
{
  const char *const session_signals[] = { "task-ended", "task-kept", "transfer-failed" };

  self->changed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->session_signals = g_signal_group_new (RUSHES_TYPE_SESSION);
  for (gsize i = 0; i < G_N_ELEMENTS (session_signals); i++)
    g_signal_group_connect_swapped (self->session_signals, session_signals[i], G_CALLBACK (task_changed_cb),
                                    self);
}

RushesAnnouncer *
rushes_announcer_new (RushesSession *session)
{
  RushesAnnouncer *self = NULL;

  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  self = g_object_new (RUSHES_TYPE_ANNOUNCER, NULL);
  g_set_object (&self->clock, rushes_session_get_clock (session));
  g_signal_group_set_target (self->session_signals, session);
  return self;
}
