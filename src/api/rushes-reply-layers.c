/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-reply-layers"

#include "config.h"

#include "api/rushes-reply-layers.h"

#include "api/rushes-json.h"

#include <string.h>

#define LAST_TIME G_GINT64_CONSTANT (253402300799) /* the end of the year 9999 */

static gboolean
is_about (JsonObject *object, const char *task_id)
{
  g_autofree char *id = rushes_json_dup_text (object, "task_id");

  return g_strcmp0 (id, task_id) == 0;
}

/* The element about @task_id, else the first that is an object. */
static JsonObject *
pick_element (JsonArray *array, const char *task_id)
{
  JsonObject *first = NULL;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;

      if (object == NULL)
        continue;
      if (task_id != NULL && is_about (object, task_id))
        return object;
      if (first == NULL)
        first = object;
    }
  return first;
}

/* The layer inside @object: an object, an element of an array, or either as a text of JSON. */
static JsonObject *
resolve_data (RushesReplyLayers *self, JsonObject *object, const char *task_id)
{
  JsonObject *data = rushes_json_peek_object (object, "data");
  JsonObject *task = rushes_json_peek_object (object, "task");
  JsonArray *array = rushes_json_peek_array (object, "data");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  JsonNode *root;

  if (data != NULL)
    return data;
  if (array != NULL)
    return pick_element (array, task_id);

  text = rushes_json_dup_text (object, "data");
  if (text == NULL)
    return task;
  bytes = g_bytes_new (text, strlen (text));
  root = rushes_json_parse (bytes, NULL);
  if (root == NULL)
    return NULL;

  g_ptr_array_add (self->texts, root);
  if (JSON_NODE_HOLDS_ARRAY (root))
    return pick_element (json_node_get_array (root), task_id);
  return json_node_get_object (root);
}

static gboolean
has_any (JsonObject *object, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      if (json_object_has_member (object, *names))
        return TRUE;
    }
  return FALSE;
}

void
rushes_reply_layers_init (RushesReplyLayers *self, JsonObject *root, const char *task_id)
{
  static const char *const of_a_task[] = { "task_id", "file_id", "file", "base_resp", NULL };
  gboolean is_version_2 = rushes_json_peek_object (root, "task") != NULL;
  JsonObject *layer = root;

  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  while (layer != NULL && self->n_objects < RUSHES_REPLY_MAX_LAYERS)
    {
      self->objects[self->n_objects++] = layer;
      layer = resolve_data (self, layer, task_id);
    }
  self->outer = self->n_objects > 1 && (is_version_2 || !has_any (root, of_a_task)) ? 1 : 0;
}

void
rushes_reply_layers_clear (RushesReplyLayers *self)
{
  g_clear_pointer (&self->texts, g_ptr_array_unref);
}

gboolean
rushes_reply_layers_have_any (const RushesReplyLayers *self, const char *const *names)
{
  for (guint i = self->outer; i < self->n_objects; i++)
    {
      if (has_any (self->objects[i], names))
        return TRUE;
    }
  return FALSE;
}

char *
rushes_reply_layers_dup_outer_text (const RushesReplyLayers *self, const char *name)
{
  for (guint i = self->outer; i < self->n_objects; i++)
    {
      char *text = rushes_json_dup_text (self->objects[i], name);

      if (text != NULL)
        return text;
    }
  return NULL;
}

char *
rushes_reply_layers_dup_inner_text (const RushesReplyLayers *self, const char *name)
{
  for (guint i = self->n_objects; i > self->outer; i--)
    {
      g_autofree char *text = rushes_json_dup_text (self->objects[i - 1], name);

      if (text != NULL && *text != '\0')
        return g_steal_pointer (&text);
    }
  return NULL;
}

JsonObject *
rushes_reply_layers_peek_inner_object (const RushesReplyLayers *self, const char *name)
{
  for (guint i = self->n_objects; i > self->outer; i--)
    {
      JsonObject *object = rushes_json_peek_object (self->objects[i - 1], name);

      if (object != NULL)
        return object;
    }
  return NULL;
}

gint64
rushes_reply_layers_get_inner_int (const RushesReplyLayers *self, const char *name, gint64 last)
{
  for (guint i = self->n_objects; i > self->outer; i--)
    {
      gint64 value;

      if (rushes_json_get_int (self->objects[i - 1], name, &value) && value > 0 && value <= last)
        return value;
    }
  return 0;
}

/* Seconds, milliseconds (some gateways, whatever their page says), or a date of ISO 8601; 0 is "not yet". */
static gint64
read_time (JsonObject *object, const char *name)
{
  g_autofree char *text = rushes_json_dup_text (object, name);
  g_autoptr (GTimeZone) utc = NULL;
  g_autoptr (GDateTime) date = NULL;
  gint64 time;

  if (text == NULL)
    return 0;

  if (rushes_json_get_int (object, name, &time))
    {
      if (time > G_GINT64_CONSTANT (1000000000000))
        time /= 1000;
      return time > 0 && time <= LAST_TIME ? time : 0;
    }

  utc = g_time_zone_new_utc ();
  date = g_date_time_new_from_iso8601 (text, utc);
  return date != NULL ? MAX (g_date_time_to_unix (date), 0) : 0;
}

gint64
rushes_reply_layers_get_time (const RushesReplyLayers *self, const char *name, const char *other_name)
{
  const char *const names[] = { name, other_name };

  for (guint i = self->outer; i < self->n_objects; i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
        {
          gint64 time = read_time (self->objects[i], names[j]);

          if (time != 0)
            return time;
        }
    }
  return 0;
}
