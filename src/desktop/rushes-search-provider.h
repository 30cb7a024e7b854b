/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/rushes-host.h"

G_BEGIN_DECLS

/* What stands below the task's name. Returns: (transfer full) (nullable): one line, plain text */
typedef char *(*RushesSearchDescribe) (RushesTask *task, gint64 now);

/**
 * RushesSearchProvider: tasks among the results of the desktop's search (org.gnome.Shell.SearchProvider2).
 * Main thread.
 *
 * It reads the library and asks no service; no window is needed, and none is made. Results are named by their
 * targets (rushes-task-target.h). No secret is said.
 *
 * Signals: "activate-task" (target utf8, timestamp uint): that task is to be shown; the target may have been
 * written by anybody; "launch-search" (text utf8, timestamp uint): the list is to be shown with what is found by
 * it.
 */
#define RUSHES_TYPE_SEARCH_PROVIDER (rushes_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (RushesSearchProvider, rushes_search_provider, RUSHES, SEARCH_PROVIDER, GObject)

RushesSearchProvider *rushes_search_provider_new (RushesHost *host, RushesSearchDescribe describe);

/* @application_path: the application's own object: the provider's is "SearchProvider" below it. */
gboolean rushes_search_provider_export (RushesSearchProvider  *self,
                                        GDBusConnection       *connection,
                                        const char            *application_path,
                                        GError               **error);
void     rushes_search_provider_unexport (RushesSearchProvider *self);

G_END_DECLS
