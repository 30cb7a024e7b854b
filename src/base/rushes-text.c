/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-text"

#include "config.h"

#include "base/rushes-text.h"

#include <string.h>

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029;
}

char *
rushes_text_neutralise (const char *text, gsize max_characters)
{
  g_autofree char *valid = NULL;
  GString *clean = NULL;
  gsize n_characters = 0;
  gboolean blank_waits = FALSE;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  clean = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_bidi_control (c))
        continue;
      if (is_blank (c))
        {
          blank_waits = clean->len > 0;
          continue;
        }
      if (n_characters + (blank_waits ? 2 : 1) > max_characters)
        {
          g_string_append (clean, "…");
          break;
        }
      if (blank_waits)
        {
          g_string_append_c (clean, ' ');
          n_characters++;
          blank_waits = FALSE;
        }
      g_string_append_unichar (clean, c);
      n_characters++;
    }

  return g_string_free (clean, clean->len == 0);
}

void
rushes_text_wipe (char *secret)
{
  if (secret == NULL)
    return;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
