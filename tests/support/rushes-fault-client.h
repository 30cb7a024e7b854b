/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Has every message of this process offer HTTP/2 again, whatever its owner offers: what a transfer makes of the
 * faults of HTTP/2 is tested, although it asks for HTTP/1.1. */
void rushes_fault_client_offer_http2 (gboolean offer);

G_END_DECLS
