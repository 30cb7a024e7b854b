/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Tables as spreadsheets write them: fields between commas, semicolons or tabs, quoted where they have
 * to be. For the readers of intake/ alone. Pure; nothing is copied before it is asked for.
 */

typedef struct
{
  const char *start; /* into the text, without the quotes around it */
  const char *end;
  gboolean quoted; /* a quote within it is written twice */
} RushesCsvField;

/**
 * rushes_csv_read_field:
 * @position: (inout): behind the field and its delimiter then
 * @line_end: where a field without quotes ends at the latest
 * @text_end: where a field with quotes does
 *
 * Returns: whether a delimiter follows, and so another field
 */
gboolean rushes_csv_read_field (RushesCsvField  *field,
                                const char     **position,
                                const char      *line_end,
                                const char      *text_end,
                                char             delimiter);

/* What stands in the field. Returns: (transfer full) */
char *rushes_csv_field_dup (const RushesCsvField *field);

/* A table with a header. */
typedef struct
{
  char delimiter; /* 0: no table */
  int id_column;
  int label_column;       /* -1: none */
  gboolean quote_is_open; /* one was never closed: none is believed to go over lines any more */
} RushesCsv;

/* Whether the line from @start to @end names the columns of a table with task ids. */
gboolean rushes_csv_read_header (RushesCsv *self, const char *start, const char *end);

/**
 * rushes_csv_read_record:
 * @line_end: of the line that @start is in
 *
 * Returns: where the record ends, or NULL where it has not enough fields; @id and @label
 *   (transfer full) (nullable) are set where it has
 */
const char *rushes_csv_read_record (RushesCsv   *self,
                                    const char  *start,
                                    const char  *line_end,
                                    const char  *text_end,
                                    char       **id,
                                    char       **label);

G_END_DECLS
