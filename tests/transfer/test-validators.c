/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-validators.h"

static const char *const strong[] = {
  "\"a\"",
  "\"5B3C1A2E053D763E1B002CC607C5A0FE\"",
  "\"5B3C1A2E053D763E1B002CC607C5A0FE-8\"",
  "\"W/\"",
  "\"a'b\\c\"",
  "\"\xe7\x89\x87\"",
  "\"\xff\"",
};

static const char *const not_strong[] = {
  NULL,        "",         "\"", "\"\"",     "abc",      "\"abc",        "abc\"",
  "W/\"abc\"", "w/\"a\"",  "W/", "'abc'",    "\"a\"b\"", "\"a b\"",      "\"a\tb\"",
  "\"a\x7f\"", "\"a\nb\"", "*",  " \"abc\"", "\"abc\" ", "\"a\", \"b\"",
};

static void
test_strong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (strong); i++)
    g_assert_true (rushes_etag_is_strong (strong[i]));
  for (guint i = 0; i < G_N_ELEMENTS (not_strong); i++)
    {
      g_test_message ("%s", not_strong[i] != NULL ? not_strong[i] : "(none)");
      g_assert_false (rushes_etag_is_strong (not_strong[i]));
    }
}

static void
test_equal (void)
{
  /* The table of RFC 9110, 8.8.3.2. */
  g_assert_false (rushes_etag_equal_strong ("W/\"1\"", "W/\"1\""));
  g_assert_false (rushes_etag_equal_strong ("W/\"1\"", "W/\"2\""));
  g_assert_false (rushes_etag_equal_strong ("W/\"1\"", "\"1\""));
  g_assert_true (rushes_etag_equal_strong ("\"1\"", "\"1\""));

  g_assert_false (rushes_etag_equal_strong ("\"1\"", "\"2\""));
  g_assert_false (rushes_etag_equal_strong ("\"a\"", "\"A\""));
  g_assert_false (rushes_etag_equal_strong ("\"1\"", "1"));
  g_assert_false (rushes_etag_equal_strong ("1", "1"));
  g_assert_false (rushes_etag_equal_strong ("\"\"", "\"\""));
  g_assert_false (rushes_etag_equal_strong (NULL, NULL));
  g_assert_false (rushes_etag_equal_strong ("\"1\"", NULL));
  g_assert_false (rushes_etag_equal_strong (NULL, "\"1\""));
}

static void
test_last_modified (void)
{
  static const char *const modified = "Fri, 29 Aug 2025 07:45:35 GMT";

  g_assert_true (rushes_last_modified_is_strong (modified, "Fri, 29 Aug 2025 07:46:35 GMT"));
  g_assert_true (rushes_last_modified_is_strong (modified, "Sat, 30 Aug 2025 00:00:00 GMT"));
  g_assert_true (
    rushes_last_modified_is_strong ("Fri Aug 29 07:45:35 2025", "Sat, 30 Aug 2025 00:00:00 GMT"));

  g_assert_false (rushes_last_modified_is_strong (modified, "Fri, 29 Aug 2025 07:46:34 GMT"));
  g_assert_false (rushes_last_modified_is_strong (modified, modified));
  g_assert_false (rushes_last_modified_is_strong (modified, "Fri, 29 Aug 2025 07:00:00 GMT"));
  g_assert_false (rushes_last_modified_is_strong (NULL, modified));
  g_assert_false (rushes_last_modified_is_strong (modified, NULL));
  g_assert_false (rushes_last_modified_is_strong (NULL, NULL));
  g_assert_false (rushes_last_modified_is_strong ("", modified));
  g_assert_false (rushes_last_modified_is_strong ("yesterday", modified));
  g_assert_false (rushes_last_modified_is_strong (modified, "tomorrow"));
  g_assert_false (rushes_last_modified_is_strong ("1756453535", "1756463535"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/validators/strong", test_strong);
  g_test_add_func ("/transfer/validators/equal", test_equal);
  g_test_add_func ("/transfer/validators/last-modified", test_last_modified);

  return g_test_run ();
}
