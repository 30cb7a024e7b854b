/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/rushes-media.h"

G_BEGIN_DECLS

/**
 * RushesThumbnails: the pictures of the library's videos, kept in the folder thumbnails/.
 *
 * A row asks when it is bound, with a cancellable that it cancels when it is unbound, and needs to
 * know nothing else: what is kept comes back at once, what is not is made by at most two helpers,
 * the newest question first, because that is what is on screen. Those who ask for the same video
 * share one helper; it ends when the last of them has cancelled. A video of which no pictures can
 * be made is not tried again until its file changes or the program starts anew.
 *
 * Pictures are kept by path, size and time of the file, and are only as good as those. Those not
 * used for longest go when the folder grows beyond its limit. Main thread; nothing here blocks:
 * files are looked at on worker threads.
 */

/* What the folder may hold by itself: some 3 500 videos. */
#define RUSHES_THUMBNAILS_MAX_BYTES (256 * 1024 * 1024)
#define RUSHES_THUMBNAILS_MAX_HELPERS 2

/**
 * RushesThumbnail: immutable; any thread.
 *
 * @thumbnail_path, @strip_path: JPEG files; see rushes_media_make_pictures_async()
 */
typedef struct
{
  char *thumbnail_path;
  char *strip_path;
  RushesMediaFacts *facts;
} RushesThumbnail;

#define RUSHES_TYPE_THUMBNAIL (rushes_thumbnail_get_type ())
GType rushes_thumbnail_get_type (void) G_GNUC_CONST;

RushesThumbnail *rushes_thumbnail_ref (RushesThumbnail *self);
void             rushes_thumbnail_unref (RushesThumbnail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesThumbnail, rushes_thumbnail_unref)

#define RUSHES_TYPE_THUMBNAILS (rushes_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (RushesThumbnails, rushes_thumbnails, RUSHES, THUMBNAILS, GObject)

/**
 * rushes_thumbnails_new:
 * @folder: made when it is first needed, with mode 0700
 * @max_bytes: what it may hold; RUSHES_THUMBNAILS_MAX_BYTES
 */
RushesThumbnails *rushes_thumbnails_new (const char *folder, guint64 max_bytes);

/**
 * rushes_thumbnails_get_async:
 * @video_path: a local, complete video
 *
 * Errors: as rushes_media_make_pictures_async(). Cancelling costs nothing, at any time.
 * Returns: (transfer full): from _finish()
 */
void             rushes_thumbnails_get_async (RushesThumbnails    *self,
                                              const char          *video_path,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
RushesThumbnail *rushes_thumbnails_get_finish (RushesThumbnails *self, GAsyncResult *result, GError **error);

/* How many helpers run, and how many questions wait for one: for tests and for logs. */
guint rushes_thumbnails_get_running (RushesThumbnails *self);
guint rushes_thumbnails_get_waiting (RushesThumbnails *self);

G_END_DECLS
