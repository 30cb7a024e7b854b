/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "api/rushes-reply.h"
#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"

#include <string.h>

static void
check_failure (const RushesFailure *failure)
{
  fuzz_target_check_shown (rushes_failure_get_code (failure));
  fuzz_target_check_shown (rushes_failure_get_text (failure));
  fuzz_target_check_shown (rushes_failure_get_request_id (failure));
  g_assert_nonnull (rushes_failure_get_code (failure));
  g_assert_cmpstr (rushes_failure_get_message (failure), !=, "");
}

static void
check_short (const char *text, glong most)
{
  g_assert_true (text == NULL || g_utf8_strlen (text, -1) <= most);
}

static void
check_snapshot (const RushesSnapshot *snapshot)
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
  fuzz_target_check_text (snapshot->task_id);
  fuzz_target_check_text (snapshot->download_url);
  fuzz_target_check_text (snapshot->backup_download_url);
  fuzz_target_check_shown (snapshot->raw_status);
  fuzz_target_check_shown (snapshot->file_id);
  fuzz_target_check_shown (snapshot->file_name);
  fuzz_target_check_shown (snapshot->model);
  fuzz_target_check_shown (snapshot->prompt);

  check_short (snapshot->raw_status, 100);
  check_short (snapshot->file_id, 191);
  check_short (snapshot->file_name, 256);
  check_short (snapshot->model, 256);
  check_short (snapshot->prompt, 8001);
  check_short (snapshot->download_url, RUSHES_SIGNED_LINK_MAX_BYTES);
  check_short (snapshot->backup_download_url, RUSHES_SIGNED_LINK_MAX_BYTES);

  g_assert_true ((snapshot->failure != NULL) == (snapshot->phase == RUSHES_PHASE_FAILED));
  if (snapshot->failure != NULL)
    check_failure (snapshot->failure);
  if (snapshot->phase != RUSHES_PHASE_FINISHED)
    g_assert_true (snapshot->download_url == NULL && snapshot->backup_download_url == NULL);
}

static void
check_error (const GError *error)
{
  const RushesErrorDetail *detail = rushes_error_get_detail (error);
  g_autoptr (RushesFailure) failure = rushes_failure_new_from_error (error);

  g_assert_true (error->domain == RUSHES_ERROR);
  fuzz_target_check_shown (error->message);
  fuzz_target_check_shown (detail->code);
  fuzz_target_check_shown (detail->text);
  check_failure (failure);
}

/* A snapshot or an error, never both, never neither. */
static void
read_reply (GBytes *body, const char *task_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesSnapshot) snapshot = rushes_reply_read (body, task_id, NULL, &error);

  g_assert_true ((snapshot != NULL) == (error == NULL));
  if (error != NULL)
    check_error (error);
  else
    check_snapshot (snapshot);
  if (snapshot != NULL && task_id != NULL)
    g_assert_cmpstr (snapshot->task_id, ==, task_id);
}

static void
read_error (GBytes *body, guint http_status)
{
  g_autoptr (GError) error = rushes_reply_read_error (http_status, body, NULL, 0);

  check_error (error);
}

static void
read_file (GBytes *body)
{
  static const char native[] = "{\"task_id\":\"1\",\"status\":\"Success\",\"file_id\":\"306793063383292\"}";
  g_autoptr (GBytes) first = g_bytes_new_static (native, strlen (native));
  g_autoptr (RushesSnapshot) snapshot = rushes_reply_read (first, "1", NULL, NULL);
  g_autoptr (GError) error = NULL;
  gboolean has_link = rushes_reply_read_file (body, snapshot, NULL, &error);

  g_assert_true (has_link == (error == NULL));
  g_assert_true (has_link == rushes_snapshot_has_link (snapshot));
  check_snapshot (snapshot);
  if (error != NULL)
    check_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint statuses[] = { 301, 400, 401, 403, 404, 406, 429, 500 };
  g_autoptr (GBytes) body = g_bytes_new (data, size);

  fuzz_target_prepare ();
  read_reply (body, NULL);
  read_reply (body, "306792606023824");
  read_file (body);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    read_error (body, statuses[i]);
  return 0;
}
