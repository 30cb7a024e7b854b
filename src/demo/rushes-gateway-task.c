/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-gateway-task"

#include "config.h"

#include "demo/rushes-gateway-task.h"
#include "demo/rushes-gateway-video.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define ACTION "video_generation"
#define STRANGE_STATUS "COLOUR_GRADING"
#define PROMPT_REFUSED 1026
#define PROMPT_REFUSED_TEXT "input new_sensitive, please modify your prompt"

/* The service's own example has its file this far from its task. */
#define FILE_ID_DISTANCE G_GINT64_CONSTANT (457359468)
#define MAX_FILE_ID G_GINT64_CONSTANT (999999999999999)

typedef enum
{
  STATE_WAITING,
  STATE_RUNNING,
  STATE_FINISHED,
  STATE_FAILED,
  STATE_STRANGE,
} State;

/* A file's id is a number of 15 digits, whatever the task's id looks like. */
static char *
make_file_id (const char *task_id)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (task_id, 10, 1, (guint64) (MAX_FILE_ID - FILE_ID_DISTANCE), &number, NULL))
    number = G_GUINT64_CONSTANT (306700000000000) + g_str_hash (task_id);
  return g_strdup_printf ("%" G_GUINT64_FORMAT, number + (guint64) FILE_ID_DISTANCE);
}

RushesGatewayTask *
rushes_gateway_task_new (const RushesScript *script, double now)
{
  RushesGatewayTask *self = g_new0 (RushesGatewayTask, 1);

  self->task_id = g_strdup (script->task_id);
  self->file_id = make_file_id (script->task_id);
  self->uuid = g_uuid_string_random ();
  self->kind = script->kind;
  self->submitted_at = now + script->submitted_after;
  self->runs_at = now + script->runs_after;
  self->ends_at = now + script->ends_after;
  self->link_lasts = script->link_lasts;
  self->video = rushes_gateway_video_get (script->video)->name;
  self->link_signed_at_end = script->link_signed_at_end;
  return self;
}

void
rushes_gateway_task_free (RushesGatewayTask *self)
{
  g_free (self->task_id);
  g_free (self->file_id);
  g_free (self->uuid);
  g_free (self);
}

static State
get_state (const RushesGatewayTask *self, double now)
{
  if (self->kind == RUSHES_SCRIPT_STRANGE)
    return STATE_STRANGE;
  if (now >= self->ends_at)
    return self->kind == RUSHES_SCRIPT_FAILS ? STATE_FAILED : STATE_FINISHED;
  return now >= self->runs_at ? STATE_RUNNING : STATE_WAITING;
}

gboolean
rushes_gateway_task_has_file (const RushesGatewayTask *self, double now)
{
  return get_state (self, now) == STATE_FINISHED
         && self->kind != RUSHES_SCRIPT_PROXIED && self->kind != RUSHES_SCRIPT_LINKLESS;
}

gboolean
rushes_gateway_task_has_content (const RushesGatewayTask *self, double now)
{
  return get_state (self, now) == STATE_FINISHED
         && self->kind != RUSHES_SCRIPT_NATIVE && self->kind != RUSHES_SCRIPT_LINKLESS;
}

/* Whether its reply tells the links, too. */
static gboolean
tells_links (const RushesGatewayTask *self)
{
  return self->kind == RUSHES_SCRIPT_FINISHES;
}

gint64
rushes_gateway_task_get_link_end (const RushesGatewayTask *self, double now)
{
  return (gint64) floor ((self->link_signed_at_end ? self->ends_at : now) + self->link_lasts);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_file (JsonBuilder *builder, RushesGatewayTask *self, const char *download_url, const char *backup)
{
  json_builder_set_member_name (builder, "file");
  json_builder_begin_object (builder);
  add_int (builder, "bytes", 0);
  add_int (builder, "file_id", g_ascii_strtoll (self->file_id, NULL, 10));
  add_string (builder, "purpose", ACTION);
  add_string (builder, "filename", "output.mp4");
  add_int (builder, "created_at", (gint64) self->ends_at);
  add_string (builder, "download_url", download_url);
  add_string (builder, "backup_download_url", backup);
  json_builder_end_object (builder);
}

static void
add_base_resp (JsonBuilder *builder, const char *status_msg, gint64 status_code)
{
  json_builder_set_member_name (builder, "base_resp");
  json_builder_begin_object (builder);
  add_string (builder, "status_msg", status_msg);
  add_int (builder, "status_code", status_code);
  json_builder_end_object (builder);
}

/* What MiniMax itself said, as the gateway passes it on. */
static void
add_service_reply (JsonBuilder *builder,
                   RushesGatewayTask *self,
                   State state,
                   const char *url,
                   const char *backup)
{
  static const char *const statuses[] = { "Queueing", "Processing", "Success", "Fail", STRANGE_STATUS };
  const RushesGatewayVideo *video = rushes_gateway_video_get (self->video);
  gboolean finished = state == STATE_FINISHED;

  json_builder_begin_object (builder);
  if (finished && tells_links (self))
    add_file (builder, self, url, backup);
  add_string (builder, "status", statuses[state]);
  add_string (builder, "file_id", finished ? self->file_id : "");
  add_string (builder, "task_id", self->task_id);
  if (state == STATE_FAILED)
    add_base_resp (builder, PROMPT_REFUSED_TEXT, PROMPT_REFUSED);
  else
    add_base_resp (builder, "success", 0);
  add_int (builder, "video_width", finished ? video->width : 0);
  add_int (builder, "video_height", finished ? video->height : 0);
  json_builder_end_object (builder);
}

static const char *
get_progress (RushesGatewayTask *self, State state, double now)
{
  switch (state)
    {
    case STATE_WAITING:
      return "10%";
    case STATE_RUNNING:
      return now < (self->runs_at + self->ends_at) / 2 ? "30%" : "50%";
    case STATE_STRANGE:
      return "60%";
    case STATE_FINISHED:
    case STATE_FAILED:
      break;
    }
  return "100%";
}

static const char *
get_result (RushesGatewayTask *self, State state)
{
  if (state == STATE_FINISHED)
    return self->file_id;
  return state == STATE_FAILED ? PROMPT_REFUSED_TEXT : "";
}

static char *
dup_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static void
add_envelope (JsonBuilder *builder,
              RushesGatewayTask *self,
              double now,
              const char *download_url,
              const char *backup_download_url)
{
  static const char *const statuses[] = { "SUBMITTED", "IN_PROGRESS", "SUCCESS", "FAILURE", STRANGE_STATUS };
  State state = get_state (self, now);
  gboolean ended = state == STATE_FINISHED || state == STATE_FAILED;

  json_builder_begin_object (builder);
  add_string (builder, "code", "success");
  add_string (builder, "message", "");
  json_builder_set_member_name (builder, "data");
  json_builder_begin_object (builder);
  add_string (builder, "task_id", self->task_id);
  add_string (builder, "action", ACTION);
  add_string (builder, "status", statuses[state]);
  add_string (builder, "fail_reason", get_result (self, state));
  add_int (builder, "submit_time", (gint64) self->submitted_at);
  add_int (builder, "start_time", self->seen_running ? (gint64) self->runs_at : 0);
  add_int (builder, "finish_time", ended ? (gint64) self->ends_at : 0);
  add_string (builder, "progress", get_progress (self, state, now));
  json_builder_set_member_name (builder, "data");
  add_service_reply (builder, self, state, download_url, backup_download_url);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

char *
rushes_gateway_task_build_reply (RushesGatewayTask *self,
                                 double now,
                                 const char *download_url,
                                 const char *backup_download_url)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  State state = get_state (self, now);

  if (state == STATE_RUNNING)
    self->seen_running = TRUE;

  if (self->kind == RUSHES_SCRIPT_NATIVE)
    add_service_reply (builder, self, state, download_url, backup_download_url);
  else
    add_envelope (builder, self, now, download_url, backup_download_url);
  return dup_json (builder);
}

char *
rushes_gateway_task_build_file_reply (RushesGatewayTask *self,
                                      const char *download_url,
                                      const char *backup_download_url)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_file (builder, self, download_url, backup_download_url);
  add_base_resp (builder, "success", 0);
  json_builder_end_object (builder);
  return dup_json (builder);
}
