/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/*
 * For test programs with folders of their own (G_TEST_OPTION_ISOLATE_DIRS): GLib keeps the names of
 * these, and only a whole stack tells such a leak from one of ours. Without AddressSanitizer, nobody
 * asks.
 */

const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}
