/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/rushes-cli-row.h"
#include "intake/rushes-intake.h"

G_BEGIN_DECLS

/**
 * How results look on standard output: one line a task, for programs (JSON) or for people. All
 * of these return one line without its end (transfer full); no server's text gets through with a
 * secret or a control character in it.
 */

typedef enum
{
  RUSHES_CLI_FORMAT_STATUS = 0,
  RUSHES_CLI_FORMAT_SAVED = 1 << 0,   /* of "save": where the video is */
  RUSHES_CLI_FORMAT_LINKS = 1 << 1,   /* the links, which are secrets, too */
  RUSHES_CLI_FORMAT_COLOURS = 1 << 2, /* of columns: the state in a terminal's colours */
} RushesCliFormat;

char *rushes_cli_output_json (const RushesCliRow *row, RushesCliFormat format);

/**
 * rushes_cli_output_columns:
 * @id_width: how many cells the longest id takes
 *
 * Aligned columns, as people read them; times are told in the zone @zone.
 */
char *rushes_cli_output_columns (const RushesCliRow *row,
                                 RushesCliFormat     format,
                                 int                 id_width,
                                 GTimeZone          *zone);

/* The same with tabs between the fields and times in UTC, for other programs. */
char *rushes_cli_output_plain (const RushesCliRow *row, RushesCliFormat format);

/* How many cells of a terminal @text takes. */
int rushes_cli_output_measure (const char *text);

/* "parse": an id, and what could not be used. */
char *rushes_cli_output_json_item (const RushesIntakeItem *item);
char *rushes_cli_output_json_ignored (GPtrArray *ignored);
char *rushes_cli_output_plain_item (const RushesIntakeItem *item);

/* "track": an id, whether it is new in the list, and whether the window took it or the library.
 * @id_width: how many cells the longest id takes, where people read it; 0: fields are parted by a tab */
char *rushes_cli_output_json_tracked (const RushesIntakeItem *item, gboolean added, gboolean in_window);
char *rushes_cli_output_plain_tracked (const RushesIntakeItem *item, gboolean added, int id_width);

G_END_DECLS
