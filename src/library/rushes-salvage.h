/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Salvage: the records of a damaged SQLite file, read page by page and without SQLite, which gives a
 * file up as soon as its header, its schema or a page high in a tree is damaged. Each page that still
 * looks like one gives what it holds. Pure; any thread; no input makes it crash or hang.
 *
 * The write-ahead log counts: of each page, what was committed last is read.
 */

typedef enum
{
  RUSHES_SALVAGED_NULL, /* also what no library has: fractions and binary data */
  RUSHES_SALVAGED_INTEGER,
  RUSHES_SALVAGED_TEXT,
} RushesSalvagedType;

typedef struct
{
  RushesSalvagedType type;
  gint64 integer;
  char *text; /* valid UTF-8 without NUL, or the value is NULL */
} RushesSalvagedValue;

/**
 * RushesSalvagedRecord:
 * @in_table: a row; else an entry of an index
 * @row: the number of the row; 0 for an entry of an index
 */
typedef struct
{
  gboolean in_table;
  gint64 row;
  guint n_values;
  RushesSalvagedValue *values;
} RushesSalvagedRecord;

/**
 * rushes_salvage_read:
 * @file: (nullable): the bytes of the database
 * @log: (nullable): those of its write-ahead log
 *
 * Returns: (transfer full) (element-type RushesSalvagedRecord): in the order of the pages, whatever
 *   table or index they belong to
 */
GPtrArray *rushes_salvage_read (GBytes *file, GBytes *log);

/**
 * rushes_salvage_header_is_sound:
 * @file: the bytes of the database, or its first hundred
 * @version: (out): its user_version
 *
 * SQLite reads over some damage in the header, and then cannot write. An empty file is sound.
 */
gboolean rushes_salvage_header_is_sound (GBytes *file, gint64 *version);

G_END_DECLS
