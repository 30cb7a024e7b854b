/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-validators"

#include "config.h"

#include "transfer/rushes-validators.h"

#include <libsoup/soup.h>
#include <string.h>

#define QUIET_SECONDS 60

gboolean
rushes_etag_is_strong (const char *etag)
{
  gsize length = etag != NULL ? strlen (etag) : 0;

  if (length < 3 || etag[0] != '"' || etag[length - 1] != '"')
    return FALSE;

  for (gsize i = 1; i < length - 1; i++)
    {
      const guchar c = (guchar) etag[i];

      if (c <= 0x20 || c == '"' || c == 0x7f)
        return FALSE;
    }
  return TRUE;
}

gboolean
rushes_etag_equal_strong (const char *a, const char *b)
{
  return rushes_etag_is_strong (a) && rushes_etag_is_strong (b) && strcmp (a, b) == 0;
}

gboolean
rushes_last_modified_is_strong (const char *last_modified, const char *date)
{
  g_autoptr (GDateTime) modified = NULL;
  g_autoptr (GDateTime) sent = NULL;

  if (last_modified == NULL || date == NULL)
    return FALSE;

  modified = soup_date_time_new_from_http_string (last_modified);
  sent = soup_date_time_new_from_http_string (date);
  return modified != NULL && sent != NULL
         && g_date_time_to_unix (sent) - g_date_time_to_unix (modified) >= QUIET_SECONDS;
}
