/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/rushes-task-view-model.h"

G_BEGIN_DECLS

/**
 * RushesDayHeading: the name of a day, above the first of its tasks; not visible above the others.
 *
 * Properties: "model" (RushesTaskViewModel, nullable), "position" (uint: of the task in it).
 */
#define RUSHES_TYPE_DAY_HEADING (rushes_day_heading_get_type ())
G_DECLARE_FINAL_TYPE (RushesDayHeading, rushes_day_heading, RUSHES, DAY_HEADING, GtkWidget)

GtkWidget *rushes_day_heading_new (void);

G_END_DECLS
