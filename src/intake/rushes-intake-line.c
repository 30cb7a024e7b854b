/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-line"

#include "config.h"

#include "intake/rushes-intake-line.h"

#include "intake/rushes-intake-csv.h"
#include "intake/rushes-intake-token.h"

#include <string.h>

static const char *
skip_characters (const char *p, const char *end, const char *characters)
{
  while (p < end && strchr (characters, *p) != NULL && *p != '\0')
    p++;
  return p;
}

/* "task_id", "task-id", "taskId", "task id", at @p. Returns: where it ends, or NULL */
static const char *
match_name (const char *p, const char *end)
{
  if ((*p != 't' && *p != 'T') || end - p < 6 || g_ascii_strncasecmp (p, "task", 4) != 0)
    return NULL;
  p += 4;
  if (*p == '_' || *p == '-' || *p == ' ')
    p++;
  if (end - p < 2 || g_ascii_strncasecmp (p, "id", 2) != 0)
    return NULL;
  p += 2;
  return p < end && (g_ascii_isalnum (*p) || *p == '_') ? NULL : p;
}

static gboolean
has_digit (const char *text)
{
  return strpbrk (text, "0123456789") != NULL;
}

/**
 * The id after a name: `?task_id=ID`, `"task_id": "ID"`, `task id: ID`. @p is where the name ended.
 * Only after "=" or in quotes is a text without any digit believed to be one.
 */
static char *
dup_named_id (const char **p, const char *end)
{
  const char *value = skip_characters (*p, end, "\"'\\ :=\t");
  gsize between = (gsize) (value - *p);
  gboolean assigned = memchr (*p, '=', between) != NULL;
  gboolean quoted = value > *p && (value[-1] == '"' || value[-1] == '\'');
  const char *stop = value;
  g_autofree char *raw = NULL;
  g_autofree char *id = NULL;

  while (stop < end && (guchar) *stop < 0x80
         && (g_ascii_isalnum (*stop) || strchr (assigned ? "_.:-%~+" : "_.:-", *stop) != NULL))
    stop++;
  *p = stop;

  raw = g_strndup (value, (gsize) (stop - value));
  while (!quoted && g_str_has_suffix (raw, "."))
    raw[strlen (raw) - 1] = '\0';
  id = assigned ? g_uri_unescape_string (raw, NULL) : g_strdup (raw);
  if (id == NULL || !rushes_collector_can_be_id (id))
    return NULL;
  return assigned || (quoted && between > 1) || has_digit (id) ? g_steal_pointer (&id) : NULL;
}

/* "id=ID", as newer gateways and many logs have it; "request_id=" and "trace-id=" are others' ids. */
static char *
dup_assigned_id (const char **p, const char *end)
{
  g_autofree char *id = NULL;
  RushesToken token = { 0 };

  *p += 2;
  id = dup_named_id (p, end);
  if (id == NULL)
    return NULL;
  token = (RushesToken){ .start = id, .length = strlen (id) };
  return rushes_token_classify (&token) == RUSHES_TOKEN_ID ? g_steal_pointer (&id) : NULL;
}

/* The id whose name stands at *@p, or NULL; *@p is behind what was looked at then. */
static char *
dup_id_at (const char **p, const char *start, const char *end)
{
  const char *name = *p;
  const char *value;

  if (name > start && (g_ascii_isalnum (name[-1]) || name[-1] == '_'))
    value = NULL;
  else if ((*name == 'i' || *name == 'I') && end - name > 3 && (name[1] == 'd' || name[1] == 'D')
           && name[2] == '=' && (name == start || (name[-1] != '-' && name[-1] != '.')))
    return dup_assigned_id (p, end);
  else
    value = match_name (name, end);

  if (value == NULL)
    {
      (*p)++;
      return NULL;
    }
  *p = value;
  return dup_named_id (p, end);
}

guint
rushes_line_read_named (RushesCollector *collector, const char *start, const char *end, guint line)
{
  guint n_found = 0;

  for (const char *p = start; p < end;)
    {
      g_autofree char *id = NULL;

      /* Nearly every byte of a text begins no name. */
      if (*p != 't' && *p != 'T' && *p != 'i' && *p != 'I')
        {
          p++;
          continue;
        }
      id = dup_id_at (&p, start, end);
      if (id != NULL)
        {
          rushes_collector_add (collector, id, NULL, line);
          n_found++;
        }
    }
  return n_found;
}

/* What the tokens of a line are, taken together. */
typedef struct
{
  guint n_tokens;
  guint n_possible; /* of them: MAYBE or ID */
  guint n_certain;  /* of them: ID */
  gboolean has_number;
  RushesRest rest;
  const char *label; /* (nullable): what goes with the ids */
} LineShape;

static RushesRest
get_rest (RushesTokenKind kind)
{
  switch (kind)
    {
    case RUSHES_TOKEN_TIME:
      return RUSHES_REST_TIME;
    case RUSHES_TOKEN_LINK:
      return RUSHES_REST_LINK;
    case RUSHES_TOKEN_ROUNDED:
      return RUSHES_REST_ROUNDED;
    case RUSHES_TOKEN_TOO_LONG:
      return RUSHES_REST_TOO_LONG;
    case RUSHES_TOKEN_KEY:
      return RUSHES_REST_KEY;
    case RUSHES_TOKEN_ID:
      return RUSHES_REST_NOTHING;
    case RUSHES_TOKEN_WORD:
    case RUSHES_TOKEN_NUMBER:
    case RUSHES_TOKEN_MAYBE:
    default:
      return RUSHES_REST_WORDS;
    }
}

static LineShape
measure_line (const char *start, const char *end)
{
  LineShape shape = { 0 };
  RushesToken token = { 0 };
  const RushesToken *previous = NULL;

  while (rushes_token_next (&token, &start, end, previous))
    {
      RushesTokenKind kind = rushes_token_classify (&token);

      previous = &token;
      shape.n_tokens++;
      shape.n_certain += kind == RUSHES_TOKEN_ID;
      shape.n_possible += kind == RUSHES_TOKEN_ID || kind == RUSHES_TOKEN_MAYBE;
      shape.has_number = shape.has_number || kind == RUSHES_TOKEN_NUMBER;
      shape.rest = MAX (shape.rest, get_rest (kind));
    }
  return shape;
}

/* @token: of a kind that an id can have, and so not longer than one */
static void
add_token (RushesCollector *collector, const RushesToken *token, const char *label, guint line)
{
  char id[RUSHES_INTAKE_MAX_ID_LENGTH + 1];

  memcpy (id, token->start, token->length);
  id[token->length] = '\0';
  rushes_collector_add (collector, id, label, line);
}

/* The ids among the words from @start to @end, which are of @shape. */
static guint
read_tokens (
  RushesCollector *collector, const char *start, const char *end, const LineShape *shape, guint line)
{
  gboolean only_ids = shape->n_possible == shape->n_tokens;
  gboolean lone_number = shape->n_tokens == 1 && shape->has_number;
  RushesToken token = { 0 };
  const RushesToken *previous = NULL;
  guint n_found = 0;

  if (shape->n_certain == 0 && !only_ids && !lone_number)
    return 0;

  while (rushes_token_next (&token, &start, end, previous))
    {
      RushesTokenKind kind = rushes_token_classify (&token);

      previous = &token;
      if (kind == RUSHES_TOKEN_ID || (kind == RUSHES_TOKEN_MAYBE && only_ids)
          || (kind == RUSHES_TOKEN_NUMBER && lone_number))
        {
          add_token (collector, &token, shape->label, line);
          n_found++;
        }
    }
  return n_found;
}

/* "ID | label". @bar is where the label's bar stands. */
static gboolean
read_labelled (RushesCollector *collector, const char *start, const char *bar, const char *end, guint line)
{
  g_autofree char *label = NULL;
  LineShape shape = measure_line (start, bar);

  if (shape.n_tokens != 1 || (shape.n_possible == 0 && !shape.has_number))
    return FALSE;

  /* The bar that ends a table's row. */
  while (end > bar + 1 && g_ascii_isspace (end[-1]))
    end--;
  if (end > bar + 1 && end[-1] == '|')
    end--;
  label = rushes_collector_dup_label (bar + 1, (gsize) (end - bar - 1));
  shape.label = label;
  return read_tokens (collector, start, bar, &shape, line) > 0;
}

static gboolean
has_letter (const char *start, const char *end)
{
  for (; start < end; start++)
    {
      if (g_ascii_isalpha (*start) || (guchar) *start >= 0x80)
        return TRUE;
    }
  return FALSE;
}

/* "ID,label", as a spreadsheet writes it where there is no header. @delimiter stands behind the id. */
static gboolean
read_row (RushesCollector *collector, const char *start, const char *delimiter, const char *end, guint line)
{
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  const char *rest = delimiter;
  LineShape first = measure_line (start, delimiter);
  LineShape second;
  RushesCsvField field;

  if (first.n_tokens != 1 || first.n_certain != 1)
    return FALSE;
  rest++;
  rushes_csv_read_field (&field, &rest, end, end, *delimiter);
  second = measure_line (field.start, field.end);
  if (second.n_certain > 0 || second.rest > RUSHES_REST_WORDS || !has_letter (field.start, field.end)
      || measure_line (field.end, end).n_certain > 0)
    return FALSE;

  text = rushes_csv_field_dup (&field);
  label = rushes_collector_dup_label (text, strlen (text));
  first.label = label;
  return read_tokens (collector, start, delimiter, &first, line) > 0;
}

/* A line with nothing but one plain word, as most lines of a list are. */
static gboolean
read_word (RushesCollector *collector, const char *start, const char *end, guint line, gboolean quietly)
{
  RushesToken token = { .start = start, .length = (gsize) (end - start) };
  RushesTokenKind kind;

  if (!g_ascii_isalnum (*start))
    return FALSE;
  for (const char *p = start; p < end; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
        return FALSE;
    }

  kind = rushes_token_classify (&token);
  if (kind == RUSHES_TOKEN_ID || (!quietly && (kind == RUSHES_TOKEN_MAYBE || kind == RUSHES_TOKEN_NUMBER)))
    add_token (collector, &token, NULL, line);
  else if (!quietly)
    rushes_collector_ignore (collector, start, end, line, get_rest (kind));
  return TRUE;
}

void
rushes_line_read (
  RushesCollector *collector, const char *start, const char *end, guint line, gboolean quietly)
{
  LineShape shape;
  const char *bar;
  const char *delimiter;

  start = skip_characters (start, end, " \t|");
  /* A fence around code names its language. */
  quietly = quietly || (end - start >= 3 && strncmp (start, "```", 3) == 0);
  if (start == end || read_word (collector, start, end, line, quietly))
    return;

  bar = memchr (start, '|', (gsize) (end - start));
  if (bar != NULL && read_labelled (collector, start, bar, end, line))
    return;
  if (rushes_line_read_named (collector, start, end, line) > 0)
    return;

  shape = measure_line (start, end);
  /* Beside what was understood nothing stands alone. */
  shape.n_tokens += quietly;
  for (delimiter = start; delimiter < end && strchr (",;\t", *delimiter) == NULL; delimiter++)
    ;
  if (shape.n_certain == 1 && shape.n_tokens > 1 && delimiter < end
      && read_row (collector, start, delimiter, end, line))
    return;
  if (read_tokens (collector, start, end, &shape, line) == 0 && shape.rest != RUSHES_REST_NOTHING && !quietly)
    rushes_collector_ignore (collector, start, end, line, shape.rest);
}
