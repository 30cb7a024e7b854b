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

  if (bytes == NULL)
    return g_strdup (saving ? _ ("Saving…") : _ ("Fetching…"));
  return rushes_format_join ((const char *[]){ saving ? _ ("Saving") : _ ("Fetching"), bytes, speed, left },
                             4);
}

char *
rushes_describe_transfer (RushesTask *task)
{
  g_autofree char *bytes = NULL;
  const char *words = NULL;

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  switch (rushes_task_get_transfer_state (task))
    {
    case RUSHES_TRANSFER_NONE:
      return NULL;
    case RUSHES_TRANSFER_QUEUED:
      if (rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_KEEP)
        return NULL;
      /* Translators: of a video that is saved after others */
      words = _ ("Waiting for its turn");
      break;
    case RUSHES_TRANSFER_ASKING:
      return g_strdup (_ ("Asking for a fresh link…"));
    case RUSHES_TRANSFER_CONNECTING:
      return g_strdup (_ ("Connecting…"));
    case RUSHES_TRANSFER_RUNNING:
      return describe_flow (task);
    case RUSHES_TRANSFER_VERIFYING:
      return g_strdup (_ ("Checking the video…"));
    case RUSHES_TRANSFER_COMMITTING:
      /* Translators: a fetched video is moved to where it belongs */
      return g_strdup (_ ("Putting the video in place…"));
    case RUSHES_TRANSFER_WAITING:
      /* Translators: fetching a video was interrupted; it goes on by itself after a while */
      words = _ ("Interrupted, trying again soon");
      break;
    case RUSHES_TRANSFER_PAUSED:
      words = rushes_describe_is_out_of_space (task) ? _ ("Paused until there is space") : _ ("Paused");
      break;
    case RUSHES_TRANSFER_FAILED:
      /* Why is told beside it. */
      if (rushes_task_get_problem (task) != NULL)
        return NULL;
      words = rushes_task_get_transfer_purpose (task) == RUSHES_PURPOSE_SAVE ? _ ("Not saved")
                                                                             : _ ("Not fetched");
      break;
    }
  bytes = describe_bytes (task);
  return rushes_format_join ((const char *[]){ words, bytes }, 2);
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
