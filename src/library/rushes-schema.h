/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/rushes-database.h"

G_BEGIN_DECLS

/**
 * The tables of library.db and how they came to be: numbered steps, each of which is never
 * changed again once it has been released. PRAGMA user_version tells how many were taken.
 */

/* How many steps this Rushes knows. */
int rushes_schema_get_version (void);

/* Whether this Rushes can read @database: else RUSHES_ERROR_LIBRARY_NEWER. Writes nothing. */
gboolean rushes_schema_check (RushesDatabase *database, GError **error);

/* Whether tables stand there although no step was ever taken: then the version is damaged. */
gboolean rushes_schema_is_lost (RushesDatabase *database);

/* Whether no step is missing. FALSE where that cannot be read. */
gboolean rushes_schema_is_current (RushesDatabase *database);

/* Copies the library to @path.before-N, N being the version that it will have, where steps are missing. */
gboolean rushes_schema_back_up (RushesDatabase *database, const char *path, GError **error);

/* Takes the steps that are missing, all in one transaction or none. */
gboolean rushes_schema_upgrade (RushesDatabase *database, GError **error);

G_END_DECLS
