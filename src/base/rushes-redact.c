/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-redact"

#include "config.h"

#include "base/rushes-redact.h"

#include <string.h>

#define HIDDEN "[hidden]"
#define MIN_SECRET_LENGTH 8

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
hide_known_secrets (GString *text)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&secrets_lock);
  GHashTableIter iter;
  gpointer secret;

  if (secrets == NULL)
    return;

  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, &secret, NULL))
    {
      g_autofree char *encoded = g_uri_escape_string (secret, NULL, FALSE);

      g_string_replace (text, secret, HIDDEN, 0);
      if (strcmp (encoded, secret) != 0)
        g_string_replace (text, encoded, HIDDEN, 0);
    }
}

static const GRegex *
shapes (void)
{
  static GRegex *regex;

  if (g_once_init_enter (&regex))
    {
      /* 1: what stays. A header's or a JSON member's name; "sk-"; a link up to its query. */
      GRegex *compiled = g_regex_new ("(authorization\\W{1,6}(?:bearer\\s+)?|\\bbearer\\s+)[^\\s\"',;]+"
                                      "|\\b(sk-)[A-Za-z0-9_\\-]{6,}"
                                      "|(https?:(?:/|\\\\/){2}[^\\s\"'<>?#]*[?])[^\\s\"'<>]+",
                                      G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
      g_once_init_leave (&regex, compiled);
    }
  return regex;
}

static gboolean
keep_the_name (const GMatchInfo *match, GString *result, gpointer user_data)
{
  for (int group = 1; group <= 3; group++)
    {
      g_autofree char *kept = g_match_info_fetch (match, group);

      if (kept != NULL && *kept != '\0')
        g_string_append (result, kept);
    }
  g_string_append (result, HIDDEN);
  return FALSE;
}

char *
rushes_redact (const char *text)
{
  g_autoptr (GString) hidden = NULL;
  g_autofree char *valid = NULL;
  char *shaped;

  if (text == NULL)
    return NULL;

  valid = g_utf8_make_valid (text, -1);
  hidden = g_string_new (valid);
  hide_known_secrets (hidden);

  shaped = g_regex_replace_eval (shapes (), hidden->str, (gssize) hidden->len, 0, 0, keep_the_name, NULL,
                                 NULL);
  /* A text that the expression cannot get through is hidden whole rather than shown. */
  return shaped != NULL ? shaped : g_strdup (HIDDEN);
}
