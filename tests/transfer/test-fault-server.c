/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "support/rushes-fault-connection.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-mp4.h"

#include <string.h>
#include <unistd.h>

/* The fault server is a tool that other tests believe. These look at what it really puts on the wire. */

#define SIZE 100000
#define ASK "GET /v.mp4?Signature=a%2Bb HTTP/1.1\r\nHost: x\r\n"

static const RushesFaultObject video = { .size = SIZE, .seed = 7 };

typedef struct
{
  RushesFaultServer *server;
  GBytes *bytes; /* of the video */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->server = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  rushes_fault_server_put (self->server, "/v.mp4", &video);
  self->bytes = rushes_fault_object_dup_bytes (&video);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rushes_test_await_finalize (g_steal_pointer (&self->server));
  g_bytes_unref (self->bytes);
}

/* An answer as it came. */
typedef struct
{
  GString *head;
  GByteArray *body;
  GError *error; /* how it ended, if not in order */
} Heard;

static void
heard_clear (Heard *self)
{
  g_string_free (self->head, TRUE);
  g_byte_array_unref (self->body);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Heard, heard_clear)

static GSocketConnection *
try_connect_to (guint16 port, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_timeout (client, RUSHES_TEST_DEADLINE);
  return g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, error);
}

static GSocketConnection *
connect_to (guint16 port)
{
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = try_connect_to (port, &error);

  g_assert_no_error (error);
  return connection;
}

static void
say (GSocketConnection *connection, const char *request)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Of a head that may have anything in it. */
static gboolean
is_whole (const GString *head)
{
  return head->len >= 4 && memcmp (head->str + head->len - 4, "\r\n\r\n", 4) == 0;
}

/* To the end of the connection, or to @n bytes of the body. */
static Heard
listen_to (GSocketConnection *connection, gint64 n)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  Heard heard = { .head = g_string_new (NULL), .body = g_byte_array_new () };
  guint8 byte = 0;

  while (!is_whole (heard.head) && g_input_stream_read (input, &byte, 1, NULL, &heard.error) == 1)
    g_string_append_c (heard.head, (char) byte);
  while ((n < 0 || heard.body->len < n) && heard.error == NULL)
    {
      guint8 piece[4096];
      gsize wanted = n < 0 ? sizeof piece : (gsize) MIN ((gint64) sizeof piece, n - heard.body->len);
      gssize length = g_input_stream_read (input, piece, wanted, NULL, &heard.error);

      if (length <= 0)
        break;
      g_byte_array_append (heard.body, piece, (guint) length);
    }
  return heard;
}

static Heard
ask (Fixture *self, const char *fields)
{
  g_autoptr (GSocketConnection) connection = connect_to (rushes_fault_server_get_port (self->server));
  g_autofree char *request = g_strconcat (ASK "Connection: close\r\n", fields, "\r\n", NULL);

  say (connection, request);
  return listen_to (connection, -1);
}

static void
assert_body (Fixture *self, const Heard *heard, gsize first, gsize length)
{
  const guint8 *bytes = g_bytes_get_data (self->bytes, NULL);

  g_assert_cmpmem (heard->body->data, heard->body->len, bytes + first, length);
}

static void
assert_field (const Heard *heard, const char *field)
{
  g_autofree char *line = g_strconcat ("\r\n", field, "\r\n", NULL);

  if (strstr (heard->head->str, line) == NULL)
    g_error ("no “%s” in %s", field, heard->head->str);
}

static void
assert_no_field (const Heard *heard, const char *name)
{
  g_autofree char *line = g_strconcat ("\r\n", name, ":", NULL);

  if (strstr (heard->head->str, line) != NULL)
    g_error ("“%s” in %s", name, heard->head->str);
}

/* Bit by bit, as the standard writes it. */
static guint64
crc_of (const guint8 *bytes, gsize length)
{
  guint64 crc = G_MAXUINT64;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ ((crc & 1) != 0 ? G_GUINT64_CONSTANT (0xc96c5795d7870f42) : 0);
    }
  return ~crc;
}

static void
test_object (Fixture *self, gconstpointer data)
{
  const gsize starts[] = { 0, 1, 7, 23, 24, 151, 152, 153, 4096, SIZE - 9 };
  const guint8 *bytes = g_bytes_get_data (self->bytes, NULL);
  g_autoptr (GHashTable) words = g_hash_table_new (g_int64_hash, g_int64_equal);
  RushesFaultObject other = { .size = SIZE, .seed = 8 };
  g_autoptr (GBytes) other_bytes = rushes_fault_object_dup_bytes (&other);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd;

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    for (gsize length = 0; length <= 9; length++)
      {
        guint8 piece[9];

        rushes_fault_object_read (&video, (gint64) starts[i], piece, length);
        g_assert_cmpmem (piece, length, bytes + starts[i], length);
      }
  for (gsize i = 160; i + 8 <= SIZE; i += 8)
    g_assert_true (g_hash_table_add (words, (gpointer) (bytes + i)));
  g_assert_cmpint (g_bytes_compare (self->bytes, other_bytes), !=, 0);
  g_assert_cmphex (rushes_fault_object_get_crc64 (&video), ==, crc_of (bytes, SIZE));
  g_assert_cmphex (crc_of ((const guint8 *) "123456789", 9), ==, G_GUINT64_CONSTANT (0x995dc9bbdf1939fa));

  fd = g_file_open_tmp ("rushes-fault-XXXXXX", &path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (fd, bytes, SIZE), ==, SIZE);
  rushes_mp4_check (fd, SIZE, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (&video, path);
  close (fd);
  unlink (path);
}

static void
test_honest (Fixture *self, gconstpointer data)
{
  g_auto (Heard) heard = ask (self, "");
  g_autofree char *crc = rushes_fault_object_dup_crc64 (&video);
  g_autofree char *crc_field = g_strconcat ("x-oss-hash-crc64ecma: ", crc, NULL);
  g_autofree char *etag = rushes_fault_object_dup_etag (&video);
  g_autofree char *etag_field = g_strconcat ("ETag: ", etag, NULL);
  g_autofree char *md5 = rushes_fault_object_dup_md5 (&video);
  g_autofree char *md5_field = g_strconcat ("Content-MD5: ", md5, NULL);
  g_autofree char *request = NULL;

  g_assert_no_error (heard.error);
  g_assert_true (g_str_has_prefix (heard.head->str, "HTTP/1.1 200 "));
  assert_field (&heard, "Content-Length: 100000");
  assert_field (&heard, "Accept-Ranges: bytes");
  assert_field (&heard, crc_field);
  assert_field (&heard, etag_field);
  assert_field (&heard, md5_field);
  assert_no_field (&heard, "Content-Range");
  assert_body (self, &heard, 0, SIZE);

  request = rushes_fault_server_dup_request (self->server, "/v.mp4", 0);
  g_assert_cmpstr (request, ==, ASK "Connection: close\r\n\r\n");
  g_assert_true (rushes_fault_server_saw (self->server, "signature=A%2bB"));
  g_assert_false (rushes_fault_server_saw (self->server, "canary"));
}

typedef struct
{
  const char *name;
  const char *asked; /* E stands for the ETag */
  const char *status;
  const char *range;
  gsize first;
  gsize length;
} RangeCase;

#define DATE "Fri, 29 Aug 2025 08:00:00 GMT"

static const RangeCase range_cases[] = {
  { "from", "Range: bytes=5-\r\n", "206", "bytes 5-99999/100000", 5, SIZE - 5 },
  { "from-to", "Range: bytes=5-9\r\n", "206", "bytes 5-9/100000", 5, 5 },
  { "last", "Range: bytes=-5\r\n", "206", "bytes 99995-99999/100000", SIZE - 5, 5 },
  { "too-far", "Range: bytes=99990-200000\r\n", "206", "bytes 99990-99999/100000", SIZE - 10, 10 },
  { "last-byte", "Range: bytes=99999-\r\n", "206", "bytes 99999-99999/100000", SIZE - 1, 1 },
  { "at-end", "Range: bytes=100000-\r\n", "416", "bytes */100000", 0, 0 },
  { "two", "Range: bytes=0-1,5-9\r\n", "200", NULL, 0, SIZE },
  { "if-range", "Range: bytes=5-\r\nIf-Range: E\r\n", "206", "bytes 5-99999/100000", 5, SIZE - 5 },
  { "if-range-date", "Range: bytes=5-\r\nIf-Range: " DATE "\r\n", "206", "bytes 5-99999/100000", 5,
    SIZE - 5 },
  { "if-range-other", "Range: bytes=5-\r\nIf-Range: \"x\"\r\n", "200", NULL, 0, SIZE },
  { "if-range-weak", "Range: bytes=5-\r\nIf-Range: W/E\r\n", "200", NULL, 0, SIZE },
  { "if-range-at-end", "Range: bytes=100000-\r\nIf-Range: \"x\"\r\n", "200", NULL, 0, SIZE },
  { "if-match", "If-Match: E\r\nRange: bytes=5-\r\n", "206", "bytes 5-99999/100000", 5, SIZE - 5 },
  { "if-match-other", "If-Match: \"x\"\r\nRange: bytes=5-\r\n", "412", NULL, 0, 0 },
};

static void
test_range (Fixture *self, gconstpointer data)
{
  const RangeCase *this_case = data;
  g_autofree char *etag = rushes_fault_object_dup_etag (&video);
  g_auto (GStrv) parts = g_strsplit (this_case->asked, " E", 2);
  g_auto (GStrv) weak_parts = g_strsplit (this_case->asked, "W/E", 2);
  g_autofree char *etag_after_space = g_strconcat (" ", etag, NULL);
  g_autofree char *weak = g_strconcat ("W/", etag, NULL);
  g_autofree char *fields = weak_parts[1] != NULL ? g_strjoinv (weak, weak_parts)
                                                  : g_strjoinv (etag_after_space, parts);
  g_auto (Heard) heard = ask (self, fields);
  g_autofree char *status = g_strdup_printf ("HTTP/1.1 %s ", this_case->status);
  g_autofree char *length = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT, this_case->length);

  g_assert_true (g_str_has_prefix (heard.head->str, status));
  assert_field (&heard, length);
  if (this_case->range != NULL)
    {
      g_autofree char *range = g_strconcat ("Content-Range: ", this_case->range, NULL);

      assert_field (&heard, range);
      assert_no_field (&heard, "Content-MD5");
    }
  else
    assert_no_field (&heard, "Content-Range");
  assert_body (self, &heard, this_case->first, this_case->length);
}

static void
test_other_verb (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = connect_to (rushes_fault_server_get_port (self->server));
  g_auto (Heard) heard = { 0 };

  say (connection, "HEAD /v.mp4 HTTP/1.1\r\nConnection: close\r\n\r\n");
  heard = listen_to (connection, -1);
  g_assert_true (g_str_has_prefix (heard.head->str, "HTTP/1.1 403 "));
}

/* One connection, many requests; a path where nothing is; and a script that ends. */
static void
test_kept_alive (Fixture *self, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = connect_to (rushes_fault_server_get_port (self->server));
  RushesFault busy = { .status = 503, .fields = "Retry-After: 7\n" };
  const char *statuses[] = { "HTTP/1.1 503 ", "HTTP/1.1 503 ", "HTTP/1.1 200 " };

  rushes_fault_server_script (self->server, "/v.mp4", &busy, 2);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_auto (Heard) heard = { 0 };

      say (connection, ASK "\r\n");
      heard = listen_to (connection, i < 2 ? 0 : SIZE);
      g_assert_true (g_str_has_prefix (heard.head->str, statuses[i]));
      if (i < 2)
        assert_field (&heard, "Retry-After: 7");
      else
        assert_body (self, &heard, 0, SIZE);
    }
  say (connection, "GET /nothing HTTP/1.1\r\n\r\n");
  rushes_fault_server_await_requests (self->server, 4);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (self->server), ==, 1);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->server, "/nothing"), ==, 1);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->server, "/v.mp4"), ==, 3);
  g_assert_cmpuint (rushes_fault_server_get_connection (self->server, "/nothing", 0), ==, 0);
}

typedef struct
{
  const char *name;
  RushesFault fault;
  const char *head;  /* how the head begins; NULL: as an honest one */
  const char *field; /* (nullable): that must be there */
  gssize n_body;     /* bytes; -1: all */
  gsize first;       /* of the object */
  gboolean reset;    /* how it ends */
} Cut;

static const Cut cuts[] = {
  { "fin-before-head", { IN_HEAD (FIN, 0) }, "", NULL, 0 },
  { "rst-before-head", { IN_HEAD (RST, 0) }, "", NULL, 0, 0, TRUE },
  { "half-a-status-line", { IN_HEAD (FIN, 12) }, "HTTP/1.1 200", NULL, 0 },
  { "fin-in-head", { IN_HEAD (FIN, -2) }, NULL, NULL, 0 },
  { "fin-at-0", { IN_BODY (FIN, 0) }, NULL, NULL, 0 },
  { "fin-at-1", { IN_BODY (FIN, 1) }, NULL, NULL, 1 },
  { "fin-midway", { IN_BODY (FIN, SIZE / 2) }, NULL, NULL, SIZE / 2 },
  { "fin-before-last", { IN_BODY (FIN, -1) }, NULL, NULL, SIZE - 1 },
  { "rst-at-0", { IN_BODY (RST, 0) }, NULL, NULL, 0, 0, TRUE },
  { "rst-at-1", { IN_BODY (RST, 1) }, NULL, NULL, 1, 0, TRUE },
  { "rst-midway", { IN_BODY (RST, SIZE / 2) }, NULL, NULL, SIZE / 2, 0, TRUE },
  { "rst-before-last", { IN_BODY (RST, -1) }, NULL, NULL, SIZE - 1, 0, TRUE },
  { "no-length", { .framing = RUSHES_FAULT_CLOSED }, NULL, "Connection: close", -1 },
  { "no-length-cut", { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, 500) }, NULL, NULL, 500 },
  { "skipped", { .skip = 10, IN_BODY (FIN, 500) }, NULL, "Content-Length: 100000", 500, 10 },
  { "limited", { .limit = 77, .fields = "X: y\n" }, NULL, "Content-Length: 77", 77 },
  { "two-lengths",
    { .fields = "Content-Length: 1\nContent-Length: 2\n" },
    NULL,
    "Content-Length: 1\r\nContent-Length: 2",
    -1 },
  { "no-etag", { .fields = "ETag:\n" }, NULL, NULL, -1 },
};

static void
test_cut (Fixture *self, gconstpointer data)
{
  const Cut *cut = data;
  gsize length = cut->n_body < 0 ? SIZE : (gsize) cut->n_body;
  g_auto (Heard) heard = { 0 };

  rushes_fault_server_script (self->server, "/v.mp4", &cut->fault, 1);
  heard = ask (self, "");
  if (cut->reset)
    g_assert_error (heard.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  else
    g_assert_no_error (heard.error);
  if (cut->head != NULL)
    g_assert_cmpstr (heard.head->str, ==, cut->head);
  else
    g_assert_true (g_str_has_prefix (heard.head->str, "HTTP/1.1 200 "));
  if (cut->field != NULL)
    assert_field (&heard, cut->field);
  if (g_str_equal (cut->name, "no-etag"))
    assert_no_field (&heard, "ETag");
  assert_body (self, &heard, cut->first, length);
}

static void
test_chunked (Fixture *self, gconstpointer data)
{
  RushesFault whole = { .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 60000 };
  RushesFault on_edge = { .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 50000, IN_BODY (FIN, 50000) };
  RushesFault inside = { .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 50000, IN_BODY (FIN, 50001) };
  RushesFault no_last = { .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 50000, IN_BODY (FIN, SIZE) };
  const gsize lengths[] = { 6 + 60000 + 2 + 6 + 40000 + 2 + 5, 6 + 50000 + 2, 6 + 50000 + 2 + 6 + 1,
                            2 * (6 + 50000 + 2) };

  rushes_fault_server_script (self->server, "/v.mp4", &whole, 1);
  rushes_fault_server_script (self->server, "/v.mp4", &on_edge, 1);
  rushes_fault_server_script (self->server, "/v.mp4", &inside, 1);
  rushes_fault_server_script (self->server, "/v.mp4", &no_last, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_auto (Heard) heard = ask (self, "");

      assert_field (&heard, "Transfer-Encoding: chunked");
      assert_no_field (&heard, "Content-Length");
      g_assert_cmpuint (heard.body->len, ==, lengths[i]);
      if (i == 0)
        {
          g_assert_cmpmem (heard.body->data, 6, "ea60\r\n", 6);
          g_assert_cmpmem (heard.body->data + 6, 60000, g_bytes_get_data (self->bytes, NULL), 60000);
          g_assert_cmpmem (heard.body->data + heard.body->len - 7, 7, "\r\n0\r\n\r\n", 7);
        }
    }
}

static void
test_lies (Fixture *self, gconstpointer data)
{
  const char page[] = "<html>no</html>";
  const char raw[] = "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n";
  g_autoptr (GBytes) page_bytes = g_bytes_new_static (page, strlen (page));
  g_autoptr (GBytes) raw_head = g_bytes_new_static (raw, sizeof raw - 1);
  const RushesFaultObject other = { .size = 5000, .seed = 8, .etag = "W/\"weak\"", .crc64 = "", .md5 = "" };
  const RushesFault faults[] = {
    { .page = page_bytes },
    { .status = 403, .page = page_bytes, .fields = "Content-Type: application/xml\n" },
    { .object = &other },
    { .raw_head = raw_head },
    { .padding_bytes = 70000, .n_padding_fields = 500, .limit = 1 },
    { .extra = 3 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    rushes_fault_server_script (self->server, "/v.mp4", &faults[i], 1);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_auto (Heard) heard = ask (self, "");

      if (i < 2)
        g_assert_cmpmem (heard.body->data, heard.body->len, page, strlen (page));
      if (i == 0)
        assert_field (&heard, "Content-Type: video/mp4");
      if (i == 1)
        {
          assert_field (&heard, "Content-Type: application/xml");
          assert_no_field (&heard, "ETag");
        }
      if (i == 2)
        {
          assert_field (&heard, "ETag: W/\"weak\"");
          assert_no_field (&heard, "x-oss-hash-crc64ecma");
          assert_no_field (&heard, "Content-MD5");
          g_assert_cmpuint (heard.body->len, ==, 5000);
        }
      if (i == 3)
        g_assert_cmpmem (heard.head->str, heard.head->len, raw, sizeof raw - 1);
      if (i == 4)
        {
          g_assert_cmpuint (heard.head->len, >, 70000);
          assert_field (&heard, "X-Padding-499: 499");
        }
      if (i == 5)
        {
          assert_field (&heard, "Content-Length: 100000");
          g_assert_cmpuint (heard.body->len, ==, SIZE + 3);
          g_assert_cmpmem (heard.body->data + SIZE, 3, "xxx", 3);
        }
    }
}

static void
test_stall (Fixture *self, gconstpointer data)
{
  const RushesFault stalls[] = { { IN_HEAD (STALL, 5) }, { IN_BODY (STALL, 300) } };

  for (gsize i = 0; i < G_N_ELEMENTS (stalls); i++)
    {
      g_autoptr (GSocketConnection) connection = connect_to (rushes_fault_server_get_port (self->server));
      g_auto (Heard) heard = { 0 };
      guint8 beginning[5];
      gsize n = 0;

      rushes_fault_server_script (self->server, "/v.mp4", &stalls[i], 1);
      say (connection, ASK "\r\n");
      rushes_fault_server_await_stalled (self->server, 1);
      g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)), beginning,
                               sizeof beginning, &n, NULL, NULL);
      g_assert_cmpmem (beginning, n, "HTTP/", 5);
      rushes_fault_server_release (self->server);
      heard = listen_to (connection, SIZE);
      assert_body (self, &heard, 0, SIZE);
      g_assert_cmpuint (rushes_fault_server_get_n_stalled (self->server), ==, 0);
    }
}

/* It drips, and whoever goes is noticed. */
static void
test_drip (Fixture *self, gconstpointer data)
{
  RushesFault drip = { IN_BODY (DRIP, 10), .drip_ms = 1 };
  g_autoptr (GSocketConnection) connection = connect_to (rushes_fault_server_get_port (self->server));
  g_auto (Heard) heard = { 0 };
  gint64 begun = g_get_monotonic_time ();

  rushes_fault_server_script (self->server, "/v.mp4", &drip, 1);
  say (connection, ASK "\r\n");
  heard = listen_to (connection, 30);
  assert_body (self, &heard, 0, 30);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 20 * 1000);
  g_assert_cmpuint (rushes_fault_server_get_n_stalled (self->server), ==, 1);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  while (rushes_fault_server_get_n_stalled (self->server) > 0)
    g_thread_yield ();
}

/* A connection that was kept, and is closed by the request that trusts in it. */
static void
test_stale (Fixture *self, gconstpointer data)
{
  RushesFault stale = { .goes_stale = TRUE, .limit = 10 };
  g_autoptr (GSocketConnection) connection = connect_to (rushes_fault_server_get_port (self->server));
  g_auto (Heard) heard = { 0 };
  g_auto (Heard) nothing = { 0 };

  rushes_fault_server_script (self->server, "/v.mp4", &stale, 1);
  say (connection, ASK "\r\n");
  heard = listen_to (connection, 10);
  assert_body (self, &heard, 0, 10);
  say (connection, ASK "X: secret\r\n\r\n");
  nothing = listen_to (connection, -1);
  g_assert_cmpstr (nothing.head->str, ==, "");
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->server, NULL), ==, 1);
  g_assert_true (rushes_fault_server_saw (self->server, "secret"));
}

static void
test_connections (Fixture *self, gconstpointer data)
{
  guint16 port = rushes_fault_server_get_port (self->server);
  g_autoptr (GSocketConnection) stalled = NULL;

  rushes_fault_server_script_connection (self->server, RUSHES_FAULT_FIN, 1);
  rushes_fault_server_script_connection (self->server, RUSHES_FAULT_RST, 1);
  rushes_fault_server_script_connection (self->server, RUSHES_FAULT_STALL, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocketConnection) connection = try_connect_to (port, &error);

      if (connection != NULL)
        {
          g_auto (Heard) heard = listen_to (connection, -1);

          g_assert_cmpstr (heard.head->str, ==, "");
          error = g_steal_pointer (&heard.error);
        }
      /* A reset may be there before the connection is. */
      if (i == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
    }

  stalled = connect_to (port);
  say (stalled, ASK "\r\n");
  rushes_fault_server_await_stalled (self->server, 1);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->server, NULL), ==, 0);
  rushes_fault_server_release (self->server);
  rushes_fault_server_await_requests (self->server, 1);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (self->server), ==, 3);
}

static void
test_ports (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesFaultPort) closed = rushes_fault_port_new (FALSE);
  g_autoptr (RushesFaultPort) deaf = rushes_fault_port_new (TRUE);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) timed_out = NULL;

  g_socket_client_set_timeout (client, 1);
  g_assert_null (g_socket_client_connect_to_host (client, "127.0.0.1", rushes_fault_port_get_port (closed),
                                                  NULL, &refused));
  g_assert_error (refused, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_null (g_socket_client_connect_to_host (client, "127.0.0.1", rushes_fault_port_get_port (deaf),
                                                  NULL, &timed_out));
  g_assert_error (timed_out, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* It ends while a client stalls, one does not read, and one has not said anything. */
static void
test_stops (Fixture *self, gconstpointer data)
{
  const RushesFaultObject large = { .size = 64 * 1024 * 1024, .seed = 9, .crc64 = "", .md5 = "" };
  guint16 port = rushes_fault_server_get_port (self->server);
  g_autoptr (GSocketConnection) silent = connect_to (port);
  g_autoptr (GSocketConnection) stalled = connect_to (port);
  g_autoptr (GSocketConnection) lazy = connect_to (port);
  RushesFault stall = { IN_BODY (STALL, 5) };
  gint64 begun;

  rushes_fault_server_put (self->server, "/large", &large);
  rushes_fault_server_script (self->server, "/v.mp4", &stall, 1);
  say (stalled, ASK "\r\n");
  say (lazy, "GET /large HTTP/1.1\r\n\r\n");
  rushes_fault_server_await_stalled (self->server, 1);
  rushes_fault_server_await_requests (self->server, 2);

  begun = g_get_monotonic_time ();
  rushes_fault_server_stop (self->server);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 2 * G_USEC_PER_SEC);
}

static gpointer
fetch_often (gpointer user_data)
{
  Fixture *self = user_data;

  for (guint i = 0; i < 20; i++)
    {
      g_auto (Heard) heard = ask (self, i % 2 == 0 ? "" : "Range: bytes=99000-\r\n");

      assert_body (self, &heard, i % 2 == 0 ? 0 : 99000, i % 2 == 0 ? SIZE : 1000);
    }
  return NULL;
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  GThread *threads[8];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("fetch-often", fetch_often, self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->server, NULL), ==, 160);
}

static void
add (const char *name, gconstpointer data, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/fault-server/", name, NULL);

  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("object", NULL, test_object);
  add ("honest", NULL, test_honest);
  for (gsize i = 0; i < G_N_ELEMENTS (range_cases); i++)
    {
      g_autofree char *name = g_strconcat ("range/", range_cases[i].name, NULL);
      add (name, &range_cases[i], test_range);
    }
  add ("other-verb", NULL, test_other_verb);
  add ("kept-alive", NULL, test_kept_alive);
  for (gsize i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *name = g_strconcat ("cut/", cuts[i].name, NULL);
      add (name, &cuts[i], test_cut);
    }
  add ("chunked", NULL, test_chunked);
  add ("lies", NULL, test_lies);
  add ("stall", NULL, test_stall);
  add ("drip", NULL, test_drip);
  add ("stale", NULL, test_stale);
  add ("connections", NULL, test_connections);
  add ("ports", NULL, test_ports);
  add ("stops", NULL, test_stops);
  add ("at-once", NULL, test_at_once);

  return g_test_run ();
}
