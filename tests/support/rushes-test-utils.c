/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-test-utils"

#include "config.h"

#include "support/rushes-test-utils.h"

#include <ftw.h>
#include <stdio.h>

#define ORDINARY_DEADLINE 20
#define MOST_PATIENCE 100

int
rushes_test_get_deadline (void)
{
  const char *patience = g_getenv ("RUSHES_TEST_PATIENCE");
  guint64 times = 1;

  if (patience != NULL && !g_ascii_string_to_unsigned (patience, 10, 1, MOST_PATIENCE, &times, NULL))
    g_error ("RUSHES_TEST_PATIENCE is no number of times: %s", patience);
  return ORDINARY_DEADLINE * (int) times;
}

static gboolean
note_deadline_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
rushes_test_await (RushesTestCondition condition, gpointer user_data, const char *what)
{
  gboolean too_late = FALSE;
  guint deadline = g_timeout_add_seconds (RUSHES_TEST_DEADLINE, note_deadline_cb, &too_late);

  while (!condition (user_data))
    {
      if (too_late)
        g_error ("waited %d s in vain: %s", RUSHES_TEST_DEADLINE, what);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (deadline);
}

void
rushes_test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

GAsyncResult *
rushes_test_await_result (GAsyncResult **result, const char *what)
{
  rushes_test_await (is_set, result, what);
  return *result;
}

void
rushes_test_pump (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

void
rushes_test_await_finalize (gpointer object)
{
  gpointer weak = object;

  g_object_add_weak_pointer (object, &weak);
  g_object_unref (object);
  if (weak != NULL)
    g_idle_add_once ((GSourceOnceFunc) rushes_test_pump, NULL);
  rushes_test_await (is_null, &weak, "an object to be finalised");
}

GBytes *
rushes_test_load_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);
  return g_bytes_new_take (contents, length);
}

char *
rushes_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("rushes-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
  return remove (path);
}

void
rushes_test_remove_folder (char *folder)
{
  g_assert_cmpint (nftw (folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
  g_free (folder);
}
