/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/rushes-fault.h"

G_BEGIN_DECLS

/* What a request asks, as far as it matters. NULL: not in the request. */
typedef struct
{
  const char *method;
  const char *range;
  const char *if_range;
  const char *if_match;
} RushesFaultQuestion;

/**
 * RushesFaultReply: one answer, made up from an object and a fault, before any protocol.
 */
typedef struct
{
  RushesFault *fault;
  RushesFaultObject *object; /* (nullable) */

  guint status;
  GPtrArray *fields; /* "Name: value"; Content-Length among them where there is one to tell */
  gint64 first;      /* byte of the object (or of the page) which the body begins with */
  gint64 length;     /* of the body that is really sent, extra bytes included */
  gint64 real;       /* of those, how many are the object's */
  gboolean honest_length; /* the connection can be used again afterwards */
} RushesFaultReply;

/* @object: (nullable): nothing is there. @fault: (transfer full). Returns: (transfer full) */
RushesFaultReply *rushes_fault_reply_new (const RushesFaultObject   *object,
                                          RushesFault               *fault,
                                          const RushesFaultQuestion *question);
void              rushes_fault_reply_free (RushesFaultReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesFaultReply, rushes_fault_reply_free)

/* Writes bytes @offset to @offset + @length of the body. */
void rushes_fault_reply_read (RushesFaultReply *self, gint64 offset, guint8 *buffer, gsize length);

/* How many bytes of the body come before the end that the fault puts there; -1: it ends honestly. */
gint64 rushes_fault_reply_get_stop (RushesFaultReply *self);

G_END_DECLS
