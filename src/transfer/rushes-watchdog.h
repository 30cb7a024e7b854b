/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesWatchdog: gives a blocking call up when nothing moves.
 *
 * libsoup's time-out is one of a single read or write, so a server that sends a byte now and then
 * is never given up, and neither is a name server that does not answer. The watchdog has a
 * thread of its own, and cancels its own cancellable, which the caller's cancels too.
 */
typedef struct _RushesWatchdog RushesWatchdog;

/**
 * rushes_watchdog_start:
 * @caller: (nullable)
 * @window_ms: how long it waits
 * @least_bytes: for so many; then it waits anew
 */
RushesWatchdog *rushes_watchdog_start (GCancellable *caller, guint window_ms, gsize least_bytes);

/* Stops the thread; afterwards nothing is cancelled any more. */
void rushes_watchdog_stop (RushesWatchdog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesWatchdog, rushes_watchdog_stop)

/* (transfer none): to be given to the calls that block */
GCancellable *rushes_watchdog_get_cancellable (RushesWatchdog *self);
/* The next thing to be waited for, with a time of its own that begins now. */
void rushes_watchdog_expect (RushesWatchdog *self, guint window_ms, gsize least_bytes);
/* Something has moved. */
void rushes_watchdog_feed (RushesWatchdog *self, gsize n_bytes);
/* Whether it was the watchdog, not the caller, that cancelled. */
gboolean rushes_watchdog_has_given_up (RushesWatchdog *self);

G_END_DECLS
