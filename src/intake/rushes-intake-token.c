/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-token"

#include "config.h"

#include "intake/rushes-intake-token.h"

#include <string.h>

/* From this many digits on a number is hardly anything but an id; with fewer it may be an amount, an order,
 * a telephone. */
#define FEWEST_DIGITS 12
#define FEWEST_DIGITS_ALONE 6
/* From this length on letters with so many digits among them are hardly a word or a model's name. */
#define SHORTEST_MIXED 16
#define FEWEST_MIXED_DIGITS 4
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

/* Whether the token is spelt like a name in a program, other than that of an id as such: file_id, traceId. */
static gboolean
is_name (const RushesToken *token)
{
  const char *end = token->start + token->length;

  return memchr (token->start, '_', token->length) != NULL
         || memchr (token->start, '-', token->length) != NULL
         || (token->length > 4 && end[-2] == 'I' && end[-1] == 'd');
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
  return p < next && *p == ':' && (quoted || is_name (name));
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

static int
read_number (const char *text, gsize n_digits)
{
  int number = 0;

  for (gsize i = 0; i < n_digits; i++)
    number = 10 * number + (text[i] - '0');
  return number;
}

/* Whether @digits (so many, at least eight) begin with a day of our time: 20250829. */
static gboolean
begins_with_day (const char *digits)
{
  int year = read_number (digits, 4);
  int month = read_number (digits + 4, 2);
  int day = read_number (digits + 6, 2);

  return year >= 1990 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 20250829, 202508290744, 20250829074432 and with milliseconds */
static gboolean
is_compact_time (const char *digits, gsize length)
{
  if (length != 8 && length != 12 && length != 14 && length != 17)
    return FALSE;
  return begins_with_day (digits) && (length < 12 || read_number (digits + 8, 2) < 24)
         && (length < 12 || read_number (digits + 10, 2) < 60);
}

/* Seconds or milliseconds since 1970, from 2014 to 2049 */
static gboolean
is_epoch (const char *digits, gsize length)
{
  int head;

  if (length != 10 && length != 13)
    return FALSE;
  head = read_number (digits, 2);
  return head >= 14 && head <= 24;
}

/* Dates, times, versions, addresses, amounts: digits in groups that are short or begin with a date. */
static gboolean
is_figure (const char *text, const Shape *shape)
{
  gsize length = strlen (text);
  gsize head = strspn (text, "0123456789");
  char digits[9] = { 0 };
  guint n_digits = 0;

  if (strspn (text, "0123456789.:-_TZ") != length || shape->n_digits == length)
    return FALSE;
  if (shape->longest_run <= 5)
    return TRUE;
  /* 1756453472.123, 63.512345 */
  if (text[head] == '.' && strspn (text + head + 1, "0123456789") == length - head - 1)
    return TRUE;
  /* 07:44:32.123456 */
  if (head <= 2 && text[head] == ':')
    return TRUE;

  for (const char *p = text; *p != '\0' && n_digits < 8; p++)
    {
      if (g_ascii_isdigit (*p))
        digits[n_digits++] = *p;
    }
  return n_digits == 8 && begins_with_day (digits) && shape->longest_run <= 8 + 9;
}

/* 7:44:32pm */
static gboolean
is_time_of_day (const char *text)
{
  gsize head = strspn (text, "0123456789");

  return head > 0 && head <= 2 && text[head] == ':' && g_ascii_isdigit (text[head + 1])
         && strspn (text, "0123456789:.apmAPM") == strlen (text);
}

/* 3.06793E+14 */
static gboolean
is_rounded (const RushesToken *token)
{
  const char *end = token->start + token->length;
  const char *p = token->start;

  while (p < end && (g_ascii_isdigit (*p) || *p == '.'))
    p++;
  if (p == token->start || end - p < 3 || (*p != 'E' && *p != 'e') || p[1] != '+')
    return FALSE;
  for (p += 2; p < end && g_ascii_isdigit (*p); p++)
    ;
  return p == end;
}

/* 1366x768 */
static gboolean
is_dimension (const char *text)
{
  gsize width = strspn (text, "0123456789");

  return width > 0 && width <= 5 && (text[width] == 'x' || text[width] == 'X')
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
classify_number (const char *digits, gsize length)
{
  if (is_compact_time (digits, length) || is_epoch (digits, length))
    return RUSHES_TOKEN_TIME;
  if (length >= FEWEST_DIGITS)
    return RUSHES_TOKEN_ID;
  return length >= FEWEST_DIGITS_ALONE ? RUSHES_TOKEN_MAYBE : RUSHES_TOKEN_NUMBER;
}

static RushesTokenKind
classify_text (const char *text, gsize length)
{
  Shape shape = measure (text);

  if (shape.n_digits == length)
    return classify_number (text, length);
  if (g_uuid_string_is_valid (text))
    return RUSHES_TOKEN_ID;
  if (is_figure (text, &shape) || is_time_of_day (text))
    return shape.longest_run <= 3 && !shape.has_colon ? RUSHES_TOKEN_WORD : RUSHES_TOKEN_TIME;
  if (is_dimension (text) || is_file_name (text) || is_host_and_port (text))
    return RUSHES_TOKEN_WORD;
  if (g_str_has_prefix (text, "task_") || (shape.has_colon && length >= SHORTEST_WITH_COLON)
      || (length >= SHORTEST_MIXED && shape.n_digits >= FEWEST_MIXED_DIGITS))
    return RUSHES_TOKEN_ID;
  return RUSHES_TOKEN_MAYBE;
}

RushesTokenKind
rushes_token_classify (const RushesToken *token)
{
  char text[RUSHES_INTAKE_MAX_ID_LENGTH + 1];

  if (token->length == 0 || token->is_value)
    return RUSHES_TOKEN_WORD;
  if (token->length > 3 && token->start[2] == '-' && g_ascii_strncasecmp (token->start, "sk-", 3) == 0)
    return RUSHES_TOKEN_KEY;
  if (g_strstr_len (token->start, (gssize) token->length, "://") != NULL)
    return RUSHES_TOKEN_LINK;
  if (!has_digit (token))
    return RUSHES_TOKEN_WORD;
  if (is_rounded (token))
    return RUSHES_TOKEN_ROUNDED;
  if (!has_only_id_characters (token->start, token->length))
    return RUSHES_TOKEN_WORD;
  if (token->length > RUSHES_INTAKE_MAX_ID_LENGTH)
    return RUSHES_TOKEN_TOO_LONG;

  memcpy (text, token->start, token->length);
  text[token->length] = '\0';
  return classify_text (text, token->length);
}
