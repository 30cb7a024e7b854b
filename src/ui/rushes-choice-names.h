/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a row of libadwaita shows of its choice is a list with one item, and neither has a name: from here on they
 * have. The model of @row is a GtkStringList. */
void rushes_choice_names_watch (AdwComboRow *row);

G_END_DECLS
