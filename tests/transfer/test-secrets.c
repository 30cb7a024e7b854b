/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-test-utils.h"
#include "transfer/torture-child.h"
#include "transfer/torture-fixture.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Videos are fetched over links that fail and are renewed, the process is killed in between, and everything
 * that it leaves behind is searched for the key and for each signature that ever went over the wire: files
 * and their attributes, what it said, what it was called with. Links may stand in the library, until their
 * video is on the disk. */
#define CHILD_SECONDS 60
#define MIB G_GINT64_CONSTANT (1048576)
#define SLOW (3 * 1024 * 1024)

typedef struct
{
  Torture base;
  GString *said; /* all that the processes said */
} Secrets;

static GSubprocess *
start_child (Secrets *secrets, const char *policy)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                                                        | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  g_subprocess_launcher_setenv (launcher, "RUSHES_BASE_URL",
                                rushes_gateway_get_base_url (secrets->base.gateway), TRUE);
  g_subprocess_launcher_setenv (launcher, "RUSHES_API_KEY", TORTURE_KEY, TRUE);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, self, "--torture-child", secrets->base.data_folder,
                                       secrets->base.user_folder, policy, "", "kept", "kept-renewed",
                                       "saved+", "saved-renewed+", NULL);
  g_assert_no_error (error);
  return child;
}

static void
assert_not_called_with (GSubprocess *child, const char *secret)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/cmdline", g_subprocess_get_identifier (child));
  g_autofree char *line = NULL;
  gsize length = 0;

  if (g_file_get_contents (path, &line, &length, NULL))
    g_assert_null (memmem (line, length, secret, strlen (secret)));
}

/* @until: (nullable): the process is killed at the @nth line that ends so. Returns: whether it had done
 * everything */
static gboolean
run_child (Secrets *secrets, const char *policy, const char *until, guint nth)
{
  g_autoptr (GSubprocess) child = start_child (secrets, policy);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  guint n_seen = 0;
  char *next;

  while ((next = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *line = next;

      g_string_append_printf (secrets->said, "%s\n", line);
      done = done || g_str_has_prefix (line, "done ");
      if (until == NULL || !g_str_has_suffix (line, until) || ++n_seen != nth)
        continue;
      assert_not_called_with (child, TORTURE_KEY);
      g_subprocess_send_signal (child, SIGKILL);
    }
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  if (!done && (until == NULL || n_seen < nth))
    g_error ("the process ended by itself, having said:\n%s", secrets->said->str);
  return done;
}

/* (element-type utf8): as they came over the wire, and decoded */
static GPtrArray *
collect_signatures (Secrets *secrets)
{
  g_autofree char *log = rushes_gateway_dup_cdn_log (secrets->base.gateway);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *signatures = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = strstr (log, "Signature="); p != NULL; p = strstr (p, "Signature="))
    {
      g_autofree char *signature = NULL;

      p += strlen ("Signature=");
      signature = g_strndup (p, strcspn (p, "& \n"));
      if (!g_hash_table_add (seen, g_strdup (signature)))
        continue;
      g_ptr_array_add (signatures, g_uri_unescape_string (signature, NULL));
      g_ptr_array_add (signatures, g_steal_pointer (&signature));
    }
  return signatures;
}

static void
assert_nowhere (Secrets *secrets, const char *secret, const char *but)
{
  g_assert_cmpuint (strlen (secret), >, 20);
  g_assert_false (torture_folder_holds (secrets->base.data_folder, secret, but));
  g_assert_false (torture_folder_holds (secrets->base.user_folder, secret, NULL));
  if (strstr (secrets->said->str, secret) != NULL)
    g_error ("a secret was said in:\n%s", secrets->said->str);
}

/* @but: (nullable): files that may hold links, named by how they begin. Returns: how many signatures there
 * were */
static guint
search_all (Secrets *secrets, const char *but)
{
  g_autoptr (GPtrArray) signatures = collect_signatures (secrets);

  assert_nowhere (secrets, TORTURE_KEY, NULL);
  for (guint i = 0; i < signatures->len; i++)
    assert_nowhere (secrets, signatures->pdata[i], but);
  return signatures->len / 2;
}

static void
set_up (Secrets *secrets, gconstpointer data)
{
  torture_set_up (&secrets->base, NULL);
  torture_add_video (&secrets->base, "kept", 10 * MIB, 32400);
  torture_add_video (&secrets->base, "kept-renewed", 200 * 1024, 20);
  torture_add_video (&secrets->base, "saved", 11 * MIB, 32400);
  torture_add_video (&secrets->base, "saved-renewed", 300 * 1024, 20);
  secrets->said = g_string_new (NULL);
}

static void
tear_down (Secrets *secrets, gconstpointer data)
{
  g_string_free (secrets->said, TRUE);
  torture_tear_down (&secrets->base, NULL);
}

static void
test_nowhere (Secrets *secrets, gconstpointer data)
{
  const char *policy = data;
  guint n_signatures;
  gboolean done;

  /* Turned away, cut short, and killed with links in the library and pieces in parts/. */
  rushes_gateway_set_cdn_fault (secrets->base.gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  run_child (secrets, policy, " connecting", 2);
  search_all (secrets, "library.db");
  rushes_gateway_set_cdn_fault (secrets->base.gateway, RUSHES_CDN_FAULT_TRUNCATED);
  run_child (secrets, policy, " waiting", 3);
  search_all (secrets, "library.db");
  rushes_gateway_set_cdn_fault (secrets->base.gateway, RUSHES_CDN_FAULT_NONE);
  rushes_gateway_set_cdn_speed (secrets->base.gateway, SLOW);
  done = run_child (secrets, policy, " running", 10);
  search_all (secrets, "library.db");

  rushes_gateway_set_cdn_speed (secrets->base.gateway, 0);
  if (!done)
    g_assert_true (run_child (secrets, policy, NULL, 0));
  n_signatures = search_all (secrets, strcmp (policy, "never") == 0 ? "library.db" : NULL);
  g_assert_cmpuint (n_signatures, >, 0);
  /* The search finds what there is to be found. */
  g_assert_true (torture_folder_holds (secrets->base.data_folder, "saved.mp4", NULL));
  g_test_message ("%u signatures, %" G_GSIZE_FORMAT " bytes said", n_signatures, secrets->said->len);
}

int
main (int argc, char *argv[])
{
  if (torture_child_is_meant (argc, argv))
    {
      alarm (CHILD_SECONDS);
      return torture_child_run (argc, argv);
    }

  g_test_init (&argc, &argv, NULL);

  g_test_add ("/transfer/secrets/keep", Secrets, "keep", set_up, test_nowhere, tear_down);
  g_test_add ("/transfer/secrets/join", Secrets, "join", set_up, test_nowhere, tear_down);
  g_test_add ("/transfer/secrets/never", Secrets, "never", set_up, test_nowhere, tear_down);

  return g_test_run ();
}
