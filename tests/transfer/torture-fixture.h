/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/rushes-gateway.h"
#include "library/rushes-library.h"

G_BEGIN_DECLS

/**
 * A gateway with finished tasks whose videos nowhere repeat, and the folders of somebody who fetches them:
 * what is in there has to be whole at any moment.
 */

#define TORTURE_KEY "sk-torture-canary-key-0123456789abcdef"

typedef struct
{
  char *id;
  GBytes *bytes;
} TortureVideo;

typedef struct
{
  RushesGateway *gateway;
  GPtrArray *videos; /* of TortureVideo */
  char *data_folder;
  char *user_folder;
} Torture;

/* @data: unused */
void torture_set_up (Torture *torture, gconstpointer data);
void torture_tear_down (Torture *torture, gconstpointer data);
/* Fresh folders, as if nothing had been done before. */
void torture_begin_anew (Torture *torture);

/* Adds a task that has finished. @link_lasts: seconds */
void torture_add_video (Torture *torture, const char *id, gint64 size, double link_lasts);
/* (transfer none) (nullable): the one whose video the file holds to the byte, and nothing else */
const TortureVideo *torture_find_whole (Torture *torture, const char *path);

/* Fails where a file of the user's folder, or one that can be seen in videos/, is not whole. Returns how many
 * there are in the user's. */
guint torture_assert_nothing_partial (Torture *torture);

/* Whether any file below @folder, its name or an extended attribute has @needle in it; @but: (nullable): files
 * whose name begins so are left out. */
gboolean torture_folder_holds (const char *folder, const char *needle, const char *but);

/* How transfers stand, for whoever waits in vain. */
void torture_tell_tasks (GListModel *tasks);

/* RUSHES_KILL_ROUNDS and the like, or @usual */
guint32 torture_number_from_environment (const char *name, guint32 usual);

G_END_DECLS
