/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-fetch.h"
#include "transfer/rushes-raw-server.h"
#include "transfer/rushes-test-mp4.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KEY "sk-canary-key-4711"
#define VIDEO_BYTES 300000
/* A stall takes 30 s; where a test provokes one, it has less patience. */
#define STALL_MS 200

typedef struct
{
  RushesRawServer *gateway; /* the account's origin */
  RushesRawServer *cdn;
  RushesAccount *account;
  SoupSession *session;
  char *folder;
  char *part_path;
  GBytes *video;

  guint stall_ms;
  gint64 last_done;
  gint64 last_total;
  guint n_told;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesAccount) account = NULL;

  self->gateway = rushes_raw_server_new (NULL);
  self->cdn = rushes_raw_server_new (NULL);
  account = rushes_account_new ("test", "Test", rushes_raw_server_get_url (self->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);
  self->account = rushes_fetch_copy_account (account);
  self->session = rushes_fetch_new_session ();
  self->folder = rushes_test_make_folder ();
  self->part_path = g_build_filename (self->folder, "42.part", NULL);
  self->video = rushes_test_make_mp4 (VIDEO_BYTES, 11);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->account);
  rushes_raw_server_free (self->gateway);
  rushes_raw_server_free (self->cdn);
  rushes_test_remove_folder (self->folder);
  g_free (self->part_path);
  g_bytes_unref (self->video);
}

static void
note_progress (RushesFetchStage stage, gint64 done, gint64 total, gpointer user_data)
{
  Fixture *self = user_data;

  /* Back to nothing where it starts over, and else never back. */
  g_assert_true (done == 0 || done >= self->last_done);
  self->last_done = done;
  self->last_total = total;
  self->n_told++;
}

static gboolean
fetch_link (
  Fixture *self, const char *link, GCancellable *cancellable, RushesFetchResult *result, GError **error)
{
  g_autoptr (RushesPart) part = rushes_part_open (self->part_path, NULL, error);
  RushesFetchRequest request = { .link = link,
                                 .account = self->account,
                                 .part = part,
                                 .progress = note_progress,
                                 .user_data = self,
                                 .connect_ms = self->stall_ms,
                                 .first_byte_ms = self->stall_ms,
                                 .stall_ms = self->stall_ms,
                                 .stall_bytes = 100 };

  g_assert_nonnull (part);
  return rushes_fetch_run (self->session, &request, cancellable, result, error);
}

static gboolean
fetch (Fixture *self, RushesRawServer *server, const char *target, RushesFetchResult *result, GError **error)
{
  g_autofree char *link = g_strconcat (rushes_raw_server_get_url (server), target, NULL);

  return fetch_link (self, link, NULL, result, error);
}

/* A good head for @length bytes. */
static char *
dup_head (gsize length)
{
  return g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\n\r\n",
                          length);
}

static void
serve_video (Fixture *self, RushesRawServer *server, const char *path)
{
  g_autofree char *head = dup_head (VIDEO_BYTES);

  rushes_raw_server_answer (server, path, head, self->video, RUSHES_RAW_CLOSE);
}

static void
test_plain (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = NULL;
  struct stat info;

  serve_video (self, self->cdn, "/a/output.mp4");
  g_assert_true (fetch (self, self->cdn, "/a/output.mp4?Expires=1&Signature=secret", &result, &error));
  g_assert_no_error (error);

  rushes_test_assert_file (self->part_path, self->video);
  g_assert_cmpint (result.bytes, ==, VIDEO_BYTES);
  g_assert_cmpint (result.fetched, ==, VIDEO_BYTES);
  g_assert_cmpint (result.resumed_from, ==, 0);
  g_assert_cmpstr (result.verified, ==, "length");
  g_assert_false (result.from_gateway);
  origin = g_strconcat (rushes_raw_server_get_url (self->cdn), "/a/output.mp4", NULL);
  g_assert_cmpstr (result.origin, ==, origin);
  g_assert_cmpint (self->last_done, ==, VIDEO_BYTES);
  g_assert_cmpint (self->last_total, ==, VIDEO_BYTES);
  g_assert_cmpuint (self->n_told, >=, 2);

  g_assert_cmpint (g_stat (self->part_path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
}

/* What was in the part before is gone, though it was longer. */
static void
test_part_is_emptied (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) old = rushes_test_make_mp4 (VIDEO_BYTES * 2, 12);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_test_write_file (self->part_path, old);
  serve_video (self, self->cdn, "/a");
  g_assert_true (fetch (self, self->cdn, "/a", &result, &error));
  rushes_test_assert_file (self->part_path, self->video);
}

/* The link goes, what it points to stays. */
static void
test_part_is_a_link (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) precious = rushes_test_make_mp4 (VIDEO_BYTES, 13);
  g_autofree char *victim = g_build_filename (self->folder, "victim", NULL);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_test_write_file (victim, precious);
  g_assert_cmpint (symlink (victim, self->part_path), ==, 0);
  serve_video (self, self->cdn, "/a");
  g_assert_true (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (victim, precious);
  rushes_test_assert_file (self->part_path, self->video);
}

static void
test_chunked (Fixture *self, gconstpointer data)
{
  const char *head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree char *size = g_strdup_printf ("%x\r\n", VIDEO_BYTES);
  g_autoptr (GBytes) chunks = NULL;
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  g_byte_array_append (body, (const guint8 *) size, (guint) strlen (size));
  g_byte_array_append (body, g_bytes_get_data (self->video, NULL), VIDEO_BYTES);
  g_byte_array_append (body, (const guint8 *) "\r\n0\r\n\r\n", 7);
  chunks = g_byte_array_free_to_bytes (g_steal_pointer (&body));
  rushes_raw_server_answer (self->cdn, "/a", head, chunks, RUSHES_RAW_CLOSE);

  g_assert_true (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (result.verified, ==, "structure");
  rushes_test_assert_file (self->part_path, self->video);
}

static void
assert_no_header (const char *log, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (log, -1);

  if (strstr (lower, name) != NULL)
    g_error ("“%s” is in %s", name, log);
}

/* The signature covers the bytes of the link, and the key is nobody else's business. */
static void
test_on_the_wire (Fixture *self, gconstpointer data)
{
  const char *target = "/b/%7euser%2Fx%zz%e4/output.mp4?Expires=1&Signature=a%2Bb+c/%3d&x=%";
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strdup_printf ("GET %s HTTP/1.1\r\n", target);
  g_autofree char *log = NULL;

  serve_video (self, self->cdn, "");
  g_assert_true (fetch (self, self->cdn, target, &result, &error));
  g_assert_no_error (error);

  log = rushes_raw_server_dup_log (self->cdn);
  g_assert_true (g_str_has_prefix (log, line));
  g_assert_nonnull (strstr (log, "Accept-Encoding: identity\r\n"));
  assert_no_header (log, "authorization");
  assert_no_header (log, "cookie");
  assert_no_header (log, "referer");
  assert_no_header (log, "content-type");
  assert_no_header (log, "accept-language");
  assert_no_header (log, KEY);
}

static void
test_key_at_home (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  serve_video (self, self->gateway, "/files/1");
  g_assert_true (fetch (self, self->gateway, "/files/1", &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.from_gateway);
  log = rushes_raw_server_dup_log (self->gateway);
  g_assert_nonnull (strstr (log, "Authorization: Bearer " KEY "\r\n"));
}

static void
answer_redirect (RushesRawServer *server, const char *path, guint status, const char *location)
{
  g_autofree char *head = g_strdup_printf (
    "HTTP/1.1 %u Elsewhere\r\nLocation: %s\r\nContent-Length: 4\r\n\r\nbody", status, location);

  rushes_raw_server_answer (server, path, head, NULL, RUSHES_RAW_CLOSE);
}

static void
test_key_stays_at_home (Fixture *self, gconstpointer data)
{
  g_autofree char *away = g_strconcat (rushes_raw_server_get_url (self->cdn), "/back", NULL);
  g_autofree char *home = g_strconcat (rushes_raw_server_get_url (self->gateway), "/trap", NULL);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *cdn_log = NULL;
  g_autofree char *log = NULL;
  const char *trap;

  answer_redirect (self->gateway, "/files/1", 302, "/files/2");
  answer_redirect (self->gateway, "/files/2", 307, away);
  answer_redirect (self->cdn, "/back", 302, home);
  serve_video (self, self->gateway, "/trap");
  g_assert_true (fetch (self, self->gateway, "/files/1", &result, &error));
  g_assert_no_error (error);
  g_assert_true (result.from_gateway);

  cdn_log = rushes_raw_server_dup_log (self->cdn);
  assert_no_header (cdn_log, "authorization");
  assert_no_header (cdn_log, "referer");

  /* Home with the key twice; then, sent by another host, without it. */
  log = rushes_raw_server_dup_log (self->gateway);
  trap = strstr (log, "GET /trap");
  g_assert_nonnull (trap);
  assert_no_header (trap, "authorization");
  g_assert_nonnull (strstr (log, "GET /files/2"));
  g_assert_nonnull (strstr (strstr (log, "GET /files/2"), "Authorization: Bearer " KEY));
}

static void
test_redirects (Fixture *self, gconstpointer data)
{
  const guint statuses[] = { 301, 302, 303, 307, 308 };
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *from = g_strdup_printf ("/hop/%u", i);
      g_autofree char *to = g_strdup_printf ("%u?q=%%2f+%%7e#part", i + 1);

      answer_redirect (self->cdn, from, statuses[i], to);
    }
  serve_video (self, self->cdn, "/hop/5");
  g_assert_true (fetch (self, self->cdn, "/hop/0", &result, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (result.origin, "/hop/5"));
  rushes_test_assert_file (self->part_path, self->video);
}

/* An absolute address goes on as it came. */
static void
test_redirect_to_the_byte (Fixture *self, gconstpointer data)
{
  g_autofree char *to = g_strconcat (rushes_raw_server_get_url (self->cdn), "/x%7e%zz?Signature=%2b+%", NULL);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  answer_redirect (self->cdn, "/a", 302, to);
  serve_video (self, self->cdn, "");
  g_assert_true (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_no_error (error);
  log = rushes_raw_server_dup_log (self->cdn);
  g_assert_nonnull (strstr (log, "GET /x%7e%zz?Signature=%2b+% HTTP"));
}

static void
test_redirect_loop (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  answer_redirect (self->cdn, "", 302, "/again");
  g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  g_assert_cmpuint (rushes_raw_server_get_n_requests (self->cdn), ==, 6);
}

static void
test_redirect_refused (Fixture *self, gconstpointer data)
{
  const char *places[] = { "file:///etc/passwd", "http://10.0.0.1/x.mp4", "ftp://127.0.0.1/x.mp4",
                           "http://user:pw@127.0.0.1/x.mp4", "javascript:alert(1)" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_auto (RushesFetchResult) result = { 0 };
      g_autoptr (GError) error = NULL;

      answer_redirect (self->cdn, "/a", 302, places[i]);
      g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
    }
  g_assert_cmpuint (rushes_raw_server_get_n_requests (self->cdn), ==, G_N_ELEMENTS (places));
}

static void
test_redirect_to_nowhere (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_raw_server_answer (self->cdn, "/a", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", NULL,
                            RUSHES_RAW_CLOSE);
  g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
}

/* An account of the open network may not be led to this machine. */
static void
test_private_address (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesAccount) public = rushes_account_new ("p", "Public", "https://www.anyapi.vip", NULL);
  g_autofree char *loopback = g_strconcat (rushes_raw_server_get_url (self->cdn), "/a", NULL);
  const char *links[] = { loopback, "https://192.168.1.1/output.mp4", "https://[::1]/output.mp4",
                          "nonsense" };

  g_set_object (&self->account, public);
  serve_video (self, self->cdn, "");
  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_auto (RushesFetchResult) result = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (fetch_link (self, links[i], NULL, &result, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
    }
  g_assert_cmpuint (rushes_raw_server_get_n_requests (self->cdn), ==, 0);
}

/* What a server may do wrong. */
typedef struct
{
  const char *name;
  const char *head; /* NULL: a good one for the whole video */
  gsize n_bytes;    /* of the video, behind the head */
  RushesRawEnd end;
  int code;
  int other_code; /* of newer versions of libsoup, where they differ */
} Fault;

#define OK_HEAD "HTTP/1.1 200 OK\r\n"
#define ANY (-1)

static const Fault faults[] = {
  { "close-at-once", "", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_UNREACHABLE },
  { "half-a-status-line", "HTTP/1.1 20", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_UNREACHABLE,
    RUSHES_ERROR_SERVICE },
  { "half-a-head", "HTTP/1.1 200 OK\r\nContent-Len", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_SERVICE,
    RUSHES_ERROR_UNREACHABLE },
  { "no-http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_SERVICE },
  { "reset-at-once", "", 0, RUSHES_RAW_RESET, RUSHES_ERROR_UNREACHABLE },
  { "reset-in-body", NULL, 150000, RUSHES_RAW_RESET, RUSHES_ERROR_INCOMPLETE },
  { "reset-before-last-byte", NULL, VIDEO_BYTES - 1, RUSHES_RAW_RESET, RUSHES_ERROR_INCOMPLETE },
  { "close-before-body", NULL, 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_INCOMPLETE },
  { "close-after-one-byte", NULL, 1, RUSHES_RAW_CLOSE, RUSHES_ERROR_INCOMPLETE },
  { "close-in-body", NULL, 150000, RUSHES_RAW_CLOSE, RUSHES_ERROR_INCOMPLETE },
  { "close-before-last-byte", NULL, VIDEO_BYTES - 1, RUSHES_RAW_CLOSE, RUSHES_ERROR_INCOMPLETE },
  { "chunk-cut", OK_HEAD "Transfer-Encoding: chunked\r\n\r\nfffff\r\n", 150000, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_INCOMPLETE },
  { "chunks-cut-between", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", 0, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_NOT_A_VIDEO, RUSHES_ERROR_INCOMPLETE },
  { "no-length-cut", OK_HEAD "\r\n", 150000, RUSHES_RAW_CLOSE, RUSHES_ERROR_INCOMPLETE },
  { "no-length-nothing", OK_HEAD "\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_INCOMPLETE },
  { "length-too-short", OK_HEAD "Content-Length: 1000\r\n\r\n", VIDEO_BYTES, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_DAMAGED },
  { "length-of-nothing", OK_HEAD "Content-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "length-of-all-disks", OK_HEAD "Content-Length: 9223372036854775807\r\n\r\n", 1000, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_DISK_FULL },
  { "length-no-number", OK_HEAD "Content-Length: 100000000000000000000000\r\n\r\n", 1000, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_INCOMPLETE, ANY },
  { "silent", "", 0, RUSHES_RAW_HOLD, RUSHES_ERROR_UNREACHABLE },
  { "silent-in-head", OK_HEAD "Content-", 0, RUSHES_RAW_HOLD, RUSHES_ERROR_UNREACHABLE },
  { "silent-in-body", NULL, 150000, RUSHES_RAW_HOLD, RUSHES_ERROR_UNREACHABLE },
  { "silent-without-length", OK_HEAD "\r\n", 150000, RUSHES_RAW_HOLD, RUSHES_ERROR_UNREACHABLE },
  { "drip-in-head", OK_HEAD "X: ", 0, RUSHES_RAW_DRIP, RUSHES_ERROR_UNREACHABLE },
  { "drip-in-body", NULL, 150000, RUSHES_RAW_DRIP, RUSHES_ERROR_UNREACHABLE },
  { "gzip", OK_HEAD "Content-Encoding: gzip\r\n\r\n", 1000, RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "identity-and-gzip", OK_HEAD "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n\r\n", 1000,
    RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "206-unasked",
    "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-999/300000\r\nContent-Length: 1000\r\n\r\n", 1000,
    RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "204", "HTTP/1.1 204 Nothing\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "205", "HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "html", OK_HEAD "Content-Type: video/mp4\r\n\r\n<!DOCTYPE html><title>Welcome</title>", 0,
    RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "xml", OK_HEAD "\r\n<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>", 0, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_NOT_A_VIDEO },
  { "json", OK_HEAD "\r\n{\"code\": 1, \"message\": \"no\"}", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_NOT_A_VIDEO },
  { "300", "HTTP/1.1 300 Choices\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_SERVICE },
  { "304", "HTTP/1.1 304 Same\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_SERVICE },
  { "400", "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE,
    RUSHES_ERROR_REQUEST_REFUSED },
  { "401", "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", 0,
    RUSHES_RAW_CLOSE, RUSHES_ERROR_LINK_EXPIRED },
  { "403", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_LINK_EXPIRED },
  { "404", "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_LINK_EXPIRED },
  { "410", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_LINK_EXPIRED },
  { "500", "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_SERVICE },
  { "503", "HTTP/1.1 503 Busy\r\n\r\n<html>busy</html>", 0, RUSHES_RAW_CLOSE, RUSHES_ERROR_SERVICE },
};

static void
test_fault (Fixture *self, gconstpointer data)
{
  const Fault *fault = data;
  g_autofree char *good_head = dup_head (VIDEO_BYTES);
  g_autoptr (GBytes) body = g_bytes_new_from_bytes (self->video, 0, fault->n_bytes);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  if (fault->end == RUSHES_RAW_HOLD || fault->end == RUSHES_RAW_DRIP)
    self->stall_ms = STALL_MS;
  rushes_raw_server_answer (self->cdn, "/a", fault->head != NULL ? fault->head : good_head, body, fault->end);
  g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == RUSHES_ERROR);
  if (fault->other_code == 0 || (fault->other_code != ANY && error->code != fault->other_code))
    g_assert_error (error, RUSHES_ERROR, fault->code);
}

/* More header than anybody needs. */
static void
test_huge_head (Fixture *self, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *head = g_strconcat (OK_HEAD "X: ", filler, "\r\n\r\n", NULL);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_raw_server_answer (self->cdn, "/a", head, NULL, RUSHES_RAW_CLOSE);
  g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_true (error->domain == RUSHES_ERROR);
  g_assert_true (error->code == RUSHES_ERROR_SERVICE || error->code == RUSHES_ERROR_UNREACHABLE);
}

/* Two lengths are none; newer versions of libsoup refuse such an answer. */
static void
test_two_lengths (Fixture *self, gconstpointer data)
{
  g_autofree char *head = g_strdup_printf (OK_HEAD "Content-Length: 1000\r\nContent-Length: %d\r\n\r\n",
                                           VIDEO_BYTES);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_raw_server_answer (self->cdn, "/a", head, self->video, RUSHES_RAW_CLOSE);
  if (fetch (self, self->cdn, "/a", &result, &error))
    {
      g_assert_cmpstr (result.verified, ==, "structure");
      rushes_test_assert_file (self->part_path, self->video);
    }
  else
    g_assert_true (error->domain == RUSHES_ERROR);
}

static void
test_expired_detail (Fixture *self, gconstpointer data)
{
  const char *head = "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n"
                     "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code>"
                     "<Message>Request has\nexpired, " KEY ".</Message><RequestId>68B1</RequestId></Error>";
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  const RushesErrorDetail *detail;

  rushes_raw_server_answer (self->cdn, "/a", head, NULL, RUSHES_RAW_CLOSE);
  g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_EXPIRED);
  detail = rushes_error_get_detail (error);
  g_assert_cmpuint (detail->http_status, ==, 403);
  g_assert_cmpstr (detail->code, ==, "AccessDenied");
  g_assert_cmpstr (detail->text, ==, "Request has expired, [hidden].");
  g_assert_cmpstr (detail->request_id, ==, "68B1");
}

/* Neither XML nor much of anything, and no end: an answer all the same. */
static void
test_error_page_without_end (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  self->stall_ms = STALL_MS;
  rushes_raw_server_answer (self->cdn, "/a", "HTTP/1.1 403 No\r\n\r\n<Code>Half", NULL, RUSHES_RAW_HOLD);
  g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_EXPIRED);
}

static void
test_retry_after (Fixture *self, gconstpointer data)
{
  const char *values[] = { "7", "99999999", "-1", "soon" };
  const guint seconds[] = { 7, 3600, 0, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *head
        = g_strdup_printf ("HTTP/1.1 429 Slow\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", values[i]);
      g_auto (RushesFetchResult) result = { 0 };
      g_autoptr (GError) error = NULL;

      rushes_raw_server_answer (self->cdn, "/a", head, NULL, RUSHES_RAW_CLOSE);
      g_assert_false (fetch (self, self->cdn, "/a", &result, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_RATE_LIMITED);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, ==, seconds[i]);
    }
}

/* 401 at home speaks of the key, not of the link. */
static void
test_key_refused (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_raw_server_answer (self->gateway, "/a", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", NULL,
                            RUSHES_RAW_CLOSE);
  g_assert_false (fetch (self, self->gateway, "/a", &result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED);
}

static void
test_nobody_there (Fixture *self, gconstpointer data)
{
  g_autofree char *link = g_strconcat (rushes_raw_server_get_url (self->cdn), "/a", NULL);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  rushes_raw_server_free (self->cdn);
  self->cdn = rushes_raw_server_new (NULL);
  g_assert_false (fetch_link (self, link, NULL, &result, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
}

static void
test_certificate (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "transfer", "self-signed.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (RushesRawServer) server = NULL;
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("there is no TLS here (glib-networking)");
      return;
    }

  certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  server = rushes_raw_server_new (certificate);
  serve_video (self, server, "");
  g_assert_false (fetch (self, server, "/a", &result, &refused));
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_raw_server_get_n_requests (server), ==, 0);
}

static void
test_cancelled_before (Fixture *self, gconstpointer data)
{
  g_autofree char *link = g_strconcat (rushes_raw_server_get_url (self->cdn), "/a", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  serve_video (self, self->cdn, "");
  g_cancellable_cancel (cancellable);
  g_assert_false (fetch_link (self, link, cancellable, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (rushes_raw_server_get_n_requests (self->cdn), ==, 0);
}

static void
cancel_at_progress (RushesFetchStage stage, gint64 done, gint64 total, gpointer user_data)
{
  if (done > 0)
    g_cancellable_cancel (user_data);
}

/* A connection that was given up must not keep the session's few places. */
static void
test_cancelled_midway (Fixture *self, gconstpointer data)
{
  g_autofree char *link = g_strconcat (rushes_raw_server_get_url (self->cdn), "/a", NULL);
  g_autofree char *head = dup_head (VIDEO_BYTES);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (self->video, 0, VIDEO_BYTES / 2);
  g_auto (RushesFetchResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 12; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) cancelled = NULL;
      g_autoptr (RushesPart) part = rushes_part_open (self->part_path, NULL, &cancelled);
      RushesFetchRequest request = { .link = link,
                                     .account = self->account,
                                     .part = part,
                                     .progress = cancel_at_progress,
                                     .user_data = cancellable };

      rushes_raw_server_answer (self->cdn, "/a", head, half, RUSHES_RAW_HOLD);
      g_assert_false (rushes_fetch_run (self->session, &request, cancellable, &result, &cancelled));
      g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      rushes_fetch_result_clear (&result);
    }

  serve_video (self, self->cdn, "/a");
  g_assert_true (fetch_link (self, link, NULL, &result, &error));
  g_assert_no_error (error);
}

/* In the place of GLib's own: the transfers ask by it for what is large, and can do without. */
static gboolean is_out_of_memory;

gpointer
g_try_malloc (gsize n_bytes)
{
  return is_out_of_memory && n_bytes >= 64 * 1024 ? NULL : malloc (n_bytes);
}

/* A buffer is the one large thing that a transfer asks for: that there is none is told, nobody is asked for bytes
 * that cannot be taken, and the next try brings the video. Small things are GLib's, which ends the program by
 * design: the files stay whole then, as they do when it is killed. */
static void
test_no_memory (Fixture *self, gconstpointer data)
{
  g_auto (RushesFetchResult) result = { 0 };
  g_auto (RushesFetchResult) whole = { 0 };
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  serve_video (self, self->cdn, "/a");
  is_out_of_memory = TRUE;
  g_assert_false (fetch (self, self->cdn, "/a", &result, &refused));
  is_out_of_memory = FALSE;
  g_assert_error (refused, RUSHES_ERROR, RUSHES_ERROR_FAILED);
  g_assert_nonnull (strstr (refused->message, g_strerror (ENOMEM)));
  g_assert_cmpuint (rushes_raw_server_get_n_requests (self->cdn), ==, 0);

  g_assert_true (fetch (self, self->cdn, "/a", &whole, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->part_path, self->video);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/fetch/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("plain", test_plain);
  add ("part-is-emptied", test_part_is_emptied);
  add ("part-is-a-link", test_part_is_a_link);
  add ("chunked", test_chunked);
  add ("on-the-wire", test_on_the_wire);
  add ("key-at-home", test_key_at_home);
  add ("key-stays-at-home", test_key_stays_at_home);
  add ("redirects", test_redirects);
  add ("redirect-to-the-byte", test_redirect_to_the_byte);
  add ("redirect-loop", test_redirect_loop);
  add ("redirect-refused", test_redirect_refused);
  add ("redirect-to-nowhere", test_redirect_to_nowhere);
  add ("private-address", test_private_address);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/fetch/fault/", faults[i].name, NULL);
      g_test_add (path, Fixture, &faults[i], set_up, test_fault, tear_down);
    }
  add ("huge-head", test_huge_head);
  add ("two-lengths", test_two_lengths);
  add ("expired-detail", test_expired_detail);
  add ("error-page-without-end", test_error_page_without_end);
  add ("retry-after", test_retry_after);
  add ("key-refused", test_key_refused);
  add ("nobody-there", test_nobody_there);
  add ("certificate", test_certificate);
  add ("cancelled-before", test_cancelled_before);
  add ("no-memory", test_no_memory);
  add ("cancelled-midway", test_cancelled_midway);

  return g_test_run ();
}
