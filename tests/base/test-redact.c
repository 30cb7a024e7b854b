/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-redact.h"

#include <string.h>

static void
assert_hidden (const char *text, const char *secret, const char *stays)
{
  g_autofree char *redacted = rushes_redact (text);

  g_test_message ("%s", redacted);
  g_assert_null (strstr (redacted, secret));
  g_assert_nonnull (strstr (redacted, "[hidden]"));
  if (stays != NULL)
    g_assert_nonnull (strstr (redacted, stays));
}

static void
test_known_key (void)
{
  rushes_redact_add_secret ("canary+key/1");
  assert_hidden ("the key canary+key/1 was refused", "canary", "was refused");
  assert_hidden ("?key=canary%2Bkey%2F1&x", "canary", "key=");
  assert_hidden ("?key=canary%2bkey%2f1&x", "canary", "key=");
  rushes_redact_remove_secret ("canary+key/1");

  {
    g_autofree char *forgotten = rushes_redact ("canary+key/1");
    g_assert_cmpstr (forgotten, ==, "canary+key/1");
  }
}

static void
test_counted (void)
{
  g_autofree char *still = NULL;

  rushes_redact_add_secret ("counted-secret");
  rushes_redact_add_secret ("counted-secret");
  rushes_redact_remove_secret ("counted-secret");
  still = rushes_redact ("counted-secret");
  g_assert_cmpstr (still, ==, "[hidden]");
  rushes_redact_remove_secret ("counted-secret");
}

static void
test_shapes (void)
{
  assert_hidden ("Authorization: Bearer abc.def", "abc", "Authorization: Bearer");
  assert_hidden ("Proxy-Authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "Authorization: Basic");
  assert_hidden ("authorization: token abcdef", "abcdef", "authorization: token");
  assert_hidden ("{\"Authorization\": \"Bearer abcdef\"}", "abcdef", "Authorization");
  assert_hidden ("key sk-AbCdEf123456 refused", "AbCdEf", "refused");
  assert_hidden ("see https://cdn.example/a%2Fb/output.mp4?Expires=1&Signature=5Dm%3D now", "5Dm",
                 "https://cdn.example/a%2Fb/output.mp4?");
  assert_hidden ("{\"url\":\"https:\\/\\/cdn.example\\/o.mp4?Signature=5Dm\"}", "5Dm", "cdn.example");
  assert_hidden ("/login?next=https%3A%2F%2Fcdn.example%2Fo.mp4%3FSignature%3D5Dm&lang=en", "5Dm",
                 "/login?next=");
  assert_hidden ("GET /o.mp4?Expires=1&OSSAccessKeyId=LTAI5t&Signature=5Dm", "LTAI5t",
                 "/o.mp4?Expires=1&OSSAcc");
  assert_hidden ("GET /o.mp4?Expires=1&OSSAccessKeyId=LTAI5t&Signature=5Dm", "5Dm", "Signature=");
  assert_hidden ("x-oss-security-token=CAISx", "CAISx", "security-token=");
  assert_hidden ("X-Amz-Credential=AKIA/20250829", "AKIA", "X-Amz-Credential=");
  assert_hidden ("{\"signature\": \"5Dm\", \"status\": 1}", "5Dm", "\"status\": 1");
  assert_hidden ("X-Api-Key: abcdef", "abcdef", "X-Api-Key");
}

/* As a server may write it, so that it is not found, and comes together again where it is shown. */
static void
test_spelt_otherwise (void)
{
  rushes_redact_add_secret ("canary+key/1");
  assert_hidden ("{\"key\":\"canary+key\\/1\"}", "canary", "key");
  assert_hidden ("{\"key\":\"canary\\u002bkey\\u002F1\"}", "canary", "key");
  assert_hidden ("{\"key\":\"can\\u200bary\\u202E+key\\udb40\\udc61/1\"}", "ary", "key");
  assert_hidden ("can\xe2\x80\xae"
                 "ary+key/1 refused",
                 "ary+key", "refused");
  assert_hidden ("c\xe2\x80\x8b"
                 "anary+\xef\xbb\xbfkey/1",
                 "anary", NULL);
  assert_hidden ("{\"url\":\"https://cdn.example/o.mp4\\u003fSignature\\u003d5Dm\"}", "5Dm", "cdn.example");
  rushes_redact_remove_secret ("canary+key/1");
}

static void
test_ordinary_text_stays (void)
{
  const char *ordinary[] = { "task 306792606023824 finished",
                             "see https://example.org/help",
                             "a risk-free word",
                             "the signature has expired",
                             "an emoji \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb, \\u00e9 and \\\\u0041",
                             "zero\xe2\x80\x8bwidth",
                             "" };

  for (gsize i = 0; i < G_N_ELEMENTS (ordinary); i++)
    {
      g_autofree char *redacted = rushes_redact (ordinary[i]);
      g_assert_cmpstr (redacted, ==, ordinary[i]);
    }
  g_assert_null (rushes_redact (NULL));
}

static void
test_bad_bytes (void)
{
  assert_hidden ("\xff\xfe Bearer abcdef \xc3", "abcdef", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/redact/known-key", test_known_key);
  g_test_add_func ("/base/redact/counted", test_counted);
  g_test_add_func ("/base/redact/shapes", test_shapes);
  g_test_add_func ("/base/redact/spelt-otherwise", test_spelt_otherwise);
  g_test_add_func ("/base/redact/ordinary-text-stays", test_ordinary_text_stays);
  g_test_add_func ("/base/redact/bad-bytes", test_bad_bytes);

  return g_test_run ();
}
