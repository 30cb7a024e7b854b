/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/video/video.h>

G_BEGIN_DECLS

/**
 * RushesPicture: pixels of the helper, as people see them: RGB, square, turned as the video asks.
 * The lines are as GStreamer lays them out for RGB: each begins at a multiple of four bytes.
 */
typedef struct
{
  guint width;
  guint height;
  gsize stride;
  guint8 *pixels;
} RushesPicture;

RushesPicture *rushes_picture_new (guint width, guint height);
void           rushes_picture_free (RushesPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesPicture, rushes_picture_free)

/**
 * rushes_picture_measure:
 *
 * How large a frame with @info is when it is shown.
 */
void rushes_picture_measure (const GstVideoInfo         *info,
                             GstVideoOrientationMethod   orientation,
                             guint                      *width,
                             guint                      *height);

/**
 * rushes_picture_new_from_sample:
 * @box_width, @box_height: what it is made to fit into, never enlarged; 0: full size
 *
 * Error: RUSHES_ERROR_VIDEO_DAMAGED
 */
RushesPicture *rushes_picture_new_from_sample (GstSample                  *sample,
                                               GstVideoOrientationMethod   orientation,
                                               guint                       box_width,
                                               guint                       box_height,
                                               GError                    **error);

/* A smaller copy that fits into the box. */
RushesPicture *rushes_picture_shrink (const RushesPicture *self, guint box_width, guint box_height);

/* Copies @self into @target, which is at least as high, at the column @x. */
void rushes_picture_paste (const RushesPicture *self, RushesPicture *target, guint x);

/* Whether nobody would recognise anything on it. */
gboolean rushes_picture_is_black (const RushesPicture *self);

/**
 * rushes_picture_write:
 * @encoder: "pngenc" or "jpegenc"
 * @path: not there yet; mode 0600
 *
 * Leaves no file behind where it fails.
 * Errors: RUSHES_ERROR_DISK_FULL, RUSHES_ERROR_FOLDER_UNWRITABLE, RUSHES_ERROR_MEDIA_HELPER
 */
gboolean rushes_picture_write (const RushesPicture *self, const char *encoder, const char *path, GError **error);

G_END_DECLS
