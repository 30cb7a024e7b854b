/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-background"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "desktop/rushes-background.h"

/* Closing the window while tasks are in progress. */

#define POLICY_KEY "background"

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean follow = rushes_compat_confirm_finish (result, &error);

  self->asking_to_close = FALSE;
  if (rushes_window_is_closed (self))
    return;

  g_settings_set_enum (self->settings, POLICY_KEY,
                       follow ? RUSHES_BACKGROUND_FOLLOW : RUSHES_BACKGROUND_QUIT);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask (RushesWindow *self)
{
  if (self->asking_to_close)
    return;

  self->asking_to_close = TRUE;
  rushes_compat_confirm_async (
    GTK_WINDOW (self), _ ("Go On Without a Window?"),
    _ ("Tasks are in progress. Rushes can follow them in the background, fetch their "
       "videos, and tell you when they are finished. You are not asked again; it can "
       "be changed in the preferences."),
    _ ("_Quit"), _ ("_Go On"), FALSE, self->cancellable, answered_cb, g_object_ref (self));
}

RushesCloseAnswer
rushes_window_ask_to_close (RushesWindow *self)
{
  self->going_on = FALSE;
  /* Quitting is always quitting; what is made up goes with its window. */
  if (self->quitting || self->demo || self->settings == NULL || self->session == NULL || !self->library_open
      || !rushes_background_is_worth_it (self->session))
    return RUSHES_CLOSE_ENDS;

  switch ((RushesBackgroundPolicy) g_settings_get_enum (self->settings, POLICY_KEY))
    {
    case RUSHES_BACKGROUND_ASK:
      ask (self);
      return RUSHES_CLOSE_NOT_YET;
    case RUSHES_BACKGROUND_FOLLOW:
      self->going_on = TRUE;
      return RUSHES_CLOSE_GOES_ON;
    case RUSHES_BACKGROUND_QUIT:
      break;
    }
  return RUSHES_CLOSE_ENDS;
}

/* The program goes on without the window, and a dialog would look for it at its own end. */
void
rushes_window_drop_dialogs (RushesWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *link = windows; link != NULL; link = link->next)
    if (gtk_window_get_transient_for (link->data) == GTK_WINDOW (self))
      {
        gtk_window_set_transient_for (link->data, NULL);
        gtk_window_destroy (link->data);
      }
}

gboolean
rushes_window_get_going_on (RushesWindow *self)
{
  g_return_val_if_fail (RUSHES_IS_WINDOW (self), FALSE);

  return self->going_on;
}

gboolean
rushes_window_get_quitting (RushesWindow *self)
{
  g_return_val_if_fail (RUSHES_IS_WINDOW (self), FALSE);

  return self->quitting;
}

void
rushes_window_quit (RushesWindow *self)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));

  self->quitting = TRUE;
  rushes_compat_close_window (GTK_WINDOW (self));
}
