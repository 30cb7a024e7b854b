/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "intake/rushes-intake-collector.h"

G_BEGIN_DECLS

/**
 * cURL commands, as documentation pages, consoles and browsers give them: over one line or several, for
 * a POSIX shell, cmd or PowerShell. For rushes-intake.c alone. Pure; nothing is run.
 */

/* Whether "curl" stands at @p as a word. @start: of the line */
gboolean rushes_curl_can_begin (const char *p, const char *start, const char *end);

/**
 * rushes_curl_read:
 * @start: where "curl" stands
 * @line: (inout): of @start; of @stop then
 * @stop: (out): how far the command was read
 *
 * Collects the ids of a command, from the query of its address and from the JSON that it sends, and the
 * offer that its address and key make. What else it says (other ids, times) is nobody's task.
 *
 * Returns: FALSE where it is no command: nothing was collected then
 */
gboolean rushes_curl_read (RushesCollector  *collector,
                           const char       *start,
                           const char       *text_end,
                           guint            *line,
                           const char      **stop);

G_END_DECLS
