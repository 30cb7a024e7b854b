/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-label-dialog"

#include "config.h"

#include "ui/rushes-label-dialog.h"

#include <glib/gi18n-lib.h>

#include "compat/rushes-compat.h"

#define LONGEST_LABEL 200

/* Returns: (nullable): what all of @tasks are called */
static const char *
find_common_label (GPtrArray *tasks)
{
  const char *label = rushes_task_get_label (g_ptr_array_index (tasks, 0));

  for (guint i = 1; i < tasks->len; i++)
    if (g_strcmp0 (rushes_task_get_label (g_ptr_array_index (tasks, i)), label) != 0)
      return NULL;
  return label;
}

static GtkWidget *
create_entry (GPtrArray *tasks)
{
  GtkWidget *entry = gtk_entry_new ();
  const char *label = find_common_label (tasks);

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), LONGEST_LABEL);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("No label: the id is shown"));
  gtk_editable_set_text (GTK_EDITABLE (entry), label != NULL ? label : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label"), -1);
  /* What has the focus is the text inside: that is what a screen reader names. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (entry))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label"), -1);
  return entry;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *label = NULL;

  if (rushes_compat_confirm_finish (result, NULL))
    label = g_strstrip (g_strdup (gtk_editable_get_text (g_task_get_task_data (task))));
  g_task_return_pointer (task, label, g_free);
}

void
rushes_label_dialog_ask_async (GtkWindow *parent,
                               GPtrArray *tasks,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *heading = NULL;
  const gboolean alone = tasks->len == 1;
  GtkWidget *entry = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (tasks->len > 0);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_label_dialog_ask_async);
  entry = create_entry (tasks);
  g_task_set_task_data (task, g_object_ref_sink (entry), g_object_unref);

  if (!alone)
    heading = g_strdup_printf (ngettext ("Label %u Task", "Label %u Tasks", tasks->len), tasks->len);
  rushes_compat_ask_async (parent, alone ? _ ("Rename Task") : heading,
                           alone ? rushes_task_get_id (g_ptr_array_index (tasks, 0))
                                 : _ ("All of them get the same label."),
                           entry, _ ("_Cancel"), alone ? _ ("_Rename") : _ ("_Label"), cancellable,
                           answered_cb, g_object_ref (task));
}

char *
rushes_label_dialog_ask_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
