/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Name template: how the user wants saved videos to be called: "{date} {label} {id}". One file
 * name, never a path; the tokens are {id} {label} {date} {time} {width} {height} {account} {model}
 * {n}. Pure; any thread.
 */

/**
 * RushesNameTemplateValues:
 * @task_id: opaque
 * @label: (nullable)
 * @account: (nullable): what the user calls the account
 * @model: (nullable)
 * @width: pixels; 0 unknown
 * @height: pixels; 0 unknown
 * @moment: (nullable): {date} and {time}, in the zone in which they are to be told
 * @n: the video's number among those saved together, from 1
 *
 * What is not known leaves nothing behind in the name, not even what separated it: the separators
 * beside it (spaces, dashes, dots and the like, "x" between two tokens) become one, or none at the
 * beginning and the end; brackets around nothing else go, too. "{id} - {label} ({width}x{height})" of a
 * task of which nothing is known is its id.
 */
typedef struct
{
  const char *task_id;
  const char *label;
  const char *account;
  const char *model;
  int width;
  int height;
  GDateTime *moment;
  guint n;
} RushesNameTemplateValues;

/**
 * rushes_name_template_explain:
 *
 * Returns: (transfer full) (nullable): a translated sentence that says why @name_template is none
 *   (empty, a token nobody knows, an open brace, a "/"); NULL where it is good
 */
char *rushes_name_template_explain (const char *name_template);

/**
 * rushes_name_template_expand:
 * @name_template: a good one; a token that is none stays as it is written
 *
 * Made safe as rushes_file_name_suggest() does it, at most 200 bytes, always ending in ".mp4" (once).
 * Where it would be longer, label, model and account are cut before anything else. Several videos may
 * still come to the same name: rushes_landing_pick_free_name().
 * Where nothing is left of it, it is called after the id. Returns: (transfer full), never empty
 */
char *rushes_name_template_expand (const char *name_template, const RushesNameTemplateValues *values);

G_END_DECLS
