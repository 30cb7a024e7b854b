/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RushesApplication: `rushes [--demo] [ID…]`.
 *
 * It owns the session and brings it up and down around the one window: the window is on the screen
 * first, then the library is opened, and only after the first frame with its list is the keyring
 * asked and the following begun. When the window goes, the session is closed before the process ends.
 */
#define RUSHES_TYPE_APPLICATION (rushes_application_get_type ())
G_DECLARE_FINAL_TYPE (RushesApplication, rushes_application, RUSHES, APPLICATION, AdwApplication)

RushesApplication *rushes_application_new (void);

G_END_DECLS
