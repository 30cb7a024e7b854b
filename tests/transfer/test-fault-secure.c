/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-proxy.h"
#include "support/rushes-test-utils.h"
#include "transfer/fault-fixture.h"

#include <string.h>

/* The faults that need TLS or HTTP/2 (F26, F27), and those of connections that are kept (F28). */

/* The resumed attempt asks for the rest of the very same, and of nothing else. */
static void
test_on_the_wire (FaultFixture *self, gconstpointer data)
{
  g_autofree char *etag = rushes_fault_object_dup_etag (&fault_video);
  g_autofree char *first = NULL;
  g_autofree char *range = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *if_range = NULL;
  g_autofree char *encoding = NULL;

  if (self->is_skipped)
    return;
  fault_fixture_fetch_half (self);
  fault_fixture_attempt_to_the_end (self, &fault_video);
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

static void
set_up_offering_http2 (FaultFixture *self, gconstpointer data)
{
  fault_fixture_init (self, RUSHES_FAULT_HTTP2, RUSHES_FAULT_CERTIFICATE_GOOD);
}

/* One large body gains nothing by HTTP/2. */
static void
test_prefers_http1 (FaultFixture *self, gconstpointer data)
{
  g_autofree char *request = NULL;

  if (self->is_skipped)
    return;
  fault_fixture_attempt_to_the_end (self, &fault_video);
  request = rushes_fault_server_dup_request (self->cdn, "/v.mp4", 0);
  g_assert_true (g_str_has_prefix (request, "GET " TARGET " HTTP/1.1\r\n"));
}

/* F8: TLS never begins. F1: it ends before it has begun. */
static void
test_no_handshake (FaultFixture *self, gconstpointer data)
{
  const RushesFaultEnd ends[] = { RUSHES_FAULT_STALL, RUSHES_FAULT_FIN, RUSHES_FAULT_RST };

  if (self->is_skipped)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GError) error = NULL;

      /* libsoup asks anew by itself where a connection was refused. */
      rushes_fault_server_script_connection (self->cdn, ends[i], 1);
      if (!fault_fixture_attempt (self,
                                  ends[i] == RUSHES_FAULT_STALL ? FAULT_IMPATIENT_TO_CONNECT : FAULT_PATIENT,
                                  &error))
        g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
      else
        g_assert_true (ends[i] != RUSHES_FAULT_STALL);
    }
  fault_fixture_attempt_to_the_end (self, &fault_video);
}

/* F14: from https to http, which only loopback would be allowed, and is here. */
static void
test_redirect_across_schemes (FaultFixture *self, gconstpointer data)
{
  g_autofree char *elsewhere = NULL;
  g_autofree char *fields = NULL;
  RushesFault moved = { .status = 302 };
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  elsewhere = rushes_fault_server_dup_link (self->gateway, "/plain");
  rushes_fault_server_put (self->gateway, "/plain", &fault_video);
  fields = g_strdup_printf ("Location: %s\n", elsewhere);
  moved.fields = fields;
  rushes_fault_server_script (self->cdn, "/v.mp4", &moved, 1);
  fault_fixture_attempt (self, FAULT_PATIENT, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (&fault_video, self->part_path);
  /* The account's own origin, but asked for by another host. */
  g_assert_false (rushes_fault_server_saw (self->gateway, KEY));
}

/* F26, and those of the above that a client could take differently over HTTP/2. */
static const FaultCase http2_cases[] = {
  { "F26-goaway-before-headers", { IN_HEAD (GOAWAY, 0) }, .impatient = TRUE, .code = ANY_OUTCOME },
  { "F26-goaway-midway", { IN_BODY (GOAWAY, HALF) }, .code = ANY_OUTCOME, .resumed_from = ANY_OUTCOME },
  { "F26-goaway-and-cut",
    { IN_BODY (GOAWAY_CUT, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_UNREACHABLE,
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
  { "F26-cut",
    { IN_BODY (FIN, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F26-reset",
    { IN_BODY (RST, HALF) },
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_UNREACHABLE,
    .resumed_from = ANY_OUTCOME },
  { "F26-cut-in-the-rest",
    { IN_BODY (FIN, 100) },
    .from_half = TRUE,
    .code = RUSHES_ERROR_INCOMPLETE,
    .other_code = RUSHES_ERROR_UNREACHABLE,
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
set_up_certificate (FaultFixture *self, gconstpointer data)
{
  const CertificateCase *this_case = data;

  fault_fixture_init (self, RUSHES_FAULT_HTTPS, this_case->kind);
}

static void
test_certificate (FaultFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
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
    .resumed_from = ANY_OUTCOME },
};

/* F28: the connection that was kept is closed at the moment it is used again: that is no failure. */
static void
test_stale_connection (FaultFixture *self, gconstpointer data)
{
  RushesFault stale = { .status = 503, .goes_stale = TRUE };
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  rushes_fault_server_script (self->cdn, "/v.mp4", &stale, 1);
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_SERVICE);
  fault_fixture_attempt_to_the_end (self, &fault_video);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 2);
}

/* The video comes the way that the account's questions go. */
static void
test_proxy (FaultFixture *self, gconstpointer data)
{
  g_autoptr (RushesTestProxy) proxy = NULL;
  g_autofree char *place = NULL;

  if (self->is_skipped)
    return;
  proxy = rushes_test_proxy_new (0);
  place = g_strdup_printf ("127.0.0.1:%u", rushes_fault_server_get_port (self->cdn));
  rushes_account_set_proxy (self->account, rushes_test_proxy_get_url (proxy));
  fault_fixture_fetch_half (self);
  fault_fixture_attempt_to_the_end (self, &fault_video);
  g_assert_cmpuint (rushes_test_proxy_get_n_joined (proxy, place), >, 0);
  g_assert_cmpuint (rushes_test_proxy_get_n_requests (proxy), ==,
                    rushes_test_proxy_get_n_joined (proxy, place));
  g_assert_false (rushes_test_proxy_saw (proxy, KEY));
  g_assert_false (rushes_test_proxy_saw (proxy, "Signature"));
}

/* A proxy that refuses says nothing of the link: it has not expired. */
static void
test_refusing_proxy (FaultFixture *self, gconstpointer data)
{
  const guint refusals[] = { 401, 403, 404, 407, 429, 503 };

  if (self->is_skipped)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (RushesTestProxy) proxy = rushes_test_proxy_new (refusals[i]);
      g_autoptr (GError) error = NULL;

      rushes_account_set_proxy (self->account, rushes_test_proxy_get_url (proxy));
      g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE);
      g_assert_cmpuint (rushes_test_proxy_get_n_requests (proxy), >, 0);
    }
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);
}

/* The account's authority vouches for the account's own host, and for no other. */
static void
test_own_authority (FaultFixture *self, gconstpointer data)
{
  g_autoptr (RushesFaultAuthority) other = NULL;
  g_autoptr (RushesAccount) at_home = NULL;
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;

  if (self->is_skipped)
    return;
  other = rushes_fault_authority_new ();
  soup_session_set_tls_database (self->session, rushes_fault_authority_get_database (other));
  g_file_get_contents (rushes_fault_authority_get_path (self->authority), &pem, NULL, &error);
  g_assert_no_error (error);
  rushes_account_set_authority (self->account, pem);
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &refusal));
  g_assert_error (refusal, RUSHES_ERROR, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);

  at_home = rushes_account_new ("home", "Home", rushes_fault_server_get_url (self->cdn), &error);
  g_assert_no_error (error);
  rushes_account_set_authority (at_home, pem);
  g_object_unref (self->account);
  self->account = rushes_fetch_copy_account (at_home);
  fault_fixture_attempt_to_the_end (self, &fault_video);
  g_assert_true (self->result.from_gateway);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  fault_fixture_add ("on-the-wire/http", NULL, fault_fixture_set_up, test_on_the_wire);
  fault_fixture_add ("on-the-wire/https", NULL, fault_fixture_set_up_tls, test_on_the_wire);
  fault_fixture_add ("on-the-wire/http2", NULL, fault_fixture_set_up_http2, test_on_the_wire);
  fault_fixture_add ("prefers-http1", NULL, set_up_offering_http2, test_prefers_http1);
  fault_fixture_add ("F08-stall-in-handshake", NULL, fault_fixture_set_up_tls, test_no_handshake);
  fault_fixture_add ("F14-redirect-across-schemes", NULL, fault_fixture_set_up_tls,
                     test_redirect_across_schemes);
  for (gsize i = 0; i < G_N_ELEMENTS (http2_cases); i++)
    fault_fixture_add (http2_cases[i].name, &http2_cases[i], fault_fixture_set_up_http2, fault_fixture_test);
  for (gsize i = 0; i < G_N_ELEMENTS (certificate_cases); i++)
    fault_fixture_add (certificate_cases[i].name, &certificate_cases[i], set_up_certificate,
                       test_certificate);
  for (gsize i = 0; i < G_N_ELEMENTS (tls_cases); i++)
    fault_fixture_add (tls_cases[i].name, &tls_cases[i], fault_fixture_set_up_tls, fault_fixture_test);
  fault_fixture_add ("proxy", NULL, fault_fixture_set_up_tls, test_proxy);
  fault_fixture_add ("proxy/http2", NULL, set_up_offering_http2, test_proxy);
  fault_fixture_add ("refusing-proxy", NULL, fault_fixture_set_up_tls, test_refusing_proxy);
  fault_fixture_add ("own-authority", NULL, fault_fixture_set_up_tls, test_own_authority);
  fault_fixture_add ("F28-stale-connection", NULL, fault_fixture_set_up, test_stale_connection);
  fault_fixture_add ("F28-stale-connection/https", NULL, fault_fixture_set_up_tls, test_stale_connection);

  return g_test_run ();
}
