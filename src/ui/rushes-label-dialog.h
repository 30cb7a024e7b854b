/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compat/rushes-compat-dialogs.h"
#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesLabelDialog: asks what a task, or several together, are to be called.
 *
 * Signals: "label-chosen" (label string): the user confirmed; "" takes the label away. It closes by itself.
 */
#define RUSHES_TYPE_LABEL_DIALOG (rushes_label_dialog_get_type ())
G_DECLARE_FINAL_TYPE (RushesLabelDialog, rushes_label_dialog, RUSHES, LABEL_DIALOG, RushesCompatAlert)

GtkWidget *rushes_label_dialog_new (RushesTask *task);
/* @tasks: (element-type RushesTask): one or more */
GtkWidget *rushes_label_dialog_new_for_tasks (GPtrArray *tasks);

G_END_DECLS
