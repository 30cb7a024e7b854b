/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_file_name_suggest:
 * @hint: (nullable): the service's file name ("output.mp4"); only its last path component counts
 * @label: (nullable): what the user calls the task; comes first where there is one
 * @task_id: opaque
 *
 * A name for the video of a task: the label, or the hint's stem, joined with the id, and always
 * ".mp4". Controls, bidirectional controls, "/" and leading dots are taken out, the whole is cut
 * at 200 bytes on a character's boundary. Pure. Returns: (transfer full), never empty
 */
char *rushes_file_name_suggest (const char *hint, const char *label, const char *task_id);

/* One path component out of foreign text, as above, without an extension of its own; may be empty. */
char *rushes_file_name_sanitise (const char *text);

G_END_DECLS
