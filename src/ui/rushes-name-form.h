/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesNameForm: how saved videos are called: a name template, its tokens at hand, and what comes of it.
 *
 * What is typed becomes the setting "name-template" as soon as it is a good template; while it is none,
 * it says why and the setting stays.
 *
 * Properties: "session" (RushesSession, construct-only), "settings" (GSettings, construct-only).
 */
#define RUSHES_TYPE_NAME_FORM (rushes_name_form_get_type ())
G_DECLARE_FINAL_TYPE (RushesNameForm, rushes_name_form, RUSHES, NAME_FORM, AdwPreferencesGroup)

GtkWidget *rushes_name_form_new (RushesSession *session, GSettings *settings);

G_END_DECLS
