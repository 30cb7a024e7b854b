/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-salvage.h"

#include "support/rushes-test-utils.h"

#include <sqlite3.h>
#include <string.h>

/* A database of every kind of value and page: long texts need chains of pages, many rows need branches. */
static const char sql[] = //
  "CREATE TABLE t (number INTEGER PRIMARY KEY, word TEXT UNIQUE, count INTEGER, share REAL, bytes BLOB);"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
  "  INSERT INTO t SELECT i, 'wort-' || i || iif (i % 100 = 0, hex (zeroblob (i * 20)), ''),"
  "                       iif (i % 2, i * i * i * i * i, -i), i / 3.0, zeroblob (3) FROM n;";

static GBytes *
make_database (int page_size)
{
  g_autofree char *pragma = g_strdup_printf ("PRAGMA page_size = %d", page_size);
  sqlite3 *connection = NULL;
  sqlite3_int64 size = 0;
  guint8 *bytes;
  GBytes *database;

  g_assert_cmpint (sqlite3_open (":memory:", &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, pragma, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  bytes = sqlite3_serialize (connection, "main", &size, 0);
  database = g_bytes_new (bytes, (gsize) size);
  sqlite3_free (bytes);
  sqlite3_close (connection);
  return database;
}

static gint64
value_of_count (gint64 i)
{
  return i % 2 != 0 ? i * i * i * i * i : -i;
}

static void
assert_all_found (GPtrArray *records)
{
  guint n_rows = 0;
  guint n_entries = 0;

  for (guint i = 0; i < records->len; i++)
    {
      const RushesSalvagedRecord *record = g_ptr_array_index (records, i);
      g_autofree char *word = NULL;

      if (record->in_table && record->n_values == 5 && record->values[0].type == RUSHES_SALVAGED_NULL)
        {
          word = g_strdup_printf ("wort-%" G_GINT64_FORMAT, record->row);
          n_rows++;
          g_assert_true (g_str_has_prefix (record->values[1].text, word));
          g_assert_cmpuint (strlen (record->values[1].text), ==,
                            strlen (word) + (record->row % 100 == 0 ? (gsize) record->row * 40 : 0));
          g_assert_cmpint (record->values[2].type, ==, RUSHES_SALVAGED_INTEGER);
          g_assert_cmpint (record->values[2].integer, ==, value_of_count (record->row));
          g_assert_cmpint (record->values[4].type, ==, RUSHES_SALVAGED_NULL);
        }
      else if (!record->in_table && record->n_values == 2)
        {
          n_entries++;
          g_assert_true (g_str_has_prefix (record->values[0].text, "wort-"));
        }
    }
  g_assert_cmpuint (n_rows, ==, 1000);
  g_assert_cmpuint (n_entries, ==, 1000);
}

static void
test_page_sizes (void)
{
  const int sizes[] = { 512, 4096, 65536 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) database = make_database (sizes[i]);
      g_autoptr (GPtrArray) records = rushes_salvage_read (database, NULL);

      assert_all_found (records);
    }
}

/* Neither the header nor the schema is needed. */
static void
test_no_header (void)
{
  g_autoptr (GBytes) database = make_database (4096);
  g_autoptr (GPtrArray) records = NULL;
  gsize size = 0;
  guint8 *bytes = g_bytes_unref_to_data (g_steal_pointer (&database), &size);

  memset (bytes, 'x', 4096);
  database = g_bytes_new_take (bytes, size);
  records = rushes_salvage_read (database, NULL);
  assert_all_found (records);
}

static void
test_header (void)
{
  g_autoptr (GBytes) database = make_database (4096);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("SQLite format 3", 16);
  gint64 version = -1;

  g_assert_true (rushes_salvage_header_is_sound (database, &version));
  g_assert_cmpint (version, ==, 0);
  g_assert_true (rushes_salvage_header_is_sound (empty, &version));
  g_assert_false (rushes_salvage_header_is_sound (text, &version));
}

/* Whatever stands there: it ends, and nothing is read beyond the bytes. */
static void
test_any_bytes (void)
{
  g_autoptr (GBytes) database = make_database (512);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (database, &size);
  g_autoptr (GRand) chance = g_rand_new_with_seed (20251122);

  for (guint round = 0; round < 400; round++)
    {
      gsize length = (gsize) g_rand_int_range (chance, 0, (gint32) size + 1);
      g_autofree guint8 *spoilt = g_memdup2 (bytes, length);
      g_autoptr (GBytes) file = NULL;
      g_autoptr (GPtrArray) records = NULL;

      for (guint i = 0; length > 0 && i < round; i++)
        spoilt[g_rand_int_range (chance, 0, (gint32) length)] = (guint8) g_rand_int (chance);
      file = g_bytes_new (spoilt, length);
      records = rushes_salvage_read (round % 2 == 0 ? file : NULL, round % 3 == 0 ? file : NULL);
      g_assert_cmpuint (records->len, <=, length);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/library/salvage/page-sizes", test_page_sizes);
  g_test_add_func ("/library/salvage/no-header", test_no_header);
  g_test_add_func ("/library/salvage/header", test_header);
  g_test_add_func ("/library/salvage/any-bytes", test_any_bytes);

  return g_test_run ();
}
