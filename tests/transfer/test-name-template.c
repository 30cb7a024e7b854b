/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-test-name-template"

#include "config.h"

#include "transfer/rushes-name-template.h"

#include <string.h>

static RushesNameTemplateValues
make_values (GDateTime *moment)
{
  return (RushesNameTemplateValues){
    .task_id = "306792606023824",
    .label = "Opening shot",
    .account = "Studio",
    .model = "MiniMax-Hailuo-02",
    .width = 1366,
    .height = 768,
    .moment = moment,
    .n = 3,
  };
}

static void
assert_expands (const char *name_template, const char *expected)
{
  g_autoptr (GDateTime) moment = g_date_time_new_utc (2025, 8, 29, 7, 45, 35);
  RushesNameTemplateValues values = make_values (moment);
  g_autofree char *name = rushes_name_template_expand (name_template, &values);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_tokens (void)
{
  assert_expands ("{id}", "306792606023824.mp4");
  assert_expands ("{label}", "Opening shot.mp4");
  assert_expands ("{date}", "2025-08-29.mp4");
  assert_expands ("{time}", "07-45-35.mp4");
  assert_expands ("{width}x{height}", "1366x768.mp4");
  assert_expands ("{account}", "Studio.mp4");
  assert_expands ("{model}", "MiniMax-Hailuo-02.mp4");
  assert_expands ("{n}", "3.mp4");
  assert_expands ("{n} {label} ({date})", "3 Opening shot (2025-08-29).mp4");
}

static void
test_literals (void)
{
  assert_expands ("clip", "clip.mp4");
  assert_expands ("clip {n} 片段", "clip 3 片段.mp4");
  assert_expands ("a}b", "a}b.mp4");
  /* What is no token stays: explain() has told about it. */
  assert_expands ("{what} {n}", "{what} 3.mp4");
  assert_expands ("{n} {open", "3 {open.mp4");
  assert_expands ("{{n}}", "{3}.mp4");
}

static void
test_extension (void)
{
  assert_expands ("{id}.mp4", "306792606023824.mp4");
  assert_expands ("{id}.MP4", "306792606023824.mp4");
  assert_expands ("{id}.mov", "306792606023824.mov.mp4");
  assert_expands ("v1.5 {n}", "v1.5 3.mp4");
}

static void
test_nothing_known (void)
{
  RushesNameTemplateValues values = { .task_id = "sora-2:task_1", .n = 1 };
  const char *const empty[] = {
    "{label}", "{date}{time}", "{width}", "{height}", "{account}{model}", ".mp4"
  };

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autofree char *name = rushes_name_template_expand (empty[i], &values);

      g_assert_nonnull (strstr (name, "task_1"));
      g_assert_true (g_str_has_suffix (name, ".mp4"));
    }
}

typedef struct
{
  const char *name_template;
  const char *expected;
} Vanishing;

static void
test_vanishing (void)
{
  static const Vanishing examples[] = {
    { "{label} {id}", "42" },
    { "{id} {label}", "42" },
    { "{id} - {label}", "42" },
    { "{label} - {id}", "42" },
    { "{id}_{label}_{n}", "42_3" },
    { "{id} - {label} {n}", "42 - 3" },
    { "{id}{label} {n}", "42 3" },
    { "{id} {label}{n}", "42 3" },
    { "{id} {label} {model} {account} {n}", "42 3" },
    { "{label}-{model}-{id}-{account}-{date}", "42" },
    { "{label}{model}{id}", "42" },
    { "{id}, {date}, {time}", "42" },
    { "{id} – {label} – {n}", "42 – 3" },
    { "{id}・{label}", "42" },
    { "{id}，{label}，{n}", "42，3" },

    { "{id} ({label})", "42" },
    { "({label}) {id}", "42" },
    { "{id} [{label}] ({date}) {n}", "42 3" },
    { "{id} ({label}, {date})", "42" },
    { "{id} ({label}, {n})", "42 (3)" },
    { "{id} ({n}, {label})", "42 (3)" },
    { "{id} ({n}{label})", "42 (3)" },
    { "{id} (take {label})", "42" },
    { "{id} ({label} [{date}])", "42" },
    { "{id} ({n} [{date}])", "42 (3)" },
    { "{id}（{label}）", "42" },
    { "{id} (final)", "42 (final)" },
    { "{id} () {n}", "42 () 3" },
    { "{id} ({label}", "42 (" },
    { "{id} {label})", "42)" },

    { "{width}x{height} {id}", "42" },
    { "{id} {width}x{height}", "42" },
    { "{id} {width}×{height} {n}", "42 3" },
    { "{id} ({width}x{height})", "42" },
    { "{id}_{width}x{height}_{n}", "42_3" },
    { "{id}-{width}x{height}-{label}", "42" },

    /* Words are no separators. */
    { "clip {label} take {n}", "clip take 3" },
    { "by {account}", "by" },
    { "box {label}", "box" },
    { "{label} x", "x" },

    { "{id} {label}.mp4", "42" },
    { "{label}.mp4", "42" },
    { "{id}.{label}.mp4", "42" },
    { "- {label} {id}", "42" },
    { "{id} (1) {label}", "42 (1)" },
  };
  const RushesNameTemplateValues unknown = { .task_id = "42", .n = 3 };
  const RushesNameTemplateValues unseen = {
    .task_id = "42",
    .n = 3,
    .label = " \t",
    .account = "???",
    .model = "...",
    .width = -1,
  };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autofree char *expected = g_strconcat (examples[i].expected, ".mp4", NULL);
      g_autofree char *name = rushes_name_template_expand (examples[i].name_template, &unknown);
      g_autofree char *same = rushes_name_template_expand (examples[i].name_template, &unseen);

      g_assert_cmpstr (name, ==, expected);
      g_assert_cmpstr (same, ==, expected);
    }
}

/* What is in a value is no separator and no bracket. */
static void
test_values_stay (void)
{
  RushesNameTemplateValues values = { .task_id = "42", .n = 3, .label = "Take (1) -" };
  g_autofree char *first = rushes_name_template_expand ("{label} {date} {id}", &values);
  g_autofree char *second = rushes_name_template_expand ("{id} ({label}{date})", &values);

  g_assert_cmpstr (first, ==, "Take (1) - 42.mp4");
  g_assert_cmpstr (second, ==, "42 (Take (1) -).mp4");

  /* One of two is known. */
  values.width = 1366;
  {
    g_autofree char *wide = rushes_name_template_expand ("{id} {width}x{height} {n}", &values);
    g_autofree char *last = rushes_name_template_expand ("{id} {width}x{height}", &values);

    g_assert_cmpstr (wide, ==, "42 1366 3.mp4");
    g_assert_cmpstr (last, ==, "42 1366.mp4");
  }
}

/* Two videos with one long label are still told apart. */
static void
test_id_is_not_cut (void)
{
  g_autofree char *ascii = g_strnfill (500, 'x');
  g_autoptr (GString) wide = g_string_new (NULL);

  for (guint i = 0; i < 300; i++)
    g_string_append (wide, "片");

  for (guint i = 0; i < 4; i++)
    {
      const RushesNameTemplateValues values = {
        .task_id = "306792606023824",
        .label = i % 2 == 0 ? ascii : wide->str,
        .model = i < 2 ? NULL : ascii,
        .account = i < 2 ? NULL : wide->str,
        .n = 17,
      };
      g_autofree char *name = rushes_name_template_expand ("{label} {model} {account} {id} {n}", &values);

      g_assert_cmpuint (strlen (name), <=, 200);
      g_assert_cmpuint (strlen (name), >, 60);
      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_true (g_str_has_suffix (name, " 306792606023824 17.mp4"));
    }
}

static void
test_broken_utf8 (void)
{
  const RushesNameTemplateValues values = { .task_id = "4\xff"
                                                       "2",
                                            .label = "caf\xe9",
                                            .n = 1 };
  g_autofree char *name = rushes_name_template_expand ("{label} \xff {id}", &values);

  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_true (g_str_has_prefix (name, "caf"));
}

static void
test_hostile_values (void)
{
  RushesNameTemplateValues values = { .task_id = "../../etc/passwd", .n = 1 };
  const char *const labels[] = { "../../up",    "a/b/c",       "..",
                                 ".hidden",     "line\nbreak", "\xe2\x80\xaegnp.exe",
                                 "back\\slash", "{id}" };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *name = NULL;

      values.label = labels[i];
      name = rushes_name_template_expand ("{label} {id}", &values);
      g_assert_null (strpbrk (name, "/\\\n"));
      g_assert_false (g_str_has_prefix (name, "."));
      g_assert_null (strstr (name, "\xe2\x80\xae"));
      g_assert_nonnull (strstr (name, "passwd"));
      g_assert_true (g_utf8_validate (name, -1, NULL));
    }
}

/* A value is never read as a template again. */
static void
test_once (void)
{
  RushesNameTemplateValues values = { .task_id = "1", .label = "{id}", .n = 7 };
  g_autofree char *name = rushes_name_template_expand ("{label}-{n}", &values);

  g_assert_cmpstr (name, ==, "{id}-7.mp4");
}

static void
test_length (void)
{
  g_autofree char *ascii = g_strnfill (500, 'x');
  g_autoptr (GString) wide = g_string_new (NULL);
  RushesNameTemplateValues values = { .task_id = "1", .n = 1 };

  for (guint i = 0; i < 300; i++)
    g_string_append (wide, "片");

  for (guint shift = 0; shift < 4; shift++)
    {
      g_autofree char *label = g_strconcat (&"aaa"[3 - MIN (shift, 3)], wide -> str, NULL);
      g_autofree char *name = NULL;

      values.label = label;
      name = rushes_name_template_expand ("{label}", &values);
      g_assert_cmpuint (strlen (name), <=, 200);
      g_assert_cmpuint (strlen (name), >, 100);
      g_assert_true (g_utf8_validate (name, -1, NULL));
      g_assert_true (g_str_has_suffix (name, ".mp4"));
    }

  values.label = ascii;
  {
    g_autofree char *name = rushes_name_template_expand ("{label}", &values);

    g_assert_cmpuint (strlen (name), <=, 200);
  }
}

static void
test_explain (void)
{
  const char *const good[] = { "{id}", "{n} {label}", "plain", "a}b",
                               "{id}{label}{date}{time}{width}{height}{account}{model}{n}" };
  const char *const bad[] = { "", "{}", "{what}", "{id", "a/b", "../{id}", "{ID}", "{{n}}", "{ id }" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *explanation = rushes_name_template_explain (good[i]);

      g_assert_cmpstr (explanation, ==, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *explanation = rushes_name_template_explain (bad[i]);

      g_assert_nonnull (explanation);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/transfer/name-template/tokens", test_tokens);
  g_test_add_func ("/transfer/name-template/literals", test_literals);
  g_test_add_func ("/transfer/name-template/extension", test_extension);
  g_test_add_func ("/transfer/name-template/nothing-known", test_nothing_known);
  g_test_add_func ("/transfer/name-template/vanishing", test_vanishing);
  g_test_add_func ("/transfer/name-template/values-stay", test_values_stay);
  g_test_add_func ("/transfer/name-template/id-is-not-cut", test_id_is_not_cut);
  g_test_add_func ("/transfer/name-template/broken-utf8", test_broken_utf8);
  g_test_add_func ("/transfer/name-template/hostile-values", test_hostile_values);
  g_test_add_func ("/transfer/name-template/once", test_once);
  g_test_add_func ("/transfer/name-template/length", test_length);
  g_test_add_func ("/transfer/name-template/explain", test_explain);

  return g_test_run ();
}
