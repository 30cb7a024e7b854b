/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-failure.h"
#include "api/rushes-phase.h"

G_BEGIN_DECLS

/**
 * RushesSnapshot: everything one reply says about one task, whatever its dialect.
 *
 * Made by rushes_reply_read() (and by the library, from what it stored). Reference counted;
 * once it has been handed out nobody changes it, so it may cross threads.
 *
 * Nothing is invented: what the reply does not say, or says with a filler (a time or size
 * of 0, a progress that is only a step of the gateway's), is 0, -1 or NULL here.
 */
typedef struct
{
  char *task_id; /* as the reply has it; opaque text */
  RushesPhase phase;
  char *raw_status; /* as it came, for display: "IN_PROGRESS"; NULL where the reply has none */

  int progress; /* 0-100; -1 where it is no measurement */
  int width;    /* pixels; 0 unknown */
  int height;   /* pixels; 0 unknown */
  gint64 bytes; /* of the video; 0 unknown */

  /* Unix seconds, UTC; 0 unknown */
  gint64 submitted_at;
  gint64 started_at;
  gint64 finished_at;
  gint64 expires_at; /* when the first of the links stops working */

  char *file_id;   /* decimal text: never passed through a double */
  char *file_name; /* the service's, unsanitised: only a hint */

  /* Secrets: byte for byte as they came. NULL where there is none. */
  char *download_url;
  char *backup_download_url;

  char *model;  /* newer gateways only */
  char *prompt; /* newer gateways only */

  RushesFailure *failure; /* only in RUSHES_PHASE_FAILED */
} RushesSnapshot;

#define RUSHES_TYPE_SNAPSHOT (rushes_snapshot_get_type ())
GType rushes_snapshot_get_type (void) G_GNUC_CONST;

/* Empty: UNKNOWN, progress -1. Returns: (transfer full) */
RushesSnapshot *rushes_snapshot_new (void);
RushesSnapshot *rushes_snapshot_ref (RushesSnapshot *self);
void            rushes_snapshot_unref (RushesSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesSnapshot, rushes_snapshot_unref)

/* Whether there is a link to a finished video. */
gboolean rushes_snapshot_has_link (const RushesSnapshot *self);

G_END_DECLS
