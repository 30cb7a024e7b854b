/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * rushes_task_finder_find:
 * @tasks: of RushesTask, in the order in which they were added
 * @terms: what was typed, word by word; anything
 * @most: how many are wanted
 *
 * The tasks that hold all the words, in their id, label, note or prompt: those first that are called so, and of
 * these the ones first that were added last. A letter alone, of an alphabet, finds nothing. Pure.
 *
 * Returns: (transfer full) (element-type RushesTask)
 */
GPtrArray *rushes_task_finder_find (GListModel *tasks, const char *const *terms, guint most);

G_END_DECLS
