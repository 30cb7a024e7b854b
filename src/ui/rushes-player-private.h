/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-player.h"

G_BEGIN_DECLS

/* For the files of the player only. */

struct _RushesPlayer
{
  AdwBin parent_instance;

  char *path;               /* (nullable) */
  char *title;              /* (nullable) */
  RushesPictures *pictures; /* (nullable) */
  RushesPlayerState state;
  gint64 duration;        /* microseconds; 0 unknown */
  GCancellable *checking; /* (nullable) */
  GCancellable *working;  /* of the frames that are saved or copied; never of another video's end */

  GtkMediaStream *stream; /* (nullable) */
  guint check_id;         /* until it is worth a helper */
  gboolean prepared;
  gint64 wanted; /* microseconds; -1: nowhere else than where it stands, or is going */
  gint64 sought; /* where it is going, while it is seeking */

  GSimpleActionGroup *actions;
  GtkWindow *fullscreen; /* (nullable) */

  GtkWidget *content; /* (unowned): here, or in the full screen */
  GtkStack *stack;
  GtkWidget *frame;
  GtkPicture *picture;
  GtkImage *words_icon;
  GtkLabel *words_label;
  GtkWidget *words_button;
  GtkWidget *controls;
  GtkRange *scale;
  GtkAdjustment *adjustment;
  GtkLabel *time_label;
  GtkButton *play_button;
  GtkWidget *frame_button;
  GtkButton *fullscreen_button;
  int picture_height; /* at most, beside other things */
};

/* rushes-player-frames.c: the actions "save-frame" and "copy-frame"; the parameter says which, the data is the player */
void rushes_player_save_frame_action (GSimpleAction *action, GVariant *parameter, gpointer user_data);
void rushes_player_copy_frame_action (GSimpleAction *action, GVariant *parameter, gpointer user_data);

G_END_DECLS
