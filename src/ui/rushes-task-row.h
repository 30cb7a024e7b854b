/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-face.h"

G_BEGIN_DECLS

/**
 * RushesTaskRow: one task in the list: a place for its picture, its name, one line of truth, what
 * wants attention, and the one action that fits its state.
 *
 * Properties beyond those of RushesTaskFace: "narrow" (boolean), "heading" (GtkWidget, nullable: what stands
 * above the task).
 */
#define RUSHES_TYPE_TASK_ROW (rushes_task_row_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskRow, rushes_task_row, RUSHES, TASK_ROW, RushesTaskFace)

GtkWidget *rushes_task_row_new (void);

G_END_DECLS
