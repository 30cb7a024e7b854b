/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/queue-fixture.h"

#include "base/rushes-error.h"
#include "intake/rushes-intake.h"

#define OBJECT_BYTES 300000
#define STALL_AT 100000

/* Fresh links out of a table */

#define TEST_TYPE_LINKS (test_links_get_type ())
G_DECLARE_FINAL_TYPE (TestLinks, test_links, TEST, LINKS, GObject)

struct _TestLinks
{
  GObject parent_instance;

  GHashTable *fresh;
  RushesError refusal;
};

static void test_links_iface_init (RushesLinkSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestLinks,
                               test_links,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (RUSHES_TYPE_LINK_SOURCE, test_links_iface_init))

static void
test_links_finalize (GObject *object)
{
  g_hash_table_unref (TEST_LINKS (object)->fresh);

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
  self->refusal = RUSHES_ERROR_TASK_UNKNOWN;
}

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
  RushesSnapshot *snapshot = g_hash_table_lookup (self->fresh, task_id);

  if (snapshot != NULL)
    g_task_return_pointer (task, rushes_snapshot_ref (snapshot), (GDestroyNotify) rushes_snapshot_unref);
  else
    g_task_return_new_error (task, RUSHES_ERROR, (int) self->refusal, "the service gives no links");
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

/* What the queue tells */

static void
kept_cb (RushesTransferQueue *queue, RushesTask *task, QueueFixture *fixture)
{
  fixture->n_kept++;
}

static void
saved_cb (RushesTransferQueue *queue, RushesTask *task, GFile *file, QueueFixture *fixture)
{
  fixture->n_saved++;
  g_set_object (&fixture->saved, file);
}

static void
failed_cb (RushesTransferQueue *queue, RushesTask *task, GError *error, QueueFixture *fixture)
{
  fixture->n_failed++;
  g_clear_error (&fixture->failed);
  fixture->failed = g_error_copy (error);
}

static void
cancelled_cb (RushesTransferQueue *queue, RushesTask *task, QueueFixture *fixture)
{
  fixture->n_cancelled++;
}

void
queue_fixture_open (QueueFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "library.db", NULL);
  g_autofree char *parts = g_build_filename (fixture->folder, "parts", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->library = rushes_library_new (path, fixture->clock);
  rushes_library_open_async (fixture->library, NULL, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the library to open");
  g_assert_true (rushes_library_open_finish (fixture->library, result, &error));
  g_assert_no_error (error);

  fixture->queue = rushes_transfer_queue_new (fixture->library, fixture->links, fixture->clock, parts);
  rushes_transfer_queue_add_account (fixture->queue, fixture->account);
  g_signal_connect (fixture->queue, "kept", G_CALLBACK (kept_cb), fixture);
  g_signal_connect (fixture->queue, "saved", G_CALLBACK (saved_cb), fixture);
  g_signal_connect (fixture->queue, "failed", G_CALLBACK (failed_cb), fixture);
  g_signal_connect (fixture->queue, "cancelled", G_CALLBACK (cancelled_cb), fixture);
}

void
queue_fixture_close (QueueFixture *fixture)
{
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  rushes_transfer_queue_stop_async (fixture->queue, rushes_test_keep_result, &stopped);
  rushes_test_await_result (&stopped, "the queue to stop");
  g_assert_true (rushes_transfer_queue_stop_finish (fixture->queue, stopped, &error));
  g_assert_no_error (error);
  g_clear_object (&stopped);
  rushes_test_await_finalize (g_steal_pointer (&fixture->queue));

  rushes_library_close_async (fixture->library, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the library to close");
  g_assert_true (rushes_library_close_finish (fixture->library, closed, &error));
  g_assert_no_error (error);
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&fixture->library));
}

void
queue_fixture_set_up (QueueFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TestLinks *links = g_object_new (TEST_TYPE_LINKS, NULL);

  fixture->folder = rushes_test_make_folder ();
  fixture->user_folder = rushes_test_make_folder ();
  fixture->clock = RUSHES_CLOCK (rushes_manual_clock_new ());
  fixture->server = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  /* On loopback, so that links may be there too; nothing answers at it. */
  fixture->account = rushes_account_new (QUEUE_ACCOUNT, "Test", "http://127.0.0.1:9", &error);
  g_assert_no_error (error);
  rushes_account_set_key (fixture->account, "sk-queue-0123456789");
  fixture->fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) rushes_snapshot_unref);
  links->fresh = g_hash_table_ref (fixture->fresh);
  fixture->links = RUSHES_LINK_SOURCE (links);
  queue_fixture_open (fixture);
}

void
queue_fixture_tear_down (QueueFixture *fixture, gconstpointer data)
{
  rushes_fault_server_release (fixture->server);
  if (fixture->queue != NULL)
    queue_fixture_close (fixture);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->account);
  g_clear_pointer (&fixture->fresh, g_hash_table_unref);
  rushes_test_await_finalize (g_steal_pointer (&fixture->links));
  rushes_test_await_finalize (g_steal_pointer (&fixture->clock));
  g_clear_object (&fixture->saved);
  g_clear_error (&fixture->failed);
  rushes_test_remove_folder (fixture->folder);
  rushes_test_remove_folder (fixture->user_folder);
}

/* Videos */

static char *
dup_path (const char *task_id)
{
  return g_strdup_printf ("/%s.mp4", task_id);
}

RushesFaultObject
queue_fixture_get_object (const char *task_id)
{
  return (RushesFaultObject){ .size = OBJECT_BYTES, .seed = g_str_hash (task_id) };
}

void
queue_fixture_script (QueueFixture *fixture, const char *task_id, RushesFault fault, guint times)
{
  g_autofree char *path = dup_path (task_id);

  rushes_fault_server_script (fixture->server, path, &fault, times);
}

void
queue_fixture_stall (QueueFixture *fixture, const char *task_id)
{
  queue_fixture_script (fixture, task_id,
                        (RushesFault){
                          .place = RUSHES_FAULT_IN_BODY, .end = RUSHES_FAULT_STALL, .at = STALL_AT },
                        1);
}

guint
queue_fixture_get_n_requests (QueueFixture *fixture, const char *task_id)
{
  g_autofree char *path = dup_path (task_id);

  return rushes_fault_server_get_n_requests (fixture->server, path);
}

RushesTask *
queue_fixture_find (QueueFixture *fixture, const char *task_id)
{
  RushesTask *task = rushes_task_list_find (rushes_library_get_tasks (fixture->library), QUEUE_ACCOUNT,
                                            task_id);

  g_assert_nonnull (task);
  return g_object_ref (task);
}

RushesTask *
queue_fixture_add_on (QueueFixture *fixture, const char *task_id, gint64 link_lasts, const char *host)
{
  const RushesFaultObject object = queue_fixture_get_object (task_id);
  g_autofree char *path = dup_path (task_id);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (RushesTask) task = NULL;

  rushes_fault_server_put (fixture->server, path, &object);
  g_ptr_array_add (items, rushes_intake_item_new (task_id, NULL, 1));
  rushes_library_add_async (fixture->library, QUEUE_ACCOUNT, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the task to be added");
  added = rushes_library_add_finish (fixture->library, result, NULL);
  g_assert_cmpuint (added->len, ==, 1);

  task = queue_fixture_find (fixture, task_id);
  snapshot->task_id = g_strdup (task_id);
  snapshot->phase = RUSHES_PHASE_FINISHED;
  snapshot->raw_status = g_strdup ("SUCCESS");
  snapshot->file_name = g_strdup ("output.mp4");
  snapshot->bytes = object.size;
  snapshot->expires_at = QUEUE_NOW + link_lasts;
  snapshot->download_url = g_strdup_printf ("http://%s:%u%s?Expires=%" G_GINT64_FORMAT "&Signature=queue",
                                            host, rushes_fault_server_get_port (fixture->server), path,
                                            snapshot->expires_at);
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
  return g_steal_pointer (&task);
}

RushesTask *
queue_fixture_add (QueueFixture *fixture, const char *task_id, gint64 link_lasts)
{
  return queue_fixture_add_on (fixture, task_id, link_lasts, "127.0.0.1");
}

/* (transfer full): what is known of @task, for a change */
static RushesSnapshot *
copy_snapshot (RushesTask *task)
{
  RushesSnapshot *known = rushes_task_get_snapshot (task);
  RushesSnapshot *copy = rushes_snapshot_new ();

  copy->task_id = g_strdup (known->task_id);
  copy->phase = known->phase;
  copy->raw_status = g_strdup (known->raw_status);
  copy->file_name = g_strdup (known->file_name);
  copy->bytes = known->bytes;
  copy->expires_at = known->expires_at;
  copy->download_url = g_strdup (known->download_url);
  return copy;
}

void
queue_fixture_set_fresh (QueueFixture *fixture, RushesTask *task, const char *target)
{
  RushesSnapshot *snapshot = copy_snapshot (task);

  g_free (snapshot->download_url);
  snapshot->download_url = rushes_fault_server_dup_link (fixture->server, target);
  snapshot->expires_at = QUEUE_NOW + 9 * 3600;
  g_hash_table_replace (fixture->fresh, g_strdup (rushes_task_get_id (task)), snapshot);
}

void
queue_fixture_set_refusal (QueueFixture *fixture, RushesError code)
{
  TEST_LINKS (fixture->links)->refusal = code;
}

void
queue_fixture_set_bytes (QueueFixture *fixture, RushesTask *task, gint64 bytes)
{
  g_autoptr (RushesSnapshot) snapshot = copy_snapshot (task);

  snapshot->bytes = bytes;
  rushes_library_apply_snapshot (fixture->library, task, snapshot);
}

void
queue_fixture_keep (QueueFixture *fixture, RushesTask *task)
{
  rushes_transfer_queue_add (fixture->queue, task, RUSHES_PURPOSE_KEEP, NULL, FALSE);
}

char *
queue_fixture_get_user_path (QueueFixture *fixture, const char *name)
{
  return g_build_filename (fixture->user_folder, name, NULL);
}

void
queue_fixture_save (QueueFixture *fixture, RushesTask *task, const char *name, gboolean replace)
{
  g_autoptr (GFile) file = g_file_new_build_filename (fixture->user_folder, name, NULL);

  rushes_transfer_queue_add (fixture->queue, task, RUSHES_PURPOSE_SAVE, file, replace);
}

/* Waiting */

typedef struct
{
  RushesTask *task;
  RushesTransferState state;
} Expectation;

static gboolean
is_in_state (gpointer user_data)
{
  const Expectation *expectation = user_data;

  return rushes_task_get_transfer_state (expectation->task) == expectation->state;
}

void
queue_fixture_await_state (RushesTask *task, RushesTransferState state)
{
  Expectation expectation = { task, state };

  rushes_test_await (is_in_state, &expectation, rushes_transfer_state_to_string (state));
}

static gboolean
is_at_rest (gpointer user_data)
{
  QueueFixture *fixture = user_data;
  GListModel *tasks = G_LIST_MODEL (rushes_library_get_tasks (fixture->library));

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_transfer_state_is_going_on (rushes_task_get_transfer_state (task)))
        return FALSE;
    }
  return rushes_transfer_queue_get_n_active (fixture->queue) == 0
         && rushes_transfer_queue_get_n_waiting (fixture->queue) == 0;
}

void
queue_fixture_await_rest (QueueFixture *fixture)
{
  rushes_test_await (is_at_rest, fixture, "the queue to be at rest");
}

void
queue_fixture_assert_video (const char *path, const char *task_id)
{
  const RushesFaultObject object = queue_fixture_get_object (task_id);

  rushes_fault_object_assert_file (&object, path);
}

guint
queue_fixture_count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}
