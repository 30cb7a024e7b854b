/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "api/rushes-reply.h"

#include "base/rushes-error.h"
#include "support/rushes-test-utils.h"

#include <string.h>

#define FOLDER "replies"
#define TABLE "expected.ini"
#define ASKED "306792606023824"

/* Every key that the table may have: how it was asked, then what is told, in this order. */
static const char *const asked_keys[] = { "asked", "http-status", "header-request-id", "retry-after" };
static const char *const told_keys[] = {
  "task-id",     "phase",   "status",   "progress",     "width",        "height",       "bytes",
  "submitted",   "started", "finished", "expires",      "file-id",      "file-name",    "link",
  "backup-link", "model",   "prompt",   "failure-code", "failure-side", "failure-text", "failure-request-id",
  "error",       "side",    "code",     "text",         "request-id",
};

static const struct
{
  RushesError code;
  const char *name;
} error_names[] = {
  { RUSHES_ERROR_KEY_REFUSED, "key-refused" },         { RUSHES_ERROR_BALANCE, "balance" },
  { RUSHES_ERROR_TASK_UNKNOWN, "task-unknown" },       { RUSHES_ERROR_RATE_LIMITED, "rate-limited" },
  { RUSHES_ERROR_REQUEST_REFUSED, "request-refused" }, { RUSHES_ERROR_SERVICE, "service" },
  { RUSHES_ERROR_REDIRECTED, "redirected" },           { RUSHES_ERROR_NOT_THE_SERVICE, "not-the-service" },
  { RUSHES_ERROR_REPLY_INVALID, "reply-invalid" },     { RUSHES_ERROR_REPLY_TOO_LARGE, "reply-too-large" },
  { RUSHES_ERROR_OTHER_TASK, "other-task" },
};

static GKeyFile *table;

static const char *
name_error (const GError *error)
{
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (RUSHES_ERROR));
  for (gsize i = 0; i < G_N_ELEMENTS (error_names); i++)
    {
      if (error->code == (int) error_names[i].code)
        return error_names[i].name;
    }
  g_error ("an error without a name here: %s", error->message);
}

/* How the fixture says that it was asked; (nullable) */
static char *
dup_asked (const char *file, const char *key)
{
  return g_key_file_get_string (table, file, key, NULL);
}

static guint
get_asked_number (const char *file, const char *key, guint otherwise)
{
  g_autofree char *text = dup_asked (file, key);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
tell_text (GString *told, const char *key, const char *text)
{
  if (text != NULL)
    g_string_append_printf (told, "%s=%s\n", key, text);
}

static void
tell_number (GString *told, const char *key, gint64 number, gint64 unknown)
{
  if (number != unknown)
    g_string_append_printf (told, "%s=%" G_GINT64_FORMAT "\n", key, number);
}

static void
tell_failure (GString *told, const RushesFailure *failure)
{
  if (failure == NULL)
    return;
  tell_text (told, "failure-code", rushes_failure_get_code (failure));
  tell_text (told, "failure-side", rushes_side_to_string (rushes_failure_get_side (failure)));
  tell_text (told, "failure-text", rushes_failure_get_text (failure));
  tell_text (told, "failure-request-id", rushes_failure_get_request_id (failure));
}

static void
tell_snapshot (GString *told, const RushesSnapshot *snapshot, const char *task_id)
{
  if (g_strcmp0 (snapshot->task_id, task_id) != 0)
    tell_text (told, "task-id", snapshot->task_id);
  tell_text (told, "phase", rushes_phase_to_string (snapshot->phase));
  tell_text (told, "status", snapshot->raw_status);
  tell_number (told, "progress", snapshot->progress, -1);
  tell_number (told, "width", snapshot->width, 0);
  tell_number (told, "height", snapshot->height, 0);
  tell_number (told, "bytes", snapshot->bytes, 0);
  tell_number (told, "submitted", snapshot->submitted_at, 0);
  tell_number (told, "started", snapshot->started_at, 0);
  tell_number (told, "finished", snapshot->finished_at, 0);
  tell_number (told, "expires", snapshot->expires_at, 0);
  tell_text (told, "file-id", snapshot->file_id);
  tell_text (told, "file-name", snapshot->file_name);
  tell_text (told, "link", snapshot->download_url);
  tell_text (told, "backup-link", snapshot->backup_download_url);
  tell_text (told, "model", snapshot->model);
  tell_text (told, "prompt", snapshot->prompt);
  tell_failure (told, snapshot->failure);
}

static void
tell_error (GString *told, const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  tell_text (told, "error", name_error (error));
  tell_text (told, "side", rushes_side_to_string (rushes_failure_get_side (failure)));
  tell_text (told, "code", detail->code);
  tell_text (told, "text", detail->text);
  tell_text (told, "request-id", detail->request_id);
}

/* Everything that @body is read as, a line each; what is unknown has none. */
static char *
read_fixture (const char *file, GBytes *body)
{
  g_autofree char *listed = dup_asked (file, "asked");
  g_autofree char *request_id = dup_asked (file, "header-request-id");
  guint http_status = get_asked_number (file, "http-status", 200);
  guint retry_after = get_asked_number (file, "retry-after", 0);
  const char *task_id = listed == NULL ? ASKED : *listed == '\0' ? NULL : listed;
  g_autoptr (RushesSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  GString *told = g_string_new (NULL);

  if (http_status == 200)
    snapshot = rushes_reply_read (body, task_id, request_id, &error);
  else
    {
      error = rushes_reply_read_error (http_status, body, request_id, retry_after);
      g_assert_cmpuint (rushes_error_get_detail (error)->http_status, ==, http_status);
      g_assert_cmpuint (rushes_error_get_detail (error)->retry_after, ==, retry_after);
    }

  g_assert_true ((snapshot != NULL) == (error == NULL));
  if (snapshot != NULL)
    tell_snapshot (told, snapshot, task_id);
  else
    tell_error (told, error);
  return g_string_free (told, FALSE);
}

static char *
dup_expected (const char *file)
{
  GString *expected = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (told_keys); i++)
    {
      g_autofree char *value = g_key_file_get_string (table, file, told_keys[i], NULL);

      tell_text (expected, told_keys[i], value);
    }
  return g_string_free (expected, FALSE);
}

static gboolean
is_one_of (const char *key, const char *const *keys, gsize n_keys)
{
  for (gsize i = 0; i < n_keys; i++)
    {
      if (strcmp (key, keys[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A key that is misspelt would assert nothing. */
static void
assert_keys (const char *file)
{
  g_auto (GStrv) keys = g_key_file_get_keys (table, file, NULL, NULL);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      if (!is_one_of (keys[i], asked_keys, G_N_ELEMENTS (asked_keys))
          && !is_one_of (keys[i], told_keys, G_N_ELEMENTS (told_keys)))
        g_error ("no such key: %s", keys[i]);
    }
}

static void
test_fixture (gconstpointer data)
{
  const char *file = data;
  g_autofree char *path = g_build_filename (FOLDER, file, NULL);
  g_autoptr (GBytes) body = rushes_test_load_fixture (path);
  g_autofree char *told = read_fixture (file, body);
  g_autofree char *expected = dup_expected (file);

  assert_keys (file);
  g_assert_cmpstr (told, ==, expected);
}

static void
test_listed (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", FOLDER, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *file;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (folder)) != NULL)
    {
      if (strcmp (file, TABLE) != 0 && !g_key_file_has_group (table, file))
        g_error ("%s does not list %s", TABLE, file);
    }
}

static void
load_table (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", FOLDER, TABLE, NULL);
  g_autoptr (GError) error = NULL;

  table = g_key_file_new ();
  g_key_file_load_from_file (table, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
}

/* "/api/replies/NAME", without the file's ending */
static char *
make_case_name (const char *file)
{
  const char *dot = strrchr (file, '.');

  return g_strdup_printf ("/api/replies/%.*s", (int) (dot != NULL ? dot - file : (int) strlen (file)), file);
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) files = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);

  load_table ();
  files = g_key_file_get_groups (table, NULL);
  g_test_add_func ("/api/replies/every-file-is-listed", test_listed);
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *name = make_case_name (files[i]);

      g_test_add_data_func (name, files[i], test_fixture);
    }

  status = g_test_run ();
  g_key_file_unref (table);
  return status;
}
