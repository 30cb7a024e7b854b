/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * rushes_label_dialog_ask_async:
 * @tasks: (element-type RushesTask): one or more
 *
 * Asks what a task, or several together, are to be called.
 *
 * Returns of finish: (transfer full) (nullable): the label; "" takes it away; NULL where the user
 * thought better of it
 */
void  rushes_label_dialog_ask_async (GtkWindow           *parent,
                                     GPtrArray           *tasks,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
char *rushes_label_dialog_ask_finish (GAsyncResult *result);

G_END_DECLS
