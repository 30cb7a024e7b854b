/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "library/rushes-task.h"
#include "ui/rushes-pictures.h"

G_BEGIN_DECLS

/**
 * RushesTaskPicture: a task's picture, in a frame of 16:9; a video of another shape is shown whole in
 * it. As long as there is no picture, an icon stands for the state, and a spinner while it is running.
 *
 * A mouse that moves across it scrubs through the video, and drags the video's file out of the window.
 *
 * Binding it is cheap: what is at hand is shown at once; everything else is asked for once it has been
 * drawn and has stayed for a moment, and no longer when the item changes or it is hidden.
 *
 * Properties: "item" (RushesTask, nullable), "pictures" (RushesPictures, nullable), "badges" (boolean:
 * whether it carries the video's length and the time left), "duration" (gint64, read-only: milliseconds,
 * 0 unknown).
 */
#define RUSHES_TYPE_TASK_PICTURE (rushes_task_picture_get_type ())
G_DECLARE_FINAL_TYPE (RushesTaskPicture, rushes_task_picture, RUSHES, TASK_PICTURE, GtkWidget)

GtkWidget *rushes_task_picture_new (void);

void   rushes_task_picture_set_item (RushesTaskPicture *self, RushesTask *item);
gint64 rushes_task_picture_get_duration (RushesTaskPicture *self);

/* What time it is, for the badges; Unix seconds. */
void rushes_task_picture_set_now (RushesTaskPicture *self, gint64 now);

/* Which frame of the strip is shown: -1 for the picture itself. */
int  rushes_task_picture_get_frame (RushesTaskPicture *self);
/* The pointer is at @x: for those who watch it themselves; a negative @x ends it. */
void rushes_task_picture_scrub (RushesTaskPicture *self, double x);

/* (transfer full) (nullable): what dragging it carries */
GdkContentProvider *rushes_task_picture_prepare_drag (RushesTaskPicture *self);

/* (transfer none) (nullable): what is drawn */
GdkTexture *rushes_task_picture_get_texture (RushesTaskPicture *self);

G_END_DECLS
