/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-key-entry"

#include "config.h"

#include "api/rushes-key-entry.h"

#include "base/rushes-text.h"

#include <string.h>

/* Each pass takes a layer of wrapping off; nobody wraps more often, and a text made to cost time ends here.
 */
#define MAX_PASSES 8

static gboolean
is_dropped (gunichar c)
{
  const GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_FORMAT || (type == G_UNICODE_CONTROL && !g_unichar_isspace (c));
}

/* What consoles and editors put in the place of what they hide. */
static gboolean
is_mask (gunichar c)
{
  return c == 0x2026 || c == 0x2022 || c == 0x25cf || c == 0x00b7 || c == 0x2217;
}

/* One character of the text as ASCII; 0 where it is to be left out. */
static char
simplify (gunichar c)
{
  if (is_dropped (c))
    return 0;
  if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)
    return '\n';
  if (c < 0x80)
    return g_unichar_isspace (c) ? ' ' : (char) c;
  if (c >= 0xff01 && c <= 0xff5e) /* as Chinese input methods write ASCII */
    return (char) (c - 0xff01 + '!');
  if (is_mask (c))
    return '*';
  /* Everybody's quotation marks; other letters are no part of a key. */
  return (c >= 0x2018 && c <= 0x201f) || c == 0x00ab || c == 0x00bb || c == 0x300c || c == 0x300d ? '"' : ' ';
}

/* The text in printable ASCII, spaces and line breaks. Secret. */
static char *
dup_simple (const char *text)
{
  const gsize length = strnlen (text, RUSHES_KEY_ENTRY_MAX_BYTES);
  char *simple = g_malloc (length + 1);
  gsize n_written = 0;

  for (gsize i = 0; i < length;)
    {
      gunichar c = g_utf8_get_char_validated (text + i, (gssize) (length - i));
      char written;

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          i++;
          continue;
        }
      i = (gsize) (g_utf8_next_char (text + i) - text);
      written = simplify (c);
      if (written != 0)
        simple[n_written++] = written;
    }
  simple[n_written] = '\0';
  return simple;
}

static gboolean
is_quote (char c)
{
  return c == '"' || c == '\'' || c == '`';
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\n';
}

/* What a key can be wrapped in, and cannot begin with. */
static const char *
skip_wrapping (const char *p)
{
  while (*p != '\0' && (is_blank (*p) || is_quote (*p) || strchr ("\\:=,;", *p) != NULL))
    p++;
  return p;
}

/* @p, behind @word where it begins with that in letters of either case. */
static const char *
skip_word (const char *p, const char *word)
{
  const gsize length = strlen (word);

  return g_ascii_strncasecmp (p, word, length) == 0 ? p + length : p;
}

/* "Authorization:" and "Bearer", as often as they stand there. */
static const char *
skip_header (const char *p)
{
  const char *before;

  do
    {
      const char *bearer;

      before = p = skip_wrapping (p);
      p = skip_wrapping (skip_word (p, "authorization:"));
      bearer = skip_word (p, "bearer");
      if (bearer != p && (is_blank (*bearer) || *bearer == '\0' || is_quote (*bearer)))
        p = bearer;
    }
  while (p != before);
  return p;
}

/* Where the word at @p ends that may be a key. */
static const char *
find_end (const char *p)
{
  while (*p != '\0' && !is_blank (*p) && !is_quote (*p) && *p != '\\' && strchr (",;)]", *p) == NULL)
    p++;
  return p;
}

static char *
dup_word (const char *p)
{
  p = skip_wrapping (p);
  return g_strndup (p, (gsize) (find_end (p) - p));
}

static gboolean
is_name_character (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

/* Whether the @length bytes at @name are what people call a key. */
static gboolean
names_key (const char *name, gsize length)
{
  static const char *const words[] = { "key", "token", "secret", "authorization" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const gsize word_length = strlen (words[i]);

      for (gsize at = 0; at + word_length <= length; at++)
        {
          if (g_ascii_strncasecmp (name + at, words[i], word_length) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

/* Whether a shell's word for setting a variable stands before @name. */
static gboolean
is_exported (const char *text, const char *name)
{
  static const char *const words[] = { "export", "set", "setx", "-x", "env", "$env:" };
  const char *end = name;
  const char *start;

  while (end > text && end[-1] == ' ')
    end--;
  for (start = end; start > text && !is_blank (start[-1]); start--)
    ;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if ((gsize) (end - start) == strlen (words[i])
          && g_ascii_strncasecmp (start, words[i], strlen (words[i])) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The name that ends before @sign, or NULL. @length: (out) */
static const char *
find_name (const char *text, const char *sign, gsize *length)
{
  const char *end = sign;
  const char *start;

  while (end > text && (end[-1] == ' ' || is_quote (end[-1]) || end[-1] == '\\'))
    end--;
  for (start = end; start > text && is_name_character (start[-1]); start--)
    ;
  *length = (gsize) (end - start);
  return *length > 0 ? start : NULL;
}

/**
 * find_value:
 * @wanted: (nullable): the name; NULL: any that means a key
 *
 * Returns: (nullable): behind "NAME=" or "NAME:"
 */
static const char *
find_value (const char *text, const char *wanted)
{
  for (const char *sign = strpbrk (text, "=:"); sign != NULL; sign = strpbrk (sign + 1, "=:"))
    {
      gsize length;
      const char *name = find_name (text, sign, &length);
      gboolean is_it;

      /* "https:", and the end of something in base 64 */
      if (name == NULL || sign[1] == '=' || sign[1] == '/' || sign[1] == '\0')
        continue;
      if (wanted != NULL)
        is_it = strlen (wanted) == length && g_ascii_strncasecmp (name, wanted, length) == 0;
      else
        is_it = names_key (name, length) || (*sign == '=' && is_exported (text, name));
      if (is_it)
        return skip_header (sign + 1);
    }
  return NULL;
}

/* Behind a "Bearer" that stands somewhere in the text. */
static const char *
find_bearer (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((p == text || !is_name_character (p[-1])) && g_ascii_strncasecmp (p, "bearer", 6) == 0
          && (is_blank (p[6]) || g_str_has_prefix (p + 6, "%20")))
        return p[6] == '%' ? p + 9 : p + 6;
    }
  return NULL;
}

/* Whether each line is one word, as where one long word was broken; and no assignment. */
static gboolean
is_one_word (const char *text)
{
  gboolean in_word = FALSE;
  gboolean seen = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n')
        in_word = seen = FALSE;
      else if (*p == ' ')
        in_word = FALSE;
      else if (!in_word && seen)
        return FALSE;
      else
        in_word = seen = TRUE;
    }
  return find_value (text, NULL) == NULL;
}

/* The text without blanks and quotes, and without the comma that followed. */
static char *
dup_joined (const char *text)
{
  char *joined = g_malloc (strlen (text) + 1);
  gsize length = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!is_blank (*p) && !is_quote (*p))
        joined[length++] = *p;
    }
  while (length > 0 && strchr (",;)]", joined[length - 1]) != NULL)
    length--;
  joined[length] = '\0';
  return joined;
}

/* How much a word in a sentence is like a key. */
static gsize
weigh (const char *word, gsize length)
{
  gboolean has_digit = FALSE;

  if (length >= 2 && strncmp (word, "http", MIN (length, 4)) == 0)
    return 0;
  for (gsize i = 0; i < length; i++)
    has_digit |= g_ascii_isdigit (word[i]);
  return length + (g_ascii_strncasecmp (word, "sk-", 3) == 0 ? 1000 : 0) + (has_digit ? 100 : 0);
}

/* The word of a sentence that is most like a key. */
static char *
dup_likeliest (const char *text)
{
  const char *best = NULL;
  gsize best_weight = 0;

  for (const char *p = skip_wrapping (text); *p != '\0';)
    {
      const char *end = find_end (p);
      const gsize weight = weigh (p, (gsize) (end - p));

      if (weight > best_weight)
        {
          best = p;
          best_weight = weight;
        }
      p = skip_wrapping (*end != '\0' ? end + 1 : end);
    }
  return best != NULL ? g_strndup (best, (gsize) (find_end (best) - best)) : NULL;
}

/* The name that a reference to a variable holds: $NAME, ${NAME}, %NAME%, $env:NAME, {{NAME}}. (nullable) */
static char *
dup_variable (const char *key)
{
  const char *p = key;
  const char *end;

  if (*p != '$' && *p != '%' && !g_str_has_prefix (p, "{{"))
    return NULL;
  p += strspn (p, "${%");
  p = skip_word (p, "env:");
  for (end = p; is_name_character (*end); end++)
    ;
  return g_strndup (p, (gsize) (end - p));
}

/* Whether "your" is a word of its own in @lower, or of "yourkey". Four letters alone stand by chance in one
 * of some thousand long keys, and a key that is refused can never be entered. */
static gboolean
speaks_to_somebody (const char *lower)
{
  static const char *const things[] = { "api", "key", "secret", "token" };

  for (const char *p = strstr (lower, "your"); p != NULL; p = strstr (p + 1, "your"))
    {
      const char *rest = p + strlen ("your");
      gboolean whole = !g_ascii_isalnum (*rest);

      for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
        whole = whole || g_str_has_prefix (rest, things[i]);
      if (whole && (p == lower || !g_ascii_isalnum (p[-1])))
        return TRUE;
    }
  return FALSE;
}

/* "sk-xxxxxxxx", "xxxx-xxxx": for the most part of that letter. */
static gboolean
is_crossed_out (const char *lower)
{
  const char *key = g_str_has_prefix (lower, "sk-") ? lower + strlen ("sk-") : lower;
  gsize n_crosses = 0;

  for (const char *p = key; *p != '\0'; p++)
    n_crosses += *p == 'x';
  return n_crosses >= 4 && n_crosses * 2 >= strlen (key);
}

static RushesKeyEntryState
judge (const char *key)
{
  g_autofree char *lower = g_ascii_strdown (key, -1);
  RushesKeyEntryState state = RUSHES_KEY_ENTRY_GOOD;

  if (*key == '\0')
    state = RUSHES_KEY_ENTRY_EMPTY;
  else if (strchr ("$%{", *key) != NULL)
    state = RUSHES_KEY_ENTRY_VARIABLE;
  else if (strchr (key, '*') != NULL || strstr (key, "...") != NULL)
    state = RUSHES_KEY_ENTRY_SHORTENED;
  else if (*key == '<' || speaks_to_somebody (lower) || is_crossed_out (lower)
           || strstr (lower, "api_key") != NULL || strcmp (lower, "sk-") == 0)
    state = RUSHES_KEY_ENTRY_PLACEHOLDER;
  explicit_bzero (lower, strlen (lower));
  return state;
}

/* One layer less. (nullable) Secret */
static char *
dup_inner (const char *text)
{
  const char *start = skip_header (text);
  const char *value;

  if (is_one_word (start))
    return dup_joined (start);
  value = find_bearer (text);
  if (value == NULL)
    value = find_value (text, NULL);
  return value != NULL ? dup_word (value) : dup_likeliest (text);
}

/* Of the value that the text gives the variable of which @key is the name. (nullable) Secret */
static char *
dup_value_of_variable (const char *text, const char *key)
{
  g_autofree char *name = dup_variable (key);
  const char *value = name != NULL && *name != '\0' ? find_value (text, name) : NULL;

  return value != NULL ? dup_word (value) : NULL;
}

/* Until there is no layer left, which may leave nothing; what is wrapped deeper than anybody wraps a key is
 * none. Takes @key. (nullable) Secret */
static char *
unwrap_wholly (char *key)
{
  for (guint i = 0; key != NULL && i < MAX_PASSES; i++)
    {
      char *inner = dup_inner (key);
      const gboolean done = g_strcmp0 (inner, key) == 0;

      rushes_text_wipe (key);
      key = inner;
      if (done)
        return key;
    }

  rushes_text_wipe (key);
  return NULL;
}

/* The service's address in the first link, up to where the family's paths begin. (nullable) */
static char *
dup_address (const char *text)
{
  static const char *const paths[] = { "/minimax/", "/v1/", "/v2/", "/api/" };
  const char *start = strstr (text, "https://");
  const char *end;
  gsize length;

  if (start == NULL)
    start = strstr (text, "http://");
  if (start == NULL)
    return NULL;

  end = start + strcspn (start, " \n\"'`?#\\,;)]}<>|");
  length = (gsize) (end - start);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *path = g_strstr_len (start, (gssize) length, paths[i]);

      if (path != NULL)
        length = (gsize) (path - start);
    }
  return length > strlen ("https://") ? g_strndup (start, length) : NULL;
}

/* Gateways cut a key at the second "-", and take what follows for the number of a channel. */
static gboolean
names_channel (const char *key)
{
  const char *dash = strrchr (key, '-');

  return g_str_has_prefix (key, "sk-") && dash != NULL && dash > key + 3 && dash[1] != '\0'
         && strspn (dash + 1, "0123456789") == strlen (dash + 1);
}

RushesKeyEntry *
rushes_key_entry_parse (const char *text)
{
  RushesKeyEntry *self = g_new0 (RushesKeyEntry, 1);
  char *simple = dup_simple (text != NULL ? text : "");
  char *key = dup_inner (simple);

  if (key != NULL && judge (key) == RUSHES_KEY_ENTRY_VARIABLE)
    {
      char *value = dup_value_of_variable (simple, key);

      if (value != NULL && *value != '\0')
        {
          rushes_text_wipe (key);
          key = value;
        }
      else
        {
          rushes_text_wipe (value);
        }
    }
  key = unwrap_wholly (key);

  self->address = dup_address (simple);
  self->state = key != NULL ? judge (key) : RUSHES_KEY_ENTRY_EMPTY;
  if (self->state == RUSHES_KEY_ENTRY_EMPTY)
    rushes_text_wipe (key);
  else
    self->key = key;
  self->names_channel = self->key != NULL && names_channel (self->key);
  rushes_text_wipe (simple);
  return self;
}

void
rushes_key_entry_free (RushesKeyEntry *self)
{
  if (self == NULL)
    return;

  rushes_text_wipe (self->key);
  g_free (self->address);
  g_free (self);
}
