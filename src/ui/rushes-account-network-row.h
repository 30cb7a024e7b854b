/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * RushesAccountNetworkRow: how an account's connections are made: its proxy, an authority that is trusted for it,
 * and how often it may be asked. Closed it says what differs from what is usual.
 *
 * Signals: "changed": by the user
 */
#define RUSHES_TYPE_ACCOUNT_NETWORK_ROW (rushes_account_network_row_get_type ())
G_DECLARE_FINAL_TYPE (RushesAccountNetworkRow, rushes_account_network_row, RUSHES, ACCOUNT_NETWORK_ROW, AdwExpanderRow)

/* Fills the fields; @account: (nullable): NULL: with what is usual */
void rushes_account_network_row_fill (RushesAccountNetworkRow *self, RushesAccount *account);

/* Whether the fields say something else than @account does; @account: (nullable): than what is usual */
gboolean rushes_account_network_row_differs (RushesAccountNetworkRow *self, RushesAccount *account);

/* Gives @account what the fields say. Error: RUSHES_ERROR_ADDRESS_INVALID, which is shown in the row */
gboolean rushes_account_network_row_apply (RushesAccountNetworkRow *self, RushesAccount *account, GError **error);

/* Takes the certificates of @file over, or says that there are none in it. */
void rushes_account_network_row_read_authority (RushesAccountNetworkRow *self, GFile *file);

G_END_DECLS
