/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "demo/rushes-gateway.h"
#include "transfer/rushes-mp4.h"
#include "transfer/rushes-test-mp4.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The check of @length bytes that claim to be @size. */
static gboolean
check_bytes (const guint8 *data, gsize length, gint64 size, GError **error)
{
  int fd = memfd_create ("video", MFD_CLOEXEC);
  gboolean holds;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, length), ==, (ssize_t) length);
  holds = rushes_mp4_check (fd, size, error);
  g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, (off_t) length);
  close (fd);
  return holds;
}

/* A file in words, parts after one another: "ftyp=16" is a box of 16 bytes, "mdat=0+4" one that says 0
 * and has 4 bytes of payload, "mdat=1:20+4" one with a 64-bit size, and ".text" is bytes as they are, to the
 * end. */
typedef struct
{
  const char *name;
  const char *parts;
  int code; /* -1: it holds */
} Case;

#define HOLDS (-1)
#define NO_VIDEO RUSHES_ERROR_NOT_A_VIDEO
#define DAMAGED RUSHES_ERROR_DAMAGED

static const Case cases[] = {
  { "plain", "ftyp=16 moov=12 mdat=12", HOLDS },
  { "moov-last", "ftyp=16 mdat=12 moov=12", HOLDS },
  { "free-between", "ftyp=16 free=8 mdat=12 moov=12", HOLDS },
  { "unknown-between", "ftyp=16 xyz!=9 mdat=12 moov=12", HOLDS },
  { "fragmented", "ftyp=16 moov=12 moof=8 mdat=12 moof=8 mdat=12", HOLDS },
  { "large-size", "ftyp=16 moov=12 mdat=1:20+4", HOLDS },
  { "large-ftyp", "ftyp=1:24+8 moov=12 mdat=12", HOLDS },
  { "to-the-end", "ftyp=16 moov=12 mdat=0+7", HOLDS },
  { "to-the-end-and-empty", "ftyp=16 moov=12 mdat=0+0", HOLDS },

  { "empty", "", NO_VIDEO },
  { "seven-bytes", ".abcdfty", NO_VIDEO },
  { "html", ".<!DOCTYPE html><html><body>moov mdat</body></html>", NO_VIDEO },
  { "html-after-mark", ".\xef\xbb\xbf\r\n\t<html></html>", NO_VIDEO },
  { "xml", ".<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", NO_VIDEO },
  { "json", ".{\"code\":\"not_found\",\"message\":\"ftyp\"}", NO_VIDEO },
  { "blank", ".\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", NO_VIDEO },
  { "moov-first", "moov=12 ftyp=16 mdat=12", NO_VIDEO },
  { "webm", ".\x1a\x45\xdf\xa3\x01\x42\x86\x81\x01\x42\xf7\x81", NO_VIDEO },

  { "ftyp-alone", "ftyp=16", DAMAGED },
  { "ftyp-to-the-end", "ftyp=0+8 moov=12 mdat=12", DAMAGED },
  { "ftyp-too-small", "ftyp=8 moov=12 mdat=12", DAMAGED },
  { "large-ftyp-too-small", "ftyp=1:15+0 moov=12 mdat=12", DAMAGED },
  { "without-moov", "ftyp=16 mdat=12", DAMAGED },
  { "without-mdat", "ftyp=16 moov=12", DAMAGED },
  { "size-two", "ftyp=16 moov=12 mdat=12 free=2+0", DAMAGED },
  { "size-seven", "ftyp=16 moov=12 mdat=12 free=7+0", DAMAGED },
  { "size-too-large", "ftyp=16 moov=12 mdat=4294967295+4", DAMAGED },
  { "size-one-too-large", "ftyp=16 moov=12 mdat=13+4", DAMAGED },
  { "large-size-overflow", "ftyp=16 moov=12 mdat=1:18446744073709551615+4", DAMAGED },
  { "large-size-near-overflow", "ftyp=16 moov=12 mdat=1:9223372036854775807+4", DAMAGED },
  { "large-size-below-its-header", "ftyp=16 moov=12 mdat=1:15+4", DAMAGED },
  { "large-size-zero", "ftyp=16 moov=12 mdat=1:0+4", DAMAGED },
  { "large-size-cut", "ftyp=16 moov=12 mdat=12 mdat=1+7", DAMAGED },
  { "byte-behind-the-last", "ftyp=16 moov=12 mdat=12 .x", DAMAGED },
  { "error-page-behind", "ftyp=16 moov=12 .<html>sorry</html>", DAMAGED },
};

static void
append_number (GByteArray *file, guint64 number, guint n_bytes)
{
  for (guint i = n_bytes; i > 0; i--)
    {
      guint8 byte = (guint8) (number >> 8 * (i - 1));
      g_byte_array_append (file, &byte, 1);
    }
}

static void
append_part (GByteArray *file, const char *part)
{
  char *rest = NULL;
  guint64 size, large_size = 0;
  guint64 n_payload;

  if (part[0] == '.')
    {
      g_byte_array_append (file, (const guint8 *) part + 1, (guint) strlen (part + 1));
      return;
    }

  size = g_ascii_strtoull (part + strlen ("type="), &rest, 10);
  append_number (file, size, 4);
  g_byte_array_append (file, (const guint8 *) part, 4);
  if (*rest == ':')
    {
      large_size = g_ascii_strtoull (rest + 1, &rest, 10);
      append_number (file, large_size, 8);
    }
  n_payload = *rest == '+' ? g_ascii_strtoull (rest + 1, NULL, 10) : size - 8;
  for (guint64 i = 0; i < n_payload; i++)
    append_number (file, 'x', 1);
}

static GByteArray *
build (const char *parts)
{
  GByteArray *file = g_byte_array_new ();

  while (parts != NULL && *parts != '\0')
    {
      append_part (file, parts);
      parts = *parts != '.' ? strchr (parts, ' ') : NULL;
      parts += parts != NULL ? 1 : 0;
    }
  return file;
}

static void
test_table (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) file = build (c->parts);
  g_autoptr (GError) error = NULL;
  gboolean holds = check_bytes (file->data, file->len, file->len, &error);

  if (c->code == HOLDS)
    g_assert_no_error (error);
  else
    g_assert_error (error, RUSHES_ERROR, c->code);
  g_assert_cmpint (holds, ==, error == NULL);
}

/* Files that an encoder made. */
static void
test_real_videos (void)
{
  const char *const *videos = rushes_gateway_get_videos ();

  g_assert_nonnull (videos[0]);
  for (gsize i = 0; videos[i] != NULL; i++)
    {
      g_autoptr (GBytes) video = rushes_gateway_get_video (videos[i]);
      gsize length = 0;
      const guint8 *data = g_bytes_get_data (video, &length);
      g_autoptr (GError) error = NULL;

      g_assert_true (check_bytes (data, length, (gint64) length, &error));
      g_assert_no_error (error);
      g_assert_false (check_bytes (data, length - 1, (gint64) length - 1, NULL));
      g_assert_false (check_bytes (data, length / 2, (gint64) length / 2, NULL));
    }
}

/* A file that was cut anywhere does not hold, and never for want of a code. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GBytes) video = rushes_test_make_mp4 (400, 1);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (video, &length);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GError) error = NULL;
      int expected = cut < 8 ? NO_VIDEO : DAMAGED;

      g_assert_false (check_bytes (data, cut, (gint64) cut, &error));
      g_assert_error (error, RUSHES_ERROR, expected);
    }
  g_assert_true (check_bytes (data, length, (gint64) length, NULL));
}

/* The file is shorter than who asks believes. */
static void
test_shorter_than_said (void)
{
  g_autoptr (GBytes) video = rushes_test_make_mp4 (400, 1);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (video, &length);
  g_autoptr (GError) error = NULL;

  g_assert_false (check_bytes (data, length, (gint64) length + 100, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
}

static void
test_not_readable (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rushes_mp4_check (-1, 100, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
}

static void
test_many_boxes (void)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  append_part (file, "ftyp=16");
  append_part (file, "moov=12");
  append_part (file, "mdat=12");
  for (guint i = 0; i < 250000; i++)
    append_part (file, "free=8");
  g_assert_false (check_bytes (file->data, file->len, file->len, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
}

/* Noise behind a good beginning, and a good file with one byte wrong: an answer, whatever it is. */
static void
test_noise (void)
{
  g_autoptr (GBytes) video = rushes_test_make_mp4 (300, 7);
  gsize length = 0;
  const guint8 *good = g_bytes_get_data (video, &length);

  for (guint round = 0; round < 4000; round++)
    {
      g_autofree guint8 *data = g_memdup2 (good, length);
      g_autoptr (GError) error = NULL;
      gboolean holds;

      if (round % 2 == 0)
        data[g_test_rand_int_range (0, (gint32) length)] = (guint8) g_test_rand_int_range (0, 256);
      else
        for (gsize i = 8; i < length; i++)
          data[i] = (guint8) (g_test_rand_int () & (round % 4 == 1 ? 0xff : 0x01));

      holds = check_bytes (data, length, (gint64) length, &error);
      g_assert_cmpint (holds, ==, error == NULL);
      if (error != NULL)
        g_assert_true (error->domain == RUSHES_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/mp4/table/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_table);
    }
  g_test_add_func ("/transfer/mp4/real-videos", test_real_videos);
  g_test_add_func ("/transfer/mp4/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/transfer/mp4/shorter-than-said", test_shorter_than_said);
  g_test_add_func ("/transfer/mp4/not-readable", test_not_readable);
  g_test_add_func ("/transfer/mp4/many-boxes", test_many_boxes);
  g_test_add_func ("/transfer/mp4/noise", test_noise);

  return g_test_run ();
}
