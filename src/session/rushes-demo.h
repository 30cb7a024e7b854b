/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * RushesDemo: the demo as its user meets it: rushes-demo-gateway (a program of its own)
 * running on loopback, an account for it, and a few tasks to look at. Main thread. The gateway
 * ends with this object, or with the process.
 */
#define RUSHES_TYPE_DEMO (rushes_demo_get_type ())
G_DECLARE_FINAL_TYPE (RushesDemo, rushes_demo, RUSHES, DEMO, GObject)

/* The id of the demo's account; never stored. */
#define RUSHES_DEMO_ACCOUNT_ID "demo"

/**
 * rushes_demo_start_async:
 *
 * Starts the gateway ($RUSHES_DEMO_GATEWAY, or the one in libexec) and waits until it says
 * where it listens. finish returns (transfer full); errors: RUSHES_ERROR_FAILED.
 */
void        rushes_demo_start_async (GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
RushesDemo *rushes_demo_start_finish (GAsyncResult *result, GError **error);

/* (transfer none): with its key */
RushesAccount *rushes_demo_get_account (RushesDemo *self);
/* (transfer none) (element-type RushesIntakeItem): the scripted tasks, with labels */
GPtrArray *rushes_demo_get_items (RushesDemo *self);
/* (transfer none): a folder of its own for library and parts, deleted with this object */
const char *rushes_demo_get_data_folder (RushesDemo *self);

G_END_DECLS
