/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway-link"

#include "config.h"

#include "demo/rushes-gateway-link.h"

#include <string.h>

#define EXPIRES "?Expires="

static char *
compute_signature (const char *secret, const char *path, const char *key_id, gint64 expires, guint salt)
{
  g_autofree char *text = g_strdup_printf ("GET\n\n\n%" G_GINT64_FORMAT "\n%s\n%s\n%u", expires, path, key_id,
                                           salt);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guint8 *) secret, strlen (secret));
  guint8 digest[20];
  gsize length = sizeof digest;

  g_hmac_update (hmac, (const guint8 *) text, (gssize) strlen (text));
  g_hmac_get_digest (hmac, digest, &length);
  return g_base64_encode (digest, length);
}

char *
rushes_gateway_link_sign (const char *secret, const char *path, const char *key_id, gint64 expires)
{
  g_autofree char *signature = NULL;
  g_autofree char *encoded = NULL;

  for (guint salt = 0;; salt++)
    {
      signature = compute_signature (secret, path, key_id, expires, salt);
      if (strchr (signature, '/') != NULL && strchr (signature, '+') != NULL)
        break;
      g_clear_pointer (&signature, g_free);
    }
  encoded = g_uri_escape_string (signature, NULL, FALSE);
  return g_strdup_printf ("%s" EXPIRES "%" G_GINT64_FORMAT "&OSSAccessKeyId=%s&Signature=%s", path, expires,
                          key_id, encoded);
}

RushesGatewayLinkState
rushes_gateway_link_check (
  const char *secret, const char *path, const char *key_id, const char *target, gint64 now)
{
  const char *query = strstr (target, EXPIRES);
  gint64 expires = query != NULL ? g_ascii_strtoll (query + strlen (EXPIRES), NULL, 10) : 0;
  g_autofree char *signed_target = rushes_gateway_link_sign (secret, path, key_id, expires);

  if (!g_str_equal (signed_target, target))
    return RUSHES_GATEWAY_LINK_FORGED;
  return now < expires ? RUSHES_GATEWAY_LINK_VALID : RUSHES_GATEWAY_LINK_EXPIRED;
}
