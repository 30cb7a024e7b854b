/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-cli-output"

#include "config.h"

#include "cli/rushes-cli-output.h"

#include "base/rushes-redact.h"
#include "base/rushes-text.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

/* Room for foreign words in a column for people. */
#define MAX_WORDS 300
/* As wide as the widest of what stands there: "1920 × 1080", "2025-08-29 07:45:35". */
#define SIZE_CELLS 11
#define TIME_CELLS 19

/* Programs: JSON */

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *redacted = rushes_redact (text);

  json_builder_set_member_name (builder, name);
  if (redacted != NULL)
    json_builder_add_string_value (builder, redacted);
  else
    json_builder_add_null_value (builder);
}

/* For what must go out as it is: our own words, and a link that was asked for. */
static void
add_verbatim (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number, gboolean known)
{
  json_builder_set_member_name (builder, name);
  if (known)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_null_value (builder);
}

/* RFC 3339 in UTC; NULL for 0 or a time that no calendar has. */
static char *
format_utc (gint64 seconds)
{
  g_autoptr (GDateTime) moment = seconds > 0 ? g_date_time_new_from_unix_utc (seconds) : NULL;

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 seconds)
{
  g_autofree char *text = format_utc (seconds);

  add_verbatim (builder, name, text);
}

static void
add_problem (JsonBuilder *builder, const char *name, const RushesCliProblem *problem)
{
  json_builder_set_member_name (builder, name);
  if (problem == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_object (builder);
  add_verbatim (builder, "code", problem->code);
  add_verbatim (builder, "side", problem->side);
  add_verbatim (builder, "message", problem->message);
  add_verbatim (builder, "hint", problem->hint);
  add_verbatim (builder, "request_id", problem->request_id);
  json_builder_end_object (builder);
}

static void
add_snapshot (JsonBuilder *builder, const RushesSnapshot *snapshot)
{
  add_verbatim (builder, "state", rushes_phase_to_string (snapshot->phase));
  add_text (builder, "raw_status", snapshot->raw_status);
  add_number (builder, "progress", snapshot->progress, snapshot->progress >= 0);
  add_number (builder, "width", snapshot->width, snapshot->width > 0);
  add_number (builder, "height", snapshot->height, snapshot->height > 0);
  add_number (builder, "bytes", snapshot->bytes, snapshot->bytes > 0);
  add_time (builder, "submitted_at", snapshot->submitted_at);
  add_time (builder, "started_at", snapshot->started_at);
  add_time (builder, "finished_at", snapshot->finished_at);
  add_time (builder, "expires_at", snapshot->expires_at);
  add_text (builder, "filename", snapshot->file_name);
  add_text (builder, "file_id", snapshot->file_id);
}

/* Of a task that could not be read: every key is there, nothing is claimed. */
static void
add_nothing_known (JsonBuilder *builder)
{
  const char *const names[] = { "state",       "raw_status", "progress",     "width",
                                "height",      "bytes",      "submitted_at", "started_at",
                                "finished_at", "expires_at", "filename",     "file_id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_verbatim (builder, names[i], NULL);
}

static RushesCliProblem *
dup_failure (const RushesCliRow *row)
{
  if (row->snapshot == NULL || row->snapshot->failure == NULL)
    return NULL;

  return rushes_cli_problem_new_from_failure (row->snapshot->failure);
}

static char *
finish_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

char *
rushes_cli_output_json (const RushesCliRow *row, RushesCliFormat format)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (RushesCliProblem) failure = dup_failure (row);
  gboolean saved = row->path != NULL;

  json_builder_begin_object (builder);
  add_verbatim (builder, "task_id", row->task_id);
  if (row->snapshot != NULL)
    add_snapshot (builder, row->snapshot);
  else
    add_nothing_known (builder);
  add_problem (builder, "failure", failure);
  add_problem (builder, "error", row->error);

  if (format & RUSHES_CLI_FORMAT_SAVED)
    {
      add_verbatim (builder, "path", row->path);
      add_verbatim (builder, "source", row->source);
      add_number (builder, "resumed", row->resumed, saved);
      add_verbatim (builder, "verified", row->verified);
      add_problem (builder, "save_error", row->save_error);
    }
  if (format & RUSHES_CLI_FORMAT_LINKS)
    {
      const RushesSnapshot *snapshot = row->snapshot;

      add_verbatim (builder, "download_url", snapshot != NULL ? snapshot->download_url : NULL);
      add_verbatim (builder, "backup_download_url", snapshot != NULL ? snapshot->backup_download_url : NULL);
    }
  json_builder_end_object (builder);

  return finish_json (builder);
}

char *
rushes_cli_output_json_item (const RushesIntakeItem *item)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_verbatim (builder, "task_id", item->task_id);
  add_text (builder, "label", item->label);
  add_number (builder, "line", item->line, TRUE);
  json_builder_end_object (builder);

  return finish_json (builder);
}

char *
rushes_cli_output_json_ignored (GPtrArray *ignored)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ignored");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ignored->len; i++)
    {
      const RushesIntakeIgnored *piece = g_ptr_array_index (ignored, i);

      json_builder_begin_object (builder);
      add_number (builder, "line", piece->line, TRUE);
      add_text (builder, "reason", piece->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return finish_json (builder);
}

char *
rushes_cli_output_json_tracked (const RushesIntakeItem *item, gboolean added, gboolean in_window)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_verbatim (builder, "task_id", item->task_id);
  add_text (builder, "label", item->label);
  json_builder_set_member_name (builder, "added");
  json_builder_add_boolean_value (builder, added);
  add_verbatim (builder, "handed_to", in_window ? "window" : "library");
  json_builder_end_object (builder);

  return finish_json (builder);
}

/* People: columns */

static char *
tidy (const char *text)
{
  g_autofree char *redacted = rushes_redact (text);
  char *tidied = rushes_text_neutralise (redacted, MAX_WORDS);

  return tidied != NULL ? tidied : g_strdup ("");
}

static const char *
get_word (const RushesCliRow *row, RushesCliFormat format)
{
  if (row->snapshot == NULL)
    return _ ("Not read");
  if ((format & RUSHES_CLI_FORMAT_SAVED) && row->path != NULL)
    return _ ("Saved");

  switch (row->snapshot->phase)
    {
    case RUSHES_PHASE_WAITING:
      return _ ("Waiting");
    case RUSHES_PHASE_RUNNING:
      return _ ("Running");
    case RUSHES_PHASE_FINISHED:
      return format & RUSHES_CLI_FORMAT_SAVED ? _ ("Not saved") : _ ("Finished");
    case RUSHES_PHASE_FAILED:
      return _ ("Failed");
    case RUSHES_PHASE_UNKNOWN:
      break;
    }
  return _ ("Unknown");
}

/* The state, and what belongs to it in brief. */
static char *
format_state (const RushesCliRow *row, RushesCliFormat format)
{
  const char *word = get_word (row, format);
  const RushesSnapshot *snapshot = row->snapshot;

  if (snapshot == NULL || rushes_phase_is_end (snapshot->phase))
    return g_strdup (word);
  if (snapshot->phase == RUSHES_PHASE_UNKNOWN && snapshot->raw_status != NULL)
    {
      g_autofree char *raw = tidy (snapshot->raw_status);

      /* Translators: a state, and the service's own word for it: “Unknown (PAUSED)”. */
      return g_strdup_printf (_ ("%s (%s)"), word, raw);
    }
  if (snapshot->progress >= 0)
    /* Translators: a state and how far it is: “Running 40 %”. */
    return g_strdup_printf (_ ("%s %d %%"), word, snapshot->progress);

  return g_strdup (word);
}

static char *
format_size (const RushesSnapshot *snapshot)
{
  if (snapshot == NULL || snapshot->width <= 0 || snapshot->height <= 0)
    return g_strdup ("");

  return g_strdup_printf ("%d × %d", snapshot->width, snapshot->height);
}

/* @zone: (nullable): NULL for UTC as programs like it */
static char *
format_time (gint64 seconds, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  char *text = NULL;

  if (zone == NULL)
    text = format_utc (seconds);
  else if (seconds > 0)
    {
      utc = g_date_time_new_from_unix_utc (seconds);
      local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
      text = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : NULL;
    }
  return text != NULL ? text : g_strdup ("");
}

static char *
describe (const RushesCliProblem *problem)
{
  g_autofree char *sentences = g_strjoin (" ", problem->message, problem->hint, NULL);
  g_autofree char *words = tidy (sentences);

  if (problem->request_id != NULL)
    /* Translators: sentences about a problem, then what the service's support asks for. */
    return g_strdup_printf (_ ("%s (code %s, request %s)"), words, problem->code, problem->request_id);

  return g_strdup_printf (_ ("%s (code %s)"), words, problem->code);
}

/* What the last column says: where the video is, or what is wrong, or a link's end. */
static char *
format_remark (const RushesCliRow *row, RushesCliFormat format, GTimeZone *zone)
{
  g_autoptr (RushesCliProblem) failure = dup_failure (row);

  if (row->error != NULL)
    return describe (row->error);
  if (failure != NULL)
    return describe (failure);
  if (row->save_error != NULL)
    return describe (row->save_error);
  if ((format & RUSHES_CLI_FORMAT_SAVED) && row->path != NULL)
    return g_filename_display_name (row->path);
  if (row->snapshot != NULL && row->snapshot->expires_at > 0)
    {
      g_autofree char *time = format_time (row->snapshot->expires_at, zone);

      /* Translators: %s is a date and time: until then the video can be fetched. */
      return g_strdup_printf (_ ("link until %s"), time);
    }
  return g_strdup ("");
}

int
rushes_cli_output_measure (const char *text)
{
  int width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
append_cell (GString *line, const char *text, int width)
{
  g_string_append (line, text);
  for (int cells = rushes_cli_output_measure (text); cells < width + 2; cells++)
    g_string_append_c (line, ' ');
}

/* As wide as the widest word of a state in the language of the user, with a progress. */
static int
get_state_width (void)
{
  const char *const words[] = { _ ("Waiting"), _ ("Running"), _ ("Finished"),  _ ("Failed"),
                                _ ("Unknown"), _ ("Saved"),   _ ("Not saved"), _ ("Not read") };
  int width = 0;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    width = MAX (width, rushes_cli_output_measure (words[i]));
  return width + (int) strlen (" 99 %") - 2;
}

static void
append_links (GString *line, const RushesCliRow *row, RushesCliFormat format, const char *separator)
{
  if (!(format & RUSHES_CLI_FORMAT_LINKS) || row->snapshot == NULL)
    return;

  if (row->snapshot->download_url != NULL)
    g_string_append_printf (line, "%s%s", separator, row->snapshot->download_url);
  if (row->snapshot->backup_download_url != NULL)
    g_string_append_printf (line, "%s%s", separator, row->snapshot->backup_download_url);
}

/* ECMA-48, 8.3.117, by the palette that the user has chosen: red for what went wrong, green for what is done,
 * yellow for what nobody knows. (nullable) */
static const char *
get_colour (const RushesCliRow *row, RushesCliFormat format)
{
  if (!(format & RUSHES_CLI_FORMAT_COLOURS))
    return NULL;
  if (row->error != NULL || row->save_error != NULL)
    return "\033[31m";
  if (row->snapshot == NULL)
    return NULL;

  switch (row->snapshot->phase)
    {
    case RUSHES_PHASE_FAILED:
      return "\033[31m";
    case RUSHES_PHASE_FINISHED:
      return "\033[32m";
    case RUSHES_PHASE_UNKNOWN:
      return "\033[33m";
    case RUSHES_PHASE_WAITING:
    case RUSHES_PHASE_RUNNING:
      break;
    }
  return NULL;
}

static void
append_state (GString *line, const RushesCliRow *row, RushesCliFormat format)
{
  const char *colour = get_colour (row, format);
  g_autofree char *state = format_state (row, format);

  if (colour != NULL)
    g_string_append (line, colour);
  append_cell (line, state, get_state_width ());
  if (colour != NULL)
    g_string_append (line, "\033[0m");
}

char *
rushes_cli_output_columns (const RushesCliRow *row, RushesCliFormat format, int id_width, GTimeZone *zone)
{
  const RushesSnapshot *snapshot = row->snapshot;
  GString *line = g_string_new (NULL);
  g_autofree char *id = rushes_text_neutralise (row->task_id, MAX_WORDS);
  g_autofree char *size = format_size (snapshot);
  g_autofree char *submitted = format_time (snapshot != NULL ? snapshot->submitted_at : 0, zone);
  g_autofree char *finished = format_time (snapshot != NULL ? snapshot->finished_at : 0, zone);
  g_autofree char *remark = format_remark (row, format, zone);

  append_cell (line, id, id_width);
  append_state (line, row, format);
  append_cell (line, size, SIZE_CELLS);
  append_cell (line, submitted, TIME_CELLS);
  append_cell (line, finished, TIME_CELLS);
  g_string_append (line, remark);
  append_links (line, row, format, "  ");

  return g_strchomp (g_string_free (line, FALSE));
}

char *
rushes_cli_output_plain (const RushesCliRow *row, RushesCliFormat format)
{
  const RushesSnapshot *snapshot = row->snapshot;
  g_autofree char *id = rushes_text_neutralise (row->task_id, MAX_WORDS);
  g_autofree char *state = format_state (row, format);
  g_autofree char *size = format_size (snapshot);
  g_autofree char *submitted = format_time (snapshot != NULL ? snapshot->submitted_at : 0, NULL);
  g_autofree char *finished = format_time (snapshot != NULL ? snapshot->finished_at : 0, NULL);
  g_autofree char *remark = format_remark (row, format, NULL);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%s\t%s\t%s\t%s\t%s\t%s", id, state, size, submitted, finished, remark);
  append_links (line, row, format, "\t");

  return g_string_free (g_steal_pointer (&line), FALSE);
}

char *
rushes_cli_output_plain_item (const RushesIntakeItem *item)
{
  g_autofree char *label = tidy (item->label);

  return *label != '\0' ? g_strdup_printf ("%s\t%s", item->task_id, label) : g_strdup (item->task_id);
}

char *
rushes_cli_output_plain_tracked (const RushesIntakeItem *item, gboolean added, int id_width)
{
  const char *word = added ? _ ("Added") : _ ("Already tracked");
  GString *line = NULL;

  if (id_width == 0)
    return g_strdup_printf ("%s\t%s", item->task_id, word);

  line = g_string_new (NULL);
  append_cell (line, item->task_id, id_width);
  g_string_append (line, word);
  return g_string_free (line, FALSE);
}
