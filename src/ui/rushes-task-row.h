/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"
#include "ui/rushes-ticker.h"

G_BEGIN_DECLS

/**
 * RushesTaskRow: one task in the list: a place for its picture, its name, one line of truth, what
 * wants attention, and the one action that fits its state.
 *
 * Rows are recycled: everything shown follows from "item". What the user does becomes an action of
 * the window with the task's order as its parameter (int64): see RushesVerb.
 *
 * Properties: "item" (RushesTask, nullable), "ticker" (RushesTicker, nullable: without it no
 * line of truth can be told), "session" (RushesSession, nullable: it looks after the task's files when
 * they are shown), "narrow" (boolean), "pictures" (RushesPictures, nullable: without it no picture is shown),
 * "heading" (GtkWidget, nullable: what stands above the task).
 */
#define RUSHES_TYPE_TASK_ROW (rushes_task_row_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskRow, rushes_task_row, RUSHES, TASK_ROW, AdwBin)

GtkWidget *rushes_task_row_new (void);

/* (transfer none) (nullable) */
RushesTask *rushes_task_row_get_item (RushesTaskRow *self);

/* (transfer full): what can be done with @task, for its context menu wherever it is shown */
GMenuModel *rushes_task_row_new_menu (RushesTask *task);

/* Opens the context menu: at a point of the row, or at the row itself where @x is negative. */
void rushes_task_row_popup_menu (RushesTaskRow *self, double x, double y);

/* It can be seen: its session looks whether the task's files are still there. */
void rushes_task_row_look (RushesTaskRow *self);

G_END_DECLS
