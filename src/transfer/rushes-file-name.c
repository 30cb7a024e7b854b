/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-file-name"

#include "config.h"

#include "transfer/rushes-file-name.h"

#include "base/rushes-text.h"

#include <string.h>

/* File systems take 255 bytes; the rest is for "(2)" and for the name of a temporary file. */
#define MAX_BYTES 200
/* What of the id stays in any case. */
#define MAX_ID_BYTES 128
#define EXTENSION ".mp4"
/* Longer is no extension but a part of the name ("Take 3.before the rain"). */
#define MAX_EXTENSION_BYTES 5

/* Characters that take no room, besides those which rushes_text_neutralise() drops. The joiners
 * U+200C and U+200D stay: scripts and emoji need them. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x200b || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || c == 0xfffd;
}

static void
append_safely (GString *name, gunichar c)
{
  if (is_invisible (c) || (c < 0x80 && strchr ("?*\"<>|", (int) c) != NULL))
    return;
  if (c == '/' || c == '\\' || c == ':')
    c = '-';
  /* What stood between two spaces is gone. */
  if (c == ' ' && name->len > 0 && name->str[name->len - 1] == ' ')
    return;
  g_string_append_unichar (name, c);
}

static void
cut (GString *name, gsize max_bytes)
{
  if (name->len > max_bytes)
    {
      const char *end = name->str + max_bytes + 1;
      g_string_truncate (name, (gsize) (g_utf8_find_prev_char (name->str, end) - name->str));
    }
  while (name->len > 0 && strchr (" .", name->str[name->len - 1]) != NULL)
    g_string_truncate (name, name->len - 1);
}

static char *
sanitise (const char *text, gsize max_bytes)
{
  g_autofree char *line = rushes_text_neutralise (text, G_MAXSIZE);
  g_autofree char *composed = NULL;
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autoptr (GString) name = NULL;
  gsize n_leading;

  if (line == NULL)
    return g_strdup ("");

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    append_safely (safe, g_utf8_get_char (p));
  /* Only now: what was taken out may have kept a letter from its accent. */
  composed = g_utf8_normalize (safe->str, -1, G_NORMALIZE_NFC);
  name = g_string_new (composed);

  n_leading = strspn (name->str, " .-~");
  g_string_erase (name, 0, (gssize) n_leading);
  cut (name, max_bytes);
  return g_strdup (name->str);
}

char *
rushes_file_name_sanitise (const char *text)
{
  return sanitise (text, MAX_BYTES);
}

/* "C:\videos\output.mp4" and "../output.mp4" are "output". */
static char *
dup_stem (const char *hint)
{
  const char *name = hint;
  const char *dot;

  for (const char *p = hint; *p != '\0'; p++)
    if (*p == '/' || *p == '\\')
      name = p + 1;

  dot = strrchr (name, '.');
  if (dot == NULL || dot == name || strlen (dot) > MAX_EXTENSION_BYTES)
    return g_strdup (name);
  return g_strndup (name, (gsize) (dot - name));
}

/* People write "trailer.mp4" as a label, too. */
static char *
dup_without_extension (const char *label)
{
  gsize length = strlen (label);
  gsize n_extension = strlen (EXTENSION);

  if (length > n_extension && g_ascii_strcasecmp (label + length - n_extension, EXTENSION) == 0)
    length -= n_extension;
  return g_strndup (label, length);
}

static gboolean
is_there (const char *text)
{
  return text != NULL && *text != '\0';
}

char *
rushes_file_name_suggest (const char *hint, const char *label, const char *task_id)
{
  g_autofree char *id = sanitise (task_id, MAX_ID_BYTES);
  g_autofree char *raw_label = label != NULL ? dup_without_extension (label) : NULL;
  g_autofree char *title = sanitise (raw_label, MAX_BYTES);
  g_autofree char *raw_stem = hint != NULL ? dup_stem (hint) : NULL;
  g_autofree char *stem = sanitise (raw_stem, MAX_BYTES);
  g_autoptr (GString) name = g_string_new (is_there (title) ? title : stem);

  cut (name, MAX_BYTES - strlen (EXTENSION) - (is_there (id) ? strlen (id) + 1 : 0));
  if (name->len == 0)
    g_string_assign (name, is_there (id) ? id : "video");
  else if (is_there (id) && !g_str_has_suffix (name->str, id))
    g_string_append_printf (name, "-%s", id);

  g_string_append (name, EXTENSION);
  return g_strdup (name->str);
}
