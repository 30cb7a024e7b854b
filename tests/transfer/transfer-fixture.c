/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/transfer-fixture.h"

#include "api/rushes-reply.h"
#include "api/rushes-request.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-test-mp4.h"

#include <libsoup/soup.h>
#include <string.h>

RushesSnapshot *
transfer_fixture_ask (TransferFixture *self)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = rushes_request_new_query (self->account, TASK_ID, &error);
  g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, &error);
  RushesSnapshot *snapshot = NULL;

  g_assert_no_error (error);
  snapshot = rushes_reply_read (body, TASK_ID, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (snapshot->download_url);
  g_assert_nonnull (snapshot->backup_download_url);
  return snapshot;
}

void
transfer_fixture_set_up (TransferFixture *self, gconstpointer data)
{
  const RushesScript script = { .task_id = TASK_ID,
                                .kind = RUSHES_SCRIPT_FINISHES,
                                .submitted_after = -120,
                                .runs_after = -110,
                                .ends_after = -60,
                                .link_lasts = 32400 };
  g_autoptr (GError) error = NULL;

  self->gateway = rushes_gateway_new (KEY, &error);
  g_assert_no_error (error);
  rushes_gateway_add (self->gateway, &script);
  self->account = rushes_account_new ("test", "Test", rushes_gateway_get_base_url (self->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (self->account, KEY);
  self->snapshot = transfer_fixture_ask (self);
  self->video = rushes_gateway_get_video (rushes_gateway_get_videos ()[0]);

  self->data = rushes_test_make_folder ();
  self->parts = g_build_filename (self->data, "parts", NULL);
  self->folder = rushes_test_make_folder ();
  self->path = g_build_filename (self->folder, NAME, NULL);
  self->destination = g_file_new_for_path (self->path);
  self->cancellable = g_cancellable_new ();
  self->clock = rushes_manual_clock_new ();
}

void
transfer_fixture_tear_down (TransferFixture *self, gconstpointer data)
{
  if (self->transfer != NULL)
    rushes_test_await_finalize (self->transfer);
  g_clear_object (&self->links);
  g_object_unref (self->clock);
  g_object_unref (self->cancellable);
  g_object_unref (self->destination);
  g_object_unref (self->account);
  rushes_snapshot_unref (self->snapshot);
  g_bytes_unref (self->video);
  rushes_gateway_stop (self->gateway);
  g_object_unref (self->gateway);
  rushes_test_remove_folder (self->data);
  rushes_test_remove_folder (self->folder);
  g_free (self->parts);
  g_free (self->path);
}

void
transfer_fixture_start (TransferFixture *self, gboolean replace, GAsyncResult **result)
{
  self->transfer = rushes_transfer_new (self->parts, self->account, self->snapshot, self->links,
                                        RUSHES_CLOCK (self->clock));
  self->n_waits = 0;
  rushes_transfer_run_async (self->transfer, self->destination, replace, self->cancellable,
                             rushes_test_keep_result, result);
}

/* Time passes whenever the transfer waits for it. */
static void
let_time_pass (TransferFixture *self)
{
  gint64 due = rushes_manual_clock_get_next (self->clock);

  if (rushes_transfer_get_state (self->transfer) != RUSHES_TRANSFER_WAITING || due == G_MAXINT64)
    return;

  self->n_waits++;
  rushes_manual_clock_advance (self->clock, due - rushes_clock_get_boot_time (RUSHES_CLOCK (self->clock)));
}

typedef struct
{
  TransferFixture *fixture;
  GAsyncResult **result;
} Ending;

static gboolean
has_ended (gpointer user_data)
{
  Ending *ending = user_data;

  if (*ending->result == NULL)
    let_time_pass (ending->fixture);
  return *ending->result != NULL;
}

gboolean
transfer_fixture_finish (TransferFixture *self, GAsyncResult **result, GError **error)
{
  Ending ending = { self, result };
  gboolean saved;

  rushes_test_await (has_ended, &ending, "the transfer");
  g_assert_cmpint (rushes_transfer_get_state (self->transfer), ==, RUSHES_TRANSFER_NONE);
  saved = rushes_transfer_run_finish (self->transfer, *result, error);
  g_clear_object (result);
  return saved;
}

gboolean
transfer_fixture_run (TransferFixture *self, gboolean replace, GError **error)
{
  GAsyncResult *result = NULL;

  g_clear_object (&self->transfer);
  transfer_fixture_start (self, replace, &result);
  return transfer_fixture_finish (self, &result, error);
}

void
transfer_fixture_assert_no_parts (TransferFixture *self)
{
  if (g_file_test (self->parts, G_FILE_TEST_EXISTS))
    rushes_test_assert_only (self->parts, NULL);
}

void
transfer_fixture_assert_saved_as (TransferFixture *self, const char *source, const char *verified)
{
  gint64 size = (gint64) g_bytes_get_size (self->video);

  rushes_test_assert_file (self->path, self->video);
  rushes_test_assert_only (self->folder, NAME);
  transfer_fixture_assert_no_parts (self);
  g_assert_cmpstr (rushes_transfer_get_source (self->transfer), ==, source);
  g_assert_cmpstr (rushes_transfer_get_verified (self->transfer), ==, verified);
  g_assert_cmpint (rushes_transfer_get_bytes_done (self->transfer), ==, size);
  g_assert_cmpint (rushes_transfer_get_bytes_total (self->transfer), ==, size);
  g_assert_cmpfloat (rushes_transfer_get_fraction (self->transfer), ==, 1);
}

void
transfer_fixture_assert_saved (TransferFixture *self, const char *source)
{
  transfer_fixture_assert_saved_as (self, source, "crc64");
}

void
transfer_fixture_assert_nothing (TransferFixture *self)
{
  rushes_test_assert_only (self->folder, NULL);
  g_assert_null (rushes_transfer_get_source (self->transfer));
  g_assert_null (rushes_transfer_get_verified (self->transfer));
}

guint
transfer_fixture_count_cdn_requests (TransferFixture *self)
{
  g_autofree char *log = rushes_gateway_dup_cdn_log (self->gateway);
  guint n_requests = 0;

  for (const char *p = log; (p = strstr (p, "GET /")) != NULL; p++)
    n_requests++;
  return n_requests;
}

void
transfer_fixture_replace_link (char **link, const char *with)
{
  g_free (*link);
  *link = g_strdup (with);
}
