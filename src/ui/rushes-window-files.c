/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-window-files"

#include "config.h"

#include "ui/rushes-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/rushes-error.h"
#include "compat/rushes-compat.h"
#include "library/rushes-export.h"
#include "ui/rushes-track-dialog.h"

/* Where lists belong, for want of a better place. Returns: (transfer full) */
static GFile *
find_folder (void)
{
  const char *path = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  return g_file_new_for_path (path != NULL ? path : g_get_home_dir ());
}

static void
add_filter (GListStore *filters, const char *name, const char *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (suffix != NULL)
    gtk_file_filter_add_suffix (filter, suffix);
  else
    gtk_file_filter_add_pattern (filter, "*");
  g_list_store_append (filters, filter);
}

/* Exporting */

typedef struct
{
  RushesWindow *window;
  GFile *file;
  GPtrArray *entries; /* (element-type RushesExportEntry) */
  RushesExportFormat format;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->window);
  g_object_unref (export->file);
  g_ptr_array_unref (export->entries);
  g_free (export);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
report_export_error (RushesWindow *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    rushes_window_report_file_error (self, _ ("The list was not exported: the disk is full"), error);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
           || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    rushes_window_report_file_error (self,
                                     _ ("The list was not exported: nothing can be written in this folder"),
                                     error);
  else
    rushes_window_report_file_error (self, _ ("The list was not exported: the file could not be written"),
                                     error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      report_export_error (export->window, error);
      return;
    }
  if (rushes_window_is_closed (export->window))
    return;

  text = g_strdup_printf (ngettext ("%u task exported", "%u tasks exported", export->entries->len),
                          export->entries->len);
  rushes_window_show_toast (export->window, text, NULL, NULL, NULL);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Export *export = task_data;
  char *text = rushes_export_write (export->entries, export->format);

  g_task_return_pointer (task, g_bytes_new_take (text, strlen (text)), (GDestroyNotify) g_bytes_unref);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  /* What stood there stays until all of it is written. It goes on when the window is closed. */
  g_file_replace_contents_bytes_async (export->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       exported_cb, export);
}

static RushesExportFormat
choose_format (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *folded = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  return folded != NULL && g_str_has_suffix (folded, ".json") ? RUSHES_EXPORT_JSON : RUSHES_EXPORT_CSV;
}

static void
write_tasks (RushesWindow *self, GPtrArray *tasks, GFile *file)
{
  Export *export = g_new0 (Export, 1);
  g_autoptr (GTask) task = NULL;

  export->window = g_object_ref (self);
  export->file = g_object_ref (file);
  export->format = choose_format (file);
  export->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_export_entry_free);
  for (guint i = 0; i < tasks->len; i++)
    g_ptr_array_add (export->entries, rushes_export_entry_new_from_task (g_ptr_array_index (tasks, i)));

  task = g_task_new (NULL, NULL, written_cb, export);
  g_task_set_source_tag (task, write_tasks);
  g_task_set_task_data (task, export, NULL);
  g_task_run_in_thread (task, write_in_thread);
}

void
rushes_window_export_to (RushesWindow *self, GFile *file)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *all = NULL;

  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (self->session != NULL);
  g_return_if_fail (G_IS_FILE (file));

  all = rushes_session_get_tasks (self->session);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    g_ptr_array_add (tasks, g_list_model_get_item (all, i));
  write_tasks (self, tasks, file);
}

/* What is to be written once it is known where. */
typedef struct
{
  RushesWindow *window;
  GPtrArray *tasks; /* (nullable): all that there are then */
} Wish;

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->window);
  g_clear_pointer (&wish->tasks, g_ptr_array_unref);
  g_free (wish);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
export_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wish) wish = user_data;
  RushesWindow *self = wish->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = rushes_compat_save_as_finish (result, &error);

  if (file == NULL)
    rushes_window_report_file_error (self, _ ("The file dialog could not be opened"), error);
  else if (rushes_window_is_closed (self))
    return;
  else if (wish->tasks != NULL)
    write_tasks (self, wish->tasks, file);
  else
    rushes_window_export_to (self, file);
}

/* @tasks: (nullable): all of them */
static void
ask_for_file (RushesWindow *self, GPtrArray *tasks)
{
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GFile) folder = find_folder ();
  Wish *wish = g_new0 (Wish, 1);

  wish->window = g_object_ref (self);
  wish->tasks = tasks != NULL ? g_ptr_array_ref (tasks) : NULL;
  add_filter (filters, _ ("Tables (.csv)"), "csv");
  add_filter (filters, _ ("JSON (.json)"), "json");
  rushes_compat_save_as_async (GTK_WINDOW (self), _ ("Export List"),
                               /* Translators: the name of a file; it has to end in .csv */
                               _ ("Rushes Tasks.csv"), folder, G_LIST_MODEL (filters), self->cancellable,
                               export_chosen_cb, wish);
}

void
rushes_window_export_tasks (RushesWindow *self, GPtrArray *tasks)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (tasks != NULL);

  ask_for_file (self, tasks);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask_for_file (RUSHES_WINDOW (widget), NULL);
}

/* Importing */

/* What a file holds, as the form takes it. */
typedef struct
{
  char *text;
  GHashTable *notes; /* id -> note */
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->text);
  g_hash_table_unref (found->notes);
  g_free (found);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Found, found_free)

/* One line of the form: what is in the way of reading it there becomes a space. */
static void
append_line (GString *lines, const char *task_id, const char *label)
{
  g_string_append (lines, task_id);
  if (label != NULL && *label != '\0')
    {
      g_autofree char *line = g_strdelimit (g_strdup (label), "\r\n\t", ' ');

      g_string_append_printf (lines, " | %s", line);
    }
  g_string_append_c (lines, '\n');
}

/* The ids, labels and notes of a list that was exported. Returns: FALSE where @text is something else, a
 * reply for one, which says more in its own words */
static gboolean
read_list (Found *found, const char *text, gsize length)
{
  g_autoptr (GPtrArray) entries = rushes_export_read (text, (gssize) length, NULL);
  g_autoptr (GString) lines = NULL;

  if (entries == NULL || entries->len == 0)
    return FALSE;

  lines = g_string_new (NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      const RushesExportEntry *entry = g_ptr_array_index (entries, i);

      if (entry->account_id == NULL || *entry->account_id == '\0')
        return FALSE;
      append_line (lines, entry->task_id, entry->label);
      if (entry->note != NULL && *entry->note != '\0')
        g_hash_table_replace (found->notes, g_strdup (entry->task_id), g_strdup (entry->note));
    }
  found->text = g_string_free (g_steal_pointer (&lines), FALSE);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the ids and labels of text that is no UTF-8, and so cannot stand in
 * the form */
static char *
read_foreign (const char *text, gsize length, GError **error)
{
  g_autoptr (RushesIntake) intake = rushes_intake_read (text, (gssize) length, error);
  GString *lines = NULL;

  if (intake == NULL)
    return NULL;

  lines = g_string_new (NULL);
  for (guint i = 0; i < intake->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

      append_line (lines, item->task_id, item->label);
    }
  return g_string_free (lines, FALSE);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GBytes *bytes = task_data;
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (Found) found = g_new0 (Found, 1);
  GError *error = NULL;

  found->notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (length == 0)
    found->text = g_strdup ("");
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    found->text = read_foreign (text, length, &error);
  else if (!read_list (found, text, length))
    found->text = g_strndup (text, length);

  if (found->text != NULL)
    g_task_return_pointer (task, g_steal_pointer (&found), found_free);
  else
    g_task_return_error (task, error);
}

static void
text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Found) found = g_task_propagate_pointer (G_TASK (result), &error);

  if (rushes_window_is_closed (self) || self->session == NULL)
    return;
  if (found == NULL)
    rushes_window_report_file_error (self, _ ("The file could not be read"), error);
  else if (*found->text == '\0')
    rushes_window_show_toast (self, _ ("There is no task id in this file"), NULL, NULL, NULL);
  else
    rushes_track_dialog_add_notes (RUSHES_TRACK_DIALOG (rushes_window_open_track_dialog (self, found->text)),
                                   found->notes);
}

static void
read_text (RushesWindow *self, GBytes *bytes)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, text_read_cb, g_object_ref (self));

  g_task_set_source_tag (task, rushes_window_import_from);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_in_thread);
}

typedef struct
{
  RushesWindow *window;
  char *data;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->window);
  g_free (import->data);
  g_free (import);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

static void
bytes_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Import) import = user_data;
  RushesWindow *self = import->window;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_read = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_read, &error))
    {
      rushes_window_report_file_error (self, _ ("The file could not be read"), error);
      return;
    }
  if (rushes_window_is_closed (self))
    return;

  bytes = g_bytes_new_take (g_steal_pointer (&import->data), n_read);
  if (n_read > RUSHES_INTAKE_MAX_BYTES)
    rushes_window_show_toast (self, _ ("This text is too long. At most 10 MB can be read at once."), NULL,
                              NULL, NULL);
  else
    read_text (self, bytes);
}

/* One byte more than can be used tells what is too long, however long it is. */
static void
file_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);
  Import *import = NULL;

  if (stream == NULL)
    {
      rushes_window_report_file_error (self, _ ("The file could not be read"), error);
      return;
    }

  import = g_new0 (Import, 1);
  import->window = g_object_ref (self);
  import->data = g_malloc (RUSHES_INTAKE_MAX_BYTES + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), import->data, RUSHES_INTAKE_MAX_BYTES + 1,
                                 G_PRIORITY_DEFAULT, self->cancellable, bytes_read_cb, import);
}

void
rushes_window_import_from (RushesWindow *self, GFile *file)
{
  g_return_if_fail (RUSHES_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, file_opened_cb, g_object_ref (self));
}

void
rushes_window_import_files (RushesWindow *self, GSList *files)
{
  for (const GSList *file = files; file != NULL; file = file->next)
    rushes_window_import_from (self, file->data);
}

static void
import_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = rushes_compat_choose_file_finish (result, &error);

  if (file == NULL)
    rushes_window_report_file_error (self, _ ("The file dialog could not be opened"), error);
  else if (!rushes_window_is_closed (self))
    rushes_window_import_from (self, file);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesWindow *self = RUSHES_WINDOW (widget);
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) lists = gtk_file_filter_new ();
  g_autoptr (GFile) folder = find_folder ();

  gtk_file_filter_set_name (lists, _ ("Lists and texts"));
  gtk_file_filter_add_suffix (lists, "csv");
  gtk_file_filter_add_suffix (lists, "json");
  gtk_file_filter_add_mime_type (lists, "text/*");
  g_list_store_append (filters, lists);
  add_filter (filters, _ ("All files"), NULL);
  rushes_compat_choose_file_async (GTK_WINDOW (self), _ ("Import List"), folder, G_LIST_MODEL (filters),
                                   self->cancellable, import_chosen_cb, g_object_ref (self));
}

void
rushes_window_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_action);
}
