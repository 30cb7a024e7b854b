/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesTrackDialog: the form for task ids: any text goes in, and before anything is added it says
 * what is in there.
 *
 * Properties: "session" (RushesSession, construct-only).
 *
 * Signals: "tracked" (n-new uint, n-known uint): the ids are in the list and on disk; the dialog closes;
 * "file-dropped" (GFile): its text is wanted in the form.
 */
#define RUSHES_TYPE_TRACK_DIALOG (rushes_track_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RushesTrackDialog, rushes_track_dialog, RUSHES, TRACK_DIALOG, AdwWindow)

/* @parent: (nullable) */
GtkWidget *rushes_track_dialog_new (GtkWindow *parent, RushesSession *session);

/* @notes: id (utf8) -> note (utf8): for those that are new in the list once the person has confirmed them */
void rushes_track_dialog_add_notes (RushesTrackDialog *self, GHashTable *notes);

/* Puts @text below what is there already. */
void rushes_track_dialog_add_text (RushesTrackDialog *self, const char *text);

/* If there are new ids on the clipboard, it says so and offers them; nothing is taken by itself. */
void rushes_track_dialog_look_at_clipboard (RushesTrackDialog *self);

G_END_DECLS
