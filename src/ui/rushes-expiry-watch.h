/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/rushes-task-view-model.h"

G_BEGIN_DECLS

/**
 * RushesExpiryWatch: how many videos are about to be lost. Main thread.
 *
 * Counted are those that are only with the service, whose links have less than an hour left, and that
 * are not on their way to this disk at this moment: the count of RUSHES_TASK_FILTER_EXPIRING, told once it has
 * lasted for half a second.
 *
 * Property: "n-expiring" (uint, read-only).
 */
#define RUSHES_TYPE_EXPIRY_WATCH (rushes_expiry_watch_get_type ())
G_DECLARE_FINAL_TYPE (RushesExpiryWatch, rushes_expiry_watch, RUSHES, EXPIRY_WATCH, GObject)

RushesExpiryWatch *rushes_expiry_watch_new (RushesTaskViewModel *tasks, RushesClock *clock);

guint rushes_expiry_watch_get_n_expiring (RushesExpiryWatch *self);

G_END_DECLS
