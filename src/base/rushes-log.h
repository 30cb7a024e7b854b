/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_log_init:
 *
 * Sends every log message of the process (ours and the libraries') through
 * rushes_redact() and then to standard error: standard output is for results.
 * Call once, first thing in main(). G_MESSAGES_DEBUG works as ever.
 */
void rushes_log_init (void);

G_END_DECLS
