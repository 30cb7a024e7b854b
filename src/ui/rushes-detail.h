/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"
#include "ui/rushes-pictures.h"
#include "ui/rushes-player.h"
#include "ui/rushes-ticker.h"

G_BEGIN_DECLS

/**
 * RushesDetail: all that is known of one task, with its video: player, label and note to be edited in
 * place, state, failure with its remedy, timeline, facts, history and the raw reply.
 *
 * What can be done with the task are the actions of the window it stands in ("win.…"). Nothing is loaded
 * and no video is shown while nobody can see it.
 *
 * Signals: "label-chosen" (string): the user has written another label; "message" (string): a sentence to be
 * told.
 */
#define RUSHES_TYPE_DETAIL (rushes_detail_get_type ())
G_DECLARE_FINAL_TYPE (RushesDetail, rushes_detail, RUSHES, DETAIL, AdwBin)

GtkWidget *rushes_detail_new (RushesSession *session, RushesPictures *pictures, RushesTicker *ticker);

/* (transfer none) (nullable) */
RushesTask *rushes_detail_get_task (RushesDetail *self);
void        rushes_detail_set_task (RushesDetail *self, RushesTask *task);
/* Whether it hides the list: then it has a way back instead of a way to close it. */
void        rushes_detail_set_over (RushesDetail *self, gboolean over);
/* What has the focus when it is opened over the list. */
void rushes_detail_take_focus (RushesDetail *self);

G_END_DECLS
