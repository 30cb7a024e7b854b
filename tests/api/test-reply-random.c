/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-json.h"
#include "api/rushes-reply.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"

#include <string.h>

/* The same bytes on every run: what fails here fails again. */
#define SEED 20250829
#define ROUNDS 6000

static const char *const pieces[] = {
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\"",
  "\\",
  "\\u0000",
  "\\ud800",
  "null",
  "true",
  "0",
  "-1",
  "1e400",
  "1e-400",
  "\"\"",
  "\"data\"",
  "\"status\"",
  "\"base_resp\"",
  "\"file\"",
  "99999999999999999999",
  "\xff",
  "\xef\xbb\xbf",
  "<",
  "\"SUCCESS\"",
  "\"FAILURE\"",
  "\"fail_reason\"",
  "\"{\\\"base_resp\\\":{\\\"status_code\\\":1026}}\"",
};

static GByteArray *
mutate (GRand *rand, GBytes *seed)
{
  GByteArray *text = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (seed, &length);
  guint n_changes = (guint) g_rand_int_range (rand, 0, 6);

  g_byte_array_append (text, bytes, (guint) length);
  for (guint i = 0; i < n_changes && text->len > 0; i++)
    {
      guint at = (guint) g_rand_int_range (rand, 0, (gint32) text->len);
      const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];

      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:
          text->data[at] = (guint8) g_rand_int_range (rand, 0, 256);
          break;
        case 1:
          g_byte_array_remove_range (text, at,
                                     (guint) g_rand_int_range (rand, 0,
                                                               (gint32) MIN (text->len - at, 40) + 1));
          break;
        case 2:
          g_byte_array_set_size (text, at);
          break;
        default:
          if (at + strlen (piece) <= text->len)
            memcpy (text->data + at, piece, strlen (piece));
          break;
        }
    }
  return text;
}

static void
assert_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
assert_sound (const RushesSnapshot *snapshot)
{
  g_assert_cmpint (snapshot->progress, >=, -1);
  g_assert_cmpint (snapshot->progress, <=, 100);
  g_assert_cmpint (snapshot->width, >=, 0);
  g_assert_cmpint (snapshot->height, >=, 0);
  g_assert_cmpint (snapshot->bytes, >=, 0);
  g_assert_cmpint (snapshot->submitted_at, >=, 0);
  g_assert_cmpint (snapshot->started_at, >=, 0);
  g_assert_cmpint (snapshot->finished_at, >=, 0);
  g_assert_cmpint (snapshot->expires_at, >=, 0);
  g_assert_cmpint (snapshot->failure != NULL, ==, snapshot->phase == RUSHES_PHASE_FAILED);
  assert_text (snapshot->task_id);
  assert_text (snapshot->raw_status);
  assert_text (snapshot->file_id);
  assert_text (snapshot->file_name);
  assert_text (snapshot->download_url);
  assert_text (snapshot->backup_download_url);
}

/* A snapshot or an error, never both, never neither. */
static void
check (GBytes *body, const char *task_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = rushes_reply_read_error (500, body, NULL, 0);
  g_autoptr (RushesSnapshot) snapshot = rushes_reply_read (body, task_id, NULL, &error);

  g_assert_nonnull (refused);
  g_assert_true ((snapshot != NULL) == (error == NULL));
  if (snapshot != NULL)
    assert_sound (snapshot);
  else
    {
      g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

      g_assert_true (error->domain == RUSHES_ERROR);
      assert_text (rushes_failure_get_text (failure));
    }
}

static void
test_mutated (void)
{
  const char *native
    = "{\"task_id\":\"1\",\"status\":\"Fail\",\"file_id\":\"\",\"base_resp\":{\"status_code\":1026,"
      "\"status_msg\":\"input new_sensitive\"},\"error\":{\"code\":\"x\",\"message\":\"y\"}}";
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_autoptr (GBytes) example = rushes_test_load_fixture ("reply-official-example.json");
  g_autoptr (GBytes) other = g_bytes_new_static (native, strlen (native));

  for (guint round = 0; round < ROUNDS; round++)
    {
      GByteArray *text = mutate (rand, round % 2 == 0 ? example : other);
      g_autoptr (GBytes) body = g_byte_array_free_to_bytes (text);

      check (body, round % 3 == 0 ? "1" : NULL);
    }
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (guint round = 0; round < ROUNDS; round++)
    {
      GString *text = g_string_new (NULL);
      guint n_pieces = (guint) g_rand_int_range (rand, 0, 30);
      g_autoptr (GBytes) body = NULL;

      for (guint i = 0; i < n_pieces; i++)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      body = g_string_free_to_bytes (text);
      check (body, NULL);
    }
}

/* Each of the example's bytes in turn is where the connection ended. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GBytes) example = rushes_test_load_fixture ("reply-official-example.json");
  gsize length = g_bytes_get_size (example);

  for (gsize cut = 0; cut + 2 < length; cut++)
    {
      g_autoptr (GBytes) body = g_bytes_new_from_bytes (example, 0, cut);
      g_autoptr (GError) error = NULL;

      g_assert_null (rushes_reply_read (body, NULL, NULL, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REPLY_INVALID);
    }
}

static JsonNode *
parse (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = rushes_json_parse (bytes, &error);

  g_assert_no_error (error);
  return root;
}

/* Every member in turn becomes something else, on every level: the reply is read, or refused in words. */
static void
test_every_member_otherwise (void)
{
  const char *others[] = { "null", "{}", "[]", "[[]]", "\"\"", "\"x\"", "-1", "0.5", "true", "\"[{}]\"" };
  const char *members[] = { "code",         "message",
                            "data",         "task_id",
                            "action",       "status",
                            "fail_reason",  "submit_time",
                            "start_time",   "finish_time",
                            "progress",     "file",
                            "bytes",        "file_id",
                            "filename",     "download_url",
                            "base_resp",    "status_code",
                            "status_msg",   "video_width",
                            "video_height", "backup_download_url" };
  g_autoptr (GBytes) example = rushes_test_load_fixture ("reply-official-example.json");
  g_autoptr (JsonNode) root = parse (example);
  g_autofree char *text = json_to_string (root, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *name = g_strdup_printf ("\"%s\":", members[i]);

      for (const char *found = strstr (text, name); found != NULL; found = strstr (found + 1, name))
        {
          for (gsize j = 0; j < G_N_ELEMENTS (others); j++)
            {
              /* The true value moves to a member that nobody asks for. */
              g_autoptr (GString) changed = g_string_new_len (text, found - text);
              g_autoptr (GBytes) body = NULL;
              g_autoptr (JsonNode) sound = NULL;

              g_string_append_printf (changed, "%s%s,\"other\":%s", name, others[j], found + strlen (name));
              body = g_bytes_new (changed->str, changed->len);
              sound = parse (body);
              check (body, "306792606023824");
            }
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/reply-random/mutated", test_mutated);
  g_test_add_func ("/api/reply-random/random", test_random);
  g_test_add_func ("/api/reply-random/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/api/reply-random/every-member-otherwise", test_every_member_otherwise);

  return g_test_run ();
}
