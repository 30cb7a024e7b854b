/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "base/rushes-error.h"
#include "intake/rushes-intake.h"

#include <string.h>

static void
check_items (GPtrArray *items)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < items->len; i++)
    {
      const RushesIntakeItem *item = g_ptr_array_index (items, i);

      g_assert_cmpstr (item->task_id, !=, "");
      g_assert_cmpuint (g_utf8_strlen (item->task_id, -1), <=, RUSHES_INTAKE_MAX_ID_LENGTH);
      g_assert_cmpuint (item->line, >=, 1);
      fuzz_target_check_text (item->task_id);
      fuzz_target_check_text (item->label);
      /* Each id once. */
      g_assert_true (g_hash_table_add (seen, item->task_id));
    }
}

static void
check_ignored (GPtrArray *ignored)
{
  for (guint i = 0; i < ignored->len; i++)
    {
      const RushesIntakeIgnored *piece = g_ptr_array_index (ignored, i);

      g_assert_cmpuint (piece->line, >=, 1);
      g_assert_nonnull (piece->reason);
      fuzz_target_check_text (piece->text);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  /* A copy of just this size: a reader that goes beyond it is noticed. */
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesIntake) intake = NULL;

  fuzz_target_prepare ();
  intake = rushes_intake_read (text != NULL ? text : "", (gssize) size, &error);
  g_assert_true ((intake != NULL) == (error == NULL));
  if (intake == NULL)
    {
      g_assert_true (error->domain == RUSHES_ERROR);
      return 0;
    }
  check_items (intake->items);
  check_ignored (intake->ignored);
  return 0;
}
