/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesExpiry: which tasks' links end when. For the library alone. Main thread.
 *
 * What a look at the clock costs grows with the links that have ended since the last one (or work again,
 * where the clock was put back), not with those that are watched.
 */
typedef struct _RushesExpiry RushesExpiry;

RushesExpiry *rushes_expiry_new (void);
void          rushes_expiry_free (RushesExpiry *self);

/* @expires_at: Unix seconds, the first moment at which the link no longer works; 0: there is none to watch */
void rushes_expiry_watch (RushesExpiry *self, RushesTask *task, gint64 expires_at);

/**
 * rushes_expiry_pass:
 * @now: Unix seconds
 *
 * Returns: (transfer full) (element-type RushesTask): those whose links ended, or work again, since the last
 *   call, by their time
 */
GPtrArray *rushes_expiry_pass (RushesExpiry *self, gint64 now);

/* When the next one ends after the last pass; G_MAXINT64 where none will. */
gint64 rushes_expiry_get_next (RushesExpiry *self);
/* When the last one ended before the last pass; G_MININT64 where none did. */
gint64 rushes_expiry_get_last (RushesExpiry *self);
/* Whether a link that ends at @expires_at is another thing at @now than it was at the last pass. */
gboolean rushes_expiry_is_late (RushesExpiry *self, gint64 expires_at, gint64 now);

G_END_DECLS
