/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Pictures of videos, made by rushes-media-helper: a program of its own in libexec that decodes
 * one local, complete file with limits on time, memory and files. A video that breaks a decoder
 * breaks that program and nothing else. Main thread; nothing here blocks.
 *
 * Where the helper ends badly or is cancelled, none of the files that were asked for is there,
 * nor any part of them; what stood in their place before is as it was.
 *
 * Errors of all calls:
 *   RUSHES_ERROR_CODEC_MISSING     nothing on this computer decodes it; the detail's text is the codec's name
 *   RUSHES_ERROR_VIDEO_DAMAGED     cut, or not a single picture of it can be decoded
 *   RUSHES_ERROR_VIDEO_EMPTY       not an MP4, or one without a video track
 *   RUSHES_ERROR_VIDEO_TOO_LARGE   its dimensions, or the time or memory that it takes, are beyond the limits
 *   RUSHES_ERROR_VIDEO_UNREADABLE  the file is not there, or may not be read
 *   RUSHES_ERROR_MEDIA_HELPER      the helper is not there, or ended without a word
 *   RUSHES_ERROR_DISK_FULL, RUSHES_ERROR_FOLDER_UNWRITABLE
 *   G_IO_ERROR_CANCELLED
 */

/* The thumbnail fits into this box, and each frame of the strip into the smaller one; both as JPEG. */
#define RUSHES_MEDIA_THUMBNAIL_WIDTH 320
#define RUSHES_MEDIA_THUMBNAIL_HEIGHT 180
#define RUSHES_MEDIA_STRIP_FRAMES 12
#define RUSHES_MEDIA_STRIP_WIDTH 160
#define RUSHES_MEDIA_STRIP_HEIGHT 90

/**
 * RushesMediaFacts:
 * @duration_ms: 0 where the file does not say
 * @width: as it is to be shown: turned as the file asks, with square pixels
 * @fps_n: frames a second, as a fraction; 0 / 1 where the file does not say; an average where the rate varies
 * @codec: of the picture, in words: "H.264 (High Profile)"; fit to be shown
 */
typedef struct
{
  gint64 duration_ms;
  guint width;
  guint height;
  guint fps_n;
  guint fps_d;
  gboolean has_audio;
  char *codec;
} RushesMediaFacts;

#define RUSHES_TYPE_MEDIA_FACTS (rushes_media_facts_get_type ())
GType rushes_media_facts_get_type (void) G_GNUC_CONST;

RushesMediaFacts *rushes_media_facts_copy (const RushesMediaFacts *self);
void              rushes_media_facts_free (RushesMediaFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesMediaFacts, rushes_media_facts_free)

/**
 * rushes_media_make_pictures_async:
 * @video: path of the video
 * @thumbnail_path: where the picture at about a tenth of the length goes: another one near it where
 *   that is black; 320 pixels wide for 16:9, and the video's own aspect always
 * @strip_path: where RUSHES_MEDIA_STRIP_FRAMES frames go, side by side and evenly spread over the
 *   length, without bars: a frame is as wide as the strip divided by their number. The n-th stands
 *   for the n-th twelfth of the length.
 *
 * Files that are there are replaced. Both are mode 0600; their folder exists. Where one cannot be put in its
 * place, the other is not there either.
 */
void              rushes_media_make_pictures_async (const char          *video,
                                                    const char          *thumbnail_path,
                                                    const char          *strip_path,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
RushesMediaFacts *rushes_media_make_pictures_finish (GAsyncResult *result, GError **error);

typedef enum
{
  RUSHES_FRAME_FIRST,
  RUSHES_FRAME_LAST, /* the very last one that can be decoded */
  RUSHES_FRAME_AT,   /* the one that is on screen at a position */
} RushesFrameWhich;

/**
 * rushes_media_save_frame_async:
 * @position: nanoseconds from the start; for RUSHES_FRAME_AT. Beyond the end it is the last frame.
 * @destination: where the user wants it; its folder exists
 * @replace: whether a file that is there may be replaced (the dialog has asked)
 *
 * Saves one frame as PNG in full resolution, whole or not at all (as rushes_landing_commit()).
 * Further error: RUSHES_ERROR_FILE_EXISTS
 */
void     rushes_media_save_frame_async (const char          *video,
                                        RushesFrameWhich     which,
                                        gint64               position,
                                        GFile               *destination,
                                        gboolean             replace,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean rushes_media_save_frame_finish (GAsyncResult *result, GError **error);

/**
 * rushes_media_load_frame_async:
 *
 * The same frame for the clipboard. Returns: (transfer full): a whole PNG file
 */
void    rushes_media_load_frame_async (const char          *video,
                                       RushesFrameWhich     which,
                                       gint64               position,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GBytes *rushes_media_load_frame_finish (GAsyncResult *result, GError **error);

G_END_DECLS
