/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * How a video comes to this disk: what a row shows of it, and what is stored so that it goes on after a
 * restart or a crash. Whoever moves the bytes tells; the library keeps.
 */
typedef enum
{
  RUSHES_TRANSFER_NONE = 0, /* nothing under way, nothing asked for */
  RUSHES_TRANSFER_QUEUED,   /* waits for its turn */
  RUSHES_TRANSFER_ASKING,   /* fresh links are being asked for */
  RUSHES_TRANSFER_CONNECTING,
  RUSHES_TRANSFER_RUNNING, /* bytes flow */
  RUSHES_TRANSFER_VERIFYING,
  RUSHES_TRANSFER_COMMITTING,
  RUSHES_TRANSFER_WAITING, /* for its next try, or for the network */
  RUSHES_TRANSFER_PAUSED,  /* by the user, or by a full disk */
  RUSHES_TRANSFER_FAILED,  /* until retried by hand; RushesTask:problem says why */
} RushesTransferState;

#define RUSHES_TYPE_TRANSFER_STATE (rushes_transfer_state_get_type ())
GType rushes_transfer_state_get_type (void) G_GNUC_CONST;

/* "queued", "paused", …: the words of the database and of the enum type. */
const char *rushes_transfer_state_to_string (RushesTransferState state);
/* RUSHES_TRANSFER_NONE for NULL and for words that nobody knows. */
RushesTransferState rushes_transfer_state_from_string (const char *word);

/* Whether it goes on by itself: QUEUED to WAITING. */
gboolean rushes_transfer_state_is_going_on (RushesTransferState state);

typedef enum
{
  RUSHES_PURPOSE_KEEP, /* into videos/, a folder of our own */
  RUSHES_PURPOSE_SAVE, /* where the user wants it */
} RushesTransferPurpose;

#define RUSHES_TYPE_TRANSFER_PURPOSE (rushes_transfer_purpose_get_type ())
GType rushes_transfer_purpose_get_type (void) G_GNUC_CONST;

/* "keep" and "save". */
const char *rushes_transfer_purpose_to_string (RushesTransferPurpose purpose);

/**
 * RushesTransferStatus: how a transfer stands at this moment. Never stored.
 *
 * @bytes_total: 0 unknown
 * @speed: bytes a second; 0 unknown
 * @seconds_left: -1 unknown: shown only once it means something
 */
typedef struct
{
  RushesTransferState state;
  RushesTransferPurpose purpose;
  gint64 bytes_done;
  gint64 bytes_total;
  gint64 speed;
  gint64 seconds_left;
} RushesTransferStatus;

/* Whether the user waits for it. */
gboolean rushes_transfer_status_is_saving (const RushesTransferStatus *self);
/* From 0 to 1; -1 where nobody knows. */
double rushes_transfer_status_get_fraction (const RushesTransferStatus *self);

/**
 * RushesTransferRecord: what is stored of a transfer.
 *
 * @destination: (nullable): URI; NULL for RUSHES_PURPOSE_KEEP
 * @replace: whether a file may be there already
 * @state: QUEUED, PAUSED or FAILED: what is under way is queued again after a restart, and is stored so
 * @failure_code: (nullable): rushes_failure_get_code() of the last failure
 * @failure_text: (nullable): rushes_failure_get_text() of it; redacted when it is stored
 * @created_at: Unix seconds; 0: when it is stored
 */
typedef struct
{
  RushesTransferPurpose purpose;
  char *destination;
  gboolean replace;
  RushesTransferState state;
  char *failure_code;
  char *failure_text;
  gint64 created_at;
} RushesTransferRecord;

/* Queued, the rest empty. */
RushesTransferRecord *rushes_transfer_record_new (RushesTransferPurpose  purpose,
                                                  const char            *destination,
                                                  gboolean               replace);
RushesTransferRecord *rushes_transfer_record_copy (const RushesTransferRecord *self);
void                  rushes_transfer_record_free (RushesTransferRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RushesTransferRecord, rushes_transfer_record_free)

/* Both nullable. */
gboolean rushes_transfer_record_equal (const RushesTransferRecord *a, const RushesTransferRecord *b);

G_END_DECLS
