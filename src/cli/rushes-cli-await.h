/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * A program without a window may wait for an answer: give rushes_cli_keep_result() the address of a
 * NULL pointer, then pump the main context until the result is there.
 */
void          rushes_cli_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);
/* Returns: (transfer none): *@result */
GAsyncResult *rushes_cli_await_result (GAsyncResult **result);

G_END_DECLS
