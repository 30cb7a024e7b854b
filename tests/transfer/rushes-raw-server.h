/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesRawServer: a server on loopback that sends whatever bytes a test wants, right or wrong, and
 * ends as wrongly as it wants. In threads of its own, so that a test may block.
 */
typedef struct _RushesRawServer RushesRawServer;

typedef enum
{
  RUSHES_RAW_CLOSE, /* in order */
  RUSHES_RAW_RESET, /* RST */
  RUSHES_RAW_HOLD,  /* sends no more, until the client goes */
  RUSHES_RAW_DRIP,  /* an "x" every 20 ms, until the client goes */
} RushesRawEnd;

/* @certificate: (nullable): speaks TLS with it */
RushesRawServer *rushes_raw_server_new (GTlsCertificate *certificate);
void             rushes_raw_server_free (RushesRawServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesRawServer, rushes_raw_server_free)

/* "http://127.0.0.1:PORT" */
const char *rushes_raw_server_get_url (RushesRawServer *self);

/**
 * rushes_raw_server_answer:
 * @path: of requests that are answered so from now on, without the query; "" stands for all others
 * @head: with its empty line, or what stands in its place
 * @body: (nullable)
 */
void rushes_raw_server_answer (RushesRawServer *self,
                               const char      *path,
                               const char      *head,
                               GBytes          *body,
                               RushesRawEnd     end);

/* The heads of all requests so far. Returns: (transfer full) */
char *rushes_raw_server_dup_log (RushesRawServer *self);
guint rushes_raw_server_get_n_requests (RushesRawServer *self);

G_END_DECLS
