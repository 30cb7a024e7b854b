/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "intake/rushes-intake.h"
#include "intake/rushes-track-link.h"

#include <string.h>

static guint
count_lines (const char *text)
{
  guint n_lines = 0;

  for (const char *end = strchr (text, '\n'); end != NULL; end = strchr (end + 1, '\n'))
    n_lines++;
  return n_lines;
}

/* What the form is filled with is what it finds there: one id a line, and nothing else. */
static void
check_text (const char *text)
{
  g_autoptr (RushesIntake) intake = rushes_intake_read (text, -1, NULL);
  guint n_lines = count_lines (text);

  fuzz_target_check_text (text);
  g_assert_cmpuint (n_lines, >, 0);
  g_assert_true (g_str_has_suffix (text, "\n"));
  g_assert_nonnull (intake);
  g_assert_null (intake->offer);
  g_assert_cmpuint (intake->items->len, <=, n_lines);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *link = g_strndup ((const char *) data, size);
  g_autofree char *text = NULL;

  fuzz_target_prepare ();
  text = rushes_track_link_read (link);
  g_assert_true (text == NULL || rushes_track_link_is_one (link));
  if (text != NULL)
    check_text (text);
  return 0;
}
