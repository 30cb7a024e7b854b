/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-shown"

#include "config.h"

#include "ui/rushes-task-shown.h"

#include <stdlib.h>
#include <string.h>

/* Moved farther than this, a task leaves and comes back: who looks at it looks elsewhere anyway. */
#define FAR 1000
/* More than a list or a sheet makes rows of. */
#define FIRST_PART 512

struct _RushesTaskShown
{
  RushesTaskShownFunc func;
  gpointer user_data;

  GPtrArray *entries;
  RushesTaskMark mark;
  guint32 last_stamp;
};

RushesTaskShown *
rushes_task_shown_new (RushesTaskShownFunc func, gpointer user_data)
{
  RushesTaskShown *self = g_new0 (RushesTaskShown, 1);

  self->func = func;
  self->user_data = user_data;
  self->entries = g_ptr_array_new ();
  self->mark.stamp = self->last_stamp = 1;
  return self;
}

void
rushes_task_shown_free (RushesTaskShown *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

static void
tell (RushesTaskShown *self, guint position, guint removed, guint added)
{
  self->func (position, removed, added, self->user_data);
}

/* Looking */

guint
rushes_task_shown_get_length (const RushesTaskShown *self)
{
  return self->entries->len;
}

RushesTaskEntry *
rushes_task_shown_get (const RushesTaskShown *self, guint position)
{
  return position < self->entries->len ? g_ptr_array_index (self->entries, position) : NULL;
}

gboolean
rushes_task_shown_has (const RushesTaskShown *self, const RushesTaskEntry *entry)
{
  return entry->stamps[self->mark.side] == self->mark.stamp;
}

static int
compare_pointers (gconstpointer a, gconstpointer b)
{
  return rushes_task_entry_compare (*(RushesTaskEntry *const *) a, *(RushesTaskEntry *const *) b);
}

/* Where @entry is, or would be. */
static guint
find_place (const RushesTaskShown *self, const RushesTaskEntry *entry)
{
  guint low = 0;
  guint high = self->entries->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (rushes_task_entry_compare (g_ptr_array_index (self->entries, middle), entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
rushes_task_shown_find (const RushesTaskShown *self, const RushesTaskEntry *entry, gboolean sorted)
{
  guint position = G_MAXUINT;

  if (!rushes_task_shown_has (self, entry))
    return G_MAXUINT;
  if (!sorted)
    return g_ptr_array_find (self->entries, entry, &position) ? position : G_MAXUINT;
  /* While many are told in parts, those that are not told yet are not there yet. */
  position = find_place (self, entry);
  return rushes_task_shown_get (self, position) == entry ? position : G_MAXUINT;
}

/* One */

static void
set_shown (RushesTaskShown *self, RushesTaskEntry *entry, gboolean shown)
{
  entry->stamps[self->mark.side] = shown ? self->mark.stamp : 0;
}

void
rushes_task_shown_put (RushesTaskShown *self, RushesTaskEntry *entry)
{
  const guint place = find_place (self, entry);

  set_shown (self, entry, TRUE);
  g_ptr_array_insert (self->entries, (int) place, entry);
  tell (self, place, 0, 1);
}

void
rushes_task_shown_drop (RushesTaskShown *self, RushesTaskEntry *entry)
{
  const guint place = find_place (self, entry);

  set_shown (self, entry, FALSE);
  g_ptr_array_remove_index (self->entries, place);
  tell (self, place, 1, 0);
}

/* Told as one change where it is near, so that who holds the task by its place finds it again. */
void
rushes_task_shown_move (RushesTaskShown *self, RushesTaskEntry *entry, RushesTaskSort sort, gboolean reversed)
{
  const guint before = find_place (self, entry);
  guint after = 0;
  guint first = 0;
  guint length = 0;

  g_ptr_array_remove_index (self->entries, before);
  rushes_task_entry_set_key (entry, sort, reversed, NULL);
  after = find_place (self, entry);
  first = MIN (before, after);
  length = MAX (before, after) - first + 1;
  if (length > FAR)
    {
      tell (self, before, 1, 0);
      after = find_place (self, entry);
      g_ptr_array_insert (self->entries, (int) after, entry);
      tell (self, after, 0, 1);
      return;
    }
  g_ptr_array_insert (self->entries, (int) after, entry);
  if (before != after)
    tell (self, first, length, length);
  else
    tell (self, before, 0, 0);
}

/* Many */

/* Into their places, from the end: what stands before the first of them does not move. */
void
rushes_task_shown_put_many (RushesTaskShown *self, GPtrArray *coming)
{
  const guint n_before = self->entries->len;
  guint left = n_before;
  guint right = coming->len;
  guint end = 0;

  qsort (coming->pdata, coming->len, sizeof (gpointer), compare_pointers);
  g_ptr_array_set_size (self->entries, (int) (n_before + coming->len));
  for (guint i = n_before + coming->len; right > 0; i--)
    {
      RushesTaskEntry *entry = g_ptr_array_index (coming, right - 1);

      if (left > 0 && rushes_task_entry_compare (self->entries->pdata[left - 1], entry) > 0)
        {
          self->entries->pdata[i - 1] = self->entries->pdata[--left];
          if (right == coming->len)
            end++;
          continue;
        }
      set_shown (self, entry, TRUE);
      self->entries->pdata[i - 1] = entry;
      right--;
    }
  tell (self, left, n_before - left - end, n_before - left - end + coming->len);
}

/* The part that differs, from @start to @removed or @added. */
typedef struct
{
  guint start;
  guint removed;
  guint added;
} Change;

static Change
compare (const GPtrArray *before, const GPtrArray *after)
{
  const guint most = MIN (before->len, after->len);
  guint start = 0;
  guint end = 0;

  while (start < most && before->pdata[start] == after->pdata[start])
    start++;
  while (end < most - start && before->pdata[before->len - 1 - end] == after->pdata[after->len - 1 - end])
    end++;
  return (Change){ start, before->len - start - end, after->len - start - end };
}

static void
show_entries (RushesTaskShown *self, GPtrArray *entries)
{
  g_ptr_array_unref (self->entries);
  self->entries = entries;
}

static void
replace (RushesTaskShown *self, GPtrArray *entries)
{
  const Change change = compare (self->entries, entries);

  show_entries (self, entries);
  tell (self, change.start, change.removed, change.added);
}

void
rushes_task_shown_drop_leaving (RushesTaskShown *self)
{
  GPtrArray *staying = g_ptr_array_sized_new (self->entries->len);

  for (guint i = 0; i < self->entries->len; i++)
    {
      RushesTaskEntry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->leaving)
        g_ptr_array_add (staying, entry);
    }
  replace (self, staying);
}

void
rushes_task_shown_drop_all (RushesTaskShown *self)
{
  g_ptr_array_set_size (self->entries, 0);
}

RushesTaskMark
rushes_task_shown_begin (RushesTaskShown *self)
{
  self->last_stamp++;
  return (RushesTaskMark){ !self->mark.side, self->last_stamp };
}

static void
turn_mark (RushesTaskShown *self)
{
  self->mark = (RushesTaskMark){ !self->mark.side, self->last_stamp };
}

void
rushes_task_shown_take (RushesTaskShown *self, GPtrArray *entries)
{
  turn_mark (self);
  replace (self, entries);
}

static void
append (GPtrArray *array, const GPtrArray *from, guint start, guint end)
{
  const guint n_before = array->len;

  if (start == end)
    return;
  g_ptr_array_set_size (array, (int) (n_before + end - start));
  memcpy (array->pdata + n_before, from->pdata + start, (end - start) * sizeof (gpointer));
}

/* What stands before @first, the one at @place, and what stands from @end on. */
static GPtrArray *
make_part (const GPtrArray *entries, guint first, guint place, guint end)
{
  GPtrArray *part = g_ptr_array_new ();

  append (part, entries, 0, first);
  if (place < end)
    append (part, entries, place, place + 1);
  append (part, entries, end, entries->len);
  return part;
}

void
rushes_task_shown_take_elsewhere (RushesTaskShown *self, GPtrArray *entries, RushesTaskEntry *focused)
{
  const Change change = compare (self->entries, entries);
  const guint first = change.start + FIRST_PART;
  const guint end = change.start + change.added;
  guint place = end;

  if (change.removed == 0 || change.added <= FIRST_PART)
    {
      rushes_task_shown_take (self, entries);
      return;
    }

  turn_mark (self);
  if (focused == NULL || !g_ptr_array_find (entries, focused, &place) || place < first || place >= end)
    place = end;
  show_entries (self, make_part (entries, first, place, end));
  tell (self, change.start, change.removed, FIRST_PART + (place < end));
  if (place < end && place > first)
    {
      show_entries (self, make_part (entries, place, place, end));
      tell (self, first, 0, place - first);
    }
  show_entries (self, entries);
  if (place == end)
    tell (self, first, 0, end - first);
  else if (place + 1 < end)
    tell (self, place + 1, 0, end - place - 1);
}
