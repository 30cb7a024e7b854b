/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-name-template"

#include "config.h"

#include "transfer/rushes-name-template.h"

#include "transfer/rushes-file-name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define EXTENSION ".mp4"
#define MAX_STEM_BYTES (200 - strlen (EXTENSION))
/* Of a value that has to be cut, so much stays. */
#define MIN_VALUE_BYTES 16

typedef enum
{
  TOKEN_ID,
  TOKEN_LABEL,
  TOKEN_DATE,
  TOKEN_TIME,
  TOKEN_WIDTH,
  TOKEN_HEIGHT,
  TOKEN_ACCOUNT,
  TOKEN_MODEL,
  TOKEN_N,
  TOKEN_NONE,
} Token;

static const char *const token_names[] = {
  [TOKEN_ID] = "id",           [TOKEN_LABEL] = "label", [TOKEN_DATE] = "date",
  [TOKEN_TIME] = "time",       [TOKEN_WIDTH] = "width", [TOKEN_HEIGHT] = "height",
  [TOKEN_ACCOUNT] = "account", [TOKEN_MODEL] = "model", [TOKEN_N] = "n",
};

/* @name: not terminated, @length bytes */
static Token
find_token (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (token_names); i++)
    {
      if (strlen (token_names[i]) == length && memcmp (token_names[i], name, length) == 0)
        return (Token) i;
    }
  return TOKEN_NONE;
}

char *
rushes_name_template_explain (const char *name_template)
{
  g_return_val_if_fail (name_template != NULL, NULL);

  if (*name_template == '\0')
    return g_strdup (_ ("The name template is empty."));
  if (strchr (name_template, '/') != NULL)
    return g_strdup (_ ("The name template names a file, so it can’t contain “/”."));

  for (const char *open = strchr (name_template, '{'); open != NULL; open = strchr (open + 1, '{'))
    {
      const char *close = strchr (open, '}');

      if (close == NULL)
        return g_strdup (_ ("A “{” in the name template is never closed."));
      if (find_token (open + 1, (gsize) (close - open - 1)) == TOKEN_NONE)
        {
          g_autofree char *token = g_strndup (open, (gsize) (close - open + 1));

          /* Translators: %s is what the user wrote, with its braces: “{foo}”. */
          return g_strdup_printf (_ ("The name template can’t use “%s”."), token);
        }
    }
  return NULL;
}

/* Of a name: what is written, what is known, and what is not. */
typedef enum
{
  PART_LITERAL,
  PART_OPEN,  /* a bracket that is written */
  PART_CLOSE, /* " */
  PART_VALUE,
  PART_GAP, /* a token without a value */
} PartKind;

typedef struct
{
  PartKind kind;
  Token token; /* of a value */
  char *text;  /* NULL for a gap */
} Part;

static void
part_clear (Part *part)
{
  g_clear_pointer (&part->text, g_free);
}

static char *
dup_pixels (int pixels)
{
  return pixels > 0 ? g_strdup_printf ("%d", pixels) : NULL;
}

/* @format has no colon: not every file system takes it. */
static char *
dup_moment (GDateTime *moment, const char *format)
{
  return moment != NULL ? g_date_time_format (moment, format) : NULL;
}

static char *
dup_known (Token token, const RushesNameTemplateValues *values)
{
  switch (token)
    {
    case TOKEN_ID:
      return g_strdup (values->task_id);
    case TOKEN_LABEL:
      return g_strdup (values->label);
    case TOKEN_DATE:
      return dup_moment (values->moment, "%Y-%m-%d");
    case TOKEN_TIME:
      return dup_moment (values->moment, "%H-%M-%S");
    case TOKEN_WIDTH:
      return dup_pixels (values->width);
    case TOKEN_HEIGHT:
      return dup_pixels (values->height);
    case TOKEN_ACCOUNT:
      return g_strdup (values->account);
    case TOKEN_MODEL:
      return g_strdup (values->model);
    case TOKEN_N:
      return g_strdup_printf ("%u", values->n);
    case TOKEN_NONE:
    default:
      g_assert_not_reached ();
    }
}

/* A value is a part of one name: what would separate folders joins words instead. One of which nothing
 * would be seen is none. */
static char *
dup_value (Token token, const RushesNameTemplateValues *values)
{
  g_autofree char *known = dup_known (token, values);
  g_autofree char *valid = known != NULL ? g_utf8_make_valid (known, -1) : NULL;
  g_autofree char *seen = rushes_file_name_sanitise (valid);

  if (*seen == '\0')
    return NULL;
  return g_strdelimit (g_steal_pointer (&valid), "/\\", '-');
}

static gboolean
is_opening (gunichar c)
{
  return c == '(' || c == '[' || c == 0xff08 || c == 0x3010 || c == 0x300c;
}

static gboolean
is_closing (gunichar c)
{
  return c == ')' || c == ']' || c == 0xff09 || c == 0x3011 || c == 0x300d;
}

/* What stands between two parts of a name and has no meaning without them. */
static gboolean
is_separator (gunichar c)
{
  return (c < 0x80 && c != 0 && strchr (" -_.,;:+&@#~|=", (int) c) != NULL) || (c >= 0x2010 && c <= 0x2015)
         || c == 0xb7 || c == 0x3000 || c == 0x3001 || c == 0xff0c || c == 0x30fb;
}

/* Takes @text. */
static void
add_part (GArray *parts, PartKind kind, Token token, char *text)
{
  const Part part = { .kind = kind, .token = token, .text = text };

  g_array_append_val (parts, part);
}

static void
add_literal (GArray *parts, const char *text, gsize length)
{
  const char *end = text + length;
  const char *start = text;

  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);
      const char *next = g_utf8_next_char (p);

      if (!is_opening (c) && !is_closing (c))
        continue;
      if (p > start)
        add_part (parts, PART_LITERAL, TOKEN_NONE, g_strndup (start, (gsize) (p - start)));
      add_part (parts, is_opening (c) ? PART_OPEN : PART_CLOSE, TOKEN_NONE,
                g_strndup (p, (gsize) (next - p)));
      start = next;
    }
  if (end > start)
    add_part (parts, PART_LITERAL, TOKEN_NONE, g_strndup (start, (gsize) (end - start)));
}

static GArray *
read_parts (const char *name_template, const RushesNameTemplateValues *values)
{
  GArray *parts = g_array_new (FALSE, FALSE, sizeof (Part));
  const char *start = name_template;

  g_array_set_clear_func (parts, (GDestroyNotify) part_clear);
  for (const char *p = name_template; *p != '\0';)
    {
      const char *close = *p == '{' ? strchr (p, '}') : NULL;
      const Token token = close != NULL ? find_token (p + 1, (gsize) (close - p - 1)) : TOKEN_NONE;
      char *value;

      if (token == TOKEN_NONE)
        {
          p++;
          continue;
        }
      add_literal (parts, start, (gsize) (p - start));
      value = dup_value (token, values);
      add_part (parts, value != NULL ? PART_VALUE : PART_GAP, token, value);
      p = start = close + 1;
    }
  add_literal (parts, start, strlen (start));
  return parts;
}

/* Brackets around gaps alone, with whatever else is in them, are one gap: "({width}x{height})". */
static void
drop_empty_brackets (GArray *parts)
{
  guint open = G_MAXUINT;
  gboolean has_gap = FALSE;

  for (guint i = 0; i < parts->len; i++)
    {
      const PartKind kind = g_array_index (parts, Part, i).kind;

      if (kind == PART_OPEN)
        {
          open = i;
          has_gap = FALSE;
        }
      else if (kind == PART_VALUE)
        open = G_MAXUINT;
      else if (kind == PART_GAP)
        has_gap = TRUE;
      else if (kind == PART_CLOSE && open != G_MAXUINT && has_gap)
        {
          g_array_remove_range (parts, open, i - open);
          part_clear (&g_array_index (parts, Part, open));
          g_array_index (parts, Part, open).kind = PART_GAP;
          /* They may be in brackets themselves. */
          i = open = G_MAXUINT;
          has_gap = FALSE;
        }
      else if (kind == PART_CLOSE)
        open = G_MAXUINT;
    }
}

static gboolean
is_token (GArray *parts, guint i)
{
  return i < parts->len
         && (g_array_index (parts, Part, i).kind == PART_VALUE
             || g_array_index (parts, Part, i).kind == PART_GAP);
}

/* The sign between {width} and {height}. */
static gboolean
is_times (GArray *parts, guint i)
{
  const char *text = g_array_index (parts, Part, i).text;

  return is_token (parts, i - 1) && is_token (parts, i + 1)
         && (g_ascii_strcasecmp (text, "x") == 0 || g_str_equal (text, "×"));
}

static gsize
count_leading (const char *text)
{
  const char *p = text;

  while (*p != '\0' && is_separator (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return (gsize) (p - text);
}

static gsize
count_trailing (const char *text, gsize length)
{
  const char *end = text + length;
  const char *start = end;

  while (start > text && is_separator (g_utf8_get_char (g_utf8_prev_char (start))))
    start = g_utf8_prev_char (start);
  return (gsize) (end - start);
}

/* A name under way. */
typedef struct
{
  GString *name;
  gsize n_droppable; /* bytes at the end of it that separate what is before from what may follow */
  gboolean at_times; /* they are a times sign */
  gboolean at_edge;  /* nothing is before that could be separated: the beginning, or a bracket */
  gboolean after_gap;
} Line;

static void
drop_end (Line *line)
{
  g_string_truncate (line->name, line->name->len - line->n_droppable);
  line->n_droppable = 0;
}

/* Of the separators on both sides of a gap, one stays, and none at an edge. */
static void
append_literal (Line *line, const char *text, gboolean times)
{
  const gsize n_leading = times ? strlen (text) : count_leading (text);
  const char *rest = text;

  if (line->after_gap && line->at_times)
    drop_end (line);
  if (line->after_gap && (line->at_edge || times || line->n_droppable > 0))
    rest += n_leading;
  if (*rest == '\0')
    return;

  g_string_append (line->name, rest);
  line->n_droppable = times ? strlen (rest) : count_trailing (rest, strlen (rest));
  line->at_times = times;
  /* Separators that are written at an edge are meant, but separate nothing. */
  line->at_edge = line->at_edge && line->n_droppable == strlen (rest);
  line->after_gap = FALSE;
}

static char *
join (GArray *parts)
{
  Line line = { .name = g_string_new (NULL), .at_edge = TRUE };

  for (guint i = 0; i < parts->len; i++)
    {
      const Part *part = &g_array_index (parts, Part, i);

      switch (part->kind)
        {
        case PART_GAP:
          line.after_gap = TRUE;
          continue;
        case PART_LITERAL:
          append_literal (&line, part->text, is_times (parts, i));
          continue;
        case PART_CLOSE:
          if (line.after_gap)
            drop_end (&line);
          break;
        case PART_VALUE:
        case PART_OPEN:
        default:
          break;
        }
      g_string_append (line.name, part->text);
      line.n_droppable = 0;
      line.at_times = FALSE;
      line.at_edge = part->kind == PART_OPEN;
      line.after_gap = FALSE;
    }

  if (line.after_gap)
    drop_end (&line);
  return g_string_free (line.name, FALSE);
}

/* What a person wrote may be cut without harm; an id or a number that is cut is another one, and the
 * names of several videos become the same. */
static void
shorten (GArray *parts, gsize excess)
{
  static const Token patient[] = { TOKEN_LABEL, TOKEN_MODEL, TOKEN_ACCOUNT };

  for (guint i = 0; i < G_N_ELEMENTS (patient); i++)
    for (guint j = 0; j < parts->len && excess > 0; j++)
      {
        const Part *part = &g_array_index (parts, Part, j);
        const gsize length = part->kind == PART_VALUE ? strlen (part->text) : 0;
        char *end;

        if (part->token != patient[i] || length <= MIN_VALUE_BYTES)
          continue;
        end = g_utf8_find_prev_char (part->text,
                                     part->text + MAX (length - MIN (excess, length), MIN_VALUE_BYTES) + 1);
        excess -= MIN (excess, length - (gsize) (end - part->text));
        *end = '\0';
      }
}

static void
drop_extension (char *name)
{
  gsize length = strlen (name);
  gsize extension = strlen (EXTENSION);

  if (length >= extension && g_ascii_strcasecmp (name + length - extension, EXTENSION) == 0)
    name[length - extension] = '\0';
}

/* Cuts @name, which is valid UTF-8, on a character's boundary, and leaves no space at its end. */
static void
cut (char *name, gsize max_bytes)
{
  if (strlen (name) > max_bytes)
    *g_utf8_find_prev_char (name, name + max_bytes + 1) = '\0';
  g_strchomp (name);
}

char *
rushes_name_template_expand (const char *name_template, const RushesNameTemplateValues *values)
{
  g_autofree char *written = NULL;
  g_autoptr (GArray) parts = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (name_template != NULL, NULL);
  g_return_val_if_fail (values != NULL && values->task_id != NULL, NULL);

  written = g_utf8_make_valid (name_template, -1);
  drop_extension (written);
  parts = read_parts (written, values);
  drop_empty_brackets (parts);
  raw = join (parts);
  if (strlen (raw) > MAX_STEM_BYTES)
    {
      shorten (parts, strlen (raw) - MAX_STEM_BYTES);
      g_free (raw);
      raw = join (parts);
    }

  drop_extension (raw);
  name = rushes_file_name_sanitise (raw);
  cut (name, MAX_STEM_BYTES);
  if (*name == '\0')
    return rushes_file_name_suggest (NULL, NULL, values->task_id);

  return g_strconcat (name, EXTENSION, NULL);
}
