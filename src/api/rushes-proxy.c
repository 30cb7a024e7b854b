/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-proxy"

#include "config.h"

#include "api/rushes-proxy.h"

#include "base/rushes-error.h"

#include <string.h>

/* Longer than any host may be, with what belongs to it. */
#define LONGEST 300

static gboolean
is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return FALSE;
    }
  return strlen (text) <= LONGEST;
}

static gboolean
is_proxy (GUri *uri)
{
  static const char *const schemes[] = { "http", "https", "socks4", "socks4a", "socks5", NULL };

  return g_strv_contains (schemes, g_uri_get_scheme (uri)) && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL
         && g_uri_get_fragment (uri) == NULL
         && (*g_uri_get_path (uri) == '\0' || strcmp (g_uri_get_path (uri), "/") == 0);
}

char *
rushes_proxy_normalise (const char *text, GError **error)
{
  g_autofree char *written = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  written = g_strstrip (g_strdup (text));
  whole = strstr (written, "://") != NULL ? g_strdup (written) : g_strconcat ("http://", written, NULL);
  uri = is_plain (whole) ? g_uri_parse (whole, G_URI_FLAGS_NONE, NULL) : NULL;
  if (uri == NULL || !is_proxy (uri))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID, "not a proxy's address");
      return NULL;
    }
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                     g_uri_get_port (uri), "", NULL, NULL);
}

GProxyResolver *
rushes_proxy_new_resolver (const char *proxy)
{
  GProxyResolver *resolver;

  g_return_val_if_fail (proxy != NULL, NULL);

  resolver = g_simple_proxy_resolver_new (NULL, NULL);
  if (strcmp (proxy, RUSHES_PROXY_NONE) != 0)
    g_simple_proxy_resolver_set_uri_proxy (G_SIMPLE_PROXY_RESOLVER (resolver), "https", proxy);
  return resolver;
}
