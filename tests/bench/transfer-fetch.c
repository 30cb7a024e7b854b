/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "transfer/rushes-crc64.h"
#include "transfer/rushes-fetch.h"
#include "transfer/rushes-landing.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What transfer.py measures. Arguments:
 *   fetch AUTHORITY FOLDER PARALLEL LINK…   fetches and lands every link as FOLDER/1.mp4 and so on
 *   memory AUTHORITY FOLDER LINK…           prints what each takes above a process that has fetched before
 *   sum FILE                                prints its checksum, in decimal
 *   checksum                                prints how fast the checksum is, in GB/s
 * AUTHORITY is a certificate file, or "-". */

typedef struct
{
  const char *authority;
  const char *folder;
  char **links;
  guint n_links;
  RushesAccount *account;
  int next;
} Job;

static void
die (const GError *error)
{
  g_printerr ("transfer-fetch: %s\n", error->message);
  exit (1);
}

static SoupSession *
new_session (Job *job)
{
  SoupSession *session = rushes_fetch_new_session ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = NULL;

  if (strcmp (job->authority, "-") == 0)
    return session;
  database = g_tls_file_database_new (job->authority, &error);
  if (database == NULL)
    die (error);
  soup_session_set_tls_database (session, database);
  return session;
}

static void
fetch_one (Job *job, SoupSession *session, RushesAccount *account, guint i)
{
  g_autofree char *part_path = g_strdup_printf ("%s/%u.part", job->folder, i + 1);
  g_autofree char *path = g_strdup_printf ("%s/%u.mp4", job->folder, i + 1);
  g_autoptr (GFile) destination = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesPart) part = rushes_part_open (part_path, NULL, &error);
  const RushesFetchRequest request = { .link = job->links[i], .account = account, .part = part };
  g_auto (RushesFetchResult) result = { 0 };

  if (part == NULL || !rushes_fetch_run (session, &request, NULL, &result, &error)
      || !rushes_landing_commit (part_path, destination, TRUE, result.origin, NULL, &error))
    die (error);
  rushes_part_finish (part);
}

static gpointer
work (gpointer data)
{
  Job *job = data;
  g_autoptr (SoupSession) session = new_session (job);
  g_autoptr (RushesAccount) account = rushes_fetch_copy_account (job->account);
  guint i;

  while ((i = (guint) g_atomic_int_add (&job->next, 1)) < job->n_links)
    fetch_one (job, session, account, i);
  return NULL;
}

static void
fetch_all (Job *job, guint n_workers)
{
  g_autofree GThread **workers = g_new (GThread *, n_workers);

  for (guint i = 0; i < n_workers; i++)
    workers[i] = g_thread_new ("fetch", work, job);
  for (guint i = 0; i < n_workers; i++)
    g_thread_join (workers[i]);
}

/* In KiB. */
static guint64
read_status (const char *field)
{
  g_autofree char *status = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, field) : NULL;
  return line != NULL ? g_ascii_strtoull (line + strlen (field), NULL, 10) : 0;
}

/* In one thread with one session, as a worker has it. The first transfer makes what stays: libraries,
 * certificates, a connection. The peak begins anew with each. */
static gpointer
measure_memory (gpointer data)
{
  Job *job = data;
  g_autoptr (SoupSession) session = new_session (job);
  g_autoptr (RushesAccount) account = rushes_fetch_copy_account (job->account);

  for (guint i = 0; i < job->n_links; i++)
    {
      guint64 idle, peak;

      /* What the one before has given back. */
      malloc_trim (0);
      idle = read_status ("VmRSS:");
      g_file_set_contents_full ("/proc/self/clear_refs", "5", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
      fetch_one (job, session, account, i);
      peak = read_status ("VmHWM:");
      printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", idle, peak - MIN (peak, idle));
    }
  return NULL;
}

typedef guint64 (*Update) (guint64 crc, const guint8 *data, gsize length);

static double
measure_update (Update update)
{
  const gsize length = 128 * 1024;
  const guint n_rounds = 8192;
  g_autofree guint8 *buffer = g_malloc (length);
  gint64 start;
  guint64 crc = 0;

  for (gsize i = 0; i < length; i++)
    buffer[i] = (guint8) (i * 31 + i / 251);
  crc = update (crc, buffer, length);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n_rounds; i++)
    crc = update (crc, buffer, length);
  /* So that it is not left out. */
  g_assert_cmphex (crc, !=, 0);
  return (double) length * n_rounds / 1000 / (double) (g_get_monotonic_time () - start);
}

static void
print_sum (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, &error);

  if (file == NULL)
    die (error);
  printf ("%" G_GUINT64_FORMAT "\n",
          rushes_crc64_update (0, (const guint8 *) g_mapped_file_get_contents (file),
                               g_mapped_file_get_length (file)));
}

int
main (int argc, char *argv[])
{
  g_autoptr (RushesAccount) account = NULL;
  Job job = { 0 };

  if (argc == 2 && strcmp (argv[1], "checksum") == 0)
    {
      printf ("%.2f %.2f\n", measure_update (rushes_crc64_update),
              measure_update (rushes_crc64_update_portable));
      return 0;
    }
  if (argc == 3 && strcmp (argv[1], "sum") == 0)
    {
      print_sum (argv[2]);
      return 0;
    }
  if (argc < 5)
    return 2;

  account = rushes_account_new ("bench", "Bench", "http://127.0.0.1:1", NULL);
  job.account = account;
  job.authority = argv[2];
  job.folder = argv[3];
  if (strcmp (argv[1], "memory") == 0)
    {
      job.links = argv + 4;
      job.n_links = (guint) argc - 4;
      g_thread_join (g_thread_new ("fetch", measure_memory, &job));
      return 0;
    }

  job.links = argv + 5;
  job.n_links = (guint) argc - 5;
  /* Numbers are read here before threads do: the first two to do so at once may disturb each other's errno
   * (g_ascii_strtoull() makes its locale). */
  fetch_all (&job, (guint) g_ascii_strtoull (argv[4], NULL, 10));
  return 0;
}
