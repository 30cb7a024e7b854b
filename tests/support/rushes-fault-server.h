/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/rushes-fault-authority.h"
#include "support/rushes-fault.h"

G_BEGIN_DECLS

/**
 * RushesFaultServer: a server on loopback that lies to a downloader in every way it is told to.
 *
 * It has objects at paths. Each request for a path takes the next fault from the path's script
 * (attempt 1 does this, attempt 2 that); where the script has ended the answer is honest. It
 * notes every request to the byte. Two of them are two hosts.
 *
 * One thread accepts, one serves each connection, none of them sleeps. Every function may be called
 * from any thread. Whoever waits in rushes_test_await() is woken by each request and each stall.
 */
#define RUSHES_TYPE_FAULT_SERVER (rushes_fault_server_get_type ())
G_DECLARE_FINAL_TYPE (RushesFaultServer, rushes_fault_server, RUSHES, FAULT_SERVER, GObject)

typedef enum
{
  RUSHES_FAULT_HTTP,  /* HTTP/1.1 */
  RUSHES_FAULT_HTTPS, /* HTTP/1.1 over TLS */
  RUSHES_FAULT_HTTP2, /* HTTP/2 over TLS, agreed upon by ALPN */
} RushesFaultProtocol;

/* Whether this build can speak @protocol; otherwise @why (transfer none) says what is missing. */
gboolean rushes_fault_server_can (RushesFaultProtocol protocol, const char **why);

/**
 * rushes_fault_server_new:
 * @certificate: (nullable): for HTTP only
 */
RushesFaultServer *rushes_fault_server_new (RushesFaultProtocol protocol, GTlsCertificate *certificate);

/* Breaks every connection off and waits for the threads. Disposing does it, too. */
void rushes_fault_server_stop (RushesFaultServer *self);

/* "http://127.0.0.1:PORT", "https://127.0.0.1:PORT" */
const char *rushes_fault_server_get_url (RushesFaultServer *self);
guint16     rushes_fault_server_get_port (RushesFaultServer *self);
/* Of @target on this server: "/a.mp4?Signature=…". Returns: (transfer full) */
char *rushes_fault_server_dup_link (RushesFaultServer *self, const char *target);

/* @path: without the query. @object: (nullable): copied; from now on it is there, NULL: 404 */
void rushes_fault_server_put (RushesFaultServer *self, const char *path, const RushesFaultObject *object);

/* @times: how many requests for @path are answered so, after those that are in the script already;
 * G_MAXUINT: all. @fault is copied. */
void rushes_fault_server_script (RushesFaultServer *self,
                                 const char        *path,
                                 const RushesFault *fault,
                                 guint              times);
/* Forgets the rest of the script: honest from the next request on. */
void rushes_fault_server_forget_script (RushesFaultServer *self, const char *path);

/* How the next connections end, before a byte of TLS or HTTP: FIN, RST or STALL. */
void rushes_fault_server_script_connection (RushesFaultServer *self, RushesFaultEnd end, guint times);

/* Lets everything go on that stalls or drips. */
void rushes_fault_server_release (RushesFaultServer *self);

/* What has come so far. @path: (nullable): NULL counts all */
guint    rushes_fault_server_get_n_requests (RushesFaultServer *self, const char *path);
guint    rushes_fault_server_get_n_connections (RushesFaultServer *self);
/* Answers and connections that stall or drip right now. */
guint    rushes_fault_server_get_n_stalled (RushesFaultServer *self);
/* Which connection request @index came on, from 0. */
guint    rushes_fault_server_get_connection (RushesFaultServer *self, const char *path, guint index);
/* Request @index (from 0) as it came, from its request line to its empty line; over HTTP/2 written as
 * HTTP/1.1 would. Fails the test where there were fewer. Returns: (transfer full) */
char    *rushes_fault_server_dup_request (RushesFaultServer *self, const char *path, guint index);
/* Returns: (transfer full) (nullable): NULL where it was not sent */
char    *rushes_fault_server_dup_field (RushesFaultServer *self,
                                        const char        *path,
                                        guint              index,
                                        const char        *name);
/* Whether @text (in any case) was in any request. */
gboolean rushes_fault_server_saw (RushesFaultServer *self, const char *text);

/* Blocks until @n requests have come, or @n answers stall; fails the test after RUSHES_TEST_DEADLINE. */
void rushes_fault_server_await_requests (RushesFaultServer *self, guint n);
void rushes_fault_server_await_stalled (RushesFaultServer *self, guint n);

/**
 * RushesFaultPort: a port of loopback where nothing serves: @deaf: it takes a connection up and
 * never answers, not even with its SYN, otherwise it refuses.
 */
typedef struct _RushesFaultPort RushesFaultPort;

RushesFaultPort *rushes_fault_port_new (gboolean deaf);
void             rushes_fault_port_free (RushesFaultPort *self);
guint16          rushes_fault_port_get_port (RushesFaultPort *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesFaultPort, rushes_fault_port_free)

G_END_DECLS
