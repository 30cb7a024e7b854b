/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-turns"

#include "config.h"

#include "follow/rushes-turns.h"

#include "follow/rushes-pace.h"

/* How often it is looked whether an account is really out of reach. */
#define TRY_OFFLINE_EVERY (5 * G_TIME_SPAN_MINUTE)

struct _RushesTurns
{
  GHashTable *slots;   /* account id -> RushesSlot */
  GHashTable *entries; /* RushesTask (unowned: the entry has it) -> RushesEntry */
  gboolean offline;
  gint64 first_try; /* offline: the first look whether that is true, of accounts that come later */
};

static void
slot_free (gpointer data)
{
  RushesSlot *slot = data;

  if (slot->account != NULL)
    g_clear_signal_handler (&slot->key_handler, slot->account);
  g_clear_object (&slot->account);
  g_sequence_free (slot->waiting);
  g_sequence_free (slot->oldest);
  g_sequence_free (slot->newest);
  g_free (slot);
}

static void
entry_free (gpointer data)
{
  RushesEntry *entry = data;

  rushes_entry_stop_waiting (entry);
  rushes_entry_end_question (entry);
  g_clear_object (&entry->task);
  g_free (entry);
}

RushesTurns *
rushes_turns_new (void)
{
  RushesTurns *self = g_new0 (RushesTurns, 1);

  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, slot_free);
  self->entries = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
  return self;
}

void
rushes_turns_free (RushesTurns *self)
{
  /* Entries first: they stand in the queues of the slots. */
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->slots);
  g_free (self);
}

RushesSlot *
rushes_turns_find_slot (RushesTurns *self, const char *account_id)
{
  return g_hash_table_lookup (self->slots, account_id);
}

RushesSlot *
rushes_turns_get_slot (RushesTurns *self, const char *account_id)
{
  RushesSlot *slot = rushes_turns_find_slot (self, account_id);

  if (slot == NULL)
    {
      slot = g_new0 (RushesSlot, 1);
      slot->waiting = g_sequence_new (NULL);
      slot->oldest = g_sequence_new (NULL);
      slot->newest = g_sequence_new (NULL);
      slot->try_again = self->first_try;
      rushes_budget_init (&slot->budget);
      g_hash_table_insert (self->slots, g_strdup (account_id), slot);
    }
  return slot;
}

RushesEntry *
rushes_turns_find_entry (RushesTurns *self, RushesTask *task)
{
  return g_hash_table_lookup (self->entries, task);
}

RushesEntry *
rushes_turns_get_entry (RushesTurns *self, RushesTask *task)
{
  RushesEntry *entry = rushes_turns_find_entry (self, task);

  if (entry == NULL)
    {
      entry = g_new0 (RushesEntry, 1);
      entry->task = g_object_ref (task);
      entry->slot = rushes_turns_get_slot (self, rushes_task_get_account_id (task));
      g_hash_table_insert (self->entries, task, entry);
    }
  return entry;
}

void
rushes_turns_drop_entry (RushesTurns *self, RushesTask *task)
{
  g_hash_table_remove (self->entries, task);
}

void
rushes_turns_foreach (RushesTurns *self, RushesEntryFunc func, gpointer user_data)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    func (entry, user_data);
}

void
rushes_turns_set_offline (RushesTurns *self, gboolean offline, gint64 now)
{
  GHashTableIter iter;
  gpointer slot;

  self->offline = offline;
  self->first_try = now + TRY_OFFLINE_EVERY;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    ((RushesSlot *) slot)->try_again = self->first_try;
}

/* Rows */

static int
compare_due (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const RushesEntry *first = a;
  const RushesEntry *second = b;

  return first->due < second->due ? -1 : first->due > second->due;
}

static int
compare_newest (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const RushesEntry *first = a;
  const RushesEntry *second = b;
  const gint64 first_order = rushes_task_get_order (first->task);
  const gint64 second_order = rushes_task_get_order (second->task);

  if (first->refresh != second->refresh)
    return first->refresh ? -1 : 1;
  return first_order > second_order ? -1 : first_order < second_order;
}

static RushesEntry *
get_head (GSequence *row)
{
  GSequenceIter *first = g_sequence_get_begin_iter (row);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

static void
make_ready (RushesEntry *entry)
{
  g_clear_pointer (&entry->waiting, g_sequence_remove);
  entry->oldest = g_sequence_insert_sorted (entry->slot->oldest, entry, compare_due, NULL);
  entry->newest = g_sequence_insert_sorted (entry->slot->newest, entry, compare_newest, NULL);
}

void
rushes_entry_wait_until (RushesEntry *entry, gint64 due)
{
  rushes_entry_stop_waiting (entry);
  entry->due = due;
  entry->waiting = g_sequence_insert_sorted (entry->slot->waiting, entry, compare_due, NULL);
}

void
rushes_entry_wait_by_hand (RushesEntry *entry)
{
  rushes_entry_stop_waiting (entry);
  entry->refresh = TRUE;
  entry->due = G_MININT64;
  make_ready (entry);
}

gboolean
rushes_entry_is_waiting (const RushesEntry *entry)
{
  return entry->waiting != NULL || entry->oldest != NULL;
}

void
rushes_entry_stop_waiting (RushesEntry *entry)
{
  g_clear_pointer (&entry->waiting, g_sequence_remove);
  g_clear_pointer (&entry->oldest, g_sequence_remove);
  g_clear_pointer (&entry->newest, g_sequence_remove);
}

void
rushes_entry_begin_question (RushesEntry *entry, GCancellable *question, gint64 now)
{
  RushesSlot *slot = entry->slot;

  rushes_entry_stop_waiting (entry);
  rushes_entry_end_question (entry);
  entry->question = g_object_ref (question);
  entry->asked_at = now;
  slot->n_in_flight++;
  slot->n_asked++;
  slot->try_again = now + TRY_OFFLINE_EVERY;
  rushes_budget_take (&slot->budget, now);
}

void
rushes_entry_end_question (RushesEntry *entry)
{
  if (entry->question == NULL)
    return;

  g_clear_object (&entry->question);
  entry->slot->n_in_flight--;
}

/* Turns */

/* When a slot can put its next question. */
static gint64
get_next_of_slot (RushesTurns *self, RushesSlot *slot, gint64 now)
{
  RushesEntry *first;
  gint64 next = now;

  if (slot->account == NULL || slot->n_in_flight >= RUSHES_PACE_MAX_IN_FLIGHT)
    return G_MAXINT64;

  while ((first = get_head (slot->waiting)) != NULL && first->due <= now)
    make_ready (first);
  first = get_head (slot->oldest);
  if (first != NULL && first->refresh && (!slot->paused || rushes_account_has_key (slot->account)))
    return MAX (now, rushes_budget_get_next (&slot->budget, TRUE));

  if (first == NULL)
    first = get_head (slot->waiting);
  if (first == NULL || slot->paused)
    return G_MAXINT64;
  next = MAX (first->due, rushes_budget_get_next (&slot->budget, FALSE));
  if (self->offline && !rushes_account_is_local (slot->account))
    next = MAX (next, slot->try_again);
  return MAX (next, now);
}

RushesEntry *
rushes_turns_find_next (RushesTurns *self, gint64 now, gint64 *when)
{
  GHashTableIter iter;
  gpointer slot;
  RushesSlot *next = NULL;

  *when = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    {
      const gint64 next_of_slot = get_next_of_slot (self, slot, now);

      if (next_of_slot < *when)
        {
          *when = next_of_slot;
          next = slot;
        }
    }
  if (next == NULL || *when > now)
    return NULL;
  return get_head (next->n_asked % 2 == 0 ? next->newest : next->oldest);
}
