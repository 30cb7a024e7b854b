/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-track"

#include "config.h"

#include "api/rushes-account.h"
#include "api/rushes-failure.h"
#include "base/rushes-error.h"
#include "base/rushes-folders.h"
#include "cli/rushes-cli-await.h"
#include "cli/rushes-cli-input.h"
#include "cli/rushes-cli-output.h"
#include "cli/rushes-cli-printer.h"
#include "cli/rushes-cli-run.h"
#include "intake/rushes-handover.h"
#include "library/rushes-library.h"
#include "session/rushes-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Longer than a library of a hundred thousand tasks takes to open. */
#define PATIENCE_SECONDS 60

/**
 * Tracking: one call of the program.
 *
 * @added: the ids that are new
 * @in_window: whether the running Rushes took them, or else its library
 */
typedef struct
{
  GPtrArray *items;
  gint64 deadline;
  GHashTable *added;
  gboolean in_window;
} Tracking;

static void
tracking_clear (Tracking *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->added, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tracking, tracking_clear)

/* What is to be tracked */

static gboolean
set_usage_error (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
check_items (GPtrArray *items, GError **error)
{
  const char *key = g_getenv ("RUSHES_API_KEY");

  if (items->len == 0)
    return set_usage_error (error, _ ("The text holds no task id."));
  if (items->len > RUSHES_HANDOVER_MAX_ITEMS)
    return set_usage_error (error, _ ("These are too many tasks at once."));

  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);

      if (key != NULL && *key != '\0' && strstr (item->task_id, key) != NULL)
        return set_usage_error (error, _ ("One of the task ids is the key."));
      if (!rushes_intake_is_id (item->task_id))
        return set_usage_error (error, _ ("One of the words is no task id. Nothing has been added."));
    }
  return TRUE;
}

/* The running Rushes */

static gboolean
is_nobody_there (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

static void
note_added (Tracking *self, const char *task_id)
{
  g_hash_table_add (self->added, g_strdup (task_id));
}

static int
get_patience (const Tracking *self)
{
  gint64 left = PATIENCE_SECONDS * 1000;

  if (self->deadline != 0)
    left = MIN (left, (self->deadline - g_get_monotonic_time ()) / 1000);
  return (int) MAX (left, 1);
}

/* Returns: whether that is the end of it, well or with an @error; FALSE without one where no Rushes runs */
static gboolean
hand_over (Tracking *self, GError **error)
{
  g_autofree char *interface = g_strconcat (RUSHES_APPLICATION_ID, RUSHES_HANDOVER_SUFFIX, NULL);
  g_autofree char *path = g_strdelimit (g_strconcat ("/", RUSHES_APPLICATION_ID, NULL), ".", '/');
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) iter = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *task_id;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &local_error);
  if (bus == NULL)
    {
      g_debug ("No session bus: %s", local_error->message);
      return FALSE;
    }

  reply = g_dbus_connection_call_sync (bus, RUSHES_APPLICATION_ID, path, interface, RUSHES_HANDOVER_METHOD,
                                       rushes_handover_write (self->items),
                                       G_VARIANT_TYPE (RUSHES_HANDOVER_REPLY_TYPE),
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, get_patience (self), NULL,
                                       &local_error);
  if (reply == NULL)
    {
      if (is_nobody_there (local_error))
        return FALSE;
      g_debug ("%s", local_error->message);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return TRUE;
    }

  g_variant_get (reply, RUSHES_HANDOVER_REPLY_TYPE, &iter);
  while (g_variant_iter_next (iter, "&s", &task_id))
    note_added (self, task_id);
  self->in_window = TRUE;
  return TRUE;
}

/* The library, where no Rushes runs */

/* As the window would: the account of the environment where there is one, or the first. */
static char *
dup_account_id (RushesLibrary *library)
{
  g_autoptr (RushesAccount) environment = rushes_account_new_from_environment (NULL);
  g_autoptr (RushesAccount) first = g_list_model_get_item (rushes_library_get_accounts (library), 0);

  if (environment != NULL)
    return g_strdup (rushes_account_get_id (environment));
  return g_strdup (first != NULL ? rushes_account_get_id (first) : RUSHES_SESSION_FIRST_ACCOUNT);
}

static gboolean
open_library (RushesLibrary *library, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  const char *notice;

  rushes_library_open_async (library, NULL, rushes_cli_keep_result, &result);
  if (!rushes_library_open_finish (library, rushes_cli_await_result (&result), error))
    return FALSE;

  /* Whoever opens it next is not told any more. */
  notice = rushes_library_get_notice (library);
  if (notice != NULL)
    rushes_cli_print_problem (notice);
  return TRUE;
}

static gboolean
add_to_library (Tracking *self, RushesLibrary *library, GError **error)
{
  g_autofree char *account_id = dup_account_id (library);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) tasks = NULL;

  rushes_library_add_async (library, account_id, self->items, rushes_cli_keep_result, &result);
  tasks = rushes_library_add_finish (library, rushes_cli_await_result (&result), error);
  if (tasks == NULL)
    return FALSE;

  for (guint i = 0; i < tasks->len; i++)
    note_added (self, rushes_task_get_id (g_ptr_array_index (tasks, i)));
  return TRUE;
}

static gboolean
close_library (RushesLibrary *library, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_library_close_async (library, rushes_cli_keep_result, &result);
  return rushes_library_close_finish (library, rushes_cli_await_result (&result), error);
}

static gboolean
write_down (Tracking *self, GError **error)
{
  g_autofree char *folder = rushes_folders_dup_data ();
  g_autofree char *path = g_build_filename (folder, "library.db", NULL);
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (RushesLibrary) library = rushes_library_new (path, clock);
  gboolean added;

  if (!open_library (library, error))
    return FALSE;

  added = add_to_library (self, library, error);
  return close_library (library, added ? error : NULL) && added;
}

/* The window may have been opened, or have been opening, just when the library was reached for. */
static gboolean
track (Tracking *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (hand_over (self, &local_error))
    {
      if (local_error == NULL)
        return TRUE;
    }
  else if (write_down (self, &local_error))
    return TRUE;
  else if (g_error_matches (local_error, RUSHES_ERROR, RUSHES_ERROR_LIBRARY_IN_USE))
    {
      g_autoptr (GError) second_error = NULL;

      if (hand_over (self, &second_error) && second_error == NULL)
        return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* What became of it */

static gboolean
print_items (const Tracking *self, gboolean json)
{
  int id_width = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (self->items, i);

      id_width = MAX (id_width, rushes_cli_output_measure (item->task_id));
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (self->items, i);
      const gboolean added = g_hash_table_contains (self->added, item->task_id);
      g_autofree char *line = json
                                ? rushes_cli_output_json_tracked (item, added, self->in_window)
                                : rushes_cli_output_plain_tracked (item, added,
                                                                   isatty (STDOUT_FILENO) ? MIN (id_width, 40)
                                                                                          : 0);

      if (!rushes_cli_print_line (line))
        return FALSE;
    }
  return TRUE;
}

static int
report (const GError *error)
{
  g_autoptr (RushesFailure) failure = NULL;
  g_autofree char *sentences = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT))
    {
      rushes_cli_print_problem (error->message);
      return RUSHES_CLI_EXIT_USAGE;
    }
  if (error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR)
    {
      rushes_cli_print_problem (
        _ ("Rushes is running, but it did not take the tasks. Paste them into its window."));
      return RUSHES_CLI_EXIT_PROBLEM;
    }

  failure = rushes_failure_new_from_error (error);
  sentences = g_strjoin (" ", rushes_failure_get_message (failure), rushes_failure_get_hint (failure), NULL);
  rushes_cli_print_problem (sentences);
  return RUSHES_CLI_EXIT_PROBLEM;
}

int
rushes_cli_track_run (const RushesCliOptions *options, gint64 deadline)
{
  g_auto (Tracking) self = { .deadline = deadline };
  g_autoptr (GError) error = NULL;

  self.added = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.items = rushes_cli_input_collect (options->arguments, deadline, &error);
  if (self.items == NULL)
    {
      rushes_cli_print_problem (error->message);
      return RUSHES_CLI_EXIT_PROBLEM;
    }
  if (!check_items (self.items, &error) || !track (&self, &error))
    return report (error);
  if (!print_items (&self, options->json))
    return RUSHES_CLI_EXIT_PROBLEM;

  if (!self.in_window && isatty (STDERR_FILENO))
    g_printerr ("%s\n", _ ("Rushes is not running. The tasks are followed as soon as it is opened."));
  return RUSHES_CLI_EXIT_OK;
}
