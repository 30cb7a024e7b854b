/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "intake/rushes-intake.h"

G_BEGIN_DECLS

/**
 * RushesCollector: puts a RushesIntake together. For the readers of intake/ alone.
 */

/* What a piece of text held beside ids, the most telling last. */
typedef enum
{
  RUSHES_REST_NOTHING,
  RUSHES_REST_TIME,
  RUSHES_REST_WORDS,
  RUSHES_REST_LINK,
  RUSHES_REST_COMMAND,
  RUSHES_REST_JSON,
  RUSHES_REST_ROUNDED,
  RUSHES_REST_TOO_LONG,
  RUSHES_REST_KEY,
} RushesRest;

#define RUSHES_N_RESTS (RUSHES_REST_KEY + 1)

typedef struct
{
  RushesIntake *intake;
  GHashTable *seen; /* task id -> RushesIntakeItem; both (unowned) */
  const char *reasons[RUSHES_N_RESTS]; /* looked up once: a text may have a million lines */
} RushesCollector;

void rushes_collector_init (RushesCollector *self);
/* Returns: (transfer full): what was found */
RushesIntake *rushes_collector_end (RushesCollector *self);

/* Returns: (transfer none): the item of @task_id, new or known from before */
RushesIntakeItem *rushes_collector_add (RushesCollector *self,
                                        const char      *task_id,
                                        const char      *label,
                                        guint            line);
void              rushes_collector_ignore (RushesCollector *self,
                                           const char      *start,
                                           const char      *end,
                                           guint            line,
                                           RushesRest       rest);

/* Whether @id, which stood where an id stands, can be one. */
gboolean rushes_collector_can_be_id (const char *id);

/* A label out of the @length bytes at @text: fit to be shown; where it is cut, no key is cut with it.
 * (nullable) */
char *rushes_collector_dup_label (const char *text, gsize length);

G_END_DECLS
