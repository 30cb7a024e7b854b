/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/torture-child.h"

#include "keys/rushes-key-store.h"
#include "session/rushes-session.h"
#include "transfer/torture-steps.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  RushesSession *session;
  const char *user_folder;
  gboolean keeps;
  gboolean joins;
  GPtrArray *ids;
  GHashTable *to_save; /* set of ids */
  GHashTable *asked;   /* likewise: for which that was asked before */
  GHashTable *told;    /* likewise: of which it was told that they are remembered */
  gboolean watching;
  gboolean closing;
} Child;

/* Past write(), which is counted. */
static void G_GNUC_PRINTF (1, 2) tell (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  if (syscall (SYS_write, STDOUT_FILENO, line, strlen (line)) != (long) strlen (line))
    g_error ("nobody listens: %s", g_strerror (errno));
}

static gboolean
is_done (Child *child, RushesTask *task)
{
  if (rushes_task_get_transfer_state (task) != RUSHES_TRANSFER_NONE
      || rushes_task_get_transfer_record (task) != NULL)
    return FALSE;
  if (g_hash_table_contains (child->to_save, rushes_task_get_id (task)))
    return rushes_task_get_saved_path (task) != NULL;
  return rushes_task_has_ended (task) && (!child->keeps || rushes_task_get_kept_path (task) != NULL);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *child = user_data;
  g_autofree char *steps = NULL;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_close_finish (RUSHES_SESSION (source), result, &error))
    g_error ("not closed: %s", error->message);
  steps = torture_steps_dup_counts ();
  tell ("done %s\n", steps);
  g_main_loop_quit (child->loop);
}

static void
look (Child *child)
{
  GListModel *tasks = rushes_session_get_tasks (child->session);
  const guint n_tasks = g_list_model_get_n_items (tasks);

  if (child->closing || n_tasks < child->ids->len)
    return;
  for (guint i = 0; i < n_tasks; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (!is_done (child, task))
        return;
    }
  child->closing = TRUE;
  rushes_session_close_async (child->session, closed_cb, child);
}

static void
tell_remembered (Child *child)
{
  GListModel *list = rushes_session_get_tasks (child->session);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (list, i);
      const RushesTransferRecord *record = rushes_task_get_transfer_record (task);
      const char *id = rushes_task_get_id (task);

      if (record != NULL && record->purpose == RUSHES_PURPOSE_SAVE
          && g_hash_table_add (child->told, g_strdup (id)))
        tell ("%s remembered\n", id);
    }
}

static gboolean
look_cb (gpointer user_data)
{
  tell_remembered (user_data);
  look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!rushes_session_save_finish (RUSHES_SESSION (source), result, &error))
    tell ("error %s\n", error->message);
}

/* What a person would do who finds that his video was not saved. */
static void
save (Child *child, RushesTask *task)
{
  g_autofree char *name = g_strconcat (rushes_task_get_id (task), ".mp4", NULL);
  g_autofree char *path = g_build_filename (child->user_folder, name, NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  const RushesTransferRecord *record = rushes_task_get_transfer_record (task);

  if (!g_hash_table_contains (child->to_save, rushes_task_get_id (task)) || !rushes_task_has_ended (task)
      || rushes_task_get_saved_path (task) != NULL || rushes_task_get_saving (task)
      || (record != NULL && record->purpose == RUSHES_PURPOSE_SAVE))
    return;
  if (g_hash_table_contains (child->asked, rushes_task_get_id (task)))
    return;
  if (child->joins && rushes_task_get_transfer_bytes (task) == 0 && rushes_task_get_kept_path (task) == NULL)
    return;

  rushes_session_save_async (child->session, task, destination, FALSE, saved_cb, child);
}

static void
changed_cb (RushesTask *task, GParamSpec *pspec, Child *child)
{
  g_autoptr (GEnumClass) states = g_type_class_ref (RUSHES_TYPE_TRANSFER_STATE);
  const char *id = rushes_task_get_id (task);

  if (g_str_equal (pspec->name, "kept-path") && rushes_task_get_kept_path (task) != NULL)
    tell ("%s kept\n", id);
  else if (g_str_equal (pspec->name, "saved-path") && rushes_task_get_saved_path (task) != NULL)
    tell ("%s saved\n", id);
  else if (g_str_equal (pspec->name, "transfer-state") || g_str_equal (pspec->name, "transfer-bytes"))
    tell ("%s %s\n", id, g_enum_get_value (states, (int) rushes_task_get_transfer_state (task))->value_nick);
  else if (g_str_equal (pspec->name, "problem") && rushes_task_get_problem (task) != NULL)
    tell ("problem %s %s\n", rushes_failure_get_code (rushes_task_get_problem (task)),
          rushes_failure_get_message (rushes_task_get_problem (task)));
  if (child->watching)
    save (child, task);
}

static void
watch (Child *child, RushesTask *task)
{
  g_signal_connect (task, "notify", G_CALLBACK (changed_cb), child);
  if (rushes_task_get_transfer_state (task) != RUSHES_TRANSFER_NONE)
    tell ("%s restored\n", rushes_task_get_id (task));
}

static void
tasks_changed_cb (GListModel *tasks, guint position, guint n_removed, guint n_added, gpointer user_data)
{
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, position + i);

      watch (user_data, task);
    }
}

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *child = user_data;
  GListModel *tasks = rushes_session_get_tasks (child->session);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;

  added = rushes_session_track_finish (RUSHES_SESSION (source), result, &error);
  if (added == NULL)
    g_error ("not tracked: %s", error->message);

  child->watching = TRUE;
  rushes_session_retry_failed (child->session);
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      save (child, task);
    }
  g_timeout_add (20, look_cb, child);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *child = user_data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GError) error = NULL;

  if (!rushes_session_start_finish (RUSHES_SESSION (source), result, &error))
    g_error ("not started: %s", error->message);
  for (guint i = 0; i < child->ids->len; i++)
    g_ptr_array_add (items, rushes_intake_item_new (child->ids->pdata[i], NULL, 1));
  rushes_session_track_async (child->session, items, tracked_cb, child);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Child *child = user_data;
  GListModel *tasks = rushes_session_get_tasks (child->session);
  g_autoptr (RushesAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  if (!rushes_session_open_finish (RUSHES_SESSION (source), result, &error))
    g_error ("not opened: %s", error->message);
  if (rushes_session_get_library_notice (child->session) != NULL)
    g_error ("%s", rushes_session_get_library_notice (child->session));

  g_signal_connect (tasks, "items-changed", G_CALLBACK (tasks_changed_cb), child);
  tasks_changed_cb (tasks, 0, 0, g_list_model_get_n_items (tasks), child);
  account = rushes_account_new_from_environment (&error);
  rushes_session_set_keep_policy (child->session, child->keeps ? RUSHES_KEEP_ALWAYS : RUSHES_KEEP_NEVER);
  rushes_session_start_async (child->session, account, started_cb, child);
}

gboolean
torture_child_is_meant (int argc, char *argv[])
{
  return argc > 5 && g_str_equal (argv[1], "--torture-child");
}

int
torture_child_run (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) to_save = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) asked = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (RushesSession) session = NULL;
  Child child = {
    .loop = loop, .user_folder = argv[3], .ids = ids, .to_save = to_save, .asked = asked, .told = told
  };

  child.keeps = !g_str_equal (argv[4], "never");
  child.joins = g_str_equal (argv[4], "join");
  for (int i = 6; i < argc; i++)
    {
      char *id = g_strdup (argv[i]);

      const char mark = id[strlen (id) - 1];

      if (mark == '+' || mark == '=')
        {
          id[strlen (id) - 1] = '\0';
          g_hash_table_add (to_save, id);
        }
      if (mark == '=')
        g_hash_table_add (asked, id);
      g_ptr_array_add (ids, id);
    }

  session = rushes_session_new (argv[2], TRUE, keys, clock);
  child.session = session;
  torture_steps_arm (argv[5]);
  rushes_session_open_async (session, opened_cb, &child);
  g_main_loop_run (loop);
  return 0;
}
