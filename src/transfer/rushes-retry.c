/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-retry"

#include "config.h"

#include "transfer/rushes-retry.h"

#include "base/rushes-error.h"
#include "base/rushes-retry-after.h"

#define FIRST_DELAY_MS 1000
#define LONGEST_DELAY_MS 60000
/* Doubled so often, the first delay is longer than the longest. */
#define MAX_DOUBLINGS 6

guint64
rushes_retry_get_delay_ms (guint n_tries, guint32 random)
{
  const guint n_doublings = MIN (MAX (n_tries, 1) - 1, MAX_DOUBLINGS);
  const guint64 longest = MIN ((guint64) FIRST_DELAY_MS << n_doublings, LONGEST_DELAY_MS);

  return (random * (longest + 1)) >> 32;
}

static gboolean
is_passing_status (guint status)
{
  return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 || status == 503
         || status == 504;
}

gboolean
rushes_retry_is_worth (const GError *error)
{
  const RushesErrorDetail *detail;

  if (error == NULL || error->domain != RUSHES_ERROR)
    return FALSE;

  detail = rushes_error_get_detail (error);
  switch (error->code)
    {
    case RUSHES_ERROR_UNREACHABLE:
    case RUSHES_ERROR_INCOMPLETE:
    case RUSHES_ERROR_RATE_LIMITED:
      return TRUE;

    case RUSHES_ERROR_SERVICE:
      return detail == NULL || detail->http_status < 400 || is_passing_status (detail->http_status);
    case RUSHES_ERROR_REQUEST_REFUSED:
      return detail != NULL && is_passing_status (detail->http_status);

    default:
      return FALSE;
    }
}

gint64
rushes_retry_parse_after (const char *header, gint64 now)
{
  return rushes_retry_after_parse (header, now, RUSHES_RETRY_LONGEST_PAUSE);
}
