/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-track-link"

#include "config.h"

#include "intake/rushes-track-link.h"

#include <string.h>

#include "intake/rushes-intake-collector.h"

#define VERB "track"

typedef struct
{
  GString *text;
  GString *bare;    /* the same without labels */
  GHashTable *seen; /* of ids */
  char *id;         /* (nullable): waits for its label */
  char *label;      /* (nullable) */
} Reader;

static void
reader_clear (Reader *reader)
{
  if (reader->text != NULL)
    g_string_free (reader->text, TRUE);
  if (reader->bare != NULL)
    g_string_free (reader->bare, TRUE);
  g_hash_table_unref (reader->seen);
  g_free (reader->label);
}

gboolean
rushes_track_link_is_one (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return g_ascii_strncasecmp (text, RUSHES_TRACK_LINK_SCHEME ":", strlen (RUSHES_TRACK_LINK_SCHEME ":")) == 0;
}

/* Returns: (nullable): what follows the "?" of "rushes:track?…", which some programs write
 * "rushes://track/?…", or with as many slashes as a file has. */
static const char *
find_query (const char *link)
{
  const char *verb = link + strlen (RUSHES_TRACK_LINK_SCHEME ":");

  for (guint i = 0; i < 3 && *verb == '/'; i++)
    verb++;
  if (g_ascii_strncasecmp (verb, VERB, strlen (VERB)) != 0)
    return NULL;
  verb += strlen (VERB);
  if (*verb == '/')
    verb++;
  return *verb == '?' ? verb + 1 : NULL;
}

/* Whether the form finds in @line just @id. */
static gboolean
is_read_as (const char *line, const char *id, const char *label)
{
  g_autoptr (RushesIntake) intake = rushes_intake_read (line, -1, NULL);
  const RushesIntakeItem *item = NULL;

  if (intake == NULL || intake->items->len != 1 || intake->ignored->len != 0 || intake->offer != NULL)
    return FALSE;
  item = g_ptr_array_index (intake->items, 0);
  return g_str_equal (item->task_id, id) && g_strcmp0 (item->label, label) == 0;
}

static void
end_item (Reader *reader)
{
  g_autofree char *id = g_steal_pointer (&reader->id);
  g_autofree char *label = NULL;
  g_autofree char *line = NULL;

  if (id == NULL)
    return;

  label = g_steal_pointer (&reader->label);
  if (g_hash_table_contains (reader->seen, id) || !is_read_as (id, id, NULL))
    return;

  line = label != NULL ? g_strdup_printf ("%s | %s", id, label) : NULL;
  /* A label that the form would read as something else is not worth a task. */
  g_string_append (reader->text, line != NULL && is_read_as (line, id, label) ? line : id);
  g_string_append_c (reader->text, '\n');
  g_string_append_printf (reader->bare, "%s\n", id);
  g_hash_table_add (reader->seen, g_steal_pointer (&id));
}

/* Whether the form finds the ids in @text, and nothing else. */
static gboolean
is_wholly_read (const char *text, guint n_ids)
{
  g_autoptr (RushesIntake) intake = rushes_intake_read (text, -1, NULL);

  return intake != NULL && intake->items->len == n_ids && intake->ignored->len == 0 && intake->offer == NULL;
}

/* Labels that say nothing each may be a command together, over the ends of the lines: it would offer the key
 * and the address of a stranger. Then the ids have to do. */
static char *
end_text (Reader *reader)
{
  const gboolean good = is_wholly_read (reader->text->str, g_hash_table_size (reader->seen));
  GString *text = good ? g_steal_pointer (&reader->text) : g_steal_pointer (&reader->bare);

  return g_string_free (text, text->len == 0);
}

/* Returns: (transfer full) (nullable): a label as a form of a web page writes it, too, with "+" for blanks */
static char *
unescape (const char *start, const char *end, gboolean is_label)
{
  g_autofree char *raw = g_strndup (start, (gsize) (end - start));
  g_autofree char *text = g_uri_unescape_string (is_label ? g_strdelimit (raw, "+", ' ') : raw, NULL);

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;
  /* A label is a text like any that is pasted; an id is taken as it is, or not at all. */
  return is_label ? rushes_collector_dup_label (text, strlen (text)) : g_steal_pointer (&text);
}

static void
read_parameter (Reader *reader, const char *start, const char *end)
{
  const char *equals = memchr (start, '=', (gsize) (end - start));

  if (equals == NULL)
    return;
  if (equals - start == 2 && strncmp (start, "id", 2) == 0)
    {
      g_autofree char *id = unescape (equals + 1, end, FALSE);

      end_item (reader);
      /* A bad one takes its label along. */
      reader->id = id != NULL && rushes_intake_is_id (id) ? g_steal_pointer (&id) : g_strdup ("");
    }
  else if (equals - start == 5 && strncmp (start, "label", 5) == 0 && reader->label == NULL)
    {
      reader->label = unescape (equals + 1, end, TRUE);
    }
}

char *
rushes_track_link_read (const char *link)
{
  Reader reader = { NULL };
  const char *end = NULL;
  const char *query = NULL;
  char *text = NULL;

  g_return_val_if_fail (link != NULL, NULL);

  if (!rushes_track_link_is_one (link) || strlen (link) > RUSHES_TRACK_LINK_MAX_BYTES)
    return NULL;
  query = find_query (link);
  if (query == NULL)
    return NULL;

  reader.text = g_string_new (NULL);
  reader.bare = g_string_new (NULL);
  reader.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  end = query + strcspn (query, "#");
  while (query < end)
    {
      const char *stop = memchr (query, '&', (gsize) (end - query));

      if (stop == NULL)
        stop = end;
      read_parameter (&reader, query, stop);
      query = stop < end ? stop + 1 : end;
    }
  end_item (&reader);
  text = end_text (&reader);
  reader_clear (&reader);
  return text;
}
