/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-label-dialog"

#include "config.h"

#include "ui/rushes-label-dialog.h"

#include <glib/gi18n-lib.h>

struct _RushesLabelDialog
{
  RushesCompatAlert parent_instance;

  GtkEntry *entry;
};

enum
{
  LABEL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesLabelDialog, rushes_label_dialog, RUSHES_COMPAT_TYPE_ALERT)

static void
rename_cb (RushesLabelDialog *self, const char *response, gpointer user_data)
{
  g_autofree char *label = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_signal_emit (self, signals[LABEL_CHOSEN], 0, g_strstrip (label));
}

static void
rushes_label_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), RUSHES_TYPE_LABEL_DIALOG);

  G_OBJECT_CLASS (rushes_label_dialog_parent_class)->dispose (object);
}

static void
rushes_label_dialog_class_init (RushesLabelDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_label_dialog_dispose;

  signals[LABEL_CHOSEN] = g_signal_new ("label-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-label-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesLabelDialog, entry);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
}

static void
rushes_label_dialog_init (RushesLabelDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* What has the focus is the text inside: that is what a screen reader names. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label"), -1);
  rushes_compat_alert_set_focus (RUSHES_COMPAT_ALERT (self), GTK_WIDGET (self->entry));
}

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

GtkWidget *
rushes_label_dialog_new (RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  return rushes_label_dialog_new_for_tasks (tasks);
}

GtkWidget *
rushes_label_dialog_new_for_tasks (GPtrArray *tasks)
{
  RushesLabelDialog *self = NULL;
  const char *label = NULL;

  g_return_val_if_fail (tasks->len > 0, NULL);

  self = g_object_new (RUSHES_TYPE_LABEL_DIALOG, NULL);
  label = find_common_label (tasks);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), label != NULL ? label : "");
  if (tasks->len == 1)
    {
      g_object_set (self, "body", rushes_task_get_id (g_ptr_array_index (tasks, 0)), NULL);
    }
  else
    {
      g_autofree char *heading = g_strdup_printf (ngettext ("Label %u Task", "Label %u Tasks", tasks->len),
                                                  tasks->len);

      g_object_set (self, "heading", heading, "body", _ ("All of them get the same label."), NULL);
      rushes_compat_alert_set_response_label (RUSHES_COMPAT_ALERT (self), "rename", _ ("_Label"));
    }
  return GTK_WIDGET (self);
}
