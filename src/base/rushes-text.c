/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-text"

#include "config.h"

#include "base/rushes-text.h"

#include <string.h>

/* Marks that may stand on one letter: more than any script needs, too few to climb into the next row. */
#define MOST_MARKS 8
/* Between two paragraphs. */
#define MOST_BREAKS 2

gboolean
rushes_text_is_invisible (gunichar c)
{
  /* The joiners U+200C and U+200D are not among them: Persian and emoji need them. */
  return c == 0xad || c == 0x61c || c == 0x180e || c == 0x200b || c == 0x200e || c == 0x200f
         || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
         || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

static gboolean
is_line_break (gunichar c)
{
  return c == '\n' || c == 0x2028 || c == 0x2029;
}

static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029;
}

static gboolean
is_mark (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

static char *
neutralise (const char *text, gsize max_characters, gboolean keep_lines)
{
  g_autofree char *valid = NULL;
  GString *clean = NULL;
  gsize n_characters = 0;
  gsize n_blanks = 0; /* that wait for something to stand between */
  guint n_breaks = 0;
  guint n_marks = 0;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  clean = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (rushes_text_is_invisible (c))
        continue;
      if (is_blank (c))
        {
          n_breaks += keep_lines && clean->len > 0 && n_breaks < MOST_BREAKS && is_line_break (c);
          n_blanks = clean->len > 0 ? MAX (n_breaks, 1) : 0;
          continue;
        }
      n_marks = is_mark (c) ? n_marks + 1 : 0;
      if (n_marks > MOST_MARKS)
        continue;
      if (n_characters + n_blanks + 1 > max_characters)
        {
          g_string_append (clean, "…");
          break;
        }
      for (gsize i = 0; i < n_blanks; i++)
        g_string_append_c (clean, n_breaks > 0 ? '\n' : ' ');
      g_string_append_unichar (clean, c);
      n_characters += n_blanks + 1;
      n_blanks = 0;
      n_breaks = 0;
    }

  return g_string_free (clean, clean->len == 0);
}

char *
rushes_text_neutralise (const char *text, gsize max_characters)
{
  return neutralise (text, max_characters, FALSE);
}

char *
rushes_text_neutralise_lines (const char *text, gsize max_characters)
{
  return neutralise (text, max_characters, TRUE);
}

void
rushes_text_wipe (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
