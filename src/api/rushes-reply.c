/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-reply"

#include "config.h"

#include "api/rushes-reply.h"

#include "api/rushes-json.h"
#include "api/rushes-reply-error.h"
#include "api/rushes-reply-layers.h"
#include "api/rushes-signed-link.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <string.h>

#define MAX_PIXELS 65535

/* Characters. What is longer is cut: ten thousand tasks of a server that sends a mebibyte each must
 * neither fill the memory nor the list. */
#define MAX_STATUS 100
#define MAX_NAME 255
#define MAX_PROMPT 8000
/* Bytes; a piece of an id is none. */
#define MAX_FILE_ID 191

/* (nullable) (transfer full): @text without the secrets that a server may have put into it, on one line */
static char *
take_shown (char *text, gsize max_characters)
{
  g_autofree char *unsafe = text;
  g_autofree char *redacted = rushes_redact (unsafe);

  return rushes_text_neutralise (redacted, max_characters);
}

static char *
dup_status (JsonObject *layer)
{
  char *status = rushes_json_dup_text (layer, "status");

  return status != NULL ? status : rushes_json_dup_text (layer, "task_status");
}

/* As it came: white space, case and all. */
static char *
dup_raw_status (const char *status)
{
  g_autofree char *redacted = rushes_redact (status);

  return g_utf8_strlen (redacted, -1) <= MAX_STATUS ? g_steal_pointer (&redacted)
                                                    : g_utf8_substring (redacted, 0, MAX_STATUS);
}

static void
read_status (const RushesReplyLayers *layers, RushesSnapshot *snapshot)
{
  for (guint i = layers->outer; i < layers->n_objects; i++)
    {
      g_autofree char *status = dup_status (layers->objects[i]);

      if (status != NULL)
        {
          snapshot->phase = rushes_phase_from_status (status);
          snapshot->raw_status = dup_raw_status (status);
          return;
        }
    }
}

/* Whether a layer further in says that the task is finished. */
static gboolean
inner_is_finished (const RushesReplyLayers *layers)
{
  for (guint i = layers->outer + 1; i < layers->n_objects; i++)
    {
      g_autofree char *status = dup_status (layers->objects[i]);

      if (rushes_phase_from_status (status) == RUSHES_PHASE_FINISHED)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_link (const char *text)
{
  return text != NULL
         && (g_ascii_strncasecmp (text, "https://", 8) == 0 || g_ascii_strncasecmp (text, "http://", 7) == 0);
}

static gboolean
is_digits (const char *text)
{
  return text != NULL && *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* The first video of {task_result: {videos: [{url}]}}, or the one of {content: {url}}. */
static JsonObject *
peek_video (const RushesReplyLayers *layers)
{
  JsonObject *result = rushes_reply_layers_peek_inner_object (layers, "task_result");
  JsonArray *videos = result != NULL ? rushes_json_peek_array (result, "videos") : NULL;
  JsonNode *video = videos != NULL && json_array_get_length (videos) > 0 ? json_array_get_element (videos, 0)
                                                                         : NULL;

  if (video != NULL && JSON_NODE_HOLDS_OBJECT (video))
    return json_node_get_object (video);
  return rushes_reply_layers_peek_inner_object (layers, "content");
}

/**
 * A link that stands elsewhere than in "file": newer gateways have it in "result_url", older in
 * "fail_reason", and what other services behind a gateway say is passed on as it is.
 */
static char *
dup_result_link (const RushesReplyLayers *layers)
{
  static const char *const names[] = { "result_url", "video_url", "fail_reason", "url" };
  JsonObject *video = peek_video (layers);
  g_autofree char *link = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = rushes_reply_layers_dup_inner_text (layers, names[i]);

      if (is_link (text))
        return g_steal_pointer (&text);
    }

  link = video != NULL ? rushes_json_dup_text (video, "url") : NULL;
  return is_link (link) ? g_steal_pointer (&link) : NULL;
}

static char *
dup_link (const RushesReplyLayers *layers, JsonObject *file, const char *name)
{
  g_autofree char *link = file != NULL ? rushes_json_dup_text (file, name) : NULL;

  if (link == NULL || *link == '\0')
    {
      g_free (link);
      link = rushes_reply_layers_dup_inner_text (layers, name);
    }
  return g_steal_pointer (&link);
}

/* One that nobody would follow is not kept either. */
static void
drop_if_too_long (char **link)
{
  if (*link != NULL && strlen (*link) > RUSHES_SIGNED_LINK_MAX_BYTES)
    g_clear_pointer (link, g_free);
}

static void
read_links (const RushesReplyLayers *layers, RushesSnapshot *snapshot)
{
  JsonObject *file = rushes_reply_layers_peek_inner_object (layers, "file");
  gint64 primary_expiry;
  gint64 backup_expiry;

  snapshot->download_url = dup_link (layers, file, "download_url");
  if (snapshot->download_url == NULL)
    snapshot->download_url = dup_result_link (layers);
  snapshot->backup_download_url = dup_link (layers, file, "backup_download_url");
  drop_if_too_long (&snapshot->download_url);
  drop_if_too_long (&snapshot->backup_download_url);

  primary_expiry = rushes_signed_link_get_expiry (snapshot->download_url);
  backup_expiry = rushes_signed_link_get_expiry (snapshot->backup_download_url);
  if (primary_expiry == 0 || (backup_expiry != 0 && backup_expiry < primary_expiry))
    snapshot->expires_at = backup_expiry;
  else
    snapshot->expires_at = primary_expiry;
}

static gboolean
has_unfit_characters (const char *id)
{
  for (; *id != '\0'; id = g_utf8_next_char (id))
    {
      gunichar c = g_utf8_get_char (id);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) || rushes_text_is_invisible (c))
        return TRUE;
    }
  return FALSE;
}

/* Returns: @file_id, freed and NULL where it is a filler, or nothing that could be one */
static char *
take_file_id (char *file_id)
{
  g_autofree char *unsafe = file_id;
  char *clean = rushes_redact (unsafe);

  if (clean != NULL
      && (*clean == '\0' || strcmp (clean, "0") == 0 || strlen (clean) > MAX_FILE_ID
          || has_unfit_characters (clean)))
    g_clear_pointer (&clean, g_free);
  return clean;
}

static void
read_file_id (const RushesReplyLayers *layers, JsonObject *file, RushesSnapshot *snapshot)
{
  g_autofree char *reference = rushes_reply_layers_dup_outer_text (layers, "fail_reason");

  snapshot->file_id = take_file_id (rushes_reply_layers_dup_inner_text (layers, "file_id"));
  if (snapshot->file_id == NULL && file != NULL)
    snapshot->file_id = take_file_id (rushes_json_dup_text (file, "file_id"));

  /* On success "fail_reason" is no reason: this family keeps the file's id there. */
  if (snapshot->file_id == NULL && snapshot->phase == RUSHES_PHASE_FINISHED && is_digits (reference))
    snapshot->file_id = take_file_id (g_steal_pointer (&reference));
}

/* 0 unknown, which is what the service itself says more often than not */
static gint64
get_bytes (JsonObject *file)
{
  gint64 bytes;

  return rushes_json_get_int (file, "bytes", &bytes) && bytes > 0 ? bytes : 0;
}

static void
read_file (const RushesReplyLayers *layers, RushesSnapshot *snapshot)
{
  JsonObject *file = rushes_reply_layers_peek_inner_object (layers, "file");

  snapshot->width = (int) rushes_reply_layers_get_inner_int (layers, "video_width", MAX_PIXELS);
  snapshot->height = (int) rushes_reply_layers_get_inner_int (layers, "video_height", MAX_PIXELS);

  read_file_id (layers, file, snapshot);
  if (file == NULL)
    return;
  snapshot->file_name = take_shown (rushes_json_dup_text (file, "filename"), MAX_NAME);
  snapshot->bytes = get_bytes (file);
}

/* Whether the gateway made @figure up: it sets one for each step, and 0 stands for nothing known. */
static gboolean
is_invented (int figure, RushesPhase phase)
{
  switch (phase)
    {
    case RUSHES_PHASE_WAITING:
      return figure == 0 || figure == 10 || figure == 20;
    case RUSHES_PHASE_RUNNING:
      return figure == 0 || figure == 30 || figure == 50;
    case RUSHES_PHASE_FAILED:
      return TRUE;
    case RUSHES_PHASE_UNKNOWN:
      return figure == 0;
    case RUSHES_PHASE_FINISHED:
    default:
      return FALSE;
    }
}

/* "45%", "45", 45 and 45.5; -1 for anything else */
static int
parse_progress (const char *text)
{
  char *end;
  double figure;

  if (text == NULL)
    return -1;
  while (g_ascii_isspace (*text))
    text++;
  if (!g_ascii_isdigit (*text) && *text != '-')
    return -1;

  figure = g_ascii_strtod (text, &end);
  end += strspn (end, " ");
  if (end == text || (*end != '\0' && strcmp (end, "%") != 0))
    return -1;
  return (int) CLAMP (figure, 0, 100);
}

static int
get_progress (const RushesReplyLayers *layers, RushesPhase phase)
{
  g_autofree char *text = rushes_reply_layers_dup_outer_text (layers, "progress");
  int figure;

  if (phase == RUSHES_PHASE_FINISHED)
    return 100;

  figure = parse_progress (text);
  return figure < 0 || is_invented (figure, phase) ? -1 : figure;
}

/* (nullable) (transfer full): its paragraphs stay */
static char *
take_prompt (char *text)
{
  g_autofree char *unsafe = text;
  g_autofree char *redacted = rushes_redact (unsafe);

  return rushes_text_neutralise_lines (redacted, MAX_PROMPT);
}

/* What newer gateways repeat of the order: {properties: {input, origin_model_name, upstream_model_name}} */
static void
read_order (const RushesReplyLayers *layers, RushesSnapshot *snapshot)
{
  JsonObject *properties = rushes_reply_layers_peek_inner_object (layers, "properties");

  if (properties == NULL)
    return;
  snapshot->prompt = take_prompt (rushes_json_dup_text (properties, "input"));
  snapshot->model = take_shown (rushes_json_dup_text (properties, "origin_model_name"), MAX_NAME);
  if (snapshot->model == NULL)
    snapshot->model = take_shown (rushes_json_dup_text (properties, "upstream_model_name"), MAX_NAME);
}

/* Whether @text gives no reason for a failure: it is missing, empty, or says that all is well. */
static gboolean
is_no_reason (const char *text)
{
  return rushes_complaint_code_is_success (text);
}

/* The service's code and text, from the inside out. */
static gboolean
read_base_resp_complaint (const RushesReplyLayers *layers, RushesComplaint *complaint)
{
  for (guint i = layers->n_objects; i > layers->outer; i--)
    {
      JsonObject *base_resp = rushes_json_peek_object (layers->objects[i - 1], "base_resp");
      g_autofree char *code = base_resp != NULL ? rushes_json_dup_text (base_resp, "status_code") : NULL;

      if (!rushes_complaint_code_is_success (code))
        {
          complaint->code = g_steal_pointer (&code);
          complaint->text = rushes_json_dup_text (base_resp, "status_msg");
          return TRUE;
        }
    }
  return FALSE;
}

/* "fail_reason" of a task that did fail: a text, or the service's own reply as JSON. */
static gboolean
read_fail_reason (const RushesReplyLayers *layers, RushesComplaint *complaint)
{
  g_autofree char *reason = rushes_reply_layers_dup_outer_text (layers, "fail_reason");

  if (is_no_reason (reason))
    return FALSE;
  if (!rushes_complaint_read_text (complaint, reason))
    complaint->text = g_steal_pointer (&reason);
  return TRUE;
}

static gboolean
read_other_complaint (const RushesReplyLayers *layers, RushesComplaint *complaint)
{
  for (guint i = layers->n_objects; i > 0; i--)
    {
      if (rushes_complaint_read (complaint, layers->objects[i - 1]))
        return TRUE;
    }
  complaint->text = rushes_json_dup_text (layers->objects[0], "message");
  if (is_no_reason (complaint->text))
    g_clear_pointer (&complaint->text, g_free);
  return FALSE;
}

static RushesFailure *
read_failure (const RushesReplyLayers *layers, const char *request_id)
{
  g_auto (RushesComplaint) complaint = { 0 };
  g_autofree char *id = g_strdup (request_id);

  if (read_base_resp_complaint (layers, &complaint))
    {
      /* A code without words of its own: the gateway's may stand beside it. */
      if (is_no_reason (complaint.text))
        {
          g_free (complaint.text);
          complaint.text = rushes_reply_layers_dup_outer_text (layers, "fail_reason");
        }
    }
  else if (!read_fail_reason (layers, &complaint))
    read_other_complaint (layers, &complaint);

  if (id == NULL)
    id = g_strdup (complaint.request_id);
  if (id == NULL)
    id = rushes_complaint_find_request_id (complaint.text);
  return rushes_failure_new (complaint.code, complaint.text, id);
}

/* The codes by which the service speaks of the task, never of the question: its prompt was refused. */
static gboolean
code_fails_the_task (const char *code)
{
  return g_strcmp0 (code, "1026") == 0 || g_strcmp0 (code, "1027") == 0 || g_strcmp0 (code, "1042") == 0;
}

/**
 * Whether the reply says that the question failed. A task that the reply calls failed, or finished in
 * the service's own words, is an answer; an error beside any other status is none.
 */
static gboolean
question_failed (const RushesReplyLayers *layers, RushesComplaint *complaint, RushesPhase phase)
{
  if (phase == RUSHES_PHASE_FAILED || (phase == RUSHES_PHASE_FINISHED && layers->outer == 0))
    return FALSE;
  if (rushes_complaint_read (complaint, layers->objects[0]))
    return TRUE;

  /* Half-way: the gateway is content, and the service's reply in its envelope is not. */
  return layers->outer == 1 && phase != RUSHES_PHASE_FINISHED
         && json_object_has_member (layers->objects[1], "base_resp")
         && rushes_complaint_read (complaint, layers->objects[1]);
}

static gboolean
is_about_a_task (const RushesReplyLayers *layers)
{
  static const char *const names[] = { "task_id", "status",       "task_status", "file",
                                       "file_id", "download_url", NULL };

  return rushes_reply_layers_have_any (layers, names);
}

/* Only the outer id counts: behind a newer gateway the service knows the task by another. */
static void
read_task_id (const RushesReplyLayers *layers, RushesSnapshot *snapshot, const char *task_id)
{
  g_autofree char *told = rushes_json_dup_text (layers->objects[layers->outer], "task_id");

  if (told != NULL && *g_strstrip (told) != '\0')
    snapshot->task_id = g_steal_pointer (&told);
  else if (task_id != NULL)
    snapshot->task_id = g_strdup (task_id);
  else
    snapshot->task_id = rushes_reply_layers_dup_inner_text (layers, "task_id");
}

/* The outer status decides, but for what is there all the same: a finished video, a refused prompt. */
static void
settle_phase (const RushesReplyLayers *layers, RushesSnapshot *snapshot)
{
  gboolean has_link = snapshot->download_url != NULL || snapshot->backup_download_url != NULL;
  JsonObject *base_resp = rushes_json_peek_object (layers->objects[layers->outer], "base_resp");
  g_autofree char *code = base_resp != NULL ? rushes_json_dup_text (base_resp, "status_code") : NULL;

  if (rushes_phase_is_end (snapshot->phase))
    return;

  if (has_link && (snapshot->raw_status == NULL || inner_is_finished (layers)))
    snapshot->phase = RUSHES_PHASE_FINISHED;
  else if (code_fails_the_task (code))
    snapshot->phase = RUSHES_PHASE_FAILED;
}

static void
drop_links (RushesSnapshot *snapshot)
{
  g_clear_pointer (&snapshot->download_url, g_free);
  g_clear_pointer (&snapshot->backup_download_url, g_free);
  snapshot->expires_at = 0;
}

static RushesSnapshot *
fail (GError **error, RushesError code, const char *request_id, const char *what)
{
  const RushesErrorDetail detail = { .request_id = (char *) request_id, .http_status = 200 };

  g_propagate_error (error, rushes_error_new_with_detail (code, &detail, "%s", what));
  return NULL;
}

static RushesSnapshot *
read_layers (const RushesReplyLayers *layers, const char *task_id, const char *request_id, GError **error)
{
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();
  g_auto (RushesComplaint) complaint = { 0 };

  read_status (layers, snapshot);
  read_links (layers, snapshot);
  settle_phase (layers, snapshot);
  if (question_failed (layers, &complaint, snapshot->phase))
    {
      g_propagate_error (error, rushes_complaint_to_error (&complaint, 200, request_id, 0));
      return NULL;
    }
  if (!is_about_a_task (layers))
    return fail (error, RUSHES_ERROR_REPLY_INVALID, request_id, "no reply about a task");

  read_task_id (layers, snapshot, task_id);
  if (task_id != NULL && strcmp (snapshot->task_id, task_id) != 0)
    return fail (error, RUSHES_ERROR_OTHER_TASK, request_id, "a reply about another task");

  snapshot->progress = get_progress (layers, snapshot->phase);
  snapshot->submitted_at = rushes_reply_layers_get_time (layers, "submit_time", "created_at");
  snapshot->started_at = rushes_reply_layers_get_time (layers, "start_time", "started_at");
  snapshot->finished_at = rushes_reply_layers_get_time (layers, "finish_time", "finished_at");
  read_file (layers, snapshot);
  read_order (layers, snapshot);
  if (snapshot->phase != RUSHES_PHASE_FINISHED)
    drop_links (snapshot);
  if (snapshot->phase == RUSHES_PHASE_FAILED)
    snapshot->failure = read_failure (layers, request_id);
  return g_steal_pointer (&snapshot);
}

RushesSnapshot *
rushes_reply_read (GBytes *body, const char *task_id, const char *request_id, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_auto (RushesReplyLayers) layers = { 0 };

  g_return_val_if_fail (body != NULL, NULL);

  root = rushes_json_parse (body, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail (error, RUSHES_ERROR_REPLY_INVALID, request_id, "an array is no reply about a task");

  rushes_reply_layers_init (&layers, json_node_get_object (root), task_id);
  return read_layers (&layers, task_id, request_id, error);
}

static gboolean
fail_file (GError **error, RushesError code, const char *request_id, const char *what)
{
  fail (error, code, request_id, what);
  return FALSE;
}

static gboolean
read_retrieved (const RushesReplyLayers *layers,
                RushesSnapshot *snapshot,
                const char *request_id,
                GError **error)
{
  g_auto (RushesComplaint) complaint = { 0 };
  JsonObject *file = rushes_reply_layers_peek_inner_object (layers, "file");
  g_autofree char *file_id = NULL;

  if (rushes_complaint_read (&complaint, layers->objects[0])
      || rushes_complaint_read (&complaint, layers->objects[layers->outer]))
    {
      g_propagate_error (error, rushes_complaint_to_error (&complaint, 200, request_id, 0));
      return FALSE;
    }
  if (file == NULL)
    return fail_file (error, RUSHES_ERROR_REPLY_INVALID, request_id, "no reply about a file");

  file_id = take_file_id (rushes_json_dup_text (file, "file_id"));
  if (file_id != NULL && snapshot->file_id != NULL && strcmp (file_id, snapshot->file_id) != 0)
    return fail_file (error, RUSHES_ERROR_OTHER_TASK, request_id, "a reply about another file");

  read_links (layers, snapshot);
  if (!rushes_snapshot_has_link (snapshot))
    return fail_file (error, RUSHES_ERROR_NO_LINK, request_id, "a file without a link");

  if (snapshot->bytes == 0)
    snapshot->bytes = get_bytes (file);
  if (snapshot->file_name == NULL)
    snapshot->file_name = take_shown (rushes_json_dup_text (file, "filename"), MAX_NAME);
  return TRUE;
}

gboolean
rushes_reply_read_file (GBytes *body, RushesSnapshot *snapshot, const char *request_id, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_auto (RushesReplyLayers) layers = { 0 };

  g_return_val_if_fail (body != NULL, FALSE);
  g_return_val_if_fail (snapshot != NULL, FALSE);
  g_return_val_if_fail (snapshot->phase == RUSHES_PHASE_FINISHED, FALSE);
  g_return_val_if_fail (!rushes_snapshot_has_link (snapshot), FALSE);

  root = rushes_json_parse (body, error);
  if (root == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail_file (error, RUSHES_ERROR_REPLY_INVALID, request_id, "an array is no reply about a file");

  rushes_reply_layers_init (&layers, json_node_get_object (root), NULL);
  return read_retrieved (&layers, snapshot, request_id, error);
}
