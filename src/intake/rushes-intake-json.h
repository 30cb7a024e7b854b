/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Finding the task ids of JSON in the middle of any text. For rushes-intake.c alone. Pure.
 *
 * A tree is not needed and would lose the lines, so this walks strings and brackets only.
 */
typedef struct
{
  char *task_id;
  guint line;
  const char *object_start; /* the outermost object that speaks of this task alone; NULL: none */
  const char *object_end;
} RushesJsonId;

typedef enum
{
  RUSHES_JSON_BLOCK_WHOLE,  /* a value that ends at @end */
  RUSHES_JSON_BLOCK_BROKEN, /* no JSON after all; seen at @end */
  RUSHES_JSON_BLOCK_CUT,    /* the text ends within it */
} RushesJsonBlock;

/* (element-type RushesJsonId) (transfer full) */
GArray *rushes_json_ids_new (void);

/* Whether JSON with members can begin at @p, a "{" or "[" of the text up to @end. */
gboolean rushes_json_block_can_begin (const char *p, const char *end);

/**
 * rushes_json_block_read:
 * @start: a "{" or "["
 * @text_end: of the whole text
 * @line: the line of @start
 * @end: (out): up to where the block was read
 * @ids: (element-type RushesJsonId): empty; found ids are added; whole blocks only
 *
 * An object with a "task_id" is one task, whatever it holds further in: behind a gateway the
 * service's reply names the task by another id. Where nothing is called "task_id", what else looks like
 * an id and is called so ("id", "data", "tasks", …) is taken.
 */
RushesJsonBlock rushes_json_block_read (const char  *start,
                                        const char  *text_end,
                                        guint        line,
                                        const char **end,
                                        GArray      *ids);

G_END_DECLS
