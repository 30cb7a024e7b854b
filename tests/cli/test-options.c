/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-test-cli-options"

#include "config.h"

#include "cli/rushes-cli-options.h"

#include <string.h>

/* @line: words separated by single spaces */
static RushesCliOptions *
parse (const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat ("rushes-cli ", line, NULL);
  g_auto (GStrv) argv = g_strsplit (whole, " ", -1);

  return rushes_cli_options_parse ((const char *const *) argv, error);
}

static RushesCliOptions *
parse_good (const char *line)
{
  g_autoptr (GError) error = NULL;
  RushesCliOptions *options = parse (line, &error);

  g_assert_no_error (error);
  return options;
}

static void
assert_refused (const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesCliOptions) options = parse (line, &error);

  g_test_message ("%s", line);
  g_assert_null (options);
  g_assert_nonnull (error);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (G_OPTION_ERROR));
}

static void
test_plain (void)
{
  g_autoptr (RushesCliOptions) options = parse_good ("status 306792606023824 sora-2:task_1");

  g_assert_cmpint (options->command, ==, RUSHES_CLI_COMMAND_STATUS);
  g_assert_cmpuint (g_strv_length (options->arguments), ==, 2);
  g_assert_cmpstr (options->arguments[0], ==, "306792606023824");
  g_assert_cmpstr (options->arguments[1], ==, "sora-2:task_1");
  g_assert_false (options->json);
  g_assert_false (options->demo);
  g_assert_null (options->base_url);
  g_assert_cmpfloat (options->timeout, ==, 0);
}

static void
test_either_side (void)
{
  g_autoptr (RushesCliOptions) before = parse_good (
    "--json --base-url http://127.0.0.1:1 --to dir --timeout 2.5 --no-wait save 1 2");
  g_autoptr (RushesCliOptions) after = parse_good (
    "save 1 --json --base-url=http://127.0.0.1:1 2 --to dir --timeout=2.5 --no-wait");
  RushesCliOptions *both[] = { before, after };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_assert_cmpint (both[i]->command, ==, RUSHES_CLI_COMMAND_SAVE);
      g_assert_true (both[i]->json);
      g_assert_true (both[i]->no_wait);
      g_assert_cmpstr (both[i]->base_url, ==, "http://127.0.0.1:1");
      g_assert_cmpstr (both[i]->folder, ==, "dir");
      g_assert_cmpfloat (both[i]->timeout, ==, 2.5);
      g_assert_cmpuint (g_strv_length (both[i]->arguments), ==, 2);
      g_assert_cmpstr (both[i]->arguments[1], ==, "2");
    }
}

static void
test_trimmed (void)
{
  const char *const argv[] = { "rushes-cli", "status", " 1\n", "\t2 ", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesCliOptions) options = rushes_cli_options_parse (argv, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (options->arguments[0], ==, "1");
  g_assert_cmpstr (options->arguments[1], ==, "2");
}

/* After "--" even an id that looks like an option is one. */
static void
test_end_of_options (void)
{
  g_autoptr (RushesCliOptions) options = parse_good ("status --json -- -id --json");

  g_assert_true (options->json);
  g_assert_cmpuint (g_strv_length (options->arguments), ==, 2);
  g_assert_cmpstr (options->arguments[0], ==, "-id");
  g_assert_cmpstr (options->arguments[1], ==, "--json");
}

static void
test_version (void)
{
  g_autoptr (RushesCliOptions) options = parse_good ("--version");

  g_assert_cmpint (options->command, ==, RUSHES_CLI_COMMAND_NONE);
}

static void
test_demo (void)
{
  g_autoptr (RushesCliOptions) options = parse_good ("--demo status");

  g_assert_true (options->demo);
  g_assert_cmpuint (g_strv_length (options->arguments), ==, 0);
}

static void
test_parse_command (void)
{
  g_autoptr (RushesCliOptions) standard_input = parse_good ("parse");
  g_autoptr (RushesCliOptions) file = parse_good ("parse ids.txt --json");

  g_assert_cmpuint (g_strv_length (standard_input->arguments), ==, 0);
  g_assert_cmpstr (file->arguments[0], ==, "ids.txt");
}

static void
test_track (void)
{
  g_autoptr (RushesCliOptions) options = parse_good ("track --json 1 2 --timeout 5");

  g_assert_cmpint (options->command, ==, RUSHES_CLI_COMMAND_TRACK);
  g_assert_cmpuint (g_strv_length (options->arguments), ==, 2);
  g_assert_true (options->json);
}

/* Nothing else is looked at then. */
static void
test_help (void)
{
  g_autoptr (RushesCliOptions) general = parse_good ("--help");
  g_autoptr (RushesCliOptions) save = parse_good ("save --to x -h");

  g_assert_cmpint (general->command, ==, RUSHES_CLI_COMMAND_NONE);
  g_assert_nonnull (strstr (general->help, "Commands:"));
  g_assert_cmpint (save->command, ==, RUSHES_CLI_COMMAND_NONE);
  g_assert_null (strstr (save->help, "Commands:"));
  g_assert_nonnull (strstr (save->help, "--to=DIR"));
  g_assert_null (save->folder);
}

/* Scripts put whom to ask before every command. */
static void
test_parse_asks_nobody (void)
{
  g_autoptr (RushesCliOptions) options = parse_good ("--base-url http://127.0.0.1:1 --key-file f parse");

  g_assert_cmpint (options->command, ==, RUSHES_CLI_COMMAND_PARSE);
}

static void
test_wrong_usage (void)
{
  const char *const wrong[] = {
    "",
    "--json",
    "stauts 1",
    "1",
    "status",
    "save",
    "status --json",
    "parse a b",
    "status - -",
    "--wrong status 1",
    "status 1 -x",
    "status 1 --to dir",
    "status 1 --name {id}",
    "status 1 --no-wait",
    "parse --show-links",
    "parse --to dir",
    "track",
    "track 1 --base-url http://127.0.0.1:1",
    "track 1 --account a",
    "track 1 --no-wait",
    "--demo track 1",
    "save 1 --timeout 0",
    "save 1 --timeout -3",
    "save 1 --timeout soon",
    "save 1 --timeout 5s",
    "save 1 --timeout nan",
    "save 1 --timeout inf",
    "save 1 --timeout",
    "save 1 --name {what}",
    "save 1 --name a/b",
    "save 1 --to=",
    "--demo --base-url http://127.0.0.1:1 status 1",
    "--demo --key-file f status 1",
    "--demo --account a status 1",
  };
  const char *const empty_id[] = { "rushes-cli", "status", " ", NULL };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_refused (wrong[i]);

  g_assert_null (rushes_cli_options_parse (empty_id, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED);
}

/* A key as an argument is refused wherever it stands, and never repeated. */
static void
test_keys (void)
{
  const char *const wrong[] = {
    "status sk-canary0123456789",
    "status 1 SK-canary0123456789",
    "sk-canary0123456789 status 1",
    "status 1 --key canary0123456789",
    "--key=canary0123456789 status 1",
    "--api-key=canary0123456789 status 1",
    "-kcanary0123456789 status 1",
    "--account sk-canary0123456789 status 1",
    "--base-url sk-canary0123456789 status 1",
    "canary0123456789",
    "--timeout canary0123456789 save",
  };
  const char *const bearer[] = { "rushes-cli", "status", "Bearer canary0123456789", NULL };
  g_autoptr (GError) bearer_error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesCliOptions) options = parse (wrong[i], &error);

      g_test_message ("%s", wrong[i]);
      g_assert_null (options);
      g_assert_null (strstr (error->message, "canary"));
    }

  g_assert_null (rushes_cli_options_parse (bearer, &bearer_error));
  g_assert_null (strstr (bearer_error->message, "canary"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/options/plain", test_plain);
  g_test_add_func ("/cli/options/either-side", test_either_side);
  g_test_add_func ("/cli/options/trimmed", test_trimmed);
  g_test_add_func ("/cli/options/end-of-options", test_end_of_options);
  g_test_add_func ("/cli/options/version", test_version);
  g_test_add_func ("/cli/options/demo", test_demo);
  g_test_add_func ("/cli/options/parse-command", test_parse_command);
  g_test_add_func ("/cli/options/track", test_track);
  g_test_add_func ("/cli/options/help", test_help);
  g_test_add_func ("/cli/options/parse-asks-nobody", test_parse_asks_nobody);
  g_test_add_func ("/cli/options/wrong-usage", test_wrong_usage);
  g_test_add_func ("/cli/options/keys", test_keys);

  return g_test_run ();
}
