/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/rushes-fault-reply.h"
#include "support/rushes-fault-server.h"

G_BEGIN_DECLS

/* One connection of a fault server, in the thread that serves it. For the server's own files. */
typedef struct
{
  RushesFaultServer *server; /* outlives it */
  guint number;
  GSocketConnection *base;
  GIOStream *stream; /* the same, or TLS around it */
  GInputStream *input;
  GOutputStream *output;
  GCancellable *stop;
  gboolean is_cut; /* nothing is to be said any more */
} RushesFaultConnection;

typedef enum
{
  RUSHES_FAULT_RELEASED, /* by the test */
  RUSHES_FAULT_READABLE, /* there is something to read */
  RUSHES_FAULT_ELAPSED,  /* the time is over */
  RUSHES_FAULT_GONE,     /* the client has closed, or the server stops */
} RushesFaultWait;

/* The release that stalls wait for from now on, and the count of those who do. Returns: (transfer full) */
GCancellable *rushes_fault_connection_begin_stall (RushesFaultConnection *self);
void          rushes_fault_connection_end_stall (RushesFaultConnection *self);

/* @release: (nullable). @readable: whether to return when there is something to read.
 * @ms: -1: no limit */
RushesFaultWait rushes_fault_connection_wait (RushesFaultConnection *self,
                                              GCancellable          *release,
                                              gboolean               readable,
                                              int                    ms);
gboolean rushes_fault_connection_write (RushesFaultConnection *self, const void *bytes, gsize length);
/* FIN or RST, once all that was written has arrived. */
void rushes_fault_connection_cut (RushesFaultConnection *self, RushesFaultEnd end);

/* Takes down a request that will not be answered. */
void rushes_fault_connection_note_unanswered (RushesFaultConnection *self, const char *head);
/* Takes down a request and looks up what to answer. @head: up to the empty line, which is part of it.
 * Returns: (transfer full) */
RushesFaultReply *rushes_fault_connection_ask (RushesFaultConnection *self, const char *head);

/* Each returns when the connection is over. */
void rushes_fault_http1_serve (RushesFaultConnection *connection);
void rushes_fault_http2_serve (RushesFaultConnection *connection);

gboolean rushes_fault_http2_is_there (void);

G_END_DECLS
