/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "intake/rushes-handover.h"

/* What was taken is handed on unchanged, and nothing else that looks like it is taken. */
static void
check_written (GPtrArray *items)
{
  g_autoptr (GVariant) request = g_variant_ref_sink (rushes_handover_write (items));
  g_autoptr (GVariant) wrapped = g_variant_ref_sink (g_variant_new_tuple (&request, 1));
  g_autoptr (GPtrArray) again = rushes_handover_read (request, NULL);

  g_assert_nonnull (again);
  g_assert_cmpuint (again->len, ==, items->len);
  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);
      const RushesIntakeItem *copy = g_ptr_array_index (again, i);

      g_assert_cmpstr (copy->task_id, ==, item->task_id);
      g_assert_cmpstr (copy->label, ==, item->label);
    }
  g_assert_null (rushes_handover_read (wrapped, NULL));
}

/* What anybody on the session's bus may send, as it lies in a message. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) message = g_variant_ref_sink (
    g_variant_new_from_bytes (G_VARIANT_TYPE (RUSHES_HANDOVER_REQUEST_TYPE), bytes, FALSE));
  g_autoptr (GVariant) request = NULL;
  g_autoptr (GPtrArray) items = NULL;

  fuzz_target_prepare ();
  /* As GDBus does. */
  request = g_variant_get_normal_form (message);
  items = rushes_handover_read (request, NULL);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);

      g_assert_true (rushes_intake_is_id (item->task_id));
      fuzz_target_check_shown (item->label);
    }
  if (items != NULL)
    check_written (items);
  return 0;
}
