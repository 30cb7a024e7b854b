/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rushes_helper_fence_raise:
 * @path: a file that is to be written; others in its folder may be, too
 * @other_path: (nullable): another
 *
 * From here on this process writes, makes and removes files in the folders of these paths and
 * nowhere else, starts no program, and opens no TCP connection, where the kernel can forbid it
 * (Landlock: Linux 5.13, for connections 6.7). An older kernel has no fence; all other limits hold
 * there as well.
 */
void rushes_helper_fence_raise (const char *path, const char *other_path);

G_END_DECLS
