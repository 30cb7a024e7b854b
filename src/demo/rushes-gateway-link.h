/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Signed links in the way of OSS: whoever has one may fetch one object until it expires. Pure;
 * any thread.
 */

typedef enum
{
  RUSHES_GATEWAY_LINK_VALID,
  RUSHES_GATEWAY_LINK_EXPIRED,
  RUSHES_GATEWAY_LINK_FORGED, /* not, to the byte, what was signed */
} RushesGatewayLinkState;

/**
 * rushes_gateway_link_sign:
 * @secret: what the signature is made with
 * @path: percent-encoded, beginning with "/"
 * @key_id: the public half of the secret, part of the link
 * @expires: Unix time
 *
 * Returns: (transfer full): path and query. The signature always holds a "/", a "+" and a "=",
 *   percent-encoded, as it may in earnest.
 */
char *rushes_gateway_link_sign (const char *secret, const char *path, const char *key_id, gint64 expires);

/* @target: path and query exactly as they came over the wire. */
RushesGatewayLinkState rushes_gateway_link_check (const char *secret,
                                                  const char *path,
                                                  const char *key_id,
                                                  const char *target,
                                                  gint64      now);

G_END_DECLS
