/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-slot.h"

G_BEGIN_DECLS

/**
 * RushesTaskSlots: the places of the tasks in a GtkListView or GtkGridView, and the few faces that are shown
 * in them.
 *
 * GTK keeps two hundred items around what is in sight, and makes all of them anew when the whole list is
 * another one: when it is filtered, searched or sorted. To make, fill and measure so many rows takes a third
 * of a second, to do so for those in sight a few milliseconds. So an item only gets a RushesTaskSlot; that
 * gets a face in the very frame in which it comes into view, from one that has gone out of it.
 */
#define RUSHES_TYPE_TASK_SLOTS (rushes_task_slots_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskSlots, rushes_task_slots, RUSHES, TASK_SLOTS, GObject)

/* Returns: (transfer floating): a new RushesTaskFace */
typedef GtkWidget *(*RushesTaskSlotsMakeFunc) (gpointer user_data);

/**
 * rushes_task_slots_new:
 * @list: a GtkListView or GtkGridView of tasks, whose factory is set
 * @make: makes a face, with all that it needs but its task; never called once @list is gone
 */
RushesTaskSlots *rushes_task_slots_new (GtkWidget *list, RushesTaskSlotsMakeFunc make, gpointer user_data);

/* Many tasks may come soon: faces for them are made while nothing else is to be done, one at a time, so that
 * the frame that shows the tasks finds them. */
void rushes_task_slots_prepare (RushesTaskSlots *self);

/* Has the files of all tasks in sight looked for. */
void rushes_task_slots_look (RushesTaskSlots *self);

/* Opens the menu of the task that has the focus. Returns: FALSE where none has it */
gboolean rushes_task_slots_popup_menu (RushesTaskSlots *self);

/* The list's own widget for @task. (transfer none) (nullable): it has none as long as that is far away */
GtkWidget *rushes_task_slots_find_item (RushesTaskSlots *self, RushesTask *task);

/* The last one that is whole in sight. (transfer none) (nullable) */
RushesTask *rushes_task_slots_find_last_seen (RushesTaskSlots *self);

/* How many faces there are. */
guint rushes_task_slots_count_faces (RushesTaskSlots *self);

G_END_DECLS
