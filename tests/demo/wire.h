/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-gateway.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* HTTP as it stands on the wire: requests to the byte, and answers with nothing put right. Blocks. */

#define KEY "sk-test-0123456789abcdef"
#define TASK "306792606023824"

typedef struct
{
  guint status;    /* 0: closed without an answer */
  char *head;      /* status line and headers */
  GBytes *body;    /* whatever came before the connection closed, chunks not put together */
} WireReply;

/* @headers: (nullable): lines that end in \r\n */
WireReply *wire_ask (const char *origin, const char *method, const char *target, const char *headers);
void       wire_reply_free (WireReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireReply, wire_reply_free)

/* (transfer full) (nullable): the value of a header */
char *wire_reply_dup_header (WireReply *reply, const char *name);
/* (transfer full): the body as text */
char *wire_reply_dup_text (WireReply *reply);

/* Opens a connection and sends the request, no more. */
GSocketConnection *wire_send (const char *origin, const char *method, const char *target, const char *headers);

/* A gateway with KEY, and TASK finished a minute ago. */
RushesGateway *wire_new_gateway (void);
/* Asks the gateway about @task_id, with the key. */
WireReply *wire_ask_task (RushesGateway *gateway, const char *task_id);
/* (transfer full): the reply about @task_id, which must be one */
JsonNode *wire_ask_json (RushesGateway *gateway, const char *task_id);
/* @path: "data.data.status"; fails the test where there is none */
const char *wire_get_string (JsonNode *root, const char *path);
gint64      wire_get_int (JsonNode *root, const char *path);
JsonArray  *wire_get_array (JsonNode *root, const char *path);
gboolean    wire_has (JsonNode *root, const char *path);
/* (transfer full): path and query of TASK's link */
char *wire_dup_target (RushesGateway *gateway, const char *task_id, gboolean backup);

G_END_DECLS
