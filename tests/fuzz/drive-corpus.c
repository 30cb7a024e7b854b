/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include <string.h>

/*
 * Stands in for libFuzzer: reads each file of the folders that it is given, whole and cut short at
 * many places, as one test case. Arguments: the name of the cases, then the folders.
 */

#define N_CUTS 40

static void
read_piece (const char *bytes, gsize size)
{
  /* Of just this size, so that a reader which goes beyond it is noticed. */
  g_autofree guint8 *piece = g_memdup2 (bytes, size);
  static const guint8 nothing[1];

  g_assert_cmpint (LLVMFuzzerTestOneInput (piece != NULL ? piece : nothing, size), ==, 0);
}

static void
test_file (gconstpointer data)
{
  const char *path = data;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i <= N_CUTS; i++)
    read_piece (bytes, size * i / N_CUTS);
}

static void
add_folder (const char *name, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *file;
  guint n_files = 0;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *case_name = g_strdup_printf ("/fuzz/%s/%s", name, file);

      g_test_add_data_func_full (case_name, g_build_filename (folder, file, NULL), test_file, g_free);
      n_files++;
    }
  /* A folder that was moved would test nothing. */
  g_assert_cmpuint (n_files, >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_assert_cmpint (argc, >, 2);
  for (int i = 2; i < argc; i++)
    add_folder (argv[1], argv[i]);
  return g_test_run ();
}
