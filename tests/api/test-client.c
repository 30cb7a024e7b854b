/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-client.h"

#include "base/rushes-error.h"
#include "demo/rushes-gateway.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define KEY "canary-key-1"
#define FINISHED "306792606023824"
#define FAILED "306792606023825"

typedef struct
{
  RushesGateway *gateway;
  RushesAccount *account;
  RushesClient *client;
} Fixture;

static RushesAccount *
make_account (const char *base_url, const char *key)
{
  g_autoptr (GError) error = NULL;
  RushesAccount *account = rushes_account_new ("a", "A", base_url, &error);

  g_assert_no_error (error);
  rushes_account_set_key (account, key);
  return account;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const RushesScript finished = { .task_id = FINISHED,
                                  .kind = RUSHES_SCRIPT_FINISHES,
                                  .submitted_after = -100,
                                  .runs_after = -90,
                                  .ends_after = -30,
                                  .link_lasts = 32400 };
  const RushesScript failed = { .task_id = FAILED,
                                .kind = RUSHES_SCRIPT_FAILS,
                                .submitted_after = -100,
                                .runs_after = -90,
                                .ends_after = -30 };
  g_autoptr (GError) error = NULL;

  fixture->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  rushes_gateway_add (fixture->gateway, &finished);
  rushes_gateway_add (fixture->gateway, &failed);
  fixture->account = make_account (rushes_gateway_get_base_url (fixture->gateway), KEY);
  fixture->client = rushes_client_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rushes_test_await_finalize (fixture->client);
  g_clear_object (&fixture->account);
  g_clear_object (&fixture->gateway);
}

static RushesSnapshot *
ask_with (RushesClient *client, RushesAccount *account, const char *task_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_client_query_async (client, account, task_id, NULL, rushes_test_keep_result, &result);
  return rushes_client_query_finish (client, rushes_test_await_result (&result, "an answer"), error);
}

static RushesSnapshot *
ask_everywhere (Fixture *fixture, const char *task_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_client_query_everywhere_async (fixture->client, fixture->account, task_id, NULL,
                                        rushes_test_keep_result, &result);
  return rushes_client_query_finish (fixture->client, rushes_test_await_result (&result, "an answer"), error);
}

static RushesSnapshot *
ask (Fixture *fixture, const char *task_id, GError **error)
{
  return ask_with (fixture->client, fixture->account, task_id, error);
}

static void
test_finished (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = ask (fixture, FINISHED, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (snapshot->task_id, ==, FINISHED);
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FINISHED);
  g_assert_true (rushes_snapshot_has_link (snapshot));
  g_assert_cmpint (snapshot->width, >, 0);
  g_assert_cmpint (snapshot->expires_at, >, snapshot->finished_at);
  g_assert_null (snapshot->failure);
}

static void
add_finished (Fixture *fixture, const char *task_id, RushesScriptKind kind)
{
  const RushesScript script = { .task_id = task_id,
                                .kind = kind,
                                .submitted_after = -100,
                                .runs_after = -90,
                                .ends_after = -30,
                                .link_lasts = 32400 };

  rushes_gateway_add (fixture->gateway, &script);
}

/* As it came; of the answer about the task, whatever was asked after it. */
static void
test_raw_reply (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { FINISHED, "1", "no-such-task" };

  add_finished (fixture, "1", RUSHES_SCRIPT_RETRIEVED);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (RushesSnapshot) snapshot = NULL;
      g_autoptr (GError) error = NULL;
      const char *raw_reply;

      rushes_client_query_async (fixture->client, fixture->account, ids[i], NULL, rushes_test_keep_result,
                                 &result);
      rushes_test_await_result (&result, "an answer");
      snapshot = rushes_client_query_finish (fixture->client, result, &error);
      raw_reply = rushes_client_get_raw_reply (fixture->client, result);
      if (i == 2)
        {
          g_assert_nonnull (error);
          g_assert_null (raw_reply);
          return;
        }
      g_assert_true (rushes_snapshot_has_link (snapshot));
      g_assert_nonnull (strstr (raw_reply, "\"SUCCESS\""));
      g_assert_cmpint (strstr (raw_reply, "Signature=") != NULL, ==, i == 0);
    }
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = ask (fixture, FAILED, &error);

  g_assert_no_error (error);
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FAILED);
  g_assert_cmpstr (rushes_failure_get_code (snapshot->failure), ==, "1026");
  g_assert_nonnull (rushes_failure_get_request_id (snapshot->failure));
}

/* Asks for a task that finished without a link in its reply. */
static RushesSnapshot *
ask_linkless (Fixture *fixture, RushesScriptKind kind)
{
  g_autoptr (GError) error = NULL;
  RushesSnapshot *snapshot;

  add_finished (fixture, "1", kind);
  snapshot = ask_everywhere (fixture, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (snapshot->task_id, ==, "1");
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FINISHED);
  g_assert_cmpint (snapshot->width, >, 0);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, "1"), ==, 1);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, snapshot->file_id), ==, 1);
  return snapshot;
}

static void
assert_links_of_the_cdn (Fixture *fixture, RushesSnapshot *snapshot)
{
  const char *cdn_url = rushes_gateway_get_cdn_url (fixture->gateway);

  g_assert_true (g_str_has_prefix (snapshot->download_url, cdn_url));
  g_assert_true (g_str_has_prefix (snapshot->backup_download_url, cdn_url));
  g_assert_cmpint (snapshot->expires_at, >, g_get_real_time () / G_USEC_PER_SEC);
  g_assert_cmpstr (snapshot->file_name, ==, "output.mp4");
}

static void
test_native (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) snapshot = ask_linkless (fixture, RUSHES_SCRIPT_NATIVE);

  g_assert_cmpstr (snapshot->raw_status, ==, "Success");
  g_assert_cmpint (snapshot->finished_at, ==, 0);
  assert_links_of_the_cdn (fixture, snapshot);
}

static void
test_retrieved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) snapshot = ask_linkless (fixture, RUSHES_SCRIPT_RETRIEVED);

  g_assert_cmpstr (snapshot->raw_status, ==, "SUCCESS");
  g_assert_cmpint (snapshot->finished_at, >, 0);
  assert_links_of_the_cdn (fixture, snapshot);
}

static void
test_proxied (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) snapshot = ask_linkless (fixture, RUSHES_SCRIPT_PROXIED);
  g_autofree char *route = g_strconcat (rushes_gateway_get_base_url (fixture->gateway),
                                        "/v1/videos/1/content", NULL);

  g_assert_cmpstr (snapshot->download_url, ==, route);
  g_assert_null (snapshot->backup_download_url);
  g_assert_cmpint (snapshot->expires_at, ==, 0);
}

/* The route of the content is for who asks for it. */
static void
test_proxied_asked_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = NULL;

  add_finished (fixture, "1", RUSHES_SCRIPT_PROXIED);
  snapshot = ask (fixture, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FINISHED);
  g_assert_false (rushes_snapshot_has_link (snapshot));
}

static void
test_linkless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) snapshot = ask_linkless (fixture, RUSHES_SCRIPT_LINKLESS);

  g_assert_false (rushes_snapshot_has_link (snapshot));
}

static gboolean
is_idle (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rushes_gateway_get_in_flight (fixture->gateway) == 0;
}

static gboolean nudge_cb (gpointer user_data);

/* The head tells enough: the body is not waited for, and does not hold its connection. */
static void
test_content_is_slow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesSnapshot) snapshot = NULL;
  guint nudge = g_timeout_add (5, nudge_cb, NULL);

  rushes_gateway_set_cdn_speed (fixture->gateway, 1);
  snapshot = ask_linkless (fixture, RUSHES_SCRIPT_PROXIED);
  g_assert_true (rushes_snapshot_has_link (snapshot));
  rushes_test_await (is_idle, fixture, "the connection of the content to be let go");
  g_source_remove (nudge);
}

/* Whatever becomes of the second call, how the task stands is known. */
static void
test_second_call_too_late (Fixture *fixture, gconstpointer data)
{
  RushesClient *impatient = g_object_new (RUSHES_TYPE_CLIENT, "timeout-ms", 1500, NULL);
  g_autoptr (RushesSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  add_finished (fixture, "1", RUSHES_SCRIPT_NATIVE);
  rushes_gateway_set_api_delay (fixture->gateway, 1000);
  snapshot = ask_with (impatient, fixture->account, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpint (snapshot->phase, ==, RUSHES_PHASE_FINISHED);
  g_assert_nonnull (snapshot->file_id);
  g_assert_false (rushes_snapshot_has_link (snapshot));
  rushes_test_await_finalize (impatient);
}

static void
test_unknown_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ask (fixture, "no such/task&x=1", &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_TASK_UNKNOWN);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, "no such/task&x=1"), ==, 1);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    RushesApiFault fault;
    RushesError error;
    guint http_status;
    guint retry_after;
  } cases[] = {
    { RUSHES_API_FAULT_UNAUTHORIZED, RUSHES_ERROR_KEY_REFUSED, 401, 0 },
    { RUSHES_API_FAULT_RATE_LIMIT, RUSHES_ERROR_RATE_LIMITED, 429, 2 },
    { RUSHES_API_FAULT_UNAVAILABLE, RUSHES_ERROR_SERVICE, 503, 0 },
    { RUSHES_API_FAULT_HTML, RUSHES_ERROR_NOT_THE_SERVICE, 200, 0 },
    { RUSHES_API_FAULT_NOT_JSON, RUSHES_ERROR_REPLY_INVALID, 0, 0 },
    { RUSHES_API_FAULT_REDIRECT, RUSHES_ERROR_REDIRECTED, 302, 0 },
    { RUSHES_API_FAULT_HUGE, RUSHES_ERROR_REPLY_TOO_LARGE, 0, 0 },
    { RUSHES_API_FAULT_CLOSE, RUSHES_ERROR_UNREACHABLE, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) after = NULL;
      g_autoptr (RushesSnapshot) snapshot = NULL;

      g_test_message ("fault %d", (int) cases[i].fault);
      rushes_gateway_set_api_fault (fixture->gateway, cases[i].fault);
      g_assert_null (ask (fixture, FINISHED, &error));
      g_assert_error (error, RUSHES_ERROR, (int) cases[i].error);
      g_assert_cmpuint (rushes_error_get_detail (error)->http_status, ==, cases[i].http_status);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, ==, cases[i].retry_after);
      if (cases[i].http_status != 0)
        g_assert_nonnull (rushes_error_get_detail (error)->request_id);

      /* Whatever went wrong, the next question works. */
      rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_NONE);
      snapshot = ask (fixture, FINISHED, &after);
      g_assert_no_error (after);
    }
}

static void
test_redirect_is_not_followed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_REDIRECT);
  g_assert_null (ask (fixture, FINISHED, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REDIRECTED);
  g_assert_cmpstr (rushes_error_get_detail (error)->text, ==, "127.0.0.1");

  seen = rushes_gateway_dup_cdn_log (fixture->gateway);
  g_assert_cmpstr (seen, ==, "");
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  RushesClient *impatient = g_object_new (RUSHES_TYPE_CLIENT, "timeout-ms", 200, NULL);
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_SILENT);
  g_assert_null (ask_with (impatient, fixture->account, FINISHED, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
  rushes_test_await_finalize (impatient);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  rushes_gateway_stop (fixture->gateway);
  g_assert_null (ask (fixture, FINISHED, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
}

static gboolean
answer_plainly_cb (GSocketService *service,
                   GSocketConnection *connection,
                   GObject *source,
                   gpointer user_data)
{
  static const char plain[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all (output, plain, strlen (plain), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

/* TLS spoken to a port that does not speak it: whatever stands there is not to be trusted. */
static void
test_no_tls_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *base_url = g_strdup_printf ("https://127.0.0.1:%u", port);
  g_autoptr (RushesAccount) account = make_account (base_url, KEY);

  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (answer_plainly_cb), NULL);
  g_assert_null (ask_with (fixture->client, account, FINISHED, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_TLS);
  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
}

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (fixture->account, NULL);
  g_assert_null (ask (fixture, FINISHED, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_MISSING);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, FINISHED), ==, 0);
}

static void
test_wrong_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (fixture->account, "canary-key-2");
  g_assert_null (ask (fixture, FINISHED, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);
  g_assert_null (strstr (error->message, "canary"));
}

static RushesCheck *
check (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_client_check_async (fixture->client, fixture->account, NULL, rushes_test_keep_result, &result);
  return rushes_client_check_finish (fixture->client, rushes_test_await_result (&result, "a check"), error);
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesCheck) without = NULL;
  g_autoptr (RushesCheck) with = NULL;
  g_autoptr (GError) error = NULL;

  without = check (fixture, &error);
  g_assert_no_error (error);
  g_assert_null (without->usage);

  rushes_gateway_set_quota (fixture->gateway, 1000, 400, 0);
  with = check (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (with->usage);
  g_assert_cmpint (with->usage->left, ==, 600);
  g_assert_cmpint (ABS (with->clock_error), <, RUSHES_CHECK_MAX_CLOCK_ERROR);
}

static RushesUsage *
ask_usage (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RushesUsage *usage = NULL;

  rushes_client_ask_usage_async (fixture->client, fixture->account, NULL, rushes_test_keep_result, &result);
  usage = rushes_client_ask_usage_finish (fixture->client, rushes_test_await_result (&result, "the quota"),
                                          &error);
  g_assert_no_error (error);
  return usage;
}

/* Whatever keeps the service from telling is no error. */
static void
test_usage (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RushesUsage) told = NULL;

  g_assert_null (ask_usage (fixture));
  rushes_gateway_set_quota (fixture->gateway, 1000, 1000, 0);
  told = ask_usage (fixture);
  g_assert_nonnull (told);
  g_assert_cmpint (told->used, ==, 1000);
  g_assert_true (rushes_usage_is_used_up (told));

  rushes_gateway_stop (fixture->gateway);
  g_assert_null (ask_usage (fixture));
}

static void
test_check_finds (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    RushesApiFault fault;
    RushesError error;
  } cases[] = {
    { RUSHES_API_FAULT_UNAUTHORIZED, RUSHES_ERROR_KEY_REFUSED },
    { RUSHES_API_FAULT_RATE_LIMIT, RUSHES_ERROR_RATE_LIMITED },
    { RUSHES_API_FAULT_UNAVAILABLE, RUSHES_ERROR_SERVICE },
    { RUSHES_API_FAULT_HTML, RUSHES_ERROR_NOT_THE_SERVICE },
    { RUSHES_API_FAULT_REDIRECT, RUSHES_ERROR_REDIRECTED },
    { RUSHES_API_FAULT_HUGE, RUSHES_ERROR_REPLY_TOO_LARGE },
    { RUSHES_API_FAULT_CLOSE, RUSHES_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("fault %d", (int) cases[i].fault);
      rushes_gateway_set_api_fault (fixture->gateway, cases[i].fault);
      g_assert_null (check (fixture, &error));
      g_assert_error (error, RUSHES_ERROR, (int) cases[i].error);
    }
}

/* The service calls the key invalid; how much of it is left tells why. */
static void
test_check_quota (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) used_up = NULL;
  g_autoptr (GError) expired = NULL;
  g_autoptr (GError) wrong = NULL;

  rushes_gateway_set_quota (fixture->gateway, 1000, 1000, 0);
  g_assert_null (check (fixture, &used_up));
  g_assert_error (used_up, RUSHES_ERROR, RUSHES_ERROR_BALANCE);

  rushes_gateway_set_quota (fixture->gateway, 1000, 400, 1700000000);
  g_assert_null (check (fixture, &expired));
  g_assert_error (expired, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);

  rushes_account_set_key (fixture->account, "canary-key-2");
  g_assert_null (check (fixture, &wrong));
  g_assert_error (wrong, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);
  g_assert_null (strstr (wrong->message, "canary"));
}

static void
test_check_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_SILENT);
  rushes_client_check_async (fixture->client, fixture->account, cancellable, rushes_test_keep_result,
                             &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (
    rushes_client_check_finish (fixture->client, rushes_test_await_result (&result, "a check"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  GAsyncResult *results[20] = { NULL };

  rushes_gateway_set_api_delay (fixture->gateway, 20);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    rushes_client_query_async (fixture->client, fixture->account, FINISHED, NULL, rushes_test_keep_result,
                               &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GAsyncResult) result = rushes_test_await_result (&results[i], "one of many answers");
      g_autoptr (RushesSnapshot) snapshot = rushes_client_query_finish (fixture->client, result, &error);

      g_assert_no_error (error);
    }
  g_assert_cmpuint (rushes_gateway_get_most_in_flight (fixture->gateway), <=, 4);
}

static void
assert_cancelled (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GAsyncResult) kept = rushes_test_await_result (result, "a cancelled question");
  g_autoptr (GError) error = NULL;

  g_assert_null (rushes_client_query_finish (fixture->client, kept, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *result = NULL;

  g_cancellable_cancel (cancellable);
  rushes_client_query_async (fixture->client, fixture->account, FINISHED, cancellable,
                             rushes_test_keep_result, &result);
  assert_cancelled (fixture, &result);
  g_assert_cmpuint (rushes_gateway_get_n_questions (fixture->gateway, FINISHED), ==, 0);
}

static void
test_cancelled_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *result = NULL;

  rushes_client_query_async (fixture->client, fixture->account, FINISHED, cancellable,
                             rushes_test_keep_result, &result);
  g_cancellable_cancel (cancellable);
  assert_cancelled (fixture, &result);
}

static gboolean
was_asked (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rushes_gateway_get_n_questions (fixture->gateway, FINISHED) > 0;
}

static gboolean
nudge_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_cancelled_while_it_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *result = NULL;
  guint nudge = g_timeout_add (5, nudge_cb, NULL);

  rushes_gateway_set_api_fault (fixture->gateway, RUSHES_API_FAULT_SILENT);
  rushes_client_query_async (fixture->client, fixture->account, FINISHED, cancellable,
                             rushes_test_keep_result, &result);
  rushes_test_await (was_asked, fixture, "the question to arrive");
  g_source_remove (nudge);
  g_cancellable_cancel (cancellable);
  assert_cancelled (fixture, &result);
}

/* The main loop's iterations stand for the moments of a question, from the first to behind the last. */
static void
cancel_at_any_moment (Fixture *fixture, const char *task_id)
{
  gboolean came_through = FALSE;

  for (guint moment = 1; !came_through && moment < 1000; moment++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (RushesSnapshot) snapshot = NULL;
      g_autoptr (GError) error = NULL;

      rushes_client_query_everywhere_async (fixture->client, fixture->account, task_id, cancellable,
                                            rushes_test_keep_result, &result);
      for (guint i = 0; i < moment && result == NULL; i++)
        g_main_context_iteration (NULL, TRUE);
      came_through = result != NULL;
      g_cancellable_cancel (cancellable);

      rushes_test_await_result (&result, "the end of a question");
      snapshot = rushes_client_query_finish (fixture->client, result, &error);
      if (snapshot == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_true (came_through);
}

static void
test_cancelled_at_any_moment (Fixture *fixture, gconstpointer data)
{
  cancel_at_any_moment (fixture, FINISHED);
}

static void
test_three_calls_cancelled_at_any_moment (Fixture *fixture, gconstpointer data)
{
  add_finished (fixture, "1", RUSHES_SCRIPT_PROXIED);
  cancel_at_any_moment (fixture, "1");
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/api/client/finished", test_finished);
  add ("/api/client/raw-reply", test_raw_reply);
  add ("/api/client/failed", test_failed);
  add ("/api/client/native", test_native);
  add ("/api/client/retrieved", test_retrieved);
  add ("/api/client/proxied", test_proxied);
  add ("/api/client/proxied-asked-once", test_proxied_asked_once);
  add ("/api/client/linkless", test_linkless);
  add ("/api/client/content-is-slow", test_content_is_slow);
  add ("/api/client/second-call-too-late", test_second_call_too_late);
  add ("/api/client/unknown-id", test_unknown_id);
  add ("/api/client/faults", test_faults);
  add ("/api/client/redirect-is-not-followed", test_redirect_is_not_followed);
  add ("/api/client/silence", test_silence);
  add ("/api/client/nobody-there", test_nobody_there);
  add ("/api/client/no-tls-there", test_no_tls_there);
  add ("/api/client/no-key", test_no_key);
  add ("/api/client/wrong-key", test_wrong_key);
  add ("/api/client/check", test_check);
  add ("/api/client/usage", test_usage);
  add ("/api/client/check-finds", test_check_finds);
  add ("/api/client/check-quota", test_check_quota);
  add ("/api/client/check-cancelled", test_check_cancelled);
  add ("/api/client/many-at-once", test_many_at_once);
  add ("/api/client/cancelled-before", test_cancelled_before);
  add ("/api/client/cancelled-at-once", test_cancelled_at_once);
  add ("/api/client/cancelled-while-it-waits", test_cancelled_while_it_waits);
  add ("/api/client/cancelled-at-any-moment", test_cancelled_at_any_moment);
  add ("/api/client/three-calls-cancelled-at-any-moment", test_three_calls_cancelled_at_any_moment);

  return g_test_run ();
}
