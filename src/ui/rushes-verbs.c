/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-verbs"

#include "config.h"

#include "ui/rushes-verbs.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *action;
  const char *label;
  const char *menu_label;
  const char *icon;
} VerbWords;

static const VerbWords words[] = {
  [RUSHES_VERB_SAVE] = { "win.save", N_ ("Save Video…"), N_ ("_Save Video…"), "document-save-symbolic" },
  [RUSHES_VERB_CANCEL_SAVE] = { "win.cancel-save", N_ ("Cancel Saving"), N_ ("_Cancel Saving"),
                                "window-close-symbolic" },
  [RUSHES_VERB_OPEN] = { "win.open", N_ ("Open Video"), N_ ("_Open Video"), "media-playback-start-symbolic" },
  [RUSHES_VERB_SHOW_IN_FILES] = { "win.show-in-files", N_ ("Show in Files"), N_ ("Show in _Files"),
                                  "folder-symbolic" },
  [RUSHES_VERB_COPY_ID] = { "win.copy-id", N_ ("Copy ID"), N_ ("_Copy ID"), "edit-copy-symbolic" },
  [RUSHES_VERB_RENAME] = { "win.rename", N_ ("Rename…"), N_ ("_Rename…"), "document-edit-symbolic" },
  [RUSHES_VERB_ASK_AGAIN] = { "win.ask-again", N_ ("Ask Again"), N_ ("_Ask Again"), "view-refresh-symbolic" },
  [RUSHES_VERB_REMOVE] = { "win.remove", N_ ("Remove From List"), N_ ("Re_move From List"),
                           "user-trash-symbolic" },
};

static gboolean
can_save (RushesTask *task)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  if (rushes_task_get_saving (task))
    return FALSE;

  switch (rushes_task_get_state (task))
    {
    case RUSHES_STATE_READY:
    case RUSHES_STATE_KEPT:
      return TRUE;
    case RUSHES_STATE_SAVED:
      /* Once more, elsewhere: as long as there is something to fetch it from. */
      return snapshot != NULL && rushes_snapshot_has_link (snapshot);
    case RUSHES_STATE_UNKNOWN:
    case RUSHES_STATE_WAITING:
    case RUSHES_STATE_RUNNING:
    case RUSHES_STATE_EXPIRED:
    case RUSHES_STATE_FAILED:
      break;
    }
  return FALSE;
}

gboolean
rushes_verb_applies (RushesVerb verb, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  switch (verb)
    {
    case RUSHES_VERB_SAVE:
      return can_save (task);
    case RUSHES_VERB_CANCEL_SAVE:
      return rushes_task_get_saving (task);
    case RUSHES_VERB_OPEN:
    case RUSHES_VERB_SHOW_IN_FILES:
      return rushes_task_get_saved_path (task) != NULL && !rushes_task_get_saving (task);
    case RUSHES_VERB_COPY_ID:
    case RUSHES_VERB_RENAME:
    case RUSHES_VERB_ASK_AGAIN:
    case RUSHES_VERB_REMOVE:
      return TRUE;
    case RUSHES_VERB_NONE:
      break;
    }
  return FALSE;
}

RushesVerb
rushes_verb_choose (RushesTask *task)
{
  static const RushesVerb by_rank[] = { RUSHES_VERB_CANCEL_SAVE, RUSHES_VERB_SHOW_IN_FILES,
                                        RUSHES_VERB_SAVE };

  g_return_val_if_fail (RUSHES_IS_TASK (task), RUSHES_VERB_NONE);

  for (gsize i = 0; i < G_N_ELEMENTS (by_rank); i++)
    if (rushes_verb_applies (by_rank[i], task))
      return by_rank[i];

  /* Asking renews the link. */
  return rushes_task_get_state (task) == RUSHES_STATE_EXPIRED ? RUSHES_VERB_ASK_AGAIN : RUSHES_VERB_NONE;
}

const char *
rushes_verb_get_action (RushesVerb verb)
{
  g_return_val_if_fail (verb < RUSHES_VERB_NONE, NULL);

  return words[verb].action;
}

const char *
rushes_verb_get_label (RushesVerb verb)
{
  g_return_val_if_fail (verb < RUSHES_VERB_NONE, NULL);

  return _ (words[verb].label);
}

const char *
rushes_verb_get_menu_label (RushesVerb verb)
{
  g_return_val_if_fail (verb < RUSHES_VERB_NONE, NULL);

  return _ (words[verb].menu_label);
}

const char *
rushes_verb_get_icon (RushesVerb verb)
{
  g_return_val_if_fail (verb < RUSHES_VERB_NONE, NULL);

  return words[verb].icon;
}
