/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench/bench-report.h"
#include "intake/rushes-intake.h"

#include <string.h>

/*
 * A megabyte of text, of every kind that is pasted: how fast the ids in it are found, beside one look at the
 * same bytes (whether they are UTF-8, and how many). Both run in turn, so that the machine's mood falls on
 * both. No kind is to take longer than a person would notice.
 */

#define ONE_MEGABYTE (1024 * 1024)
#define ROUNDS 7
#define LONGEST_MS 50.0

typedef void (*LineFunc) (GString *text, guint number);

static void
add_id (GString *text, guint n)
{
  g_string_append_printf (text, "306792606%06u\n", n);
}

static void
add_label (GString *text, guint n)
{
  g_string_append_printf (text, "306792606%06u | 海边的猫 %u\n", n, n);
}

static void
add_prose (GString *text, guint n)
{
  g_string_append_printf (
    text,
    "Hello, the video of Tuesday is 306792606%06u; please have a look at it before we meet. "
    "任务号是 task_%08x,谢谢。\n",
    n, n);
}

static void
add_log (GString *text, guint n)
{
  g_string_append_printf (text,
                          "2025-08-29T07:44:%02u.123Z INFO worker[%u] submitted task_id=306792606%06u "
                          "request=%08x-1234-4abc-8def-0123456789ab took 213ms\n",
                          n % 60, n % 32768, n, n);
}

static void
add_csv (GString *text, guint n)
{
  if (n == 0)
    g_string_append (text, "task_id,label,status,created_at\n");
  g_string_append_printf (text, "306792606%06u,\"Shot %u, take 2\",Success,2025-08-29 07:44:32\n", n, n);
}

static void
add_json (GString *text, guint n)
{
  if (n == 0)
    g_string_append (text, "[\n");
  g_string_append_printf (
    text,
    "{\"task_id\":\"306792606%06u\",\"status\":\"Success\",\"file_id\":\"205258526306433\","
    "\"video_width\":1366,\"video_height\":768,\"base_resp\":{\"status_code\":0}},\n",
    n);
}

static void
add_reply (GString *text, guint n)
{
  g_string_append_printf (text,
                          "{\"task_id\":\"306792606%06u\",\"status\":\"Processing\","
                          "\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}\n",
                          n);
}

static void
add_curl (GString *text, guint n)
{
  g_string_append_printf (
    text,
    "curl -s 'https://gate.example/minimax/v1/query/video_generation?task_id=306792606%06u' \\\n"
    "  -H 'Authorization: Bearer sk-AbCdEfGh12345678'\n",
    n);
}

static void
add_brackets (GString *text, guint n)
{
  g_string_append (text, "{[\"{");
}

static void
add_quotes (GString *text, guint n)
{
  g_string_append (text, "curl '\\\n\"");
}

static void
add_repeated (GString *text, guint n)
{
  g_string_append (text, "306792606023824,");
}

static void
add_short (GString *text, guint n)
{
  g_string_append (text, "a ");
}

static const struct
{
  const char *name;
  LineFunc add;
} kinds[] = {
  { "one id a line", add_id },
  { "ids with labels", add_label },
  { "prose", add_prose },
  { "log", add_log },
  { "CSV", add_csv },
  { "JSON, one array", add_json },
  { "JSON, a reply a line", add_reply },
  { "cURL commands", add_curl },
  { "one id, repeated", add_repeated },
  { "words of one letter", add_short },
  { "opening brackets", add_brackets },
  { "quotes that never close", add_quotes },
};

static GString *
make_text (LineFunc add)
{
  GString *text = g_string_sized_new (ONE_MEGABYTE + 512);

  for (guint n = 0; text->len < ONE_MEGABYTE; n++)
    add (text, n);
  /* An array has to end. */
  if (add == add_json)
    {
      g_string_truncate (text, text->len - 2);
      g_string_append (text, "\n]");
    }
  return text;
}

static double
look_at (const GString *text)
{
  const gint64 start = g_get_monotonic_time ();

  if (!g_utf8_validate (text->str, -1, NULL) || strlen (text->str) != text->len)
    g_error ("this is no text");
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static double
read_ids (const GString *text, guint *n_ids)
{
  const gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesIntake) intake = rushes_intake_read (text->str, (gssize) text->len, &error);
  const double passed = (double) (g_get_monotonic_time () - start) / 1000;

  if (intake == NULL)
    g_error ("%s", error->message);
  *n_ids = intake->items->len;
  return passed;
}

static void
measure (const char *kind, LineFunc add)
{
  g_autoptr (GString) text = make_text (add);
  g_autoptr (GArray) plain = bench_samples_new ();
  g_autoptr (GArray) ours = bench_samples_new ();
  g_autofree char *what = g_strdup_printf ("ids in 1 MB: %s", kind);
  guint n_ids = 0;

  for (int i = 0; i < ROUNDS; i++)
    {
      bench_samples_add (plain, look_at (text));
      bench_samples_add (ours, read_ids (text, &n_ids));
    }
  g_print ("%s: %u ids; one look at it takes %.2f ms\n", what, n_ids, bench_samples_get_median (plain));
  bench_report (what, NULL, "ms", ours, NULL, BENCH_VALUE, LONGEST_MS);
}

int
main (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    measure (kinds[i].name, kinds[i].add);
  return 0;
}
