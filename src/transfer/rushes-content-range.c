/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-content-range"

#include "config.h"

#include "transfer/rushes-content-range.h"

/* Returns: whether there was exactly what was asked for; @p is behind it then */
static gboolean
take (const char **p, char c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

static gboolean
take_unit (const char **p)
{
  if (g_ascii_strncasecmp (*p, "bytes ", 6) != 0)
    return FALSE;
  *p += 6;
  return TRUE;
}

static gboolean
take_number (const char **p, gint64 *number)
{
  gint64 value = 0;

  if (!g_ascii_isdigit (**p))
    return FALSE;
  for (; g_ascii_isdigit (**p); (*p)++)
    {
      const int digit = g_ascii_digit_value (**p);

      if (value > (G_MAXINT64 - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  *number = value;
  return TRUE;
}

gboolean
rushes_content_range_parse (const char *header, gint64 *first, gint64 *last, gint64 *total)
{
  const char *p = header;
  gint64 from, to;
  gint64 whole = -1;

  g_return_val_if_fail (first != NULL && last != NULL && total != NULL, FALSE);

  if (header == NULL || !take_unit (&p) || !take_number (&p, &from) || !take (&p, '-')
      || !take_number (&p, &to) || !take (&p, '/') || (!take (&p, '*') && !take_number (&p, &whole))
      || *p != '\0')
    return FALSE;
  /* The last number of all leaves no room for the length. */
  if (to < from || to == G_MAXINT64 || (whole >= 0 && to >= whole))
    return FALSE;

  *first = from;
  *last = to;
  *total = whole;
  return TRUE;
}

gboolean
rushes_content_range_parse_unsatisfied (const char *header, gint64 *total)
{
  const char *p = header;
  gint64 whole;

  g_return_val_if_fail (total != NULL, FALSE);

  if (header == NULL || !take_unit (&p) || !take (&p, '*') || !take (&p, '/') || !take_number (&p, &whole)
      || *p != '\0')
    return FALSE;
  *total = whole;
  return TRUE;
}
