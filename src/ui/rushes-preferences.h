/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compat/rushes-compat-dialogs.h"
#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesPreferences: the account, what becomes of finished videos, and the room that they take.
 *
 * Properties: "session" (RushesSession, construct-only), "settings" (GSettings of RUSHES_SCHEMA_ID,
 * construct-only).
 */
#define RUSHES_TYPE_PREFERENCES (rushes_preferences_get_type ())
G_DECLARE_FINAL_TYPE (RushesPreferences, rushes_preferences, RUSHES, PREFERENCES, RushesCompatPages)

GtkWidget *rushes_preferences_new (RushesSession *session, GSettings *settings);

/* Shows them over @parent, once. */
void rushes_preferences_present (GtkWindow *parent, RushesSession *session, GSettings *settings);

G_END_DECLS
