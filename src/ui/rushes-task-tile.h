/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"
#include "ui/rushes-pictures.h"
#include "ui/rushes-ticker.h"

G_BEGIN_DECLS

/**
 * RushesTaskTile: one task in the contact sheet: its picture with length and time left, below it its
 * name and its state. It does what RushesTaskRow does, through the same actions.
 *
 * Properties: "item" (RushesTask, nullable), "ticker" (RushesTicker, nullable), "session"
 * (RushesSession, nullable), "pictures" (RushesPictures, nullable).
 */
#define RUSHES_TYPE_TASK_TILE (rushes_task_tile_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskTile, rushes_task_tile, RUSHES, TASK_TILE, AdwBin)

GtkWidget *rushes_task_tile_new (void);

/* (transfer none) (nullable) */
RushesTask *rushes_task_tile_get_item (RushesTaskTile *self);

/* Opens the context menu: at a point of the tile, or at the tile itself where @x is negative. */
void rushes_task_tile_popup_menu (RushesTaskTile *self, double x, double y);

/* It can be seen: its session looks whether the task's files are still there. */
void rushes_task_tile_look (RushesTaskTile *self);

G_END_DECLS
