/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-entry.h"

G_BEGIN_DECLS

/**
 * RushesTaskSieve: finds those of many tasks that are to be shown, and sorts them, a little at a time, so
 * that nobody has to wait for all of it.
 *
 * It sets the keys of those that it finds, and nobody else may do so meanwhile: a task that changes is put
 * into its place when the sieve is through. Where one leaves, the sieve is void.
 */
typedef struct _RushesTaskSieve RushesTaskSieve;

/* @entries: (element-type RushesTaskEntry): not owned; @words: (nullable); both are copied. What it finds gets
 * the @mark. */
RushesTaskSieve *rushes_task_sieve_new (GPtrArray         *entries,
                                        RushesTaskFilter   filter,
                                        const char *const *words,
                                        RushesTaskSort     sort,
                                        gboolean           reversed,
                                        RushesTaskMark     mark);
void             rushes_task_sieve_free (RushesTaskSieve *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTaskSieve, rushes_task_sieve_free)

/* Goes on until it is through (TRUE), or until the monotonic clock says @until. */
gboolean rushes_task_sieve_run (RushesTaskSieve *self, gint64 until);

/* (element-type RushesTaskEntry) (transfer full): what it found, once it is through */
GPtrArray *rushes_task_sieve_steal_found (RushesTaskSieve *self);

G_END_DECLS
