/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <string.h>

#define MAX_CHARACTERS 300
#define MOST_MARKS 8
/* What links and JSON spell otherwise; known while a text is read, and forgotten afterwards. */
#define PASSING_SECRET "sk-live/abc+def=="

static void
check_neutral (const char *shown, gboolean lines)
{
  guint n_marks = 0;

  if (shown == NULL)
    return;
  fuzz_target_check_shown (shown);
  g_assert_cmpstr (shown, !=, "");
  /* The ellipsis comes on top. */
  g_assert_cmpuint (g_utf8_strlen (shown, -1), <=, MAX_CHARACTERS + 1);
  for (const char *p = shown; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);
      const GUnicodeType type = g_unichar_type (c);

      g_assert_false (rushes_text_is_invisible (c));
      g_assert_true (!g_unichar_iscntrl (c) || (lines && c == '\n'));
      n_marks = type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ? n_marks + 1 : 0;
      g_assert_cmpuint (n_marks, <=, MOST_MARKS);
    }
  g_assert_null (strstr (shown, "\n\n\n"));
}

/* What a server says, on its way to a person. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *redacted = NULL;
  g_autofree char *again = NULL;
  g_autofree char *line = NULL;
  g_autofree char *lines = NULL;
  g_autofree char *neutral = NULL;

  fuzz_target_prepare ();
  rushes_redact_add_secret (PASSING_SECRET);
  rushes_redact_add_secret (PASSING_SECRET);
  rushes_redact_remove_secret (PASSING_SECRET);
  redacted = rushes_redact (text);
  fuzz_target_check_shown (redacted);
  g_assert_null (strstr (redacted, PASSING_SECRET));
  again = rushes_redact (redacted);
  fuzz_target_check_shown (again);

  line = rushes_text_neutralise (redacted, MAX_CHARACTERS);
  check_neutral (line, FALSE);
  lines = rushes_text_neutralise_lines (redacted, MAX_CHARACTERS);
  check_neutral (lines, TRUE);
  rushes_redact_remove_secret (PASSING_SECRET);
  neutral = rushes_text_neutralise (line, MAX_CHARACTERS + 1);
  g_assert_cmpstr (neutral, ==, line);
  return 0;
}
