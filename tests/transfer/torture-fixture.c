/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/torture-fixture.h"

#include "support/rushes-fault-object.h"
#include "support/rushes-test-utils.h"

#include <string.h>
#include <sys/xattr.h>

static void
video_free (gpointer data)
{
  TortureVideo *video = data;

  g_free (video->id);
  g_bytes_unref (video->bytes);
  g_free (video);
}

void
torture_set_up (Torture *torture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  torture->gateway = rushes_gateway_new (TORTURE_KEY, &error);
  g_assert_no_error (error);
  torture->videos = g_ptr_array_new_with_free_func (video_free);
  torture_begin_anew (torture);
}

static void
remove_folders (Torture *torture)
{
  if (torture->data_folder != NULL)
    rushes_test_remove_folder (g_steal_pointer (&torture->data_folder));
  if (torture->user_folder != NULL)
    rushes_test_remove_folder (g_steal_pointer (&torture->user_folder));
}

void
torture_tear_down (Torture *torture, gconstpointer data)
{
  remove_folders (torture);
  g_clear_object (&torture->gateway);
  g_clear_pointer (&torture->videos, g_ptr_array_unref);
}

void
torture_begin_anew (Torture *torture)
{
  remove_folders (torture);
  torture->data_folder = rushes_test_make_folder ();
  torture->user_folder = rushes_test_make_folder ();
}

void
torture_add_video (Torture *torture, const char *id, gint64 size, double link_lasts)
{
  static guint64 n_videos;
  const RushesFaultObject object = { .size = size, .seed = ++n_videos };
  g_autofree char *name = g_strdup_printf ("torture-%" G_GUINT64_FORMAT, n_videos);
  const RushesScript script = {
    .task_id = id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = -20,
    .link_lasts = link_lasts,
    .video = name,
  };
  TortureVideo *video = g_new0 (TortureVideo, 1);

  video->id = g_strdup (id);
  video->bytes = rushes_fault_object_dup_bytes (&object);
  rushes_gateway_add_video (name, video->bytes);
  rushes_gateway_add (torture->gateway, &script);
  g_ptr_array_add (torture->videos, video);
}

const TortureVideo *
torture_find_whole (Torture *torture, const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;

  for (guint i = 0; bytes != NULL && i < torture->videos->len; i++)
    {
      const TortureVideo *video = torture->videos->pdata[i];

      if (g_bytes_equal (bytes, video->bytes))
        return video;
    }
  return NULL;
}

static guint
assert_whole (Torture *torture, const char *folder, gboolean hidden_too)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (*name == '.' && !hidden_too)
        continue;
      if (torture_find_whole (torture, path) == NULL)
        g_error ("%s is not whole", path);
      n_files++;
    }
  return n_files;
}

guint
torture_assert_nothing_partial (Torture *torture)
{
  g_autofree char *videos = g_build_filename (torture->data_folder, "videos", NULL);

  assert_whole (torture, videos, FALSE);
  return assert_whole (torture, torture->user_folder, TRUE);
}

static gboolean
attributes_hold (const char *path, const char *needle)
{
  char names[4096];
  const ssize_t n_bytes = listxattr (path, names, sizeof names);

  for (const char *name = names; n_bytes > 0 && name < names + n_bytes; name += strlen (name) + 1)
    {
      char value[4096];
      const ssize_t length = getxattr (path, name, value, sizeof value);

      if (length > 0 && memmem (value, (gsize) length, needle, strlen (needle)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
file_holds (const char *path, const char *needle)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL && g_mapped_file_get_length (file) > 0
         && memmem (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), needle,
                    strlen (needle))
              != NULL;
}

gboolean
torture_folder_holds (const char *folder, const char *needle, const char *but)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gboolean found = FALSE;
  const char *name;

  while (!found && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = torture_folder_holds (path, needle, but);
      else if (but == NULL || !g_str_has_prefix (name, but))
        found = strstr (name, needle) != NULL || file_holds (path, needle) || attributes_hold (path, needle);
      if (found)
        g_test_message ("%s holds it", path);
    }
  return found;
}

void
torture_tell_tasks (GListModel *tasks)
{
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);
      RushesFailure *problem = rushes_task_get_problem (task);

      g_test_message ("%s: %s, %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " bytes, %s%s, problem: %s",
                      rushes_task_get_id (task),
                      rushes_transfer_state_to_string (rushes_task_get_transfer_state (task)),
                      rushes_task_get_transfer_bytes (task), rushes_task_get_transfer_total (task),
                      rushes_task_has_ended (task) ? "ended" : "not ended",
                      rushes_task_get_paused (task) ? ", not asked any more" : "",
                      problem != NULL ? rushes_failure_get_code (problem) : "none");
    }
}

guint32
torture_number_from_environment (const char *name, guint32 usual)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint32) g_ascii_strtoull (text, NULL, 10) : usual;
}
