/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RushesDesktopPage: the page of the preferences about what Rushes does while nobody looks: its notifications, and
 * whether it goes on without a window.
 *
 * Property: "settings" (GSettings, construct-only).
 */
#define RUSHES_TYPE_DESKTOP_PAGE (rushes_desktop_page_get_type ())
G_DECLARE_FINAL_TYPE (RushesDesktopPage, rushes_desktop_page, RUSHES, DESKTOP_PAGE, AdwPreferencesPage)

GtkWidget *rushes_desktop_page_new (GSettings *settings);

G_END_DECLS
