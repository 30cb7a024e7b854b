/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-check"

#include "config.h"

#include "api/rushes-check.h"

#include "base/rushes-error.h"

#include <libsoup/soup.h>
#include <string.h>

RushesCheck *
rushes_check_new (void)
{
  return g_new0 (RushesCheck, 1);
}

void
rushes_check_free (RushesCheck *self)
{
  rushes_usage_free (self->usage);
  g_free (self);
}

void
rushes_check_read_date (RushesCheck *self, const char *date, gint64 now)
{
  g_autoptr (GDateTime) told = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;

  if (told != NULL)
    self->clock_error = now - g_date_time_to_unix (told);
}

/* MiniMax itself calls an id that it cannot read a wrong parameter. */
static gboolean
is_about_the_id (const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);

  return g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED) && detail != NULL
         && g_strcmp0 (detail->code, "2013") == 0;
}

gboolean
rushes_check_is_well (const GError *error)
{
  return error == NULL || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_TASK_UNKNOWN)
         || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_OTHER_TASK) || is_about_the_id (error);
}

/* @error's detail with another code. */
static GError *
new_error_like (const GError *error, RushesError code, const char *message)
{
  const RushesErrorDetail *told = error != NULL ? rushes_error_get_detail (error) : NULL;
  const RushesErrorDetail detail = { .text = told != NULL ? told->text : NULL,
                                     .request_id = told != NULL ? told->request_id : NULL,
                                     .http_status = told != NULL ? told->http_status : 0 };

  return rushes_error_new_with_detail (code, &detail, "%s", message);
}

GError *
rushes_check_judge (const RushesCheck *self, const GError *error, gint64 now)
{
  const gboolean refused = g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);

  if (self->usage != NULL && (refused || rushes_check_is_well (error)))
    {
      if (rushes_usage_has_expired (self->usage, now))
        return new_error_like (error, RUSHES_ERROR_KEY_REFUSED, "the key has expired");
      if (rushes_usage_is_used_up (self->usage))
        return new_error_like (error, RUSHES_ERROR_BALANCE, "nothing is left of the key's quota");
    }
  return rushes_check_is_well (error) ? NULL : g_error_copy (error);
}
