/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-fetch.h"
#include "transfer/rushes-part.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/*
 * The faults that a server can do to one attempt (F1 to F28, as far as one attempt meets them), and
 * what the next attempts make of it. After each: what went wrong has its code; the part, once it is
 * called whole, is the video to the byte; and no other host has seen the key.
 */

#define KEY "sk-canary-key-4711"
#define TASK "42"
#define SIZE 300000
#define HALF (SIZE / 2)
#define TARGET "/v.mp4?Expires=1&OSSAccessKeyId=LTAI&Signature=a%2Bb%3D"
#define STALL_MS 300
#define MAX_ATTEMPTS 4
#define NO_ERROR (-1)
#define ANY_OUTCOME (-2)

static const RushesFaultObject video = { .size = SIZE, .seed = 11 };
static const RushesFaultObject other = { .size = SIZE, .seed = 12 };

typedef struct
{
  RushesFaultServer *gateway; /* the account's origin */
  RushesFaultServer *cdn;
  RushesFaultAuthority *authority;
  RushesAccount *account;
  SoupSession *session;
  char *folder;
  char *part_path;
  gboolean is_skipped;

  RushesFetchResult result; /* of the last attempt */
} Fixture;

static void
fixture_init (Fixture *self, RushesFaultProtocol protocol, RushesFaultCertificate kind)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (RushesAccount) account = NULL;
  g_autoptr (GError) error = NULL;
  const char *why = NULL;

  self->is_skipped = !rushes_fault_server_can (protocol, &why);
  if (self->is_skipped)
    {
      g_test_skip (why);
      return;
    }

  self->session = rushes_fetch_new_session ();
  if (protocol != RUSHES_FAULT_HTTP)
    {
      self->authority = rushes_fault_authority_new ();
      certificate = rushes_fault_authority_issue (self->authority, kind);
      soup_session_set_tls_database (self->session, rushes_fault_authority_get_database (self->authority));
    }
  self->gateway = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  self->cdn = rushes_fault_server_new (protocol, certificate);
  rushes_fault_server_put (self->cdn, "/v.mp4", &video);

  account = rushes_account_new ("test", "Test", rushes_fault_server_get_url (self->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);
  self->account = rushes_fetch_copy_account (account);
  self->folder = rushes_test_make_folder ();
  self->part_path = rushes_part_dup_path (self->folder, self->account, TASK);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  fixture_init (self, RUSHES_FAULT_HTTP, RUSHES_FAULT_CERTIFICATE_GOOD);
}

static void
set_up_tls (Fixture *self, gconstpointer data)
{
  fixture_init (self, RUSHES_FAULT_HTTPS, RUSHES_FAULT_CERTIFICATE_GOOD);
}

static void
set_up_http2 (Fixture *self, gconstpointer data)
{
  fixture_init (self, RUSHES_FAULT_HTTP2, RUSHES_FAULT_CERTIFICATE_GOOD);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->is_skipped)
    return;

  /* Whatever happened, nobody but the account's origin was told anything. */
  g_assert_false (rushes_fault_server_saw (self->cdn, KEY));
  g_assert_false (rushes_fault_server_saw (self->cdn, "authorization:"));
  g_assert_false (rushes_fault_server_saw (self->cdn, "cookie:"));
  g_assert_false (rushes_fault_server_saw (self->cdn, "referer:"));
  g_assert_false (rushes_fault_server_saw (self->cdn, "content-type:"));
  g_assert_false (rushes_fault_server_saw (self->cdn, "HEAD /"));

  rushes_fetch_result_clear (&self->result);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->gateway);
  g_object_unref (self->cdn);
  g_clear_pointer (&self->authority, rushes_fault_authority_free);
  g_object_unref (self->account);
  rushes_test_remove_folder (self->folder);
  g_free (self->part_path);
}

/* Where an attempt has little patience. A limit that is not what is tested must not be what strikes on a
 * busy machine. */
typedef enum
{
  PATIENT,
  IMPATIENT_IN_BODY,
  IMPATIENT_IN_HEAD,
  IMPATIENT_TO_CONNECT,
} Impatience;

/* One attempt, with the part read back from the disk as after a restart. */
static gboolean
attempt_link (Fixture *self, const char *link, Impatience impatience, GError **error)
{
  g_autoptr (RushesPart) part = rushes_part_open (self->part_path, NULL, error);
  RushesFetchRequest request = { .link = link, .account = self->account, .part = part };

  g_assert_nonnull (part);
  if (impatience == IMPATIENT_TO_CONNECT)
    request.connect_ms = STALL_MS;
  if (impatience >= IMPATIENT_IN_HEAD)
    request.first_byte_ms = STALL_MS;
  if (impatience >= IMPATIENT_IN_BODY)
    {
      request.stall_ms = STALL_MS;
      request.stall_bytes = 1000;
    }
  rushes_fetch_result_clear (&self->result);
  return rushes_fetch_run (self->session, &request, NULL, &self->result, error);
}

static gboolean
attempt (Fixture *self, Impatience impatience, GError **error)
{
  g_autofree char *link = rushes_fault_server_dup_link (self->cdn, TARGET);

  return attempt_link (self, link, impatience, error);
}

/* Attempts until it is there; it is the video then, to the byte. */
static void
attempt_to_the_end (Fixture *self, const RushesFaultObject *expected)
{
  for (guint i = 0; i < MAX_ATTEMPTS; i++)
    {
      g_autoptr (GError) error = NULL;

      if (attempt (self, PATIENT, &error))
        {
          rushes_fault_object_assert_file (expected, self->part_path);
          g_assert_cmpint (self->result.bytes, ==, expected->size);
          g_assert_cmphex (self->result.crc, ==, rushes_fault_object_get_crc64 (expected));
          return;
        }
      g_test_message ("attempt: %s", error->message);
      g_assert_true (error->domain == RUSHES_ERROR);
    }
  g_error ("not there after %d attempts", MAX_ATTEMPTS);
}

typedef struct
{
  const char *name;
  RushesFault fault;
  const char *page;     /* (nullable): for the fault */
  const char *raw_head; /* likewise */
  gboolean from_half;   /* half of the video is there already */
  gboolean impatient;
  int code;            /* that the attempt ends with; NO_ERROR, ANY_OUTCOME */
  int other_code;      /* what newer versions of libsoup make of it; 0: the same */
  gint64 resumed_from; /* where the attempt after it goes on */
} FaultCase;

#define IN_HEAD(how, where) .place = RUSHES_FAULT_IN_HEAD, .end = RUSHES_FAULT_##how, .at = where
#define IN_BODY(how, where) .place = RUSHES_FAULT_IN_BODY, .end = RUSHES_FAULT_##how, .at = where
#define NO_SUMS .fields = "x-oss-hash-crc64ecma:\nContent-MD5:\nETag:\nLast-Modified:\n"
#define HTML "<!DOCTYPE html><title>Welcome</title>"
#define CHUNKED .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 50000

static const FaultCase cases[] = {
  { "F01-close-before-headers", { IN_HEAD (FIN, 0) }, .code = RUSHES_ERROR_UNREACHABLE },
  { "F01-reset-before-headers", { IN_HEAD (RST, 0) }, .code = RUSHES_ERROR_UNREACHABLE },
  { "F01-close-before-headers-of-the-rest",
    { IN_HEAD (FIN, 0) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = HALF },
  { "F02-half-a-status-line",
    { IN_HEAD (FIN, 12) },
    .code = RUSHES_ERROR_UNREACHABLE,
    .other_code = RUSHES_ERROR_SERVICE },
  { "F02-half-a-head",
    { IN_HEAD (FIN, 60) },
    .code = RUSHES_ERROR_SERVICE,
    .other_code = RUSHES_ERROR_UNREACHABLE },
  { "F02-no-http", { 0 }, .raw_head = "SSH-2.0-OpenSSH_9.2\r\n\r\n", .code = RUSHES_ERROR_SERVICE },
  { "F03-reset-at-0", { IN_BODY (RST, 0) }, .code = RUSHES_ERROR_INCOMPLETE },
  { "F03-reset-at-1", { IN_BODY (RST, 1) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = 1 },
  { "F03-reset-midway", { IN_BODY (RST, HALF) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = HALF },
  { "F03-reset-before-last",
    { IN_BODY (RST, -1) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = SIZE - 1 },
  { "F03-reset-in-the-rest",
    { IN_BODY (RST, 100) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF + 100 },
  { "F04-close-at-0", { IN_BODY (FIN, 0) }, .code = RUSHES_ERROR_INCOMPLETE },
  { "F04-close-at-1", { IN_BODY (FIN, 1) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = 1 },
  { "F04-close-midway", { IN_BODY (FIN, HALF) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = HALF },
  { "F04-close-before-last",
    { IN_BODY (FIN, -1) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = SIZE - 1 },
  { "F04-close-in-the-rest",
    { IN_BODY (FIN, 100) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF + 100 },
  { "F05-cut-in-a-chunk",
    { CHUNKED, IN_BODY (FIN, 70000) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 70000 },
  { "F05-reset-in-a-chunk",
    { CHUNKED, IN_BODY (RST, 70000) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 70000 },
  { "F06-cut-between-chunks",
    { CHUNKED, IN_BODY (FIN, 100000) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 100000 },
  { "F06-no-last-chunk", { CHUNKED, IN_BODY (FIN, SIZE) }, .code = ANY_OUTCOME, .resumed_from = ANY_OUTCOME },
  { "F07-no-length-cut",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF },
  { "F07-no-length-cut-at-1",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, 1) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 1 },
  { "F07-no-length-nothing",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, 0) },
    .code = RUSHES_ERROR_INCOMPLETE },
  { "F07-no-length-cut-in-the-rest",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, 100) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF + 100 },
  { "F08-stall-before-headers", { IN_HEAD (STALL, 0) }, .impatient = TRUE, .code = RUSHES_ERROR_UNREACHABLE },
  { "F08-stall-in-headers", { IN_HEAD (STALL, 60) }, .impatient = TRUE, .code = RUSHES_ERROR_UNREACHABLE },
  { "F08-stall-at-0", { IN_BODY (STALL, 0) }, .impatient = TRUE, .code = RUSHES_ERROR_UNREACHABLE },
  { "F08-stall-midway",
    { IN_BODY (STALL, HALF) },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = HALF },
  { "F08-stall-in-a-page",
    { .status = 403, IN_BODY (STALL, 5) },
    .page = "<Code>Expired</Code>",
    .impatient = TRUE,
    .code = RUSHES_ERROR_LINK_EXPIRED },
  { "F09-drip-in-headers",
    { IN_HEAD (DRIP, 20), .drip_ms = 20 },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE },
  { "F09-drip-in-body",
    { IN_BODY (DRIP, HALF), .drip_ms = 20 },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F10-longer-than-told", { .extra = 5000 }, .code = ANY_OUTCOME, .resumed_from = ANY_OUTCOME },
  { "F10-longer-than-told-in-the-rest",
    { .extra = 5000 },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F10-longer-without-length",
    { .framing = RUSHES_FAULT_CLOSED, .extra = 5000 },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F11-two-lengths",
    { .fields = "Content-Length: 1000\nContent-Length: 300000\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F11-two-lengths-turned",
    { .fields = "Content-Length: 300000\nContent-Length: 1000\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F11-length-2-63-less-1",
    { .fields = "Content-Length: 9223372036854775807\n" },
    .code = RUSHES_ERROR_DISK_FULL },
  { "F11-length-10-23",
    { .fields = "Content-Length: 100000000000000000000000\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F11-length-in-words",
    { .fields = "Content-Length: many\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F11-length-too-short",
    { .fields = "Content-Length: 1000\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F11-length-of-nothing",
    { .fields = "Content-Length: 0\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F12-gzip", { .fields = "Content-Encoding: gzip\n" }, .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F12-zstd", { .fields = "Content-Encoding: zstd\n" }, .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F12-identity-and-gzip",
    { .fields = "Content-Encoding: identity, gzip\n" },
    .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F12-gzip-in-the-rest",
    { .fields = "Content-Encoding: gzip\n" },
    .from_half = TRUE,
    .code = RUSHES_ERROR_NOT_A_VIDEO,
    .resumed_from = ANY_OUTCOME },
  { "F13-header-of-2-MB",
    { .padding_bytes = 2 * 1024 * 1024 },
    .code = RUSHES_ERROR_SERVICE,
    .other_code = RUSHES_ERROR_UNREACHABLE },
  { "F13-10000-headers", { .n_padding_fields = 10000 }, .code = ANY_OUTCOME, .resumed_from = ANY_OUTCOME },
  { "F13-carriage-return", { .fields = "X-A: a\rSet-Cookie: b=c\n" }, .code = ANY_OUTCOME },
  { "F13-no-colon", { 0 }, .raw_head = "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", .code = ANY_OUTCOME },
  { "F15-wrong-start",
    { .fields = "Content-Range: bytes 0-149999/300000\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-start-too-late",
    { .fields = "Content-Range: bytes 150001-299999/300000\n", .skip = 1 },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-wrong-total",
    { .fields = "Content-Range: bytes 150000-299999/300001\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-unknown-total",
    { .fields = "Content-Range: bytes 150000-299999/*\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-backwards",
    { .fields = "Content-Range: bytes 299999-150000/300000\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-nonsense",
    { .fields = "Content-Range: some of it\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-no-content-range",
    { .fields = "Content-Range:\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-multipart",
    { .fields = "Content-Type: multipart/byteranges; boundary=x\nContent-Range:\n" },
    .from_half = TRUE,
    .page = "--x\r\nContent-Range: bytes 150000-150009/300000\r\n\r\n0123456789\r\n--x--\r\n",
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-less-than-told",
    { .fields = "Content-Length: 1000\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F15-a-piece-of-the-rest",
    { .limit = 1000 },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F16-200-to-a-range", { .ignore_range = TRUE }, .from_half = TRUE, .code = NO_ERROR },
  { "F16-200-to-a-range-cut",
    { .ignore_range = TRUE, IN_BODY (FIN, 1000) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 1000 },
  { "F17-206-to-no-range",
    { .status = 206, .limit = 1000, .fields = "Content-Range: bytes 0-999/300000\n" },
    .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F17-206-of-all-to-no-range",
    { .status = 206, .fields = "Content-Range: bytes 0-299999/300000\n" },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F18-416-midway",
    { .status = 416, .fields = "Content-Range: bytes */300000\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F18-416-smaller",
    { .status = 416, .fields = "Content-Range: bytes */1000\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F18-416-without-total",
    { .status = 416 },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F18-416-to-no-range", { .status = 416 }, .code = RUSHES_ERROR_REQUEST_REFUSED },
  { "F20-crc-absent", { .fields = "x-oss-hash-crc64ecma:\n" }, .code = NO_ERROR },
  { "F20-crc-absent-in-the-rest",
    { .fields = "x-oss-hash-crc64ecma:\n" },
    .from_half = TRUE,
    .code = NO_ERROR },
  { "F20-crc-no-number", { .fields = "x-oss-hash-crc64ecma: 0x12\n" }, .code = NO_ERROR },
  { "F20-wrong-crc", { .fields = "x-oss-hash-crc64ecma: 12345\n" }, .code = RUSHES_ERROR_DAMAGED },
  { "F20-wrong-md5",
    { .fields = "x-oss-hash-crc64ecma:\nContent-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==\n" },
    .code = RUSHES_ERROR_DAMAGED },
  { "F20-other-bytes", { .skip = 1, .extra = 1 }, .code = ANY_OUTCOME, .resumed_from = ANY_OUTCOME },
  { "F21-html", { NO_SUMS }, .page = HTML, .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F21-xml",
    { NO_SUMS },
    .page = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>",
    .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F21-json", { NO_SUMS }, .page = "{\"code\": 1, \"message\": \"no\"}", .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F21-html-with-sums", { 0 }, .page = HTML, .code = RUSHES_ERROR_NOT_A_VIDEO },
  { "F21-html-to-a-range",
    { NO_SUMS, .status = 200 },
    .page = HTML,
    .from_half = TRUE,
    .code = RUSHES_ERROR_NOT_A_VIDEO,
    .resumed_from = ANY_OUTCOME },
  { "F21-html-as-the-rest",
    { NO_SUMS },
    .page = HTML,
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F22-403-before-start",
    { .status = 403 },
    .page = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has "
            "expired.</Message></Error>",
    .code = RUSHES_ERROR_LINK_EXPIRED },
  { "F22-403-midway",
    { .status = 403 },
    .page = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has "
            "expired.</Message></Error>",
    .from_half = TRUE,
    .code = RUSHES_ERROR_LINK_EXPIRED,
    .resumed_from = HALF },
  { "F22-401",
    { .status = 401, .fields = "WWW-Authenticate: Basic realm=\"x\"\n" },
    .code = RUSHES_ERROR_LINK_EXPIRED },
  { "F22-404-midway",
    { .status = 404 },
    .from_half = TRUE,
    .code = RUSHES_ERROR_LINK_EXPIRED,
    .resumed_from = HALF },
  { "F24-429", { .status = 429, .fields = "Retry-After: 5\n" }, .code = RUSHES_ERROR_RATE_LIMITED },
  { "F24-429-midway",
    { .status = 429, .fields = "Retry-After: 5\n" },
    .from_half = TRUE,
    .code = RUSHES_ERROR_RATE_LIMITED,
    .resumed_from = HALF },
  { "F25-503", { .status = 503 }, .page = "<html>busy</html>", .code = RUSHES_ERROR_SERVICE },
  { "F25-503-midway",
    { .status = 503 },
    .page = "<html>busy</html>",
    .from_half = TRUE,
    .code = RUSHES_ERROR_SERVICE,
    .resumed_from = HALF },
};

static void
fetch_half (Fixture *self)
{
  RushesFault half = { IN_BODY (FIN, HALF) };
  g_autoptr (GError) error = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  g_assert_false (attempt (self, PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_INCOMPLETE);
}

static void
assert_outcome (const FaultCase *this_case, gboolean succeeded, const GError *error)
{
  g_test_message ("%s", error != NULL ? error->message : "succeeded");
  if (this_case->code == NO_ERROR)
    g_assert_no_error (error);
  else if (this_case->code != ANY_OUTCOME)
    g_assert_false (succeeded);
  if (succeeded)
    return;

  g_assert_true (error->domain == RUSHES_ERROR);
  g_assert_cmpint (error->code, !=, RUSHES_ERROR_FAILED);
  if (this_case->code != ANY_OUTCOME && (this_case->other_code == 0 || error->code != this_case->other_code))
    g_assert_error (error, RUSHES_ERROR, this_case->code);
}

static Impatience
get_impatience (const FaultCase *this_case)
{
  if (!this_case->impatient)
    return PATIENT;
  return this_case->fault.place == RUSHES_FAULT_IN_BODY ? IMPATIENT_IN_BODY : IMPATIENT_IN_HEAD;
}

/* The fault once, and what comes of it. */
static void
test_fault (Fixture *self, gconstpointer data)
{
  const FaultCase *this_case = data;
  RushesFault fault = this_case->fault;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GBytes) raw_head = NULL;
  g_autoptr (GError) error = NULL;
  gboolean succeeded;

  if (this_case->page != NULL)
    fault.page = page = g_bytes_new_static (this_case->page, strlen (this_case->page));
  if (this_case->raw_head != NULL)
    fault.raw_head = raw_head = g_bytes_new_static (this_case->raw_head, strlen (this_case->raw_head));

  if (this_case->from_half)
    fetch_half (self);
  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  succeeded = attempt (self, get_impatience (this_case), &error);
  assert_outcome (this_case, succeeded, error);
  rushes_fault_server_forget_script (self->cdn, "/v.mp4");

  if (!succeeded)
    attempt_to_the_end (self, &video);
  else
    rushes_fault_object_assert_file (&video, self->part_path);
  if (!succeeded && this_case->resumed_from >= 0)
    g_assert_cmpint (self->result.resumed_from, ==, this_case->resumed_from);
}

/* The resumed attempt asks for the rest of the very same, and of nothing else. */
static void
test_on_the_wire (Fixture *self, gconstpointer data)
{
  g_autofree char *etag = rushes_fault_object_dup_etag (&video);
  g_autofree char *first = NULL;
  g_autofree char *range = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *if_range = NULL;
  g_autofree char *encoding = NULL;

  if (self->is_skipped)
    return;
  fetch_half (self);
  attempt_to_the_end (self, &video);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 2);
  first = rushes_fault_server_dup_request (self->cdn, "/v.mp4", 0);
  g_assert_true (g_str_has_prefix (first, "GET " TARGET " HTTP/"));
  g_assert_null (strstr (first, "ange:"));
  range = rushes_fault_server_dup_field (self->cdn, "/v.mp4", 1, "Range");
  if_range = rushes_fault_server_dup_field (self->cdn, "/v.mp4", 1, "If-Range");
  encoding = rushes_fault_server_dup_field (self->cdn, "/v.mp4", 1, "Accept-Encoding");
  rest = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-", self->result.resumed_from);
  g_assert_cmpstr (range, ==, rest);
  g_assert_cmpstr (if_range, ==, etag);
  g_assert_cmpstr (encoding, ==, "identity");
  g_assert_cmpstr (self->result.verified, ==, "crc64");
  g_assert_cmpint (self->result.fetched + self->result.resumed_from, ==, SIZE);
  /* Over HTTP/2 libsoup drops what it has read ahead. */
  if (strstr (first, " HTTP/1.1\r\n") != NULL)
    g_assert_cmpint (self->result.resumed_from, ==, HALF);
  g_assert_cmpint (self->result.resumed_from, >, 0);
}

/* F8: nobody takes the connection up; nobody is there. */
static void
test_dead_ports (Fixture *self, gconstpointer data)
{
  for (guint deaf = 0; deaf < 2; deaf++)
    {
      g_autoptr (RushesFaultPort) port = rushes_fault_port_new (deaf != 0);
      g_autofree char *link = g_strdup_printf ("http://127.0.0.1:%u/v.mp4",
                                               rushes_fault_port_get_port (port));
      g_autoptr (GError) error = NULL;

      g_assert_false (attempt_link (self, link, IMPATIENT_TO_CONNECT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
    }
}

/* F8: TLS never begins. F1: it ends before it has begun. */
static void
test_no_handshake (Fixture *self, gconstpointer data)
{
  const RushesFaultEnd ends[] = { RUSHES_FAULT_STALL, RUSHES_FAULT_FIN, RUSHES_FAULT_RST };

  if (self->is_skipped)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GError) error = NULL;

      /* libsoup asks anew by itself where a connection was refused. */
      rushes_fault_server_script_connection (self->cdn, ends[i], 1);
      if (!attempt (self, ends[i] == RUSHES_FAULT_STALL ? IMPATIENT_TO_CONNECT : PATIENT, &error))
        g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
      else
        g_assert_true (ends[i] != RUSHES_FAULT_STALL);
    }
  attempt_to_the_end (self, &video);
}

/* A resolver that does not answer. */
#define TEST_TYPE_DEAF_RESOLVER (test_deaf_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestDeafResolver, test_deaf_resolver, TEST, DEAF_RESOLVER, GResolver)

struct _TestDeafResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestDeafResolver, test_deaf_resolver, G_TYPE_RESOLVER)

static void
give_up_cb (GCancellable *cancellable, GTask *task)
{
  g_task_return_error_if_cancelled (task);
}

static void
task_unref_cb (gpointer task, GClosure *closure)
{
  g_object_unref (task);
}

static void
deaf_resolver_lookup_by_name_async (GResolver *resolver,
                                    const char *hostname,
                                    GResolverNameLookupFlags flags,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  g_assert_nonnull (cancellable);
  g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (give_up_cb), task, task_unref_cb, 0);
}

static GList *
deaf_resolver_lookup_by_name_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GList *
deaf_resolver_lookup_by_name (GResolver *resolver,
                              const char *hostname,
                              GResolverNameLookupFlags flags,
                              GCancellable *cancellable,
                              GError **error)
{
  GPollFD polled;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &polled));
  g_poll (&polled, 1, RUSHES_TEST_DEADLINE * 1000);
  g_cancellable_release_fd (cancellable);
  g_assert_true (g_cancellable_set_error_if_cancelled (cancellable, error));
  return NULL;
}

static GList *
deaf_resolver_lookup_by_name_plain (GResolver *resolver,
                                    const char *hostname,
                                    GCancellable *cancellable,
                                    GError **error)
{
  return deaf_resolver_lookup_by_name (resolver, hostname, 0, cancellable, error);
}

static void
deaf_resolver_lookup_by_name_plain_async (GResolver *resolver,
                                          const char *hostname,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  deaf_resolver_lookup_by_name_async (resolver, hostname, 0, cancellable, callback, user_data);
}

static void
test_deaf_resolver_class_init (TestDeafResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = deaf_resolver_lookup_by_name_plain;
  resolver_class->lookup_by_name_async = deaf_resolver_lookup_by_name_plain_async;
  resolver_class->lookup_by_name_finish = deaf_resolver_lookup_by_name_finish;
  resolver_class->lookup_by_name_with_flags = deaf_resolver_lookup_by_name;
  resolver_class->lookup_by_name_with_flags_async = deaf_resolver_lookup_by_name_async;
  resolver_class->lookup_by_name_with_flags_finish = deaf_resolver_lookup_by_name_finish;
}

static void
test_deaf_resolver_init (TestDeafResolver *self)
{
}

static void
test_stall_in_dns (Fixture *self, gconstpointer data)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) deaf = g_object_new (TEST_TYPE_DEAF_RESOLVER, NULL);
  g_autoptr (GError) error = NULL;

  g_resolver_set_default (deaf);
  g_assert_false (attempt_link (self, "https://nowhere.example/v.mp4", IMPATIENT_TO_CONNECT, &error));
  g_resolver_set_default (usual);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
}

/* F11: libsoup 3.2 takes either for negative, and stumbles over it with a warning of GObject. */
static void
test_negative_length (Fixture *self, gconstpointer data)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  RushesFault fault = { .fields = data };
  g_autoptr (GError) error = NULL;
  gboolean succeeded;

  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  succeeded = attempt (self, PATIENT, &error);
  g_log_set_always_fatal (fatal);
  if (!succeeded)
    g_assert_true (error->domain == RUSHES_ERROR);
  attempt_to_the_end (self, &video);
}

/* F12: 50 MB of zeros in 50 KB stay 50 KB. */
static void
test_gzip_bomb (Fixture *self, gconstpointer data)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) zeros = g_memory_input_stream_new_from_data (g_malloc0 (50000000), 50000000,
                                                                        g_free);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (zeros, compressor);
  g_autoptr (GBytes) bomb = g_input_stream_read_bytes (packed, 1000000, NULL, NULL);
  RushesFault fault = { .fields = "Content-Encoding: gzip\n", .page = bomb };
  g_autoptr (GError) error = NULL;
  struct rusage before;
  struct rusage after;

  getrusage (RUSAGE_SELF, &before);
  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  g_assert_false (attempt (self, PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO);
  getrusage (RUSAGE_SELF, &after);
  g_assert_cmpint (after.ru_maxrss - before.ru_maxrss, <, 20 * 1024);
  attempt_to_the_end (self, &video);
}

/* F13: a header that ends in the middle, for who believes in C's strings. */
static void
test_nul_in_header (Fixture *self, gconstpointer data)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 300000\r\n\r\n";
  g_autoptr (GBytes) raw_head = g_bytes_new_static (head, sizeof head - 1);
  RushesFault fault = { .raw_head = raw_head };
  g_autoptr (GError) error = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  if (!attempt (self, PATIENT, &error))
    g_assert_true (error->domain == RUSHES_ERROR);
  attempt_to_the_end (self, &video);
}

static void
redirect (RushesFaultServer *server, const char *path, const char *location)
{
  g_autofree char *fields = g_strdup_printf ("Location: %s\n", location);
  RushesFault fault = { .status = 302, .fields = fields };

  rushes_fault_server_script (server, path, &fault, 1);
}

/* F14: from the account's origin to another, which sends it back: the key went with the first alone. */
static void
test_redirect_with_key (Fixture *self, gconstpointer data)
{
  g_autofree char *link = rushes_fault_server_dup_link (self->gateway, "/files/1");
  g_autofree char *away = rushes_fault_server_dup_link (self->cdn, "/back");
  g_autofree char *home = rushes_fault_server_dup_link (self->gateway, "/trap");
  g_autofree char *video_link = rushes_fault_server_dup_link (self->cdn, TARGET);
  g_autofree char *at_first = NULL;
  g_autofree char *at_last = NULL;
  g_autoptr (GError) error = NULL;

  redirect (self->gateway, "/files/1", away);
  redirect (self->cdn, "/back", home);
  redirect (self->gateway, "/trap", video_link);
  attempt_link (self, link, PATIENT, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (&video, self->part_path);

  at_first = rushes_fault_server_dup_field (self->gateway, "/files/1", 0, "Authorization");
  at_last = rushes_fault_server_dup_field (self->gateway, "/trap", 0, "Authorization");
  g_assert_cmpstr (at_first, ==, "Bearer " KEY);
  g_assert_cmpstr (at_last, ==, NULL);
}

/* F14: where nobody is to be led. */
static void
test_redirect_refused (Fixture *self, gconstpointer data)
{
  const char *places[] = { "file:///etc/passwd",  "http://10.0.0.1/x.mp4",  "ftp://127.0.0.1/x.mp4",
                           "javascript:alert(1)", "http://u:p@127.0.0.1/x", "data:video/mp4,x" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;

      redirect (self->cdn, "/v.mp4", places[i]);
      g_assert_false (attempt (self, PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
    }
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, G_N_ELEMENTS (places));
  attempt_to_the_end (self, &video);
}

/* F14: from https to http, which only loopback would be allowed, and is here. */
static void
test_redirect_across_schemes (Fixture *self, gconstpointer data)
{
  g_autofree char *elsewhere = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  elsewhere = rushes_fault_server_dup_link (self->gateway, "/plain");
  rushes_fault_server_put (self->gateway, "/plain", &video);
  redirect (self->cdn, "/v.mp4", elsewhere);
  attempt (self, PATIENT, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (&video, self->part_path);
  /* The account's own origin, but asked for by another host. */
  g_assert_false (rushes_fault_server_saw (self->gateway, KEY));
}

static void
test_redirect_relative (Fixture *self, gconstpointer data)
{
  redirect (self->cdn, "/v.mp4", "a/./b/../c.mp4?x=%7e#part");
  rushes_fault_server_put (self->cdn, "/a/c.mp4", &video);
  attempt_to_the_end (self, &video);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, "/a/c.mp4"), ==, 1);
}

/* F14: a loop, and a way of 21 hops: six questions, and no more. */
static void
test_redirect_without_end (Fixture *self, gconstpointer data)
{
  RushesFault loop = { .status = 302, .fields = "Location: /v.mp4\n" };
  g_autoptr (GError) looped = NULL;
  g_autoptr (GError) long_way = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &loop, G_MAXUINT);
  g_assert_false (attempt (self, PATIENT, &looped));
  g_assert_error (looped, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 6);
  rushes_fault_server_forget_script (self->cdn, "/v.mp4");

  for (guint i = 0; i < 21; i++)
    {
      g_autofree char *from = i == 0 ? g_strdup ("/v.mp4") : g_strdup_printf ("/hop/%u", i);
      g_autofree char *to = g_strdup_printf ("/hop/%u", i + 1);

      redirect (self->cdn, from, to);
    }
  g_assert_false (attempt (self, PATIENT, &long_way));
  g_assert_error (long_way, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 12);
}

/* F14: an account of the open network is not led to this machine. */
static void
test_redirect_to_loopback (Fixture *self, gconstpointer data)
{
  g_autoptr (RushesAccount) public = rushes_account_new ("p", "Public", "https://www.anyapi.vip", NULL);
  g_autofree char *link = rushes_fault_server_dup_link (self->cdn, TARGET);
  g_autoptr (GError) error = NULL;

  g_set_object (&self->account, public);
  g_assert_false (attempt_link (self, link, PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (self->cdn), ==, 0);
}

/* F18: all of it is there, but the program ended before it could say so. */
static void
test_416_at_the_end (Fixture *self, gconstpointer data)
{
  RushesFault unknown = { .framing = RUSHES_FAULT_CHUNKED, IN_BODY (FIN, SIZE), .ignore_range = TRUE };
  g_autoptr (GError) error = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &unknown, 1);
  if (!attempt (self, PATIENT, &error))
    g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_INCOMPLETE);
  attempt_to_the_end (self, &video);
  attempt_to_the_end (self, &video);
  g_assert_cmpint (self->result.fetched, ==, 0);
}

/* F19: other bytes are there now, by what the server says of them. */
typedef struct
{
  const char *name;
  RushesFaultObject before;
  RushesFaultObject after;
  gboolean ignore_if_range; /* the server sends a piece of the new all the same */
  gint64 resumed_from;      /* ANY_OUTCOME: at the end of it all the bytes are right, this way or that */
} Change;

static const Change changes[] = {
  { "etag-changed", { SIZE, 11 }, { SIZE, 12 }, FALSE, 0 },
  { "etag-changed-piece-of-the-new", { SIZE, 11 }, { SIZE, 12 }, TRUE, 0 },
  { "longer", { SIZE, 11 }, { SIZE + 1000, 13 }, FALSE, 0 },
  { "longer-piece-of-the-new", { SIZE, 11 }, { SIZE + 1000, 13 }, TRUE, 0 },
  { "etag-weak", { SIZE, 11, .etag = "W/\"1\"" }, { SIZE, 11, .etag = "W/\"1\"" }, FALSE, ANY_OUTCOME },
  { "etag-weak-other-bytes", { SIZE, 11, .etag = "W/\"1\"" }, { SIZE, 12, .etag = "W/\"1\"" }, TRUE, 0 },
  { "etag-missing", { SIZE, 11, .etag = "" }, { SIZE, 11, .etag = "" }, FALSE, HALF },
  { "etag-missing-other-bytes", { SIZE, 11, .etag = "" }, { SIZE, 12, .etag = "" }, TRUE, 0 },
  { "nothing-told", { SIZE, 11, "", "", "", "" }, { SIZE, 11, "", "", "", "" }, FALSE, 0 },
  { "nothing-told-other-bytes", { SIZE, 11, "", "", "", "" }, { SIZE, 12, "", "", "", "" }, FALSE, 0 },
  { "same-etag-other-bytes",
    { SIZE, 11, .etag = "\"1\"" },
    { SIZE, 12, .etag = "\"1\"" },
    FALSE,
    ANY_OUTCOME },
  { "crc-only",
    { SIZE, 11, .etag = "", .last_modified = "", .md5 = "" },
    { SIZE, 11, .etag = "", .last_modified = "", .md5 = "" },
    FALSE,
    HALF },
};

static void
test_change (Fixture *self, gconstpointer data)
{
  const Change *change = data;
  RushesFault piece_of_new = { .ignore_if_range = TRUE };

  rushes_fault_server_put (self->cdn, "/v.mp4", &change->before);
  fetch_half (self);
  rushes_fault_server_put (self->cdn, "/v.mp4", &change->after);
  if (change->ignore_if_range)
    rushes_fault_server_script (self->cdn, "/v.mp4", &piece_of_new, G_MAXUINT);
  attempt_to_the_end (self, &change->after);
  if (change->resumed_from >= 0)
    g_assert_cmpint (self->result.resumed_from, ==, change->resumed_from);
}

/* F19 without a checksum that could tell: a server that says it is the same, and lies. Nobody can know; what
 * is written down here is that at least its structure and length hold. */
static void
test_wrong_crc_stays (Fixture *self, gconstpointer data)
{
  RushesFault wrong = { .fields = "x-oss-hash-crc64ecma: 12345\n" };

  rushes_fault_server_script (self->cdn, "/v.mp4", &wrong, G_MAXUINT);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (attempt (self, PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
    }
}

/* F20: the sum of another object, on the rest of this one: it is not gone on with. */
static void
test_crc_of_another (Fixture *self, gconstpointer data)
{
  g_autofree char *crc = rushes_fault_object_dup_crc64 (&other);
  g_autofree char *fields = g_strdup_printf ("x-oss-hash-crc64ecma: %s\n", crc);
  RushesFault wrong = { .fields = fields };
  g_autoptr (GError) error = NULL;

  fetch_half (self);
  rushes_fault_server_script (self->cdn, "/v.mp4", &wrong, 1);
  if (!attempt (self, PATIENT, &error))
    g_assert_true (error->domain == RUSHES_ERROR);
  attempt_to_the_end (self, &video);
}

/* F24: how long to wait, as far as it is believed. */
static void
test_retry_after (Fixture *self, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, 100);
  g_autofree char *date = g_date_time_format (then, "%a, %d %b %Y %H:%M:%S GMT");
  const char *values[] = { "7", "31536000", "-1", "soon", "", date };
  const guint least[] = { 7, 3600, 0, 0, 0, 60 };
  const guint most[] = { 7, 3600, 0, 0, 0, 100 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *fields = g_strdup_printf ("Retry-After: %s\n", values[i]);
      RushesFault fault = { .status = 429, .fields = fields };
      g_autoptr (GError) error = NULL;

      rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
      g_assert_false (attempt (self, PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_RATE_LIMITED);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, >=, least[i]);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, <=, most[i]);
    }
}

/* F25 */
static void
test_503_storm (Fixture *self, gconstpointer data)
{
  RushesFault busy = { .status = 503, .fields = "Retry-After: 1\n" };

  fetch_half (self);
  rushes_fault_server_script (self->cdn, "/v.mp4", &busy, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (attempt (self, PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
    }
  attempt_to_the_end (self, &video);
  g_assert_cmpint (self->result.resumed_from, ==, HALF);
}

/* F26, and those of the above that a client could take differently over HTTP/2. */
static const FaultCase http2_cases[] = {
  { "F26-goaway-before-headers", { IN_HEAD (GOAWAY, 0) }, .impatient = TRUE, .code = ANY_OUTCOME },
  { "F26-goaway-midway", { IN_BODY (GOAWAY, HALF) }, .code = ANY_OUTCOME, .resumed_from = ANY_OUTCOME },
  { "F26-goaway-and-cut",
    { IN_BODY (GOAWAY_CUT, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = ANY_OUTCOME },
  { "F26-rst-stream-before-headers",
    { IN_HEAD (RST_STREAM, 0) },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .other_code = RUSHES_ERROR_SERVICE },
  { "F26-rst-stream-at-0",
    { IN_BODY (RST_STREAM, 0) },
    .impatient = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F26-rst-stream-midway",
    { IN_BODY (RST_STREAM, HALF) },
    .impatient = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F26-tiny-frames", { .frame_bytes = 64 }, .code = NO_ERROR },
  { "F26-tiny-window", { .n_settings = 20 }, .code = NO_ERROR },
  { "F26-settings-flood",
    { .n_settings = 5000 },
    .impatient = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F26-cut", { IN_BODY (FIN, HALF) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = ANY_OUTCOME },
  { "F26-reset", { IN_BODY (RST, HALF) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = ANY_OUTCOME },
  { "F26-cut-in-the-rest",
    { IN_BODY (FIN, 100) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = ANY_OUTCOME },
  { "F26-stall-midway",
    { IN_BODY (STALL, HALF) },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F26-drip",
    { IN_BODY (DRIP, HALF), .drip_ms = 20 },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F26-less-than-told",
    { .fields = "Content-Length: 300001\n" },
    .impatient = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F26-200-to-a-range", { .ignore_range = TRUE }, .from_half = TRUE, .code = NO_ERROR },
  { "F26-wrong-start",
    { .fields = "Content-Range: bytes 0-149999/300000\n" },
    .from_half = TRUE,
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F26-403-midway",
    { .status = 403 },
    .from_half = TRUE,
    .code = RUSHES_ERROR_LINK_EXPIRED,
    .resumed_from = ANY_OUTCOME },
};

static void
test_fault_unless_skipped (Fixture *self, gconstpointer data)
{
  if (!self->is_skipped)
    test_fault (self, data);
}

/* F27: who cannot be believed is told nothing, not even the link. */
typedef struct
{
  const char *name;
  RushesFaultCertificate kind;
} CertificateCase;

static const CertificateCase certificate_cases[] = {
  { "F27-certificate-expired", RUSHES_FAULT_CERTIFICATE_EXPIRED },
  { "F27-certificate-not-yet-valid", RUSHES_FAULT_CERTIFICATE_NOT_YET },
  { "F27-certificate-of-another-host", RUSHES_FAULT_CERTIFICATE_WRONG_HOST },
  { "F27-certificate-self-signed", RUSHES_FAULT_CERTIFICATE_SELF_SIGNED },
};

static void
set_up_certificate (Fixture *self, gconstpointer data)
{
  const CertificateCase *this_case = data;

  fixture_init (self, RUSHES_FAULT_HTTPS, this_case->kind);
}

static void
test_certificate (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  g_assert_false (attempt (self, PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);
}

/* F27: the end of TLS without its farewell is no end. */
static const FaultCase tls_cases[] = {
  { "F27-no-farewell", { IN_BODY (FIN, HALF) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = HALF },
  { "F27-no-farewell-no-length",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF },
  { "F27-no-farewell-at-the-end",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, SIZE) },
    .code = ANY_OUTCOME,
    .resumed_from = ANY_OUTCOME },
  { "F27-reset", { IN_BODY (RST, HALF) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = HALF },
  { "F27-close-before-headers", { IN_HEAD (FIN, 0) }, .code = RUSHES_ERROR_UNREACHABLE },
  { "F27-stall",
    { IN_BODY (STALL, HALF) },
    .impatient = TRUE,
    .code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = HALF },
};

/* F28: the connection that was kept is closed at the moment it is used again: that is no failure. */
static void
test_stale_connection (Fixture *self, gconstpointer data)
{
  RushesFault stale = { .status = 503, .goes_stale = TRUE };
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  rushes_fault_server_script (self->cdn, "/v.mp4", &stale, 1);
  g_assert_false (attempt (self, PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  attempt_to_the_end (self, &video);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 2);
}

typedef void (*TestFunc) (Fixture *, gconstpointer);

static void
add (const char *name, gconstpointer data, TestFunc prepare, TestFunc test)
{
  g_autofree char *path = g_strconcat ("/fault/", name, NULL);

  g_test_add (path, Fixture, data, prepare, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    add (cases[i].name, &cases[i], set_up, test_fault);
  add ("on-the-wire/http", NULL, set_up, test_on_the_wire);
  add ("on-the-wire/https", NULL, set_up_tls, test_on_the_wire);
  add ("on-the-wire/http2", NULL, set_up_http2, test_on_the_wire);
  add ("F08-stall-in-connect", NULL, set_up, test_dead_ports);
  add ("F08-stall-in-dns", NULL, set_up, test_stall_in_dns);
  add ("F08-stall-in-handshake", NULL, set_up_tls, test_no_handshake);
  add ("F11-length-negative", "Content-Length: -5\n", set_up, test_negative_length);
  add ("F11-length-2-63", "Content-Length: 9223372036854775808\n", set_up, test_negative_length);
  add ("F12-gzip-bomb", NULL, set_up, test_gzip_bomb);
  add ("F13-nul-in-header", NULL, set_up, test_nul_in_header);
  add ("F14-redirect-with-key", NULL, set_up, test_redirect_with_key);
  add ("F14-redirect-refused", NULL, set_up, test_redirect_refused);
  add ("F14-redirect-across-schemes", NULL, set_up_tls, test_redirect_across_schemes);
  add ("F14-redirect-relative", NULL, set_up, test_redirect_relative);
  add ("F14-redirect-without-end", NULL, set_up, test_redirect_without_end);
  add ("F14-to-loopback", NULL, set_up, test_redirect_to_loopback);
  add ("F18-416-at-the-end", NULL, set_up, test_416_at_the_end);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *name = g_strconcat ("F19-", changes[i].name, NULL);
      add (name, &changes[i], set_up, test_change);
    }
  add ("F20-wrong-crc-stays", NULL, set_up, test_wrong_crc_stays);
  add ("F20-crc-of-another", NULL, set_up, test_crc_of_another);
  add ("F24-retry-after", NULL, set_up, test_retry_after);
  add ("F25-503-storm", NULL, set_up, test_503_storm);
  for (gsize i = 0; i < G_N_ELEMENTS (http2_cases); i++)
    add (http2_cases[i].name, &http2_cases[i], set_up_http2, test_fault_unless_skipped);
  for (gsize i = 0; i < G_N_ELEMENTS (certificate_cases); i++)
    add (certificate_cases[i].name, &certificate_cases[i], set_up_certificate, test_certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (tls_cases); i++)
    add (tls_cases[i].name, &tls_cases[i], set_up_tls, test_fault_unless_skipped);
  add ("F28-stale-connection", NULL, set_up, test_stale_connection);
  add ("F28-stale-connection/https", NULL, set_up_tls, test_stale_connection);

  return g_test_run ();
}
