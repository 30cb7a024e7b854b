/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesVideosPage: the page of the preferences about what becomes of finished videos: whether they are
 * kept, whether and where they are saved by themselves, where the file dialog opens, and how they are
 * called.
 *
 * Properties: "session" (RushesSession, construct-only), "settings" (GSettings, construct-only).
 */
#define RUSHES_TYPE_VIDEOS_PAGE (rushes_videos_page_get_type ())
G_DECLARE_FINAL_TYPE (RushesVideosPage, rushes_videos_page, RUSHES, VIDEOS_PAGE, AdwPreferencesPage)

GtkWidget *rushes_videos_page_new (RushesSession *session, GSettings *settings);

G_END_DECLS
