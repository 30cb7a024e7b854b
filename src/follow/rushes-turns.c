/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-turns"

#include "config.h"

#include "follow/rushes-turns.h"

struct _RushesTurns
{
  GHashTable *slots;   /* account id -> RushesSlot */
  GHashTable *entries; /* RushesTask (unowned: the entry has it) -> RushesEntry */
};

static void
slot_free (gpointer data)
{
  RushesSlot *slot = data;

  if (slot->account != NULL)
    g_clear_signal_handler (&slot->key_handler, slot->account);
  g_clear_object (&slot->account);
  g_sequence_free (slot->queue);
  g_free (slot);
}

static void
entry_free (gpointer data)
{
  RushesEntry *entry = data;

  rushes_entry_stop_waiting (entry);
  g_clear_object (&entry->question);
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
      slot->queue = g_sequence_new (NULL);
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

RushesEntry *
rushes_slot_get_first (RushesSlot *slot)
{
  return g_sequence_get (g_sequence_get_begin_iter (slot->queue));
}

static gboolean
can_be_asked (const RushesSlot *slot)
{
  return slot->account != NULL && !slot->paused && !g_sequence_is_empty (slot->queue);
}

RushesSlot *
rushes_turns_find_next (RushesTurns *self, gint64 *when)
{
  GHashTableIter iter;
  gpointer slot;
  RushesSlot *next = NULL;

  *when = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    {
      gint64 due;

      if (!can_be_asked (slot))
        continue;
      due = MAX (rushes_slot_get_first (slot)->due, ((RushesSlot *) slot)->not_before);
      if (due < *when)
        {
          *when = due;
          next = slot;
        }
    }
  return next;
}

static int
compare_due (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const RushesEntry *first = a;
  const RushesEntry *second = b;

  return first->due < second->due ? -1 : first->due > second->due;
}

void
rushes_entry_wait_until (RushesEntry *entry, gint64 due)
{
  rushes_entry_stop_waiting (entry);
  entry->due = due;
  entry->queued = g_sequence_insert_sorted (entry->slot->queue, entry, compare_due, NULL);
}

void
rushes_entry_stop_waiting (RushesEntry *entry)
{
  g_clear_pointer (&entry->queued, g_sequence_remove);
}
