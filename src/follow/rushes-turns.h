/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-library.h"

G_BEGIN_DECLS

/**
 * RushesTurns: which task is to be asked next. For the follower alone. Main thread.
 *
 * Tasks wait in one queue an account, whether that account is there or not. Pausing, resuming and
 * holding back an account are thus one step, however many tasks it has; finding whose turn it is
 * grows with the accounts, which are few, and putting a task into its queue with the logarithm of
 * those that wait.
 */
typedef struct _RushesTurns RushesTurns;

/* An account, and those who wait for it. */
typedef struct
{
  RushesAccount *account; /* (nullable): not there in this run */
  gulong key_handler;     /* on @account; disconnected with the slot */
  GSequence *queue;       /* of RushesEntry (unowned), by due */
  gboolean paused;
  guint generation;  /* grows with every key: an answer to an older one says nothing of this */
  gint64 not_before; /* the service asked to be left alone until then */
  guint n_limits;    /* how often in a row it did */
} RushesSlot;

/* A task that is still to be asked. */
typedef struct
{
  RushesTask *task;
  RushesSlot *slot;
  GSequenceIter *queued;  /* NULL while it is being asked */
  GCancellable *question; /* NULL while it waits */
  gint64 due;             /* on the boot clock */
  guint n_problems;       /* in a row */
  guint n_unknown;        /* in a row */
  gboolean refresh;       /* asked even though it has ended */
} RushesEntry;

RushesTurns *rushes_turns_new (void);
void         rushes_turns_free (RushesTurns *self);

/* get makes what is not there yet; find returns NULL. All (transfer none). */
RushesSlot  *rushes_turns_get_slot (RushesTurns *self, const char *account_id);
RushesSlot  *rushes_turns_find_slot (RushesTurns *self, const char *account_id);
RushesEntry *rushes_turns_get_entry (RushesTurns *self, RushesTask *task);
RushesEntry *rushes_turns_find_entry (RushesTurns *self, RushesTask *task);
void         rushes_turns_drop_entry (RushesTurns *self, RushesTask *task);

/**
 * rushes_turns_find_next:
 * @when: (out): on the boot clock; G_MAXINT64 where nobody waits for anything
 *
 * Returns: (nullable): the slot whose first entry is due before all others that may be asked
 */
RushesSlot *rushes_turns_find_next (RushesTurns *self, gint64 *when);

/* The entry that has waited longest; the queue is not empty. */
RushesEntry *rushes_slot_get_first (RushesSlot *slot);

/* Those that are due at the same time keep the order in which they were put there. */
void rushes_entry_wait_until (RushesEntry *entry, gint64 due);
void rushes_entry_stop_waiting (RushesEntry *entry);

G_END_DECLS
