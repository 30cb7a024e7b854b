/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-client.h"

#include "api/rushes-failure.h"
#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-test-utils.h"

/* A computer without glib-networking. */

static void
test_said_in_words (void)
{
  g_autoptr (RushesFaultServer) server = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  g_autofree char *base_url = g_strdup_printf ("https://127.0.0.1:%u", rushes_fault_server_get_port (server));
  g_autoptr (RushesAccount) account = rushes_account_new ("a", "A", base_url, NULL);
  RushesClient *client = rushes_client_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RushesSnapshot) snapshot = NULL;
  g_autoptr (RushesFailure) failure = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (g_tls_backend_supports_tls (g_tls_backend_get_default ()));
  rushes_account_set_key (account, "sk-canary-key-4714");
  rushes_client_query_async (client, account, "1", NULL, rushes_test_keep_result, &result);
  snapshot = rushes_client_query_finish (client, rushes_test_await_result (&result, "an answer"), &error);
  g_assert_null (snapshot);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_TLS);

  failure = rushes_failure_new_from_error (error);
  g_assert_cmpstr (rushes_failure_get_code (failure), ==, "tls-missing");
  g_assert_cmpint (rushes_failure_get_side (failure), ==, RUSHES_SIDE_COMPUTER);
  g_assert_cmpstr (rushes_failure_get_message (failure), ==,
                   "This computer lacks what secure connections are made with.");
  g_assert_false (rushes_fault_server_saw (server, "sk-canary-key-4714"));
  g_clear_object (&result);
  rushes_test_await_finalize (client);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GIO_USE_TLS", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/no-tls/said-in-words", test_said_in_words);

  return g_test_run ();
}
