/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesTaskWatch: what somebody who watches very many tasks has in common for all of them. A handler of
 * "notify" takes a quarter of a kibibyte a task, this takes a pointer. It is told before any handler. Main thread.
 *
 * @changed: one of @task's properties has changed
 */
typedef struct
{
  void (*changed) (RushesTask *task, GParamSpec *property, gpointer data);
  gpointer data;
} RushesTaskWatch;

/* @watch lives until it watches no task any more. One watches a task once. */
void rushes_task_watch (RushesTask *self, const RushesTaskWatch *watch);
void rushes_task_unwatch (RushesTask *self, const RushesTaskWatch *watch);

G_END_DECLS
