/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * RushesExchange: one request, and the way its answer goes out: at once, late, bit by bit,
 * cut off, or never. For the thread that serves; it ends by itself when the answer is out or
 * the other side has gone.
 */
#define RUSHES_TYPE_EXCHANGE (rushes_exchange_get_type ())
G_DECLARE_FINAL_TYPE (RushesExchange, rushes_exchange, RUSHES, EXCHANGE, GObject)

typedef void (*RushesExchangeFunc) (RushesExchange *self, gpointer user_data);

/**
 * RushesExchangeAllow:
 * @sent: how many bytes of the body are out
 *
 * Returns: how many more may follow now: 0 has it ask again a little later, -1 cuts the
 * connection.
 */
typedef gssize (*RushesExchangeAllow) (RushesExchange *self, gsize sent, gpointer user_data);

RushesExchange *rushes_exchange_new (SoupServerMessage *message, GSocket *socket, char *head);

const char *rushes_exchange_get_method (RushesExchange *self);
/* The request's target byte for byte: path and query as the client wrote them. */
const char *rushes_exchange_get_target (RushesExchange *self);
/* The request line and all headers, as they came. */
const char *rushes_exchange_get_head (RushesExchange *self);
/* (nullable): a header of the request */
const char *rushes_exchange_get_header (RushesExchange *self, const char *name);
/* (transfer full) (nullable): a parameter of the query, decoded */
char *rushes_exchange_dup_parameter (RushesExchange *self, const char *name);

/* A header of the answer. */
void rushes_exchange_set_header (RushesExchange *self, const char *name, const char *value);
/* Answers with all of @text. */
void rushes_exchange_reply_text (RushesExchange *self, guint status, const char *type, const char *text);
/* Answers with @body as @allow permits; chunked, or else with its length told first. */
void rushes_exchange_stream (RushesExchange      *self,
                             guint                status,
                             const char          *type,
                             GBytes              *body,
                             gboolean             chunked,
                             RushesExchangeAllow  allow,
                             gpointer             user_data);
/* Calls @func after @milliseconds, if the other side is still there; 0 is at once. */
void rushes_exchange_later (RushesExchange     *self,
                            guint               milliseconds,
                            RushesExchangeFunc  func,
                            gpointer            user_data);
/* Does not answer, until the other side gives up. */
void rushes_exchange_hold (RushesExchange *self);
/* Ends the connection, whatever was promised. */
void rushes_exchange_cut (RushesExchange *self);

G_END_DECLS
