/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account-form-adding"

#include "config.h"

#include "ui/rushes-account-form-private.h"

#include <glib/gi18n-lib.h>

#include "api/rushes-key-entry.h"
#include "base/rushes-text.h"

#define LONGEST_NAME 60

/* One at the address that was entered; of several the current one. (nullable) */
static RushesAccount *
find_same (RushesAccountForm *self)
{
  GListModel *accounts = rushes_session_get_accounts (self->session);
  g_autoptr (RushesAccount) entered
    = rushes_account_new ("form", "", gtk_editable_get_text (GTK_EDITABLE (self->address_row)), NULL);
  RushesAccount *same = NULL;

  for (guint i = 0; entered != NULL && i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (accounts, i);

      if (g_str_equal (rushes_account_get_base_url (account), rushes_account_get_base_url (entered))
          && !rushes_session_account_is_fixed (self->session, account)
          && (same == NULL || account == rushes_session_get_account (self->session)))
        same = account; /* the list has it */
    }
  return same;
}

/* The key that it has already, or the one that it lacks, makes no other account. */
static gboolean
is_likely_meant (RushesAccountForm *self, RushesAccount *account)
{
  g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (
    gtk_editable_get_text (GTK_EDITABLE (self->key_row)));

  return !rushes_account_has_key (account)
         || (entry->state == RUSHES_KEY_ENTRY_GOOD
             && g_strcmp0 (entry->key, rushes_account_peek_key (account)) == 0);
}

static void
name_same (RushesAccountForm *self)
{
  g_autofree char *name = rushes_text_neutralise (rushes_account_get_name (self->same), LONGEST_NAME);
  /* Translators: %s is the name of an account at the address that was entered */
  g_autofree char *text = g_strdup_printf (_ ("“%s” has this address already"), name);

  adw_action_row_set_subtitle (self->replace_row, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->replace_switch), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

void
rushes_account_form_review_adding (RushesAccountForm *self)
{
  if (!self->adding)
    return;

  /* What was decided of one says nothing of another. */
  if (g_set_object (&self->same, find_same (self)))
    self->decided = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->replace_row), self->same != NULL);
  if (self->same == NULL)
    return;

  name_same (self);
  if (!self->decided)
    {
      gtk_switch_set_active (self->replace_switch, is_likely_meant (self, self->same));
      self->decided = FALSE;
    }
}

static void
switched_cb (RushesAccountForm *self)
{
  self->decided = TRUE;
}

void
rushes_account_form_init_adding (RushesAccountForm *self)
{
  g_signal_connect_object (self->replace_switch, "notify::active", G_CALLBACK (switched_cb), self,
                           G_CONNECT_SWAPPED);
  rushes_account_form_review_adding (self);
  rushes_account_form_show_key_state (self);
}

RushesAccount *
rushes_account_form_get_replaced (RushesAccountForm *self)
{
  return self->same != NULL && gtk_switch_get_active (self->replace_switch) ? self->same : NULL;
}
