/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway-api"

#include "config.h"

#include "demo/rushes-gateway-private.h"

#include <string.h>

#define QUERY_PATH "/minimax/v1/query/video_generation"
#define USAGE_PATH "/api/usage/token/"
#define FILE_PATH "/minimax/v1/files/retrieve"
#define CONTENT_PATH_START "/v1/videos/"
#define CONTENT_PATH_END "/content"
#define JSON "application/json; charset=utf-8"
#define REQUEST_ID_HEADER "X-Oneapi-Request-Id"
#define HUGE_BYTES (2 * 1024 * 1024)
#define INVENTED_PREFIX "demo-"

/* libsoup has no name for it yet. */
#define TOO_MANY_REQUESTS 429

static const char dashboard[]
  = "<!doctype html>\n<html lang=\"zh\"><head><meta charset=\"utf-8\"><title>Gateway</title></head>"
    "<body><div id=\"root\"></div></body></html>\n";

/* Local time to the second, then what makes it unique: the form of the family. */
static char *
make_request_id (void)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d%H%M%S");
  char tail[9] = { 0 };

  for (gsize i = 0; i + 1 < sizeof tail; i++)
    tail[i] = letters[g_random_int_range (0, (gint32) strlen (letters))];
  return g_strdup_printf ("%s%06d000%s", time, g_date_time_get_microsecond (now), tail);
}

static void
reply_error (RushesExchange *exchange, guint status, const char *request_id, const char *message)
{
  g_autofree char *text = g_strdup_printf ("{\"error\":{\"message\":\"%s (request id: %s)\","
                                           "\"type\":\"new_api_error\",\"code\":\"\"}}",
                                           message, request_id);

  rushes_exchange_reply_text (exchange, status, JSON, text);
}

static void
reply_redirect (RushesExchange *exchange, RushesGatewayDesk *desk)
{
  g_autofree char *location = g_strconcat (desk->cdn_url, rushes_exchange_get_target (exchange), NULL);

  rushes_exchange_set_header (exchange, "Location", location);
  rushes_exchange_reply_text (exchange, SOUP_STATUS_FOUND, "text/html; charset=utf-8", "");
}

static void
reply_huge (RushesExchange *exchange)
{
  g_autoptr (GString) text = g_string_sized_new (HUGE_BYTES);

  g_string_append (text, "{\"code\":\"success\",\"message\":\"");
  while (text->len + 3 < HUGE_BYTES)
    g_string_append_c (text, 'a' + (char) (text->len % 26));
  g_string_append (text, "\"}\n");
  rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, JSON, text->str);
}

static void
invent (RushesGatewayDesk *desk, const char *task_id)
{
  const char *const *videos = rushes_gateway_get_videos ();
  const RushesScript script = {
    .task_id = task_id,
    .kind = RUSHES_SCRIPT_FINISHES,
    .runs_after = 3,
    .ends_after = 20,
    .link_lasts = 32400,
    .video = videos[g_str_hash (task_id) % g_strv_length ((char **) videos)],
  };

  rushes_gateway_desk_add (desk, &script);
}

/* (nullable): the reply about the task; NULL for one that is not there */
static char *
dup_reply (RushesGatewayDesk *desk, const char *task_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);
  double now = rushes_gateway_desk_get_now ();
  RushesGatewayTask *task;
  g_autofree char *link = NULL;
  g_autofree char *backup = NULL;

  if (desk->invents_tasks && g_str_has_prefix (task_id, INVENTED_PREFIX)
      && !g_hash_table_contains (desk->tasks, task_id))
    invent (desk, task_id);

  task = g_hash_table_lookup (desk->tasks, task_id);
  if (task == NULL)
    return NULL;

  link = rushes_gateway_cdn_build_link (desk, task, FALSE, now);
  backup = rushes_gateway_cdn_build_link (desk, task, TRUE, now);
  return rushes_gateway_task_build_reply (task, now, link, backup);
}

static void
reply_task (RushesExchange *exchange, RushesGatewayDesk *desk, gboolean cut_in_the_middle)
{
  g_autofree char *task_id = rushes_exchange_dup_parameter (exchange, "task_id");
  g_autofree char *reply = task_id != NULL ? dup_reply (desk, task_id) : NULL;

  if (reply == NULL)
    rushes_exchange_reply_text (exchange, SOUP_STATUS_BAD_REQUEST, JSON,
                                "{\"code\":\"task_not_exist\",\"message\":\"task_not_exist\",\"data\":null}");
  else if (cut_in_the_middle)
    reply[strlen (reply) / 2] = '\0';

  if (reply != NULL)
    rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, JSON, reply);
}

static gboolean
has_key (RushesExchange *exchange, RushesGatewayDesk *desk)
{
  g_autofree char *expected = g_strconcat ("Bearer ", desk->key, NULL);

  return g_strcmp0 (rushes_exchange_get_header (exchange, "Authorization"), expected) == 0;
}

/* With the lock held. */
static gboolean
has_quota (RushesGatewayDesk *desk)
{
  return desk->quota_granted < 0
         || (desk->quota_used < desk->quota_granted
             && (desk->key_ends == 0 || desk->key_ends > (gint64) rushes_gateway_desk_get_now ()));
}

/* The family's way to say that a key is used up: to everything but the question how much of it is. */
static gboolean
is_served (RushesExchange *exchange, RushesGatewayDesk *desk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);

  return has_key (exchange, desk) && has_quota (desk);
}

/* (nullable): NULL where it is not told */
static char *
dup_usage (RushesGatewayDesk *desk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);

  if (desk->quota_granted < 0)
    return NULL;
  return g_strdup_printf ("{\"code\":true,\"message\":\"ok\",\"data\":{\"object\":\"token_usage\","
                          "\"name\":\"demo\",\"total_granted\":%" G_GINT64_FORMAT
                          ",\"total_used\":%" G_GINT64_FORMAT ",\"total_available\":%" G_GINT64_FORMAT
                          ",\"unlimited_quota\":false,\"expires_at\":%" G_GINT64_FORMAT "}}",
                          desk->quota_granted, desk->quota_used,
                          MAX (desk->quota_granted - desk->quota_used, 0), desk->key_ends);
}

static void
reply_usage (RushesExchange *exchange, RushesGatewayDesk *desk, const char *request_id)
{
  g_autofree char *usage = dup_usage (desk);

  if (usage == NULL)
    reply_error (exchange, SOUP_STATUS_NOT_FOUND, request_id, "Invalid URL");
  else if (!has_key (exchange, desk))
    reply_error (exchange, SOUP_STATUS_UNAUTHORIZED, request_id, "无效的令牌");
  else
    rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, JSON, usage);
}

/* As the family has it: its dashboard answers for every path that is not plainly the API's. */
static void
reply_elsewhere (RushesExchange *exchange, const char *request_id)
{
  const char *target = rushes_exchange_get_target (exchange);

  if (g_str_has_prefix (target, "/v1") || g_str_has_prefix (target, "/api")
      || g_str_has_prefix (target, "/assets"))
    reply_error (exchange, SOUP_STATUS_NOT_FOUND, request_id, "Invalid URL");
  else
    rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, "text/html; charset=utf-8", dashboard);
}

/* With the lock held. (nullable) */
static RushesGatewayTask *
find_file (RushesGatewayDesk *desk, const char *file_id)
{
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, desk->tasks);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    {
      if (g_strcmp0 (((RushesGatewayTask *) task)->file_id, file_id) == 0)
        return task;
    }
  return NULL;
}

/* (nullable): the reply about the file; NULL for one that is not there */
static char *
dup_file_reply (RushesGatewayDesk *desk, const char *file_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);
  double now = rushes_gateway_desk_get_now ();
  RushesGatewayTask *task = find_file (desk, file_id);
  g_autofree char *link = NULL;
  g_autofree char *backup = NULL;

  if (task == NULL || !rushes_gateway_task_has_file (task, now))
    return NULL;

  link = rushes_gateway_cdn_build_link (desk, task, FALSE, now);
  backup = rushes_gateway_cdn_build_link (desk, task, TRUE, now);
  return rushes_gateway_task_build_file_reply (task, link, backup);
}

/* The service's own way to say no: its status is 200. */
static void
reply_file (RushesExchange *exchange, RushesGatewayDesk *desk)
{
  g_autofree char *file_id = rushes_exchange_dup_parameter (exchange, "file_id");
  g_autofree char *reply = dup_file_reply (desk, file_id);

  rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, JSON,
                              reply != NULL ? reply
                                            : "{\"base_resp\":{\"status_code\":2013,"
                                              "\"status_msg\":\"invalid params, file_id\"}}");
}

/* (nullable): the task in "/v1/videos/ID/content" */
static char *
dup_content_id (RushesExchange *exchange)
{
  const char *target = rushes_exchange_get_target (exchange);
  g_autofree char *escaped = NULL;

  if (!g_str_has_prefix (target, CONTENT_PATH_START) || !g_str_has_suffix (target, CONTENT_PATH_END))
    return NULL;

  target += strlen (CONTENT_PATH_START);
  escaped = g_strndup (target, strlen (target) - strlen (CONTENT_PATH_END));
  return g_uri_unescape_string (escaped, NULL);
}

/* (nullable): the name of the task's video */
static const char *
find_content (RushesGatewayDesk *desk, const char *task_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);
  RushesGatewayTask *task = g_hash_table_lookup (desk->tasks, task_id);

  return task != NULL && rushes_gateway_task_has_content (task, rushes_gateway_desk_get_now ()) ? task->video
                                                                                                : NULL;
}

/* What the gateway passes on comes from the CDN, too. */
static gboolean
has_upstream (RushesGatewayDesk *desk)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&desk->lock);

  return desk->cdn_fault != RUSHES_CDN_FAULT_FORBIDDEN && desk->cdn_fault != RUSHES_CDN_FAULT_UNAVAILABLE
         && desk->cdn_fault != RUSHES_CDN_FAULT_ERROR_PAGE
         && desk->cdn_fault != RUSHES_CDN_FAULT_REDIRECT_LOOP;
}

static void
reply_content (RushesExchange *exchange, RushesGatewayDesk *desk, const char *task_id, const char *request_id)
{
  const char *video = find_content (desk, task_id);

  if (video != NULL && !has_upstream (desk))
    reply_error (exchange, SOUP_STATUS_BAD_GATEWAY, request_id, "Failed to fetch the video from upstream");
  else if (video != NULL)
    rushes_gateway_cdn_deliver (exchange, desk, video);
  else
    reply_error (exchange, SOUP_STATUS_NOT_FOUND, request_id, "Task not found");
}

static gboolean
asks_at (RushesExchange *exchange, const char *path)
{
  const char *target = rushes_exchange_get_target (exchange);
  gsize length = strlen (path);

  return strncmp (target, path, length) == 0 && (target[length] == '\0' || target[length] == '?');
}

static void
answer_truly (RushesExchange *exchange, RushesGatewayDesk *desk, const char *request_id)
{
  g_autofree char *content_id = dup_content_id (exchange);
  gboolean asks_for_file = asks_at (exchange, FILE_PATH);
  gboolean is_known = asks_at (exchange, QUERY_PATH) || asks_for_file || content_id != NULL;

  if (asks_at (exchange, USAGE_PATH))
    reply_usage (exchange, desk, request_id);
  else if (!is_known || !g_str_equal (rushes_exchange_get_method (exchange), "GET"))
    reply_elsewhere (exchange, request_id);
  else if (!is_served (exchange, desk))
    reply_error (exchange, SOUP_STATUS_UNAUTHORIZED, request_id, "无效的令牌");
  else if (content_id != NULL)
    reply_content (exchange, desk, content_id, request_id);
  else if (asks_for_file)
    reply_file (exchange, desk);
  else
    reply_task (exchange, desk, FALSE);
}

static void
answer_now (RushesExchange *exchange, gpointer user_data)
{
  RushesGatewayDesk *desk = user_data;
  g_autofree char *request_id = make_request_id ();
  RushesApiFault fault;

  g_mutex_lock (&desk->lock);
  fault = desk->api_fault;
  g_mutex_unlock (&desk->lock);

  rushes_exchange_set_header (exchange, REQUEST_ID_HEADER, request_id);
  switch (fault)
    {
    case RUSHES_API_FAULT_NONE:
      answer_truly (exchange, desk, request_id);
      break;
    case RUSHES_API_FAULT_UNAUTHORIZED:
      reply_error (exchange, SOUP_STATUS_UNAUTHORIZED, request_id, "无效的令牌");
      break;
    case RUSHES_API_FAULT_RATE_LIMIT:
      rushes_exchange_set_header (exchange, "Retry-After", "2");
      rushes_exchange_reply_text (exchange, TOO_MANY_REQUESTS, NULL, "");
      break;
    case RUSHES_API_FAULT_UNAVAILABLE:
      reply_error (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, request_id,
                   "当前分组上游负载已饱和，请稍后再试");
      break;
    case RUSHES_API_FAULT_HTML:
      rushes_exchange_reply_text (exchange, SOUP_STATUS_OK, "text/html; charset=utf-8", dashboard);
      break;
    case RUSHES_API_FAULT_NOT_JSON:
      reply_task (exchange, desk, TRUE);
      break;
    case RUSHES_API_FAULT_REDIRECT:
      reply_redirect (exchange, desk);
      break;
    case RUSHES_API_FAULT_HUGE:
      reply_huge (exchange);
      break;
    case RUSHES_API_FAULT_SILENT:
      rushes_exchange_hold (exchange);
      break;
    case RUSHES_API_FAULT_CLOSE:
      rushes_exchange_cut (exchange);
      break;
    }
}

void
rushes_gateway_api_answer (RushesExchange *exchange, gpointer user_data)
{
  RushesGatewayDesk *desk = user_data;
  g_autofree char *id = rushes_exchange_dup_parameter (exchange, "task_id");
  guint delay;

  if (id == NULL)
    id = rushes_exchange_dup_parameter (exchange, "file_id");

  g_mutex_lock (&desk->lock);
  delay = desk->api_delay;
  if (id != NULL)
    {
      guint n_asked = GPOINTER_TO_UINT (g_hash_table_lookup (desk->questions, id));

      g_hash_table_replace (desk->questions, g_steal_pointer (&id), GUINT_TO_POINTER (n_asked + 1));
    }
  g_mutex_unlock (&desk->lock);

  rushes_exchange_later (exchange, delay, answer_now, desk);
}
