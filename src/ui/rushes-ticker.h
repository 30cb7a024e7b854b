/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/rushes-clock.h"

G_BEGIN_DECLS

/**
 * RushesTicker: what time it is, second by second, for everybody who shows it. Main thread.
 *
 * One timer for all rows of a window, and none while nobody looks: the property "now" (gint64,
 * Unix seconds, read-only) goes on only while somebody holds the ticker.
 */
#define RUSHES_TYPE_TICKER (rushes_ticker_get_type ())
G_DECLARE_FINAL_TYPE (RushesTicker, rushes_ticker, RUSHES, TICKER, GObject)

RushesTicker *rushes_ticker_new (RushesClock *clock);

/* Always the time of this moment, whether the ticker is held or not. */
gint64 rushes_ticker_get_now (RushesTicker *self);

/* Counted: release as often as held. */
void rushes_ticker_hold (RushesTicker *self);
void rushes_ticker_release (RushesTicker *self);

G_END_DECLS
