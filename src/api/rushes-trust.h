/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesTrust: certificates that are trusted beside the ones that are trusted anyhow. Any thread.
 *
 * A server is believed when one or the other vouches for it; host and dates are looked at either way.
 */
#define RUSHES_TYPE_TRUST (rushes_trust_get_type ())
G_DECLARE_FINAL_TYPE (RushesTrust, rushes_trust, RUSHES, TRUST, GTlsDatabase)

/* Bytes of a file of certificates; one has two thousand. */
#define RUSHES_TRUST_MAX_BYTES (256 * 1024)

/**
 * rushes_trust_read:
 * @bytes: a file in PEM, with one certificate or several
 *
 * Returns: (transfer full): the certificates alone, in PEM: neither a key nor anything else that stood there;
 *   or NULL with RUSHES_ERROR_FAILED
 */
char *rushes_trust_read (GBytes *bytes, GError **error);

/**
 * rushes_trust_describe:
 * @pem: as rushes_trust_read() returned it
 * @until: (out) (optional): the end of the first one's time, in seconds since 1970
 *
 * Returns: (transfer full) (nullable): whom the first one is made out to: its common name, or all that it says
 */
char *rushes_trust_describe (const char *pem, gint64 *until);

/**
 * rushes_trust_new:
 * @anyhow: (nullable): what is trusted anyhow
 *
 * Returns: (transfer full) (nullable): NULL where there is no certificate in @pem
 */
GTlsDatabase *rushes_trust_new (GTlsDatabase *anyhow, const char *pem);

G_END_DECLS
