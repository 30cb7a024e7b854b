/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-error"

#include "config.h"

#include "base/rushes-error.h"

#include <errno.h>

typedef RushesErrorDetail RushesErrorPrivate;

static void
rushes_error_private_init (RushesErrorPrivate *priv)
{
  *priv = (RushesErrorPrivate){ 0 };
}

static void
rushes_error_private_copy (const RushesErrorPrivate *src, RushesErrorPrivate *dest)
{
  dest->code = g_strdup (src->code);
  dest->text = g_strdup (src->text);
  dest->request_id = g_strdup (src->request_id);
  dest->http_status = src->http_status;
  dest->retry_after = src->retry_after;
}

static void
rushes_error_private_clear (RushesErrorPrivate *priv)
{
  g_clear_pointer (&priv->code, g_free);
  g_clear_pointer (&priv->text, g_free);
  g_clear_pointer (&priv->request_id, g_free);
}

G_DEFINE_EXTENDED_ERROR (RushesError, rushes_error)

GError *
rushes_error_new_with_detail (RushesError code, const RushesErrorDetail *detail, const char *format, ...)
{
  GError *error = NULL;
  va_list args;

  g_return_val_if_fail (detail != NULL, NULL);

  va_start (args, format);
  error = g_error_new_valist (RUSHES_ERROR, (int) code, format, args);
  va_end (args);

  rushes_error_private_copy (detail, rushes_error_get_private (error));
  return error;
}

const RushesErrorDetail *
rushes_error_get_detail (const GError *error)
{
  if (error == NULL || error->domain != RUSHES_ERROR)
    return NULL;

  return rushes_error_get_private (error);
}

static RushesError
code_from_errno (int saved_errno, RushesError fallback)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
      return RUSHES_ERROR_DISK_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOENT:
    case ENOTDIR:
      return RUSHES_ERROR_FOLDER_UNWRITABLE;
    case EEXIST:
      return RUSHES_ERROR_FILE_EXISTS;
    default:
      return fallback;
    }
}

GError *
rushes_error_from_errno (int saved_errno, RushesError fallback, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  return g_error_new (RUSHES_ERROR, (int) code_from_errno (saved_errno, fallback), "%s: %s", what,
                      g_strerror (saved_errno));
}
