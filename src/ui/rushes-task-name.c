/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-name"

#include "config.h"

#include "ui/rushes-task-name.h"

#include <string.h>

#define MOST_DIGITS 18
/* A power of two. */
#define N_PLACES 1024
/* So many are looked for in vain before it is clear whether tasks share their names. */
#define MOST_IN_VAIN 4096

struct _RushesTaskName
{
  guint n_refs;
  char key[];
};

RushesTaskName *
rushes_task_name_new (const char *text)
{
  g_autofree char *folded = g_str_is_ascii (text) ? g_ascii_strdown (text, -1) : g_utf8_casefold (text, -1);
  /* Numbers in it count as numbers. */
  g_autofree char *key = g_utf8_collate_key_for_filename (folded, -1);
  const gsize size = strlen (key) + 1;
  RushesTaskName *self = g_malloc (sizeof *self + size);

  self->n_refs = 1;
  memcpy (self->key, key, size);
  return self;
}

RushesTaskName *
rushes_task_name_ref (RushesTaskName *self)
{
  self->n_refs++;
  return self;
}

void
rushes_task_name_unref (RushesTaskName *self)
{
  if (--self->n_refs == 0)
    g_free (self);
}

int
rushes_task_name_compare (const RushesTaskName *self, const RushesTaskName *other)
{
  if (self == other)
    return 0;
  return self == NULL ? -1 : other == NULL ? 1 : strcmp (self->key, other->key);
}

/* Numbers */

/* The number that @text begins with, a power of ten more than all where it has more digits.
 * Returns: where it ends */
static const char *
read_number (const char *text, gint64 *number)
{
  const char *start = text + strspn (text, "0");
  const char *p = start;

  *number = 0;
  for (; g_ascii_isdigit (*p); p++)
    if (p - start < MOST_DIGITS)
      *number = *number * 10 + (*p - '0');
  if (p - start > MOST_DIGITS)
    *number = RUSHES_TASK_NAME_MOST - 1;
  return p;
}

gboolean
rushes_task_name_is_number (const char *text, gint64 *number)
{
  if (!g_ascii_isdigit (*text) || (text[0] == '0' && text[1] != '\0'))
    return FALSE;
  return *read_number (text, number) == '\0' && *number < RUSHES_TASK_NAME_MOST - 1;
}

gint64
rushes_task_name_get_number (const RushesTaskName *self, const char *text)
{
  static RushesTaskName *zero = NULL;
  gint64 number = 0;

  if (g_ascii_isdigit (*text))
    {
      read_number (text, &number);
      return number;
    }
  if (zero == NULL)
    zero = rushes_task_name_new ("0");
  return rushes_task_name_compare (self, zero) < 0 ? -1 : RUSHES_TASK_NAME_MOST;
}

/* Names that were made */

typedef struct
{
  char *text; /* (nullable) */
  RushesTaskName *name;
} Place;

struct _RushesTaskNames
{
  Place places[N_PLACES];
  guint n_found;
  guint n_in_vain;
};

RushesTaskNames *
rushes_task_names_new (void)
{
  return g_new0 (RushesTaskNames, 1);
}

static void
clear_place (Place *place)
{
  g_clear_pointer (&place->text, g_free);
  g_clear_pointer (&place->name, rushes_task_name_unref);
}

void
rushes_task_names_free (RushesTaskNames *self)
{
  for (guint i = 0; i < N_PLACES; i++)
    clear_place (&self->places[i]);
  g_free (self);
}

RushesTaskName *
rushes_task_names_get (RushesTaskNames *self, const char *text)
{
  Place *place = NULL;

  if (self->n_in_vain > MAX (MOST_IN_VAIN, self->n_found))
    return rushes_task_name_new (text);

  place = &self->places[g_str_hash (text) % N_PLACES];
  if (g_strcmp0 (place->text, text) == 0)
    {
      self->n_found++;
    }
  else
    {
      self->n_in_vain++;
      clear_place (place);
      place->text = g_strdup (text);
      place->name = rushes_task_name_new (text);
    }
  return rushes_task_name_ref (place->name);
}
