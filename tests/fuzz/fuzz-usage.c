/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "api/rushes-usage.h"
#include "base/rushes-error.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (RushesUsage) usage = NULL;
  g_autoptr (RushesUsage) copy = NULL;

  fuzz_target_prepare ();
  usage = rushes_usage_read (body, NULL, &error);
  g_assert_true ((usage != NULL) == (error == NULL));
  if (usage == NULL)
    {
      const RushesErrorDetail *detail = rushes_error_get_detail (error);

      g_assert_true (error->domain == RUSHES_ERROR);
      fuzz_target_check_shown (error->message);
      fuzz_target_check_shown (detail->code);
      fuzz_target_check_shown (detail->text);
      return 0;
    }

  g_assert_cmpint (usage->granted, >=, -1);
  g_assert_cmpint (usage->used, >=, -1);
  g_assert_cmpint (usage->left, >=, -1);
  g_assert_cmpint (usage->valid_until, >=, 0);
  g_assert_true (usage->unlimited == TRUE || usage->unlimited == FALSE);

  copy = rushes_usage_copy (usage);
  g_assert_true (rushes_usage_is_used_up (usage) == rushes_usage_is_used_up (copy));
  g_assert_true (rushes_usage_has_expired (usage, 1756453535) == rushes_usage_has_expired (copy, 1756453535));
  return 0;
}
