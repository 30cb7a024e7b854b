/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-pretty"

#include "config.h"

#include "ui/rushes-pretty.h"

/* Deeper levels are no longer set in: text that nests for the sake of it must not grow by its square. */
#define MAX_DEPTH 32

static void
begin_line (GString *out, guint depth)
{
  g_string_append_c (out, '\n');
  for (guint i = 0; i < MIN (depth, MAX_DEPTH); i++)
    g_string_append (out, "  ");
}

static gboolean
is_space (gunichar c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether the next thing after @text is @closing. */
static gboolean
is_followed_by (const char *text, char closing)
{
  while (is_space ((guchar) *text))
    text++;
  return *text == closing;
}

static gboolean
is_harmless (gunichar c)
{
  const GUnicodeType type = g_unichar_type (c);

  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_SURROGATE;
}

/* Appends the string that begins at @text. Returns: what follows it */
static const char *
copy_string (GString *out, const char *text)
{
  gboolean escaped = FALSE;
  gboolean first = TRUE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      const gunichar c = g_utf8_get_char (text);

      if (is_harmless (c))
        g_string_append_unichar (out, c);
      if (c == '"' && !escaped && !first)
        return g_utf8_next_char (text);
      escaped = c == '\\' && !escaped;
      first = FALSE;
    }
  return text;
}

char *
rushes_pretty_json (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out = NULL;
  guint depth = 0;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  out = g_string_new (NULL);
  for (const char *at = valid; *at != '\0';)
    {
      const gunichar c = g_utf8_get_char (at);

      if (c == '"')
        {
          at = copy_string (out, at);
          continue;
        }
      at = g_utf8_next_char (at);
      if (c == '{' || c == '[')
        {
          g_string_append_unichar (out, c);
          if (is_followed_by (at, c == '{' ? '}' : ']'))
            {
              while (is_space ((guchar) *at))
                at++;
              g_string_append_c (out, *at++);
            }
          else
            begin_line (out, ++depth);
        }
      else if (c == '}' || c == ']')
        {
          depth -= depth > 0;
          begin_line (out, depth);
          g_string_append_unichar (out, c);
        }
      else if (c == ',')
        {
          g_string_append_c (out, ',');
          begin_line (out, depth);
        }
      else if (c == ':')
        g_string_append (out, ": ");
      else if (!is_space (c) && is_harmless (c))
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}
