/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesTaskList: a GListModel of RushesTask, in the order in which they were added, each
 * (account, id) once; one that was taken out and comes back stands at the end. Main thread.
 *
 * Finding and adding do not grow with the list's length, removing any number is one pass; every
 * call emits at most one items-changed per run. Do not change the list in a handler of that.
 */
#define RUSHES_TYPE_TASK_LIST (rushes_task_list_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskList, rushes_task_list, RUSHES, TASK_LIST, GObject)

RushesTaskList *rushes_task_list_new (void);
/* (transfer none) (nullable) */
RushesTask *rushes_task_list_find (RushesTaskList *self, const char *account_id, const char *task_id);
/* Whether it is this very object that stands in the list. */
gboolean rushes_task_list_contains (RushesTaskList *self, RushesTask *task);
/* @tasks: (element-type RushesTask): those whose (account, id) is there already are left out */
void rushes_task_list_append (RushesTaskList *self, GPtrArray *tasks);
/* As above, but before the one at @position: whoever puts them there keeps the order. */
void rushes_task_list_insert (RushesTaskList *self, guint position, GPtrArray *tasks);
/* As above, at the beginning: @tasks are older than all that are there. */
void rushes_task_list_prepend (RushesTaskList *self, GPtrArray *tasks);
/* @tasks: (element-type RushesTask): those that are not in the list are passed over */
void rushes_task_list_remove (RushesTaskList *self, GPtrArray *tasks);
/* @tasks: (element-type RushesTask): they stay where they are, and are of @account_id from here on; those that
 * are not in the list, and those of which it has one there already, are passed over. For whoever watches, they
 * go and come back. */
void rushes_task_list_move (RushesTaskList *self, GPtrArray *tasks, const char *account_id);

G_END_DECLS
