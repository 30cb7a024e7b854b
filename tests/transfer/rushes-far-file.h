/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesFarFile: a file of a share that has no local path, as GVfs offers them; its bytes are those
 * of a local file all the same. Knows what landing needs and no more.
 */
#define RUSHES_TYPE_FAR_FILE (rushes_far_file_get_type ())
G_DECLARE_FINAL_TYPE (RushesFarFile, rushes_far_file, RUSHES, FAR_FILE, GObject)

GFile *rushes_far_file_new (const char *path);

G_END_DECLS
