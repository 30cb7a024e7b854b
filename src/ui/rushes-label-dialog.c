/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-label-dialog"

#include "config.h"

#include "ui/rushes-label-dialog.h"

struct _RushesLabelDialog
{
  AdwMessageDialog parent_instance;

  GtkEntry *entry;
};

enum
{
  LABEL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesLabelDialog, rushes_label_dialog, ADW_TYPE_MESSAGE_DIALOG)

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
}

GtkWidget *
rushes_label_dialog_new (GtkWindow *parent, RushesTask *task)
{
  RushesLabelDialog *self = NULL;
  const char *label = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  self = g_object_new (RUSHES_TYPE_LABEL_DIALOG, "transient-for", parent, NULL);
  label = rushes_task_get_label (task);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), label != NULL ? label : "");
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), rushes_task_get_id (task));

  return GTK_WIDGET (self);
}
