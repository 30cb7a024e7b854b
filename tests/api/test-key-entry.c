/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-key-entry.h"

#define KEY "sk-Ab3dEf6hIj9lMn2pQr5tUv8x"

static void
test_found (void)
{
  const char *const texts[] = {
    KEY,
    "  " KEY "\r\n",
    "\"" KEY "\"",
    "“" KEY "”",
    "「" KEY "」",
    "`" KEY "`",
    "Bearer " KEY,
    "bearer\t" KEY,
    "'Bearer  " KEY "'",
    "Authorization: Bearer " KEY,
    "authorization: " KEY,
    "\"Authorization\": \"Bearer " KEY "\"",
    "\xe2\x80\x8b" KEY "\xef\xbb\xbf",
    "sk-Ab3dEf6hIj9l\n  Mn2pQr5tUv8x\n",
    "Bearer sk-Ab3dEf6hIj9l\r\nMn2pQr5tUv8x",
    "export ANYAPI_API_KEY=" KEY,
    "export ANYAPI_API_KEY=\"" KEY "\"; ls",
    "export OTHER='" KEY "'",
    "set MINIMAX_API_KEY=" KEY,
    "$env:API_KEY = \"" KEY "\"",
    "API_KEY=" KEY "\nBASE_URL=https://www.anyapi.vip\n",
    "BASE_URL=https://www.anyapi.vip\nAPI_KEY=" KEY,
    "API Key: " KEY,
    "密钥：" KEY,
    "我的密钥是 " KEY "，请收好",
    "my key is " KEY ", keep it",
    "{\"api_key\": \"" KEY "\", \"name\": \"studio\"}",
    "{\"token\":\"" KEY "\"}",
    "curl https://www.anyapi.vip/v1/models -H 'Authorization: Bearer " KEY "'",
    "curl -X POST \"https://www.anyapi.vip/minimax/v1/video_generation\" \\\n -H \"Authorization: Bearer " KEY
    "\" \\\n -H \"Content-Type: application/json\" -d '{\"prompt\": \"a key on a table\"}'",
    "export KEY=" KEY "\ncurl https://gate.example/v1 -H \"Authorization: Bearer $KEY\"",
    "KEY=" KEY "\ncurl https://gate.example/v1 -H \"Authorization: Bearer ${KEY}\"",
    "set KEY=" KEY "\ncurl https://gate.example/v1 -H \"Authorization: Bearer %KEY%\"",
    "ｓｋ-Ab3dEf6hIj9lMn2pQr5tUv8x",
    "X-Api-Key: " KEY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (texts[i]);

      g_test_message ("%s", texts[i]);
      g_assert_cmpint (entry->state, ==, RUSHES_KEY_ENTRY_GOOD);
      g_assert_cmpstr (entry->key, ==, KEY);
    }
}

/* Keys of other makes: they are no business of ours. */
static void
test_left_alone (void)
{
  const char *const keys[] = {
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJHcm91cE5hbWUiOiJ4In0.c2ln-bmF0_dXJl",
    "c2VjcmV0LWtleS1pbi1iYXNlLTY0LQ==",
    "0123456789abcdef0123456789abcdef",
    "bearerless",
    "sk-a:b=c",
    "short",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (keys[i]);

      g_assert_cmpint (entry->state, ==, RUSHES_KEY_ENTRY_GOOD);
      g_assert_cmpstr (entry->key, ==, keys[i]);
      g_assert_null (entry->address);
    }
}

static void
test_not_keys (void)
{
  const struct
  {
    const char *text;
    RushesKeyEntryState state;
  } cases[] = {
    { NULL, RUSHES_KEY_ENTRY_EMPTY },
    { "", RUSHES_KEY_ENTRY_EMPTY },
    { " \n\t", RUSHES_KEY_ENTRY_EMPTY },
    { "\"\"", RUSHES_KEY_ENTRY_EMPTY },
    { "Bearer ", RUSHES_KEY_ENTRY_EMPTY },
    { "Authorization: Bearer", RUSHES_KEY_ENTRY_EMPTY },
    { "密钥", RUSHES_KEY_ENTRY_EMPTY },
    { "$ANYAPI_KEY", RUSHES_KEY_ENTRY_VARIABLE },
    { "${ANYAPI_KEY}", RUSHES_KEY_ENTRY_VARIABLE },
    { "%ANYAPI_KEY%", RUSHES_KEY_ENTRY_VARIABLE },
    { "{{apiKey}}", RUSHES_KEY_ENTRY_VARIABLE },
    { "curl https://gate.example/v1 -H \"Authorization: Bearer $KEY\"", RUSHES_KEY_ENTRY_VARIABLE },
    { "<token>", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "YOUR_API_KEY", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "sk-xxxxxxxxxxxx", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "Bearer <your key>", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "sk-", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "sk-your-key-here", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "YourApiKey", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "xxxx-xxxx-xxxx", RUSHES_KEY_ENTRY_PLACEHOLDER },
    { "sk-9fYourQ7dkW2aZ81mNcVt3LpyouR0sT", RUSHES_KEY_ENTRY_GOOD },
    { "sk-9fQ7dkxXxx2aZ81mNcVt3Lp0sTuJh4", RUSHES_KEY_ENTRY_GOOD },
    { "sk-abcd**********wxyz", RUSHES_KEY_ENTRY_SHORTENED },
    { "sk-abcd…wxyz", RUSHES_KEY_ENTRY_SHORTENED },
    { "sk-abcd...wxyz", RUSHES_KEY_ENTRY_SHORTENED },
    { "••••••••••••", RUSHES_KEY_ENTRY_SHORTENED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (entry->state, ==, cases[i].state);
      g_assert_cmpint (entry->key == NULL, ==, cases[i].state == RUSHES_KEY_ENTRY_EMPTY);
    }
}

static void
test_address (void)
{
  const struct
  {
    const char *text;
    const char *address;
  } cases[] = {
    { KEY, NULL },
    { "curl https://gate.example/minimax/v1/query/video_generation?task_id=1 -H 'Authorization: Bearer " KEY
      "'",
      "https://gate.example" },
    { "curl 'https://gate.example:8443/relay/v1/videos/1' -H 'Authorization: Bearer " KEY "'",
      "https://gate.example:8443/relay" },
    { "BASE=https://gate.example/\nKEY=" KEY, "https://gate.example/" },
    { "curl https:// -H 'Authorization: Bearer " KEY "'", NULL },
    { "curl http://127.0.0.1:8080?x -H 'Authorization: Bearer " KEY "'", "http://127.0.0.1:8080" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (cases[i].text);

      g_assert_cmpstr (entry->address, ==, cases[i].address);
      g_assert_cmpstr (entry->key, ==, KEY);
    }
}

static void
test_channel (void)
{
  g_autoptr (RushesKeyEntry) with = rushes_key_entry_parse (KEY "-123");
  g_autoptr (RushesKeyEntry) without = rushes_key_entry_parse (KEY);
  g_autoptr (RushesKeyEntry) digits = rushes_key_entry_parse ("sk-123");

  g_assert_true (with->names_channel);
  g_assert_cmpstr (with->key, ==, KEY "-123");
  g_assert_false (without->names_channel);
  g_assert_false (digits->names_channel);
}

/* Whatever comes in, what comes out is fit for a header, and is found again in itself. */
static void
assert_holds (const char *text)
{
  g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (text);
  g_autoptr (RushesKeyEntry) again = rushes_key_entry_parse (entry->key);

  g_assert_cmpint (entry->key == NULL, ==, entry->state == RUSHES_KEY_ENTRY_EMPTY);
  for (const char *p = entry->key; p != NULL && *p != '\0'; p++)
    g_assert_true (g_ascii_isgraph (*p));
  if (entry->state == RUSHES_KEY_ENTRY_GOOD)
    g_assert_cmpstr (again->key, ==, entry->key);
}

static void
test_random (void)
{
  static const char *const pieces[] = { "Bearer ",  "bearer",   "=",          ":",        "\"",
                                        "'",        "\\",       "\n",         " ",        "KEY",
                                        "export ",  "$",        "${",         "}",        "sk-",
                                        "abc123",   "-9",       "%",          "https://", "/v1/",
                                        "curl ",    "-H ",      "*",          "…",        "密钥",
                                        "\xff\xfe", "\xe2\x80", "{\"token\"", "，",       "Authorization: " };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const guint n_pieces = (guint) g_test_rand_int_range (0, 14);

      for (guint j = 0; j < n_pieces; j++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      assert_holds (text->str);
    }
}

/* Nothing grows with more than the square of what is cut at 64 KiB, and little with that. */
static void
test_huge (void)
{
  g_autofree char *letters = g_strnfill (1024 * 1024, 'a');
  g_autofree char *signs = g_strnfill (1024 * 1024, '=');
  g_autofree char *quotes = g_strnfill (1024 * 1024, '"');
  g_autoptr (RushesKeyEntry) entry = rushes_key_entry_parse (letters);

  g_assert_cmpuint (strlen (entry->key), ==, RUSHES_KEY_ENTRY_MAX_BYTES);
  assert_holds (signs);
  assert_holds (quotes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/key-entry/found", test_found);
  g_test_add_func ("/api/key-entry/left-alone", test_left_alone);
  g_test_add_func ("/api/key-entry/not-keys", test_not_keys);
  g_test_add_func ("/api/key-entry/address", test_address);
  g_test_add_func ("/api/key-entry/channel", test_channel);
  g_test_add_func ("/api/key-entry/random", test_random);
  g_test_add_func ("/api/key-entry/huge", test_huge);

  return g_test_run ();
}
