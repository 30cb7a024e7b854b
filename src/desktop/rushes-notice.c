/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-notice"

#include "config.h"

#include "desktop/rushes-notice.h"

#include <glib/gi18n-lib.h>

#include "base/rushes-text.h"
#include "desktop/rushes-task-target.h"

#define MAX_TITLE 60
#define MAX_BODY 300
/* A summary names so many of its tasks. */
#define MOST_NAMES 3

char *
rushes_notice_id_for_task (RushesTask *task)
{
  g_autofree char *target = rushes_task_target_dup (task);

  return g_strconcat ("task ", target, NULL);
}

/* Some desktops read markup in a body, others show what was escaped as it is: what looks the same and is no
 * markup is right for both. */
char *
rushes_notice_escape (const char *text)
{
  g_autofree char *neutral = rushes_text_neutralise (text, MAX_BODY);
  GString *escaped = g_string_new (NULL);

  for (const char *at = neutral; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      switch (*at)
        {
        case '<':
          g_string_append (escaped, "‹");
          break;
        case '>':
          g_string_append (escaped, "›");
          break;
        case '&':
          g_string_append (escaped, "＆");
          break;
        default:
          g_string_append_unichar (escaped, g_utf8_get_char (at));
        }
    }
  return g_string_free (escaped, FALSE);
}

/* What people call it. */
static char *
dup_name (RushesTask *task)
{
  char *label = rushes_text_neutralise (rushes_task_get_label (task), MAX_TITLE);

  return label != NULL ? label : rushes_text_neutralise (rushes_task_get_id (task), MAX_TITLE);
}

static void
set_body (GNotification *notice, const char *body)
{
  g_autofree char *escaped = rushes_notice_escape (body);

  g_notification_set_body (notice, escaped);
}

static void
add_button (GNotification *notice, const char *label, const char *action, RushesTask *task)
{
  g_autofree char *target = rushes_task_target_dup (task);

  g_notification_add_button_with_target (notice, label, action, "s", target);
}

static void
set_task_actions (GNotification *notice, RushesTask *task, gboolean can_save, gboolean is_here)
{
  g_autofree char *target = rushes_task_target_dup (task);

  g_notification_set_default_action_and_target (notice, "app.show-task", "s", target);
  if (can_save)
    /* Translators: a button of a notification: saves the video of the task that it is about */
    add_button (notice, C_ ("notification", "Save"), "app.save-task", task);
  if (is_here)
    add_button (notice, C_ ("notification", "Show in Files"), "app.show-task-in-files", task);
  /* Translators: a button of a notification: opens the window with all that is known of the task */
  add_button (notice, C_ ("notification", "Details"), "app.show-task", task);
}

/* One task */

static GNotification *
new_failed (RushesTask *task, const char *name)
{
  RushesFailure *failure = rushes_task_get_failure (task);
  /* Translators: the title of a notification; %s is the label or the id of a task */
  g_autofree char *title = g_strdup_printf (_ ("“%s” failed"), name);
  g_autoptr (GNotification) notice = g_notification_new (title);

  if (failure != NULL)
    {
      g_autofree char *body = g_strjoin (" ", rushes_failure_get_message (failure),
                                         rushes_failure_get_hint (failure), NULL);

      set_body (notice, body);
    }
  g_notification_set_category (notice, "transfer.error");
  set_task_actions (notice, task, FALSE, FALSE);
  return g_steal_pointer (&notice);
}

static const char *
describe_whereabouts (RushesState state)
{
  switch (state)
    {
    case RUSHES_STATE_KEPT:
      return _ ("Its video is kept in Rushes.");
    case RUSHES_STATE_SAVED:
      return _ ("Its video is saved.");
    case RUSHES_STATE_READY:
      return _ ("Its video can be saved, as long as the link lasts.");
    case RUSHES_STATE_UNKNOWN:
    case RUSHES_STATE_WAITING:
    case RUSHES_STATE_RUNNING:
    case RUSHES_STATE_EXPIRED:
    case RUSHES_STATE_FAILED:
      break;
    }
  return NULL;
}

GNotification *
rushes_notice_new_for_task (RushesTask *task)
{
  const RushesState state = rushes_task_get_state (task);
  g_autofree char *name = dup_name (task);
  g_autofree char *title = NULL;
  g_autoptr (GNotification) notice = NULL;
  const char *whereabouts = describe_whereabouts (state);

  g_return_val_if_fail (RUSHES_IS_TASK (task), NULL);

  if (state == RUSHES_STATE_FAILED)
    return new_failed (task, name);

  /* Translators: the title of a notification; %s is the label or the id of a task */
  title = g_strdup_printf (_ ("“%s” is finished"), name);
  notice = g_notification_new (title);
  if (whereabouts != NULL)
    set_body (notice, whereabouts);
  g_notification_set_category (notice, "transfer.complete");
  set_task_actions (notice, task, state == RUSHES_STATE_READY || state == RUSHES_STATE_KEPT,
                    state == RUSHES_STATE_KEPT || state == RUSHES_STATE_SAVED);
  return g_steal_pointer (&notice);
}

/* Several */

static guint
count_failed (GPtrArray *tasks)
{
  guint n_failed = 0;

  for (guint i = 0; i < tasks->len; i++)
    if (rushes_task_get_state (g_ptr_array_index (tasks, i)) == RUSHES_STATE_FAILED)
      n_failed++;
  return n_failed;
}

static char *
dup_names (GPtrArray *tasks)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MIN (tasks->len, MOST_NAMES); i++)
    g_ptr_array_add (names, dup_name (g_ptr_array_index (tasks, i)));
  if (tasks->len > MOST_NAMES)
    g_ptr_array_add (names, g_strdup ("…"));
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" · ", (char **) names->pdata);
}

GNotification *
rushes_notice_new_summary (GPtrArray *tasks)
{
  guint n_failed = 0;
  guint n_finished = 0;
  g_autofree char *finished = NULL;
  g_autofree char *failed = NULL;
  g_autofree char *names = NULL;
  g_autoptr (GNotification) notice = NULL;

  g_return_val_if_fail (tasks != NULL && tasks->len > 0, NULL);

  n_failed = count_failed (tasks);
  n_finished = tasks->len - n_failed;
  finished = g_strdup_printf (ngettext ("%u task is finished", "%u tasks are finished", n_finished),
                              n_finished);
  failed = g_strdup_printf (ngettext ("%u task failed", "%u tasks failed", n_failed), n_failed);
  names = dup_names (tasks);

  notice = g_notification_new (n_finished > 0 ? finished : failed);
  set_body (notice, n_finished > 0 && n_failed > 0 ? failed : names);
  g_notification_set_category (notice, n_finished > 0 ? "transfer.complete" : "transfer.error");
  if (n_finished > 0)
    /* Translators: a button of a notification: asks for a folder, and saves the videos there */
    g_notification_add_button (notice, C_ ("notification", "Save All…"), "app.save-all");
  return g_steal_pointer (&notice);
}

GNotification *
rushes_notice_new_expiring (guint n_expiring)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u video expires within the hour",
                                                      "%u videos expire within the hour", n_expiring),
                                            n_expiring);
  g_autoptr (GNotification) notice = g_notification_new (title);

  set_body (notice, _ ("After that, the service no longer has what is not saved."));
  g_notification_set_category (notice, "transfer");
  g_notification_set_priority (notice, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action (notice, "app.show-expiring");
  /* Translators: a button of a notification: saves the videos that it is about */
  g_notification_add_button (notice, C_ ("notification", "Save All"), "app.save-expiring");
  g_notification_add_button (notice, C_ ("notification", "Show"), "app.show-expiring");
  return g_steal_pointer (&notice);
}

/* What became of saving */

GNotification *
rushes_notice_new_saved (RushesTask *first, guint n_saved, const char *folder)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%u video saved", "%u videos saved", n_saved), n_saved);
  g_autoptr (GNotification) notice = g_notification_new (title);
  g_autofree char *target = rushes_task_target_dup (first);
  /* Translators: %s is a folder */
  g_autofree char *body = g_strdup_printf (_ ("In “%s”"), folder);

  set_body (notice, body);
  g_notification_set_category (notice, "transfer.complete");
  g_notification_set_default_action_and_target (notice, "app.show-task-in-files", "s", target);
  g_notification_add_button_with_target (notice, C_ ("notification", "Show in Files"),
                                         "app.show-task-in-files", "s", target);
  return g_steal_pointer (&notice);
}

GNotification *
rushes_notice_new_unsaved (RushesTask *task, guint n_failed, guint n_tasks)
{
  RushesFailure *problem = rushes_task_get_problem (task);
  g_autofree char *title = NULL;
  g_autoptr (GNotification) notice = NULL;

  if (n_failed == n_tasks)
    title = g_strdup_printf (ngettext ("%u video could not be saved", "%u videos could not be saved",
                                       n_failed),
                             n_failed);
  else
    /* Translators: how many of those that were to be saved: "3 of 15 videos could not be saved" */
    title = g_strdup_printf (ngettext ("%u of %u video could not be saved",
                                       "%u of %u videos could not be saved", n_tasks),
                             n_failed, n_tasks);
  notice = g_notification_new (title);
  if (problem != NULL)
    {
      g_autofree char *body = g_strjoin (" ", rushes_failure_get_message (problem),
                                         rushes_failure_get_hint (problem), NULL);

      set_body (notice, body);
    }
  g_notification_set_category (notice, "transfer.error");
  set_task_actions (notice, task, FALSE, FALSE);
  return g_steal_pointer (&notice);
}

GNotification *
rushes_notice_new_denied (void)
{
  g_autoptr (GNotification) notice = g_notification_new (_ ("Rushes Was Closed"));

  set_body (notice,
            _ ("The system does not let it run in the background. Your tasks are asked about again when "
               "it is opened."));
  return g_steal_pointer (&notice);
}
