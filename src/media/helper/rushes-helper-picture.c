/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-picture"

#include "config.h"

#include "media/helper/rushes-helper-picture.h"

#include "base/rushes-error.h"
#include "transfer/rushes-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <gst/app/app.h>
#include <string.h>
#include <unistd.h>

#define BYTES_A_PIXEL 3
/* A mean brightness of 255 below which a picture is a fade or a blank. */
#define DARKEST 20
#define ENCODING_SECONDS 20
#define JPEG_QUALITY 85
/* Of nine: half the time of the usual six, for files that are a twentieth larger. */
#define PNG_COMPRESSION 4

static GstVideoInfo
rgb_info (guint width, guint height)
{
  GstVideoInfo info;

  gst_video_info_set_format (&info, GST_VIDEO_FORMAT_RGB, width, height);
  return info;
}

RushesPicture *
rushes_picture_new (guint width, guint height)
{
  GstVideoInfo info = rgb_info (width, height);
  RushesPicture *self = g_new0 (RushesPicture, 1);

  self->width = width;
  self->height = height;
  self->stride = (gsize) GST_VIDEO_INFO_PLANE_STRIDE (&info, 0);
  self->pixels = g_malloc0 (self->stride * height);
  return self;
}

void
rushes_picture_free (RushesPicture *self)
{
  g_free (self->pixels);
  g_free (self);
}

static gboolean
lies_on_its_side (GstVideoOrientationMethod orientation)
{
  return orientation == GST_VIDEO_ORIENTATION_90R || orientation == GST_VIDEO_ORIENTATION_90L
         || orientation == GST_VIDEO_ORIENTATION_UL_LR || orientation == GST_VIDEO_ORIENTATION_UR_LL;
}

/* The frame with square pixels, before it is turned. */
static void
measure_unturned (const GstVideoInfo *info, guint *width, guint *height)
{
  guint64 wide = (guint64) GST_VIDEO_INFO_WIDTH (info);
  guint par_n = (guint) MAX (GST_VIDEO_INFO_PAR_N (info), 1);
  guint par_d = (guint) MAX (GST_VIDEO_INFO_PAR_D (info), 1);

  *height = (guint) GST_VIDEO_INFO_HEIGHT (info);
  /* Pixels ten times as wide as high are a damaged header. */
  if (par_n / par_d < 10 && par_d / par_n < 10)
    wide = gst_util_uint64_scale_round (wide, par_n, par_d);
  *width = (guint) MAX (wide, 1);
}

void
rushes_picture_measure (const GstVideoInfo *info,
                        GstVideoOrientationMethod orientation,
                        guint *width,
                        guint *height)
{
  measure_unturned (info, width, height);
  if (lies_on_its_side (orientation))
    {
      guint wide = *width;

      *width = *height;
      *height = wide;
    }
}

static void
fit (guint *width, guint *height, guint box_width, guint box_height)
{
  guint64 wide = *width;
  guint64 high = *height;

  if (box_width == 0 || (wide <= box_width && high <= box_height))
    return;

  if (wide * box_height >= high * box_width)
    {
      *width = box_width;
      *height = (guint) MAX ((high * box_width + wide / 2) / wide, 1);
    }
  else
    {
      *width = (guint) MAX ((wide * box_height + high / 2) / high, 1);
      *height = box_height;
    }
}

/* Where the pixel (@x, @y) of the turned picture is in @self. */
static const guint8 *
source_of (const RushesPicture *self, GstVideoOrientationMethod orientation, guint x, guint y)
{
  guint right = self->width - 1;
  guint bottom = self->height - 1;
  guint from_x = x;
  guint from_y = y;

  if (lies_on_its_side (orientation))
    {
      from_x = y;
      from_y = x;
    }
  if (orientation == GST_VIDEO_ORIENTATION_180 || orientation == GST_VIDEO_ORIENTATION_HORIZ
      || orientation == GST_VIDEO_ORIENTATION_90L || orientation == GST_VIDEO_ORIENTATION_UR_LL)
    from_x = right - from_x;
  if (orientation == GST_VIDEO_ORIENTATION_180 || orientation == GST_VIDEO_ORIENTATION_VERT
      || orientation == GST_VIDEO_ORIENTATION_90R || orientation == GST_VIDEO_ORIENTATION_UR_LL)
    from_y = bottom - from_y;
  return self->pixels + from_y * self->stride + (gsize) from_x * BYTES_A_PIXEL;
}

static RushesPicture *
turn (RushesPicture *self, GstVideoOrientationMethod orientation)
{
  gboolean on_its_side = lies_on_its_side (orientation);
  RushesPicture *turned = rushes_picture_new (on_its_side ? self->height : self->width,
                                              on_its_side ? self->width : self->height);

  for (guint y = 0; y < turned->height; y++)
    {
      guint8 *line = turned->pixels + y * turned->stride;

      for (guint x = 0; x < turned->width; x++)
        memcpy (line + (gsize) x * BYTES_A_PIXEL, source_of (self, orientation, x, y), BYTES_A_PIXEL);
    }
  return turned;
}

/* Scales and converts @frame to the size of @target. */
static gboolean
convert (const GstVideoFrame *frame, RushesPicture *target)
{
  GstVideoInfo info = rgb_info (target->width, target->height);
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_full (0, target->pixels,
                                                              target->stride * target->height, 0,
                                                              target->stride * target->height, NULL, NULL);
  GstVideoInfo from = frame->info;
  GstVideoConverter *converter;
  GstVideoFrame into;

  /* An interlaced frame would be scaled a field at a time, as if it were two pictures. */
  GST_VIDEO_INFO_INTERLACE_MODE (&from) = GST_VIDEO_INTERLACE_MODE_PROGRESSIVE;
  /* One picture has no rate; the converter wants the same on both sides. */
  GST_VIDEO_INFO_FPS_N (&from) = GST_VIDEO_INFO_FPS_N (&info);
  GST_VIDEO_INFO_FPS_D (&from) = GST_VIDEO_INFO_FPS_D (&info);
  converter = gst_video_converter_new (&from, &info, NULL);
  if (converter == NULL)
    return FALSE;
  if (!gst_video_frame_map (&into, &info, buffer, GST_MAP_WRITE))
    {
      gst_video_converter_free (converter);
      return FALSE;
    }

  gst_video_converter_frame (converter, frame, &into);
  gst_video_frame_unmap (&into);
  gst_video_converter_free (converter);
  return TRUE;
}

RushesPicture *
rushes_picture_new_from_sample (
  GstSample *sample, GstVideoOrientationMethod orientation, guint box_width, guint box_height, GError **error)
{
  g_autoptr (RushesPicture) picture = NULL;
  gboolean on_its_side = lies_on_its_side (orientation);
  GstVideoInfo info;
  GstVideoFrame frame;
  gboolean done;
  guint width, height;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample))
      || !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED, "a frame of no known layout");
      return NULL;
    }

  measure_unturned (&info, &width, &height);
  fit (&width, &height, on_its_side ? box_height : box_width, on_its_side ? box_width : box_height);
  picture = rushes_picture_new (width, height);
  done = convert (&frame, picture);
  gst_video_frame_unmap (&frame);
  if (!done)
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED,
                           "a frame that cannot be converted");
      return NULL;
    }
  return orientation == GST_VIDEO_ORIENTATION_IDENTITY ? g_steal_pointer (&picture)
                                                       : turn (picture, orientation);
}

RushesPicture *
rushes_picture_shrink (const RushesPicture *self, guint box_width, guint box_height)
{
  GstVideoInfo info = rgb_info (self->width, self->height);
  gsize size = self->stride * self->height;
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, self->pixels, size, 0,
                                                              size, NULL, NULL);
  guint width = self->width;
  guint height = self->height;
  RushesPicture *smaller;
  GstVideoFrame frame;

  fit (&width, &height, box_width, box_height);
  smaller = rushes_picture_new (width, height);
  if (gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ))
    {
      convert (&frame, smaller);
      gst_video_frame_unmap (&frame);
    }
  return smaller;
}

void
rushes_picture_paste (const RushesPicture *self, RushesPicture *target, guint x)
{
  gsize columns = MIN (self->width, target->width - MIN (x, target->width));

  for (guint y = 0; y < MIN (self->height, target->height); y++)
    memcpy (target->pixels + y * target->stride + (gsize) x * BYTES_A_PIXEL, self->pixels + y * self->stride,
            columns * BYTES_A_PIXEL);
}

gboolean
rushes_picture_is_black (const RushesPicture *self)
{
  guint64 sum = 0;

  for (guint y = 0; y < self->height; y++)
    {
      const guint8 *line = self->pixels + y * self->stride;

      for (gsize i = 0; i < (gsize) self->width * BYTES_A_PIXEL; i++)
        sum += line[i];
    }
  return sum < (guint64) DARKEST * self->width * self->height * BYTES_A_PIXEL;
}

static GstElement *
make_pipeline (const RushesPicture *self, const char *encoder, GstElement **source, GstElement **sink)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *middle = gst_element_factory_make (encoder, NULL);
  GstVideoInfo info = rgb_info (self->width, self->height);
  g_autoptr (GstCaps) caps = NULL;

  GST_VIDEO_INFO_FPS_N (&info) = 1;
  caps = gst_video_info_to_caps (&info);
  *source = gst_element_factory_make ("appsrc", NULL);
  *sink = gst_element_factory_make ("appsink", NULL);
  gst_bin_add_many (GST_BIN (pipeline), *source, middle, *sink, NULL);
  gst_element_link_many (*source, middle, *sink, NULL);
  g_object_set (*source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  g_object_set (*sink, "sync", FALSE, NULL);
  if (strcmp (encoder, "pngenc") == 0)
    g_object_set (middle, "compression-level", PNG_COMPRESSION, NULL);
  else
    g_object_set (middle, "quality", JPEG_QUALITY, NULL);
  return pipeline;
}

static GstSample *
encode (const RushesPicture *self, const char *encoder)
{
  gsize size = self->stride * self->height;
  GstElement *source = NULL;
  GstElement *sink = NULL;
  GstElement *pipeline = make_pipeline (self, encoder, &source, &sink);
  GstBuffer *buffer = gst_buffer_new_wrapped_full (GST_MEMORY_FLAG_READONLY, self->pixels, size, 0, size,
                                                   NULL, NULL);
  GstSample *encoded;

  GST_BUFFER_PTS (buffer) = 0;
  GST_BUFFER_DURATION (buffer) = GST_SECOND;
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  gst_app_src_push_buffer (GST_APP_SRC (source), buffer);
  gst_app_src_end_of_stream (GST_APP_SRC (source));
  encoded = gst_app_sink_try_pull_sample (GST_APP_SINK (sink), ENCODING_SECONDS * GST_SECOND);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  return encoded;
}

static gboolean
write_bytes (const guint8 *bytes, gsize length, const char *path, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean written;

  if (fd < 0)
    {
      g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE,
                                                         "the picture cannot be made"));
      return FALSE;
    }

  written = rushes_disk_write (fd, bytes, length, error);
  if (close (fd) != 0 && written)
    {
      g_propagate_error (error, rushes_error_from_errno (errno, RUSHES_ERROR_FOLDER_UNWRITABLE,
                                                         "the picture cannot be finished"));
      written = FALSE;
    }
  if (!written)
    unlink (path);
  return written;
}

gboolean
rushes_picture_write (const RushesPicture *self, const char *encoder, const char *path, GError **error)
{
  g_autoptr (GstSample) encoded = encode (self, encoder);
  GstMapInfo map;
  gboolean written;

  if (encoded == NULL || !gst_buffer_map (gst_sample_get_buffer (encoded), &map, GST_MAP_READ))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "%s writes nothing", encoder);
      return FALSE;
    }

  written = write_bytes (map.data, map.size, path, error);
  gst_buffer_unmap (gst_sample_get_buffer (encoded), &map);
  return written;
}
