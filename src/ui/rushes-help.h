/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compat/rushes-compat-dialogs.h"

G_BEGIN_DECLS

/**
 * RushesHelp: what each state means, what to do when something goes wrong, where files are, and how
 * Rushes is scripted. It stands over the window, which goes on being used.
 */
#define RUSHES_TYPE_HELP (rushes_help_get_type ())
G_DECLARE_FINAL_TYPE (RushesHelp, rushes_help, RUSHES, HELP, RushesCompatPages)

/* Opens the help over @parent, or raises the one that is open there. */
void rushes_help_present (GtkWindow *parent);

G_END_DECLS
