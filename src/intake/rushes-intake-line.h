/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "intake/rushes-intake-collector.h"

G_BEGIN_DECLS

/**
 * The ids of one line of text. For rushes-intake.c alone. Pure.
 */

/**
 * rushes_line_read:
 * @quietly: what is left of a line around something that was understood: nothing of it is reported
 */
void rushes_line_read (RushesCollector *collector,
                       const char      *start,
                       const char      *end,
                       guint            line,
                       gboolean         quietly);

/* The ids that are named in the text: `?task_id=ID`, `"task_id": "ID"`, `task id: ID`. Returns: how many */
guint rushes_line_read_named (RushesCollector *collector, const char *start, const char *end, guint line);

G_END_DECLS
