/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-part-record"

#include "config.h"

#include "transfer/rushes-part-record.h"

#include "base/rushes-error.h"
#include "transfer/rushes-crc64.h"
#include "transfer/rushes-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP "part"
#define VERSION 1
/* Behind everything else: a record that a power cut has torn does not pass. */
#define CHECK "\n[check]\ncrc64="
#define MAX_BYTES (64 * 1024)

void
rushes_part_identity_clear (RushesPartIdentity *identity)
{
  g_clear_pointer (&identity->etag, g_free);
  g_clear_pointer (&identity->last_modified, g_free);
  g_clear_pointer (&identity->md5, g_free);
  g_clear_pointer (&identity->origin, g_free);
  g_clear_pointer (&identity->link_digest, g_free);
  *identity = (RushesPartIdentity){ .total = -1 };
}

void
rushes_part_identity_copy (const RushesPartIdentity *from, RushesPartIdentity *to)
{
  RushesPartIdentity copy = { .total = from->total, .has_crc = from->has_crc, .crc = from->crc };

  copy.etag = g_strdup (from->etag);
  copy.last_modified = g_strdup (from->last_modified);
  copy.md5 = g_strdup (from->md5);
  copy.origin = g_strdup (from->origin);
  copy.link_digest = g_strdup (from->link_digest);
  rushes_part_identity_clear (to);
  *to = copy;
}

void
rushes_part_record_clear (RushesPartRecord *record)
{
  rushes_part_identity_clear (&record->identity);
  record->length = 0;
  record->crc = 0;
  record->synced = (RushesPartMark){ 0 };
}

/* Returns: (transfer full) (nullable) */
static char *
read_text (const char *path)
{
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  g_autofree char *text = NULL;
  gsize length = 0;
  struct stat info;

  if (fd < 0)
    return NULL;

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size <= MAX_BYTES)
    {
      text = g_malloc0 (MAX_BYTES + 1);
      while (length < MAX_BYTES)
        {
          ssize_t n = read (fd, text + length, MAX_BYTES - length);

          if (n < 0 && errno == EINTR)
            continue;
          if (n <= 0)
            break;
          length += (gsize) n;
        }
    }
  close (fd);
  return g_steal_pointer (&text);
}

/* Cuts the check off @text. */
static gboolean
take_check (char *text)
{
  char *check = g_strrstr (text, CHECK);
  guint64 told = 0;

  if (check == NULL)
    return FALSE;

  *check = '\0';
  return g_ascii_string_to_unsigned (g_strchomp (check + strlen (CHECK)), 16, 0, G_MAXUINT64, &told, NULL)
         && told == rushes_crc64_update (0, (const guint8 *) text, strlen (text));
}

static void
read_identity (GKeyFile *file, RushesPartIdentity *identity)
{
  identity->total = g_key_file_get_int64 (file, GROUP, "total", NULL);
  identity->etag = g_key_file_get_string (file, GROUP, "etag", NULL);
  identity->last_modified = g_key_file_get_string (file, GROUP, "last-modified", NULL);
  identity->md5 = g_key_file_get_string (file, GROUP, "md5", NULL);
  identity->has_crc = g_key_file_has_key (file, GROUP, "object-crc64", NULL);
  identity->crc = g_key_file_get_uint64 (file, GROUP, "object-crc64", NULL);
  identity->origin = g_key_file_get_string (file, GROUP, "origin", NULL);
  identity->link_digest = g_key_file_get_string (file, GROUP, "link-digest", NULL);
}

static gboolean
makes_sense (const RushesPartRecord *record)
{
  return record->synced.length >= 0 && record->length >= record->synced.length && record->identity.total >= -1
         && (record->identity.total < 0 || record->length <= record->identity.total);
}

gboolean
rushes_part_record_read (const char *path, RushesPartRecord *record)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = read_text (path);

  *record = (RushesPartRecord){ .identity.total = -1 };
  if (text == NULL || !take_check (text)
      || !g_key_file_load_from_data (file, text, G_MAXSIZE, G_KEY_FILE_NONE, NULL)
      || g_key_file_get_integer (file, GROUP, "version", NULL) != VERSION)
    return FALSE;

  record->length = g_key_file_get_int64 (file, GROUP, "length", NULL);
  record->crc = g_key_file_get_uint64 (file, GROUP, "crc64", NULL);
  record->synced.length = g_key_file_get_int64 (file, GROUP, "synced-length", NULL);
  record->synced.crc = g_key_file_get_uint64 (file, GROUP, "synced-crc64", NULL);
  read_identity (file, &record->identity);
  if (makes_sense (record))
    return TRUE;

  rushes_part_record_clear (record);
  return FALSE;
}

static void
put_text (GKeyFile *file, const char *key, const char *text)
{
  if (text != NULL && g_utf8_validate (text, -1, NULL))
    g_key_file_set_string (file, GROUP, key, text);
}

/* Returns: (transfer full) */
static char *
build_text (const RushesPartRecord *record)
{
  const RushesPartIdentity *identity = &record->identity;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_set_integer (file, GROUP, "version", VERSION);
  g_key_file_set_int64 (file, GROUP, "length", record->length);
  g_key_file_set_uint64 (file, GROUP, "crc64", record->crc);
  g_key_file_set_int64 (file, GROUP, "synced-length", record->synced.length);
  g_key_file_set_uint64 (file, GROUP, "synced-crc64", record->synced.crc);
  g_key_file_set_int64 (file, GROUP, "total", identity->total);
  put_text (file, "etag", identity->etag);
  put_text (file, "last-modified", identity->last_modified);
  put_text (file, "md5", identity->md5);
  if (identity->has_crc)
    g_key_file_set_uint64 (file, GROUP, "object-crc64", identity->crc);
  put_text (file, "origin", identity->origin);
  put_text (file, "link-digest", identity->link_digest);

  text = g_key_file_to_data (file, NULL, NULL);
  return g_strdup_printf ("%s" CHECK "%016" G_GINT64_MODIFIER "x\n", text,
                          rushes_crc64_update (0, (const guint8 *) text, strlen (text)));
}

static gboolean
fail (GError **error, int saved_errno)
{
  g_propagate_error (error, rushes_error_from_errno (saved_errno, RUSHES_ERROR_FOLDER_UNWRITABLE,
                                                     "the record of a part"));
  return FALSE;
}

/* Only who has the part locked writes here: whatever stands in the way is nobody's. */
static void
clear_the_way (const char *path)
{
  if (unlink (path) != 0 && errno == EISDIR)
    rmdir (path);
}

gboolean
rushes_part_record_write (const char *path, const RushesPartRecord *record, GError **error)
{
  g_autofree char *text = build_text (record);
  g_autofree char *new_path = g_strconcat (path, ".new", NULL);
  gboolean written;
  int fd;

  clear_the_way (new_path);
  fd = open (new_path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, errno);

  written = rushes_disk_write (fd, (const guint8 *) text, strlen (text), error);
  close (fd);
  if (!written || rename (new_path, path) == 0)
    return written;

  clear_the_way (path);
  return rename (new_path, path) == 0 || fail (error, errno);
}
