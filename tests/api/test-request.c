/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-request.h"

#include "base/rushes-error.h"

static RushesAccount *
make_account (const char *key)
{
  RushesAccount *account = rushes_account_new ("a", "A", "https://gate.example", NULL);

  rushes_account_set_key (account, key);
  return account;
}

static const char *
get_header (SoupMessage *message, const char *name)
{
  return soup_message_headers_get_one (soup_message_get_request_headers (message), name);
}

static void
test_query (void)
{
  g_autoptr (RushesAccount) account = make_account ("canary-key");
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = rushes_request_new_query (account, "306792606023824", &error);
  g_autofree char *uri = NULL;

  g_assert_no_error (error);
  uri = g_uri_to_string (soup_message_get_uri (message));
  g_assert_cmpstr (soup_message_get_method (message), ==, "GET");
  g_assert_cmpstr (uri, ==, "https://gate.example/minimax/v1/query/video_generation?task_id=306792606023824");
  g_assert_cmpstr (get_header (message, "Authorization"), ==, "Bearer canary-key");
  g_assert_cmpstr (get_header (message, "Accept"), ==, "application/json");
  g_assert_null (get_header (message, "Content-Type"));
  g_assert_true (soup_message_query_flags (message, SOUP_MESSAGE_NO_REDIRECT));
  g_assert_true (soup_message_is_feature_disabled (message, SOUP_TYPE_AUTH_MANAGER));
  g_assert_true (soup_message_is_feature_disabled (message, SOUP_TYPE_COOKIE_JAR));
}

static void
assert_common (SoupMessage *message, const char *expected_uri, const char *accept)
{
  g_autofree char *uri = g_uri_to_string (soup_message_get_uri (message));

  g_assert_cmpstr (soup_message_get_method (message), ==, "GET");
  g_assert_cmpstr (uri, ==, expected_uri);
  g_assert_cmpstr (get_header (message, "Authorization"), ==, "Bearer canary-key");
  g_assert_cmpstr (get_header (message, "Accept"), ==, accept);
  g_assert_true (soup_message_query_flags (message, SOUP_MESSAGE_NO_REDIRECT));
  g_assert_true (soup_message_is_feature_disabled (message, SOUP_TYPE_AUTH_MANAGER));
  g_assert_true (soup_message_is_feature_disabled (message, SOUP_TYPE_COOKIE_JAR));
}

static void
test_file (void)
{
  g_autoptr (RushesAccount) account = make_account ("canary-key");
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = rushes_request_new_file (account, "306793063383292", &error);

  g_assert_no_error (error);
  assert_common (message, "https://gate.example/minimax/v1/files/retrieve?file_id=306793063383292",
                 "application/json");
}

static void
test_content (void)
{
  g_autoptr (RushesAccount) account = make_account ("canary-key");
  g_autoptr (RushesAccount) native = rushes_account_new ("b", "B", "https://api.minimax.io", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = rushes_request_new_content (account, "sora-2:a/b", &error);

  g_assert_no_error (error);
  assert_common (message, "https://gate.example/v1/videos/sora-2%3Aa%2Fb/content", "video/*");
  g_assert_cmpstr (get_header (message, "Range"), ==, "bytes=0-0");

  rushes_account_set_key (native, "canary-key");
  g_assert_null (rushes_request_new_content (native, "1", &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_NO_LINK);
}

static void
test_no_key (void)
{
  g_autoptr (RushesAccount) account = make_account (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (rushes_request_new_query (account, "1", &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING);
}

static void
assert_attached (const char *uri, const char *key, gboolean expected)
{
  g_autoptr (RushesAccount) account = make_account (key);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);

  g_assert_cmpint (rushes_request_attach_key (message, account), ==, expected);
  g_assert_cmpint (get_header (message, "Authorization") != NULL, ==, expected);
  g_assert_cmpint (soup_message_query_flags (message, SOUP_MESSAGE_NO_REDIRECT), ==, expected);
}

static void
test_key_goes_nowhere_else (void)
{
  assert_attached ("https://gate.example/v1/videos/1/content", "canary-key", TRUE);
  assert_attached ("https://gate.example:8443/", "canary-key", FALSE);
  assert_attached ("http://gate.example/", "canary-key", FALSE);
  assert_attached ("https://cdn.example/", "canary-key", FALSE);
  assert_attached ("https://gate.example/", NULL, FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/request/query", test_query);
  g_test_add_func ("/api/request/file", test_file);
  g_test_add_func ("/api/request/content", test_content);
  g_test_add_func ("/api/request/no-key", test_no_key);
  g_test_add_func ("/api/request/key-goes-nowhere-else", test_key_goes_nowhere_else);

  return g_test_run ();
}
