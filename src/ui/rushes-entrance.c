/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-entrance"

#include "config.h"

#include "ui/rushes-entrance.h"

#include <string.h>

#include "desktop/rushes-search-provider.h"
#include "intake/rushes-track-link.h"
#include "ui/rushes-describe.h"
#include "ui/rushes-window.h"

/* Whoever hands over more at once does not mean it. */
#define MOST_VISITS 100

struct _RushesEntrance
{
  GObject parent_instance;

  GtkApplication *application; /* (nullable): a weak pointer */
  RushesHost *host;
  RushesSearchProvider *search;
  GQueue visits; /* of Visit */
};

G_DEFINE_FINAL_TYPE (RushesEntrance, rushes_entrance, G_TYPE_OBJECT)

/* One thing that is to be done in the window. */
typedef struct
{
  GFile *file;        /* (nullable) */
  char *text;         /* (nullable): for the form; empty: what was named there is no task */
  char *search;       /* (nullable) */
  char *target;       /* (nullable): of a task */
  gboolean clipboard; /* what is there */
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_clear_object (&visit->file);
  g_free (visit->text);
  g_free (visit->search);
  g_free (visit->target);
  g_free (visit);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

static RushesWindow *
find_window (RushesEntrance *self)
{
  GList *windows = self->application != NULL ? gtk_application_get_windows (self->application) : NULL;

  for (GList *window = windows; window != NULL; window = window->next)
    if (RUSHES_IS_WINDOW (window->data))
      return window->data;
  return NULL;
}

static void
pay (RushesWindow *window, const Visit *visit)
{
  if (visit->file != NULL)
    rushes_window_visit_file (window, visit->file);
  else if (visit->text != NULL)
    rushes_window_visit_text (window, visit->text);
  else if (visit->search != NULL)
    rushes_window_visit_search (window, visit->search);
  else if (visit->target != NULL)
    rushes_window_visit_task (window, visit->target);
  else if (visit->clipboard)
    rushes_window_visit_clipboard (window);
}

static void
pay_visits (RushesEntrance *self)
{
  RushesWindow *window = find_window (self);

  if (window == NULL || !rushes_host_get_opened (self->host))
    return;

  while (!g_queue_is_empty (&self->visits))
    {
      g_autoptr (Visit) visit = g_queue_pop_head (&self->visits);

      pay (window, visit);
    }
}

/* Returns: (nullable): to be filled */
static Visit *
add_visit (RushesEntrance *self)
{
  Visit *visit = NULL;

  if (g_queue_get_length (&self->visits) >= MOST_VISITS)
    return NULL;

  visit = g_new0 (Visit, 1);
  g_queue_push_tail (&self->visits, visit);
  return visit;
}

static void
raise_window (RushesEntrance *self)
{
  if (self->application != NULL)
    g_application_activate (G_APPLICATION (self->application));
  pay_visits (self);
}

/* Files and links */

static void
add_file (RushesEntrance *self, GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  Visit *visit = add_visit (self);

  if (visit == NULL)
    return;
  if (!rushes_track_link_is_one (uri))
    {
      visit->file = g_object_ref (file);
      return;
    }
  visit->text = rushes_track_link_read (uri);
  if (visit->text == NULL)
    visit->text = g_strdup ("");
}

void
rushes_entrance_open (RushesEntrance *self, GFile **files, gsize n_files)
{
  g_return_if_fail (RUSHES_IS_ENTRANCE (self));

  for (gsize i = 0; i < n_files; i++)
    add_file (self, files[i]);
  raise_window (self);
}

/* An id can look like the name of a file: it is one where it says so, or where a path leads to one. Returns:
 * (transfer full) (nullable) */
static GFile *
find_file (GApplicationCommandLine *command_line, const char *argument)
{
  g_autoptr (GFile) file = NULL;

  if (rushes_track_link_is_one (argument) || g_str_has_prefix (argument, "file:"))
    return g_file_new_for_uri (argument);
  if (strchr (argument, G_DIR_SEPARATOR) == NULL)
    return NULL;

  file = g_application_command_line_create_file_for_arg (command_line, argument);
  return g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_REGULAR
           ? g_steal_pointer (&file)
           : NULL;
}

GPtrArray *
rushes_entrance_pick_files (GApplicationCommandLine *command_line, char **arguments)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  gsize n_left = 0;

  for (gsize i = 0; arguments != NULL && arguments[i] != NULL; i++)
    {
      g_autofree char *argument = g_steal_pointer (&arguments[i]);
      GFile *file = find_file (command_line, argument);

      if (file != NULL)
        g_ptr_array_add (files, file);
      else
        arguments[n_left++] = g_steal_pointer (&argument);
    }
  return files;
}

void
rushes_entrance_track_clipboard (RushesEntrance *self)
{
  Visit *visit = NULL;

  g_return_if_fail (RUSHES_IS_ENTRANCE (self));

  visit = add_visit (self);
  if (visit != NULL)
    visit->clipboard = TRUE;
  raise_window (self);
}

static void
track_clipboard_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  rushes_entrance_track_clipboard (user_data);
}

/* The search of the desktop */

/* "Ready · 1366 × 768 · 3.8 MB · link valid for 8 h · 306792606023824" */
static char *
describe (RushesTask *task, gint64 now)
{
  g_autofree char *facts = rushes_describe_facts (task, now, TRUE);
  g_autoptr (GString) text = g_string_new (rushes_describe_task_state (task));

  if (facts != NULL)
    g_string_append_printf (text, " · %s", facts);
  /* What it may have been found by; without a label it is the name. */
  if (rushes_task_get_label (task) != NULL)
    g_string_append_printf (text, " · %s", rushes_task_get_id (task));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
rushes_entrance_show_task (RushesEntrance *self, const char *target)
{
  Visit *visit = NULL;

  g_return_if_fail (RUSHES_IS_ENTRANCE (self));
  g_return_if_fail (target != NULL);

  visit = add_visit (self);
  if (visit != NULL)
    visit->target = g_strdup (target);
  raise_window (self);
}

static void
activate_task_cb (RushesEntrance *self, const char *target, guint timestamp)
{
  rushes_entrance_show_task (self, target);
}

static void
launch_search_cb (RushesEntrance *self, const char *text, guint timestamp)
{
  Visit *visit = add_visit (self);

  if (visit != NULL)
    visit->search = g_strdup (text);
  raise_window (self);
}

gboolean
rushes_entrance_export (RushesEntrance *self,
                        GDBusConnection *connection,
                        const char *application_path,
                        GError **error)
{
  g_return_val_if_fail (RUSHES_IS_ENTRANCE (self), FALSE);

  return rushes_search_provider_export (self->search, connection, application_path, error);
}

void
rushes_entrance_unexport (RushesEntrance *self)
{
  g_return_if_fail (RUSHES_IS_ENTRANCE (self));

  rushes_search_provider_unexport (self->search);
}

/* The object */

static void
rushes_entrance_dispose (GObject *object)
{
  RushesEntrance *self = RUSHES_ENTRANCE (object);

  if (self->application != NULL)
    g_action_map_remove_action (G_ACTION_MAP (self->application), "track-clipboard");
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->host);
  g_clear_object (&self->search);
  g_queue_clear_full (&self->visits, visit_free);

  G_OBJECT_CLASS (rushes_entrance_parent_class)->dispose (object);
}

static void
rushes_entrance_class_init (RushesEntranceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rushes_entrance_dispose;
}

static void
rushes_entrance_init (RushesEntrance *self)
{
  g_queue_init (&self->visits);
}

RushesEntrance *
rushes_entrance_new (GtkApplication *application, RushesHost *host)
{
  static const GActionEntry actions[] = {
    { .name = "track-clipboard", .activate = track_clipboard_activated },
  };
  RushesEntrance *self = NULL;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (RUSHES_IS_HOST (host), NULL);

  self = g_object_new (RUSHES_TYPE_ENTRANCE, NULL);
  g_set_weak_pointer (&self->application, application);
  self->host = g_object_ref (host);
  self->search = rushes_search_provider_new (host, describe);
  g_signal_connect_object (self->search, "activate-task", G_CALLBACK (activate_task_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "launch-search", G_CALLBACK (launch_search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (host, "notify::opened", G_CALLBACK (pay_visits), self, G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), self);
  return self;
}
