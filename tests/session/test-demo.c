/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "intake/rushes-intake.h"
#include "session/rushes-demo.h"
#include "support/rushes-test-utils.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static RushesDemo *
start (GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_demo_start_async (NULL, rushes_test_keep_result, &result);
  return rushes_demo_start_finish (rushes_test_await_result (&result, "the demo's gateway"), error);
}

static RushesDemo *
start_well (void)
{
  g_autoptr (GError) error = NULL;
  RushesDemo *demo = start (&error);

  g_assert_no_error (error);
  g_assert_true (RUSHES_IS_DEMO (demo));
  return demo;
}

/* Returns: the HTTP status, or 0 where nobody answers */
static guint
ask (RushesDemo *demo, const char *base_url, const char *task_id)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (base_url, "/minimax/v1/query/video_generation?task_id=", task_id, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GBytes) body = NULL;

  if (demo != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ",
                                            rushes_account_peek_key (rushes_demo_get_account (demo)), NULL);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", value);
    }
  body = soup_session_send_and_read (session, message, NULL, NULL);
  return body != NULL ? soup_message_get_status (message) : 0;
}

static void
test_starts (void)
{
  g_autoptr (RushesDemo) demo = start_well ();
  RushesAccount *account = rushes_demo_get_account (demo);
  GPtrArray *items = rushes_demo_get_items (demo);
  struct stat info;

  g_assert_cmpstr (rushes_account_get_id (account), ==, "demo");
  g_assert_cmpstr (rushes_account_get_name (account), ==, "Demo");
  g_assert_true (g_str_has_prefix (rushes_account_get_base_url (account), "http://127.0.0.1:"));
  g_assert_true (rushes_account_has_key (account));

  g_assert_cmpuint (items->len, >=, 6);
  for (guint i = 0; i < items->len; i++)
    {
      RushesIntakeItem *item = g_ptr_array_index (items, i);

      g_assert_nonnull (item->label);
      g_assert_cmpuint (item->line, ==, i + 1);
      g_assert_cmpuint (ask (demo, rushes_account_get_base_url (account), item->task_id), ==, 200);
    }

  g_assert_cmpint (stat (rushes_demo_get_data_folder (demo), &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
}

static gboolean
is_gone (gpointer user_data)
{
  return ask (NULL, user_data, "1") == 0;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_leaves_nothing (void)
{
  RushesDemo *demo = start_well ();
  g_autofree char *base_url = g_strdup (rushes_account_get_base_url (rushes_demo_get_account (demo)));
  g_autofree char *folder = g_strdup (rushes_demo_get_data_folder (demo));
  g_autofree char *inner = g_build_filename (folder, "parts", "deeper", NULL);
  g_autofree char *file = g_build_filename (inner, "file", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  char *elsewhere = rushes_test_make_folder ();
  g_autofree char *kept = g_build_filename (elsewhere, "kept", NULL);
  guint tick;

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_true (g_file_set_contents (kept, "x", 1, NULL));
  g_assert_cmpint (symlink (elsewhere, link), ==, 0);

  rushes_test_await_finalize (demo);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));

  tick = g_timeout_add (20, tick_cb, NULL);
  rushes_test_await (is_gone, base_url, "the gateway to end");
  g_source_remove (tick);
  rushes_test_remove_folder (elsewhere);
}

/* Runs @func with another program in the gateway's place. */
static void
with_program (const char *program, void (*func) (void))
{
  g_autofree char *before = g_strdup (g_getenv ("RUSHES_DEMO_GATEWAY"));

  g_assert_true (g_setenv ("RUSHES_DEMO_GATEWAY", program, TRUE));
  func ();
  g_assert_true (g_setenv ("RUSHES_DEMO_GATEWAY", before, TRUE));
}

static void
assert_fails (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (start (&error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
}

static void
assert_script_fails (const char *text)
{
  char *folder = rushes_test_make_folder ();
  g_autofree char *script = g_build_filename (folder, "gateway", NULL);

  g_assert_true (g_file_set_contents_full (script, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  with_program (script, assert_fails);
  rushes_test_remove_folder (folder);
}

static void
test_not_the_gateway (void)
{
  with_program ("/nonexistent/rushes-demo-gateway", assert_fails);
  assert_script_fails ("#!/bin/sh\nexit 3\n");
  assert_script_fails ("#!/bin/sh\necho hello\n");
  assert_script_fails ("#!/bin/sh\necho '{\"tasks\":[]}'\n");
  assert_script_fails (
    "#!/bin/sh\necho '{\"base_url\":\"http://example.com\",\"key\":\"k\",\"tasks\":[]}'\n");
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_demo_start_async (cancellable, rushes_test_keep_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (
    rushes_demo_start_finish (rushes_test_await_result (&result, "the end of the start"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Whoever has a key for the real service in the environment keeps it to themselves. */
static void
test_own_key (void)
{
  g_autoptr (RushesDemo) demo = NULL;

  g_assert_true (g_setenv ("RUSHES_API_KEY", "sk-a-real-one-0123456789", TRUE));
  demo = start_well ();
  g_unsetenv ("RUSHES_API_KEY");
  g_assert_cmpstr (rushes_account_peek_key (rushes_demo_get_account (demo)), !=, "sk-a-real-one-0123456789");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session/demo/starts", test_starts);
  g_test_add_func ("/session/demo/leaves-nothing", test_leaves_nothing);
  g_test_add_func ("/session/demo/not-the-gateway", test_not_the_gateway);
  g_test_add_func ("/session/demo/cancelled", test_cancelled);
  g_test_add_func ("/session/demo/own-key", test_own_key);

  return g_test_run ();
}
