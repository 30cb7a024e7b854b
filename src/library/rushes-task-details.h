/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One thing that became of a task: @state is a phase ("running", "failed", …), "saved" or "kept". */
typedef struct
{
  gint64 at; /* Unix seconds: when the library heard of it */
  char *state;
} RushesHistoryEntry;

/**
 * RushesTaskDetails: what is stored of a task but only looked at one task at a time.
 *
 * @raw_reply: (nullable): the last reply that told anything new, as it came, without secrets: no link in
 *   it works
 * @verified: (nullable): the strongest check that held when the video came: "crc64", "md5", "length" or
 *   "structure"
 * @history: (element-type RushesHistoryEntry): the oldest first
 */
typedef struct
{
  char *raw_reply;
  char *verified;
  GArray *history;
} RushesTaskDetails;

RushesTaskDetails *rushes_task_details_new (void);
void               rushes_task_details_free (RushesTaskDetails *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTaskDetails, rushes_task_details_free)

G_END_DECLS
