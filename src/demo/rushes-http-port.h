/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-exchange.h"

G_BEGIN_DECLS

/**
 * RushesHttpPort: HTTP/1.1 on a loopback port that the system picks. Lives in the thread that
 * made it, on that thread's default main context.
 */
#define RUSHES_TYPE_HTTP_PORT (rushes_http_port_get_type ())
G_DECLARE_FINAL_TYPE (RushesHttpPort, rushes_http_port, RUSHES, HTTP_PORT, GObject)

/* Listens; @func answers each exchange. Returns: (transfer full): or NULL with a GIO error */
RushesHttpPort *rushes_http_port_new (const char          *server_name,
                                      RushesExchangeFunc   func,
                                      gpointer             user_data,
                                      GError             **error);

/* "http://127.0.0.1:PORT" */
const char *rushes_http_port_get_url (RushesHttpPort *self);
/* How many exchanges are open now, and were open at the same time at most. Any thread. */
guint rushes_http_port_get_n_open (RushesHttpPort *self);
guint rushes_http_port_get_most_open (RushesHttpPort *self);
/* Closes the port and every connection. */
void rushes_http_port_close (RushesHttpPort *self);

G_END_DECLS
