/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesPartSyncer: syncs a part's bytes to disk beside the thread that writes them, so that the network
 * does not stand still while the disk works. One sync at a time; one thread uses it.
 */
typedef struct _RushesPartSyncer RushesPartSyncer;

/* How far a part is synced: so many bytes, with this CRC-64. */
typedef struct
{
  gint64 length;
  guint64 crc;
} RushesPartMark;

RushesPartSyncer *rushes_part_syncer_new (void);
/* Waits for a sync that is under way. */
void rushes_part_syncer_free (RushesPartSyncer *self);

gboolean rushes_part_syncer_is_busy (RushesPartSyncer *self);
/* Syncs what was written to @fd so far, which is @mark, if nothing is under way. @fd stays open until
 * rushes_part_syncer_wait(). */
void rushes_part_syncer_start (RushesPartSyncer *self, int fd, const RushesPartMark *mark);
void rushes_part_syncer_wait (RushesPartSyncer *self);

/**
 * rushes_part_syncer_take:
 * @mark: (inout): what is synced now, if that is more than it says
 *
 * Returns: FALSE with the error of a sync that failed
 */
gboolean rushes_part_syncer_take (RushesPartSyncer *self, RushesPartMark *mark, GError **error);

G_END_DECLS
