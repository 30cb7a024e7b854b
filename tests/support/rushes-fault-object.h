/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RushesFaultObject: what a fault server has at a path: an MP4 file of any size that is made up
 * while it is sent. Its bytes depend on the seed and nowhere repeat, so that a piece in the
 * wrong place, or of another file, shows.
 *
 * Where a string is NULL it is told truthfully, where it is "" the header is left out. Strings
 * are interned by whoever keeps the object.
 */
typedef struct
{
  gint64 size; /* at least RUSHES_FAULT_OBJECT_MIN_BYTES */
  guint64 seed;

  const char *etag; /* as in the header, with its quotes */
  const char *last_modified;
  const char *crc64; /* x-oss-hash-crc64ecma: of the whole object, even in a reply to a range */
  const char *md5;   /* Content-MD5: in a reply with the whole object only */
  const char *type;  /* Content-Type */
} RushesFaultObject;

/* "ftyp", "moov" and the head of "mdat". */
#define RUSHES_FAULT_OBJECT_MIN_BYTES 160

/* Writes bytes @offset to @offset + @length; both lie inside the object. */
void rushes_fault_object_read (const RushesFaultObject *self, gint64 offset, guint8 *buffer, gsize length);

/* CRC-64/XZ of the whole, computed once for each seed and size. Any thread. */
guint64 rushes_fault_object_get_crc64 (const RushesFaultObject *self);

/* Values of the headers; (nullable): left out. Returns: (transfer full) */
char *rushes_fault_object_dup_etag (const RushesFaultObject *self);
char *rushes_fault_object_dup_last_modified (const RushesFaultObject *self);
char *rushes_fault_object_dup_crc64 (const RushesFaultObject *self);
char *rushes_fault_object_dup_md5 (const RushesFaultObject *self);
char *rushes_fault_object_dup_type (const RushesFaultObject *self);

/* The whole. Returns: (transfer full) */
GBytes *rushes_fault_object_dup_bytes (const RushesFaultObject *self);

/* Fails the test where the file at @path is not the object to the byte, and says where it differs. */
void rushes_fault_object_assert_file (const RushesFaultObject *self, const char *path);

G_END_DECLS
