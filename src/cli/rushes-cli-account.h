/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"
#include "cli/rushes-cli-options.h"

G_BEGIN_DECLS

/**
 * rushes_cli_account_choose:
 *
 * The account that the options and the environment speak of, with its key.
 *
 * The address is that of --base-url, of the stored account called by --account, of RUSHES_BASE_URL,
 * of the first stored account, or the preset one: the first that there is. The key is that of
 * --key-file, of RUSHES_API_KEY, or the keyring's. A key of the keyring belongs to the stored
 * account it was entered for, so it goes to that account's own address and to no other.
 *
 * Pumps the main context while the keyring thinks. Errors are G_IO_ERROR with translated
 * sentences; G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full)
 */
RushesAccount *rushes_cli_account_choose (const RushesCliOptions *options,
                                          GCancellable           *cancellable,
                                          GError                **error);

G_END_DECLS
