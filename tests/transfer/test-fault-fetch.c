/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/fault-fixture.h"

#include <string.h>
#include <sys/resource.h>

/*
 * The faults that a server can do to one attempt over HTTP/1.1 (F1 to F25, as far as one attempt meets
 * them), and what the next attempts make of it.
 */

static const RushesFaultObject other = { .size = SIZE, .seed = 12 };

/* The rest is asked for, the answer is of no use, and nothing but its head could tell: the whole is
 * asked for in the same attempt. */
#define REST .from_half = TRUE, .is_blind = TRUE, .code = NO_ERROR

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
  { "F03-reset-at-1", { IN_BODY (RST, 1) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = 0 },
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
  { "F04-close-at-1", { IN_BODY (FIN, 1) }, .code = RUSHES_ERROR_INCOMPLETE, .resumed_from = 0 },
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
  { "F06-cut-between-chunks-blind",
    { CHUNKED, IN_BODY (FIN, 100000) },
    .is_blind = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 100000 },
  { "F07-no-length-cut-blind",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, HALF) },
    .is_blind = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF },
  { "F07-no-length-cut",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = HALF },
  { "F07-no-length-cut-at-1",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, 1) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .resumed_from = 0 },
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
    .resumed_from = ANY_OUTCOME },
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
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_SERVICE,
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
  { "F15-wrong-start", { .fields = "Content-Range: bytes 0-149999/300000\n", .skip = -HALF }, REST },
  { "F15-start-too-late", { .fields = "Content-Range: bytes 150001-299999/300000\n", .skip = 1 }, REST },
  { "F15-wrong-total", { .fields = "Content-Range: bytes 150000-299999/300001\n" }, REST },
  { "F15-smaller-total", { .fields = "Content-Range: bytes 150000-299998/299999\n" }, REST },
  { "F15-larger-total",
    { .fields = "Content-Range: bytes 150000-300000/300001\nContent-Length: 150001\n", .extra = 1 },
    REST },
  { "F15-unknown-total", { .fields = "Content-Range: bytes 150000-299999/*\n" }, REST },
  { "F15-backwards", { .fields = "Content-Range: bytes 299999-150000/300000\n" }, REST },
  { "F15-nonsense", { .fields = "Content-Range: some of it\n" }, REST },
  { "F15-two-ranges-told",
    { .fields = "Content-Range: bytes 0-149999/300000\nContent-Range: bytes 150000-299999/300000\n",
      .skip = -HALF },
    REST },
  { "F15-no-content-range", { .fields = "Content-Range:\n" }, REST },
  { "F15-multipart", { .fields = "Content-Type: multipart/byteranges; boundary=x\n", .skip = -8 }, REST },
  { "F15-less-than-told", { .fields = "Content-Length: 1000\n" }, REST },
  { "F15-a-piece-of-the-rest", { .limit = 1000 }, REST },
  { "F15-a-piece-without-length", { CHUNKED, .limit = 1000 }, REST },
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
  { "F18-416-midway", { .status = 416, .fields = "Content-Range: bytes */300000\n" }, REST },
  { "F18-416-smaller", { .status = 416, .fields = "Content-Range: bytes */1000\n" }, REST },
  { "F18-416-without-total", { .status = 416 }, REST },
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

/* F8: nobody takes the connection up; nobody is there. */
static void
test_dead_ports (FaultFixture *self, gconstpointer data)
{
  for (guint deaf = 0; deaf < 2; deaf++)
    {
      g_autoptr (RushesFaultPort) port = rushes_fault_port_new (deaf != 0);
      g_autofree char *link = g_strdup_printf ("http://127.0.0.1:%u/v.mp4",
                                               rushes_fault_port_get_port (port));
      g_autoptr (GError) error = NULL;

      g_assert_false (fault_fixture_attempt_link (self, link, FAULT_IMPATIENT_TO_CONNECT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
    }
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
test_stall_in_dns (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) deaf = g_object_new (TEST_TYPE_DEAF_RESOLVER, NULL);
  g_autoptr (GError) error = NULL;

  g_resolver_set_default (deaf);
  g_assert_false (
    fault_fixture_attempt_link (self, "https://nowhere.example/v.mp4", FAULT_IMPATIENT_TO_CONNECT, &error));
  g_resolver_set_default (usual);
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
}

/* F11: libsoup 3.2 takes either for negative, and stumbles over it with a warning of GObject. */
static void
test_negative_length (FaultFixture *self, gconstpointer data)
{
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  RushesFault fault = { .fields = data };
  g_autoptr (GError) error = NULL;
  gboolean succeeded;

  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  succeeded = fault_fixture_attempt (self, FAULT_PATIENT, &error);
  g_log_set_always_fatal (fatal);
  if (!succeeded)
    g_assert_true (error->domain == RUSHES_ERROR);
  fault_fixture_attempt_to_the_end (self, &fault_video);
}

/* F12: 50 MB of zeros in 50 KB stay 50 KB. */
static void
test_gzip_bomb (FaultFixture *self, gconstpointer data)
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
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO);
  getrusage (RUSAGE_SELF, &after);
  g_assert_cmpint (after.ru_maxrss - before.ru_maxrss, <, 20 * 1024);
  fault_fixture_attempt_to_the_end (self, &fault_video);
}

/* F13: a header that ends in the middle, for who believes in C's strings. */
static void
test_nul_in_header (FaultFixture *self, gconstpointer data)
{
  static const char head[] = "HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 300000\r\n\r\n";
  g_autoptr (GBytes) raw_head = g_bytes_new_static (head, sizeof head - 1);
  RushesFault fault = { .raw_head = raw_head };
  g_autoptr (GError) error = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  if (!fault_fixture_attempt (self, FAULT_PATIENT, &error))
    g_assert_true (error->domain == RUSHES_ERROR);
  fault_fixture_attempt_to_the_end (self, &fault_video);
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
test_redirect_with_key (FaultFixture *self, gconstpointer data)
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
  fault_fixture_attempt_link (self, link, FAULT_PATIENT, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (&fault_video, self->part_path);

  at_first = rushes_fault_server_dup_field (self->gateway, "/files/1", 0, "Authorization");
  at_last = rushes_fault_server_dup_field (self->gateway, "/trap", 0, "Authorization");
  g_assert_cmpstr (at_first, ==, "Bearer " KEY);
  g_assert_cmpstr (at_last, ==, NULL);
}

/* F14: where nobody is to be led. */
static void
test_redirect_refused (FaultFixture *self, gconstpointer data)
{
  const char *places[] = { "file:///etc/passwd",  "http://10.0.0.1/x.mp4",  "ftp://127.0.0.1/x.mp4",
                           "javascript:alert(1)", "http://u:p@127.0.0.1/x", "data:video/mp4,x" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;

      redirect (self->cdn, "/v.mp4", places[i]);
      g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
    }
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, G_N_ELEMENTS (places));
  fault_fixture_attempt_to_the_end (self, &fault_video);
}

static void
test_redirect_relative (FaultFixture *self, gconstpointer data)
{
  redirect (self->cdn, "/v.mp4", "a/./b/../c.mp4?x=%7e#part");
  rushes_fault_server_put (self->cdn, "/a/c.mp4", &fault_video);
  fault_fixture_attempt_to_the_end (self, &fault_video);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, "/a/c.mp4"), ==, 1);
}

/* F14: a loop, and a way of 21 hops: six questions, and no more. */
static void
test_redirect_without_end (FaultFixture *self, gconstpointer data)
{
  RushesFault loop = { .status = 302, .fields = "Location: /v.mp4\n" };
  g_autoptr (GError) looped = NULL;
  g_autoptr (GError) long_way = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &loop, G_MAXUINT);
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &looped));
  g_assert_error (looped, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 6);
  rushes_fault_server_forget_script (self->cdn, "/v.mp4");

  for (guint i = 0; i < 21; i++)
    {
      g_autofree char *from = i == 0 ? g_strdup ("/v.mp4") : g_strdup_printf ("/hop/%u", i);
      g_autofree char *to = g_strdup_printf ("/hop/%u", i + 1);

      redirect (self->cdn, from, to);
    }
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &long_way));
  g_assert_error (long_way, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 12);
}

/* F14: an account of the open network is not led to this machine. */
static void
test_redirect_to_loopback (FaultFixture *self, gconstpointer data)
{
  g_autoptr (RushesAccount) public = rushes_account_new ("p", "Public", "https://www.anyapi.vip", NULL);
  g_autofree char *link = rushes_fault_server_dup_link (self->cdn, TARGET);
  g_autoptr (GError) error = NULL;

  g_set_object (&self->account, public);
  g_assert_false (fault_fixture_attempt_link (self, link, FAULT_PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_REFUSED);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (self->cdn), ==, 0);
}

/* F18: all of it is there, but the program ended before it could say so. */
static void
test_416_at_the_end (FaultFixture *self, gconstpointer data)
{
  RushesFault unknown = { .framing = RUSHES_FAULT_CHUNKED, IN_BODY (FIN, SIZE), .ignore_range = TRUE };
  g_autoptr (GError) error = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &unknown, 1);
  if (!fault_fixture_attempt (self, FAULT_PATIENT, &error))
    g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_INCOMPLETE);
  fault_fixture_attempt_to_the_end (self, &fault_video);
  fault_fixture_attempt_to_the_end (self, &fault_video);
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

/* Without a sum that could tell them apart. */
#define BLIND(n) .size = SIZE, .seed = n, .crc64 = "", .md5 = ""

static const Change changes[] = {
  { "etag-changed", { SIZE, 11 }, { SIZE, 12 }, FALSE, 0 },
  { "etag-changed-piece-of-the-new", { SIZE, 11 }, { SIZE, 12 }, TRUE, 0 },
  { "etag-changed-blind", { BLIND (11) }, { BLIND (12) }, TRUE, 0 },
  { "date-changed-blind",
    { BLIND (11), .etag = "", .last_modified = "Fri, 29 Aug 2025 07:00:00 GMT" },
    { BLIND (12), .etag = "" },
    TRUE,
    0 },
  { "etag-weak-now-blind", { BLIND (11), .etag = "\"1\"" }, { BLIND (12), .etag = "W/\"1\"" }, TRUE, 0 },
  { "etag-gone-blind", { BLIND (11) }, { BLIND (12), .etag = "" }, TRUE, 0 },
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
test_change (FaultFixture *self, gconstpointer data)
{
  const Change *change = data;
  RushesFault piece_of_new = { .ignore_if_range = TRUE };

  rushes_fault_server_put (self->cdn, "/v.mp4", &change->before);
  fault_fixture_fetch_half (self);
  rushes_fault_server_put (self->cdn, "/v.mp4", &change->after);
  if (change->ignore_if_range)
    rushes_fault_server_script (self->cdn, "/v.mp4", &piece_of_new, G_MAXUINT);
  fault_fixture_attempt_to_the_end (self, &change->after);
  /* What is of no use is not fetched first: half of it, an answer of no use, the whole. */
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), <=, 3);
  if (change->resumed_from >= 0)
    g_assert_cmpint (self->result.resumed_from, ==, change->resumed_from);
}

/* F20: the wrong sum every time. */
static void
test_wrong_crc_stays (FaultFixture *self, gconstpointer data)
{
  RushesFault wrong = { .fields = "x-oss-hash-crc64ecma: 12345\n" };

  rushes_fault_server_script (self->cdn, "/v.mp4", &wrong, G_MAXUINT);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DAMAGED);
    }
}

/* F20: the sum of another object, on the rest of this one: it is not gone on with. */
static void
test_crc_of_another (FaultFixture *self, gconstpointer data)
{
  g_autofree char *crc = rushes_fault_object_dup_crc64 (&other);
  g_autofree char *fields = g_strdup_printf ("x-oss-hash-crc64ecma: %s\n", crc);
  RushesFault wrong = { .fields = fields };
  g_autoptr (GError) error = NULL;

  fault_fixture_fetch_half (self);
  rushes_fault_server_script (self->cdn, "/v.mp4", &wrong, 1);
  if (!fault_fixture_attempt (self, FAULT_PATIENT, &error))
    g_assert_true (error->domain == RUSHES_ERROR);
  fault_fixture_attempt_to_the_end (self, &fault_video);
}

/* F24: how long to wait, as far as it is believed. */
static void
test_retry_after (FaultFixture *self, gconstpointer data)
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
      g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_RATE_LIMITED);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, >=, least[i]);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, <=, most[i]);
    }
}

/* F25 */
static void
test_503_storm (FaultFixture *self, gconstpointer data)
{
  RushesFault busy = { .status = 503, .fields = "Retry-After: 1\n" };

  fault_fixture_fetch_half (self);
  rushes_fault_server_script (self->cdn, "/v.mp4", &busy, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
    }
  fault_fixture_attempt_to_the_end (self, &fault_video);
  g_assert_cmpint (self->result.resumed_from, ==, HALF);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    fault_fixture_add (cases[i].name, &cases[i], fault_fixture_set_up, fault_fixture_test);
  fault_fixture_add ("F08-stall-in-connect", NULL, fault_fixture_set_up, test_dead_ports);
  fault_fixture_add ("F08-stall-in-dns", NULL, fault_fixture_set_up, test_stall_in_dns);
  fault_fixture_add ("F11-length-negative", "Content-Length: -5\n", fault_fixture_set_up,
                     test_negative_length);
  fault_fixture_add ("F11-length-2-63", "Content-Length: 9223372036854775808\n", fault_fixture_set_up,
                     test_negative_length);
  fault_fixture_add ("F12-gzip-bomb", NULL, fault_fixture_set_up, test_gzip_bomb);
  fault_fixture_add ("F13-nul-in-header", NULL, fault_fixture_set_up, test_nul_in_header);
  fault_fixture_add ("F14-redirect-with-key", NULL, fault_fixture_set_up, test_redirect_with_key);
  fault_fixture_add ("F14-redirect-refused", NULL, fault_fixture_set_up, test_redirect_refused);
  fault_fixture_add ("F14-redirect-relative", NULL, fault_fixture_set_up, test_redirect_relative);
  fault_fixture_add ("F14-redirect-without-end", NULL, fault_fixture_set_up, test_redirect_without_end);
  fault_fixture_add ("F14-to-loopback", NULL, fault_fixture_set_up, test_redirect_to_loopback);
  fault_fixture_add ("F18-416-at-the-end", NULL, fault_fixture_set_up, test_416_at_the_end);
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *name = g_strconcat ("F19-", changes[i].name, NULL);
      fault_fixture_add (name, &changes[i], fault_fixture_set_up, test_change);
    }
  fault_fixture_add ("F20-wrong-crc-stays", NULL, fault_fixture_set_up, test_wrong_crc_stays);
  fault_fixture_add ("F20-crc-of-another", NULL, fault_fixture_set_up, test_crc_of_another);
  fault_fixture_add ("F24-retry-after", NULL, fault_fixture_set_up, test_retry_after);
  fault_fixture_add ("F25-503-storm", NULL, fault_fixture_set_up, test_503_storm);

  return g_test_run ();
}
