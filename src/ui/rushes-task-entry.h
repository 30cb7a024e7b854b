/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-task.h"
#include "ui/rushes-task-name.h"

G_BEGIN_DECLS

/**
 * RushesTaskFilter: the parts of the list. Each task is in one of those from IN_PROGRESS to FAILED;
 * EXPIRING are those of READY that are lost within the hour.
 */
typedef enum
{
  RUSHES_TASK_FILTER_ALL,
  RUSHES_TASK_FILTER_IN_PROGRESS, /* whatever is still asked about */
  RUSHES_TASK_FILTER_READY,
  RUSHES_TASK_FILTER_KEPT,
  RUSHES_TASK_FILTER_SAVED,
  RUSHES_TASK_FILTER_FAILED, /* those that expired, too: nothing came of them */
  RUSHES_TASK_FILTER_EXPIRING,
} RushesTaskFilter;

#define RUSHES_N_TASK_FILTERS (RUSHES_TASK_FILTER_EXPIRING + 1)

#define RUSHES_TYPE_TASK_FILTER (rushes_task_filter_get_type ())
GType rushes_task_filter_get_type (void) G_GNUC_CONST;

/**
 * RushesTaskSort: what the list is sorted by. Among equals the one that was added last comes first. It can be
 * reversed: but what a task does not have yet stands at the end either way.
 */
typedef enum
{
  RUSHES_TASK_SORT_SUBMITTED, /* newest first */
  RUSHES_TASK_SORT_FINISHED,  /* newest first */
  RUSHES_TASK_SORT_STATE,     /* as the filters stand */
  RUSHES_TASK_SORT_TIME_LEFT, /* the most urgent first */
  RUSHES_TASK_SORT_LABEL,     /* as people sort them, "take 2" before "take 10"; then ids */
  RUSHES_TASK_SORT_SIZE,      /* largest first */
} RushesTaskSort;

#define RUSHES_TYPE_TASK_SORT (rushes_task_sort_get_type ())
GType rushes_task_sort_get_type (void) G_GNUC_CONST;

/* Whether tasks of one day stand together in it. */
gboolean rushes_task_sort_has_days (RushesTaskSort sort);

/* What bears it is shown: see RushesTaskShown. 0 is no stamp. */
typedef struct
{
  guint side; /* 0 or 1 */
  guint32 stamp;
} RushesTaskMark;

/**
 * RushesTaskEntry: what the view's model remembers of a task, so that it need not be worked out each time.
 */
typedef struct
{
  RushesTask *task;
  char *folded;         /* (nullable): all its words, ready to be searched */
  RushesTaskName *name; /* (nullable): once it was sorted by it: its label; its id, where that is no number */
  gint64 key;           /* less comes first; of the sort that was set last */
  gint64 order;
  guint32 stamps[2];   /* of marks: one of what is shown, one of what is to be shown next */
  guint group : 4;     /* RushesTaskFilter */
  guint by_name : 1;   /* of that sort, */
  guint reversed : 1;  /* as this is */
  guint named : 1;     /* its name is that of its label, or was when it got its place */
  guint renamed : 1;   /* its label is another one since */
  guint expiring : 1;
  guint leaving : 1;
} RushesTaskEntry;

RushesTaskEntry *rushes_task_entry_new (RushesTask *task);
void             rushes_task_entry_free (RushesTaskEntry *self);

RushesTaskFilter rushes_task_entry_work_out_group (const RushesTaskEntry *self);
/* When its link stops working, where that is all there is of its video; else 0. */
gint64 rushes_task_entry_get_expires_at (const RushesTaskEntry *self);

/* The time that its day follows from, in a sort that has days; 0: that is not known. */
gint64 rushes_task_entry_get_time (const RushesTaskEntry *self, RushesTaskSort sort);

/* Works its place out for @sort. @names: (nullable): where many are worked out */
void rushes_task_entry_set_key (RushesTaskEntry *self,
                                RushesTaskSort   sort,
                                gboolean         reversed,
                                RushesTaskNames *names);
/* Whether its place for @sort is another one than what it was set to. */
gboolean rushes_task_entry_is_misplaced (const RushesTaskEntry *self, RushesTaskSort sort, gboolean reversed);
/* A total order, of two that were set for the same sort: never 0 for two different ones. */
int rushes_task_entry_compare (const RushesTaskEntry *self, const RushesTaskEntry *other);

/* Whether something here may follow from that property of the task. */
gboolean rushes_task_entry_is_concerned (const char *property);
/* The property may be a part of its text, or its name: that is read again when it is searched, or sorted, next. */
void rushes_task_entry_forget_text (RushesTaskEntry *self, const char *property);
/* @words: (nullable): of rushes_task_words_split(): all of them must be in its text */
gboolean rushes_task_entry_matches (RushesTaskEntry   *self,
                                    RushesTaskFilter   filter,
                                    const char *const *words);

G_END_DECLS
