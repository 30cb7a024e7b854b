/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-describe"

#include "config.h"

#include "ui/rushes-describe.h"

#include <glib/gi18n-lib.h>

#include "base/rushes-text.h"
#include "ui/rushes-describe-transfer.h"
#include "ui/rushes-format.h"

/* Characters of a status that only its service understands. */
#define LONGEST_STATUS 40

const char *
rushes_describe_state (RushesState state)
{
  switch (state)
    {
    case RUSHES_STATE_WAITING:
      /* Translators: state of a task: in the queue of the service */
      return C_ ("state", "Waiting");
    case RUSHES_STATE_RUNNING:
      return C_ ("state", "Running");
    case RUSHES_STATE_READY:
      /* Translators: state of a task: finished, its video is not on this computer yet */
      return C_ ("state", "Ready");
    case RUSHES_STATE_KEPT:
      /* Translators: state of a task: its video is in Rushes' own folder */
      return C_ ("state", "Kept");
    case RUSHES_STATE_SAVED:
      /* Translators: state of a task: its video is where the user put it */
      return C_ ("state", "Saved");
    case RUSHES_STATE_EXPIRED:
      /* Translators: state of a task: the link to its video no longer works */
      return C_ ("state", "Expired");
    case RUSHES_STATE_FAILED:
      return C_ ("state", "Failed");
    case RUSHES_STATE_UNKNOWN:
      break;
    }
  return C_ ("state", "Unknown");
}

const char *
rushes_describe_state_icon (RushesState state)
{
  switch (state)
    {
    case RUSHES_STATE_WAITING:
      return "rushes-waiting-symbolic";
    case RUSHES_STATE_RUNNING:
      return "media-playback-start-symbolic";
    case RUSHES_STATE_READY:
      return "rushes-ready-symbolic";
    case RUSHES_STATE_KEPT:
    case RUSHES_STATE_SAVED:
      return "object-select-symbolic";
    case RUSHES_STATE_EXPIRED:
      return "rushes-expired-symbolic";
    case RUSHES_STATE_FAILED:
      return "dialog-warning-symbolic";
    case RUSHES_STATE_UNKNOWN:
      break;
    }
  return "dialog-question-symbolic";
}

const char *
rushes_describe_state_class (RushesState state)
{
  switch (state)
    {
    case RUSHES_STATE_READY:
      return "accent";
    case RUSHES_STATE_KEPT:
    case RUSHES_STATE_SAVED:
      return "success";
    case RUSHES_STATE_FAILED:
      return "error";
    case RUSHES_STATE_UNKNOWN:
    case RUSHES_STATE_EXPIRED:
      return "warning";
    case RUSHES_STATE_WAITING:
    case RUSHES_STATE_RUNNING:
      break;
    }
  return NULL;
}

static gboolean
is_missing (RushesTask *task)
{
  return rushes_task_get_state (task) == RUSHES_STATE_SAVED && rushes_task_get_saved_missing (task);
}

const char *
rushes_describe_task_state (RushesTask *task)
{
  if (is_missing (task))
    /* Translators: state of a task: its video was saved, and is no longer where it was put */
    return C_ ("state", "Moved or deleted");
  return rushes_describe_state (rushes_task_get_state (task));
}

const char *
rushes_describe_task_state_icon (RushesTask *task)
{
  return is_missing (task) ? "dialog-warning-symbolic"
                           : rushes_describe_state_icon (rushes_task_get_state (task));
}

const char *
rushes_describe_task_state_class (RushesTask *task)
{
  return is_missing (task) ? "warning" : rushes_describe_state_class (rushes_task_get_state (task));
}

const char *
rushes_describe_title (RushesTask *task)
{
  const char *label = rushes_task_get_label (task);

  return label != NULL ? label : rushes_task_get_id (task);
}

/* How long it has been going on, by the service's own times; NULL where it tells none. */
static char *
describe_elapsed (const RushesSnapshot *snapshot, gint64 usual_seconds, gint64 now)
{
  g_autofree char *elapsed = NULL;
  g_autofree char *usual = NULL;
  gint64 since = snapshot->started_at > 0 ? snapshot->started_at : snapshot->submitted_at;

  if (since <= 0)
    return NULL;

  elapsed = rushes_format_elapsed (now - since);
  if (usual_seconds > 0)
    {
      usual = rushes_format_span (usual_seconds);
      /* Translators: how long a task has been running, and how long such tasks usually take: "1:12 so far,
       * usually about 2 min" */
      return g_strdup_printf (_ ("%s so far, usually about %s"), elapsed, usual);
    }
  /* Translators: %s is how long a task has been running: "1:12 so far" */
  return g_strdup_printf (_ ("%s so far"), elapsed);
}

/* Why nothing moves, where that is so. */
static const char *
describe_standstill (RushesTask *task, gint64 now)
{
  if (rushes_task_has_ended (task))
    return NULL;
  if (rushes_task_get_paused (task))
    /* Translators: one of several facts in a line, of a task that is not looked after any more, until
     * somebody uses “Ask Again” */
    return _ ("no longer asked about by itself");
  if (rushes_task_is_taking_long (task, now))
    /* Translators: one of several facts in a line, of a task that has been going on for half an hour */
    return _ ("taking long");
  return NULL;
}

static char *
describe_link (gint64 expires_at, gint64 now)
{
  g_autofree char *left = NULL;

  if (expires_at - now < RUSHES_DESCRIBE_URGENT_SECONDS)
    return NULL;

  left = rushes_format_span (expires_at - now);
  /* Translators: one of several facts in a line; %s is a span: "link valid for 8 h" */
  return g_strdup_printf (_ ("link valid for %s"), left);
}

static char *
describe_when (const char *format, gint64 then, gint64 now)
{
  g_autofree char *when = rushes_format_relative (then, now);

  if (when == NULL)
    return NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, when);
#pragma GCC diagnostic pop
}

/* A line that is broken within a fact is hard to read. */
static void
keep_together (char **fact)
{
  g_autoptr (GString) whole = NULL;

  if (*fact == NULL)
    return;

  whole = g_string_new (*fact);
  g_string_replace (whole, " ", "\302\240", 0);
  g_free (*fact);
  *fact = g_string_free (g_steal_pointer (&whole), FALSE);
}

char *
rushes_describe_facts (RushesTask *task, gint64 now, gboolean brief)
{
  return rushes_describe_facts_of (task, 0, now, brief);
}

char *
rushes_describe_facts_of (RushesTask *task, gint64 duration, gint64 now, gboolean brief)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  RushesState state = rushes_task_get_state (task);
  gboolean running = state == RUSHES_STATE_RUNNING;
  g_autofree char *dimensions = NULL;
  g_autofree char *length = rushes_format_duration (duration);
  g_autofree char *size = NULL;
  g_autofree char *elapsed = NULL;
  g_autofree char *link = NULL;
  g_autofree char *finished = NULL;
  g_autofree char *submitted = NULL;
  g_autofree char *added = NULL;
  g_autofree char *raw_status = NULL;
  const char *standstill = describe_standstill (task, now);
  const char *whereabouts = NULL;

  if (rushes_task_get_saved_missing (task) && state != RUSHES_STATE_SAVED)
    /* Translators: one of several facts in a line, of a video that can still be had otherwise */
    whereabouts = _ ("the saved file was moved or deleted");
  if (snapshot != NULL)
    {
      dimensions = rushes_format_dimensions (snapshot->width, snapshot->height);
      size = rushes_format_size (snapshot->bytes > 0 ? snapshot->bytes : rushes_task_get_kept_bytes (task));
      elapsed = running ? describe_elapsed (snapshot, rushes_task_get_usual_seconds (task), now) : NULL;
      link = state == RUSHES_STATE_READY ? describe_link (snapshot->expires_at, now) : NULL;
      if (state == RUSHES_STATE_FAILED)
        /* Translators: one of several facts in a line, of a task that failed; %s is a time */
        finished = describe_when (_ ("ended %s"), snapshot->finished_at, now);
      else
        /* Translators: one of several facts in a line; %s is a time: "finished 12 min ago" */
        finished = describe_when (_ ("finished %s"), snapshot->finished_at, now);
      if (!brief || finished == NULL)
        /* Translators: one of several facts in a line; %s is a time: "submitted 13 min ago" */
        submitted = describe_when (_ ("submitted %s"), snapshot->submitted_at, now);
      if (state == RUSHES_STATE_UNKNOWN)
        raw_status = rushes_text_neutralise (snapshot->raw_status, LONGEST_STATUS);
    }
  if (finished == NULL && submitted == NULL && elapsed == NULL)
    /* Translators: one of several facts in a line; %s is a time: "added just now" */
    added = describe_when (_ ("added %s"), rushes_task_get_added_at (task), now);
  if (brief)
    {
      /* The others are sentences, or are one word. */
      keep_together (&dimensions);
      keep_together (&link);
      keep_together (&finished);
      keep_together (&submitted);
      keep_together (&added);
    }

  return rushes_format_join ((const char *[]){ raw_status, whereabouts, standstill, dimensions, length, size,
                                               elapsed, link, finished, submitted, added },
                             11);
}

/* Whether the only way to the video is a link that runs out, and nobody is on it. */
static gboolean
hangs_on_link (RushesTask *task)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);

  return rushes_task_get_state (task) == RUSHES_STATE_READY && !rushes_describe_is_coming (task)
         && snapshot != NULL && snapshot->expires_at > 0;
}

char *
rushes_describe_time_left (RushesTask *task, gint64 now)
{
  return hangs_on_link (task) ? rushes_format_span (rushes_task_get_snapshot (task)->expires_at - now) : NULL;
}

char *
rushes_describe_urgency (RushesTask *task, gint64 now)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  g_autofree char *left = NULL;

  if (!hangs_on_link (task) || snapshot->expires_at - now >= RUSHES_DESCRIBE_URGENT_SECONDS)
    return NULL;

  left = rushes_format_span (snapshot->expires_at - now);
  /* Translators: a warning of its own; %s is a span: "Link valid for 48 min" */
  return g_strdup_printf (_ ("Link valid for %s"), left);
}

static void
append_line (GString *lines, const char *format, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  if (lines->len > 0)
    g_string_append_c (lines, '\n');
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_string_append_printf (lines, format, value);
#pragma GCC diagnostic pop
}

static void
append_time (GString *lines, const char *format, gint64 then)
{
  g_autofree char *when = rushes_format_absolute (then);

  append_line (lines, format, when);
}

static char *
lines_free (GString *lines)
{
  gboolean empty = lines->len == 0;

  return g_string_free (lines, empty);
}

static GFile *
new_file_for_place (const char *place)
{
  return g_path_is_absolute (place) ? g_file_new_for_path (place) : g_file_new_for_uri (place);
}

/* @place: (nullable): a path or a URI */
static char *
name_place (const char *place)
{
  g_autoptr (GFile) file = place != NULL ? new_file_for_place (place) : NULL;

  return file != NULL ? g_file_get_parse_name (file) : NULL;
}

char *
rushes_describe_times (RushesTask *task)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  GString *lines = g_string_new (NULL);
  g_autofree char *saved = name_place (rushes_task_get_saved_path (task));
  g_autofree char *kept = name_place (rushes_task_get_kept_path (task));

  append_time (lines, _ ("Added %s"), rushes_task_get_added_at (task));
  if (snapshot != NULL)
    {
      append_time (lines, _ ("Submitted %s"), snapshot->submitted_at);
      append_time (lines, _ ("Started %s"), snapshot->started_at);
      append_time (lines, snapshot->phase == RUSHES_PHASE_FAILED ? _ ("Failed %s") : _ ("Finished %s"),
                   snapshot->finished_at);
      if (rushes_snapshot_has_link (snapshot))
        append_time (lines, _ ("Link valid until %s"), snapshot->expires_at);
    }
  /* Translators: %s is the place of a file */
  append_line (lines, rushes_task_get_saved_missing (task) ? _ ("Was saved as %s") : _ ("Saved as %s"),
               saved);
  /* Translators: %s is the place of a file, in the program's own folder */
  append_line (lines, _ ("Kept as %s"), kept);

  return lines_free (lines);
}

char *
rushes_describe_failure (const RushesFailure *failure)
{
  const char *message = rushes_failure_get_message (failure);
  const char *hint = rushes_failure_get_hint (failure);
  const char *code = rushes_failure_get_code (failure);

  if (g_ascii_isdigit (*code))
    /* Translators: what happened, what to do about it, and the service's code:
     * "The prompt was refused. Change it and create the task again. (1026)" */
    return g_strdup_printf (_ ("%s %s (%s)"), message, hint, code);
  if (*hint != '\0')
    /* Translators: what happened, and what to do about it: two sentences */
    return g_strdup_printf (_ ("%s %s"), message, hint);
  return g_strdup (message);
}

char *
rushes_describe_trouble (RushesTask *task)
{
  RushesFailure *failure = rushes_task_get_failure (task);
  RushesFailure *trouble = failure != NULL ? failure : rushes_task_get_problem (task);

  if (trouble == NULL)
    return NULL;
  if (rushes_task_get_has_damaged (task) && g_str_equal (rushes_failure_get_code (trouble), "damaged"))
    return g_strdup (
      _ ("The video came damaged. The damaged file was kept aside: try again, or save it as it is "
         "from the menu."));
  return rushes_describe_failure (trouble);
}

const char *
rushes_describe_remedy (const RushesFailure *failure, const char **action_name)
{
  g_return_val_if_fail (failure != NULL, NULL);
  g_return_val_if_fail (action_name != NULL, NULL);

  switch (rushes_failure_get_remedy (failure))
    {
    case RUSHES_REMEDY_RETRY:
      *action_name = "win.retry";
      return _ ("Try Again");
    case RUSHES_REMEDY_CHOOSE_FOLDER:
      *action_name = "win.save";
      return _ ("Choose Folder…");
    case RUSHES_REMEDY_ENTER_KEY:
      *action_name = "app.preferences";
      return _ ("Enter Key…");
    case RUSHES_REMEDY_OPEN_PREFERENCES:
      *action_name = "app.preferences";
      return _ ("Preferences");
    case RUSHES_REMEDY_NONE:
      break;
    }
  *action_name = NULL;
  return NULL;
}

char *
rushes_describe_failure_origin (const RushesFailure *failure)
{
  GString *lines = g_string_new (NULL);

  /* Translators: %s is the service's own text */
  append_line (lines, _ ("The service says: %s"), rushes_failure_get_text (failure));
  append_line (lines, _ ("Code: %s"), rushes_failure_get_code (failure));
  append_line (lines, _ ("Request id: %s"), rushes_failure_get_request_id (failure));

  return lines_free (lines);
}

char *
rushes_describe_row (RushesTask *task)
{
  const RushesSnapshot *snapshot = rushes_task_get_snapshot (task);
  g_autofree char *dimensions = NULL;
  const char *title = rushes_describe_title (task);
  const char *state = rushes_describe_task_state (task);

  if (snapshot != NULL)
    dimensions = rushes_format_dimensions (snapshot->width, snapshot->height);

  if (dimensions != NULL)
    /* Translators: what a screen reader says for a task: name, state, dimensions */
    return g_strdup_printf (_ ("%s, %s, %s"), title, state, dimensions);
  /* Translators: what a screen reader says for a task: name, state */
  return g_strdup_printf (_ ("%s, %s"), title, state);
}

GFile *
rushes_describe_file (RushesTask *task)
{
  const char *saved_path = rushes_task_get_saved_path (task);
  const char *kept_path = rushes_task_get_kept_path (task);

  if (saved_path != NULL && !rushes_task_get_saved_missing (task))
    return new_file_for_place (saved_path);
  return kept_path != NULL ? g_file_new_for_path (kept_path) : NULL;
}
