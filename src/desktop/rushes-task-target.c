/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-target"

#include "config.h"

#include "desktop/rushes-task-target.h"

#include <string.h>

#include "intake/rushes-intake.h"

/* An id holds no blank (rushes_intake_is_id()), so that the first one ends it. */
#define SEPARATOR ' '

char *
rushes_task_target_dup (RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  return g_strdup_printf ("%s%c%s", rushes_task_get_id (task), SEPARATOR, rushes_task_get_account_id (task));
}

RushesTask *
rushes_task_target_find (GListModel *tasks, const char *target)
{
  const char *separator = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (G_IS_LIST_MODEL (tasks), NULL);
  g_return_val_if_fail (target != NULL, NULL);

  separator = strchr (target, SEPARATOR);
  id = separator != NULL ? g_strndup (target, (gsize) (separator - target)) : g_strdup (target);
  if (!rushes_intake_is_id (id))
    return NULL;

  for (guint i = g_list_model_get_n_items (tasks); i > 0; i--)
    {
      g_autoptr (RushesTask) task = g_list_model_get_item (tasks, i - 1);

      if (g_str_equal (rushes_task_get_id (task), id)
          && (separator == NULL || g_strcmp0 (rushes_task_get_account_id (task), separator + 1) == 0))
        return g_steal_pointer (&task);
    }
  return NULL;
}
