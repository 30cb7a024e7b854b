/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-face.h"

G_BEGIN_DECLS

/**
 * RushesTaskSlot: the place of one task in a long list. It knows the task, tells a screen reader its name and
 * takes about as much room as the task will; a face shows the task there only while it can be seen.
 *
 * A list keeps hundreds of these around what is in sight, and makes all of them anew when it changes: see
 * RushesTaskSlots, which makes them and has the faces.
 */
#define RUSHES_TYPE_TASK_SLOT (rushes_task_slot_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskSlot, rushes_task_slot, RUSHES, TASK_SLOT, GtkWidget)

/**
 * RushesTaskSlotHost: what a slot needs of whoever has the faces; it outlives no slot.
 * @seen: it has come into view, or gone out of it
 * @gone: it gets another task while it is not in view, or is about to be destroyed: its face is to be taken
 * @estimate: how high a face will be at that width, or at the least that it needs
 */
typedef struct
{
  void (*seen) (RushesTaskSlot *slot, gboolean seen, gpointer user_data);
  void (*gone) (RushesTaskSlot *slot, gpointer user_data);
  int (*estimate) (int width, gpointer user_data);
} RushesTaskSlotHost;

/* @host lives for ever; @user_data: (transfer none): it is kept as long as the slot is there */
GtkWidget *rushes_task_slot_new (const RushesTaskSlotHost *host, GObject *user_data);

/* @task: (nullable) */
void rushes_task_slot_set_item (RushesTaskSlot *self, RushesTask *task);
void rushes_task_slot_set_position (RushesTaskSlot *self, guint position);

/* (transfer none) (nullable) */
RushesTask *rushes_task_slot_get_item (RushesTaskSlot *self);

/* G_MAXUINT: it has none yet */
guint rushes_task_slot_get_position (RushesTaskSlot *self);

/* (transfer none) (nullable) */
RushesTaskFace *rushes_task_slot_get_face (RushesTaskSlot *self);

/* Puts @face there, or takes it away. The slot has no other one then. */
void            rushes_task_slot_put_face (RushesTaskSlot *self, RushesTaskFace *face);
RushesTaskFace *rushes_task_slot_take_face (RushesTaskSlot *self); /* (transfer full): there is one */

/* The slot in an item of a list, the list's own widget. (transfer none) (nullable) */
RushesTaskSlot *rushes_task_slot_find (GtkWidget *list_item);

G_END_DECLS
