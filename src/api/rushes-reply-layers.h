/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A gateway behind a gateway behind a gateway has seven: two each, and the service's reply. */
#define RUSHES_REPLY_MAX_LAYERS 12

/**
 * RushesReplyLayers: the layers of one reply, from the outside in, each the "data" of the one
 * before it (or its "task": the service's version 2). For rushes-reply.c.
 *
 * The dialects differ in how many layers there are and which of them holds what:
 *   the gateway's envelope: the root {code, message}, its record {status, times}, the service's reply
 *   the service's own: the root alone
 *   half-way: the root {code, message}, the service's reply
 * so a member is looked for by what it is about: what the gateway decides (status, times) from
 * the outside in, what only the service knows (file, size) from the inside out.
 *
 * "data" may be an object, an array of them (the one about the task, else the first, counts), or
 * either as a text of JSON; anything else ends the layers.
 */
typedef struct
{
  JsonObject *objects[RUSHES_REPLY_MAX_LAYERS]; /* held by the root and by @texts */
  guint n_objects;                              /* at least 1 */
  guint outer;                                  /* the first layer that can be about a task */
  GPtrArray *texts;                             /* roots of layers that came as a text */
} RushesReplyLayers;

/* @self: zeroed. @root has to live as long. @task_id: (nullable): the task that was asked for */
void rushes_reply_layers_init (RushesReplyLayers *self, JsonObject *root, const char *task_id);
void rushes_reply_layers_clear (RushesReplyLayers *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesReplyLayers, rushes_reply_layers_clear)

/* Whether a layer from the outer one on has a member of one of @names, NULL-terminated. */
gboolean rushes_reply_layers_have_any (const RushesReplyLayers *self, const char *const *names);

/* From the outside in: the text of the first layer that has one, be it empty. (transfer full) (nullable) */
char *rushes_reply_layers_dup_outer_text (const RushesReplyLayers *self, const char *name);

/* From the inside out: the first text that is not empty. (transfer full) (nullable) */
char *rushes_reply_layers_dup_inner_text (const RushesReplyLayers *self, const char *name);

/* From the inside out. (transfer none) (nullable) */
JsonObject *rushes_reply_layers_peek_inner_object (const RushesReplyLayers *self, const char *name);

/* From the inside out: the first integer of 1 to @last; 0 where there is none. */
gint64 rushes_reply_layers_get_inner_int (const RushesReplyLayers *self, const char *name, gint64 last);

/* From the outside in: a time in Unix seconds under either name; 0 where there is none. */
gint64 rushes_reply_layers_get_time (const RushesReplyLayers *self, const char *name, const char *other_name);

G_END_DECLS
