/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media/rushes-thumbnails.h"

G_BEGIN_DECLS

/**
 * rushes_search_pictures_get_async:
 * @videos: (element-type utf8): paths; NULL where there is no video on this disk
 *
 * What there is of the pictures of all of them, within the moment that somebody who searches waits: those that are
 * still to be made are mostly not, and come with another search, or once the window has shown them. Main thread.
 *
 * finish returns (transfer full) (element-type GIcon): one for each of @videos, NULL where there is none; it does
 * not fail.
 */
void       rushes_search_pictures_get_async (RushesThumbnails    *thumbnails,
                                             GPtrArray           *videos,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
GPtrArray *rushes_search_pictures_get_finish (RushesThumbnails *thumbnails, GAsyncResult *result);

G_END_DECLS
