/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-landing"

#include "config.h"

#include "transfer/rushes-landing-private.h"
#include "transfer/rushes-landing.h"

#include <string.h>

#define MAX_NAME_BYTES 255
#define MAX_EXTENSION_BYTES 10

char *
rushes_landing_number_name (const char *name, guint n)
{
  const char *dot = strrchr (name, '.');
  const char *extension = dot != NULL && dot != name && strlen (dot) <= MAX_EXTENSION_BYTES ? dot : "";
  g_autofree char *end = NULL;
  gsize length = strlen (name) - strlen (extension);

  if (n == 1)
    return g_strdup (name);

  end = g_strdup_printf (" (%u)%s", n, extension);
  if (length + strlen (end) > MAX_NAME_BYTES)
    length = (gsize) (g_utf8_find_prev_char (name, name + MAX_NAME_BYTES - strlen (end) + 1) - name);
  return g_strdup_printf ("%.*s%s", (int) length, name, end);
}

/* Names that differ in case alone are one name to FAT and others, and so are composed and decomposed. */
static char *
make_key (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *folded = g_utf8_casefold (valid, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
}

static gboolean
is_free (GFile *folder, const char *name, guint n, GHashTable *taken)
{
  g_autofree char *candidate = rushes_landing_number_name (name, n);
  g_autofree char *key = make_key (candidate);
  g_autoptr (GFile) file = g_file_get_child (folder, candidate);
  g_autoptr (GFileInfo) info = NULL;

  if (taken != NULL && g_hash_table_contains (taken, key))
    return FALSE;

  /* Nor may a symbolic link that points nowhere be there. */
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL,
                            NULL);
  return info == NULL;
}

/* The first free one, where the taken ones have no gaps; found by doubling and halving, since a thousand
 * videos may well be called the same. */
static guint
find_free (GFile *folder, const char *name, GHashTable *taken)
{
  guint busy = 1;
  guint found = 2;

  if (is_free (folder, name, 1, taken))
    return 1;
  while (!is_free (folder, name, found, taken) && found <= G_MAXUINT / 2)
    {
      busy = found;
      found *= 2;
    }
  while (found - busy > 1)
    {
      const guint middle = busy + (found - busy) / 2;

      if (is_free (folder, name, middle, taken))
        found = middle;
      else
        busy = middle;
    }

  return found;
}

GFile *
rushes_landing_pick_free_name (GFile *folder, const char *name, GHashTable *taken)
{
  g_autofree char *free_name = NULL;

  g_return_val_if_fail (G_IS_FILE (folder), NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  free_name = rushes_landing_number_name (name, find_free (folder, name, taken));
  if (taken != NULL)
    g_hash_table_add (taken, make_key (free_name));
  return g_file_get_child (folder, free_name);
}
