/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-helper-decoder"

#include "config.h"

#include "media/helper/rushes-helper-decoder.h"

#include "base/rushes-error.h"
#include "media/helper/rushes-helper-picture.h"

#include <gst/app/app.h>
#include <gst/pbutils/pbutils.h>

/* 8K, either way up. */
#define LARGEST_SIDE 8192
#define MOST_PIXELS (8192 * 4320)
/* How often is looked whether the pipeline has failed, and how long one frame may take. */
#define LOOK (100 * GST_MSECOND)
#define LOOKS 200

struct _RushesDecoder
{
  GstElement *pipeline;
  GstElement *decoder;
  GstElement *sink;

  GstSample *shown;  /* what is on screen at the time that was asked for last */
  GstSample *coming; /* and what comes after it */
  GstClockTime coming_time;
  gboolean ended;

  GMutex mutex; /* over what the streaming threads find out */
  GstCaps *codec;
  GstVideoOrientationMethod orientation;
  gboolean has_audio;
  gboolean too_large;
};

static void
post_error (RushesDecoder *self, RushesError code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (RUSHES_ERROR, (int) code, message);

  gst_element_post_message (self->pipeline, gst_message_new_error (GST_OBJECT (self->pipeline), error, NULL));
}

static gboolean
is_too_large (GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  int width = 0;
  int height = 0;

  gst_structure_get_int (structure, "width", &width);
  gst_structure_get_int (structure, "height", &height);
  return width < 0 || height < 0 || width > LARGEST_SIDE || height > LARGEST_SIDE
         || (gint64) width * height > MOST_PIXELS;
}

/* A frame may be on its way already: it is not looked at. */
static void
refuse (RushesDecoder *self)
{
  g_mutex_lock (&self->mutex);
  self->too_large = TRUE;
  g_mutex_unlock (&self->mutex);
  post_error (self, RUSHES_ERROR_VIDEO_TOO_LARGE, "its dimensions are too large");
}

static gboolean
is_refused (RushesDecoder *self)
{
  gboolean refused;

  g_mutex_lock (&self->mutex);
  refused = self->too_large;
  g_mutex_unlock (&self->mutex);
  return refused;
}

static void
read_orientation (RushesDecoder *self, GstEvent *event)
{
  GstTagList *tags = NULL;
  GstVideoOrientationMethod orientation;

  gst_event_parse_tag (event, &tags);
  if (gst_video_orientation_from_tag (tags, &orientation))
    {
      g_mutex_lock (&self->mutex);
      self->orientation = orientation;
      g_mutex_unlock (&self->mutex);
    }
}

/* On the demuxer's side and on ours: what a file says of its dimensions need not be what comes. */
static GstPadProbeReturn
event_cb (GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
  RushesDecoder *self = user_data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstCaps *caps = NULL;

  if (GST_EVENT_TYPE (event) == GST_EVENT_TAG)
    read_orientation (self, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    {
      gst_event_parse_caps (event, &caps);
      if (is_too_large (caps))
        {
          refuse (self);
          return GST_PAD_PROBE_DROP;
        }
    }
  return GST_PAD_PROBE_OK;
}

/* In the demuxer's thread. */
static void
track_found_cb (GstElement *demuxer, GstPad *pad, gpointer user_data)
{
  RushesDecoder *self = user_data;
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  g_autoptr (GstPad) decoder = gst_element_get_static_pad (self->decoder, "sink");
  g_autofree char *name = gst_pad_get_name (pad);

  if (g_str_has_prefix (name, "audio"))
    {
      g_mutex_lock (&self->mutex);
      self->has_audio = TRUE;
      g_mutex_unlock (&self->mutex);
    }
  if (!g_str_has_prefix (name, "video") || caps == NULL || gst_pad_is_linked (decoder))
    return;

  if (is_too_large (caps))
    {
      refuse (self);
      return;
    }

  g_mutex_lock (&self->mutex);
  gst_caps_replace (&self->codec, caps);
  g_mutex_unlock (&self->mutex);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, event_cb, self, NULL);
  gst_pad_link (pad, decoder);
}

/* In the demuxer's thread. */
static void
tracks_known_cb (GstElement *demuxer, gpointer user_data)
{
  RushesDecoder *self = user_data;
  gboolean found;

  g_mutex_lock (&self->mutex);
  found = self->codec != NULL;
  g_mutex_unlock (&self->mutex);
  if (!found)
    post_error (self, RUSHES_ERROR_VIDEO_EMPTY, "it has no track of pictures");
}

/* In a streaming thread. */
static void
decoded_cb (GstElement *decoder, GstPad *pad, gpointer user_data)
{
  RushesDecoder *self = user_data;
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->sink, "sink");

  if (!gst_pad_is_linked (sink))
    gst_pad_link (pad, sink);
}

static char *
dup_codec (RushesDecoder *self)
{
  char *codec = NULL;

  g_mutex_lock (&self->mutex);
  if (self->codec != NULL)
    codec = gst_pb_utils_get_codec_description (self->codec);
  g_mutex_unlock (&self->mutex);
  return codec != NULL ? codec : g_strdup ("");
}

static gboolean
is_codec_missing (const GError *cause)
{
  return g_error_matches (cause, GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND)
         || g_error_matches (cause, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN);
}

static void
set_error_from_message (RushesDecoder *self, GstMessage *message, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *codec = dup_codec (self);

  gst_message_parse_error (message, &cause, NULL);
  if (cause->domain == RUSHES_ERROR)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (is_codec_missing (cause))
    {
      RushesErrorDetail detail = { .text = codec };

      g_propagate_error (error, rushes_error_new_with_detail (RUSHES_ERROR_CODEC_MISSING, &detail,
                                                              "no decoder for %s", codec));
    }
  else if (g_error_matches (cause, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT))
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_TOO_LARGE, cause->message);
  else
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED, cause->message);
}

/* The next frame; NULL without @error at the end. Never waits longer than one frame may take. */
static GstSample *
pull (RushesDecoder *self, GError **error)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  for (guint i = 0; i < LOOKS; i++)
    {
      GstSample *sample = gst_app_sink_try_pull_sample (GST_APP_SINK (self->sink), LOOK);
      g_autoptr (GstMessage) failed = NULL;

      if (sample != NULL && !is_refused (self))
        return sample;

      g_clear_pointer (&sample, gst_sample_unref);
      failed = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
      if (failed != NULL)
        {
          set_error_from_message (self, failed, error);
          return NULL;
        }
      if (gst_app_sink_is_eos (GST_APP_SINK (self->sink)))
        return NULL;
    }
  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_TOO_LARGE, "one frame takes too long");
  return NULL;
}

static void
element_added_cb (GstBin *bin, GstBin *sub_bin, GstElement *element, gpointer user_data)
{
  /* Each thread of a decoder keeps frames of its own; two videos at once use two processors anyway. */
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "max-threads") != NULL)
    g_object_set (element, "max-threads", 1, NULL);
}

static void
build (RushesDecoder *self, const char *video)
{
  GstElement *source = gst_element_factory_make ("filesrc", NULL);
  GstElement *demuxer = gst_element_factory_make ("qtdemux", NULL);
  g_autoptr (GstCaps) raw = gst_caps_new_empty_simple ("video/x-raw");
  g_autoptr (GstPad) pad = NULL;

  self->pipeline = gst_pipeline_new (NULL);
  self->decoder = gst_element_factory_make ("decodebin", NULL);
  self->sink = gst_element_factory_make ("appsink", NULL);
  g_signal_connect (self->pipeline, "deep-element-added", G_CALLBACK (element_added_cb), NULL);
  gst_bin_add_many (GST_BIN (self->pipeline), source, demuxer, self->decoder, self->sink, NULL);
  gst_element_link (source, demuxer);

  g_object_set (source, "location", video, NULL);
  g_object_set (self->sink, "caps", raw, "sync", FALSE, "max-buffers", 2, "enable-last-sample", FALSE, NULL);
  pad = gst_element_get_static_pad (self->sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, event_cb, self, NULL);
  g_signal_connect (demuxer, "pad-added", G_CALLBACK (track_found_cb), self);
  g_signal_connect (demuxer, "no-more-pads", G_CALLBACK (tracks_known_cb), self);
  g_signal_connect (self->decoder, "pad-added", G_CALLBACK (decoded_cb), self);
}

/* The next frame becomes the one that is coming. FALSE, without @error at the end. */
static gboolean
advance (RushesDecoder *self, GError **error)
{
  GstSample *next = NULL;
  GstClockTime time;

  if (!self->ended)
    next = pull (self, error);
  if (next == NULL)
    {
      self->ended = TRUE;
      return FALSE;
    }

  time = gst_segment_to_stream_time (gst_sample_get_segment (next), GST_FORMAT_TIME,
                                     GST_BUFFER_PTS (gst_sample_get_buffer (next)));
  g_clear_pointer (&self->coming, gst_sample_unref);
  self->coming = next;
  /* A frame without a time, or before the beginning, is shown at once. */
  self->coming_time = GST_CLOCK_TIME_IS_VALID (time) ? time : 0;
  return TRUE;
}

static void
show (RushesDecoder *self)
{
  g_clear_pointer (&self->shown, gst_sample_unref);
  self->shown = g_steal_pointer (&self->coming);
}

RushesDecoder *
rushes_decoder_new (const char *video, GError **error)
{
  g_autoptr (RushesDecoder) self = g_new0 (RushesDecoder, 1);
  g_autoptr (GError) failed = NULL;

  g_mutex_init (&self->mutex);
  self->orientation = GST_VIDEO_ORIENTATION_IDENTITY;
  build (self, video);

  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  if (advance (self, &failed))
    return g_steal_pointer (&self);

  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED, "it ends before its first picture");
  return NULL;
}

void
rushes_decoder_free (RushesDecoder *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_clear_pointer (&self->shown, gst_sample_unref);
  g_clear_pointer (&self->coming, gst_sample_unref);
  gst_object_unref (self->pipeline);
  gst_clear_caps (&self->codec);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

RushesMediaFacts *
rushes_decoder_dup_facts (RushesDecoder *self)
{
  RushesMediaFacts *facts = g_new0 (RushesMediaFacts, 1);
  GstVideoInfo info;

  facts->fps_d = 1;
  if (self->coming != NULL && gst_video_info_from_caps (&info, gst_sample_get_caps (self->coming)))
    {
      rushes_picture_measure (&info, rushes_decoder_get_orientation (self), &facts->width, &facts->height);
      if (GST_VIDEO_INFO_FPS_N (&info) > 0 && GST_VIDEO_INFO_FPS_D (&info) > 0)
        {
          facts->fps_n = (guint) GST_VIDEO_INFO_FPS_N (&info);
          facts->fps_d = (guint) GST_VIDEO_INFO_FPS_D (&info);
        }
    }
  facts->duration_ms = (gint64) (rushes_decoder_get_duration (self) / GST_MSECOND);
  facts->codec = dup_codec (self);
  g_mutex_lock (&self->mutex);
  facts->has_audio = self->has_audio;
  g_mutex_unlock (&self->mutex);
  return facts;
}

GstVideoOrientationMethod
rushes_decoder_get_orientation (RushesDecoder *self)
{
  GstVideoOrientationMethod orientation;

  g_mutex_lock (&self->mutex);
  orientation = self->orientation;
  g_mutex_unlock (&self->mutex);
  return orientation;
}

GstClockTime
rushes_decoder_get_duration (RushesDecoder *self)
{
  gint64 duration = 0;

  if (!gst_element_query_duration (self->pipeline, GST_FORMAT_TIME, &duration) || duration < 0)
    return 0;
  return (GstClockTime) duration;
}

gboolean
rushes_decoder_seek (RushesDecoder *self, GstClockTime position, GError **error)
{
  g_clear_pointer (&self->shown, gst_sample_unref);
  g_clear_pointer (&self->coming, gst_sample_unref);
  self->ended = FALSE;
  if (gst_element_seek_simple (self->pipeline, GST_FORMAT_TIME,
                               GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_KEY_UNIT | GST_SEEK_FLAG_SNAP_BEFORE,
                               (gint64) MIN (position, (GstClockTime) G_MAXINT64)))
    return TRUE;

  self->ended = TRUE;
  g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED, "nobody can go to a place in it");
  return FALSE;
}

GstSample *
rushes_decoder_find (RushesDecoder *self, GstClockTime position, guint most, GError **error)
{
  g_autoptr (GError) failed = NULL;
  GstSample *found;

  for (guint i = 0; self->coming == NULL || self->coming_time <= position; i++)
    {
      if (self->coming != NULL)
        show (self);
      if ((most > 0 && i >= most) || !advance (self, &failed))
        break;
    }

  /* What could be decoded before a fault is as good as ever. */
  found = self->shown != NULL ? self->shown : self->coming;
  if (found == NULL)
    {
      if (failed != NULL)
        g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  return gst_sample_ref (found);
}
