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
    /* Invisible: a space without a width, a mark of byte order, a tag; a joiner is of use. */
    { "a\xe2\x80\x8b\xef\xbb\xbf\xf3\xa0\x81\xa1"
      "b",
      10, "ab" },
    { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", 10, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb" },
    { "\xe2\x80\xae\xe2\x80\x8b", 10, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = rushes_text_neutralise (cases[i].text, cases[i].max);
      g_assert_cmpstr (clean, ==, cases[i].expected);
    }
}

/* A letter with a tower of marks would cover the rows above it. */
static void
test_marks (void)
{
  g_autoptr (GString) tower = g_string_new ("a");
  g_autofree char *clean = NULL;

  for (int i = 0; i < 100; i++)
    g_string_append_unichar (tower, 0x301);
  g_string_append_c (tower, 'b');
  clean = rushes_text_neutralise (tower->str, 1000);
  g_assert_cmpint (g_utf8_strlen (clean, -1), ==, 10);
  g_assert_true (g_str_has_suffix (clean, "b"));
}

static void
test_lines (void)
{
  const char *cases[][2] = {
    { "a\nb", "a\nb" },
    { "a\r\nb", "a\nb" },
    { " \n a \n\n\n\n b \n", "a\n\nb" },
    { "a\tb  c", "a b c" },
    { "a\xe2\x80\xa8"
      "b",
      "a\nb" },
    { "\n\xe2\x80\xae\n", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = rushes_text_neutralise_lines (cases[i][0], 20);

      g_assert_cmpstr (clean, ==, cases[i][1]);
    }
  {
    g_autofree char *cut = rushes_text_neutralise_lines ("a\n\nb", 3);

    g_assert_cmpstr (cut, ==, "a…");
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/text/table", test_table);
  g_test_add_func ("/base/text/marks", test_marks);
  g_test_add_func ("/base/text/lines", test_lines);

  return g_test_run ();
}
