/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesWelcome: what the window shows as long as there is no account: a sentence, the account's
 * form, and the way into the demo. It scrolls by itself; put it under the header bar.
 *
 * The demo is the action "app.demo" (no parameter).
 *
 * Properties: "session" (RushesSession, construct-only), "narrow" (boolean: its buttons stand one above the
 * other).
 *
 * Signals: "done": the session has its account now, and the user has seen where the key is kept.
 */
#define RUSHES_TYPE_WELCOME (rushes_welcome_get_type ())
G_DECLARE_FINAL_TYPE (RushesWelcome, rushes_welcome, RUSHES, WELCOME, AdwBin)

GtkWidget *rushes_welcome_new (RushesSession *session);

/* The button that Enter activates; for gtk_window_set_default_widget(). (transfer none) */
GtkWidget *rushes_welcome_get_start_button (RushesWelcome *self);

G_END_DECLS
