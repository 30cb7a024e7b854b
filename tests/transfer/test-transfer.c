/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-raw-server.h"
#include "transfer/rushes-syscall-fault.h"
#include "transfer/rushes-test-mp4.h"
#include "transfer/transfer-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
test_save (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;
  g_autofree char *lower = NULL;

  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");

  log = rushes_gateway_dup_cdn_log (self->gateway);
  lower = g_ascii_strdown (log, -1);
  g_assert_null (strstr (lower, "authorization"));
  g_assert_null (strstr (lower, "cookie"));
  g_assert_null (strstr (lower, "content-type"));
  g_assert_null (strstr (lower, KEY));
}

static void
test_replace (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);
  g_autoptr (GError) error = NULL;

  rushes_test_write_file (self->path, old);
  g_assert_true (transfer_fixture_run (self, TRUE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");
}

/* Said before anything is fetched. */
static void
test_name_taken (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);
  g_autoptr (GError) error = NULL;

  rushes_test_write_file (self->path, old);
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FILE_EXISTS);
  rushes_test_assert_file (self->path, old);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 0);
}

static void
test_folder_missing (TransferFixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "gone", NAME, NULL);
  g_autoptr (GFile) nowhere = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_set_object (&self->destination, nowhere);
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FOLDER_UNWRITABLE);
  transfer_fixture_assert_nothing (self);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 0);
}

static void
test_disk_too_small (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->snapshot->bytes = G_MAXINT64 / 2;
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  transfer_fixture_assert_nothing (self);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 0);
}

/* Somebody puts a link where the parts should be. */
static void
test_parts_folder_is_a_link (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (self->folder, self->parts), ==, 0);
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_true (error->domain == RUSHES_ERROR);
  rushes_test_assert_only (self->folder, NULL);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 0);
}

static void
test_no_link (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->snapshot->download_url, g_free);
  g_clear_pointer (&self->snapshot->backup_download_url, g_free);
  transfer_fixture_replace_link (&self->snapshot->task_id, "unknown");
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_NO_LINK);
  transfer_fixture_assert_nothing (self);
}

typedef struct
{
  const char *name;
  RushesCdnFault fault;
  int code;
  int newer_code; /* of newer versions of libsoup, where it differs */
} Fault;

static const Fault faults[] = {
  { "forbidden", RUSHES_CDN_FAULT_FORBIDDEN, RUSHES_ERROR_LINK_EXPIRED, RUSHES_ERROR_LINK_EXPIRED },
  { "error-page", RUSHES_CDN_FAULT_ERROR_PAGE, RUSHES_ERROR_NOT_A_VIDEO, RUSHES_ERROR_NOT_A_VIDEO },
  { "truncated", RUSHES_CDN_FAULT_TRUNCATED, RUSHES_ERROR_INCOMPLETE, RUSHES_ERROR_INCOMPLETE },
  { "chunked-cut", RUSHES_CDN_FAULT_CHUNKED_CUT, RUSHES_ERROR_INCOMPLETE, RUSHES_ERROR_INCOMPLETE },
  { "unavailable", RUSHES_CDN_FAULT_UNAVAILABLE, RUSHES_ERROR_SERVICE, RUSHES_ERROR_SERVICE },
  { "redirect-loop", RUSHES_CDN_FAULT_REDIRECT_LOOP, RUSHES_ERROR_SERVICE, RUSHES_ERROR_SERVICE },
};

/* Each error is the right one, the backup has been tried, an old film stays as it is. */
static void
test_fault (TransferFixture *self, gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (GBytes) old = g_bytes_new_static ("an old film", 11);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autofree char *log = NULL;
  const char *backup = strstr (self->snapshot->backup_download_url + strlen ("http://"), "/");

  rushes_gateway_set_cdn_fault (self->gateway, fault->fault);
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  if (error->code != fault->newer_code)
    g_assert_error (error, RUSHES_ERROR, fault->code);
  g_assert_true (error->domain == RUSHES_ERROR);
  transfer_fixture_assert_nothing (self);
  log = rushes_gateway_dup_cdn_log (self->gateway);
  g_assert_nonnull (strstr (log, backup));

  rushes_test_write_file (self->path, old);
  g_assert_false (transfer_fixture_run (self, TRUE, &again));
  g_assert_cmpint (again->code, ==, error->code);
  rushes_test_assert_file (self->path, old);
  rushes_test_assert_only (self->folder, NAME);
}

static void
test_redirect (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_REDIRECT);
  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");
}

static void
test_primary_gone (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_PRIMARY_GONE);
  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "backup");
  /* 503 once may pass, twice it is the other's turn. */
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 3);
}

static void
test_primary_unusable (TransferFixture *self, gconstpointer data)
{
  const char *links[] = { NULL, "http://127.0.0.1:1/nobody", "http://example.com/plain.mp4", "no link" };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;

      transfer_fixture_replace_link (&self->snapshot->download_url, links[i]);
      g_assert_true (transfer_fixture_run (self, TRUE, &error));
      g_assert_no_error (error);
      transfer_fixture_assert_saved (self, "backup");
    }
}

/* The same link is not asked twice, and where both fail, the first says why. */
static void
test_both_fail (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) same = NULL;
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_FORBIDDEN);
  transfer_fixture_replace_link (&self->snapshot->backup_download_url, self->snapshot->download_url);
  g_assert_false (transfer_fixture_run (self, FALSE, &same));
  g_assert_error (same, RUSHES_ERROR, RUSHES_ERROR_LINK_EXPIRED);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 1);

  transfer_fixture_replace_link (&self->snapshot->backup_download_url, "http://127.0.0.1:1/nobody");
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_LINK_EXPIRED);
  g_assert_cmpstr (rushes_error_get_detail (error)->code, ==, "AccessDenied");
  transfer_fixture_assert_nothing (self);
}

/* A link on the account's own origin is asked with the key, of the moment the transfer was started. */
static void
test_gateway_link (TransferFixture *self, gconstpointer data)
{
  g_autoptr (RushesRawServer) server = rushes_raw_server_new (NULL);
  g_autofree char *link = g_strconcat (rushes_raw_server_get_url (server), "/files/1/content", NULL);
  g_autofree char *head = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                           g_bytes_get_size (self->video));
  g_autofree char *log = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->account);
  self->account = rushes_account_new ("test", "Test", rushes_raw_server_get_url (server), &error);
  g_assert_no_error (error);
  rushes_account_set_key (self->account, KEY);
  transfer_fixture_replace_link (&self->snapshot->download_url, link);
  rushes_raw_server_answer (server, "/files/1/content", head, self->video, RUSHES_RAW_CLOSE);

  transfer_fixture_start (self, FALSE, &result);
  rushes_account_set_key (self->account, NULL);
  g_assert_true (transfer_fixture_finish (self, &result, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved_as (self, "gateway", "length");
  log = rushes_raw_server_dup_log (server);
  g_assert_nonnull (strstr (log, "Authorization: Bearer " KEY "\r\n"));
}

/* Without a length there is only the structure to hold on to. */
static void
test_without_length (TransferFixture *self, gconstpointer data)
{
  g_autoptr (RushesRawServer) server = rushes_raw_server_new (NULL);
  g_autofree char *link = g_strconcat (rushes_raw_server_get_url (server), "/a", NULL);
  g_autoptr (GError) error = NULL;

  transfer_fixture_replace_link (&self->snapshot->download_url, link);
  rushes_raw_server_answer (server, "/a", "HTTP/1.1 200 OK\r\n\r\n", self->video, RUSHES_RAW_CLOSE);
  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  rushes_test_assert_file (self->path, self->video);
  g_assert_cmpstr (rushes_transfer_get_verified (self->transfer), ==, "structure");
  g_assert_cmpint (rushes_transfer_get_bytes_total (self->transfer), ==,
                   (gint64) g_bytes_get_size (self->video));
}

typedef struct
{
  GCancellable *cancellable;
  gint64 last;
  guint n_told;
} Watcher;

static void
progressed_cb (RushesTransfer *transfer, GParamSpec *pspec, Watcher *watcher)
{
  gint64 done = rushes_transfer_get_bytes_done (transfer);

  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  g_assert_cmpint (done, >, watcher->last);
  watcher->last = done;
  watcher->n_told++;
  if (watcher->cancellable != NULL)
    g_cancellable_cancel (watcher->cancellable);
}

/* Grows, at most four times a second, and is complete before the end is told. */
static void
test_progress (TransferFixture *self, gconstpointer data)
{
  gint64 size = (gint64) g_bytes_get_size (self->video);
  gint64 began = g_get_monotonic_time ();
  double seconds;
  Watcher watcher = { 0 };
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  rushes_gateway_set_cdn_speed (self->gateway, (guint) size);
  transfer_fixture_start (self, FALSE, &result);
  g_assert_cmpfloat (rushes_transfer_get_fraction (self->transfer), ==, -1);
  g_signal_connect (self->transfer, "notify::bytes-done", G_CALLBACK (progressed_cb), &watcher);
  g_assert_true (transfer_fixture_finish (self, &result, &error));
  g_assert_no_error (error);

  seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  g_assert_cmpint (watcher.last, ==, size);
  g_assert_cmpuint (watcher.n_told, >=, 2);
  g_assert_cmpfloat (watcher.n_told, <=, seconds * 4 + 1);
  transfer_fixture_assert_saved (self, "primary");
}

static void
test_cancel (TransferFixture *self, gconstpointer data)
{
  Watcher watcher = { .cancellable = self->cancellable };
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  /* It stops half way, for good. */
  rushes_gateway_set_cdn_fault (self->gateway, RUSHES_CDN_FAULT_SLOW);
  transfer_fixture_start (self, FALSE, &result);
  g_signal_connect (self->transfer, "notify::bytes-done", G_CALLBACK (progressed_cb), &watcher);
  g_assert_false (transfer_fixture_finish (self, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (watcher.n_told, >=, 1);
  transfer_fixture_assert_nothing (self);
}

/* Nobody waits for it: the transfer ends, and leaves nothing. */
static void
test_cancel_at_once (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  g_assert_false (transfer_fixture_run (self, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  transfer_fixture_assert_nothing (self);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (self), ==, 0);
}

/* At any moment: either all of it or nothing. */
static void
test_cancel_anywhere (TransferFixture *self, gconstpointer data)
{
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      GAsyncResult *result = NULL;
      g_autoptr (GError) error = NULL;

      g_set_object (&self->cancellable, cancellable);
      g_clear_object (&self->transfer);
      transfer_fixture_start (self, TRUE, &result);
      for (gint64 until = g_get_monotonic_time () + i * 200; g_get_monotonic_time () < until;)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);

      if (transfer_fixture_finish (self, &result, &error))
        {
          transfer_fixture_assert_saved (self, "primary");
          g_assert_cmpint (g_unlink (self->path), ==, 0);
        }
      else
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          transfer_fixture_assert_nothing (self);
        }
    }
}

/* An id out of the wild still makes a part file inside the parts' folder. */
static void
test_wild_id (TransferFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  transfer_fixture_replace_link (&self->snapshot->task_id, "../../../tmp/x\n\001/..");
  g_assert_true (transfer_fixture_run (self, FALSE, &error));
  g_assert_no_error (error);
  transfer_fixture_assert_saved (self, "primary");
}

/* The disk of the parts is full: the backup link would not help. */
static void
fill_the_disk_of_the_parts (void)
{
  g_autofree char *small = rushes_test_make_folder ();
  TransferFixture self = { 0 };
  g_autoptr (GError) error = NULL;

  /* Before the gateway has threads: only a process of one thread may do this. */
  g_assert_true (rushes_syscall_fault_mount (small, "64k"));
  transfer_fixture_set_up (&self, NULL);
  g_free (self.parts);
  self.parts = g_build_filename (small, "parts", NULL);

  g_assert_false (transfer_fixture_run (&self, FALSE, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_DISK_FULL);
  transfer_fixture_assert_nothing (&self);
  g_assert_cmpuint (transfer_fixture_count_cdn_requests (&self), ==, 1);

  transfer_fixture_tear_down (&self, NULL);
  rushes_syscall_fault_unmount (small);
  rushes_test_remove_folder (g_steal_pointer (&small));
}

static void
test_disk_of_the_parts_full (void)
{
  if (g_test_subprocess ())
    {
      fill_the_disk_of_the_parts ();
      return;
    }
  if (geteuid () != 0 || !rushes_syscall_fault_is_possible ())
    {
      g_test_skip ("only root may fill a disk beside the threads of newer GLib; the landing does it for all");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
add (const char *name, void (*test) (TransferFixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/transfer/", name, NULL);

  g_test_add (path, TransferFixture, NULL, transfer_fixture_set_up, test, transfer_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("save", test_save);
  add ("replace", test_replace);
  add ("name-taken", test_name_taken);
  add ("folder-missing", test_folder_missing);
  add ("disk-too-small", test_disk_too_small);
  add ("parts-folder-is-a-link", test_parts_folder_is_a_link);
  add ("no-link", test_no_link);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/transfer/fault/", faults[i].name, NULL);
      g_test_add (path, TransferFixture, &faults[i], transfer_fixture_set_up, test_fault,
                  transfer_fixture_tear_down);
    }
  add ("redirect", test_redirect);
  add ("primary-gone", test_primary_gone);
  add ("primary-unusable", test_primary_unusable);
  add ("both-fail", test_both_fail);
  add ("gateway-link", test_gateway_link);
  add ("without-length", test_without_length);
  add ("progress", test_progress);
  add ("cancel", test_cancel);
  add ("cancel-at-once", test_cancel_at_once);
  add ("cancel-anywhere", test_cancel_anywhere);
  add ("wild-id", test_wild_id);
  g_test_add_func ("/transfer/transfer/disk-of-the-parts-full", test_disk_of_the_parts_full);

  return g_test_run ();
}
