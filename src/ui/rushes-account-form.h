/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesAccountForm: name, service address and key of the account, as a group of rows.
 *
 * It begins with what the session's account holds (never with the key itself), or, where it is there to add one,
 * with what most people need. It says beside a field what is wrong with it, and under the rows where the key
 * is kept, and what trying the account found.
 *
 * Where an account is added at the address of one that is there, it can give that one a new key instead.
 *
 * The key may be pasted as it comes (rushes-key-entry.h); an address that comes with it is taken over.
 *
 * Properties: "session" (RushesSession, construct-only); "adding" (boolean, construct-only); "busy" (boolean,
 * read-only): being applied, or tried, right now; "complete" (boolean, read-only): every field that has to be filled is filled;
 * "changed" (boolean, read-only): something in the fields differs from the session's account;
 * "editable" (boolean, read-only): FALSE where the account is set from outside for this run.
 *
 * Signals: "activated": Enter in one of the fields.
 */
#define RUSHES_TYPE_ACCOUNT_FORM (rushes_account_form_get_type ())
G_DECLARE_FINAL_TYPE (RushesAccountForm, rushes_account_form, RUSHES, ACCOUNT_FORM, AdwPreferencesGroup)

GtkWidget *rushes_account_form_new (RushesSession *session);
/* To add one more: applied, it is the session's account. */
GtkWidget *rushes_account_form_new_to_add (RushesSession *session);

/* Tries what is in the fields, without applying it, and says there what was found. */
void     rushes_account_form_check (RushesAccountForm *self);
gboolean rushes_account_form_can_check (RushesAccountForm *self);

/**
 * rushes_account_form_apply_async:
 *
 * Checks the fields and gives them to the session. What goes wrong is shown in the form; the
 * caller needs the error only to know that it has not happened.
 *
 * finish returns TRUE with @key_kept (out) (optional) telling whether the key is kept for the next
 * run; the form has then said so, too.
 */
void     rushes_account_form_apply_async (RushesAccountForm   *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean rushes_account_form_apply_finish (RushesAccountForm  *self,
                                           GAsyncResult       *result,
                                           gboolean           *key_kept,
                                           GError            **error);

/**
 * rushes_account_form_propose:
 * @key: a secret; it is shown as dots
 *
 * Fills the fields with an account that is none yet: nothing is kept before it is applied. Not while the form
 * cannot be edited.
 */
void rushes_account_form_propose (RushesAccountForm *self, const char *base_url, const char *key);

gboolean rushes_account_form_get_busy (RushesAccountForm *self);
gboolean rushes_account_form_get_complete (RushesAccountForm *self);
gboolean rushes_account_form_get_changed (RushesAccountForm *self);
/* Whether there is something to apply, and it can be. */
gboolean rushes_account_form_can_apply (RushesAccountForm *self);
gboolean rushes_account_form_get_editable (RushesAccountForm *self);

G_END_DECLS
