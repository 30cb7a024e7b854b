/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Signed links: URLs that carry their own permission and end. They are secrets, and the
 * signature covers their bytes, so they go over the wire exactly as they came.
 * Pure; any thread.
 */

/* What is longer is refused. */
#define RUSHES_SIGNED_LINK_MAX_BYTES 16384

/**
 * rushes_signed_link_get_expiry:
 *
 * Reads Expires (OSS V1, absolute), x-oss-date + x-oss-expires (OSS V4; a value over 1e9
 * is absolute), X-Amz-Date + X-Amz-Expires. Returns: Unix seconds, or 0 where the link does
 * not say.
 */
gint64 rushes_signed_link_get_expiry (const char *link);

/**
 * rushes_signed_link_parse:
 * @link: as the service sent it
 * @allow_local: whether the account itself is on loopback or a private address
 *
 * Returns: (transfer full): the link byte for byte (split by us and put together with
 * SOUP_HTTP_URI_FLAGS, which keep the encoding); or NULL with RUSHES_ERROR_LINK_REFUSED:
 * another scheme than https (http is for loopback only), no host, user info, a fragment,
 * control bytes or spaces, or a loopback or private address without @allow_local
 */
GUri *rushes_signed_link_parse (const char *link, gboolean allow_local, GError **error);

/* Whether @host is loopback, private, link-local or otherwise no public address, as written. */
gboolean rushes_signed_link_host_is_local (const char *host);

/* The same of an address that a name stands for. Not so for 198.18.0.0/15, which belongs to nobody: proxies
 * on this machine answer with it for every name, and know themselves where a connection goes. */
gboolean rushes_signed_link_address_is_local (GInetAddress *address);

/* Whether @host is this machine itself, as written: only there is plain http allowed. */
gboolean rushes_signed_link_host_is_loopback (const char *host);

/* "https://host/…/output.mp4": for logs and copied text. Returns: (transfer full) */
char *rushes_signed_link_redact (const char *link);

G_END_DECLS
