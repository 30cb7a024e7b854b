/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-failure.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"

#include <string.h>

static void
test_codes (void)
{
  const struct
  {
    const char *code;
    RushesSide side;
  } cases[] = {
    { "1000", RUSHES_SIDE_SERVICE },
    { "1001", RUSHES_SIDE_SERVICE },
    { "1002", RUSHES_SIDE_SERVICE },
    { "1004", RUSHES_SIDE_KEY },
    { "1008", RUSHES_SIDE_BALANCE },
    { "1024", RUSHES_SIDE_SERVICE },
    { "1026", RUSHES_SIDE_PROMPT },
    { "1027", RUSHES_SIDE_PROMPT },
    { "1033", RUSHES_SIDE_SERVICE },
    { "1039", RUSHES_SIDE_SERVICE },
    { "1041", RUSHES_SIDE_SERVICE },
    { "1042", RUSHES_SIDE_PROMPT },
    { "2013", RUSHES_SIDE_REQUEST },
    { "2038", RUSHES_SIDE_KEY },
    { "2049", RUSHES_SIDE_KEY },
    { "2056", RUSHES_SIDE_BALANCE },
    { "task_not_exist", RUSHES_SIDE_REQUEST },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new (cases[i].code, "whatever", "req-1");
      g_autoptr (RushesFailure) unexplained = rushes_failure_new ("9999", "whatever", "req-1");

      g_test_message ("%s", cases[i].code);
      g_assert_cmpint (rushes_failure_get_side (failure), ==, cases[i].side);
      g_assert_cmpstr (rushes_failure_get_code (failure), ==, cases[i].code);
      g_assert_cmpstr (rushes_failure_get_text (failure), ==, "whatever");
      g_assert_cmpstr (rushes_failure_get_request_id (failure), ==, "req-1");
      g_assert_cmpstr (rushes_failure_get_message (failure), !=, rushes_failure_get_message (unexplained));
      g_assert_cmpuint (strlen (rushes_failure_get_hint (failure)), >, 0);
      g_assert_null (strstr (rushes_failure_get_message (failure), "whatever"));
    }
}

static void
test_texts (void)
{
  const struct
  {
    const char *text;
    const char *code;
    RushesSide side;
  } cases[] = {
    { "input new_sensitive", "prompt-sensitive", RUSHES_SIDE_PROMPT },
    { "Output sensitive content", "video-sensitive", RUSHES_SIDE_PROMPT },
    { "提示词包含敏感内容", "prompt-sensitive", RUSHES_SIDE_PROMPT },
    { "该令牌额度已用尽", "balance", RUSHES_SIDE_BALANCE },
    { "用户余额不足", "balance", RUSHES_SIDE_BALANCE },
    { "insufficient balance", "balance", RUSHES_SIDE_BALANCE },
    { "无效的令牌", "key-refused", RUSHES_SIDE_KEY },
    { "Invalid API key", "key-refused", RUSHES_SIDE_KEY },
    { "任务超时（60分钟）", "timeout", RUSHES_SIDE_SERVICE },
    { "upstream request timed out", "timeout", RUSHES_SIDE_SERVICE },
    { "当前分组上游负载已饱和，请稍后再试", "busy", RUSHES_SIDE_SERVICE },
    { "请求上游地址失败", "internal", RUSHES_SIDE_SERVICE },
    { "invalid params, duration", "parameters", RUSHES_SIDE_REQUEST },
    { "invalid image format", "picture", RUSHES_SIDE_PROMPT },
    { "something nobody has read", "failed", RUSHES_SIDE_SERVICE },
    { "", "failed", RUSHES_SIDE_SERVICE },
    { NULL, "failed", RUSHES_SIDE_SERVICE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new (NULL, cases[i].text, NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (rushes_failure_get_code (failure), ==, cases[i].code);
      g_assert_cmpint (rushes_failure_get_side (failure), ==, cases[i].side);
    }
}

static void
test_text_is_made_harmless (void)
{
  g_autofree char *endless = g_strnfill (5000, 'x');
  g_autofree char *text = g_strconcat ("line one\nkey canary-secret\xe2\x80\xae\x1b ",
                                       "https://cdn.example/o.mp4?Signature=5Dm ", endless, NULL);
  g_autoptr (RushesFailure) failure = NULL;
  const char *shown;

  rushes_redact_add_secret ("canary-secret");
  failure = rushes_failure_new ("canary-secret", text, "canary-secret");
  rushes_redact_remove_secret ("canary-secret");

  shown = rushes_failure_get_text (failure);
  g_assert_true (g_str_has_prefix (shown, "line one key [hidden]"));
  g_assert_null (strstr (shown, "5Dm"));
  g_assert_cmpint (g_utf8_strlen (shown, -1), <=, 301);
  g_assert_cmpstr (rushes_failure_get_code (failure), ==, "[hidden]");
  g_assert_cmpstr (rushes_failure_get_request_id (failure), ==, "[hidden]");
}

static void
test_every_error_has_words (void)
{
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int code = RUSHES_ERROR_FAILED; code <= RUSHES_ERROR_MEDIA_HELPER; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, code, "for the log only");
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      g_assert_cmpuint (strlen (rushes_failure_get_message (failure)), >, 0);
      g_assert_cmpuint (strlen (rushes_failure_get_hint (failure)), >, 0);
      g_assert_null (strstr (rushes_failure_get_message (failure), "log only"));
      g_assert_null (rushes_failure_get_text (failure));
      g_assert_true (g_hash_table_add (codes, g_strdup (rushes_failure_get_code (failure))));
    }
}

static void
test_error_detail (void)
{
  const RushesErrorDetail detail = { (char *) "2049", (char *) "invalid api key", (char *) "req-7", 200, 0 };
  g_autoptr (GError) error = rushes_error_new_with_detail (RUSHES_ERROR_KEY_REFUSED, &detail, "refused");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  g_assert_cmpint (rushes_failure_get_side (failure), ==, RUSHES_SIDE_KEY);
  g_assert_cmpint (rushes_failure_get_remedy (failure), ==, RUSHES_REMEDY_ENTER_KEY);
  g_assert_cmpstr (rushes_failure_get_code (failure), ==, "2049");
  g_assert_cmpstr (rushes_failure_get_text (failure), ==, "invalid api key");
  g_assert_cmpstr (rushes_failure_get_request_id (failure), ==, "req-7");
}

static void
assert_redirect (const char *host, gboolean named)
{
  const RushesErrorDetail detail = { NULL, (char *) host, NULL, 301, 0 };
  g_autoptr (GError) error = rushes_error_new_with_detail (RUSHES_ERROR_REDIRECTED, &detail, "redirected");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  g_assert_cmpint (strstr (rushes_failure_get_message (failure), "elsewhere.example") != NULL, ==, named);
  g_assert_null (strstr (rushes_failure_get_message (failure), "canary-redirected"));
}

static void
test_redirect_names_the_host (void)
{
  assert_redirect ("elsewhere.example", TRUE);
  assert_redirect ("elsewhere.example is where your key belongs", FALSE);
  assert_redirect (NULL, FALSE);

  /* It may hold the key: as a label, too. */
  rushes_redact_add_secret ("canary-redirected");
  assert_redirect ("canary-redirected.elsewhere.example", TRUE);
}

static void
test_names_the_codec (void)
{
  const RushesErrorDetail detail = { .text = (char *) "H.265 (Main Profile)" };
  g_autoptr (GError) error = rushes_error_new_with_detail (RUSHES_ERROR_CODEC_MISSING, &detail, "no decoder");
  g_autoptr (GError) unnamed = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_CODEC_MISSING, "no decoder");
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);
  g_autoptr (RushesFailure) unnamed_failure = rushes_failure_new_from_error (unnamed);

  g_assert_nonnull (strstr (rushes_failure_get_message (failure), "H.265 (Main Profile)"));
  g_assert_null (strstr (rushes_failure_get_message (unnamed_failure), "%s"));
  g_assert_cmpstr (rushes_failure_get_code (failure), ==, "codec-missing");
}

static void
test_foreign_errors (void)
{
  const struct
  {
    GQuark domain;
    int code;
    const char *word;
  } cases[] = {
    { G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk-full" },
    { G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "folder-unwritable" },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "unreachable" },
    { G_IO_ERROR, G_IO_ERROR_FAILED, "failed" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "unreachable" },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "tls" },
    { G_MARKUP_ERROR, 0, "failed" },
    { RUSHES_ERROR, 4711, "failed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "x");
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      g_assert_cmpstr (rushes_failure_get_code (failure), ==, cases[i].word);
    }
}

static void
test_equal (void)
{
  g_autoptr (RushesFailure) one = rushes_failure_new ("1026", "text", "req-1");
  g_autoptr (RushesFailure) same = rushes_failure_new ("1026", "text", "req-2");
  g_autoptr (RushesFailure) other_code = rushes_failure_new ("1027", "text", "req-1");
  g_autoptr (RushesFailure) other_text = rushes_failure_new ("1026", NULL, "req-1");

  g_assert_true (rushes_failure_equal (one, one));
  g_assert_true (rushes_failure_equal (one, same));
  g_assert_true (rushes_failure_equal (NULL, NULL));
  g_assert_false (rushes_failure_equal (one, other_code));
  g_assert_false (rushes_failure_equal (one, other_text));
  g_assert_false (rushes_failure_equal (one, NULL));
}

static void
test_sides (void)
{
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_PROMPT), ==, "prompt");
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_KEY), ==, "key");
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_BALANCE), ==, "balance");
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_REQUEST), ==, "request");
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_SERVICE), ==, "service");
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_NETWORK), ==, "network");
  g_assert_cmpstr (rushes_side_to_string (RUSHES_SIDE_COMPUTER), ==, "computer");
}

/* What was stored of one reads as before. */
static void
test_from_record (void)
{
  g_autoptr (GError) error = g_error_new (RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "no space");
  g_autoptr (RushesFailure) ours = rushes_failure_new_from_error (error);
  g_autoptr (RushesFailure) ours_again = rushes_failure_new_from_record (rushes_failure_get_code (ours),
                                                                         NULL);
  g_autoptr (RushesFailure) theirs = rushes_failure_new ("1026", "sensitive", "request");
  g_autoptr (RushesFailure) theirs_again = rushes_failure_new_from_record ("1026", "sensitive");
  g_autoptr (RushesFailure) nothing = rushes_failure_new_from_record (NULL, NULL);

  g_assert_true (rushes_failure_equal (ours, ours_again));
  g_assert_cmpstr (rushes_failure_get_message (ours), ==, rushes_failure_get_message (ours_again));
  g_assert_cmpint (rushes_failure_get_remedy (ours), ==, rushes_failure_get_remedy (ours_again));
  g_assert_true (rushes_failure_equal (theirs, theirs_again));
  g_assert_nonnull (rushes_failure_get_message (nothing));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/failure/codes", test_codes);
  g_test_add_func ("/api/failure/texts", test_texts);
  g_test_add_func ("/api/failure/text-is-made-harmless", test_text_is_made_harmless);
  g_test_add_func ("/api/failure/every-error-has-words", test_every_error_has_words);
  g_test_add_func ("/api/failure/error-detail", test_error_detail);
  g_test_add_func ("/api/failure/redirect-names-the-host", test_redirect_names_the_host);
  g_test_add_func ("/api/failure/names-the-codec", test_names_the_codec);
  g_test_add_func ("/api/failure/foreign-errors", test_foreign_errors);
  g_test_add_func ("/api/failure/equal", test_equal);
  g_test_add_func ("/api/failure/sides", test_sides);
  g_test_add_func ("/api/failure/from-record", test_from_record);

  return g_test_run ();
}
