/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-test-cli-output"

#include "config.h"

#include "cli/rushes-cli-output.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "cli/rushes-cli-progress.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define CANARY "canary-0123456789"
#define LINK "https://cdn.example.com/output.mp4?Expires=1756485985&Signature=s3cr3t%3D"

static RushesCliRow *
new_finished_row (void)
{
  RushesCliRow *row = rushes_cli_row_new ("306792606023824", NULL);

  row->snapshot = rushes_snapshot_new ();
  row->snapshot->task_id = g_strdup ("306792606023824");
  row->snapshot->phase = RUSHES_PHASE_FINISHED;
  row->snapshot->raw_status = g_strdup ("SUCCESS");
  row->snapshot->progress = 100;
  row->snapshot->width = 1366;
  row->snapshot->height = 768;
  row->snapshot->submitted_at = 1756453472;
  row->snapshot->finished_at = 1756453535;
  row->snapshot->expires_at = 1756485985;
  row->snapshot->file_id = g_strdup ("306793063383292");
  row->snapshot->file_name = g_strdup ("output.mp4");
  row->snapshot->download_url = g_strdup (LINK);
  return row;
}

static RushesCliRow *
new_error_row (RushesError code)
{
  RushesCliRow *row = rushes_cli_row_new ("1", NULL);
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, (int) code, "test");

  rushes_cli_row_take_problem (row, rushes_cli_problem_new_from_error (error));
  return row;
}

static void
test_json_finished (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autofree char *line = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_STATUS);

  g_assert_cmpstr (line, ==,
                   "{\"task_id\":\"306792606023824\",\"state\":\"finished\",\"raw_status\":\"SUCCESS\","
                   "\"progress\":100,\"width\":1366,\"height\":768,\"bytes\":null,"
                   "\"submitted_at\":\"2025-08-29T07:44:32Z\",\"started_at\":null,"
                   "\"finished_at\":\"2025-08-29T07:45:35Z\",\"expires_at\":\"2025-08-29T16:46:25Z\","
                   "\"filename\":\"output.mp4\",\"file_id\":\"306793063383292\",\"failure\":null,"
                   "\"error\":null}");
}

static void
test_json_error (void)
{
  g_autoptr (RushesCliRow) row = new_error_row (RUSHES_ERROR_UNREACHABLE);
  g_autofree char *line = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_STATUS);

  g_assert_true (g_str_has_prefix (line,
                                   "{\"task_id\":\"1\",\"state\":null,\"raw_status\":null,\"progress\":null,"
                                   "\"width\":null,\"height\":null,\"bytes\":null,\"submitted_at\":null,"
                                   "\"started_at\":null,\"finished_at\":null,\"expires_at\":null,"
                                   "\"filename\":null,\"file_id\":null,\"failure\":null,"
                                   "\"error\":{\"code\":\""));
  g_assert_nonnull (strstr (line, "\"side\":\"network\""));
  g_assert_null (strchr (line, '\n'));
}

static void
test_json_saved (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autofree char *unsaved = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_SAVED);
  g_autofree char *saved = NULL;

  g_assert_true (g_str_has_suffix (unsaved, "\"error\":null,\"path\":null,\"source\":null,\"resumed\":null,"
                                            "\"verified\":null,\"save_error\":null}"));

  row->path = g_strdup ("/videos/a \"b\".mp4");
  row->source = g_strdup ("primary");
  row->verified = g_strdup ("structure");
  saved = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_SAVED);
  g_assert_true (g_str_has_suffix (saved, "\"error\":null,\"path\":\"/videos/a \\\"b\\\".mp4\","
                                          "\"source\":\"primary\",\"resumed\":0,\"verified\":\"structure\","
                                          "\"save_error\":null}"));
}

/* What cannot be saved although it could be read is no error of the reading. */
static void
test_json_save_error (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_DISK_FULL, "test");
  g_autofree char *line = NULL;

  rushes_cli_row_take_problem (row, rushes_cli_problem_new_from_error (error));
  line = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_SAVED);
  g_assert_nonnull (strstr (line, "\"state\":\"finished\""));
  g_assert_nonnull (strstr (line, "\"failure\":null,\"error\":null"));
  g_assert_nonnull (strstr (line, "\"save_error\":{\"code\":\""));
  /* The computer is none of the six sides that the JSON knows. */
  g_assert_nonnull (strstr (line, "\"side\":\"request\""));
}

static void
test_json_failed (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autofree char *line = NULL;

  row->snapshot->phase = RUSHES_PHASE_FAILED;
  row->snapshot->progress = -1;
  row->snapshot->failure = rushes_failure_new ("1026", "input sensitive", "req-1");
  line = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_STATUS);
  g_assert_nonnull (strstr (line, "\"state\":\"failed\""));
  g_assert_nonnull (strstr (line, "\"progress\":null"));
  g_assert_nonnull (strstr (line, "\"failure\":{\"code\":\"1026\",\"side\":\"prompt\",\"message\":\""));
  g_assert_nonnull (strstr (line, "\"request_id\":\"req-1\"}"));
}

static void
test_links (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  const RushesCliFormat hidden[] = { RUSHES_CLI_FORMAT_STATUS, RUSHES_CLI_FORMAT_SAVED };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *shown = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_LINKS);
  g_autofree char *shown_plainly = rushes_cli_output_plain (row, RUSHES_CLI_FORMAT_LINKS);

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autofree char *json = rushes_cli_output_json (row, hidden[i]);
      g_autofree char *plain = rushes_cli_output_plain (row, hidden[i]);
      g_autofree char *columns = rushes_cli_output_columns (row, hidden[i], 20, zone);

      g_assert_null (strstr (json, "s3cr3t"));
      g_assert_null (strstr (json, "download_url"));
      g_assert_null (strstr (plain, "s3cr3t"));
      g_assert_null (strstr (columns, "s3cr3t"));
    }
  g_assert_true (g_str_has_suffix (shown, "\"download_url\":\"" LINK "\",\"backup_download_url\":null}"));
  g_assert_true (g_str_has_suffix (shown_plainly, "\t" LINK));
}

/* A server that repeats the key, or a link, is not believed to be harmless. */
static void
test_secrets (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *json = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *columns = NULL;

  rushes_redact_add_secret (CANARY);
  row->snapshot->phase = RUSHES_PHASE_FAILED;
  g_free (row->snapshot->raw_status);
  row->snapshot->raw_status = g_strdup ("FAILED for " CANARY);
  g_free (row->snapshot->file_name);
  row->snapshot->file_name = g_strdup (LINK);
  row->snapshot->failure = rushes_failure_new (CANARY, "key " CANARY " at " LINK, CANARY);

  json = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_SAVED);
  plain = rushes_cli_output_plain (row, RUSHES_CLI_FORMAT_SAVED);
  columns = rushes_cli_output_columns (row, RUSHES_CLI_FORMAT_SAVED, 20, zone);
  rushes_redact_remove_secret (CANARY);

  g_assert_null (strstr (json, CANARY));
  g_assert_null (strstr (json, "s3cr3t"));
  g_assert_null (strstr (plain, CANARY));
  g_assert_null (strstr (columns, CANARY));
}

static void
test_control_characters (void)
{
  g_autoptr (RushesCliRow) row = rushes_cli_row_new ("1", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *plain = NULL;
  g_autofree char *columns = NULL;
  g_autofree char *json = NULL;

  row->snapshot = rushes_snapshot_new ();
  row->snapshot->raw_status = g_strdup ("PAUSED\033[2J\nsecond\tline");
  plain = rushes_cli_output_plain (row, RUSHES_CLI_FORMAT_STATUS);
  columns = rushes_cli_output_columns (row, RUSHES_CLI_FORMAT_STATUS, 20, zone);
  json = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_STATUS);

  g_assert_nonnull (strstr (plain, "PAUSED"));
  g_assert_null (strpbrk (plain, "\033\n"));
  g_assert_null (strpbrk (columns, "\033\n\t"));
  g_assert_null (strpbrk (json, "\033\n\t"));
}

static void
test_columns (void)
{
  g_autoptr (RushesCliRow) finished = new_finished_row ();
  g_autoptr (RushesCliRow) waiting = rushes_cli_row_new ("片段", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 60 * 60);
  g_autofree char *first = rushes_cli_output_columns (finished, RUSHES_CLI_FORMAT_STATUS, 15, zone);
  g_autofree char *second = NULL;

  waiting->snapshot = rushes_snapshot_new ();
  waiting->snapshot->phase = RUSHES_PHASE_WAITING;
  waiting->snapshot->submitted_at = 1756453472;
  second = rushes_cli_output_columns (waiting, RUSHES_CLI_FORMAT_STATUS, 15, zone);

  g_assert_nonnull (strstr (first, "1366 × 768"));
  g_assert_nonnull (strstr (first, "2025-08-29 15:44:32"));
  g_assert_nonnull (strstr (first, "2025-08-29 15:45:35"));
  g_assert_nonnull (strstr (second, "Waiting"));
  g_assert_null (strstr (second, "×"));

  /* Wide characters take two cells each, so the columns stand under each other. */
  {
    g_autofree char *left_of_first = g_strndup (first, (gsize) (strstr (first, "2025") - first));
    g_autofree char *left_of_second = g_strndup (second, (gsize) (strstr (second, "2025") - second));

    g_assert_cmpint (rushes_cli_output_measure (left_of_first), ==,
                     rushes_cli_output_measure (left_of_second));
  }
}

static void
test_plain (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autofree char *line = rushes_cli_output_plain (row, RUSHES_CLI_FORMAT_STATUS);
  g_auto (GStrv) fields = g_strsplit (line, "\t", -1);

  g_assert_cmpuint (g_strv_length (fields), ==, 6);
  g_assert_cmpstr (fields[0], ==, "306792606023824");
  g_assert_cmpstr (fields[1], ==, "Finished");
  g_assert_cmpstr (fields[2], ==, "1366 × 768");
  g_assert_cmpstr (fields[3], ==, "2025-08-29T07:44:32Z");
  g_assert_cmpstr (fields[4], ==, "2025-08-29T07:45:35Z");
  g_assert_cmpstr (fields[5], ==, "link until 2025-08-29T16:46:25Z");
}

static void
test_times_off_the_calendar (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();
  g_autofree char *line = NULL;

  row->snapshot->submitted_at = G_MAXINT64;
  row->snapshot->finished_at = -5;
  line = rushes_cli_output_json (row, RUSHES_CLI_FORMAT_STATUS);
  g_assert_nonnull (strstr (line, "\"submitted_at\":null"));
  g_assert_nonnull (strstr (line, "\"finished_at\":null"));
}

static void
assert_exit_status (RushesError code, int expected)
{
  g_autoptr (RushesCliRow) row = new_error_row (code);

  g_assert_cmpint (rushes_cli_row_get_exit_status (row), ==, expected);
}

static void
test_exit_status (void)
{
  g_autoptr (RushesCliRow) row = new_finished_row ();

  g_assert_cmpint (rushes_cli_row_get_exit_status (row), ==, RUSHES_CLI_EXIT_OK);
  row->snapshot->phase = RUSHES_PHASE_UNKNOWN;
  g_assert_cmpint (rushes_cli_row_get_exit_status (row), ==, RUSHES_CLI_EXIT_OK);
  row->snapshot->phase = RUSHES_PHASE_FAILED;
  g_assert_cmpint (rushes_cli_row_get_exit_status (row), ==, RUSHES_CLI_EXIT_PROBLEM);

  assert_exit_status (RUSHES_ERROR_KEY_REFUSED, RUSHES_CLI_EXIT_KEY_REFUSED);
  assert_exit_status (RUSHES_ERROR_UNREACHABLE, RUSHES_CLI_EXIT_UNREACHABLE);
  assert_exit_status (RUSHES_ERROR_TLS, RUSHES_CLI_EXIT_UNREACHABLE);
  assert_exit_status (RUSHES_ERROR_RATE_LIMITED, RUSHES_CLI_EXIT_PROBLEM);
  assert_exit_status (RUSHES_ERROR_BALANCE, RUSHES_CLI_EXIT_PROBLEM);
  assert_exit_status (RUSHES_ERROR_NOT_THE_SERVICE, RUSHES_CLI_EXIT_PROBLEM);
}

static void
test_exit_precedence (void)
{
  const int ascending[] = { RUSHES_CLI_EXIT_OK, RUSHES_CLI_EXIT_PROBLEM, RUSHES_CLI_EXIT_UNREACHABLE,
                            RUSHES_CLI_EXIT_KEY_REFUSED };

  for (guint i = 0; i < G_N_ELEMENTS (ascending); i++)
    for (guint j = 0; j < G_N_ELEMENTS (ascending); j++)
      g_assert_cmpint (rushes_cli_exit_status_merge (ascending[i], ascending[j]), ==, ascending[MAX (i, j)]);
}

static void
test_items (void)
{
  g_autoptr (RushesIntakeItem) named = rushes_intake_item_new ("1", "Take 1", 3);
  g_autoptr (RushesIntakeItem) bare = rushes_intake_item_new ("2", NULL, 4);
  g_autofree char *named_json = rushes_cli_output_json_item (named);
  g_autofree char *bare_json = rushes_cli_output_json_item (bare);
  g_autofree char *named_plain = rushes_cli_output_plain_item (named);
  g_autofree char *bare_plain = rushes_cli_output_plain_item (bare);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autofree char *ignored = rushes_cli_output_json_ignored (nothing);

  g_assert_cmpstr (named_json, ==, "{\"task_id\":\"1\",\"label\":\"Take 1\",\"line\":3}");
  g_assert_cmpstr (bare_json, ==, "{\"task_id\":\"2\",\"label\":null,\"line\":4}");
  g_assert_cmpstr (named_plain, ==, "1\tTake 1");
  g_assert_cmpstr (bare_plain, ==, "2");
  g_assert_cmpstr (ignored, ==, "{\"ignored\":[]}");
}

static void
test_progress (void)
{
  const RushesCliProgressFigures at_first = { .n_tasks = 3, .seconds_left = -1 };
  const RushesCliProgressFigures connecting = {
    .n_tasks = 3, .n_done = 1, .n_saving = 1, .share = 0.5, .seconds_left = -1
  };
  const RushesCliProgressFigures fetching = {
    .n_tasks = 2,
    .n_saving = 2,
    .share = 0.25,
    .bytes_done = 12500000,
    .bytes_total = 50000000,
    .speed = 250000,
    .seconds_left = 150,
  };
  const RushesCliProgressFigures slow = {
    .n_tasks = 1, .n_saving = 1, .bytes_done = 1000, .speed = 2000, .seconds_left = 3661
  };
  const RushesCliProgressFigures at_last = { .n_tasks = 3, .n_done = 3, .share = 1, .seconds_left = -1 };
  g_autofree char *first = rushes_cli_progress_format (&at_first);
  g_autofree char *second = rushes_cli_progress_format (&connecting);
  g_autofree char *third = rushes_cli_progress_format (&fetching);
  g_autofree char *fourth = rushes_cli_progress_format (&slow);
  g_autofree char *last = rushes_cli_progress_format (&at_last);

  g_assert_cmpstr (first, ==, "[                    ] 0 of 3 done · waiting for 3 tasks");
  g_assert_cmpstr (second, ==, "[##########          ] 1 of 3 done · saving 1 video · waiting for 1 task");
  g_assert_cmpstr (third, ==,
                   "[#####               ] 0 of 2 done · saving 2 videos · 12.5\u00a0MB of 50.0\u00a0MB · "
                   "250.0\u00a0kB/s · 2:30 left");
  g_assert_cmpstr (fourth, ==,
                   "[                    ] 0 of 1 done · saving 1 video · 1.0\u00a0kB · 2.0\u00a0kB/s · "
                   "1:01:01 left");
  g_assert_cmpstr (last, ==, "[####################] 3 of 3 done");
}

static void
test_progress_fits (void)
{
  g_autofree char *whole = rushes_cli_progress_cut ("2 of 5", 6);
  g_autofree char *cut = rushes_cli_progress_cut ("2 of 5", 4);
  g_autofree char *wide = rushes_cli_progress_cut ("共 5 个", 5);
  g_autofree char *nothing = rushes_cli_progress_cut ("共", 1);

  g_assert_cmpstr (whole, ==, "2 of 5");
  g_assert_cmpstr (cut, ==, "2 of");
  g_assert_cmpstr (wide, ==, "共 5 ");
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/output/json-finished", test_json_finished);
  g_test_add_func ("/cli/output/json-error", test_json_error);
  g_test_add_func ("/cli/output/json-saved", test_json_saved);
  g_test_add_func ("/cli/output/json-save-error", test_json_save_error);
  g_test_add_func ("/cli/output/json-failed", test_json_failed);
  g_test_add_func ("/cli/output/links", test_links);
  g_test_add_func ("/cli/output/secrets", test_secrets);
  g_test_add_func ("/cli/output/control-characters", test_control_characters);
  g_test_add_func ("/cli/output/columns", test_columns);
  g_test_add_func ("/cli/output/plain", test_plain);
  g_test_add_func ("/cli/output/times-off-the-calendar", test_times_off_the_calendar);
  g_test_add_func ("/cli/output/exit-status", test_exit_status);
  g_test_add_func ("/cli/output/exit-precedence", test_exit_precedence);
  g_test_add_func ("/cli/output/items", test_items);
  g_test_add_func ("/cli/output/progress", test_progress);
  g_test_add_func ("/cli/output/progress-fits", test_progress_fits);

  return g_test_run ();
}
