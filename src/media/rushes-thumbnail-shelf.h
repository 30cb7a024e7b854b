/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/rushes-thumbnails.h"

G_BEGIN_DECLS

/**
 * RushesThumbnailShelf: the files of RushesThumbnails; used by it alone. Blocks: worker threads only,
 * several at once.
 *
 * A video has three files, named after its key: KEY.jpg, KEY-strip.jpg and KEY.json. The last holds
 * the facts, is written last, and its time is when the pictures were used last: without it there are
 * no pictures. Files of other names are left alone.
 */
typedef struct _RushesThumbnailShelf RushesThumbnailShelf;

RushesThumbnailShelf *rushes_thumbnail_shelf_new (const char *folder, guint64 max_bytes);
RushesThumbnailShelf *rushes_thumbnail_shelf_ref (RushesThumbnailShelf *self);
void                  rushes_thumbnail_shelf_unref (RushesThumbnailShelf *self);

/**
 * rushes_thumbnail_shelf_dup_key:
 *
 * What stands for the video as it is now: its path, size and time.
 * Returns: (transfer full) (nullable): with RUSHES_ERROR_VIDEO_UNREADABLE where it is no file
 */
char *rushes_thumbnail_shelf_dup_key (RushesThumbnailShelf *self, const char *video, GError **error);

/* What is kept for @key, which is then used. Returns: (transfer full) (nullable) */
RushesThumbnail *rushes_thumbnail_shelf_find (RushesThumbnailShelf *self, const char *key);

/* Makes the folder, where pictures are about to be made. */
gboolean rushes_thumbnail_shelf_prepare (RushesThumbnailShelf *self, GError **error);

/* Where the pictures of @key belong. Returns: (transfer full). Does not block. */
char *rushes_thumbnail_shelf_dup_path (RushesThumbnailShelf *self, const char *key);
char *rushes_thumbnail_shelf_dup_strip_path (RushesThumbnailShelf *self, const char *key);

/**
 * rushes_thumbnail_shelf_keep:
 * @key: whose pictures are in their places
 *
 * Writes @facts beside them, and makes room if there is too much then. Where that fails, the
 * pictures are gone as well.
 */
RushesThumbnail *rushes_thumbnail_shelf_keep (RushesThumbnailShelf    *self,
                                              const char              *key,
                                              const RushesMediaFacts  *facts,
                                              GError                 **error);

G_END_DECLS
