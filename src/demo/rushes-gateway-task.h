/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-gateway.h"

G_BEGIN_DECLS

/**
 * RushesGatewayTask: a task as the gateway knows it: its script, set to a clock. Times are Unix
 * time in seconds. Not thread-safe.
 */
typedef struct
{
  char *task_id;
  char *file_id;
  char *uuid; /* of the video's path */
  RushesScriptKind kind;
  double submitted_at;
  double runs_at;
  double ends_at;
  double link_lasts;
  const char *video;
  gboolean link_signed_at_end;
  gboolean seen_running;
} RushesGatewayTask;

RushesGatewayTask *rushes_gateway_task_new (const RushesScript *script, double now);
void               rushes_gateway_task_free (RushesGatewayTask *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesGatewayTask, rushes_gateway_task_free)

/* When a link to its video that is handed out at @now stops being valid. */
gint64 rushes_gateway_task_get_link_end (const RushesGatewayTask *self, double now);

/**
 * rushes_gateway_task_build_reply:
 * @download_url: (nullable): NULL unless it is finished
 *
 * The gateway's reply to the question how the task stands; to ask is also to see it running,
 * which the gateway remembers. Returns: (transfer full): JSON
 */
char *rushes_gateway_task_build_reply (RushesGatewayTask *self,
                                       double             now,
                                       const char        *download_url,
                                       const char        *backup_download_url);

/* Whether files/retrieve knows its file, and the content route its video, at @now. */
gboolean rushes_gateway_task_has_file (const RushesGatewayTask *self, double now);
gboolean rushes_gateway_task_has_content (const RushesGatewayTask *self, double now);

/* The reply of files/retrieve. Returns: (transfer full): JSON */
char *rushes_gateway_task_build_file_reply (RushesGatewayTask *self,
                                            const char        *download_url,
                                            const char        *backup_download_url);

G_END_DECLS
