/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api/rushes-account.h"

G_BEGIN_DECLS

/**
 * RushesPart: the bytes of a video that is on its way, and the record of how far they can be relied on.
 *
 * PARTS/ID-HASH.part holds the bytes, PARTS/ID-HASH.part.state the record: a key file, replaced as a
 * whole, with the committed length, the CRC-64 of that prefix, and what tells the video from any other.
 * Nothing of a link but scheme, host and path is in it. The record is written after the bytes, every
 * 8 MiB or 2 s, and the bytes are synced every 32 MiB and at the end; so whatever ends the program, what
 * is read back on opening is a prefix whose checksum holds: the committed one, or after a power cut the
 * synced one, or none. Files rather than the library: rushes-cli goes on with the same part.
 *
 * Locked while it is open, against other processes and against a second one in this. Blocks; one
 * thread at a time.
 */
typedef struct _RushesPart RushesPart;

/**
 * RushesPartIdentity: what the answer said of the video that the part is of.
 *
 * @total: bytes of the whole; -1 unknown
 * @etag: (nullable): only a strong one
 * @last_modified: (nullable): only a strong one; holds for the same link alone
 * @md5: (nullable): of the whole, as Content-MD5 has it
 * @crc: of the whole, where @has_crc
 * @origin: (nullable): scheme://host/path, where the bytes came from
 * @link_digest: (nullable): tells a link from another, and not more
 */
typedef struct
{
  gint64 total;
  char *etag;
  char *last_modified;
  char *md5;
  gboolean has_crc;
  guint64 crc;
  char *origin;
  char *link_digest;
} RushesPartIdentity;

void rushes_part_identity_copy (const RushesPartIdentity *from, RushesPartIdentity *to);
void rushes_part_identity_clear (RushesPartIdentity *identity);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RushesPartIdentity, rushes_part_identity_clear)

/**
 * rushes_part_dup_path:
 *
 * Where the part of @task_id is: the sanitised id, and a hash over the account's base URL and the
 * id, so that no two tasks share one. Any thread that may use @account. Returns: (transfer full)
 */
char *rushes_part_dup_path (const char *parts_folder, RushesAccount *account, const char *task_id);

/**
 * rushes_part_open:
 * @path: as above; its folder exists. Made with mode 0600 if it is missing
 *
 * Reads back what can be relied on: bytes beyond the record are cut off; a file shorter than the
 * record, or one whose checksum does not hold, starts over. A link, or anything else that is no file
 * of ours, is taken out of the way untouched behind it.
 *
 * Returns: (transfer full): or NULL with RUSHES_ERROR_PART_IN_USE (another process fetches this
 *   video), RUSHES_ERROR_FOLDER_UNWRITABLE, RUSHES_ERROR_DISK_FULL, G_IO_ERROR_CANCELLED
 */
RushesPart *rushes_part_open (const char *path, GCancellable *cancellable, GError **error);

/* Records and syncs what is there, unlocks it and frees it; an empty part leaves no file behind. */
void rushes_part_close (RushesPart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesPart, rushes_part_close)

/* Open for reading and writing; its offset is nobody's. */
int     rushes_part_get_fd (const RushesPart *self);
gint64  rushes_part_get_length (const RushesPart *self);
/* CRC-64/XZ of the bytes so far. */
guint64 rushes_part_get_crc (const RushesPart *self);
/* (transfer none): @total is -1 and the rest empty while nothing is known. Void with the next change. */
const RushesPartIdentity *rushes_part_get_identity (const RushesPart *self);
/* Whether all bytes of a video of known length are there. */
gboolean rushes_part_is_complete (const RushesPart *self);

/**
 * rushes_part_restart:
 * @identity: (nullable): of what will come; copied
 *
 * Empties the part. Errors here and below: RUSHES_ERROR_DISK_FULL, RUSHES_ERROR_FOLDER_UNWRITABLE
 */
gboolean rushes_part_restart (RushesPart *self, const RushesPartIdentity *identity, GError **error);

/* The same video, of which more is known now. @identity is copied, and may be the part's own. */
gboolean rushes_part_set_identity (RushesPart *self, const RushesPartIdentity *identity, GError **error);

/* Appends, and records and syncs when it is time. On an error the part ends where it did before. */
gboolean rushes_part_append (RushesPart *self, const guint8 *bytes, gsize length, GError **error);

/* Records now: a crash loses nothing of it, a power cut may. */
gboolean rushes_part_record (RushesPart *self, GError **error);

/**
 * rushes_part_set_aside:
 *
 * The bytes are not what they should be, but may be all there is: they go to PATH.damaged (over
 * those of an earlier time), for the user to decide, and the part begins anew.
 */
gboolean rushes_part_set_aside (RushesPart *self, GError **error);

/* The video has landed: the record goes, and what was set aside, and the part if it is still there. */
void rushes_part_finish (RushesPart *self);

/* PATH.damaged. Returns: (transfer full) */
char *rushes_part_dup_damaged_path (const char *path);

/**
 * rushes_part_discard:
 *
 * Nobody will go on with it: deletes the part, its record and what was set aside. A part that is not
 * there is well. Returns: FALSE with RUSHES_ERROR_PART_IN_USE, and nothing is deleted
 */
gboolean rushes_part_discard (const char     *parts_folder,
                              RushesAccount  *account,
                              const char     *task_id,
                              GError        **error);

/**
 * rushes_part_sweep:
 * @keep: (element-type filename): a set of the paths of parts that will be gone on with
 *
 * Deletes all other parts of the folder that nobody has open and that were not written to for a week:
 * rushes-cli may still go on with those that the library knows nothing of. A record without its part goes at
 * once. Returns: how many parts
 */
guint rushes_part_sweep (const char *parts_folder, GHashTable *keep);

G_END_DECLS
