/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-client.h"
#include "bench/bench-report.h"
#include "demo/rushes-gateway.h"

#include <libsoup/soup.h>
#include <locale.h>
#include <time.h>

/*
 * Questions on one warm connection (HTTP/1.1, loopback): ours, with deadline, checks and the reading of the
 * reply, against libsoup alone, which asks the same and throws the reply away. Both take turns, round by
 * round, so that the machine's mood falls on both; what counts is the median of the ratios of the time that
 * this thread is on the processor. The gateway runs in a thread of its own.
 */

#define N_QUESTIONS 200
#define N_ROUNDS 10
#define N_A_ROUND (N_QUESTIONS / N_ROUNDS)
#define MOST_RATIO 2.0
#define KEY "sk-the-right-key-0123456789"
#define TASK "306792606023824"

typedef struct
{
  RushesGateway *gateway;
  RushesAccount *account;
  RushesClient *client;
  SoupSession *session;
  char *url;
  GHashTable *connections; /* set of ids */
  gboolean answered;
} Bench;

typedef struct
{
  double wall_us;
  double cpu_us;
} Figures;

typedef void (*AskFunc) (Bench *bench);

static double
thread_cpu_us (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (double) used.tv_sec * 1e6 + (double) used.tv_nsec / 1e3;
}

/* Of every message that this process sends, whoever sends it. */
static gboolean
got_headers_hook (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  Bench *bench = user_data;
  const guint64 id = soup_message_get_connection_id (g_value_get_object (&values[0]));

  g_hash_table_add (bench->connections, g_memdup2 (&id, sizeof id));
  return TRUE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_client_query_finish (RUSHES_CLIENT (source), result, &error);

  if (snapshot == NULL)
    g_error ("%s", error->message);
  g_assert (rushes_snapshot_has_link (snapshot));
  bench->answered = TRUE;
}

static void
ask_ours (Bench *bench)
{
  rushes_client_query_async (bench->client, bench->account, TASK, NULL, answered_cb, bench);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    g_error ("%s", error->message);
  g_assert (g_strstr_len (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), "SUCCESS")
            != NULL);
  bench->answered = TRUE;
}

static void
ask_plainly (Bench *bench)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, bench->url);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", "Bearer " KEY);
  soup_session_send_and_read_async (bench->session, message, G_PRIORITY_DEFAULT, NULL, read_cb, bench);
}

static Figures
measure (Bench *bench, AskFunc ask)
{
  const gint64 start = g_get_monotonic_time ();
  const double cpu = thread_cpu_us ();
  Figures figures;

  for (guint i = 0; i < N_A_ROUND; i++)
    {
      bench->answered = FALSE;
      ask (bench);
      while (!bench->answered)
        g_main_context_iteration (NULL, TRUE);
    }
  figures.cpu_us = (thread_cpu_us () - cpu) / N_A_ROUND;
  figures.wall_us = (double) (g_get_monotonic_time () - start) / N_A_ROUND;
  return figures;
}

/* The first round, which is not counted, opens the connection. Each session counts its own. */
static void
warm_up (Bench *bench, AskFunc ask)
{
  g_hash_table_remove_all (bench->connections);
  measure (bench, ask);
  g_assert (g_hash_table_size (bench->connections) == 1);
}

static void
set_up (Bench *bench)
{
  const RushesScript script = { .task_id = TASK,
                                .kind = RUSHES_SCRIPT_FINISHES,
                                .submitted_after = -100,
                                .runs_after = -90,
                                .ends_after = -30,
                                .link_lasts = 32400 };
  g_autoptr (GError) error = NULL;

  bench->gateway = rushes_gateway_new (KEY, &error);
  if (bench->gateway == NULL)
    g_error ("%s", error->message);
  rushes_gateway_add (bench->gateway, &script);
  bench->account = rushes_account_new ("a", "A", rushes_gateway_get_base_url (bench->gateway), &error);
  g_assert_no_error (error);
  rushes_account_set_key (bench->account, KEY);
  bench->client = rushes_client_new ();
  bench->session = soup_session_new ();
  bench->url = g_strconcat (rushes_gateway_get_base_url (bench->gateway),
                            "/minimax/v1/query/video_generation?task_id=" TASK, NULL);
  bench->connections = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  /* Signals come with the class. */
  g_type_class_unref (g_type_class_ref (SOUP_TYPE_MESSAGE));
  g_signal_add_emission_hook (g_signal_lookup ("got-headers", SOUP_TYPE_MESSAGE), 0, got_headers_hook, bench,
                              NULL);
}

static void
tear_down (Bench *bench)
{
  g_clear_object (&bench->client);
  g_clear_object (&bench->session);
  g_clear_object (&bench->account);
  g_clear_object (&bench->gateway);
  g_clear_pointer (&bench->url, g_free);
}

int
main (void)
{
  Bench bench = { 0 };
  g_autoptr (GArray) ours_wall = bench_samples_new ();
  g_autoptr (GArray) ours_cpu = bench_samples_new ();
  g_autoptr (GArray) plain_wall = bench_samples_new ();
  g_autoptr (GArray) plain_cpu = bench_samples_new ();

  setlocale (LC_ALL, "");
  set_up (&bench);
  warm_up (&bench, ask_plainly);
  warm_up (&bench, ask_ours);
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      const Figures plain = measure (&bench, ask_plainly);
      const Figures ours = measure (&bench, ask_ours);

      bench_samples_add (plain_wall, plain.wall_us);
      bench_samples_add (plain_cpu, plain.cpu_us);
      bench_samples_add (ours_wall, ours.wall_us);
      bench_samples_add (ours_cpu, ours.cpu_us);
    }
  /* Both still had their first. */
  g_assert (g_hash_table_size (bench.connections) == 1);

  bench_report ("a question, time", "libsoup alone", "µs", ours_wall, plain_wall, BENCH_RATIO, BENCH_NO_GOAL);
  bench_report ("a question, processor", "libsoup alone", "µs", ours_cpu, plain_cpu, BENCH_RATIO, MOST_RATIO);
  tear_down (&bench);
  g_hash_table_unref (bench.connections);
  return 0;
}
