/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-part"

#include "config.h"

#include "transfer/rushes-part.h"

#include "base/rushes-error.h"
#include "transfer/rushes-crc64.h"
#include "transfer/rushes-disk.h"
#include "transfer/rushes-file-name.h"
#include "transfer/rushes-part-record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORD_BYTES (8 * 1024 * 1024)
#define RECORD_INTERVAL (2 * G_TIME_SPAN_SECOND)
#define SYNC_BYTES (32 * 1024 * 1024)
#define READ_BYTES (128 * 1024)
#define MAX_OPEN_TRIES 10
#define FORGOTTEN_SECONDS (7 * 24 * 60 * 60)

#define PART ".part"
#define STATE ".state"
#define DAMAGED ".damaged"

struct _RushesPart
{
  char *path;
  char *state_path;
  int fd;

  /* Of what is in the file, and with it what was written of it last */
  gint64 length;
  guint64 crc;
  gint64 recorded_at; /* monotonic */
  RushesPartRecord record;
  RushesPartSyncer *syncer;
};

static gboolean
fail (GError **error, int saved_errno)
{
  g_propagate_error (error,
                     rushes_error_from_errno (saved_errno, RUSHES_ERROR_FOLDER_UNWRITABLE, "the part file"));
  return FALSE;
}

char *
rushes_part_dup_path (const char *parts_folder, RushesAccount *account, const char *task_id)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *base_url = rushes_account_get_base_url (account);
  g_autofree char *id = rushes_file_name_sanitise (task_id);
  g_autofree char *name = NULL;

  /* With the end of the text, so that no two pairs run together into the same. */
  g_checksum_update (checksum, (const guchar *) base_url, (gssize) strlen (base_url) + 1);
  g_checksum_update (checksum, (const guchar *) task_id, (gssize) strlen (task_id));
  name = g_strdup_printf ("%s%s%.16s" PART, id, *id != '\0' ? "-" : "", g_checksum_get_string (checksum));
  return g_build_filename (parts_folder, name, NULL);
}

char *
rushes_part_dup_damaged_path (const char *path)
{
  return g_strconcat (path, DAMAGED, NULL);
}

/* Opening */

static gboolean
is_ours (int fd)
{
  struct stat info;

  /* A second name would be a file of somebody else's that we write to. */
  return fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid () && info.st_nlink == 1;
}

/* Whether @path still leads to what @fd is: whoever had it locked may have moved it. */
static gboolean
is_still_there (int fd, const char *path)
{
  struct stat opened, named;

  return fstat (fd, &opened) == 0 && lstat (path, &named) == 0 && opened.st_ino == named.st_ino
         && opened.st_dev == named.st_dev;
}

/* Returns: 0 or an errno value */
static int
clear_the_way (const char *path)
{
  if (unlink (path) == 0 || errno == ENOENT)
    return 0;
  return errno == EISDIR && rmdir (path) == 0 ? 0 : errno;
}

/* Returns: 0 or an errno value; EWOULDBLOCK where somebody else has it */
static int
lock (int fd)
{
  /* Some file systems have no locks: there the library's own has to do. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 || errno == ENOSYS || errno == ENOLCK || errno == EOPNOTSUPP)
    return 0;
  return errno;
}

/* Returns: the locked file, or -1 with errno */
static int
open_locked (const char *path, int flags)
{
  for (int i = 0; i < MAX_OPEN_TRIES; i++)
    {
      int fd = open (path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags, 0600);
      int result = 0;

      if (fd < 0 && errno != ELOOP && errno != EISDIR && errno != ENXIO)
        return -1;

      if (fd < 0 || !is_ours (fd))
        result = clear_the_way (path);
      else
        {
          result = lock (fd);
          if (result == 0 && is_still_there (fd, path))
            return fd;
        }

      if (fd >= 0)
        close (fd);
      if (result != 0)
        {
          errno = result;
          return -1;
        }
    }

  errno = EBUSY;
  return -1;
}

static gboolean
fail_to_open (GError **error, int saved_errno)
{
  if (saved_errno != EWOULDBLOCK)
    return fail (error, saved_errno);

  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_PART_IN_USE,
                       "the video is being fetched by another process");
  return FALSE;
}

/* How far the file is what the record says. */
typedef struct
{
  gint64 length;
  guint64 crc;
} Prefix;

static gboolean
find_sound_prefix (RushesPart *self, Prefix *sound, GCancellable *cancellable, GError **error)
{
  const RushesPartRecord *record = &self->record;
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  gint64 offset = 0;
  guint64 crc = 0;

  while (offset < record->length)
    {
      gint64 stop = offset < record->synced.length ? record->synced.length : record->length;
      ssize_t n = pread (self->fd, buffer, (gsize) MIN (stop - offset, READ_BYTES), (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      crc = rushes_crc64_update (crc, buffer, (gsize) n);
      offset += n;
      if ((offset == record->length && crc == record->crc)
          || (offset == record->synced.length && crc == record->synced.crc))
        *sound = (Prefix){ offset, crc };
    }

  return TRUE;
}

static gboolean
read_back (RushesPart *self, GCancellable *cancellable, GError **error)
{
  Prefix sound = { 0 };

  if (rushes_part_record_read (self->state_path, &self->record)
      && !find_sound_prefix (self, &sound, cancellable, error))
    return FALSE;

  if (sound.length < self->record.length)
    g_debug ("of %" G_GINT64_FORMAT " bytes %" G_GINT64_FORMAT " can be relied on", self->record.length,
             sound.length);
  if (ftruncate (self->fd, (off_t) sound.length) != 0)
    return fail (error, errno);

  self->length = sound.length;
  self->crc = sound.crc;
  if (sound.length == 0)
    rushes_part_record_clear (&self->record);
  self->record.length = sound.length;
  self->record.crc = sound.crc;
  if (self->record.synced.length > sound.length)
    self->record.synced = (RushesPartMark){ 0 };
  return TRUE;
}

static void
part_free (RushesPart *self)
{
  g_clear_pointer (&self->syncer, rushes_part_syncer_free);
  if (self->fd >= 0)
    close (self->fd);
  rushes_part_record_clear (&self->record);
  g_free (self->state_path);
  g_free (self->path);
  g_free (self);
}

RushesPart *
rushes_part_open (const char *path, GCancellable *cancellable, GError **error)
{
  RushesPart *self = g_new0 (RushesPart, 1);

  self->path = g_strdup (path);
  self->state_path = g_strconcat (path, STATE, NULL);
  self->record.identity.total = -1;
  self->recorded_at = g_get_monotonic_time ();
  self->syncer = rushes_part_syncer_new ();
  self->fd = open_locked (path, O_CREAT);
  if (self->fd < 0)
    fail_to_open (error, errno);
  else if (fchmod (self->fd, 0600) != 0)
    fail (error, errno);
  else if (read_back (self, cancellable, error))
    return self;

  part_free (self);
  return NULL;
}

/* Writing */

gboolean
rushes_part_record (RushesPart *self, GError **error)
{
  self->record.length = self->length;
  self->record.crc = self->crc;
  self->recorded_at = g_get_monotonic_time ();
  return rushes_part_record_write (self->state_path, &self->record, error);
}

/* Records and syncs now. */
static gboolean
sync_now (RushesPart *self, GError **error)
{
  rushes_part_syncer_wait (self->syncer);
  if (!rushes_part_syncer_take (self->syncer, &self->record.synced, error))
    return FALSE;

  if (self->record.synced.length != self->length)
    {
      if (!rushes_disk_sync_data (self->fd, error))
        return FALSE;
      self->record.synced = (RushesPartMark){ self->length, self->crc };
    }
  return rushes_part_record (self, error);
}

/* The disk works meanwhile. Where it is slower than the network, more than SYNC_BYTES gather. */
static gboolean
sync_beside (RushesPart *self, GError **error)
{
  const RushesPartMark mark = { self->length, self->crc };

  if (rushes_part_syncer_is_busy (self->syncer))
    return TRUE;
  if (!rushes_part_syncer_take (self->syncer, &self->record.synced, error))
    return FALSE;
  if (self->length - self->record.synced.length >= SYNC_BYTES)
    rushes_part_syncer_start (self->syncer, self->fd, &mark);
  return TRUE;
}

gboolean
rushes_part_append (RushesPart *self, const guint8 *bytes, gsize length, GError **error)
{
  if (!rushes_disk_write_at (self->fd, self->length, bytes, length, error))
    return FALSE;

  self->crc = rushes_crc64_update (self->crc, bytes, length);
  self->length += (gint64) length;

  if (self->length - self->record.length >= RECORD_BYTES
      || g_get_monotonic_time () - self->recorded_at >= RECORD_INTERVAL)
    return sync_beside (self, error) && rushes_part_record (self, error);
  return TRUE;
}

gboolean
rushes_part_set_identity (RushesPart *self, const RushesPartIdentity *identity, GError **error)
{
  if (identity != &self->record.identity)
    rushes_part_identity_copy (identity, &self->record.identity);
  return rushes_part_record (self, error);
}

/* What was synced is not what will be there. */
static void
forget_syncs (RushesPart *self)
{
  rushes_part_syncer_wait (self->syncer);
  rushes_part_syncer_take (self->syncer, &self->record.synced, NULL);
  self->record.synced = (RushesPartMark){ 0 };
}

gboolean
rushes_part_restart (RushesPart *self, const RushesPartIdentity *identity, GError **error)
{
  static const RushesPartIdentity nothing = { .total = -1 };

  forget_syncs (self);
  if (ftruncate (self->fd, 0) != 0)
    return fail (error, errno);

  self->length = 0;
  self->crc = 0;
  return rushes_part_set_identity (self, identity != NULL ? identity : &nothing, error);
}

gboolean
rushes_part_set_aside (RushesPart *self, GError **error)
{
  g_autofree char *damaged = rushes_part_dup_damaged_path (self->path);
  int fd;

  forget_syncs (self);
  unlink (self->state_path);
  if (rename (self->path, damaged) != 0)
    return fail (error, errno);

  fd = open_locked (self->path, O_CREAT);
  if (fd < 0)
    return fail_to_open (error, errno);

  close (self->fd);
  self->fd = fd;
  return rushes_part_restart (self, NULL, error);
}

/* Ending */

static void
unlink_beside (const char *path, const char *suffix)
{
  g_autofree char *other = g_strconcat (path, suffix, NULL);

  unlink (other);
}

void
rushes_part_finish (RushesPart *self)
{
  rushes_part_syncer_wait (self->syncer);
  unlink (self->state_path);
  unlink_beside (self->path, DAMAGED);
  /* After a landing by rename the name may already be somebody else's new part. */
  if (is_still_there (self->fd, self->path))
    unlink (self->path);
  close (self->fd);
  self->fd = -1;
}

void
rushes_part_close (RushesPart *self)
{
  g_autoptr (GError) error = NULL;

  if (self->fd >= 0 && self->length == 0)
    {
      unlink (self->state_path);
      if (is_still_there (self->fd, self->path))
        unlink (self->path);
    }
  else if (self->fd >= 0 && !sync_now (self, &error))
    g_info ("what is there of a video could not be recorded: %s", error->message);

  part_free (self);
}

gboolean
rushes_part_discard (const char *parts_folder, RushesAccount *account, const char *task_id, GError **error)
{
  g_autofree char *path = rushes_part_dup_path (parts_folder, account, task_id);
  int fd = open_locked (path, 0);

  if (fd < 0 && errno != ENOENT)
    return fail_to_open (error, errno);

  unlink_beside (path, STATE);
  unlink_beside (path, DAMAGED);
  if (fd >= 0)
    {
      unlink (path);
      close (fd);
    }
  return TRUE;
}

/* The part that the file @name belongs to. Returns: (transfer full) (nullable) */
static char *
dup_owner (const char *parts_folder, const char *name)
{
  const char *end = g_strrstr (name, PART);
  g_autofree char *owner = NULL;

  if (end == NULL)
    return NULL;
  end += strlen (PART);
  if (*end != '\0' && *end != '.')
    return NULL;

  owner = g_strndup (name, (gsize) (end - name));
  return g_build_filename (parts_folder, owner, NULL);
}

/* A record without its part is of no use to anybody; the rest is, for a while. */
static gboolean
is_forgotten (const char *path, const char *owner)
{
  g_autofree char *state_path = g_strconcat (owner, STATE, NULL);
  struct stat info;

  if (g_str_has_prefix (path, state_path) && lstat (owner, &info) != 0 && errno == ENOENT)
    return TRUE;
  return lstat (path, &info) == 0 && g_get_real_time () / G_USEC_PER_SEC - info.st_mtime > FORGOTTEN_SECONDS;
}

static gboolean
sweep_one (const char *path, const char *owner)
{
  gboolean swept = FALSE;
  int fd;

  if (!is_forgotten (path, owner))
    return FALSE;

  fd = open_locked (owner, 0);
  if (fd >= 0 || errno == ENOENT)
    swept = unlink (path) == 0;
  if (fd >= 0)
    close (fd);
  return swept;
}

guint
rushes_part_sweep (const char *parts_folder, GHashTable *keep)
{
  g_autoptr (GDir) folder = g_dir_open (parts_folder, 0, NULL);
  const char *name;
  guint n_swept = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (parts_folder, name, NULL);
      g_autofree char *owner = dup_owner (parts_folder, name);

      if (owner != NULL && !g_hash_table_contains (keep, owner) && sweep_one (path, owner)
          && g_str_equal (path, owner))
        n_swept++;
    }

  return n_swept;
}

int
rushes_part_get_fd (const RushesPart *self)
{
  return self->fd;
}

gint64
rushes_part_get_length (const RushesPart *self)
{
  return self->length;
}

guint64
rushes_part_get_crc (const RushesPart *self)
{
  return self->crc;
}

const RushesPartIdentity *
rushes_part_get_identity (const RushesPart *self)
{
  return &self->record.identity;
}

gboolean
rushes_part_is_complete (const RushesPart *self)
{
  return self->record.identity.total > 0 && self->length == self->record.identity.total;
}
