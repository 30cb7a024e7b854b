/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-kept-copies"

#include "config.h"

#include "library/rushes-kept-copies.h"

#include <string.h>

struct _RushesKeptCopies
{
  gatomicrefcount refs;
  GMutex lock;
  GHashTable *names; /* set of the hashes of names: under the lock */
  guint number;
  gint64 bytes;
};

/* FNV-1a, of as many bits as a key of a GHashTable has. */
static gpointer
hash_name (const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *p = name; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  return GSIZE_TO_POINTER ((gsize) hash);
}

static gpointer
hash_last_part (const char *path)
{
  const char *slash = strrchr (path, G_DIR_SEPARATOR);

  return hash_name (slash != NULL ? slash + 1 : path);
}

RushesKeptCopies *
rushes_kept_copies_new (void)
{
  RushesKeptCopies *self = g_new0 (RushesKeptCopies, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->names = g_hash_table_new (NULL, NULL);
  return self;
}

RushesKeptCopies *
rushes_kept_copies_ref (RushesKeptCopies *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
rushes_kept_copies_unref (RushesKeptCopies *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->names);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
rushes_kept_copies_add (RushesKeptCopies *self, const char *path, gint64 bytes)
{
  if (path == NULL)
    return;

  self->number++;
  self->bytes += bytes;
  g_mutex_lock (&self->lock);
  g_hash_table_add (self->names, hash_last_part (path));
  g_mutex_unlock (&self->lock);
}

void
rushes_kept_copies_remove (RushesKeptCopies *self, const char *path, gint64 bytes)
{
  if (path == NULL)
    return;

  g_return_if_fail (self->number > 0);

  self->number--;
  self->bytes -= bytes;
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->names, hash_last_part (path));
  g_mutex_unlock (&self->lock);
}

void
rushes_kept_copies_clear (RushesKeptCopies *self)
{
  self->number = 0;
  self->bytes = 0;
  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->names);
  g_mutex_unlock (&self->lock);
}

gboolean
rushes_kept_copies_has_name (RushesKeptCopies *self, const char *name)
{
  gboolean found;

  g_mutex_lock (&self->lock);
  found = g_hash_table_contains (self->names, hash_name (name));
  g_mutex_unlock (&self->lock);
  return found;
}

guint
rushes_kept_copies_get_number (RushesKeptCopies *self)
{
  return self->number;
}

gint64
rushes_kept_copies_get_bytes (RushesKeptCopies *self)
{
  return self->bytes;
}
