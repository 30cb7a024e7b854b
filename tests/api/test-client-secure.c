/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-client.h"

#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-test-utils.h"

#include <string.h>

/* Questions over TLS, with an authority of one test: who cannot be believed is told nothing, least of all the
 * key, and who can leads nobody away. */

#define KEY "sk-canary-key-4712"
#define PATH "/minimax/v1/query/video_generation"
#define REPLY "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"QUEUED\"}}"

typedef struct
{
  RushesFaultAuthority *authority;
  RushesFaultServer *server;
  RushesFaultServer *plain; /* another origin, where TLS would be missing */
  RushesAccount *account;
  RushesClient *client;
} Fixture;

static void
trust (RushesFaultAuthority *authority)
{
  g_tls_backend_set_default_database (g_tls_backend_get_default (),
                                      authority != NULL ? rushes_fault_authority_get_database (authority)
                                                        : NULL);
}

static gboolean
set_up (Fixture *fixture, RushesFaultCertificate kind)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  const char *why = NULL;

  if (!rushes_fault_server_can (RUSHES_FAULT_HTTPS, &why))
    {
      g_test_skip (why);
      return FALSE;
    }

  fixture->authority = rushes_fault_authority_new ();
  certificate = rushes_fault_authority_issue (fixture->authority, kind);
  fixture->server = rushes_fault_server_new (RUSHES_FAULT_HTTPS, certificate);
  fixture->plain = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  fixture->account = rushes_account_new ("a", "A", rushes_fault_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  rushes_account_set_key (fixture->account, KEY);
  trust (fixture->authority);
  fixture->client = rushes_client_new ();
  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  g_assert_false (rushes_fault_server_saw (fixture->plain, KEY));
  rushes_test_await_finalize (fixture->client);
  g_object_unref (fixture->account);
  g_object_unref (fixture->server);
  g_object_unref (fixture->plain);
  trust (NULL);
  rushes_fault_authority_free (fixture->authority);
}

static RushesSnapshot *
ask (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_client_query_async (fixture->client, fixture->account, "1", NULL, rushes_test_keep_result, &result);
  return rushes_client_query_finish (fixture->client, rushes_test_await_result (&result, "an answer"), error);
}

static void
script (Fixture *fixture, guint status, const char *fields)
{
  g_autoptr (GBytes) page = g_bytes_new_static (REPLY, strlen (REPLY));
  const RushesFault answer = { .status = status, .fields = fields, .page = page };

  rushes_fault_server_script (fixture->server, PATH, &answer, 1);
}

static void
test_good (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = NULL;
  g_autofree char *credentials = NULL;

  if (!set_up (&fixture, RUSHES_FAULT_CERTIFICATE_GOOD))
    return;
  script (&fixture, 200, "Content-Type: application/json\n");
  snapshot = ask (&fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_WAITING);
  credentials = rushes_fault_server_dup_field (fixture.server, PATH, 0, "Authorization");
  g_assert_cmpstr (credentials, ==, "Bearer " KEY);
  tear_down (&fixture);
}

static void
assert_not_believed (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (fixture, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (fixture->server, NULL), ==, 0);
}

static void
test_certificate (gconstpointer data)
{
  Fixture fixture = { 0 };

  if (!set_up (&fixture, (RushesFaultCertificate) GPOINTER_TO_INT (data)))
    return;
  assert_not_believed (&fixture);
  tear_down (&fixture);
}

static void
test_unknown_authority (void)
{
  Fixture fixture = { 0 };
  g_autoptr (RushesFaultAuthority) other = NULL;

  if (!set_up (&fixture, RUSHES_FAULT_CERTIFICATE_GOOD))
    return;
  other = rushes_fault_authority_new ();
  trust (other);
  rushes_test_await_finalize (fixture.client);
  fixture.client = rushes_client_new ();
  assert_not_believed (&fixture);
  tear_down (&fixture);
}

/* Down to http, to another host, to the same host by another name: none is followed, and the error names
 * where it would have led. */
static void
test_redirects (void)
{
  Fixture fixture = { 0 };
  const struct
  {
    const char *format; /* a port is put in */
    const char *host;
  } cases[] = {
    { "http://127.0.0.1:%u" PATH, "127.0.0.1" },
    { "http://elsewhere.example:%u/", "elsewhere.example" },
    { "https://elsewhere.example:%u/", "elsewhere.example" },
    { "//elsewhere.example:%u/", "elsewhere.example" },
  };

  if (!set_up (&fixture, RUSHES_FAULT_CERTIFICATE_GOOD))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *port = g_strdup_printf ("%u", rushes_fault_server_get_port (fixture.plain));
      g_autoptr (GString) fields = g_string_new ("Location: ");
      g_autoptr (GError) error = NULL;

      g_string_append_printf (fields, "%s\n", cases[i].format);
      g_string_replace (fields, "%u", port, 0);
      script (&fixture, i % 2 == 0 ? 302 : 308, fields->str);
      g_assert_null (ask (&fixture, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REDIRECTED);
      g_assert_cmpstr (rushes_error_get_detail (error)->text, ==, cases[i].host);
    }
  g_assert_cmpuint (rushes_fault_server_get_n_connections (fixture.plain), ==, 0);
  tear_down (&fixture);
}

/* A server that answers without end, or with more headers than anybody reads, fills nothing. */
static void
test_limits (void)
{
  Fixture fixture = { 0 };
  g_autofree guint8 *spaces = g_malloc (3 * 1024 * 1024);
  g_autoptr (GBytes) endless = NULL;
  g_autoptr (GError) too_large = NULL;
  g_autoptr (GError) too_many = NULL;

  if (!set_up (&fixture, RUSHES_FAULT_CERTIFICATE_GOOD))
    return;
  memset (spaces, ' ', 3 * 1024 * 1024);
  endless = g_bytes_new (spaces, 3 * 1024 * 1024);
  {
    const RushesFault body = { .status = 200, .fields = "Content-Type: application/json\n", .page = endless };
    const RushesFault head = { .status = 200, .padding_bytes = 3 * 1024 * 1024 };

    rushes_fault_server_script (fixture.server, PATH, &body, 1);
    rushes_fault_server_script (fixture.server, PATH, &head, 1);
  }
  g_assert_null (ask (&fixture, &too_large));
  g_assert_error (too_large, RUSHES_ERROR, RUSHES_ERROR_REPLY_TOO_LARGE);
  g_assert_null (ask (&fixture, &too_many));
  g_assert_true (too_many->domain == RUSHES_ERROR);
  tear_down (&fixture);
}

#define CERTIFICATE(name, kind)                                                                              \
  g_test_add_data_func ("/api/client-secure/" name, GINT_TO_POINTER (RUSHES_FAULT_CERTIFICATE_##kind),       \
                        test_certificate)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/client-secure/good", test_good);
  CERTIFICATE ("expired", EXPIRED);
  CERTIFICATE ("not-yet-valid", NOT_YET);
  CERTIFICATE ("another-host", WRONG_HOST);
  CERTIFICATE ("self-signed", SELF_SIGNED);
  g_test_add_func ("/api/client-secure/unknown-authority", test_unknown_authority);
  g_test_add_func ("/api/client-secure/redirects", test_redirects);
  g_test_add_func ("/api/client-secure/limits", test_limits);

  return g_test_run ();
}
