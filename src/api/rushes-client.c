/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-client"

#include "config.h"

#include "api/rushes-client.h"

#include "api/rushes-json.h"
#include "api/rushes-network.h"
#include "api/rushes-reply.h"
#include "api/rushes-request.h"
#include "base/rushes-error.h"
#include "base/rushes-redact.h"
#include "base/rushes-retry-after.h"

#include <libsoup/soup.h>
#include <string.h>

#define MAX_CONNECTIONS 8
#define MAX_CONNECTIONS_PER_HOST 4
#define READ_TIMEOUT_S 15
#define QUESTION_TIMEOUT_MS 30000
#define READ_SIZE (32 * 1024)

/* A server that asks for a longer pause than a day is not meant literally. */
#define LONGEST_RETRY_AFTER (24 * 60 * 60)

struct _RushesClient
{
  GObject parent_instance;

  SoupSession *session;
  guint timeout_ms;
};

typedef enum
{
  PROP_TIMEOUT_MS = 1,
} RushesClientProps;

static GParamSpec *properties[PROP_TIMEOUT_MS + 1];

G_DEFINE_FINAL_TYPE (RushesClient, rushes_client, G_TYPE_OBJECT)

/* What a question is about to learn. */
typedef enum
{
  STEP_TASK,    /* how the task stands */
  STEP_FILE,    /* the links of its file */
  STEP_CONTENT, /* whether the gateway passes its video on */
  STEP_USAGE,   /* what is left of the key's quota */
} Step;

/* One question under way: the data of its task. */
typedef struct
{
  GTask *task; /* (unowned): whose data this is */
  char *task_id;
  RushesAccount *account;
  gboolean everywhere; /* whether STEP_CONTENT may follow */
  Step step;
  RushesSnapshot *snapshot; /* from the first step on, where another follows */
  char *raw_reply;          /* what it was read from */
  RushesCheck *check;       /* (nullable): it is the account that is tried */
  gboolean only_usage;      /* of the check */
  GError *check_error;      /* (nullable): what the service said of the task that is none */

  /* Of this step */
  SoupMessage *message;
  GInputStream *body;
  GByteArray *bytes;

  GCancellable *cancellable; /* ours: the caller's and the deadline in one */
  GSource *caller_source;
  guint deadline_id;
  gboolean too_late;
  gboolean given_up; /* answered already: what still comes is of no interest */
} Question;

static void
question_stop_waiting (Question *question)
{
  g_clear_handle_id (&question->deadline_id, g_source_remove);
  if (question->caller_source != NULL)
    g_source_destroy (question->caller_source);
  g_clear_pointer (&question->caller_source, g_source_unref);
}

/* Closing also ends what is unread, so that it does not hold a connection. */
static void
question_end_step (Question *question)
{
  if (question->body != NULL)
    g_input_stream_close_async (question->body, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&question->body);
  g_clear_object (&question->message);
  g_clear_pointer (&question->bytes, g_byte_array_unref);
}

static void
question_settle (Question *question)
{
  question_stop_waiting (question);
  question_end_step (question);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  question_settle (question);
  g_free (question->task_id);
  g_clear_object (&question->account);
  g_clear_pointer (&question->snapshot, rushes_snapshot_unref);
  g_free (question->raw_reply);
  g_clear_pointer (&question->check, rushes_check_free);
  g_clear_error (&question->check_error);
  g_clear_object (&question->cancellable);
  g_free (question);
}

static void finish_with_transport_error (GTask *task, const GError *error);

/* From libsoup 3.6.0 to 3.6.5 a message that is sent asynchronously and cancelled before its answer begins is
 * ended twice, which spoils the heap (9ba1243a there). soup_session_send() looks first. */
static gboolean
may_cancel (const Question *question)
{
  return question->body != NULL || !soup_check_version (3, 6, 0) || soup_check_version (3, 6, 6);
}

/* The question is answered at once; a message that may not be cancelled is left to its end, which its
 * timeouts bring about. */
static void
give_up (Question *question)
{
  g_autoptr (GError) cancelled = NULL;

  if (may_cancel (question))
    {
      g_cancellable_cancel (question->cancellable);
      return;
    }

  question->given_up = TRUE;
  cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled before the answer");
  finish_with_transport_error (question->task, cancelled);
}

static gboolean
deadline_passed_cb (gpointer user_data)
{
  Question *question = user_data;

  question->deadline_id = 0;
  question->too_late = TRUE;
  give_up (question);
  return G_SOURCE_REMOVE;
}

static gboolean
caller_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  give_up (user_data);
  return G_SOURCE_REMOVE;
}

/* A source of the main loop: a handler of "cancelled" could run, and be disconnected, inside itself. */
static void
question_start_waiting (Question *question, GCancellable *caller, guint timeout_ms)
{
  question->cancellable = g_cancellable_new ();
  question->deadline_id = g_timeout_add (timeout_ms, deadline_passed_cb, question);
  if (caller != NULL)
    {
      question->caller_source = g_cancellable_source_new (caller);
      g_source_set_callback (question->caller_source, G_SOURCE_FUNC (caller_cancelled_cb), question, NULL);
      g_source_attach (question->caller_source, NULL);
    }
}

static void
rushes_client_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  RushesClient *self = RUSHES_CLIENT (object);

  switch ((RushesClientProps) property_id)
    {
    case PROP_TIMEOUT_MS:
      g_value_set_uint (value, self->timeout_ms);
      break;
    }
}

static void
rushes_client_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  RushesClient *self = RUSHES_CLIENT (object);

  switch ((RushesClientProps) property_id)
    {
    case PROP_TIMEOUT_MS:
      self->timeout_ms = g_value_get_uint (value);
      break;
    }
}

static void
rushes_client_dispose (GObject *object)
{
  RushesClient *self = RUSHES_CLIENT (object);

  if (self->session != NULL)
    rushes_network_abort (self->session);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (rushes_client_parent_class)->dispose (object);
}

static void
rushes_client_class_init (RushesClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rushes_client_get_property;
  object_class->set_property = rushes_client_set_property;
  object_class->dispose = rushes_client_dispose;

  properties[PROP_TIMEOUT_MS] = g_param_spec_uint ("timeout-ms", NULL, NULL, 1, G_MAXUINT,
                                                   QUESTION_TIMEOUT_MS,
                                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                     | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
rushes_client_init (RushesClient *self)
{
  self->session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS, "max-conns-per-host",
                                                 MAX_CONNECTIONS_PER_HOST, "timeout", READ_TIMEOUT_S,
                                                 "user-agent", "Rushes/" RUSHES_VERSION, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
}

RushesClient *
rushes_client_new (void)
{
  return g_object_new (RUSHES_TYPE_CLIENT, NULL);
}

static void
finish_with_snapshot (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  question_settle (question);
  g_task_return_pointer (task, g_steal_pointer (&question->snapshot), (GDestroyNotify) rushes_snapshot_unref);
}

static void
finish_with_error (GTask *task, GError *error)
{
  Question *question = g_task_get_task_data (task);

  g_debug ("task %s: %s", question->task_id, error->message);
  question_settle (question);
  g_task_return_error (task, error);
}

static gint64
get_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Whatever can be known of the account is. */
static void
finish_check (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (question->only_usage)
    {
      question_settle (question);
      g_task_return_pointer (task, g_steal_pointer (&question->check->usage),
                             (GDestroyNotify) rushes_usage_free);
      return;
    }

  error = rushes_check_judge (question->check, question->check_error, get_seconds ());

  if (error != NULL)
    {
      finish_with_error (task, error);
      return;
    }
  question_settle (question);
  g_task_return_pointer (task, g_steal_pointer (&question->check), (GDestroyNotify) rushes_check_free);
}

/* What kept the answer from coming, in one of our codes. */
static void
finish_with_transport_error (GTask *task, const GError *error)
{
  Question *question = g_task_get_task_data (task);
  RushesError code = RUSHES_ERROR_UNREACHABLE;

  /* How the task stands is known by now; that is worth more than what came between. */
  if (question->snapshot != NULL
      && (question->too_late || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_debug ("task %s: no link: %s", question->task_id, error->message);
      finish_with_snapshot (task);
      return;
    }
  if (question->step == STEP_USAGE
      && (question->too_late || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      finish_check (task);
      return;
    }
  if (question->too_late)
    {
      finish_with_error (task, g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_UNREACHABLE,
                                                    "no answer within the time a question may take"));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      finish_with_error (task, g_error_copy (error));
      return;
    }

  /* Where the other side just went away, that says nothing about its certificate. */
  if (error->domain == G_TLS_ERROR && error->code != G_TLS_ERROR_EOF)
    {
      finish_with_error (task, rushes_network_new_tls_error (error, error->message));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    code = RUSHES_ERROR_REPLY_INVALID;
  finish_with_error (task, g_error_new (RUSHES_ERROR, (int) code, "no answer: %s", error->message));
}

static void
finish_with_proxy_error (GTask *task)
{
  const Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "the proxy refused with %u",
                                          soup_message_get_status (question->message));

  finish_with_transport_error (task, error);
}

static const char *
get_request_id (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *request_id = soup_message_headers_get_one (headers, "X-Oneapi-Request-Id");

  return request_id != NULL ? request_id : soup_message_headers_get_one (headers, "Trace-Id");
}

/* Seconds; 0 where the server asks for no pause. */
static guint
get_retry_after (SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                   "Retry-After");

  return (guint) rushes_retry_after_parse (text, get_seconds (), LONGEST_RETRY_AFTER);
}

/* The host that a redirect leads to. */
static char *
dup_location_host (SoupMessage *message)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                       "Location");
  g_autoptr (GUri) target = NULL;

  if (location == NULL)
    return NULL;
  target = g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);
  return target != NULL ? g_strdup (g_uri_get_host (target)) : NULL;
}

static GError *
new_redirect_error (SoupMessage *message)
{
  g_autofree char *host = dup_location_host (message);
  g_autofree char *redacted = rushes_redact (host);
  const RushesErrorDetail detail = { .text = redacted,
                                     .request_id = (char *) get_request_id (message),
                                     .http_status = soup_message_get_status (message) };

  return rushes_error_new_with_detail (RUSHES_ERROR_REDIRECTED, &detail, "redirected, and not followed");
}

/* Gateways answer for a path they do not know with status 200 and their dashboard's page. */
static gboolean
can_be_json (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *told = soup_message_headers_get_content_type (headers, NULL);
  g_autofree char *type = told != NULL ? g_ascii_strdown (told, -1) : NULL;

  return type == NULL || strstr (type, "json") != NULL || strcmp (type, "text/plain") == 0
         || strcmp (type, "application/octet-stream") == 0;
}

static GError *
new_page_error (SoupMessage *message)
{
  const RushesErrorDetail detail = { .request_id = (char *) get_request_id (message),
                                     .http_status = soup_message_get_status (message) };

  return rushes_error_new_with_detail (RUSHES_ERROR_NOT_THE_SERVICE, &detail, "the content is no JSON");
}

static void message_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Sends @message (transfer full) as @step of the question. */
static void
take_step (GTask *task, Step step, SoupMessage *message)
{
  RushesClient *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);

  question_end_step (question);
  if (g_cancellable_is_cancelled (question->cancellable))
    {
      g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");

      g_object_unref (message);
      finish_with_transport_error (task, cancelled);
      return;
    }
  question->step = step;
  question->message = message;
  soup_session_send_async (rushes_network_choose_session (self->session, question->account,
                                                          soup_message_get_uri (message)),
                           message, G_PRIORITY_DEFAULT, question->cancellable, message_sent_cb,
                           g_object_ref (task));
}

/* The step is done, and how the task stands is known: whatever else there is to ask, or the end. */
static void
go_on (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  RushesSnapshot *snapshot = question->snapshot;
  g_autoptr (SoupMessage) file = NULL;
  g_autoptr (SoupMessage) content = NULL;

  if (snapshot->phase == RUSHES_PHASE_FINISHED && !rushes_snapshot_has_link (snapshot))
    {
      if (question->step < STEP_FILE && snapshot->file_id != NULL)
        file = rushes_request_new_file (question->account, snapshot->file_id, NULL);
      if (file == NULL && question->everywhere && question->step < STEP_CONTENT)
        content = rushes_request_new_content (question->account, question->task_id, NULL);
    }

  if (file != NULL)
    take_step (task, STEP_FILE, g_steal_pointer (&file));
  else if (content != NULL)
    take_step (task, STEP_CONTENT, g_steal_pointer (&content));
  else
    finish_with_snapshot (task);
}

/* Whether the content route has the video: anything else than one would be an answer in words. */
static gboolean
offers_video (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *told = soup_message_headers_get_content_type (headers, NULL);
  g_autofree char *type = told != NULL ? g_ascii_strdown (told, -1) : NULL;

  return SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)) && type != NULL
         && (g_str_has_prefix (type, "video/") || strcmp (type, "application/octet-stream") == 0);
}

/* The head of the content route's answer tells enough; its body is left where it is. */
static void
judge_content (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  if (offers_video (question->message))
    question->snapshot->download_url = g_uri_to_string (soup_message_get_uri (question->message));
  go_on (task);
}

/* No link is no error: the task is finished all the same. */
static void
read_file_answer (GTask *task, GBytes *body)
{
  Question *question = g_task_get_task_data (task);
  guint status = soup_message_get_status (question->message);
  g_autoptr (GError) error = NULL;

  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_debug ("task %s: status %u instead of its file", question->task_id, status);
  else if (!rushes_reply_read_file (body, question->snapshot, get_request_id (question->message), &error))
    g_debug ("task %s: %s", question->task_id, error->message);
  go_on (task);
}

/* The service has answered to a question about a task that is none; @error (nullable) (transfer full). */
static void
go_on_with_check (GTask *task, GError *error)
{
  Question *question = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (question->message);
  g_autoptr (SoupMessage) usage = NULL;

  question->check_error = error;
  rushes_check_read_date (question->check, soup_message_headers_get_one (headers, "Date"), get_seconds ());
  if (rushes_check_is_well (error) || g_error_matches (error, RUSHES_ERROR, RUSHES_ERROR_KEY_REFUSED))
    usage = rushes_request_new_usage (question->account, NULL);
  if (usage != NULL)
    take_step (task, STEP_USAGE, g_steal_pointer (&usage));
  else
    finish_check (task);
}

/* Not every gateway tells, and some not for every key: that is no error. */
static void
read_usage_answer (GTask *task, GBytes *body)
{
  Question *question = g_task_get_task_data (task);
  guint status = soup_message_get_status (question->message);
  g_autoptr (GError) error = NULL;

  if (SOUP_STATUS_IS_SUCCESSFUL (status) && can_be_json (question->message))
    question->check->usage = rushes_usage_read (body, get_request_id (question->message), &error);
  if (question->check->usage == NULL)
    g_debug ("No quota is told: status %u%s%s", status, error != NULL ? ", " : "",
             error != NULL ? error->message : "");
  finish_check (task);
}

/* The whole answer about the task is there. */
static void
read_task_answer (GTask *task, GBytes *body)
{
  Question *question = g_task_get_task_data (task);
  guint status = soup_message_get_status (question->message);
  const char *request_id = get_request_id (question->message);
  GError *error = NULL;

  if (status >= 300 && status < 400)
    error = new_redirect_error (question->message);
  else if (status < 200 || status >= 300)
    error = rushes_reply_read_error (status, body, request_id, get_retry_after (question->message));
  else if (!can_be_json (question->message))
    error = new_page_error (question->message);
  else
    question->snapshot = rushes_reply_read (body, question->task_id, request_id, &error);

  if (question->check != NULL)
    {
      go_on_with_check (task, error);
      return;
    }
  if (error != NULL)
    {
      finish_with_error (task, error);
      return;
    }
  question->raw_reply = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  go_on (task);
}

static void
read_answer (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&question->bytes));

  if (question->step == STEP_FILE)
    read_file_answer (task, body);
  else if (question->step == STEP_USAGE)
    read_usage_answer (task, body);
  else
    read_task_answer (task, body);
}

static void body_read_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_on (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (question->body, READ_SIZE, G_PRIORITY_DEFAULT, question->cancellable,
                                   body_read_cb, task);
}

static void
message_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  question->body = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (question->given_up)
    {
      question_settle (question);
      return;
    }
  if (question->body == NULL)
    {
      finish_with_transport_error (task, error);
      return;
    }
  if (rushes_network_is_refused_by_proxy (question->message))
    {
      finish_with_proxy_error (task);
      return;
    }

  if (question->step == STEP_CONTENT)
    {
      judge_content (task);
      return;
    }
  question->bytes = g_byte_array_new ();
  read_on (g_steal_pointer (&task));
}

static void
body_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Question *question = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (piece == NULL)
    {
      finish_with_transport_error (task, error);
      return;
    }
  if (g_bytes_get_size (piece) == 0)
    {
      read_answer (task);
      return;
    }

  g_byte_array_append (question->bytes, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
  if (question->bytes->len <= RUSHES_JSON_MAX_BYTES)
    read_on (g_steal_pointer (&task));
  else if (question->step == STEP_TASK
           && SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (question->message)))
    finish_with_error (task, g_error_new_literal (RUSHES_ERROR, RUSHES_ERROR_REPLY_TOO_LARGE, "over 1 MiB"));
  else
    read_answer (task);
}

static Question *
question_new (GTask *task, RushesAccount *account, const char *task_id)
{
  Question *question = g_new0 (Question, 1);

  question->task_id = g_strdup (task_id);
  question->task = task;
  question->account = g_object_ref (account);
  g_task_set_task_data (task, question, question_free);
  return question;
}

/* @task (transfer full) */
static void
start (
  RushesClient *self, GTask *task_taken, RushesAccount *account, const char *task_id, gboolean everywhere)
{
  g_autoptr (GTask) task = task_taken;
  g_autoptr (SoupMessage) message = NULL;
  GError *error = NULL;
  Question *question;

  if (g_task_return_error_if_cancelled (task))
    return;

  message = rushes_request_new_query (account, task_id, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  question = question_new (task, account, task_id);
  question->everywhere = everywhere;
  question_start_waiting (question, g_task_get_cancellable (task), self->timeout_ms);
  take_step (task, STEP_TASK, g_steal_pointer (&message));
}

void
rushes_client_query_async (RushesClient *self,
                           RushesAccount *account,
                           const char *task_id,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_CLIENT (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));
  g_return_if_fail (task_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_client_query_async);
  start (self, task, account, task_id, FALSE);
}

void
rushes_client_query_everywhere_async (RushesClient *self,
                                      RushesAccount *account,
                                      const char *task_id,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;

  g_return_if_fail (RUSHES_IS_CLIENT (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));
  g_return_if_fail (task_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_client_query_everywhere_async);
  start (self, task, account, task_id, TRUE);
}

RushesSnapshot *
rushes_client_query_finish (RushesClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rushes_client_check_async (RushesClient *self,
                           RushesAccount *account,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SoupMessage) message = NULL;
  Question *question = NULL;
  GError *error = NULL;

  g_return_if_fail (RUSHES_IS_CLIENT (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_client_check_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  message = rushes_request_new_query (account, RUSHES_CHECK_TASK_ID, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  question = question_new (task, account, RUSHES_CHECK_TASK_ID);
  question->check = rushes_check_new ();
  question_start_waiting (question, cancellable, self->timeout_ms);
  take_step (task, STEP_TASK, g_steal_pointer (&message));
}

RushesCheck *
rushes_client_check_finish (RushesClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
rushes_client_ask_usage_async (RushesClient *self,
                               RushesAccount *account,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SoupMessage) message = NULL;
  Question *question = NULL;

  g_return_if_fail (RUSHES_IS_CLIENT (self));
  g_return_if_fail (RUSHES_IS_ACCOUNT (account));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rushes_client_ask_usage_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  message = rushes_request_new_usage (account, NULL);
  if (message == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  question = question_new (task, account, RUSHES_CHECK_TASK_ID);
  question->check = rushes_check_new ();
  question->only_usage = TRUE;
  question_start_waiting (question, cancellable, self->timeout_ms);
  take_step (task, STEP_USAGE, g_steal_pointer (&message));
}

RushesUsage *
rushes_client_ask_usage_finish (RushesClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (RUSHES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
rushes_client_get_raw_reply (RushesClient *self, GAsyncResult *result)
{
  const Question *question;

  g_return_val_if_fail (RUSHES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  question = g_task_get_task_data (G_TASK (result));
  return question != NULL && !g_task_had_error (G_TASK (result)) ? question->raw_reply : NULL;
}
