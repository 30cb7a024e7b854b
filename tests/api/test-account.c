/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-account.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"

static RushesAccount *
make_account (const char *base_url)
{
  g_autoptr (GError) error = NULL;
  RushesAccount *account = rushes_account_new ("a", "A", base_url, &error);

  g_assert_no_error (error);
  return account;
}

static void
test_forgiven_addresses (void)
{
  const struct
  {
    const char *written;
    const char *base_url;
  } cases[] = {
    { "https://www.anyapi.vip", "https://www.anyapi.vip" },
    { "  https://www.anyapi.vip/ \n", "https://www.anyapi.vip" },
    { "https://www.anyapi.vip/v1", "https://www.anyapi.vip" },
    { "https://www.anyapi.vip/v1/", "https://www.anyapi.vip" },
    { "https://www.anyapi.vip/minimax/v1", "https://www.anyapi.vip" },
    { "https://www.anyapi.vip//minimax/v1//", "https://www.anyapi.vip" },
    { "www.anyapi.vip", "https://www.anyapi.vip" },
    { "HTTPS://WWW.AnyAPI.vip:443", "https://www.anyapi.vip" },
    { "https://gate.example:8443/relay/v1/", "https://gate.example:8443/relay" },
    { "http://127.0.0.1:8080/", "http://127.0.0.1:8080" },
    { "http://localhost", "http://localhost" },
    { "http://[::1]:8080", "http://[::1]:8080" },
    { "https://例え.example", "https://xn--r8jz45g.example" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesAccount) account = make_account (cases[i].written);
      g_assert_cmpstr (rushes_account_get_base_url (account), ==, cases[i].base_url);
    }
}

static void
test_refused_addresses (void)
{
  const char *written[] = { "",
                            " ",
                            "https://",
                            "http://www.anyapi.vip",
                            "http://192.168.1.1",
                            "ftp://www.anyapi.vip",
                            "file:///tmp",
                            "https://user:pw@www.anyapi.vip",
                            "https://www.anyapi.vip/?a=b",
                            "https://www.anyapi.vip/#a",
                            "https://www.anyapi.vip:99999",
                            "not an address" };

  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesAccount) account = rushes_account_new ("a", "A", written[i], &error);

      g_test_message ("%s", written[i]);
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID);
      g_assert_null (account);
    }
}

static void
assert_query_url (const char *base_url, const char *task_id, const char *expected)
{
  g_autoptr (RushesAccount) account = make_account (base_url);
  g_autoptr (GUri) uri = rushes_account_build_query_url (account, task_id);
  g_autofree char *text = g_uri_to_string (uri);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_query_url (void)
{
  assert_query_url ("https://www.anyapi.vip", "306792606023824",
                    "https://www.anyapi.vip/minimax/v1/query/video_generation?task_id=306792606023824");
  assert_query_url ("https://gate.example:8443/relay", "veo3.1:a/b&c=d e+#é",
                    "https://gate.example:8443/relay/minimax/v1/query/video_generation"
                    "?task_id=veo3.1%3Aa%2Fb%26c%3Dd%20e%2B%23%C3%A9");
  assert_query_url ("https://api.minimax.io/v1", "1",
                    "https://api.minimax.io/v1/query/video_generation?task_id=1");
  assert_query_url ("https://API.MiniMaxi.com", "1",
                    "https://api.minimaxi.com/v1/query/video_generation?task_id=1");
  assert_query_url ("https://api.minimax.io.example.com", "1",
                    "https://api.minimax.io.example.com/minimax/v1/query/video_generation?task_id=1");
}

static void
assert_file_url (const char *base_url, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesAccount) account = rushes_account_new ("a", "A", base_url, &error);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  uri = rushes_account_build_file_url (account, "306793063383292");
  text = g_uri_to_string (uri);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_file_urls (void)
{
  assert_file_url ("https://gate.example",
                   "https://gate.example/minimax/v1/files/retrieve?file_id=306793063383292");
  assert_file_url ("https://gate.example/relay/v1/",
                   "https://gate.example/relay/minimax/v1/files/retrieve?file_id=306793063383292");
  assert_file_url ("https://api.minimax.io/v1",
                   "https://api.minimax.io/v1/files/retrieve?file_id=306793063383292");
  assert_file_url ("https://api.minimaxi.com",
                   "https://api.minimaxi.com/v1/files/retrieve?file_id=306793063383292");
}

static void
test_keys (void)
{
  const struct
  {
    const char *pasted;
    const char *key;
  } cases[] = {
    { "sk-abcdefgh", "sk-abcdefgh" },
    { "  sk-abcdefgh\r\n", "sk-abcdefgh" },
    { "Bearer sk-abcdefgh", "sk-abcdefgh" },
    { "\"sk-abcdefgh\"", "sk-abcdefgh" },
    { "“sk-abcdefgh”", "sk-abcdefgh" },
    { "'bearer  sk-abcdefgh'", "sk-abcdefgh" },
    { "Authorization: Bearer sk-abcdefgh", "sk-abcdefgh" },
    { "sk-abcd\nefgh", "sk-abcdefgh" },
    { "sk-abcd\r\nX-Evil: 1", "sk-abcd" },
    { "\xe2\x80\x8bsk-abcdefgh", "sk-abcdefgh" },
    { "export ANYAPI_KEY=\"sk-abcdefgh\"", "sk-abcdefgh" },
    { "bearerless", "bearerless" },
    { "", NULL },
    { " \n", NULL },
    { "Bearer ", NULL },
    { NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesAccount) account = make_account ("https://www.anyapi.vip");

      rushes_account_set_key (account, cases[i].pasted);
      g_assert_cmpstr (rushes_account_peek_key (account), ==, cases[i].key);
      g_assert_cmpint (rushes_account_has_key (account), ==, cases[i].key != NULL);
    }
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_has_key_is_notified (void)
{
  g_autoptr (RushesAccount) account = make_account ("https://www.anyapi.vip");
  guint n_notified = 0;

  g_signal_connect (account, "notify::has-key", G_CALLBACK (count_cb), &n_notified);
  rushes_account_set_key (account, "canary-one");
  g_assert_cmpuint (n_notified, ==, 1);
  rushes_account_set_key (account, "canary-one");
  rushes_account_set_key (account, "canary-two");
  g_assert_cmpuint (n_notified, ==, 1);
  rushes_account_set_key (account, NULL);
  g_assert_cmpuint (n_notified, ==, 2);
}

static void
test_name (void)
{
  g_autoptr (RushesAccount) account = make_account ("https://www.anyapi.vip");
  guint n_notified = 0;

  g_assert_cmpstr (rushes_account_get_id (account), ==, "a");
  g_assert_cmpstr (rushes_account_get_name (account), ==, "A");
  g_signal_connect (account, "notify::name", G_CALLBACK (count_cb), &n_notified);
  g_object_set (account, "name", "A", NULL);
  g_object_set (account, "name", "B", NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (rushes_account_get_name (account), ==, "B");
}

static void
test_folder (void)
{
  g_autoptr (RushesAccount) account = make_account ("https://www.anyapi.vip");
  guint n_notified = 0;

  g_assert_null (rushes_account_get_folder (account));
  g_signal_connect (account, "notify::folder", G_CALLBACK (count_cb), &n_notified);
  rushes_account_set_folder (account, "file:///films");
  g_object_set (account, "folder", "file:///films", NULL);
  g_assert_cmpstr (rushes_account_get_folder (account), ==, "file:///films");
  g_assert_cmpuint (n_notified, ==, 1);
  rushes_account_set_folder (account, "");
  g_assert_null (rushes_account_get_folder (account));
  g_assert_cmpuint (n_notified, ==, 2);
}

static void
assert_redacted (const char *text, const char *expected)
{
  g_autofree char *redacted = rushes_redact (text);

  g_assert_cmpstr (redacted, ==, expected);
}

static void
test_key_is_redacted_while_it_is_known (void)
{
  RushesAccount *account = make_account ("https://www.anyapi.vip");

  rushes_account_set_key (account, "canary-one");
  assert_redacted ("key canary-one", "key [hidden]");
  rushes_account_set_key (account, "canary-two");
  assert_redacted ("keys canary-one canary-two", "keys canary-one [hidden]");
  g_object_unref (account);
  assert_redacted ("key canary-two", "key canary-two");
}

static void
test_owns (void)
{
  const struct
  {
    const char *uri;
    gboolean own;
  } cases[] = {
    { "https://www.anyapi.vip/v1/videos/1/content", TRUE },
    { "https://WWW.anyapi.vip:443/x", TRUE },
    { "https://www.anyapi.vip:8443/x", FALSE },
    { "http://www.anyapi.vip/x", FALSE },
    { "https://anyapi.vip/x", FALSE },
    { "https://www.anyapi.vip.example.com/x", FALSE },
  };
  g_autoptr (RushesAccount) account = make_account ("https://www.anyapi.vip");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUri) uri = g_uri_parse (cases[i].uri, G_URI_FLAGS_NONE, NULL);

      g_test_message ("%s", cases[i].uri);
      g_assert_cmpint (rushes_account_owns (account, uri), ==, cases[i].own);
    }
}

static void
test_local (void)
{
  g_autoptr (RushesAccount) public = make_account ("https://www.anyapi.vip");
  g_autoptr (RushesAccount) loopback = make_account ("http://127.0.0.1:1");
  g_autoptr (RushesAccount) private = make_account ("https://192.168.1.1");

  g_assert_false (rushes_account_is_local (public));
  g_assert_true (rushes_account_is_local (loopback));
  g_assert_true (rushes_account_is_local (private));
}

static void
test_environment (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesAccount) account = NULL;

  g_unsetenv ("RUSHES_BASE_URL");
  g_unsetenv ("RUSHES_API_KEY");
  g_assert_null (rushes_account_new_from_environment (&error));
  g_assert_no_error (error);

  g_setenv ("RUSHES_BASE_URL", "https://gate.example/v1", TRUE);
  g_assert_null (rushes_account_new_from_environment (&error));
  g_setenv ("RUSHES_API_KEY", "", TRUE);
  g_assert_null (rushes_account_new_from_environment (&error));
  g_assert_no_error (error);

  g_setenv ("RUSHES_API_KEY", "canary-key", TRUE);
  account = rushes_account_new_from_environment (&error);
  g_assert_no_error (error);
  g_assert_cmpstr (rushes_account_get_id (account), ==, RUSHES_ACCOUNT_ENVIRONMENT);
  g_assert_cmpstr (rushes_account_get_base_url (account), ==, "https://gate.example");
  g_assert_cmpstr (rushes_account_peek_key (account), ==, "canary-key");

  g_setenv ("RUSHES_BASE_URL", "http://gate.example", TRUE);
  g_assert_null (rushes_account_new_from_environment (&error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_ADDRESS_INVALID);
}

/* The programs that are started from here on inherit nothing. */
static void
test_taken (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesAccount) account = NULL;
  g_autofree char *message = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  g_unsetenv ("RUSHES_API_KEY");
  g_assert_true (g_setenv ("RUSHES_BASE_URL", "https://gateway.example", TRUE));
  rushes_account_take_environment ();
  g_assert_null (rushes_account_new_from_environment (&error));
  g_assert_true (g_setenv ("RUSHES_API_KEY", "canary-key-4713", TRUE));
  rushes_account_take_environment ();
  g_assert_null (g_getenv ("RUSHES_API_KEY"));
  /* As often as the window is opened again. */
  for (int i = 0; i < 2; i++)
    {
      g_clear_object (&account);
      account = rushes_account_new_from_environment (&error);
      g_assert_no_error (error);
      g_assert_cmpstr (rushes_account_peek_key (account), ==, "canary-key-4713");
    }
  g_clear_object (&account);
  message = rushes_redact ("canary-key-4713");
  g_assert_cmpstr (message, ==, "[hidden]");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/account/forgiven-addresses", test_forgiven_addresses);
  g_test_add_func ("/api/account/refused-addresses", test_refused_addresses);
  g_test_add_func ("/api/account/query-url", test_query_url);
  g_test_add_func ("/api/account/file-urls", test_file_urls);
  g_test_add_func ("/api/account/keys", test_keys);
  g_test_add_func ("/api/account/has-key-is-notified", test_has_key_is_notified);
  g_test_add_func ("/api/account/name", test_name);
  g_test_add_func ("/api/account/folder", test_folder);
  g_test_add_func ("/api/account/key-is-redacted-while-it-is-known", test_key_is_redacted_while_it_is_known);
  g_test_add_func ("/api/account/owns", test_owns);
  g_test_add_func ("/api/account/local", test_local);
  g_test_add_func ("/api/account/environment", test_environment);
  g_test_add_func ("/api/account/taken", test_taken);

  return g_test_run ();
}
