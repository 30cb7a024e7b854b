/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-network"

#include "config.h"

#include "api/rushes-network.h"

#include "api/rushes-proxy.h"
#include "api/rushes-trust.h"
#include "base/rushes-error.h"

#define KEPT "rushes-network"

/* People have a few; one that changes leaves the way that it took behind. */
#define MOST_WAYS 16

/* What was taken out of the one is not in the other. */
static void
copy_features (SoupSession *from, SoupSession *to)
{
  const GType types[] = { SOUP_TYPE_AUTH_MANAGER, SOUP_TYPE_CONTENT_DECODER, SOUP_TYPE_CONTENT_SNIFFER,
                          SOUP_TYPE_COOKIE_JAR };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (!soup_session_has_feature (from, types[i]))
        soup_session_remove_feature_by_type (to, types[i]);
    }
}

static SoupSession *
new_like (SoupSession *session)
{
  SoupSession *twin = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  int max_connections;
  int max_connections_per_host;

  g_object_get (session, "max-conns", &max_connections, "max-conns-per-host", &max_connections_per_host,
                "tls-database", &database, NULL);
  twin = soup_session_new_with_options ("max-conns", max_connections, "max-conns-per-host",
                                        max_connections_per_host, "timeout",
                                        soup_session_get_timeout (session), "idle-timeout",
                                        soup_session_get_idle_timeout (session), "user-agent",
                                        soup_session_get_user_agent (session), NULL);
  copy_features (session, twin);
  if (database != NULL)
    soup_session_set_tls_database (twin, database);
  return twin;
}

static SoupSession *
new_way (SoupSession *session, const char *proxy, const char *authority)
{
  SoupSession *way = new_like (session);

  if (proxy != NULL)
    {
      g_autoptr (GProxyResolver) resolver = rushes_proxy_new_resolver (proxy);

      soup_session_set_proxy_resolver (way, resolver);
    }
  if (authority != NULL)
    {
      g_autoptr (GTlsDatabase) trust = rushes_trust_new (soup_session_get_tls_database (way), authority);

      if (trust != NULL)
        soup_session_set_tls_database (way, trust);
      else
        g_message ("An account's certificates are left out: they cannot be read");
    }
  return way;
}

static GHashTable *
get_ways (SoupSession *session)
{
  GHashTable *ways = g_object_get_data (G_OBJECT (session), KEPT);

  if (ways == NULL)
    {
      ways = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
      g_object_set_data_full (G_OBJECT (session), KEPT, ways, (GDestroyNotify) g_hash_table_unref);
    }
  return ways;
}

SoupSession *
rushes_network_choose_session (SoupSession *session, RushesAccount *account, GUri *uri)
{
  const char *proxy;
  const char *authority;
  g_autofree char *key = NULL;
  GHashTable *ways;
  SoupSession *way;

  g_return_val_if_fail (SOUP_IS_SESSION (session), NULL);
  g_return_val_if_fail (RUSHES_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  proxy = rushes_account_get_proxy (account);
  authority = rushes_account_owns (account, uri) ? rushes_account_get_authority (account) : NULL;
  if (proxy == NULL && authority == NULL)
    return session;

  ways = get_ways (session);
  key = g_strconcat (proxy != NULL ? proxy : "", "\n", authority, NULL);
  way = g_hash_table_lookup (ways, key);
  if (way == NULL)
    {
      if (g_hash_table_size (ways) >= MOST_WAYS)
        g_hash_table_remove_all (ways);
      way = new_way (session, proxy, authority);
      g_hash_table_insert (ways, g_steal_pointer (&key), way);
    }
  return way;
}

/* libsoup hands a refusal of CONNECT on as if it were the answer; only nobody has shown a certificate. */
gboolean
rushes_network_is_refused_by_proxy (SoupMessage *message)
{
  g_return_val_if_fail (SOUP_IS_MESSAGE (message), FALSE);

  return g_str_equal (g_uri_get_scheme (soup_message_get_uri (message)), "https")
         && soup_message_get_tls_peer_certificate (message) == NULL;
}

GError *
rushes_network_new_tls_error (const GError *cause, const char *message)
{
  static const RushesErrorDetail missing = { .code = (char *) "tls-missing" };

  g_return_val_if_fail (cause != NULL, NULL);

  return g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE)
           ? rushes_error_new_with_detail (RUSHES_ERROR_TLS, &missing, "%s", message)
           : g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_TLS, message);
}

void
rushes_network_abort (SoupSession *session)
{
  GHashTable *ways = g_object_get_data (G_OBJECT (session), KEPT);
  GHashTableIter iter;
  gpointer way;

  soup_session_abort (session);
  if (ways == NULL)
    return;
  g_hash_table_iter_init (&iter, ways);
  while (g_hash_table_iter_next (&iter, NULL, &way))
    soup_session_abort (way);
}
