/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "keys/rushes-key-store.h"
#include "session/rushes-session.h"
#include "support/rushes-test-utils.h"
#include "transfer/rushes-syscall-fault.h"
#include "transfer/torture-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A small file system is filled on purpose: the queue stands still and says so once, keeps what it has, and
 * goes on when there is room again. */
#define MIB G_GINT64_CONSTANT (1048576)
/* What a download leaves free, and as much again. */
#define DISK_SIZE "128m"
#define DISK_BYTES (128 * MIB)
#define N_VIDEOS 5
#define VIDEO_BYTES (8 * MIB)
#define SUBPROCESS_SECONDS 100
#define SPEED (8 * 1024 * 1024)

typedef struct
{
  Torture base;
  char *disk;
  RushesKeyStore *keys;
  RushesClock *clock;
  RushesSession *session;
  RushesTask *paused; /* (nullable) */
  guint n_told;
} Disk;

static void
blocked_cb (RushesSession *session, GParamSpec *pspec, Disk *disk)
{
  RushesFailure *failure = rushes_session_get_transfers_blocked (session);

  if (failure == NULL)
    return;
  disk->n_told++;
  g_assert_cmpstr (rushes_failure_get_code (failure), ==, "disk-full");
}

static void
open_session (Disk *disk)
{
  g_autoptr (RushesAccount) account = rushes_account_new (RUSHES_ACCOUNT_ENVIRONMENT, "Test",
                                                          rushes_gateway_get_base_url (disk->base.gateway),
                                                          NULL);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (account, TORTURE_KEY);
  disk->session = rushes_session_new (disk->base.data_folder, TRUE, disk->keys, disk->clock);
  g_signal_connect (disk->session, "notify::transfers-blocked", G_CALLBACK (blocked_cb), disk);
  rushes_session_open_async (disk->session, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the session to open");
  rushes_session_open_finish (disk->session, opened, &error);
  g_assert_no_error (error);
  rushes_session_set_keep_policy (disk->session, RUSHES_KEEP_ALWAYS);
  rushes_session_start_async (disk->session, account, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  rushes_session_start_finish (disk->session, started, &error);
  g_assert_no_error (error);
}

static void
close_session (Disk *disk)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  rushes_session_close_async (disk->session, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the session to close");
  rushes_session_close_finish (disk->session, closed, &error);
  g_assert_no_error (error);
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&disk->session));
}

static void
track_all (Disk *disk)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GAsyncResult) tracked = NULL;
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < disk->base.videos->len; i++)
    {
      const TortureVideo *video = disk->base.videos->pdata[i];

      g_ptr_array_add (items, rushes_intake_item_new (video->id, NULL, 1));
    }
  rushes_session_track_async (disk->session, items, rushes_test_keep_result, &tracked);
  rushes_test_await_result (&tracked, "the tasks to be tracked");
  added = rushes_session_track_finish (disk->session, tracked, NULL);
  g_assert_cmpuint (added->len, ==, N_VIDEOS);
}

/* How many tasks are in @state. */
static guint
count (Disk *disk, RushesTransferState state)
{
  GListModel *tasks = rushes_session_get_tasks (disk->session);
  guint n_tasks = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      n_tasks += rushes_task_get_transfer_state (task) == state
                 && (state != RUSHES_TRANSFER_NONE || rushes_task_get_kept_path (task) != NULL);
    }
  return n_tasks;
}

static gboolean
stands_still (gpointer user_data)
{
  Disk *disk = user_data;

  return rushes_session_get_transfers_blocked (disk->session) != NULL
         && !rushes_session_get_flowing (disk->session)
         && count (disk, RUSHES_TRANSFER_NONE) + count (disk, RUSHES_TRANSFER_PAUSED)
                + count (disk, RUSHES_TRANSFER_QUEUED) + count (disk, RUSHES_TRANSFER_WAITING)
              == N_VIDEOS;
}

static gboolean
all_kept (gpointer user_data)
{
  return count (user_data, RUSHES_TRANSFER_NONE) == N_VIDEOS;
}

static gboolean
tell_cb (gpointer user_data)
{
  Disk *disk = user_data;

  torture_tell_tasks (rushes_session_get_tasks (disk->session));
  return G_SOURCE_CONTINUE;
}

/* Says how things stand where that takes too long. */
static void
await (Disk *disk, RushesTestCondition condition, const char *what)
{
  const guint teller = g_timeout_add_seconds (RUSHES_TEST_DEADLINE - 5, tell_cb, disk);

  rushes_test_await (condition, disk, what);
  g_source_remove (teller);
}

static void
fill_up (Disk *disk, gint64 bytes)
{
  g_autofree char *path = g_build_filename (disk->disk, "somebody-else", NULL);
  const int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  int result;

  g_assert_cmpint (fd, >=, 0);
  /* Others may have taken some in the meantime. */
  while ((result = posix_fallocate (fd, 0, bytes)) == ENOSPC)
    bytes -= MIB;
  g_assert_cmpint (result, ==, 0);
  close (fd);
}

static gint64
get_free (Disk *disk)
{
  struct statvfs info;

  g_assert_cmpint (statvfs (disk->disk, &info), ==, 0);
  return (gint64) (info.f_bavail * info.f_frsize);
}

static void
make_room (Disk *disk)
{
  g_autofree char *path = g_build_filename (disk->disk, "somebody-else", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
assert_kept (Disk *disk)
{
  GListModel *tasks = rushes_session_get_tasks (disk->session);

  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);
      const TortureVideo *video = torture_find_whole (&disk->base, rushes_task_get_kept_path (task));

      g_assert_nonnull (video);
      g_assert_cmpstr (video->id, ==, rushes_task_get_id (task));
    }
}

static void
set_up (Disk *disk)
{
  torture_set_up (&disk->base, NULL);
  g_free (disk->base.data_folder);
  disk->base.data_folder = g_build_filename (disk->disk, "rushes", NULL);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *id = g_strdup_printf ("video-%u", i);

      torture_add_video (&disk->base, id, VIDEO_BYTES + i, 32400);
    }
  rushes_gateway_set_cdn_speed (disk->base.gateway, SPEED);
  disk->keys = rushes_session_keys_new ();
  disk->clock = rushes_clock_new_system ();
}

static void
tear_down (Disk *disk)
{
  g_clear_object (&disk->keys);
  g_clear_object (&disk->clock);
  torture_tear_down (&disk->base, NULL);
}

/* From where it had stopped. */
static void
assert_went_on (Disk *disk)
{
  g_autofree char *log = rushes_gateway_dup_cdn_log (disk->base.gateway);

  g_assert_nonnull (strstr (log, "Range: bytes="));
}

static gboolean
is_flowing (gpointer user_data)
{
  Disk *disk = user_data;
  GListModel *tasks = rushes_session_get_tasks (disk->session);

  for (guint i = 0; disk->paused == NULL && i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_RUNNING
          && rushes_task_get_transfer_bytes (task) > 0)
        disk->paused = g_steal_pointer (&task);
    }
  return disk->paused != NULL;
}

static gboolean
is_paused (gpointer user_data)
{
  return rushes_task_get_transfer_state (((Disk *) user_data)->paused) == RUSHES_TRANSFER_PAUSED;
}

static gint64
get_part_bytes (Disk *disk)
{
  g_autofree char *folder = g_build_filename (disk->base.data_folder, "parts", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 bytes = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_str_has_suffix (name, ".part") && g_stat (path, &info) == 0)
        bytes += info.st_size;
    }
  return bytes;
}

/* One stands still with a piece of its video while somebody else takes the room for the rest. */
static void
fill_up_when_flowing (Disk *disk, gint64 left)
{
  await (disk, is_flowing, "bytes to flow");
  rushes_session_pause_transfer (disk->session, disk->paused);
  await (disk, is_paused, "it to stand still");
  fill_up (disk, get_free (disk) - left);
  rushes_session_resume_transfer (disk->session, disk->paused);
  g_clear_object (&disk->paused);
}

/* A process of its own mounts it before it has a second thread: then only may an ordinary user. Newer GLib
 * has one as soon as the tests begin. */
static char *small_disk;

static void
mount_small_disk (void)
{
  small_disk = rushes_test_make_folder ();
  g_assert_true (rushes_syscall_fault_mount (small_disk, DISK_SIZE));
}

/* @left: what somebody else leaves of the disk; @when_flowing: takes the rest once bytes flow */
static void
run_on_small_disk (gint64 left, gboolean when_flowing)
{
  Disk disk = { .disk = small_disk };
  guint n_kept;

  set_up (&disk);
  if (!when_flowing)
    fill_up (&disk, DISK_BYTES - left);
  open_session (&disk);
  track_all (&disk);
  if (when_flowing)
    fill_up_when_flowing (&disk, left);

  await (&disk, stands_still, "the disk to be full");
  n_kept = count (&disk, RUSHES_TRANSFER_NONE);
  g_assert_cmpuint (n_kept, <, N_VIDEOS);
  g_assert_cmpuint (disk.n_told, ==, 1);
  torture_assert_nothing_partial (&disk.base);
  if (when_flowing)
    g_assert_cmpint (get_part_bytes (&disk), >, 0);

  /* A new start finds what was there; one more may fit, since those that were cut off no longer reserve room. */
  close_session (&disk);
  disk.n_told = 0;
  open_session (&disk);
  await (&disk, stands_still, "the disk to be full still");
  g_assert_cmpuint (count (&disk, RUSHES_TRANSFER_NONE), >=, n_kept);
  g_assert_cmpuint (count (&disk, RUSHES_TRANSFER_NONE), <, N_VIDEOS);
  g_assert_cmpuint (disk.n_told, ==, 1);

  make_room (&disk);
  rushes_session_resume_transfers (disk.session);
  await (&disk, all_kept, "all videos to be kept");
  g_assert_null (rushes_session_get_transfers_blocked (disk.session));
  g_assert_cmpuint (disk.n_told, ==, 1);
  assert_kept (&disk);
  g_assert_cmpint (get_part_bytes (&disk), ==, 0);
  if (when_flowing)
    assert_went_on (&disk);
  close_session (&disk);
  tear_down (&disk);
  rushes_syscall_fault_unmount (disk.disk);
  rushes_test_remove_folder (disk.disk);
}

static void
test_in_between (void)
{
  run_on_small_disk (84 * MIB, FALSE);
}

static void
test_from_the_beginning (void)
{
  run_on_small_disk (2 * MIB, FALSE);
}

static void
test_when_flowing (void)
{
  run_on_small_disk (2 * MIB, TRUE);
}

static void
run_in_subprocess (gconstpointer path)
{
  if (!rushes_syscall_fault_is_possible ())
    {
      g_test_skip ("no file system can be mounted here");
      return;
    }
  g_test_trap_subprocess (path, SUBPROCESS_SECONDS * G_USEC_PER_SEC,
                          G_TEST_SUBPROCESS_INHERIT_STDOUT | G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char *argv[])
{
  if (g_strv_contains ((const char *const *) argv, "--GTestSubprocess"))
    mount_small_disk ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/transfer/full-disk/in-between", "/transfer/full-disk/subprocess/in-between",
                        run_in_subprocess);
  g_test_add_data_func ("/transfer/full-disk/from-the-beginning",
                        "/transfer/full-disk/subprocess/from-the-beginning", run_in_subprocess);
  g_test_add_data_func ("/transfer/full-disk/when-flowing", "/transfer/full-disk/subprocess/when-flowing",
                        run_in_subprocess);
  g_test_add_func ("/transfer/full-disk/subprocess/in-between", test_in_between);
  g_test_add_func ("/transfer/full-disk/subprocess/when-flowing", test_when_flowing);
  g_test_add_func ("/transfer/full-disk/subprocess/from-the-beginning", test_from_the_beginning);

  return g_test_run ();
}
