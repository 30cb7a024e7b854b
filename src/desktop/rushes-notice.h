/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * Notices: what is said in a notification, and what can be done there. Pure. All (transfer full).
 *
 * What others have written is one line of plain text in the title, and where the desktop may read markup
 * (the body) it holds none. No link and no path goes into them. Their buttons are actions of the application,
 * which work when it no longer runs; their targets are those of rushes-task-target.h.
 */

/* Their ids: one of a task takes the place of the one before. */
#define RUSHES_NOTICE_SUMMARY "summary"
#define RUSHES_NOTICE_EXPIRING "expiring"
#define RUSHES_NOTICE_SAVED "saved"
#define RUSHES_NOTICE_DENIED "denied"
char *rushes_notice_id_for_task (RushesTask *task);

/* How it ended, by the state that it has. */
GNotification *rushes_notice_new_for_task (RushesTask *task);

/* Of several at once: @tasks: (element-type RushesTask) */
GNotification *rushes_notice_new_summary (GPtrArray *tasks);

/* That so many videos are lost soon. */
GNotification *rushes_notice_new_expiring (guint n_expiring);

/* What became of saving from a notification. @first: one of those that are saved, to be shown */
GNotification *rushes_notice_new_saved (RushesTask *first, guint n_saved, const char *folder);
/* @task: one of those that are not saved */
GNotification *rushes_notice_new_unsaved (RushesTask *task, guint n_failed, guint n_tasks);

/* The system does not let it run in the background. */
GNotification *rushes_notice_new_denied (void);

/* @text without what could be read as markup. */
char *rushes_notice_escape (const char *text);

G_END_DECLS
