/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-json.h"

#include "base/rushes-error.h"

#include <string.h>

static JsonNode *
parse (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return rushes_json_parse (bytes, error);
}

static void
test_taken (void)
{
  const char *texts[] = {
    "{}",
    "[]",
    " \r\n\t{ } \n",
    "\xef\xbb\xbf{\"a\":1}",
    "{\"a\":[1,-2,0,0.5,1e3,1E-3,-0.0,true,false,null,\"\"],\"b\":{\"c\":[[],{}]}}",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"]",
    "{\"a\":1,\"a\":2}",
    "[\"海螺 \x7f\"]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = parse (texts[i], -1, &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_no_error (error);
      g_assert_nonnull (root);
    }
}

static void
test_refused (void)
{
  const char *texts[] = {
    "",
    "  ",
    "\xef\xbb\xbf",
    "null",
    "1",
    "\"text\"",
    "true",
    "{",
    "[",
    "}",
    "{]",
    "[}",
    "{\"a\":1",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,}",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{a:1}",
    "{'a':1}",
    "{\"a\":01}",
    "{\"a\":0x10}",
    "{\"a\":+1}",
    "{\"a\":.5}",
    "{\"a\":1.}",
    "{\"a\":1e}",
    "{\"a\":-}",
    "{\"a\":NaN}",
    "{\"a\":Infinity}",
    "{\"a\":tru}",
    "{\"a\":\"open}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12g4\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"line\nbreak\"}",
    "{\"a\":1}{\"b\":2}",
    "{\"a\":1} x",
    "var x = {\"a\":1};",
    "/* a */ {\"a\":1}",
    "{\"a\":1} // b",
    "{\"a\":\"\xff\"}",
    "{\"a\":\"\xc3\"}",
    "{\"a\":\"\xed\xa0\x80\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) root = parse (texts[i], -1, &error);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REPLY_INVALID);
      g_assert_null (root);
    }
}

static void
test_zero_byte (void)
{
  const char text[] = "{\"a\":\"b\0c\"}";
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (text, sizeof text - 1, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REPLY_INVALID);
}

static void
test_pages (void)
{
  const char *pages[] = { "<!doctype html><html></html>", " \n<html>",
                          "\xef\xbb\xbf<?xml version=\"1.0\"?>" };

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (pages[i], -1, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_NOT_THE_SERVICE);
    }
}

static char *
make_nested (guint depth, const char *open, const char *middle, const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, middle);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  const guint depths[] = { RUSHES_JSON_MAX_DEPTH, RUSHES_JSON_MAX_DEPTH + 1, 5000, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autofree char *arrays = make_nested (depths[i], "[", "", "]");
      g_autofree char *objects = make_nested (depths[i], "{\"a\":", "1", "}");
      g_autoptr (JsonNode) array = parse (arrays, -1, NULL);
      g_autoptr (JsonNode) object = parse (objects, -1, NULL);

      g_assert_cmpint (array != NULL, ==, depths[i] <= RUSHES_JSON_MAX_DEPTH);
      g_assert_cmpint (object != NULL, ==, depths[i] <= RUSHES_JSON_MAX_DEPTH);
    }
}

static void
test_size (void)
{
  g_autofree char *text = g_malloc (RUSHES_JSON_MAX_BYTES + 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) fits = NULL;

  memset (text, ' ', RUSHES_JSON_MAX_BYTES + 2);
  memcpy (text, "{}", 2);
  fits = parse (text, RUSHES_JSON_MAX_BYTES, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fits);
  g_assert_null (parse (text, RUSHES_JSON_MAX_BYTES + 1, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REPLY_TOO_LARGE);
}

static void
test_getters (void)
{
  const char *text = "{\"s\":\"text\",\"e\":\"\",\"i\":306793063383292,\"big\":115334141465231360,"
                     "\"huge\":123456789012345678901234567890,\"max\":9223372036854775807,"
                     "\"over\":9223372036854775808,\"min\":-9223372036854775808,"
                     "\"d\":1756453472.0,\"h\":0.5,\"inf\":1e400,\"t\":true,\"n\":null,\"o\":{},\"a\":[],"
                     "\"si\":\"42\",\"sp\":\"100%\",\"sx\":\"99999999999999999999\","
                     "\"half\":\"a\\ud800b\",\"zero\":\"a\\u0000b\"}";
  const struct
  {
    const char *name;
    const char *as_text;
    gboolean is_int;
    gint64 as_int;
  } cases[] = {
    { "s", "text", FALSE, 0 },
    { "e", "", FALSE, 0 },
    { "i", "306793063383292", TRUE, G_GINT64_CONSTANT (306793063383292) },
    { "big", "115334141465231360", TRUE, G_GINT64_CONSTANT (115334141465231360) },
    { "huge", "123456789012345678901234567890", FALSE, 0 },
    { "max", "9223372036854775807", TRUE, G_MAXINT64 },
    { "over", "9223372036854775808", FALSE, 0 },
    { "min", "-9223372036854775808", TRUE, G_MININT64 },
    { "d", "1756453472", TRUE, 1756453472 },
    { "h", "0.5", FALSE, 0 },
    { "inf", "inf", FALSE, 0 },
    { "t", "true", FALSE, 0 },
    { "n", NULL, FALSE, 0 },
    { "o", NULL, FALSE, 0 },
    { "a", NULL, FALSE, 0 },
    { "missing", NULL, FALSE, 0 },
    { "si", "42", TRUE, 42 },
    { "sp", "100%", FALSE, 0 },
    { "sx", "99999999999999999999", FALSE, 0 },
    { "half",
      "a\xef\xbf\xbd"
      "b",
      FALSE, 0 },
    { "zero",
      "a\xef\xbf\xbd"
      "b",
      FALSE, 0 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = parse (text, -1, &error);
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (root);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *as_text = rushes_json_dup_text (object, cases[i].name);
      gint64 as_int = -7;

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (as_text, ==, cases[i].as_text);
      g_assert_cmpint (rushes_json_get_int (object, cases[i].name, &as_int), ==, cases[i].is_int);
      g_assert_cmpint (as_int, ==, cases[i].is_int ? cases[i].as_int : -7);
    }

  g_assert_nonnull (rushes_json_peek_object (object, "o"));
  g_assert_null (rushes_json_peek_object (object, "a"));
  g_assert_null (rushes_json_peek_object (object, "s"));
  g_assert_null (rushes_json_peek_object (object, "n"));
  g_assert_null (rushes_json_peek_object (object, "missing"));
  g_assert_nonnull (rushes_json_peek_array (object, "a"));
  g_assert_null (rushes_json_peek_array (object, "o"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/json/taken", test_taken);
  g_test_add_func ("/api/json/refused", test_refused);
  g_test_add_func ("/api/json/zero-byte", test_zero_byte);
  g_test_add_func ("/api/json/pages", test_pages);
  g_test_add_func ("/api/json/depth", test_depth);
  g_test_add_func ("/api/json/size", test_size);
  g_test_add_func ("/api/json/getters", test_getters);

  return g_test_run ();
}
