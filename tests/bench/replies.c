/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-reply.h"

#include <json-glib/json-glib.h>
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

/* Per second, over one round. */
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
  return n * (double) G_USEC_PER_SEC / (double) (now - start);
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
get_median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare_doubles);
  return values[ROUNDS / 2];
}

static void
compare (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  double ours[ROUNDS];
  double plain[ROUNDS];
  double ratios[ROUNDS];

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);
  body = g_bytes_new (contents, length);

  for (guint i = 0; i < ROUNDS; i++)
    {
      plain[i] = measure (read_plainly, body);
      ours[i] = measure (read_ours, body);
      ratios[i] = plain[i] / ours[i];
    }
  g_print ("%-36s %5" G_GSIZE_FORMAT " bytes: %8.0f replies/s, json-glib alone %8.0f/s, ratio %.2f\n", name,
           length, get_median (ours), get_median (plain), get_median (ratios));
}

int
main (int argc, char *argv[])
{
  for (int i = 1; i < argc; i++)
    compare (argv[i]);
  return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
