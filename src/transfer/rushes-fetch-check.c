/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fetch-check"

#include "config.h"

#include "transfer/rushes-fetch-check.h"

#include "base/rushes-error.h"
#include "transfer/rushes-mp4.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES (128 * 1024)
#define MD5_BYTES 16
/* What is shorter could become anything. */
#define MIN_HEAD_BYTES 16

/* In base64, as Content-MD5 has it. Returns: (transfer full) (nullable) */
static char *
compute_md5 (const RushesPart *part, GCancellable *cancellable)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  guint8 digest[MD5_BYTES];
  gsize digest_length = sizeof digest;
  gint64 offset = 0;

  while (offset < rushes_part_get_length (part) && !g_cancellable_is_cancelled (cancellable))
    {
      ssize_t n = pread (rushes_part_get_fd (part), buffer, READ_BYTES, (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return NULL;
      g_checksum_update (checksum, buffer, n);
      offset += n;
    }

  g_checksum_get_digest (checksum, digest, &digest_length);
  return g_base64_encode (digest, digest_length);
}

static gboolean
check_sum (const RushesPart *part, GCancellable *cancellable, const char **verified, GError **error)
{
  const RushesPartIdentity *identity = rushes_part_get_identity (part);
  g_autofree char *md5 = NULL;

  if (identity->has_crc)
    {
      *verified = "crc64";
      if (rushes_part_get_crc (part) == identity->crc)
        return TRUE;
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED, "the CRC-64 differs");
      return FALSE;
    }
  if (identity->md5 == NULL)
    return TRUE;

  *verified = "md5";
  md5 = compute_md5 (part, cancellable);
  if (g_strcmp0 (md5, identity->md5) == 0)
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED, "the MD5 differs");
  return FALSE;
}

gboolean
rushes_fetch_check_part (const RushesPart *part,
                         GCancellable *cancellable,
                         const char **verified,
                         GError **error)
{
  gint64 total = rushes_part_get_identity (part)->total;
  gint64 length = rushes_part_get_length (part);
  g_autoptr (GError) structure = NULL;
  GError *cause = NULL;

  if (total >= 0 && length != total)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_INCOMPLETE,
                   "%" G_GINT64_FORMAT " bytes are there of %" G_GINT64_FORMAT, length, total);
      return FALSE;
    }

  *verified = total >= 0 ? "length" : "structure";
  rushes_mp4_check (rushes_part_get_fd (part), length, &structure);
  /* An error page is an error page, and nothing to set aside, whatever sum came with it. */
  if (length >= MIN_HEAD_BYTES && g_error_matches (structure, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO))
    cause = g_steal_pointer (&structure);
  else if (check_sum (part, cancellable, verified, &cause))
    cause = g_steal_pointer (&structure);
  if (cause == NULL)
    return TRUE;

  if (total < 0 && g_error_matches (cause, RUSHES_ERROR, RUSHES_ERROR_DAMAGED))
    {
      /* What looks damaged is most likely cut short: the rest can still be asked for. */
      cause->code = RUSHES_ERROR_INCOMPLETE;
    }
  g_propagate_error (error, cause);
  return FALSE;
}
