/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-sieve"

#include "config.h"

#include "ui/rushes-task-sieve.h"

#include <string.h>

/* What is done between two looks at the clock. */
#define FEW 64
/* Runs that are sorted in one go, and then merged two by two. */
#define RUN 512

struct _RushesTaskSieve
{
  GPtrArray *entries; /* (unowned entries) */
  RushesTaskFilter filter;
  char **words;
  RushesTaskSort sort;
  gboolean reversed;

  guint next;       /* the entry to be looked at */
  GPtrArray *found; /* (unowned entries) */
  gpointer *merged; /* (nullable): as many as were found: where runs are merged to */
  guint width;      /* of the runs that are sorted; 0: none is */
  guint position;   /* of the runs to be merged, or to be sorted */
};

RushesTaskSieve *
rushes_task_sieve_new (GPtrArray *entries,
                       RushesTaskFilter filter,
                       const char *const *words,
                       RushesTaskSort sort,
                       gboolean reversed)
{
  RushesTaskSieve *self = g_new0 (RushesTaskSieve, 1);

  self->entries = g_ptr_array_new ();
  g_ptr_array_extend (self->entries, entries, NULL, NULL);
  self->filter = filter;
  self->words = g_strdupv ((char **) words);
  self->sort = sort;
  self->reversed = reversed;
  self->found = g_ptr_array_new ();
  return self;
}

void
rushes_task_sieve_free (RushesTaskSieve *self)
{
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_strfreev (self->words);
  g_free (self->merged);
  g_free (self);
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return rushes_task_entry_compare (*(RushesTaskEntry *const *) a, *(RushesTaskEntry *const *) b);
}

static gboolean
is_over (gint64 until)
{
  return until != G_MAXINT64 && g_get_monotonic_time () >= until;
}

static gboolean
find (RushesTaskSieve *self, gint64 until)
{
  while (self->next < self->entries->len)
    {
      const guint end = MIN (self->next + FEW, self->entries->len);

      for (; self->next < end; self->next++)
        {
          RushesTaskEntry *entry = g_ptr_array_index (self->entries, self->next);

          if (!rushes_task_entry_matches (entry, self->filter, (const char *const *) self->words))
            continue;
          rushes_task_entry_set_key (entry, self->sort, self->reversed);
          g_ptr_array_add (self->found, entry);
        }
      if (is_over (until))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sort_runs (RushesTaskSieve *self, gint64 until)
{
  if (self->width > 0)
    return TRUE;

  while (self->position < self->found->len)
    {
      const guint length = MIN (RUN, self->found->len - self->position);

      qsort (self->found->pdata + self->position, length, sizeof (gpointer), compare_pointers);
      self->position += length;
      if (is_over (until))
        return FALSE;
    }
  self->merged = g_new (gpointer, self->found->len);
  self->width = RUN;
  self->position = 0;
  return TRUE;
}

static void
merge_two (RushesTaskSieve *self, guint start, guint middle, guint end)
{
  gpointer *from = self->found->pdata;
  guint left = start;
  guint right = middle;

  for (guint i = start; i < end; i++)
    if (left < middle && (right >= end || rushes_task_entry_compare (from[left], from[right]) < 0))
      self->merged[i] = from[left++];
    else
      self->merged[i] = from[right++];
}

static gboolean
merge_runs (RushesTaskSieve *self, gint64 until)
{
  const guint n_found = self->found->len;

  while (self->width < n_found)
    {
      while (self->position < n_found)
        {
          const guint middle = MIN (self->position + self->width, n_found);
          const guint end = MIN (middle + self->width, n_found);

          merge_two (self, self->position, middle, end);
          self->position = end;
          if (is_over (until))
            return FALSE;
        }
      memcpy (self->found->pdata, self->merged, n_found * sizeof (gpointer));
      self->width *= 2;
      self->position = 0;
    }
  return TRUE;
}

gboolean
rushes_task_sieve_run (RushesTaskSieve *self, gint64 until)
{
  return find (self, until) && sort_runs (self, until) && merge_runs (self, until);
}

GPtrArray *
rushes_task_sieve_steal_found (RushesTaskSieve *self)
{
  return g_steal_pointer (&self->found);
}
