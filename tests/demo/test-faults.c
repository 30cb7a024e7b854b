/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "demo/wire.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define WHAT_COMES_FIRST 65536

static void
assert_header (WireReply *reply, const char *name, const char *expected)
{
  g_autofree char *value = wire_reply_dup_header (reply, name);

  g_assert_cmpstr (value, ==, expected);
}

static WireReply *
ask_with_fault (RushesGateway *gateway, RushesApiFault fault)
{
  rushes_gateway_set_api_fault (gateway, fault);
  return wire_ask_task (gateway, TASK);
}

static void
test_api_statuses (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (WireReply) unauthorized = ask_with_fault (gateway, RUSHES_API_FAULT_UNAUTHORIZED);
  g_autoptr (WireReply) limited = ask_with_fault (gateway, RUSHES_API_FAULT_RATE_LIMIT);
  g_autoptr (WireReply) unavailable = ask_with_fault (gateway, RUSHES_API_FAULT_UNAVAILABLE);
  g_autoptr (WireReply) redirect = ask_with_fault (gateway, RUSHES_API_FAULT_REDIRECT);
  g_autoptr (WireReply) well = ask_with_fault (gateway, RUSHES_API_FAULT_NONE);
  g_autofree char *unavailable_text = wire_reply_dup_text (unavailable);
  g_autofree char *location = wire_reply_dup_header (redirect, "Location");

  g_assert_cmpuint (unauthorized->status, ==, 401);
  g_assert_cmpuint (limited->status, ==, 429);
  assert_header (limited, "Retry-After", "2");
  g_assert_cmpuint (g_bytes_get_size (limited->body), ==, 0);
  g_assert_cmpuint (unavailable->status, ==, 503);
  g_assert_true (g_str_has_prefix (unavailable_text, "{\"error\":{"));
  g_assert_cmpuint (redirect->status, ==, 302);
  g_assert_true (g_str_has_prefix (location, rushes_gateway_get_cdn_url (gateway)));
  g_assert_cmpuint (well->status, ==, 200);
  g_assert_cmpuint (rushes_gateway_get_n_questions (gateway, TASK), ==, 5);
}

static void
test_api_bodies (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (WireReply) html = ask_with_fault (gateway, RUSHES_API_FAULT_HTML);
  g_autoptr (WireReply) cut = ask_with_fault (gateway, RUSHES_API_FAULT_NOT_JSON);
  g_autoptr (WireReply) huge = ask_with_fault (gateway, RUSHES_API_FAULT_HUGE);
  g_autofree char *html_type = wire_reply_dup_header (html, "Content-Type");
  g_autofree char *cut_type = wire_reply_dup_header (cut, "Content-Type");
  g_autofree char *html_text = wire_reply_dup_text (html);
  g_autofree char *cut_text = wire_reply_dup_text (cut);

  g_assert_cmpuint (html->status, ==, 200);
  g_assert_true (g_str_has_prefix (html_type, "text/html"));
  g_assert_true (g_str_has_prefix (html_text, "<!doctype html>"));
  g_assert_cmpuint (cut->status, ==, 200);
  g_assert_true (g_str_has_prefix (cut_type, "application/json"));
  g_assert_true (g_str_has_prefix (cut_text, "{\"code\":\"success\""));
  g_assert_false (g_str_has_suffix (cut_text, "}"));
  g_assert_cmpuint (huge->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (huge->body), ==, 2 * 1024 * 1024);
}

static void
test_api_close (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (WireReply) closed = ask_with_fault (gateway, RUSHES_API_FAULT_CLOSE);
  g_autoptr (WireReply) well = ask_with_fault (gateway, RUSHES_API_FAULT_NONE);

  g_assert_cmpuint (closed->status, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (closed->body), ==, 0);
  g_assert_cmpuint (well->status, ==, 200);
}

typedef struct
{
  RushesGateway *gateway;
  guint n_in_flight;
} InFlight;

static gboolean
has_in_flight (gpointer user_data)
{
  InFlight *wanted = user_data;

  return rushes_gateway_get_in_flight (wanted->gateway) == wanted->n_in_flight;
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* The gateway's thread wakes nobody, so somebody has to look. */
static void
await_in_flight (RushesGateway *gateway, guint n_in_flight)
{
  InFlight wanted = { gateway, n_in_flight };
  guint tick = g_timeout_add (5, tick_cb, NULL);

  rushes_test_await (has_in_flight, &wanted, "the questions in flight");
  g_source_remove (tick);
}

static GSocketConnection *
begin_question (RushesGateway *gateway)
{
  return wire_send (rushes_gateway_get_base_url (gateway), "GET",
                    "/minimax/v1/query/video_generation?task_id=" TASK, "Authorization: Bearer " KEY "\r\n");
}

static void
test_api_silent (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  GSocketConnection *connections[3];
  g_autoptr (WireReply) well = NULL;

  rushes_gateway_set_api_fault (gateway, RUSHES_API_FAULT_SILENT);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    connections[i] = begin_question (gateway);
  await_in_flight (gateway, 3);
  g_assert_cmpuint (rushes_gateway_get_n_questions (gateway, TASK), ==, 3);
  g_assert_cmpuint (rushes_gateway_get_most_in_flight (gateway), ==, 3);

  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    g_object_unref (connections[i]);
  await_in_flight (gateway, 0);

  well = ask_with_fault (gateway, RUSHES_API_FAULT_NONE);
  g_assert_cmpuint (well->status, ==, 200);
  g_assert_cmpuint (rushes_gateway_get_most_in_flight (gateway), ==, 3);
}

/* A gateway that goes while somebody waits for it must leave nothing behind. */
static void
test_stopped_in_silence (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  char byte;

  rushes_gateway_set_api_fault (gateway, RUSHES_API_FAULT_SILENT);
  connection = begin_question (gateway);
  await_in_flight (gateway, 1);
  rushes_gateway_stop (gateway);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1,
                                        NULL, &error),
                   <=, 0);
}

static void
test_api_delay (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  gint64 began = g_get_monotonic_time ();
  g_autoptr (WireReply) reply = NULL;

  rushes_gateway_set_api_delay (gateway, 100);
  reply = wire_ask_task (gateway, TASK);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 100 * 1000);
}

static WireReply *
fetch_with_fault (RushesGateway *gateway, RushesCdnFault fault, gboolean backup)
{
  g_autofree char *target = wire_dup_target (gateway, TASK, backup);

  rushes_gateway_set_cdn_fault (gateway, fault);
  return wire_ask (rushes_gateway_get_cdn_url (gateway), "GET", target, NULL);
}

static void
test_cdn_statuses (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (WireReply) forbidden = fetch_with_fault (gateway, RUSHES_CDN_FAULT_FORBIDDEN, FALSE);
  g_autoptr (WireReply) page = fetch_with_fault (gateway, RUSHES_CDN_FAULT_ERROR_PAGE, FALSE);
  g_autoptr (WireReply) unavailable = fetch_with_fault (gateway, RUSHES_CDN_FAULT_UNAVAILABLE, FALSE);
  g_autoptr (WireReply) primary = fetch_with_fault (gateway, RUSHES_CDN_FAULT_PRIMARY_GONE, FALSE);
  g_autoptr (WireReply) backup = fetch_with_fault (gateway, RUSHES_CDN_FAULT_PRIMARY_GONE, TRUE);
  g_autoptr (WireReply) well = fetch_with_fault (gateway, RUSHES_CDN_FAULT_NONE, FALSE);
  g_autofree char *forbidden_text = wire_reply_dup_text (forbidden);
  g_autofree char *page_text = wire_reply_dup_text (page);

  g_assert_cmpuint (forbidden->status, ==, 403);
  g_assert_nonnull (strstr (forbidden_text, "Request has expired."));
  g_assert_cmpuint (page->status, ==, 200);
  assert_header (page, "Content-Type", "video/mp4");
  g_assert_true (g_str_has_prefix (page_text, "<!doctype html>"));
  g_assert_cmpuint (unavailable->status, ==, 503);
  g_assert_cmpuint (primary->status, ==, 503);
  g_assert_cmpuint (backup->status, ==, 200);
  g_assert_cmpuint (well->status, ==, 200);
}

static void
test_cdn_truncated (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (GBytes) video = rushes_gateway_get_video (NULL);
  g_autofree char *length = g_strdup_printf ("%zu", g_bytes_get_size (video));
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (video, 0, g_bytes_get_size (video) / 2);
  g_autoptr (WireReply) reply = fetch_with_fault (gateway, RUSHES_CDN_FAULT_TRUNCATED, FALSE);

  g_assert_cmpuint (reply->status, ==, 200);
  assert_header (reply, "Content-Length", length);
  g_assert_true (g_bytes_equal (reply->body, half));
}

/* Takes whole chunks off the front of @body; what is left must be nothing. */
static GBytes *
put_chunks_together (GBytes *body, gboolean *ended)
{
  g_autofree char *text = g_malloc0 (g_bytes_get_size (body) + 1);
  gsize left = g_bytes_get_size (body);
  const char *at = text;
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  memcpy (text, g_bytes_get_data (body, NULL), left);
  *ended = FALSE;
  while (left > 0)
    {
      char *end;
      gsize size = g_ascii_strtoull (at, &end, 16);
      gsize frame = (gsize) (end - at) + 2 + size + 2;

      g_assert_cmpuint (frame, <=, left);
      g_assert_cmpmem (end, 2, "\r\n", 2);
      g_assert_cmpmem (end + 2 + size, 2, "\r\n", 2);
      g_byte_array_append (whole, (const guint8 *) end + 2, (guint) size);
      *ended = size == 0;
      at += frame;
      left -= frame;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&whole));
}

static void
test_cdn_chunked_cut (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (GBytes) video = rushes_gateway_get_video (NULL);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (video, 0, g_bytes_get_size (video) / 2);
  g_autoptr (WireReply) reply = fetch_with_fault (gateway, RUSHES_CDN_FAULT_CHUNKED_CUT, FALSE);
  g_autoptr (GBytes) whole = NULL;
  gboolean ended;

  g_assert_cmpuint (reply->status, ==, 200);
  assert_header (reply, "Transfer-Encoding", "chunked");
  assert_header (reply, "Content-Length", NULL);
  whole = put_chunks_together (reply->body, &ended);
  g_assert_false (ended);
  g_assert_true (g_bytes_equal (whole, half));
}

/* The other side of a connection in which something stands still. */
static void
read_exactly (GInputStream *input, GByteArray *into, gsize length)
{
  g_autoptr (GError) error = NULL;

  while (into->len < length)
    {
      guint8 buffer[4096];
      gssize n_read = g_input_stream_read (input, buffer, MIN (sizeof buffer, length - into->len), NULL,
                                           &error);

      g_assert_no_error (error);
      g_assert_cmpint (n_read, >, 0);
      g_byte_array_append (into, buffer, (guint) n_read);
    }
}

static gsize
read_head (GInputStream *input)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();

  do
    read_exactly (input, head, head->len + 1);
  while (g_strstr_len ((const char *) head->data, head->len, "\r\n\r\n") == NULL);
  return head->len;
}

static void
test_cdn_slow (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autofree char *target = wire_dup_target (gateway, TASK, FALSE);
  g_autoptr (GBytes) video = rushes_gateway_get_video (NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  GInputStream *input;
  guint8 byte;

  g_assert_cmpuint (g_bytes_get_size (video), >, WHAT_COMES_FIRST);
  rushes_gateway_set_cdn_fault (gateway, RUSHES_CDN_FAULT_SLOW);
  connection = wire_send (rushes_gateway_get_cdn_url (gateway), "GET", target, NULL);
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_assert_cmpuint (read_head (input), >, 0);
  read_exactly (input, body, WHAT_COMES_FIRST);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 1);
  g_assert_cmpint (g_input_stream_read (input, &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 10);
  rushes_gateway_set_cdn_fault (gateway, RUSHES_CDN_FAULT_NONE);
  read_exactly (input, body, g_bytes_get_size (video));
  g_assert_cmpmem (body->data, body->len, g_bytes_get_data (video, NULL), g_bytes_get_size (video));
}

/* Those who give up in the middle must not be waited for, nor hold up the rest. */
static void
test_cdn_given_up (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autofree char *target = wire_dup_target (gateway, TASK, FALSE);
  g_autoptr (WireReply) well = NULL;

  rushes_gateway_set_cdn_fault (gateway, RUSHES_CDN_FAULT_SLOW);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GSocketConnection) connection = wire_send (rushes_gateway_get_cdn_url (gateway), "GET",
                                                            target, NULL);

      g_assert_cmpuint (read_head (g_io_stream_get_input_stream (G_IO_STREAM (connection))), >, 0);
    }
  rushes_gateway_set_cdn_speed (gateway, 1000);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GSocketConnection) connection = wire_send (rushes_gateway_get_cdn_url (gateway), "GET",
                                                            target, NULL);

      g_assert_cmpuint (read_head (g_io_stream_get_input_stream (G_IO_STREAM (connection))), >, 0);
    }
  rushes_gateway_set_cdn_speed (gateway, 0);
  well = fetch_with_fault (gateway, RUSHES_CDN_FAULT_NONE, FALSE);
  g_assert_cmpuint (well->status, ==, 200);
}

static void
test_cdn_redirect (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  g_autoptr (GBytes) video = rushes_gateway_get_video (NULL);
  const char *cdn = rushes_gateway_get_cdn_url (gateway);
  g_autoptr (WireReply) first = fetch_with_fault (gateway, RUSHES_CDN_FAULT_REDIRECT, FALSE);
  g_autofree char *location = wire_reply_dup_header (first, "Location");
  g_autoptr (WireReply) second = NULL;

  g_assert_cmpuint (first->status, ==, 302);
  g_assert_true (g_str_has_prefix (location, cdn));
  second = wire_ask (cdn, "GET", location + strlen (cdn), NULL);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_true (g_bytes_equal (second->body, video));
}

static void
test_cdn_redirect_loop (void)
{
  g_autoptr (RushesGateway) gateway = wire_new_gateway ();
  const char *cdn = rushes_gateway_get_cdn_url (gateway);
  g_autoptr (WireReply) reply = fetch_with_fault (gateway, RUSHES_CDN_FAULT_REDIRECT_LOOP, FALSE);

  for (guint hop = 0; hop < 30; hop++)
    {
      g_autofree char *location = wire_reply_dup_header (reply, "Location");

      g_assert_cmpuint (reply->status, ==, 302);
      g_assert_true (g_str_has_prefix (location, cdn));
      wire_reply_free (g_steal_pointer (&reply));
      reply = wire_ask (cdn, "GET", location + strlen (cdn), NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo/faults/api/statuses", test_api_statuses);
  g_test_add_func ("/demo/faults/api/bodies", test_api_bodies);
  g_test_add_func ("/demo/faults/api/close", test_api_close);
  g_test_add_func ("/demo/faults/api/silent", test_api_silent);
  g_test_add_func ("/demo/faults/api/stopped-in-silence", test_stopped_in_silence);
  g_test_add_func ("/demo/faults/api/delay", test_api_delay);
  g_test_add_func ("/demo/faults/cdn/statuses", test_cdn_statuses);
  g_test_add_func ("/demo/faults/cdn/truncated", test_cdn_truncated);
  g_test_add_func ("/demo/faults/cdn/chunked-cut", test_cdn_chunked_cut);
  g_test_add_func ("/demo/faults/cdn/slow", test_cdn_slow);
  g_test_add_func ("/demo/faults/cdn/given-up", test_cdn_given_up);
  g_test_add_func ("/demo/faults/cdn/redirect", test_cdn_redirect);
  g_test_add_func ("/demo/faults/cdn/redirect-loop", test_cdn_redirect_loop);

  return g_test_run ();
}
