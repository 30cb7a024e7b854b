/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesAccountDialog: asks whether an account that was found in a text is to be used, or for one more. Nothing of
 * it is kept, and nobody is asked with it, before the person has confirmed it there.
 *
 * Signals: "used": the account is set; the dialog closes.
 */
#define RUSHES_TYPE_ACCOUNT_DIALOG (rushes_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RushesAccountDialog, rushes_account_dialog, RUSHES, ACCOUNT_DIALOG, AdwWindow)

/**
 * rushes_account_dialog_new:
 * @parent: (nullable)
 * @base_url: of the service
 * @key: a secret
 *
 * Used, it is one more account, or the new key of the one that has this address already where the person says so.
 */
GtkWidget *rushes_account_dialog_new (GtkWindow     *parent,
                                      RushesSession *session,
                                      const char    *base_url,
                                      const char    *key);

/* To add one more, of which nothing is known yet. */
GtkWidget *rushes_account_dialog_new_to_add (GtkWindow *parent, RushesSession *session);

G_END_DECLS
