/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesTaskName: a text that is ready to be compared as people sort: whatever the case, and "take 2" before
 * "take 10". Shared by all that are called the same. One thread.
 */
typedef struct _RushesTaskName RushesTaskName;

RushesTaskName *rushes_task_name_new (const char *text);
RushesTaskName *rushes_task_name_ref (RushesTaskName *self);
void            rushes_task_name_unref (RushesTaskName *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTaskName, rushes_task_name_unref)

/* (nullable): no name comes first */
int rushes_task_name_compare (const RushesTaskName *self, const RushesTaskName *other);

/* What rushes_task_name_get_number() says at most. */
#define RUSHES_TASK_NAME_MOST (G_GINT64_CONSTANT (1000000000000000000) + 1)

/**
 * rushes_task_name_is_number:
 * @number: (out): 0 to 10^18 - 1, where it is one
 *
 * Ids are, mostly, and are compared without names then: names of two numbers are in the order of the numbers.
 *
 * Returns: whether @text is a number and nothing else, as one writes it
 */
gboolean rushes_task_name_is_number (const char *text, gint64 *number);
/**
 * rushes_task_name_get_number:
 * @text: another text than those
 *
 * Returns: where its name is among those of numbers: -1 to %RUSHES_TASK_NAME_MOST. It comes after the name of
 * that number itself, and before that of the next one.
 */
gint64 rushes_task_name_get_number (const RushesTaskName *self, const char *text);

/**
 * RushesTaskNames: the names that were made last. Tasks come in batches that are called the same, and what
 * makes a name costs far more than the look here.
 */
typedef struct _RushesTaskNames RushesTaskNames;

RushesTaskNames *rushes_task_names_new (void);
void             rushes_task_names_free (RushesTaskNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTaskNames, rushes_task_names_free)

/* Returns: (transfer full) */
RushesTaskName *rushes_task_names_get (RushesTaskNames *self, const char *text);

G_END_DECLS
