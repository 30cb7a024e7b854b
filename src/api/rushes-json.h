/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * Reading JSON that a server sent.
 *
 * json-glib is only given what has passed our own scan: at most 1 MiB, valid UTF-8 (a byte
 * order mark is read over), one root that is an object or an array, at most 64 levels deep
 * (json-glib < 1.10 recurses without limit and overflows the stack; it also accepts empty
 * input, two roots and "var x =", makes invalid UTF-8 of half a surrogate pair, and wraps integers
 * beyond 64 bits around). The getters below never abort, warn or guess: a member that is missing
 * or null is "not there", one of another type is "not there" as well or converted as said.
 * json_object_get_*_member() is not used on what a server sent. Pure; any thread.
 */

#define RUSHES_JSON_MAX_BYTES (1024 * 1024)
#define RUSHES_JSON_MAX_DEPTH 64

/**
 * rushes_json_parse:
 *
 * Returns: (transfer full): the root, an object or array; or NULL with
 * RUSHES_ERROR_REPLY_TOO_LARGE, RUSHES_ERROR_NOT_THE_SERVICE (starts like HTML or XML) or
 * RUSHES_ERROR_REPLY_INVALID
 */
JsonNode *rushes_json_parse (GBytes *bytes, GError **error);

/* The member as an object / array; NULL where it is missing, null or of another type. (transfer none) */
JsonObject *rushes_json_peek_object (JsonObject *object, const char *name);
JsonArray  *rushes_json_peek_array (JsonObject *object, const char *name);

/**
 * rushes_json_dup_text:
 *
 * A string as it is; an integer as its decimal text, however long; a double likewise, or as the
 * shortest text that is it; a boolean as "true" or "false".
 * Returns: (transfer full) (nullable): NULL where missing, null, an object or an array
 */
char *rushes_json_dup_text (JsonObject *object, const char *name);

/**
 * rushes_json_get_int:
 * @value: (out): untouched where there is nothing
 *
 * An integer, a double that is one, or a string that is a decimal integer ("100 %" is none).
 * Returns: whether there was one
 */
gboolean rushes_json_get_int (JsonObject *object, const char *name, gint64 *value);

G_END_DECLS
