/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-finder"

#include "config.h"

#include "desktop/rushes-task-finder.h"

#include <string.h>

#include "library/rushes-task-words.h"

/* Whether one of them is worth looking for: a letter stands in nearly every task, a Chinese character does
 * not. */
static gboolean
tell_apart (const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (strlen (words[i]) > 1)
      return TRUE;
  return FALSE;
}

static gboolean
is_called (RushesTask *task, const char *const *words)
{
  const char *label = rushes_task_get_label (task);
  g_autofree char *folded = label != NULL ? rushes_task_words_fold_text (label) : NULL;

  return g_ascii_strcasecmp (rushes_task_get_id (task), words[0]) == 0
         || (folded != NULL && rushes_task_words_match (folded, words));
}

GPtrArray *
rushes_task_finder_find (GListModel *tasks, const char *const *terms, guint most)
{
  g_autoptr (GPtrArray) called = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (tasks), NULL);
  g_return_val_if_fail (terms != NULL, NULL);

  text = g_strjoinv (" ", (char **) terms);
  words = g_utf8_validate (text, -1, NULL) ? rushes_task_words_split (text) : NULL;
  if (words == NULL || !tell_apart ((const char *const *) words))
    return g_steal_pointer (&called);

  for (guint i = g_list_model_get_n_items (tasks); i > 0 && called->len < most; i--)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i - 1);
      g_autofree char *folded = rushes_task_words_fold (task, FALSE);

      if (!rushes_task_words_match (folded, (const char *const *) words))
        continue;
      if (is_called (task, (const char *const *) words))
        g_ptr_array_add (called, g_steal_pointer (&task));
      else if (others->len < most)
        g_ptr_array_add (others, g_steal_pointer (&task));
    }
  for (guint i = 0; i < others->len && called->len < most; i++)
    g_ptr_array_add (called, g_object_ref (g_ptr_array_index (others, i)));
  return g_steal_pointer (&called);
}
