/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-media-run"

#include "config.h"

#include "media/rushes-media-run.h"

#include "base/rushes-error.h"
#include "media/rushes-media-words.h"

#include <signal.h>

#define PROGRAM "rushes-media-helper"

/* It gives itself 30 seconds of a processor's time; on a busy machine those take longer. */
static guint patience = 90;

typedef struct
{
  GSubprocess *helper;
  guint watchdog;
  gboolean overdue;
  GError *problem; /* (nullable): why it was ended */
  gsize length;
  guint8 answer[RUSHES_MEDIA_MAX_ANSWER + 1];
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_handle_id (&run->watchdog, g_source_remove);
  g_clear_object (&run->helper);
  g_clear_error (&run->problem);
  g_free (run);
}

void
rushes_media_run_set_patience (guint seconds)
{
  patience = seconds;
}

static GSubprocess *
spawn (const char *const *arguments, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *chosen = g_getenv ("RUSHES_MEDIA_HELPER");
  g_autofree char *program = g_strdup (chosen);

  if (chosen == NULL || *chosen == '\0')
    {
      g_free (program);
      program = g_build_filename (RUSHES_LIBEXECDIR, PROGRAM, NULL);
    }
  g_ptr_array_add (argv, program);
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);

  /* A program that reads what strangers made knows no key; nor does a warning of a decoder end it. */
  g_subprocess_launcher_unsetenv (launcher, "RUSHES_API_KEY");
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  return g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error);
}

static gboolean
patience_ended_cb (gpointer user_data)
{
  Run *run = user_data;

  run->watchdog = 0;
  run->overdue = TRUE;
  g_subprocess_force_exit (run->helper);
  return G_SOURCE_REMOVE;
}

/* Which signals its own limits send: of time by the kernel, of memory by the allocator that gives up. */
static gboolean
is_of_limits (int signal_number)
{
  return signal_number == SIGXCPU || signal_number == SIGKILL || signal_number == SIGABRT
         || signal_number == SIGTRAP;
}

/* Said once: it is the kernel's doing, and stays so. */
static void
log_fences (GBytes *answer)
{
  const RushesMediaFences wanted = RUSHES_MEDIA_FENCE_LIMITS | RUSHES_MEDIA_FENCE_FILES
                                   | RUSHES_MEDIA_FENCE_CALLS;
  static gboolean is_logged;
  RushesMediaFences fences = rushes_media_words_read_fences (answer);
  g_autofree char *names = NULL;

  if (fences == 0 || is_logged)
    return;

  is_logged = TRUE;
  names = rushes_media_words_describe_fences (fences);
  if ((fences & wanted) == wanted)
    g_info ("Videos are decoded by a program that is kept in by: %s", names);
  else
    g_message ("Videos are decoded by a program that this system keeps in only by: %s", names);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GSubprocess *helper = G_SUBPROCESS (source);

  g_subprocess_wait_finish (helper, result, NULL);
  g_clear_handle_id (&run->watchdog, g_source_remove);

  if (run->problem != NULL)
    g_task_return_error (task, g_steal_pointer (&run->problem));
  else if (run->overdue
           || (g_subprocess_get_if_signaled (helper) && is_of_limits (g_subprocess_get_term_sig (helper))))
    g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_VIDEO_TOO_LARGE, "the helper met its limits");
  else if (g_subprocess_get_if_signaled (helper))
    g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "the helper ended by signal %d",
                             g_subprocess_get_term_sig (helper));
  else
    {
      GBytes *answer = g_bytes_new (run->answer, run->length);

      log_fences (answer);
      g_task_return_pointer (task, answer, (GDestroyNotify) g_bytes_unref);
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &run->length, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        run->problem = g_steal_pointer (&error);
      else
        run->problem = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, error->message);
    }
  else if (run->length > RUSHES_MEDIA_MAX_ANSWER)
    run->problem = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER,
                                        "the helper's answer is too long");
  if (run->problem != NULL)
    g_subprocess_force_exit (run->helper);

  /* Without the cancellable: it is dead only when it is. */
  g_subprocess_wait_async (run->helper, NULL, ended_cb, g_steal_pointer (&task));
}

void
rushes_media_run_async (const char *const *arguments,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, rushes_media_run_async);
  g_task_set_task_data (task, run, run_free);
  if (g_task_return_error_if_cancelled (task))
    return;

  run->helper = spawn (arguments, &error);
  if (run->helper == NULL)
    {
      g_task_return_new_error (task, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "the helper does not start: %s",
                               error->message);
      return;
    }

  run->watchdog = g_timeout_add_seconds (patience, patience_ended_cb, run);
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (run->helper), run->answer, sizeof run->answer,
                                 G_PRIORITY_DEFAULT, cancellable, answered_cb, g_steal_pointer (&task));
}

GBytes *
rushes_media_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
