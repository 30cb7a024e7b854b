/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/bench-report.h"
#include "demo/rushes-gateway.h"
#include "support/rushes-test-utils.h"
#include "ui/rushes-window-private.h"

/*
 * The window's frames while three videos arrive, against those at rest. A list of many tasks is scrolled up
 * and down all the time, over the rows of the three; they flow and are paused in turn, round by round, so
 * that the machine's mood falls on both. The gateway runs in a thread of its own, on the same processors.
 */

#define KEY "sk-the-right-key-0123456789"
#define N_TASKS 200
#define N_TRANSFERS 3
#define N_ROUNDS 5
#define ROUND_SECONDS 3
#define SPEED (20 * 1000 * 1000) /* bytes a second of each: what the fastest lines bring */
#define VIDEO "frames"
/* Far more than comes in all rounds. */
#define VIDEO_BYTES (2 * N_ROUNDS * ROUND_SECONDS * SPEED)
#define SCROLL_SPEED 1500.0 /* pixels a second */
#define SCROLL_PAGES 2      /* so that the rows of the transfers are seen for half of the time */
#define LEAST_FLOW (1000 * 1000)
#define MOST_NOTIFIED 4 /* a second */

typedef struct
{
  GArray *intervals_ms; /* double: from one painted frame to the next */
  GArray *work_ms;      /* double: of the processor, for a frame, whoever else wants it */
  gint64 longest_us;    /* that the main loop was away */
  double cpu_s;         /* of the main thread */
  double wall_s;
} Figures;

/* One of those whose row shows how far it is. */
typedef struct
{
  RushesTask *task;
  gint64 bytes_before;
  guint64 notified_in; /* the turn of the main loop in which it was notified last */
  guint n_notified;    /* turns */
} Row;

typedef struct
{
  char *data_folder;
  char *user_folder;
  RushesGateway *gateway;
  RushesAccount *account;
  RushesSession *session;
  GSettings *settings;
  RushesWindow *window;
  Row rows[N_TRANSFERS];

  Figures *figures; /* (nullable): what is measured goes there */
  gint64 scroll_from;
  double begun_cpu;  /* seconds, when the frame began */
  gint64 painted_at; /* the one before; 0 in the first */
} Bench;

/* A poll function is not told whose it is. */
static Figures *polled_figures;
static gint64 polled_at;
static guint64 n_polls;

static int
measuring_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int n_ready;

  if (polled_figures != NULL && polled_at != 0)
    polled_figures->longest_us = MAX (polled_figures->longest_us, g_get_monotonic_time () - polled_at);
  n_ready = g_poll (fds, n_fds, timeout);
  polled_at = g_get_monotonic_time ();
  n_polls++;
  return n_ready;
}

static double
thread_cpu_seconds (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec + (double) used.tv_nsec / 1e9;
}

/* There and back, at the same speed. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Bench *bench = user_data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (bench->window->list_view));
  const double way = SCROLL_PAGES * gtk_adjustment_get_page_size (adjustment);
  const double gone = (double) (gdk_frame_clock_get_frame_time (clock) - bench->scroll_from) / G_USEC_PER_SEC
                      * SCROLL_SPEED;
  const gint64 n_ways = (gint64) (gone / way);
  const double rest = gone - (double) n_ways * way;

  gtk_adjustment_set_value (adjustment, n_ways % 2 == 0 ? rest : way - rest);
  return G_SOURCE_CONTINUE;
}

static void
before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->begun_cpu = thread_cpu_seconds ();
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  const gint64 now = g_get_monotonic_time ();
  const double interval_ms = (double) (now - bench->painted_at) / 1000;
  const double work_ms = (thread_cpu_seconds () - bench->begun_cpu) * 1000;

  if (bench->figures != NULL)
    {
      if (bench->painted_at != 0)
        g_array_append_val (bench->figures->intervals_ms, interval_ms);
      g_array_append_val (bench->figures->work_ms, work_ms);
    }
  bench->painted_at = now;
}

/* All that changes at once is one notification to whoever draws. */
static void
notified_cb (RushesTask *task, GParamSpec *pspec, Row *row)
{
  if (row->notified_in == n_polls)
    return;
  row->notified_in = n_polls;
  row->n_notified++;
}

static char *
name_task (guint n)
{
  return g_strdup_printf ("3067926060%05u", n);
}

/* The three that are fetched: two of them from the CDN, as many as one host is asked for at once, and one
 * through the gateway. */
static void
add_script (Bench *bench, const char *id, gboolean big, gboolean proxied)
{
  const RushesScript script = {
    .task_id = id,
    .kind = proxied ? RUSHES_SCRIPT_PROXIED : RUSHES_SCRIPT_FINISHES,
    .submitted_after = -90,
    .runs_after = -80,
    .ends_after = big ? -20 : 3600,
    .link_lasts = 32400,
    .video = big ? VIDEO : NULL,
  };

  rushes_gateway_add (bench->gateway, &script);
}

/* The others have their reply with them, since the service is asked about one a second: every tenth failed,
 * every tenth goes on. */
static GBytes *
make_reply (const char *id, guint n)
{
  const char *status = n % 10 == 3 ? "Fail" : n % 10 == 7 ? "Processing" : "Success";
  g_autofree char *file
    = g_strdup_printf (",\"file\":{\"file_id\":%u,\"filename\":\"output.mp4\",\"download_url\":"
                       "\"https://cdn.example/%u.mp4?Expires=4102444800&Signature=x\"}",
                       n, n);
  char *reply
    = g_strdup_printf ("{\"task_id\":\"%s\",\"status\":\"%s\",\"video_width\":1366,\"video_height\":768%s,"
                       "\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}",
                       id, status, *status == 'S' ? file : "");

  return g_bytes_new_take (reply, strlen (reply));
}

static RushesIntakeItem *
make_item (Bench *bench, guint n)
{
  const gboolean big = n >= N_TASKS - N_TRANSFERS;
  g_autofree char *id = name_task (n);
  g_autofree char *label = g_strdup_printf ("Harbour at dawn, take %u", n);
  RushesIntakeItem *item = rushes_intake_item_new (id, label, n + 1);

  add_script (bench, id, big, n == N_TASKS - 1);
  if (!big)
    item->reply = make_reply (id, n);
  return item;
}

static void
add_video (void)
{
  static const char head[] = "\0\0\0\x18"
                             "ftypisom\0\0\2\0isomiso2";
  guint8 *bytes = g_malloc0 (VIDEO_BYTES);
  g_autoptr (GBytes) video = NULL;

  memcpy (bytes, head, sizeof head - 1);
  video = g_bytes_new_take (bytes, VIDEO_BYTES);
  rushes_gateway_add_video (VIDEO, video);
}

static void
await_done (RushesSession *session,
            GAsyncResult **result,
            gboolean (*finish) (RushesSession *, GAsyncResult *, GError **))
{
  g_autoptr (GError) error = NULL;

  rushes_test_await_result (result, "the session's answer");
  if (!finish (session, *result, &error))
    g_error ("%s", error->message);
  g_clear_object (result);
}

static RushesTask *
get_task (Bench *bench, guint position)
{
  /* (transfer none): the list holds it */
  g_autoptr (RushesTask) task = g_list_model_get_item (G_LIST_MODEL (bench->window->view_model), position);

  return task;
}

static gboolean
all_are_answered (gpointer user_data)
{
  Bench *bench = user_data;

  for (guint i = 0; i < N_TASKS; i++)
    {
      RushesTask *task = get_task (bench, i);

      if (task == NULL || rushes_task_get_snapshot (task) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
track_all (Bench *bench)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GPtrArray) tracked = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < N_TASKS; i++)
    g_ptr_array_add (items, make_item (bench, i));
  rushes_session_track_async (bench->session, items, rushes_test_keep_result, &result);
  tracked = rushes_session_track_finish (bench->session, rushes_test_await_result (&result, "the tasks"),
                                         &error);
  if (tracked == NULL)
    g_error ("%s", error->message);
  rushes_test_await (all_are_answered, bench, "an answer about each task");
}

static void
set_up (Bench *bench)
{
  g_autoptr (RushesKeyStore) keys = rushes_session_keys_new ();
  g_autoptr (RushesClock) clock = rushes_clock_new_system ();
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GString) base_url = NULL;

  bench->data_folder = rushes_test_make_folder ();
  bench->user_folder = rushes_test_make_folder ();
  bench->gateway = rushes_gateway_new (KEY, &error);
  if (bench->gateway == NULL)
    g_error ("%s", error->message);
  rushes_gateway_set_cdn_speed (bench->gateway, SPEED);
  add_video ();

  /* Another host than the CDN's, by its name. */
  base_url = g_string_new (rushes_gateway_get_base_url (bench->gateway));
  g_string_replace (base_url, "127.0.0.1", "localhost", 1);
  bench->account = rushes_account_new ("test", "AnyAPI", base_url->str, NULL);
  rushes_account_set_key (bench->account, KEY);
  bench->session = rushes_session_new (bench->data_folder, TRUE, keys, clock);
  bench->settings = g_settings_new (RUSHES_SCHEMA_ID);
  /* What was submitted first is fetched, and in sight. */
  g_settings_set_boolean (bench->settings, "reversed", TRUE);
  bench->window = RUSHES_WINDOW (rushes_window_new (NULL, bench->settings, FALSE));
  g_object_set (bench->window, "session", bench->session, NULL);
  gtk_window_present (GTK_WINDOW (bench->window));

  rushes_session_open_async (bench->session, rushes_test_keep_result, &result);
  await_done (bench->session, &result, rushes_session_open_finish);
  rushes_window_show_library (bench->window, TRUE);
  rushes_session_start_async (bench->session, bench->account, rushes_test_keep_result, &result);
  await_done (bench->session, &result, rushes_session_start_finish);
  track_all (bench);
}

static void
tear_down (Bench *bench)
{
  GAsyncResult *result = NULL;

  gtk_window_destroy (GTK_WINDOW (bench->window));
  rushes_session_close_async (bench->session, rushes_test_keep_result, &result);
  await_done (bench->session, &result, rushes_session_close_finish);
  for (guint i = 0; i < N_TRANSFERS; i++)
    {
      g_signal_handlers_disconnect_by_data (bench->rows[i].task, &bench->rows[i]);
      g_clear_object (&bench->rows[i].task);
    }
  g_clear_object (&bench->session);
  g_clear_object (&bench->settings);
  g_clear_object (&bench->account);
  g_clear_object (&bench->gateway);
  rushes_test_remove_folder (bench->data_folder);
  rushes_test_remove_folder (bench->user_folder);
}

static gboolean
all_flow (gpointer user_data)
{
  Bench *bench = user_data;

  for (guint i = 0; i < N_TRANSFERS; i++)
    if (rushes_task_get_transfer_state (bench->rows[i].task) != RUSHES_TRANSFER_RUNNING
        || rushes_task_get_transfer_bytes (bench->rows[i].task) <= bench->rows[i].bytes_before)
      return FALSE;
  return TRUE;
}

static gboolean
all_rest (gpointer user_data)
{
  Bench *bench = user_data;

  for (guint i = 0; i < N_TRANSFERS; i++)
    if (rushes_task_get_transfer_state (bench->rows[i].task) != RUSHES_TRANSFER_PAUSED)
      return FALSE;
  return !rushes_session_get_flowing (bench->session);
}

static RushesTask *
find_task (Bench *bench, const char *id)
{
  for (guint i = 0; i < N_TASKS; i++)
    if (g_str_equal (rushes_task_get_id (get_task (bench, i)), id))
      return get_task (bench, i);
  g_assert_not_reached ();
}

/* Begins to save the tasks that have a video. */
static void
begin_transfers (Bench *bench)
{
  for (guint i = 0; i < N_TRANSFERS; i++)
    {
      Row *row = &bench->rows[i];
      g_autofree char *id = name_task (N_TASKS - 1 - i);
      g_autofree char *path = g_strdup_printf ("%s/%s.mp4", bench->user_folder, id);
      g_autoptr (GFile) destination = g_file_new_for_path (path);

      row->task = g_object_ref (find_task (bench, id));
      g_signal_connect (row->task, "notify", G_CALLBACK (notified_cb), row);
      rushes_window_save_to (bench->window, row->task, destination);
    }
  rushes_test_await (all_flow, bench, "three transfers to flow");
}

static void
pause_transfers (Bench *bench)
{
  for (guint i = 0; i < N_TRANSFERS; i++)
    rushes_session_pause_transfer (bench->session, bench->rows[i].task);
  rushes_test_await (all_rest, bench, "the transfers to pause");
}

static void
resume_transfers (Bench *bench)
{
  for (guint i = 0; i < N_TRANSFERS; i++)
    {
      bench->rows[i].bytes_before = rushes_task_get_transfer_bytes (bench->rows[i].task);
      rushes_session_resume_transfer (bench->session, bench->rows[i].task);
    }
  rushes_test_await (all_flow, bench, "three transfers to flow again");
}

static gboolean
round_over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static double
measure (Bench *bench, Figures *figures)
{
  const double cpu = thread_cpu_seconds ();
  const gint64 start = g_get_monotonic_time ();
  gboolean over = FALSE;
  double seconds;

  bench->painted_at = 0;
  polled_at = 0;
  bench->figures = polled_figures = figures;
  g_timeout_add (ROUND_SECONDS * 1000, round_over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  bench->figures = polled_figures = NULL;

  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  figures->cpu_s += thread_cpu_seconds () - cpu;
  figures->wall_s += seconds;
  return seconds;
}

/* That what was measured is what was to be measured. Returns: bytes a second */
static double
measure_flow (Bench *bench, Figures *figures)
{
  double bytes = 0;
  double seconds;

  for (guint i = 0; i < N_TRANSFERS; i++)
    {
      bench->rows[i].bytes_before = rushes_task_get_transfer_bytes (bench->rows[i].task);
      bench->rows[i].n_notified = 0;
    }
  seconds = measure (bench, figures);
  for (guint i = 0; i < N_TRANSFERS; i++)
    {
      const Row *row = &bench->rows[i];
      const gint64 flown = rushes_task_get_transfer_bytes (row->task) - row->bytes_before;

      g_assert (rushes_task_get_transfer_state (row->task) == RUSHES_TRANSFER_RUNNING);
      g_assert (flown >= LEAST_FLOW);
      g_assert (row->n_notified > 0);
      /* One more may fall on the edge. */
      g_assert (row->n_notified <= MOST_NOTIFIED * seconds + 1);
      bytes += (double) flown;
    }
  return bytes / seconds;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double first = *(const double *) a;
  const double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/* @sorted: double */
static double
get_percentile (GArray *sorted, guint percent)
{
  return g_array_index (sorted, double, (sorted->len - 1) * percent / 100);
}

static void
print (const char *what, const Figures *figures)
{
  GArray *intervals = figures->intervals_ms;
  GArray *work = figures->work_ms;

  g_array_sort (intervals, compare);
  g_array_sort (work, compare);
  g_print ("%s: %u frames, one every %.1f ms (99th percentile %.1f, worst %.1f), each %.1f ms of work "
           "(%.1f, %.1f), longest stall of the main loop %.1f ms, main thread %.0f %% of a processor\n",
           what, work->len, get_percentile (intervals, 50), get_percentile (intervals, 99),
           get_percentile (intervals, 100), get_percentile (work, 50), get_percentile (work, 99),
           get_percentile (work, 100), (double) figures->longest_us / 1000,
           100 * figures->cpu_s / figures->wall_s);
}

static void
report (const char *what, double busy, double rest)
{
  g_autoptr (GArray) ours = bench_samples_new ();
  g_autoptr (GArray) base = bench_samples_new ();

  bench_samples_add (ours, busy);
  bench_samples_add (base, rest);
  bench_report (what, "at rest", "ms", ours, base, BENCH_RATIO, BENCH_NO_GOAL);
}

static void
figures_init (Figures *self)
{
  *self = (Figures){ .intervals_ms = g_array_new (FALSE, FALSE, sizeof (double)),
                     .work_ms = g_array_new (FALSE, FALSE, sizeof (double)) };
}

static void
figures_clear (Figures *self)
{
  g_array_unref (self->intervals_ms);
  g_array_unref (self->work_ms);
}

int
main (void)
{
  Bench bench = { 0 };
  Figures rest;
  Figures busy;
  GdkFrameClock *clock;
  double speed = 0;

  setlocale (LC_ALL, "");
  gtk_init ();
  adw_init ();
  g_main_context_set_poll_func (NULL, measuring_poll);
  figures_init (&rest);
  figures_init (&busy);
  set_up (&bench);

  clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench.window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &bench);
  bench.scroll_from = gdk_frame_clock_get_frame_time (clock);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench.window->list_view), scroll_cb, &bench, NULL);

  begin_transfers (&bench);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      pause_transfers (&bench);
      measure (&bench, &rest);
      resume_transfers (&bench);
      speed += measure_flow (&bench, &busy) / N_ROUNDS;
    }
  g_signal_handlers_disconnect_by_data (clock, &bench);
  tear_down (&bench);

  print ("at rest", &rest);
  print ("while three transfers run", &busy);
  g_print ("%.0f MB/s in all\n", speed / 1e6);
  report ("work of a frame while three videos arrive", get_percentile (busy.work_ms, 50),
          get_percentile (rest.work_ms, 50));
  report ("work of a slow frame while three videos arrive", get_percentile (busy.work_ms, 99),
          get_percentile (rest.work_ms, 99));
  report ("longest stall while three videos arrive", (double) busy.longest_us / 1000,
          (double) rest.longest_us / 1000);
  figures_clear (&rest);
  figures_clear (&busy);
  return EXIT_SUCCESS;
}
