/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-token"

#include "config.h"

#include "intake/rushes-intake-token.h"

#include <string.h>

/* From this many digits on a number is hardly anything but an id. */
#define FEWEST_DIGITS 6
/* From this length on letters with digits among them are hardly a word. */
#define SHORTEST_MIXED 16
#define SHORTEST_WITH_COLON 8

/* What an ASCII byte is between tokens and in them; a table, since every byte of a text is asked for. */
enum
{
  SEPARATES = 1 << 0,
  IN_IDS = 1 << 1,
};

static const guint8 traits[128] = {
  [0 ... ' '] = SEPARATES, [0x7f] = SEPARATES,     ['"'] = SEPARATES,      ['\''] = SEPARATES,
  ['('] = SEPARATES,       [')'] = SEPARATES,      [','] = SEPARATES,      [';'] = SEPARATES,
  ['<'] = SEPARATES,       ['>'] = SEPARATES,      ['['] = SEPARATES,      [']'] = SEPARATES,
  ['`'] = SEPARATES,       ['{'] = SEPARATES,      ['|'] = SEPARATES,      ['}'] = SEPARATES,
  ['0' ... '9'] = IN_IDS,  ['A' ... 'Z'] = IN_IDS, ['a' ... 'z'] = IN_IDS, ['_'] = IN_IDS,
  ['.'] = IN_IDS,          [':'] = IN_IDS,         ['-'] = IN_IDS,
};

static gboolean
is_ascii (char c)
{
  return (guchar) c < 0x80;
}

/* @c: ASCII */
static gboolean
is_separator (char c)
{
  return (traits[(guchar) c] & SEPARATES) != 0;
}

static gboolean
is_id_character (char c)
{
  return is_ascii (c) && (traits[(guchar) c] & IN_IDS) != 0;
}

/* Punctuation of sentences and of lists that sticks to a token. */
static void
strip (RushesToken *token)
{
  while (token->length > 0 && strchr ("#*-.:!?=", *token->start) != NULL)
    {
      token->start++;
      token->length--;
    }
  while (token->length > 0 && strchr (".:!?", token->start[token->length - 1]) != NULL)
    token->length--;
}

/* Whether a name and a colon end where @next begins, as in `"file_id": 1` and `file_id: 1`. */
static gboolean
follows_a_name (const RushesToken *name, const char *next)
{
  const char *p = name->start + name->length;
  gboolean quoted = p < next && *p == '"';

  if (name->length == 0)
    return FALSE;
  while (p < next && (*p == '"' || *p == '\\' || *p == ' '))
    p++;
  /* Without quotes it may be a sentence: "these are mine: 306792606023824". */
  return p < next && *p == ':' && (quoted || memchr (name->start, '_', name->length) != NULL);
}

/* Other scripts are written up against an id, without a space: a run of theirs is a word of its own. */
static gboolean
read_foreign_run (RushesToken *token, const char **position, const char *end)
{
  const char *p = *position;
  gboolean has_letter = FALSE;

  *token = (RushesToken){ .start = p };
  for (; p < end && !is_ascii (*p); p = g_utf8_next_char (p))
    has_letter = has_letter || g_unichar_isalnum (g_utf8_get_char (p));
  *position = p;
  return has_letter;
}

static gboolean
read_run (RushesToken *token, const char **position, const char *end)
{
  const char *p = *position;

  while (p < end && is_ascii (*p) && !is_separator (*p))
    p++;
  *token = (RushesToken){ .start = *position, .length = (gsize) (p - *position) };
  *position = p;
  strip (token);
  return token->length > 0;
}

gboolean
rushes_token_next (RushesToken *token, const char **position, const char *end, const RushesToken *previous)
{
  RushesToken found;

  while (*position < end)
    {
      if (!is_ascii (**position))
        {
          if (!read_foreign_run (&found, position, end))
            continue;
        }
      else if (is_separator (**position))
        {
          (*position)++;
          continue;
        }
      else if (!read_run (&found, position, end))
        continue;

      found.is_value = found.length > 0 && previous != NULL && follows_a_name (previous, found.start);
      *token = found;
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_only_id_characters (const char *start, gsize length)
{
  /* The padding of base64. */
  while (length > 0 && start[length - 1] == '=')
    length--;
  for (gsize i = 0; i < length; i++)
    {
      if (!is_id_character (start[i]))
        return FALSE;
    }
  return length > 0;
}

static gboolean
has_digit (const RushesToken *token)
{
  for (gsize i = 0; i < token->length; i++)
    {
      if (g_ascii_isdigit (token->start[i]))
        return TRUE;
    }
  return FALSE;
}

typedef struct
{
  guint n_digits;
  guint n_letters;
  guint longest_run; /* of digits */
  gboolean has_colon;
} Shape;

static Shape
measure (const char *text)
{
  Shape shape = { 0 };
  guint run = 0;

  for (; *text != '\0'; text++)
    {
      gboolean digit = g_ascii_isdigit (*text);

      run = digit ? run + 1 : 0;
      shape.longest_run = MAX (shape.longest_run, run);
      shape.n_digits += digit;
      shape.n_letters += g_ascii_isalpha (*text);
      shape.has_colon |= *text == ':';
    }
  return shape;
}

/* Dates, times, versions, addresses: digits in short groups. */
static gboolean
is_figure (const char *text, const Shape *shape)
{
  gboolean is_stamp = shape->n_letters > 0 && strchr (text, 'T') != NULL;

  return strspn (text, "0123456789.:-TZ") == strlen (text) && shape->n_digits < strlen (text)
         && (shape->longest_run <= 5 || is_stamp);
}

/* 1366x768 */
static gboolean
is_dimension (const char *text)
{
  gsize width = strspn (text, "0123456789");

  return width > 0 && (text[width] == 'x' || text[width] == 'X')
         && strspn (text + width + 1, "0123456789") == strlen (text + width + 1);
}

static gboolean
is_file_name (const char *text)
{
  static const char *const endings[] = { ".mp4",  ".mov",  ".webm", ".mkv", ".avi", ".gif", ".png",
                                         ".jpg",  ".jpeg", ".webp", ".mp3", ".wav", ".csv", ".txt",
                                         ".json", ".log",  ".md",   ".zip", ".com", ".net", ".org" };
  const char *ending = strrchr (text, '.');

  for (gsize i = 0; ending != NULL && i < G_N_ELEMENTS (endings); i++)
    {
      if (g_ascii_strcasecmp (ending, endings[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* localhost:8080, gate.example:443 */
static gboolean
is_host_and_port (const char *text)
{
  const char *colon = strrchr (text, ':');
  gsize n_digits;

  if (colon == NULL)
    return FALSE;
  n_digits = strspn (colon + 1, "0123456789");
  return n_digits > 0 && n_digits <= 5 && colon[1 + n_digits] == '\0'
         && (memchr (text, '.', (gsize) (colon - text)) != NULL || g_str_has_prefix (text, "localhost:"));
}

static RushesTokenKind
classify_text (const char *text)
{
  Shape shape = measure (text);

  if (shape.n_digits == strlen (text))
    return shape.n_digits >= FEWEST_DIGITS ? RUSHES_TOKEN_ID : RUSHES_TOKEN_NUMBER;
  if (g_uuid_string_is_valid (text))
    return RUSHES_TOKEN_ID;
  if (is_figure (text, &shape) || is_dimension (text) || is_file_name (text) || is_host_and_port (text))
    return RUSHES_TOKEN_WORD;
  if (g_str_has_prefix (text, "task_") || strlen (text) >= SHORTEST_MIXED
      || (shape.has_colon && strlen (text) >= SHORTEST_WITH_COLON))
    return RUSHES_TOKEN_ID;
  return RUSHES_TOKEN_MAYBE;
}

RushesTokenKind
rushes_token_classify (const RushesToken *token)
{
  g_autofree char *text = NULL;

  if (token->length == 0 || token->is_value)
    return RUSHES_TOKEN_WORD;
  if (token->length > 3 && token->start[2] == '-' && g_ascii_strncasecmp (token->start, "sk-", 3) == 0)
    return RUSHES_TOKEN_KEY;
  if (g_strstr_len (token->start, (gssize) token->length, "://") != NULL)
    return RUSHES_TOKEN_LINK;
  if (!has_digit (token) || !has_only_id_characters (token->start, token->length))
    return RUSHES_TOKEN_WORD;
  if (token->length > RUSHES_INTAKE_MAX_ID_LENGTH)
    return RUSHES_TOKEN_TOO_LONG;

  text = g_strndup (token->start, token->length);
  return classify_text (text);
}
