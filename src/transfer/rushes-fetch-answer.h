/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "transfer/rushes-part.h"

G_BEGIN_DECLS

/* What the head of an answer to a fetch means. Any thread. */

/* 301, 302, 303, 307, 308 */
gboolean rushes_fetch_answer_is_redirect (SoupMessage *message);

/**
 * rushes_fetch_answer_check:
 * @with_key: whether the key was on the message
 * @in_part: whether a part of the video was asked for
 * @body: what follows, of which the beginning is read where it says what went wrong
 *
 * Returns: whether a video may follow: 200, or 206 where it was asked for, without an encoding.
 *   Errors: those of rushes_fetch_run()
 */
gboolean rushes_fetch_answer_check (SoupMessage   *message,
                                    gboolean       with_key,
                                    gboolean       in_part,
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

/**
 * rushes_fetch_answer_read_identity:
 * @identity: (out): to be cleared; without the link and where it led to
 *
 * What the head of a 200 or a 206 says of the whole video.
 */
void rushes_fetch_answer_read_identity (SoupMessage *message, RushesPartIdentity *identity);

/**
 * rushes_fetch_answer_continues:
 * @offset: how many bytes are there
 * @total: of the whole as known so far; -1 unknown
 *
 * Whether a 206 is exactly the rest: first byte, last byte, total and length agree.
 */
gboolean rushes_fetch_answer_continues (SoupMessage *message, gint64 offset, gint64 total);

/* Whether a 416 says that the video ends where the part does. */
gboolean rushes_fetch_answer_ends_at (SoupMessage *message, gint64 offset);

/**
 * rushes_fetch_answer_is_same:
 * @known: of the part
 * @told: of an answer
 * @same_link: whether both are of the same link, byte for byte
 *
 * Whether both are shown to be of the same bytes: an equal CRC, else an equal strong ETag, else,
 * on the same link, an equal strong time of modification. Size and beginning are not enough, since
 * two encodings of a video can share both.
 */
gboolean rushes_fetch_answer_is_same (const RushesPartIdentity *known,
                                      const RushesPartIdentity *told,
                                      gboolean                  same_link);

G_END_DECLS
