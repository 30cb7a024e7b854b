/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "keys/rushes-key-store.h"
#include "session/rushes-session.h"
#include "support/rushes-test-utils.h"
#include "transfer/torture-fixture.h"

#include <string.h>

/* Saves, cancels, pauses, removes, brings back and quits, whenever it likes, while the CDN is slow or fails.
 * In between nothing partial is to be seen; in the end every video is there, and every call was answered.
 * RUSHES_RANDOM_ACTS says how often, RUSHES_RANDOM_SEED with which chance. */
#define USUAL_ACTS 200
#define N_VIDEOS 8
#define END_SECONDS 40
#define MOST_CLOSE_SECONDS 5
#define KIB G_GINT64_CONSTANT (1024)

static const guint speeds[] = { 200 * 1024, 3 * 1024 * 1024, 12 * 1024 * 1024, 0, 0 };
static const RushesCdnFault faults[] = {
  RUSHES_CDN_FAULT_NONE,         RUSHES_CDN_FAULT_NONE,       RUSHES_CDN_FAULT_NONE,
  RUSHES_CDN_FAULT_NONE,         RUSHES_CDN_FAULT_NONE,       RUSHES_CDN_FAULT_NONE,
  RUSHES_CDN_FAULT_FORBIDDEN,    RUSHES_CDN_FAULT_TRUNCATED,  RUSHES_CDN_FAULT_UNAVAILABLE,
  RUSHES_CDN_FAULT_SLOW,         RUSHES_CDN_FAULT_ERROR_PAGE, RUSHES_CDN_FAULT_CHUNKED_CUT,
  RUSHES_CDN_FAULT_PRIMARY_GONE,
};

typedef struct
{
  Torture base;
  GRand *chance;
  RushesKeyStore *keys;
  RushesClock *clock;
  RushesSession *session;
  GPtrArray *removed;
  guint n_begun; /* calls, and how many of them were answered */
  guint n_answered;
  guint n_removing;
  guint n_saved;
  guint n_quits;
  gint64 slowest_close; /* microseconds */
  gint64 deadline;
  guint n_acts[16];
} Chaos;

/* Opening and closing */

static void
await_answers (Chaos *chaos)
{
  while (chaos->n_answered < chaos->n_begun)
    g_main_context_iteration (NULL, TRUE);
}

static void
finish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Chaos *chaos = user_data;

  chaos->n_answered++;
}

static void
tracked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Chaos *chaos = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) added = rushes_session_track_finish (RUSHES_SESSION (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (added);
  chaos->n_answered++;
}

static void
track_all (Chaos *chaos)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);

  for (guint i = 0; i < chaos->base.videos->len; i++)
    {
      const TortureVideo *video = chaos->base.videos->pdata[i];

      g_ptr_array_add (items, rushes_intake_item_new (video->id, NULL, 1));
    }
  chaos->n_begun++;
  rushes_session_track_async (chaos->session, items, tracked_cb, chaos);
}

static void
open_session (Chaos *chaos)
{
  g_autoptr (RushesAccount) account = rushes_account_new (RUSHES_ACCOUNT_ENVIRONMENT, "Test",
                                                          rushes_gateway_get_base_url (chaos->base.gateway),
                                                          NULL);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GError) error = NULL;

  rushes_account_set_key (account, TORTURE_KEY);
  chaos->session = rushes_session_new (chaos->base.data_folder, TRUE, chaos->keys, chaos->clock);
  rushes_session_open_async (chaos->session, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the session to open");
  rushes_session_open_finish (chaos->session, opened, &error);
  g_assert_no_error (error);
  g_assert_null (rushes_session_get_library_notice (chaos->session));
  rushes_session_set_keep_policy (chaos->session, RUSHES_KEEP_ALWAYS);
  rushes_session_start_async (chaos->session, account, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  rushes_session_start_finish (chaos->session, started, &error);
  g_assert_no_error (error);
}

static void
close_session (Chaos *chaos)
{
  const gint64 begun_at = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (chaos->removed, 0);
  rushes_session_close_async (chaos->session, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the session to close");
  rushes_session_close_finish (chaos->session, closed, &error);
  g_assert_no_error (error);
  await_answers (chaos);
  /* Whatever the CDN is at. */
  chaos->slowest_close = MAX (chaos->slowest_close, g_get_monotonic_time () - begun_at);
  g_clear_object (&closed);
  rushes_test_await_finalize (g_steal_pointer (&chaos->session));
  torture_assert_nothing_partial (&chaos->base);
}

/* Acts */

/* (transfer full) (nullable) */
static RushesTask *
choose_task (Chaos *chaos)
{
  GListModel *tasks = rushes_session_get_tasks (chaos->session);
  const guint n_tasks = g_list_model_get_n_items (tasks);

  return n_tasks > 0
           ? g_list_model_get_item (tasks, (guint) g_rand_int_range (chaos->chance, 0, (int) n_tasks))
           : NULL;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Chaos *chaos = user_data;

  chaos->n_saved += rushes_session_save_finish (RUSHES_SESSION (source), result, NULL);
  chaos->n_answered++;
}

static void
save (Chaos *chaos, RushesTask *task)
{
  g_autofree char *name = g_strconcat (rushes_task_get_id (task), ".mp4", NULL);
  g_autofree char *path = g_build_filename (chaos->base.user_folder, name, NULL);
  g_autoptr (GFile) destination = g_file_new_for_path (path);

  if (!rushes_session_can_save (chaos->session, task))
    return;
  chaos->n_begun++;
  rushes_session_save_async (chaos->session, task, destination, g_rand_boolean (chaos->chance), saved_cb,
                             chaos);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Chaos *chaos = user_data;
  g_autoptr (GError) error = NULL;

  rushes_session_remove_finish (RUSHES_SESSION (source), result, &error);
  g_assert_no_error (error);
  chaos->n_removing--;
  chaos->n_answered++;
}

static void
remove_task (Chaos *chaos, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  g_ptr_array_add (chaos->removed, g_object_ref (task));
  chaos->n_begun++;
  chaos->n_removing++;
  rushes_session_remove_async (chaos->session, tasks, removed_cb, chaos);
}

static void
bring_back (Chaos *chaos)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new_with_free_func (g_object_unref);

  if (chaos->removed->len == 0)
    return;
  /* Removing comes first. */
  while (chaos->n_removing > 0)
    g_main_context_iteration (NULL, TRUE);
  g_ptr_array_add (tasks, g_ptr_array_steal_index (chaos->removed, 0));
  chaos->n_begun++;
  rushes_session_restore_async (chaos->session, tasks, finish_cb, chaos);
}

static void
remove_kept (Chaos *chaos, RushesTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  g_ptr_array_add (tasks, task);
  chaos->n_begun++;
  rushes_session_remove_kept_async (chaos->session, tasks, finish_cb, chaos);
}

static void
change_the_cdn (Chaos *chaos)
{
  rushes_gateway_set_cdn_fault (chaos->base.gateway,
                                faults[g_rand_int_range (chaos->chance, 0, G_N_ELEMENTS (faults))]);
  rushes_gateway_set_cdn_speed (chaos->base.gateway,
                                speeds[g_rand_int_range (chaos->chance, 0, G_N_ELEMENTS (speeds))]);
}

static void
quit_and_begin_again (Chaos *chaos)
{
  close_session (chaos);
  chaos->n_quits++;
  open_session (chaos);
}

static void
act (Chaos *chaos)
{
  const guint what = (guint) g_rand_int_range (chaos->chance, 0, G_N_ELEMENTS (chaos->n_acts));
  g_autoptr (RushesTask) task = choose_task (chaos);

  chaos->n_acts[what]++;
  if (what == 0)
    quit_and_begin_again (chaos);
  else if (what == 1)
    track_all (chaos);
  else if (what == 2)
    bring_back (chaos);
  else if (what == 3)
    change_the_cdn (chaos);
  else if (what == 4)
    rushes_session_retry_failed (chaos->session);
  else if (what == 5)
    rushes_session_set_keep_policy (chaos->session,
                                    g_rand_boolean (chaos->chance) ? RUSHES_KEEP_ALWAYS : RUSHES_KEEP_NEVER);
  else if (task == NULL)
    return;
  else if (what == 6)
    remove_task (chaos, task);
  else if (what == 7)
    remove_kept (chaos, task);
  else if (what == 8 || what == 9)
    rushes_session_pause_transfer (chaos->session, task);
  else if (what == 10)
    rushes_session_resume_transfer (chaos->session, task);
  else if (what == 11)
    rushes_session_retry_transfer (chaos->session, task);
  else if (what == 12)
    rushes_session_cancel_transfer (chaos->session, task);
  else
    save (chaos, task);
}

static gboolean
passed_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets it go on for a while: not at all, for a turn, or for some milliseconds. */
static void
let_pass (Chaos *chaos)
{
  const guint milliseconds = (guint) g_rand_int_range (chaos->chance, 0,
                                                       g_rand_boolean (chaos->chance) ? 20 : 160);
  gboolean passed = FALSE;

  if (g_rand_boolean (chaos->chance))
    {
      g_main_context_iteration (NULL, FALSE);
      return;
    }
  g_timeout_add (milliseconds, passed_cb, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
}

/* The end */

static gboolean
is_quiet (Chaos *chaos)
{
  GListModel *tasks = rushes_session_get_tasks (chaos->session);

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      if (!rushes_task_has_ended (task) || rushes_task_get_transfer_state (task) != RUSHES_TRANSFER_NONE)
        return FALSE;
    }
  return chaos->n_answered == chaos->n_begun && rushes_session_get_n_transfers (chaos->session) == 0;
}

static gboolean
is_quiet_or_late (Chaos *chaos)
{
  if (g_get_monotonic_time () < chaos->deadline)
    return is_quiet (chaos);
  g_test_message ("%u of %u calls answered", chaos->n_answered, chaos->n_begun);
  torture_tell_tasks (rushes_session_get_tasks (chaos->session));
  g_error ("waited %d s in vain", END_SECONDS);
}

static gboolean
go_on_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
await_quiet (Chaos *chaos)
{
  const guint wake_up = g_timeout_add_seconds (1, go_on_cb, NULL);

  chaos->deadline = g_get_monotonic_time () + END_SECONDS * G_USEC_PER_SEC;
  while (!is_quiet_or_late (chaos))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake_up);
}

static void
set_all_right (Chaos *chaos)
{
  GListModel *tasks;

  rushes_gateway_set_cdn_fault (chaos->base.gateway, RUSHES_CDN_FAULT_NONE);
  rushes_gateway_set_cdn_speed (chaos->base.gateway, 0);
  quit_and_begin_again (chaos);
  track_all (chaos);
  await_answers (chaos);

  tasks = rushes_session_get_tasks (chaos->session);
  g_assert_cmpuint (g_list_model_get_n_items (tasks), ==, N_VIDEOS);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      rushes_session_resume_transfer (chaos->session, task);
      rushes_session_retry_transfer (chaos->session, task);
    }
  await_quiet (chaos);
}

static void
assert_file (Chaos *chaos, RushesTask *task, const char *path)
{
  const TortureVideo *video = torture_find_whole (&chaos->base, path);

  if (video == NULL)
    g_error ("%s of %s is not whole", path, rushes_task_get_id (task));
  g_assert_cmpstr (video->id, ==, rushes_task_get_id (task));
}

static guint
count_files (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  return n_files;
}

/* Every one of them can be had, once more and under the name that was asked for. */
static void
assert_all_there (Chaos *chaos)
{
  GListModel *tasks = rushes_session_get_tasks (chaos->session);
  guint n_kept = 0;

  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      save (chaos, task);
    }
  chaos->n_saved = 0;
  await_quiet (chaos);
  g_assert_cmpuint (chaos->n_saved, ==, N_VIDEOS);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i);

      g_assert_null (rushes_task_get_transfer_record (task));
      g_assert_cmpint (rushes_task_get_state (task), ==, RUSHES_STATE_SAVED);
      assert_file (chaos, task, rushes_task_get_saved_path (task));
      if (rushes_task_get_kept_path (task) == NULL)
        continue;
      assert_file (chaos, task, rushes_task_get_kept_path (task));
      n_kept++;
    }
  close_session (chaos);
  g_assert_cmpuint (count_files (chaos->base.data_folder, "parts"), ==, 0);
  g_test_message ("%u kept, and %u files in videos/", n_kept,
                  count_files (chaos->base.data_folder, "videos"));
}

static void
set_up (Chaos *chaos, gconstpointer data)
{
  torture_set_up (&chaos->base, NULL);
  for (guint i = 0; i < N_VIDEOS; i++)
    {
      g_autofree char *id = g_strdup_printf ("30679260602%04u", i);

      torture_add_video (&chaos->base, id, (60 + i * i * 60) * KIB + i, i % 4 == 1 ? 20 : 32400);
    }
  chaos->chance = g_rand_new_with_seed (torture_number_from_environment ("RUSHES_RANDOM_SEED", 20251123));
  chaos->keys = rushes_session_keys_new ();
  chaos->clock = rushes_clock_new_system ();
  chaos->removed = g_ptr_array_new_with_free_func (g_object_unref);
  open_session (chaos);
}

static void
tear_down (Chaos *chaos, gconstpointer data)
{
  g_clear_object (&chaos->session);
  g_ptr_array_unref (chaos->removed);
  rushes_test_await_finalize (g_steal_pointer (&chaos->keys));
  rushes_test_await_finalize (g_steal_pointer (&chaos->clock));
  g_rand_free (chaos->chance);
  torture_tear_down (&chaos->base, NULL);
}

static void
test_at_random (Chaos *chaos, gconstpointer data)
{
  const guint n_acts = torture_number_from_environment ("RUSHES_RANDOM_ACTS", USUAL_ACTS);

  track_all (chaos);
  await_answers (chaos);
  for (guint i = 0; i < n_acts; i++)
    {
      act (chaos);
      let_pass (chaos);
      if (i % 16 == 0)
        torture_assert_nothing_partial (&chaos->base);
    }
  g_test_message ("%u acts, %u of them quits, the slowest of %.2f s, %u calls, %u videos saved", n_acts,
                  chaos->n_quits, (double) chaos->slowest_close / G_USEC_PER_SEC, chaos->n_begun,
                  chaos->n_saved);
  g_assert_cmpint (chaos->slowest_close, <, MOST_CLOSE_SECONDS * G_USEC_PER_SEC);
  set_all_right (chaos);
  assert_all_there (chaos);
}

int
main (int argc, char *argv[])
{
  /* Its settings are not among the isolated folders. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/transfer/at-random/acts", Chaos, NULL, set_up, test_at_random, tear_down);

  return g_test_run ();
}
