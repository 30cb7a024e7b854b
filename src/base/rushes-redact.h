/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Redaction: the key and the signed links are secrets (a link is a key to one video).
 *
 * Text passes through here before it is logged, shown, printed or stored, whenever a
 * server or a person may have put a secret into it. What is hidden is replaced with
 * "[hidden]": keys that this process knows (wherever they stand, also percent-encoded),
 * the value of an Authorization header, anything that looks like "sk-…", the query
 * of every http(s) link (also of one that is encoded within another), and the value of
 * what is called a signature or a token. A secret with JSON escapes or invisible characters
 * in it is found as well; its text then comes back without those. Hiding too much is right, hiding too little is a defect.
 *
 * Any thread.
 */

/**
 * rushes_redact_add_secret:
 * @secret: (nullable): a key in use; shorter than 8 characters is not remembered,
 *   since it would hide ordinary words
 *
 * Has every later rushes_redact() hide @secret. Secrets are counted: remove as often as added.
 */
void rushes_redact_add_secret (const char *secret);
void rushes_redact_remove_secret (const char *secret);

/**
 * rushes_redact:
 * @text: (nullable): UTF-8
 *
 * Returns: (transfer full) (nullable): @text without secrets; NULL for NULL.
 */
char *rushes_redact (const char *text);

G_END_DECLS
