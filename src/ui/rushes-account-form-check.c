/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-account-form-check"

#include "config.h"

#include "ui/rushes-account-form-private.h"

#include <glib/gi18n-lib.h>

#include "base/rushes-error.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-describe-account.h"

/* Trying */

/* Two or three sentences: it works, what is left, and whether the clock is right. (transfer full) */
static char *
describe_check (const RushesCheck *check)
{
  g_autofree char *balance = rushes_describe_usage (check->usage);
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();

  g_ptr_array_add (sentences, (gpointer) _ ("The service is there and takes the key."));
  if (balance != NULL)
    g_ptr_array_add (sentences, balance);
  if (ABS (check->clock_error) > RUSHES_CHECK_MAX_CLOCK_ERROR)
    g_ptr_array_add (sentences,
                     (gpointer) _ ("But this computer’s clock is wrong: set it, or the time that links "
                                   "have left will be wrong, too."));
  g_ptr_array_add (sentences, NULL);
  /* Sentences stand one after the other, as in every language that we know. */
  return g_strjoinv (" ", (char **) sentences->pdata);
}

static gboolean
is_about_the_key (const GError *error)
{
  return g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_BALANCE);
}

static gboolean
is_about_the_address (const GError *error)
{
  static const RushesError codes[] = { RUSHES_ERROR_UNREACHABLE, RUSHES_ERROR_TLS, RUSHES_ERROR_REDIRECTED,
                                       RUSHES_ERROR_NOT_THE_SERVICE, RUSHES_ERROR_REPLY_INVALID };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_error_matches (error, RUSHES_ERROR, (int) codes[i]))
        return TRUE;
    }
  return FALSE;
}

static void
show_check_error (RushesAccountForm *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
  g_autofree char *sentences = rushes_account_form_dup_sentences (failure);

  if (is_about_the_key (error))
    rushes_account_form_show_key_error (self, sentences);
  else if (is_about_the_address (error))
    rushes_account_form_show_address_error (self, sentences);
  else
    rushes_account_form_show_error (self, error);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountForm) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesCheck) check = rushes_session_check_account_finish (RUSHES_SESSION (source), result,
                                                                       &error);
  g_autofree char *text = NULL;

  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  rushes_account_form_set_busy (self, FALSE);
  if (check == NULL)
    {
      rushes_account_form_show_key_note (self);
      show_check_error (self, error);
      return;
    }
  text = describe_check (check);
  if (ABS (check->clock_error) > RUSHES_CHECK_MAX_CLOCK_ERROR)
    rushes_account_form_show_note (self, "dialog-warning-symbolic", "warning", text);
  else
    rushes_account_form_show_note (self, "object-select-symbolic", "success", text);
  rushes_compat_announce (GTK_WIDGET (self), text);
}

gboolean
rushes_account_form_can_check (RushesAccountForm *self)
{
  g_return_val_if_fail (RUSHES_IS_ACCOUNT_FORM (self), FALSE);

  return !self->busy && self->complete;
}

void
rushes_account_form_check (RushesAccountForm *self)
{
  g_autoptr (RushesAccount) account = NULL;

  g_return_if_fail (RUSHES_IS_ACCOUNT_FORM (self));

  if (!rushes_account_form_can_check (self))
    return;

  rushes_account_form_show_address_error (self, NULL);
  rushes_account_form_show_key_error (self, NULL);
  account = rushes_account_form_describe (self, NULL);
  if (account == NULL)
    return;
  /* The key at hand goes where it belongs: rushes_account_form_describe() has seen to that. */
  if (!rushes_account_has_key (account))
    rushes_account_set_key (account, rushes_account_peek_key (rushes_account_form_get_account (self)));

  rushes_account_form_set_busy (self, TRUE);
  rushes_account_form_show_note (self, "emblem-synchronizing-symbolic", "dim-label",
                                 _ ("Asking the service…"));
  rushes_session_check_account_async (self->session, account, self->cancellable, checked_cb,
                                      g_object_ref (self));
}

/* The keyring */

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesAccountForm) self = user_data;
  g_autoptr (GError) error = NULL;

  rushes_session_retry_keyring_finish (RUSHES_SESSION (source), result, &error);
  if (self->session == NULL)
    return;
  rushes_account_form_set_busy (self, FALSE);
  rushes_account_form_show_key_state (self);
  rushes_compat_announce (GTK_WIDGET (self), gtk_label_get_text (self->note));
}

void
rushes_account_form_retry_keyring (RushesAccountForm *self)
{
  RushesAccount *account = rushes_account_form_get_account (self);

  if (account == NULL || self->busy)
    return;

  rushes_account_form_set_busy (self, TRUE);
  rushes_session_retry_keyring_async (self->session, account, retried_cb, g_object_ref (self));
}
