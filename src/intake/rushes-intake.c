/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake"

#include "config.h"

#include "intake/rushes-intake.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"
#include "intake/rushes-intake-json.h"
#include "intake/rushes-intake-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LABEL 200
/* How much of a line is shown where it could not be used. */
#define MAX_SHOWN 80

typedef struct
{
  RushesIntake *intake;
  GHashTable *seen; /* task id -> RushesIntakeItem; both (unowned) */
} Collector;

/* What a line held beside ids, the most telling last. */
typedef enum
{
  REST_NOTHING,
  REST_WORDS,
  REST_LINK,
  REST_TOO_LONG,
  REST_KEY,
} Rest;

RushesIntakeItem *
rushes_intake_item_new (const char *task_id, const char *label, guint line)
{
  RushesIntakeItem *self = g_new0 (RushesIntakeItem, 1);

  self->task_id = g_strdup (task_id);
  self->label = g_strdup (label);
  self->line = line;
  return self;
}

void
rushes_intake_item_free (RushesIntakeItem *item)
{
  g_free (item->task_id);
  g_free (item->label);
  g_free (item);
}

static void
ignored_free (gpointer data)
{
  RushesIntakeIgnored *ignored = data;

  g_free (ignored->text);
  g_free (ignored->reason);
  g_free (ignored);
}

void
rushes_intake_free (RushesIntake *self)
{
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->ignored);
  g_free (self);
}

static void
add_item (Collector *collector, const char *task_id, const char *label, guint line)
{
  RushesIntakeItem *item = g_hash_table_lookup (collector->seen, task_id);

  if (item != NULL)
    {
      collector->intake->n_repeated++;
      if (item->label == NULL)
        item->label = g_strdup (label);
      return;
    }

  item = rushes_intake_item_new (task_id, label, line);
  g_ptr_array_add (collector->intake->items, item);
  g_hash_table_insert (collector->seen, item->task_id, item);
}

static const char *
get_reason (Rest rest)
{
  switch (rest)
    {
    case REST_KEY:
      return _ ("This looks like a key, not like a task id. Keys belong into the preferences.");
    case REST_TOO_LONG:
      return _ ("This is too long for a task id.");
    case REST_LINK:
      return _ ("This link has no task id in it.");
    case REST_NOTHING:
    case REST_WORDS:
    default:
      return _ ("There is no task id here.");
    }
}

static void
add_ignored (Collector *collector, const char *start, const char *end, guint line, Rest rest)
{
  RushesIntakeIgnored *ignored = g_new0 (RushesIntakeIgnored, 1);
  g_autofree char *shown = g_strndup (start, MIN ((gsize) (end - start), 4 * MAX_SHOWN));
  g_autofree char *redacted = rushes_redact (shown);

  ignored->text = rushes_text_neutralise (redacted, MAX_SHOWN);
  ignored->reason = g_strdup (get_reason (rest));
  ignored->line = line;
  g_ptr_array_add (collector->intake->ignored, ignored);
}

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

/* Whether @id, which stood where an id stands, can be one. */
static gboolean
is_usable (const char *id)
{
  static const char *const placeholders[] = { "null", "none", "true", "false", "undefined" };

  for (gsize i = 0; i < G_N_ELEMENTS (placeholders); i++)
    {
      if (g_ascii_strcasecmp (id, placeholders[i]) == 0)
        return FALSE;
    }
  for (const char *p = id; *p != '\0'; p++)
    {
      if ((guchar) *p <= ' ' || *p == 0x7f)
        return FALSE;
    }
  return *id != '\0' && strlen (id) <= RUSHES_INTAKE_MAX_ID_LENGTH && g_utf8_validate (id, -1, NULL);
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
  if (id == NULL || !is_usable (id))
    return NULL;
  return assigned || (quoted && between > 1) || has_digit (id) ? g_steal_pointer (&id) : NULL;
}

static guint
read_named_ids (Collector *collector, const char *start, const char *end, guint line)
{
  guint n_found = 0;

  for (const char *p = start; p < end;)
    {
      const char *value = match_name (p, end);
      g_autofree char *id = NULL;

      if (value == NULL || (p > start && (g_ascii_isalnum (p[-1]) || p[-1] == '_')))
        {
          p++;
          continue;
        }
      id = dup_named_id (&value, end);
      if (id != NULL)
        {
          add_item (collector, id, NULL, line);
          n_found++;
        }
      p = value;
    }
  return n_found;
}

/* What the tokens of a line are, taken together. */
typedef struct
{
  guint n_tokens;
  guint n_possible; /* of them: MAYBE or ID */
  gboolean has_number;
  Rest rest;
  const char *label; /* (nullable): what goes with the ids */
} LineShape;

static LineShape
measure_line (const char *start, const char *end)
{
  LineShape shape = { 0 };
  RushesToken token = { 0 };
  const RushesToken *previous = NULL;

  while (rushes_token_next (&token, &start, end, previous))
    {
      previous = &token;
      shape.n_tokens++;
      switch (rushes_token_classify (&token))
        {
        case RUSHES_TOKEN_WORD:
          shape.rest = MAX (shape.rest, REST_WORDS);
          break;
        case RUSHES_TOKEN_NUMBER:
          shape.has_number = TRUE;
          shape.rest = MAX (shape.rest, REST_WORDS);
          break;
        case RUSHES_TOKEN_MAYBE:
          shape.rest = MAX (shape.rest, REST_WORDS);
          shape.n_possible++;
          break;
        case RUSHES_TOKEN_ID:
          shape.n_possible++;
          break;
        case RUSHES_TOKEN_TOO_LONG:
          shape.rest = MAX (shape.rest, REST_TOO_LONG);
          break;
        case RUSHES_TOKEN_KEY:
          shape.rest = MAX (shape.rest, REST_KEY);
          break;
        case RUSHES_TOKEN_LINK:
          shape.rest = MAX (shape.rest, REST_LINK);
          break;
        }
    }
  return shape;
}

/* The ids among the words from @start to @end, which are of @shape. */
static guint
read_tokens (Collector *collector, const char *start, const char *end, const LineShape *shape, guint line)
{
  gboolean only_ids = shape->n_possible == shape->n_tokens;
  gboolean lone_number = shape->n_tokens == 1 && shape->has_number;
  RushesToken token = { 0 };
  const RushesToken *previous = NULL;
  guint n_found = 0;

  while (rushes_token_next (&token, &start, end, previous))
    {
      RushesTokenKind kind = rushes_token_classify (&token);

      previous = &token;
      if (kind == RUSHES_TOKEN_ID || (kind == RUSHES_TOKEN_MAYBE && only_ids)
          || (kind == RUSHES_TOKEN_NUMBER && lone_number))
        {
          g_autofree char *id = g_strndup (token.start, token.length);

          add_item (collector, id, shape->label, line);
          n_found++;
        }
    }
  return n_found;
}

/* "ID | label". @bar is where the label's bar stands. */
static gboolean
read_labelled (Collector *collector, const char *start, const char *bar, const char *end, guint line)
{
  g_autofree char *text = g_strndup (bar + 1, MIN ((gsize) (end - bar - 1), 8 * MAX_LABEL));
  g_autofree char *label = NULL;
  LineShape shape = measure_line (start, bar);

  if (shape.n_tokens != 1 || (shape.n_possible == 0 && !shape.has_number))
    return FALSE;

  /* The bar that ends a table's row. */
  g_strchomp (text);
  if (g_str_has_suffix (text, "|"))
    text[strlen (text) - 1] = '\0';
  label = rushes_text_neutralise (text, MAX_LABEL);
  shape.label = label;
  return read_tokens (collector, start, bar, &shape, line) > 0;
}

/* One line; or, @quietly, what is left of one around JSON that said which task it is about. */
static void
read_line (Collector *collector, const char *start, const char *end, guint line, gboolean quietly)
{
  LineShape shape;
  const char *bar;

  start = skip_characters (start, end, " \t|");
  bar = memchr (start, '|', (gsize) (end - start));
  if (bar != NULL && read_labelled (collector, start, bar, end, line))
    return;
  if (read_named_ids (collector, start, end, line) > 0)
    return;

  shape = measure_line (start, end);
  if (read_tokens (collector, start, end, &shape, line) == 0 && shape.rest != REST_NOTHING && !quietly)
    add_ignored (collector, start, end, line, shape.rest);
}

typedef struct
{
  Collector *collector;
  const char *at;
  const char *line_end;
  const char *end;
  guint line;
  gboolean behind_json;  /* whether JSON stood earlier in this line */
  const char *json_from; /* where JSON may begin again; @end: nowhere */
  GArray *json_ids;
} Reader;

static void
clear_json_id (gpointer data)
{
  g_clear_pointer (&((RushesJsonId *) data)->task_id, g_free);
}

static gboolean
take_json_ids (Reader *reader)
{
  gboolean any = FALSE;

  for (guint i = 0; i < reader->json_ids->len; i++)
    {
      const RushesJsonId *id = &g_array_index (reader->json_ids, RushesJsonId, i);

      if (!is_usable (g_strstrip (id->task_id)))
        continue;
      add_item (reader->collector, id->task_id, NULL, id->line);
      any = TRUE;
    }
  g_array_set_size (reader->json_ids, 0);
  return any;
}

static guint
count_lines (const char *start, const char *end)
{
  guint n = 0;

  for (; start < end; start++)
    n += *start == '\n';
  return n;
}

/* Whether the JSON at @start is a list of anything but objects: read like any other text. */
static gboolean
is_plain_list (const char *start)
{
  if (*start != '[')
    return FALSE;
  for (start++; g_ascii_isspace (*start); start++)
    ;
  return *start != '{';
}

/**
 * JSON that begins at @start, in the current line. What has been walked once is not walked again, so
 * that a text of a million brackets is still read in one go.
 *
 * Returns: whether it is dealt with; reader->at is behind it then
 */
static gboolean
read_json (Reader *reader, const char *start)
{
  const char *block_end;
  RushesJsonBlock outcome = rushes_json_block_read (start, reader->end, reader->line, &block_end,
                                                    reader->json_ids);

  reader->json_from = outcome == RUSHES_JSON_BLOCK_CUT ? reader->end : block_end;
  if (outcome != RUSHES_JSON_BLOCK_WHOLE || (reader->json_ids->len == 0 && is_plain_list (start)))
    return FALSE;

  read_line (reader->collector, reader->at, start, reader->line, TRUE);
  if (!take_json_ids (reader))
    add_ignored (reader->collector, start, block_end, reader->line, REST_WORDS);

  reader->line += count_lines (start, block_end);
  reader->at = block_end;
  reader->behind_json = TRUE;
  return TRUE;
}

/* The next place before @end where JSON may begin, or NULL. */
static const char *
find_json (const Reader *reader, const char *end)
{
  for (const char *p = MAX (reader->at, reader->json_from); p < end; p++)
    {
      if (rushes_json_block_can_begin (p, reader->end))
        return p;
    }
  return NULL;
}

static void
read_next (Reader *reader)
{
  const char *json;

  /* Found once for each line: a line may hold many pieces of JSON. */
  if (reader->line_end < reader->at)
    reader->line_end = reader->at + strcspn (reader->at, "\n\r");

  json = find_json (reader, reader->line_end);
  if (json != NULL && read_json (reader, json))
    return;

  read_line (reader->collector, reader->at, reader->line_end, reader->line, reader->behind_json);
  reader->behind_json = FALSE;
  reader->at = reader->line_end;
  if (reader->at < reader->end)
    {
      reader->line += *reader->at != '\r' || reader->at[1] != '\n';
      reader->at++;
    }
}

RushesIntake *
rushes_intake_read (const char *text, gssize length, GError **error)
{
  g_autofree char *valid = NULL;
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GArray) json_ids = NULL;
  RushesIntake *intake;
  Collector collector;
  Reader reader;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = (gssize) strlen (text);
  if (length > RUSHES_INTAKE_MAX_BYTES)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED, "a text of more than 10 MiB");
      return NULL;
    }

  valid = g_utf8_make_valid (text, length);
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  json_ids = g_array_new (FALSE, FALSE, sizeof (RushesJsonId));
  g_array_set_clear_func (json_ids, clear_json_id);

  intake = g_new0 (RushesIntake, 1);
  intake->items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  intake->ignored = g_ptr_array_new_with_free_func (ignored_free);

  collector = (Collector){ .intake = intake, .seen = seen };
  reader = (Reader){ .collector = &collector,
                     .at = valid,
                     .line_end = valid + strcspn (valid, "\n\r"),
                     .end = valid + strlen (valid),
                     .line = 1,
                     .json_from = valid,
                     .json_ids = json_ids };
  while (reader.at < reader.end)
    read_next (&reader);
  return intake;
}
