/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesTaskList: a GListModel of RushesTask, in the order in which they were added, each
 * (account, id) once. Main thread. Finding, adding and removing do not grow with the list's
 * length (removing many is one pass); every call emits at most one items-changed per run.
 */
#define RUSHES_TYPE_TASK_LIST (rushes_task_list_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskList, rushes_task_list, RUSHES, TASK_LIST, GObject)

RushesTaskList *rushes_task_list_new (void);
/* (transfer none) (nullable) */
RushesTask *rushes_task_list_find (RushesTaskList *self, const char *account_id, const char *task_id);
/* @tasks: (element-type RushesTask): not in the list yet */
void rushes_task_list_append (RushesTaskList *self, GPtrArray *tasks);
void rushes_task_list_remove (RushesTaskList *self, GPtrArray *tasks);

G_END_DECLS
