/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-content-range.h"

typedef struct
{
  const char *header;
  gint64 first;
  gint64 last;
  gint64 total;
} Good;

static const Good good[] = {
  { "bytes 0-0/1", 0, 0, 1 },
  { "bytes 0-499/1234", 0, 499, 1234 },
  { "bytes 500-1233/1234", 500, 1233, 1234 },
  { "bytes 42-1233/*", 42, 1233, -1 },
  { "Bytes 1-2/3", 1, 2, 3 },
  { "bytes 007-008/009", 7, 8, 9 },
  { "bytes 0-9223372036854775806/9223372036854775807", 0, G_MAXINT64 - 1, G_MAXINT64 },
  { "bytes 9223372036854775806-9223372036854775806/*", G_MAXINT64 - 1, G_MAXINT64 - 1, -1 },
};

static const char *const bad[] = {
  NULL,
  "",
  "bytes",
  "bytes ",
  "bytes 0",
  "bytes 0-",
  "bytes 0-4",
  "bytes 0-4/",
  "bytes -4/5",
  "bytes 0-/5",
  "bytes */5",
  "bytes */*",
  "bytes *",
  "bytes=0-4/5",
  "bytes: 0-4/5",
  "octets 0-4/5",
  "0-4/5",
  " bytes 0-4/5",
  "bytes  0-4/5",
  "bytes\t0-4/5",
  "bytes 0 -4/5",
  "bytes 0- 4/5",
  "bytes 0-4 /5",
  "bytes 0-4/ 5",
  "bytes 0-4/5 ",
  "bytes 0-4/5x",
  "bytes 0-4/*x",
  "bytes 0-4/**",
  "bytes 0-4/5, 5-9/10",
  "bytes +0-4/5",
  "bytes 0-+4/5",
  "bytes 0--4/5",
  "bytes 0-4/+5",
  "bytes 0-4/-5",
  "bytes 0x0-0x4/0x5",
  "bytes 5-4/9",
  "bytes 0-5/5",
  "bytes 9-9/5",
  "bytes 0-0/0",
  "bytes 0-9223372036854775807/*",
  "bytes 0-9223372036854775807/9223372036854775808",
  "bytes 0-4/9223372036854775808",
  "bytes 0-4/18446744073709551621",
  "bytes 18446744073709551616-18446744073709551620/5",
  "bytes 0-4/100000000000000000000000",
  "bytes \xd9\xa0-\xd9\xa4/\xd9\xa5",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      gint64 first, last, total;

      g_test_message ("%s", good[i].header);
      g_assert_true (rushes_content_range_parse (good[i].header, &first, &last, &total));
      g_assert_cmpint (first, ==, good[i].first);
      g_assert_cmpint (last, ==, good[i].last);
      g_assert_cmpint (total, ==, good[i].total);
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gint64 first = 1, last = 2, total = 3;

      g_test_message ("%s", bad[i] != NULL ? bad[i] : "(none)");
      g_assert_false (rushes_content_range_parse (bad[i], &first, &last, &total));
      g_assert_cmpint (first, ==, 1);
      g_assert_cmpint (last, ==, 2);
      g_assert_cmpint (total, ==, 3);
    }
}

static void
test_unsatisfied (void)
{
  static const char *const not_unsatisfied[] = {
    NULL,          "",           "bytes */",   "bytes */*",
    "bytes * /5",  "bytes */-5", "bytes */5 ", "bytes */9223372036854775808",
    "bytes 0-4/5", "octets */5", "bytes  */5",
  };
  gint64 total = -7;

  for (guint i = 0; i < G_N_ELEMENTS (not_unsatisfied); i++)
    {
      g_assert_false (rushes_content_range_parse_unsatisfied (not_unsatisfied[i], &total));
      g_assert_cmpint (total, ==, -7);
    }

  g_assert_true (rushes_content_range_parse_unsatisfied ("bytes */1234", &total));
  g_assert_cmpint (total, ==, 1234);
  g_assert_true (rushes_content_range_parse_unsatisfied ("bytes */0", &total));
  g_assert_cmpint (total, ==, 0);
  g_assert_true (rushes_content_range_parse_unsatisfied ("bytes */9223372036854775807", &total));
  g_assert_cmpint (total, ==, G_MAXINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/content-range/good", test_good);
  g_test_add_func ("/transfer/content-range/bad", test_bad);
  g_test_add_func ("/transfer/content-range/unsatisfied", test_unsatisfied);

  return g_test_run ();
}
