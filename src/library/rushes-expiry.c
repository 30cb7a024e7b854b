/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-expiry"

#include "config.h"

#include "library/rushes-expiry.h"

typedef struct
{
  gint64 expires_at;
  RushesTask *task;
} Watched;

struct _RushesExpiry
{
  GSequence *order;  /* of Watched, by expires_at */
  GHashTable *iters; /* RushesTask (unowned: the Watched has it) -> its place in the order */
  gint64 passed;
};

static void
watched_free (gpointer data)
{
  Watched *watched = data;

  g_object_unref (watched->task);
  g_free (watched);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Watched *first = a;
  const Watched *second = b;

  return first->expires_at < second->expires_at ? -1 : first->expires_at > second->expires_at;
}

RushesExpiry *
rushes_expiry_new (void)
{
  RushesExpiry *self = g_new0 (RushesExpiry, 1);

  self->order = g_sequence_new (watched_free);
  self->iters = g_hash_table_new (NULL, NULL);
  self->passed = G_MININT64;
  return self;
}

void
rushes_expiry_free (RushesExpiry *self)
{
  g_hash_table_unref (self->iters);
  g_sequence_free (self->order);
  g_free (self);
}

static void
forget (RushesExpiry *self, RushesTask *task, GSequenceIter *iter)
{
  g_hash_table_remove (self->iters, task);
  g_sequence_remove (iter);
}

void
rushes_expiry_watch (RushesExpiry *self, RushesTask *task, gint64 expires_at)
{
  GSequenceIter *iter = g_hash_table_lookup (self->iters, task);
  Watched *watched;

  if (iter != NULL && ((Watched *) g_sequence_get (iter))->expires_at == expires_at)
    return;

  if (iter != NULL)
    forget (self, task, iter);
  if (expires_at == 0)
    return;

  watched = g_new (Watched, 1);
  watched->expires_at = expires_at;
  watched->task = g_object_ref (task);
  g_hash_table_insert (self->iters, task, g_sequence_insert_sorted (self->order, watched, compare, NULL));
}

/* The first that has not ended at @now. */
static GSequenceIter *
find_first_after (RushesExpiry *self, gint64 now)
{
  Watched at = { now, NULL };

  return g_sequence_search (self->order, &at, compare, NULL);
}

GPtrArray *
rushes_expiry_pass (RushesExpiry *self, gint64 now)
{
  GPtrArray *changed = g_ptr_array_new_with_free_func (g_object_unref);
  GSequenceIter *iter = find_first_after (self, MIN (self->passed, now));
  GSequenceIter *end = find_first_after (self, MAX (self->passed, now));

  for (; iter != end; iter = g_sequence_iter_next (iter))
    g_ptr_array_add (changed, g_object_ref (((Watched *) g_sequence_get (iter))->task));
  self->passed = now;
  return changed;
}

gint64
rushes_expiry_get_next (RushesExpiry *self)
{
  GSequenceIter *next = find_first_after (self, self->passed);

  return g_sequence_iter_is_end (next) ? G_MAXINT64 : ((Watched *) g_sequence_get (next))->expires_at;
}

gint64
rushes_expiry_get_last (RushesExpiry *self)
{
  GSequenceIter *next = find_first_after (self, self->passed);

  return g_sequence_iter_is_begin (next)
           ? G_MININT64
           : ((Watched *) g_sequence_get (g_sequence_iter_prev (next)))->expires_at;
}

gboolean
rushes_expiry_is_late (RushesExpiry *self, gint64 expires_at, gint64 now)
{
  return expires_at != 0 && (expires_at <= now) != (expires_at <= self->passed);
}
