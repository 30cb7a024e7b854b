/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "base/rushes-error.h"
#include "media/rushes-media-words.h"

#include <string.h>

/* The fences that a helper says it has, out of any answer, are written and read as the same. */
static void
check_fences (GBytes *answer, const char *words)
{
  const RushesMediaFences fences = rushes_media_words_read_fences (answer);
  g_autofree char *described = rushes_media_words_describe_fences (fences);
  g_autofree char *fenced = rushes_media_words_add_fences (words, fences);
  g_autoptr (GBytes) same = g_bytes_new (fenced, strlen (fenced));

  fuzz_target_check_shown (described);
  g_assert_cmpuint (rushes_media_words_read_fences (same), ==, fences);
}

/* What went wrong is written, and read as the same kind of error. */
static void
check_error (GBytes *answer, const GError *error)
{
  g_autofree char *words = rushes_media_words_print_error (error);
  g_autoptr (GBytes) printed = g_bytes_new (words, strlen (words));
  g_autoptr (RushesMediaFacts) facts = NULL;
  g_autoptr (GError) same = NULL;

  check_fences (answer, words);
  g_assert_false (rushes_media_words_read (printed, &facts, &same));
  g_assert_error (same, RUSHES_ERROR, error->code);
}

/* The answer of a program that a hostile video may have taken over. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) answer = g_bytes_new (data, size);
  g_autoptr (RushesMediaFacts) facts = NULL;
  g_autoptr (RushesMediaFacts) same = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) printed = NULL;

  fuzz_target_prepare ();
  if (!rushes_media_words_read (answer, &facts, &error))
    {
      g_assert_null (facts);
      g_assert_true (error->domain == RUSHES_ERROR);
      fuzz_target_check_text (error->message);
      g_assert_nonnull (rushes_media_words_for_error (error, NULL));
      check_error (answer, error);
      return 0;
    }

  g_assert_no_error (error);
  g_assert_cmpuint (facts->width, >, 0);
  g_assert_cmpuint (facts->height, >, 0);
  g_assert_cmpuint (facts->fps_d, >, 0);
  g_assert_cmpint (facts->duration_ms, >=, 0);
  fuzz_target_check_text (facts->codec);

  /* What was read is written, and read as the same. */
  {
    g_autoptr (RushesMediaFacts) copy = rushes_media_facts_copy (facts);
    char *text = rushes_media_words_print_facts (copy);

    check_fences (answer, text);
    printed = g_bytes_new_take (text, strlen (text));
  }
  g_assert_true (rushes_media_words_read (printed, &same, &error));
  g_assert_cmpuint (same->width, ==, facts->width);
  g_assert_cmpint (same->duration_ms, ==, facts->duration_ms);
  g_assert_cmpstr (same->codec, ==, facts->codec);
  return 0;
}
