/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Room on a disk: asked for before it is needed, so that a full disk is told in the first second
 * and not in the last. Any thread; blocks as files do.
 */

/* Left to everybody else: a disk that is filled to the brim breaks other programs. */
#define RUSHES_DISK_MARGIN (64 * 1024 * 1024)

/**
 * rushes_disk_check_space:
 * @fd: of a file or folder on the disk in question
 * @needed: bytes; 0 is unknown and always fits
 *
 * Whether @needed bytes and the margin are free. A file system that does not say how large it is
 * (some of FUSE and of the network) always fits. Error: RUSHES_ERROR_DISK_FULL
 */
gboolean rushes_disk_check_space (int fd, gint64 needed, GError **error);

/**
 * rushes_disk_reserve:
 * @fd: open for writing
 *
 * Takes @needed bytes for the file, whose length stays as it is; where a file system cannot do
 * that, nothing happens. Error: RUSHES_ERROR_DISK_FULL
 */
gboolean rushes_disk_reserve (int fd, gint64 needed, GError **error);

/**
 * rushes_disk_write:
 *
 * Writes all of @buffer at the offset of @fd. Errors: RUSHES_ERROR_DISK_FULL,
 * RUSHES_ERROR_FOLDER_UNWRITABLE (the disk fails)
 */
gboolean rushes_disk_write (int fd, const guint8 *buffer, gsize length, GError **error);

/* The same at @offset; the offset of @fd stays where it is. */
gboolean rushes_disk_write_at (int            fd,
                               gint64         offset,
                               const guint8  *buffer,
                               gsize          length,
                               GError       **error);

/* fdatasync(): the bytes, and the length that leads to them. Errors as above. */
gboolean rushes_disk_sync_data (int fd, GError **error);

/* fsync(). Errors as above: some disks tell only now that they are full. */
gboolean rushes_disk_sync (int fd, GError **error);

G_END_DECLS
