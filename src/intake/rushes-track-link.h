/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Links that name tasks: "rushes:track?id=ID&label=LABEL&id=…". A web page, a mail or another program hands
 * them over, so that nothing in one is trusted: what it names is put before the user, who decides. Pure; any
 * thread.
 */

#define RUSHES_TRACK_LINK_SCHEME "rushes"
/* More than a link can be in most programs; the form takes more. */
#define RUSHES_TRACK_LINK_MAX_BYTES (64 * 1024)

/* Whether @text is a link of this kind, good or bad, and no id. */
gboolean rushes_track_link_is_one (const char *text);

/**
 * rushes_track_link_read:
 *
 * Each "id" is one, a "label" belongs to the id before it, or to the first; whatever else is said there is passed over, and so
 * is an id that could not have been pasted.
 *
 * Returns: (transfer full) (nullable): a text for the form, "ID" or "ID | LABEL" on each line, that
 *   rushes_intake_read() reads as just these; NULL where no task is named
 */
char *rushes_track_link_read (const char *link);

G_END_DECLS
