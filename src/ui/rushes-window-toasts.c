/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"
#include "ui/rushes-describe.h"

gboolean
rushes_window_is_closed (RushesWindow *self)
{
  return self->toasts == NULL;
}

AdwToast *
rushes_window_show_toast (
  RushesWindow *self, const char *text, const char *button, const char *action, RushesTask *task)
{
  return rushes_window_show_toast_full (self, text, button, action,
                                        task != NULL ? g_variant_new_int64 (rushes_task_get_order (task))
                                                     : NULL);
}

AdwToast *
rushes_window_show_toast_full (
  RushesWindow *self, const char *text, const char *button, const char *action, GVariant *target)
{
  AdwToast *toast = rushes_compat_toast_new (text);
  g_autoptr (GVariant) owned_target = target != NULL ? g_variant_ref_sink (target) : NULL;

  if (button != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_action_target_value (toast, owned_target);
      adw_toast_set_action_name (toast, action);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
  rushes_compat_announce (GTK_WIDGET (self->toasts), text);
  return toast;
}

void
rushes_window_report_task_error (RushesWindow *self, const GError *error, RushesTask *task)
{
  g_autoptr (RushesFailure) failure = NULL;
  const char *action_name = NULL;
  const char *label = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || rushes_window_is_closed (self))
    return;

  g_debug ("Told in a toast: %s", error->message);
  failure = rushes_failure_new_from_error (error);
  label = rushes_describe_remedy (failure, &action_name);
  if (label != NULL && g_str_has_prefix (action_name, "win."))
    rushes_window_show_toast (self, rushes_failure_get_message (failure), task != NULL ? label : NULL,
                              action_name, task);
  else
    rushes_window_show_toast (self, rushes_failure_get_message (failure), label, action_name, NULL);
}

void
rushes_window_report_error (RushesWindow *self, const GError *error)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));

  rushes_window_report_task_error (self, error, NULL);
}

void
rushes_window_report_tracked (RushesWindow *self, guint n_new, guint n_known)
{
  g_autofree char *text = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));

  if (rushes_window_is_closed (self))
    return;

  if (n_new > 0)
    text = g_strdup_printf (ngettext ("%u task added", "%u tasks added", n_new), n_new);
  else if (n_known > 0)
    text = g_strdup (
      ngettext ("This task is in the list already", "These tasks are in the list already", n_known));
  else
    return;
  rushes_window_show_toast (self, text, NULL, NULL, NULL);
  rushes_window_show_newest (self);
  /* Whoever has typed ids goes on with the keyboard. */
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_widget_grab_focus (rushes_window_get_items (self));
}

void
rushes_window_report_file_error (RushesWindow *self, const char *text, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || rushes_window_is_closed (self))
    return;

  g_debug ("%s: %s", text, error->message);
  rushes_window_show_toast (self, text, NULL, NULL, NULL);
}
