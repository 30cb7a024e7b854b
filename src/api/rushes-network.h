/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * rushes_network_choose_session:
 * @session: the one of those accounts that take the system's way
 *
 * The session through which @uri is to be asked for @account: @session itself, or one that is like it, but takes
 * the account's proxy and, where @uri is on the account's own origin, trusts its authority, too. On the thread
 * of @session.
 *
 * Returns: (transfer none): it lives as long as @session, or until many other ways have been taken
 */
SoupSession *rushes_network_choose_session (SoupSession *session, RushesAccount *account, GUri *uri);

/* Whether the answer to @message is one of a proxy, which would not pass it on: it says nothing of the service. */
gboolean rushes_network_is_refused_by_proxy (SoupMessage *message);

/**
 * rushes_network_new_tls_error:
 * @cause: of G_TLS_ERROR
 *
 * Returns: (transfer full): RUSHES_ERROR_TLS; its detail's code is "tls-missing" where this computer has no TLS
 */
GError *rushes_network_new_tls_error (const GError *cause, const char *message);

/* As soup_session_abort(), of all of them. */
void rushes_network_abort (SoupSession *session);

G_END_DECLS
