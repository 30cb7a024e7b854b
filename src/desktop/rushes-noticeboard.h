/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Noticeboard: where notices go up and come down. Main thread.
 *
 * GLib warns of each notification that nobody shows, and asks nobody first: here the bus is asked whether there is
 * anybody, or could be started, without blocking. What nobody would show is dropped. What was called first happens
 * first. The application is held until then.
 */

/* One that is there under that @id gives way. */
void rushes_noticeboard_put_up (GApplication *application, const char *id, GNotification *notice);
void rushes_noticeboard_take_down (GApplication *application, const char *id);

G_END_DECLS
