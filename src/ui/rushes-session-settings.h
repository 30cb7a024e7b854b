/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * rushes_session_settings_apply:
 * @settings: of RUSHES_SCHEMA_ID
 *
 * Tells @session what the user has set up about videos (keep-videos, keep-limit-mib, name-template,
 * save-on-finish, save-folder), now and whenever it changes, as long as both are there.
 */
void rushes_session_settings_apply (GSettings *settings, RushesSession *session);

G_END_DECLS
