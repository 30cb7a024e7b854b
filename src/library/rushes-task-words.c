/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-words"

#include "config.h"

#include "library/rushes-task-words.h"

#include <string.h>

/* More than most tasks have to say. */
#define USUAL_LENGTH 256

static const char *
skip_ascii (const char *text)
{
  while (*text != '\0' && (guchar) *text < 0x80)
    text++;
  return text;
}

static const char *
skip_others (const char *text)
{
  while ((guchar) *text >= 0x80)
    text++;
  return text;
}

static void
append_ascii (GString *folded, const char *text, gsize length)
{
  const gsize start = folded->len;

  g_string_append_len (folded, text, (gssize) length);
  for (gsize i = start; i < folded->len; i++)
    if (g_ascii_isupper (folded->str[i]))
      folded->str[i] = (char) (folded->str[i] - 'A' + 'a');
}

static void
append_others (GString *folded, const char *text, gsize length)
{
  g_autofree char *normal = g_utf8_normalize (text, (gssize) length, G_NORMALIZE_ALL);
  g_autofree char *other = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;

  if (other != NULL)
    g_string_append (folded, other);
}

/* ASCII stays what it is when it is taken apart, and nothing moves across it: what stands between is folded
 * for itself. */
static void
append_folded (GString *folded, const char *text)
{
  while (*text != '\0')
    {
      const char *others = skip_ascii (text);
      const char *end = skip_others (others);

      append_ascii (folded, text, (gsize) (others - text));
      if (end > others)
        append_others (folded, others, (gsize) (end - others));
      text = end;
    }
}

char *
rushes_task_words_fold_text (const char *text)
{
  GString *folded = g_string_sized_new (strlen (text));

  append_folded (folded, text);
  return g_string_free (folded, FALSE);
}

static void
append_line (GString *folded, const char *line)
{
  if (line == NULL || *line == '\0')
    return;
  append_folded (folded, line);
  g_string_append_c (folded, '\n');
}

char *
rushes_task_words_fold (RushesTask *task, gboolean with_failure)
{
  g_autoptr (GString) text = g_string_sized_new (USUAL_LENGTH);
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  const RushesFailure *failure = with_failure ? rushes_task_get_failure (task) : NULL;

  append_line (text, rushes_task_get_id (task));
  append_line (text, rushes_task_get_label (task));
  append_line (text, rushes_task_get_note (task));
  if (snapshot != NULL)
    append_line (text, snapshot->prompt);
  if (failure != NULL)
    {
      append_line (text, rushes_failure_get_message (failure));
      append_line (text, rushes_failure_get_text (failure));
      append_line (text, rushes_failure_get_code (failure));
    }
  /* It is kept: without the room to grow. */
  return g_strndup (text->str, text->len);
}

char **
rushes_task_words_split (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *folded = rushes_task_words_fold_text (text != NULL ? text : "");
  char *word = folded;
  gboolean found = FALSE;

  while (*word != '\0')
    {
      char *end = word;
      g_autofree char *copy = NULL;

      while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      copy = g_strndup (word, (gsize) (end - word));
      if (*copy != '\0')
        {
          g_strv_builder_add (builder, copy);
          found = TRUE;
        }
      word = *end != '\0' ? g_utf8_next_char (end) : end;
    }
  return found ? g_strv_builder_end (builder) : NULL;
}

gboolean
rushes_task_words_match (const char *folded, const char *const *words)
{
  g_return_val_if_fail (folded != NULL, FALSE);
  g_return_val_if_fail (words != NULL, FALSE);

  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
