/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What the head of an answer to a fetch means. Any thread. */

/* 301, 302, 303, 307, 308 */
gboolean rushes_fetch_answer_is_redirect (SoupMessage *message);

/**
 * rushes_fetch_answer_check:
 * @with_key: whether the key was on the message
 * @body: what follows, of which the beginning is read where it says what went wrong
 *
 * Returns: whether a video may follow: 200 without an encoding. Errors: those of rushes_fetch_run()
 */
gboolean rushes_fetch_answer_check (SoupMessage   *message,
                                    gboolean       with_key,
                                    GInputStream  *body,
                                    GCancellable  *cancellable,
                                    GError       **error);

/**
 * rushes_fetch_answer_get_length:
 *
 * Out of the raw list of headers, since libsoup takes the last of several lengths, and a negative
 * one for 0. Returns: -1 where the answer has no length that can be believed
 */
gint64 rushes_fetch_answer_get_length (SoupMessage *message);

G_END_DECLS
