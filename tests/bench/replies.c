/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-reply.h"
#include "bench/bench-report.h"

#include <json-glib/json-glib.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/*
 * Replies read in a second: ours, with its scan, every dialect and every check, against json-glib
 * alone on the same bytes. Both run in turn, round by round, so that the machine's mood falls on
 * both; what counts is the median of the ratios. Arguments: files, each a good reply.
 */

#define ROUNDS 25
#define ROUND_USEC 20000

typedef void (*ReadFunc) (GBytes *body);

static void
read_ours (GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_reply_read (body, NULL, NULL, &error);

  if (snapshot == NULL)
    g_error ("%s", error->message);
}

static void
read_plainly (GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (!json_parser_load_from_data (parser, text, (gssize) length, &error))
    g_error ("%s", error->message);
}

/* Microseconds for one, over one round. */
static double
measure (ReadFunc read, GBytes *body)
{
  gint64 start = g_get_monotonic_time ();
  gint64 now;
  guint n = 0;

  do
    {
      for (guint i = 0; i < 10; i++)
        read (body);
      n += 10;
      now = g_get_monotonic_time ();
    }
  while (now - start < ROUND_USEC);
  return (double) (now - start) / n;
}

static void
compare (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *what = g_strconcat ("reading ", name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ours = bench_samples_new ();
  g_autoptr (GArray) plain = bench_samples_new ();
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);
  body = g_bytes_new (contents, length);

  for (guint i = 0; i < ROUNDS; i++)
    {
      bench_samples_add (plain, measure (read_plainly, body));
      bench_samples_add (ours, measure (read_ours, body));
    }
  bench_report (what, "json-glib alone", "µs", ours, plain, BENCH_RATIO, BENCH_NO_GOAL);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  for (int i = 1; i < argc; i++)
    compare (argv[i]);
  return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
