/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-reply.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define FILE_JSON                                                                                            \
  "\"file\":{\"bytes\":0,\"file_id\":7,\"filename\":\"output.mp4\","                                         \
  "\"download_url\":\"https://cdn.example/o.mp4?Expires=1756485985\","                                       \
  "\"backup_download_url\":\"https://us.cdn.example/o.mp4?Expires=1756485000\"}"

static RushesSnapshot *
read_text (const char *text, const char *task_id, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return rushes_reply_read (body, task_id, "req-1", error);
}

static RushesSnapshot *
read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  RushesSnapshot *snapshot = read_text (text, "1", &error);

  g_assert_no_error (error);
  g_assert_nonnull (snapshot);
  return snapshot;
}

static void
assert_time (gint64 time, const char *expected)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");

  g_assert_cmpstr (text, ==, expected);
}

static void
test_official_example (void)
{
  g_autoptr (GBytes) body = rushes_test_load_fixture ("reply-official-example.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_reply_read (body, "306792606023824", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (snapshot->task_id, ==, "306792606023824");
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FINISHED);
  g_assert_cmpstr (snapshot->raw_status, ==, "SUCCESS");
  g_assert_cmpint (snapshot->progress, ==, 100);
  g_assert_cmpint (snapshot->width, ==, 1366);
  g_assert_cmpint (snapshot->height, ==, 768);
  g_assert_cmpint (snapshot->bytes, ==, 0);
  assert_time (snapshot->submitted_at, "2025-08-29T07:44:32Z");
  g_assert_cmpint (snapshot->started_at, ==, 0);
  assert_time (snapshot->finished_at, "2025-08-29T07:45:35Z");
  assert_time (snapshot->expires_at, "2025-08-29T16:46:25Z");
  g_assert_cmpstr (snapshot->file_id, ==, "306793063383292");
  g_assert_cmpstr (snapshot->file_name, ==, "output.mp4");
  g_assert_cmpstr (
    snapshot->download_url, ==,
    "https://public-cdn-video-data-algeng.oss-cn-wulanchabu.aliyuncs.com/inference_output%2Fvideo"
    "%2F2025-08-29%2F454554d4-6485-469b-8eff-f6786bbaff62%2Foutput.mp4?Expires=1756485985"
    "&OSSAccessKeyId=LTAI5tAmwsjSaaZVA6cEFAUu&Signature=5DmRk6grPMEwP7rLq0LwJbi633A%3D");
  g_assert_cmpstr (
    snapshot->backup_download_url, ==,
    "https://public-cdn-video-data-algeng-us.oss-us-east-1.aliyuncs.com/inference_output%2Fvideo"
    "%2F2025-08-29%2F454554d4-6485-469b-8eff-f6786bbaff62%2Foutput.mp4?Expires=1756485985"
    "&OSSAccessKeyId=LTAI5tCpJNKCf5EkQHSuL9xg&Signature=ouuhy8toH%2B58BJOIvnM57Iw5zyc%3D");
  g_assert_null (snapshot->failure);
}

static void
test_phases (void)
{
  const struct
  {
    const char *reply;
    RushesPhase phase;
    const char *raw_status;
    int progress;
  } cases[] = {
    /* the gateway's envelope, while it goes on: the nested data is whatever was stored last */
    { "{\"code\":\"success\",\"message\":\"\",\"data\":{\"task_id\":\"1\",\"status\":\"NOT_START\","
      "\"progress\":\"0%\","
      "\"data\":null}}",
      RUSHES_PHASE_WAITING, "NOT_START", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUBMITTED\",\"progress\":\"10%\","
      "\"data\":{\"task_id\":\"1\",\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}}}",
      RUSHES_PHASE_WAITING, "SUBMITTED", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"QUEUED\",\"progress\":\"20%\"}}",
      RUSHES_PHASE_WAITING, "QUEUED", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"\",\"progress\":\"\",\"data\":\"\"}}",
      RUSHES_PHASE_WAITING, "", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\",\"progress\":\"30%\","
      "\"data\":[]}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":1,\"status\":\"IN_PROGRESS\",\"progress\":\"50%\","
      "\"data\":{\"task_id\":\"1\",\"status\":\"Processing\",\"file_id\":\"\"}}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\",\"progress\":\"45%\"}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", 45 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\",\"progress\":62}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", 62 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\",\"progress\":\"250\"}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", 100 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\",\"progress\":\"soon\"}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"UNKNOWN\",\"progress\":\"100%\"}}",
      RUSHES_PHASE_UNKNOWN, "UNKNOWN", 100 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"REVIEWING\"}}", RUSHES_PHASE_UNKNOWN,
      "REVIEWING", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":null}}", RUSHES_PHASE_UNKNOWN, NULL, -1 },
    /* an error of the service behind a gateway that still calls the task running */
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\","
      "\"data\":{\"base_resp\":{\"status_code\":1002,\"status_msg\":\"rate limit\"}}}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", -1 },
    /* outer and inner disagree */
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\",\"progress\":\"50%\","
      "\"data\":{\"status\":\"Success\"," FILE_JSON "}}}",
      RUSHES_PHASE_FINISHED, "IN_PROGRESS", 100 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\","
      "\"data\":{\"status\":\"Success\",\"file_id\":\"7\"}}}",
      RUSHES_PHASE_RUNNING, "IN_PROGRESS", -1 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"data\":{\"status\":"
      "\"Processing\"}}}",
      RUSHES_PHASE_FINISHED, "SUCCESS", 100 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"progress\":\"100%\","
      "\"data\":{\"status\":\"Success\"," FILE_JSON "}}}",
      RUSHES_PHASE_FAILED, "FAILURE", -1 },
    /* the service's own */
    { "{\"task_id\":\"1\",\"status\":\"Preparing\",\"file_id\":\"\",\"base_resp\":{\"status_code\":0}}",
      RUSHES_PHASE_WAITING, "Preparing", -1 },
    { "{\"task_id\":\"1\",\"status\":\"Queueing\",\"base_resp\":{\"status_code\":0}}", RUSHES_PHASE_WAITING,
      "Queueing", -1 },
    { "{\"task_id\":\"1\",\"status\":\"Processing\"}", RUSHES_PHASE_RUNNING, "Processing", -1 },
    { "{\"task_id\":\"1\",\"status\":\"Success\",\"file_id\":\"7\",\"base_resp\":{\"status_code\":0}}",
      RUSHES_PHASE_FINISHED, "Success", 100 },
    { "{\"task_id\":\"1\",\"status\":\"Fail\",\"base_resp\":{\"status_code\":1027}}", RUSHES_PHASE_FAILED,
      "Fail", -1 },
    { "{\"task_id\":\"1\",\"status\":\"\",\"base_resp\":{\"status_code\":1026}}", RUSHES_PHASE_FAILED, "",
      -1 },
    { "{\"task_id\":\"1\",\"base_resp\":{\"status_code\":0}}", RUSHES_PHASE_UNKNOWN, NULL, -1 },
    /* half-way */
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"Success\"," FILE_JSON "}}",
      RUSHES_PHASE_FINISHED, "Success", 100 },
    { "{\"code\":0,\"data\":{\"task_id\":\"1\",\"status\":\"Processing\"}}", RUSHES_PHASE_RUNNING,
      "Processing", -1 },
    /* nested data in other clothes */
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\","
      "\"data\":\"{\\\"status\\\":\\\"Success\\\"}\"}}",
      RUSHES_PHASE_FINISHED, "SUCCESS", 100 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"data\":\"not json\"}}",
      RUSHES_PHASE_FINISHED, "SUCCESS", 100 },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"data\":17}}",
      RUSHES_PHASE_FINISHED, "SUCCESS", 100 },
    { "{\"code\":\"success\",\"data\":[{\"task_id\":\"0\",\"status\":\"FAILURE\"},"
      "{\"task_id\":\"1\",\"status\":\"SUCCESS\"}]}",
      RUSHES_PHASE_FINISHED, "SUCCESS", 100 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesSnapshot) snapshot = NULL;

      g_test_message ("%s", cases[i].reply);
      snapshot = read_good (cases[i].reply);
      g_assert_cmpstr (snapshot->task_id, ==, "1");
      g_assert_cmpint (snapshot->phase, ==, cases[i].phase);
      g_assert_cmpstr (snapshot->raw_status, ==, cases[i].raw_status);
      g_assert_cmpint (snapshot->progress, ==, cases[i].progress);
      g_assert_cmpint (snapshot->failure != NULL, ==, cases[i].phase == RUSHES_PHASE_FAILED);
      if (cases[i].phase != RUSHES_PHASE_FINISHED)
        g_assert_null (snapshot->download_url);
    }
}

static void
test_links (void)
{
  const struct
  {
    const char *reply;
    const char *primary;
    const char *backup;
    gint64 expires_at;
    const char *file_id;
  } cases[] = {
    { "{\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"data\":{" FILE_JSON "}}}",
      "https://cdn.example/o.mp4?Expires=1756485985", "https://us.cdn.example/o.mp4?Expires=1756485000",
      1756485000, "7" },
    { "{\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"fail_reason\":\"123\",\"data\":null}}", NULL,
      NULL, 0, "123" },
    { "{\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"fail_reason\":\"https://cdn.example/a.mp4\"}}",
      "https://cdn.example/a.mp4", NULL, 0, NULL },
    { "{\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"fail_reason\":\"\","
      "\"result_url\":\"https://cdn.example/a.mp4?Expires=1756485985\"}}",
      "https://cdn.example/a.mp4?Expires=1756485985", NULL, 1756485985, NULL },
    /* a gateway behind a gateway */
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"data\":{\"code\":"
      "\"success\","
      "\"data\":{\"task_id\":\"99\",\"status\":\"SUCCESS\",\"data\":{\"status\":\"Success\"," FILE_JSON
      "}}}}}",
      "https://cdn.example/o.mp4?Expires=1756485985", "https://us.cdn.example/o.mp4?Expires=1756485000",
      1756485000, "7" },
    /* the service's answer as a text */
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\","
      "\"data\":\"{\\\"file\\\":{\\\"file_id\\\":115334141465231360,\\\"download_url\\\":\\\"https:\\\\/\\\\/"
      "c.example"
      "\\\\/o.mp4\\\"}}\"}}",
      "https://c.example/o.mp4", NULL, 0, "115334141465231360" },
    { "{\"file\":{\"file_id\":\"8\",\"download_url\":\"https://c.example/"
      "o.mp4\"},\"base_resp\":{\"status_code\":0}}",
      "https://c.example/o.mp4", NULL, 0, "8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesSnapshot) snapshot = NULL;

      g_test_message ("%s", cases[i].reply);
      snapshot = read_good (cases[i].reply);
      g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FINISHED);
      g_assert_cmpstr (snapshot->download_url, ==, cases[i].primary);
      g_assert_cmpstr (snapshot->backup_download_url, ==, cases[i].backup);
      g_assert_cmpint (snapshot->expires_at, ==, cases[i].expires_at);
      g_assert_cmpstr (snapshot->file_id, ==, cases[i].file_id);
    }
}

static void
test_figures (void)
{
  g_autoptr (RushesSnapshot) milliseconds = read_good (
    "{\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"submit_time\":1756453472123,"
    "\"start_time\":\"1756453480\",\"finish_time\":1.756453535e9,"
    "\"data\":{\"video_width\":\"1366\",\"video_height\":768.0,\"file\":{\"bytes\":\"1234\"}}}}");
  g_autoptr (RushesSnapshot) nonsense = read_good (
    "{\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\",\"submit_time\":-5,\"start_time\":\"soon\","
    "\"finish_time\":9223372036854775807,"
    "\"data\":{\"video_width\":-1,\"video_height\":99999999,\"file\":{\"bytes\":-1,\"file_id\":0}}}}");
  g_autoptr (RushesSnapshot) native = read_good (
    "{\"task_id\":\"1\",\"status\":\"Success\",\"file_id\":\"7\",\"video_width\":1920,"
    "\"video_height\":1080,\"base_resp\":{\"status_code\":0}}");
  g_autoptr (RushesSnapshot) newer = read_good (
    "{\"code\":\"success\",\"data\":{\"id\":12,\"task_id\":\"1\",\"platform\":\"35\",\"status\":\"IN_"
    "PROGRESS\","
    "\"created_at\":1756453400,\"submit_time\":1756453472,"
    "\"properties\":{\"input\":\"a cat\",\"origin_model_name\":\"MiniMax-Hailuo-02\"}}}");

  g_assert_cmpint (milliseconds->submitted_at, ==, 1756453472);
  g_assert_cmpint (milliseconds->started_at, ==, 1756453480);
  g_assert_cmpint (milliseconds->finished_at, ==, 1756453535);
  g_assert_cmpint (milliseconds->width, ==, 1366);
  g_assert_cmpint (milliseconds->height, ==, 768);
  g_assert_cmpint (milliseconds->bytes, ==, 1234);

  g_assert_cmpint (nonsense->submitted_at, ==, 0);
  g_assert_cmpint (nonsense->started_at, ==, 0);
  g_assert_cmpint (nonsense->finished_at, ==, 0);
  g_assert_cmpint (nonsense->width, ==, 0);
  g_assert_cmpint (nonsense->height, ==, 0);
  g_assert_cmpint (nonsense->bytes, ==, 0);
  g_assert_null (nonsense->file_id);

  g_assert_cmpint (native->width, ==, 1920);
  g_assert_cmpint (native->finished_at, ==, 0);
  g_assert_cmpstr (native->file_id, ==, "7");

  g_assert_cmpint (newer->submitted_at, ==, 1756453472);
  g_assert_cmpstr (newer->prompt, ==, "a cat");
  g_assert_cmpstr (newer->model, ==, "MiniMax-Hailuo-02");
}

static void
test_failures (void)
{
  const struct
  {
    const char *reply;
    const char *code;
    const char *text;
    RushesSide side;
    const char *request_id;
  } cases[] = {
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"fail_reason\":\"task "
      "failed\","
      "\"data\":{\"status\":\"Fail\",\"base_resp\":{\"status_code\":1026,\"status_msg\":\"input "
      "new_sensitive\"}}}}",
      "1026", "input new_sensitive", RUSHES_SIDE_PROMPT, "req-1" },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"fail_reason\":"
      "\"任务超时（60分钟）\","
      "\"data\":{\"status\":\"Fail\",\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}}}",
      "timeout", "任务超时（60分钟）", RUSHES_SIDE_SERVICE, "req-1" },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"data\":null,"
      "\"fail_reason\":\"{\\\"base_resp\\\":{\\\"status_code\\\":1008,\\\"status_msg\\\":\\\"insufficient "
      "balance\\\"}}\"}}",
      "1008", "insufficient balance", RUSHES_SIDE_BALANCE, "req-1" },
    { "{\"code\":\"success\",\"message\":\"\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"fail_"
      "reason\":\"\"}}",
      "failed", NULL, RUSHES_SIDE_SERVICE, "req-1" },
    { "{\"code\":\"success\",\"message\":\"prompt is "
      "sensitive\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\"}}",
      "prompt-sensitive", "prompt is sensitive", RUSHES_SIDE_PROMPT, "req-1" },
    { "{\"task_id\":\"1\",\"status\":\"Fail\",\"base_resp\":{\"status_code\":1027,\"status_msg\":\"output "
      "sensitive\"}}",
      "1027", "output sensitive", RUSHES_SIDE_PROMPT, "req-1" },
    { "{\"task_id\":\"1\",\"status\":\"failed\",\"error\":{\"code\":\"1002\",\"message\":\"rate limit\"}}",
      "1002", "rate limit", RUSHES_SIDE_SERVICE, "req-1" },
    { "{\"code\":\"fail\",\"message\":\"x\",\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"fail_"
      "reason\":\"余额不足\"}}",
      "balance", "余额不足", RUSHES_SIDE_BALANCE, "req-1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesSnapshot) snapshot = NULL;

      g_test_message ("%s", cases[i].reply);
      snapshot = read_good (cases[i].reply);
      g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FAILED);
      g_assert_cmpstr (rushes_failure_get_code (snapshot->failure), ==, cases[i].code);
      g_assert_cmpstr (rushes_failure_get_text (snapshot->failure), ==, cases[i].text);
      g_assert_cmpint (rushes_failure_get_side (snapshot->failure), ==, cases[i].side);
      g_assert_cmpstr (rushes_failure_get_request_id (snapshot->failure), ==, cases[i].request_id);
    }
}

static void
test_request_id_in_the_text (void)
{
  const char *reply
    = "{\"data\":{\"task_id\":\"1\",\"status\":\"FAILURE\",\"fail_reason\":\"no (request id: 2025x)\"}}";
  g_autoptr (GBytes) body = g_bytes_new (reply, strlen (reply));
  g_autoptr (RushesSnapshot) snapshot = rushes_reply_read (body, "1", NULL, NULL);

  g_assert_cmpstr (rushes_failure_get_request_id (snapshot->failure), ==, "2025x");
}

static void
test_failed_questions (void)
{
  const struct
  {
    const char *reply;
    RushesError error;
    const char *code;
  } cases[] = {
    { "{\"code\":\"task_not_exist\",\"message\":\"task_not_exist\",\"data\":null}", RUSHES_ERROR_TASK_UNKNOWN,
      "task_not_exist" },
    { "{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"login fail\"}}", RUSHES_ERROR_KEY_REFUSED,
      "1004" },
    { "{\"task_id\":\"\",\"status\":\"\",\"base_resp\":{\"status_code\":2049,\"status_msg\":\"invalid api "
      "key\"}}",
      RUSHES_ERROR_KEY_REFUSED, "2049" },
    { "{\"base_resp\":{\"status_code\":1002,\"status_msg\":\"rate limit\"}}", RUSHES_ERROR_RATE_LIMITED,
      "1002" },
    { "{\"base_resp\":{\"status_code\":1008,\"status_msg\":\"insufficient balance\"}}", RUSHES_ERROR_BALANCE,
      "1008" },
    { "{\"base_resp\":{\"status_code\":1000,\"status_msg\":\"unknown error\"}}", RUSHES_ERROR_SERVICE,
      "1000" },
    { "{\"base_resp\":{\"status_code\":2013,\"status_msg\":\"invalid params\"}}",
      RUSHES_ERROR_REQUEST_REFUSED, "2013" },
    { "{\"code\":\"success\",\"data\":{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"login fail\"}}}",
      RUSHES_ERROR_KEY_REFUSED, "1004" },
    { "{\"error\":{\"message\":\"the balance is used up\",\"type\":\"new_api_error\",\"code\":\"\"}}",
      RUSHES_ERROR_BALANCE, NULL },
    { "{\"error\":\"boom\"}", RUSHES_ERROR_SERVICE, NULL },
    { "{\"success\":false,\"message\":\"无效的令牌\"}", RUSHES_ERROR_KEY_REFUSED, NULL },
    { "{\"code\":401,\"message\":\"\",\"data\":null}", RUSHES_ERROR_KEY_REFUSED, "401" },
    { "{\"code\":\"fail\",\"message\":\"busy\",\"data\":{\"task_id\":\"1\",\"status\":\"IN_PROGRESS\"}}",
      RUSHES_ERROR_SERVICE, "fail" },
    { "{\"code\":\"success\",\"data\":null}", RUSHES_ERROR_REPLY_INVALID, NULL },
    { "{\"code\":\"success\",\"data\":{}}", RUSHES_ERROR_REPLY_INVALID, NULL },
    { "{}", RUSHES_ERROR_REPLY_INVALID, NULL },
    { "[]", RUSHES_ERROR_REPLY_INVALID, NULL },
    { "", RUSHES_ERROR_REPLY_INVALID, NULL },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"1\"", RUSHES_ERROR_REPLY_INVALID, NULL },
    { "<html></html>", RUSHES_ERROR_NOT_THE_SERVICE, NULL },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"2\",\"status\":\"SUCCESS\"}}", RUSHES_ERROR_OTHER_TASK,
      NULL },
    { "{\"task_id\":\"2\",\"status\":\"Processing\"}", RUSHES_ERROR_OTHER_TASK, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesSnapshot) snapshot = NULL;

      g_test_message ("%s", cases[i].reply);
      snapshot = read_text (cases[i].reply, "1", &error);
      g_assert_null (snapshot);
      g_assert_error (error, RUSHES_ERROR, (int) cases[i].error);
      g_assert_cmpstr (rushes_error_get_detail (error)->code, ==, cases[i].code);
    }
}

static void
test_whose_task (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) any = read_text ("{\"data\":{\"task_id\":\"2\",\"status\":\"SUCCESS\"}}", NULL,
                                              &error);
  g_autoptr (RushesSnapshot) untold = read_text ("{\"data\":{\"status\":\"SUCCESS\"}}", "1", &error);
  g_autoptr (RushesSnapshot) inner
    = read_text ("{\"data\":{\"task_id\":\"task_x\",\"status\":\"SUCCESS\",\"data\":{\"task_id\":\"306\"}}}",
                 "task_x", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (any->task_id, ==, "2");
  g_assert_cmpstr (untold->task_id, ==, "1");
  g_assert_cmpstr (inner->task_id, ==, "task_x");
}

static void
test_files (void)
{
  const struct
  {
    const char *reply;
    int error; /* -1 for none */
    const char *primary;
    gint64 expires_at;
  } cases[] = {
    { "{" FILE_JSON ",\"base_resp\":{\"status_code\":0}}", -1, "https://cdn.example/o.mp4?Expires=1756485985",
      1756485000 },
    { "{\"code\":\"success\",\"data\":{" FILE_JSON "}}", -1, "https://cdn.example/o.mp4?Expires=1756485985",
      1756485000 },
    { "{\"file\":{\"file_id\":\"7\",\"bytes\":12,\"download_url\":\"https://c.example/o.mp4\"}}", -1,
      "https://c.example/o.mp4", 0 },
    { "{\"file\":{\"file_id\":\"8\",\"download_url\":\"https://c.example/o.mp4\"}}", RUSHES_ERROR_OTHER_TASK,
      NULL, 0 },
    { "{\"file\":{\"file_id\":7,\"download_url\":\"\"}}", RUSHES_ERROR_NO_LINK, NULL, 0 },
    { "{\"base_resp\":{\"status_code\":2013,\"status_msg\":\"invalid params\"}}",
      RUSHES_ERROR_REQUEST_REFUSED, NULL, 0 },
    { "{\"code\":\"success\",\"data\":{\"base_resp\":{\"status_code\":1004}}}", RUSHES_ERROR_KEY_REFUSED,
      NULL, 0 },
    { "{\"base_resp\":{\"status_code\":0}}", RUSHES_ERROR_REPLY_INVALID, NULL, 0 },
    { "[]", RUSHES_ERROR_REPLY_INVALID, NULL, 0 },
    { "<html>", RUSHES_ERROR_NOT_THE_SERVICE, NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesSnapshot) snapshot = read_good (
        "{\"task_id\":\"1\",\"status\":\"Success\",\"file_id\":\"7\"}");
      g_autoptr (GBytes) body = g_bytes_new (cases[i].reply, strlen (cases[i].reply));
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].reply);
      g_assert_cmpint (rushes_reply_read_file (body, snapshot, "req-1", &error), ==, cases[i].error < 0);
      if (cases[i].error < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, RUSHES_ERROR, cases[i].error);
      g_assert_cmpstr (snapshot->download_url, ==, cases[i].primary);
      g_assert_cmpint (snapshot->expires_at, ==, cases[i].expires_at);
      g_assert_cmpstr (snapshot->file_id, ==, "7");
    }
}

static void
test_error_statuses (void)
{
  const struct
  {
    guint status;
    const char *body;
    RushesError error;
    const char *code;
    const char *text;
    const char *request_id;
  } cases[] = {
    { 400, "{\"code\":\"task_not_exist\",\"message\":\"task_not_exist\",\"data\":null}",
      RUSHES_ERROR_TASK_UNKNOWN, "task_not_exist", "task_not_exist", NULL },
    { 404, "{\"code\":\"task_not_exist\",\"message\":\"\"}", RUSHES_ERROR_TASK_UNKNOWN, "task_not_exist",
      NULL, NULL },
    { 404, "{\"error\":{\"message\":\"Task not found\",\"type\":\"invalid_request_error\"}}",
      RUSHES_ERROR_TASK_UNKNOWN, NULL, "Task not found", NULL },
    { 404, "{\"error\":{\"message\":\"Invalid URL (GET /x)\"}}", RUSHES_ERROR_REQUEST_REFUSED, NULL,
      "Invalid URL (GET /x)", NULL },
    { 404, "<html>", RUSHES_ERROR_NOT_THE_SERVICE, NULL, NULL, NULL },
    { 401,
      "{\"error\":{\"message\":\"无效的令牌 (request id: "
      "2025ab)\",\"type\":\"new_api_error\",\"code\":\"\"}}",
      RUSHES_ERROR_KEY_REFUSED, NULL, "无效的令牌 (request id: 2025ab)", "2025ab" },
    { 401, "{\"error\":{\"message\":\"该令牌额度已用尽\"}}", RUSHES_ERROR_KEY_REFUSED, NULL,
      "该令牌额度已用尽", NULL },
    { 401, "", RUSHES_ERROR_KEY_REFUSED, NULL, NULL, NULL },
    { 403, "{\"error\":{\"message\":\"This token has no access to model \"}}", RUSHES_ERROR_KEY_REFUSED, NULL,
      "This token has no access to model", NULL },
    { 403, "{\"error\":{\"message\":\"用户额度不足\",\"code\":\"insufficient_user_quota\"}}",
      RUSHES_ERROR_BALANCE, "insufficient_user_quota", "用户额度不足", NULL },
    { 403, "{\"error\":{\"message\":\"余额不足\"}}", RUSHES_ERROR_BALANCE, NULL, "余额不足", NULL },
    { 429, "", RUSHES_ERROR_RATE_LIMITED, NULL, NULL, NULL },
    { 429, "{\"code\":\"x\",\"message\":\"当前分组上游负载已饱和，请稍后再试\",\"data\":null}",
      RUSHES_ERROR_RATE_LIMITED, "x", "当前分组上游负载已饱和，请稍后再试", NULL },
    { 500, "{\"error\":{\"message\":\"Panic detected\",\"type\":\"new_api_panic\"}}", RUSHES_ERROR_SERVICE,
      NULL, "Panic detected", NULL },
    { 502, "<html>Bad Gateway</html>", RUSHES_ERROR_SERVICE, NULL, NULL, NULL },
    { 503, "upstream connect error", RUSHES_ERROR_SERVICE, NULL, "upstream connect error", NULL },
    { 503, "{\"error\":{\"message\":\"no channel\",\"code\":\"model_not_found\"}}", RUSHES_ERROR_SERVICE,
      "model_not_found", "no channel", NULL },
    { 406,
      "{\"code\":\"upstream_error\",\"message\":\"\",\"upsream_message\":\"{\\\"base_resp\\\":{\\\"status_"
      "code\\\":1002,"
      "\\\"status_msg\\\":\\\"rate limit\\\"}}\",\"data\":null}",
      RUSHES_ERROR_RATE_LIMITED, "1002", "rate limit", NULL },
    { 406, "{\"code\":\"upstream_error\",\"upsream_message\":{\"error\":{\"message\":\"boom\"}}}",
      RUSHES_ERROR_SERVICE, "upstream_error", "boom", NULL },
    { 400, "{\"description\":\"bad\",\"type\":\"x\",\"code\":4}", RUSHES_ERROR_REQUEST_REFUSED, "4", "bad",
      NULL },
    { 302, "", RUSHES_ERROR_REDIRECTED, NULL, NULL, NULL },
    { 418, NULL, RUSHES_ERROR_REQUEST_REFUSED, NULL, NULL, NULL },
    { 402, NULL, RUSHES_ERROR_BALANCE, NULL, NULL, NULL },
    { 408, NULL, RUSHES_ERROR_SERVICE, NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = cases[i].body != NULL ? g_bytes_new (cases[i].body, strlen (cases[i].body))
                                                      : NULL;
      g_autoptr (GError) error = rushes_reply_read_error (cases[i].status, body, NULL, 7);
      const RushesErrorDetail *detail = rushes_error_get_detail (error);

      g_test_message ("%u %s", cases[i].status, cases[i].body);
      g_assert_error (error, RUSHES_ERROR, (int) cases[i].error);
      g_assert_cmpstr (detail->code, ==, cases[i].code);
      g_assert_cmpstr (detail->text, ==, cases[i].text);
      g_assert_cmpstr (detail->request_id, ==, cases[i].request_id);
      g_assert_cmpuint (detail->http_status, ==, cases[i].status);
      g_assert_cmpuint (detail->retry_after, ==, 7);
    }
}

/* A key is known as a whole: the body must not be cut before it is looked for. */
static void
test_long_key_in_a_plain_body (void)
{
  g_autofree char *key = g_strnfill (2000, 'k');
  g_autofree char *text = g_strconcat ("refused: ", key, NULL);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  rushes_redact_add_secret (key);
  error = rushes_reply_read_error (401, body, NULL, 0);
  rushes_redact_remove_secret (key);

  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);
  g_assert_cmpstr (rushes_error_get_detail (error)->text, ==, "refused: [hidden]");
}

static char *
dup_long (const char *format, gsize length)
{
  g_autofree char *filler = g_strnfill (length, 'x');
  GString *text = g_string_new (format);

  g_string_replace (text, "%s", filler, 0);
  return g_string_free (text, FALSE);
}

/* What a server says is cut where it is longer than anybody would read, and what only looks like an id or a
 * link is none: it fills neither the memory nor the list. */
static void
test_limits (void)
{
  g_autofree char *text = dup_long ("{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"%s\","
                                    "\"properties\":{\"input\":\"%s\",\"origin_model_name\":\"%s\"}}}",
                                    100000);
  g_autofree char *file
    = dup_long ("{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"SUCCESS\","
                "\"data\":{\"file\":{\"file_id\":\"%s\",\"filename\":\"%s\","
                "\"download_url\":\"https://cdn.example/%s\","
                "\"backup_download_url\":\"https://cdn.example/short\"}}}}",
                100000);
  g_autoptr (RushesSnapshot) order = read_good (text);
  g_autoptr (RushesSnapshot) finished = read_good (file);

  g_assert_cmpint (order->phase, ==, RUSHES_PHASE_UNKNOWN);
  g_assert_cmpuint (g_utf8_strlen (order->raw_status, -1), <=, 100);
  g_assert_cmpuint (g_utf8_strlen (order->prompt, -1), <=, 8001);
  g_assert_cmpuint (g_utf8_strlen (order->model, -1), <=, 256);
  g_assert_null (finished->file_id);
  g_assert_cmpuint (g_utf8_strlen (finished->file_name, -1), <=, 256);
  g_assert_null (finished->download_url);
  g_assert_cmpstr (finished->backup_download_url, ==, "https://cdn.example/short");
}

/* Nothing of it turns what is shown around, or stands on a second line. */
static void
test_neutral (void)
{
  g_autoptr (RushesSnapshot) snapshot = read_good (
    "{\"code\":\"success\",\"data\":{\"task_id\":\"1\",\"status\":\"odd\\u202e\\nstate\","
    "\"properties\":{\"input\":\"a cat\\u202e\\n\\n\\n\\nand a dog\",\"origin_model_name\":\"m\\u0007odel\"},"
    "\"data\":{\"file_id\":\"7\\u200b8\",\"file\":{\"filename\":\"a\\u202e4pm.exe\"}}}}");

  /* This one is kept as it came, and neutralised where it is shown. */
  g_assert_cmpstr (snapshot->raw_status, ==, "odd\xe2\x80\xae\nstate");
  g_assert_cmpstr (snapshot->prompt, ==, "a cat\n\nand a dog");
  g_assert_cmpstr (snapshot->model, ==, "m odel");
  g_assert_cmpstr (snapshot->file_name, ==, "a4pm.exe");
  g_assert_null (snapshot->file_id);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/reply/official-example", test_official_example);
  g_test_add_func ("/api/reply/phases", test_phases);
  g_test_add_func ("/api/reply/links", test_links);
  g_test_add_func ("/api/reply/figures", test_figures);
  g_test_add_func ("/api/reply/failures", test_failures);
  g_test_add_func ("/api/reply/request-id-in-the-text", test_request_id_in_the_text);
  g_test_add_func ("/api/reply/failed-questions", test_failed_questions);
  g_test_add_func ("/api/reply/whose-task", test_whose_task);
  g_test_add_func ("/api/reply/files", test_files);
  g_test_add_func ("/api/reply/limits", test_limits);
  g_test_add_func ("/api/reply/neutral", test_neutral);
  g_test_add_func ("/api/reply/error-statuses", test_error_statuses);
  g_test_add_func ("/api/reply/long-key-in-a-plain-body", test_long_key_in_a_plain_body);

  return g_test_run ();
}
