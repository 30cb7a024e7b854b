/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * A task in words. Pure, apart from reading the task: @now is in Unix seconds. What is returned as
 * char * is (transfer full), and plain text.
 */

/* A link with less time left than this is worth a warning. */
#define RUSHES_DESCRIBE_URGENT_SECONDS 3600

/* The state: a word, a symbolic icon, and a style class (nullable). */
const char *rushes_describe_state (RushesState state);
const char *rushes_describe_state_icon (RushesState state);
const char *rushes_describe_state_class (RushesState state);

/* The same of a task: a saved video that is no longer there is "Moved or deleted". */
const char *rushes_describe_task_state (RushesTask *task);
const char *rushes_describe_task_state_icon (RushesTask *task);
const char *rushes_describe_task_state_class (RushesTask *task);

/* What people call it: the label, or the id. (transfer none) */
const char *rushes_describe_title (RushesTask *task);

/**
 * rushes_describe_facts:
 * @brief: whether there is little room: what is told elsewhere or matters least is left out
 *
 * "1366 × 768 · 3.8 MB · link valid for 8 h · finished 12 min ago", or "1:12 so far · …", or NULL.
 */
char *rushes_describe_facts (RushesTask *task, gint64 now, gboolean brief);
/* The same with the length of its video: @duration in milliseconds, 0 unknown. */
char *rushes_describe_facts_of (RushesTask *task, gint64 duration, gint64 now, gboolean brief);

/* "48 min": how long the link is still good, where the video can only be had by it; else NULL. */
char *rushes_describe_time_left (RushesTask *task, gint64 now);

/* "Link valid for 48 min" where the video is lost soon unless somebody does something, else NULL. */
char *rushes_describe_urgency (RushesTask *task, gint64 now);

/* All times of the task, absolute, and where its video is: one a line, or NULL. */
char *rushes_describe_times (RushesTask *task);

/* What happened, what to do, and the code in parentheses where it is a number that people look up. */
char *rushes_describe_failure (const RushesFailure *failure);
/* What the task's row says of its failure or its problem. (nullable) */
char *rushes_describe_trouble (RushesTask *task);
/* What the service itself said, its code and the request id: one a line. */
char *rushes_describe_failure_origin (const RushesFailure *failure);

/* The label of the button that leads to the failure's remedy, and its action, which takes a task's order where
 * it is one of "win."; NULL for none. */
const char *rushes_describe_remedy (const RushesFailure *failure, const char **action_name);

/* "Dunes at dusk, Ready, 1366 × 768": the row's accessible name. */
char *rushes_describe_row (RushesTask *task);

/* (transfer full) (nullable): the video on this disk: where the user put it, or else our own copy */
GFile *rushes_describe_file (RushesTask *task);

G_END_DECLS
