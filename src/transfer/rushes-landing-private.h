/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What landing is made of. Blocks; worker threads only. Where a function returns an int, it is 0 or an
 * errno value. */

typedef int RushesFd;
void rushes_fd_clear (RushesFd *fd);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesFd, rushes_fd_clear)

/* ---- rushes-landing-place.c: a name in a folder, and how a file comes to it ---- */

/* The folder is held open, so that it cannot be exchanged under us. */
typedef struct
{
  RushesFd folder_fd; /* -1: not open */
  char *folder;
  char *name;
} RushesPlace;

void rushes_place_clear (RushesPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesPlace, rushes_place_clear)

/* A destination that is a symbolic link stays one: the place is where it leads. */
gboolean rushes_place_open (RushesPlace *place, GFile *destination, GError **error);

/* Whether the name is free, or may be replaced: a device, a pipe or a folder is never replaced. */
gboolean rushes_place_check_taken (const RushesPlace *place, gboolean replace, GError **error);

/* Moves the file @from to the place. EXDEV: it is on another file system. */
int rushes_place_take (const RushesPlace *place, int from_folder_fd, const char *from, gboolean replace);

/**
 * rushes_place_open_itself:
 * @made: (out): whether the file was not there before
 *
 * Opens the name itself for writing: where no other file may be made beside it. What was in it stays
 * until it is written over. Returns: -1 with errno
 */
int rushes_place_open_itself (const RushesPlace *place, gboolean replace, gboolean *made);

/* A file in the destination's folder that nobody sees, or that goes away when it is cleared. */
typedef struct
{
  RushesFd fd;
  int folder_fd; /* of the place */
  char *name;    /* NULL while it has none */
} RushesTemp;

void rushes_temp_clear (RushesTemp *temp);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesTemp, rushes_temp_clear)

/* Locked while it is open: so a sweep knows it from what a run left behind that was killed. */
int rushes_temp_open (RushesTemp *temp, const RushesPlace *place);
int rushes_temp_publish (RushesTemp *temp, const RushesPlace *place, gboolean replace);

/* ".NAME.12345678.part". Returns: (transfer full) */
char *rushes_landing_make_temp_name (const char *name);
/* As much of @name as is in that. Returns: (transfer full) */
char *rushes_landing_dup_temp_stem (const char *name);

/* An error that says what @saved_errno means for a place. Returns: FALSE */
gboolean rushes_landing_fail (GError **error, int saved_errno, const char *what);

/* ---- rushes-landing-name.c ---- */

/* "clip (2).mp4" for 2; "clip.mp4" itself for 1. Returns: (transfer full) */
char *rushes_landing_number_name (const char *name, guint n);

/* ---- rushes-landing-sweep.c ---- */

/* rushes_landing_sweep() */
guint rushes_place_sweep (const RushesPlace *place);

/* ---- rushes-landing-bytes.c ---- */

/**
 * rushes_landing_copy_bytes:
 * @to: empty, or to be written over; its end is cut off where it is longer
 *
 * Shares the bytes where the file system can (FICLONE), has the kernel or a file server copy them where
 * both are of one file system (copy_file_range), and reads and writes elsewhere.
 */
gboolean rushes_landing_copy_bytes (int from, int to, GCancellable *cancellable, GError **error);

/* ---- rushes-landing-remote.c: destinations that are no local path (a share, a phone), by GIO ---- */

gboolean rushes_landing_copy_remote (const char    *source,
                                     GFile         *destination,
                                     gboolean       replace,
                                     GCancellable  *cancellable,
                                     GError       **error);
gboolean rushes_landing_check_remote_folder (GFile         *destination,
                                             gboolean       replace,
                                             gint64         needed,
                                             GCancellable  *cancellable,
                                             GError       **error);

G_END_DECLS
