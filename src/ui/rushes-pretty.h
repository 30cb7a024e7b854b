/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_pretty_json:
 * @text: JSON, or anything else
 *
 * Lays @text out: one member a line, two spaces a level. Numbers, strings and the order of members stay to
 * the letter, since nothing is parsed and written anew; what is no JSON comes out legible, too. Characters that
 * would change how other text is shown are left out.
 *
 * Returns: (transfer full): plain text
 */
char *rushes_pretty_json (const char *text);

G_END_DECLS
