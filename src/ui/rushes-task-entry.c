/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-task-entry"

#include "config.h"

#include "ui/rushes-task-entry.h"

#include <string.h>

#include "library/rushes-task-words.h"

#define AT_THE_END G_MAXINT64
#define BEFORE_ALL G_MININT64

GType
rushes_task_filter_get_type (void)
{
  static const GEnumValue values[] = {
    { RUSHES_TASK_FILTER_ALL, "RUSHES_TASK_FILTER_ALL", "all" },
    { RUSHES_TASK_FILTER_IN_PROGRESS, "RUSHES_TASK_FILTER_IN_PROGRESS", "in-progress" },
    { RUSHES_TASK_FILTER_READY, "RUSHES_TASK_FILTER_READY", "ready" },
    { RUSHES_TASK_FILTER_KEPT, "RUSHES_TASK_FILTER_KEPT", "kept" },
    { RUSHES_TASK_FILTER_SAVED, "RUSHES_TASK_FILTER_SAVED", "saved" },
    { RUSHES_TASK_FILTER_FAILED, "RUSHES_TASK_FILTER_FAILED", "failed" },
    { RUSHES_TASK_FILTER_EXPIRING, "RUSHES_TASK_FILTER_EXPIRING", "expiring" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RushesTaskFilter", values));
  return type;
}

GType
rushes_task_sort_get_type (void)
{
  static const GEnumValue values[] = {
    { RUSHES_TASK_SORT_SUBMITTED, "RUSHES_TASK_SORT_SUBMITTED", "submitted" },
    { RUSHES_TASK_SORT_FINISHED, "RUSHES_TASK_SORT_FINISHED", "finished" },
    { RUSHES_TASK_SORT_STATE, "RUSHES_TASK_SORT_STATE", "state" },
    { RUSHES_TASK_SORT_TIME_LEFT, "RUSHES_TASK_SORT_TIME_LEFT", "time-left" },
    { RUSHES_TASK_SORT_LABEL, "RUSHES_TASK_SORT_LABEL", "label" },
    { RUSHES_TASK_SORT_SIZE, "RUSHES_TASK_SORT_SIZE", "size" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RushesTaskSort", values));
  return type;
}

gboolean
rushes_task_sort_has_days (RushesTaskSort sort)
{
  return sort == RUSHES_TASK_SORT_SUBMITTED || sort == RUSHES_TASK_SORT_FINISHED;
}

RushesTaskEntry *
rushes_task_entry_new (RushesTask *task)
{
  RushesTaskEntry *self = g_new0 (RushesTaskEntry, 1);

  self->task = g_object_ref (task);
  self->order = rushes_task_get_order (task);
  return self;
}

void
rushes_task_entry_free (RushesTaskEntry *self)
{
  g_object_unref (self->task);
  g_free (self->folded);
  g_clear_pointer (&self->name, rushes_task_name_unref);
  g_free (self);
}

RushesTaskFilter
rushes_task_entry_work_out_group (const RushesTaskEntry *self)
{
  switch (rushes_task_get_state (self->task))
    {
    case RUSHES_STATE_READY:
      return RUSHES_TASK_FILTER_READY;
    case RUSHES_STATE_KEPT:
      return RUSHES_TASK_FILTER_KEPT;
    case RUSHES_STATE_SAVED:
      return RUSHES_TASK_FILTER_SAVED;
    case RUSHES_STATE_EXPIRED:
    case RUSHES_STATE_FAILED:
      return RUSHES_TASK_FILTER_FAILED;
    case RUSHES_STATE_UNKNOWN:
    case RUSHES_STATE_WAITING:
    case RUSHES_STATE_RUNNING:
      break;
    }
  return RUSHES_TASK_FILTER_IN_PROGRESS;
}

gint64
rushes_task_entry_get_expires_at (const RushesTaskEntry *self)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  if (rushes_task_get_state (self->task) != RUSHES_STATE_READY || snapshot == NULL)
    return 0;
  return snapshot->expires_at;
}

gint64
rushes_task_entry_get_time (const RushesTaskEntry *self, RushesTaskSort sort)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);

  if (sort == RUSHES_TASK_SORT_SUBMITTED)
    return rushes_task_get_began_at (self->task);
  return snapshot != NULL ? MAX (snapshot->finished_at, 0) : 0;
}

/* What changes */

/* What changes several times a second, and nothing here follows from. */
static const char *const flow_properties[] = {
  "asking",          "transfer-bytes", "transfer-total", "transfer-speed", "transfer-seconds-left",
  "saved-fraction",  "usual-seconds",  "problem",        "paused",         "saving",
  "transfer-purpose"
};

static const char *const text_properties[] = { "label",      "note",         "failure",
                                               "raw-status", "submitted-at", "finished-at" };

static gboolean
is_one_of (const char *name, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

gboolean
rushes_task_entry_is_concerned (const char *property)
{
  return !is_one_of (property, flow_properties, G_N_ELEMENTS (flow_properties));
}

void
rushes_task_entry_forget_text (RushesTaskEntry *self, const char *property)
{
  if (is_one_of (property, text_properties, G_N_ELEMENTS (text_properties)))
    g_clear_pointer (&self->folded, g_free);
  /* Its place is found by the name that it had when it got there. */
  if (g_str_equal (property, "label"))
    self->renamed = TRUE;
}

/* Sorting */

static gint64
get_state_key (RushesState state)
{
  static const RushesState states[] = { RUSHES_STATE_RUNNING, RUSHES_STATE_WAITING, RUSHES_STATE_UNKNOWN,
                                        RUSHES_STATE_READY,   RUSHES_STATE_KEPT,    RUSHES_STATE_SAVED,
                                        RUSHES_STATE_EXPIRED, RUSHES_STATE_FAILED };
  gsize i = 0;

  while (i < G_N_ELEMENTS (states) && states[i] != state)
    i++;
  return (gint64) i;
}

static gint64
work_out_forward_key (const RushesTaskEntry *self, RushesTaskSort sort)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (self->task);
  gint64 expires_at = 0;

  switch (sort)
    {
    case RUSHES_TASK_SORT_SUBMITTED:
      return -rushes_task_get_began_at (self->task);
    case RUSHES_TASK_SORT_FINISHED:
      return snapshot != NULL && snapshot->finished_at > 0 ? -snapshot->finished_at : AT_THE_END;
    case RUSHES_TASK_SORT_STATE:
      return get_state_key (rushes_task_get_state (self->task));
    case RUSHES_TASK_SORT_TIME_LEFT:
      expires_at = rushes_task_entry_get_expires_at (self);
      return expires_at > 0 ? expires_at : AT_THE_END;
    case RUSHES_TASK_SORT_LABEL:
      break;
    case RUSHES_TASK_SORT_SIZE:
      return snapshot != NULL && snapshot->bytes > 0 ? -snapshot->bytes : AT_THE_END;
    }
  return 0;
}

static gint64
work_out_key (const RushesTaskEntry *self, RushesTaskSort sort, gboolean reversed)
{
  const gint64 key = work_out_forward_key (self, sort);

  return !reversed || key == AT_THE_END ? key : -key;
}

static void
set_name (RushesTaskEntry *self, RushesTaskNames *names)
{
  const char *label = rushes_task_get_label (self->task);
  const char *id = rushes_task_get_id (self->task);
  gint64 number = 0;

  g_clear_pointer (&self->name, rushes_task_name_unref);
  if (label != NULL)
    self->name = names != NULL ? rushes_task_names_get (names, label) : rushes_task_name_new (label);
  else if (!rushes_task_name_is_number (id, &number))
    self->name = rushes_task_name_new (id);
  self->named = TRUE;
  self->renamed = FALSE;
}

/* Those without a label stay at the end, where their ids count: by number, and then by name. */
static gint64
work_out_name_key (const RushesTaskEntry *self, gboolean reversed)
{
  const char *id = rushes_task_get_id (self->task);
  gint64 number = 0;

  if (rushes_task_get_label (self->task) != NULL)
    return BEFORE_ALL;
  if (self->name != NULL)
    number = rushes_task_name_get_number (self->name, id);
  else
    rushes_task_name_is_number (id, &number);
  return reversed ? RUSHES_TASK_NAME_MOST - number : number;
}

void
rushes_task_entry_set_key (RushesTaskEntry *self,
                           RushesTaskSort sort,
                           gboolean reversed,
                           RushesTaskNames *names)
{
  self->by_name = sort == RUSHES_TASK_SORT_LABEL;
  self->reversed = reversed != FALSE;
  if (self->by_name && (!self->named || self->renamed))
    set_name (self, names);
  self->key = self->by_name ? work_out_name_key (self, reversed) : work_out_key (self, sort, reversed);
}

gboolean
rushes_task_entry_is_misplaced (const RushesTaskEntry *self, RushesTaskSort sort, gboolean reversed)
{
  if (sort == RUSHES_TASK_SORT_LABEL)
    return self->renamed;
  return self->key != work_out_key (self, sort, reversed);
}

int
rushes_task_entry_compare (const RushesTaskEntry *self, const RushesTaskEntry *other)
{
  if (self->key != other->key)
    return self->key < other->key ? -1 : 1;
  if (self->by_name && self->name != other->name)
    {
      const int result = rushes_task_name_compare (self->name, other->name);

      if (result != 0)
        return self->reversed ? -result : result;
    }
  if (self->order != other->order)
    return (self->order > other->order) != self->reversed ? -1 : 1;
  return self == other ? 0 : self < other ? -1 : 1;
}

/* Searching */

gboolean
rushes_task_entry_matches (RushesTaskEntry *self, RushesTaskFilter filter, const char *const *words)
{
  if (filter == RUSHES_TASK_FILTER_EXPIRING ? !self->expiring
                                            : filter != RUSHES_TASK_FILTER_ALL && filter != self->group)
    return FALSE;
  if (words == NULL)
    return TRUE;

  if (self->folded == NULL)
    self->folded = rushes_task_words_fold (self->task, TRUE);
  return rushes_task_words_match (self->folded, words);
}
