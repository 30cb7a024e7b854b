/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RushesKeptCopies: which names in the videos folder belong to tasks of the list, how many they are and how
 * large, without a look at the list. Of a name no more than its hash is kept: now and then, once in many
 * lifetimes, one that is free is taken for one that is not.
 *
 * Written by the main thread.
 */
typedef struct _RushesKeptCopies RushesKeptCopies;

RushesKeptCopies *rushes_kept_copies_new (void);
/* Any thread. */
RushesKeptCopies *rushes_kept_copies_ref (RushesKeptCopies *self);
void              rushes_kept_copies_unref (RushesKeptCopies *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesKeptCopies, rushes_kept_copies_unref)

/* @path: (nullable): of a kept video, the last part of which counts; NULL: there is none, and nothing changes.
 * Those of before are given to remove() first: the same twice are two. */
void rushes_kept_copies_add (RushesKeptCopies *self, const char *path, gint64 bytes);
void rushes_kept_copies_remove (RushesKeptCopies *self, const char *path, gint64 bytes);
void rushes_kept_copies_clear (RushesKeptCopies *self);

/* Any thread. */
gboolean rushes_kept_copies_has_name (RushesKeptCopies *self, const char *name);
/* Main thread. */
guint  rushes_kept_copies_get_number (RushesKeptCopies *self);
gint64 rushes_kept_copies_get_bytes (RushesKeptCopies *self);

G_END_DECLS
