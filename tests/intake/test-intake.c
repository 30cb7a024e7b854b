/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "intake/rushes-intake.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "support/rushes-test-utils.h"

#include <string.h>
#include <time.h>

static RushesIntake *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  RushesIntake *intake = rushes_intake_read (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (intake);
  return intake;
}

/* "ID|label@line ID@line" and after a "/" the lines that were ignored. */
static char *
describe (const RushesIntake *intake)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < intake->items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

      g_string_append_printf (text, "%s%s%s%s@%u", i > 0 ? " " : "", item->task_id,
                              item->label != NULL ? "|" : "", item->label != NULL ? item->label : "",
                              item->line);
    }
  for (guint i = 0; i < intake->ignored->len; i++)
    {
      const RushesIntakeIgnored *ignored = g_ptr_array_index (intake->ignored, i);

      g_assert_nonnull (ignored->reason);
      g_assert_true (ignored->text == NULL || g_utf8_validate (ignored->text, -1, NULL));
      g_string_append_printf (text, "/%u", ignored->line);
    }
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *text;
  const char *expected;
} Case;

static void
check (const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr (RushesIntake) intake = NULL;
      g_autofree char *found = NULL;

      intake = read_text (cases[i].text);
      found = describe (intake);
      if (strcmp (found, cases[i].expected) != 0)
        g_error ("“%s” gives “%s” instead of “%s”", cases[i].text, found, cases[i].expected);
    }
}

static void
test_lists (void)
{
  const Case cases[] = {
    { "", "" },
    { " \n\t\r\n", "" },
    { "306792606023824", "306792606023824@1" },
    { "306792606023824\n", "306792606023824@1" },
    { "\xef\xbb\xbf"
      "306792606023824\r\n306793118204466\r\n\r\n306792974415093",
      "306792606023824@1 306793118204466@2 306792974415093@4" },
    { "306792606023824\r306793118204466", "306792606023824@1 306793118204466@2" },
    { "306792606023824, 306793118204466;306792974415093\t306792233590741 306791950337218",
      "306792606023824@1 306793118204466@1 306792974415093@1 306792233590741@1 306791950337218@1" },
    { "306792606023824，306793118204466、306792974415093",
      "306792606023824@1 306793118204466@1 306792974415093@1" },
    { "- 306792606023824\n* 306793118204466\n1. 306792974415093",
      "306792606023824@1 306793118204466@2 306792974415093@3" },
    { "\"306792606023824\", '306793118204466'", "306792606023824@1 306793118204466@1" },
    { "[\"306792606023824\",\n \"306793118204466\"]", "306792606023824@1 306793118204466@2" },
    { "[306792606023824, 306793118204466]", "306792606023824@1 306793118204466@1" },
    { "115334141465231360000000", "115334141465231360000000@1" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_labels (void)
{
  const Case cases[] = {
    { "306792606023824 | A cat at sea", "306792606023824|A cat at sea@1" },
    { "306792606023824|小猫 | 出海\nt7 | x", "306792606023824|小猫 | 出海@1 t7|x@2" },
    { "| 306792606023824 | A cat |\n|---|---|", "306792606023824|A cat@1" },
    { "306792606023824 |", "306792606023824@1" },
    { "306792606023824 | a\x1b[31m\xe2\x80\xae", "306792606023824|a [31m@1" },
    { "no id | label", "/1" },
    { "306792606023824\n306792606023824 | later", "306792606023824|later@1" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_shapes_of_ids (void)
{
  const Case cases[] = {
    { "task_Ab3dEf5hIj7kLm9nOp1qRs2tUv4wXy6z", "task_Ab3dEf5hIj7kLm9nOp1qRs2tUv4wXy6z@1" },
    { "see task_Ab3dEf5h please", "task_Ab3dEf5h@1" },
    { "454554d4-6485-469b-8eff-f6786bbaff62 and more", "454554d4-6485-469b-8eff-f6786bbaff62@1" },
    { "use sora-2:task_01k6 now", "sora-2:task_01k6@1" },
    { "use veo3.1-fast:1770350082-kX9 now", "veo3.1-fast:1770350082-kX9@1" },
    { "projects_abc123_operations_def456gh now", "projects_abc123_operations_def456gh@1" },
    { "shot-7", "shot-7@1" },
    { "7", "7@1" },
    { "shot-7, shot-8", "shot-7@1 shot-8@1" },
    { "cut shot-7 please", "/1" },
    { "YWJjZGVmZ2hpamtsbW5vcA12==", "YWJjZGVmZ2hpamtsbW5vcA12==@1" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_words_are_no_ids (void)
{
  const Case cases[] = {
    { "hello", "/1" },
    { "Please look at these three videos for me", "/1" },
    { "Here are two: 306792606023824 and 306793118204466. Thanks!", "306792606023824@1 306793118204466@1" },
    { "任务306792606023824已完成，请看", "306792606023824@1" },
    { "2025-08-29", "/1" },
    { "2025-08-29T07:44:32Z", "/1" },
    { "[2025-08-29 07:44:32] done 306792606023824 in 63.5 s", "306792606023824@1" },
    { "20250829T074432Z", "/1" },
    { "127.0.0.1:51234", "/1" },
    { "localhost:8080", "/1" },
    { "1366x768", "/1" },
    { "output1.mp4", "/1" },
    { "https://www.anyapi.vip/docs/306792606023824", "/1" },
    { "\"file_id\": 306793063383292,", "/1" },
    { "submit_time: 1756453472", "/1" },
    { "status=SUCCESS duration=123456", "/1" },
    { "---\n```\n}", "" },
    { "one\ntwo\n306792606023824\nthree", "306792606023824@3/1/2/4" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_links_and_names (void)
{
  const Case cases[] = {
    { "https://www.anyapi.vip/minimax/v1/query/video_generation?task_id=306792606023824",
      "306792606023824@1" },
    { "https://h/q?a=1&task_id=sora-2%3Atask_1&b=2", "sora-2:task_1@1" },
    { "https://h/q?task_id=", "/1" },
    { "https://h/q?task_id=a%0Ab", "/1" },
    { "curl 'https://h/v1/query/video_generation?task_id=306792606023824' -H 'Authorization: Bearer "
      "sk-abcdef123456'",
      "306792606023824@1" },
    { "curl \"https://h/q?task_id=306792606023824\" | jq .data", "306792606023824@1" },
    { "task id: 306792606023824", "306792606023824@1" },
    { "Task-ID=abc", "abc@1" },
    { "the task id is missing", "/1" },
    { "the task id is 306792606023824.", "306792606023824@1" },
    { "INFO taskId=306792606023824 status=SUCCESS file_id=306793063383292", "306792606023824@1" },
    { "  \"task_id\": \"306792606023824\",", "306792606023824@1" },
    { "{\\\"task_id\\\":\\\"306792606023824\\\"}", "306792606023824@1" },
    { "\"task_id\": null", "/1" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_json (void)
{
  const Case cases[] = {
    { "{\"task_id\":\"306792606023824\",\"base_resp\":{\"status_code\":0}}", "306792606023824@1" },
    { "{\"task_id\":306792606023824}", "306792606023824@1" },
    { "{\"code\":\"success\",\n\"data\":{\"data\":{\"task_id\":\"inner1\"},\n\"task_id\":\"task_outer1\"}}",
      "task_outer1@3" },
    { "{\"data\":{\"task_id\":\"task_outer1\",\"data\":{\"task_id\":\"inner1\"}}}", "task_outer1@1" },
    { "[{\"task_id\":\"a1\"},{\"task_id\":\"b2\"},{\"task_id\":\"a1\"}]", "a1@1 b2@1" },
    { "{\"task_id\":\"a1\"}\n{\"task_id\":\"b2\"}\n", "a1@1 b2@2" },
    { "reply {\"task_id\":\"a1\"} and 306792606023824\n306793118204466",
      "a1@1 306792606023824@1 306793118204466@2" },
    { "306793118204466 {\"task_id\":\"a1\"}", "306793118204466@1 a1@1" },
    { "-d '{\"task_id\":\"a1\"}' | jq", "a1@1" },
    { "{\"code\":\"success\",\"data\":{\"task_id\":\"306792606023824\",\"sta\n306793118204466",
      "306792606023824@1 306793118204466@2" },
    { "{\"task_id\":null,\n\"file_id\":306793063383292}\n306793118204466", "306793118204466@3/1" },
    { "{\"task_id\":1.5}", "/1" },
    { "{\"task_id\":\"a b\"}", "/1" },
    { "{\"status\":\"x\",\"note\":\"{\\\"task_id\\\": \\\"z9\\\"}\"}", "/1" },
    { "{\"submit_time\":1756453472}", "/1" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_official_example (void)
{
  g_autoptr (GBytes) reply = rushes_test_load_fixture ("reply-official-example.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesIntake) intake = rushes_intake_read (g_bytes_get_data (reply, NULL),
                                                        (gssize) g_bytes_get_size (reply), &error);
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  found = describe (intake);
  g_assert_cmpstr (found, ==, "306792606023824@5");
  g_assert_cmpuint (intake->n_repeated, ==, 0);
}

static void
test_repeated (void)
{
  g_autoptr (RushesIntake) intake = read_text (
    "306792606023824\n306793118204466 306792606023824\n306792606023824");

  g_assert_cmpuint (intake->items->len, ==, 2);
  g_assert_cmpuint (intake->n_repeated, ==, 2);
}

static void
test_keys_are_not_shown (void)
{
  g_autoptr (RushesIntake) intake = read_text ("sk-AbCdEf1234567890");
  const RushesIntakeIgnored *ignored;

  g_assert_cmpuint (intake->items->len, ==, 0);
  g_assert_cmpuint (intake->ignored->len, ==, 1);
  ignored = g_ptr_array_index (intake->ignored, 0);
  g_assert_null (strstr (ignored->text, "AbCdEf"));
}

/* A key is known as a whole: it must not be cut before it is looked for. */
static void
test_long_keys_are_not_shown (void)
{
  g_autofree char *key = g_strnfill (700, 'k');
  g_autoptr (RushesIntake) intake = NULL;
  const RushesIntakeIgnored *ignored;

  rushes_redact_add_secret (key);
  intake = read_text (key);
  rushes_redact_remove_secret (key);

  g_assert_cmpuint (intake->items->len, ==, 0);
  g_assert_cmpuint (intake->ignored->len, ==, 1);
  ignored = g_ptr_array_index (intake->ignored, 0);
  g_assert_null (strstr (ignored->text, "kkkkkkkk"));
}

/* Nor what is left of it where a label is cut. */
static void
test_keys_in_labels (void)
{
  static const char key[] = "canary/key/0123456789";
  g_autofree char *words = g_strnfill (195, 'w');
  g_autofree char *text = g_strdup_printf ("306792606023824 | %s %s", words, key);
  g_autofree char *label = g_strdup_printf ("%s [hid…", words);
  g_autoptr (RushesIntake) intake = NULL;
  const RushesIntakeItem *item;

  rushes_redact_add_secret (key);
  intake = read_text (text);
  rushes_redact_remove_secret (key);

  g_assert_cmpuint (intake->items->len, ==, 1);
  item = g_ptr_array_index (intake->items, 0);
  g_assert_cmpstr (item->label, ==, label);
}

static void
test_length_of_ids (void)
{
  g_autofree char *longest = g_strnfill (RUSHES_INTAKE_MAX_ID_LENGTH, '7');
  g_autofree char *too_long = g_strconcat (longest, "7", NULL);
  g_autofree char *named = g_strconcat ("?task_id=", too_long, NULL);
  g_autoptr (RushesIntake) fits = read_text (longest);
  g_autoptr (RushesIntake) does_not = read_text (too_long);
  g_autoptr (RushesIntake) named_does_not = read_text (named);

  g_assert_cmpuint (fits->items->len, ==, 1);
  g_assert_cmpuint (does_not->items->len, ==, 0);
  g_assert_cmpuint (does_not->ignored->len, ==, 1);
  g_assert_cmpuint (named_does_not->items->len, ==, 0);
}

static void
test_too_much (void)
{
  g_autofree char *text = g_strnfill (RUSHES_INTAKE_MAX_BYTES + 1, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_null (rushes_intake_read (text, -1, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED);
}

#define MEGABYTE (1024 * 1024)

/* @size bytes, or hardly more, of @unit behind @beginning. */
static char *
make_text (const char *beginning, const char *unit, gsize size)
{
  GString *text = g_string_new (beginning);

  while (text->len < size)
    g_string_append (text, unit);
  return g_string_free (text, FALSE);
}

/* Microseconds of this thread's processor time: others may keep the machine busy. */
static gint64
get_processor_time (void)
{
  struct timespec now;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now), ==, 0);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
measure (const char *text)
{
  gint64 before = get_processor_time ();
  g_autoptr (RushesIntake) intake = read_text (text);

  return get_processor_time () - before;
}

static void
test_time_is_linear (void)
{
  const char *units[] = {
    "306792606023824 | A cat at sea\n",
    "Please look at these three videos for me\n",
    "[",
    "{\"a\":",
    "[\n",
    "[ 1 ]\n",
    "{\"task_id\":\"a1\"}",
    "\"",
    "task_id",
    "task_id=",
    "x1 ",
    "海",
    "|",
    "{\"a",
    "\xff",
    "curl '",
    "curl \"",
    "curl https://h/q?task_id=1 ",
    "curl https://h/q \\\n",
    "curl -d '{\"task_id\":\"a1\"}' https://h\n",
    "id=",
    "^",
    "\",\"",
    "a,\"\n",
    "\xd6\xd0",
    "2025-08-29T07:44:32Z INFO task_id=306792606023824 status=SUCCESS\n",
  };
  static const char *const beginnings[] = { "", "task_id,label\n", "\xff\xfe", "[{\"data\":[" };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (beginnings); j++)
        {
          g_autofree char *part = make_text (beginnings[j], units[i], MEGABYTE / 128);
          g_autofree char *text = make_text (beginnings[j], units[i], MEGABYTE / 8);
          g_autofree char *unit = g_strescape (units[i], NULL);
          gint64 took_part = measure (part);
          gint64 took = measure (text);

          g_test_message ("%.3f s for %d bytes of “%s”, beginning %" G_GSIZE_FORMAT,
                          (double) took / G_USEC_PER_SEC, MEGABYTE / 8, unit, j);
          /* What is quadratic takes 256 times as long, and seconds. */
          g_assert_cmpint (took, <, 64 * took_part + G_USEC_PER_SEC / 10);
        }
    }
}

/* A long list and a long text: the figures are for people to read, since a machine may be busy. */
static void
test_time_of_a_megabyte (void)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *prose = make_text ("", "Please look at these three videos for me, will you?\n", MEGABYTE);

  for (guint i = 0; list->len < MEGABYTE; i++)
    g_string_append_printf (list, "3067926%08u\n", i);

  g_test_minimized_result ((double) measure (list->str) / G_USEC_PER_SEC, "a megabyte of ids, in seconds");
  g_test_minimized_result ((double) measure (prose) / G_USEC_PER_SEC, "a megabyte of prose, in seconds");
}

static void
test_random_bytes (void)
{
  const char *seeds[] = {
    "{\"code\":\"success\",\"data\":{\"task_id\":\"306792606023824\",\"data\":{\"task_id\":\"7\"}}}",
    "306792606023824 | label\nhttps://h/q?task_id=sora-2%3A1\n[\"a1\", 'b2'] 任务 task_1",
    "sep=,\ntask_id,\"a label\",x\n306792606023824,\"two\nlines \"\"q\"\"\",y\n,,\n3.1E+14,;\n",
    "$ curl -H \"Authorization: Bearer sk-AbCdEf0123456789\" \\\r\n ^'https://h/v1/q?task_id=1^' -d "
    "'{\"task_id\":\"a1\"}' | jq\n2025-08-29T07:44:32Z id=306792606023824",
    "\xff\xfe"
    "3\0"
    "0\0"
    "6\0",
  };
  static const gsize lengths[] = { 0, 0, 0, 0, 8 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20250829);

  for (guint round = 0; round < 10000; round++)
    {
      const char *seed = seeds[round % G_N_ELEMENTS (seeds)];
      gsize length = MAX (strlen (seed), lengths[round % G_N_ELEMENTS (seeds)]);
      g_autofree char *text = g_memdup2 (seed, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (RushesIntake) intake = NULL;
      guint n_changes = (guint) g_rand_int_range (rand, 1, 12);

      for (guint i = 0; i < n_changes; i++)
        {
          gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) length);

          text[at] = (char) (g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 256)
                                                   : seed[g_rand_int_range (rand, 0, (gint32) length)]);
        }
      length = (gsize) g_rand_int_range (rand, 0, (gint32) length + 1);

      intake = rushes_intake_read (text, (gssize) length, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < intake->items->len; i++)
        {
          const RushesIntakeItem *item = g_ptr_array_index (intake->items, i);

          g_assert_true (g_utf8_validate (item->task_id, -1, NULL));
          g_assert_cmpuint (strlen (item->task_id), >, 0);
          g_assert_cmpuint (strlen (item->task_id), <=, RUSHES_INTAKE_MAX_ID_LENGTH);
          g_assert_null (strpbrk (item->task_id, " \t\r\n"));
          g_assert_true (item->label == NULL || g_utf8_validate (item->label, -1, NULL));
          /* A byte that is no UTF-8 takes three to be shown. */
          g_assert_true (item->reply == NULL || g_bytes_get_size (item->reply) <= 3 * length);
        }
    }
}

static void
test_encodings (void)
{
  static const struct
  {
    const char *charset;
    const char *mark;
    gsize mark_length;
  } encodings[] = {
    { "UTF-16LE", "\xff\xfe", 2 },
    { "UTF-16BE", "\xfe\xff", 2 },
    { "UTF-8", "\xef\xbb\xbf", 3 },
    { "GB18030", "", 0 },
  };
  const char *const text = "306792606023824 | 沙丘\r\n306793118204466,雨\r\n";

  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      gsize length;
      g_autofree char *encoded = g_convert (text, -1, encodings[i].charset, "UTF-8", NULL, &length, NULL);
      g_autofree char *file = g_malloc (encodings[i].mark_length + length);
      g_autoptr (RushesIntake) intake = NULL;
      g_autofree char *found = NULL;

      memcpy (file, encodings[i].mark, encodings[i].mark_length);
      memcpy (file + encodings[i].mark_length, encoded, length);
      intake = rushes_intake_read (file, (gssize) (encodings[i].mark_length + length), NULL);
      found = describe (intake);
      g_assert_cmpstr (found, ==, "306792606023824|沙丘@1 306793118204466|雨@2");
    }
}

static void
test_damaged_utf8 (void)
{
  g_autoptr (RushesIntake) intake = read_text ("306792606023824 | 沙丘\n306793118204466 | \xe6\xb2");
  const RushesIntakeItem *item = g_ptr_array_index (intake->items, 0);

  g_assert_cmpuint (intake->items->len, ==, 2);
  g_assert_cmpstr (item->label, ==, "沙丘");
}

/* The bytes of the reply that came with the item. */
static char *
dup_reply (const RushesIntake *intake, guint position)
{
  const RushesIntakeItem *item = g_ptr_array_index (intake->items, position);

  return item->reply != NULL
           ? g_strndup (g_bytes_get_data (item->reply, NULL), g_bytes_get_size (item->reply))
           : NULL;
}

static void
test_replies (void)
{
  g_autoptr (RushesIntake) intake = read_text (
    "a {\"code\":\"success\",\"data\":{\"data\":{\"task_id\":\"in1\"},\"task_id\":\"a1\"}} b\n"
    "[{\"task_id\":\"b2\",\"status\":\"Fail\"}, {\"x\":[{\"task_id\":\"c3\"},{\"task_id\":\"d4\"}]}]\n"
    "{\"data\":[{\"task_id\":\"e5\"}]}\n"
    "306792606023824");
  static const char *const expected[] = {
    "{\"code\":\"success\",\"data\":{\"data\":{\"task_id\":\"in1\"},\"task_id\":\"a1\"}}",
    "{\"task_id\":\"b2\",\"status\":\"Fail\"}",
    "{\"task_id\":\"c3\"}",
    "{\"task_id\":\"d4\"}",
    "{\"data\":[{\"task_id\":\"e5\"}]}",
    NULL,
  };

  g_assert_cmpuint (intake->items->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *reply = dup_reply (intake, i);

      g_assert_cmpstr (reply, ==, expected[i]);
    }
}

static void
test_reply_of_a_known_id (void)
{
  g_autoptr (RushesIntake) intake = read_text ("a1\n{\"task_id\":\"a1\",\"status\":\"Success\"}");
  g_autofree char *reply = dup_reply (intake, 0);

  g_assert_cmpuint (intake->items->len, ==, 1);
  g_assert_cmpuint (intake->n_repeated, ==, 1);
  g_assert_cmpstr (reply, ==, "{\"task_id\":\"a1\",\"status\":\"Success\"}");
}

static void
test_only_some_are_quoted (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RushesIntake) intake = NULL;

  for (guint i = 0; i < RUSHES_INTAKE_MAX_QUOTED + 10; i++)
    g_string_append (text, "word\n");
  intake = read_text (text->str);
  g_assert_cmpuint (intake->ignored->len, ==, RUSHES_INTAKE_MAX_QUOTED + 10);
  for (guint i = 0; i < intake->ignored->len; i++)
    {
      const RushesIntakeIgnored *ignored = g_ptr_array_index (intake->ignored, i);

      g_assert_cmpuint (ignored->line, ==, i + 1);
      g_assert_nonnull (ignored->reason);
      g_assert_cmpstr (ignored->text, ==, i < RUSHES_INTAKE_MAX_QUOTED ? "word" : NULL);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/intake/intake/lists", test_lists);
  g_test_add_func ("/intake/intake/labels", test_labels);
  g_test_add_func ("/intake/intake/shapes-of-ids", test_shapes_of_ids);
  g_test_add_func ("/intake/intake/words-are-no-ids", test_words_are_no_ids);
  g_test_add_func ("/intake/intake/links-and-names", test_links_and_names);
  g_test_add_func ("/intake/intake/json", test_json);
  g_test_add_func ("/intake/intake/official-example", test_official_example);
  g_test_add_func ("/intake/intake/repeated", test_repeated);
  g_test_add_func ("/intake/intake/keys-are-not-shown", test_keys_are_not_shown);
  g_test_add_func ("/intake/intake/long-keys-are-not-shown", test_long_keys_are_not_shown);
  g_test_add_func ("/intake/intake/keys-in-labels", test_keys_in_labels);
  g_test_add_func ("/intake/intake/length-of-ids", test_length_of_ids);
  g_test_add_func ("/intake/intake/too-much", test_too_much);
  g_test_add_func ("/intake/intake/time-is-linear", test_time_is_linear);
  g_test_add_func ("/intake/intake/random-bytes", test_random_bytes);

  g_test_add_func ("/intake/intake/time-of-a-megabyte", test_time_of_a_megabyte);
  g_test_add_func ("/intake/intake/encodings", test_encodings);
  g_test_add_func ("/intake/intake/damaged-utf8", test_damaged_utf8);
  g_test_add_func ("/intake/intake/replies", test_replies);
  g_test_add_func ("/intake/intake/reply-of-a-known-id", test_reply_of_a_known_id);
  g_test_add_func ("/intake/intake/only-some-are-quoted", test_only_some_are_quoted);

  return g_test_run ();
}
