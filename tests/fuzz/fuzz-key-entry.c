/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "api/rushes-key-entry.h"

#include <string.h>

static void
check_key (const RushesKeyEntry *entry)
{
  const char *key = entry->key;
  g_autoptr (RushesKeyEntry) again = NULL;

  g_assert_cmpstr (key, !=, "");
  g_assert_cmpuint (strlen (key), <=, RUSHES_KEY_ENTRY_MAX_BYTES);
  /* It becomes a header: nothing in it may end one. */
  for (const char *p = key; *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));

  /* What is none need not be found again. */
  if (entry->state != RUSHES_KEY_ENTRY_GOOD)
    return;
  again = rushes_key_entry_parse (key);
  g_assert_cmpstr (again->key, ==, key);
}

static void
check_address (const char *address)
{
  fuzz_target_check_text (address);
  g_assert_true (g_str_has_prefix (address, "https://") || g_str_has_prefix (address, "http://"));
  for (const char *p = address; *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (RushesKeyEntry) entry = NULL;

  fuzz_target_prepare ();
  entry = rushes_key_entry_parse (text);
  g_assert_true ((entry->key == NULL) == (entry->state == RUSHES_KEY_ENTRY_EMPTY));
  if (entry->key != NULL)
    check_key (entry);
  if (entry->address != NULL)
    check_address (entry->address);
  return 0;
}
