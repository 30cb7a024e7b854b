/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_text_neutralise:
 * @text: (nullable): what a server or a person sent; need not be valid UTF-8
 * @max_characters: where to cut (an ellipsis is put there)
 *
 * Makes foreign text fit to be shown on one line: valid UTF-8, control characters and
 * line breaks become spaces (several become one), what is invisible is dropped
 * (rushes_text_is_invisible()), and so are the marks of a letter that would cover other
 * rows; the ends are trimmed. The result is plain text and still has to be escaped where
 * markup is expected. Any thread.
 *
 * Returns: (transfer full) (nullable): NULL for NULL or where nothing is left
 */
char *rushes_text_neutralise (const char *text, gsize max_characters);

/* The same for text of several lines: line breaks stay, at most two in a row. */
char *rushes_text_neutralise_lines (const char *text, gsize max_characters);

/* Whether @c shows nothing, but can turn the order of what is shown or split a word: bidirectional
 * controls, spaces without a width, tags. */
gboolean rushes_text_is_invisible (gunichar c);

/* Overwrites @secret (nullable), then frees it: for text that was a key. */
void rushes_text_wipe (char *secret);

G_END_DECLS
