/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_file_name_suggest:
 * @hint: (nullable): the service's file name ("output.mp4"); only its last path component counts,
 *   without its extension
 * @label: (nullable): what the user calls the task; comes first where there is one
 * @task_id: opaque
 *
 * A name for the video of a task: the label, or the hint's stem, joined with the id, and always
 * ".mp4". Everything in it is sanitised (below); the whole is cut at 200 bytes on a character's
 * boundary, the id and the extension last. Pure. Returns: (transfer full), never empty
 */
char *rushes_file_name_suggest (const char *hint, const char *label, const char *task_id);

/**
 * rushes_file_name_sanitise:
 * @text: (nullable): foreign; need not be valid UTF-8
 *
 * One path component out of @text, composed (NFC), at most 200 bytes. What no disk takes or nobody
 * can see is taken out: controls, bidirectional controls, invisible characters, and the signs that
 * FAT refuses (? * " < > |); "/", "\" and ":" become "-"; leading dots, dashes, tildes and spaces
 * go, and so do trailing dots and spaces. An extension is neither added nor taken off. Pure.
 *
 * Returns: (transfer full): may be empty
 */
char *rushes_file_name_sanitise (const char *text);

G_END_DECLS
