/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "media/rushes-thumbnails.h"

G_BEGIN_DECLS

/**
 * RushesPictures: pictures of videos, ready to be drawn. Main thread.
 *
 * What was drawn lately is at hand as textures, and those not used for longest go when they take too
 * much memory. Everything else is read, and where need be made, on other threads and in programs of
 * their own: see RushesThumbnails. Nothing here looks at a file on the main loop.
 */
#define RUSHES_TYPE_PICTURES (rushes_pictures_get_type ())
G_DECLARE_FINAL_TYPE (RushesPictures, rushes_pictures, RUSHES, PICTURES, GObject)

/* What the textures may take by themselves: some 350 thumbnails. */
#define RUSHES_PICTURES_MAX_BYTES (64 * 1024 * 1024)

typedef enum
{
  RUSHES_PICTURE_THUMBNAIL,
  RUSHES_PICTURE_STRIP, /* RUSHES_MEDIA_STRIP_FRAMES frames, side by side */
  RUSHES_N_PICTURES,
} RushesPictureKind;

/**
 * rushes_pictures_new:
 * @folder: where the pictures are kept
 * @max_bytes: RUSHES_PICTURES_MAX_BYTES
 */
RushesPictures *rushes_pictures_new (const char *folder, gsize max_bytes);

/* (transfer none) (nullable): what is at hand for the video of this path */
GdkTexture *rushes_pictures_peek (RushesPictures *self, const char *video, RushesPictureKind kind);

/* Of the video, in milliseconds; 0 as long as no picture of it was asked for. */
gint64 rushes_pictures_get_duration (RushesPictures *self, const char *video);

/* Of the video, frames a second; 0 where they vary, and as above. */
double rushes_pictures_get_frame_rate (RushesPictures *self, const char *video);

/* Whether it is time to ask: nothing is at hand, or the file may have changed since. */
gboolean rushes_pictures_is_due (RushesPictures *self, const char *video);

/**
 * rushes_pictures_load_async:
 * @video: path of a local, complete video
 *
 * Errors: as rushes_thumbnails_get_async(). Cancelling costs nothing.
 * Returns: (transfer full): from _finish(): the texture, which is then at hand
 */
void        rushes_pictures_load_async (RushesPictures      *self,
                                        const char          *video,
                                        RushesPictureKind    kind,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GdkTexture *rushes_pictures_load_finish (RushesPictures *self, GAsyncResult *result, GError **error);

/* What the textures that are at hand take: for tests and for logs. */
gsize rushes_pictures_get_bytes (RushesPictures *self);

G_END_DECLS
