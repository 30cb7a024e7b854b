/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-entry.h"

G_BEGIN_DECLS

/**
 * RushesTaskShown: the entries that are shown, in their order, and how that changes: whoever has it tells the
 * changes as a GListModel does. Entries are not owned.
 *
 * Whether an entry is shown stands in the entry: a mark of what is shown now. So another hundred thousand of
 * them are shown, or are no more, without one being touched: a sieve sets the next mark as it finds them.
 */
typedef struct _RushesTaskShown RushesTaskShown;

/**
 * RushesTaskShownFunc:
 *
 * As of items-changed, when it is so. Where nothing came or went, nothing has another place.
 */
typedef void (*RushesTaskShownFunc) (guint position, guint removed, guint added, gpointer user_data);

RushesTaskShown *rushes_task_shown_new (RushesTaskShownFunc func, gpointer user_data);
void             rushes_task_shown_free (RushesTaskShown *self);

guint rushes_task_shown_get_length (const RushesTaskShown *self);
/* Returns: (nullable): past the end */
RushesTaskEntry *rushes_task_shown_get (const RushesTaskShown *self, guint position);
gboolean         rushes_task_shown_has (const RushesTaskShown *self, const RushesTaskEntry *entry);
/* @sorted: whether no key has been set since they were put in their order; G_MAXUINT: it is not shown */
guint rushes_task_shown_find (const RushesTaskShown *self, const RushesTaskEntry *entry, gboolean sorted);

/* One entry, while they are sorted: its key is set, but for the one that moves. */
void rushes_task_shown_put (RushesTaskShown *self, RushesTaskEntry *entry);
void rushes_task_shown_drop (RushesTaskShown *self, RushesTaskEntry *entry);
void rushes_task_shown_move (RushesTaskShown *self,
                             RushesTaskEntry *entry,
                             RushesTaskSort   sort,
                             gboolean         reversed);

/* @coming: (element-type RushesTaskEntry): is sorted here */
void rushes_task_shown_put_many (RushesTaskShown *self, GPtrArray *coming);
/* Those that are marked as leaving. */
void rushes_task_shown_drop_leaving (RushesTaskShown *self);
void rushes_task_shown_drop_all (RushesTaskShown *self);

/* For what is to be shown next: a new mark each time. */
RushesTaskMark rushes_task_shown_begin (RushesTaskShown *self);
/**
 * rushes_task_shown_take:
 * @entries: (element-type RushesTaskEntry) (transfer full): all of them bear the mark that was begun last
 *
 * Tells the part that differs, as one change.
 */
void rushes_task_shown_take (RushesTaskShown *self, GPtrArray *entries);
/**
 * rushes_task_shown_take_elsewhere:
 * @entries: as of rushes_task_shown_take()
 * @focused: (nullable): the one on which the user stands
 *
 * Who looks at the list is taken elsewhere in it afterwards. Many are told in parts: a list looks at all that
 * come together with rows of its own that go, for those rows. So only the first ones come with them, and the
 * one on which the user stands.
 */
void rushes_task_shown_take_elsewhere (RushesTaskShown *self, GPtrArray *entries, RushesTaskEntry *focused);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTaskShown, rushes_task_shown_free)

G_END_DECLS
