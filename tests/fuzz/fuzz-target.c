/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-target.h"

#include "base/rushes-redact.h"

#include <string.h>

void
fuzz_target_prepare (void)
{
  static gboolean is_prepared;

  if (is_prepared)
    return;
  is_prepared = TRUE;
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  rushes_redact_add_secret (FUZZ_SECRET);
}

void
fuzz_target_check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

void
fuzz_target_check_shown (const char *text)
{
  fuzz_target_check_text (text);
  g_assert_true (text == NULL || strstr (text, FUZZ_SECRET) == NULL);
}
