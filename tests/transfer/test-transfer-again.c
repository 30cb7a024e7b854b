/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-test-mp4.h"
#include "transfer/transfer-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What becomes of a transfer that was ended before its end. */

static gboolean
has_progressed (gpointer transfer)
{
  return rushes_transfer_get_bytes_done (transfer) > 0;
}

/* Half of it comes, and no more; then it is cancelled, as somebody does who pauses or quits. */
static void
leave_half (TransferFixture *self)
{
  GAsyncResult *result = NULL;
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&self->cancellable);
  g_autoptr (GError) error = NULL;

  self->cancellable = g_cancellable_new ();
  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_SLOW);
  self->transfer = rushes_transfer_new (self->parts, self->account, self->snapshot, self->links,
                                        RUSHES_CLOCK (self->clock));
  rushes_transfer_run_async (self->transfer, self->destination, FALSE, cancellable, rushes_test_keep_result,
                             &result);
  rushes_test_await (has_progressed, self->transfer, "the first bytes");
  g_cancellable_cancel (cancellable);
  g_assert_false (transfer_fixture_finish (self, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);
  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_NONE);
}

/* A link is a key to the video: what stands beside the part knows where it was from, and no more. */
static void
assert_no_secrets (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_records = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;

      if (!g_str_has_suffix (name, ".state"))
        continue;
      n_records++;
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_nonnull (strstr (text, "origin=http://127.0.0.1"));
      g_assert_null (strchr (text, '?'));
      g_assert_null (strstr (text, "Signature"));
      g_assert_null (strstr (text, KEY));
    }
  g_assert_cmpuint (n_records, ==, 1);
}

/* Another run, with the same link, or with one that was signed anew: only the rest is fetched. */
static void
test_next_run (TransferFixture *self, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 left = 0;

      leave_half (self);
      assert_no_secrets (self->parts);
      left = rushes_transfer_get_bytes_done (self->transfer);
      g_assert_cmpint (left, <, (gint64) g_bytes_get_size (self->video));
      if (i == 1)
        {
          g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
          self->snapshot = transfer_fixture_ask (self);
        }

      g_assert_true (transfer_fixture_run (self, FALSE, &error));
      g_assert_no_error (error);
      transfer_fixture_assert_saved (self, "primary");
      g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), ==, left);
      g_assert_cmpint (g_unlink (self->path), ==, 0);
    }
}

/* The name is taken in the last moment: what has come is all there, and nobody has to be asked again. */
static void
test_landed_later (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);
  GAsyncResult *result = NULL;
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) error = NULL;
  guint n_requests;

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_SLOW);
  transfer_fixture_start (self, FALSE, &result);
  rushes_test_await (has_progressed, self->transfer, "the first bytes");
  rushes_test_write_file (self->path, old);
  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_NONE);
  g_assert_false (transfer_fixture_finish (self, &result, &taken));
  g_assert_error (taken, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);

  n_requests = transfer_fixture_count_cdn_requests (self);
  g_assert_true (transfer_fixture_run (self, TRUE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), ==, (gint64) g_bytes_get_size (self->video));
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, n_requests);
}

/* A captive portal answers in the middle of it: what is there stays. */
static void
test_error_page_costs_nothing (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) portal = NULL;
  g_autoptr (GError) error = NULL;
  gint64 left;

  leave_half (self);
  left = rushes_transfer_get_bytes_done (self->transfer);
  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_ERROR_PAGE);
  g_assert_false (transfer_fixture_run (self, FALSE, &portal));
  g_assert_error (portal, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO);

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_NONE);
  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), ==, left);
}

/* Two at once for the same video: the second has to wait until the first lets it go. */
static void
test_part_in_use (TransferFixture *self, gconstpointer data)
{
  g_autofree char *other_path = g_build_filename (self->folder, "other.mp4", NULL);
  g_autoptr (GFile) other = g_file_new_for_path (other_path);
  g_autoptr (RushesTransfer) first = NULL;
  g_autoptr (GError) in_use = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_SLOW);
  first = rushes_transfer_new (self->parts, self->account, self->snapshot, NULL, RUSHES_CLOCK (self->clock));
  rushes_transfer_run_async (first, other, FALSE, NULL, rushes_test_keep_result, &result);
  rushes_test_await (has_progressed, first, "the first bytes");
  g_assert_false (transfer_fixture_run (self, FALSE, &in_use));
  g_assert_error (in_use, RUSHES_ERROR, RUSHES_ERROR_PART_IN_USE);

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_NONE);
  rushes_test_await_result (&result, "the first one");
  g_assert_true (rushes_transfer_run_finish (first, result, &error));
  g_assert_no_error (error);
  g_object_unref (result);
  rushes_test_assert_file (other_path, self->video);
  rushes_test_assert_only (self->folder, "other.mp4");
}

static void
note_state (RushesTransfer *transfer, GParamSpec *pspec, GString *states)
{
  g_string_append_printf (states, "%s ",
                          rushes_transfer_state_to_string (rushes_transfer_get_state (transfer)));
}

/* In the place of the system's own: a disk that takes its time. */
static GMutex sync_mutex;
static GCond sync_released;
static gboolean sync_is_held;

int
fsync (int fd)
{
  g_mutex_lock (&sync_mutex);
  while (sync_is_held)
    g_cond_wait (&sync_released, &sync_mutex);
  g_mutex_unlock (&sync_mutex);
  return (int) syscall (SYS_fsync, fd);
}

static void
hold_syncs (gboolean hold)
{
  g_mutex_lock (&sync_mutex);
  sync_is_held = hold;
  g_cond_broadcast (&sync_released);
  g_mutex_unlock (&sync_mutex);
}

static gboolean
is_committing (gpointer transfer)
{
  return rushes_transfer_get_state (transfer) == RUSHES_TRANSFER_COMMITTING;
}

static void
test_slow_landing (TransferFixture *self, gconstpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  hold_syncs (TRUE);
  transfer_fixture_start (self, FALSE, &result);
  rushes_test_await (is_committing, self->transfer, "the landing");
  g_assert_cmpint (rushes_transfer_get_speed (self->transfer), ==, 0);
  hold_syncs (FALSE);
  g_assert_true (transfer_fixture_finish (self, &result, &error));
  g_assert_no_error (error);
}

static void
test_states (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GString) states = g_string_new (NULL);
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_cdn_speed (self->gateway, (guint) g_bytes_get_size (self->video));
  transfer_fixture_start (self, FALSE, &result);
  g_signal_connect (self->transfer, "notify::state", G_CALLBACK (note_state), states);
  g_assert_true (transfer_fixture_finish (self, &result, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (states->str, "running "));
  g_assert_true (g_str_has_suffix (states->str, " none "));
  g_assert_cmpstr (rushes_transfer_get_host (self->transfer), ==, "127.0.0.1");
}

/* Ended while it waits for its next try: at once, and nothing is asked afterwards. */
static void
test_cancel_while_waiting (TransferFixture *self, gconstpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  guint n_requests;

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_UNAVAILABLE);
  transfer_fixture_start (self, FALSE, &result);
  while (rushes_transfer_get_state (self->transfer) != RUSHES_TRANSFER_WAITING)
    g_main_context_iteration (NULL, TRUE);
  n_requests = transfer_fixture_count_cdn_requests (self);
  g_cancellable_cancel (self->cancellable);
  rushes_test_await_result (&result, "the end");
  g_assert_false (transfer_fixture_finish (self, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (rushes_manual_clock_get_next (self->clock), ==, G_MAXINT64);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, n_requests);
}

/* The service takes its time to answer; nobody waits for it any more. */
static void
test_cancel_while_asking (TransferFixture *self, gconstpointer data)
{
  g_autoptr (RushesClient) client = rushes_client_new ();
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  self->links = rushes_link_source_new_for_client (client);
  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  rushes_gateway_set_api_fault (self->gateway, RUSHES_API_FAULT_SILENT);
  transfer_fixture_start (self, FALSE, &result);
  while (rushes_transfer_get_state (self->transfer) != RUSHES_TRANSFER_ASKING)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (self->cancellable);
  rushes_test_await_result (&result, "the end");
  g_assert_false (transfer_fixture_finish (self, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A link that has expired meanwhile is renewed by the real client, and the same part gone on with. */
static void
test_expired_meanwhile (TransferFixture *self, gconstpointer data)
{
  g_autoptr (RushesClient) client = rushes_client_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *stale = NULL;
  gint64 left;

  leave_half (self);
  left = rushes_transfer_get_bytes_done (self->transfer);
  /* Its signature does not hold any more: 403, as for one that has ended. */
  stale = g_strconcat (self->snapshot->download_url, "0", NULL);
  transfer_fixture_replace_link (&self->snapshot->download_url, stale);
  self->links = rushes_link_source_new_for_client (client);
  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), ==, left);
  g_assert_cmpuint (rushes_gateway_get_n_questions (self->gateway, TASK_ID), ==, 2);
}

/* Handed from one to the next, a worker keeps its connections. */
static void
test_same_worker (TransferFixture *self, gconstpointer data)
{
  const RushesFaultObject film = { .size = 300000, .seed = 5 };
  g_autoptr (RushesFaultServer) server = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  g_autofree char *link = rushes_fault_server_dup_link (server, "/v.mp4?Signature=a");
  g_autoptr (RushesTransferWorker) worker = NULL;
  g_autoptr (GError) error = NULL;

  rushes_fault_server_put (server, "/v.mp4", &film);
  transfer_fixture_replace_link (&self->snapshot->download_url, link);
  worker = rushes_transfer_worker_new (NULL, &error);
  g_assert_no_error (error);

  for (int i = 0; i < 3; i++)
    {
      GAsyncResult *result = NULL;

      g_clear_object (&self->transfer);
      self->transfer = rushes_transfer_new (self->parts, self->account, self->snapshot, NULL,
                                            RUSHES_CLOCK (self->clock));
      rushes_transfer_set_worker (self->transfer, worker);
      rushes_transfer_run_async (self->transfer, self->destination, TRUE, NULL, rushes_test_keep_result,
                                 &result);
      g_assert_true (transfer_fixture_finish (self, &result, &error));
      g_assert_no_error (error);
      rushes_fault_object_assert_file (&film, self->path);
    }
  g_assert_cmpuint (rushes_fault_server_get_n_requests (server, NULL), ==, 3);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (server), ==, 1);
}

static void
add (const char *name, void (*test) (TransferFixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/transfer-again/", name, NULL);

  g_test_add (path, TransferFixture, NULL, transfer_fixture_set_up, test, transfer_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("next-run", test_next_run);
  add ("landed-later", test_landed_later);
  add ("error-page-costs-nothing", test_error_page_costs_nothing);
  add ("part-in-use", test_part_in_use);
  add ("slow-landing", test_slow_landing);
  add ("states", test_states);
  add ("cancel-while-waiting", test_cancel_while_waiting);
  add ("cancel-while-asking", test_cancel_while_asking);
  add ("expired-meanwhile", test_expired_meanwhile);
  add ("same-worker", test_same_worker);

  return g_test_run ();
}
