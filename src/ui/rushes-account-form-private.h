/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-failure.h"
#include "ui/rushes-account-form.h"
#include "ui/rushes-account-network-row.h"

G_BEGIN_DECLS

/* What the files of RushesAccountForm share: rushes-account-form.c (the fields, applying),
 * rushes-account-form-describe.c (what they describe, and what is wrong with it), rushes-account-form-adding.c
 * and rushes-account-form-check.c (trying the account, and the keyring). */

struct _RushesAccountForm
{
  AdwPreferencesGroup parent_instance;

  RushesSession *session;
  GSignalGroup *account_signals; /* of the session's account */
  RushesAccount *shown;          /* (nullable): what the fields were filled from */
  RushesAccount *same;           /* (nullable): where one is added: the one that has its address */
  GCancellable *cancellable;     /* of a check */
  gboolean adding;
  gboolean busy;
  gboolean complete;
  gboolean changed;
  gboolean editable;
  gboolean following; /* the service changes, but not by the user */
  gboolean choosing;  /* the address changes, but the service does not */
  gboolean filling;   /* the fields change, but not by the user */
  gboolean decided;   /* the user has said whether the key of the same address is replaced */

  AdwComboRow *service_row;
  AdwEntryRow *address_row;
  GtkWidget *address_error_row;
  GtkLabel *address_error;
  AdwEntryRow *key_row;
  GtkWidget *key_error_row;
  GtkLabel *key_error;
  AdwActionRow *replace_row;
  GtkSwitch *replace_switch;
  AdwEntryRow *name_row;
  RushesAccountNetworkRow *network_row;
  GtkImage *note_icon;
  GtkLabel *note;
  GtkWidget *check_button;
  GtkWidget *retry_button;
};

/* (nullable): the one that the fields are about */
RushesAccount *rushes_account_form_get_account (RushesAccountForm *self);

/* What the form says */
void rushes_account_form_show_note (RushesAccountForm *self, const char *icon_name, const char *style_class, const char *text);
/* Where the key is kept, or will be. */
void rushes_account_form_show_key_note (RushesAccountForm *self);
/* The same, and what follows from it. */
void rushes_account_form_show_key_state (RushesAccountForm *self);
/* @sentence: (nullable): NULL: nothing is wrong with the field */
void rushes_account_form_show_address_error (RushesAccountForm *self, const char *sentence);
void rushes_account_form_show_key_error (RushesAccountForm *self, const char *sentence);
void rushes_account_form_show_error (RushesAccountForm *self, const GError *error);
/* (transfer full) */
char *rushes_account_form_dup_sentences (RushesFailure *failure);

/* Where one is added: rushes-account-form-adding.c */
void rushes_account_form_init_adding (RushesAccountForm *self);
/* The address or the key has changed. */
void rushes_account_form_review_adding (RushesAccountForm *self);
/* (nullable): the account that gets the key, where that is wanted */
RushesAccount *rushes_account_form_get_replaced (RushesAccountForm *self);

/* What the fields describe: rushes-account-form-describe.c */
/* Returns: (transfer full) (nullable): the account that the fields describe, with the key that was entered; else
 * what is wrong is shown. */
RushesAccount *rushes_account_form_describe (RushesAccountForm *self, GError **error);
/* Returns: (transfer full): what is to be put into the session, as @described but with an id and a name */
RushesAccount *rushes_account_form_complete (RushesAccountForm *self, RushesAccount *described);

void rushes_account_form_set_busy (RushesAccountForm *self, gboolean busy);
/* Without the space around it. (transfer full) */
char    *rushes_account_form_dup_text (AdwEntryRow *row);
gboolean rushes_account_form_has_text (AdwEntryRow *row);
/* Whether the account that the fields are about has one. */
gboolean rushes_account_form_has_key (RushesAccountForm *self);
void           rushes_account_form_retry_keyring (RushesAccountForm *self);

G_END_DECLS
