/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account-form-describe"

#include "config.h"

#include "ui/rushes-account-form-private.h"

#include <glib/gi18n-lib.h>

#include "api/rushes-key-entry.h"
#include "base/rushes-error.h"

#include <string.h>

/* What the fields describe */

/* Whether the key at hand belongs to where @account asks. */
static gboolean
keeps_origin (RushesAccountForm *self, RushesAccount *account)
{
  RushesAccount *present = rushes_account_form_get_account (self);
  g_autoptr (GUri) url = rushes_account_build_query_url (account, "0");

  return present == NULL || rushes_account_owns (present, url);
}

static const char *
get_key_complaint (RushesKeyEntryState state)
{
  switch (state)
    {
    case RUSHES_KEY_ENTRY_VARIABLE:
      return _ ("This is the name of a variable. Paste the key that it stands for.");
    case RUSHES_KEY_ENTRY_PLACEHOLDER:
      return _ ("This is the placeholder of an example. Paste your own key in its place.");
    case RUSHES_KEY_ENTRY_SHORTENED:
      return _ (
        "The middle of this key was left out where it was copied. Copy it there with its own button, or "
        "make a new key.");
    case RUSHES_KEY_ENTRY_EMPTY:
      return _ ("There is no key in this text.");
    case RUSHES_KEY_ENTRY_GOOD:
      break;
    }
  return NULL;
}

/* Gives @account the key that was entered; else what is wrong with it is shown. */
static gboolean
take_key (RushesAccountForm *self, RushesAccount *account)
{
  g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (
    gtk_editable_get_text (GTK_EDITABLE (self->key_row)));

  if (entry->state == RUSHES_KEY_ENTRY_GOOD)
    {
      rushes_account_set_key (account, entry->key);
      return TRUE;
    }
  rushes_account_form_show_key_error (self, get_key_complaint (entry->state));
  return FALSE;
}

/* Returns: (transfer full) (nullable): the account that the fields describe, with the key that was entered;
 * else what is wrong is shown. */
RushesAccount *
rushes_account_form_describe (RushesAccountForm *self, GError **error)
{
  g_autoptr (RushesAccount) account = NULL;
  g_autofree char *address = rushes_account_form_dup_text (self->address_row);
  g_autoptr (GError) local_error = NULL;

  account = rushes_account_new ("form", "", address, &local_error);
  if (account != NULL && !rushes_account_form_has_text (self->key_row) && !rushes_account_form_has_key (self))
    g_set_error_literal (&local_error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING, "no key was entered");
  if (local_error != NULL)
    {
      rushes_account_form_show_error (self, local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (rushes_account_form_has_text (self->key_row) && !take_key (self, account))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING, "what was entered is no key");
      return NULL;
    }
  if (!rushes_account_form_has_text (self->key_row) && !keeps_origin (self, account))
    {
      rushes_account_form_show_key_error (
        self, _ ("Enter the key of the new service: the present one is not sent there."));
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING, "a key of another service");
      return NULL;
    }
  if (!rushes_account_network_row_apply (self->network_row, account, error))
    return NULL;
  return g_steal_pointer (&account);
}

/* What it is called */

/* Whether another one than @id is called @name. */
static gboolean
is_taken (RushesAccountForm *self, const char *id, const char *name)
{
  GListModel *accounts = rushes_session_get_accounts (self->session);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (RushesAccount) account = g_list_model_get_item (accounts, i);

      if (!g_str_equal (rushes_account_get_id (account), id)
          && g_strcmp0 (rushes_account_get_name (account), name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Without a name of its own an account is called after its host, and numbered where one is called so already.
 * Returns: (transfer full) */
static char *
dup_name (RushesAccountForm *self, const char *id, RushesAccount *account)
{
  g_autofree char *name = rushes_account_form_dup_text (self->name_row);
  RushesAccount *replaced = rushes_account_form_get_replaced (self);
  g_autoptr (GUri) url = NULL;
  const char *host = NULL;

  if (*name != '\0')
    return g_steal_pointer (&name);
  if (replaced != NULL)
    return g_strdup (rushes_account_get_name (replaced));

  url = g_uri_parse (rushes_account_get_base_url (account), G_URI_FLAGS_NONE, NULL);
  host = url != NULL ? g_uri_get_host (url) : rushes_account_get_base_url (account);
  if (g_str_has_prefix (host, "www."))
    host += strlen ("www.");

  g_free (name);
  name = g_strdup (host);
  for (guint n = 2; is_taken (self, id, name); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", host, n);
    }
  return g_steal_pointer (&name);
}

/* The account that is changed, or gets another key; else a new one. (transfer full) */
static char *
dup_id (RushesAccountForm *self)
{
  RushesAccount *present = self->adding ? rushes_account_form_get_replaced (self)
                                        : rushes_account_form_get_account (self);

  return present != NULL ? g_strdup (rushes_account_get_id (present))
                         : rushes_session_new_account_id (self->session);
}

RushesAccount *
rushes_account_form_complete (RushesAccountForm *self, RushesAccount *described)
{
  RushesAccount *replaced = rushes_account_form_get_replaced (self);
  RushesAccount *present = self->adding ? replaced : rushes_account_form_get_account (self);
  g_autofree char *id = dup_id (self);
  g_autofree char *name = dup_name (self, id, described);
  RushesAccount *account = rushes_account_new (id, name, rushes_account_get_base_url (described), NULL);

  rushes_account_set_key (account, rushes_account_peek_key (described));
  rushes_account_copy_settings (account, described);
  if (present != NULL)
    rushes_account_set_folder (account, rushes_account_get_folder (present));
  /* What was not touched stays as that one has it. */
  if (replaced != NULL && !rushes_account_network_row_differs (self->network_row, NULL))
    rushes_account_copy_settings (account, replaced);
  return account;
}
