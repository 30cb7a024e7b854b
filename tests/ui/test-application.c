/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#include "demo/rushes-gateway.h"
#include "support/rushes-test-utils.h"

#define KEY "sk-the-right-key-0123456789"
#define FIRST "306792606023824"
#define SECOND "306790001122334"

/* The program itself, with folders of its own. */
typedef struct
{
  char *folder;
  GSubprocessLauncher *launcher;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = rushes_test_make_folder ();
  fixture->launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_setenv (fixture->launcher, "XDG_DATA_HOME", fixture->folder, TRUE);
  g_subprocess_launcher_setenv (fixture->launcher, "XDG_CONFIG_HOME", fixture->folder, TRUE);
  g_subprocess_launcher_setenv (fixture->launcher, "XDG_CACHE_HOME", fixture->folder, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->launcher);
  rushes_test_remove_folder (fixture->folder);
}

static GSubprocess *
start (Fixture *fixture, const char *first, const char *second)
{
  const char *program = g_getenv ("RUSHES_PROGRAM");
  g_autoptr (GError) error = NULL;
  GSubprocess *process = NULL;

  g_assert_nonnull (program);
  process = g_subprocess_launcher_spawn (fixture->launcher, &error, program, first, second, NULL);
  g_assert_no_error (error);
  return process;
}

/* Waits for its end. Returns: (transfer full): what it wrote */
static char *
finish (GSubprocess *process, int expected_status)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the program to end");
  g_subprocess_communicate_utf8_finish (process, result, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, expected_status);
  return output;
}

static void
test_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) process = start (fixture, "--version", NULL);
  g_autofree char *output = finish (process, 0);

  g_assert_cmpstr (output, ==, "Rushes " RUSHES_VERSION "\n");
}

static void
test_help (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) process = start (fixture, "--help", NULL);
  g_autofree char *output = finish (process, 0);

  g_assert_nonnull (strstr (output, "--demo"));
  g_assert_null (strstr (output, "--exit-after-first-frame"));
}

static void
test_id_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_strnfill (192, '1');
  g_autoptr (GSubprocess) process = start (fixture, id, NULL);
  g_autofree char *output = finish (process, 2);
}

/* What could not be pasted cannot be named either; all or nothing. */
static void
test_not_an_id (Fixture *fixture, gconstpointer data)
{
  const char *bad[] = { "306\x1b[31m",
                        "306\xe2\x80\xae"
                        "042",
                        "306 042", "306\n042" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GSubprocess) process = start (fixture, FIRST, bad[i]);
      g_autofree char *output = finish (process, 2);
    }
}

static void
test_first_frame (Fixture *fixture, gconstpointer data)
{
  g_autofree char *library = g_build_filename (fixture->folder, "rushes", "library.db", NULL);
  g_autoptr (GSubprocess) process = start (fixture, "--exit-after-first-frame", NULL);
  g_autofree char *output = finish (process, 0);

  g_assert_true (g_file_test (library, G_FILE_TEST_IS_REGULAR));
}

typedef struct
{
  RushesGateway *gateway;
  const char *task_id;
} Question;

static gboolean
was_asked (gpointer user_data)
{
  Question *question = user_data;

  return rushes_gateway_get_n_questions (question->gateway, question->task_id) > 0;
}

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* The gateway runs in a thread of its own and wakes nobody. */
static void
await_question (RushesGateway *gateway, const char *task_id)
{
  Question question = { gateway, task_id };
  guint source_id = g_timeout_add (20, look_again_cb, NULL);

  rushes_test_await (was_asked, &question, "the program to ask");
  g_source_remove (source_id);
}

static void
add_script (RushesGateway *gateway, const char *task_id)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = -20,
    .link_lasts = 32400,
  };

  rushes_gateway_add (gateway, &script);
}

/* A second start hands its ids to the first and ends; the first ends in order when it is told to. */
static void
test_second_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesGateway) gateway = rushes_gateway_new (KEY, &error);
  g_autoptr (GSubprocess) first = NULL;
  g_autoptr (GSubprocess) second = NULL;
  g_autofree char *first_output = NULL;
  g_autofree char *second_output = NULL;

  g_assert_no_error (error);
  add_script (gateway, FIRST);
  add_script (gateway, SECOND);
  g_subprocess_launcher_setenv (fixture->launcher, "RUSHES_BASE_URL", rushes_gateway_get_base_url (gateway),
                                TRUE);
  g_subprocess_launcher_setenv (fixture->launcher, "RUSHES_API_KEY", KEY, TRUE);

  first = start (fixture, FIRST, NULL);
  await_question (gateway, FIRST);
  second = start (fixture, SECOND, NULL);
  second_output = finish (second, 0);
  await_question (gateway, SECOND);

  g_subprocess_send_signal (first, SIGTERM);
  first_output = finish (first, 0);
}

#define ADD(name, function) g_test_add ("/ui/application/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("version", test_version);
  ADD ("help", test_help);
  ADD ("id-too-long", test_id_too_long);
  ADD ("not-an-id", test_not_an_id);
  ADD ("first-frame", test_first_frame);
  ADD ("second-start", test_second_start);

  return g_test_run ();
}
