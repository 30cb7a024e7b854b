/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account-dialog"

#include "config.h"

#include "ui/rushes-account-dialog.h"

#include <glib/gi18n-lib.h>

#include "ui/rushes-account-form.h"

struct _RushesAccountDialog
{
  AdwWindow parent_instance;

  RushesAccountForm *form; /* (nullable): a child; NULL once disposed */

  GtkLabel *hint_label;
  GtkButton *use_button;
  AdwBin *form_bin;
};

enum
{
  USED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesAccountDialog, rushes_account_dialog, ADW_TYPE_WINDOW)

static void
form_changed_cb (RushesAccountDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.use",
                                 rushes_account_form_can_apply (self->form));
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountDialog) self = user_data;

  /* The form has said what went wrong. */
  if (!rushes_account_form_apply_finish (RUSHES_ACCOUNT_FORM (source), result, NULL, NULL)
      || self->form == NULL)
    return;

  g_signal_emit (self, signals[USED], 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
use (RushesAccountDialog *self)
{
  if (rushes_account_form_can_apply (self->form))
    rushes_account_form_apply_async (self->form, applied_cb, g_object_ref (self));
}

static void
use_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  use (RUSHES_ACCOUNT_DIALOG (widget));
}

static void
rushes_account_dialog_dispose (GObject *object)
{
  RushesAccountDialog *self = RUSHES_ACCOUNT_DIALOG (object);

  if (self->form != NULL)
    g_signal_handlers_disconnect_by_data (self->form, self);
  self->form = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_ACCOUNT_DIALOG);

  G_OBJECT_CLASS (rushes_account_dialog_parent_class)->dispose (object);
}

static void
rushes_account_dialog_class_init (RushesAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_account_dialog_dispose;

  signals[USED] = g_signal_new ("used", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  /* The application’s own key for it is that of its main window alone. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesAccountDialog, hint_label);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountDialog, use_button);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountDialog, form_bin);
  gtk_widget_class_install_action (widget_class, "account.use", NULL, use_action);
}

static void
rushes_account_dialog_init (RushesAccountDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_form (RushesAccountDialog *self, GtkWidget *form)
{
  self->form = RUSHES_ACCOUNT_FORM (form);
  g_signal_connect_object (self->form, "notify", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "activated", G_CALLBACK (use), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->form_bin, form);
  form_changed_cb (self);
}

GtkWidget *
rushes_account_dialog_new_to_add (GtkWindow *parent, RushesSession *session)
{
  RushesAccountDialog *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  self = g_object_new (RUSHES_TYPE_ACCOUNT_DIALOG, "transient-for", parent, "title", _ ("Add Account"), NULL);
  gtk_label_set_text (self->hint_label,
                      _ ("Paste the key as you have it: a header, a line of a shell or a whole cURL command "
                         "will do."));
  /* Translators: the button that adds the account that was entered */
  gtk_button_set_label (self->use_button, _ ("Add"));
  show_form (self, rushes_account_form_new_to_add (session));
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return GTK_WIDGET (self);
}

GtkWidget *
rushes_account_dialog_new (GtkWindow *parent, RushesSession *session, const char *base_url, const char *key)
{
  RushesAccountDialog *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  self = g_object_new (RUSHES_TYPE_ACCOUNT_DIALOG, "transient-for", parent, NULL);
  show_form (self, rushes_account_form_new_to_add (session));
  rushes_account_form_propose (self->form, base_url, key);
  form_changed_cb (self);
  return GTK_WIDGET (self);
}
