/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-help"

#include "config.h"

#include "ui/rushes-help.h"

#include <glib/gi18n-lib.h>

#include "api/rushes-failure.h"
#include "base/rushes-folders.h"
#include "compat/rushes-compat-dialogs.h"
#include "compat/rushes-compat.h"
#include "ui/rushes-describe.h"

#include <string.h>

#define N_SIDES (RUSHES_SIDE_COMPUTER + 1)

/* What fills a page, with the page. */
#define FILL "rushes-fill"

/* Failures that are shown at once: more than fit. The others come some at a time, between frames. */
#define N_FIRST_FAILURES 12
#define N_MORE_FAILURES 3

struct _RushesHelp
{
  RushesCompatPages parent_instance;

  GCancellable *cancellable; /* of the file manager */

  AdwPreferencesGroup *sides[N_SIDES];
  GPtrArray *failures[N_SIDES]; /* of AdwActionRow, which their group has */
  GQueue waiting[N_SIDES];      /* of Failure: those without a row so far */
  guint fill_id;
};

G_DEFINE_FINAL_TYPE (RushesHelp, rushes_help, RUSHES_COMPAT_TYPE_PAGES)

/* Building */

typedef void (*FillPage) (RushesHelp *self, AdwPreferencesPage *page);

static void
page_map_cb (AdwPreferencesPage *page, RushesHelp *self)
{
  FillPage fill = (FillPage) g_object_get_data (G_OBJECT (page), FILL);

  g_signal_handlers_disconnect_by_func (page, page_map_cb, self);
  fill (self, page);
  rushes_compat_name_lists (GTK_WIDGET (self), _ ("Help"));
}

/* It is filled when it is first seen: all of them at once would take a moment. */
static void
add_page (RushesHelp *self, const char *name, const char *title, const char *icon_name, FillPage fill)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  adw_preferences_page_set_name (page, name);
  adw_preferences_page_set_title (page, title);
  adw_preferences_page_set_icon_name (page, icon_name);
  g_object_set_data (G_OBJECT (page), FILL, (gpointer) fill);
  g_signal_connect (page, "map", G_CALLBACK (page_map_cb), self);
  rushes_compat_pages_add (RUSHES_COMPAT_PAGES (self), page);
}

/* @description: (nullable) */
static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, description);
  adw_preferences_page_add (page, group);
  return group;
}

/* All of both texts is shown, however long it is. */
static AdwActionRow *
add_row (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
  return ADW_ACTION_ROW (row);
}

/* A button at the end of @row that does @action with @target. */
static void
add_button (
  AdwActionRow *row, const char *icon_name, const char *label, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  adw_action_row_add_suffix (row, button);
  adw_action_row_set_activatable_widget (row, button);
}

/* What the states mean */

static void
add_state (AdwPreferencesGroup *group, RushesState state, const char *meaning)
{
  AdwActionRow *row = add_row (group, rushes_describe_state (state), meaning);
  GtkWidget *icon = gtk_image_new_from_icon_name (rushes_describe_state_icon (state));
  const char *style = rushes_describe_state_class (state);

  if (style != NULL)
    gtk_widget_add_css_class (icon, style);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (row, icon);
}

static void
fill_states (RushesHelp *self, AdwPreferencesPage *page)
{
  AdwPreferencesGroup *group = NULL;

  /* Translators: of tasks that have not ended */
  group = add_group (page, _ ("Under Way"), NULL);
  add_state (group, RUSHES_STATE_WAITING,
             _ ("The task has not been asked about yet, or it is in the service’s queue."));
  add_state (
    group, RUSHES_STATE_RUNNING,
    _ ("The service makes the video. Rushes asks about it every 15 seconds or so, and less often when "
       "it goes on for long."));
  add_state (group, RUSHES_STATE_UNKNOWN,
             _ (
               "The service calls the state by a word that Rushes does not know. It is shown as it came, and "
               "Rushes goes on asking."));

  /* Translators: of tasks */
  group = add_group (page, _ ("Finished"), NULL);
  add_state (
    group, RUSHES_STATE_READY,
    _ ("The video is at the service, and not on this computer yet. Its link expires after some hours: "
       "save the video before."));
  add_state (
    group, RUSHES_STATE_KEPT,
    _ ("The video is in Rushes’ own folder, and stays when the link expires. “Save Video…” copies it to "
       "where you want it."));
  add_state (
    group, RUSHES_STATE_SAVED,
    _ ("The video is where you put it. If it is moved or deleted later, the row says so, and it can be "
       "saved again from the kept copy or while its link lasts."));
  add_state (group, RUSHES_STATE_EXPIRED,
             _ (
               "The link is gone, and there is no copy on this computer. A new link, the backup link and the "
               "gateway’s own way have been tried; “Ask Again” tries once more."));

  /* Translators: of tasks that have ended without a video */
  group = add_group (page, _ ("Without a Video"), NULL);
  add_state (
    group, RUSHES_STATE_FAILED,
    _ ("The service made no video. The row says why and what to do next; the details have the code, the "
       "request id and the last reply for the service’s support."));
}

/* What to do when something goes wrong */

typedef struct
{
  const char *title;
  const char *description;
} SideWords;

static const SideWords sides[N_SIDES] = {
  [RUSHES_SIDE_PROMPT] = { N_ ("The Prompt"),
                           N_ ("Change it, or the picture with it; asking again does not help.") },
  [RUSHES_SIDE_KEY] = { N_ ("The Key"),
                        N_ ("The account’s tasks are not asked about until it has a key that works.") },
  [RUSHES_SIDE_BALANCE] = { N_ ("Money and Quota"), NULL },
  [RUSHES_SIDE_REQUEST] = { N_ ("The Request"),
                            N_ ("The service was asked for something that it does not have or do.") },
  [RUSHES_SIDE_SERVICE] = { N_ ("The Service"),
                            N_ ("Most of it passes. Rushes asks again by itself, and loses nothing.") },
  [RUSHES_SIDE_NETWORK] = { N_ ("The Network"),
                            N_ ("Rushes goes on as soon as there is a way to the service again.") },
  [RUSHES_SIDE_COMPUTER] = { N_ ("This Computer"), NULL },
};

typedef struct
{
  char *message;
  char *advice;
} Failure;

static void
failure_free (Failure *failure)
{
  g_free (failure->message);
  g_free (failure->advice);
  g_free (failure);
}

static void
note_failure (RushesSide side, const char *message, const char *hint, const char *codes, gpointer user_data)
{
  RushesHelp *self = user_data;
  Failure *failure = g_new0 (Failure, 1);

  failure->message = g_strdup (message);
  if (codes != NULL)
    /* Translators: what to do about a failure; then the service's numbers for it. */
    failure->advice = g_strdup_printf (_ ("%s\nCodes of the service: %s"), hint, codes);
  else
    failure->advice = g_strdup (hint);
  g_queue_push_tail (&self->waiting[side], failure);
}

/* The rows of @n more failures, from the top. Returns: whether there are others */
static gboolean
add_failures (RushesHelp *self, guint n)
{
  for (gsize i = 0; i < N_SIDES; i++)
    while (!g_queue_is_empty (&self->waiting[i]))
      {
        Failure *failure = NULL;

        if (n-- == 0)
          return TRUE;
        failure = g_queue_pop_head (&self->waiting[i]);
        g_ptr_array_add (self->failures[i], add_row (self->sides[i], failure->message, failure->advice));
        failure_free (failure);
      }
  return FALSE;
}

static gboolean
add_more_failures_cb (gpointer user_data)
{
  RushesHelp *self = user_data;

  if (add_failures (self, N_MORE_FAILURES))
    return G_SOURCE_CONTINUE;
  self->fill_id = 0;
  return G_SOURCE_REMOVE;
}

/* Whether @needle, which is folded, is in what @row says. */
static gboolean
says (AdwActionRow *row, const char *needle)
{
  g_autofree char *text = g_strjoin ("\n", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                                     adw_action_row_get_subtitle (row), NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, needle) != NULL;
}

static void
look_for (GtkSearchEntry *entry, RushesHelp *self)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  g_autofree char *needle = g_utf8_casefold (words, -1);

  add_failures (self, G_MAXUINT);
  for (gsize i = 0; i < N_SIDES; i++)
    {
      gboolean any = FALSE;

      for (guint j = 0; j < self->failures[i]->len; j++)
        {
          AdwActionRow *row = g_ptr_array_index (self->failures[i], j);
          const gboolean found = says (row, needle);

          gtk_widget_set_visible (GTK_WIDGET (row), found);
          any = any || found;
        }
      gtk_widget_set_visible (GTK_WIDGET (self->sides[i]), any);
    }
}

static void
add_search (RushesHelp *self, AdwPreferencesPage *page)
{
  AdwPreferencesGroup *group = add_group (page, "", NULL);
  GtkWidget *entry = gtk_search_entry_new ();
  /* Translators: where to look for what has gone wrong, in the help */
  const char *label = _ ("Words or Code of a Failure");

  g_object_set (entry, "placeholder-text", label, NULL);
  /* The focus is in the text within: that is read out, or, since GTK 4.18, the entry. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (entry))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (entry, "search-changed", G_CALLBACK (look_for), self);
  adw_preferences_group_add (group, entry);
}

static void
fill_problems (RushesHelp *self, AdwPreferencesPage *page)
{
  add_search (self, page);
  for (gsize i = 0; i < N_SIDES; i++)
    {
      self->sides[i] = add_group (page, _ (sides[i].title),
                                  sides[i].description != NULL ? _ (sides[i].description) : NULL);
      self->failures[i] = g_ptr_array_new ();
    }
  rushes_failure_foreach (note_failure, self);
  if (add_failures (self, N_FIRST_FAILURES))
    self->fill_id = g_idle_add (add_more_failures_cb, self);
}

/* Where files are */

/* “~/.local/share/rushes/videos”. Returns: (transfer full) */
static char *
describe_path (const char *path)
{
  g_autofree char *home = g_strconcat (g_get_home_dir (), G_DIR_SEPARATOR_S, NULL);
  g_autofree char *shown = g_filename_display_name (path);

  return g_str_has_prefix (path, home) ? g_strconcat ("~/", shown + strlen (home), NULL)
                                       : g_steal_pointer (&shown);
}

static void
add_folder (AdwPreferencesGroup *group, const char *title, const char *name, gboolean is_folder)
{
  g_autofree char *data_folder = rushes_folders_dup_data ();
  g_autofree char *path = g_build_filename (data_folder, name, NULL);
  g_autofree char *description = describe_path (path);
  AdwActionRow *row = add_row (group, title, description);

  add_button (row, "folder-symbolic", _ ("Show in Files"), "help.open", is_folder ? path : data_folder);
}

static void
fill_files (RushesHelp *self, AdwPreferencesPage *page)
{
  AdwPreferencesGroup *group
    = add_group (page, _ ("On This Computer"),
                 _ ("Nobody but you can read these folders. The demo has a list of its own, "
                    "which is thrown away."));

  add_folder (group, _ ("List of Tasks"), "library.db", FALSE);
  add_folder (group, _ ("Kept Videos"), "videos", TRUE);
  add_folder (group, _ ("Videos That Are Being Fetched"), "parts", TRUE);
  add_folder (group, _ ("Pictures of the Videos"), "thumbnails", TRUE);

  group = add_group (page, _ ("Elsewhere"), NULL);
  add_row (group, _ ("Saved Videos"), _ ("Where you put them. Rushes never changes or deletes them."));
  add_row (
    group, _ ("Keys"),
    _ ("In the keyring. Where there is none, a key is used for the session only. It is never in a file."));
  add_row (group, _ ("Settings"), _ ("With those of the other programs of the desktop (GSettings)."));
  add_row (
    group, _ ("Backup"),
    _ ("“Export List…” in the main menu writes the list to a file of your choice, without links and keys; "
       "“Import List…” reads it again."));
}

/* How to script it */

/* @arguments: of rushes-cli */
static void
add_command (AdwPreferencesGroup *group, const char *title, const char *arguments)
{
  const gboolean sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
  g_autofree char *command = g_strdup_printf (
    sandboxed ? "flatpak run --command=rushes-cli " RUSHES_APPLICATION_ID " %s" : "rushes-cli %s", arguments);
  AdwActionRow *row = add_row (group, title, command);

  add_button (row, "edit-copy-symbolic", _ ("Copy"), "help.copy", command);
}

static void
fill_scripts (RushesHelp *self, AdwPreferencesPage *page)
{
  AdwPreferencesGroup *group
    = add_group (page, _ ("On the Command Line"),
                 _ ("rushes-cli is Rushes without its window. It uses the accounts of the "
                    "window and their keys, or a key in RUSHES_API_KEY."));

  add_command (group, _ ("Put a task into this list"), "track 306792606023824");
  add_command (group, _ ("Ask how a task stands"), "status 306792606023824");
  add_command (group, _ ("Wait for a task and save its video"), "save --to Videos 306792606023824");
  add_command (group, _ ("Save all whose ids a text holds"), "save --to Videos - < render.log");
  add_command (group, _ ("See which ids a text holds"), "parse render.log");

  group = add_group (page, _ ("For Programs"), NULL);
  add_command (group, _ ("One JSON object a line"), "status --json 306792606023824");
  add_row (group, _ ("Exit Status"),
           _ ("0: all well. 1: a task failed, or could not be read or saved. 2: wrong usage. 3: the key was "
              "refused. 4: the service could not be reached."));
  add_command (group, _ ("Everything else"), "--help");
}

/* Actions */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesHelp) self = user_data;
  g_autoptr (GError) error = NULL;

  if (rushes_compat_open_file_finish (result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_debug ("The folder could not be shown: %s", error->message);
  rushes_compat_pages_add_toast (GTK_WIDGET (self),
                                 rushes_compat_toast_new (_ ("The folder could not be shown")));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RushesHelp *self = RUSHES_HELP (widget);
  const char *path = g_variant_get_string (parameter, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      rushes_compat_pages_add_toast (widget,
                                     rushes_compat_toast_new (_ ("There is nothing in this folder yet")));
      return;
    }
  rushes_compat_open_file_async (GTK_WINDOW (gtk_widget_get_root (widget)), folder, self->cancellable,
                                 opened_cb, g_object_ref (self));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (parameter, NULL));
  rushes_compat_pages_add_toast (widget, rushes_compat_toast_new (_ ("The command was copied")));
}

static void
rushes_help_dispose (GObject *object)
{
  RushesHelp *self = RUSHES_HELP (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  for (gsize i = 0; i < N_SIDES; i++)
    {
      g_clear_pointer (&self->failures[i], g_ptr_array_unref);
      g_queue_clear_full (&self->waiting[i], (GDestroyNotify) failure_free);
    }

  G_OBJECT_CLASS (rushes_help_parent_class)->dispose (object);
}

static void
rushes_help_class_init (RushesHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_help_dispose;
  gtk_widget_class_install_action (widget_class, "help.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "help.copy", "s", copy_action);
}

static void
rushes_help_init (RushesHelp *self)
{
  self->cancellable = g_cancellable_new ();
  /* libadwaita 1.2 warns of a lost reference when a window that has its search is closed. */
  g_object_set (self, "title", _ ("Help"), "search-enabled", FALSE, NULL);
  rushes_compat_dialog_set_size (GTK_WIDGET (self), 640, 640);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);

  /* Translators: a page of the help */
  add_page (self, "states", _ ("States"), "view-list-symbolic", fill_states);
  /* Translators: a page of the help */
  add_page (self, "problems", _ ("Problems"), "dialog-warning-symbolic", fill_problems);
  /* Translators: a page of the help: where Rushes has its files */
  add_page (self, "files", _ ("Files"), "folder-symbolic", fill_files);
  /* Translators: a page of the help: how Rushes is used by scripts */
  add_page (self, "scripts", _ ("Scripts"), "utilities-terminal-symbolic", fill_scripts);
}

void
rushes_help_present (GtkWindow *parent)
{
  GtkWidget *help = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  /* The window can be used beside its help. */
  help = rushes_compat_dialog_find (parent, RUSHES_TYPE_HELP);
  if (help != NULL)
    gtk_window_present (GTK_WINDOW (gtk_widget_get_root (help)));
  else
    rushes_compat_dialog_present_beside (g_object_new (RUSHES_TYPE_HELP, NULL), parent);
}
