/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-network.h"

#include "api/rushes-client.h"
#include "api/rushes-proxy.h"
#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-test-proxy.h"
#include "support/rushes-test-utils.h"

#include <string.h>

/* The way that an account's questions take: its proxy, and the authority that it brings along. The system
 * trusts nobody here. */

#define KEY "sk-canary-key-4713"
#define PATH "/minimax/v1/query/video_generation"
#define REPLY "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"QUEUED\"}}"

typedef struct
{
  RushesFaultAuthority *authority;
  RushesFaultAuthority *system;
  RushesFaultServer *server;
  RushesTestProxy *proxy;
  RushesAccount *account;
  RushesClient *client;
  char *host_and_port;
  gboolean is_skipped;
} Fixture;

/* @data: the refusal of the proxy */
static void
set_up_with (Fixture *fixture, RushesFaultCertificate kind, guint refusal)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = g_bytes_new_static (REPLY, strlen (REPLY));
  const RushesFault answer = { .status = 200, .fields = "Content-Type: application/json\n", .page = page };
  g_autofree char *pem = NULL;
  const char *why = NULL;

  fixture->is_skipped = !rushes_fault_server_can (RUSHES_FAULT_HTTPS, &why);
  if (fixture->is_skipped)
    {
      g_test_skip (why);
      return;
    }

  fixture->authority = rushes_fault_authority_new ();
  fixture->system = rushes_fault_authority_new ();
  g_tls_backend_set_default_database (g_tls_backend_get_default (),
                                      rushes_fault_authority_get_database (fixture->system));
  certificate = rushes_fault_authority_issue (fixture->authority, kind);
  fixture->server = rushes_fault_server_new (RUSHES_FAULT_HTTPS, certificate);
  rushes_fault_server_script (fixture->server, PATH, &answer, G_MAXUINT);
  fixture->proxy = rushes_test_proxy_new (refusal);
  fixture->host_and_port = g_strdup_printf ("127.0.0.1:%u", rushes_fault_server_get_port (fixture->server));
  fixture->account = rushes_account_new ("a", "A", rushes_fault_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  rushes_account_set_key (fixture->account, KEY);
  g_file_get_contents (rushes_fault_authority_get_path (fixture->authority), &pem, NULL, &error);
  g_assert_no_error (error);
  rushes_account_set_authority (fixture->account, pem);
  fixture->client = rushes_client_new ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_with (fixture, RUSHES_FAULT_CERTIFICATE_GOOD, GPOINTER_TO_UINT (data));
}

static void
set_up_certificate (Fixture *fixture, gconstpointer data)
{
  set_up_with (fixture, (RushesFaultCertificate) GPOINTER_TO_UINT (data), 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->is_skipped)
    return;
  g_assert_false (rushes_test_proxy_saw (fixture->proxy, KEY));
  rushes_test_await_finalize (fixture->client);
  g_object_unref (fixture->account);
  rushes_test_proxy_free (fixture->proxy);
  g_object_unref (fixture->server);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
  rushes_fault_authority_free (fixture->authority);
  rushes_fault_authority_free (fixture->system);
  g_free (fixture->host_and_port);
}

static RushesSnapshot *
ask (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_client_query_async (fixture->client, fixture->account, "1", NULL, rushes_test_keep_result, &result);
  return rushes_client_query_finish (fixture->client, rushes_test_await_result (&result, "an answer"), error);
}

static void
assert_answered (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = ask (fixture, &error);
  g_autofree char *credentials = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_WAITING);
  credentials = rushes_fault_server_dup_field (fixture->server, PATH, 0, "Authorization");
  g_assert_cmpstr (credentials, ==, "Bearer " KEY);
}

static void
assert_failed (Fixture *fixture, RushesError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = ask (fixture, &error);

  g_assert_null (snapshot);
  g_assert_error (error, RUSHES_ERROR, (int) code);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (fixture->server, NULL), ==, 0);
}

static void
test_authority (Fixture *fixture, gconstpointer data)
{
  if (fixture->is_skipped)
    return;
  assert_answered (fixture);
  g_assert_cmpuint (rushes_test_proxy_get_n_requests (fixture->proxy), ==, 0);
}

/* An account's authority is trusted for nobody else. */
static void
test_no_authority (Fixture *fixture, gconstpointer data)
{
  if (fixture->is_skipped)
    return;
  rushes_account_set_authority (fixture->account, NULL);
  assert_failed (fixture, RUSHES_ERROR_TLS);
}

/* What cannot be read adds nothing. */
static void
test_damaged_authority (Fixture *fixture, gconstpointer data)
{
  if (fixture->is_skipped)
    return;
  rushes_account_set_authority (fixture->account, "-----BEGIN CERTIFICATE-----\nMIIB\n");
  assert_failed (fixture, RUSHES_ERROR_TLS);
}

/* It takes the place of no check. */
static void
test_certificate (Fixture *fixture, gconstpointer data)
{
  if (!fixture->is_skipped)
    assert_failed (fixture, RUSHES_ERROR_TLS);
}

static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  if (fixture->is_skipped)
    return;
  rushes_account_set_proxy (fixture->account, rushes_test_proxy_get_url (fixture->proxy));
  assert_answered (fixture);
  g_assert_cmpuint (rushes_test_proxy_get_n_joined (fixture->proxy, fixture->host_and_port), ==, 1);

  /* From here on without. */
  rushes_account_set_proxy (fixture->account, RUSHES_PROXY_NONE);
  assert_answered (fixture);
  g_assert_cmpuint (rushes_test_proxy_get_n_requests (fixture->proxy), ==, 1);
}

/* What a proxy says is no answer of the service's. */
static void
test_refusing_proxy (Fixture *fixture, gconstpointer data)
{
  if (fixture->is_skipped)
    return;
  rushes_account_set_proxy (fixture->account, rushes_test_proxy_get_url (fixture->proxy));
  assert_failed (fixture, RUSHES_ERROR_UNREACHABLE);
  g_assert_cmpuint (rushes_test_proxy_get_n_requests (fixture->proxy), >, 0);
}

/* Nobody is asked directly where the proxy is away. */
static void
test_absent_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesFaultPort) port = NULL;
  g_autofree char *url = NULL;

  if (fixture->is_skipped)
    return;
  port = rushes_fault_port_new (FALSE);
  url = g_strdup_printf ("http://127.0.0.1:%u", rushes_fault_port_get_port (port));
  rushes_account_set_proxy (fixture->account, url);
  assert_failed (fixture, RUSHES_ERROR_UNREACHABLE);
  rushes_account_set_proxy (fixture->account, "what nobody can read");
  assert_failed (fixture, RUSHES_ERROR_UNREACHABLE);
}

/* Links that lead elsewhere take the proxy, too, but nobody there is believed for the account's sake. */
static void
test_ways (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", 7, "user-agent", "Test/1",
                                                                   NULL);
  g_autoptr (GUri) own = NULL;
  g_autoptr (GUri) foreign = g_uri_parse ("https://cdn.example/v.mp4", SOUP_HTTP_URI_FLAGS, NULL);
  SoupSession *way;

  if (fixture->is_skipped)
    return;
  own = rushes_account_build_query_url (fixture->account, "1");
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  way = rushes_network_choose_session (session, fixture->account, own);
  g_assert_true (way != session);
  g_assert_true (way == rushes_network_choose_session (session, fixture->account, own));
  g_assert_true (session == rushes_network_choose_session (session, fixture->account, foreign));
  g_assert_cmpuint (soup_session_get_timeout (way), ==, 7);
  g_assert_cmpstr (soup_session_get_user_agent (way), ==, "Test/1");
  g_assert_false (soup_session_has_feature (way, SOUP_TYPE_AUTH_MANAGER));

  rushes_account_set_proxy (fixture->account, rushes_test_proxy_get_url (fixture->proxy));
  way = rushes_network_choose_session (session, fixture->account, foreign);
  g_assert_true (way != session);
  g_assert_true (soup_session_get_tls_database (way) == soup_session_get_tls_database (session));
  rushes_network_abort (session);
}

#define ADD(name, data, set_up, func)                                                                        \
  g_test_add ("/api/network/" name, Fixture, GUINT_TO_POINTER (data), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("authority", 0, set_up, test_authority);
  ADD ("no-authority", 0, set_up, test_no_authority);
  ADD ("damaged-authority", 0, set_up, test_damaged_authority);
  ADD ("expired", RUSHES_FAULT_CERTIFICATE_EXPIRED, set_up_certificate, test_certificate);
  ADD ("not-yet-valid", RUSHES_FAULT_CERTIFICATE_NOT_YET, set_up_certificate, test_certificate);
  ADD ("another-host", RUSHES_FAULT_CERTIFICATE_WRONG_HOST, set_up_certificate, test_certificate);
  ADD ("self-signed", RUSHES_FAULT_CERTIFICATE_SELF_SIGNED, set_up_certificate, test_certificate);
  ADD ("proxy", 0, set_up, test_proxy);
  ADD ("proxy-refuses/401", 401, set_up, test_refusing_proxy);
  ADD ("proxy-refuses/403", 403, set_up, test_refusing_proxy);
  ADD ("proxy-refuses/407", 407, set_up, test_refusing_proxy);
  ADD ("proxy-refuses/502", 502, set_up, test_refusing_proxy);
  ADD ("proxy-absent", 0, set_up, test_absent_proxy);
  ADD ("ways", 0, set_up, test_ways);

  return g_test_run ();
}
