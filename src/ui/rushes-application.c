/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-application"

#include "config.h"

#include "ui/rushes-application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "base/rushes-error.h"
#include "base/rushes-text.h"
#include "compat/rushes-compat.h"
#include "desktop/rushes-background.h"
#include "desktop/rushes-track-service.h"
#include "ui/rushes-entrance.h"
#include "ui/rushes-help.h"
#include "ui/rushes-herald.h"
#include "ui/rushes-inhibitor.h"
#include "ui/rushes-preferences.h"
#include "ui/rushes-recents.h"
#include "ui/rushes-session-settings.h"
#include "ui/rushes-shortcuts.h"
#include "ui/rushes-window.h"

/* How long the first frame may take (a window that nobody sees is never painted) before the following
 * begins, and all older tasks are read, without it. */
#define FIRST_FRAME_SECONDS 2
/* A command line is not longer; the form and the clipboard take more. */
#define MOST_IDS 10000
#define MAX_SHOWN 80

struct _RushesApplication
{
  AdwApplication parent_instance;

  gboolean exit_after_first_frame;
  gboolean quitting;

  GSettings *settings;
  RushesHost *host;
  RushesWindow *window;       /* (unowned) (nullable): the list of windows holds it; it holds the host */
  RushesInhibitor *inhibitor; /* (nullable): as long as there is a session */
  RushesEntrance *entrance;
  RushesHerald *herald; /* (nullable): until it has started */
  RushesBackground *background;
  RushesRecents *recents;

  gulong frame_handler;
  GdkFrameClock *frame_clock;
  gboolean frame_drawn; /* with what the session has */
  guint frame_timeout;
  guint patience_timeout;
  guint signal_sources[2];
  guint track_service; /* on the bus */
};

G_DEFINE_FINAL_TYPE (RushesApplication, rushes_application, ADW_TYPE_APPLICATION)

/* Whatever is under way is left where it can go on. */
static void
quit (RushesApplication *self)
{
  self->quitting = TRUE;
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  rushes_background_leave (self->background);
  rushes_host_end (self->host);
}

/* Starting, after the first frame */

static void
stop_waiting_for_frame (RushesApplication *self)
{
  g_clear_handle_id (&self->frame_timeout, g_source_remove);
  if (self->frame_clock != NULL)
    g_clear_signal_handler (&self->frame_handler, self->frame_clock);
  g_clear_object (&self->frame_clock);
}

static void
end_patience (RushesApplication *self)
{
  RushesSession *session = rushes_host_get_session (self->host);

  g_clear_handle_id (&self->patience_timeout, g_source_remove);
  if (session != NULL)
    rushes_session_set_patient (session, FALSE);
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  RushesApplication *self = user_data;

  self->patience_timeout = 0;
  end_patience (self);
  return G_SOURCE_REMOVE;
}

/* What is not in the first frame does not keep it waiting, on either thread. */
static void
have_patience (RushesApplication *self)
{
  RushesSession *session = rushes_host_get_session (self->host);

  if (session == NULL || rushes_host_get_opened (self->host))
    return;

  rushes_session_set_patient (session, TRUE);
  g_clear_handle_id (&self->patience_timeout, g_source_remove);
  self->patience_timeout = g_timeout_add_seconds (FIRST_FRAME_SECONDS, patience_ended_cb, self);
}

static void
first_frame_drawn (RushesApplication *self)
{
  stop_waiting_for_frame (self);
  self->frame_drawn = TRUE;

  /* Nobody waits for an end in good order: what is on disk stays whole without it. */
  if (self->exit_after_first_frame)
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }
  end_patience (self);
  rushes_host_start (self->host);
}

static void
frame_painted_cb (RushesApplication *self)
{
  first_frame_drawn (self);
}

static gboolean
frame_late_cb (gpointer user_data)
{
  RushesApplication *self = user_data;

  self->frame_timeout = 0;
  g_debug ("No frame has been drawn: going on without it");
  first_frame_drawn (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_frame (RushesApplication *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));

  stop_waiting_for_frame (self);
  self->frame_timeout = g_timeout_add_seconds (FIRST_FRAME_SECONDS, frame_late_cb, self);
  if (clock != NULL)
    {
      self->frame_clock = g_object_ref (clock);
      self->frame_handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (frame_painted_cb),
                                                      self);
      gtk_widget_queue_draw (GTK_WIDGET (self->window));
    }
}

/* The newest tasks are in sight, and can be used, while all others are still being read. */
static void
rows_changed_cb (RushesApplication *self, guint position, guint n_removed, guint n_added)
{
  if (n_added > 0 && !self->frame_drawn && self->frame_clock == NULL)
    wait_for_frame (self);
}

/* The session comes and goes */

static void
session_changed_cb (RushesApplication *self)
{
  RushesSession *session = rushes_host_get_session (self->host);

  g_clear_object (&self->inhibitor);
  self->frame_drawn = FALSE;
  if (session != NULL)
    {
      /* What is made up neither goes into the user's folders nor counts as his traffic. */
      if (rushes_host_get_demo (self->host))
        rushes_session_set_keep_policy (session, RUSHES_KEEP_ALWAYS);
      else
        rushes_session_settings_apply (self->settings, session);
      self->inhibitor = rushes_inhibitor_new (GTK_APPLICATION (self), session);
    }
  if (self->window != NULL)
    g_object_set (self->window, "session", session, NULL);
}

static void
show_library (RushesApplication *self)
{
  if (self->window == NULL || !rushes_host_get_opened (self->host))
    return;

  rushes_window_show_library (self->window, rushes_host_has_override (self->host));
  if (self->frame_drawn)
    rushes_host_start (self->host);
  else
    wait_for_frame (self);
}

static void
host_failed_cb (RushesApplication *self, const GError *error)
{
  g_autoptr (RushesFailure) failure = NULL;
  g_autoptr (GError) own_folder = NULL;

  if (self->window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* It is Rushes' own folder, which nobody chose. */
  if (g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE))
    own_folder = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_LIBRARY_FAILED, error->message);
  failure = rushes_failure_new_from_error (own_folder != NULL ? own_folder : error);
  rushes_window_show_failure (self->window, failure);
}

static void
show_problem (RushesApplication *self)
{
  const GError *problem = rushes_host_get_problem (self->host);

  if (problem != NULL && self->window != NULL)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (problem);

      rushes_window_show_notice (self->window, failure);
    }
}

static void
rushes_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  if (window == GTK_WINDOW (self->window))
    {
      self->window = NULL;
      stop_waiting_for_frame (self);
      end_patience (self);
      if (rushes_window_get_quitting (RUSHES_WINDOW (window)))
        quit (self);
      else if (rushes_window_get_going_on (RUSHES_WINDOW (window)))
        rushes_background_enter (self->background);
      rushes_host_release (self->host);
    }

  GTK_APPLICATION_CLASS (rushes_application_parent_class)->window_removed (application, window);
}

static void
host_closed_cb (RushesApplication *self)
{
  if (self->quitting)
    g_application_quit (G_APPLICATION (self));
}

/* Ids of the command line */

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = rushes_host_track_finish (RUSHES_HOST (source), result, &error);

  if (self->window == NULL)
    return;
  if (added == NULL)
    rushes_window_report_error (self->window, error);
  else
    rushes_window_report_tracked (self->window, added->len, added->len == 0 ? 1 : 0);
}

/* The actions */

static void
quit_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    rushes_window_quit (self->window);
  else
    quit (self);
}

static void
preferences_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL && rushes_host_get_opened (self->host))
    rushes_preferences_present (GTK_WINDOW (self->window), rushes_host_get_session (self->host),
                                self->settings);
}

static void
shortcuts_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    rushes_shortcuts_show (GTK_WINDOW (self->window));
}

static void
help_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    rushes_help_present (GTK_WINDOW (self->window));
}

static void
about_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    rushes_compat_show_about (GTK_WINDOW (self->window));
}

/* The demo is a process of its own, beside this one: nothing of it can reach the user's list. */
static void
demo_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", &error);

  if (program != NULL)
    process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--demo", NULL);
  if (process == NULL && self->window != NULL)
    rushes_window_report_error (self->window, error);
}

static void
reopen_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    rushes_host_reopen (self->host);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit_activated },
  { .name = "preferences", .activate = preferences_activated },
  { .name = "shortcuts", .activate = shortcuts_activated },
  { .name = "help", .activate = help_activated },
  { .name = "about", .activate = about_activated },
  { .name = "demo", .activate = demo_activated },
  { .name = "reopen", .activate = reopen_activated },
};

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } table[] = {
    { "app.quit", { "<Control>q" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.shortcuts", { "<Control>question" } },
    { "app.help", { "F1" } },
    { "window.close", { "<Control>w" } },
    { "win.track", { "<Control>n" } },
    { "win.search", { "<Control>f" } },
    { "selection.save", { "<Control>s" } },
    { "win.save-all", { "<Control><Shift>s" } },
    { "selection.refresh", { "<Control>r", "F5" } },
    { "selection.label", { "F2" } },
    { "selection.retry", { "<Control><Shift>r" } },
    { "selection.export", { "<Control>e" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].accels);
}

/* The application */

static gboolean
signal_cb (gpointer user_data)
{
  RushesApplication *self = user_data;

  /* Whoever ends the process does not want to be asked about saves under way. */
  quit (self);
  return G_SOURCE_CONTINUE;
}

static void
rushes_application_startup (GApplication *application)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  G_APPLICATION_CLASS (rushes_application_parent_class)->startup (application);

  self->settings = g_settings_new (RUSHES_SCHEMA_ID);
  self->herald = rushes_herald_new (GTK_APPLICATION (self), self->host, self->entrance, self->settings);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  if (rushes_host_get_demo (self->host))
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "demo")),
                                 FALSE);
  set_accels (GTK_APPLICATION (self));
  self->recents = rushes_recents_new (self->host, NULL);
  self->signal_sources[0] = g_unix_signal_add (SIGINT, signal_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGTERM, signal_cb, self);
}

static void
rushes_application_activate (GApplication *application)
{
  RushesApplication *self = RUSHES_APPLICATION (application);
  g_autoptr (GListModel) rows = NULL;

  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }

  self->quitting = self->frame_drawn = FALSE;
  /* The library's thread reads while this one builds the window: the first frame has the rows. */
  rushes_host_hold (self->host);
  have_patience (self);
  rushes_background_leave (self->background);
  self->window = RUSHES_WINDOW (
    rushes_window_new (GTK_APPLICATION (self), self->settings, rushes_host_get_demo (self->host)));
  g_object_get (self->window, "view-model", &rows, NULL);
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_object_set (self->window, "session", rushes_host_get_session (self->host), NULL);
  show_problem (self);
  show_library (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* In the process that was started; the one that already runs hears only of the command line. */
static int
rushes_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Rushes %s\n", RUSHES_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (options, "demo"))
    {
      rushes_host_set_demo (self->host, TRUE);
      g_application_set_application_id (application, RUSHES_APPLICATION_ID ".Demo");
    }
  if (g_variant_dict_contains (options, "exit-after-first-frame"))
    self->exit_after_first_frame = TRUE;

  return G_APPLICATION_CLASS (rushes_application_parent_class)->handle_local_options (application, options);
}

/* Whoever shares the session's bus can name ids, too, without the program that reads a command line: what
 * comes is checked here. Returns: (nullable): one that is none, or one too many; then none is taken */
static const char *
take_ids (RushesApplication *self, char **ids)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  gsize n_ids = ids != NULL ? g_strv_length (ids) : 0;

  if (n_ids > MOST_IDS)
    return ids[MOST_IDS];
  for (gsize i = 0; i < n_ids; i++)
    {
      g_strstrip (ids[i]);
      if (*ids[i] != '\0' && !rushes_intake_is_id (ids[i]))
        return ids[i];
    }
  for (gsize i = 0; i < n_ids; i++)
    if (*ids[i] != '\0')
      g_ptr_array_add (items, rushes_intake_item_new (ids[i], NULL, 1));
  if (items->len > 0)
    rushes_host_track_async (self->host, items, tracked_cb, g_object_ref (self));
  return NULL;
}

static int
rushes_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  RushesApplication *self = RUSHES_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_auto (GStrv) ids = NULL;
  g_autoptr (GPtrArray) files = NULL;
  const char *refused;

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^as", &ids);
  files = rushes_entrance_pick_files (command_line, ids);
  refused = take_ids (self, ids);
  if (refused != NULL)
    {
      g_autofree char *shown = rushes_text_neutralise (refused, MAX_SHOWN);

      /* Translators: %s is what was given as the id of a task on the command line. */
      g_application_command_line_printerr (command_line, _ ("“%s” is no task id. Nothing has been added.\n"),
                                           shown != NULL ? shown : "");
      return 2;
    }

  if (g_variant_dict_contains (options, "track-clipboard"))
    rushes_entrance_track_clipboard (self->entrance);
  else
    rushes_entrance_open (self->entrance, (GFile **) files->pdata, files->len);
  return 0;
}

/* On the session's bus */

static void
handed_over_cb (guint n_added, guint n_known, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    rushes_window_report_tracked (self->window, n_added, n_known);
}

static gboolean
rushes_application_dbus_register (GApplication *application,
                                  GDBusConnection *connection,
                                  const char *object_path,
                                  GError **error)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  if (!G_APPLICATION_CLASS (rushes_application_parent_class)
         ->dbus_register (application, connection, object_path, error))
    return FALSE;

  self->track_service = rushes_track_service_export (connection, object_path, self->host, handed_over_cb,
                                                     self, error);
  return self->track_service != 0 && rushes_entrance_export (self->entrance, connection, object_path, error);
}

static void
rushes_application_dbus_unregister (GApplication *application,
                                    GDBusConnection *connection,
                                    const char *object_path)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  if (self->track_service != 0)
    g_dbus_connection_unregister_object (connection, self->track_service);
  self->track_service = 0;
  if (self->entrance != NULL)
    rushes_entrance_unexport (self->entrance);

  G_APPLICATION_CLASS (rushes_application_parent_class)
    ->dbus_unregister (application, connection, object_path);
}

static void
rushes_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  rushes_entrance_open (self->entrance, files, (gsize) n_files);
}

static void
rushes_application_shutdown (GApplication *application)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  stop_waiting_for_frame (self);
  g_clear_handle_id (&self->patience_timeout, g_source_remove);
  for (gsize i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);

  G_APPLICATION_CLASS (rushes_application_parent_class)->shutdown (application);
}

static void
rushes_application_dispose (GObject *object)
{
  RushesApplication *self = RUSHES_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->inhibitor);
  g_clear_object (&self->background);
  g_clear_object (&self->herald);
  g_clear_object (&self->entrance);
  g_clear_object (&self->recents);
  if (self->host != NULL)
    g_signal_handlers_disconnect_by_data (self->host, self);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (rushes_application_parent_class)->dispose (object);
}

static void
rushes_application_class_init (RushesApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rushes_application_dispose;
  application_class->startup = rushes_application_startup;
  application_class->activate = rushes_application_activate;
  application_class->shutdown = rushes_application_shutdown;
  application_class->handle_local_options = rushes_application_handle_local_options;
  application_class->command_line = rushes_application_command_line;
  application_class->open = rushes_application_open;
  application_class->dbus_register = rushes_application_dbus_register;
  application_class->dbus_unregister = rushes_application_dbus_unregister;
  GTK_APPLICATION_CLASS (klass)->window_removed = rushes_application_window_removed;
}

static void
rushes_application_init (RushesApplication *self)
{
  static const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show made-up tasks instead of your own"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    /* For desktops that start the program for it: its entry says so. */
    { "track-clipboard", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { "exit-after-first-frame", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[ID…]") },
    { NULL },
  };

  self->host = rushes_host_new (G_APPLICATION (self));
  g_signal_connect_swapped (self->host, "notify::session", G_CALLBACK (session_changed_cb), self);
  g_signal_connect_swapped (self->host, "notify::opened", G_CALLBACK (show_library), self);
  g_signal_connect_swapped (self->host, "failed", G_CALLBACK (host_failed_cb), self);
  g_signal_connect_swapped (self->host, "closed", G_CALLBACK (host_closed_cb), self);
  g_signal_connect_swapped (self->host, "notify::problem", G_CALLBACK (show_problem), self);
  self->background = rushes_background_new (G_APPLICATION (self), self->host);
  self->entrance = rushes_entrance_new (GTK_APPLICATION (self), self->host);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Follows your video tasks and saves the finished videos.\n"
                                               "Each ID is that of a task to be followed."));
}

RushesApplication *
rushes_application_new (void)
{
  return g_object_new (RUSHES_TYPE_APPLICATION, "application-id", RUSHES_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/rushes_app/Rushes", NULL);
}
