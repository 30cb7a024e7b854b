/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/rushes-pictures.h"

G_BEGIN_DECLS

/**
 * RushesPlayer: one local, complete video with its controls.
 *
 * It cannot hurt: a helper process decodes the first frame, which is shown; only when that went well is
 * a pipeline made in this process, and not before the user plays or seeks. There is one pipeline at
 * most in the whole program, and none while nobody can see the player. Where a video cannot be
 * shown, a sentence says why, beside a button that opens it in another program.
 *
 * Its actions stand in a group (rushes_player_get_actions()) of the name "player", which it has itself
 * and whoever wants its keys inserts, too: "play", "loop" and "mute" (boolean state), "fullscreen",
 * "seek" (int, seconds), "step" (int, frames), "save-frame" and "copy-frame" (string: "shown", "first",
 * "last").
 *
 * Signals: "open-elsewhere" (): the button was pressed; "message" (string): a sentence to be told.
 */
#define RUSHES_TYPE_PLAYER (rushes_player_get_type ())
G_DECLARE_FINAL_TYPE (RushesPlayer, rushes_player, RUSHES, PLAYER, AdwBin)

typedef enum
{
  RUSHES_PLAYER_EMPTY,    /* no video; a sentence may say why */
  RUSHES_PLAYER_CHECKING, /* the helper decodes it */
  RUSHES_PLAYER_READY,
  RUSHES_PLAYER_TROUBLE, /* it cannot be shown; a sentence says why */
} RushesPlayerState;

GtkWidget *rushes_player_new (void);

/**
 * rushes_player_set_video:
 * @path: (nullable): a local, complete video
 * @title: (nullable): what files made of it are called
 * @pictures: (nullable): what is at hand of it
 *
 * Does nothing where it is shown already.
 */
void rushes_player_set_video (RushesPlayer   *self,
                              const char     *path,
                              const char     *title,
                              RushesPictures *pictures);

/* What is said as long as there is no video; @elsewhere: whether another program may be able to show it. */
void rushes_player_set_words (RushesPlayer *self, const char *icon_name, const char *words, gboolean elsewhere);

/* How high the room is, in pixels, that shows it at once: picture and controls, if they can, fit into it. */
void rushes_player_set_room (RushesPlayer *self, int room);

RushesPlayerState rushes_player_get_state (RushesPlayer *self);
/* (transfer none) (nullable): none before the user plays or seeks */
GtkMediaStream *rushes_player_get_stream (RushesPlayer *self);
/* Where it stands, in nanoseconds. */
gint64 rushes_player_get_position (RushesPlayer *self);
/* (nullable): what fills the screen */
GtkWindow *rushes_player_get_fullscreen (RushesPlayer *self);

GActionGroup *rushes_player_get_actions (RushesPlayer *self);
/* The keys for these actions, for a widget that has the group. Returns: (transfer full) */
GtkEventController *rushes_player_new_shortcuts (void);

G_END_DECLS
