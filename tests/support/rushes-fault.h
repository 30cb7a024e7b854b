/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/rushes-fault-object.h"

G_BEGIN_DECLS

/**
 * RushesFault: how a server answers one request other than honestly. All of it 0 is the honest
 * answer: 200, 206 or 416 as RFC 9110 has it, with the object's validators and sums. Each
 * field departs from that in one thing, and they can be combined.
 */

/* Where the answer stops. */
typedef enum
{
  RUSHES_FAULT_NOWHERE, /* at its end */
  RUSHES_FAULT_IN_HEAD, /* when "at" bytes of the head are sent; over HTTP/2, before it */
  RUSHES_FAULT_IN_BODY, /* when "at" bytes of the body are sent */
} RushesFaultPlace;

/* What stops it. */
typedef enum
{
  RUSHES_FAULT_FIN,        /* the connection is closed, TLS without a farewell */
  RUSHES_FAULT_RST,        /* the connection is reset */
  RUSHES_FAULT_STALL,      /* nothing more comes until rushes_fault_server_release(); then the rest does */
  RUSHES_FAULT_DRIP,       /* a byte every "drip_ms", to the end or until the release */
  RUSHES_FAULT_RST_STREAM, /* HTTP/2 only: with INTERNAL_ERROR */
  RUSHES_FAULT_GOAWAY,     /* HTTP/2 only: NO_ERROR; streams under way go on, others are not taken up */
  RUSHES_FAULT_GOAWAY_CUT, /* HTTP/2 only: NO_ERROR, and no stream goes on */
} RushesFaultEnd;

typedef enum
{
  RUSHES_FAULT_LENGTH,  /* Content-Length */
  RUSHES_FAULT_CHUNKED, /* in chunks of "chunk_bytes"; over HTTP/2, without a length */
  RUSHES_FAULT_CLOSED,  /* the body ends where the connection does; over HTTP/2, as above */
} RushesFaultFraming;

typedef struct
{
  /* The answer */
  guint status;       /* 0: honest */
  const char *fields; /* Lines "Name: value\n" in place of the honest ones of these names; "Name:\n" leaves it
                       * out, a name that comes twice is sent twice */
  GBytes *page;       /* sent instead of the object */
  const RushesFaultObject *object; /* another one is there now */
  GBytes *raw_head;                /* sent as it is instead of the head; HTTP/1.1 only */
  gsize padding_bytes;             /* in one field more */
  guint n_padding_fields;          /* so many fields more */

  /* Which bytes */
  gboolean ignore_range;    /* the whole, with 200 */
  gboolean ignore_if_range; /* a piece of the new object, though another was asked for */
  gint64 skip;              /* what is sent begins so many bytes later than what is told */
  gint64 limit;             /* the answer, its range and its length end after so many bytes; 0: no limit */
  gint64 extra;             /* so many bytes more than is told */

  RushesFaultFraming framing;
  gsize chunk_bytes; /* 0: 8192 */

  /* The end */
  RushesFaultPlace place;
  RushesFaultEnd end;
  gint64 at; /* negative: before the end of the head or the body */
  guint drip_ms;
  gboolean goes_stale; /* afterwards the connection is kept, and closed when it is used again */

  /* HTTP/2 only */
  gsize frame_bytes; /* the largest DATA frame */
  guint n_settings;  /* SETTINGS frames before the answer */
} RushesFault;

/* For tables of faults: { IN_BODY (FIN, 40000) } ends the connection after so many bytes of the body. */
#define IN_HEAD(how, where) .place = RUSHES_FAULT_IN_HEAD, .end = RUSHES_FAULT_##how, .at = where
#define IN_BODY(how, where) .place = RUSHES_FAULT_IN_BODY, .end = RUSHES_FAULT_##how, .at = where

/* Returns: (transfer full): with strings of its own */
RushesFault *rushes_fault_copy (const RushesFault *self);
void         rushes_fault_free (RushesFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesFault, rushes_fault_free)

/* Returns: (transfer full) */
RushesFaultObject *rushes_fault_object_copy (const RushesFaultObject *self);

G_END_DECLS
