/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-reply-error"

#include "config.h"

#include "api/rushes-reply-error.h"

#include "api/rushes-failure-words.h"
#include "api/rushes-json.h"
#include "api/rushes-reply.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <string.h>

#define MAX_TEXT 300
/* Bytes of a body that is no JSON: a key is only found whole, so that the longest token has to fit in. */
#define MAX_READ 8192
#define MAX_CODE 64
#define MAX_REQUEST_ID 128

/* A complaint inside a complaint inside a complaint is deep enough. */
#define MAX_NESTING 3

void
rushes_complaint_clear (RushesComplaint *self)
{
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->request_id, g_free);
}

gboolean
rushes_complaint_code_is_success (const char *code)
{
  static const char *const good[] = { "", "0", "200", "true", "ok", "success", "succeeded" };

  if (code == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      if (g_ascii_strcasecmp (code, good[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The first of @names that has a text in it. */
static char *
dup_first_text (JsonObject *object, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      g_autofree char *text = rushes_json_dup_text (object, *names);

      if (text != NULL && *text != '\0')
        return g_steal_pointer (&text);
    }
  return NULL;
}

static char *
dup_message (JsonObject *object)
{
  static const char *const names[] = { "message", "msg", "description", "error_message", NULL };

  return dup_first_text (object, names);
}

static gboolean read_complaint (RushesComplaint *self, JsonObject *object, guint nesting);

static gboolean
read_text (RushesComplaint *self, const char *text, guint nesting)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (text == NULL || *text != '{')
    return FALSE;

  bytes = g_bytes_new (text, strlen (text));
  root = rushes_json_parse (bytes, NULL);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
         && read_complaint (self, json_node_get_object (root), nesting + 1);
}

/* What an aggregator passes on of the server behind it; the misspelling is theirs. */
static gboolean
read_upstream (RushesComplaint *self, JsonObject *object, guint nesting)
{
  static const char *const names[] = { "upsream_message", "upstream_message", NULL };
  g_autofree char *text = NULL;

  for (gsize i = 0; names[i] != NULL; i++)
    {
      JsonObject *upstream = rushes_json_peek_object (object, names[i]);

      if (upstream != NULL && read_complaint (self, upstream, nesting + 1))
        return TRUE;
    }

  text = dup_first_text (object, names);
  if (text == NULL)
    return FALSE;
  if (!read_text (self, text, nesting))
    self->text = g_steal_pointer (&text);
  return TRUE;
}

/* {error: {…}} or {error: "…"}; some servers send an empty one where there is none. */
static gboolean
read_error_member (RushesComplaint *self, JsonObject *object)
{
  static const char *const self_name[] = { "error", NULL };
  JsonObject *error = rushes_json_peek_object (object, "error");

  if (error == NULL)
    {
      g_autofree char *text = dup_first_text (object, self_name);

      if (text == NULL || strcmp (text, "false") == 0 || strcmp (text, "0") == 0)
        return FALSE;
      self->text = g_steal_pointer (&text);
      return TRUE;
    }

  self->code = rushes_json_dup_text (error, "code");
  self->text = dup_message (error);
  if (self->text != NULL || !rushes_complaint_code_is_success (self->code))
    return TRUE;
  g_clear_pointer (&self->code, g_free);
  return FALSE;
}

static gboolean
read_base_resp (RushesComplaint *self, JsonObject *object)
{
  JsonObject *base_resp = rushes_json_peek_object (object, "base_resp");
  g_autofree char *code = base_resp != NULL ? rushes_json_dup_text (base_resp, "status_code") : NULL;

  if (rushes_complaint_code_is_success (code))
    return FALSE;
  self->code = g_steal_pointer (&code);
  self->text = rushes_json_dup_text (base_resp, "status_msg");
  return TRUE;
}

/* {success: false, message} and {code, message} */
static gboolean
read_flat (RushesComplaint *self, JsonObject *object)
{
  g_autofree char *success = rushes_json_dup_text (object, "success");
  g_autofree char *code = rushes_json_dup_text (object, "code");

  if (g_strcmp0 (success, "false") != 0 && rushes_complaint_code_is_success (code))
    return FALSE;
  self->code = g_steal_pointer (&code);
  self->text = dup_message (object);
  return TRUE;
}

/* The code of what passes a complaint on that has none itself; NULL where it stands for success. */
static char *
dup_code (JsonObject *object)
{
  g_autofree char *code = rushes_json_dup_text (object, "code");

  return rushes_complaint_code_is_success (code) ? NULL : g_steal_pointer (&code);
}

static gboolean
read_complaint (RushesComplaint *self, JsonObject *object, guint nesting)
{
  static const char *const id_names[] = { "request_id", "requestId", "trace_id", NULL };

  if (nesting > MAX_NESTING)
    return FALSE;
  if (!read_upstream (self, object, nesting) && !read_error_member (self, object)
      && !read_base_resp (self, object) && !read_flat (self, object))
    return FALSE;

  if (self->code != NULL && *self->code == '\0')
    g_clear_pointer (&self->code, g_free);
  if (self->code == NULL)
    self->code = dup_code (object);
  if (self->request_id == NULL)
    self->request_id = dup_first_text (object, id_names);
  if (self->request_id == NULL)
    self->request_id = rushes_complaint_find_request_id (self->text);
  return TRUE;
}

gboolean
rushes_complaint_read (RushesComplaint *self, JsonObject *object)
{
  return read_complaint (self, object, 0);
}

gboolean
rushes_complaint_read_text (RushesComplaint *self, const char *text)
{
  return read_text (self, text, 0);
}

char *
rushes_complaint_find_request_id (const char *text)
{
  static const char before[] = "(request id:";
  g_autofree char *lower = NULL;
  const char *found;
  gsize length;

  if (text == NULL)
    return NULL;

  lower = g_ascii_strdown (text, -1);
  found = strstr (lower, before);
  if (found == NULL)
    return NULL;

  text += found - lower + strlen (before);
  text += strspn (text, " ");
  length = strcspn (text, ") ");
  return length > 0 ? g_strndup (text, length) : NULL;
}

/* The service's codes where they say what became of a question. */
static const struct
{
  const char *code;
  RushesError error;
} codes[] = {
  { "1000", RUSHES_ERROR_SERVICE },
  { "1001", RUSHES_ERROR_SERVICE },
  { "1002", RUSHES_ERROR_RATE_LIMITED },
  { "1004", RUSHES_ERROR_KEY_REFUSED },
  { "1008", RUSHES_ERROR_BALANCE },
  { "1024", RUSHES_ERROR_SERVICE },
  { "1033", RUSHES_ERROR_SERVICE },
  { "1039", RUSHES_ERROR_RATE_LIMITED },
  { "1041", RUSHES_ERROR_RATE_LIMITED },
  { "2013", RUSHES_ERROR_REQUEST_REFUSED },
  { "2038", RUSHES_ERROR_REQUEST_REFUSED },
  { "2045", RUSHES_ERROR_RATE_LIMITED },
  { "2049", RUSHES_ERROR_KEY_REFUSED },
  { "2056", RUSHES_ERROR_BALANCE },
  { "task_not_exist", RUSHES_ERROR_TASK_UNKNOWN },
  { "insufficient_quota", RUSHES_ERROR_BALANCE },
  { "insufficient_user_quota", RUSHES_ERROR_BALANCE },
  { "pre_consume_token_quota_failed", RUSHES_ERROR_BALANCE },
  { "invalid_api_key", RUSHES_ERROR_KEY_REFUSED },
  { "rate_limit_exceeded", RUSHES_ERROR_RATE_LIMITED },
};

static gboolean
find_code (const char *code, RushesError *error)
{
  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    {
      if (g_ascii_strcasecmp (code, codes[i].code) == 0)
        {
          *error = codes[i].error;
          return TRUE;
        }
    }
  return FALSE;
}

/* Words by code, then by text; used for which kind of trouble a service speaks of. */
static const RushesFailureWords *
find_words (const RushesComplaint *self)
{
  const RushesFailureWords *words = rushes_failure_words_for_code (self->code);

  return words != NULL ? words : rushes_failure_words_for_text (self->text);
}

static RushesError
classify_by_text (const RushesComplaint *self, guint http_status)
{
  const RushesFailureWords *words = find_words (self);

  if (strcmp (words->word, "task-unknown") == 0)
    return RUSHES_ERROR_TASK_UNKNOWN;
  /* What aggregators answer for the server behind them, a time-out, "too early": it may pass. */
  if (http_status == 406 || http_status == 408 || http_status == 425)
    return RUSHES_ERROR_SERVICE;
  if (http_status >= 400 && http_status < 500)
    return words->side == RUSHES_SIDE_BALANCE ? RUSHES_ERROR_BALANCE : RUSHES_ERROR_REQUEST_REFUSED;
  if (http_status >= 500)
    return RUSHES_ERROR_SERVICE;

  /* The status says that all is well, so only the words are left. */
  if (strcmp (words->word, "rate-limited") == 0)
    return RUSHES_ERROR_RATE_LIMITED;
  if (words->side == RUSHES_SIDE_BALANCE)
    return RUSHES_ERROR_BALANCE;
  if (words->side == RUSHES_SIDE_KEY)
    return RUSHES_ERROR_KEY_REFUSED;
  return words->side == RUSHES_SIDE_REQUEST ? RUSHES_ERROR_REQUEST_REFUSED : RUSHES_ERROR_SERVICE;
}

/* Some servers put the status into the body's code and answer 200 all the same. */
static guint
get_effective_status (const RushesComplaint *self, guint http_status)
{
  guint64 status;

  if (http_status < 300 && self->code != NULL
      && g_ascii_string_to_unsigned (self->code, 10, 400, 599, &status, NULL))
    return (guint) status;
  return http_status;
}

/* The service's code for bad parameters, where the only one that a question has is meant. */
static gboolean
speaks_of_the_id (const RushesComplaint *self)
{
  return g_strcmp0 (self->code, "2013") == 0
         && strcmp (rushes_failure_words_for_text (self->text)->word, "task-unknown") == 0;
}

static RushesError
classify (const RushesComplaint *self, guint http_status)
{
  RushesError error;

  http_status = get_effective_status (self, http_status);
  switch (http_status)
    {
    case 401:
      return RUSHES_ERROR_KEY_REFUSED;
    case 402:
      return RUSHES_ERROR_BALANCE;
    case 403:
      return find_words (self)->side == RUSHES_SIDE_BALANCE ? RUSHES_ERROR_BALANCE : RUSHES_ERROR_KEY_REFUSED;
    case 429:
      return RUSHES_ERROR_RATE_LIMITED;
    default:
      break;
    }

  if (http_status >= 300 && http_status < 400)
    return RUSHES_ERROR_REDIRECTED;
  if (speaks_of_the_id (self))
    return RUSHES_ERROR_TASK_UNKNOWN;
  if (find_code (self->code, &error))
    return error;
  return classify_by_text (self, http_status);
}

static char *
dup_clean (const char *text, gsize max_characters)
{
  g_autofree char *redacted = rushes_redact (text);

  return rushes_text_neutralise (redacted, max_characters);
}

GError *
rushes_complaint_to_error (const RushesComplaint *self,
                           guint http_status,
                           const char *request_id,
                           guint retry_after)
{
  g_autofree char *code = dup_clean (self->code, MAX_CODE);
  g_autofree char *text = dup_clean (self->text, MAX_TEXT);
  g_autofree char *id = dup_clean (request_id != NULL ? request_id : self->request_id, MAX_REQUEST_ID);
  const RushesErrorDetail detail = { code, text, id, http_status, retry_after };

  return rushes_error_new_with_detail (classify (self, http_status), &detail,
                                       "the service answered with status %u, code %s", http_status,
                                       code != NULL ? code : "none");
}

/* A body that is no JSON: short words are worth keeping, a page is not. */
static void
read_plain_body (RushesComplaint *self, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autofree char *start = g_strndup (text, MIN (length, MAX_READ));

  g_strchug (start);
  if (*start != '<' && *start != '{' && *start != '[')
    self->text = g_utf8_make_valid (start, -1);
}

GError *
rushes_reply_read_error (guint http_status, GBytes *body, const char *request_id, guint retry_after)
{
  g_auto (RushesComplaint) complaint = { 0 };
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) problem = NULL;

  if (body != NULL && g_bytes_get_size (body) > 0)
    {
      root = rushes_json_parse (body, &problem);
      if (root == NULL)
        read_plain_body (&complaint, body);
      else if (JSON_NODE_HOLDS_OBJECT (root))
        rushes_complaint_read (&complaint, json_node_get_object (root));
    }

  /* A page that says "not found" is no answer of the service. */
  if (http_status == 404 && g_error_matches (problem, RUSHES_ERROR, RUSHES_ERROR_NOT_THE_SERVICE))
    {
      const RushesErrorDetail detail = { NULL, NULL, (char *) request_id, http_status, retry_after };

      return rushes_error_new_with_detail (RUSHES_ERROR_NOT_THE_SERVICE, &detail, "status 404 and a page");
    }

  return rushes_complaint_to_error (&complaint, http_status, request_id, retry_after);
}
