/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-details"

#include "config.h"

#include "library/rushes-task-details.h"

static void
clear_entry (gpointer data)
{
  RushesHistoryEntry *entry = data;

  g_free (entry->state);
}

RushesTaskDetails *
rushes_task_details_new (void)
{
  RushesTaskDetails *self = g_new0 (RushesTaskDetails, 1);

  self->history = g_array_new (FALSE, TRUE, sizeof (RushesHistoryEntry));
  g_array_set_clear_func (self->history, clear_entry);
  return self;
}

void
rushes_task_details_free (RushesTaskDetails *self)
{
  g_free (self->raw_reply);
  g_free (self->verified);
  g_array_unref (self->history);
  g_free (self);
}
