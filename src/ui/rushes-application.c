/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-application"

#include "config.h"

#include "ui/rushes-application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "base/rushes-text.h"
#include "compat/rushes-compat.h"
#include "session/rushes-demo.h"
#include "session/rushes-session.h"
#include "ui/rushes-inhibitor.h"
#include "ui/rushes-preferences.h"
#include "ui/rushes-session-settings.h"
#include "ui/rushes-window.h"

/* How long the first frame may take (a window that nobody sees is never painted) before the following
 * begins without it. */
#define FIRST_FRAME_SECONDS 2
/* A command line is not longer; the form and the clipboard take more. */
#define MOST_IDS 10000
#define MAX_SHOWN 80

struct _RushesApplication
{
  AdwApplication parent_instance;

  gboolean is_demo;
  gboolean exit_after_first_frame;

  GSettings *settings;
  RushesWindow *window;       /* (unowned) (nullable): the application's list of windows holds it */
  GCancellable *cancellable;  /* of what leads to a session; cancelled when the window goes */
  RushesDemo *demo;           /* (nullable) */
  RushesAccount *override;    /* (nullable): of the environment or the demo */
  RushesSession *session;     /* (nullable) */
  RushesInhibitor *inhibitor; /* (nullable) */
  gboolean opening;           /* the library, right now */
  gboolean opened;
  gboolean started;
  gboolean closing;
  gboolean activate_again; /* somebody wanted the window while it was being closed */

  GPtrArray *pending; /* of RushesIntakeItem: to be tracked once the session has started */
  gulong frame_handler;
  GdkFrameClock *frame_clock;
  guint frame_timeout;
  guint signal_sources[2];
};

G_DEFINE_FINAL_TYPE (RushesApplication, rushes_application, ADW_TYPE_APPLICATION)

static void open_session (RushesApplication *self, const char *data_folder);
static void close_session (RushesApplication *self);

/* Tracking what the command line or the demo names */

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = rushes_session_track_finish (RUSHES_SESSION (source), result, &error);

  if (self->window == NULL)
    return;
  if (added == NULL)
    rushes_window_report_error (self->window, error);
  else if (!self->is_demo)
    rushes_window_report_tracked (self->window, added->len, added->len == 0 ? 1 : 0);
}

static void
track_pending (RushesApplication *self)
{
  g_autoptr (GPtrArray) items = NULL;

  if (!self->started || self->pending->len == 0)
    return;

  items = g_steal_pointer (&self->pending);
  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  rushes_session_track_async (self->session, items, tracked_cb, g_object_ref (self));
}

static void
add_pending (RushesApplication *self, const char *task_id, const char *label)
{
  /* In front: what is added last comes first in the list, and there it shall stand as it was given. */
  g_ptr_array_insert (self->pending, 0, rushes_intake_item_new (task_id, label, 1));
}

/* Starting, after the first frame */

static void
session_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_start_finish (RUSHES_SESSION (source), result, &error) && self->window != NULL)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      rushes_window_show_notice (self->window, failure);
    }
  if (self->session != RUSHES_SESSION (source) || self->closing)
    return;

  self->started = TRUE;
  track_pending (self);
}

static void
stop_waiting_for_frame (RushesApplication *self)
{
  g_clear_handle_id (&self->frame_timeout, g_source_remove);
  if (self->frame_clock != NULL)
    g_clear_signal_handler (&self->frame_handler, self->frame_clock);
  g_clear_object (&self->frame_clock);
}

static void
first_frame_drawn (RushesApplication *self)
{
  stop_waiting_for_frame (self);

  if (self->exit_after_first_frame)
    gtk_window_destroy (GTK_WINDOW (self->window));
  else
    rushes_session_start_async (self->session, self->override, session_started_cb, g_object_ref (self));
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

  self->frame_timeout = g_timeout_add_seconds (FIRST_FRAME_SECONDS, frame_late_cb, self);
  if (clock != NULL)
    {
      self->frame_clock = g_object_ref (clock);
      self->frame_handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (frame_painted_cb),
                                                      self);
      gtk_widget_queue_draw (GTK_WIDGET (self->window));
    }
}

/* Opening */

static void
show_failure (RushesApplication *self, const GError *error)
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
session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = rushes_session_open_finish (RUSHES_SESSION (source), result, &error);

  self->opening = FALSE;
  self->opened = opened;
  if (self->window == NULL)
    {
      /* Closed before it was open. */
      close_session (self);
      return;
    }
  if (!opened)
    {
      show_failure (self, error);
      g_object_set (self->window, "session", NULL, NULL);
      g_clear_object (&self->inhibitor);
      g_clear_object (&self->session);
      return;
    }
  rushes_window_show_library (self->window, self->override != NULL);
  wait_for_frame (self);
}

static void
open_session (RushesApplication *self, const char *data_folder)
{
  g_autoptr (RushesKeyStore) keys = self->is_demo ? rushes_session_keys_new () : rushes_keyring_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();

  self->session = rushes_session_new (data_folder, TRUE, keys, clock);
  /* What is made up neither goes into the user's folders nor counts as his traffic. */
  if (self->is_demo)
    rushes_session_set_keep_policy (self->session, RUSHES_KEEP_ALWAYS);
  else
    rushes_session_settings_apply (self->settings, self->session);
  g_clear_object (&self->inhibitor);
  self->inhibitor = rushes_inhibitor_new (GTK_APPLICATION (self), self->session);
  if (self->window != NULL)
    g_object_set (self->window, "session", self->session, NULL);
  self->opening = TRUE;
  rushes_session_open_async (self->session, session_opened_cb, g_object_ref (self));
}

static void
demo_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesDemo) demo = rushes_demo_start_finish (result, &error);
  GPtrArray *items = NULL;

  if (demo == NULL || self->window == NULL)
    {
      if (error != NULL)
        show_failure (self, error);
      return;
    }

  g_set_object (&self->demo, demo);
  g_set_object (&self->override, rushes_demo_get_account (demo));
  items = rushes_demo_get_items (demo);
  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);

      add_pending (self, item->task_id, item->label);
    }
  open_session (self, rushes_demo_get_data_folder (demo));
}

static void
open_library (RushesApplication *self)
{
  g_autofree char *data_folder = rushes_folders_dup_data ();

  open_session (self, data_folder);
}

static void
read_environment (RushesApplication *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->override);
  self->override = rushes_account_new_from_environment (&error);
  if (error != NULL)
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      rushes_window_show_notice (self->window, failure);
    }
}

/* Closing */

static void
session_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RushesApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_close_finish (RUSHES_SESSION (source), result, &error))
    g_warning ("The library could not be closed properly: %s", error->message);

  g_clear_object (&self->inhibitor);
  /* The demo's folder goes with it, so it goes after the session. */
  g_clear_object (&self->session);
  g_clear_object (&self->override);
  g_clear_object (&self->demo);
  self->opened = self->started = self->closing = FALSE;

  if (self->activate_again)
    g_application_activate (G_APPLICATION (self));
  self->activate_again = FALSE;
  g_application_release (G_APPLICATION (self));
}

/* Nothing of what the user did is lost by leaving: the process waits for the library. */
static void
close_session (RushesApplication *self)
{
  if (self->session == NULL || !self->opened || self->closing)
    return;

  self->closing = TRUE;
  g_application_hold (G_APPLICATION (self));
  rushes_session_close_async (self->session, session_closed_cb, g_object_ref (self));
}

static void
rushes_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  if (window == GTK_WINDOW (self->window))
    {
      self->window = NULL;
      g_cancellable_cancel (self->cancellable);
      stop_waiting_for_frame (self);
      close_session (self);
    }

  GTK_APPLICATION_CLASS (rushes_application_parent_class)->window_removed (application, window);
}

/* The actions */

static void
quit_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
preferences_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;

  if (self->window != NULL && self->opened)
    gtk_window_present (
      GTK_WINDOW (rushes_preferences_new (GTK_WINDOW (self->window), self->session, self->settings)));
}

static void
shortcuts_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  RushesApplication *self = user_data;
  g_autoptr (GtkBuilder) builder = NULL;
  GtkWindow *shortcuts = NULL;

  if (self->window == NULL)
    return;

  builder = gtk_builder_new_from_resource ("/io/github/rushes_app/Rushes/ui/rushes-shortcuts.ui");
  shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (self->window));
  gtk_window_present (shortcuts);
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

  if (self->window != NULL && self->session == NULL)
    open_library (self);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit_activated },
  { .name = "preferences", .activate = preferences_activated },
  { .name = "shortcuts", .activate = shortcuts_activated },
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
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  return G_SOURCE_CONTINUE;
}

static void
rushes_application_startup (GApplication *application)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  G_APPLICATION_CLASS (rushes_application_parent_class)->startup (application);

  self->settings = g_settings_new (RUSHES_SCHEMA_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  if (self->is_demo)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "demo")),
                                 FALSE);
  set_accels (GTK_APPLICATION (self));
  self->signal_sources[0] = g_unix_signal_add (SIGINT, signal_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGTERM, signal_cb, self);
}

static void
rushes_application_activate (GApplication *application)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  if (self->closing || (self->opening && self->window == NULL))
    {
      self->activate_again = TRUE;
      return;
    }
  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  /* The library's thread reads while this one builds the window: the first frame has the rows. */
  if (!self->is_demo)
    open_library (self);
  self->window = RUSHES_WINDOW (rushes_window_new (GTK_APPLICATION (self), self->settings, self->is_demo));
  if (self->is_demo)
    {
      rushes_demo_start_async (self->cancellable, demo_started_cb, g_object_ref (self));
    }
  else
    {
      read_environment (self);
      g_object_set (self->window, "session", self->session, NULL);
    }
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
      self->is_demo = TRUE;
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
      add_pending (self, ids[i], NULL);
  return NULL;
}

static int
rushes_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  RushesApplication *self = RUSHES_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  g_auto (GStrv) ids = NULL;
  const char *refused;

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^as", &ids);
  refused = take_ids (self, ids);
  if (refused != NULL)
    {
      g_autofree char *shown = rushes_text_neutralise (refused, MAX_SHOWN);

      /* Translators: %s is what was given as the id of a task on the command line. */
      g_application_command_line_printerr (command_line, _ ("“%s” is no task id. Nothing has been added.\n"),
                                           shown != NULL ? shown : "");
      return 2;
    }

  g_application_activate (application);
  track_pending (self);
  return 0;
}

static void
rushes_application_shutdown (GApplication *application)
{
  RushesApplication *self = RUSHES_APPLICATION (application);

  stop_waiting_for_frame (self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);

  G_APPLICATION_CLASS (rushes_application_parent_class)->shutdown (application);
}

static void
rushes_application_dispose (GObject *object)
{
  RushesApplication *self = RUSHES_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->inhibitor);
  g_clear_object (&self->session);
  g_clear_object (&self->override);
  g_clear_object (&self->demo);
  g_clear_pointer (&self->pending, g_ptr_array_unref);

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
  GTK_APPLICATION_CLASS (klass)->window_removed = rushes_application_window_removed;
}

static void
rushes_application_init (RushesApplication *self)
{
  static const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show made-up tasks instead of your own"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { "exit-after-first-frame", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[ID…]") },
    { NULL },
  };

  self->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Follows your video tasks and saves the finished videos.\n"
                                               "Each ID is that of a task to be followed."));
}

RushesApplication *
rushes_application_new (void)
{
  return g_object_new (RUSHES_TYPE_APPLICATION, "application-id", RUSHES_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/io/github/rushes_app/Rushes", NULL);
}
