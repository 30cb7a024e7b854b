/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "demo/wire.h"

#include <libsoup/soup.h>
#include <string.h>

typedef struct
{
  RushesGateway *gateway;
  const char *cdn;
  char *target;
  GBytes *video;
  gsize size;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->gateway = wire_new_gateway ();
  fixture->cdn = rushes_gateway_get_cdn_url (fixture->gateway);
  fixture->target = wire_dup_target (fixture->gateway, TASK, FALSE);
  fixture->video = rushes_gateway_get_video (NULL);
  fixture->size = g_bytes_get_size (fixture->video);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_object_unref (fixture->gateway);
  g_free (fixture->target);
  g_bytes_unref (fixture->video);
}

static WireReply *
get (Fixture *fixture, const char *headers)
{
  return wire_ask (fixture->cdn, "GET", fixture->target, headers);
}

static void
assert_header (WireReply *reply, const char *name, const char *expected)
{
  g_autofree char *value = wire_reply_dup_header (reply, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_refused (WireReply *reply, guint status, const char *words)
{
  g_autofree char *text = wire_reply_dup_text (reply);

  g_assert_cmpuint (reply->status, ==, status);
  assert_header (reply, "Content-Type", "application/xml");
  g_assert_true (g_str_has_prefix (text, "<?xml"));
  g_assert_nonnull (strstr (text, words));
}

/* Bit by bit, after the definition of CRC-64/XZ: shares nothing with the gateway's own. */
static char *
compute_crc (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint64 crc = G_MAXUINT64;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? (crc >> 1) ^ G_GUINT64_CONSTANT (0xC96C5795D7870F42) : crc >> 1;
    }
  return g_strdup_printf ("%" G_GUINT64_FORMAT, crc ^ G_MAXUINT64);
}

static void
test_crc_reference (void)
{
  g_autoptr (GBytes) check = g_bytes_new_static ("123456789", 9);
  g_autofree char *crc = compute_crc (check);

  /* The check value that the catalogue of CRCs gives: 995dc9bbdf1939fa. */
  g_assert_cmpstr (crc, ==, "11051210869376104954");
}

static void
test_whole (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (WireReply) reply = get (fixture, NULL);
  g_autofree char *length = g_strdup_printf ("%zu", fixture->size);
  g_autofree char *crc = compute_crc (fixture->video);
  g_autofree char *etag = wire_reply_dup_header (reply, "ETag");

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (g_bytes_equal (reply->body, fixture->video));
  assert_header (reply, "Content-Type", "video/mp4");
  assert_header (reply, "Content-Length", length);
  assert_header (reply, "Accept-Ranges", "bytes");
  assert_header (reply, "x-oss-hash-crc64ecma", crc);
  assert_header (reply, "Content-Range", NULL);
  g_assert_cmpuint (strlen (etag), ==, 34);
}

static void
test_backup (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *target = wire_dup_target (fixture->gateway, TASK, TRUE);
  g_autoptr (WireReply) reply = wire_ask (fixture->cdn, "GET", target, NULL);

  g_assert_cmpstr (target, !=, fixture->target);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_true (g_bytes_equal (reply->body, fixture->video));
}

static void
test_range (Fixture *fixture, gconstpointer unused)
{
  const struct
  {
    char *range;
    gsize first;
    gsize last;
  } cases[] = {
    { g_strdup ("0-0"), 0, 0 },
    { g_strdup ("1000-1999"), 1000, 1999 },
    { g_strdup ("5000-"), 5000, fixture->size - 1 },
    { g_strdup ("-7"), fixture->size - 7, fixture->size - 1 },
    { g_strdup_printf ("%zu-%zu", fixture->size - 1, fixture->size - 1), fixture->size - 1,
      fixture->size - 1 },
  };
  g_autofree char *crc = compute_crc (fixture->video);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = g_strdup_printf ("Range: bytes=%s\r\n", cases[i].range);
      g_autofree char *told = g_strdup_printf ("bytes %zu-%zu/%zu", cases[i].first, cases[i].last,
                                               fixture->size);
      gsize length = cases[i].last - cases[i].first + 1;
      g_autoptr (GBytes) expected = g_bytes_new_from_bytes (fixture->video, cases[i].first, length);
      g_autoptr (WireReply) reply = get (fixture, header);

      g_assert_cmpuint (reply->status, ==, 206);
      assert_header (reply, "Content-Range", told);
      assert_header (reply, "x-oss-hash-crc64ecma", crc);
      g_assert_true (g_bytes_equal (reply->body, expected));
      g_free (cases[i].range);
    }
}

/* What is out of range, or no range at all, gives the whole object and 200: that is OSS. */
static void
test_bad_range (Fixture *fixture, gconstpointer unused)
{
  char *const ranges[] = {
    g_strdup_printf ("bytes=%zu-", fixture->size),
    g_strdup_printf ("bytes=0-%zu", fixture->size),
    g_strdup_printf ("bytes=-%zu", fixture->size + 1),
    g_strdup ("bytes=9-3"),
    g_strdup ("bytes=0-1,4-5"),
    g_strdup ("bytes=-"),
    g_strdup ("lines=1-2"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autofree char *header = g_strdup_printf ("Range: %s\r\n", ranges[i]);
      g_autoptr (WireReply) reply = get (fixture, header);

      g_assert_cmpuint (reply->status, ==, 200);
      assert_header (reply, "Content-Range", NULL);
      g_assert_true (g_bytes_equal (reply->body, fixture->video));
      g_free (ranges[i]);
    }
}

static void
test_if_match (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (WireReply) first = get (fixture, NULL);
  g_autofree char *etag = wire_reply_dup_header (first, "ETag");
  g_autofree char *same = g_strdup_printf ("If-Match: %s\r\nRange: bytes=0-9\r\n", etag);
  g_autoptr (WireReply) unchanged = get (fixture, same);
  g_autoptr (WireReply) changed = get (fixture, "If-Match: \"0123\"\r\nRange: bytes=0-9\r\n");

  g_assert_cmpuint (unchanged->status, ==, 206);
  assert_refused (changed, 412, "PreconditionFailed");
}

static void
assert_forged (Fixture *fixture, const char *from, const char *to)
{
  GString *target = g_string_new (fixture->target);
  g_autofree char *forged = NULL;
  g_autoptr (WireReply) reply = NULL;

  g_assert_cmpuint (g_string_replace (target, from, to, 1), ==, 1);
  forged = g_string_free (target, FALSE);
  reply = wire_ask (fixture->cdn, "GET", forged, NULL);
  assert_refused (reply, 403, "SignatureDoesNotMatch");
}

/* Each of these is the same address to a client that puts addresses in order. */
static void
test_byte_exact (Fixture *fixture, gconstpointer unused)
{
  assert_forged (fixture, "%2F", "/");
  assert_forged (fixture, "%2F", "%2f");
  assert_forged (fixture, "video", "%76ideo");
  assert_forged (fixture, "%2B", "+");
  assert_forged (fixture, "%3D", "=");
  assert_forged (fixture, "%2F", "%252F");
  assert_forged (fixture, "/inference", "/./inference");
  assert_forged (fixture, "Expires=", "Expires=+");
  assert_forged (fixture, "&Sig", "&x=1&Sig");
  assert_forged (fixture, "output.mp4", "output.mp3");
}

static void
test_verb_and_key (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (WireReply) head = wire_ask (fixture->cdn, "HEAD", fixture->target, NULL);
  g_autoptr (WireReply) put = wire_ask (fixture->cdn, "DELETE", fixture->target, NULL);
  g_autoptr (WireReply) with_key = get (fixture, "Authorization: Bearer " KEY "\r\n");

  g_assert_cmpuint (head->status, ==, 403);
  g_assert_cmpuint (g_bytes_get_size (head->body), ==, 0);
  g_assert_cmpuint (put->status, ==, 403);
  assert_refused (with_key, 400, "InvalidArgument");
}

static char *
add_and_get_target (Fixture *fixture, double ends_after, double link_lasts, gboolean signed_at_end)
{
  const RushesScript script = {
    .task_id = "7",
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = ends_after - 10,
    .runs_after = ends_after - 5,
    .ends_after = ends_after,
    .link_lasts = link_lasts,
    .link_signed_at_end = signed_at_end,
  };

  rushes_gateway_add (fixture->gateway, &script);
  return wire_dup_target (fixture->gateway, "7", FALSE);
}

static void
test_expiry (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *gone = add_and_get_target (fixture, -1000, 990, TRUE);
  g_autoptr (WireReply) too_late = wire_ask (fixture->cdn, "GET", gone, NULL);
  g_autofree char *fresh = NULL;
  g_autofree char *left = NULL;
  g_autoptr (WireReply) in_time = NULL;
  g_autoptr (WireReply) again = NULL;

  assert_refused (too_late, 403, "<Message>Request has expired.</Message>");

  left = add_and_get_target (fixture, -1000, 1100, TRUE);
  in_time = wire_ask (fixture->cdn, "GET", left, NULL);
  g_assert_cmpuint (in_time->status, ==, 200);

  fresh = add_and_get_target (fixture, -1000, 990, FALSE);
  again = wire_ask (fixture->cdn, "GET", fresh, NULL);
  g_assert_cmpuint (again->status, ==, 200);
}

static void
test_log (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *line = g_strdup_printf ("GET %s HTTP/1.1\n", fixture->target);
  g_autofree char *before = rushes_gateway_dup_cdn_log (fixture->gateway);
  g_autoptr (WireReply) reply = get (fixture, "X-Curious: Yes\r\n");
  g_autofree char *after = rushes_gateway_dup_cdn_log (fixture->gateway);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpstr (before, ==, "");
  g_assert_true (g_str_has_prefix (after, line));
  g_assert_nonnull (strstr (after, "\nX-Curious: Yes\n"));
}

static void
test_speed (Fixture *fixture, gconstpointer unused)
{
  gint64 began;
  double seconds;
  g_autoptr (WireReply) reply = NULL;

  rushes_gateway_set_cdn_speed (fixture->gateway, (guint) fixture->size * 3);
  began = g_get_monotonic_time ();
  reply = get (fixture, NULL);
  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  g_assert_true (g_bytes_equal (reply->body, fixture->video));
  g_assert_cmpfloat (seconds, >=, 0.3);
}

typedef struct
{
  const char *cdn;
  const char *target;
  gint over; /* atomic */
} Download;

static gpointer
download_thread (gpointer user_data)
{
  Download *download = user_data;
  WireReply *reply = wire_ask (download->cdn, "GET", download->target, NULL);

  g_atomic_int_set (&download->over, TRUE);
  return reply;
}

/* A quick delivery leaves everybody else a turn. */
static void
test_speed_and_others (Fixture *fixture, gconstpointer unused)
{
  const gsize size = 40 * 1000 * 1000;
  const RushesScript script = {
    .task_id = "8",
    .kind = RUSHES_SCRIPT_FINISHES,
    .submitted_after = -30,
    .runs_after = -20,
    .ends_after = -10,
    .link_lasts = 1000,
    .video = "quick",
  };
  g_autoptr (GBytes) video = g_bytes_new_take (g_malloc0 (size), size);
  g_autofree char *target = NULL;
  g_autoptr (WireReply) whole = NULL;
  Download download = { .cdn = fixture->cdn };
  GThread *thread;
  gint64 middle;

  rushes_gateway_add_video ("quick", video);
  rushes_gateway_add (fixture->gateway, &script);
  target = wire_dup_target (fixture->gateway, "8", FALSE);
  download.target = target;
  rushes_gateway_set_cdn_speed (fixture->gateway, (guint) size / 2);
  middle = g_get_monotonic_time () + G_USEC_PER_SEC;
  thread = g_thread_new ("download", download_thread, &download);
  while (g_get_monotonic_time () < middle)
    {
      g_autoptr (WireReply) other = wire_ask (fixture->cdn, "GET", "/nothing", NULL);

      g_assert_cmpuint (other->status, ==, 403);
    }
  g_assert_false (g_atomic_int_get (&download.over));

  whole = g_thread_join (thread);
  g_assert_true (g_bytes_equal (whole->body, video));
}

/* One connection, several requests: the client that the product uses keeps it open. */
static void
test_kept_alive (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *link = g_strconcat (fixture->cdn, fixture->target, NULL);
  guint64 connection = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new ("GET", link);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (body, fixture->video));
      if (i > 0)
        g_assert_cmpuint (soup_message_get_connection_id (message), ==, connection);
      connection = soup_message_get_connection_id (message);
    }
}

#define ADD(name, func) g_test_add ("/demo/cdn/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/demo/cdn/crc-reference", test_crc_reference);
  ADD ("whole", test_whole);
  ADD ("backup", test_backup);
  ADD ("range", test_range);
  ADD ("bad-range", test_bad_range);
  ADD ("if-match", test_if_match);
  ADD ("byte-exact", test_byte_exact);
  ADD ("verb-and-key", test_verb_and_key);
  ADD ("expiry", test_expiry);
  ADD ("log", test_log);
  ADD ("speed", test_speed);
  ADD ("speed-and-others", test_speed_and_others);
  ADD ("kept-alive", test_kept_alive);

  return g_test_run ();
}
