/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-describe-transfer"

#include "config.h"

#include "ui/rushes-describe-transfer.h"

#include <glib/gi18n-lib.h>

#include "ui/rushes-format.h"

/* "1.6 MB of 3.8 MB" */
static char *
describe_bytes (RushesTask *task)
{
  gint64 total = rushes_task_get_transfer_total (task);
  g_autofree char *done = rushes_format_size (rushes_task_get_transfer_bytes (task));
  g_autofree char *whole = rushes_format_size (total);

  if (done == NULL || whole == NULL)
    return g_steal_pointer (&done);
  /* Translators: how much of a video has been fetched, and how large it is: "1.6 MB of 3.8 MB" */
  return g_strdup_printf (_ ("%s of %s"), done, whole);
}

static char *
describe_speed (RushesTask *task)
{
  g_autofree char *size = rushes_format_size (rushes_task_get_transfer_speed (task));

  /* Translators: bytes a second: "820 kB/s" */
  return size != NULL ? g_strdup_printf (_ ("%s/s"), size) : NULL;
}

static char *
describe_left (RushesTask *task)
{
  gint64 seconds = rushes_task_get_transfer_seconds_left (task);
  g_autofree char *span = seconds >= 0 ? rushes_format_span (MAX (seconds, 1)) : NULL;

  /* Translators: the time that fetching a video still takes: "3 s left" */
  return span != NULL ? g_strdup_printf (_ ("%s left"), span) : NULL;
}

static char *
describe_flow (RushesTask *task)
{
  const gboolean saving = rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE;
  g_autofree char *bytes = describe_bytes (task);
  g_autofree char *speed = describe_speed (task);
  g_autofree char *left = describe_left (task);
  const char *word;

  if (bytes == NULL)
    return g_strdup (saving ? _ ("Saving…") : _ ("Fetching…"));
  /* Translators: what goes on: "Saving · 2.1 MB of 5.6 MB · 820 kB/s · 4 s left" */
  word = saving ? C_ ("transfer", "Saving") : C_ ("transfer", "Fetching");
  return rushes_format_join ((const char *[]){ word, bytes, speed, left }, 4);
}

/* NULL where there is nothing to say, or where figures say it. */
static const char *
choose_words (RushesTask *task)
{
  const gboolean saving = rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE;

  switch (rushes_task_get_transfer_state (task))
    {
    case RUSHES_TRANSFER_QUEUED:
      /* Translators: of a video that is saved after others */
      return saving ? _ ("Waiting for its turn") : NULL;
    case RUSHES_TRANSFER_ASKING:
      return _ ("Asking for a fresh link…");
    case RUSHES_TRANSFER_CONNECTING:
      return _ ("Connecting…");
    case RUSHES_TRANSFER_VERIFYING:
      return _ ("Checking the video…");
    case RUSHES_TRANSFER_COMMITTING:
      /* Translators: a fetched video is moved to where it belongs */
      return _ ("Putting the video in place…");
    case RUSHES_TRANSFER_WAITING:
      /* Translators: fetching a video was interrupted; it goes on by itself after a while */
      return _ ("Interrupted, trying again soon");
    case RUSHES_TRANSFER_PAUSED:
      return rushes_describe_is_out_of_space (task) ? _ ("Paused until there is space") : _ ("Paused");
    case RUSHES_TRANSFER_FAILED:
      return saving ? _ ("Not saved") : _ ("Not fetched");
    case RUSHES_TRANSFER_NONE:
    case RUSHES_TRANSFER_RUNNING:
      break;
    }
  return NULL;
}

/* Whether what is there already matters beside the words: not where they are over in a moment. */
static gboolean
has_figures (RushesTransferState state)
{
  return state == RUSHES_TRANSFER_QUEUED || state == RUSHES_TRANSFER_WAITING
         || state == RUSHES_TRANSFER_PAUSED || state == RUSHES_TRANSFER_FAILED;
}

char *
rushes_describe_transfer (RushesTask *task)
{
  RushesTransferState state = RUSHES_TRANSFER_NONE;
  const char *words = NULL;
  g_autofree char *bytes = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  state = rushes_task_get_transfer_state (task);
  if (state == RUSHES_TRANSFER_RUNNING)
    return describe_flow (task);
  words = choose_words (task);
  /* Why it failed is told beside it. */
  if (words == NULL || (state == RUSHES_TRANSFER_FAILED && rushes_task_get_problem (task) != NULL))
    return NULL;

  bytes = has_figures (state) ? describe_bytes (task) : NULL;
  return rushes_format_join ((const char *[]){ words, bytes }, 2);
}

char *
rushes_describe_transfer_briefly (RushesTask *task)
{
  gboolean saving = FALSE;
  int percent = 0;

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  if (rushes_task_get_transfer_state (task) != RUSHES_TRANSFER_RUNNING)
    return g_strdup (choose_words (task));

  saving = rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE;
  percent = (int) (rushes_describe_transfer_fraction (task) * 100);
  if (percent <= 0)
    return g_strdup (saving ? _ ("Saving…") : _ ("Fetching…"));
  /* Translators: how much of a video has been saved, in per cent; there is little room */
  return saving ? g_strdup_printf (_ ("Saving %d %%"), percent)
                /* Translators: how much of a video has been fetched, in per cent; there is little room */
                : g_strdup_printf (_ ("Fetching %d %%"), percent);
}

const char *
rushes_describe_transfer_icon (RushesTask *task)
{
  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  switch (rushes_task_get_transfer_state (task))
    {
    case RUSHES_TRANSFER_QUEUED:
    case RUSHES_TRANSFER_WAITING:
      return "rushes-waiting-symbolic";
    case RUSHES_TRANSFER_PAUSED:
      return "media-playback-pause-symbolic";
    case RUSHES_TRANSFER_FAILED:
      return "dialog-warning-symbolic";
    case RUSHES_TRANSFER_VERIFYING:
    case RUSHES_TRANSFER_COMMITTING:
      return "object-select-symbolic";
    case RUSHES_TRANSFER_NONE:
    case RUSHES_TRANSFER_ASKING:
    case RUSHES_TRANSFER_CONNECTING:
    case RUSHES_TRANSFER_RUNNING:
      break;
    }
  return rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE ? "document-save-symbolic"
                                                                        : "folder-download-symbolic";
}

gboolean
rushes_describe_is_out_of_space (RushesTask *task)
{
  RushesFailure *problem = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  problem = rushes_task_get_problem (task);
  return rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_PAUSED && problem != NULL
         && g_str_equal (rushes_failure_get_code (problem), "disk-full");
}

gboolean
rushes_describe_is_coming (RushesTask *task)
{
  RushesTransferState state = RUSHES_TRANSFER_NONE;

  g_return_val_if_fail (RUSHES_IS_TASK (task), FALSE);

  state = rushes_task_get_transfer_state (task);
  return rushes_transfer_state_is_going_on (state) && state != RUSHES_TRANSFER_WAITING;
}

double
rushes_describe_transfer_fraction (RushesTask *task)
{
  gint64 total = 0;

  g_return_val_if_fail (RUSHES_IS_TASK (task), 0);

  total = rushes_task_get_transfer_total (task);
  if (total > 0)
    return CLAMP ((double) rushes_task_get_transfer_bytes (task) / (double) total, 0, 1);
  return rushes_task_get_transfer_state (task) == RUSHES_TRANSFER_RUNNING ? -1 : 0;
}
