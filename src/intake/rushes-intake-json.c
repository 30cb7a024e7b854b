/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-json"

#include "config.h"

#include "intake/rushes-intake-json.h"

#include "intake/rushes-intake-token.h"

#include <string.h>

#define MAX_DEPTH 128

/* A bracket that is open. */
typedef struct
{
  const char *start;
  char close;            /* the bracket that ends it */
  gboolean holds_likely; /* whether it is a list whose elements may be ids */
  guint first;           /* how many ids there were when it began */
  guint first_likely;
} Level;

typedef struct
{
  const char *at;
  const char *end;
  guint line;
  GArray *ids;
  GArray *likely;        /* ids under other names; used where @ids stays empty */
  gboolean named_likely; /* whether the value that comes now has a name that an id may have */
  guint depth;
  guint id_depth; /* the outermost open object that has named its task, from 1; 0: none */
  Level *levels;  /* MAX_DEPTH of them */
} Walk;

static void
clear_id (gpointer data)
{
  g_clear_pointer (&((RushesJsonId *) data)->task_id, g_free);
}

GArray *
rushes_json_ids_new (void)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (RushesJsonId));

  g_array_set_clear_func (ids, clear_id);
  return ids;
}

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
is_name (const char *name, gsize length, const char *wanted)
{
  return strlen (wanted) == length && g_ascii_strncasecmp (name, wanted, length) == 0;
}

static gboolean
names_a_task (const char *name, gsize length)
{
  return is_name (name, length, "task_id") || is_name (name, length, "taskid")
         || is_name (name, length, "task-id") || is_name (name, length, "task id");
}

/* What create replies and lists of other services call a task's id. */
static gboolean
may_name_a_task (const char *name, gsize length)
{
  static const char *const names[] = { "id",       "ids",     "data",  "task",    "tasks",
                                       "task_ids", "taskids", "items", "results", "result" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (is_name (name, length, names[i]))
        return TRUE;
    }
  return FALSE;
}

static void
keep_likely (Walk *walk, const char *text, gsize length)
{
  RushesToken token = { .start = text, .length = length };
  RushesJsonId id = { .line = walk->line };

  if (walk->ids->len > 0 || rushes_token_classify (&token) != RUSHES_TOKEN_ID)
    return;
  id.task_id = g_strndup (text, length);
  g_array_append_val (walk->likely, id);
}

static void
keep_id (Walk *walk, const char *text, gsize length)
{
  RushesJsonId id = { .line = walk->line };
  guint n_before = walk->levels[walk->depth - 1].first;

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

/* Whether a text or a number that stands here may be an id although nothing is called "task_id". */
static gboolean
is_likely_place (const Walk *walk)
{
  return walk->named_likely || walk->levels[walk->depth - 1].holds_likely;
}

static gboolean
walk_string_or_member (Walk *walk)
{
  const char *name;
  gsize length;

  if (!walk_string (walk, &name, &length))
    return FALSE;
  skip_blank (walk);
  if (walk->at >= walk->end || *walk->at != ':' || walk->levels[walk->depth - 1].close != '}')
    {
      if (is_likely_place (walk))
        keep_likely (walk, name, length);
      walk->named_likely = FALSE;
      return TRUE;
    }

  walk->at++;
  walk->named_likely = may_name_a_task (name, length);
  return names_a_task (name, length) ? walk_task_id (walk) : TRUE;
}

static void
walk_number (Walk *walk)
{
  const char *start = walk->at;

  while (walk->at < walk->end && (g_ascii_isalnum (*walk->at) || strchr (".+-", *walk->at) != NULL))
    walk->at++;
  if (is_likely_place (walk))
    keep_likely (walk, start, (gsize) (walk->at - start));
  walk->named_likely = FALSE;
}

static gboolean
open_level (Walk *walk)
{
  gboolean is_list = *walk->at == '[';

  if (walk->depth == MAX_DEPTH)
    return FALSE;
  walk->levels[walk->depth].holds_likely = is_list && walk->named_likely;
  walk->named_likely = FALSE;
  walk->levels[walk->depth].start = walk->at++;
  walk->levels[walk->depth].close = is_list ? ']' : '}';
  walk->levels[walk->depth].first = walk->ids->len;
  walk->levels[walk->depth].first_likely = walk->likely->len;
  walk->depth++;
  return TRUE;
}

/* An object around one task alone is what is said of it; the outermost such object counts. */
static void
frame (GArray *ids, guint first, const char *start, const char *end)
{
  if (ids->len == first + 1)
    {
      RushesJsonId *id = &g_array_index (ids, RushesJsonId, first);

      id->object_start = start;
      id->object_end = end;
    }
}

static gboolean
close_level (Walk *walk)
{
  const char *start = walk->levels[walk->depth - 1].start;

  if (walk->levels[walk->depth - 1].close != *walk->at++)
    return FALSE;
  if (*start == '{')
    {
      frame (walk->ids, walk->levels[walk->depth - 1].first, start, walk->at);
      frame (walk->likely, walk->levels[walk->depth - 1].first_likely, start, walk->at);
    }
  if (walk->id_depth == walk->depth)
    walk->id_depth = 0;
  walk->named_likely = FALSE;
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
    case ',':
    case ':':
      walk->at++;
      return TRUE;
    default:
      /* Numbers and literals. Anything else is no JSON. */
      if (!g_ascii_isalnum (*walk->at) && strchr (".+-", *walk->at) == NULL)
        return FALSE;
      walk_number (walk);
      return TRUE;
    }
}

RushesJsonBlock
rushes_json_block_read (const char *start, const char *text_end, guint line, const char **end, GArray *ids)
{
  g_autoptr (GArray) likely = rushes_json_ids_new ();
  Level levels[MAX_DEPTH];
  Walk walk = { .at = start, .end = text_end, .line = line, .ids = ids, .likely = likely, .levels = levels };
  RushesJsonBlock outcome = RUSHES_JSON_BLOCK_WHOLE;

  g_return_val_if_fail (ids->len == 0, RUSHES_JSON_BLOCK_BROKEN);

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
    g_array_set_size (ids, 0);
  else if (ids->len == 0)
    {
      /* The texts go with their ids. */
      g_array_append_vals (ids, likely->data, likely->len);
      g_array_set_clear_func (likely, NULL);
    }
  *end = MIN (walk.at, text_end);
  return outcome;
}
