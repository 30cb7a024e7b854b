/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-visits"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/rushes-task-target.h"

/* What the desktop hands over: rushes-window.h */

void
rushes_window_visit_file (RushesWindow *self, GFile *file)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  rushes_window_import_from (self, file);
}

void
rushes_window_visit_text (RushesWindow *self, const char *text)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  if (self->session == NULL)
    return;
  if (*text == '\0')
    rushes_window_show_toast (self, _ ("This link names no task"), NULL, NULL, NULL);
  else
    rushes_window_open_track_dialog (self, text);
}

void
rushes_window_visit_task (RushesWindow *self, const char *target)
{
  g_autoptr (RushesTask) task = NULL;
  guint position = 0;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (target != NULL);

  if (self->session == NULL)
    return;
  task = rushes_task_target_find (rushes_session_get_tasks (self->session), target);
  if (task == NULL)
    {
      rushes_window_show_toast (self, _ ("This task is not in the list any more"), NULL, NULL, NULL);
      return;
    }

  /* Where it is filtered away, its details are shown all the same. */
  position = rushes_task_view_model_find (self->view_model, task);
  if (position != G_MAXUINT)
    {
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
      rushes_window_scroll_to (self, position);
    }
  rushes_window_show_detail (self, task);
}

void
rushes_window_visit_search (RushesWindow *self, const char *text)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  if (!gtk_widget_get_sensitive (self->search_button))
    return;

  rushes_window_close_detail (self);
  rushes_task_view_model_set_filter (self->view_model, RUSHES_TASK_FILTER_ALL);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_set_text (self->search_entry, text);
  gtk_editable_set_position (self->search_entry, -1);
}

/* The clipboard */

static void read_clipboard (RushesWindow *self);

static void
became_active_cb (RushesWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;

  g_signal_handlers_disconnect_by_func (self, became_active_cb, NULL);
  read_clipboard (self);
}

/* Under Wayland only who has the focus may read it, and the window has just been raised. */
static void
wait_for_focus (RushesWindow *self)
{
  g_signal_handlers_disconnect_by_func (self, became_active_cb, NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (became_active_cb), NULL);
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (rushes_window_is_closed (self) || self->session == NULL)
    return;
  if (text != NULL && *text != '\0')
    rushes_window_open_track_dialog (self, text);
  else if (gtk_window_is_active (GTK_WINDOW (self)))
    rushes_window_show_toast (self, _ ("There is no text on the clipboard"), NULL, NULL, NULL);
  else
    wait_for_focus (self);
}

static void
read_clipboard (RushesWindow *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->cancellable,
                                 clipboard_read_cb, g_object_ref (self));
}

void
rushes_window_visit_clipboard (RushesWindow *self)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));

  read_clipboard (self);
}
