/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "intake/rushes-handover.h"

#include "base/rushes-error.h"
#include "base/rushes-redact.h"

#include <string.h>

/* Parses the text of a variant. */
static GPtrArray *
read_text (const char *text, GError **error)
{
  g_autoptr (GVariant) request = g_variant_parse (NULL, text, NULL, NULL, error);

  return request != NULL ? rushes_handover_read (request, error) : NULL;
}

static void
assert_refused (GVariant *request)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (request);
  g_autoptr (GError) error = NULL;

  g_assert_null (rushes_handover_read (sunk, &error));
  g_assert_error (error, RUSHES_ERROR, RUSHES_ERROR_REQUEST_REFUSED);
}

static void
test_there_and_back (void)
{
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GVariant) request = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (sent, rushes_intake_item_new ("306792606023824", "沙丘，黄昏", 3));
  g_ptr_array_add (sent, rushes_intake_item_new ("sora-2:task_1", NULL, 4));
  request = g_variant_ref_sink (rushes_handover_write (sent));
  g_assert_cmpstr (g_variant_get_type_string (request), ==, RUSHES_HANDOVER_REQUEST_TYPE);

  items = rushes_handover_read (request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *before = g_ptr_array_index (sent, i);
      const RushesIntakeItem *after = g_ptr_array_index (items, i);

      g_assert_cmpstr (after->task_id, ==, before->task_id);
      g_assert_cmpstr (after->label, ==, before->label);
      g_assert_null (after->reply);
    }
}

static void
test_repeated (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = read_text ("([('1', 'one'), ('2', ''), ('1', 'again')],)", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 2);
}

/* What is shown of a label is fit to be shown, whoever sent it. */
static void
test_label (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *text = g_strdup_printf ("([('1', 'a\\n\\u202eb\\u0007'), ('2', '%s')],)", long_text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = read_text (text, &error);
  g_autoptr (GPtrArray) secret = NULL;
  const RushesIntakeItem *item;

  g_assert_no_error (error);
  item = g_ptr_array_index (items, 0);
  g_assert_cmpstr (item->label, ==, "a b");
  item = g_ptr_array_index (items, 1);
  g_assert_cmpint (g_utf8_strlen (item->label, -1), <=, 201);

  rushes_redact_add_secret ("canary-key-0123456789");
  secret = read_text ("([('1', 'mine is canary-key-0123456789')],)", &error);
  g_assert_no_error (error);
  item = g_ptr_array_index (secret, 0);
  g_assert_null (strstr (item->label, "canary"));
}

/* One that is none, and nothing is taken. */
static void
test_refused (void)
{
  const char *const wrong[] = { "", " ", "a b", "a\n", "\t", "a\xe2\x80\xae" };
  g_autofree char *too_long = g_strnfill (RUSHES_INTAKE_MAX_ID_LENGTH + 1, '1');

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);

      g_test_message ("“%s”", wrong[i]);
      g_ptr_array_add (items, rushes_intake_item_new ("1", NULL, 1));
      g_ptr_array_add (items, rushes_intake_item_new (wrong[i], NULL, 1));
      assert_refused (rushes_handover_write (items));
    }
  assert_refused (g_variant_new_parsed ("([(%s, '')],)", too_long));
  assert_refused (g_variant_new_string ("1"));
  assert_refused (g_variant_new_parsed ("(['1'],)"));
}

static void
test_too_many (void)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) rushes_intake_item_free);
  g_autoptr (GPtrArray) read_back = NULL;
  g_autoptr (GVariant) request = NULL;

  for (guint i = 0; i < RUSHES_HANDOVER_MAX_ITEMS; i++)
    {
      g_autofree char *id = g_strdup_printf ("task-%u", i);

      g_ptr_array_add (items, rushes_intake_item_new (id, NULL, 1));
    }
  request = g_variant_ref_sink (rushes_handover_write (items));
  read_back = rushes_handover_read (request, NULL);
  g_assert_cmpuint (read_back->len, ==, RUSHES_HANDOVER_MAX_ITEMS);

  g_ptr_array_add (items, rushes_intake_item_new ("one-more", NULL, 1));
  assert_refused (rushes_handover_write (items));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/intake/handover/there-and-back", test_there_and_back);
  g_test_add_func ("/intake/handover/repeated", test_repeated);
  g_test_add_func ("/intake/handover/label", test_label);
  g_test_add_func ("/intake/handover/refused", test_refused);
  g_test_add_func ("/intake/handover/too-many", test_too_many);

  return g_test_run ();
}
