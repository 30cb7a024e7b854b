/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/fault-fixture.h"

#include "base/rushes-error.h"
#include "support/rushes-fault-client.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define MAX_ATTEMPTS 4

const RushesFaultObject fault_video = { .size = SIZE, .seed = 11 };
static const RushesFaultObject blind_video = { .size = SIZE, .seed = 11, .crc64 = "", .md5 = "" };

void
fault_fixture_init (FaultFixture *self, RushesFaultProtocol protocol, RushesFaultCertificate kind)
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
  rushes_fault_server_put (self->cdn, "/v.mp4", &fault_video);

  account = rushes_account_new ("test", "Test", rushes_fault_server_get_url (self->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (account, KEY);
  self->account = rushes_fetch_copy_account (account);
  self->folder = rushes_test_make_folder ();
  self->part_path = rushes_part_dup_path (self->folder, self->account, TASK);
}

void
fault_fixture_set_up (FaultFixture *self, gconstpointer data)
{
  fault_fixture_init (self, RUSHES_FAULT_HTTP, RUSHES_FAULT_CERTIFICATE_GOOD);
}

void
fault_fixture_set_up_tls (FaultFixture *self, gconstpointer data)
{
  fault_fixture_init (self, RUSHES_FAULT_HTTPS, RUSHES_FAULT_CERTIFICATE_GOOD);
}

void
fault_fixture_set_up_http2 (FaultFixture *self, gconstpointer data)
{
  rushes_fault_client_offer_http2 (TRUE);
  fault_fixture_init (self, RUSHES_FAULT_HTTP2, RUSHES_FAULT_CERTIFICATE_GOOD);
}

void
fault_fixture_tear_down (FaultFixture *self, gconstpointer data)
{
  rushes_fault_client_offer_http2 (FALSE);
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

gboolean
fault_fixture_attempt_link (FaultFixture *self, const char *link, FaultImpatience impatience, GError **error)
{
  g_autoptr (RushesPart) part = rushes_part_open (self->part_path, NULL, error);
  RushesFetchRequest request = { .link = link, .account = self->account, .part = part };

  g_assert_nonnull (part);
  if (impatience == FAULT_IMPATIENT_TO_CONNECT)
    request.connect_ms = STALL_MS;
  if (impatience >= FAULT_IMPATIENT_IN_HEAD)
    request.first_byte_ms = STALL_MS;
  if (impatience >= FAULT_IMPATIENT_IN_BODY)
    {
      request.stall_ms = STALL_MS;
      request.stall_bytes = 1000;
    }
  rushes_fetch_result_clear (&self->result);
  return rushes_fetch_run (self->session, &request, NULL, &self->result, error);
}

gboolean
fault_fixture_attempt (FaultFixture *self, FaultImpatience impatience, GError **error)
{
  g_autofree char *link = rushes_fault_server_dup_link (self->cdn, TARGET);

  return fault_fixture_attempt_link (self, link, impatience, error);
}

void
fault_fixture_attempt_to_the_end (FaultFixture *self, const RushesFaultObject *expected)
{
  for (guint i = 0; i < MAX_ATTEMPTS; i++)
    {
      g_autoptr (GError) error = NULL;

      if (fault_fixture_attempt (self, FAULT_PATIENT, &error))
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

void
fault_fixture_fetch_half (FaultFixture *self)
{
  RushesFault half = { IN_BODY (FIN, HALF) };
  g_autoptr (GError) error = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  g_assert_false (fault_fixture_attempt (self, FAULT_PATIENT, &error));
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

static FaultImpatience
get_impatience (const FaultCase *this_case)
{
  if (!this_case->impatient)
    return FAULT_PATIENT;
  return this_case->fault.place == RUSHES_FAULT_IN_BODY ? FAULT_IMPATIENT_IN_BODY : FAULT_IMPATIENT_IN_HEAD;
}

void
fault_fixture_test (FaultFixture *self, gconstpointer data)
{
  const FaultCase *this_case = data;
  RushesFault fault = this_case->fault;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GBytes) raw_head = NULL;
  g_autoptr (GError) error = NULL;
  gboolean succeeded;

  if (self->is_skipped)
    return;
  if (this_case->page != NULL)
    fault.page = page = g_bytes_new_static (this_case->page, strlen (this_case->page));
  if (this_case->raw_head != NULL)
    fault.raw_head = raw_head = g_bytes_new_static (this_case->raw_head, strlen (this_case->raw_head));

  if (this_case->is_blind)
    rushes_fault_server_put (self->cdn, "/v.mp4", &blind_video);
  if (this_case->from_half)
    fault_fixture_fetch_half (self);
  rushes_fault_server_script (self->cdn, "/v.mp4", &fault, 1);
  succeeded = fault_fixture_attempt (self, get_impatience (this_case), &error);
  assert_outcome (this_case, succeeded, error);
  rushes_fault_server_forget_script (self->cdn, "/v.mp4");

  if (!succeeded)
    fault_fixture_attempt_to_the_end (self, &fault_video);
  else
    rushes_fault_object_assert_file (&fault_video, self->part_path);
  if (!succeeded && this_case->resumed_from >= 0)
    g_assert_cmpint (self->result.resumed_from, ==, this_case->resumed_from);
}

void
fault_fixture_add (const char *name, gconstpointer data, FaultTestFunc set_up, FaultTestFunc test)
{
  g_autofree char *path = g_strconcat ("/fault/", name, NULL);

  g_test_add (path, FaultFixture, data, set_up, test, fault_fixture_tear_down);
}
