/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * rushes_request_attach_key:
 *
 * The one function that puts a key on a message: only if the message goes to the
 * account's own origin and the account has a key. Sets SOUP_MESSAGE_NO_REDIRECT with it,
 * so that the key can travel nowhere else. Call before sending, in the account's thread.
 *
 * Returns: whether the key is on the message
 */
gboolean rushes_request_attach_key (SoupMessage *message, RushesAccount *account);

/**
 * rushes_request_new_query:
 *
 * GET for one task: key, Accept: application/json, no redirects, no authentication manager,
 * no cookies. Returns: (transfer full): or NULL with RUSHES_ERROR_KEY_MISSING
 */
SoupMessage *rushes_request_new_query (RushesAccount *account, const char *task_id, GError **error);

/* The same for the links of one file. */
SoupMessage *rushes_request_new_file (RushesAccount *account, const char *file_id, GError **error);

/* The same for what is left of the key's quota; RUSHES_ERROR_REQUEST_REFUSED where the account's host has no
 * such route. */
SoupMessage *rushes_request_new_usage (RushesAccount *account, GError **error);

/**
 * rushes_request_new_content:
 *
 * The same for the first byte of a video that a gateway passes on itself, to see whether there is one.
 * Returns: (transfer full): or NULL with RUSHES_ERROR_KEY_MISSING, or RUSHES_ERROR_NO_LINK where the
 *   account's host has no such route
 */
SoupMessage *rushes_request_new_content (RushesAccount *account, const char *task_id, GError **error);

G_END_DECLS
