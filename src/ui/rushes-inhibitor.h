/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "session/rushes-session.h"

G_BEGIN_DECLS

/**
 * RushesInhibitor: keeps the machine from being suspended, and the user from being logged out, while
 * videos are being fetched. Main thread.
 *
 * Only once bytes have flowed for some seconds, since most videos are there before that; and no longer
 * than they flow.
 *
 * Property: "wanted" (boolean, read-only): whether it does so, or would if the desktop let it.
 */
#define RUSHES_TYPE_INHIBITOR (rushes_inhibitor_get_type ())
G_DECLARE_FINAL_TYPE (RushesInhibitor, rushes_inhibitor, RUSHES, INHIBITOR, GObject)

/* @application: (nullable) */
RushesInhibitor *rushes_inhibitor_new (GtkApplication *application, RushesSession *session);

gboolean rushes_inhibitor_get_wanted (RushesInhibitor *self);

G_END_DECLS
