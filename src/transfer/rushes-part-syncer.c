/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-part-syncer"

#include "config.h"

#include "transfer/rushes-part-syncer.h"

#include "transfer/rushes-disk.h"

struct _RushesPartSyncer
{
  GThread *thread; /* (nullable): only when there was something to do */

  GMutex mutex;
  GCond changed;
  /* Guarded by the mutex */
  gboolean is_busy;
  gboolean is_ending;
  int fd;
  RushesPartMark wanted;
  RushesPartMark synced;
  GError *error;
};

RushesPartSyncer *
rushes_part_syncer_new (void)
{
  RushesPartSyncer *self = g_new0 (RushesPartSyncer, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  return self;
}

/* With the mutex held, except while the disk works. */
static void
sync_once (RushesPartSyncer *self)
{
  RushesPartMark mark = self->wanted;
  int fd = self->fd;
  GError *error = NULL;
  gboolean synced;

  g_mutex_unlock (&self->mutex);
  synced = rushes_disk_sync_data (fd, &error);
  g_mutex_lock (&self->mutex);

  if (synced)
    self->synced = mark;
  g_clear_error (&self->error);
  self->error = error;
  self->is_busy = FALSE;
  g_cond_broadcast (&self->changed);
}

static gpointer
serve (gpointer user_data)
{
  RushesPartSyncer *self = user_data;

  g_mutex_lock (&self->mutex);
  while (!self->is_ending)
    {
      if (self->is_busy)
        sync_once (self);
      else
        g_cond_wait (&self->changed, &self->mutex);
    }
  g_mutex_unlock (&self->mutex);
  return NULL;
}

void
rushes_part_syncer_free (RushesPartSyncer *self)
{
  rushes_part_syncer_wait (self);
  g_mutex_lock (&self->mutex);
  self->is_ending = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&self->thread, g_thread_join);

  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

gboolean
rushes_part_syncer_is_busy (RushesPartSyncer *self)
{
  gboolean is_busy;

  g_mutex_lock (&self->mutex);
  is_busy = self->is_busy;
  g_mutex_unlock (&self->mutex);
  return is_busy;
}

void
rushes_part_syncer_start (RushesPartSyncer *self, int fd, const RushesPartMark *mark)
{
  /* Without a thread the sync at the end has to do. */
  if (self->thread == NULL)
    self->thread = g_thread_try_new ("rushes-sync", serve, self, NULL);
  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->mutex);
  if (!self->is_busy)
    {
      self->is_busy = TRUE;
      self->fd = fd;
      self->wanted = *mark;
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->mutex);
}

void
rushes_part_syncer_wait (RushesPartSyncer *self)
{
  g_mutex_lock (&self->mutex);
  while (self->is_busy)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

gboolean
rushes_part_syncer_take (RushesPartSyncer *self, RushesPartMark *mark, GError **error)
{
  GError *cause = NULL;

  g_mutex_lock (&self->mutex);
  if (self->synced.length > mark->length)
    *mark = self->synced;
  self->synced = (RushesPartMark){ 0 };
  cause = g_steal_pointer (&self->error);
  g_mutex_unlock (&self->mutex);

  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, cause);
  return FALSE;
}
