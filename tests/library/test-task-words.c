/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "library/rushes-task-private.h"
#include "library/rushes-task-words.h"

#define N_ROUNDS 20000
#define LONGEST 12

/* What may stand beside anything else: marks that go with the letter before, or change places among
 * themselves; letters that come apart; and ASCII. */
static const char *const pieces[] = {
  "a",
  "Z",
  "7",
  " ",
  "\n",
  "É",
  "e\xcc\x81",
  "\xcc\x81",
  "\xcc\xa3",
  "\xcd\x85",
  "ǖ",
  "ﬁ",
  "ß",
  "İ",
  "ı",
  "Σ",
  "ς",
  "１",
  "Ａ",
  "한",
  "\xe1\x84\x92",
  "\xe1\x85\xa1",
  "标签",
  "が",
  "\xe3\x82\x99",
  "½",
  "K",
  "\xf0\x9f\x8e\xac",
  "\xef\xb8\x8f",
  "\xe2\x80\x8d",
};

static char *
fold_plainly (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal, -1);
}

static void
assert_folded (const char *text)
{
  g_autofree char *folded = rushes_task_words_fold_text (text);
  g_autofree char *expected = fold_plainly (text);

  g_assert_cmpstr (folded, ==, expected);
}

/* Piece by piece as in one go. */
static void
test_fold (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);

  assert_folded ("");
  assert_folded ("Dusk 77");
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    assert_folded (pieces[i]);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const int n_pieces = g_rand_int_range (rand, 1, LONGEST);

      for (int i = 0; i < n_pieces; i++)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      assert_folded (text->str);
    }
}

static void
test_not_text (void)
{
  g_autofree char *folded = rushes_task_words_fold_text ("Take \xff\xfe"
                                                         "2");

  g_assert_cmpstr (folded, ==, "take 2");
}

static void
test_task (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("306792606023824A", "default", 1, 0);
  g_autofree char *bare = rushes_task_words_fold (task, TRUE);
  g_autofree char *folded = NULL;

  g_assert_cmpstr (bare, ==, "306792606023824a\n");
  rushes_task_set_label (task, "Düne, Take 2");
  rushes_task_set_note (task, "for ANNA");
  folded = rushes_task_words_fold (task, TRUE);
  g_assert_cmpstr (folded, ==, "306792606023824a\ndu\xcc\x88ne, take 2\nfor anna\n");
}

static void
test_match (void)
{
  g_autofree char *folded = rushes_task_words_fold_text ("É bleu, take 10");
  g_auto (GStrv) both = rushes_task_words_split ("  TAKE\te\xcc\x81 ");
  g_auto (GStrv) other = rushes_task_words_split ("take 11");

  g_assert_cmpuint (g_strv_length (both), ==, 2);
  g_assert_true (rushes_task_words_match (folded, (const char *const *) both));
  g_assert_false (rushes_task_words_match (folded, (const char *const *) other));
  g_assert_null (rushes_task_words_split (" \t"));
  g_assert_null (rushes_task_words_split (NULL));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/library/task-words/fold", test_fold);
  g_test_add_func ("/library/task-words/not-text", test_not_text);
  g_test_add_func ("/library/task-words/task", test_task);
  g_test_add_func ("/library/task-words/match", test_match);
  return g_test_run ();
}
