/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "transfer/rushes-content-range.h"
#include "transfer/rushes-crc64.h"
#include "transfer/rushes-retry.h"
#include "transfer/rushes-validators.h"

#include <string.h>

/* Fri, 29 Aug 2025 07:45:35 GMT */
#define NOW G_GINT64_CONSTANT (1756453535)

/* What was read is written again, and must be what was there: leading zeros and case aside. */
static void
check_same (const char *header, const char *written)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = header; *p != '\0'; p++)
    if (*p != '0' || !g_ascii_isdigit (p[1])
        || (p > header && g_ascii_isdigit (p[-1]) && plain->len > 0
            && g_ascii_isdigit (plain->str[plain->len - 1])))
      g_string_append_c (plain, g_ascii_tolower (*p));
  g_assert_cmpstr (plain->str, ==, written);
}

static void
check_range (const char *header)
{
  gint64 first = -7, last = -7, total = -7, whole = -7;
  const gboolean satisfied = rushes_content_range_parse (header, &first, &last, &total);
  const gboolean unsatisfied = rushes_content_range_parse_unsatisfied (header, &whole);
  g_autofree char *written = NULL;

  g_assert_false (satisfied && unsatisfied);
  g_assert_true (satisfied || (first == -7 && last == -7 && total == -7));
  g_assert_true (unsatisfied || whole == -7);

  if (satisfied)
    {
      g_assert_cmpint (first, >=, 0);
      g_assert_cmpint (last, >=, first);
      g_assert_cmpint (last, <, G_MAXINT64);
      g_assert_true (total == -1 || total > last);
      written = total >= 0
                  ? g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                     first, last, total)
                  : g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/*", first, last);
    }
  else if (unsatisfied)
    {
      g_assert_cmpint (whole, >=, 0);
      written = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, whole);
    }
  if (written != NULL)
    check_same (header, written);
}

static void
check_crc (const char *header)
{
  guint64 crc = 7;

  if (rushes_crc64_parse (header, &crc))
    {
      g_autofree char *written = g_strdup_printf ("%" G_GUINT64_FORMAT, crc);

      check_same (header, written);
    }
  else
    g_assert_cmpuint (crc, ==, 7);
}

static void
check_validators (const char *header)
{
  if (rushes_etag_is_strong (header))
    {
      g_assert_true (g_str_has_prefix (header, "\"") && g_str_has_suffix (header, "\""));
      g_assert_null (strpbrk (header, "\r\n \t"));
      g_assert_true (rushes_etag_equal_strong (header, header));
    }
  else
    g_assert_false (rushes_etag_equal_strong (header, header));

  /* Of the same second is never strong, and never both ways. */
  g_assert_false (rushes_last_modified_is_strong (header, header));
  g_assert_false (rushes_last_modified_is_strong (header, "Fri, 29 Aug 2025 07:45:35 GMT")
                  && rushes_last_modified_is_strong ("Fri, 29 Aug 2025 07:45:35 GMT", header));
}

/* The bytes are checksummed in two pieces, cut where the first byte says. */
static void
check_sum (const guint8 *data, gsize size)
{
  const gsize cut = size > 0 ? data[0] * size / 256 : 0;
  const guint64 first = rushes_crc64_update (0, data, cut);

  g_assert_cmphex (rushes_crc64_update (first, data + cut, size - cut), ==,
                   rushes_crc64_update_portable (0, data, size));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *header = g_strndup ((const char *) data, size);
  gint64 pause;

  fuzz_target_prepare ();
  check_range (header);
  check_crc (header);
  check_validators (header);
  check_sum (data, size);
  pause = rushes_retry_parse_after (header, NOW);
  g_assert_cmpint (pause, >=, 0);
  g_assert_cmpint (pause, <=, RUSHES_RETRY_LONGEST_PAUSE);
  return 0;
}
