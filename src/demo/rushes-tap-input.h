/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesTapInput: what a socket receives, passed on, with the heads of the requests kept as
 * they came. SoupServer shows a request's address only after it has been put in order, and
 * the signature of a link is checked against the bytes. Closing it closes the connection.
 * For the thread that serves.
 */
#define RUSHES_TYPE_TAP_INPUT (rushes_tap_input_get_type ())
G_DECLARE_FINAL_TYPE (RushesTapInput, rushes_tap_input, RUSHES, TAP_INPUT, GFilterInputStream)

GInputStream *rushes_tap_input_new (GSocketConnection *connection);

/* Returns: (transfer full): the next request's line and headers, ending in an empty line; "" if there is none */
char *rushes_tap_input_take_head (RushesTapInput *self);

G_END_DECLS
