/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-mp4"

#include "config.h"

#include "transfer/rushes-mp4.h"

#include "base/rushes-error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A fragmented file has two boxes for every fragment; a day of one-second fragments has 172 800. */
#define MAX_BOXES 200000

#define HEADER_BYTES 8
#define LARGE_HEADER_BYTES 16
/* Header, major brand, minor version. */
#define MIN_FTYP_BYTES 16

typedef struct
{
  char type[5];
  gint64 size; /* of the whole box */
} Box;

/* Reads exactly @length bytes, or says that the file does not hold. */
static gboolean
read_at (int fd, gint64 offset, guint8 *buffer, gsize length, GError **error)
{
  gsize done = 0;

  while (done < length)
    {
      ssize_t n = pread (fd, buffer + done, length - done, (off_t) (offset + (gint64) done));

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_propagate_error (error,
                             rushes_error_from_errno (errno, RUSHES_ERROR_DAMAGED, "reading the video"));
          return FALSE;
        }
      if (n == 0)
        {
          g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED,
                       "the file is shorter than it should be: %" G_GINT64_FORMAT " bytes",
                       offset + (gint64) done);
          return FALSE;
        }
      done += (gsize) n;
    }

  return TRUE;
}

static gint64
read_number (const guint8 *bytes, gsize length)
{
  guint64 number = 0;

  for (gsize i = 0; i < length; i++)
    number = number << 8 | bytes[i];
  return number > G_MAXINT64 ? G_MAXINT64 : (gint64) number;
}

/* What stands where a video should, for the log. */
static const char *
describe_head (const guint8 *head, gsize length)
{
  gsize i = 0;

  if (length >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0)
    i = 3;
  while (i < length && g_ascii_isspace (head[i]))
    i++;

  if (i == length)
    return "nothing";
  if (head[i] == '<')
    return "an HTML or XML page";
  if (head[i] == '{' || head[i] == '[')
    return "JSON";
  return "other content";
}

gboolean
rushes_mp4_check_head (const guint8 *head, gsize length, GError **error)
{
  if (length >= HEADER_BYTES && memcmp (head + 4, "ftyp", 4) == 0)
    return TRUE;

  g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO, "%s instead of an MP4",
               describe_head (head, length));
  return FALSE;
}

static gboolean
check_head (int fd, gint64 size, GError **error)
{
  guint8 head[RUSHES_MP4_HEAD_BYTES];
  gsize length = (gsize) MIN (size, (gint64) sizeof head);

  return read_at (fd, 0, head, length, error) && rushes_mp4_check_head (head, length, error);
}

/* The box at @offset; its size is at least that of its header, and it ends inside the file. */
static gboolean
read_box (int fd, gint64 offset, gint64 size, Box *box, GError **error)
{
  guint8 header[LARGE_HEADER_BYTES];
  gint64 left = size - offset;
  gint64 least = HEADER_BYTES;

  if (left < HEADER_BYTES)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED,
                   "%" G_GINT64_FORMAT " bytes behind the last box", left);
      return FALSE;
    }
  if (!read_at (fd, offset, header, HEADER_BYTES, error))
    return FALSE;

  memcpy (box->type, header + 4, 4);
  box->type[4] = '\0';
  box->size = read_number (header, 4);
  if (box->size == 0) /* to the end of the file */
    box->size = left;
  else if (box->size == 1) /* a 64-bit size follows the type */
    {
      least = LARGE_HEADER_BYTES;
      box->size = 0;
      if (left >= LARGE_HEADER_BYTES)
        {
          if (!read_at (fd, offset + 8, header + 8, 8, error))
            return FALSE;
          box->size = read_number (header + 8, 8);
        }
    }

  if (memcmp (box->type, "ftyp", 4) == 0)
    least = MAX (least, MIN_FTYP_BYTES);
  if (box->size < least || box->size > left)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED,
                   "a box at %" G_GINT64_FORMAT " says %" G_GINT64_FORMAT " bytes of %" G_GINT64_FORMAT,
                   offset, box->size, left);
      return FALSE;
    }

  return TRUE;
}

gboolean
rushes_mp4_check (int fd, gint64 size, GError **error)
{
  gboolean has_moov = FALSE;
  gboolean has_mdat = FALSE;
  gint64 offset = 0;
  guint n_boxes = 0;

  g_return_val_if_fail (size >= 0, FALSE);

  if (!check_head (fd, size, error))
    return FALSE;

  while (offset < size)
    {
      Box box;

      if (!read_box (fd, offset, size, &box, error))
        return FALSE;
      if (++n_boxes > MAX_BOXES)
        {
          g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED, "too many boxes");
          return FALSE;
        }

      has_moov = has_moov || strcmp (box.type, "moov") == 0;
      has_mdat = has_mdat || strcmp (box.type, "mdat") == 0;
      offset += box.size;
    }

  if (!has_moov || !has_mdat)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED, "the video has no \"%s\" box",
                   has_moov ? "mdat" : "moov");
      return FALSE;
    }

  return TRUE;
}
