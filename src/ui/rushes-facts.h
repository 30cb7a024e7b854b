/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "library/rushes-task-details.h"
#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesFacts: what is known of a task, in a boxed list of names and values. Values can be selected. What is
 * not known has no row; rows stay where they are as long as they are shown, so that nobody's focus or
 * selection is lost when something else changes.
 */
#define RUSHES_TYPE_FACTS (rushes_facts_get_type ())
G_DECLARE_FINAL_TYPE (RushesFacts, rushes_facts, RUSHES, FACTS, AdwBin)

GtkWidget *rushes_facts_new (void);

/**
 * rushes_facts_set:
 * @details: (nullable): not loaded yet
 * @duration: of the video in milliseconds, 0 unknown
 * @frame_rate: frames a second, 0 unknown
 */
void rushes_facts_set (RushesFacts             *self,
                       RushesTask              *task,
                       const RushesTaskDetails *details,
                       gint64                   duration,
                       double                   frame_rate);

G_END_DECLS
