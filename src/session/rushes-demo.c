/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-demo"

#include "config.h"

#include "session/rushes-demo.h"

#include "api/rushes-json.h"
#include "base/rushes-error.h"
#include "intake/rushes-intake.h"

#include <ftw.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define PROGRAM "rushes-demo-gateway"
/* It says where it listens within milliseconds; a program that does not is not the gateway. */
#define DEADLINE_SECONDS 10
#define MOST_OPEN_FOLDERS 16

struct _RushesDemo
{
  GObject parent_instance;

  GSubprocess *gateway; /* it serves as long as its standard input is open */
  GDataInputStream *output;
  guint deadline;
  RushesAccount *account;
  GPtrArray *items; /* RushesIntakeItem */
  char *data_folder;
};

G_DEFINE_FINAL_TYPE (RushesDemo, rushes_demo, G_TYPE_OBJECT)

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *walk)
{
  if (remove (path) != 0)
    g_debug ("%s stays behind", path);
  return 0;
}

static void
end_gateway (RushesDemo *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  if (self->gateway != NULL)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->gateway), NULL, NULL);
      g_subprocess_send_signal (self->gateway, SIGTERM);
    }
  g_clear_object (&self->output);
  g_clear_object (&self->gateway);
}

static void
rushes_demo_dispose (GObject *object)
{
  RushesDemo *self = RUSHES_DEMO (object);

  end_gateway (self);
  g_clear_object (&self->account);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (rushes_demo_parent_class)->dispose (object);
}

static void
rushes_demo_finalize (GObject *object)
{
  RushesDemo *self = RUSHES_DEMO (object);

  /* FTW_PHYS: a link in there is removed, and what it points to is left alone. */
  if (self->data_folder != NULL)
    nftw (self->data_folder, remove_one, MOST_OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
  g_free (self->data_folder);

  G_OBJECT_CLASS (rushes_demo_parent_class)->finalize (object);
}

static void
rushes_demo_class_init (RushesDemoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rushes_demo_dispose;
  object_class->finalize = rushes_demo_finalize;
}

static void
rushes_demo_init (RushesDemo *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
}

/* In the child, before it becomes the gateway: not even a crash of ours may leave it behind. */
static void
end_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
spawn_gateway (RushesDemo *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  const char *chosen = g_getenv ("RUSHES_DEMO_GATEWAY");
  g_autofree char *program = g_strdup (chosen);

  if (chosen == NULL || *chosen == '\0')
    {
      g_free (program);
      program = g_build_filename (RUSHES_LIBEXECDIR, PROGRAM, NULL);
    }

  /* A key for the real service is none of its business: it makes one of its own. */
  g_subprocess_launcher_unsetenv (launcher, "RUSHES_API_KEY");
  g_subprocess_launcher_set_child_setup (launcher, end_with_parent, NULL, NULL);
  self->gateway = g_subprocess_launcher_spawn (launcher, error, program, NULL);
  if (self->gateway == NULL)
    return FALSE;

  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->gateway));
  return TRUE;
}

static gboolean
deadline_passed_cb (gpointer user_data)
{
  RushesDemo *self = user_data;

  self->deadline = 0;
  g_subprocess_force_exit (self->gateway);
  return G_SOURCE_REMOVE;
}

static void
read_tasks (RushesDemo *self, JsonArray *tasks)
{
  for (guint i = 0; i < json_array_get_length (tasks); i++)
    {
      JsonNode *node = json_array_get_element (tasks, i);
      g_autofree char *task_id = NULL;
      g_autofree char *label = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;

      task_id = rushes_json_dup_text (json_node_get_object (node), "task_id");
      label = rushes_json_dup_text (json_node_get_object (node), "label");
      if (task_id != NULL)
        g_ptr_array_add (self->items, rushes_intake_item_new (task_id, label, i + 1));
    }
}

static gboolean
read_introduction (RushesDemo *self, const char *line, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (line, strlen (line));
  g_autoptr (JsonNode) root = rushes_json_parse (bytes, error);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *tasks = object != NULL ? rushes_json_peek_array (object, "tasks") : NULL;
  g_autofree char *base_url = NULL;
  g_autofree char *key = NULL;

  if (root == NULL)
    return FALSE;

  if (object != NULL)
    {
      base_url = rushes_json_dup_text (object, "base_url");
      key = rushes_json_dup_text (object, "key");
    }
  if (base_url == NULL || key == NULL || tasks == NULL)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_FAILED, "it does not say where it is");
      return FALSE;
    }

  /* Translators: the name of the account that the demo uses in place of a real one. */
  self->account = rushes_account_new (RUSHES_DEMO_ACCOUNT_ID, _ ("Demo"), base_url, error);
  if (self->account == NULL)
    return FALSE;

  rushes_account_set_key (self->account, key);
  explicit_bzero (key, strlen (key));
  read_tasks (self, tasks);
  return TRUE;
}

static void
fail (GTask *task, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (cause));
  else
    g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_FAILED, "the demo's gateway does not run: %s",
                             cause != NULL ? cause->message : "it says nothing");
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RushesDemo *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_clear_handle_id (&self->deadline, g_source_remove);

  if (line == NULL || !read_introduction (self, line, &error))
    fail (task, error);
  else
    g_task_return_pointer (task, g_object_ref (self), g_object_unref);
}

void
rushes_demo_start_async (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  RushesDemo *self = g_object_new (RUSHES_TYPE_DEMO, NULL);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, rushes_demo_start_async);
  g_task_set_task_data (task, self, g_object_unref);

  self->data_folder = g_dir_make_tmp ("rushes-demo-XXXXXX", &error);
  if (self->data_folder == NULL || !spawn_gateway (self, &error))
    {
      fail (task, error);
      return;
    }

  self->deadline = g_timeout_add_seconds (DEADLINE_SECONDS, deadline_passed_cb, self);
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, cancellable, line_read_cb,
                                       g_steal_pointer (&task));
}

RushesDemo *
rushes_demo_start_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

RushesAccount *
rushes_demo_get_account (RushesDemo *self)
{
  g_return_val_if_fail (RUSHES_IS_DEMO (self), NULL);

  return self->account;
}

GPtrArray *
rushes_demo_get_items (RushesDemo *self)
{
  g_return_val_if_fail (RUSHES_IS_DEMO (self), NULL);

  return self->items;
}

const char *
rushes_demo_get_data_folder (RushesDemo *self)
{
  g_return_val_if_fail (RUSHES_IS_DEMO (self), NULL);

  return self->data_folder;
}
