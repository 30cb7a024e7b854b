/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-media-words"

#include "config.h"

#include "media/rushes-media-words.h"

#include "api/rushes-json.h"
#include "base/rushes-error.h"
#include "base/rushes-text.h"

#include <string.h>

#define MAX_CODEC 60
/* No file may make a window draw a duration of a million hours. */
#define MAX_DURATION_MS (G_GINT64_CONSTANT (1000) * 60 * 60 * 24 * 30)
#define MAX_NUMBER 1000000000

static const struct
{
  RushesError code;
  const char *word;
  int exit_status;
} errors[] = {
  { RUSHES_ERROR_MEDIA_HELPER, "failed", 1 },        { RUSHES_ERROR_CODEC_MISSING, "codec-missing", 10 },
  { RUSHES_ERROR_VIDEO_DAMAGED, "damaged", 11 },     { RUSHES_ERROR_VIDEO_EMPTY, "no-video", 12 },
  { RUSHES_ERROR_VIDEO_TOO_LARGE, "too-large", 13 }, { RUSHES_ERROR_VIDEO_UNREADABLE, "unreadable", 14 },
  { RUSHES_ERROR_DISK_FULL, "disk-full", 15 },       { RUSHES_ERROR_FOLDER_UNWRITABLE, "unwritable", 16 },
};

static const struct
{
  RushesMediaFences fence;
  const char *name;
} fence_names[] = {
  { RUSHES_MEDIA_FENCE_LIMITS, "limits" },
  { RUSHES_MEDIA_FENCE_FILES, "landlock" },
  { RUSHES_MEDIA_FENCE_CONNECTIONS, "landlock-connections" },
  { RUSHES_MEDIA_FENCE_CALLS, "seccomp" },
};

G_DEFINE_BOXED_TYPE (RushesMediaFacts, rushes_media_facts, rushes_media_facts_copy, rushes_media_facts_free)

RushesMediaFacts *
rushes_media_facts_copy (const RushesMediaFacts *self)
{
  RushesMediaFacts *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->codec = g_strdup (self->codec);
  return copy;
}

void
rushes_media_facts_free (RushesMediaFacts *self)
{
  if (self == NULL)
    return;

  g_free (self->codec);
  g_free (self);
}

static gsize
index_of_error (const GError *error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      if (g_error_matches (error, RUSHES_ERROR, errors[i].code))
        return i;
    }
  return 0;
}

const char *
rushes_media_words_for_error (const GError *error, int *exit_status)
{
  gsize index = index_of_error (error);

  if (exit_status != NULL)
    *exit_status = errors[index].exit_status;
  return errors[index].word;
}

static char *
print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

char *
rushes_media_words_print_facts (const RushesMediaFacts *facts)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_number (builder, "duration_ms", facts->duration_ms);
  add_number (builder, "width", facts->width);
  add_number (builder, "height", facts->height);
  add_number (builder, "fps_n", facts->fps_n);
  add_number (builder, "fps_d", facts->fps_d);
  add_number (builder, "has_audio", facts->has_audio);
  json_builder_set_member_name (builder, "codec");
  json_builder_add_string_value (builder, facts->codec != NULL ? facts->codec : "");
  return print (builder);
}

char *
rushes_media_words_print_error (const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const RushesErrorDetail *detail = rushes_error_get_detail (error);
  const char *text = detail != NULL && detail->text != NULL ? detail->text : error->message;
  g_autofree char *shown = rushes_text_neutralise (text, RUSHES_MEDIA_MAX_ANSWER / 16);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_add_string_value (builder, rushes_media_words_for_error (error, NULL));
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, shown != NULL ? shown : "");
  return print (builder);
}

static GError *
error_from_answer (const char *word, const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      RushesErrorDetail detail = { NULL };

      if (strcmp (word, errors[i].word) != 0)
        continue;
      if (errors[i].code != RUSHES_ERROR_CODEC_MISSING)
        return g_error_new (RUSHES_ERROR, (int) errors[i].code, "%s", text);

      /* Only the name of a codec is for a person to read. */
      detail.text = rushes_text_neutralise (text, MAX_CODEC);
      {
        GError *error = rushes_error_new_with_detail (errors[i].code, &detail, "no decoder for %s", text);

        g_free (detail.text);
        return error;
      }
    }
  return g_error_new (RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "the helper speaks of “%s”", word);
}

/* Whether @object has @name as a number from @least to @most. */
static gboolean
get_number (JsonObject *object, const char *name, gint64 least, gint64 most, gint64 *value)
{
  return rushes_json_get_int (object, name, value) && *value >= least && *value <= most;
}

static RushesMediaFacts *
facts_from_answer (JsonObject *object)
{
  g_autoptr (RushesMediaFacts) facts = g_new0 (RushesMediaFacts, 1);
  g_autofree char *codec = rushes_json_dup_text (object, "codec");
  gint64 duration, width, height, fps_n, fps_d, has_audio;

  if (!get_number (object, "duration_ms", 0, G_MAXINT64, &duration)
      || !get_number (object, "width", 1, MAX_NUMBER, &width)
      || !get_number (object, "height", 1, MAX_NUMBER, &height)
      || !get_number (object, "fps_n", 0, MAX_NUMBER, &fps_n)
      || !get_number (object, "fps_d", 1, MAX_NUMBER, &fps_d)
      || !get_number (object, "has_audio", 0, 1, &has_audio))
    return NULL;

  facts->duration_ms = MIN (duration, MAX_DURATION_MS);
  facts->width = (guint) width;
  facts->height = (guint) height;
  facts->fps_n = (guint) fps_n;
  facts->fps_d = (guint) fps_d;
  facts->has_audio = has_audio != 0;
  facts->codec = rushes_text_neutralise (codec, MAX_CODEC);
  if (facts->codec == NULL)
    facts->codec = g_strdup ("");
  return g_steal_pointer (&facts);
}

gboolean
rushes_media_words_read (GBytes *answer, RushesMediaFacts **facts, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  g_autofree char *word = NULL;
  g_autofree char *text = NULL;

  if (g_bytes_get_size (answer) <= RUSHES_MEDIA_MAX_ANSWER)
    root = rushes_json_parse (answer, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "the helper's answer is none");
      return FALSE;
    }

  object = json_node_get_object (root);
  word = rushes_json_dup_text (object, "error");
  text = rushes_json_dup_text (object, "text");
  if (word != NULL)
    {
      g_propagate_error (error, error_from_answer (word, text != NULL ? text : ""));
      return FALSE;
    }
  if (facts == NULL)
    return TRUE;

  *facts = facts_from_answer (object);
  if (*facts == NULL)
    g_set_error_literal (error, RUSHES_ERROR, RUSHES_ERROR_MEDIA_HELPER, "the helper's facts are none");
  return *facts != NULL;
}

static char *
join_fences (RushesMediaFences fences, const char *separator)
{
  GString *names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fence_names); i++)
    {
      if ((fences & fence_names[i].fence) != 0)
        g_string_append_printf (names, "%s%s", names->len > 0 ? separator : "", fence_names[i].name);
    }
  return g_string_free (names, FALSE);
}

char *
rushes_media_words_add_fences (const char *answer, RushesMediaFences fences)
{
  g_autofree char *names = join_fences (fences, " ");
  const char *rest = answer + strlen ("{");

  return g_strdup_printf ("{\"fences\":\"%s\"%s%s", names, *rest == '}' ? "" : ",", rest);
}

RushesMediaFences
rushes_media_words_read_fences (GBytes *answer)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) names = NULL;
  RushesMediaFences fences = 0;

  if (g_bytes_get_size (answer) <= RUSHES_MEDIA_MAX_ANSWER)
    root = rushes_json_parse (answer, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;

  text = rushes_json_dup_text (json_node_get_object (root), "fences");
  names = g_strsplit (text != NULL ? text : "", " ", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (fence_names); i++)
    {
      if (g_strv_contains ((const char *const *) names, fence_names[i].name))
        fences |= fence_names[i].fence;
    }
  return fences;
}

char *
rushes_media_words_describe_fences (RushesMediaFences fences)
{
  return join_fences (fences, ", ");
}
