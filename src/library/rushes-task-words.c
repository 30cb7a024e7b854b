/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-words"

#include "config.h"

#include "library/rushes-task-words.h"

#include <string.h>

char *
rushes_task_words_fold_text (const char *text)
{
  g_autofree char *normal = NULL;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static void
append_line (GString *text, const char *line)
{
  if (line == NULL || *line == '\0')
    return;
  g_string_append (text, line);
  g_string_append_c (text, '\n');
}

char *
rushes_task_words_fold (RushesTask *task, gboolean with_failure)
{
  g_autoptr (GString) text = g_string_sized_new (128);
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
  return rushes_task_words_fold_text (text->str);
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
