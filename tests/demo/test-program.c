/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "demo/wire.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  GSubprocess *process;
  JsonNode *introduction;
} Program;

static Program *
program_new (const char *key, const char *option, const char *value)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  Program *self = g_new0 (Program, 1);

  if (key != NULL)
    g_subprocess_launcher_setenv (launcher, "RUSHES_API_KEY", key, TRUE);
  else
    g_subprocess_launcher_unsetenv (launcher, "RUSHES_API_KEY");
  self->process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("RUSHES_DEMO_GATEWAY"), option,
                                               value, NULL);
  g_assert_no_error (error);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  self->introduction = json_from_string (line, &error);
  g_assert_no_error (error);
  return self;
}

static void
program_free (Program *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  json_node_unref (self->introduction);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Program, program_free)

static WireReply *
ask (Program *self, const char *task_id)
{
  g_autofree char *target = g_strconcat ("/minimax/v1/query/video_generation?task_id=", task_id, NULL);
  g_autofree char *header = g_strdup_printf ("Authorization: Bearer %s\r\n",
                                             wire_get_string (self->introduction, "key"));

  return wire_ask (wire_get_string (self->introduction, "base_url"), "GET", target, header);
}

static void
assert_ends_well (Program *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_introduces_itself (void)
{
  g_autoptr (Program) program = program_new (NULL, NULL, NULL);
  JsonArray *tasks = wire_get_array (program->introduction, "tasks");

  g_assert_cmpstr (wire_get_string (program->introduction, "base_url"), !=,
                   wire_get_string (program->introduction, "cdn_url"));
  g_assert_true (g_str_has_prefix (wire_get_string (program->introduction, "cdn_url"), "http://127.0.0.1:"));
  g_assert_cmpuint (strlen (wire_get_string (program->introduction, "key")), >=, 32);
  g_assert_cmpuint (json_array_get_length (tasks), >=, 6);
  for (guint i = 0; i < json_array_get_length (tasks); i++)
    {
      JsonNode *task = json_array_get_element (tasks, i);
      g_autoptr (WireReply) reply = ask (program, wire_get_string (task, "task_id"));

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpstr (wire_get_string (task, "label"), !=, "");
    }
}

static void
test_ends_with_its_parent (void)
{
  g_autoptr (Program) program = program_new (NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (program->process), NULL, &error);
  g_assert_no_error (error);
  assert_ends_well (program);
}

static void
test_ends_when_told (void)
{
  g_autoptr (Program) program = program_new (NULL, NULL, NULL);

  g_subprocess_send_signal (program->process, SIGTERM);
  assert_ends_well (program);
}

static void
test_given_key (void)
{
  g_autoptr (Program) program = program_new (KEY, NULL, NULL);

  g_assert_cmpstr (wire_get_string (program->introduction, "key"), ==, KEY);
}

static void
test_own_keys_differ (void)
{
  g_autoptr (Program) one = program_new (NULL, NULL, NULL);
  g_autoptr (Program) other = program_new (NULL, NULL, NULL);

  g_assert_cmpstr (wire_get_string (one->introduction, "key"), !=,
                   wire_get_string (other->introduction, "key"));
}

static void
test_finish_after (void)
{
  g_autoptr (Program) program = program_new (NULL, "--finish-after", "0.01");
  JsonArray *tasks = wire_get_array (program->introduction, "tasks");
  const char *first = wire_get_string (json_array_get_element (tasks, 0), "task_id");
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  gboolean finished = FALSE;

  while (!finished && g_get_monotonic_time () < deadline)
    {
      g_autoptr (WireReply) reply = ask (program, first);
      g_autofree char *text = wire_reply_dup_text (reply);

      finished = strstr (text, "\"status\":\"SUCCESS\"") != NULL;
    }
  g_assert_true (finished);
}

static void
test_wrong_usage (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                                                      g_getenv ("RUSHES_DEMO_GATEWAY"), "--nonsense", NULL);

  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo/program/introduces-itself", test_introduces_itself);
  g_test_add_func ("/demo/program/ends-with-its-parent", test_ends_with_its_parent);
  g_test_add_func ("/demo/program/ends-when-told", test_ends_when_told);
  g_test_add_func ("/demo/program/given-key", test_given_key);
  g_test_add_func ("/demo/program/own-keys-differ", test_own_keys_differ);
  g_test_add_func ("/demo/program/finish-after", test_finish_after);
  g_test_add_func ("/demo/program/wrong-usage", test_wrong_usage);

  return g_test_run ();
}
