/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"

#include <string.h>

static void
check_link (const char *link, gboolean allow_local)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = rushes_signed_link_parse (link, allow_local, &error);
  const char *scheme;

  g_assert_true ((uri != NULL) == (error == NULL));
  if (uri == NULL)
    {
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
      fuzz_target_check_text (error->message);
      return;
    }

  scheme = g_uri_get_scheme (uri);
  g_assert_cmpstr (g_uri_get_host (uri), !=, NULL);
  g_assert_cmpstr (g_uri_get_host (uri), !=, "");
  g_assert_null (g_uri_get_userinfo (uri));
  g_assert_null (g_uri_get_fragment (uri));
  g_assert_true (
    g_str_equal (scheme, "https")
    || (g_str_equal (scheme, "http") && rushes_signed_link_host_is_loopback (g_uri_get_host (uri))));
  g_assert_true (allow_local || !rushes_signed_link_host_is_local (g_uri_get_host (uri)));
  for (const char *p = link; *p != '\0'; p++)
    g_assert_true ((guchar) *p > 0x20 && *p != 0x7f);

  /* What was signed goes over the wire as it came. */
  g_assert_nonnull (strstr (link, g_uri_get_path (uri)));
  if (g_uri_get_query (uri) != NULL)
    g_assert_true (g_str_has_suffix (link, g_uri_get_query (uri)));
}

/* What a name stands for is judged as the same address in a link is, but for the names' own loopback. */
static void
check_address (const guint8 *data, gsize size)
{
  const GSocketFamily family = size >= 16 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *host = NULL;

  if (size < 4)
    return;
  address = g_inet_address_new_from_bytes (data, family);
  host = g_inet_address_to_string (address);
  g_assert_true (!rushes_signed_link_address_is_local (address) || rushes_signed_link_host_is_local (host));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *link = g_strndup ((const char *) data, size);
  g_autofree char *redacted = NULL;

  fuzz_target_prepare ();
  check_link (link, FALSE);
  check_link (link, TRUE);
  check_address (data, size);
  g_assert_cmpint (rushes_signed_link_get_expiry (link), >=, 0);
  redacted = rushes_signed_link_redact (link);
  fuzz_target_check_text (redacted);
  g_assert_null (strchr (redacted, '?'));
  return 0;
}
