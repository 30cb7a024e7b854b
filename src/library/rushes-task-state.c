/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-state"

#include "config.h"

#include "library/rushes-task-private.h"

G_DEFINE_ENUM_TYPE (RushesState,
                    rushes_state,
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_KEPT, "kept"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_SAVED, "saved"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_EXPIRED, "expired"),
                    G_DEFINE_ENUM_VALUE (RUSHES_STATE_FAILED, "failed"))

static gboolean
has_expired (const RushesSnapshot *snapshot, gint64 now)
{
  return snapshot->expires_at != 0 && snapshot->expires_at <= now;
}

static RushesState
find_video (const RushesSnapshot *snapshot, RushesWhereabouts where, gint64 now)
{
  if (where.saved && !where.saved_missing)
    return RUSHES_STATE_SAVED;
  if (where.kept)
    return RUSHES_STATE_KEPT;
  if (where.saved && (!rushes_snapshot_has_link (snapshot) || has_expired (snapshot, now)))
    return RUSHES_STATE_SAVED;
  return has_expired (snapshot, now) ? RUSHES_STATE_EXPIRED : RUSHES_STATE_READY;
}

RushesState
rushes_task_work_out_state (const RushesSnapshot *snapshot, RushesWhereabouts where, gint64 now)
{
  if (snapshot == NULL)
    return RUSHES_STATE_WAITING;

  switch (snapshot->phase)
    {
    case RUSHES_PHASE_WAITING:
      return RUSHES_STATE_WAITING;
    case RUSHES_PHASE_RUNNING:
      return RUSHES_STATE_RUNNING;
    case RUSHES_PHASE_FAILED:
      return RUSHES_STATE_FAILED;
    case RUSHES_PHASE_FINISHED:
      return find_video (snapshot, where, now);
    case RUSHES_PHASE_UNKNOWN:
    default:
      return RUSHES_STATE_UNKNOWN;
    }
}
