/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/rushes-error.h"
#include "support/rushes-fault-client.h"
#include "support/rushes-fault-server.h"
#include "support/rushes-manual-clock.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-test-mp4.h"
#include "transfer/rushes-transfer.h"

#include <string.h>

/*
 * What a whole transfer makes of a server's faults: the video is in the user's folder, right to the
 * byte, or it is said what went wrong and the folder is as it was. Pauses are the clock's, which
 * is moved on by hand.
 */

#define KEY "sk-canary-key-4711"
#define TASK "306792606023824"
#define NAME "output.mp4"
#define SIZE 300000
#define HALF (SIZE / 2)
#define STALL_MS 300
#define SAVED (-1)
/* The clock begins at 1756454400; links last nine hours. */
#define QUERY "?Expires=1756486800&OSSAccessKeyId=LTAI&Signature=a%2Bb%3D"
#define QUERY_ENDS_SOON "?Expires=1756454430&OSSAccessKeyId=LTAI&Signature=a%2Bb%3D"
#define CONTENT "/v1/videos/" TASK "/content"

static const RushesFaultObject video = { .size = SIZE, .seed = 21 };
static const RushesFaultObject other = { .size = SIZE, .seed = 22 };

/* Has answers in store for whoever asks for fresh links. */
#define TEST_TYPE_LINKS (test_links_get_type ())
G_DECLARE_FINAL_TYPE (TestLinks, test_links, TEST, LINKS, GObject)

struct _TestLinks
{
  GObject parent_instance;

  GQueue snapshots;
  int code; /* when there are no more */
  guint n_asked;
};

static void test_links_iface_init (RushesLinkSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestLinks,
                               test_links,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_LINK_SOURCE, test_links_iface_init))

static void
test_links_renew_async (RushesLinkSource *source,
                        RushesAccount *account,
                        const char *task_id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  TestLinks *self = TEST_LINKS (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  RushesSnapshot *snapshot = g_queue_pop_head (&self->snapshots);

  g_assert_cmpstr (task_id, ==, TASK);
  self->n_asked++;
  if (snapshot != NULL)
    g_task_return_pointer (task, snapshot, (GDestroyNotify) rushes_snapshot_unref);
  else
    g_task_return_new_error (task, RUSHES_ERROR, self->code, "no links any more");
}

static RushesSnapshot *
test_links_renew_finish (RushesLinkSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_links_iface_init (RushesLinkSourceInterface *iface)
{
  iface->renew_async = test_links_renew_async;
  iface->renew_finish = test_links_renew_finish;
}

static void
test_links_finalize (GObject *object)
{
  g_queue_clear_full (&TEST_LINKS (object)->snapshots, (GDestroyNotify) rushes_snapshot_unref);

  G_OBJECT_CLASS (test_links_parent_class)->finalize (object);
}

static void
test_links_class_init (TestLinksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_links_finalize;
}

static void
test_links_init (TestLinks *self)
{
  g_queue_init (&self->snapshots);
  self->code = RUSHES_ERROR_TASK_UNKNOWN;
}

typedef struct
{
  RushesFaultServer *gateway; /* the account's origin */
  RushesFaultServer *cdn;     /* of the primary link */
  RushesFaultServer *mirror;  /* of the backup link */
  RushesFaultAuthority *authority;
  RushesAccount *account;
  RushesSnapshot *snapshot;
  TestLinks *links; /* (nullable) */
  RushesManualClock *clock;
  RushesTransferWorker *worker;
  char *data;
  char *parts;
  char *folder;
  char *path;
  GFile *destination;
  GCancellable *cancellable;
  gboolean is_impatient;
  gboolean is_skipped;

  RushesTransfer *transfer;
  GAsyncResult *result;
  gint64 waited; /* microseconds of the clock */
} Fixture;

static RushesSnapshot *
new_snapshot (const char *primary, const char *backup)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();

  snapshot->task_id = g_strdup (TASK);
  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->download_url = g_strdup (primary);
  snapshot->backup_download_url = g_strdup (backup);
  return snapshot;
}

static void
use_links (Fixture *self, const char *primary, const char *backup)
{
  g_clear_pointer (&self->snapshot, rushes_snapshot_unref);
  self->snapshot = new_snapshot (primary, backup);
}

static void
fixture_init (Fixture *self, RushesFaultProtocol protocol, gboolean trusted)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *primary = NULL;
  g_autoptr (GError) error = NULL;
  const char *why = NULL;

  self->is_skipped = !rushes_fault_server_can (protocol, &why);
  if (self->is_skipped)
    {
      g_test_skip (why);
      return;
    }

  if (protocol != RUSHES_FAULT_HTTP)
    {
      self->authority = rushes_fault_authority_new ();
      certificate = rushes_fault_authority_issue (self->authority, RUSHES_FAULT_CERTIFICATE_GOOD);
    }
  self->gateway = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  self->cdn = rushes_fault_server_new (protocol, certificate);
  self->mirror = rushes_fault_server_new (protocol, certificate);
  rushes_fault_server_put (self->cdn, "/v.mp4", &video);
  rushes_fault_server_put (self->mirror, "/m.mp4", &video);

  self->account = rushes_account_new ("test", "Test", rushes_fault_server_get_url (self->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (self->account, KEY);
  primary = rushes_fault_server_dup_link (self->cdn, "/v.mp4" QUERY);
  use_links (self, primary, NULL);
  self->clock = rushes_manual_clock_new ();
  self->worker = rushes_transfer_worker_new (trusted && self->authority != NULL
                                               ? rushes_fault_authority_get_database (self->authority)
                                               : NULL,
                                             &error);
  g_assert_no_error (error);

  self->data = rushes_test_make_folder ();
  self->parts = g_build_filename (self->data, "parts", NULL);
  self->folder = rushes_test_make_folder ();
  self->path = g_build_filename (self->folder, NAME, NULL);
  self->destination = g_file_new_for_path (self->path);
  self->cancellable = g_cancellable_new ();
}

static void
set_up (Fixture *self, gconstpointer data)
{
  fixture_init (self, RUSHES_FAULT_HTTP, TRUE);
}

static void
set_up_tls (Fixture *self, gconstpointer data)
{
  fixture_init (self, RUSHES_FAULT_HTTPS, TRUE);
}

static void
set_up_distrust (Fixture *self, gconstpointer data)
{
  fixture_init (self, RUSHES_FAULT_HTTPS, FALSE);
}

static void
set_up_http2 (Fixture *self, gconstpointer data)
{
  rushes_fault_client_offer_http2 (TRUE);
  fixture_init (self, RUSHES_FAULT_HTTP2, TRUE);
}

/* Of the servers that are not the account's. */
static void
assert_no_secret (RushesFaultServer *server)
{
  g_assert_false (rushes_fault_server_saw (server, KEY));
  g_assert_false (rushes_fault_server_saw (server, "authorization:"));
  g_assert_false (rushes_fault_server_saw (server, "cookie:"));
  g_assert_false (rushes_fault_server_saw (server, "referer:"));
  g_assert_false (rushes_fault_server_saw (server, "content-type:"));
  g_assert_false (rushes_fault_server_saw (server, "HEAD /"));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  rushes_fault_client_offer_http2 (FALSE);
  if (self->is_skipped)
    return;

  assert_no_secret (self->cdn);
  assert_no_secret (self->mirror);
  if (self->transfer != NULL)
    rushes_test_await_finalize (self->transfer);
  rushes_transfer_worker_unref (self->worker);
  g_clear_object (&self->links);
  g_object_unref (self->clock);
  g_object_unref (self->gateway);
  g_object_unref (self->cdn);
  g_object_unref (self->mirror);
  g_clear_pointer (&self->authority, rushes_fault_authority_free);
  g_object_unref (self->account);
  rushes_snapshot_unref (self->snapshot);
  g_object_unref (self->destination);
  g_object_unref (self->cancellable);
  rushes_test_remove_folder (self->data);
  rushes_test_remove_folder (self->folder);
  g_free (self->parts);
  g_free (self->path);
}

static void
use_backup (Fixture *self, const RushesFaultObject *object)
{
  g_autofree char *primary = g_strdup (self->snapshot->download_url);
  g_autofree char *backup = rushes_fault_server_dup_link (self->mirror, "/m.mp4" QUERY);

  rushes_fault_server_put (self->mirror, "/m.mp4", object);
  use_links (self, primary, backup);
}

/* Answers to whoever asks for fresh links: each time, those of @target at the CDN. */
static void
offer_link (Fixture *self, const char *target)
{
  g_autofree char *link = rushes_fault_server_dup_link (self->cdn, target);

  if (self->links == NULL)
    self->links = g_object_new (TEST_TYPE_LINKS, NULL);
  g_queue_push_tail (&self->links->snapshots, new_snapshot (link, NULL));
}

static void
begin (Fixture *self)
{
  g_clear_object (&self->transfer);
  self->waited = 0;
  self->transfer = rushes_transfer_new (self->parts, self->account, self->snapshot,
                                        self->links != NULL ? RUSHES_LINK_SOURCE (self->links) : NULL,
                                        RUSHES_CLOCK (self->clock));
  rushes_transfer_set_worker (self->transfer, self->worker);
  if (self->is_impatient)
    rushes_transfer_set_limits (self->transfer, 0, STALL_MS, STALL_MS, 1000);
  rushes_transfer_run_async (self->transfer, self->destination, FALSE, self->cancellable,
                             rushes_test_keep_result, &self->result);
}

/* Lets time pass as soon as it is what the transfer waits for. */
static gboolean
has_ended (gpointer user_data)
{
  Fixture *self = user_data;

  if (self->result == NULL && rushes_transfer_get_state (self->transfer) == RUSHES_TRANSFER_WAITING)
    {
      gint64 now = rushes_clock_get_boot_time (RUSHES_CLOCK (self->clock));
      gint64 next = rushes_manual_clock_get_next (self->clock);

      if (next < G_MAXINT64)
        {
          self->waited += next - now;
          rushes_manual_clock_advance (self->clock, next - now);
        }
    }
  return self->result != NULL;
}

static gboolean
finish (Fixture *self, GError **error)
{
  gboolean saved;

  rushes_test_await (has_ended, self, "the transfer");
  saved = rushes_transfer_run_finish (self->transfer, self->result, error);
  g_clear_object (&self->result);
  if (error != NULL && *error != NULL)
    g_test_message ("%s", (*error)->message);
  return saved;
}

static void
assert_no_parts (Fixture *self)
{
  if (g_file_test (self->parts, G_FILE_TEST_EXISTS))
    rushes_test_assert_only (self->parts, NULL);
}

static void
run_to_file (Fixture *self, const RushesFaultObject *object, const char *source)
{
  g_autoptr (GError) error = NULL;

  begin (self);
  finish (self, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (object, self->path);
  rushes_test_assert_only (self->folder, NAME);
  assert_no_parts (self);
  g_assert_cmpstr (rushes_transfer_get_source (self->transfer), ==, source);
  g_assert_cmpint (rushes_transfer_get_bytes_done (self->transfer), ==, object->size);
}

static void
run_to_failure (Fixture *self, int code)
{
  g_autoptr (GError) error = NULL;

  begin (self);
  g_assert_false (finish (self, &error));
  g_assert_error (error, RUSHES_ERROR, code);
  rushes_test_assert_only (self->folder, NULL);
  g_assert_null (rushes_transfer_get_source (self->transfer));
}

typedef struct
{
  const char *name;
  RushesFault fault;
  const char *page; /* (nullable) */
  gboolean is_impatient;
  guint times;             /* 0: always */
  int alone;               /* how it ends without a backup link: SAVED, or a code */
  int other;               /* what another version of libsoup makes of it; 0: the same */
  const char *with_backup; /* where the bytes come from where there is one */
} TransferCase;

#define CHUNKED .framing = RUSHES_FAULT_CHUNKED, .chunk_bytes = 50000
#define EXPIRED                                                                                              \
  "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"

static const TransferCase cases[] = {
  { "F01-close-before-headers", { IN_HEAD (FIN, 0) }, .times = 1, .alone = SAVED, .with_backup = "backup" },
  { "F01-close-before-headers-always",
    { IN_HEAD (FIN, 0) },
    .alone = RUSHES_ERROR_UNREACHABLE,
    .with_backup = "backup" },
  { "F02-half-a-status-line", { IN_HEAD (FIN, 12) }, .times = 1, .alone = SAVED },
  { "F02-half-a-status-line-always",
    { IN_HEAD (FIN, 12) },
    .alone = RUSHES_ERROR_SERVICE,
    .other = RUSHES_ERROR_UNREACHABLE,
    .with_backup = "backup" },
  { "F03-reset-midway", { IN_BODY (RST, HALF) }, .times = 1, .alone = SAVED, .with_backup = "primary" },
  { "F03-reset-at-0-always",
    { IN_BODY (RST, 0) },
    .alone = RUSHES_ERROR_INCOMPLETE,
    .with_backup = "backup" },
  { "F04-close-at-1", { IN_BODY (FIN, 1) }, .times = 1, .alone = SAVED },
  { "F04-close-before-last", { IN_BODY (FIN, -1) }, .times = 1, .alone = SAVED },
  { "F04-close-at-0-always",
    { IN_BODY (FIN, 0) },
    .alone = RUSHES_ERROR_INCOMPLETE,
    .with_backup = "backup" },
  { "F04-close-again-and-again", { IN_BODY (FIN, 20000) }, .alone = SAVED, .with_backup = "primary" },
  { "F05-cut-in-a-chunk", { CHUNKED, IN_BODY (FIN, 70000) }, .times = 1, .alone = SAVED },
  { "F06-cut-between-chunks", { CHUNKED, IN_BODY (FIN, 100000) }, .times = 1, .alone = SAVED },
  { "F07-no-length-cut",
    { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, HALF) },
    .times = 1,
    .alone = SAVED },
  { "F08-stall-before-headers",
    { IN_HEAD (STALL, 0) },
    .is_impatient = TRUE,
    .times = 1,
    .alone = SAVED,
    .with_backup = "backup" },
  { "F08-stall-midway",
    { IN_BODY (STALL, HALF) },
    .is_impatient = TRUE,
    .times = 1,
    .alone = SAVED,
    .with_backup = "backup" },
  { "F09-drip",
    { IN_BODY (DRIP, HALF), .drip_ms = 20 },
    .is_impatient = TRUE,
    .times = 1,
    .alone = SAVED,
    .with_backup = "backup" },
  { "F10-longer-than-told", { .extra = 5000 }, .alone = SAVED },
  { "F11-two-lengths",
    { .fields = "Content-Length: 1000\nContent-Length: 300000\n" },
    .times = 1,
    .alone = SAVED },
  { "F11-length-of-all-disks",
    { .fields = "Content-Length: 9223372036854775807\n" },
    .times = 1,
    .alone = RUSHES_ERROR_DISK_FULL },
  { "F12-gzip-always",
    { .fields = "Content-Encoding: gzip\n" },
    .alone = RUSHES_ERROR_NOT_A_VIDEO,
    .with_backup = "backup" },
  { "F13-header-of-2-MB", { .padding_bytes = 2 * 1024 * 1024 }, .times = 1, .alone = SAVED },
  { "F14-to-a-file",
    { .status = 302, .fields = "Location: file:///etc/passwd\n" },
    .alone = RUSHES_ERROR_LINK_REFUSED,
    .with_backup = "backup" },
  { "F14-loop",
    { .status = 302, .fields = "Location: /v.mp4\n" },
    .alone = RUSHES_ERROR_SERVICE,
    .with_backup = "backup" },
  { "F17-206-to-no-range-always",
    { .status = 206, .limit = 1000, .fields = "Content-Range: bytes 0-999/300000\n" },
    .alone = RUSHES_ERROR_NOT_A_VIDEO,
    .with_backup = "backup" },
  { "F20-wrong-crc-always",
    { .fields = "x-oss-hash-crc64ecma: 12345\n" },
    .alone = RUSHES_ERROR_DAMAGED,
    .with_backup = "backup" },
  { "F21-html-always",
    { 0 },
    .page = "<!DOCTYPE html><title>Welcome</title>",
    .alone = RUSHES_ERROR_NOT_A_VIDEO,
    .with_backup = "backup" },
  { "F21-json-always", { 0 }, .page = "{\"code\": 1}", .alone = RUSHES_ERROR_NOT_A_VIDEO },
  { "F22-403-always",
    { .status = 403 },
    .page = EXPIRED,
    .alone = RUSHES_ERROR_LINK_EXPIRED,
    .with_backup = "backup" },
  { "F24-429-always",
    { .status = 429, .fields = "Retry-After: 3\n" },
    .alone = RUSHES_ERROR_RATE_LIMITED,
    .with_backup = "backup" },
  { "F24-429-for-a-year",
    { .status = 429, .fields = "Retry-After: 31536000\n" },
    .times = 1,
    .alone = SAVED,
    .with_backup = "backup" },
  { "F25-503-storm", { .status = 503 }, .times = 4, .alone = SAVED, .with_backup = "backup" },
  { "F25-503-always", { .status = 503 }, .alone = RUSHES_ERROR_SERVICE, .with_backup = "backup" },
};

static void
prepare_fault (Fixture *self, const TransferCase *this_case)
{
  RushesFault fault = this_case->fault;
  g_autoptr (GBytes) page = NULL;

  if (this_case->page != NULL)
    fault.page = page = g_bytes_new_static (this_case->page, strlen (this_case->page));
  self->is_impatient = this_case->is_impatient;
  rushes_fault_server_script (self->cdn, "/v.mp4", &fault,
                              this_case->times != 0 ? this_case->times : G_MAXUINT);
}

static void
test_alone (Fixture *self, gconstpointer data)
{
  const TransferCase *this_case = data;
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  prepare_fault (self, this_case);
  if (this_case->alone == SAVED)
    {
      run_to_file (self, &video, "primary");
      return;
    }

  begin (self);
  g_assert_false (finish (self, &error));
  if (this_case->other == 0 || error->domain != RUSHES_ERROR || error->code != this_case->other)
    g_assert_error (error, RUSHES_ERROR, this_case->alone);
  rushes_test_assert_only (self->folder, NULL);

  /* The server is honest again, and what was there is gone on with. */
  rushes_fault_server_forget_script (self->cdn, "/v.mp4");
  run_to_file (self, &video, "primary");
}

static void
test_with_backup (Fixture *self, gconstpointer data)
{
  const TransferCase *this_case = data;

  prepare_fault (self, this_case);
  use_backup (self, &video);
  run_to_file (self, &video, this_case->with_backup);
}

/* F22: while half of it is there, the link ends; a fresh one goes on with that half. */
static void
test_renewal_midway (Fixture *self, gconstpointer data)
{
  RushesFault half = { IN_BODY (FIN, HALF) };
  RushesFault expired = { .status = 403 };
  g_autofree char *range = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &expired, G_MAXUINT);
  rushes_fault_server_put (self->cdn, "/fresh.mp4", &video);
  offer_link (self, "/fresh.mp4" QUERY);
  run_to_file (self, &video, "primary");
  g_assert_cmpuint (self->links->n_asked, ==, 1);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, "/fresh.mp4"), ==, 1);
  range = rushes_fault_server_dup_field (self->cdn, "/fresh.mp4", 0, "Range");
  g_assert_cmpstr (range, ==, "bytes=150000-");
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), ==, HALF);
  g_assert_cmpstr (rushes_transfer_get_verified (self->transfer), ==, "crc64");
}

/* F22: the fresh link is of other bytes: not one of the old ones stays. */
static void
test_renewal_other_bytes (Fixture *self, gconstpointer data)
{
  RushesFault half = { IN_BODY (FIN, HALF) };
  RushesFault expired = { .status = 403 };

  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &expired, G_MAXUINT);
  rushes_fault_server_put (self->cdn, "/fresh.mp4", &other);
  offer_link (self, "/fresh.mp4" QUERY);
  run_to_file (self, &other, "primary");
}

/* F22: a link that ends within a minute is not even asked for. */
static void
test_renewal_before_start (Fixture *self, gconstpointer data)
{
  g_autofree char *old = rushes_fault_server_dup_link (self->cdn, "/v.mp4" QUERY_ENDS_SOON);

  use_links (self, old, NULL);
  rushes_fault_server_put (self->cdn, "/fresh.mp4", &video);
  offer_link (self, "/fresh.mp4" QUERY);
  run_to_file (self, &video, "primary");
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, "/v.mp4"), ==, 0);
}

/* F22: the link is refused, whatever it is; each status that a CDN has for that. */
static void
test_renewal_statuses (Fixture *self, gconstpointer data)
{
  const guint statuses[] = { 401, 403, 404, 410 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      RushesFault refused = { .status = statuses[i] };

      rushes_fault_server_forget_script (self->cdn, "/v.mp4");
      rushes_fault_server_script (self->cdn, "/v.mp4", &refused, G_MAXUINT);
      rushes_fault_server_put (self->cdn, "/fresh.mp4", &video);
      offer_link (self, "/fresh.mp4" QUERY);
      run_to_file (self, &video, "primary");
      g_assert_cmpint (g_file_delete (self->destination, NULL, NULL), ==, TRUE);
    }
}

/* F22: fresh links are refused as well, for ever: that is told, and not asked for ever. */
static void
test_renewal_in_vain (Fixture *self, gconstpointer data)
{
  RushesFault expired = { .status = 403 };

  rushes_fault_server_script (self->cdn, "/v.mp4", &expired, G_MAXUINT);
  rushes_fault_server_script (self->cdn, "/fresh.mp4", &expired, G_MAXUINT);
  for (guint i = 0; i < 50; i++)
    offer_link (self, "/fresh.mp4" QUERY);
  run_to_failure (self, RUSHES_ERROR_LINK_EXPIRED);
  g_assert_cmpuint (self->links->n_asked, <=, 2);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), <=, 4);
}

/* F22: the service does not know the task any more: the reason is told, and half of it is kept. */
static void
test_renewal_refused (Fixture *self, gconstpointer data)
{
  RushesFault half = { IN_BODY (FIN, HALF) };
  RushesFault expired = { .status = 403 };

  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &expired, G_MAXUINT);
  self->links = g_object_new (TEST_TYPE_LINKS, NULL);
  run_to_failure (self, RUSHES_ERROR_TASK_UNKNOWN);

  rushes_fault_server_forget_script (self->cdn, "/v.mp4");
  run_to_file (self, &video, "primary");
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), ==, HALF);
}

/* No link is of any use, but the gateway passes the video on itself, to who has the key. */
static void
test_content_route (Fixture *self, gconstpointer data)
{
  RushesFault expired = { .status = 403 };
  g_autofree char *key = NULL;

  rushes_fault_server_script (self->cdn, "/v.mp4", &expired, G_MAXUINT);
  rushes_fault_server_script (self->mirror, "/m.mp4", &expired, G_MAXUINT);
  use_backup (self, &video);
  rushes_fault_server_put (self->gateway, CONTENT, &video);
  run_to_file (self, &video, "gateway");
  key = rushes_fault_server_dup_field (self->gateway, CONTENT, 0, "Authorization");
  g_assert_cmpstr (key, ==, "Bearer " KEY);
}

/* F23: nobody is at the primary's port; the backup has other bytes than what came before. */
static void
test_dead_primary (Fixture *self, gconstpointer data)
{
  const gboolean *has_half = data;
  g_autoptr (RushesFaultPort) port = rushes_fault_port_new (FALSE);
  g_autofree char *dead = g_strdup_printf ("http://127.0.0.1:%u/v.mp4?Expires=1756486800",
                                           rushes_fault_port_get_port (port));
  RushesFault half = { IN_BODY (FIN, HALF) };

  if (*has_half)
    {
      RushesFault gone = { .status = 404 };

      rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
      rushes_fault_server_script (self->cdn, "/v.mp4", &gone, G_MAXUINT);
      run_to_failure (self, RUSHES_ERROR_LINK_EXPIRED);
    }
  use_links (self, dead, NULL);
  use_backup (self, &other);
  run_to_file (self, &other, "backup");
}

/* F23: half of it from here, the other half from there; it is the same video. */
static void
test_splice_of_two_hosts (Fixture *self, gconstpointer data)
{
  RushesFault half = { IN_BODY (FIN, HALF) };
  RushesFault gone = { .status = 404 };
  g_autofree char *range = NULL;

  if (self->is_skipped)
    return;
  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &gone, G_MAXUINT);
  use_backup (self, &video);
  run_to_file (self, &video, "backup");
  range = rushes_fault_server_dup_field (self->mirror, "/m.mp4", 0, "Range");
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), >, 0);
  g_assert_true (g_str_has_prefix (range, "bytes="));
  g_assert_cmpstr (rushes_transfer_get_verified (self->transfer), ==, "crc64");
}

/* F23: on two hosts an equal time of modification means nothing. */
static void
test_same_date_elsewhere (Fixture *self, gconstpointer data)
{
  const RushesFaultObject here = { .size = SIZE, .seed = 21, .etag = "", .crc64 = "", .md5 = "" };
  const RushesFaultObject there = { .size = SIZE, .seed = 22, .etag = "", .crc64 = "", .md5 = "" };
  RushesFault half = { IN_BODY (FIN, HALF) };
  RushesFault gone = { .status = 404 };

  rushes_fault_server_put (self->cdn, "/v.mp4", &here);
  rushes_fault_server_script (self->cdn, "/v.mp4", &half, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &gone, G_MAXUINT);
  use_backup (self, &there);
  run_to_file (self, &there, "backup");
  g_assert_cmpstr (rushes_transfer_get_verified (self->transfer), ==, "length");
}

/* A film of some length: what is recorded on the way, and what a connection holds at once, is left behind. */
static void
test_long_splice (Fixture *self, gconstpointer data)
{
  const RushesFaultObject film = { .size = 24 * 1024 * 1024 + 5, .seed = 31 };
  RushesFault first = { IN_BODY (FIN, 9 * 1024 * 1024 + 1) };
  RushesFault second = { IN_BODY (RST, 8 * 1024 * 1024 + 3) };
  RushesFault third = { CHUNKED, IN_BODY (FIN, 100000) };

  if (self->is_skipped)
    return;
  rushes_fault_server_put (self->cdn, "/v.mp4", &film);
  rushes_fault_server_script (self->cdn, "/v.mp4", &first, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &second, 1);
  rushes_fault_server_script (self->cdn, "/v.mp4", &third, 1);
  run_to_file (self, &film, "primary");
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 4);
  g_assert_cmpint (rushes_transfer_get_resumed (self->transfer), >, 8 * 1024 * 1024);
  g_assert_cmpstr (rushes_transfer_get_verified (self->transfer), ==, "crc64");
}

/* F20: both links have the same wrong bytes: they are set aside, for the user to decide. */
static void
test_damaged_twice (Fixture *self, gconstpointer data)
{
  RushesFault wrong = { .fields = "x-oss-hash-crc64ecma: 12345\n" };
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_damaged = 0;

  rushes_fault_server_script (self->cdn, "/v.mp4", &wrong, G_MAXUINT);
  rushes_fault_server_script (self->mirror, "/m.mp4", &wrong, G_MAXUINT);
  use_backup (self, &video);
  run_to_failure (self, RUSHES_ERROR_DAMAGED);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 1);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->mirror, NULL), ==, 1);

  dir = g_dir_open (self->parts, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".damaged"))
      {
        g_autofree char *path = g_build_filename (self->parts, name, NULL);

        rushes_fault_object_assert_file (&video, path);
        n_damaged++;
      }
  g_assert_cmpuint (n_damaged, ==, 1);
}

/* F24: the pause that was asked for, as far as it is believed. */
typedef struct
{
  const char *name;
  const char *fields;
  gint64 least; /* seconds */
  gint64 most;
} PauseCase;

static const PauseCase pauses[] = {
  { "F24-seconds", "Retry-After: 5\n", 5, 5 },
  { "F24-garbage", "Retry-After: soon\n", 0, 1 },
  { "F24-negative", "Retry-After: -5\n", 0, 1 },
  { "F24-a-year", "Retry-After: 31536000\n", 3600, 3600 },
  { "F24-a-date-long-ago", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\n", 0, 1 },
};

static void
test_pause (Fixture *self, gconstpointer data)
{
  const PauseCase *pause = data;
  RushesFault busy = { .status = 429, .fields = pause->fields };

  rushes_fault_server_script (self->cdn, "/v.mp4", &busy, 1);
  run_to_file (self, &video, "primary");
  g_assert_cmpint (self->waited, >=, pause->least * G_USEC_PER_SEC);
  g_assert_cmpint (self->waited, <=, pause->most * G_USEC_PER_SEC);
}

/* F14: the account's own link leads to the CDN: the key does not go along. */
static void
test_redirect_from_home (Fixture *self, gconstpointer data)
{
  g_autofree char *home = rushes_fault_server_dup_link (self->gateway, "/files/1");
  g_autofree char *fields = g_strdup_printf ("Location: %s\n", self->snapshot->download_url);
  RushesFault away = { .status = 302, .fields = fields };

  rushes_fault_server_script (self->gateway, "/files/1", &away, G_MAXUINT);
  use_links (self, home, NULL);
  run_to_file (self, &video, "gateway");
  g_assert_true (rushes_fault_server_saw (self->gateway, KEY));
}

static gboolean
is_stalled (gpointer user_data)
{
  Fixture *self = user_data;

  return rushes_fault_server_get_n_stalled (self->cdn) > 0;
}

/* Cancelled while nothing comes: at once, and what came is gone on with by the next transfer. */
static void
test_cancel_in_stall (Fixture *self, gconstpointer data)
{
  RushesFault stall = { IN_BODY (STALL, HALF) };
  g_autoptr (GError) error = NULL;

  if (self->is_skipped)
    return;
  rushes_fault_server_script (self->cdn, "/v.mp4", &stall, 1);
  begin (self);
  rushes_test_await (is_stalled, self, "the stall");
  g_cancellable_cancel (self->cancellable);
  g_assert_false (finish (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  rushes_test_assert_only (self->folder, NULL);

  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  run_to_file (self, &video, "primary");
}

/* Offline is no fault of the server's: it is waited for, and no try is burnt. */
static void
test_offline (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (self);
  rushes_transfer_set_offline (self->transfer, TRUE);
  rushes_test_pump ();
  rushes_manual_clock_advance (self->clock, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  rushes_transfer_set_offline (self->transfer, FALSE);
  finish (self, &error);
  g_assert_no_error (error);
  rushes_fault_object_assert_file (&video, self->path);
}

/* F27: nobody to be believed, neither here nor there. Nobody is asked twice. */
static void
test_distrust (Fixture *self, gconstpointer data)
{
  if (self->is_skipped)
    return;
  use_backup (self, &video);
  run_to_failure (self, RUSHES_ERROR_TLS);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->cdn, NULL), ==, 0);
  g_assert_cmpuint (rushes_fault_server_get_n_requests (self->mirror, NULL), ==, 0);
  g_assert_cmpuint (rushes_fault_server_get_n_connections (self->cdn), ==, 1);
  g_assert_cmpint (self->waited, ==, 0);
}

static const TransferCase http2_cases[] = {
  { "F26-goaway-before-headers", { IN_HEAD (GOAWAY, 0) }, .is_impatient = TRUE, .times = 1, .alone = SAVED },
  { "F26-goaway-and-cut", { IN_BODY (GOAWAY_CUT, HALF) }, .times = 1, .alone = SAVED },
  { "F26-rst-stream-midway",
    { IN_BODY (RST_STREAM, HALF) },
    .is_impatient = TRUE,
    .times = 1,
    .alone = SAVED },
  { "F26-cut-midway", { IN_BODY (FIN, HALF) }, .times = 1, .alone = SAVED },
  { "F26-html-always", { 0 }, .page = "<html>", .alone = RUSHES_ERROR_NOT_A_VIDEO },
};

static const TransferCase tls_cases[] = {
  { "F27-no-farewell", { .framing = RUSHES_FAULT_CLOSED, IN_BODY (FIN, HALF) }, .times = 1, .alone = SAVED },
  { "F28-stale-connection", { .status = 503, .goes_stale = TRUE }, .times = 1, .alone = SAVED },
};

typedef void (*TestFunc) (Fixture *, gconstpointer);

static void
add (const char *name, gconstpointer data, TestFunc prepare, TestFunc test)
{
  g_autofree char *path = g_strconcat ("/fault/transfer/", name, NULL);

  g_test_add (path, Fixture, data, prepare, test, tear_down);
}

static void
add_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *with_backup = g_strconcat (cases[i].name, "/with-backup", NULL);

      add (cases[i].name, &cases[i], set_up, test_alone);
      if (cases[i].with_backup != NULL)
        add (with_backup, &cases[i], set_up, test_with_backup);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++)
    add (pauses[i].name, &pauses[i], set_up, test_pause);
  for (gsize i = 0; i < G_N_ELEMENTS (http2_cases); i++)
    add (http2_cases[i].name, &http2_cases[i], set_up_http2, test_alone);
  for (gsize i = 0; i < G_N_ELEMENTS (tls_cases); i++)
    add (tls_cases[i].name, &tls_cases[i], set_up_tls, test_alone);
}

int
main (int argc, char *argv[])
{
  static const gboolean no = FALSE;
  static const gboolean yes = TRUE;

  g_test_init (&argc, &argv, NULL);

  add_cases ();
  add ("F14-redirect-from-home", NULL, set_up, test_redirect_from_home);
  add ("F20-damaged-twice", NULL, set_up, test_damaged_twice);
  add ("F22-renewal-midway", NULL, set_up, test_renewal_midway);
  add ("F22-renewal-other-bytes", NULL, set_up, test_renewal_other_bytes);
  add ("F22-renewal-before-start", NULL, set_up, test_renewal_before_start);
  add ("F22-renewal-statuses", NULL, set_up, test_renewal_statuses);
  add ("F22-renewal-in-vain", NULL, set_up, test_renewal_in_vain);
  add ("F22-renewal-refused", NULL, set_up, test_renewal_refused);
  add ("F22-content-route", NULL, set_up, test_content_route);
  add ("F23-dead-primary", &no, set_up, test_dead_primary);
  add ("F23-dead-primary-after-half", &yes, set_up, test_dead_primary);
  add ("F23-splice-of-two-hosts", NULL, set_up, test_splice_of_two_hosts);
  add ("F23-splice-of-two-hosts/https", NULL, set_up_tls, test_splice_of_two_hosts);
  add ("F23-splice-of-two-hosts/http2", NULL, set_up_http2, test_splice_of_two_hosts);
  add ("F23-same-date-elsewhere", NULL, set_up, test_same_date_elsewhere);
  add ("long-splice", NULL, set_up, test_long_splice);
  add ("long-splice/http2", NULL, set_up_http2, test_long_splice);
  add ("F27-distrust", NULL, set_up_distrust, test_distrust);
  add ("cancel-in-stall", NULL, set_up, test_cancel_in_stall);
  add ("cancel-in-stall/http2", NULL, set_up_http2, test_cancel_in_stall);
  add ("offline", NULL, set_up, test_offline);

  return g_test_run ();
}
