/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-object"

#include "config.h"

#include "support/rushes-fault-object.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FTYP_BYTES 24
#define MOOV_BYTES 112
#define MDAT_HEAD_BYTES 16
#define PIECE_BYTES (256 * 1024)
/* CRC-64/XZ, reflected. */
#define POLYNOMIAL G_GUINT64_CONSTANT (0xc96c5795d7870f42)

G_STATIC_ASSERT (FTYP_BYTES + MOOV_BYTES + MDAT_HEAD_BYTES <= RUSHES_FAULT_OBJECT_MIN_BYTES);

/* What is costly to know of an object. */
typedef struct
{
  gint64 size;
  guint64 seed;
  guint64 crc64;
  char *md5;
} Sums;

static GMutex sums_mutex;
static GPtrArray *known_sums; /* guarded by the mutex */

/* The finaliser of SplitMix64: every number gives another one. */
static inline guint64
mix (guint64 number)
{
  number += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  number = (number ^ number >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  number = (number ^ number >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return number ^ number >> 31;
}

static inline guint64
word_at (const RushesFaultObject *self, gint64 index)
{
  return GUINT64_TO_LE (mix (mix (self->seed) + (guint64) index));
}

static void
put_number (guint8 *at, guint64 number, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    at[i] = (guint8) (number >> (8 * (n_bytes - 1 - i)));
}

/* Lays the boxes over the noise, as far as they reach into the piece. */
static void
put_boxes (const RushesFaultObject *self, gint64 offset, guint8 *buffer, gsize length)
{
  guint8 head[FTYP_BYTES + MOOV_BYTES + MDAT_HEAD_BYTES];
  guint8 *moov = head + FTYP_BYTES;
  guint8 *mdat = moov + MOOV_BYTES;
  gsize n;

  if (offset >= (gint64) sizeof head)
    return;

  for (gsize i = 0; i < sizeof head; i++)
    head[i] = (guint8) mix (self->seed ^ i);
  put_number (head, FTYP_BYTES, 4);
  memcpy (head + 4, "ftypisom\0\0\2\0isommp41", FTYP_BYTES - 4);
  put_number (moov, MOOV_BYTES, 4);
  memcpy (moov + 4, "moov", 4);
  put_number (mdat, 1, 4); /* its size follows, in 64 bits */
  memcpy (mdat + 4, "mdat", 4);
  put_number (mdat + 8, (guint64) (self->size - FTYP_BYTES - MOOV_BYTES), 8);

  n = MIN (length, sizeof head - (gsize) offset);
  memcpy (buffer, head + offset, n);
}

void
rushes_fault_object_read (const RushesFaultObject *self, gint64 offset, guint8 *buffer, gsize length)
{
  gsize done = 0;

  g_assert (self->size >= RUSHES_FAULT_OBJECT_MIN_BYTES);
  g_assert (offset >= 0 && offset + (gint64) length <= self->size);

  while (done < length)
    {
      gint64 at = offset + (gint64) done;

      if (at % 8 == 0 && length - done >= 8)
        {
          guint64 whole = word_at (self, at / 8);

          memcpy (buffer + done, &whole, 8);
          done += 8;
          continue;
        }

      gsize skip = (gsize) (at % 8);
      gsize n = MIN (8 - skip, length - done);
      guint64 word = word_at (self, at / 8);

      memcpy (buffer + done, (const guint8 *) &word + skip, n);
      done += n;
    }
  put_boxes (self, offset, buffer, length);
}

/* Eight bytes at a time: each table is the one before, a byte of zeros later. */
static void
fill_tables (guint64 tables[8][256])
{
  for (guint i = 0; i < 256; i++)
    {
      guint64 value = i;

      for (guint bit = 0; bit < 8; bit++)
        value = value >> 1 ^ ((value & 1) != 0 ? POLYNOMIAL : 0);
      tables[0][i] = value;
    }
  for (guint i = 0; i < 256; i++)
    for (guint step = 1; step < 8; step++)
      tables[step][i] = tables[step - 1][i] >> 8 ^ tables[0][tables[step - 1][i] & 0xff];
}

static guint64
update_crc (guint64 tables[8][256], guint64 crc, const guint8 *bytes, gsize length)
{
  while (length >= 8)
    {
      guint64 word;
      guint64 next = 0;

      memcpy (&word, bytes, 8);
      word = GUINT64_FROM_LE (word) ^ crc;
      for (guint i = 0; i < 8; i++)
        next ^= tables[7 - i][word >> (8 * i) & 0xff];
      crc = next;
      bytes += 8;
      length -= 8;
    }
  while (length-- > 0)
    crc = crc >> 8 ^ tables[0][(crc ^ *bytes++) & 0xff];
  return crc;
}

static char *
dup_base64_of_md5 (GChecksum *checksum)
{
  guint8 digest[16];
  gsize length = sizeof digest;

  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

static Sums *
compute_sums (const RushesFaultObject *self)
{
  static guint64 tables[8][256];
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  Sums *sums = g_new0 (Sums, 1);
  guint64 crc = G_MAXUINT64;

  if (tables[0][1] == 0)
    fill_tables (tables);
  for (gint64 offset = 0; offset < self->size; offset += PIECE_BYTES)
    {
      gsize length = (gsize) MIN (PIECE_BYTES, self->size - offset);

      rushes_fault_object_read (self, offset, piece, length);
      crc = update_crc (tables, crc, piece, length);
      if (self->md5 == NULL)
        g_checksum_update (checksum, piece, (gssize) length);
    }

  sums->size = self->size;
  sums->seed = self->seed;
  sums->crc64 = ~crc;
  if (self->md5 == NULL)
    sums->md5 = dup_base64_of_md5 (checksum);
  return sums;
}

/* To be read under the mutex, which keeps each object from being summed twice at once. */
static const Sums *
peek_sums (const RushesFaultObject *self)
{
  if (known_sums == NULL)
    known_sums = g_ptr_array_new ();
  for (guint i = 0; i < known_sums->len; i++)
    {
      const Sums *sums = g_ptr_array_index (known_sums, i);

      if (sums->size == self->size && sums->seed == self->seed && (sums->md5 != NULL || self->md5 != NULL))
        return sums;
    }
  g_ptr_array_add (known_sums, compute_sums (self));
  return g_ptr_array_index (known_sums, known_sums->len - 1);
}

guint64
rushes_fault_object_get_crc64 (const RushesFaultObject *self)
{
  guint64 crc64;

  g_mutex_lock (&sums_mutex);
  crc64 = peek_sums (self)->crc64;
  g_mutex_unlock (&sums_mutex);
  return crc64;
}

/* What a test has laid down; NULL where there is to be none. */
static char *
dup_given (const char *given)
{
  return *given != '\0' ? g_strdup (given) : NULL;
}

char *
rushes_fault_object_dup_etag (const RushesFaultObject *self)
{
  if (self->etag != NULL)
    return dup_given (self->etag);
  return g_strdup_printf ("\"%016" G_GINT64_MODIFIER "X%016" G_GINT64_MODIFIER "X\"", mix (self->seed),
                          mix ((guint64) self->size));
}

char *
rushes_fault_object_dup_last_modified (const RushesFaultObject *self)
{
  return dup_given (self->last_modified != NULL ? self->last_modified : "Fri, 29 Aug 2025 08:00:00 GMT");
}

char *
rushes_fault_object_dup_crc64 (const RushesFaultObject *self)
{
  if (self->crc64 != NULL)
    return dup_given (self->crc64);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, rushes_fault_object_get_crc64 (self));
}

char *
rushes_fault_object_dup_md5 (const RushesFaultObject *self)
{
  char *md5;

  if (self->md5 != NULL)
    return dup_given (self->md5);

  g_mutex_lock (&sums_mutex);
  md5 = g_strdup (peek_sums (self)->md5);
  g_mutex_unlock (&sums_mutex);
  return md5;
}

char *
rushes_fault_object_dup_type (const RushesFaultObject *self)
{
  return dup_given (self->type != NULL ? self->type : "video/mp4");
}

GBytes *
rushes_fault_object_dup_bytes (const RushesFaultObject *self)
{
  guint8 *bytes = g_malloc ((gsize) self->size);

  rushes_fault_object_read (self, 0, bytes, (gsize) self->size);
  return g_bytes_new_take (bytes, (gsize) self->size);
}

void
rushes_fault_object_assert_file (const RushesFaultObject *self, const char *path)
{
  g_autofree guint8 *right = g_malloc (PIECE_BYTES);
  g_autofree guint8 *found = g_malloc (PIECE_BYTES);
  FILE *file = fopen (path, "rbe");

  if (file == NULL)
    g_error ("%s is not there: %s", path, g_strerror (errno));
  for (gint64 offset = 0; offset < self->size; offset += PIECE_BYTES)
    {
      gsize length = (gsize) MIN (PIECE_BYTES, self->size - offset);
      gsize n = fread (found, 1, length, file);

      rushes_fault_object_read (self, offset, right, length);
      for (gsize i = 0; i < n; i++)
        if (right[i] != found[i])
          g_error ("%s is another file from byte %" G_GINT64_FORMAT " on", path, offset + (gint64) i);
      if (n < length)
        g_error ("%s ends at byte %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT, path, offset + (gint64) n,
                 self->size);
    }
  if (fgetc (file) != EOF)
    g_error ("%s is longer than %" G_GINT64_FORMAT " bytes", path, self->size);
  fclose (file);
}
