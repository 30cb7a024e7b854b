/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-expiry"

#include "config.h"

#include "library/rushes-expiry.h"

#include "library/rushes-task-private.h"

struct _RushesExpiry
{
  GSequence *order; /* of RushesTask, by what their tags say */
  gint64 passed;
};

static void
let_go (gpointer task)
{
  RushesTaskTags *tags = rushes_task_get_tags (task);

  tags->expires_at = 0;
  tags->expiry_place = NULL;
  g_object_unref (task);
}

RushesExpiry *
rushes_expiry_new (void)
{
  RushesExpiry *self = g_new0 (RushesExpiry, 1);

  self->order = g_sequence_new (let_go);
  self->passed = G_MININT64;
  return self;
}

void
rushes_expiry_free (RushesExpiry *self)
{
  g_sequence_free (self->order);
  g_free (self);
}

static gint64
get_expires_at (GSequenceIter *place)
{
  return rushes_task_get_tags (g_sequence_get (place))->expires_at;
}

/* The first that has not ended at @now. */
static GSequenceIter *
find_first_after (RushesExpiry *self, gint64 now)
{
  GSequenceIter *begin = g_sequence_get_begin_iter (self->order);
  GSequenceIter *end = g_sequence_get_end_iter (self->order);

  while (begin != end)
    {
      GSequenceIter *middle = g_sequence_range_get_midpoint (begin, end);

      if (get_expires_at (middle) <= now)
        begin = g_sequence_iter_next (middle);
      else
        end = middle;
    }
  return begin;
}

void
rushes_expiry_watch (RushesExpiry *self, RushesTask *task, gint64 expires_at)
{
  RushesTaskTags *tags = rushes_task_get_tags (task);

  if (tags->expires_at == expires_at)
    return;

  g_object_ref (task);
  if (tags->expiry_place != NULL)
    g_sequence_remove (tags->expiry_place);
  if (expires_at != 0)
    {
      tags->expiry_place = g_sequence_insert_before (find_first_after (self, expires_at), g_object_ref (task));
      tags->expires_at = expires_at;
    }
  g_object_unref (task);
}

GPtrArray *
rushes_expiry_pass (RushesExpiry *self, gint64 now)
{
  GPtrArray *changed = g_ptr_array_new_with_free_func (g_object_unref);
  GSequenceIter *iter = find_first_after (self, MIN (self->passed, now));
  GSequenceIter *end = find_first_after (self, MAX (self->passed, now));

  for (; iter != end; iter = g_sequence_iter_next (iter))
    g_ptr_array_add (changed, g_object_ref (g_sequence_get (iter)));
  self->passed = now;
  return changed;
}

gint64
rushes_expiry_get_next (RushesExpiry *self)
{
  GSequenceIter *next = find_first_after (self, self->passed);

  return g_sequence_iter_is_end (next) ? G_MAXINT64 : get_expires_at (next);
}

gint64
rushes_expiry_get_last (RushesExpiry *self)
{
  GSequenceIter *next = find_first_after (self, self->passed);

  return g_sequence_iter_is_begin (next)
           ? G_MININT64
           : get_expires_at (g_sequence_iter_prev (next));
}

gboolean
rushes_expiry_is_late (RushesExpiry *self, gint64 expires_at, gint64 now)
{
  return expires_at != 0 && (expires_at <= now) != (expires_at <= self->passed);
}
