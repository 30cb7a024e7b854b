/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesKeyEntry: the key in what a person pasted, however it was wrapped: "Bearer …", an Authorization header,
 * quotes of any kind, white space, a line that was broken, "export NAME=…" of any shell, a line of JSON, a whole
 * cURL command. Pure; any thread. Both are wiped when they are freed: the text holds a secret.
 */

typedef enum
{
  RUSHES_KEY_ENTRY_EMPTY,       /* there is no key in it */
  RUSHES_KEY_ENTRY_GOOD,        /* it looks like one; whether it works only the service knows */
  RUSHES_KEY_ENTRY_VARIABLE,    /* the name of a variable, and its value is not there */
  RUSHES_KEY_ENTRY_PLACEHOLDER, /* the words of an example: "<your key>" */
  RUSHES_KEY_ENTRY_SHORTENED,   /* as consoles show a key: its middle is not there */
} RushesKeyEntryState;

/**
 * RushesKeyEntry:
 * @key: (nullable): visible ASCII; NULL where it is empty. Secret
 * @address: (nullable): of the service, where the text holds one too (a cURL command)
 * @names_channel: the key ends in "-" and digits, which gateways take for the number of a channel
 */
typedef struct
{
  RushesKeyEntryState state;
  char *key;
  char *address;
  gboolean names_channel;
} RushesKeyEntry;

/* Longer texts are cut. */
#define RUSHES_KEY_ENTRY_MAX_BYTES (64 * 1024)

/**
 * rushes_key_entry_parse:
 * @text: (nullable): need not be valid UTF-8
 *
 * What it finds it finds again: the key of a key is that key.
 *
 * Returns: (transfer full)
 */
RushesKeyEntry *rushes_key_entry_parse (const char *text);
void            rushes_key_entry_free (RushesKeyEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesKeyEntry, rushes_key_entry_free)

G_END_DECLS
