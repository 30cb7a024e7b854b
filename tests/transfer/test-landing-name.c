/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-test-utils.h"
#include "transfer/rushes-far-file.h"
#include "transfer/rushes-landing.h"
#include "transfer/rushes-test-mp4.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  GFile *file;
  GHashTable *taken;
} Fixture;

static const char remote[] = "no local path";

static void
set_up (Fixture *self, gconstpointer where)
{
  self->folder = rushes_test_make_folder ();
  self->file = where == remote ? rushes_far_file_new (self->folder) : g_file_new_for_path (self->folder);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
tear_down (Fixture *self, gconstpointer where)
{
  g_hash_table_unref (self->taken);
  g_object_unref (self->file);
  rushes_test_remove_folder (self->folder);
}

static void
put (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("film", 4);

  rushes_test_write_file (path, bytes);
}

static void
assert_picks (Fixture *self, const char *name, GHashTable *taken, const char *expected)
{
  g_autoptr (GFile) picked = rushes_landing_pick_free_name (self->file, name, taken);
  g_autoptr (GFile) parent = g_file_get_parent (picked);
  g_autofree char *picked_name = g_file_get_basename (picked);

  g_assert_cmpstr (picked_name, ==, expected);
  g_assert_true (g_file_equal (parent, self->file));
}

static void
test_free (Fixture *self, gconstpointer where)
{
  assert_picks (self, "clip.mp4", NULL, "clip.mp4");
  assert_picks (self, "clip.mp4", NULL, "clip.mp4");
  rushes_test_assert_only (self->folder, NULL);
}

static void
test_there (Fixture *self, gconstpointer where)
{
  put (self, "clip.mp4");
  assert_picks (self, "clip.mp4", NULL, "clip (2).mp4");
  put (self, "clip (2).mp4");
  assert_picks (self, "clip.mp4", NULL, "clip (3).mp4");
  assert_picks (self, "clip (2).mp4", NULL, "clip (2) (2).mp4");
  assert_picks (self, "other.mp4", NULL, "other.mp4");
}

static void
test_no_extension (Fixture *self, gconstpointer where)
{
  put (self, "clip");
  assert_picks (self, "clip", NULL, "clip (2)");
  put (self, ".mp4");
  assert_picks (self, ".mp4", NULL, ".mp4 (2)");
  put (self, "Take 3.before the rain");
  assert_picks (self, "Take 3.before the rain", NULL, "Take 3.before the rain (2)");
}

/* A folder is there, and a link that leads nowhere is, too. */
static void
test_no_files (Fixture *self, gconstpointer where)
{
  g_autofree char *link = g_build_filename (self->folder, "link.mp4", NULL);
  g_autofree char *folder = g_build_filename (self->folder, "folder.mp4", NULL);

  g_assert_cmpint (symlink ("nothing", link), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  assert_picks (self, "link.mp4", NULL, "link (2).mp4");
  assert_picks (self, "folder.mp4", NULL, "folder (2).mp4");
}

static void
test_picked_before (Fixture *self, gconstpointer where)
{
  put (self, "clip (2).mp4");
  assert_picks (self, "clip.mp4", self->taken, "clip.mp4");
  assert_picks (self, "clip.mp4", self->taken, "clip (3).mp4");
  assert_picks (self, "clip.mp4", self->taken, "clip (4).mp4");
  /* One name where the disk is FAT. */
  assert_picks (self, "take.mp4", self->taken, "take.mp4");
  assert_picks (self, "Take.MP4", self->taken, "Take (2).MP4");
  assert_picks (self, "caf\xc3\xa9.mp4", self->taken, "caf\xc3\xa9.mp4");
  assert_picks (self, "cafe\xcc\x81.mp4", self->taken, "cafe\xcc\x81 (2).mp4");
}

static void
test_many (Fixture *self, gconstpointer where)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 1; i <= 2000; i++)
    {
      g_autoptr (GFile) picked = rushes_landing_pick_free_name (self->file, "clip.mp4", self->taken);
      g_autofree char *expected = i == 1 ? g_strdup ("clip.mp4") : g_strdup_printf ("clip (%u).mp4", i);

      g_assert_true (g_hash_table_add (names, g_file_get_basename (picked)));
      g_assert_true (g_hash_table_contains (names, expected));
    }
}

static void
test_longest (Fixture *self, gconstpointer where)
{
  for (guint shift = 0; shift < 3; shift++)
    {
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *stem = NULL;

      while (name->len < 246 + shift)
        g_string_append (name, "海");
      g_string_truncate (name, 246);
      g_string_append_len (name, "abcde", 5);
      g_string_append (name, ".mp4");
      g_assert_cmpuint (name->len, ==, 255);
      put (self, name->str);

      for (guint i = 0; i < 12; i++)
        {
          g_autoptr (GFile) picked = rushes_landing_pick_free_name (self->file, name->str, self->taken);
          g_autofree char *picked_name = g_file_get_basename (picked);

          g_assert_cmpuint (strlen (picked_name), <=, 255);
          g_assert_cmpuint (strlen (picked_name), >, 240);
          g_assert_true (g_utf8_validate (picked_name, -1, NULL));
          g_assert_true (g_str_has_suffix (picked_name, ").mp4"));
          put (self, picked_name);
        }
    }
}

static void
test_folder_missing (Fixture *self, gconstpointer where)
{
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  assert_picks (self, "clip.mp4", self->taken, "clip.mp4");
  assert_picks (self, "clip.mp4", self->taken, "clip (2).mp4");
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
}

static void
add (const char *where, const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/landing-name/", where != NULL ? "remote/" : "local/", name,
                                       NULL);

  g_test_add (path, Fixture, where, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  const char *places[] = { NULL, remote };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      add (places[i], "free", test_free);
      add (places[i], "there", test_there);
      add (places[i], "no-extension", test_no_extension);
      add (places[i], "no-files", test_no_files);
      add (places[i], "picked-before", test_picked_before);
      add (places[i], "many", test_many);
      add (places[i], "longest", test_longest);
      add (places[i], "folder-missing", test_folder_missing);
    }

  return g_test_run ();
}
