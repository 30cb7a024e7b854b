/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-merge"

#include "config.h"

#include "library/rushes-merge.h"

static RushesSnapshot *
copy (const RushesSnapshot *source)
{
  RushesSnapshot *made = rushes_snapshot_new ();

  made->task_id = g_strdup (source->task_id);
  made->phase = source->phase;
  made->raw_status = g_strdup (source->raw_status);
  made->progress = source->progress;
  made->width = source->width;
  made->height = source->height;
  made->bytes = source->bytes;
  made->submitted_at = source->submitted_at;
  made->started_at = source->started_at;
  made->finished_at = source->finished_at;
  made->expires_at = source->expires_at;
  made->file_id = g_strdup (source->file_id);
  made->file_name = g_strdup (source->file_name);
  made->download_url = g_strdup (source->download_url);
  made->backup_download_url = g_strdup (source->backup_download_url);
  made->model = g_strdup (source->model);
  made->prompt = g_strdup (source->prompt);
  made->failure = source->failure != NULL ? rushes_failure_ref (source->failure) : NULL;
  return made;
}

static gboolean
equal (const RushesSnapshot *a, const RushesSnapshot *b)
{
  return a->phase == b->phase && a->progress == b->progress && a->width == b->width && a->height == b->height
         && a->bytes == b->bytes && a->submitted_at == b->submitted_at && a->started_at == b->started_at
         && a->finished_at == b->finished_at && a->expires_at == b->expires_at
         && g_strcmp0 (a->task_id, b->task_id) == 0 && g_strcmp0 (a->raw_status, b->raw_status) == 0
         && g_strcmp0 (a->file_id, b->file_id) == 0 && g_strcmp0 (a->file_name, b->file_name) == 0
         && g_strcmp0 (a->download_url, b->download_url) == 0
         && g_strcmp0 (a->backup_download_url, b->backup_download_url) == 0
         && g_strcmp0 (a->model, b->model) == 0 && g_strcmp0 (a->prompt, b->prompt) == 0
         && rushes_failure_equal (a->failure, b->failure);
}

static gboolean
is_acceptable (const RushesSnapshot *known, const RushesSnapshot *said)
{
  if (!rushes_phase_is_end (known->phase))
    return TRUE;
  if (known->phase == RUSHES_PHASE_FAILED && said->phase == RUSHES_PHASE_FINISHED)
    return rushes_snapshot_has_link (said);
  return known->phase == said->phase;
}

static void
fill_text (char **said, const char *known)
{
  if (*said == NULL)
    *said = g_strdup (known);
}

static void
fill_number (gint64 *said, gint64 known)
{
  if (*said == 0)
    *said = known;
}

static void
fill_links (RushesSnapshot *merged, const RushesSnapshot *known, gint64 now)
{
  const gboolean expired = known->expires_at != 0 && known->expires_at <= now;

  if (merged->download_url != NULL || merged->backup_download_url != NULL)
    return;

  /* When the last links ended is worth knowing even when they are gone: it is what "expired" means. */
  merged->expires_at = known->expires_at;
  if (expired)
    return;

  merged->download_url = g_strdup (known->download_url);
  merged->backup_download_url = g_strdup (known->backup_download_url);
}

static void
fill (RushesSnapshot *merged, const RushesSnapshot *known, gint64 now)
{
  if (merged->width == 0 || merged->height == 0)
    {
      merged->width = known->width;
      merged->height = known->height;
    }
  fill_number (&merged->bytes, known->bytes);
  fill_number (&merged->submitted_at, known->submitted_at);
  fill_number (&merged->started_at, known->started_at);
  fill_number (&merged->finished_at, known->finished_at);
  fill_text (&merged->task_id, known->task_id);
  fill_text (&merged->file_id, known->file_id);
  fill_text (&merged->file_name, known->file_name);
  fill_text (&merged->model, known->model);
  fill_text (&merged->prompt, known->prompt);
  if (merged->phase == RUSHES_PHASE_FINISHED)
    fill_links (merged, known, now);
}

RushesSnapshot *
rushes_merge_snapshots (const RushesSnapshot *known, const RushesSnapshot *said, gint64 now)
{
  g_autoptr (RushesSnapshot) merged = NULL;

  g_return_val_if_fail (said != NULL, NULL);

  if (known != NULL && !is_acceptable (known, said))
    return NULL;

  merged = copy (said);
  if (known != NULL)
    fill (merged, known, now);
  if (known != NULL && equal (known, merged))
    return NULL;
  return g_steal_pointer (&merged);
}

RushesSnapshot *
rushes_merge_saved (const RushesSnapshot *known, gint64 bytes)
{
  RushesSnapshot *saved;

  if (known == NULL)
    return NULL;

  saved = copy (known);
  g_clear_pointer (&saved->download_url, g_free);
  g_clear_pointer (&saved->backup_download_url, g_free);
  saved->expires_at = 0;
  saved->bytes = bytes;
  return saved;
}
