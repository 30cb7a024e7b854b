/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/rushes-media.h"

#include <gst/video/video.h>

G_BEGIN_DECLS

/**
 * RushesDecoder: the frames of one MP4, in the order they are shown. Used by the helper alone, from
 * its main thread; blocks, but for each call only so long.
 *
 * The file is read by filesrc and qtdemux; of all its tracks only the first picture is decoded.
 * Errors: RUSHES_ERROR_CODEC_MISSING, _VIDEO_DAMAGED, _VIDEO_EMPTY, _VIDEO_TOO_LARGE
 */
typedef struct _RushesDecoder RushesDecoder;

/**
 * rushes_decoder_new:
 *
 * Returns when the first frame is there. Ask for the facts then, before anything else.
 */
RushesDecoder *rushes_decoder_new (const char *video, GError **error);
void           rushes_decoder_free (RushesDecoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesDecoder, rushes_decoder_free)

/* (transfer full) */
RushesMediaFacts          *rushes_decoder_dup_facts (RushesDecoder *self);
GstVideoOrientationMethod  rushes_decoder_get_orientation (RushesDecoder *self);
/* 0 where it is not known */
GstClockTime               rushes_decoder_get_duration (RushesDecoder *self);

/**
 * rushes_decoder_seek:
 *
 * Goes to the last key frame at or before @position.
 */
gboolean rushes_decoder_seek (RushesDecoder *self, GstClockTime position, GError **error);

/**
 * rushes_decoder_find:
 * @position: on the video's own time
 * @most: how many frames may be decoded on the way: then it is the one that was reached; 0: no limit
 *
 * The frame that is on screen at @position; the last one of all where the video ends earlier. It
 * only ever goes forward: ask in order, or seek first.
 *
 * Returns: (transfer full) (nullable): NULL without @error where the video ended before a frame came
 */
GstSample *rushes_decoder_find (RushesDecoder *self, GstClockTime position, guint most, GError **error);

G_END_DECLS
