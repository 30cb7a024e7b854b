/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-landing"

#include "config.h"

#include "transfer/rushes-landing-private.h"

#include "base/rushes-error.h"
#include "transfer/rushes-disk.h"

static RushesError
code_from_gio (const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return RUSHES_ERROR_DISK_FULL;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_MERGE))
    return RUSHES_ERROR_FILE_EXISTS;
  return RUSHES_ERROR_FOLDER_UNWRITABLE;
}

/* Takes @cause. */
static gboolean
fail (GError **error, GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, cause);
      return FALSE;
    }

  g_set_error_literal (error, RUSHES_ERROR, (int) code_from_gio (cause), cause->message);
  g_error_free (cause);
  return FALSE;
}

static GFile *
dup_parent (GFile *destination, GError **error)
{
  GFile *parent = g_file_get_parent (destination);

  if (parent == NULL)
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE, "no folder");
  return parent;
}

static gboolean
check_taken (GFile *destination, gboolean replace, GCancellable *cancellable, GError **error)
{
  GFileType type = g_file_query_file_type (destination, G_FILE_QUERY_INFO_NONE, cancellable);

  if (type == G_FILE_TYPE_UNKNOWN || (replace && type == G_FILE_TYPE_REGULAR))
    return TRUE;
  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS, "the name is taken");
  return FALSE;
}

gboolean
rushes_landing_copy_remote (
  const char *source, GFile *destination, gboolean replace, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) ours = g_file_new_for_path (source);
  g_autoptr (GFile) parent = dup_parent (destination, error);
  g_autofree char *name = g_file_get_basename (destination);
  g_autofree char *temp_name = NULL;
  g_autoptr (GFile) temp = NULL;
  GError *cause = NULL;

  if (parent == NULL || !check_taken (destination, replace, cancellable, error))
    return FALSE;

  temp_name = rushes_landing_make_temp_name (name);
  temp = g_file_get_child (parent, temp_name);
  if (!g_file_copy (ours, temp, G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable,
                    NULL, NULL, &cause)
      || !g_file_move (temp, destination,
                       G_FILE_COPY_NO_FALLBACK_FOR_MOVE
                         | (replace ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE),
                       cancellable, NULL, NULL, &cause))
    {
      g_file_delete (temp, NULL, NULL);
      return fail (error, cause);
    }

  return TRUE;
}

static gboolean
check_free (GFile *parent, gint64 needed, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (parent, G_FILE_ATTRIBUTE_FILESYSTEM_FREE,
                                                             cancellable, NULL);
  guint64 available;

  if (needed <= 0 || info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    return TRUE;

  available = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  if (available >= (guint64) needed + RUSHES_DISK_MARGIN)
    return TRUE;

  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "%" G_GUINT64_FORMAT " bytes are free",
               available);
  return FALSE;
}

gboolean
rushes_landing_check_remote_folder (
  GFile *destination, gboolean replace, gint64 needed, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) parent = dup_parent (destination, error);
  g_autoptr (GFileInfo) info = NULL;
  GError *cause = NULL;

  if (parent == NULL)
    return FALSE;

  info = g_file_query_info (parent, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE,
                            G_FILE_QUERY_INFO_NONE, cancellable, &cause);
  if (info == NULL)
    return fail (error, cause);
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE)
      && !g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_ACCESS_CAN_WRITE))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE, "the folder is read-only");
      return FALSE;
    }

  return check_taken (destination, replace, cancellable, error)
         && check_free (parent, needed, cancellable, error);
}
