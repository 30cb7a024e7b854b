/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "rushes-fault-no-http2"

#include "config.h"

#include "support/rushes-fault-connection.h"

/* In the place of rushes-fault-http2.c, where there is no nghttp2. */

gboolean
rushes_fault_http2_is_there (void)
{
  return FALSE;
}

void
rushes_fault_http2_serve (RushesFaultConnection *connection)
{
  g_assert_not_reached ();
}
