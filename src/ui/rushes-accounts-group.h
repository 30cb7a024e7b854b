/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesAccountsGroup: all accounts, one a row; the one that is chosen is where new tasks belong. Each has a menu
 * to remove it, with its tasks or without, or to merge it into another one; there is a button to add one.
 * Removing can be undone: it says so in a toast of the AdwPreferencesWindow that it is in.
 *
 * Property: "session" (RushesSession, construct-only).
 */
#define RUSHES_TYPE_ACCOUNTS_GROUP (rushes_accounts_group_get_type ())
G_DECLARE_FINAL_TYPE (RushesAccountsGroup, rushes_accounts_group, RUSHES, ACCOUNTS_GROUP, AdwPreferencesGroup)

GtkWidget *rushes_accounts_group_new (RushesSession *session);

G_END_DECLS
