/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "base/rushes-error.h"
#include "media/rushes-media-words.h"

#include <string.h>

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
    char *text = rushes_media_words_print_facts (facts);

    printed = g_bytes_new_take (text, strlen (text));
  }
  g_assert_true (rushes_media_words_read (printed, &same, &error));
  g_assert_cmpuint (same->width, ==, facts->width);
  g_assert_cmpint (same->duration_ms, ==, facts->duration_ms);
  g_assert_cmpstr (same->codec, ==, facts->codec);
  return 0;
}
