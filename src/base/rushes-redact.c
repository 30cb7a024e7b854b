/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-redact"

#include "config.h"

#include "base/rushes-redact.h"

#include "base/rushes-text.h"

#include <string.h>

#define HIDDEN "[hidden]"
#define MIN_SECRET_LENGTH 8
#define N_GROUPS 5

static GMutex secrets_lock;
static GHashTable *secrets; /* secret -> count */

void
rushes_redact_add_secret (const char *secret)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint count;

  if (secret == NULL || strlen (secret) < MIN_SECRET_LENGTH)
    return;

  locker = g_mutex_locker_new (&secrets_lock);
  if (secrets == NULL)
    secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  count = GPOINTER_TO_UINT (g_hash_table_lookup (secrets, secret));
  g_hash_table_replace (secrets, g_strdup (secret), GUINT_TO_POINTER (count + 1));
}

void
rushes_redact_remove_secret (const char *secret)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint count;

  if (secret == NULL || strlen (secret) < MIN_SECRET_LENGTH)
    return;

  locker = g_mutex_locker_new (&secrets_lock);
  if (secrets == NULL)
    return;

  count = GPOINTER_TO_UINT (g_hash_table_lookup (secrets, secret));
  if (count <= 1)
    g_hash_table_remove (secrets, secret);
  else
    g_hash_table_replace (secrets, g_strdup (secret), GUINT_TO_POINTER (count - 1));
}

static void
lower_the_escapes (char *link)
{
  for (char *p = strchr (link, '%'); p != NULL; p = strchr (p + 1, '%'))
    {
      p[1] = g_ascii_tolower (p[1]);
      p[2] = g_ascii_tolower (p[2]);
    }
}

/* One secret, as it is and as links and JSON may spell it. */
static void
hide_secret (GString *text, const char *secret)
{
  g_autofree char *in_link = g_uri_escape_string (secret, NULL, FALSE);
  g_auto (GStrv) pieces = g_strsplit (secret, "/", -1);
  g_autofree char *in_json = g_strjoinv ("\\/", pieces);

  g_string_replace (text, secret, HIDDEN, 0);
  if (strcmp (in_link, secret) != 0)
    {
      g_string_replace (text, in_link, HIDDEN, 0);
      lower_the_escapes (in_link);
      g_string_replace (text, in_link, HIDDEN, 0);
    }
  if (strcmp (in_json, secret) != 0)
    g_string_replace (text, in_json, HIDDEN, 0);
}

static void
hide_known_secrets (GString *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&secrets_lock);
  GHashTableIter iter;
  gpointer secret;

  if (secrets == NULL)
    return;

  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, &secret, NULL))
    hide_secret (text, secret);
}

static const GRegex *
shapes (void)
{
  static GRegex *regex;

  if (g_once_init_enter (&regex))
    {
      /* The groups are what stays: a header's or a JSON member's name; "sk-"; a link up to its query, also
       * one that is encoded in another; the name of what gives access wherever it stands. */
      GRegex *compiled = g_regex_new (
        "((?:authorization|x-api-key)\\W{1,6}(?:(?:bearer|basic|token)\\s+)?|\\bbearer\\s+)[^\\s\"',;]+"
        "|\\b(sk-)[A-Za-z0-9_\\-]{6,}"
        "|(https?:(?:/|\\\\/){2}[^\\s\"'<>?#]*[?])[^\\s\"'<>]+"
        "|(https?%3a%2f%2f[^\\s\"'<>?#&]*?%3f)[^\\s\"'<>]+"
        "|(\\b(?:(?:x-(?:oss|amz)-)?(?:signature|credential|security-token)|(?:oss|aws)accesskeyid"
        "|access[_-]?token|(?:api|auth)[_-]?key)(?:=|%3d|\"\\s*:\\s*\"))[^\\s\"'<>&]+",
        G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
      g_once_init_leave (&regex, compiled);
    }
  return regex;
}

static gboolean
keep_the_name (const GMatchInfo *match, GString *result, gpointer user_data)
{
  for (int group = 1; group <= N_GROUPS; group++)
    {
      g_autofree char *kept = g_match_info_fetch (match, group);

      if (kept != NULL && *kept != '\0')
        g_string_append (result, kept);
    }
  g_string_append (result, HIDDEN);
  return FALSE;
}

/* @valid: UTF-8 */
static char *
hide (const char *valid)
{
  g_autoptr (GString) hidden = g_string_new (valid);
  char *shaped;

  hide_known_secrets (hidden);
  shaped = g_regex_replace_eval (shapes (), hidden->str, (gssize) hidden->len, 0, 0, keep_the_name, NULL,
                                 NULL);
  /* A text that the expression cannot get through is hidden whole rather than shown. */
  return shaped != NULL ? shaped : g_strdup (HIDDEN);
}

#define ESCAPE_BYTES 6
/* Half of U+E0000 to U+E03FF: tags, all of them invisible. */
#define TAGS 0xdb40

/* The number in the JSON escape "\\uXXXX" at @p, or 0. */
static gunichar
read_escape (const char *p)
{
  gunichar unit = 0;

  if (p[0] != '\\' || p[1] != 'u')
    return 0;
  for (int i = 2; i < ESCAPE_BYTES; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return 0;
      unit = unit * 16 + (gunichar) digit;
    }
  return unit;
}

/* Whether a key or a link may hold @c. */
static gboolean
is_plain (gunichar c)
{
  return c > 0 && c < 0x80 && (g_ascii_isalnum (c) || strchr ("-_.~?&=%:/+", (int) c) != NULL);
}

static gboolean
is_half_of_tag (gunichar unit, gunichar before)
{
  return unit == TAGS || (before == TAGS && unit >= 0xdc00 && unit <= 0xdfff);
}

/* What a reader makes of @valid: without what is invisible, and without escapes that JSON does not need.
 * Returns: (nullable): where that is nothing else */
static char *
dup_plain (const char *valid)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  gunichar before = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gunichar escaped = read_escape (p);

      if (is_plain (escaped) || rushes_text_is_invisible (escaped) || is_half_of_tag (escaped, before))
        {
          if (is_plain (escaped))
            g_string_append_c (plain, (char) escaped);
          p += ESCAPE_BYTES - 1;
        }
      else if (c == '\\' && p[1] == '\\')
        {
          g_string_append (plain, "\\\\");
          p++;
        }
      else if (!rushes_text_is_invisible (c))
        g_string_append_unichar (plain, c);
      before = escaped;
    }
  return strcmp (plain->str, valid) != 0 ? g_strdup (plain->str) : NULL;
}

char *
rushes_redact (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *plain = NULL;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  plain = dup_plain (valid);
  if (plain != NULL)
    {
      g_autofree char *hidden = hide (plain);

      /* A secret that is spelt so as not to be found would be put together again where it is shown. */
      if (strcmp (hidden, plain) != 0)
        return g_steal_pointer (&hidden);
    }
  return hide (valid);
}
