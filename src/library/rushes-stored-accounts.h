/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * rushes_stored_accounts_read:
 * @path: library.db; absolute
 *
 * The accounts of a library that this process does not open: another one may be at work in it. Reads
 * only, and leaves no trace. Blocks briefly; any thread.
 *
 * Returns: (transfer full) (element-type RushesAccount): in the library's order, without their keys;
 *   empty where there is no library yet; NULL with a RUSHES_ERROR_LIBRARY_*
 */
GPtrArray *rushes_stored_accounts_read (const char *path, GError **error);

G_END_DECLS
