/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-media-helper"

#include "config.h"

#include "base/rushes-error.h"
#include "media/helper/rushes-helper-decoder.h"
#include "media/helper/rushes-helper-fence.h"
#include "media/helper/rushes-helper-limits.h"
#include "media/helper/rushes-helper-picture.h"
#include "media/helper/rushes-helper-plugins.h"
#include "media/rushes-media-words.h"
#include "transfer/rushes-mp4.h"

#include <errno.h>
#include <fcntl.h>
#include <gst/gst.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* An 8K frame as RGB, and then some. */
#define LARGEST_FRAME (128 * 1024 * 1024)
#define LARGEST_PICTURE (4 * 1024 * 1024)
/* A video of fewer frames is read once from end to end; in a longer one we go from place to place. */
#define FEW_FRAMES 600
/* How far we go from a key frame to the very place, there: the usual distance of key frames. */
#define STEPS 300
/* After so much of a processor's time whatever is left is done in a hurry, near key frames. */
#define HURRY_SECONDS 8
#define HURRIED_STEPS 12
#define PICTURES (RUSHES_MEDIA_STRIP_FRAMES + 1)

typedef struct
{
  GstClockTime time;
  RushesPicture *thumbnail; /* of the size of one */
} Moment;

/* Looks before GStreamer does: a file, and a whole one. */
static gboolean
check_video (const char *video, GError **error)
{
  int fd = open (video, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_autoptr (GError) cause = NULL;
  struct stat info;
  gboolean whole;

  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_UNREADABLE, "it is no file that can be read: %s",
                   fd < 0 ? g_strerror (errno) : "not a regular file");
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  whole = rushes_mp4_check (fd, info.st_size, &cause);
  close (fd);
  if (!whole)
    g_set_error_literal (error, RUSHES_ERROR,
                         g_error_matches (cause, RUSHES_ERROR, RUSHES_ERROR_NOT_A_VIDEO)
                           ? RUSHES_ERROR_VIDEO_EMPTY
                           : RUSHES_ERROR_VIDEO_DAMAGED,
                         cause->message);
  return whole;
}

static GstClockTime
time_of_part (GstClockTime duration, guint part, guint parts)
{
  return gst_util_uint64_scale (duration, part, parts);
}

/* The strip's moments are the middles of its parts; the last moment is the thumbnail's. */
static void
choose_moments (Moment moments[PICTURES], GstClockTime duration)
{
  for (guint i = 0; i < RUSHES_MEDIA_STRIP_FRAMES; i++)
    moments[i].time = time_of_part (duration, 2 * i + 1, 2 * RUSHES_MEDIA_STRIP_FRAMES);
  moments[RUSHES_MEDIA_STRIP_FRAMES].time = time_of_part (duration, 1, 10);
}

static gboolean
has_few_frames (const RushesMediaFacts *facts)
{
  guint64 frames_a_second = facts->fps_n > 0 ? MAX (facts->fps_n / facts->fps_d, 1) : 30;

  return (guint64) facts->duration_ms / 1000 < FEW_FRAMES / frames_a_second;
}

static gboolean
take_moment (RushesDecoder *decoder, Moment *moment, gboolean go_there, GError **error)
{
  gboolean hurried = clock () / CLOCKS_PER_SEC >= HURRY_SECONDS;
  g_autoptr (GstSample) sample = NULL;

  go_there = go_there || hurried;
  if (go_there && !rushes_decoder_seek (decoder, moment->time, error))
    return FALSE;
  sample = rushes_decoder_find (decoder, moment->time,
                                !go_there ? 0
                                : hurried ? HURRIED_STEPS
                                          : STEPS,
                                error);
  if (sample == NULL)
    return FALSE;

  moment->thumbnail = rushes_picture_new_from_sample (sample, rushes_decoder_get_orientation (decoder),
                                                      RUSHES_MEDIA_THUMBNAIL_WIDTH,
                                                      RUSHES_MEDIA_THUMBNAIL_HEIGHT, error);
  return moment->thumbnail != NULL;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const Moment *const *one = a;
  const Moment *const *other = b;

  return (*one)->time < (*other)->time ? -1 : (*one)->time > (*other)->time;
}

/* A moment that cannot be decoded shows what was before it; it takes one that can. */
static gboolean
take_moments (RushesDecoder *decoder, Moment moments[PICTURES], gboolean go_there, GError **error)
{
  g_autoptr (GError) failed = NULL;
  Moment *ordered[PICTURES];
  guint taken = 0;

  for (guint i = 0; i < PICTURES; i++)
    ordered[i] = &moments[i];
  qsort (ordered, PICTURES, sizeof ordered[0], compare_times);

  for (guint i = 0; i < PICTURES; i++)
    {
      g_clear_error (&failed);
      if (take_moment (decoder, ordered[i], go_there, &failed))
        taken++;
    }
  if (taken > 0)
    return TRUE;

  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  else
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED,
                         "not one picture of it can be decoded");
  return FALSE;
}

/* The moment nearest to @time that has a picture, and one that shows something where @lit. */
static const Moment *
find_nearest (const Moment moments[PICTURES], GstClockTime time, gboolean lit)
{
  const Moment *nearest = NULL;

  for (guint i = 0; i < PICTURES; i++)
    {
      const Moment *moment = &moments[i];

      if (moment->thumbnail == NULL || (lit && rushes_picture_is_black (moment->thumbnail)))
        continue;
      if (nearest == NULL
          || ABS (GST_CLOCK_DIFF (moment->time, time)) < ABS (GST_CLOCK_DIFF (nearest->time, time)))
        nearest = moment;
    }
  return nearest;
}

static RushesPicture *
make_strip (const Moment moments[PICTURES])
{
  g_autoptr (RushesPicture) strip = NULL;

  for (guint i = 0; i < RUSHES_MEDIA_STRIP_FRAMES; i++)
    {
      const Moment *moment = find_nearest (moments, moments[i].time, FALSE);
      g_autoptr (RushesPicture) small = rushes_picture_shrink (moment->thumbnail, RUSHES_MEDIA_STRIP_WIDTH,
                                                               RUSHES_MEDIA_STRIP_HEIGHT);

      if (strip == NULL)
        strip = rushes_picture_new (small->width * RUSHES_MEDIA_STRIP_FRAMES, small->height);
      rushes_picture_paste (small, strip, i * (strip->width / RUSHES_MEDIA_STRIP_FRAMES));
    }
  return g_steal_pointer (&strip);
}

static gboolean
write_pictures (const Moment moments[PICTURES],
                const char *thumbnail_path,
                const char *strip_path,
                GError **error)
{
  GstClockTime best = moments[RUSHES_MEDIA_STRIP_FRAMES].time;
  const Moment *chosen = find_nearest (moments, best, TRUE);
  g_autoptr (RushesPicture) strip = make_strip (moments);

  if (chosen == NULL)
    chosen = find_nearest (moments, best, FALSE);
  if (!rushes_picture_write (chosen->thumbnail, "jpegenc", thumbnail_path, error))
    return FALSE;
  if (rushes_picture_write (strip, "jpegenc", strip_path, error))
    return TRUE;

  unlink (thumbnail_path);
  return FALSE;
}

static char *
make_pictures (const char *video, const char *thumbnail_path, const char *strip_path, GError **error)
{
  g_autoptr (RushesDecoder) decoder = rushes_decoder_new (video, error);
  g_autoptr (RushesMediaFacts) facts = NULL;
  Moment moments[PICTURES] = { 0 };
  char *answer = NULL;

  if (decoder == NULL)
    return NULL;

  facts = rushes_decoder_dup_facts (decoder);
  choose_moments (moments, rushes_decoder_get_duration (decoder));
  if (take_moments (decoder, moments, !has_few_frames (facts), error)
      && write_pictures (moments, thumbnail_path, strip_path, error))
    answer = rushes_media_words_print_facts (facts);

  for (guint i = 0; i < PICTURES; i++)
    g_clear_pointer (&moments[i].thumbnail, rushes_picture_free);
  return answer;
}

/* From @start to the end, where anything comes. The decoder is a new one: a fault may have ended the last. */
static GstSample *
find_end (const char *video, GstClockTime start, GstVideoOrientationMethod *orientation, GError **error)
{
  g_autoptr (RushesDecoder) decoder = rushes_decoder_new (video, error);
  GstSample *sample;

  if (decoder == NULL || (start > 0 && !rushes_decoder_seek (decoder, start, error)))
    return NULL;

  sample = rushes_decoder_find (decoder, G_MAXUINT64, 0, error);
  *orientation = rushes_decoder_get_orientation (decoder);
  return sample;
}

/* A file may say that it is longer than its pictures are: then we go back, ever further. */
static GstSample *
find_last (const char *video, GstVideoOrientationMethod *orientation, GError **error)
{
  g_autoptr (RushesDecoder) decoder = rushes_decoder_new (video, error);
  GstClockTime duration;

  if (decoder == NULL)
    return NULL;

  duration = rushes_decoder_get_duration (decoder);
  g_clear_pointer (&decoder, rushes_decoder_free);
  for (GstClockTime back = 1; back < duration; back = MAX (back, GST_SECOND / 8) * 8)
    {
      GstSample *sample = find_end (video, duration - back, orientation, NULL);

      if (sample != NULL)
        return sample;
    }
  return find_end (video, 0, orientation, error);
}

static GstSample *
find_at (const char *video, GstClockTime position, GstVideoOrientationMethod *orientation, GError **error)
{
  g_autoptr (RushesDecoder) decoder = rushes_decoder_new (video, error);
  GstSample *sample;

  if (decoder == NULL)
    return NULL;
  if (position >= rushes_decoder_get_duration (decoder) && position > 0)
    return find_last (video, orientation, error);
  if (position > 0 && !rushes_decoder_seek (decoder, position, error))
    return NULL;

  sample = rushes_decoder_find (decoder, position, 0, error);
  *orientation = rushes_decoder_get_orientation (decoder);
  return sample;
}

static char *
make_frame (const char *video, const char *which, const char *path, GError **error)
{
  GstVideoOrientationMethod orientation = GST_VIDEO_ORIENTATION_IDENTITY;
  g_autoptr (GstSample) sample = NULL;
  g_autoptr (RushesPicture) picture = NULL;

  if (strcmp (which, "last") == 0)
    sample = find_last (video, &orientation, error);
  else
    sample = find_at (video, strcmp (which, "first") == 0 ? 0 : g_ascii_strtoull (which, NULL, 10),
                      &orientation, error);
  if (sample == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_VIDEO_DAMAGED,
                             "there is no picture at that place");
      return NULL;
    }

  picture = rushes_picture_new_from_sample (sample, orientation, 0, 0, error);
  if (picture == NULL || !rushes_picture_write (picture, "pngenc", path, error))
    return NULL;
  return g_strdup ("{}");
}

static gboolean
is_which (const char *text)
{
  return strcmp (text, "first") == 0 || strcmp (text, "last") == 0
         || g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, NULL, NULL);
}

static int
finish (char *answer, RushesMediaFences fences, GError *error)
{
  g_autofree char *told = NULL;
  int exit_status = 0;

  if (answer == NULL)
    {
      answer = rushes_media_words_print_error (error);
      rushes_media_words_for_error (error, &exit_status);
    }
  told = rushes_media_words_add_fences (answer, fences);
  puts (told);
  g_free (answer);
  return fflush (stdout) == 0 ? exit_status : 1;
}

int
main (int argc, char **argv)
{
  gboolean pictures = argc == 5 && strcmp (argv[1], "pictures") == 0;
  gboolean frame = argc == 5 && strcmp (argv[1], "frame") == 0 && is_which (argv[3]);
  g_autoptr (GError) error = NULL;
  RushesMediaFences fences;
  char *answer = NULL;

  if (!pictures && !frame)
    {
      fputs ("rushes-media-helper: it is started by Rushes, and knows what to do only then\n", stderr);
      return RUSHES_MEDIA_EXIT_USAGE;
    }

  /* The names of codecs are translated by GStreamer. */
  setlocale (LC_ALL, "");
  if (!rushes_helper_limits_set (pictures ? LARGEST_PICTURE : LARGEST_FRAME))
    {
      g_set_error_literal (&error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "the limits cannot be set");
      return finish (NULL, 0, error);
    }

  fences = RUSHES_MEDIA_FENCE_LIMITS | rushes_helper_fence_raise (argv[4], pictures ? argv[3] : NULL);
  if (check_video (argv[2], &error) && rushes_helper_plugins_load (&error))
    answer = pictures ? make_pictures (argv[2], argv[3], argv[4], &error)
                      : make_frame (argv[2], argv[3], argv[4], &error);
  return finish (answer, fences, error);
}
