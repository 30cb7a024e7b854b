/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "demo/wire.h"

#include <libsoup/soup.h>
#include <string.h>

#define TIMEOUT 10

GSocketConnection *
wire_send (const char *origin, const char *method, const char *target, const char *headers)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n",
                                              method, target, origin + strlen ("http://"),
                                              headers != NULL ? headers : "");
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, TIMEOUT);
  connection = g_socket_client_connect_to_host (client, origin + strlen ("http://"), 0, NULL, &error);
  g_assert_no_error (error);

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

WireReply *
wire_ask (const char *origin, const char *method, const char *target, const char *headers)
{
  g_autoptr (GSocketConnection) connection = wire_send (origin, method, target, headers);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GByteArray) received = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  WireReply *reply = g_new0 (WireReply, 1);
  guint8 buffer[16384];
  gssize n_read;
  const char *end;
  gsize head_length;

  while ((n_read = g_input_stream_read (input, buffer, sizeof buffer, NULL, &error)) > 0)
    g_byte_array_append (received, buffer, (guint) n_read);
  g_assert_no_error (error);

  end = received->len > 0 ? g_strstr_len ((const char *) received->data, received->len, "\r\n\r\n") : NULL;
  head_length = end != NULL ? (gsize) (end - (const char *) received->data) + 4 : 0;
  reply->head = g_strndup ((const char *) received->data, head_length);
  g_byte_array_remove_range (received, 0, (guint) head_length);
  reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&received));
  if (head_length > 0)
    reply->status = (guint) g_ascii_strtoull (reply->head + strlen ("HTTP/1.1 "), NULL, 10);
  return reply;
}

void
wire_reply_free (WireReply *reply)
{
  g_free (reply->head);
  g_bytes_unref (reply->body);
  g_free (reply);
}

char *
wire_reply_dup_header (WireReply *reply, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (reply->head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
        return g_strdup (g_strstrip (lines[i] + length + 1));
    }
  return NULL;
}

char *
wire_reply_dup_text (WireReply *reply)
{
  return g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
}

RushesGateway *
wire_new_gateway (void)
{
  const RushesScript script = {
    .task_id = TASK,
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -120,
    .runs_after = -110,
    .ends_after = -60,
    .link_lasts = 32400,
  };
  g_autoptr (GError) error = NULL;
  RushesGateway *gateway = rushes_gateway_new (KEY, &error);

  g_assert_no_error (error);
  rushes_gateway_add (gateway, &script);
  return gateway;
}

WireReply *
wire_ask_task (RushesGateway *gateway, const char *task_id)
{
  g_autofree char *escaped = g_uri_escape_string (task_id, NULL, FALSE);
  g_autofree char *target = g_strconcat ("/minimax/v1/query/video_generation?task_id=", escaped, NULL);

  return wire_ask (rushes_gateway_get_base_url (gateway), "GET", target,
                   "Accept: application/json\r\nAuthorization: Bearer " KEY "\r\n");
}

/* With the client that the product itself uses. */
JsonNode *
wire_ask_json (RushesGateway *gateway, const char *task_id)
{
  g_autofree char *escaped = g_uri_escape_string (task_id, NULL, FALSE);
  g_autofree char *url = g_strconcat (rushes_gateway_get_base_url (gateway),
                                      "/minimax/v1/query/video_generation?task_id=", escaped, NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", "Bearer " KEY);
  body = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_nonnull (
    soup_message_headers_get_one (soup_message_get_response_headers (message), "X-Oneapi-Request-Id"));

  json_parser_load_from_data (parser, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body),
                              &error);
  g_assert_no_error (error);
  return json_node_copy (json_parser_get_root (parser));
}

static JsonNode *
find (JsonNode *node, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);

  for (guint i = 0; names[i] != NULL && node != NULL; i++)
    node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), names[i])
                                         : NULL;
  return node;
}

const char *
wire_get_string (JsonNode *root, const char *path)
{
  JsonNode *node = find (root, path);

  g_assert_nonnull (node);
  g_assert_cmpint (json_node_get_value_type (node), ==, G_TYPE_STRING);
  return json_node_get_string (node);
}

gint64
wire_get_int (JsonNode *root, const char *path)
{
  JsonNode *node = find (root, path);

  g_assert_nonnull (node);
  g_assert_cmpint (json_node_get_value_type (node), ==, G_TYPE_INT64);
  return json_node_get_int (node);
}

JsonArray *
wire_get_array (JsonNode *root, const char *path)
{
  JsonNode *node = find (root, path);

  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
  return json_node_get_array (node);
}

gboolean
wire_has (JsonNode *root, const char *path)
{
  return find (root, path) != NULL;
}

char *
wire_dup_target (RushesGateway *gateway, const char *task_id, gboolean backup)
{
  g_autoptr (JsonNode) root = wire_ask_json (gateway, task_id);
  const char *link = wire_get_string (root, backup ? "data.data.file.backup_download_url"
                                                   : "data.data.file.download_url");
  const char *origin = rushes_gateway_get_cdn_url (gateway);

  g_assert_true (g_str_has_prefix (link, origin));
  return g_strdup (link + strlen (origin));
}
