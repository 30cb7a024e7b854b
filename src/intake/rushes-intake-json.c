/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-json"

#include "config.h"

#include "intake/rushes-intake-json.h"

#include <string.h>

#define MAX_DEPTH 128

typedef struct
{
  const char *at;
  const char *end;
  guint line;
  GArray *ids;
  guint depth;
  guint id_depth;         /* the outermost open object that has named its task, from 1; 0: none */
  char close[MAX_DEPTH];  /* the bracket that ends each level */
  guint first[MAX_DEPTH]; /* how many ids there were when the level began */
} Walk;

gboolean
rushes_json_block_can_begin (const char *p, const char *end)
{
  if (p >= end || (*p != '{' && *p != '['))
    return FALSE;

  p++;
  while (p < end && g_ascii_isspace (*p))
    p++;
  return p < end && strchr ("\"{[", *p) != NULL;
}

static void
skip_blank (Walk *walk)
{
  for (; walk->at < walk->end && g_ascii_isspace (*walk->at); walk->at++)
    walk->line += *walk->at == '\n';
}

/* Steps over a string. @content and @length are what stands between its quotes. */
static gboolean
walk_string (Walk *walk, const char **content, gsize *length)
{
  *content = ++walk->at;
  for (; walk->at < walk->end; walk->at++)
    {
      if (*walk->at == '\n')
        return FALSE;
      if (*walk->at == '\\' && walk->at + 1 < walk->end)
        walk->at++;
      else if (*walk->at == '"')
        {
          *length = (gsize) (walk->at++ - *content);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
names_a_task (const char *name, gsize length)
{
  return (length == 7 && memcmp (name, "task_id", 7) == 0)
         || (length == 6 && memcmp (name, "taskId", 6) == 0);
}

static void
keep_id (Walk *walk, const char *text, gsize length)
{
  RushesJsonId id = { .line = walk->line };
  guint n_before = walk->first[walk->depth - 1];

  if (walk->id_depth != 0 || length == 0 || memchr (text, '\\', length) != NULL)
    return;

  /* What was found further in, before its own name came, is the same task. */
  while (walk->ids->len > n_before)
    g_array_remove_index (walk->ids, walk->ids->len - 1);

  id.task_id = g_strndup (text, length);
  g_array_append_val (walk->ids, id);
  walk->id_depth = walk->depth;
}

/* The value of a "task_id", if it is a text or a whole number; anything else is left to the walk. */
static gboolean
walk_task_id (Walk *walk)
{
  const char *text;
  gsize length;

  skip_blank (walk);
  if (walk->at >= walk->end)
    return TRUE;
  if (*walk->at == '"')
    {
      if (!walk_string (walk, &text, &length))
        return FALSE;
      keep_id (walk, text, length);
      return TRUE;
    }

  text = walk->at;
  while (walk->at < walk->end && g_ascii_isdigit (*walk->at))
    walk->at++;
  if (walk->at < walk->end && strchr (".eE", *walk->at) == NULL)
    keep_id (walk, text, (gsize) (walk->at - text));
  return TRUE;
}

static gboolean
walk_string_or_member (Walk *walk)
{
  const char *name;
  gsize length;

  if (!walk_string (walk, &name, &length))
    return FALSE;
  skip_blank (walk);
  if (walk->at >= walk->end || *walk->at != ':' || walk->close[walk->depth - 1] != '}')
    return TRUE;

  walk->at++;
  return names_a_task (name, length) ? walk_task_id (walk) : TRUE;
}

static gboolean
open_level (Walk *walk)
{
  if (walk->depth == MAX_DEPTH)
    return FALSE;
  walk->close[walk->depth] = *walk->at++ == '{' ? '}' : ']';
  walk->first[walk->depth] = walk->ids->len;
  walk->depth++;
  return TRUE;
}

static gboolean
close_level (Walk *walk)
{
  if (walk->close[walk->depth - 1] != *walk->at++)
    return FALSE;
  if (walk->id_depth == walk->depth)
    walk->id_depth = 0;
  walk->depth--;
  return TRUE;
}

static gboolean
walk_one (Walk *walk)
{
  switch (*walk->at)
    {
    case '{':
    case '[':
      return open_level (walk);
    case '}':
    case ']':
      return close_level (walk);
    case '"':
      return walk_string_or_member (walk);
    default:
      /* Numbers, literals, commas. Anything else is no JSON. */
      if (!g_ascii_isalnum (*walk->at) && strchr (",.+-:", *walk->at) == NULL)
        return FALSE;
      walk->at++;
      return TRUE;
    }
}

RushesJsonBlock
rushes_json_block_read (const char *start, const char *text_end, guint line, const char **end, GArray *ids)
{
  Walk walk = { .at = start, .end = text_end, .line = line, .ids = ids };
  guint n_before = ids->len;
  RushesJsonBlock outcome = RUSHES_JSON_BLOCK_WHOLE;

  do
    {
      skip_blank (&walk);
      if (walk.at >= walk.end)
        outcome = RUSHES_JSON_BLOCK_CUT;
      else if (!walk_one (&walk))
        outcome = walk.at >= walk.end ? RUSHES_JSON_BLOCK_CUT : RUSHES_JSON_BLOCK_BROKEN;
    }
  while (outcome == RUSHES_JSON_BLOCK_WHOLE && walk.depth > 0);

  if (outcome != RUSHES_JSON_BLOCK_WHOLE)
    {
      while (ids->len > n_before)
        g_array_remove_index (ids, ids->len - 1);
    }
  *end = MIN (walk.at, text_end);
  return outcome;
}
