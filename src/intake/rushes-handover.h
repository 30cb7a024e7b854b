/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "intake/rushes-intake.h"

G_BEGIN_DECLS

/**
 * Handing tasks over to the Rushes that runs: its D-Bus interface, at the application's own name and object
 * path, and what goes through it. Whoever shares the session's bus can call it, so what comes is checked like
 * what is pasted.
 */

/* Of the name of the interface, behind the application's id. */
#define RUSHES_HANDOVER_SUFFIX ".Tracker"
#define RUSHES_HANDOVER_METHOD "Track"
/* Ids with their labels, which may be empty; those of them that are new. */
#define RUSHES_HANDOVER_REQUEST_TYPE "(a(ss))"
#define RUSHES_HANDOVER_REPLY_TYPE "(as)"
#define RUSHES_HANDOVER_MAX_ITEMS 10000

/**
 * rushes_handover_write:
 * @items: (element-type RushesIntakeItem)
 *
 * Returns: (transfer floating)
 */
GVariant *rushes_handover_write (GPtrArray *items);

/**
 * rushes_handover_read:
 * @request: whatever somebody sent
 *
 * Returns: (transfer full) (element-type RushesIntakeItem): each id once; or NULL with
 *   RUSHES_ERROR_REQUEST_REFUSED where a single one is none, or there are too many: then none is taken
 */
GPtrArray *rushes_handover_read (GVariant *request, GError **error);

G_END_DECLS
