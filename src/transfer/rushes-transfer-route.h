/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-snapshot.h"

G_BEGIN_DECLS

/**
 * RushesTransferRoute: which link a transfer takes next, and when.
 *
 * The primary link first. One that the CDN refuses, or that ends within a minute, is renewed first,
 * once until bytes come again; then come the backup link, and the gateway's own content route at last.
 * What only did not answer is taken in turn with the others, after a pause that grows. Pure; one
 * thread at a time. Times are the clock's: microseconds of the boot clock, seconds of the wall clock.
 */
typedef enum
{
  RUSHES_TRANSFER_LINK_PRIMARY,
  RUSHES_TRANSFER_LINK_BACKUP,
  RUSHES_TRANSFER_LINK_GATEWAY,
} RushesTransferLink;

#define RUSHES_TRANSFER_N_LINKS 3

typedef enum
{
  RUSHES_TRANSFER_STEP_FETCH, /* the link that rushes_transfer_route_get_link() says */
  RUSHES_TRANSFER_STEP_RENEW, /* ask for fresh links */
  RUSHES_TRANSFER_STEP_END,   /* there is no way left: rushes_transfer_route_dup_error() */
} RushesTransferStep;

typedef struct _RushesTransferRoute RushesTransferRoute;

/**
 * rushes_transfer_route_new:
 * @content_link: (nullable): the gateway's content route
 * @can_renew: whether there is anybody to ask for fresh links
 * @max_tries: in a row without a new byte
 */
RushesTransferRoute *rushes_transfer_route_new (const RushesSnapshot *snapshot,
                                                const char           *content_link,
                                                gboolean              can_renew,
                                                guint                 max_tries);
void rushes_transfer_route_free (RushesTransferRoute *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTransferRoute, rushes_transfer_route_free)

/**
 * rushes_transfer_route_next:
 * @due: (out): on the boot clock, when it may be done; @now where there is nothing to wait for
 */
RushesTransferStep rushes_transfer_route_next (RushesTransferRoute *self,
                                               gint64               wall_seconds,
                                               gint64               now,
                                               gint64              *due);

/* After STEP_FETCH */
RushesTransferLink rushes_transfer_route_get_current (RushesTransferRoute *self);
const char        *rushes_transfer_route_get_link (RushesTransferRoute *self);

/* The link that led to @origin (scheme://host/path, nullable) is the one of now, if there is one. */
void rushes_transfer_route_turn_to_origin (RushesTransferRoute *self, const char *origin);

/* New bytes came: everything is worth trying again. */
void rushes_transfer_route_note_progress (RushesTransferRoute *self);

/**
 * rushes_transfer_route_note_failure:
 * @resumed: whether it went on with bytes that were there
 * @counts: whether it was a try at all, and not the network that is away
 * @random: evenly spread
 *
 * The link that was taken failed with @error, after rushes_transfer_route_note_progress() if that
 * was due.
 */
void rushes_transfer_route_note_failure (RushesTransferRoute *self,
                                         const GError        *error,
                                         gboolean             resumed,
                                         gboolean             counts,
                                         gint64               now,
                                         guint32              random);

/* Fresh links came; those that did not come stay as they were. */
void rushes_transfer_route_note_links (RushesTransferRoute *self, const RushesSnapshot *snapshot);

/* There are none: the service says why. What may pass is asked again, after a pause. */
void rushes_transfer_route_note_refusal (RushesTransferRoute *self,
                                         const GError        *error,
                                         gboolean             counts,
                                         gint64               now,
                                         guint32              random);

/* What says most of why there is no way left. Returns: (transfer full) */
GError *rushes_transfer_route_dup_error (RushesTransferRoute *self);

G_END_DECLS
