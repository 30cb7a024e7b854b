/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-exchange.h"
#include "demo/rushes-gateway-task.h"
#include "demo/rushes-gateway.h"

G_BEGIN_DECLS

/**
 * RushesGatewayDesk: what the gateway knows, between the thread that serves and those that
 * script it. All but what never changes is guarded by the lock.
 */
typedef struct
{
  /* Set before the thread serves, and never again. */
  char *key;
  char *secret; /* what links are signed with */
  char *base_url;
  char *cdn_url;

  GMutex lock;
  GHashTable *tasks;     /* task id -> RushesGatewayTask */
  GHashTable *questions; /* task id -> how often it was asked for */
  GString *cdn_log;
  RushesApiFault api_fault;
  RushesCdnFault cdn_fault;
  guint api_delay;
  guint cdn_speed;
  gint64 quota_granted; /* -1: nobody is told */
  gint64 quota_used;
  gint64 key_ends; /* Unix seconds; 0: never */
  gboolean invents_tasks; /* ids that begin with “demo-” */
} RushesGatewayDesk;

/* Seconds, Unix time. */
double rushes_gateway_desk_get_now (void);

/* With the lock held. */
void rushes_gateway_desk_add (RushesGatewayDesk *desk, const RushesScript *script);
/* As rushes_gateway_add_demo_paced(). @last_after: when the other running task finishes */
GPtrArray *rushes_gateway_desk_add_demo (RushesGatewayDesk *desk, double finish_after, double last_after);

/* Which links a task's video has; with the lock held. Returns: (transfer full) */
char *rushes_gateway_cdn_build_link (RushesGatewayDesk *desk, RushesGatewayTask *task, gboolean backup, double now);

/* Answers with @video, or the part of it that was asked for, as the CDN's faults have it. */
void rushes_gateway_cdn_deliver (RushesExchange *exchange, RushesGatewayDesk *desk, const char *video);

/* RushesExchangeFuncs, with the desk as their user data. */
void rushes_gateway_api_answer (RushesExchange *exchange, gpointer desk);
void rushes_gateway_cdn_answer (RushesExchange *exchange, gpointer desk);

G_END_DECLS
