/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/bench-report.h"
#include "library/library-fixture.h"
#include "session/rushes-session.h"
#include "support/rushes-fault-server.h"

#include <locale.h>

/* What it costs the main loop that one more video has been kept, beside many other tasks that have ended: the
 * whole session does it, from the queue to what is told of it. */
#define KEY "sk-the-right-key-0123456789"
#define N_ROUNDS 6
#define N_VIDEOS 220
/* Those at the beginning are not counted: then is done what there is to do once. */
#define N_WARM 20
#define VIDEO_BYTES 4096
#define MOST_GROWTH 1.2

static const guint sizes[] = { 100, 10000, 100000 };
#define N_SIZES G_N_ELEMENTS (sizes)

typedef struct
{
  char *folder;
  RushesClock *clock;
  RushesKeyStore *keys;
  RushesFaultServer *server;
  char *account_id;
} Place;

static RushesSession *
open_session (const Place *place)
{
  RushesSession *session = rushes_session_new (place->folder, TRUE, place->keys, place->clock);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) started = NULL;

  rushes_session_open_async (session, rushes_test_keep_result, &opened);
  rushes_test_await_result (&opened, "the session to open");
  g_assert_true (rushes_session_open_finish (session, opened, NULL));
  rushes_session_start_async (session, NULL, rushes_test_keep_result, &started);
  rushes_test_await_result (&started, "the session to start");
  g_assert_true (rushes_session_start_finish (session, started, NULL));
  return session;
}

static void
close_session (RushesSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  rushes_session_close_async (session, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the session to close");
  g_assert_true (rushes_session_close_finish (session, result, NULL));
  g_clear_object (&result);
  rushes_test_await_finalize (session);
}

/* Nothing answers there, and nobody is asked. */
static void
add_account (Place *place)
{
  RushesSession *session = open_session (place);
  g_autoptr (GAsyncResult) result = NULL;

  rushes_session_set_account_async (session, "Bench", "http://127.0.0.1:9", KEY, rushes_test_keep_result,
                                    &result);
  rushes_test_await_result (&result, "the account");
  g_assert_true (rushes_session_set_account_finish (session, result, NULL, NULL));
  g_clear_object (&result);
  place->account_id = g_strdup (rushes_account_get_id (rushes_session_get_account (session)));
  close_session (session);
}

static RushesSnapshot *
new_snapshot (const Place *place, RushesTask *task, guint number)
{
  RushesSnapshot *snapshot = rushes_snapshot_new ();
  const gboolean is_video = number < N_VIDEOS;

  snapshot->task_id = g_strdup (rushes_task_get_id (task));
  snapshot->phase = is_video ? RUSHES_PHASE_FINISHED : RUSHES_PHASE_FAILED;
  snapshot->raw_status = g_strdup (is_video ? "Success" : "Fail");
  snapshot->finished_at = rushes_clock_get_real_time (place->clock) / G_USEC_PER_SEC;
  if (is_video)
    {
      g_autofree char *target = g_strdup_printf ("/video.mp4?take=%u", number);

      snapshot->bytes = VIDEO_BYTES;
      snapshot->expires_at = snapshot->finished_at + 9 * 3600;
      snapshot->download_url = rushes_fault_server_dup_link (place->server, target);
    }
  return snapshot;
}

static void
add_tasks (Place *place, guint n_tasks)
{
  g_autofree char *path = g_build_filename (place->folder, "library.db", NULL);
  g_autoptr (GPtrArray) items = fixture_new_items ();
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;
  RushesLibrary *library = fixture_open_library (path, place->clock, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < N_VIDEOS + n_tasks; i++)
    {
      g_autofree char *id = g_strdup_printf ("306792606%09u", i);

      fixture_add_item (items, id, NULL);
    }
  rushes_library_add_async (library, place->account_id, items, rushes_test_keep_result, &result);
  rushes_test_await_result (&result, "the tasks to be added");
  added = rushes_library_add_finish (library, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < added->len; i++)
    {
      RushesTask *task = g_ptr_array_index (added, i);
      g_autoptr (RushesSnapshot) snapshot = new_snapshot (place, task, i);

      rushes_library_apply_snapshot (library, task, snapshot);
    }
  rushes_library_close_async (library, rushes_test_keep_result, &closed);
  rushes_test_await_result (&closed, "the library to close");
  g_assert_true (rushes_library_close_finish (library, closed, &error));
  g_object_unref (library);
}

static void
await_kept (RushesSession *session, guint n_kept)
{
  while (rushes_session_get_n_kept (session) < n_kept)
    g_main_context_iteration (NULL, TRUE);
}

/* Returns: microseconds on the processor for one of them */
static double
measure (guint n_tasks)
{
  const RushesFaultObject object = { .size = VIDEO_BYTES, .seed = 1 };
  Place place = { 0 };
  RushesSession *session = NULL;
  double before;
  double spent_us;

  place.folder = rushes_test_make_folder ();
  place.clock = rushes_clock_new_system ();
  place.keys = rushes_session_keys_new ();
  place.server = rushes_fault_server_new (RUSHES_FAULT_HTTP, NULL);
  rushes_fault_server_put (place.server, "/video.mp4", &object);
  add_account (&place);
  add_tasks (&place, n_tasks);

  session = open_session (&place);
  rushes_session_set_keep_policy (session, RUSHES_KEEP_ALWAYS);
  await_kept (session, N_WARM);
  before = bench_get_cpu_ms ();
  await_kept (session, N_VIDEOS);
  spent_us = (bench_get_cpu_ms () - before) * 1000;
  close_session (session);

  g_clear_object (&place.server);
  g_clear_object (&place.keys);
  g_clear_object (&place.clock);
  g_free (place.account_id);
  rushes_test_remove_folder (place.folder);
  return spent_us / (N_VIDEOS - N_WARM);
}

int
main (void)
{
  GArray *samples[N_SIZES];

  setlocale (LC_ALL, "");
  for (gsize i = 0; i < N_SIZES; i++)
    samples[i] = bench_samples_new ();
  for (guint round = 0; round < N_ROUNDS; round++)
    for (gsize i = 0; i < N_SIZES; i++)
      {
        const double cost_us = measure (sizes[i]);

        /* The first round warms up. */
        if (round > 0)
          bench_samples_add (samples[i], cost_us);
      }
  for (gsize i = 1; i < N_SIZES; i++)
    {
      g_autofree char *what = g_strdup_printf ("a video kept, processor, beside %u tasks", sizes[i]);

      bench_report (what, "beside 100", "µs", samples[i], samples[0], BENCH_RATIO, MOST_GROWTH);
    }
  for (gsize i = 0; i < N_SIZES; i++)
    g_array_unref (samples[i]);
  return 0;
}
