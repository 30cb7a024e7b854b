/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "session/rushes-session.h"
#include "ui/rushes-pictures.h"
#include "ui/rushes-ticker.h"

G_BEGIN_DECLS

/**
 * RushesContactSheet: tasks as pictures, in as many columns as there is room for.
 *
 * It shows the model of the list and shares its selection. What the user does becomes the same actions
 * of the window; activating a tile is the signal "activate-task" (RushesTask).
 *
 * Properties: "model" (GtkSelectionModel of RushesTask, nullable), "ticker" (RushesTicker, nullable),
 * "session" (RushesSession, nullable), "pictures" (RushesPictures, nullable).
 */
#define RUSHES_TYPE_CONTACT_SHEET (rushes_contact_sheet_get_type ())
G_DECLARE_FINAL_TYPE (RushesContactSheet, rushes_contact_sheet, RUSHES, CONTACT_SHEET, AdwBin)

/* A tile is between these, as long as there is room for one, and narrower only in a narrow window. */
#define RUSHES_CONTACT_SHEET_TILE_MIN 220
#define RUSHES_CONTACT_SHEET_TILE_MAX 320

GtkWidget *rushes_contact_sheet_new (void);

/* How many columns fit into @width: at least one. */
guint rushes_contact_sheet_count_columns (int width);

/* The grid itself, which has the focus and the selection. Returns: (transfer none) */
GtkWidget *rushes_contact_sheet_get_grid (RushesContactSheet *self);

/* Moves to the item at @position; @focus: and gives it the focus */
void rushes_contact_sheet_go_to (RushesContactSheet *self, guint position, gboolean focus);

/* The first tile of the last row that is whole in sight. Returns: (transfer none) (nullable) */
RushesTask *rushes_contact_sheet_find_last_seen (RushesContactSheet *self);

/* The context menu of the tile that has the focus, if one has. */
gboolean rushes_contact_sheet_popup_menu (RushesContactSheet *self);

/* The user comes back: what is shown is looked after. */
void rushes_contact_sheet_look (RushesContactSheet *self);

G_END_DECLS
