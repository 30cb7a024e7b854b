/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-check.h"
#include "base/rushes-error.h"

#include <string.h>

static RushesUsage *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static (text, strlen (text));

  return rushes_usage_read (body, "r1", error);
}

static void
test_figures (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesUsage) usage
    = read_text ("{\"code\":true,\"message\":\"ok\",\"data\":{\"object\":\"token_usage\",\"name\":\"studio\","
                 "\"total_granted\":5000000,\"total_used\":1250000,\"total_available\":3750000,"
                 "\"unlimited_quota\":false,\"model_limits\":{},\"model_limits_enabled\":false,\"expires_"
                 "at\":1790000000}}",
                 &error);

  g_assert_no_error (error);
  g_assert_cmpint (usage->granted, ==, 5000000);
  g_assert_cmpint (usage->used, ==, 1250000);
  g_assert_cmpint (usage->left, ==, 3750000);
  g_assert_cmpint (usage->valid_until, ==, 1790000000);
  g_assert_false (usage->unlimited);
  g_assert_false (rushes_usage_is_used_up (usage));
  g_assert_false (rushes_usage_has_expired (usage, 1789999999));
  g_assert_true (rushes_usage_has_expired (usage, 1790000000));
}

static void
test_variants (void)
{
  const struct
  {
    const char *text;
    gint64 left;
    gboolean unlimited;
    gboolean used_up;
    gint64 valid_until;
  } cases[] = {
    { "{\"code\":true,\"data\":{\"unlimited_quota\":true,\"total_used\":7}}", -1, TRUE, FALSE, 0 },
    { "{\"code\":true,\"data\":{\"unlimited_quota\":true,\"total_available\":0}}", 0, TRUE, FALSE, 0 },
    { "{\"code\":0,\"data\":{\"total_granted\":\"10\",\"total_used\":\"10\"}}", 0, FALSE, TRUE, 0 },
    { "{\"code\":true,\"data\":{\"total_available\":-20,\"expires_at\":-1}}", 0, FALSE, TRUE, 0 },
    { "{\"data\":{\"total_granted\":5,\"total_used\":9}}", 0, FALSE, TRUE, 0 },
    { "{\"success\":true,\"data\":{\"total_available\":1,\"expires_at\":1790000000000}}", 1, FALSE, FALSE,
      1790000000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesUsage) usage = read_text (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (usage->left, ==, cases[i].left);
      g_assert_cmpint (usage->unlimited, ==, cases[i].unlimited);
      g_assert_cmpint (rushes_usage_is_used_up (usage), ==, cases[i].used_up);
      g_assert_cmpint (usage->valid_until, ==, cases[i].valid_until);
    }
}

static void
test_refused (void)
{
  const struct
  {
    const char *text;
    RushesError error;
  } cases[] = {
    { "", RUSHES_ERROR_REPLY_INVALID },
    { "[]", RUSHES_ERROR_REPLY_INVALID },
    { "{}", RUSHES_ERROR_REPLY_INVALID },
    { "{\"code\":true,\"data\":[]}", RUSHES_ERROR_REPLY_INVALID },
    { "{\"code\":true,\"data\":{\"total_available\":{}}}", RUSHES_ERROR_REPLY_INVALID },
    { "{\"code\":true,\"data\":{\"total_available\":1e400}}", RUSHES_ERROR_REPLY_INVALID },
    { "<!doctype html>", RUSHES_ERROR_NOT_THE_SERVICE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (read_text (cases[i].text, &error));
      g_assert_error (error, RUSHES_ERROR, (int) cases[i].error);
    }
}

static void
test_complaint (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text ("{\"success\":false,\"message\":\"token sk-0123456789abcdef is gone\"}", &error));
  g_assert_nonnull (error);
  g_assert_null (strstr (error->message, "0123456789abcdef"));
}

static GError *
judge (const RushesUsage *usage, RushesError code, const char *service_code)
{
  const RushesErrorDetail detail = { .code = (char *) service_code, .http_status = 401 };
  g_autoptr (RushesCheck) check = rushes_check_new ();
  g_autoptr (GError) error = rushes_error_new_with_detail (code, &detail, "of a test");

  check->usage = rushes_usage_copy (usage);
  return rushes_check_judge (check, error, 1700000000);
}

static void
test_judge (void)
{
  const RushesUsage plenty = { 10, 1, 9, FALSE, 0 };
  const RushesUsage none = { 10, 10, 0, FALSE, 0 };
  const RushesUsage late = { 10, 1, 9, FALSE, 1600000000 };
  const struct
  {
    const RushesUsage *usage;
    RushesError told;
    const char *code;
    int judged; /* -1: all is well */
  } cases[] = {
    { NULL, RUSHES_ERROR_TASK_UNKNOWN, NULL, -1 },
    { &plenty, RUSHES_ERROR_TASK_UNKNOWN, NULL, -1 },
    { NULL, RUSHES_ERROR_REQUEST_REFUSED, "2013", -1 },
    { NULL, RUSHES_ERROR_REQUEST_REFUSED, "7", RUSHES_ERROR_REQUEST_REFUSED },
    { NULL, RUSHES_ERROR_KEY_REFUSED, NULL, RUSHES_ERROR_KEY_REFUSED },
    { &plenty, RUSHES_ERROR_KEY_REFUSED, NULL, RUSHES_ERROR_KEY_REFUSED },
    { &none, RUSHES_ERROR_KEY_REFUSED, NULL, RUSHES_ERROR_BALANCE },
    { &none, RUSHES_ERROR_TASK_UNKNOWN, NULL, RUSHES_ERROR_BALANCE },
    { &late, RUSHES_ERROR_TASK_UNKNOWN, NULL, RUSHES_ERROR_KEY_REFUSED },
    { &none, RUSHES_ERROR_SERVICE, NULL, RUSHES_ERROR_SERVICE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) judged = judge (cases[i].usage, cases[i].told, cases[i].code);

      g_assert_cmpint (judged != NULL ? judged->code : -1, ==, cases[i].judged);
    }
}

static void
test_clock (void)
{
  g_autoptr (RushesCheck) check = rushes_check_new ();

  rushes_check_read_date (check, NULL, 1700000000);
  rushes_check_read_date (check, "yesterday", 1700000000);
  g_assert_cmpint (check->clock_error, ==, 0);
  rushes_check_read_date (check, "Tue, 14 Nov 2023 22:03:20 GMT", 1700000000);
  g_assert_cmpint (check->clock_error, ==, 600);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/usage/figures", test_figures);
  g_test_add_func ("/api/usage/variants", test_variants);
  g_test_add_func ("/api/usage/refused", test_refused);
  g_test_add_func ("/api/usage/complaint", test_complaint);
  g_test_add_func ("/api/usage/judge", test_judge);
  g_test_add_func ("/api/usage/clock", test_clock);

  return g_test_run ();
}
