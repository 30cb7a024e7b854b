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
  [RUSHES_VERB_SAVE_AGAIN] = { "win.save", N_ ("Save Again…"), N_ ("_Save Again…"),
                               "document-save-symbolic" },
  [RUSHES_VERB_SAVE_DAMAGED] = { "win.save-damaged", N_ ("Save Damaged Video…"), N_ ("Save _Damaged Video…"),
                                 "document-save-symbolic" },
  [RUSHES_VERB_PAUSE] = { "win.pause", N_ ("Pause"), N_ ("_Pause"), "media-playback-pause-symbolic" },
  [RUSHES_VERB_RESUME] = { "win.resume", N_ ("Resume"), N_ ("_Resume"), "media-playback-start-symbolic" },
  [RUSHES_VERB_RETRY] = { "win.retry", N_ ("Try Again"), N_ ("_Try Again"), "view-refresh-symbolic" },
  [RUSHES_VERB_CANCEL_SAVING] = { "win.cancel", N_ ("Cancel Saving"), N_ ("_Cancel Saving"),
                                  "process-stop-symbolic" },
  [RUSHES_VERB_CANCEL_KEEPING] = { "win.cancel", N_ ("Don’t Keep"), N_ ("Don’t _Keep"),
                                   "process-stop-symbolic" },
  [RUSHES_VERB_DETAILS] = { "win.details", N_ ("Details"), N_ ("De_tails"), "dialog-information-symbolic" },
  [RUSHES_VERB_OPEN] = { "win.open", N_ ("Open Video"), N_ ("_Open Video"), "media-playback-start-symbolic" },
  [RUSHES_VERB_SHOW_IN_FILES] = { "win.show-in-files", N_ ("Show in Files"), N_ ("Show in _Files"),
                                  "folder-symbolic" },
  [RUSHES_VERB_COPY_PATH] = { "win.copy-path", N_ ("Copy Path"), N_ ("Copy P_ath"), "edit-copy-symbolic" },
  [RUSHES_VERB_COPY_ID] = { "win.copy-id", N_ ("Copy ID"), N_ ("_Copy ID"), "edit-copy-symbolic" },
  [RUSHES_VERB_RENAME] = { "win.rename", N_ ("Rename…"), N_ ("_Rename…"), "document-edit-symbolic" },
  [RUSHES_VERB_ASK_AGAIN] = { "win.ask-again", N_ ("Ask Again"), N_ ("_Ask Again"), "view-refresh-symbolic" },
  [RUSHES_VERB_DELETE_DAMAGED] = { "win.delete-damaged", N_ ("Delete Damaged Video"),
                                   N_ ("De_lete Damaged Video"), "user-trash-symbolic" },
  [RUSHES_VERB_REMOVE_KEPT] = { "win.remove-kept", N_ ("Remove Kept Video"), N_ ("Remove _Kept Video"),
                                "user-trash-symbolic" },
  [RUSHES_VERB_REMOVE] = { "win.remove", N_ ("Remove From List"), N_ ("Re_move From List"),
                           "user-trash-symbolic" },
};

static gboolean
can_save (RushesTask *task)
{
  RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  const RushesTransferState transfer = rushes_task_get_transfer_state (task);

  /* On its way to where it was asked for already; keeping it is no obstacle. */
  if (rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE
      && (rushes_transfer_state_is_going_on (transfer) || transfer == RUSHES_TRANSFER_PAUSED))
    return FALSE;

  switch (rushes_task_get_state (task))
    {
    case RUSHES_STATE_READY:
    case RUSHES_STATE_KEPT:
      return TRUE;
    case RUSHES_STATE_SAVED:
      /* Once more: from our own copy, by a link that is still known, or by a fresh one. */
      return rushes_task_get_saved_missing (task) || rushes_task_get_kept_path (task) != NULL
             || (snapshot != NULL && rushes_snapshot_has_link (snapshot));
    case RUSHES_STATE_UNKNOWN:
    case RUSHES_STATE_WAITING:
    case RUSHES_STATE_RUNNING:
    case RUSHES_STATE_EXPIRED:
    case RUSHES_STATE_FAILED:
      break;
    }
  return FALSE;
}

static gboolean
can_pause (RushesTask *task)
{
  const RushesTransferState state = rushes_task_get_transfer_state (task);

  /* What is whole already comes to its end at once. */
  return rushes_transfer_state_is_going_on (state) && state != RUSHES_TRANSFER_VERIFYING
         && state != RUSHES_TRANSFER_COMMITTING;
}

static gboolean
can_cancel (RushesTask *task, RushesTransferPurpose purpose)
{
  const RushesTransferState state = rushes_task_get_transfer_state (task);

  return rushes_task_get_transfer_purpose (task) == purpose
         && (rushes_transfer_state_is_going_on (state) || state == RUSHES_TRANSFER_PAUSED
             || state == RUSHES_TRANSFER_FAILED);
}

static gboolean
has_file (RushesTask *task)
{
  return rushes_task_get_kept_path (task) != NULL
         || (rushes_task_get_saved_path (task) != NULL && !rushes_task_get_saved_missing (task));
}

gboolean
rushes_verb_applies (RushesVerb verb, RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  switch (verb)
    {
    case RUSHES_VERB_SAVE:
      return can_save (task) && !rushes_task_get_saved_missing (task);
    case RUSHES_VERB_SAVE_AGAIN:
      return can_save (task) && rushes_task_get_saved_missing (task);
    case RUSHES_VERB_SAVE_DAMAGED:
    case RUSHES_VERB_DELETE_DAMAGED:
      return rushes_task_get_has_damaged (task);
    case RUSHES_VERB_PAUSE:
      return can_pause (task);
    case RUSHES_VERB_RESUME:
      return rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_PAUSED;
    case RUSHES_VERB_RETRY:
      return rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_FAILED;
    case RUSHES_VERB_CANCEL_SAVING:
      return can_cancel (task, RUSHES_PURPOSE_SAVE);
    case RUSHES_VERB_CANCEL_KEEPING:
      return can_cancel (task, RUSHES_PURPOSE_KEEP);
    case RUSHES_VERB_OPEN:
    case RUSHES_VERB_SHOW_IN_FILES:
    case RUSHES_VERB_COPY_PATH:
      return has_file (task);
    case RUSHES_VERB_REMOVE_KEPT:
      return rushes_task_get_kept_path (task) != NULL;
    case RUSHES_VERB_DETAILS:
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

/* What the user waits for is at hand: what comes by itself is not, since it can be saved meanwhile. */
static RushesVerb
choose_for_save (RushesTask *task)
{
  RushesFailure *problem = rushes_task_get_problem (task);

  if (can_pause (task))
    return RUSHES_VERB_PAUSE;
  if (rushes_verb_applies (RUSHES_VERB_RESUME, task))
    return RUSHES_VERB_RESUME;
  /* The same folder would refuse it again. */
  if (rushes_verb_applies (RUSHES_VERB_RETRY, task)
      && (problem == NULL || rushes_failure_get_remedy (problem) != RUSHES_REMEDY_CHOOSE_FOLDER))
    return RUSHES_VERB_RETRY;
  return RUSHES_VERB_NONE;
}

RushesVerb
rushes_verb_choose (RushesTask *task)
{
  RushesVerb verb = RUSHES_VERB_NONE;

  g_return_val_if_fail (RUSHES_IS_TASK (task), RUSHES_VERB_NONE);

  if (rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE)
    verb = choose_for_save (task);
  if (verb != RUSHES_VERB_NONE)
    return verb;
  if (rushes_task_get_state (task) == RUSHES_STATE_SAVED && has_file (task))
    return RUSHES_VERB_SHOW_IN_FILES;
  if (rushes_verb_applies (RUSHES_VERB_SAVE, task))
    return RUSHES_VERB_SAVE;
  if (rushes_verb_applies (RUSHES_VERB_SAVE_AGAIN, task))
    return RUSHES_VERB_SAVE_AGAIN;

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
rushes_verb_get_icon (RushesVerb verb)
{
  g_return_val_if_fail (verb < RUSHES_VERB_NONE, NULL);

  return words[verb].icon;
}

/* The sections of the context menu. */
static const RushesVerb transfer_verbs[] = { RUSHES_VERB_PAUSE, RUSHES_VERB_RESUME, RUSHES_VERB_RETRY,
                                             RUSHES_VERB_CANCEL_SAVING, RUSHES_VERB_CANCEL_KEEPING };
static const RushesVerb video_verbs[] = { RUSHES_VERB_SAVE,          RUSHES_VERB_SAVE_AGAIN,
                                          RUSHES_VERB_SAVE_DAMAGED,  RUSHES_VERB_OPEN,
                                          RUSHES_VERB_SHOW_IN_FILES, RUSHES_VERB_COPY_PATH };
static const RushesVerb task_verbs[] = { RUSHES_VERB_DETAILS, RUSHES_VERB_COPY_ID, RUSHES_VERB_RENAME,
                                         RUSHES_VERB_ASK_AGAIN };
static const RushesVerb last_verbs[] = { RUSHES_VERB_DELETE_DAMAGED, RUSHES_VERB_REMOVE_KEPT,
                                         RUSHES_VERB_REMOVE };

static void
append_verbs (GMenu *menu, RushesTask *task, const RushesVerb *verbs, gsize n_verbs)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (gsize i = 0; i < n_verbs; i++)
    {
      g_autoptr (GMenuItem) item = NULL;

      if (!rushes_verb_applies (verbs[i], task))
        continue;
      item = g_menu_item_new (_ (words[verbs[i]].menu_label), NULL);
      g_menu_item_set_action_and_target (item, rushes_verb_get_action (verbs[i]), "x",
                                         rushes_task_get_order (task));
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

GMenuModel *
rushes_verbs_new_menu (RushesTask *task)
{
  GMenu *model = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  model = g_menu_new ();
  append_verbs (model, task, transfer_verbs, G_N_ELEMENTS (transfer_verbs));
  append_verbs (model, task, video_verbs, G_N_ELEMENTS (video_verbs));
  append_verbs (model, task, task_verbs, G_N_ELEMENTS (task_verbs));
  append_verbs (model, task, last_verbs, G_N_ELEMENTS (last_verbs));
  return G_MENU_MODEL (model);
}
