/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/rushes-media-words.h"

G_BEGIN_DECLS

/**
 * rushes_helper_fence_raise:
 * @path: a file that is to be written; others in its folder may be, too
 * @other_path: (nullable): another
 *
 * From here on this process writes, makes and removes files in the folders of these paths and
 * nowhere else (Landlock: Linux 5.13), empties none at all (Linux 6.2), opens no TCP connection (Linux 6.7),
 * and is refused what decoding never needs, sockets and other programs among it (seccomp:
 * rushes_helper_filter_raise()). An older kernel has fewer fences; all other limits hold there as well. Call
 * while there is one thread.
 *
 * Returns: those that hold, of RUSHES_MEDIA_FENCE_FILES, _CONNECTIONS and _CALLS
 */
RushesMediaFences rushes_helper_fence_raise (const char *path, const char *other_path);

G_END_DECLS
