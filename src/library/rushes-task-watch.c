/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-watch"

#include "config.h"

#include "library/rushes-task-watch.h"

#include "library/rushes-task-private.h"

void
rushes_task_watch (RushesTask *self, const RushesTaskWatch *watch)
{
  GSList **watches;

  g_return_if_fail (RUSHES_IS_TASK (self));
  g_return_if_fail (watch != NULL);

  watches = &rushes_task_get_tags (self)->watches;
  *watches = g_slist_prepend (*watches, (gpointer) watch);
}

void
rushes_task_unwatch (RushesTask *self, const RushesTaskWatch *watch)
{
  GSList **watches;

  g_return_if_fail (RUSHES_IS_TASK (self));

  watches = &rushes_task_get_tags (self)->watches;
  *watches = g_slist_remove (*watches, watch);
}

/* Who is told may end any watch, and then that one is not told any more. */
void
rushes_task_tell_watches (RushesTask *self, guint n_properties, GParamSpec **changed)
{
  GSList *const *watches = &rushes_task_get_tags (self)->watches;
  g_autoptr (GSList) all = g_slist_copy (*watches);

  for (const GSList *link = all; link != NULL; link = link->next)
    {
      const RushesTaskWatch *watch = link->data;

      for (guint i = 0; i < n_properties && g_slist_find (*watches, watch) != NULL; i++)
        watch->changed (self, changed[i], watch->data);
    }
}
