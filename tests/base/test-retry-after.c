/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-retry-after.h"

#define DAY (24 * 60 * 60)
/* Fri, 29 Aug 2025 07:45:35 GMT */
#define NOW G_GINT64_CONSTANT (1756453535)

typedef struct
{
  const char *name;
  const char *header;
  gint64 seconds;
} Example;

static const Example examples[] = {
  { "none", NULL, 0 },
  { "empty", "", 0 },
  { "zero", "0", 0 },
  { "seconds", "120", 120 },
  { "leading-zeros", "0007", 7 },
  { "too-long", "86401", DAY },
  { "a-year", "31536000", DAY },
  { "64-bits", "18446744073709551615", DAY },
  { "more-than-64-bits", "100000000000000000000000", DAY },
  { "negative", "-5", 0 },
  { "sign", "+5", 0 },
  { "fraction", "1.5", 0 },
  { "space", "5 ", 0 },
  { "unit", "5s", 0 },
  { "garbage", "soon", 0 },
  { "date", "Fri, 29 Aug 2025 07:47:35 GMT", 120 },
  { "date-of-now", "Fri, 29 Aug 2025 07:45:35 GMT", 0 },
  { "past-date", "Thu, 28 Aug 2025 07:45:35 GMT", 0 },
  { "far-date", "Sat, 29 Aug 2026 07:45:35 GMT", DAY },
  { "asctime-date", "Fri Aug 29 07:46:35 2025", 60 },
  { "no-such-date", "Fri, 32 Aug 2025 07:45:35 GMT", 0 },
  { "half-a-date", "Fri, 29 Aug", 0 },
};

static void
test_example (gconstpointer data)
{
  const Example *example = data;

  g_assert_cmpint (rushes_retry_after_parse (example->header, NOW, DAY), ==, example->seconds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autofree char *path = g_strconcat ("/base/retry-after/", examples[i].name, NULL);

      g_test_add_data_func (path, &examples[i], test_example);
    }

  return g_test_run ();
}
