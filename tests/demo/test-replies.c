/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "demo/wire.h"

#include <string.h>

#define QUERY "/minimax/v1/query/video_generation?task_id="

static void
add (RushesGateway *gateway, const char *task_id, RushesScriptKind kind, double runs_after, double ends_after)
{
  const RushesScript script = {
    .task_id = task_id,
    .kind = kind,
    .submitted_after = -100,
    .runs_after = runs_after,
    .ends_after = ends_after,
    .link_lasts = 32400,
  };

  rushes_gateway_add (gateway, &script);
}

static void
test_finished (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (JsonNode) root = wire_ask_json (gateway, TASK);
  const char *primary = wire_get_string (root, "data.data.file.download_url");
  const char *backup = wire_get_string (root, "data.data.file.backup_download_url");
  const char *signature;
  gint64 finished_at = wire_get_int (root, "data.finish_time");
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *expires = NULL;

  g_assert_cmpstr (wire_get_string (root, "code"), ==, "success");
  g_assert_cmpstr (wire_get_string (root, "message"), ==, "");
  g_assert_cmpstr (wire_get_string (root, "data.task_id"), ==, TASK);
  g_assert_cmpstr (wire_get_string (root, "data.action"), ==, "video_generation");
  g_assert_cmpstr (wire_get_string (root, "data.status"), ==, "SUCCESS");
  g_assert_cmpstr (wire_get_string (root, "data.fail_reason"), ==, "306793063383292");
  g_assert_cmpstr (wire_get_string (root, "data.progress"), ==, "100%");
  g_assert_cmpint (wire_get_int (root, "data.start_time"), ==, 0);
  g_assert_cmpint (finished_at - wire_get_int (root, "data.submit_time"), ==, 60);
  g_assert_cmpint (ABS (now - 60 - finished_at), <=, 2);
  g_assert_cmpint (wire_get_int (root, "data.data.file.bytes"), ==, 0);
  g_assert_cmpint (wire_get_int (root, "data.data.file.file_id"), ==, G_GINT64_CONSTANT (306793063383292));
  g_assert_cmpstr (wire_get_string (root, "data.data.file.purpose"), ==, "video_generation");
  g_assert_cmpstr (wire_get_string (root, "data.data.file.filename"), ==, "output.mp4");
  g_assert_true (wire_has (root, "data.data.file.created_at"));
  g_assert_cmpstr (wire_get_string (root, "data.data.status"), ==, "Success");
  g_assert_cmpstr (wire_get_string (root, "data.data.file_id"), ==, "306793063383292");
  g_assert_cmpstr (wire_get_string (root, "data.data.task_id"), ==, TASK);
  g_assert_cmpstr (wire_get_string (root, "data.data.base_resp.status_msg"), ==, "success");
  g_assert_cmpint (wire_get_int (root, "data.data.base_resp.status_code"), ==, 0);
  g_assert_cmpint (wire_get_int (root, "data.data.video_width"), ==, 1366);
  g_assert_cmpint (wire_get_int (root, "data.data.video_height"), ==, 768);

  g_assert_cmpstr (primary, !=, backup);
  g_assert_true (g_str_has_prefix (primary + strlen (rushes_gateway_get_cdn_url (gateway)),
                                   "/inference_output%2Fvideo%2F"));
  g_assert_nonnull (strstr (primary, "%2Foutput.mp4?Expires="));
  g_assert_nonnull (strstr (primary, "&OSSAccessKeyId="));
  signature = strstr (primary, "&Signature=");
  g_assert_nonnull (signature);
  g_assert_nonnull (strstr (signature, "%2F"));
  g_assert_nonnull (strstr (signature, "%2B"));
  g_assert_true (g_str_has_suffix (signature, "%3D"));
  expires = g_strndup (strstr (primary, "Expires=") + strlen ("Expires="), 10);
  g_assert_cmpint (ABS (g_ascii_strtoll (expires, NULL, 10) - now - 32400), <=, 2);
}

static void
test_on_the_way (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (JsonNode) waiting = NULL;
  g_autoptr (JsonNode) early = NULL;
  g_autoptr (JsonNode) late = NULL;

  add (gateway, "1", RUSHES_SCRIPT_FINISHES, 1000, 2000);
  waiting = wire_ask_json (gateway, "1");
  g_assert_cmpstr (wire_get_string (waiting, "data.status"), ==, "SUBMITTED");
  g_assert_cmpstr (wire_get_string (waiting, "data.progress"), ==, "10%");
  g_assert_cmpint (wire_get_int (waiting, "data.start_time"), ==, 0);
  g_assert_cmpint (wire_get_int (waiting, "data.finish_time"), ==, 0);

  add (gateway, "2", RUSHES_SCRIPT_FINISHES, -10, 2000);
  early = wire_ask_json (gateway, "2");
  g_assert_cmpstr (wire_get_string (early, "data.status"), ==, "IN_PROGRESS");
  g_assert_cmpstr (wire_get_string (early, "data.progress"), ==, "30%");
  g_assert_cmpstr (wire_get_string (early, "data.fail_reason"), ==, "");
  g_assert_cmpint (wire_get_int (early, "data.start_time"), >, 0);
  g_assert_cmpstr (wire_get_string (early, "data.data.status"), ==, "Processing");
  g_assert_false (wire_has (early, "data.data.file"));

  add (gateway, "3", RUSHES_SCRIPT_FAILS, -2000, 1000);
  late = wire_ask_json (gateway, "3");
  g_assert_cmpstr (wire_get_string (late, "data.status"), ==, "IN_PROGRESS");
  g_assert_cmpstr (wire_get_string (late, "data.progress"), ==, "50%");
}

static void
test_failed (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (JsonNode) root = NULL;

  add (gateway, "1", RUSHES_SCRIPT_FAILS, -50, -10);
  root = wire_ask_json (gateway, "1");
  g_assert_cmpstr (wire_get_string (root, "data.status"), ==, "FAILURE");
  g_assert_cmpstr (wire_get_string (root, "data.progress"), ==, "100%");
  g_assert_cmpstr (wire_get_string (root, "data.fail_reason"), !=, "");
  g_assert_cmpstr (wire_get_string (root, "data.data.status"), ==, "Fail");
  g_assert_cmpint (wire_get_int (root, "data.data.base_resp.status_code"), ==, 1026);
  g_assert_false (wire_has (root, "data.data.file"));
}

static void
test_strange (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (JsonNode) root = NULL;

  add (gateway, "sora-2:task_x y/z", RUSHES_SCRIPT_STRANGE, -50, -10);
  root = wire_ask_json (gateway, "sora-2:task_x y/z");
  g_assert_cmpstr (wire_get_string (root, "data.task_id"), ==, "sora-2:task_x y/z");
  g_assert_cmpstr (wire_get_string (root, "data.status"), ==, "COLOUR_GRADING");
  g_assert_false (wire_has (root, "data.data.file"));
}

static void
test_every_video (void)
{
  const char *const *videos = rushes_gateway_get_videos ();
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();

  for (guint i = 0; videos[i] != NULL; i++)
    {
      const RushesScript script = { .task_id = videos[i], .link_lasts = 100, .video = videos[i] };
      g_autoptr (GBytes) expected = rushes_gateway_get_video (videos[i]);
      g_autoptr (WireReply) reply = NULL;
      g_autofree char *target = NULL;

      rushes_gateway_add (gateway, &script);
      target = wire_dup_target (gateway, videos[i], FALSE);
      reply = wire_ask (rushes_gateway_get_cdn_url (gateway), "GET", target, NULL);
      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_true (g_bytes_equal (reply->body, expected));
      g_assert_cmpmem ((const char *) g_bytes_get_data (expected, NULL) + 4, 4, "ftyp", 4);
    }
}

static void
test_no_key (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  static const char *const headers[] = { NULL, "Authorization: Bearer wrong\r\n",
                                         "Authorization: " KEY "\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autoptr (WireReply) reply = wire_ask (rushes_gateway_get_base_url (gateway), "GET", QUERY TASK,
                                              headers[i]);
      g_autofree char *request_id = wire_reply_dup_header (reply, "X-Oneapi-Request-Id");
      g_autofree char *text = wire_reply_dup_text (reply);
      g_autofree char *tail
        = g_strdup_printf (" (request id: %s)\",\"type\":\"new_api_error\",\"code\":\"\"}}", request_id);

      g_assert_cmpuint (reply->status, ==, 401);
      g_assert_true (g_str_has_prefix (text, "{\"error\":{\"message\":\""));
      g_assert_true (g_str_has_suffix (text, tail));
    }
}

static void
test_unknown_id (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  static const char *const ids[] = { "999", "", "demo-mine" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (WireReply) reply = wire_ask_task (gateway, ids[i]);
      g_autofree char *text = wire_reply_dup_text (reply);
      g_autofree char *request_id = wire_reply_dup_header (reply, "X-Oneapi-Request-Id");

      g_assert_cmpuint (reply->status, ==, 400);
      g_assert_cmpstr (text, ==,
                       "{\"code\":\"task_not_exist\",\"message\":\"task_not_exist\",\"data\":null}");
      g_assert_nonnull (request_id);
    }
}

static void
test_elsewhere (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (WireReply) dashboard = wire_ask (rushes_gateway_get_base_url (gateway), "GET", "/minimax/v2/x",
                                              NULL);
  g_autoptr (WireReply) unknown = wire_ask (rushes_gateway_get_base_url (gateway), "GET", "/v1/x", NULL);
  g_autofree char *type = wire_reply_dup_header (dashboard, "Content-Type");

  g_assert_cmpuint (dashboard->status, ==, 200);
  g_assert_true (g_str_has_prefix (type, "text/html"));
  g_assert_cmpuint (unknown->status, ==, 404);
}

static void
test_demo (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (GPtrArray) lines = rushes_gateway_add_demo (gateway);
  g_autoptr (JsonNode) invented = wire_ask_json (gateway, "demo-mine");
  guint n_states[4] = { 0 };

  g_assert_cmpuint (lines->len, >=, 6);
  for (guint i = 0; i < lines->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (lines, i), " | ", -1);
      g_autoptr (JsonNode) root = NULL;
      const char *status;

      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      g_assert_cmpuint (strlen (parts[0]), ==, 15);
      root = wire_ask_json (gateway, parts[0]);
      status = wire_get_string (root, "data.status");
      n_states[0] += g_str_equal (status, "SUBMITTED");
      n_states[1] += g_str_equal (status, "IN_PROGRESS");
      n_states[2] += g_str_equal (status, "SUCCESS");
      n_states[3] += g_str_equal (status, "FAILURE");
    }
  g_assert_cmpuint (n_states[0], ==, 1);
  g_assert_cmpuint (n_states[1], ==, 1);
  g_assert_cmpuint (n_states[3], ==, 1);
  g_assert_cmpuint (n_states[2], ==, lines->len - 3);

  g_assert_cmpstr (wire_get_string (invented, "data.status"), ==, "SUBMITTED");
  g_assert_cmpint (ABS (wire_get_int (invented, "data.submit_time") - g_get_real_time () / G_USEC_PER_SEC),
                   <=, 2);
}

static void
test_questions_counted (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();

  g_assert_cmpuint (rushes_gateway_get_n_questions (gateway, TASK), ==, 0);
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (WireReply) reply = wire_ask_task (gateway, TASK);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpuint (rushes_gateway_get_n_questions (gateway, TASK), ==, i);
    }
  g_assert_cmpuint (rushes_gateway_get_n_questions (gateway, "other"), ==, 0);
}

static void
test_stopped (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (WireReply) reply = wire_ask_task (gateway, TASK);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (reply->status, ==, 200);
  rushes_gateway_stop (gateway);
  rushes_gateway_stop (gateway);
  connection = g_socket_client_connect_to_uri (client, rushes_gateway_get_base_url (gateway), 80, NULL,
                                               &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpuint (rushes_gateway_get_n_questions (gateway, TASK), ==, 1);
  g_assert_cmpuint (rushes_gateway_get_most_in_flight (gateway), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo/replies/finished", test_finished);
  g_test_add_func ("/demo/replies/on-the-way", test_on_the_way);
  g_test_add_func ("/demo/replies/failed", test_failed);
  g_test_add_func ("/demo/replies/strange", test_strange);
  g_test_add_func ("/demo/replies/every-video", test_every_video);
  g_test_add_func ("/demo/replies/no-key", test_no_key);
  g_test_add_func ("/demo/replies/unknown-id", test_unknown_id);
  g_test_add_func ("/demo/replies/elsewhere", test_elsewhere);
  g_test_add_func ("/demo/replies/demo", test_demo);
  g_test_add_func ("/demo/replies/questions-counted", test_questions_counted);
  g_test_add_func ("/demo/replies/stopped", test_stopped);

  return g_test_run ();
}
