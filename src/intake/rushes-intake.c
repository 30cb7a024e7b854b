/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-intake"

#include "config.h"

#include "intake/rushes-intake.h"

#include "base/rushes-error.h"
#include "intake/rushes-intake-collector.h"
#include "intake/rushes-intake-csv.h"
#include "intake/rushes-intake-curl.h"
#include "intake/rushes-intake-json.h"
#include "intake/rushes-intake-line.h"
#include "intake/rushes-intake-token.h"

#include <string.h>

/* A reply that is longer is none: rushes_reply_read(). */
#define LONGEST_REPLY (1024 * 1024)

typedef struct
{
  RushesCollector *collector;
  const char *at;
  const char *line_end;
  const char *end;
  guint line;
  gboolean behind_block; /* whether JSON or a command stood earlier in this line */
  const char *json_from; /* where JSON may begin again; @end: nowhere */
  const char *curl_from; /* where a command may begin again */
  GArray *json_ids;
  RushesCsv csv;
  gboolean after_gap; /* whether nothing stood in the line before: a table may begin */
} Reader;

static gboolean
take_json_ids (Reader *reader)
{
  gboolean any = FALSE;

  for (guint i = 0; i < reader->json_ids->len; i++)
    {
      const RushesJsonId *id = &g_array_index (reader->json_ids, RushesJsonId, i);
      gsize length = (gsize) (id->object_end - id->object_start);
      RushesIntakeItem *item;

      if (!rushes_collector_can_be_id (g_strstrip (id->task_id)))
        continue;
      item = rushes_collector_add (reader->collector, id->task_id, NULL, id->line);
      if (item->reply == NULL && id->object_start != NULL && length <= LONGEST_REPLY)
        item->reply = g_bytes_new (id->object_start, length);
      any = TRUE;
    }
  g_array_set_size (reader->json_ids, 0);
  return any;
}

static guint
count_lines (const char *start, const char *end)
{
  guint n = 0;

  for (; start < end; start++)
    n += *start == '\n';
  return n;
}

/* Whether the JSON at @start is a list of anything but objects: read like any other text. */
static gboolean
is_plain_list (const char *start)
{
  if (*start != '[')
    return FALSE;
  for (start++; g_ascii_isspace (*start); start++)
    ;
  return *start != '{';
}

/**
 * JSON that begins at @start, in the current line. What has been walked once is not walked again, so
 * that a text of a million brackets is still read in one go.
 *
 * Returns: whether it is dealt with; reader->at is behind it then
 */
static gboolean
read_json (Reader *reader, const char *start)
{
  const char *block_end;
  RushesJsonBlock outcome = rushes_json_block_read (start, reader->end, reader->line, &block_end,
                                                    reader->json_ids);

  reader->json_from = outcome == RUSHES_JSON_BLOCK_CUT ? reader->end : block_end;
  if (outcome != RUSHES_JSON_BLOCK_WHOLE || (reader->json_ids->len == 0 && is_plain_list (start)))
    return FALSE;

  rushes_line_read (reader->collector, reader->at, start, reader->line, TRUE);
  if (!take_json_ids (reader))
    rushes_collector_ignore (reader->collector, start, block_end, reader->line, RUSHES_REST_JSON);

  reader->line += count_lines (start, block_end);
  reader->at = block_end;
  reader->behind_block = TRUE;
  return TRUE;
}

/* A cURL command that begins at @start, in the current line. Returns: whether it is dealt with */
static gboolean
read_curl (Reader *reader, const char *start)
{
  guint line = reader->line;
  const char *stop;

  if (!rushes_curl_read (reader->collector, start, reader->end, &line, &stop))
    {
      reader->curl_from = stop;
      return FALSE;
    }

  rushes_line_read (reader->collector, reader->at, start, reader->line, TRUE);
  reader->line = line;
  reader->at = stop;
  reader->behind_block = TRUE;
  return TRUE;
}

/* What stands in a line before @end and may go on behind it: JSON or a command. */
static gboolean
read_block (Reader *reader, const char *end)
{
  for (const char *p = reader->at; p < end; p++)
    {
      /* Nearly every byte of a text is none of these. */
      if (*p != '{' && *p != '[' && *p != 'c' && *p != 'C')
        continue;
      if (p >= reader->json_from && rushes_json_block_can_begin (p, reader->end))
        return read_json (reader, p);
      if (p >= reader->curl_from && rushes_curl_can_begin (p, reader->at, reader->end))
        {
          if (read_curl (reader, p))
            return TRUE;
        }
    }
  return FALSE;
}

/* Whether what stood in a column of ids is one. */
static gboolean
is_id_of_row (const char *text)
{
  RushesToken token = { .start = text, .length = strlen (text) };
  RushesTokenKind kind = rushes_token_classify (&token);

  return (kind == RUSHES_TOKEN_ID || kind == RUSHES_TOKEN_MAYBE || kind == RUSHES_TOKEN_NUMBER)
         && rushes_collector_can_be_id (text);
}

/* A row of the table whose header was read. */
static gboolean
read_row (Reader *reader)
{
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  const char *row_end = rushes_csv_read_record (&reader->csv, reader->at, reader->line_end, reader->end, &id,
                                                &text);

  if (row_end == NULL || !is_id_of_row (id))
    return FALSE;

  if (text != NULL)
    label = rushes_collector_dup_label (text, strlen (text));
  rushes_collector_add (reader->collector, id, label, reader->line);
  reader->line += count_lines (reader->at, row_end);
  reader->at = row_end;
  reader->line_end = row_end;
  return TRUE;
}

/* Whether the line belongs to a table as such: its header, or what a spreadsheet says of its delimiter. */
static gboolean
read_header (Reader *reader)
{
  if (!reader->after_gap || reader->behind_block)
    return FALSE;
  if (reader->line_end - reader->at == 5 && strncmp (reader->at, "sep=", 4) == 0)
    return TRUE;
  return rushes_csv_read_header (&reader->csv, reader->at, reader->line_end);
}

static void
end_line (Reader *reader)
{
  reader->behind_block = FALSE;
  reader->at = reader->line_end;
  if (reader->at >= reader->end)
    return;
  reader->line += *reader->at != '\r' || reader->at[1] != '\n';
  reader->at++;
}

static void
read_next (Reader *reader)
{
  /* Found once for each line: a line may hold many pieces of JSON. */
  if (reader->line_end < reader->at)
    reader->line_end = reader->at + strcspn (reader->at, "\n\r");

  if (reader->line_end == reader->at)
    {
      reader->csv.delimiter = 0;
      reader->after_gap = TRUE;
    }
  else if (read_header (reader))
    {
      /* Behind "sep=," the header itself is still to come. */
      reader->after_gap = reader->csv.delimiter == 0;
    }
  else if (reader->csv.delimiter == 0 || reader->behind_block || !read_row (reader))
    {
      reader->after_gap = FALSE;
      if (read_block (reader, reader->line_end))
        return;
      rushes_line_read (reader->collector, reader->at, reader->line_end, reader->line, reader->behind_block);
    }
  end_line (reader);
}

static char *
convert (const char *text, gsize length, const char *charset)
{
  g_autofree char *converted = NULL;
  gsize n_written;

  converted = g_convert (text, (gssize) length, "UTF-8", charset, NULL, &n_written, NULL);
  return converted != NULL ? g_utf8_make_valid (converted, (gssize) n_written) : NULL;
}

/* Whether a letter of three bytes or more stands in valid UTF-8, as Chinese has them. */
static gboolean
has_long_letter (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] >= 0xe0)
        return TRUE;
    }
  return FALSE;
}

/* @text as UTF-8, whatever it was. */
static char *
decode (const char *text, gsize length)
{
  char *decoded = NULL;
  const char *invalid;

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    return g_utf8_make_valid (text + 3, (gssize) length - 3);
  if (length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0))
    decoded = convert (text, length & ~(gsize) 1, "UTF-16");
  /* Damaged UTF-8 can be valid in this, too; but then its first Chinese letters are valid in UTF-8. */
  else if (!g_utf8_validate_len (text, length, &invalid) && !has_long_letter (text, (gsize) (invalid - text)))
    decoded = convert (text, length, "GB18030");
  return decoded != NULL ? decoded : g_utf8_make_valid (text, (gssize) length);
}

RushesIntake *
rushes_intake_read (const char *text, gssize length, GError **error)
{
  g_autofree char *valid = NULL;
  g_autoptr (GArray) json_ids = NULL;
  RushesCollector collector;
  Reader reader;

  g_return_val_if_fail (text != NULL, NULL);

  if (length < 0)
    length = (gssize) strlen (text);
  if (length > RUSHES_INTAKE_MAX_BYTES)
    {
      g_set_error (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED, "a text of more than 10 MiB");
      return NULL;
    }

  valid = decode (text, (gsize) length);
  json_ids = rushes_json_ids_new ();
  rushes_collector_init (&collector);
  reader = (Reader){ .collector = &collector,
                     .at = valid,
                     .line_end = valid + strcspn (valid, "\n\r"),
                     .end = valid + strlen (valid),
                     .line = 1,
                     .json_from = valid,
                     .curl_from = valid,
                     .json_ids = json_ids,
                     .after_gap = TRUE };
  while (reader.at < reader.end)
    read_next (&reader);

  if (collector.intake->offer != NULL)
    explicit_bzero (valid, strlen (valid));
  return rushes_collector_end (&collector);
}
