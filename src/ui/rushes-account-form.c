/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account-form"

#include "config.h"

#include "ui/rushes-account-form-private.h"

#include <glib/gi18n-lib.h>

#include "api/rushes-failure.h"
#include "api/rushes-key-entry.h"
#include "base/rushes-error.h"
#include "compat/rushes-compat.h"
#include "session/rushes-demo.h"
#include "ui/rushes-choice-names.h"
#include "ui/rushes-field-error.h"
#include "ui/rushes-steady-layout.h"

typedef enum
{
  PROP_SESSION = 1,
  PROP_ADDING,
  PROP_BUSY,
  PROP_COMPLETE,
  PROP_CHANGED,
  PROP_EDITABLE,
} RushesAccountFormProps;

static GParamSpec *properties[PROP_EDITABLE + 1];

enum
{
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RushesAccountForm, rushes_account_form, ADW_TYPE_PREFERENCES_GROUP)

char *
rushes_account_form_dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

gboolean
rushes_account_form_has_text (AdwEntryRow *row)
{
  g_autofree char *text = rushes_account_form_dup_text (row);

  return *text != '\0';
}

RushesAccount *
rushes_account_form_get_account (RushesAccountForm *self)
{
  return self->adding ? NULL : rushes_session_get_account (self->session);
}

gboolean
rushes_account_form_has_key (RushesAccountForm *self)
{
  RushesAccount *account = rushes_account_form_get_account (self);

  return account != NULL && rushes_account_has_key (account);
}

static const char *
get_account_id (RushesAccountForm *self)
{
  RushesAccount *account = rushes_account_form_get_account (self);

  return account != NULL ? rushes_account_get_id (account) : NULL;
}

static gboolean
is_from_environment (RushesAccountForm *self)
{
  return g_strcmp0 (get_account_id (self), RUSHES_ACCOUNT_ENVIRONMENT) == 0;
}

static gboolean
is_from_demo (RushesAccountForm *self)
{
  return g_strcmp0 (get_account_id (self), RUSHES_DEMO_ACCOUNT_ID) == 0;
}

/* What the form says */

void
rushes_account_form_show_note (RushesAccountForm *self,
                               const char *icon_name,
                               const char *style_class,
                               const char *text)
{
  gtk_image_set_from_icon_name (self->note_icon, icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->note_icon), (const char *[]){ style_class, NULL });
  gtk_widget_set_css_classes (GTK_WIDGET (self->note), (const char *[]){ "caption", style_class, NULL });
  gtk_label_set_text (self->note, text);
}

/* Where the key is kept, or will be. */
void
rushes_account_form_show_key_note (RushesAccountForm *self)
{
  const gboolean is_kept = rushes_account_form_has_key (self) && rushes_session_get_key_kept (self->session);

  gtk_widget_set_visible (self->retry_button, rushes_account_form_get_account (self) != NULL && self->editable
                                                && !is_kept && !rushes_account_form_has_text (self->key_row));
  if (is_from_environment (self))
    rushes_account_form_show_note (
      self, "dialog-information-symbolic", "dim-label",
      _ ("This account is set by RUSHES_BASE_URL and RUSHES_API_KEY for this run, and cannot be "
         "changed here."));
  else if (is_from_demo (self))
    rushes_account_form_show_note (
      self, "dialog-information-symbolic", "dim-label",
      _ ("This is the account of the demo. Your own account is not touched by it."));
  else if (rushes_account_form_has_key (self) && !rushes_session_get_key_kept (self->session))
    rushes_account_form_show_note (
      self, "dialog-warning-symbolic", "warning",
      _ ("This computer has no keyring, or it did not answer: the key is kept for this session "
         "only, and has to be entered again next time."));
  else if (rushes_account_form_has_text (self->key_row))
    rushes_account_form_show_note (
      self, "dialog-password-symbolic", "dim-label",
      _ ("The key will be kept in your keyring, and sent to this service alone."));
  else if (rushes_account_form_has_key (self))
    rushes_account_form_show_note (self, "dialog-password-symbolic", "dim-label",
                                   _ ("The key is kept in your keyring. Enter another one to replace it."));
  else if (rushes_account_form_get_account (self) != NULL)
    rushes_account_form_show_note (
      self, "dialog-warning-symbolic", "warning",
      _ ("There is no key for this account in your keyring, or the keyring did not answer. "
         "Enter the key to go on."));
  else
    rushes_account_form_show_note (
      self, "dialog-password-symbolic", "dim-label",
      _ ("The key will be kept in your keyring, and sent to this service alone."));
}

void
rushes_account_form_show_address_error (RushesAccountForm *self, const char *sentence)
{
  rushes_field_error_show (self->address_row, self->address_error_row, self->address_error, sentence);
}

void
rushes_account_form_show_key_error (RushesAccountForm *self, const char *sentence)
{
  rushes_field_error_show (self->key_row, self->key_error_row, self->key_error, sentence);
}

char *
rushes_account_form_dup_sentences (RushesFailure *failure)
{
  /* Translators: what happened, and what to do about it: two sentences */
  return g_strchomp (
    g_strdup_printf (_ ("%s %s"), rushes_failure_get_message (failure), rushes_failure_get_hint (failure)));
}

/* An error in words, at the field that it is about, or else in the place of the note. */
void
rushes_account_form_show_error (RushesAccountForm *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
  g_autofree char *sentences = rushes_account_form_dup_sentences (failure);

  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID))
    rushes_account_form_show_address_error (self, sentences);
  else if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING))
    rushes_account_form_show_key_error (self, sentences);
  else
    rushes_account_form_show_note (self, "dialog-error-symbolic", "error", sentences);
}

/* The fields and what follows from them */

static gboolean
differs (RushesAccountForm *self)
{
  g_autofree char *address = rushes_account_form_dup_text (self->address_row);
  g_autofree char *name = rushes_account_form_dup_text (self->name_row);
  const char *shown_address = self->shown != NULL ? rushes_account_get_base_url (self->shown)
                                                  : RUSHES_ACCOUNT_DEFAULT_BASE_URL;
  const char *shown_name = self->shown != NULL ? rushes_account_get_name (self->shown) : "";

  return rushes_account_form_has_text (self->key_row) || strcmp (address, shown_address) != 0
         || strcmp (name, shown_name) != 0
         || rushes_account_network_row_differs (self->network_row, self->shown);
}

static void
update_state (RushesAccountForm *self)
{
  gboolean complete = rushes_account_form_has_text (self->address_row)
                      && (rushes_account_form_has_text (self->key_row) || rushes_account_form_has_key (self));
  gboolean changed = differs (self);

  gtk_widget_set_sensitive (self->check_button, complete && !self->busy);
  if (self->complete != complete)
    {
      self->complete = complete;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
    }
  if (self->changed != changed)
    {
      self->changed = changed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHANGED]);
    }
}

/* What is being applied stays in sight, and the focus where it is. */
static void
update_rows (RushesAccountForm *self)
{
  AdwEntryRow *rows[] = { self->address_row, self->key_row, self->name_row };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (rows[i]), self->editable);
      gtk_editable_set_editable (GTK_EDITABLE (rows[i]), self->editable && !self->busy);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->service_row), self->editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->service_row), self->editable && !self->busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->replace_row), !self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), self->editable);
  gtk_widget_set_visible (GTK_WIDGET (self->network_row), self->editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->network_row), !self->busy);
  rushes_field_set_title (self->name_row, self->editable ? _ ("Name (Optional)") : _ ("Name"));
}

static void
set_editable (RushesAccountForm *self, gboolean editable)
{
  if (self->editable == editable)
    return;

  self->editable = editable;
  update_rows (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITABLE]);
}

void
rushes_account_form_set_busy (RushesAccountForm *self, gboolean busy)
{
  if (self->busy == busy)
    return;

  self->busy = busy;
  update_rows (self);
  gtk_widget_set_sensitive (self->check_button, rushes_account_form_can_check (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* Which service the address is one of. */
static void
update_service (RushesAccountForm *self)
{
  g_autofree char *address = rushes_account_form_dup_text (self->address_row);
  g_autoptr (RushesAccount) account = rushes_account_new ("form", "", address, NULL);
  const RushesService service = account != NULL ? rushes_account_get_service (account)
                                                : RUSHES_SERVICE_GATEWAY;

  self->following = TRUE;
  adw_combo_row_set_selected (self->service_row, service);
  self->following = FALSE;
}

/* What is chosen has an address, or else is asked for one. */
static void
service_chosen_cb (RushesAccountForm *self)
{
  const guint service = adw_combo_row_get_selected (self->service_row);
  const char *base_url = NULL;

  if (self->following || service >= RUSHES_SERVICE_N_SERVICES)
    return;

  base_url = rushes_service_get_base_url (service);
  self->choosing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), base_url != NULL ? base_url : "");
  self->choosing = FALSE;
  if (base_url == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

static void
add_services (RushesAccountForm *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < RUSHES_SERVICE_N_SERVICES; i++)
    gtk_string_list_append (titles, rushes_service_get_title (i));
  self->following = TRUE;
  adw_combo_row_set_model (self->service_row, G_LIST_MODEL (titles));
  self->following = FALSE;
}

/* Fills the fields from the session's account. */
static void
fill (RushesAccountForm *self)
{
  RushesAccount *account = rushes_account_form_get_account (self);

  g_set_object (&self->shown, account);
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), account != NULL
                                                             ? rushes_account_get_base_url (account)
                                                             : RUSHES_ACCOUNT_DEFAULT_BASE_URL);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row),
                         account != NULL ? rushes_account_get_name (account) : "");
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
  rushes_account_network_row_fill (self->network_row, account);
  self->filling = FALSE;
  update_service (self);

  rushes_account_form_show_address_error (self, NULL);
  rushes_account_form_show_key_error (self, NULL);
}

void
rushes_account_form_propose (RushesAccountForm *self, const char *base_url, const char *key)
{
  g_return_if_fail (RUSHES_IS_ACCOUNT_FORM (self));
  g_return_if_fail (self->editable);
  g_return_if_fail (base_url != NULL && key != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->address_row), base_url);
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), key);
  /* It is called after its host: the present name belongs to another one. */
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), "");
}

void
rushes_account_form_show_key_state (RushesAccountForm *self)
{
  gboolean replaces = rushes_account_form_has_key (self);

  rushes_field_set_title (self->key_row, replaces ? _ ("New Key") : _ ("Key"));
  rushes_account_form_show_key_note (self);
  update_state (self);
}

static void
account_changed_cb (RushesAccountForm *self)
{
  gboolean untouched = !differs (self);

  if (self->adding)
    return;
  g_signal_group_set_target (self->account_signals, rushes_account_form_get_account (self));
  /* What is being typed stays; what is being applied is taken over at its end. */
  if (untouched && !self->busy)
    fill (self);
  set_editable (self, !is_from_environment (self) && !is_from_demo (self));
  rushes_account_form_show_key_state (self);
}

/* A whole command tells the address as well. */
static void
take_address (RushesAccountForm *self)
{
  g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (
    gtk_editable_get_text (GTK_EDITABLE (self->key_row)));

  if (entry->address == NULL || entry->state == RUSHES_KEY_ENTRY_EMPTY)
    return;

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), entry->address);
  self->filling = FALSE;
}

static void
field_changed_cb (RushesAccountForm *self)
{
  if (self->filling)
    return;

  take_address (self);
  if (!self->choosing)
    update_service (self);
  rushes_account_form_show_address_error (self, NULL);
  rushes_account_form_show_key_error (self, NULL);
  rushes_account_form_show_key_note (self);
  rushes_account_form_review_adding (self);
  update_state (self);
}

static void
entry_activated_cb (RushesAccountForm *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

/* Applying */

static void
account_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesAccountForm *self = g_task_get_source_object (task);
  gboolean is_shown = self->session != NULL; /* the window may have gone meanwhile */
  gboolean key_kept = FALSE;
  g_autoptr (GError) error = NULL;

  if (is_shown)
    rushes_account_form_set_busy (self, FALSE);

  if (!rushes_session_put_account_finish (RUSHES_SESSION (source), result, &key_kept, &error))
    {
      if (is_shown && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        rushes_account_form_show_error (self, error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (self->adding)
    {
      RushesAccount *added = rushes_session_find_account (RUSHES_SESSION (source),
                                                          g_task_get_task_data (task));

      if (added != NULL)
        rushes_session_select_account (RUSHES_SESSION (source), added);
    }
  if (is_shown)
    {
      fill (self);
      rushes_account_form_show_key_state (self);
      if (!key_kept)
        rushes_compat_announce (GTK_WIDGET (self), gtk_label_get_text (self->note));
    }
  g_task_return_int (task, key_kept);
}

void
rushes_account_form_apply_async (RushesAccountForm *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (RushesAccount) described = NULL;
  g_autoptr (RushesAccount) account = NULL;
  GError *error = NULL;

  g_return_if_fail (RUSHES_IS_ACCOUNT_FORM (self));
  g_return_if_fail (!self->busy);
  g_return_if_fail (self->editable);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rushes_account_form_apply_async);

  described = rushes_account_form_describe (self, &error);
  if (described == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  account = rushes_account_form_complete (self, described);
  g_task_set_task_data (task, g_strdup (rushes_account_get_id (account)), g_free);
  rushes_account_form_set_busy (self, TRUE);
  rushes_session_put_account_async (self->session, account, account_set_cb, g_steal_pointer (&task));
}

gboolean
rushes_account_form_apply_finish (RushesAccountForm *self,
                                  GAsyncResult *result,
                                  gboolean *key_kept,
                                  GError **error)
{
  gssize kept;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  kept = g_task_propagate_int (G_TASK (result), error);
  if (kept < 0)
    return FALSE;
  if (key_kept != NULL)
    *key_kept = kept > 0;
  return TRUE;
}

gboolean
rushes_account_form_get_editable (RushesAccountForm *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT_FORM (self), FALSE);

  return self->editable;
}

gboolean
rushes_account_form_get_busy (RushesAccountForm *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT_FORM (self), FALSE);

  return self->busy;
}

gboolean
rushes_account_form_get_complete (RushesAccountForm *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT_FORM (self), FALSE);

  return self->complete;
}

gboolean
rushes_account_form_get_changed (RushesAccountForm *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT_FORM (self), FALSE);

  return self->changed;
}

gboolean
rushes_account_form_can_apply (RushesAccountForm *self)
{
  return rushes_account_form_get_editable (self) && !rushes_account_form_get_busy (self)
         && rushes_account_form_get_complete (self) && rushes_account_form_get_changed (self);
}

static gboolean
rushes_account_form_grab_focus (GtkWidget *widget)
{
  RushesAccountForm *self = RUSHES_ACCOUNT_FORM (widget);

  /* The address has a preset, the key never. */
  return gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
}

static void
rushes_account_form_constructed (GObject *object)
{
  RushesAccountForm *self = RUSHES_ACCOUNT_FORM (object);

  G_OBJECT_CLASS (rushes_account_form_parent_class)->constructed (object);

  g_signal_connect_object (self->session, "notify::account", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill (self);
  if (self->adding)
    rushes_account_form_init_adding (self);
  else
    account_changed_cb (self);
}

static void
rushes_account_form_dispose (GObject *object)
{
  RushesAccountForm *self = RUSHES_ACCOUNT_FORM (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->shown);
  g_clear_object (&self->same);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), RUSHES_TYPE_ACCOUNT_FORM);

  G_OBJECT_CLASS (rushes_account_form_parent_class)->dispose (object);
}

static void
rushes_account_form_finalize (GObject *object)
{
  RushesAccountForm *self = RUSHES_ACCOUNT_FORM (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (rushes_account_form_parent_class)->finalize (object);
}

static void
rushes_account_form_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesAccountForm *self = RUSHES_ACCOUNT_FORM (object);

  switch ((RushesAccountFormProps) property_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_ADDING:
      g_value_set_boolean (value, self->adding);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_CHANGED:
      g_value_set_boolean (value, self->changed);
      break;
    case PROP_EDITABLE:
      g_value_set_boolean (value, self->editable);
      break;
    }
}

static void
rushes_account_form_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesAccountForm *self = RUSHES_ACCOUNT_FORM (object);

  switch ((RushesAccountFormProps) property_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_ADDING:
      self->adding = g_value_get_boolean (value);
      break;
    case PROP_BUSY:
    case PROP_COMPLETE:
    case PROP_CHANGED:
    case PROP_EDITABLE:
      break;
    }
}

static void
rushes_account_form_class_init (RushesAccountFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = rushes_account_form_constructed;
  object_class->dispose = rushes_account_form_dispose;
  object_class->finalize = rushes_account_form_finalize;
  object_class->get_property = rushes_account_form_get_property;
  object_class->set_property = rushes_account_form_set_property;
  widget_class->grab_focus = rushes_account_form_grab_focus;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, RUSHES_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  properties[PROP_ADDING] = g_param_spec_boolean ("adding", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                    | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, read_only);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, read_only);
  properties[PROP_CHANGED] = g_param_spec_boolean ("changed", NULL, NULL, FALSE, read_only);
  properties[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, TRUE, read_only);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  g_type_ensure (RUSHES_TYPE_ACCOUNT_NETWORK_ROW);
  g_type_ensure (RUSHES_TYPE_STEADY_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/rushes_app/Rushes/ui/rushes-account-form.ui");
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, service_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, check_button);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, retry_button);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, address_error_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, address_error);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, key_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, key_error_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, key_error);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, replace_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, replace_switch);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, network_row);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, note_icon);
  gtk_widget_class_bind_template_child (widget_class, RushesAccountForm, note);
  gtk_widget_class_bind_template_callback (widget_class, service_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, rushes_account_form_check);
  gtk_widget_class_bind_template_callback (widget_class, rushes_account_form_retry_keyring);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

/* A list is labelled by the title of its group, and this one has none. */
static void
name_list (GtkWidget *list)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Account"), -1);
}

static void
rushes_account_form_init (RushesAccountForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->editable = TRUE;
  name_list (gtk_widget_get_parent (GTK_WIDGET (self->address_row)));
  self->cancellable = g_cancellable_new ();
  add_services (self);
  rushes_choice_names_watch (self->service_row);
  rushes_field_set_title (self->address_row, _ ("Service Address"));
  update_rows (self);
  self->account_signals = g_signal_group_new (RUSHES_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::has-key",
                                  G_CALLBACK (rushes_account_form_show_key_state), self);
}

GtkWidget *
rushes_account_form_new (RushesSession *session)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  return g_object_new (RUSHES_TYPE_ACCOUNT_FORM, "session", session, NULL);
}

GtkWidget *
rushes_account_form_new_to_add (RushesSession *session)
{
  g_return_val_if_fail (RUSHES_IS_SESSION (session), NULL);

  return g_object_new (RUSHES_TYPE_ACCOUNT_FORM, "session", session, "adding", TRUE, NULL);
}
