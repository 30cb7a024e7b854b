/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesStoragePage: the page of the preferences about the videos in Rushes' own folder: how many there
 * are and how much room they take, where they are, how much they may take, and what of it can go.
 *
 * Properties: "session" (RushesSession, construct-only), "settings" (GSettings, construct-only).
 */
#define RUSHES_TYPE_STORAGE_PAGE (rushes_storage_page_get_type ())
G_DECLARE_FINAL_TYPE (RushesStoragePage, rushes_storage_page, RUSHES, STORAGE_PAGE, AdwPreferencesPage)

GtkWidget *rushes_storage_page_new (RushesSession *session, GSettings *settings);

G_END_DECLS
