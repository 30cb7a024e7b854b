/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "follow/rushes-budget.h"
#include "library/rushes-library.h"

G_BEGIN_DECLS

/**
 * RushesTurns: which task is to be asked next. For the follower alone. Main thread.
 *
 * Tasks wait in one queue an account, whether that account is there or not. Pausing, resuming and
 * holding back an account are thus one step, however many tasks it has; finding whose turn it is
 * grows with the accounts, which are few, and putting a task into its queue with the logarithm of
 * those that wait.
 *
 * Fairness. As long as the budget suffices, every task is asked when it is due. Where more are due than
 * may be asked, two rows form of the same tasks, and they take turns, one question each: the newest
 * first, and the one that has been due longest first. What a person has just added is thus followed at
 * its pace however many older ones wait, and of n that wait each is asked once in n seconds at the
 * latest (at full rate), so that none of them starves either. What is asked by hand heads both rows.
 *
 * Offline, an account elsewhere is asked only by hand, and once in five minutes to see whether it is
 * true: the system judges by its routes, and a proxy or a tunnel may need none.
 */
typedef struct _RushesTurns RushesTurns;

/* An account, and those who wait for it. */
typedef struct
{
  RushesAccount *account; /* (nullable): not there in this run */
  gulong key_handler;     /* on @account; disconnected with the slot */
  GSequence *waiting;     /* of RushesEntry (unowned), by due */
  GSequence *oldest;      /* of those that are due: by due */
  GSequence *newest;      /* of the same: newest first */
  RushesBudget budget;
  gboolean paused;
  guint generation; /* grows with every key: an answer to an older one says nothing of this */
  guint n_in_flight;
  guint n_asked;    /* whose turn it is */
  gint64 try_again; /* offline: the next look whether that is true */
} RushesSlot;

/* A task that is still to be asked. */
typedef struct
{
  RushesTask *task;
  RushesSlot *slot;
  GSequenceIter *waiting; /* in the rows of the slot, or NULL */
  GSequenceIter *oldest;
  GSequenceIter *newest;
  GCancellable *question; /* NULL while it waits */
  gint64 due;             /* on the boot clock */
  gint64 asked_at;        /* on the boot clock */
  guint n_problems;       /* in a row */
  guint n_unknown;        /* in a row */
  guint n_linkless;       /* replies that it is finished, and no link */
  gboolean told_linkless; /* its problem says so */
  gboolean cut_off;       /* the last question found no way to the service */
  gboolean paused;        /* only asked by hand */
  gboolean refresh;       /* asked by hand, even though it has ended */
} RushesEntry;

RushesTurns *rushes_turns_new (void);
void         rushes_turns_free (RushesTurns *self);

/* get makes what is not there yet; find returns NULL. All (transfer none). */
RushesSlot  *rushes_turns_get_slot (RushesTurns *self, const char *account_id);
RushesSlot  *rushes_turns_find_slot (RushesTurns *self, const char *account_id);
RushesEntry *rushes_turns_get_entry (RushesTurns *self, RushesTask *task);
RushesEntry *rushes_turns_find_entry (RushesTurns *self, RushesTask *task);
/* Its question, if there is one, no longer counts as under way. */
void rushes_turns_drop_entry (RushesTurns *self, RushesTask *task);

typedef void (*RushesEntryFunc) (RushesEntry *entry, gpointer user_data);

/* Calls @func for every entry; it may let one wait or drop none. */
void rushes_turns_foreach (RushesTurns *self, RushesEntryFunc func, gpointer user_data);

/* From @now on, until it is said otherwise. */
void rushes_turns_set_offline (RushesTurns *self, gboolean offline, gint64 now);

/**
 * rushes_turns_find_next:
 * @now: on the boot clock
 * @when: (out): @now where there is one; else when to look again, G_MAXINT64 where it takes an answer or
 *   something new
 *
 * Returns: (nullable): the entry whose turn it is
 */
RushesEntry *rushes_turns_find_next (RushesTurns *self, gint64 now, gint64 *when);

/* Those that are due at the same time keep the order in which they were put there. */
void rushes_entry_wait_until (RushesEntry *entry, gint64 due);
/* At the head, whatever else the account waits for. */
void     rushes_entry_wait_by_hand (RushesEntry *entry);
gboolean rushes_entry_is_waiting (const RushesEntry *entry);
void     rushes_entry_stop_waiting (RushesEntry *entry);

/* Takes it out of its rows and the question out of the budget; @question is under way until end. */
void rushes_entry_begin_question (RushesEntry *entry, GCancellable *question, gint64 now);
void rushes_entry_end_question (RushesEntry *entry);

G_END_DECLS
