/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-face.h"

G_BEGIN_DECLS

/**
 * RushesTaskTile: one task in the contact sheet: its picture with length and time left, below it its
 * name and its state. It does what RushesTaskRow does, through the same actions.
 */
#define RUSHES_TYPE_TASK_TILE (rushes_task_tile_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskTile, rushes_task_tile, RUSHES, TASK_TILE, RushesTaskFace)

GtkWidget *rushes_task_tile_new (void);

G_END_DECLS
