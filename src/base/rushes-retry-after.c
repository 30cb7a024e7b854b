/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-retry-after"

#include "config.h"

#include "base/rushes-retry-after.h"

#include <libsoup/soup.h>
#include <string.h>

gint64
rushes_retry_after_parse (const char *header, gint64 now, gint64 longest)
{
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (header == NULL || *header == '\0')
    return 0;

  /* So many digits that they are no number are a long time, too. */
  if (header[strspn (header, "0123456789")] == '\0')
    return g_ascii_string_to_unsigned (header, 10, 0, (guint64) longest, &seconds, NULL) ? (gint64) seconds
                                                                                         : longest;

  date = soup_date_time_new_from_http_string (header);
  return date != NULL ? CLAMP (g_date_time_to_unix (date) - now, 0, longest) : 0;
}
