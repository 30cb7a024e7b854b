/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "transfer/rushes-part-syncer.h"
#include "transfer/rushes-part.h"

G_BEGIN_DECLS

/* What stands beside a part: how far its bytes can be relied on, and of which video they are. Blocks. */
typedef struct
{
  gint64 length; /* committed: the bytes were written before the record was */
  guint64 crc;   /* of so many bytes */
  RushesPartMark synced;
  RushesPartIdentity identity;
} RushesPartRecord;

void rushes_part_record_clear (RushesPartRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesPartRecord, rushes_part_record_clear)

/* Returns: FALSE where there is none, or none that holds; then @record is that of an empty part */
gboolean rushes_part_record_read (const char *path, RushesPartRecord *record);
/* Replaces the file as a whole. */
gboolean rushes_part_record_write (const char *path, const RushesPartRecord *record, GError **error);

G_END_DECLS
