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
  RushesTaskMark mark;
  RushesTaskNames *names; /* (nullable) */

  guint next;       /* the entry to be looked at */
  GPtrArray *found; /* (unowned entries) */
  gpointer *merged; /* (nullable): as many as were found: where runs are merged to */
  guint width;      /* of the runs that are sorted; 0: none is */
  guint position;   /* of what is to be merged, or to be sorted, next */
  guint left;       /* in the first of the two runs that are merged now, */
  guint middle;     /* which ends here, */
  guint right;      /* in the second */
  guint end;        /* and where that ends */
};

RushesTaskSieve *
rushes_task_sieve_new (GPtrArray *entries,
                       RushesTaskFilter filter,
                       const char *const *words,
                       RushesTaskSort sort,
                       gboolean reversed,
                       RushesTaskMark mark)
{
  RushesTaskSieve *self = g_new0 (RushesTaskSieve, 1);

  self->entries = g_ptr_array_new ();
  g_ptr_array_extend (self->entries, entries, NULL, NULL);
  self->filter = filter;
  self->words = g_strdupv ((char **) words);
  self->sort = sort;
  self->reversed = reversed;
  self->mark = mark;
  self->names = sort == RUSHES_TASK_SORT_LABEL ? rushes_task_names_new () : NULL;
  self->found = g_ptr_array_new ();
  return self;
}

void
rushes_task_sieve_free (RushesTaskSieve *self)
{
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->names, rushes_task_names_free);
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
          rushes_task_entry_set_key (entry, self->sort, self->reversed, self->names);
          entry->stamps[self->mark.side] = self->mark.stamp;
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
  self->position = self->end = 0;
  return TRUE;
}

static gboolean
is_before (gconstpointer a, gconstpointer b)
{
  return rushes_task_entry_compare (a, b) < 0;
}

static void
begin_merging (RushesTaskSieve *self)
{
  const guint n_found = self->found->len;

  self->left = self->position;
  self->middle = self->right = MIN (self->position + self->width, n_found);
  self->end = MIN (self->middle + self->width, n_found);
}

static void
copy_run (RushesTaskSieve *self, guint start, guint end)
{
  memcpy (self->merged + self->position, self->found->pdata + start, (end - start) * sizeof (gpointer));
  self->position += end - start;
}

/* Tasks have mostly been added in the order of their times: then one run stands before the other as a whole.
 */
static void
merge_at_once (RushesTaskSieve *self)
{
  gpointer *from = self->found->pdata;
  const guint start = self->position;

  if (self->middle == self->end || is_before (from[self->middle - 1], from[self->middle]))
    {
      copy_run (self, start, self->end);
    }
  else if (is_before (from[self->end - 1], from[start]))
    {
      copy_run (self, self->middle, self->end);
      copy_run (self, start, self->middle);
    }
}

static void
merge_few (RushesTaskSieve *self)
{
  gpointer *from = self->found->pdata;
  const guint end = MIN (self->position + FEW, self->end);

  for (; self->position < end; self->position++)
    if (self->left < self->middle
        && (self->right >= self->end || is_before (from[self->left], from[self->right])))
      self->merged[self->position] = from[self->left++];
    else
      self->merged[self->position] = from[self->right++];
}

static gboolean
merge_runs (RushesTaskSieve *self, gint64 until)
{
  const guint n_found = self->found->len;

  while (self->width < n_found)
    {
      while (self->position < n_found)
        {
          if (self->position == self->end)
            {
              begin_merging (self);
              merge_at_once (self);
            }
          merge_few (self);
          if (is_over (until))
            return FALSE;
        }
      memcpy (self->found->pdata, self->merged, n_found * sizeof (gpointer));
      self->width *= 2;
      self->position = self->end = 0;
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
