/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "library/rushes-export.h"

#include "base/rushes-error.h"
#include "library/library-fixture.h"
#include "library/rushes-task-private.h"

#include <string.h>

static GPtrArray *
new_entries (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_export_entry_free);
}

static void
assert_equal (const RushesExportEntry *a, const RushesExportEntry *b)
{
  g_assert_cmpstr (a->task_id, ==, b->task_id);
  g_assert_cmpstr (a->account_id, ==, b->account_id);
  g_assert_cmpstr (a->label, ==, b->label);
  g_assert_cmpstr (a->note, ==, b->note);
  g_assert_cmpstr (a->state, ==, b->state);
  g_assert_cmpstr (a->raw_status, ==, b->raw_status);
  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  g_assert_cmpint (a->bytes, ==, b->bytes);
  g_assert_cmpint (a->added_at, ==, b->added_at);
  g_assert_cmpint (a->submitted_at, ==, b->submitted_at);
  g_assert_cmpint (a->started_at, ==, b->started_at);
  g_assert_cmpint (a->finished_at, ==, b->finished_at);
  g_assert_cmpstr (a->file_id, ==, b->file_id);
  g_assert_cmpstr (a->file_name, ==, b->file_name);
  g_assert_cmpstr (a->model, ==, b->model);
  g_assert_cmpstr (a->prompt, ==, b->prompt);
  g_assert_cmpstr (a->failure_code, ==, b->failure_code);
  g_assert_cmpstr (a->failure_text, ==, b->failure_text);
  g_assert_cmpstr (a->saved_path, ==, b->saved_path);
  g_assert_cmpstr (a->kept_path, ==, b->kept_path);
}

static RushesExportEntry *
new_from_finished (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("306792606023824", ACCOUNT, 1, NOW);
  g_autoptr (RushesSnapshot) snapshot = fixture_new_finished ();

  rushes_task_set_label (task, "标签, \"quoted\"");
  rushes_task_set_note (task, "line\r\nand line\nend");
  rushes_task_set_snapshot (task, snapshot);
  rushes_task_set_kept (task, "/home/ada/.local/share/rushes/videos/a.mp4", 9);
  return rushes_export_entry_new_from_task (task);
}

static RushesExportEntry *
new_from_failed (void)
{
  g_autoptr (RushesTask) task = rushes_task_new ("task_a:b-c", ACCOUNT, 2, NOW);
  g_autoptr (RushesSnapshot) snapshot = rushes_snapshot_new ();

  snapshot->phase = RUSHES_PHASE_FAILED;
  snapshot->raw_status = g_strdup ("");
  snapshot->failure = rushes_failure_new ("1026", "sensitive", "request");
  rushes_task_set_label (task, "=HYPERLINK(\"x\")");
  rushes_task_set_snapshot (task, snapshot);
  return rushes_export_entry_new_from_task (task);
}

static GPtrArray *
read_back (GPtrArray *entries, RushesExportFormat format)
{
  g_autofree char *text = rushes_export_write (entries, format);
  g_autoptr (GError) error = NULL;
  GPtrArray *read = rushes_export_read (text, -1, &error);

  g_assert_no_error (error);
  g_assert_null (strstr (text, CANARY));
  return read;
}

static void
test_round_trip (gconstpointer data)
{
  const RushesExportFormat format = (RushesExportFormat) GPOINTER_TO_INT (data);
  const char *const labels[] = { "'", "'=", "-1", "+", "@", "\t", ",", "\"", "\n", "'plain" };
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (GPtrArray) read = NULL;

  g_ptr_array_add (entries, new_from_finished ());
  g_ptr_array_add (entries, new_from_failed ());
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      RushesExportEntry *entry = rushes_export_entry_new ("1", ACCOUNT);

      entry->label = g_strdup (labels[i]);
      g_ptr_array_add (entries, entry);
    }

  read = read_back (entries, format);
  g_assert_cmpuint (read->len, ==, entries->len);
  for (guint i = 0; i < entries->len; i++)
    assert_equal (read->pdata[i], entries->pdata[i]);
}

static void
test_nothing (gconstpointer data)
{
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (GPtrArray) read = read_back (entries, (RushesExportFormat) GPOINTER_TO_INT (data));

  g_assert_cmpuint (read->len, ==, 0);
}

/* More than the reader of JSON takes at once. */
static void
test_many (gconstpointer data)
{
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (GPtrArray) read = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      RushesExportEntry *entry = new_from_finished ();

      g_free (entry->task_id);
      entry->task_id = g_strdup_printf ("%u", i);
      g_ptr_array_add (entries, entry);
    }
  read = read_back (entries, (RushesExportFormat) GPOINTER_TO_INT (data));
  g_assert_cmpuint (read->len, ==, 5000);
  assert_equal (read->pdata[4999], entries->pdata[4999]);
}

/* What a spreadsheet, or a person, made of it. */
static void
test_foreign_csv (void)
{
  g_autoptr (GPtrArray) read = rushes_export_read (
    "mood, label ,task_id,added_at\nfine,a,1,2025-08-29T10:00:00+02:00\n,,2\n,no id,,\n,\"b\",3,yesterday",
    -1, NULL);
  const RushesExportEntry *entry;

  g_assert_nonnull (read);
  g_assert_cmpuint (read->len, ==, 3);
  entry = read->pdata[0];
  g_assert_cmpstr (entry->task_id, ==, "1");
  g_assert_cmpstr (entry->label, ==, "a");
  g_assert_cmpint (entry->added_at, ==, NOW);
  entry = read->pdata[2];
  g_assert_cmpstr (entry->label, ==, "b");
  g_assert_cmpint (entry->added_at, ==, 0);
}

static void
test_foreign_json (void)
{
  g_autoptr (GPtrArray) read
    = rushes_export_read ("\n [ {\"task_id\": 306792606023824, \"width\": \"7\", \"x\": []},\n 5, "
                          "{\"label\": \"no id\"}, {\n\"task_id\": \"b\"} ]",
                          -1, NULL);

  g_assert_nonnull (read);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpstr (((RushesExportEntry *) read->pdata[0])->task_id, ==, "306792606023824");
  g_assert_cmpint (((RushesExportEntry *) read->pdata[0])->width, ==, 7);
}

static void
test_no_list (void)
{
  const char *const texts[] = { "", "label\n1\n", "task_id\n\"1", "[{\"task_id\": \"1\"", "\xff\xfe" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rushes_export_read (texts[i], -1, &error));
      g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_FAILED);
    }
}

static void
add_both (const char *csv, const char *json, GTestDataFunc func)
{
  g_test_add_data_func (csv, GINT_TO_POINTER (RUSHES_EXPORT_CSV), func);
  g_test_add_data_func (json, GINT_TO_POINTER (RUSHES_EXPORT_JSON), func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_both ("/library/export/csv", "/library/export/json", test_round_trip);
  add_both ("/library/export/csv-nothing", "/library/export/json-nothing", test_nothing);
  add_both ("/library/export/csv-many", "/library/export/json-many", test_many);
  g_test_add_func ("/library/export/foreign-csv", test_foreign_csv);
  g_test_add_func ("/library/export/foreign-json", test_foreign_json);
  g_test_add_func ("/library/export/no-list", test_no_list);

  return g_test_run ();
}
