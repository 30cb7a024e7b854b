/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesUsage: what a gateway tells of a key's quota (GET /api/usage/token/). Immutable, but by its maker.
 *
 * The unit is the gateway's own: what it is worth is nowhere said.
 *
 * @granted, @used, @left: units; -1 where it was not told
 * @valid_until: Unix seconds; 0: for ever, or not told
 */
typedef struct
{
  gint64 granted;
  gint64 used;
  gint64 left;
  gboolean unlimited;
  gint64 valid_until;
} RushesUsage;

/**
 * rushes_usage_read:
 * @body: of a reply with a 2xx status
 *
 * Pure: bytes in, figures or an error out. Returns: (transfer full): or NULL with a RUSHES_ERROR
 */
RushesUsage *rushes_usage_read (GBytes *body, const char *request_id, GError **error);
RushesUsage *rushes_usage_copy (const RushesUsage *self);
void         rushes_usage_free (RushesUsage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesUsage, rushes_usage_free)

/* Whether nothing is left. */
gboolean rushes_usage_is_used_up (const RushesUsage *self);
/* Whether the key is past its time. @now: Unix seconds */
gboolean rushes_usage_has_expired (const RushesUsage *self, gint64 now);

G_END_DECLS
