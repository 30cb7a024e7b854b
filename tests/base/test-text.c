/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-text.h"

static void
test_table (void)
{
  const struct
  {
    const char *text;
    gsize max;
    const char *expected;
  } cases[] = {
    { NULL, 10, NULL },
    { "", 10, NULL },
    { " \t\n", 10, NULL },
    { " a \n\n b ", 10, "a b" },
    { "a\x1b[31mb", 20, "a [31mb" },
    { "safe\xe2\x80\xae"
      "exe",
      20, "safeexe" },
    { "\xe6\xb5\xb7\xe8\x9e\xba", 1, "\xe6\xb5\xb7\xe2\x80\xa6" },
    { "abcdef", 6, "abcdef" },
    { "abcdef", 3, "abc\xe2\x80\xa6" },
    { "a\xff"
      "b",
      10,
      "a\xef\xbf\xbd"
      "b" },
    { "a\xe2\x80\xa8"
      "b",
      10, "a b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = rushes_text_neutralise (cases[i].text, cases[i].max);
      g_assert_cmpstr (clean, ==, cases[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/text/table", test_table);

  return g_test_run ();
}
