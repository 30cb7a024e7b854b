/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake-collector"

#include "config.h"

#include "intake/rushes-intake-collector.h"

#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How many characters of a line are shown where it could not be used. */
#define MAX_SHOWN 80
/* How many bytes are looked at before a text is cut: a key is only found whole, so that the longest token has
 * to fit in. */
#define MAX_READ 8192

static char *
dup_start (const char *text, gsize length, gsize max_characters)
{
  g_autofree char *start = g_strndup (text, MIN (length, MAX_READ));
  g_autofree char *redacted = rushes_redact (start);

  return rushes_text_neutralise (redacted, max_characters);
}

gboolean
rushes_intake_is_id (const char *id)
{
  if (*id == '\0' || strlen (id) > RUSHES_INTAKE_MAX_ID_LENGTH || !g_utf8_validate (id, -1, NULL))
    return FALSE;

  for (; *id != '\0'; id = g_utf8_next_char (id))
    {
      gunichar c = g_utf8_get_char (id);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) || rushes_text_is_invisible (c))
        return FALSE;
    }
  return TRUE;
}

RushesIntakeItem *
rushes_intake_item_new (const char *task_id, const char *label, guint line)
{
  RushesIntakeItem *self = g_new0 (RushesIntakeItem, 1);

  self->task_id = g_strdup (task_id);
  self->label = g_strdup (label);
  self->line = line;
  return self;
}

void
rushes_intake_item_free (RushesIntakeItem *item)
{
  g_free (item->task_id);
  g_free (item->label);
  g_clear_pointer (&item->reply, g_bytes_unref);
  g_free (item);
}

static void
ignored_free (gpointer data)
{
  RushesIntakeIgnored *ignored = data;

  g_free (ignored->text);
  g_free (ignored);
}

RushesIntakeOffer *
rushes_intake_offer_new (const char *base_url, const char *key)
{
  RushesIntakeOffer *self = g_new0 (RushesIntakeOffer, 1);

  self->base_url = g_strdup (base_url);
  self->key = g_strdup (key);
  return self;
}

void
rushes_intake_offer_free (RushesIntakeOffer *offer)
{
  g_free (offer->base_url);
  rushes_text_wipe (offer->key);
  g_free (offer);
}

void
rushes_intake_free (RushesIntake *self)
{
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->ignored);
  g_clear_pointer (&self->offer, rushes_intake_offer_free);
  g_free (self);
}

void
rushes_collector_init (RushesCollector *self)
{
  const char *no_id = _ ("There is no task id here.");

  *self = (RushesCollector){
    .intake = g_new0 (RushesIntake, 1),
    .seen = g_hash_table_new (g_str_hash, g_str_equal),
    .reasons = {
      [RUSHES_REST_NOTHING] = no_id,
      [RUSHES_REST_WORDS] = no_id,
      [RUSHES_REST_TIME] = _ ("This is a date or a time, not a task id."),
      [RUSHES_REST_LINK] = _ ("This link has no task id in it."),
      /* Translators: a command for a terminal (cURL) */
      [RUSHES_REST_COMMAND] = _ ("This command has no task id in it."),
      [RUSHES_REST_JSON] = _ ("This JSON has no task id in it."),
      [RUSHES_REST_ROUNDED] = _ ("A spreadsheet has rounded this number; the task id is lost."),
      [RUSHES_REST_TOO_LONG] = _ ("This is too long for a task id."),
      [RUSHES_REST_KEY] = _ ("This looks like a key, not like a task id. Keys belong in the preferences."),
    },
  };
  self->intake->items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  self->intake->ignored = g_ptr_array_new_with_free_func (ignored_free);
}

RushesIntake *
rushes_collector_end (RushesCollector *self)
{
  g_clear_pointer (&self->seen, g_hash_table_unref);
  return g_steal_pointer (&self->intake);
}

RushesIntakeItem *
rushes_collector_add (RushesCollector *self, const char *task_id, const char *label, guint line)
{
  RushesIntakeItem *item = g_hash_table_lookup (self->seen, task_id);

  if (item != NULL)
    {
      self->intake->n_repeated++;
      if (item->label == NULL)
        item->label = g_strdup (label);
      return item;
    }

  item = rushes_intake_item_new (task_id, label, line);
  g_ptr_array_add (self->intake->items, item);
  g_hash_table_insert (self->seen, item->task_id, item);
  return item;
}

void
rushes_collector_ignore (
  RushesCollector *self, const char *start, const char *end, guint line, RushesRest rest)
{
  RushesIntakeIgnored *ignored = g_new0 (RushesIntakeIgnored, 1);

  if (self->intake->ignored->len < RUSHES_INTAKE_MAX_QUOTED)
    ignored->text = dup_start (start, (gsize) (end - start), MAX_SHOWN);
  ignored->reason = self->reasons[rest];
  ignored->line = line;
  g_ptr_array_add (self->intake->ignored, ignored);
}

gboolean
rushes_collector_can_be_id (const char *id)
{
  static const char *const placeholders[] = { "null", "none", "true", "false", "undefined", "nan" };

  for (gsize i = 0; i < G_N_ELEMENTS (placeholders); i++)
    {
      if (g_ascii_strcasecmp (id, placeholders[i]) == 0)
        return FALSE;
    }
  return rushes_intake_is_id (id);
}

static gboolean
is_tidy (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isprint (text[i]) || (text[i] == ' ' && text[i + 1] == ' '))
        return FALSE;
    }
  return length > 0;
}

char *
rushes_collector_dup_label (const char *text, gsize length)
{
  while (length > 0 && g_ascii_isspace (*text))
    {
      text++;
      length--;
    }
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (length <= RUSHES_INTAKE_MAX_LABEL && is_tidy (text, length))
    return g_strndup (text, length);
  return dup_start (text, length, RUSHES_INTAKE_MAX_LABEL);
}
