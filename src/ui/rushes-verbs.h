/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "library/rushes-task.h"

G_BEGIN_DECLS

/**
 * RushesVerb: what a user can do with one task. Each is an action of the window that takes the
 * task's order (int64; -1 is the selected task).
 */
typedef enum
{
  RUSHES_VERB_SAVE,
  RUSHES_VERB_SAVE_AGAIN, /* the saved file was moved or deleted */
  RUSHES_VERB_SAVE_DAMAGED, /* what came damaged, as it is */
  RUSHES_VERB_PAUSE,
  RUSHES_VERB_RESUME,
  RUSHES_VERB_RETRY,
  RUSHES_VERB_CANCEL_SAVING,
  RUSHES_VERB_CANCEL_KEEPING,
  RUSHES_VERB_DETAILS, /* all that is known of it */
  RUSHES_VERB_OPEN,
  RUSHES_VERB_SHOW_IN_FILES,
  RUSHES_VERB_COPY_PATH,
  RUSHES_VERB_COPY_ID,
  RUSHES_VERB_RENAME,
  RUSHES_VERB_ASK_AGAIN,
  RUSHES_VERB_DELETE_DAMAGED,
  RUSHES_VERB_REMOVE_KEPT,
  RUSHES_VERB_REMOVE,
  RUSHES_VERB_NONE,
} RushesVerb;

/* Whether it can be done with @task as it stands now. */
gboolean rushes_verb_applies (RushesVerb verb, RushesTask *task);

/* The one thing to offer beside the task, or RUSHES_VERB_NONE. */
RushesVerb rushes_verb_choose (RushesTask *task);

/* "win.save" */
const char *rushes_verb_get_action (RushesVerb verb);
/* For a button; without a mnemonic, since the same letter in every row would lead nowhere. */
const char *rushes_verb_get_label (RushesVerb verb);
const char *rushes_verb_get_icon (RushesVerb verb);

/* (transfer full): what can be done with @task, for its context menu wherever it is shown */
GMenuModel *rushes_verbs_new_menu (RushesTask *task);

G_END_DECLS
