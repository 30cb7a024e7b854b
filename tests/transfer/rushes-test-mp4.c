/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-test-mp4.h"

#define FTYP_PAYLOAD 16
#define MOOV_PAYLOAD 100

static void
append_number (GByteArray *file, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (file, (const guint8 *) &big, sizeof big);
}

void
rushes_test_append_box (GByteArray *file, const char *type, gsize n_payload, guint32 seed)
{
  g_autoptr (GRand) noise = g_rand_new_with_seed (seed);

  append_number (file, (guint32) n_payload + 8);
  g_byte_array_append (file, (const guint8 *) type, 4);
  for (gsize i = 0; i < n_payload; i++)
    {
      guint8 byte = (guint8) g_rand_int_range (noise, 0, 256);
      g_byte_array_append (file, &byte, 1);
    }
}

GBytes *
rushes_test_make_mp4 (gsize n_bytes, guint32 seed)
{
  GByteArray *file = g_byte_array_new ();

  rushes_test_append_box (file, "ftyp", FTYP_PAYLOAD, seed);
  rushes_test_append_box (file, "moov", MOOV_PAYLOAD, seed + 1);
  g_assert_cmpuint (n_bytes, >=, file->len + 8);
  rushes_test_append_box (file, "mdat", n_bytes - file->len - 8, seed + 2);
  return g_byte_array_free_to_bytes (file);
}

void
rushes_test_assert_only (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *found;
  guint n_found = 0;

  g_assert_no_error (error);
  while ((found = g_dir_read_name (dir)) != NULL)
    {
      g_assert_cmpstr (found, ==, name);
      n_found++;
    }
  g_assert_cmpuint (n_found, ==, name != NULL ? 1 : 0);
}

void
rushes_test_write_file (const char *path, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  /* In place: a name may be too long for a temporary one beside it. */
  g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                            G_FILE_SET_CONTENTS_NONE, 0666, &error);
  g_assert_no_error (error);
}

void
rushes_test_assert_file (const char *path, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
