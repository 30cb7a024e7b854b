/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Folders that videos are saved to: those in the settings, and how a person would call them. */

/**
 * rushes_user_folder_read:
 * @settings: (nullable)
 * @key: of a URI
 *
 * Returns: (transfer full): what @key says, or the user's folder of videos where it is empty
 */
GFile *rushes_user_folder_read (GSettings *settings, const char *key);

/* Whether @key says anything. */
gboolean rushes_user_folder_is_set (GSettings *settings, const char *key);
/* A folder that the document portal has made for one file is not remembered: nothing else can be saved there. */
void     rushes_user_folder_write (GSettings *settings, const char *key, GFile *folder);

/* "Videos/Rushes" where it is below the home folder. Returns: (transfer full): plain text */
char *rushes_user_folder_describe (GFile *folder);

G_END_DECLS
