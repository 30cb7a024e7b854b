/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-json"

#include "config.h"

#include "api/rushes-json.h"

#include "base/rushes-error.h"

#include <math.h>
#include <string.h>

G_STATIC_ASSERT (RUSHES_JSON_MAX_DEPTH <= 64); /* one bit of Scan.objects a level */

/**
 * Scan: one pass over the text by the grammar of RFC 8259, which copies what it has read.
 *
 * The copy differs where json-glib would spoil something: half a surrogate pair (it makes invalid
 * UTF-8 of it) and "\u0000" (it cuts the string there) become U+FFFD, and an integer beyond 64 bits
 * (it wraps around) becomes a string of its digits.
 */
typedef struct
{
  const char *at;
  const char *end;
  GString *copy;
  guint depth;
  guint64 objects; /* bit n: whether level n is an object */
} Scan;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char
peek (const Scan *scan)
{
  return scan->at < scan->end ? *scan->at : '\0';
}

static void
skip_blank (Scan *scan)
{
  while (scan->at < scan->end && is_blank (*scan->at))
    scan->at++;
}

/* Copies @c if it comes next. */
static gboolean
take (Scan *scan, char c)
{
  if (scan->at >= scan->end || *scan->at != c)
    return FALSE;
  g_string_append_c (scan->copy, c);
  scan->at++;
  return TRUE;
}

static gboolean
take_literal (Scan *scan, const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (scan->end - scan->at) < length || memcmp (scan->at, literal, length) != 0)
    return FALSE;
  g_string_append_len (scan->copy, literal, (gssize) length);
  scan->at += length;
  return TRUE;
}

/* The four digits after "\u" at @p, or -1. */
static int
read_unit (const Scan *scan, const char *p)
{
  int unit = 0;

  if (scan->end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return -1;
  for (int i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  return unit;
}

static gboolean
take_unicode_escape (Scan *scan)
{
  int unit = read_unit (scan, scan->at);
  int next;

  if (unit < 0)
    return FALSE;

  next = unit >= 0xd800 && unit <= 0xdbff ? read_unit (scan, scan->at + 6) : -1;
  if (next >= 0xdc00 && next <= 0xdfff)
    {
      g_string_append_len (scan->copy, scan->at, 12);
      scan->at += 12;
      return TRUE;
    }

  if (unit == 0 || (unit >= 0xd800 && unit <= 0xdfff))
    g_string_append (scan->copy, "\\ufffd");
  else
    g_string_append_len (scan->copy, scan->at, 6);
  scan->at += 6;
  return TRUE;
}

static gboolean
take_escape (Scan *scan)
{
  if (scan->end - scan->at < 2)
    return FALSE;
  if (scan->at[1] == 'u')
    return take_unicode_escape (scan);
  if (strchr ("\"\\/bfnrt", scan->at[1]) == NULL)
    return FALSE;
  g_string_append_len (scan->copy, scan->at, 2);
  scan->at += 2;
  return TRUE;
}

static gboolean
take_string (Scan *scan)
{
  if (!take (scan, '"'))
    return FALSE;

  while (scan->at < scan->end)
    {
      const char *run = scan->at;

      while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\' && (guchar) *scan->at >= ' ')
        scan->at++;
      g_string_append_len (scan->copy, run, scan->at - run);

      if (take (scan, '"'))
        return TRUE;
      if (peek (scan) != '\\' || !take_escape (scan))
        return FALSE;
    }
  return FALSE;
}

static gboolean
skip_digits (Scan *scan)
{
  const char *first = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return scan->at > first;
}

static gboolean
skip_one_of (Scan *scan, const char *characters)
{
  if (scan->at >= scan->end || *scan->at == '\0' || strchr (characters, *scan->at) == NULL)
    return FALSE;
  scan->at++;
  return TRUE;
}

static gboolean
take_number (Scan *scan)
{
  const char *first = scan->at;
  gboolean is_integer = TRUE;
  g_autofree char *text = NULL;

  skip_one_of (scan, "-");
  if (!skip_one_of (scan, "0") && !skip_digits (scan))
    return FALSE;
  if (skip_one_of (scan, "."))
    {
      is_integer = FALSE;
      if (!skip_digits (scan))
        return FALSE;
    }
  if (skip_one_of (scan, "eE"))
    {
      is_integer = FALSE;
      skip_one_of (scan, "+-");
      if (!skip_digits (scan))
        return FALSE;
    }

  text = g_strndup (first, (gsize) (scan->at - first));
  if (is_integer && !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL))
    g_string_append_printf (scan->copy, "\"%s\"", text);
  else
    g_string_append (scan->copy, text);
  return TRUE;
}

/* A value that holds no others. */
static gboolean
take_scalar (Scan *scan)
{
  switch (peek (scan))
    {
    case '"':
      return take_string (scan);
    case 't':
      return take_literal (scan, "true");
    case 'f':
      return take_literal (scan, "false");
    case 'n':
      return take_literal (scan, "null");
    default:
      return take_number (scan);
    }
}

static gboolean
in_object (const Scan *scan)
{
  return (scan->objects >> (scan->depth - 1) & 1) != 0;
}

static gboolean
open_level (Scan *scan, gboolean is_object)
{
  guint64 bit;

  if (scan->depth >= RUSHES_JSON_MAX_DEPTH)
    return FALSE;

  bit = G_GUINT64_CONSTANT (1) << scan->depth;
  scan->objects = is_object ? scan->objects | bit : scan->objects & ~bit;
  scan->depth++;
  return TRUE;
}

/* The name of the next member and its colon, where the current level is an object. */
static gboolean
take_name (Scan *scan)
{
  if (!in_object (scan))
    return TRUE;

  skip_blank (scan);
  if (!take_string (scan))
    return FALSE;
  skip_blank (scan);
  return take (scan, ':');
}

/* After a value: closes what ends here, up to the comma before the next value or to the end of all. */
static gboolean
take_ends (Scan *scan)
{
  while (scan->depth > 0)
    {
      skip_blank (scan);
      if (take (scan, ','))
        return take_name (scan);
      if (!take (scan, in_object (scan) ? '}' : ']'))
        return FALSE;
      scan->depth--;
    }
  return TRUE;
}

/* One value, or the beginning of one. */
static gboolean
take_value (Scan *scan)
{
  gboolean is_object;

  skip_blank (scan);
  is_object = peek (scan) == '{';
  if (!take (scan, '{') && !take (scan, '['))
    return take_scalar (scan) && take_ends (scan);

  if (!open_level (scan, is_object))
    return FALSE;
  skip_blank (scan);
  if (take (scan, is_object ? '}' : ']'))
    {
      scan->depth--;
      return take_ends (scan);
    }
  return take_name (scan);
}

static gboolean
take_document (Scan *scan)
{
  skip_blank (scan);
  if (peek (scan) != '{' && peek (scan) != '[')
    return FALSE;

  do
    {
      if (!take_value (scan))
        return FALSE;
    }
  while (scan->depth > 0);

  skip_blank (scan);
  return scan->at == scan->end;
}

static JsonNode *
fail (GError **error, RushesError code, const char *what)
{
  g_set_error_literal (error, RUSHES_ERROR, (int) code, what);
  return NULL;
}

JsonNode *
rushes_json_parse (GBytes *bytes, GError **error)
{
  static const char byte_order_mark[] = "\xef\xbb\xbf";
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (GString) copy = NULL;
  g_autoptr (JsonParser) parser = NULL;
  Scan scan = { 0 };

  if (length > RUSHES_JSON_MAX_BYTES)
    return fail (error, RUSHES_ERROR_REPLY_TOO_LARGE, "over 1 MiB");
  /* No bytes have no address to reckon with either. */
  if (length == 0)
    return fail (error, RUSHES_ERROR_REPLY_INVALID, "an empty reply");
  if (length >= 3 && memcmp (text, byte_order_mark, 3) == 0)
    {
      text += 3;
      length -= 3;
    }

  copy = g_string_sized_new (length + 16);
  scan.at = text;
  scan.end = text + length;
  scan.copy = copy;
  skip_blank (&scan);
  if (peek (&scan) == '<')
    return fail (error, RUSHES_ERROR_NOT_THE_SERVICE, "HTML or XML where JSON was asked for");
  if (!g_utf8_validate (text, (gssize) length, NULL))
    return fail (error, RUSHES_ERROR_REPLY_INVALID, "not UTF-8");
  if (!take_document (&scan))
    return fail (error, RUSHES_ERROR_REPLY_INVALID, "not one JSON object or array");

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, copy->str, (gssize) copy->len, NULL))
    return fail (error, RUSHES_ERROR_REPLY_INVALID, "not JSON");
  return json_parser_steal_root (parser);
}

/* (nullable): the member, unless it is null */
static JsonNode *
peek_member (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

JsonObject *
rushes_json_peek_object (JsonObject *object, const char *name)
{
  JsonNode *node = peek_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
rushes_json_peek_array (JsonObject *object, const char *name)
{
  JsonNode *node = peek_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Up to here a double holds every integer. */
#define LAST_EXACT 9007199254740992.0

static gboolean
is_whole (double number)
{
  return fabs (number) <= LAST_EXACT && floor (number) == number;
}

char *
rushes_json_dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = peek_member (object, name);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return json_node_dup_string (node);
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    case G_TYPE_DOUBLE:
      number = json_node_get_double (node);
      if (is_whole (number))
        return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) number);
      return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, number));
    default:
      return NULL;
    }
}

gboolean
rushes_json_get_int (JsonObject *object, const char *name, gint64 *value)
{
  g_autofree char *text = rushes_json_dup_text (object, name);

  if (text == NULL)
    return FALSE;
  g_strstrip (text);
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL);
}
