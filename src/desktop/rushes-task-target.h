/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * Targets: how one task is named on the session's bus, to the actions of the application and as a result of
 * the search: "ID ACCOUNT-ID", or "ID" alone, for the task that was added last with that id. No secret, and
 * good for as long as the task is in the list. What comes back may have been written by anybody.
 */

/* Returns: (transfer full) */
char *rushes_task_target_dup (RushesTask *task);

/* @tasks: of RushesTask. Returns: (transfer full) (nullable): NULL where @target names none of them */
RushesTask *rushes_task_target_find (GListModel *tasks, const char *target);

G_END_DECLS
