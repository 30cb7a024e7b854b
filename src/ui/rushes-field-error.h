/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * rushes_field_error_show:
 * @error_row: what stands under @row, with @label in it
 * @sentence: (nullable): NULL: nothing is wrong with the field
 *
 * Says what is wrong with what was entered in @row: to be seen, and to a screen reader; the focus goes there.
 */
void rushes_field_error_show (AdwEntryRow *row, GtkWidget *error_row, GtkLabel *label, const char *sentence);

/* The title of @row, which is the name of its text, too: libadwaita < 1.4 does not see to that. */
void rushes_field_set_title (AdwEntryRow *row, const char *title);

G_END_DECLS
