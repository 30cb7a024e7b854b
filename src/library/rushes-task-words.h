/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * A task's words, ready to be searched: "É" is found by "é", and "ﬁ" by "fi", however the two are written.
 * The window and the desktop's search find the same. Main thread.
 */

/* All that a task can be found by: id, label, note and prompt, and where it is asked for why it failed.
 * (transfer full) */
char *rushes_task_words_fold (RushesTask *task, gboolean with_failure);

/* Any text, to be compared with such words. (transfer full) */
char *rushes_task_words_fold_text (const char *text);

/* What is searched for, word by word, as it is compared; NULL for nothing. @text: (nullable).
 * Returns: (transfer full) (nullable) */
char **rushes_task_words_split (const char *text);

/* Whether all of @words, of rushes_task_words_split(), stand in @folded. */
gboolean rushes_task_words_match (const char *folded, const char *const *words);

G_END_DECLS
